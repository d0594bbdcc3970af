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
    let mut told: Vec<(StoryId, u64, u32)> =
        (0..).zip(ids).zip(&*stories).map(|((at, id), story)| (id, story.scope, at)).collect();
    told.par_sort_unstable();
    for same in told.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for &(id, _, at) in same {
            stories[at as usize].equal = if id == StoryId::default() { at } else { same[0].2 };
        }
    }
}
