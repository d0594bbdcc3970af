//! What brings texts together with others: hashes of their words where they are equal, keys and bags where they are alike.

use super::Keyed;
use super::keys::KEYS;
use crate::corpus::{Bags, Same};
use crate::fingerprint::word_ids;
use crate::shards::Shards;
use crate::similarity::bag::{LargeBag, bags};
use crate::words::Words;

/// What brings some paragraphs together with others.
#[derive(Debug, Default)]
pub struct Links {
    same: Vec<Same>,
    keyed: Vec<Keyed>,
    bags: Vec<(u32, LargeBag)>,
}

impl Links {
    /// Adds that by which a paragraph meets equal ones.
    pub fn same(&mut self, row: Same) {
        self.same.push(row);
    }

    /// Adds that by which the paragraph of a number meets others like it, given the words that it is compared by: its bag,
    /// and its keys where they are wanted.
    pub fn alike(&mut self, words: &Words, (scope, number): (u64, u32), wants_keys: impl FnOnce() -> bool) {
        let words = word_ids(words);
        let (small, large) = bags(&words);
        self.bags.push((number, large));
        if wants_keys() {
            self.keyed.reserve(KEYS);
            self.keyed.extend(Keyed::rows(&words, small, scope, number));
        }
    }
}

/// What brings all paragraphs together. Many threads may put some in at once.
pub struct Linked<'s> {
    /// A row for each paragraph.
    pub same: Shards<'s, Same>,
    /// A row for each key of each text; of some texts several.
    pub keyed: Shards<'s, Keyed>,
    /// The bag of each paragraph for which likeness short of equality counts.
    pub bags: Bags,
}

impl Linked<'_> {
    /// Puts some in: many at a time.
    pub fn put(&self, links: Links) {
        self.same.put(links.same);
        self.keyed.put(links.keyed);
        self.bags.put(&links.bags);
    }
}
