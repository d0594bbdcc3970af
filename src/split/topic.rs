//! Does a headline speak of the text below it, or of the text above?

use super::candidate::Candidate;
use super::rows::Rows;
use crate::words::compared;
use std::collections::HashSet;
use std::ops::Range;

/// So many rows of prose are looked at on either side.
const ROWS: usize = 4;
/// Shorter words say little of a topic.
const LETTERS: usize = 4;
/// The share of the headline's words that has to come back.
const SHARE: f64 = 0.3;

/// Where the words of a headline come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    Below,
    Above,
    Neither,
}

/// Which side a candidate's headline belongs to, by the words they share.
pub(super) fn leaning(rows: &Rows<'_>, candidate: &Candidate, story_start: usize) -> Leaning {
    let Some(title) = candidate.title else { return Leaning::Neither };
    let headline = topic_words(rows.piece(title));
    if headline.is_empty() {
        return Leaning::Neither;
    }
    let below = share(&headline, rows, candidate.body..rows.len());
    let above = share(&headline, rows, story_start..candidate.start);
    if above >= below + SHARE {
        Leaning::Above
    } else if below >= SHARE {
        Leaning::Below
    } else {
        Leaning::Neither
    }
}

fn share(headline: &HashSet<String>, rows: &Rows<'_>, range: Range<usize>) -> f64 {
    const FAR: usize = 24;
    let end = range.end.min(range.start + FAR);
    let prose = (range.start..end).filter(|&row| rows.get(row).is_some_and(|row| row.is_prose()));
    let said: HashSet<String> = prose.take(ROWS).flat_map(|row| topic_words(head(rows.piece(row)))).collect();
    headline.intersection(&said).count() as f64 / headline.len() as f64
}

fn head(piece: &str) -> &str {
    const LOOKED_AT: usize = 600;
    &piece[..piece.floor_char_boundary(LOOKED_AT)]
}

/// The longer words, cut to their first letters so that endings do not matter.
fn topic_words(piece: &str) -> HashSet<String> {
    const STEM: usize = 6;
    let words = compared(piece);
    let long = words.iter().filter(|word| word.chars().count() >= LETTERS || !word.is_ascii());
    long.map(|word| word.chars().take(STEM).collect()).collect()
}
