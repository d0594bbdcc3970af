//! Does a headline speak of the text below it, or of the text above? Does the text below speak of something new?

use super::candidate::Candidate;
use super::rows::Rows;
use super::stems::{Filter, LOOKED_AT, each_stem, head};
use crate::words::{is_cased, is_letter};
use std::borrow::Cow;
use std::ops::Range;

/// So many rows of prose are looked at on either side.
const ROWS: usize = 4;
/// The share of the headline's words that has to come back.
const SHARE: f64 = 0.3;

/// Where the words of a headline come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    Below,
    Above,
    Neither,
}

/// The topics of the text above and below the candidates of one body.
#[derive(Default)]
pub(super) struct Topics {
    above: Filter,
    below: Filter,
}

impl Topics {
    /// Looks at the beginning of the story above, and of the text below the candidates.
    pub(super) fn new(rows: &Rows<'_>, story_start: usize, first: &Candidate) -> Self {
        Self { above: topic(rows, story_start..first.start), below: topic(rows, first.body..rows.len()) }
    }

    /// Looks at the beginning of a text only.
    pub(super) fn below(rows: &Rows<'_>, body: usize) -> Self {
        Self { above: Filter::default(), below: topic(rows, body..rows.len()) }
    }

    /// Looks at the texts right above a gap and right below it.
    pub(super) fn beside(rows: &Rows<'_>, gap: &Range<usize>) -> Self {
        const FAR: usize = 24;
        let mut above = Filter::default();
        let near = gap.start.saturating_sub(FAR)..gap.start;
        for row in near.rev().filter(|&row| rows.rows[row].is_prose()).take(ROWS) {
            rows.stems(row).all.iter().for_each(|&stem| above.add(stem));
        }
        Self { above, below: topic(rows, gap.end..rows.len()) }
    }

    /// By how much more of its words a line speaks of the text below than of the text above.
    pub(super) fn lean(&self, rows: &Rows<'_>, row: usize) -> f32 {
        let stems = &rows.stems(row).all;
        let share = |topic: &Filter| stems.iter().filter(|&&stem| topic.has(stem)).count() as f32;
        if stems.is_empty() { 0.0 } else { (share(&self.below) - share(&self.above)) / stems.len() as f32 }
    }

    /// The share of a line's words that stand in the text below; `None` of a line without any.
    pub(super) fn share_below(&self, rows: &Rows<'_>, row: usize) -> Option<f32> {
        let stems = &rows.stems(row).all;
        let below = stems.iter().filter(|&&stem| self.below.has(stem)).count();
        (!stems.is_empty()).then(|| below as f32 / stems.len() as f32)
    }

    /// Which side a candidate's headline belongs to, by the words they share.
    pub(super) fn leaning(&self, rows: &Rows<'_>, candidate: &Candidate) -> Leaning {
        let stems = candidate.title.map(|title| stems(rows, title)).unwrap_or_default();
        if stems.is_empty() {
            return Leaning::Neither;
        }
        let share = |topic: &Filter| {
            stems.iter().filter(|&&stem| topic.has(stem)).count() as f64 / stems.len() as f64
        };
        let (above, below) = (share(&self.above), share(&self.below));
        if above >= below + SHARE {
            Leaning::Above
        } else if below >= SHARE {
            Leaning::Below
        } else {
            Leaning::Neither
        }
    }
}

/// The stems of a whole row.
fn stems<'r>(rows: &'r Rows<'_>, row: usize) -> Cow<'r, [u64]> {
    let piece = rows.piece(row);
    if piece.len() <= LOOKED_AT {
        return Cow::Borrowed(&rows.stems(row).all);
    }
    let mut stems = Vec::new();
    each_stem(piece, |stem| stems.push(stem));
    Cow::Owned(stems)
}

/// Whether a text goes on with the names of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// Hardly any name of it stands in the other.
    New,
    /// Many of its names stand there.
    Same,
    /// There are too few names to tell, or some are shared.
    Unclear,
}

/// Whether the text from `body` on has the names of the rows `above`. What one story is about goes by name again and
/// again. (M. Hearst, TextTiling, 1997, with names for words.) Scripts without capitals have words for names.
pub(super) fn shift(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Shift {
    /// With fewer names nothing can be told.
    const LEAST: usize = 3;
    if is_caseless(rows, body) {
        return shift_of_words(rows, above, body);
    }
    let Common { above, all, shared } = common(rows, above, body, |row, give| {
        rows.stems(row).names.iter().for_each(|&name| give(name));
    });
    match () {
        () if all < LEAST || above < LEAST => Shift::Unclear,
        () if shared * 10 <= all => Shift::New,
        () if shared * 5 >= all * 2 => Shift::Same,
        () => Shift::Unclear,
    }
}

/// The same by all longer words: they come back less often than names, and some come back by chance.
pub(super) fn shift_of_words(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Shift {
    const LEAST: usize = 6;
    let Common { above, all, shared } = common(rows, above, body, |row, give| {
        rows.stems(row).long(rows.piece(row)).iter().for_each(|&stem| give(stem));
    });
    match () {
        () if all < LEAST || above < LEAST => Shift::Unclear,
        () if shared * 25 <= all => Shift::New,
        () if shared * 8 >= all => Shift::Same,
        () => Shift::Unclear,
    }
}

/// The share of the words of a text that stand in the rows `above`; `None` of texts too short to tell.
pub(super) fn shared(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Option<f32> {
    const LEAST: usize = 6;
    let Common { above, all, shared } = common(rows, above, body, |row, give| {
        rows.stems(row).all.iter().for_each(|&stem| give(stem));
    });
    (all >= LEAST && above >= LEAST).then(|| shared as f32 / all as f32)
}

/// What two texts have in common.
struct Common {
    /// How many stems the text above has.
    above: usize,
    /// How many the text below has.
    all: usize,
    /// How many of these stand above as well.
    shared: usize,
}

/// Compares the stems that are told of each row of prose.
fn common(
    rows: &Rows<'_>,
    above: Range<usize>,
    body: usize,
    each: impl Fn(usize, &mut dyn FnMut(u64)),
) -> Common {
    const FAR: usize = 40;
    let mut known = Filter::default();
    let mut common = Common { above: 0, all: 0, shared: 0 };
    let start = above.start.max(above.end.saturating_sub(FAR));
    for row in prose(rows, start..above.end).take(3 * ROWS) {
        each(row, &mut |stem| {
            known.add(stem);
            common.above += 1;
        });
    }
    for row in prose(rows, body..rows.len().min(body + FAR)).take(ROWS) {
        each(row, &mut |stem| {
            common.all += 1;
            common.shared += usize::from(known.has(stem));
        });
    }
    common
}

fn topic(rows: &Rows<'_>, range: Range<usize>) -> Filter {
    const FAR: usize = 24;
    let mut topic = Filter::default();
    let end = range.end.min(range.start + FAR);
    for row in prose(rows, range.start..end).take(ROWS) {
        rows.stems(row).all.iter().for_each(|&stem| topic.add(stem));
    }
    topic
}

fn prose<'r>(rows: &'r Rows<'_>, range: Range<usize>) -> impl Iterator<Item = usize> + 'r {
    range.filter(|&row| rows.get(row).is_some_and(|row| row.is_prose()))
}

/// Whether the text at a row is of a script without capitals.
fn is_caseless(rows: &Rows<'_>, row: usize) -> bool {
    let piece = rows.get(row).map_or("", |_| head(rows.piece(row)));
    let letters = || piece.chars().filter(|&c| is_letter(c));
    letters().filter(|&c| is_cased(c)).count() * 4 < letters().count()
}
