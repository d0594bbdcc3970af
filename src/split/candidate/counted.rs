//! Items that count: each headline begins with the time of its entry, or with its number.
//!
//! One such line is an item of an agenda, a sub-heading or a row of a table. A row of them that runs steadily, with text
//! below each, is a live page. Timelines begin with the earliest, so that times have to run down unless the page is called
//! a live one; of numbers, only those with their text set in below them are told here, as live pages have them when they
//! are turned into text.

use super::collection::Collection;
use super::{Candidate, Evidence, EvidenceSet, Rows};
use crate::label::{Ends, Sign};
use crate::split::ordinal;
use std::ops::Range;

/// Fewer may stand in order by chance.
const OFTEN: usize = 3;
/// An entry has so many words at least, of whatever lines; one line of an agenda stands right below the other.
const ENTRY_WORDS: usize = 8;

/// A row that counts, and its time or number.
type Head = (usize, i64);

/// The entries whose headlines begin with their times: `11:47 Bakery saved`.
pub(super) fn timed(rows: &Rows<'_>, named: Option<Collection>) -> Vec<Candidate> {
    let heads: Vec<Head> = (0..rows.len()).filter_map(|at| Some((at, opening_time(rows, at)?))).collect();
    let full = full(rows, &heads);
    let down = is_steady(&full, |above, below| above > below);
    let up = named == Some(Collection::Live) && is_steady(&full, |above, below| above < below);
    if down || up { candidates(&full) } else { Vec::new() }
}

/// The entries whose headlines begin with their numbers, which count up or down by one, from the first on: each entry may
/// be a list of its own.
pub(super) fn numbered(rows: &Rows<'_>) -> Vec<Candidate> {
    let heads = (0..rows.len()).filter_map(|at| Some((at, opening_number(rows, at)?)));
    let mut series: Vec<Head> = Vec::new();
    for head in heads {
        if series.last().is_none_or(|last| last.1.abs_diff(head.1) <= 1) {
            series.push(head);
        }
    }
    candidates(&full(rows, &series))
}

/// The items of an e-mail to readers whose headlines begin with their numbers, which count up from the first or second.
pub(super) fn mailed(rows: &Rows<'_>) -> Vec<Candidate> {
    if !rows.is_mail() {
        return Vec::new();
    }
    let heads: Vec<Head> = (0..rows.len()).filter_map(|at| Some((at, item_number(rows, at)?))).collect();
    let mut series: Vec<Head> = Vec::new();
    for head in full(rows, &heads) {
        let next = series.last().map_or(head.1 <= 2, |last| head.1 == last.1 + 1);
        series.extend(next.then_some(head));
    }
    // Above the first stands a greeting at most.
    let mailed = |mut one: Candidate| {
        one.evidence = [Evidence::Digest, Evidence::Collection, Evidence::Pattern].into_iter().collect();
        one
    };
    candidates(&series).into_iter().map(mailed).collect()
}

/// The number that a headline begins with; the first one may stand without a mark: `1 big thing`.
fn item_number(rows: &Rows<'_>, at: usize) -> Option<i64> {
    const WORDS: usize = 16;
    let (look, piece) = (rows.rows[at].line.look, rows.piece(at));
    let headline = matches!(rows.rows[at].line.sign, Sign::Text | Sign::Bullet)
        && look.words() <= WORDS
        && !look.is_sentence()
        && matches!(look.ends(), Ends::Open | Ends::Call);
    let first = || piece.strip_prefix("1 ").is_some_and(|words| words.starts_with(char::is_alphabetic));
    let number = headline.then(|| ordinal::number(piece).filter(|number| number.width < piece.len()))?;
    number.map(|number| number.value).or_else(|| first().then_some(1))
}

/// The time of day that a line with a headline's words begins with.
fn opening_time(rows: &Rows<'_>, at: usize) -> Option<i64> {
    const WORDS: usize = 2;
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    let plain = matches!(row.line.sign, Sign::Text | Sign::Bullet | Sign::Stamp(_));
    // A glance: reading a time costs more.
    let may = plain && !row.line.look.is_sentence() && row.line.look.words() > WORDS;
    let time = may.then(|| ordinal::time(piece, &rows.rules.dates))??;
    let words = piece[time.width..].split_whitespace().filter(|word| word.contains(char::is_alphabetic));
    (words.count() >= WORDS).then_some(time.value)
}

/// The number of a line like `  3. Headline`, with the row below it set in further.
fn opening_number(rows: &Rows<'_>, at: usize) -> Option<i64> {
    /// With the number.
    const WORDS: usize = 4;
    let row = &rows.rows[at];
    let look = row.line.look;
    let deeper = || {
        let below = rows.get(at + 1).map(|below| indent(rows, below.line.span.start));
        below.is_some_and(|below| below > indent(rows, row.line.span.start))
    };
    let headline = matches!(row.line.sign, Sign::Text | Sign::Bullet)
        && look.words() >= WORDS
        && !look.is_sentence()
        && matches!(look.ends(), Ends::Open | Ends::Call);
    let number = headline.then(|| ordinal::number(rows.piece(at)))??;
    deeper().then_some(number.value)
}

/// How far a row is set in.
fn indent(rows: &Rows<'_>, start: usize) -> usize {
    rows.text[..start].bytes().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Those with an entry's worth of lines, and some text among them.
fn full(rows: &Rows<'_>, heads: &[Head]) -> Vec<Head> {
    let ends = heads.iter().skip(1).map(|head| head.0).chain([rows.len()]);
    let is_full = |text: Range<usize>| {
        let words: usize = rows.rows[text.clone()].iter().map(|row| row.line.look.words()).sum();
        words >= ENTRY_WORDS && rows.rows[text].iter().any(|row| row.line.look.is_prose())
    };
    heads.iter().zip(ends).filter(|(head, end)| is_full(head.0 + 1..*end)).map(|(head, _)| *head).collect()
}

/// Whether there are enough of them, nearly all in this order.
fn is_steady(heads: &[Head], in_order: fn(i64, i64) -> bool) -> bool {
    let steps = heads.windows(2).filter(|pair| in_order(pair[0].1, pair[1].1)).count();
    heads.len() >= OFTEN && steps * 5 >= (heads.len() - 1) * 4
}

fn candidates(heads: &[Head]) -> Vec<Candidate> {
    let evidence: EvidenceSet =
        [Evidence::LooseStamp, Evidence::LiveEntry, Evidence::Pattern].into_iter().collect();
    let candidate = |&(at, _): &Head| Candidate { start: at, title: Some(at), body: at + 1, evidence };
    if heads.len() < OFTEN { Vec::new() } else { heads.iter().map(candidate).collect() }
}
