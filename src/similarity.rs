//! How like are two texts, word by word?

/// A share from 0 to 1 in ten-thousandths, rounded down, so that every engine gives the same figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Similarity(u16);

impl Similarity {
    /// Equal.
    pub const ONE: Self = Self(10_000);
    /// The least similarity at which two paragraphs of a story match. (DESIGN: 0.80.)
    pub const MATCH: Self = Self(8_000);
    /// The least similarity at which a paragraph on its own is a duplicate. (DESIGN: 0.90.)
    pub const PARAGRAPH: Self = Self(9_000);
    /// The least share of matched words that makes a story a duplicate. (DESIGN: 0.8.)
    pub const STORY: Self = Self(8_000);
    /// The least share of matched words that makes it a revision. (DESIGN: 0.5.)
    pub const REVISION: Self = Self(5_000);

    /// `part` of `whole`; zero of nothing.
    pub fn share(part: usize, whole: usize) -> Self {
        if whole == 0 { Self(0) } else { Self((part as u128 * 10_000 / whole as u128).min(10_000) as u16) }
    }

    /// A threshold between 0 and 1.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        (0.0..=1.0).contains(&fraction).then(|| Self((fraction * 10_000.0).round() as u16))
    }

    /// Between 0 and 1, of four digits.
    pub fn as_fraction(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// The greatest distance of texts of which the longer has `words` words, for them to be this similar.
    fn furthest(self, words: usize) -> usize {
        (words as u128 * u128::from(10_000 - self.0) / 10_000) as usize
    }
}

/// The similarity of two lists of word ids: `1 − d / max(n, m)`, with `d` the Levenshtein distance
/// (V. Levenshtein, 1966) over words. Two empty lists are equal.
///
/// `strsim::generic_levenshtein` defines the distance.
pub fn similarity(a: &[u64], b: &[u64]) -> Similarity {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return Similarity::ONE;
    }
    let (a, b) = without_common_ends(a, b);
    Similarity::share(longer - strsim::generic_levenshtein(&Ids(a), &Ids(b)), longer)
}

/// The similarity, if it is at least `least`; far cheaper than [`similarity`] where it is not.
pub fn similarity_at_least(a: &[u64], b: &[u64], least: Similarity) -> Option<Similarity> {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return Some(Similarity::ONE);
    }
    let furthest = least.furthest(longer);
    let distance = distance_within(a, b, furthest)?;
    Some(Similarity::share(longer - distance, longer))
}

/// The Levenshtein distance, if it is at most `furthest`: only the diagonals that near are filled in
/// (E. Ukkonen, "Algorithms for approximate string matching", 1985).
fn distance_within(a: &[u64], b: &[u64], furthest: usize) -> Option<usize> {
    let (a, b) = without_common_ends(a, b);
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > furthest {
        return None;
    }
    let far = furthest + 1;
    let mut row: Vec<usize> = (0..=b.len()).map(|at| at.min(far)).collect();
    for (i, word) in a.iter().enumerate() {
        let (low, high) = ((i + 1).saturating_sub(furthest), (i + 1 + furthest).min(b.len()));
        if fill_row(&mut row, word, b, (i, low, high, far)) > furthest {
            return None;
        }
    }
    Some(row[b.len()]).filter(|distance| *distance <= furthest)
}

/// One row of the table, in place, between two diagonals; the least value in it.
fn fill_row(
    row: &mut [usize],
    word: &u64,
    b: &[u64],
    (i, low, high, far): (usize, usize, usize, usize),
) -> usize {
    let start = low.max(1);
    let mut diagonal = row[start - 1];
    row[start - 1] = if low == 0 { (i + 1).min(far) } else { far };
    let mut least = row[start - 1];
    for j in start..=high {
        let above = row[j];
        let substituted = diagonal + usize::from(b[j - 1] != *word);
        row[j] = substituted.min(above + 1).min(row[j - 1] + 1).min(far);
        diagonal = above;
        least = least.min(row[j]);
    }
    if let Some(beyond) = row.get_mut(high + 1) {
        *beyond = far;
    }
    least
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

    fn texts() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
        (prop::collection::vec(0_u64..6, 0..40), prop::collection::vec(0_u64..6, 0..40))
    }

    proptest! {
        #[test]
        fn the_banded_distance_is_the_defined_one((a, b) in texts(), threshold in 0.0_f64..=1.0) {
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
