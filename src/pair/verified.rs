//! Candidate pairs → those that hold, compared word by word.

use super::{Match, Rooted, place_in_part};
use crate::corpus::{Corpus, Readings, TextId};
use crate::shards::Row;
use crate::similarity::{Pattern, Similarity};
use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

/// So many pairs are compared by one thread, with what it has read.
const TOGETHER: usize = 1 << 12;

/// A pair that held.
pub(super) struct Verified {
    pub(super) earlier: TextId,
    pub(super) later: TextId,
    pub(super) similarity: Similarity,
    /// Whether the earlier one, and the later one, may yield to the other.
    pub(super) yields: [bool; 2],
}

impl Verified {
    /// The match of each of the two.
    pub(super) fn both(self) -> [Found; 2] {
        let Self { earlier, later, similarity, yields } = self;
        let found = |text: TextId, other: TextId, covered| Found {
            text: text.0,
            other: other.0,
            similarity,
            covered: u16::from(covered),
        };
        [found(earlier, later, yields[0]), found(later, earlier, yields[1])]
    }
}

/// A [`Match`] as a row, with the text that it is a match of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Found {
    pub(super) text: u32,
    other: u32,
    similarity: Similarity,
    covered: u16,
}

impl Found {
    pub(super) fn as_match(self) -> Match {
        Match { text: TextId(self.other), similarity: self.similarity, covered: self.covered != 0 }
    }
}

impl Row for Found {
    type Order = u64;

    fn order(&self) -> u64 {
        u64::from(self.text) << 32 | u64::from(self.other)
    }

    fn part(&self) -> u8 {
        place_in_part(self.text).0
    }
}

/// Compares the pairs of a part.
pub(super) fn verify_all(corpus: &Corpus<'_>, pairs: &[Rooted], least: Similarity) -> Vec<Verified> {
    let alike: Vec<&[Rooted]> =
        pairs.chunk_by(|a, b| a.root == b.root).flat_map(|alike| alike.chunks(TOGETHER)).collect();
    alike.into_par_iter().flat_map_iter(|alike| verify_alike(corpus, alike, least)).collect()
}

/// Compares pairs of texts of which most are like each other.
pub(super) fn verify_alike(corpus: &Corpus<'_>, pairs: &[Rooted], least: Similarity) -> Vec<Verified> {
    let mut readings = Readings::new(corpus);
    let mut verified = Vec::new();
    for pairs in pairs.chunk_by(|a, b| a.pair.later == b.pair.later) {
        let later = TextId(pairs[0].pair.later);
        let pattern = Pattern::new(&corpus.words(later));
        for earlier in pairs.iter().map(|row| TextId(row.pair.earlier)) {
            if let Some(similarity) = pattern.similarity_at_least(readings.words(earlier), least) {
                let yields = readings.covers_both(earlier, later);
                verified.push(Verified { earlier, later, similarity, yields });
            }
        }
    }
    verified
}
