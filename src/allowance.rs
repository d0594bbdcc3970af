//! A bound on bytes that many threads may take some of at once.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be taken, until there are none left.
#[derive(Debug, Default)]
pub struct Allowance {
    most: usize,
    taken: AtomicUsize,
}

impl Allowance {
    /// So many bytes.
    pub const fn new(most: usize) -> Self {
        Self { most, taken: AtomicUsize::new(0) }
    }

    /// Takes so many bytes, if they are left.
    pub fn take(&self, bytes: usize) -> bool {
        let more = |taken: usize| taken.checked_add(bytes).filter(|taken| *taken <= self.most);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let allowance = Allowance::new(10);
        assert_eq!([6, 5, 4, 1, 0].map(|bytes| allowance.take(bytes)), [true, false, true, false, true]);
        assert!(!Allowance::new(usize::MAX - 1).take(usize::MAX));
    }
}
