//! Pages and verdicts → the files of the output folder, each put into place whole.

use crate::config::{Config, Ledger};
use crate::corpus::Corpus;
use crate::read::{Input, Listing, Skipped, by_reason};
use crate::record::{
    DroppedLine, Pairing, Record, SimilarKind, SimilarLine, SimilarReason, SkippedLine, Summary, hex128,
};
use crate::rules::Rules;
use crate::settle::Verdicts;
use crate::telling::Page;
use serde::Serialize;

mod place;
mod records;

use place::JsonLines;
pub use place::{Place, Remembered, WriteError};
use records::Records;

/// The lines files, in the order in which they are put into place; `summary.json` follows.
pub const LINE_FILES: [&str; 4] = ["stories.jsonl", "dropped.jsonl", "similar.jsonl", "skipped.jsonl"];
/// Counts and digests; written last.
pub const SUMMARY_FILE: &str = "summary.json";

/// What settling gave, with what its numbers speak of.
#[derive(Debug)]
pub struct Settled<'p> {
    /// Page and story of each story in keep order.
    pub order: Vec<(usize, usize)>,
    /// The stories in keep order.
    pub corpus: Corpus<'p>,
    /// What becomes of them.
    pub verdicts: Verdicts,
    /// How near-duplicates were found.
    pub pairing: Pairing,
    /// Duplicate stories stay and are marked.
    pub marks_stories: bool,
    /// Duplicate paragraphs go to the ledger.
    pub drops_paragraphs: bool,
    /// The day of scraping.
    pub scraped_at: Option<jiff::civil::Date>,
}

/// What was found to read.
#[derive(Debug)]
pub struct Found<'f> {
    /// Files.
    pub listing: &'f Listing,
    /// What could not be used.
    pub skipped: &'f [Skipped],
    /// Where.
    pub inputs: &'f [Input],
}

/// Writes all files.
///
/// # Errors
/// If a file cannot be written; what stood there before is untouched then.
pub fn write(
    place: &Place,
    pages: &[Page],
    settled: &Settled<'_>,
    found: &Found<'_>,
    config: &Config,
    rules: &Rules,
) -> Result<Summary, WriteError> {
    place.remember(found.inputs, pages, config)?;
    let records = Records::new(pages, settled, rules);
    let mut summary = summary(pages, settled, found, config, rules);
    let [stories, dropped, similar, skipped] = LINE_FILES;
    let mut files = Vec::new();
    files.push(lines(place, stories, &mut records.stories(), |record: &Record| {
        count_story(record, &mut summary)
    })?);
    let mut ledger = records.dropped().map(|mut line| {
        line.text = line.text.filter(|_| config.write.ledger == Ledger::Full);
        line
    });
    files.push(lines(place, dropped, &mut ledger, |line: &DroppedLine| count_dropped(line, &mut summary))?);
    files.push(lines(place, similar, &mut records.similar(), |line: &SimilarLine| {
        count_similar(line, &mut summary)
    })?);
    files.push(lines(place, skipped, &mut found.skipped.iter().map(skipped_line), |_| {})?);
    summary.bytes.white = summary.bytes.read - summary.bytes.kept - summary.bytes.dropped;
    summary.digests = files.iter().map(|file| (file.name.to_owned(), hex128(file.digest))).collect();
    place.put(files, &summary)?;
    Ok(summary)
}

fn lines<'n, T: Serialize>(
    place: &Place,
    name: &'n str,
    items: &mut dyn Iterator<Item = T>,
    mut count: impl FnMut(&T),
) -> Result<place::Finished<'n>, WriteError> {
    let mut file = JsonLines::create(place, name)?;
    for item in items {
        count(&item);
        file.line(&item)?;
    }
    file.finish()
}

fn skipped_line(skipped: &Skipped) -> SkippedLine {
    let Skipped { path, reason, detail } = skipped.clone();
    SkippedLine { path, item: None, reason, detail }
}

fn summary(
    pages: &[Page],
    settled: &Settled<'_>,
    found: &Found<'_>,
    config: &Config,
    rules: &Rules,
) -> Summary {
    let mut summary = Summary {
        options_digest: hex128(options_digest(config)),
        rules_digest: hex128(rules.digest()),
        unspool: env!("CARGO_PKG_VERSION").to_owned(),
        pairing: settled.pairing.clone(),
        ..Summary::default()
    };
    summary.bytes.read = pages.iter().map(|page| page.text.len() as u64).sum();
    summary.stories.found = settled.order.len();
    summary.stories.duplicates = settled
        .verdicts
        .stories
        .iter()
        .filter(|fate| matches!(fate, crate::settle::Fate::Duplicate(_)))
        .count();
    let inputs = &mut summary.inputs;
    inputs.found = found.listing.found();
    inputs.read = pages.len();
    inputs.ignored = found.listing.ignored;
    inputs.skipped = found.skipped.len();
    let reasons = by_reason(found.skipped.iter().map(|skipped| &skipped.reason));
    inputs.skipped_by_reason = reasons.into_iter().map(|(reason, count)| (kebab(&reason), count)).collect();
    inputs.with_replacements = pages.iter().filter(|page| page.replaced > 0).count();
    inputs.index_pages = pages.iter().filter(|page| page.stripped.stories.is_empty()).count();
    summary
}

/// A unit variant as it stands in JSON.
fn kebab(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A digest of the options that decide what a run gives.
pub fn options_digest(config: &Config) -> u128 {
    // A map of plain numbers and strings always becomes JSON, with sorted keys.
    let options = serde_json::to_value(config).unwrap_or_default();
    xxhash_rust::xxh3::xxh3_128(options.to_string().as_bytes())
}

fn count_story(record: &Record, summary: &mut Summary) {
    let stories = &mut summary.stories;
    stories.kept += 1;
    stories.revisions += usize::from(record.revision_of.is_some());
    stories.truncated += usize::from(record.truncated);
    stories.untitled += usize::from(record.title.is_none());
    let paragraphs = record.parts.iter().filter(|part| part.role == crate::role::Part::Paragraph);
    let marked = paragraphs.clone().filter(|part| part.duplicate_of.is_some()).count();
    summary.paragraphs.found += paragraphs.count() + record.paragraphs_dropped;
    summary.paragraphs.marked += marked;
    summary.paragraphs.dropped += record.paragraphs_dropped;
    summary.bytes.kept += record.parts.iter().map(|part| part.span.len() as u64).sum::<u64>();
}

fn count_dropped(line: &DroppedLine, summary: &mut Summary) {
    let bytes = line.span.len() as u64;
    summary.bytes.dropped += bytes;
    *summary.bytes.by_rule.entry(line.rule.clone()).or_default() += bytes;
}

fn count_similar(line: &SimilarLine, summary: &mut Summary) {
    match (line.kind, line.reason) {
        (SimilarKind::Paragraph, _) => summary.paragraphs.held_back += 1,
        (SimilarKind::Story, SimilarReason::Facts) => summary.stories.held_back += 1,
        (SimilarKind::Story, SimilarReason::Revision) => {}
    }
}
