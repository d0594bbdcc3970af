//! Pairs of texts that were brought together by an engine.

use super::{Candidates, Corpus, Keyed, RUN_BOUND, verify};
use crate::shards::Keyed as _;
use crate::similarity::Similarity;
use crate::similarity::bag::SmallBag;
use crate::words::Words;

/// The candidate keys of a text that is compared by these words, with its words as a bag.
pub(crate) fn keys(words: &Words, scope: u64) -> impl Iterator<Item = (u64, u64)> {
    Keyed::rows(words, scope, 0).1.map(|row| (row.key(), bytemuck::cast(row.bag)))
}

/// A text in a run of equal keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// Its number.
    pub(crate) text: i64,
    /// How many words it is compared by.
    pub(crate) words: usize,
    /// These as a bag.
    pub(crate) bag: u64,
}

/// The earliest members of a run of equal keys.
#[derive(Debug, Default)]
pub(crate) struct Run {
    earliest: Vec<Member>,
    last: Option<i64>,
    length: usize,
}

impl Run {
    /// Adds the next member in keep order; the earliest ones that may be so similar to it.
    pub(crate) fn add(&mut self, later: Member, least: Similarity) -> Vec<i64> {
        if self.last.replace(later.text) == Some(later.text) {
            return Vec::new();
        }
        self.length += 1;
        let bag = |member: &Member| -> SmallBag { bytemuck::cast(member.bag) };
        let near = self.earliest.iter().filter(|earlier| {
            let words = earlier.words.max(later.words);
            bag(&later).least_distance(&bag(earlier)) <= least.furthest(words)
        });
        let near = near.map(|earlier| earlier.text).collect();
        if self.earliest.len() < RUN_BOUND {
            self.earliest.push(later);
        }
        near
    }

    /// Its members, if they are several.
    pub(crate) fn length(&self) -> Option<usize> {
        (self.length > 1).then_some(self.length)
    }
}

/// Compares the second text of a corpus of two with the first: how similar they are, and whether the first and the second may
/// yield to the other, if they are at least this similar.
pub(crate) fn verify_two(corpus: &Corpus<'_>, least: Similarity) -> Option<(Similarity, [bool; 2])> {
    let held = verify(corpus, &[Candidates { later: 1, earlier: 0 }], least).pop()?;
    Some((held.similarity, held.yields))
}
