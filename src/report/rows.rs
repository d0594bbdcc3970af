//! The lines of `stories.jsonl` and `dropped.jsonl`, page by page: in order, or of one page, found by halving.

use super::draw::Spot;
use crate::output::{BrokenFile, OutputFolder, RawRows, Rows};
use crate::record::{DroppedLine, Place, Record, RecordPart};
use crate::span::Span;
use crate::write::LINE_FILES;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::iter::Peekable;

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct PageKey {
    pub(super) path: String,
    pub(super) item: Option<u64>,
}

/// A page as the output tells it.
#[derive(Debug)]
pub(super) struct PageRows {
    pub(super) key: PageKey,
    pub(super) records: Vec<Record>,
    pub(super) dropped: Vec<DroppedLine>,
}

/// A span of a page, and what became of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'p> {
    pub(super) span: Span,
    pub(super) fate: PieceFate<'p>,
}

/// What became of a span.
#[derive(Debug, Clone, Copy)]
pub(super) enum PieceFate<'p> {
    Part(&'p Record, &'p RecordPart),
    Line(&'p DroppedLine),
}

impl<'p> Piece<'p> {
    /// The story it belongs to.
    pub(super) fn story(&self) -> Option<&'p str> {
        match self.fate {
            PieceFate::Part(record, _) => Some(&record.id),
            PieceFate::Line(line) => line.story_id.as_deref(),
        }
    }

    /// The line of the ledger that it is, if a rule dropped it for what it is and not for its likeness to another one.
    pub(super) fn chrome(&self) -> Option<&'p DroppedLine> {
        match self.fate {
            PieceFate::Line(line) if is_chrome(line) => Some(line),
            _ => None,
        }
    }
}

/// Whether a line was dropped for what it is, and not for its likeness to another one.
pub(super) fn is_chrome(line: &DroppedLine) -> bool {
    line.duplicate_of.is_none() && line.story_similarity.is_none()
}

impl PageRows {
    /// All spans of the page, in order.
    pub(super) fn pieces(&self) -> Vec<Piece<'_>> {
        let parts =
            self.records.iter().flat_map(|record| record.parts.iter().map(move |part| (record, part)));
        let parts =
            parts.map(|(record, part)| Piece { span: part.span, fate: PieceFate::Part(record, part) });
        let lines = self.dropped.iter().map(|line| Piece { span: line.span, fate: PieceFate::Line(line) });
        let mut pieces: Vec<Piece<'_>> = parts.chain(lines).collect();
        pieces.sort_by_key(|piece| piece.span);
        pieces
    }

    /// The ids of its stories, kept and dropped, in order, each with the byte it begins at.
    pub(super) fn stories(&self) -> Vec<(&str, usize)> {
        let mut seen = BTreeSet::new();
        let mut stories = Vec::new();
        for piece in self.pieces() {
            if let Some(id) = piece.story().filter(|id| seen.insert(*id)) {
                stories.push((id, piece.span.start));
            }
        }
        stories
    }

    /// The stories that went as duplicates, each with its lines.
    pub(super) fn gone(&self) -> Vec<(&str, Vec<&DroppedLine>)> {
        let lines: Vec<&DroppedLine> =
            self.dropped.iter().filter(|line| line.story_similarity.is_some()).collect();
        let stories = lines.chunk_by(|a, b| a.story_id == b.story_id);
        stories.map(|lines| (lines[0].story_id.as_deref().unwrap_or_default(), lines.to_vec())).collect()
    }

    /// The lines of a story that went as a duplicate.
    pub(super) fn lines_of(&self, id: &str) -> Vec<&DroppedLine> {
        self.gone().into_iter().find(|(other, _)| *other == id).map(|(_, lines)| lines).unwrap_or_default()
    }

    /// What a story that went as a duplicate yielded to, and how like they are.
    pub(super) fn survivor<'p>(lines: &[&'p DroppedLine]) -> Option<(&'p Place, f64)> {
        lines.iter().find_map(|line| line.duplicate_of.as_ref().zip(line.story_similarity))
    }

    pub(super) fn record(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    pub(super) fn spot(&self, at: usize) -> Spot {
        Spot { path: self.key.path.clone(), item: self.key.item, at }
    }
}

/// The pages of an output, in order.
pub(super) struct InOrder {
    records: Peekable<Rows<Record>>,
    dropped: Peekable<Rows<DroppedLine>>,
}

impl InOrder {
    pub(super) fn open(output: &OutputFolder) -> Result<Self, BrokenFile> {
        Ok(Self {
            records: output.rows(LINE_FILES[0])?.peekable(),
            dropped: output.rows(LINE_FILES[1])?.peekable(),
        })
    }

    fn page(&mut self) -> Result<Option<PageRows>, BrokenFile> {
        let record = self.records.peek().and_then(|row| row.as_ref().ok()).map(Keyed::key);
        let dropped = self.dropped.peek().and_then(|row| row.as_ref().ok()).map(Keyed::key);
        let Some(key) = [record, dropped].into_iter().flatten().min() else {
            // What cannot be read is told by taking it.
            self.records.next().transpose()?;
            self.dropped.next().transpose()?;
            return Ok(None);
        };
        let records = while_of(&mut self.records, &key)?;
        let dropped = while_of(&mut self.dropped, &key)?;
        Ok(Some(PageRows { key, records, dropped }))
    }
}

impl Iterator for InOrder {
    type Item = Result<PageRows, BrokenFile>;

    fn next(&mut self) -> Option<Self::Item> {
        self.page().transpose()
    }
}

/// A line that belongs to a page.
trait Keyed {
    fn key(&self) -> PageKey;
}

impl Keyed for Record {
    fn key(&self) -> PageKey {
        PageKey { path: self.path.clone(), item: self.item }
    }
}

impl Keyed for DroppedLine {
    fn key(&self) -> PageKey {
        PageKey { path: self.path.clone(), item: self.item }
    }
}

fn while_of<T: DeserializeOwned + Keyed>(
    rows: &mut Peekable<Rows<T>>,
    key: &PageKey,
) -> Result<Vec<T>, BrokenFile> {
    let mut own = Vec::new();
    while let Some(row) = rows.next_if(|row| row.as_ref().map_or(true, |row| row.key() == *key)) {
        own.push(row?);
    }
    Ok(own)
}

/// The pages of an output by their keys: both files are sorted by them.
pub(super) struct ByKey {
    records: RawRows,
    dropped: RawRows,
}

impl ByKey {
    pub(super) fn open(output: &OutputFolder) -> Result<Self, BrokenFile> {
        Ok(Self {
            records: output.scattered_rows(LINE_FILES[0])?,
            dropped: output.scattered_rows(LINE_FILES[1])?,
        })
    }

    /// What the output tells of a page; nothing of a page that it does not know.
    pub(super) fn page(&mut self, key: &PageKey) -> Result<PageRows, BrokenFile> {
        Ok(PageRows {
            records: rows_of(&mut self.records, key)?,
            dropped: rows_of(&mut self.dropped, key)?,
            key: key.clone(),
        })
    }
}

fn rows_of<T: DeserializeOwned>(rows: &mut RawRows, key: &PageKey) -> Result<Vec<T>, BrokenFile> {
    let first = first_of(rows, key)?;
    rows.seek(first)?;
    let mut own = Vec::new();
    while rows.next_row()?.is_some() && rows.parse::<PageKey>()? == *key {
        own.push(rows.parse()?);
    }
    Ok(own)
}

/// Where the first row begins that does not stand before a page.
fn first_of(rows: &mut RawRows, key: &PageKey) -> Result<u64, BrokenFile> {
    let (mut low, mut high) = (0, rows.bytes()?);
    while low < high {
        let middle = low + (high - low) / 2;
        match row_from(rows, middle)? {
            Some((start, end, found)) if start < high && found < *key => low = end,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// The first row that begins at a byte or behind it: where it begins, where it ends, and its page.
fn row_from(rows: &mut RawRows, at: u64) -> Result<Option<(u64, u64, PageKey)>, BrokenFile> {
    rows.seek(at.saturating_sub(1))?;
    if at > 0 {
        rows.next_row()?;
    }
    let Some(length) = rows.next_row()?.map(<[u8]>::len) else { return Ok(None) };
    Ok(Some((rows.start(), rows.start() + length as u64, rows.parse()?)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "the test makes the files it reads")]

    use super::*;

    #[test]
    fn every_page_is_found_by_halving_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let rows: String = (0..200)
            .flat_map(|page| (0..page % 4).map(move |row| (page, row)))
            .map(|(page, row)| format!("{{\"path\":\"p{page:03}\",\"item\":null,\"row\":{row}}}\n"))
            .collect();
        std::fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
        std::fs::write(folder.path().join(crate::write::SUMMARY_FILE), "{}").unwrap();
        let output = OutputFolder::open(folder.path()).unwrap();
        let mut rows = output.scattered_rows("rows.jsonl").unwrap();
        for page in (0..200).rev().chain([7, 300]) {
            let key = PageKey { path: format!("p{page:03}"), item: None };
            let found: Vec<serde_json::Value> = rows_of(&mut rows, &key).unwrap();
            let numbers: Vec<u64> = found.iter().map(|row| row["row"].as_u64().unwrap()).collect();
            let expected = if page < 200 { page % 4 } else { 0 };
            assert_eq!(numbers, (0..expected).collect::<Vec<u64>>(), "{page}");
        }
    }
}
