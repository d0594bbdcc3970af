//! Does a headline speak of the text below it, or of the text above?

use super::candidate::Candidate;
use super::rows::Rows;
use crate::words::{compared, is_unspaced};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

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
pub(super) struct Topics {
    above: Topic,
    below: Topic,
}

impl Topics {
    /// Looks at the beginning of the story above, and of the text below the candidates.
    pub(super) fn new(rows: &Rows<'_>, story_start: usize, first: &Candidate) -> Self {
        Self { above: topic(rows, story_start..first.start), below: topic(rows, first.body..rows.len()) }
    }

    /// Which side a candidate's headline belongs to, by the words they share.
    pub(super) fn leaning(&self, rows: &Rows<'_>, candidate: &Candidate) -> Leaning {
        let mut stems = Vec::new();
        candidate.title.into_iter().for_each(|title| each_stem(rows.piece(title), |stem| stems.push(stem)));
        if stems.is_empty() {
            return Leaning::Neither;
        }
        let share =
            |topic: &Topic| stems.iter().filter(|&&stem| topic.has(stem)).count() as f64 / stems.len() as f64;
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

/// A set of stems, by some bits of their hashes. (B. Bloom, 1970, with one hash: of some hundred stems in 4,096 bits,
/// one foreign stem in thirty is taken for a member.)
struct Topic([u64; 64]);

impl Topic {
    fn add(&mut self, stem: u64) {
        self.0[(stem >> 58) as usize] |= 1 << (stem & 63);
    }

    fn has(&self, stem: u64) -> bool {
        self.0[(stem >> 58) as usize] & 1 << (stem & 63) != 0
    }
}

fn topic(rows: &Rows<'_>, range: Range<usize>) -> Topic {
    const FAR: usize = 24;
    /// Bytes of each row.
    const LOOKED_AT: usize = 400;
    let mut topic = Topic([0; 64]);
    let end = range.end.min(range.start + FAR);
    let prose = (range.start..end).filter(|&row| rows.get(row).is_some_and(|row| row.is_prose()));
    for piece in prose.take(ROWS).map(|row| rows.piece(row)) {
        each_stem(&piece[..piece.floor_char_boundary(LOOKED_AT)], |stem| topic.add(stem));
    }
    topic
}

/// The longer words, cut to their first letters so that endings do not matter, as hashes.
fn each_stem(piece: &str, mut give: impl FnMut(u64)) {
    /// Shorter words say little of a topic.
    const LETTERS: usize = 4;
    const STEM: usize = 6;
    let words = compared(piece);
    for word in words.iter() {
        let stem = word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end]);
        let long = word.len() >= LETTERS && (word.is_ascii() || word.chars().nth(LETTERS - 1).is_some());
        if long || word.chars().next().is_some_and(is_unspaced) {
            give(xxh3_64(stem.as_bytes()));
        }
    }
}
