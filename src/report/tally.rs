//! How often something occurs.

use serde::Serialize;
use std::collections::BTreeMap;

/// Names that are counted one by one; what comes after them is counted together.
const NAMES: usize = 5000;

/// Counts of names.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Tally {
    /// By name.
    pub counts: BTreeMap<String, u64>,
    /// Of whom no name is known.
    pub unknown: u64,
    /// Of names that are too many to be told apart.
    pub others: u64,
}

impl Tally {
    pub(super) fn add(&mut self, name: Option<&str>) {
        let Some(name) = name else {
            self.unknown += 1;
            return;
        };
        let room = self.counts.len() < NAMES;
        match self.counts.get_mut(name) {
            Some(count) => *count += 1,
            None if room => drop(self.counts.insert(name.to_owned(), 1)),
            None => self.others += 1,
        }
    }

    /// The names that occur most, so many at most; the rest is counted with the others.
    #[must_use]
    pub(super) fn top(mut self, most: usize) -> Self {
        let mut names: Vec<(String, u64)> = std::mem::take(&mut self.counts).into_iter().collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.others += names.iter().skip(most).map(|(_, count)| count).sum::<u64>();
        names.truncate(most);
        Self { counts: names.into_iter().collect(), ..self }
    }

    /// The names, the most frequent first.
    pub fn rows(&self) -> Vec<(&str, u64)> {
        let mut rows: Vec<_> = self.counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        rows
    }
}

/// Shares from 0 to 1, counted by hundredths; 1 stands alone in the last bin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[doc(hidden)]
pub struct Hundredths(pub Vec<u64>);

impl Default for Hundredths {
    fn default() -> Self {
        Self(vec![0; 101])
    }
}

impl Hundredths {
    pub(super) fn add(&mut self, share: f64) {
        // Shares have four digits: what they stand for is a whole number of ten-thousandths.
        let bin = (share * 10_000.0).round() as usize / 100;
        if let Some(count) = self.0.get_mut(bin) {
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_names_are_kept_and_the_rest_is_counted_together() {
        let mut tally = Tally::default();
        for name in ["b", "a", "b", "c"] {
            tally.add(Some(name));
        }
        tally.add(None);
        let top = tally.top(2);
        assert_eq!(top.rows(), [("b", 2), ("a", 1)]);
        assert_eq!((top.unknown, top.others), (1, 1));
    }

    #[test]
    fn a_share_falls_into_the_hundredth_it_has_reached() {
        let mut bins = Hundredths::default();
        for share in [0.0, 0.29, 0.2999, 0.5799, 0.58, 1.0] {
            bins.add(share);
        }
        let filled: Vec<(usize, u64)> = bins
            .0
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(bin, count)| (bin, *count))
            .collect();
        assert_eq!(filled, [(0, 1), (29, 2), (57, 1), (58, 1), (100, 1)]);
    }
}
