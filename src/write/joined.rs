//! The lines of pages that were brought together with their twins by an engine.

use super::layout::Layout;
use super::lines::{GoesBy, line, page_lines};
use super::records::Records;
use super::tally::Tally;
use super::{Copy, LinesFile, SKIPPED, Settled, Showing, skipped_line};
use crate::config::{Config, Form};
use crate::lists::Lists;
use crate::pair::Compared;
use crate::read::Skipped;
use crate::rules::Rules;
use crate::settle::Verdicts;
use crate::shelf::{Shelf, Shelved};

/// A page with the pages of its twins.
pub(crate) struct JoinedPage<'p> {
    /// The page, and behind it as much of others as is told of them.
    pub(crate) pages: Vec<Shelved>,
    /// What comparing gave.
    pub(crate) compared: Compared<'p>,
    /// What becomes of them.
    pub(crate) verdicts: Verdicts<'p>,
    /// The places of the page's stories in the corpus.
    pub(crate) ranks: Vec<u32>,
    /// Of each copy the place of its survivor in the corpus and that of its page in `pages`, sorted.
    pub(crate) copies: Vec<(u32, u32)>,
}

/// The files that these options ask for.
pub(crate) fn tables_of(config: &Config) -> Vec<String> {
    let name =
        |layout: &Layout| LinesFile { table: layout.table, shard: None, form: Form::Jsonl }.to_string();
    Layout::all(&config.write).iter().map(name).collect()
}

/// Lines of some pages, and what was counted of them.
pub(crate) struct Sheaf {
    tally: Tally,
    layouts: Vec<Layout>,
    texts: Vec<Vec<u8>>,
}

impl Sheaf {
    /// No lines of the tables that these options ask for.
    pub(crate) fn new(config: &Config) -> Self {
        let layouts = Layout::all(&config.write);
        Self { tally: Tally::default(), texts: vec![Vec::new(); layouts.len()], layouts }
    }

    /// Adds the lines of a page.
    pub(crate) fn page(
        &mut self,
        page: JoinedPage<'_>,
        showing: Showing,
        (config, rules): (&Config, &Rules),
    ) {
        let shelf = Shelf::in_memory(page.pages, 1);
        let copies =
            page.copies.iter().map(|&(survivor, page)| Copy { survivor, page, position: 0 }).collect();
        let settled = Settled {
            shelf: &shelf,
            compared: page.compared,
            verdicts: page.verdicts,
            ranks: Lists::new([page.ranks]),
            copies,
            showing,
            restored: super::Restored::default(),
        };
        let goes_by = GoesBy { config, rules, layouts: &self.layouts };
        page_lines(&Records::new(&settled, rules), 0, &goes_by, (&mut self.texts, &mut self.tally));
    }

    /// Adds the line of something that could not be used.
    pub(crate) fn skipped(&mut self, skipped: &Skipped) {
        line(&mut self.texts[SKIPPED], &skipped_line(skipped));
    }

    /// Takes the lines, each with the place of its table in [`tables_of`].
    pub(crate) fn take(&mut self, mut each: impl FnMut(i64, &str)) {
        for (table, text) in (0..).zip(&mut self.texts) {
            // Lines of JSON are text.
            let lines = std::str::from_utf8(text).unwrap_or_default();
            lines.split_terminator('\n').for_each(|line| each(table, line));
            text.clear();
        }
    }

    /// What was counted, as JSON: see [`super::joined_summary`].
    pub(crate) fn counted(&self) -> String {
        // Plain numbers and strings always become JSON.
        serde_json::to_string(&self.tally).unwrap_or_default()
    }
}
