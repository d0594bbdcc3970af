//! Records and ledger of an output folder, page by page, and where the kept stories lie.

use super::VerifyError;
use crate::output::Rows;
use crate::record::{DroppedLine, PagePath, Record, page_name};
use crate::span::Span;
use crate::write::LINE_FILES;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use std::iter::Peekable;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// What a page must be made of.
pub(super) struct PageRows {
    pub(super) path: String,
    pub(super) item: Option<u64>,
    pub(super) records: Vec<Record>,
    pub(super) dropped: Vec<DroppedLine>,
}

/// Records and ledger, page by page.
pub(super) struct Pages {
    records: Peekable<Rows<Record>>,
    dropped: Peekable<Rows<DroppedLine>>,
    /// Path and item of the page before.
    last: Option<(String, Option<u64>)>,
    out_of_order: Vec<String>,
}

impl Pages {
    pub(super) fn open(out: &Path) -> Result<Self, VerifyError> {
        Ok(Self {
            records: Rows::open(out, LINE_FILES[0])?.peekable(),
            dropped: Rows::open(out, LINE_FILES[1])?.peekable(),
            last: None,
            out_of_order: Vec::new(),
        })
    }

    /// Up to so many pages; none at the end.
    pub(super) fn some(&mut self, count: usize) -> Result<Vec<PageRows>, VerifyError> {
        let mut pages = Vec::new();
        while pages.len() < count {
            match self.page()? {
                Some(page) => pages.push(page),
                None => break,
            }
        }
        Ok(pages)
    }

    fn page(&mut self) -> Result<Option<PageRows>, VerifyError> {
        let record = self.records.peek().and_then(|row| row.as_ref().ok()).map(|row| (&row.path, row.item));
        let dropped = self.dropped.peek().and_then(|row| row.as_ref().ok()).map(|row| (&row.path, row.item));
        let (path, item) = match (record, dropped) {
            (Some(record), Some(dropped)) => record.min(dropped),
            (Some(page), None) | (None, Some(page)) => page,
            // What cannot be read is told by taking it.
            (None, None) => {
                self.records.next().transpose()?;
                self.dropped.next().transpose()?;
                return Ok(None);
            }
        };
        let page = (path.clone(), item);
        let records = own(&mut self.records, |row| row.path == page.0 && row.item == item)?;
        let dropped = own(&mut self.dropped, |row| row.path == page.0 && row.item == item)?;
        if self.last.as_ref().is_some_and(|last| page <= *last) {
            self.out_of_order.push(page_name(&page.0, item));
        }
        let path = page.0.clone();
        self.last = Some(page);
        Ok(Some(PageRows { path, item, records, dropped }))
    }

    /// Pages that stand behind greater ones.
    pub(super) fn out_of_order(self) -> Vec<String> {
        self.out_of_order
    }
}

/// The next rows, as far as they are wanted.
fn own<T: DeserializeOwned>(
    rows: &mut Peekable<Rows<T>>,
    wanted: impl Fn(&T) -> bool,
) -> Result<Vec<T>, VerifyError> {
    let mut own = Vec::new();
    while let Some(row) = rows.next_if(|row| row.as_ref().map_or(true, &wanted)) {
        own.push(row?);
    }
    Ok(own)
}

/// Where the kept stories lie, by their ids.
pub(super) struct Kept {
    stories: FxHashMap<u64, (u64, Span)>,
    /// Two of them have one id.
    pub(super) twice: bool,
}

impl Kept {
    pub(super) fn read(out: &Path) -> Result<Self, VerifyError> {
        let mut kept = Self { stories: FxHashMap::default(), twice: false };
        for record in Rows::<Record>::open(out, LINE_FILES[0])? {
            let record = record?;
            let place = (hash(&page_name(&record.path, record.item)), record.span);
            kept.twice |= kept.stories.insert(hash(&record.id), place).is_some();
        }
        Ok(kept)
    }

    /// The story of an id, if it is kept: whether it lies on this page, and where.
    pub(super) fn story(&self, id: &str, (path, item): PagePath<'_>) -> Option<(bool, Span)> {
        let (page, span) = self.stories.get(&hash(id))?;
        Some((*page == hash(&page_name(path, item)), *span))
    }
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}
