//! The words of paragraphs as bags, by their numbers, while there is room for them.

use super::{Corpus, TextId};
use crate::fingerprint::Size;
use crate::similarity::Similarity;
use crate::similarity::bag::LargeBag;
use bytemuck::Zeroable;
use rayon::prelude::*;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bags by the numbers of their paragraphs. They may be put in by many threads at once.
#[derive(Debug)]
pub struct Bags {
    room: usize,
    /// Nothing from the moment on when there was no room: who lacks some cannot tell pairs apart by any.
    by_number: Mutex<Option<Vec<LargeBag>>>,
}

impl Bags {
    /// Bags of up to `room` bytes.
    pub fn new(room: usize) -> Self {
        Self { room, by_number: Mutex::new(Some(Vec::new())) }
    }

    /// Puts some in: many at a time.
    pub fn put(&self, lot: &[(u32, LargeBag)]) {
        let mut held = self.held();
        let Some(bags) = held.as_mut() else { return };
        let end = lot.iter().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
        if end * size_of::<LargeBag>() > self.room {
            *held = None;
            return;
        }
        if bags.len() < end {
            bags.resize(end, LargeBag::zeroed());
        }
        lot.iter().for_each(|(number, bag)| bags[*number as usize] = *bag);
    }

    /// Takes them out, by number; none if there was no room for all.
    pub fn take(&self) -> Vec<LargeBag> {
        self.held().take().unwrap_or_default()
    }

    fn held(&self) -> MutexGuard<'_, Option<Vec<LargeBag>>> {
        // A lot that a panic left behind has no page in the corpus.
        self.by_number.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a text without reading it: in one place, because whoever asks is at another one next.
#[derive(Debug)]
pub(super) struct Glance {
    bag: LargeBag,
    size: Size,
}

impl Corpus<'_> {
    /// Lets the corpus tell texts apart by the bags of their paragraphs, so that most need not be read.
    pub fn tell_apart_by(&mut self, bags: &Bags) {
        let bags = bags.take();
        if !bags.is_empty() {
            let bag = |number: u32| bags.get(number as usize).copied().unwrap_or_else(LargeBag::zeroed);
            let glance = |&number: &u32| Glance { bag: bag(number), size: self.sizes.of(number) };
            self.glances = self.first.par_iter().map(glance).collect();
        }
    }

    /// How many words a text is compared by.
    pub(crate) fn length(&self, text: TextId) -> usize {
        self.glances.get(text.index()).map_or_else(|| self.size(text).words(), |glance| glance.size.words())
    }

    /// Whether two texts may be this similar, as far as it shows without reading them: by their lengths and bags.
    pub fn may_be_like(&self, a: TextId, b: TextId, least: Similarity) -> bool {
        let [words, others] = [a, b].map(|text| self.length(text));
        let (short, long) = (words.min(others), words.max(others));
        let near = |[a, b]: [&Glance; 2]| a.bag.least_distance(&b.bag) <= least.furthest(long);
        let glances = || self.glances.get(a.index()).zip(self.glances.get(b.index()));
        Similarity::share(short, long) >= least && glances().is_none_or(|(a, b)| near([a, b]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::bag::bags;

    #[test]
    fn bags_are_had_back_while_there_is_room_for_all() {
        let (_, bag) = bags(&[1, 2, 3]);
        let all = |room| {
            let bags = Bags::new(room);
            bags.put(&[(2, bag), (0, bag)]);
            bags.put(&[(1, bag)]);
            bags.take()
        };
        assert_eq!(all(usize::MAX), [bag; 3]);
        assert_eq!(all(64), []);
    }
}
