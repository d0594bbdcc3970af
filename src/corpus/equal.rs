//! Stories that say the same in the same words.

use super::Story;
use rayon::prelude::*;

/// A hash of the words of a story; that of none, the default, is like no other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryId([u64; 2]);

impl StoryId {
    /// The id of a story whose words have this hash, if it has words.
    pub fn new(id: Option<u128>) -> Self {
        let id = id.unwrap_or_default();
        Self([(id >> 64) as u64, id as u64])
    }
}

/// Says of each story which is the first to say the same in the same words.
pub(super) fn mark_equal(stories: &mut [Story], ids: Vec<StoryId>) {
    let mut told: Vec<(StoryId, u32)> = ids.into_iter().zip(0..).collect();
    let scope = |at: u32| stories[at as usize].scope;
    told.par_sort_unstable_by_key(|&(id, at)| (id, scope(at), at));
    let mut first = (StoryId::default(), 0);
    for (id, at) in told {
        let scope = |at: u32| stories[at as usize].scope;
        if id == StoryId::default() || id != first.0 || scope(at) != scope(first.1) {
            first = (id, at);
        }
        stories[at as usize].equal = first.1;
    }
}
