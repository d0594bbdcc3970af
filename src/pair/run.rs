//! A run of equal keys: its later members are compared with the earliest ones.

use super::RUN_BOUND;
use crate::similarity::Similarity;
use crate::similarity::bag::SmallBag;

/// A text in a run of equal keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<T> {
    /// What it goes by.
    pub(crate) text: T,
    /// How many words it is compared by.
    pub(crate) words: usize,
    /// These as a bag.
    pub(crate) bag: SmallBag,
}

/// The earliest members of a run.
#[derive(Debug)]
pub(super) struct Earliest<T>(Vec<Member<T>>);

impl<T> Default for Earliest<T> {
    fn default() -> Self {
        Self(Vec::with_capacity(RUN_BOUND))
    }
}

impl<T: Copy> Earliest<T> {
    /// Those that a later member may be so similar to, by their lengths and bags.
    pub(super) fn near(&self, later: &Member<T>, least: Similarity) -> impl Iterator<Item = T> {
        let is_near = move |earlier: &&Member<T>| {
            let furthest = least.furthest(later.words.max(earlier.words));
            later.words.abs_diff(earlier.words) <= furthest
                && later.bag.least_distance(&earlier.bag) <= furthest
        };
        self.0.iter().filter(is_near).map(|earlier| earlier.text)
    }

    /// Adds the next member in keep order, while there is room for it.
    pub(super) fn add(&mut self, member: Member<T>) {
        if self.0.len() < RUN_BOUND {
            self.0.push(member);
        }
    }
}
