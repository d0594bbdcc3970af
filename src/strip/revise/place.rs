//! Where in its story a line stands.

use crate::label::{Look, Sign};
use crate::role::{Part, Role};
use crate::split::StemSet;
use crate::strip::PageLines;
use crate::strip::header::{LOOKED_AT, stems};
use crate::words::is_unspaced;
use std::cell::OnceCell;
use std::ops::Range;

/// Where a line stands, as values of the facet of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// In a story that has no text.
    NoBody,
    Above,
    Header,
    Body,
    Tail,
}

/// A story by the roles that the rules gave its lines.
pub(super) struct Story {
    /// Its rows.
    rows: Range<usize>,
    title: Option<usize>,
    /// The first and the last row of its text.
    text: Option<[usize; 2]>,
    /// The first and the last row of its header that tells a date or an author.
    dates: Option<[usize; 2]>,
    /// The longer words of the text, once somebody has asked.
    words: OnceCell<StemSet>,
}

impl Story {
    /// The story that these rows are.
    pub(super) fn new(page: &PageLines<'_>, all: &[usize], roles: &[Role], rows: Range<usize>) -> Self {
        /// A paragraph of so many words is no button, however it ends.
        const LONG: usize = 12;
        let title = rows.clone().find(|&row| roles[row] == Role::Part(Part::Title));
        let paragraph = |row: &usize| roles[*row] == Role::Part(Part::Paragraph);
        let long = |look: Look| look.is_prose() || look.words() >= LONG;
        let prose = |row: &usize| paragraph(row) && long(page.lines[all[*row]].look);
        let first = rows.clone().find(prose).or_else(|| rows.clone().find(paragraph));
        let last = rows.clone().rfind(prose).or_else(|| rows.clone().rfind(paragraph));
        let text = first.zip(last).map(|(first, last)| [first, last]);
        let dated = |row: &usize| {
            matches!(page.lines[all[*row]].sign, Sign::Stamp(_)) || roles[*row] == Role::Part(Part::Byline)
        };
        let header = title.map_or(0, |title| title + 1)..text.map_or(0, |[first, _]| first);
        let dates = title.and_then(|_| Some([header.clone().find(dated)?, header.clone().rfind(dated)?]));
        Self { rows, title, text, dates, words: OnceCell::new() }
    }

    pub(super) fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }

    pub(super) fn region(&self, row: usize) -> Region {
        let Some([first, last]) = self.text else { return Region::NoBody };
        if self.title.is_some_and(|title| row < title) {
            Region::Above
        } else if row < first {
            Region::Header
        } else if row <= last {
            Region::Body
        } else {
            Region::Tail
        }
    }

    /// How far it is from the beginning of its region, and from the end of it, up to a few lines.
    pub(super) fn within(&self, row: usize) -> [usize; 2] {
        let (title, [first, last]) = (self.title.unwrap_or(self.rows.start), self.text.unwrap_or_default());
        let (begin, end) = match self.region(row) {
            Region::NoBody => return [0, 0],
            Region::Above => (0, title - row),
            Region::Header => (row - title, first - row),
            Region::Body => (1 + row - first, 1 + last - row),
            Region::Tail => (row - last, self.rows.end - row),
        };
        [begin.min(6), end.min(4)]
    }

    /// Whether the dates of its header stand above or below, as a value of the facet.
    pub(super) fn dated(&self, row: usize) -> usize {
        match (self.region(row), self.dates) {
            (Region::Header, None) => 0,
            (Region::Header, Some([_, last])) if row > last => 2,
            (Region::Header, Some([first, _])) if row < first => 3,
            (Region::Header, Some(_)) => 4,
            _ => 1,
        }
    }

    /// Which share of the words of a short line beside the text stands in it, as a value of the facet.
    pub(super) fn body_words(&self, page: &PageLines<'_>, all: &[usize], row: usize) -> usize {
        const ROWS: usize = 8;
        let line = all[row];
        let beside = matches!(self.region(row), Region::Above | Region::Tail);
        // Pairs of characters come back everywhere.
        let told = beside && !page.lines[line].look.is_prose() && !page.piece(line).starts_with(is_unspaced);
        let Some([first, last]) = self.text.filter(|_| told) else { return 0 };
        let known = self.words.get_or_init(|| {
            let text = (first..=last).take(ROWS).map(|row| page.piece(all[row]));
            StemSet::of(text, LOOKED_AT)
        });
        let own = stems(page.piece(line));
        let shared = own.iter().filter(|&&stem| known.has(stem)).count();
        if own.is_empty() { 0 } else { 1 + 3 * shared / own.len() }
    }
}
