//! A paragraph's words as a bag of few counts, by which most pairs are told apart without reading them.
//!
//! One edit of a word takes one from at most one count and adds one to at most one; so two texts are at least as many edits
//! apart as one holds more than the other, bin by bin (bag distance: I. Bartolini, P. Ciaccia, M. Patella, "String matching with metric
//! trees using an approximate distance", 2002). Words that share a bin, and counts that are capped, only lower it.

use super::SPREAD;
use bytemuck::{Pod, Zeroable};

/// The greatest count of a bin, in four bits.
const MOST: u8 = 15;
/// Bins of the finest bag.
const BINS: usize = 64;

/// Counts of words, two bins a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub struct Bag<C>(C);

/// A bag of 32 bins: small enough to lie beside each key of a text.
pub type SmallBag = Bag<[u8; 16]>;
/// A bag of 64 bins.
pub type LargeBag = Bag<[u8; 32]>;

/// The bags of some words, given their ids.
pub fn bags(words: &[u64]) -> (SmallBag, LargeBag) {
    let mut counts = [0_u8; BINS];
    for word in words {
        // The top bits choose the bin.
        let count = &mut counts[(word.wrapping_mul(SPREAD) >> (64 - BINS.ilog2())) as usize];
        *count = count.saturating_add(1);
    }
    (Bag::of(&counts), Bag::of(&counts))
}

impl<const BYTES: usize> Bag<[u8; BYTES]> {
    /// The bag of counts in the finest bins: neighbours are counted together.
    fn of(counts: &[u8; BINS]) -> Self {
        let mut bag = [0; BYTES];
        for (byte, bins) in bag.iter_mut().zip(counts.chunks_exact(BINS / BYTES)) {
            let half =
                |bins: &[u8]| bins.iter().fold(0_u8, |sum, count| sum.saturating_add(*count)).min(MOST);
            let (low, high) = bins.split_at(bins.len() / 2);
            *byte = half(low) | half(high) << 4;
        }
        Self(bag)
    }

    /// So many edits of words there are between two texts, or more.
    pub fn least_distance(&self, other: &Self) -> usize {
        // Byte by byte into arrays of their own: so the compiler does it for many bytes at once.
        let (mut more, mut less) = ([0; BYTES], [0; BYTES]);
        for at in 0..BYTES {
            let (a, b) = (self.0[at], other.0[at]);
            let ([low, high], [other_low, other_high]) = ([a & MOST, a >> 4], [b & MOST, b >> 4]);
            more[at] = low.saturating_sub(other_low) + high.saturating_sub(other_high);
            less[at] = other_low.saturating_sub(low) + other_high.saturating_sub(high);
        }
        let sum = |counts: &[u8; BYTES]| counts.iter().map(|count| usize::from(*count)).sum::<usize>();
        sum(&more).max(sum(&less))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Ids;
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    proptest! {
        #[test]
        fn texts_are_as_far_apart_as_their_bags_say_or_farther(
            a in prop::collection::vec(0_u64..40, 0..900),
            b in prop::collection::vec(0_u64..40, 0..900),
        ) {
            let distance = strsim::generic_levenshtein(&Ids(&a), &Ids(&b));
            let ((small_a, large_a), (small_b, large_b)) = (bags(&a), bags(&b));
            prop_assert!(large_a.least_distance(&large_b) <= distance);
            prop_assert!(small_a.least_distance(&small_b) <= large_a.least_distance(&large_b));
        }
    }

    #[test]
    fn unrelated_texts_are_told_apart() {
        let both =
            |text: &str| bags(&text.split(' ').map(|word| xxh3_64(word.as_bytes())).collect::<Vec<_>>());
        let (small_harbour, harbour) =
            both("the harbour opened again on monday after a week of storms that kept the boats ashore");
        let (small_budget, budget) =
            both("parliament passed the budget late in the night by a narrow vote over fuel and teachers");
        assert!(small_harbour.least_distance(&small_budget) > 4);
        assert!(harbour.least_distance(&budget) > 8);
        assert_eq!(harbour.least_distance(&harbour), 0);
    }
}
