//! Pages and verdicts → the files of the output folder, each put into place whole.

use crate::config::{Config, Ledger};
use crate::corpus::Corpus;
use crate::lists::Lists;
use crate::pair::Compared;
use crate::read::{Input, Skipped, by_reason};
use crate::record::{
    Bytes, DroppedLine, Pairing, Paragraphs, Record, SimilarKind, SimilarLine, SimilarReason, SkippedLine,
    Stories, Summary, hex128,
};
use crate::rules::Rules;
use crate::scores::Scored;
use crate::settle::{Fate, Policy, Verdicts};
use crate::shelf::Shelf;
use crate::similarity::Similarity;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

mod groups;
mod place;
mod records;
mod remembered;
mod standouts;
mod whole;

use groups::Groups;
pub use groups::{Group, Written};
use place::JsonLines;
pub use place::{Place, WriteError, file_digest, owned};
use records::{PageCounts, Records};
pub use remembered::Remembered;
use standouts::Board;
pub use whole::Whole;

/// The lines files, in the order in which they are put into place; `summary.json` follows.
pub const LINE_FILES: [&str; 4] = ["stories.jsonl", "dropped.jsonl", "similar.jsonl", "skipped.jsonl"];
/// Counts and digests; written last.
pub const SUMMARY_FILE: &str = "summary.json";
/// Pages whose lines are made by one thread at a time.
const TASK: usize = 16;
/// Tasks between two writes.
const TASKS: usize = 64;

/// What settling gave, with what its numbers speak of.
#[derive(Debug)]
pub struct Settled<'p> {
    /// The pages.
    pub shelf: &'p Shelf<'p>,
    /// What comparing gave.
    pub compared: Compared<'p>,
    /// What becomes of them.
    pub verdicts: Verdicts,
    /// The keep order of each story of each page.
    ranks: Lists<u32>,
    /// The stories that yielded, by survivor, then by place.
    copies: Vec<Copy>,
    showing: Showing,
}

/// What records tell of verdicts.
#[derive(Debug, Clone, Copy)]
pub struct Showing {
    /// Least share of matched words of a duplicate story.
    pub similarity: Similarity,
    /// Duplicate stories stay and are marked.
    pub marks_stories: bool,
    /// Duplicate paragraphs go to the ledger.
    pub drops_paragraphs: bool,
}

/// A story that yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Copy {
    survivor: u32,
    page: u32,
    position: u32,
}

impl<'p> Settled<'p> {
    /// Joins verdicts to what they speak of.
    pub fn new(shelf: &'p Shelf<'p>, compared: Compared<'p>, verdicts: Verdicts, showing: Showing) -> Self {
        let corpus = compared.corpus;
        let copies = copies(corpus, &verdicts);
        Self { shelf, compared, verdicts, ranks: ranks(shelf, corpus), copies, showing }
    }

    /// Path and item of a page.
    fn place(&self, page: usize) -> (&'p str, Option<u64>) {
        let shelved = &self.shelf.pages()[page];
        (&shelved.path, shelved.item)
    }

    /// The stories that yielded to a survivor, by place, so that the paths named are the first ones.
    fn copies_of(&self, survivor: usize) -> &[Copy] {
        let start = self.copies.partition_point(|copy| (copy.survivor as usize) < survivor);
        let end = self.copies.partition_point(|copy| copy.survivor as usize <= survivor);
        &self.copies[start..end]
    }
}

fn ranks(shelf: &Shelf<'_>, corpus: &Corpus<'_>) -> Lists<u32> {
    let mut counts = vec![0; shelf.pages().len()];
    corpus.stories.iter().for_each(|story| counts[story.page as usize] += 1);
    let mut ranks = Lists::filled(&counts, 0);
    for (rank, story) in (0..).zip(&corpus.stories) {
        ranks.of_mut(story.page as usize)[story.position as usize] = rank;
    }
    ranks
}

fn copies(corpus: &Corpus<'_>, verdicts: &Verdicts) -> Vec<Copy> {
    let yielded = corpus.stories.iter().zip(&verdicts.stories).filter_map(|(story, fate)| match fate {
        Fate::Duplicate(twin) => {
            let survivor = u32::try_from(twin.earlier).unwrap_or(u32::MAX);
            Some(Copy { survivor, page: story.page, position: story.position })
        }
        Fate::Kept { .. } => None,
    });
    let mut copies: Vec<Copy> = yielded.collect();
    copies.sort_unstable();
    copies
}

/// What was found to read.
#[derive(Debug)]
pub struct Found<'f> {
    /// What could not be used.
    pub skipped: &'f [Skipped],
    /// How many files, members and records are not read, by reason.
    pub ignored: &'f BTreeMap<String, usize>,
    /// Where.
    pub inputs: &'f [Input],
    /// The earlier output that the run was made against.
    pub against: Option<&'f Path>,
    /// What was settled by.
    pub policy: &'f Policy,
}

/// Writes all files.
///
/// # Errors
/// If a file cannot be written; what stood there before is untouched then.
pub fn write(
    place: &Place,
    settled: &Settled<'_>,
    found: &Found<'_>,
    (config, rules): (&Config, &Rules),
) -> Result<Written, WriteError> {
    place.remember(found, settled, config)?;
    let [stories, dropped, similar, skipped] = LINE_FILES;
    let create = |name| JsonLines::create(place, name);
    let mut files = [create(stories)?, create(dropped)?, create(similar)?];
    let mut tally = lines(&mut files, settled, (config, rules))?;
    let most_copied = std::mem::take(&mut tally.groups).into_list();
    let mut file = create(skipped)?;
    let mut text = Vec::new();
    found.skipped.iter().for_each(|skipped| line(&mut text, &skipped_line(skipped)));
    file.write(&text)?;
    let finished = files.into_iter().chain([file]).map(JsonLines::finish).collect::<Result<Vec<_>, _>>()?;
    let mut summary = summary(settled, found, config, rules);
    tally.enter(&mut summary);
    summary.digests = finished.iter().map(|file| (file.name.to_owned(), hex128(file.digest))).collect();
    summary.sizes = finished.iter().map(|file| (file.name.to_owned(), file.bytes)).collect();
    let scored = Scored {
        stories_digest: finished[0].digest,
        policy: found.policy,
        outline: &settled.compared.corpus.outline,
        matches: settled.compared.matches,
        likes: settled.compared.likes,
    };
    scored.write(place.work()).map_err(|source| place.lost(source))?;
    if let Some(source) = settled.shelf.trouble() {
        return Err(place.lost(source));
    }
    place.put(finished, &summary)?;
    Ok(Written { summary, most_copied })
}

/// Writes the lines of all pages, those of some pages while those of the next are made.
fn lines(
    files: &mut [JsonLines<'_>; 3],
    settled: &Settled<'_>,
    goes_by: (&Config, &Rules),
) -> Result<Tally, WriteError> {
    let pages: Vec<usize> = (0..settled.shelf.own().len()).collect();
    let made = |pages: &[usize]| -> Vec<Lines> {
        pages.par_chunks(TASK).map(|pages| Lines::new(pages, settled, goes_by)).collect()
    };
    let (mut tally, mut ready) = (Tally::default(), Vec::new());
    for wave in pages.chunks(TASK * TASKS).chain([&[][..]]) {
        let (written, next) = rayon::join(|| put(files, &ready), || made(wave));
        written?;
        ready.drain(..).for_each(|lines: Lines| tally.add(lines.tally));
        ready = next;
    }
    Ok(tally)
}

fn put(files: &mut [JsonLines<'_>; 3], ready: &[Lines]) -> Result<(), WriteError> {
    for (at, file) in files.iter_mut().enumerate() {
        ready.iter().try_for_each(|lines| file.write(&lines.text[at]))?;
    }
    Ok(())
}

/// The lines of some pages, as they stand in the three files.
struct Lines {
    text: [Vec<u8>; 3],
    tally: Tally,
}

impl Lines {
    fn new(pages: &[usize], settled: &Settled<'_>, (config, rules): (&Config, &Rules)) -> Self {
        let mut lines = Self { text: Default::default(), tally: Tally::default() };
        let records = Records::new(settled, rules);
        for &page in pages {
            lines.tally.page(records.of_page(page));
            let mut shape = records.shape_of(page);
            for record in records.stories(page) {
                lines.tally.story(&record);
                shape.story(&record);
                line(&mut lines.text[0], &record);
            }
            for mut dropped in records.dropped(page) {
                lines.tally.dropped(&dropped);
                shape.dropped(&dropped);
                dropped.text = dropped.text.filter(|_| config.write.ledger == Ledger::Full);
                line(&mut lines.text[1], &dropped);
            }
            for similar in records.similar(page) {
                lines.tally.similar(&similar);
                line(&mut lines.text[2], &similar);
            }
            lines.tally.board.add(&shape);
        }
        lines
    }
}

/// Appends a line of JSON.
fn line(text: &mut Vec<u8>, value: &impl Serialize) {
    // Lines of plain numbers and strings always become JSON, and a vector takes all of it.
    let _ = serde_json::to_writer(&mut *text, value);
    text.push(b'\n');
}

fn skipped_line(skipped: &Skipped) -> SkippedLine {
    let Skipped { path, item, reason, detail } = skipped.clone();
    SkippedLine { path, item, reason, detail }
}

/// A summary without what is counted from the lines.
fn summary(settled: &Settled<'_>, found: &Found<'_>, config: &Config, rules: &Rules) -> Summary {
    let mut summary = Summary {
        options_digest: hex128(options_digest(config)),
        rules_digest: hex128(rules.digest()),
        against: found.against.and_then(|old| file_digest(&old.join(LINE_FILES[0])).ok()).map(hex128),
        unspool: env!("CARGO_PKG_VERSION").to_owned(),
        pairing: Pairing {
            texts: settled.compared.corpus.text_count(),
            candidates: settled.compared.matches.candidates,
            verified: settled.compared.matches.verified,
            largest_run: settled.compared.matches.largest_run,
        },
        ..Summary::default()
    };
    let inputs = &mut summary.inputs;
    inputs.read = settled.shelf.own().len();
    inputs.ignored = found.ignored.values().sum();
    inputs.ignored_by_reason.clone_from(found.ignored);
    inputs.skipped = found.skipped.len();
    inputs.found = inputs.read + inputs.ignored + inputs.skipped;
    let reasons = by_reason(found.skipped.iter().map(|skipped| &skipped.reason));
    inputs.skipped_by_reason = reasons.into_iter().map(|(reason, count)| (kebab(&reason), count)).collect();
    summary.stories.found = settled.compared.corpus.own_stories();
    summary.stories.duplicates = settled.copies.len();
    summary
}

/// A unit variant as it stands in JSON.
pub(crate) fn kebab(value: &impl Serialize) -> String {
    let name = serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned));
    name.unwrap_or_default()
}

/// A digest of the options that decide what a run gives.
pub fn options_digest(config: &Config) -> u128 {
    // A map of plain numbers and strings always becomes JSON, with sorted keys.
    let options = serde_json::to_value(config.deciding()).unwrap_or_default();
    xxhash_rust::xxh3::xxh3_128(options.to_string().as_bytes())
}

/// What is counted from the lines.
#[derive(Default)]
struct Tally {
    bytes: Bytes,
    stories: Stories,
    paragraphs: Paragraphs,
    encodings: BTreeMap<String, usize>,
    groups: Groups,
    board: Board,
    with_replacements: usize,
    index_pages: usize,
}

impl Tally {
    fn page(&mut self, page: PageCounts) {
        self.bytes.read += page.bytes as u64;
        *self.encodings.entry(page.encoding).or_default() += 1;
        self.with_replacements += usize::from(page.replaced);
        self.index_pages += usize::from(page.is_index);
    }

    fn story(&mut self, record: &Record) {
        let stories = &mut self.stories;
        stories.kept += 1;
        self.groups.add(record);
        stories.revisions += usize::from(record.revision_of.is_some());
        stories.truncated += usize::from(record.truncated);
        stories.untitled += usize::from(record.title.is_none());
        stories.empty_text += usize::from(record.text.is_empty());
        stories.saw_confidence(record.split_confidence);
        let paragraphs = record.parts.iter().filter(|part| part.role == crate::role::Part::Paragraph);
        let marked = paragraphs.clone().filter(|part| part.duplicate_of.is_some()).count();
        self.paragraphs.found += paragraphs.count() + record.paragraphs_dropped;
        self.paragraphs.marked += marked;
        self.paragraphs.dropped += record.paragraphs_dropped;
        self.bytes.kept += record.parts.iter().map(|part| part.span.len() as u64).sum::<u64>();
    }

    fn dropped(&mut self, line: &DroppedLine) {
        let bytes = line.span.len() as u64;
        self.bytes.dropped += bytes;
        match self.bytes.by_rule.get_mut(&line.rule) {
            Some(sum) => *sum += bytes,
            None => drop(self.bytes.by_rule.insert(line.rule.clone(), bytes)),
        }
    }

    fn similar(&mut self, line: &SimilarLine) {
        match (line.kind, line.reason) {
            (SimilarKind::Paragraph, _) => self.paragraphs.held_back += 1,
            (SimilarKind::Story, SimilarReason::Facts) => self.stories.held_back += 1,
            (SimilarKind::Story, SimilarReason::Revision) => {}
        }
    }

    fn add(&mut self, other: Self) {
        let Bytes { read, kept, dropped, white: _, by_rule } = other.bytes;
        self.bytes.read += read;
        self.bytes.kept += kept;
        self.bytes.dropped += dropped;
        by_rule.into_iter().for_each(|(rule, bytes)| *self.bytes.by_rule.entry(rule).or_default() += bytes);
        self.stories.add(&other.stories);
        self.board.join(other.board);
        let Paragraphs { found, marked, dropped, held_back } = other.paragraphs;
        self.paragraphs.found += found;
        self.paragraphs.marked += marked;
        self.paragraphs.dropped += dropped;
        self.paragraphs.held_back += held_back;
        other
            .encodings
            .into_iter()
            .for_each(|(name, pages)| *self.encodings.entry(name).or_default() += pages);
        self.groups.enter(other.groups.into_list());
        self.with_replacements += other.with_replacements;
        self.index_pages += other.index_pages;
    }

    /// Writes the counts into a summary.
    fn enter(self, summary: &mut Summary) {
        let Stories { found, duplicates, .. } = summary.stories;
        let suspects = self.board.suspects as usize;
        summary.stories = Stories { found, duplicates, suspects, ..self.stories };
        summary.standouts = self.board.standouts;
        summary.paragraphs = self.paragraphs;
        summary.bytes = self.bytes;
        summary.bytes.white = summary.bytes.read - summary.bytes.kept - summary.bytes.dropped;
        summary.inputs.encodings = self.encodings;
        summary.inputs.with_replacements = self.with_replacements;
        summary.inputs.index_pages = self.index_pages;
    }
}
