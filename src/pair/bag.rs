//! A paragraph's words as a bag of few counts, by which most pairs are told apart without reading them.
//!
//! One edit of a word changes two counts by one, or one count by one; so two texts are at least half as many edits apart
//! as their counts differ (the bound of bag distance: I. Bartolini, P. Ciaccia, M. Patella, "String matching with metric
//! trees using an approximate distance", 2002). Words that share a bin, and counts that are capped, only lower it.

use crate::similarity::SPREAD;
use bytemuck::{Pod, Zeroable};

/// The greatest count of a bin, in four bits.
const MOST: u64 = 15;

/// Counts of words in 16 bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Pod, Zeroable)]
#[repr(C)]
pub struct Bag([u32; 2]);

impl Bag {
    /// The bag of some words, given their ids.
    pub fn new(words: &[u64]) -> Self {
        let counts = words.iter().fold(0_u64, |counts, word| {
            // The top bits choose one of 16 bins.
            let shift = (word.wrapping_mul(SPREAD) >> 60) * 4;
            if counts >> shift & MOST == MOST { counts } else { counts + (1 << shift) }
        });
        Self([(counts >> 32) as u32, counts as u32])
    }

    /// So many edits of words there are between two texts, or more.
    pub fn least_distance(self, other: Self) -> usize {
        let pairs = self.counts().into_iter().zip(other.counts());
        let differ: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(b))).sum();
        differ.div_ceil(2) as usize
    }

    /// The counts, a byte each, in an order that is the same for every bag.
    fn counts(self) -> [u8; 16] {
        let [even, odd] = [0, 4].map(|shift| self.0.map(|half| (half >> shift) & 0x0F0F_0F0F));
        bytemuck::cast([even, odd])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::word_ids;
    use crate::words::words;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_as_far_apart_as_their_bags_say_or_farther(
            a in prop::collection::vec(0_u8..40, 0..90),
            b in prop::collection::vec(0_u8..40, 0..90),
        ) {
            let text = |numbers: &[u8]| words(&numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(" "));
            let (a, b) = (Ids(word_ids(&text(&a))), Ids(word_ids(&text(&b))));
            let distance = strsim::generic_levenshtein(&a, &b);
            prop_assert!(Bag::new(&a.0).least_distance(Bag::new(&b.0)) <= distance);
        }
    }

    struct Ids(Vec<u64>);

    impl<'s> IntoIterator for &'s Ids {
        type Item = &'s u64;
        type IntoIter = std::slice::Iter<'s, u64>;

        fn into_iter(self) -> Self::IntoIter {
            self.0.iter()
        }
    }

    #[test]
    fn unrelated_texts_are_told_apart() {
        let bag = |text: &str| Bag::new(&word_ids(&words(text)));
        let harbour =
            bag("the harbour opened again on monday after a week of storms that kept the boats ashore");
        let budget =
            bag("parliament passed the budget late in the night by a narrow vote over fuel and teachers");
        assert!(harbour.least_distance(budget) > 4);
        assert_eq!(harbour.least_distance(harbour), 0);
    }
}
