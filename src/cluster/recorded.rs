//! Pages, brought together with what becomes of their stories → the lines of all tables.

use super::bodies::{CopiesBody, TextBody, WholeBody};
use super::cell::packed;
use super::compared::{like, similarity};
use super::taken::{PAGE, SKIPPED, skipped};
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::pair::StoryMatch;
use crate::read::Skipped;
use crate::similarity::Similarity;
use crate::span::Span;
use crate::telling::Page;
use crate::write::{COPIES_NAMED, Sheaf};

mod desk;

/// Rows of (survivor, path), sorted by survivor and the places of the copies → their number and first paths.
#[derive(Default)]
pub(super) struct Copies {
    survivor: Option<i64>,
    copies: CopiesBody,
}

impl Stage for Copies {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let survivor = row.int(0)?;
        if self.survivor != Some(survivor) {
            self.close(give);
            self.survivor = Some(survivor);
        }
        self.copies.count += 1;
        if self.copies.paths.len() < COPIES_NAMED {
            self.copies.paths.push(row.text(1)?.to_owned());
        }
        Ok(())
    }

    fn end(&mut self, _task: &Task, give: &mut Give<'_>) {
        self.close(give);
    }
}

impl Copies {
    fn close(&mut self, give: &mut Give<'_>) {
        let copies = std::mem::take(&mut self.copies);
        if let Some(survivor) = self.survivor.take() {
            give(&[Cell::Int(survivor), Cell::Bytes(&packed(&copies))]);
        }
    }
}

/// A row beside those of `split`: a story of the page, with its number, position and, where it has kin, its texts.
const STORY: i64 = 2;
/// What becomes of a story of the page.
const FATE: i64 = 3;
/// What becomes of a paragraph of the page.
const TWIN: i64 = 4;
/// The copies of a story of the page.
const COPIES: i64 = 5;

/// The table of what was counted.
pub(super) const TALLY: i64 = -1;

/// A story of the page.
struct OwnStory {
    number: i64,
    position: usize,
    whole: Option<WholeBody>,
}

/// Where a twin stands.
struct At {
    path: String,
    item: Option<u64>,
    position: usize,
}

/// What becomes of a story of the page; `like.earlier` is not yet known.
struct StoryFate {
    number: i64,
    dropped: bool,
    like: StoryMatch,
    at: At,
    twin: WholeBody,
}

/// What becomes of a paragraph of the page.
struct Twin {
    number: i64,
    held_back: bool,
    similarity: Similarity,
    at: At,
    span: Span,
    /// Number and body of its text and of its twin's, where they are held against each other.
    texts: Option<[(i64, TextBody); 2]>,
}

/// All that came together of a page.
#[derive(Default)]
struct Together {
    path: String,
    item: Option<u64>,
    page: Option<Page>,
    skipped: Vec<Skipped>,
    stories: Vec<OwnStory>,
    fates: Vec<StoryFate>,
    twins: Vec<Twin>,
    copies: Vec<(i64, CopiesBody)>,
}

impl Together {
    /// Takes a row: path, item, kind, number, six numbers, the twin's path, item and position, two bodies.
    fn add(&mut self, row: Row<'_>) -> Result<(), BrokenRow> {
        match row.int(2)? {
            PAGE => self.page = Some(row.read(13)?),
            SKIPPED => self.skipped.push(skipped((row.text(0)?, row.item(1)), row.read(13)?)),
            STORY => {
                let whole = row.maybe_bytes(13).map(|_| row.read(13)).transpose()?;
                self.stories.push(OwnStory { number: row.int(3)?, position: row.count(4)?, whole });
            }
            FATE => self.fates.push(fate(row)?),
            TWIN => self.twins.push(twin(row)?),
            COPIES => self.copies.push((row.int(3)?, row.read(13)?)),
            _ => return Err(BrokenRow { column: 2 }),
        }
        Ok(())
    }
}

fn at(row: Row<'_>) -> Result<At, BrokenRow> {
    Ok(At { path: row.text(10)?.to_owned(), item: row.item(11), position: row.count(12)? })
}

fn fate(row: Row<'_>) -> Result<StoryFate, BrokenRow> {
    let (dropped, like) = (row.int(4)? != 0, like((0, row), 5)?);
    Ok(StoryFate { number: row.int(3)?, dropped, like, at: at(row)?, twin: row.read(13)? })
}

fn twin(row: Row<'_>) -> Result<Twin, BrokenRow> {
    let (held_back, span) = (row.int(4)? != 0, Span::new(row.count(6)?, row.count(7)?));
    let texts =
        || -> Result<_, BrokenRow> { Ok([(row.int(8)?, row.read(13)?), (row.int(9)?, row.read(14)?)]) };
    let (texts, similarity) = (held_back.then(texts).transpose()?, similarity(row.count(5)?));
    Ok(Twin { number: row.int(3)?, held_back, similarity, at: at(row)?, span, texts })
}

/// Rows of all that came together of pages, sorted by path, item and kind, stories by position → the lines of all tables, and a
/// last row of the table −1 with what was counted.
#[derive(Default)]
pub(super) struct Records {
    together: Together,
    sheaf: Option<Sheaf>,
    rows: i64,
}

impl Stage for Records {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let (path, item) = (row.text(0)?, row.item(1));
        if self.together.path != path || self.together.item != item {
            self.close(task, give);
            self.together = Together { path: path.to_owned(), item, ..Together::default() };
        }
        self.together.add(row)
    }

    fn end(&mut self, task: &Task, give: &mut Give<'_>) {
        self.close(task, give);
        if let Some(sheaf) = &self.sheaf {
            give(&[Cell::Int(TALLY), Cell::Int(self.rows), Cell::Text(&sheaf.counted())]);
        }
    }
}

impl Records {
    fn close(&mut self, task: &Task, give: &mut Give<'_>) {
        let mut together = std::mem::take(&mut self.together);
        let sheaf = self.sheaf.get_or_insert_with(|| Sheaf::new(&task.config));
        together.skipped.sort();
        together.skipped.iter().for_each(|skipped| sheaf.skipped(skipped));
        if let Some(page) = together.page.take() {
            desk::write(&together, page, sheaf, task);
        }
        let rows = &mut self.rows;
        sheaf.take(|table, line| {
            give(&[Cell::Int(table), Cell::Int(*rows), Cell::Text(line)]);
            *rows += 1;
        });
    }
}
