//! Texts of which candidate keys were made already.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many texts are known at a time.
const SLOTS: usize = 1 << 18;

/// A table of texts that forgets: a text takes the place of another one, so that the table never grows. Copies mostly come
/// soon after each other, or are boilerplate, which comes again and again.
pub(super) struct Seen(Vec<AtomicU64>);

impl Seen {
    pub(super) fn new() -> Self {
        // Memory that the system gives zeroed takes no time until it is touched.
        Self(bytemuck::zeroed_vec(SLOTS))
    }

    /// Whether a text, known by this hash, is not among those that are known here; it is from now on. May be asked by many
    /// threads at once: of equal texts at least one is new.
    pub(super) fn is_new(&self, text: u128) -> bool {
        // Half of the hash chooses the slot, the other half is what stands there.
        let slot = &self.0[(text >> 64) as usize % SLOTS];
        slot.swap(text as u64, Ordering::Relaxed) != text as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_new_until_it_was_seen_or_another_one_took_its_place() {
        let (seen, text) = (Seen::new(), 7_u128 << 64 | 1);
        assert!(seen.is_new(text) && !seen.is_new(text));
        assert!(seen.is_new(text + 1) && seen.is_new(text) && !seen.is_new(text));
        assert!(seen.is_new(text + ((SLOTS as u128) << 64) + 9) && seen.is_new(text));
    }
}
