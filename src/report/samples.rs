//! Samples to judge, drawn by lot.

use super::beside::{Bench, Extent, Gone, Pair, of_record};
use super::desk::Desk;
use super::draw::short;
use super::island::Budget;
use super::judged::Kind;
use super::rows::{ByKey, PageKey, PageRows};
use super::sheets::{Row, Window, rows, windowed};
use super::survey::Draft;
use crate::output::BrokenFile;
use crate::record::{Place, Twin};
use serde::Serialize;

/// Bytes of the page for the samples of each kind.
const ROOM: usize = 450_000;
/// Bytes of a line of a sample.
const LINE: usize = 320;
const EXTENT: Extent = Extent { paragraphs: 12, bytes: 600 };

/// Samples of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Samples {
    /// The kind.
    pub kind: Kind,
    /// How many there are in the output.
    pub of: usize,
    /// How many were drawn.
    pub drawn: usize,
    /// Those there was room for, in the order of their lots: each beginning of them is drawn by lot.
    pub shown: Vec<Sample>,
}

/// Something to judge.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Sample {
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where the boundary, the line or the story begins.
    pub at: usize,
    /// The rule that dropped the line.
    pub rule: Option<String>,
    /// How like the story is to its survivor.
    pub similarity: Option<f64>,
    /// What stands around it.
    pub rows: Vec<Row>,
    /// The survivor of a duplicate.
    pub survivor: Option<Survivor>,
}

/// The survivor of a duplicate, and the two side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Survivor {
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its headline.
    pub title: Option<String>,
    /// The headline of the duplicate.
    pub other_title: Option<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// The paragraphs of the duplicate beside them.
    pub pairs: Vec<Pair>,
}

/// Tells the drafts of a kind, as far as there is room for them.
pub(super) fn samples(
    (kind, of): (Kind, usize),
    drafts: impl Iterator<Item = Draft>,
    pages: &mut ByKey,
    desk: &Desk<'_>,
) -> Result<Samples, BrokenFile> {
    let (mut samples, mut room) = (Samples { kind, of, drawn: 0, shown: Vec::new() }, Budget::new(ROOM));
    let mut full = false;
    for draft in drafts {
        samples.drawn += 1;
        let sample = if full { None } else { Some(sample(draft, pages, desk)?) };
        match sample.filter(|sample| room.take(sample)) {
            Some(sample) => samples.shown.push(sample),
            // What comes behind would be shown because it is short and not by lot.
            None => full = true,
        }
    }
    Ok(samples)
}

fn sample(draft: Draft, pages: &mut ByKey, desk: &Desk<'_>) -> Result<Sample, BrokenFile> {
    let Draft { kind, key, at, story, rule } = draft;
    let page = pages.page(&key)?;
    let (mut shown, mut survivor, mut similarity) = (Vec::new(), None, None);
    let around = |before, from| {
        let rows = rows(&page, desk.source(&key).as_ref(), LINE);
        windowed(rows, Window { at, before, from }).0
    };
    match (kind, story) {
        (Kind::Duplicate, Some(id)) => {
            let twin = twin_of(&page, &id);
            similarity = twin.as_ref().map(|twin| twin.similarity);
            survivor = twin.map(|twin| beside(&page, &id, &twin, (pages, desk))).transpose()?.flatten();
            if survivor.is_none() {
                shown = around(0, 10);
            }
        }
        (Kind::Split, _) => shown = around(3, 8),
        _ => shown = around(4, 5),
    }
    let PageKey { path, item } = key;
    Ok(Sample { path, item, at, rule, similarity, rows: shown, survivor })
}

/// The survivor that a story of a page names, and how like they are.
fn twin_of(page: &PageRows, id: &str) -> Option<Twin> {
    if let Some(record) = page.record(id) {
        return record.duplicate_of.clone();
    }
    let (place, similarity) = PageRows::survivor(&page.lines_of(id))?;
    let Place { id, path, item, span } = place.clone();
    Some(Twin { id, path, item, span, similarity })
}

/// A duplicate beside its survivor; `None` if this output does not hold it.
fn beside(
    page: &PageRows,
    id: &str,
    twin: &Twin,
    (pages, desk): (&mut ByKey, &Desk<'_>),
) -> Result<Option<Survivor>, BrokenFile> {
    const TITLE: usize = 300;
    let there = pages.page(&PageKey { path: twin.path.clone(), item: twin.item })?;
    let Some(record) = there.record(&twin.id) else { return Ok(None) };
    let bench = Bench::new(record, desk.rules(), EXTENT);
    let (title, paragraphs) = match page.record(id) {
        Some(record) => (record.title.clone(), of_record(record)),
        None => {
            let gone = Gone::new(page, id, desk);
            (gone.title, gone.paragraphs)
        }
    };
    Ok(Some(Survivor {
        path: twin.path.clone(),
        item: twin.item,
        title: record.title.as_deref().map(|title| short(title, TITLE)),
        other_title: title.map(|title| short(&title, TITLE)),
        paragraphs: bench.texts(),
        pairs: bench.beside(&paragraphs),
    }))
}
