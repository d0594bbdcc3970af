//! Entries of a numbered list, each a headline with its text set in below it, as live pages are when they are turned into
//! text.

use super::{Candidate, Evidence, EvidenceSet, Rows};
use crate::label::{Ends, Sign};
use std::ops::Range;

/// Fewer are no list.
const OFTEN: usize = 3;
/// An entry has so many words at least, of whatever lines.
const ENTRY_WORDS: usize = 8;

/// The entries of the page's list; none if it has no such list.
pub(super) fn entries(rows: &Rows<'_>) -> Vec<Candidate> {
    let heads: Vec<usize> = (0..rows.len()).filter(|&at| is_head(rows, at)).collect();
    let series = series(rows, &heads);
    let full = |entry: &Range<usize>| {
        let text = entry.start + 1..entry.end;
        words(rows, text.clone()) >= ENTRY_WORDS && rows.rows[text].iter().any(|row| row.is_prose())
    };
    let entries: Vec<Range<usize>> = ranges(&series, rows.len()).filter(full).collect();
    if entries.len() < OFTEN {
        return Vec::new();
    }
    let evidence: EvidenceSet =
        [Evidence::LooseStamp, Evidence::LiveEntry, Evidence::Pattern].into_iter().collect();
    let candidate = |entry: &Range<usize>| Candidate {
        start: entry.start,
        title: Some(entry.start),
        body: entry.start + 1,
        evidence,
    };
    entries.iter().map(candidate).collect()
}

/// `  3. Headline`, with the row below it set in further.
fn is_head(rows: &Rows<'_>, at: usize) -> bool {
    /// With the number.
    const WORDS: usize = 4;
    let row = &rows.rows[at];
    let look = row.line.look;
    let deeper = rows
        .get(at + 1)
        .is_some_and(|below| indent(rows, below.line.span.start) > indent(rows, row.line.span.start));
    matches!(row.line.sign, Sign::Text | Sign::Bullet)
        && number(rows.piece(at)).is_some()
        && look.words() >= WORDS
        && !look.is_sentence()
        && matches!(look.ends(), Ends::Open | Ends::Call)
        && deeper
}

/// The number a row begins with.
fn number(piece: &str) -> Option<usize> {
    let (digits, rest) = piece.split_once('.')?;
    (digits.len() <= 3 && rest.starts_with(' ')).then(|| digits.parse().ok())?
}

/// How far a row is set in.
fn indent(rows: &Rows<'_>, start: usize) -> usize {
    rows.text[..start].bytes().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The rows whose numbers count up or down by one or stay, from the first on: each entry may be a list of its own.
fn series(rows: &Rows<'_>, heads: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let value = |at: usize| number(rows.piece(at)).unwrap_or_default();
    for &at in heads {
        if found.last().is_none_or(|&last| value(last).abs_diff(value(at)) <= 1) {
            found.push(at);
        }
    }
    found
}

fn ranges(heads: &[usize], end: usize) -> impl Iterator<Item = Range<usize>> {
    let ends = heads.iter().skip(1).copied().chain(std::iter::once(end));
    heads.iter().copied().zip(ends).map(|(start, end)| start..end)
}

/// Words of all lines in these rows.
fn words(rows: &Rows<'_>, range: Range<usize>) -> usize {
    rows.rows[range].iter().map(|row| row.line.look.words()).sum()
}
