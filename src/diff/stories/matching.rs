//! Which earlier story is which later one?

use super::{Arrival, Dropped, Fate, Kept, Stories};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// What became of each earlier story, and where each later one comes from.
pub(super) struct Matching {
    pub(super) fates: Vec<Fate>,
    pub(super) arrivals: Vec<Arrival>,
}

/// By what two stories are taken for the same.
type Key = (u128, u64);

impl Matching {
    /// First the same content at the same place, then at another place of the page; then what one of the outputs has
    /// dropped; then the same content on another page, and last another content at the same place.
    pub(super) fn new(before: &Stories, after: &Stories) -> Self {
        let mut matching = Self {
            fates: vec![Fate::Gone; before.kept.len()],
            arrivals: vec![Arrival::New; after.kept.len()],
        };
        let both = (before.kept.as_slice(), after.kept.as_slice());
        matching.pair(both, |story| (story.id ^ story.content.rotate_left(1), 0), Fate::Stays);
        matching.pair(both, |story| (story.content, story.page), Fate::Moved);
        matching.drop_and_keep(before, after);
        matching.pair(both, |story| (story.content, 0), Fate::Moved);
        matching.pair(both, |story| (story.id, 0), Fate::Stays);
        matching
    }

    /// Pairs stories of equal keys that nothing is known of yet, in the order of the files.
    fn pair(&mut self, (before, after): (&[Kept], &[Kept]), key: fn(&Kept) -> Key, fate: fn(usize) -> Fate) {
        let mut open: FxHashMap<Key, VecDeque<usize>> = FxHashMap::default();
        for (at, story) in after.iter().enumerate().filter(|(at, _)| self.arrivals[*at] == Arrival::New) {
            open.entry(key(story)).or_default().push_back(at);
        }
        for (at, story) in before.iter().enumerate() {
            if self.fates[at] != Fate::Gone {
                continue;
            }
            if let Some(other) = open.get_mut(&key(story)).and_then(VecDeque::pop_front) {
                self.fates[at] = fate(other);
                self.arrivals[other] = Arrival::Known;
            }
        }
    }

    fn drop_and_keep(&mut self, before: &Stories, after: &Stories) {
        let (dropped_before, dropped_after) = (by_page(&before.dropped), by_page(&after.dropped));
        for (story, fate) in before.kept.iter().zip(&mut self.fates) {
            if *fate == Fate::Gone
                && let Some(at) = overlapping(story, &after.dropped, &dropped_after)
            {
                *fate = Fate::Dropped(at);
            }
        }
        for (story, arrival) in after.kept.iter().zip(&mut self.arrivals) {
            if *arrival == Arrival::New
                && let Some(at) = overlapping(story, &before.dropped, &dropped_before)
            {
                *arrival = Arrival::Dropped(at);
            }
        }
    }
}

fn by_page(dropped: &[Dropped]) -> FxHashMap<u64, Vec<usize>> {
    let mut pages: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, story) in dropped.iter().enumerate() {
        pages.entry(story.page).or_default().push(at);
    }
    pages
}

/// The dropped story that lies where this one lies: of the same id, else one that holds half of it.
fn overlapping(story: &Kept, dropped: &[Dropped], pages: &FxHashMap<u64, Vec<usize>>) -> Option<usize> {
    let is_it = |other: &Dropped| {
        let common = common(other.span, story.span);
        common > 0 && (other.id == story.id || common * 2 >= story.span.len())
    };
    let here = pages.get(&story.page)?.iter().filter(|at| is_it(&dropped[**at]));
    here.min_by_key(|at| (dropped[**at].id != story.id, **at)).copied()
}

/// How many bytes two spans have in common.
fn common(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}
