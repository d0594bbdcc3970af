//! What all pages give, put together as it comes.

use super::{Row, Sheaf};
use crate::fingerprint::Sizes;
use crate::lists::number;
use crate::read::{Listing, Skipped};
use crate::run::released::Released;
use crate::shelf::Shelved;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What all pages give.
pub(in crate::run) struct Gathered {
    /// The pages, sorted by path and item.
    pub(in crate::run) pages: Vec<Shelved>,
    /// Their stories.
    pub(in crate::run) stories: Vec<Row>,
    /// The size of each paragraph, by number.
    pub(in crate::run) sizes: Sizes,
    /// What could not be used.
    pub(in crate::run) skipped: Vec<Skipped>,
    /// How many files, members and records are not read, by reason.
    pub(in crate::run) ignored: BTreeMap<String, usize>,
}

impl Gathered {
    /// Nothing yet of the pages of a listing.
    pub(super) fn of(listing: &Listing) -> Self {
        Self {
            pages: Vec::with_capacity(listing.sources.len()),
            stories: Vec::new(),
            sizes: Sizes::default(),
            skipped: listing.skipped.clone(),
            ignored: listing.ignored.clone(),
        }
    }

    /// Adds the stories of an earlier output behind those of the run.
    pub(in crate::run) fn release(&mut self, released: Released) {
        released.sizes.iter().for_each(|&(number, size)| self.sizes.set(number, size));
        self.shelve(released.pages, released.rows);
    }

    pub(super) fn add(&mut self, sheaf: Sheaf) {
        // Numbers come in lots, and not in order.
        let numbers = sheaf.pages.iter().flat_map(|page| page.first..page.first + page.paragraphs);
        numbers.zip(&sheaf.sizes).for_each(|(number, size)| self.sizes.set(number, *size));
        self.shelve(sheaf.pages, sheaf.rows);
        self.skipped.extend(sheaf.skipped);
        sheaf
            .ignored
            .into_iter()
            .for_each(|(reason, count)| *self.ignored.entry(reason).or_default() += count);
    }

    /// Adds pages, and the stories that name them by their places among these.
    fn shelve(&mut self, pages: Vec<Shelved>, rows: Vec<Row>) {
        let before = number(self.pages.len());
        self.stories.extend(rows.into_iter().map(|mut row| {
            row.story.page += before;
            row
        }));
        self.pages.extend((before..).zip(pages).map(|(number, page)| Shelved { number, ..page }));
    }

    /// Brings pages and what is skipped into the order of paths and items.
    pub(super) fn sort(&mut self) {
        // In place: no two pages have one path and item.
        self.pages.par_sort_unstable_by(|a, b| (&a.path, a.item).cmp(&(&b.path, b.item)));
        let mut places = vec![0; self.pages.len()];
        for (place, page) in (0..).zip(&mut self.pages) {
            places[page.number as usize] = place;
            page.number = place;
        }
        self.stories.iter_mut().for_each(|row| row.story.page = places[row.story.page as usize]);
        self.skipped.sort();
    }
}
