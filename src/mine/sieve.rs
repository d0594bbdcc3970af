//! Which shapes may stand on several pages? Counted in little memory, before anything is kept.

use std::sync::atomic::{AtomicU8, Ordering};

/// Counts of pages by hash. Two shapes may share a count, so that a shape may seem to recur that does not, never the other
/// way round. (B. Bloom, 1970, with counts and one hash.)
#[derive(Debug)]
pub(super) struct Sieve {
    counts: Vec<AtomicU8>,
    least: u8,
}

impl Sieve {
    /// One that lets shapes through that stand on at least so many pages.
    pub(super) fn new(least: usize) -> Self {
        const COUNTS: usize = 1 << 24;
        let counts = std::iter::repeat_with(AtomicU8::default).take(COUNTS).collect();
        Self { counts, least: u8::try_from(least).unwrap_or(u8::MAX) }
    }

    /// Adds a page by the keys of its shapes.
    pub(super) fn add(&self, mut keys: Vec<u64>) {
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            // The order in which pages are counted does not matter; a full count stays full.
            let more = |count: u8| count.checked_add(1);
            let _ = self.count(key).fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }

    /// Whether a shape may stand on enough pages.
    pub(super) fn may_recur(&self, key: u64) -> bool {
        self.count(key).load(Ordering::Relaxed) >= self.least
    }

    fn count(&self, key: u64) -> &AtomicU8 {
        &self.counts[(key >> 40) as usize % self.counts.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_enough_pages_comes_through() {
        let sieve = Sieve::new(2);
        let (often, once) = (1 << 40, 2 << 40);
        sieve.add(vec![often, once, once]);
        sieve.add(vec![often]);
        assert!(sieve.may_recur(often) && !sieve.may_recur(once));
    }

    #[test]
    fn a_full_count_stays_full() {
        let sieve = Sieve::new(1000);
        (0..1000).for_each(|_| sieve.add(vec![7]));
        assert!(sieve.may_recur(7));
    }
}
