//! Pages → those that stand out, whatever the order in which they come.

use crate::record::{DroppedLine, PagePath, Record, Standout, Standouts};
use crate::strip::Suspect;
use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};

/// Probabilities are counted in parts of this.
const WHOLE: f64 = 10_000.0;

/// By what a page may stand out.
#[derive(Default)]
pub(super) struct PageShape {
    path: String,
    item: Option<u64>,
    bytes: u64,
    stories: Counted,
    chrome: Counted,
    duplicates: Counted,
    empty_text: Counted,
    suspects: Counted,
    untitled: Counted,
    /// The least probable boundary, and where it lies.
    unsure: Option<(u64, usize)>,
    /// The dropped story whose lines are being read.
    last: Option<String>,
}

/// Something counted on a page, with the places where it shows most.
#[derive(Default)]
struct Counted {
    count: u64,
    at: Vec<(u64, usize)>,
}

impl Counted {
    fn add(&mut self, count: u64, (weight, at): (u64, usize)) {
        self.count += count;
        let place = self.at.partition_point(|(other, _)| *other >= weight);
        if place < Standouts::PLACES {
            self.at.insert(place, (weight, at));
            self.at.truncate(Standouts::PLACES);
        }
    }
}

impl PageShape {
    /// A page of which neither stories nor dropped lines were seen yet.
    pub(super) fn new((path, item): PagePath<'_>, bytes: usize, suspects: &[Suspect]) -> Self {
        let mut shape = Self { path: path.to_owned(), item, bytes: bytes as u64, ..Self::default() };
        for suspect in suspects {
            shape.suspects.add(1, (parts(suspect.confidence), suspect.at));
        }
        shape
    }

    pub(super) fn story(&mut self, record: &Record) {
        let start = record.span.start;
        self.stories.add(1, (1, start));
        if record.title.is_none() {
            self.untitled.add(1, (1, start));
        }
        if record.text.is_empty() {
            self.empty_text.add(1, (1, start));
        }
        if record.duplicate_of.is_some() {
            self.duplicates.add(1, (1, start));
        }
        if let Some(confidence) = record.split_confidence.map(parts)
            && self.unsure.is_none_or(|(least, _)| confidence < least)
        {
            self.unsure = Some((confidence, start));
        }
    }

    pub(super) fn dropped<S: AsRef<str>>(&mut self, line: &DroppedLine<S>) {
        if line.rule.as_ref().starts_with("chrome/") {
            let bytes = line.span.len() as u64;
            self.chrome.add(bytes, (bytes, line.span.start));
        }
        // A line of a story that went as a whole.
        let story: Option<&str> = line.story_id.as_ref().map(AsRef::as_ref);
        if line.story_similarity.is_some() && story != self.last.as_deref() {
            self.last = story.map(str::to_owned);
            self.stories.add(1, (1, line.span.start));
            self.duplicates.add(1, (1, line.span.start));
        }
    }
}

fn parts(probability: f64) -> u64 {
    (probability * WHOLE).round() as u64
}

/// The pages that stand out so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Board {
    pub(super) standouts: Standouts,
    /// Places where pages were nearly cut, on all of them.
    pub(super) suspects: u64,
}

/// Which of two pages stands out more.
type Order = fn(&Standout, &Standout) -> Ordering;

impl Board {
    pub(super) fn add(&mut self, page: &PageShape) {
        self.suspects += page.suspects.count;
        let list = &mut self.standouts;
        for (list, counted) in [
            (&mut list.chrome, &page.chrome),
            (&mut list.duplicates, &page.duplicates),
            (&mut list.empty_text, &page.empty_text),
            (&mut list.most_stories, &page.stories),
            (&mut list.suspects, &page.suspects),
            (&mut list.untitled, &page.untitled),
        ] {
            if counted.count > 0 {
                enlist(list, page.standout(counted.count, &counted.at), most);
            }
        }
        enlist(&mut list.fewest_stories, page.standout(page.stories.count, &page.stories.at), fewest);
        if let Some((confidence, at)) = page.unsure {
            enlist(&mut list.unsure, page.standout(confidence, &[(0, at)]), fewest);
        }
    }

    /// Adds the pages of another board.
    pub(super) fn join(&mut self, other: Self) {
        self.suspects += other.suspects;
        let (own, other) = (&mut self.standouts, other.standouts);
        for (list, others, order) in [
            (&mut own.chrome, other.chrome, most as Order),
            (&mut own.duplicates, other.duplicates, most),
            (&mut own.empty_text, other.empty_text, most),
            (&mut own.fewest_stories, other.fewest_stories, fewest),
            (&mut own.most_stories, other.most_stories, most),
            (&mut own.suspects, other.suspects, most),
            (&mut own.unsure, other.unsure, fewest),
            (&mut own.untitled, other.untitled, most),
        ] {
            others.into_iter().for_each(|page| enlist(list, page, order));
        }
    }
}

impl PageShape {
    fn standout(&self, count: u64, at: &[(u64, usize)]) -> Standout {
        Standout {
            at: at.iter().map(|(_, at)| *at).collect(),
            bytes: self.bytes,
            count,
            item: self.item,
            path: self.path.clone(),
        }
    }
}

fn enlist(list: &mut Vec<Standout>, page: Standout, order: Order) {
    let at = list.partition_point(|other| order(other, &page) == Ordering::Less);
    if at < Standouts::NAMED {
        list.insert(at, page);
        list.truncate(Standouts::NAMED);
    }
}

fn most(a: &Standout, b: &Standout) -> Ordering {
    (Reverse(a.count), &a.path, a.item).cmp(&(Reverse(b.count), &b.path, b.item))
}

fn fewest(a: &Standout, b: &Standout) -> Ordering {
    (a.count, Reverse(a.bytes), &a.path, a.item).cmp(&(b.count, Reverse(b.bytes), &b.path, b.item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    /// A page with so many bytes of chrome and so many suspects.
    fn page(path: &str, chrome: usize, suspects: usize) -> PageShape {
        let suspects: Vec<Suspect> =
            (0..suspects).map(|at| Suspect { at, confidence: 0.1 + at as f64 / 10.0 }).collect();
        let mut page = PageShape::new((path, None), 100 + chrome, &suspects);
        page.dropped(&DroppedLine {
            path: path.to_owned(),
            item: None,
            span: Span::new(7, 7 + chrome),
            rule: "chrome/share".to_owned(),
            text: None,
            story_id: None,
            duplicate_of: None,
            similarity: None,
            story_similarity: None,
        });
        page
    }

    #[test]
    fn the_same_pages_stand_out_in_whatever_order_they_come() {
        let pages: Vec<PageShape> = (0..9).map(|at| page(&at.to_string(), at % 4 + 1, at % 3)).collect();
        let (mut one, mut left, mut right) = (Board::default(), Board::default(), Board::default());
        pages.iter().for_each(|page| one.add(page));
        pages[..4].iter().rev().for_each(|page| left.add(page));
        pages[4..].iter().rev().for_each(|page| right.add(page));
        right.join(left);
        assert_eq!((one.suspects, &one.standouts), (right.suspects, &right.standouts));
        let paths = |list: &[Standout]| list.iter().map(|page| page.path.clone()).collect::<String>();
        let all = &one.standouts;
        assert_eq!((paths(&all.chrome), paths(&all.suspects)), ("37261".to_owned(), "25814".to_owned()));
        assert_eq!(paths(&all.fewest_stories), "37261");
    }

    #[test]
    fn the_places_that_show_it_most_are_named_first() {
        let mut board = Board::default();
        board.add(&page("a", 5, 5));
        assert_eq!(board.standouts.suspects[0].at, [4, 3, 2]);
        assert_eq!((board.standouts.suspects[0].count, board.standouts.chrome[0].count), (5, 5));
    }
}
