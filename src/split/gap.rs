//! What lies between two texts: does a story begin there, and with which line?
//!
//! Sites differ in what they put between two stories: the end of the one above, boxes, links, and the header of the one
//! below. No list of headers holds them all, but what they have in common can be learned. Two models look at the gap
//! between two texts: a logistic one at the whole of it (dates and headlines in it, lines that come back in other gaps or
//! above the page's first text, whether the text below is about something else), and one that chooses among its lines the
//! one that a story begins with (a conditional logit; D. McFadden, 1974), by what each line is, what stands around it, and
//! what would be lost to the story above.
//!
//! The weights stand in `src/rules/models/gaps.toml`; `cargo run --release --example train_gaps` makes them from labelled
//! pages. The models come after the evidence that [`split`](super::split) weighs: they move beginnings that are not certain, and add those
//! that no evidence was found for.

use super::kind::{Kind, Seen, counting, seen};
use super::rows::Rows;
use super::topic::Topics;
use super::{Boundary, Found, NEAR_MISS, PRIOR, begins_page};
use crate::evidence::{Evidence, probability};
use crate::label::Labelled;
use crate::rules::{Rules, WHETHER};
use class::{Class, class};
use rustc_hash::FxHashMap;
use std::ops::Range;

mod class;
mod place;
mod whether;

/// So many rows above a text are looked at.
const ROWS: usize = 40;
/// A headline has so many words at least.
const HEADLINE_WORDS: usize = 3;

/// A gap, as the models see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its lines and, as the last one, the first of the text below, by index.
    pub lines: Vec<usize>,
    /// What it shows: see [`WHETHER`].
    pub whether: [f32; WHETHER.len()],
    /// What each of its lines shows, by [`place_features`](crate::rules::place_features).
    pub places: Vec<Vec<f32>>,
}

/// The gaps of a page below its first text, as the models see them.
pub fn shown(text: &str, labelled: &Labelled, rules: &Rules) -> Vec<Shown> {
    let rows = Rows::new(text, labelled, rules);
    let page = Page::new(&rows);
    let shown = |at: usize| {
        let gap = Gap::new(&page, page.gaps[at].clone());
        let inside = || gap.rows.start..=gap.rows.end;
        Shown {
            lines: inside().map(|row| rows.line(row)).collect(),
            whether: page.whether(at),
            places: inside().map(|row| gap.place(row)).collect(),
        }
    };
    (1..page.gaps.len()).map(shown).collect()
}

/// Moves the beginnings of stories to the lines that the model chooses, and adds what it takes for further beginnings.
///
/// What is sure is left alone: pages with echoed headlines, entries of live pages, items of digests.
pub(super) fn revise(rows: &Rows<'_>, stories: &mut Vec<Found>, near_misses: &mut Vec<Boundary>, least: f64) {
    if stories.iter().any(|story| tells(story, &[Evidence::EchoAroundStamp])) {
        return;
    }
    let page = Page::new(rows);
    let later = usize::from(begins_page(rows, stories));
    for at in later..stories.len() {
        page.move_start(stories, at);
    }
    page.add(stories, near_misses, (later, least));
}

fn tells(story: &Found, evidence: &[Evidence]) -> bool {
    story.boundary.iter().flat_map(|boundary| &boundary.evidence).any(|(one, _)| evidence.contains(one))
}

/// A page as texts and what lies between them.
struct Page<'r> {
    rows: &'r Rows<'r>,
    classes: Vec<Class>,
    kinds: &'r [[Kind; 2]],
    known: FxHashMap<Kind, Seen>,
    /// Rows that are no prose, with prose right below; the first ones are the page's head.
    gaps: Vec<Range<usize>>,
    /// How often each class stands in the head.
    head: [usize; Class::COUNT],
    /// Which classes stand above the headline there.
    above_title: [bool; Class::COUNT],
    /// The share of the gaps that have a time, a byline.
    shares: [f32; 2],
}

impl<'r> Page<'r> {
    fn new(rows: &'r Rows<'r>) -> Self {
        let kinds = rows.kinds();
        let classes: Vec<Class> = (0..rows.len()).map(|at| class(rows, at, kinds[at][0])).collect();
        let (gaps, tail) = gaps(rows, &classes);
        let mut known = seen(kinds, &gaps, tail);
        known.remove(&Kind::Nothing);
        counting(rows, kinds).iter().for_each(|kind| {
            known.remove(kind);
        });
        let share = |class: Class| {
            let having = gaps.iter().filter(|gap| classes[(*gap).clone()].contains(&class)).count();
            having as f32 / gaps.len().max(1) as f32
        };
        let shares = [share(Class::Stamp), share(Class::Byline)];
        let (head, above_title) = ([0; Class::COUNT], [false; Class::COUNT]);
        let mut page = Self { rows, classes, kinds, known, gaps, head, above_title, shares };
        page.look_at_head();
        page
    }

    fn look_at_head(&mut self) {
        let head = self.gaps.first().cloned().unwrap_or_default();
        let title = head.clone().find(|&row| self.is_headline(row)).unwrap_or(head.start);
        for row in head {
            let class = self.classes[row];
            self.head[class as usize] += usize::from(!class.is_text());
            self.above_title[class as usize] |= row < title;
        }
    }

    fn is_headline(&self, row: usize) -> bool {
        is_headline(self.rows, &self.classes, row)
    }

    fn has(&self, rows: Range<usize>, class: Class) -> bool {
        self.classes[rows].contains(&class)
    }

    /// Where the lines of a row's kinds stand.
    fn seen(&self, row: usize) -> impl Iterator<Item = (Kind, Seen)> {
        self.kinds[row].iter().filter_map(|kind| Some((*kind, *self.known.get(kind)?)))
    }

    /// Moves the beginning of a story to another line of its gap, if the model is sure of it.
    fn move_start(&self, stories: &mut [Found], at: usize) {
        use Evidence as E;
        const SURE: &[E] = &[E::HeadlineEcho, E::SiteMark, E::StoryMarker, E::Digest, E::LiveEntry];
        let gap = self.gap_of(stories[at].start).filter(|_| !tells(&stories[at], SURE));
        let Some(gap) = gap.map(|gap| Gap::new(self, self.gaps[gap].clone())) else { return };
        let least = at.checked_sub(1).map_or(0, |above| stories[above].body.max(stories[above].start + 1));
        let story = &mut stories[at];
        let Some(start) = gap.better(story.start).filter(|&start| start >= least) else { return };
        let inside = story.title.filter(|&title| title >= start);
        // What the story began with so far was no headline if there is a header above.
        let title = inside.filter(|&title| start > story.start || title != story.start);
        story.title = title.or_else(|| gap.headline(start)).or(inside);
        story.start = start;
        story.body = story.body.max(start).max(gap.rows.end);
        if let Some(boundary) = &mut story.boundary {
            boundary.line = self.rows.line(start);
            boundary.title = story.title.map(|title| self.rows.line(title));
        }
    }

    /// The gap in which a row stands, or the text right below.
    fn gap_of(&self, row: usize) -> Option<usize> {
        let at = self.gaps.partition_point(|gap| gap.end < row);
        (at > 0 && self.gaps.get(at)?.start <= row).then_some(at)
    }

    /// Adds the stories of gaps in which none begins yet.
    fn add(&self, stories: &mut Vec<Found>, near_misses: &mut Vec<Boundary>, (later, least): (usize, f64)) {
        /// On a page of one story, a further one is as improbable as that.
        const ALONE: f64 = 3.9;
        /// And on a page of several.
        const AMONG: f64 = 0.85;
        let mut taken: Vec<usize> =
            stories.iter().skip(later).filter_map(|story| self.gap_of(story.start)).collect();
        taken.sort_unstable();
        let open: Vec<(usize, f64)> = (1..self.gaps.len())
            .filter(|gap| taken.binary_search(gap).is_err() && self.may_begin(*gap))
            .map(|gap| (gap, f64::from(self.rows.rules.gaps().whether.score(&self.whether(gap)))))
            .collect();
        let several =
            stories.len() > later || open.iter().any(|(_, odds)| probability(odds - ALONE) >= least);
        let against = if several { AMONG } else { ALONE };
        let told = |(gap, odds): (usize, f64)| {
            Some((gap, odds - against)).filter(|(_, odds)| probability(*odds) >= NEAR_MISS.min(least))
        };
        for (gap, odds) in open.into_iter().filter_map(told) {
            let found = self.found(gap, odds);
            match found.boundary {
                Some(boundary) if boundary.confidence < least => near_misses.push(boundary),
                _ => stories.push(found),
            }
        }
        stories.sort_by_key(|story| story.start);
        near_misses.sort_by_key(|miss| miss.line);
        keep_apart(stories);
    }

    /// Whether anything in a gap could begin a story.
    fn may_begin(&self, gap: usize) -> bool {
        let gap = self.gaps[gap].clone();
        let begins = [Class::Stamp, Class::Byline, Class::Separator, Class::Path];
        gap.clone().any(|row| self.is_headline(row) || begins.contains(&self.classes[row]))
    }

    /// The story that begins in a gap, with log-odds.
    fn found(&self, gap: usize, odds: f64) -> Found {
        let gap = Gap::new(self, self.gaps[gap].clone());
        let start = gap.first();
        let title = gap.headline(start);
        let boundary = Boundary {
            line: self.rows.line(start),
            title: title.map(|title| self.rows.line(title)),
            evidence: vec![(Evidence::Gap, odds - PRIOR)],
            confidence: probability(odds),
        };
        Found { start, title, body: gap.rows.end, boundary: Some(boundary) }
    }
}

/// Leaves out stories of the model that begin within the header of another one, or right beside it.
fn keep_apart(stories: &mut Vec<Found>) {
    /// Two stories do not begin that close to each other.
    const ROWS: usize = 2;
    let mut kept: Vec<Found> = Vec::with_capacity(stories.len());
    for story in stories.drain(..) {
        let meets = |above: &Found| story.start < above.body || story.start - above.start <= ROWS;
        let added = |story: &Found| tells(story, &[Evidence::Gap]);
        if kept.last().is_some_and(meets) && !added(&story) && kept.last().is_some_and(added) {
            kept.pop();
        }
        if !(added(&story) && kept.last().is_some_and(meets)) {
            kept.push(story);
        }
    }
    *stories = kept;
}

/// Whether a row could be a headline.
fn is_headline(rows: &Rows<'_>, classes: &[Class], row: usize) -> bool {
    let one = &rows.rows[row];
    classes[row].may_head() && one.line.look.words() >= HEADLINE_WORDS && one.is_headline_like()
}

/// The gaps with text below, of which no more than so many rows are looked at, and the rows below the last text.
fn gaps(rows: &Rows<'_>, classes: &[Class]) -> (Vec<Range<usize>>, Range<usize>) {
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for text in (0..classes.len()).filter(|&at| classes[at] == Class::Prose) {
        let gap = start.max(text.saturating_sub(ROWS))..text;
        start = text + 1;
        match gaps.last_mut().filter(|above| is_header_below(rows, classes, above, &gap)) {
            Some(above) => above.end = text,
            None if !gap.is_empty() || text == 0 => gaps.push(gap),
            None => {}
        }
    }
    (gaps, start..classes.len())
}

/// Whether a gap holds the author and date of the headline above, with a summary in between.
fn is_header_below(rows: &Rows<'_>, classes: &[Class], above: &Range<usize>, gap: &Range<usize>) -> bool {
    const WORDS: usize = 60;
    let dated = |row: usize| matches!(classes[row], Class::Stamp | Class::Byline);
    let names = |row: usize| classes[row] == Class::Name;
    let headed = |row: usize| is_headline(rows, classes, row);
    gap.start == above.end + 1
        && rows.rows[above.end].line.look.words() <= WORDS
        && gap.clone().any(dated)
        && !above.clone().any(dated)
        && above.clone().any(headed)
        && !gap.clone().any(|row| headed(row) && !names(row))
}

/// The rows between two texts, and what choosing among them needs.
struct Gap<'p> {
    page: &'p Page<'p>,
    rows: Range<usize>,
    topics: Topics,
    /// The headline that speaks most of the text below.
    best: Option<usize>,
}

impl<'p> Gap<'p> {
    fn new(page: &'p Page<'p>, rows: Range<usize>) -> Self {
        let topics = Topics::beside(page.rows, &rows);
        let mut gap = Self { page, rows, topics, best: None };
        gap.best = gap.headline(gap.rows.start);
        gap
    }

    /// Of the headlines from a row on, the one that speaks most of the text below.
    fn headline(&self, from: usize) -> Option<usize> {
        let lean = |row: usize| self.topics.lean(self.page.rows, row);
        let headlines = (from..self.rows.end).filter(|&row| self.page.is_headline(row));
        headlines
            .map(|row| (row, lean(row)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(row, _)| row)
    }

    fn score(&self, row: usize) -> f32 {
        self.page.rows.rules.gaps().place.score(&self.place(row))
    }

    /// The row that the story begins with.
    fn first(&self) -> usize {
        let scored = (self.rows.start..=self.rows.end).map(|row| (row, self.score(row)));
        let best = scored.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(self.rows.end, |(row, _)| row)
    }

    /// Another row that is the better first one by far.
    fn better(&self, start: usize) -> Option<usize> {
        /// In log-odds: e² is about seven to one.
        const BY_FAR: f32 = 2.0;
        let first = self.first();
        (first != start && self.score(first) - self.score(start) > BY_FAR).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::rules::CLASSES;
    use crate::split::{MIN_CONFIDENCE, split};

    /// Two stories of a site of its own making: a summary stands over the author, and the date below.
    const PAGE: &str = "\
The Orsk Lake Courier
Home
Region
Ferry returns to Lake Orsk after two years of repairs
The boat takes passengers again from Monday, and the fare stays what it was.
Dana Whitlock
12 March 2024, 07:40

The Lake Orsk ferry will carry passengers again from Monday, the harbour board said after a last trial run on Friday.
Engineers in Pellham had taken the old engine out in 2022, and the new one arrived eleven months late from the yard.
“We know what the wait has cost people here,” said the head of the board, Miriam Castell, at the landing stage.
The first boat leaves Pellham at six in the morning and the last one comes back at nine in the evening.

Share this article
Harbour
Lake Orsk

Library keeps its Sunday hours until the summer
A petition with four thousand names reached the town hall before the vote.
Yusuf Brandt
11 March 2024, 18:05

The library in Tarnwick stays open on Sundays until the end of June, the council decided by nine votes to four.
Councillor Ottoline Graves had asked to close it for good, because hardly anybody came before noon in winter.
Readers answered with a petition that Petra Lindqvist, who runs the chess club, carried to the town hall herself.
After June the hours are to be looked at again, together with those of the branch in Mellow Green.

Share this article
Library
Tarnwick
";

    fn stories(text: &str) -> Vec<usize> {
        let rules = Rules::builtin().unwrap();
        let cut = split(text, &label(text, &rules), &rules, MIN_CONFIDENCE);
        cut.runs.iter().map(|run| run.lines.start).collect()
    }

    #[test]
    fn a_header_begins_with_its_headline_and_not_with_the_author_below_the_summary() {
        let headline = PAGE.lines().position(|line| line.starts_with("Library keeps")).unwrap();
        assert_eq!(stories(PAGE), [0, headline]);
    }

    #[test]
    fn sub_headings_begin_no_story() {
        let text = PAGE.replace("\nShare this article\nHarbour\nLake Orsk\n", "").replace(
            "Library keeps its Sunday hours until the summer\nA petition with four thousand names reached the town hall before the vote.\nYusuf Brandt\n11 March 2024, 18:05\n",
            "What the council wants\n",
        );
        assert_eq!(stories(&text), [0]);
    }

    #[test]
    fn classes_stand_in_the_order_of_their_names() {
        let named = [
            (Class::Prose, "prose"),
            (Class::End, "end"),
            (Class::Symbol, "symbol"),
            (Class::Headline, "headline"),
        ];
        named.iter().for_each(|(class, name)| assert_eq!(CLASSES[*class as usize], *name));
    }

    #[test]
    fn a_model_has_a_feature_for_each_name() {
        let rules = Rules::builtin().unwrap();
        let gaps = shown(PAGE, &label(PAGE, &rules), &rules);
        let names = crate::rules::place_features().len();
        assert!(!gaps.is_empty());
        assert!(gaps.iter().all(|gap| gap.places.len() == gap.lines.len()));
        assert!(gaps.iter().flat_map(|gap| &gap.places).all(|place| place.len() == names));
    }
}
