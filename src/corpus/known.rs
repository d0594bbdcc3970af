//! What was read of texts before, while there is room for it.

use super::TextId;
use crate::allowance::Allowance;
use crate::facts::Facts;
use std::sync::OnceLock;

/// Slots for the words and the facts of each text; none where there is no room for slots.
#[derive(Debug, Default)]
pub(super) struct Known {
    words: Vec<OnceLock<Box<[u64]>>>,
    facts: Vec<OnceLock<Box<Facts>>>,
    room: Allowance,
}

impl Known {
    /// Slots for so many texts, to be filled up to `room` bytes.
    pub(super) fn new(texts: usize, room: usize) -> Self {
        let slots = texts * (size_of::<OnceLock<Box<[u64]>>>() + size_of::<OnceLock<Box<Facts>>>());
        if slots > room / 2 {
            return Self::default();
        }
        Self {
            words: (0..texts).map(|_| OnceLock::new()).collect(),
            facts: (0..texts).map(|_| OnceLock::new()).collect(),
            room: Allowance::new(room - slots),
        }
    }

    /// Where so many words of a text are, or may be put.
    pub(super) fn words(&self, text: TextId, words: usize) -> Option<&OnceLock<Box<[u64]>>> {
        self.slot(&self.words, text, words * size_of::<u64>())
    }

    /// Where the facts of a text by its own language are, or may be put.
    pub(super) fn facts(&self, text: TextId) -> Option<&OnceLock<Box<Facts>>> {
        /// A few numbers and what the allocator adds.
        const BEHIND: usize = 96;
        self.slot(&self.facts, text, size_of::<Facts>() + BEHIND)
    }

    fn slot<'k, T>(&self, slots: &'k [OnceLock<T>], text: TextId, bytes: usize) -> Option<&'k OnceLock<T>> {
        let slot = slots.get(text.index())?;
        (slot.get().is_some() || self.room.take(bytes)).then_some(slot)
    }
}
