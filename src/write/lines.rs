//! Pages → lines of all tables, and those into their files.

use super::layout::{Chunk, Layout};
use super::place::{Place, WriteError};
use super::records::Records;
use super::sheet::Sheet;
use super::tally::Tally;
use super::{SKIPPED, Settled};
use crate::config::{Config, Ledger, View};
use crate::record::Record;
use crate::rules::Rules;
use crate::view::{DolmaLine, NewsArticleLine, TrafilaturaLine};
use arrow_schema::ArrowError;
use rayon::prelude::*;
use serde::Serialize;
use std::io;

/// Pages whose lines are made by one thread at a time.
const TASK: usize = 16;
/// Tasks between two writes.
const TASKS: usize = 64;

/// What lines are made by.
pub(super) struct GoesBy<'g> {
    pub(super) config: &'g Config,
    pub(super) rules: &'g Rules,
    /// Those of the files of lines, then those of the views.
    pub(super) layouts: &'g [Layout],
}

/// Writes the lines of all pages, those of some pages while those of the next are made.
pub(super) fn lines(
    place: &Place,
    sheets: &mut [Sheet<'_>],
    settled: &Settled<'_>,
    goes_by: &GoesBy<'_>,
) -> Result<Tally, WriteError> {
    let pages: Vec<usize> = (0..settled.shelf.own().len()).collect();
    let made = |pages: &[usize]| -> Result<Vec<Lines>, ArrowError> {
        pages.par_chunks(TASK).map(|pages| Lines::new(pages, settled, goes_by)).collect()
    };
    let (mut tally, mut ready) = (Tally::default(), Vec::new());
    for wave in pages.chunks(TASK * TASKS).chain([&[][..]]) {
        let (written, next) = rayon::join(|| put(sheets, &ready), || made(wave));
        written?;
        ready.drain(..).for_each(|lines: Lines| tally.add(lines.tally));
        ready = next.map_err(|error| place.lost(io::Error::other(error)))?;
    }
    Ok(tally)
}

fn put(sheets: &mut [Sheet<'_>], ready: &[Lines]) -> Result<(), WriteError> {
    // Each table goes its own way, so that the slowest alone is waited for.
    let sheets = sheets.par_iter_mut().enumerate();
    sheets.map(|(at, sheet)| ready.iter().try_for_each(|lines| sheet.write(&lines.chunks[at]))).collect()
}

/// The lines of some pages, as they stand in the files of each table.
struct Lines {
    chunks: Vec<Chunk>,
    tally: Tally,
}

impl Lines {
    fn new(pages: &[usize], settled: &Settled<'_>, goes_by: &GoesBy<'_>) -> Result<Self, ArrowError> {
        let mut tally = Tally::default();
        let mut texts = vec![Vec::new(); goes_by.layouts.len()];
        let records = Records::new(settled, goes_by.rules);
        for &page in pages {
            page_lines(&records, page, goes_by, (&mut texts, &mut tally));
        }
        let chunks = goes_by.layouts.iter().zip(texts).map(|(layout, text)| layout.chunk(text));
        Ok(Self { chunks: chunks.collect::<Result<_, _>>()?, tally })
    }
}

/// Appends the lines of a page to their tables, and counts them.
pub(super) fn page_lines(
    records: &Records<'_>,
    page: usize,
    goes_by: &GoesBy<'_>,
    (texts, tally): (&mut [Vec<u8>], &mut Tally),
) {
    tally.page(records.of_page(page));
    let mut shape = records.shape_of(page);
    for record in records.stories(page) {
        tally.story(&record);
        shape.story(&record);
        story_lines(texts, &record, goes_by.config);
    }
    records.each_dropped(page, |mut dropped| {
        tally.dropped(&dropped);
        shape.dropped(&dropped);
        dropped.text = dropped.text.filter(|_| goes_by.config.write.ledger == Ledger::Full);
        line(&mut texts[1], &dropped);
    });
    for similar in records.similar(page) {
        tally.similar(&similar);
        line(&mut texts[2], &similar);
    }
    tally.board.add(&shape);
}

/// Appends a story to its table and to its views.
fn story_lines(texts: &mut [Vec<u8>], record: &Record, config: &Config) {
    match &config.write.fields[..] {
        [] => line(&mut texts[0], record),
        fields => chosen(&mut texts[0], record, fields),
    }
    for (text, view) in texts[SKIPPED + 1..].iter_mut().zip(&config.write.view) {
        match view {
            View::Dolma => line(text, &DolmaLine::from(record)),
            View::NewsArticle => line(text, &NewsArticleLine::from(record)),
            View::Trafilatura => line(text, &TrafilaturaLine::from(record)),
        }
    }
}

/// Appends a line of JSON.
pub fn line(text: &mut Vec<u8>, value: &impl Serialize) {
    // Lines of plain numbers and strings always become JSON, and a vector takes all of it.
    let _ = serde_json::to_writer(&mut *text, value);
    text.push(b'\n');
}

/// Appends a line of some fields of a record, in the order in which they are named.
fn chosen(text: &mut Vec<u8>, record: &Record, fields: &[String]) {
    // A record always becomes JSON.
    let whole = serde_json::to_value(record).unwrap_or_default();
    let pairs: Vec<String> = fields
        .iter()
        .map(|field| format!("{}:{}", serde_json::Value::from(field.as_str()), whole[field]))
        .collect();
    text.extend_from_slice(format!("{{{}}}\n", pairs.join(",")).as_bytes());
}
