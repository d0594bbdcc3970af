//! How like are two texts, word by word?

#[doc(hidden)]
pub mod bag;
mod pattern;

pub use pattern::Pattern;
use pattern::SPREAD;

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

/// A share from 0 to 1 in ten-thousandths, rounded down, so that every engine gives the same figure.
///
/// ```
/// use unspool::similarity::Similarity;
///
/// // Two of three words, rounded down.
/// let alike = Similarity::share(2, 3);
/// assert_eq!(alike.as_fraction(), 0.6666);
/// assert!(alike < Similarity::STORY && Similarity::from_fraction(0.8) == Some(Similarity::STORY));
/// assert_eq!(Similarity::from_fraction(80.0), None);
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Pod, Zeroable,
)]
#[repr(transparent)]
pub struct Similarity(u16);

impl Similarity {
    /// Equal.
    pub const ONE: Self = Self(10_000);
    /// The least similarity at which two paragraphs of a story match. (DESIGN: 0.80.)
    pub const MATCH: Self = Self(8_000);
    /// From here on a paragraph of a duplicate story is told by its survivor, though it does not match there.
    pub const TOLD: Self = Self(7_000);
    /// The least similarity at which a paragraph on its own is a duplicate. (DESIGN: 0.90.)
    pub const PARAGRAPH: Self = Self(9_000);
    /// The least share of matched words that makes a story a duplicate. (DESIGN: 0.8.)
    pub const STORY: Self = Self(8_000);
    /// The least share of matched words that makes it a revision. (DESIGN: 0.5.)
    pub const REVISION: Self = Self(5_000);

    /// The least threshold that results are looked at for afterwards.
    pub const LEAST: Self = Self(7_500);

    /// `part` of `whole`; zero of nothing.
    pub fn share(part: usize, whole: usize) -> Self {
        // No text has so many words that this would saturate.
        let parts = (part as u64).saturating_mul(10_000);
        Self(parts.checked_div(whole as u64).unwrap_or(0).min(10_000) as u16)
    }

    /// A threshold between 0 and 1.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        (0.0..=1.0).contains(&fraction).then(|| Self((fraction * 10_000.0).round() as u16))
    }

    /// Between 0 and 1, of four digits.
    pub fn as_fraction(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// Between 0 and 10,000.
    pub fn as_ten_thousandths(self) -> usize {
        usize::from(self.0)
    }

    /// The greatest distance of texts of which the longer has `words` words, for them to be this similar.
    pub fn furthest(self, words: usize) -> usize {
        ((words as u64).saturating_mul(u64::from(10_000 - self.0)) / 10_000) as usize
    }
}

/// The similarity of two lists of word ids: `1 − d / max(n, m)`, with `d` the Levenshtein distance
/// (V. Levenshtein, 1966) over words. Two empty lists are equal.
///
/// `strsim::generic_levenshtein` defines the distance.
///
/// ```
/// use unspool::{fingerprint::word_ids, similarity::similarity, words::words};
///
/// let ids = |text| word_ids(&words(text));
/// let alike = similarity(&ids("the ferry left at noon"), &ids("The ferry left at nine."));
/// assert_eq!(alike.as_fraction(), 0.8);
/// ```
pub fn similarity(a: &[u64], b: &[u64]) -> Similarity {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return Similarity::ONE;
    }
    let (a, b) = without_common_ends(a, b);
    Similarity::share(longer - strsim::generic_levenshtein(&Ids(a), &Ids(b)), longer)
}

/// The similarity, if it is at least `least`; far cheaper than [`similarity`]. A text that is compared with many is cheaper
/// still as a [`Pattern`].
#[doc(hidden)]
pub fn similarity_at_least(a: &[u64], b: &[u64], least: Similarity) -> Option<Similarity> {
    Pattern::new(a).similarity_at_least(b, least)
}

fn without_common_ends<'s>(a: &'s [u64], b: &'s [u64]) -> (&'s [u64], &'s [u64]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// A slice in the form that `strsim` takes.
struct Ids<'s>(&'s [u64]);

impl<'s> IntoIterator for &Ids<'s> {
    type Item = u64;
    type IntoIter = std::iter::Copied<std::slice::Iter<'s, u64>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_word_of_ten_changed_is_nine_tenths() {
        let a: Vec<u64> = (0..10).collect();
        let mut b = a.clone();
        b[4] = 99;
        assert_eq!(similarity(&a, &b).as_fraction(), 0.9);
        assert_eq!(similarity_at_least(&a, &b, Similarity::PARAGRAPH), Some(Similarity::PARAGRAPH));
    }

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(Similarity::share(2, 3).as_fraction(), 0.6666);
        assert_eq!(Similarity::share(0, 0).as_fraction(), 0.0);
    }

    /// Short texts, and long ones of a few hundred words that are edited copies of each other.
    fn texts() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
        let short = (prop::collection::vec(0_u64..6, 0..40), prop::collection::vec(0_u64..6, 0..40));
        let edits = prop::collection::vec((any::<prop::sample::Index>(), 0_u64..60), 0..50);
        let long = (prop::collection::vec(0_u64..50, 1..300), edits).prop_map(|(a, edits)| {
            let mut b = a.clone();
            for (at, word) in edits {
                match word % 3 {
                    0 => b.insert(at.index(b.len() + 1), word),
                    1 if b.len() > 1 => drop(b.remove(at.index(b.len()))),
                    _ => {
                        let at = at.index(b.len());
                        b[at] = word;
                    }
                }
            }
            (a, b)
        });
        prop_oneof![short, long]
    }

    proptest! {
        #[test]
        fn the_bit_vectors_give_the_defined_distance((a, b) in texts(), threshold in 0.0_f64..=1.0) {
            let least = Similarity::from_fraction(threshold).unwrap();
            let whole = similarity(&a, &b);
            prop_assert_eq!(similarity_at_least(&a, &b, least), (whole >= least).then_some(whole));
        }

        #[test]
        fn similarity_has_no_direction((a, b) in texts()) {
            prop_assert_eq!(similarity(&a, &b), similarity(&b, &a));
        }
    }
}
