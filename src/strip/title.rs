//! The headline of a page's first story, where its header leaves it open: which of the lines above the body is it?
//!
//! Names of sections, the steps to the page, buttons, captions and summaries stand there as well. A conditional logit
//! (D. McFadden, 1974) chooses by what a line is, what stands around it, and how many of its words come back in the
//! body. `cargo run --release --example train_titles` makes its weights, `src/rules/models/titles.toml`.

use super::PageLines;
use super::header::{ROWS, Told, stems};
use crate::label::{Ends, Labelled, Sign, byline_width};
use crate::model::is;
use crate::rules::{Rules, TITLE};
use crate::split::{Run, Split, StemSet, ends_in_credit, shouts};
use libm::log1pf;
use std::ops::Range;

/// What may be the headline of a page's first story.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The line that its header tells, by index.
    pub told: Option<usize>,
    /// The first line of its body, by index.
    pub body: usize,
    /// The lines to choose from, by index, with what each shows; `None` is that it has no headline.
    pub options: Vec<(Option<usize>, [f32; TITLE.len()])>,
}

/// What may be the headline of a page's first story; `None` where its header tells it for sure, or there is nothing to choose.
pub fn shown(text: &str, labelled: &Labelled, split: &Split, rules: &Rules) -> Option<Shown> {
    let page = PageLines::new(text, labelled, rules);
    let run = split.runs.first().filter(|run| run.opens_page())?;
    let told = Told::new(&page, run);
    let options = Head::new(&page, run, &told)?.options().collect();
    Some(Shown { told: told.title, body: told.body, options })
}

/// The headline of a page's first story, given the one that its header tells.
pub(super) fn title(page: &PageLines<'_>, run: &Run, told: &Told) -> Option<usize> {
    let Some(head) = Head::new(page, run, told) else { return told.title };
    let scored = head.options().map(|(at, features)| (at, page.rules.titles().score(&features)));
    let best = scored.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(told.title, |(at, _)| at)
}

/// The lines above the body of a page's first story.
struct Head<'p> {
    page: &'p PageLines<'p>,
    rows: Vec<usize>,
    /// Those of a headline's shape.
    candidates: Vec<usize>,
    told: Option<usize>,
    topic: &'p StemSet,
}

impl<'p> Head<'p> {
    /// The lines above a body, given what is told so far; `None` if there is nothing to choose.
    fn new(page: &'p PageLines<'p>, run: &Run, told: &'p Told) -> Option<Self> {
        let above: Vec<usize> = page.rows(run.lines.start..told.body).collect();
        let rows = above[above.len().saturating_sub(ROWS)..].to_vec();
        let may_head = |&at: &usize| {
            let line = &page.lines[at];
            let text = matches!(line.sign, Sign::Text | Sign::Bullet);
            (text && line.look.is_headline_like()) || Some(at) == told.title
        };
        let candidates: Vec<usize> = rows.iter().copied().filter(may_head).collect();
        if candidates.len() + usize::from(told.title.is_none()) < 2 {
            return None;
        }
        Some(Self { page, rows, candidates, told: told.title, topic: told.topic(page) })
    }

    /// The lines to choose from, and that there is no headline if none is told.
    fn options(&self) -> impl Iterator<Item = (Option<usize>, [f32; TITLE.len()])> {
        let none = self.told.is_none().then(|| {
            let mut features = [0.0; TITLE.len()];
            features[TITLE.len() - 1] = 1.0;
            (None, features)
        });
        self.candidates.iter().map(|&at| (Some(at), self.features(at))).chain(none)
    }

    fn features(&self, at: usize) -> [f32; TITLE.len()] {
        let place = self.rows.iter().position(|&row| row == at).unwrap_or_default();
        let parts =
            [&self.own(at)[..], &self.copies(at, place), &self.around(at, place), &self.stands(at, place)];
        let mut features = [0.0; TITLE.len()];
        features.iter_mut().zip(parts.into_iter().flatten()).for_each(|(slot, value)| *slot = *value);
        features
    }

    fn own(&self, at: usize) -> [f32; 18] {
        const MUCH: f32 = 0.4;
        let (line, piece) = (&self.page.lines[at], self.page.piece(at));
        let words = line.look.words();
        let within = |range: Range<usize>| is(range.contains(&words));
        let known = stems(piece);
        let shared = known.iter().filter(|&&stem| self.topic.has(stem)).count();
        let topical = shared as f32 / known.len().max(1) as f32;
        [
            within(0..3),
            within(3..5),
            within(5..8),
            within(8..13),
            within(13..19),
            is(words >= 19),
            topical,
            is(topical >= MUCH),
            is(known.is_empty()),
            is(line.look.ends() == Ends::Open),
            is(line.look.ends() == Ends::Sentence),
            is(line.look.ends() == Ends::Colon),
            is(line.sign == Sign::Bullet),
            is(line.look.is_name_like()),
            is(line.look.is_name_like() && words < 4),
            is(byline_width(piece, &self.page.rules.labels).is_some()),
            is(ends_in_credit(piece)),
            is(shouts(piece)),
        ]
    }

    /// Where its words stand again.
    fn copies(&self, at: usize, place: usize) -> [f32; 4] {
        const WORDS: usize = 3;
        let echo = self.page.lines[at].echo;
        let piece = self.page.piece(at).trim();
        let again =
            |rows: &[usize]| is(echo != 0 && rows.iter().any(|&row| self.page.lines[row].echo == echo));
        let long = |row: usize| self.page.lines[row].look.words() >= WORDS;
        let others = || {
            let other = |row: &&usize| self.page.lines[**row].echo != echo;
            self.rows.iter().filter(other).map(|&row| (row, self.page.piece(row).trim()))
        };
        let inside =
            long(at) && others().any(|(_, other)| other.len() > piece.len() && other.contains(piece));
        let holds =
            others().any(|(row, other)| other.len() < piece.len() && long(row) && piece.contains(other));
        [again(&self.rows[..place]), again(&self.rows[place + 1..]), is(inside), is(holds)]
    }

    fn around(&self, at: usize, place: usize) -> [f32; 10] {
        const NEAR: usize = 3;
        let page = self.page;
        let above = place.checked_sub(1).map(|above| self.rows[above]);
        let below = || self.rows[place + 1..].iter().copied();
        let stamp = |row: usize| matches!(page.lines[row].sign, Sign::Stamp(_));
        let rule = |row: usize| matches!(page.lines[row].sign, Sign::Rule(_));
        let text = |row: usize| page.lines[row].sign == Sign::Text;
        let named = |row: usize| byline_width(page.piece(row), &page.rules.labels).is_some();
        let longer = |row: usize| text(row) && page.lines[row].look.words() > page.lines[at].look.words();
        [
            is(above.is_some_and(stamp)),
            is(below().next().is_some_and(stamp)),
            is(below().take(NEAR).any(stamp)),
            is(below().next().is_some_and(named)),
            is(below().take(NEAR).any(named)),
            is(above.is_some_and(rule)),
            is(below().next().is_some_and(rule)),
            is(below().next().is_some_and(longer)),
            is(below().next().is_some_and(text)),
            is(above.is_some_and(text)),
        ]
    }

    fn stands(&self, at: usize, place: usize) -> [f32; 10] {
        const CLOSE: usize = 2;
        const SURE: f32 = 6.0;
        let lines = self.page.lines;
        let blank = |line: Option<usize>| {
            is(line.and_then(|line| lines.get(line)).is_none_or(|line| line.sign == Sign::Blank))
        };
        let left = self.rows.len() - place;
        let likely = lines[at].likely;
        [
            blank(at.checked_sub(1)),
            blank(Some(at + 1)),
            is(left <= CLOSE),
            log1pf(left as f32),
            log1pf(place as f32),
            is(self.candidates.first() == Some(&at)),
            is(self.candidates.last() == Some(&at)),
            likely.unwrap_or_default().clamp(-SURE, SURE) / SURE,
            is(likely.is_none()),
            is(self.told == Some(at)),
        ]
    }
}

/// The parts above are as many as there are names, with that of no headline.
const _: () = assert!(18 + 4 + 10 + 10 + 1 == TITLE.len());

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::role::Part;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};
    use crate::strip::strip;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        let rules = Rules::builtin().unwrap();
        let labelled = label(page, &rules);
        let stripped = strip(page, &labelled, &split(page, &labelled, &rules, MIN_CONFIDENCE), &rules);
        let title = stripped.stories[0].pieces.iter().find(|piece| piece.part == Part::Title).unwrap();
        assert_eq!(title.span.of(page), expected);
    }

    const BODY: &str = "The ferry across Lake Orsk runs again from Monday, the harbour board said on Friday after a trial.\n\n\
                        Its engine had been taken out two years ago, and the new one came eleven months late from the yard.\n";

    #[test]
    fn neither_the_summary_nor_the_section_is_the_headline() {
        let head = "The Orsk Courier\nLocal news\nFerry on Lake Orsk runs again\n\
                    The boat had waited for its engine since the summer before last, and for a captain\nDana Whitlock\n12 March 2024\n\n";
        check(&format!("{head}{BODY}"), "Ferry on Lake Orsk runs again");
    }

    #[test]
    fn what_a_reader_is_offered_is_not_the_headline() {
        let head = "Subscribe now and get more of it\nFerry on Lake Orsk runs again after two years\nBy Dana Whitlock\n\n";
        check(&format!("{head}{BODY}"), "Ferry on Lake Orsk runs again after two years");
    }
}
