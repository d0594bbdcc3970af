//! The lines of the output files, as they are written and read.

use crate::evidence::Evidence;
use crate::read::Reason;
use crate::role::Part;
use crate::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_128;

mod counts;
mod standouts;

pub use standouts::{Standout, Standouts};

/// A line of `stories.jsonl`: one kept story. Every key is always there; what is unknown is `null` or `[]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The place: xxh3-128 of path, 0x00, item in decimal or nothing, 0x00, position in decimal.
    pub id: String,
    /// The `paragraph` and `subheading` parts that stay, joined by one blank line.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Summary bullets and standfirsts.
    pub highlights: Vec<String>,
    /// Captions.
    pub captions: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// The news agency, where one is credited.
    pub agency: Option<String>,
    /// Closing credits and biographies.
    pub credits: Vec<String>,
    /// Where the report was written; it stays at the start of `text`.
    pub dateline: Option<String>,
    /// The publisher the page was recognised as.
    pub publisher: Option<String>,
    /// The rules the page was read by.
    pub ruleset: String,
    /// BCP 47.
    pub language: Option<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// `published`, else `updated`.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// Where `date` comes from.
    pub date_source: Option<DateSource>,
    /// The day of publication, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub published: Option<String>,
    /// RFC 3339 with an offset, only where the page gives time and zone.
    #[schemars(extend("format" = "date-time"))]
    pub published_at: Option<String>,
    /// The page's words.
    pub published_raw: Option<String>,
    /// The day of the last change, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub updated: Option<String>,
    /// RFC 3339 with an offset, only where the page gives time and zone.
    #[schemars(extend("format" = "date-time"))]
    pub updated_at: Option<String>,
    /// The page's words.
    pub updated_raw: Option<String>,
    /// The page's address.
    pub url: Option<String>,
    /// When it was scraped.
    pub scraped_at: Option<String>,
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its place on the page; 0 is the first.
    pub position: usize,
    /// From its first line to its last.
    pub span: Span,
    /// Its last paragraph is cut off by the end of the page.
    pub truncated: bool,
    /// Words in `text`.
    pub word_count: usize,
    /// How probable its boundary is; `null` where nothing had to be decided.
    pub split_confidence: Option<f64>,
    /// What speaks for its boundary.
    pub evidence: Vec<Evidence>,
    /// The content: xxh3-128 over the words of title and text, before anything was dropped, joined by one space.
    pub content_id: String,
    /// SimHash over the words of all its paragraphs; `null` without words.
    pub simhash: Option<String>,
    /// Dropped copies of it.
    pub copies: usize,
    /// Up to 20 of their paths.
    pub copied_in: Vec<String>,
    /// The kept story it is a duplicate of, in mark mode.
    pub duplicate_of: Option<Twin>,
    /// The kept story it is a revision of.
    pub revision_of: Option<Twin>,
    /// Paragraphs that went to the ledger.
    pub paragraphs_dropped: usize,
    /// What it is made of.
    pub parts: Vec<RecordPart>,
}

/// Where a story's `date` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// The day of publication.
    Published,
    /// The day of the last change.
    Updated,
    /// A time told from the moment of scraping.
    Relative,
}

/// A part of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPart {
    /// What it is.
    pub role: Part,
    /// Where it lies.
    pub span: Span,
    /// SimHash of a paragraph's words.
    pub simhash: Option<String>,
    /// The kept paragraph it is a duplicate of.
    pub duplicate_of: Option<Twin>,
}

/// The kept text that another one is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// Its story.
    pub id: String,
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
    /// How like they are, rounded down to four digits.
    pub similarity: f64,
}

/// A line of `dropped.jsonl`: one dropped line of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DroppedLine {
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
    /// The rule that dropped it.
    pub rule: String,
    /// What it says; absent with `--ledger spans`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The story it belongs to; `null` on a page without stories.
    pub story_id: Option<String>,
    /// The surviving twin.
    pub duplicate_of: Option<Place>,
    /// Similarity of this paragraph and its twin.
    pub similarity: Option<f64>,
    /// The share of the story's words that its survivor holds.
    pub story_similarity: Option<f64>,
}

/// Where a surviving twin lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its story.
    pub id: String,
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
}

/// A line of `similar.jsonl`: a kept paragraph or story that is like another one, and why it stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimilarLine {
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
    /// Its story.
    pub id: String,
    /// Whether it is a whole story or a paragraph.
    pub kind: SimilarKind,
    /// Why it stays.
    pub reason: SimilarReason,
    /// Its best twin, and how like they are.
    pub twin: Twin,
    /// The facts it holds that its twin lacks.
    pub differs: Vec<String>,
}

/// What a line of `similar.jsonl` speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SimilarKind {
    /// A story.
    Story,
    /// A paragraph.
    Paragraph,
}

/// Why something that is like another stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SimilarReason {
    /// The facts guard held it back.
    Facts,
    /// It is a revision.
    Revision,
}

/// A line of `skipped.jsonl`: an input that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkippedLine {
    /// The input.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Why.
    pub reason: Reason,
    /// What was found.
    pub detail: String,
}

/// `summary.json`: counts and digests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// xxh3-128 of the `stories.jsonl` that the run was made against (`--against`).
    #[serde(default)]
    pub against: Option<String>,
    /// Bytes of all page texts.
    pub bytes: Bytes,
    /// xxh3-128 of the other files, by name.
    pub digests: BTreeMap<String, String>,
    /// Input files.
    pub inputs: Inputs,
    /// xxh3-128 of the options that decide what a run gives.
    pub options_digest: String,
    /// Paragraphs.
    pub paragraphs: Paragraphs,
    /// How near-duplicates were found.
    pub pairing: Pairing,
    /// xxh3-128 of the rules.
    pub rules_digest: String,
    /// Bytes of the other files, by name.
    #[serde(default)]
    pub sizes: BTreeMap<String, u64>,
    /// Stories.
    pub stories: Stories,
    /// Pages that stand out.
    #[serde(default)]
    pub standouts: Standouts,
    /// The program.
    pub unspool: String,
}

/// Bytes of all page texts: `kept + dropped + white = read`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bytes {
    /// All.
    pub read: u64,
    /// In parts of records.
    pub kept: u64,
    /// In the ledger.
    pub dropped: u64,
    /// Between spans.
    pub white: u64,
    /// In the ledger, by rule.
    pub by_rule: BTreeMap<String, u64>,
}

/// Input files, and in their stead what the containers among them hold: `read + ignored + skipped = found`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Files and items there are.
    pub found: usize,
    /// Pages read.
    pub read: usize,
    /// Files, members of archives and records that are not read.
    pub ignored: usize,
    /// The same by reason: an extension that pages do not have, or what else keeps a file from being read.
    #[serde(default)]
    pub ignored_by_reason: BTreeMap<String, usize>,
    /// Inputs that could not be used.
    pub skipped: usize,
    /// The same by reason.
    pub skipped_by_reason: BTreeMap<String, usize>,
    /// Pages by the encoding they were read in. `UTF-8 over windows-1252` was encoded twice, and mended.
    #[serde(default)]
    pub encodings: BTreeMap<String, usize>,
    /// Pages that are not valid in their encoding.
    pub with_replacements: usize,
    /// Pages without any body.
    pub index_pages: usize,
}

/// Stories.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stories {
    /// On all pages.
    pub found: usize,
    /// In `stories.jsonl`.
    pub kept: usize,
    /// Duplicates, dropped or marked.
    pub duplicates: usize,
    /// Kept revisions.
    pub revisions: usize,
    /// Kept although only facts part them from another story.
    pub held_back: usize,
    /// Cut off by the end of their page.
    pub truncated: usize,
    /// Without a headline.
    pub untitled: usize,
    /// Kept without any text.
    #[serde(default)]
    pub empty_text: usize,
    /// Places where pages were nearly cut further, from a probability of 0.1 on.
    #[serde(default)]
    pub suspects: usize,
    /// The least `split_confidence` of a kept story; `null` where nothing had to be decided.
    #[serde(default)]
    pub least_confidence: Option<f64>,
}

/// Paragraphs of stories that stay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paragraphs {
    /// All.
    pub found: usize,
    /// Duplicates that were marked.
    pub marked: usize,
    /// Duplicates that were dropped.
    pub dropped: usize,
    /// Kept although only facts part them from another paragraph.
    pub held_back: usize,
}

/// How near-duplicates were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pairing {
    /// Distinct texts of paragraphs.
    pub texts: usize,
    /// Candidate pairs that were compared.
    pub candidates: usize,
    /// Pairs that held.
    pub verified: usize,
    /// The longest run of equal keys.
    pub largest_run: usize,
}

/// The id of a story: its place.
pub fn story_id(path: &str, item: Option<u64>, position: usize) -> String {
    let item = item.map_or_else(String::new, |item| item.to_string());
    hex128(xxh3_128(format!("{path}\0{item}\0{position}").as_bytes()))
}

/// Which page: its path, and its line or record in a container.
pub type PagePath<'p> = (&'p str, Option<u64>);

/// A page as it is named to people: its path, and behind a colon its line or record in a container.
pub fn page_name(path: &str, item: Option<u64>) -> String {
    item.map_or_else(|| path.to_owned(), |item| format!("{path}:{item}"))
}

/// 32 hexadecimal digits.
pub fn hex128(value: u128) -> String {
    format!("{value:032x}")
}

/// 16 hexadecimal digits.
pub fn hex64(value: u64) -> String {
    format!("{value:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_hash_of_the_place() {
        assert_eq!(story_id("a/b.txt", None, 0), hex128(xxh3_128(b"a/b.txt\x00\x000")));
        assert_eq!(story_id("a/b.txt", Some(12), 3), hex128(xxh3_128(b"a/b.txt\x0012\x003")));
    }
}
