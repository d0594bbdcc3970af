//! Which stories are new, gone, changed, moved, dropped now or kept now?

use super::page_key;
use crate::output::{BrokenFile, OutputFolder, RawRows};
use crate::span::Span;
use crate::write::LINE_FILES;
use matching::Matching;
use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

mod matching;

/// Keys that say where a story lies: those of a moved one differ by nature.
const PLACE: [&str; 6] = ["id", "path", "item", "position", "span", "parts"];

/// Stories by what became of them.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let stories = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 0)?.stories;
/// assert_eq!((stories.same, stories.now_kept), (1, 1));
/// // The kept copy is no copy any more.
/// assert_eq!(stories.fields["copies"], 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StoryCounts {
    /// The same in both.
    pub same: u64,
    /// At the same place with other fields.
    pub changed: u64,
    /// The same content at another place.
    pub moved: u64,
    /// Not there before.
    pub new: u64,
    /// No longer there.
    pub gone: u64,
    /// Kept before, dropped as a duplicate now.
    pub now_dropped: u64,
    /// Dropped as a duplicate before, kept now.
    pub now_kept: u64,
    /// How often each field differs in changed and moved stories.
    pub fields: BTreeMap<String, u64>,
}

/// A story that differs.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let stories = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 3)?.story_examples;
/// assert_eq!(stories[0].title.as_deref(), Some("Harbor reopens after nine days of storms"));
/// assert_eq!(stories[0].fields, ["copied_in", "copies"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryChange {
    /// What became of it.
    pub change: Change,
    /// Its id, of the later output if it is there.
    pub id: String,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its place on the page.
    pub position: Option<u64>,
    /// Its headline.
    pub title: Option<String>,
    /// The place it moved away from.
    pub from: Option<From>,
    /// Fields that differ.
    pub fields: Vec<String>,
    /// The kept story that it yields to now, or yielded to before.
    pub survivor: Option<String>,
}

/// Where a moved story stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct From {
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its place on the page.
    pub position: Option<u64>,
}

/// What became of a story.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::{Change, diff}, output::OutputFolder};
///
/// let changes = |before, after| -> Result<Vec<Change>, Box<dyn std::error::Error>> {
///     let differs = diff(&OutputFolder::open(before)?, &OutputFolder::open(after)?, 3)?;
///     Ok(differs.story_examples.iter().map(|story| story.change).collect())
/// };
/// assert_eq!(changes(&before, &after)?.last(), Some(&Change::NowKept));
/// assert!(changes(&after, &before)?.contains(&Change::NowDropped));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Its fields differ.
    Changed,
    /// It stands elsewhere.
    Moved,
    /// It was not there before.
    New,
    /// It is no longer there.
    Gone,
    /// It was kept and is dropped.
    NowDropped,
    /// It was dropped and is kept.
    NowKept,
}

/// What is held of a kept story.
struct Kept {
    id: u128,
    content: u128,
    /// A hash of its line.
    line: u64,
    page: u64,
    span: Span,
    /// Where its line begins.
    start: u64,
}

/// What is held of a dropped story.
struct Dropped {
    id: u128,
    page: u64,
    /// From its first line to its last.
    span: Span,
    /// Where its first line begins.
    start: u64,
}

/// One of the two outputs.
struct Stories {
    kept: Vec<Kept>,
    dropped: Vec<Dropped>,
    records: RawRows,
    ledger: RawRows,
}

/// What of a record is read.
#[derive(Deserialize)]
struct Row<'r> {
    #[serde(borrow)]
    id: Cow<'r, str>,
    #[serde(borrow)]
    content_id: Cow<'r, str>,
    #[serde(borrow)]
    path: Cow<'r, str>,
    item: Option<u64>,
    span: Span,
}

/// What of a dropped line is read.
#[derive(Deserialize)]
struct Line<'r> {
    #[serde(borrow)]
    path: Cow<'r, str>,
    item: Option<u64>,
    span: Span,
    #[serde(borrow)]
    story_id: Option<Cow<'r, str>>,
    story_similarity: Option<f64>,
}

/// The same line, read for the story that stays.
#[derive(Deserialize)]
struct Survived {
    duplicate_of: Option<Survivor>,
}

#[derive(Deserialize)]
struct Survivor {
    id: String,
}

/// Matches the stories of two outputs.
pub(super) fn stories(
    before: &OutputFolder,
    after: &OutputFolder,
    examples: usize,
) -> Result<(StoryCounts, Vec<StoryChange>), BrokenFile> {
    let (before, after) = rayon::join(|| Stories::read(before), || Stories::read(after));
    let (mut before, mut after) = (before?, after?);
    let matching = Matching::new(&before, &after);
    let mut telling = Telling { examples, counts: StoryCounts::default(), told: Vec::new() };
    for (at, fate) in matching.fates.iter().enumerate() {
        telling.earlier(&mut before, &mut after, (at, *fate))?;
    }
    for (at, fate) in matching.arrivals.iter().enumerate() {
        telling.later(&mut before, &mut after, (at, *fate))?;
    }
    Ok((telling.counts, telling.told))
}

impl Stories {
    fn read(output: &OutputFolder) -> Result<Self, BrokenFile> {
        let (mut records, mut ledger) = (output.raw_rows(LINE_FILES[0])?, output.raw_rows(LINE_FILES[1])?);
        let mut kept = Vec::new();
        while let Some(bytes) = records.next_row()? {
            let line = xxh3_64(bytes);
            let Row { id, content_id, path, item, span } = records.parse()?;
            let (id, content) = (number(&id), number(&content_id));
            kept.push(Kept { id, content, line, page: page_key(&path, item), span, start: records.start() });
        }
        let mut dropped: Vec<Dropped> = Vec::new();
        // Most lines are no duplicates, and their bytes show it.
        let none = Finder::new("\"story_similarity\":null");
        while let Some(bytes) = ledger.next_row()? {
            if none.find(bytes).is_some() {
                continue;
            }
            let Line { path, item, span, story_id, story_similarity } = ledger.parse()?;
            let Some(id) = story_id.filter(|_| story_similarity.is_some()) else { continue };
            let (id, page) = (number(&id), page_key(&path, item));
            // The lines of a story lie together.
            match dropped.last_mut().filter(|last| (last.id, last.page) == (id, page)) {
                Some(last) => last.span = last.span.join(span),
                None => dropped.push(Dropped { id, page, span, start: ledger.start() }),
            }
        }
        Ok(Self { kept, dropped, records, ledger })
    }
}

/// An id as a number; what is none is hashed.
fn number(hex: &str) -> u128 {
    u128::from_str_radix(hex, 16).unwrap_or_else(|_| xxh3_128(hex.as_bytes()))
}

/// What became of an earlier story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is this later story, at the same place.
    Stays(usize),
    /// It is this later story, at another place.
    Moved(usize),
    /// It is dropped now, as this one.
    Dropped(usize),
    Gone,
}

/// Where a later story that no earlier one became comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// An earlier story became it.
    Known,
    /// It was dropped before, as this one.
    Dropped(usize),
    New,
}

/// Counts on their way.
struct Telling {
    examples: usize,
    counts: StoryCounts,
    told: Vec<StoryChange>,
}

impl Telling {
    fn earlier(
        &mut self,
        before: &mut Stories,
        after: &mut Stories,
        (at, fate): (usize, Fate),
    ) -> Result<(), BrokenFile> {
        match fate {
            Fate::Stays(other) if before.kept[at].line == after.kept[other].line => self.counts.same += 1,
            Fate::Stays(other) => self.pair(before, after, (Change::Changed, at, other))?,
            Fate::Moved(other) => self.pair(before, after, (Change::Moved, at, other))?,
            Fate::Dropped(other) if self.counts(Change::NowDropped) => {
                let line: Survived = after.ledger.at(after.dropped[other].start)?;
                let told = told(Change::NowDropped, &before.records.at(before.kept[at].start)?);
                self.told
                    .push(StoryChange { survivor: line.duplicate_of.map(|survivor| survivor.id), ..told });
            }
            Fate::Gone if self.counts(Change::Gone) => {
                self.told.push(told(Change::Gone, &before.records.at(before.kept[at].start)?));
            }
            Fate::Dropped(_) | Fate::Gone => {}
        }
        Ok(())
    }

    fn later(
        &mut self,
        before: &mut Stories,
        after: &mut Stories,
        (at, fate): (usize, Arrival),
    ) -> Result<(), BrokenFile> {
        match fate {
            Arrival::Dropped(other) if self.counts(Change::NowKept) => {
                let line: Survived = before.ledger.at(before.dropped[other].start)?;
                let told = told(Change::NowKept, &after.records.at(after.kept[at].start)?);
                self.told
                    .push(StoryChange { survivor: line.duplicate_of.map(|survivor| survivor.id), ..told });
            }
            Arrival::New if self.counts(Change::New) => {
                self.told.push(told(Change::New, &after.records.at(after.kept[at].start)?));
            }
            Arrival::Known | Arrival::Dropped(_) | Arrival::New => {}
        }
        Ok(())
    }

    /// Two records of one story.
    fn pair(
        &mut self,
        before: &mut Stories,
        after: &mut Stories,
        (change, at, other): (Change, usize, usize),
    ) -> Result<(), BrokenFile> {
        let here: Map<String, Value> = before.records.at(before.kept[at].start)?;
        let there: Map<String, Value> = after.records.at(after.kept[other].start)?;
        let moved = change == Change::Moved;
        let fields: Vec<String> =
            differing(&here, &there).filter(|key| !(moved && PLACE.contains(&key.as_str()))).collect();
        for field in &fields {
            *self.counts.fields.entry(field.clone()).or_default() += 1;
        }
        if self.counts(change) {
            let StoryChange { path, item, position, .. } = told(change, &here);
            let from = moved.then_some(From { path, item, position });
            self.told.push(StoryChange { from, fields, ..told(change, &there) });
        }
        Ok(())
    }

    /// Counts a change; says whether it is wanted as an example.
    fn counts(&mut self, change: Change) -> bool {
        let counts = &mut self.counts;
        let count = match change {
            Change::Changed => &mut counts.changed,
            Change::Moved => &mut counts.moved,
            Change::New => &mut counts.new,
            Change::Gone => &mut counts.gone,
            Change::NowDropped => &mut counts.now_dropped,
            Change::NowKept => &mut counts.now_kept,
        };
        *count += 1;
        *count <= self.examples as u64
    }
}

impl StoryCounts {
    /// Stories that are not the same in both.
    pub fn differing(&self) -> u64 {
        self.changed + self.moved + self.new + self.gone + self.now_dropped + self.now_kept
    }
}

/// The keys whose values differ, or that only one of them has.
fn differing<'m>(
    here: &'m Map<String, Value>,
    there: &'m Map<String, Value>,
) -> impl Iterator<Item = String> + 'm {
    let of_here = here.iter().filter(|(key, value)| there.get(*key) != Some(value)).map(|(key, _)| key);
    let of_there = there.keys().filter(|key| !here.contains_key(*key));
    of_here.chain(of_there).cloned()
}

fn told(change: Change, record: &Map<String, Value>) -> StoryChange {
    let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| record.get(key).and_then(Value::as_u64);
    StoryChange {
        change,
        id: text("id").unwrap_or_default(),
        path: text("path").unwrap_or_default(),
        item: number("item"),
        position: number("position"),
        title: text("title"),
        from: None,
        fields: Vec::new(),
        survivor: None,
    }
}
