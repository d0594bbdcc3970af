//! Of many items some: those that come first, or those that a seed draws.

use serde::Serialize;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Where something lies: a page, and a byte of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[doc(hidden)]
pub struct Spot {
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The byte of the page text.
    pub at: usize,
}

impl Spot {
    /// The number by which a place is drawn: xxh3-64, seeded, of what is drawn, path, item (in decimal, or nothing) and
    /// byte (in decimal), with 0x00 between them. The places with the least numbers are drawn, so that any beginning of
    /// them is drawn by lot as well.
    pub fn lot(&self, seed: u64, what: &str) -> u64 {
        let item = self.item.map_or_else(String::new, |item| item.to_string());
        xxh3_64_with_seed(format!("{what}\0{}\0{item}\0{}", self.path, self.at).as_bytes(), seed)
    }
}

/// The items with the least keys, so many at most, and how many there were.
#[derive(Debug)]
pub(super) struct Least<K, T> {
    most: usize,
    seen: usize,
    kept: BTreeMap<K, T>,
}

impl<K: Ord, T> Least<K, T> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, seen: 0, kept: BTreeMap::new() }
    }

    /// Offers an item, which is made only if there is room for it.
    pub(super) fn offer(&mut self, key: K, item: impl FnOnce() -> T) {
        self.seen += 1;
        let full = self.kept.len() >= self.most;
        if full && self.kept.last_key_value().is_none_or(|(last, _)| *last <= key) {
            return;
        }
        self.kept.insert(key, item());
        if self.kept.len() > self.most {
            self.kept.pop_last();
        }
    }

    /// How many were offered.
    pub(super) fn seen(&self) -> usize {
        self.seen
    }

    /// Those that were kept, the least key first.
    pub(super) fn into_values(self) -> impl Iterator<Item = T> {
        self.kept.into_values()
    }

    /// The same with their keys.
    pub(super) fn into_entries(self) -> impl Iterator<Item = (K, T)> {
        self.kept.into_iter()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }

    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut T> {
        self.kept.get_mut(key)
    }
}

/// A text, cut off behind so many bytes.
pub(super) fn short(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(most)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_keys_are_kept_in_order_whatever_the_order_of_the_offers() {
        for numbers in [[5, 1, 4, 2, 3], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]] {
            let mut least = Least::new(3);
            numbers.into_iter().for_each(|number| least.offer(number, || number * 10));
            assert_eq!(least.seen(), 5);
            assert_eq!(least.into_values().collect::<Vec<_>>(), [10, 20, 30]);
        }
        let mut none = Least::new(0);
        none.offer(1, || panic!("there is no room"));
        assert_eq!(none.seen(), 1);
    }

    #[test]
    fn a_lot_hangs_on_seed_kind_and_place_alone() {
        let spot = Spot { path: "a.txt".to_owned(), item: None, at: 7 };
        let lot = spot.lot(1, "split");
        assert_eq!(lot, xxh3_64_with_seed(b"split\0a.txt\0\x007", 1));
        for other in
            [spot.lot(2, "split"), spot.lot(1, "drop"), Spot { at: 8, ..spot.clone() }.lot(1, "split")]
        {
            assert_ne!(other, lot);
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(short("harbor", 6), "harbor");
        assert_eq!(short("añb", 2), "a…");
    }
}
