//! Pairs of texts that were brought together by an engine.

use super::run::{Earliest, Member};
use super::verified::verify_alike;
use super::{Candidates, Corpus, Keyed, Rooted};
use crate::fingerprint::word_ids;
use crate::shards::Keyed as _;
use crate::similarity::Similarity;
use crate::similarity::bag::bags;
use crate::words::Words;

/// The candidate keys of a text that is compared by these words, with its words as a bag.
pub(crate) fn keys(words: &Words, scope: u64) -> impl Iterator<Item = (u64, [u64; 2])> {
    let words = word_ids(words);
    let (bag, _) = bags(&words);
    Keyed::rows(&words, bag, scope, 0).map(|row| (row.key(), bytemuck::cast(row.bag)))
}

impl Member<i64> {
    /// A text by its number, with its words as a bag as [`keys`] gives it.
    pub(crate) fn new(text: i64, words: usize, bag: [u64; 2]) -> Self {
        Self { text, words, bag: bytemuck::cast(bag) }
    }
}

/// A run of equal keys, whose members come one by one.
#[derive(Debug, Default)]
pub(crate) struct Run {
    earliest: Earliest<i64>,
    last: Option<i64>,
    length: usize,
}

impl Run {
    /// Adds the next member in keep order; the earliest ones that may be so similar to it.
    pub(crate) fn add(&mut self, later: Member<i64>, least: Similarity) -> Vec<i64> {
        if self.last.replace(later.text) == Some(later.text) {
            return Vec::new();
        }
        self.length += 1;
        let near = self.earliest.near(&later, least).collect();
        self.earliest.add(later);
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
    let near: Vec<Rooted> = Rooted::near(corpus, &[Candidates { later: 1, earlier: 0 }], least).collect();
    let held = verify_alike(corpus, &near, least).pop()?;
    Some((held.similarity, held.yields))
}
