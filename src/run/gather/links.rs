//! What brings the paragraphs of pages together with others.

use super::Desk;
use crate::corpus::{Same, scoped};
use crate::pair::Keyed;
use crate::pair::keys::KEYS;
use crate::similarity::bag::LargeBag;
use crate::telling::Analysis;
use crate::words::Words;
use std::ops::Range;

/// Rows that bring paragraphs together with others.
#[derive(Default)]
pub(in crate::run) struct Links {
    pub(super) same: Vec<Same>,
    pub(super) keyed: Vec<Keyed>,
    pub(super) bags: Vec<(u32, LargeBag)>,
}

impl Links {
    /// Numbers the paragraphs of a page, given the words they are compared by, and adds their rows.
    pub(in crate::run) fn enter(
        &mut self,
        (analysis, words): (&Analysis, &[Words]),
        scope: u64,
        desk: &Desk<'_>,
    ) -> Range<u32> {
        let numbers = desk.number(words.len());
        let numbered = numbers.clone().zip(analysis.paragraphs());
        self.same.extend(numbered.clone().map(|(number, paragraph)| Same::new(paragraph.id, scope, number)));
        for ((number, paragraph), words) in numbered.zip(words) {
            if !paragraph.comparable {
                continue;
            }
            let (bag, rows) = Keyed::rows(words, scope, number);
            self.bags.push((number, bag));
            // Which of equal texts has the keys does not matter, and one is enough.
            if desk.seen.is_new(scoped(paragraph.id, scope)) {
                self.keyed.reserve(KEYS);
                self.keyed.extend(rows);
            }
        }
        numbers
    }
}
