//! What a run goes by, as plain data.

use crate::facts::Level;
use crate::settle::{Duplicates, Revisions};
use crate::split::MIN_CONFIDENCE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// All options that decide what a run gives. Every key may be left out of a configuration file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// What is read.
    pub read: Read,
    /// How lines are known.
    pub label: Label,
    /// Where pages are cut.
    pub split: Split,
    /// What counts as a near-duplicate, and which copy stays.
    pub settle: Settle,
    /// What is written.
    pub write: Write,
}

/// What is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Read {
    /// Largest share of inputs that may be skipped before the run says so (exit 3).
    pub max_skipped: f64,
    /// Whether a run that finds no page is a success.
    pub allow_empty: bool,
    /// The day the pages were scraped (`YYYY-MM-DD`); relative times are told by it.
    pub scraped_at: Option<String>,
    /// Bytes that a file may have; larger ones are skipped.
    pub max_file_size: u64,
    /// Bytes that a line may have; pages with longer ones are skipped.
    pub max_line_size: u64,
}

/// Half of what a span in the work area can count.
const MAX_FILE_SIZE: u64 = 2 << 30;
/// A line is held in memory as a whole: the longest seen in scraped text, a page without a line end, had 200 MB.
const MAX_LINE_SIZE: u64 = 1 << 30;

impl Default for Read {
    fn default() -> Self {
        // One in a hundred: a scrape always holds some broken files, a broken disk holds more.
        Self {
            max_skipped: 0.01,
            allow_empty: false,
            scraped_at: None,
            max_file_size: MAX_FILE_SIZE,
            max_line_size: MAX_LINE_SIZE,
        }
    }
}

/// How lines are known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Label {
    /// Rules files loaded beside the shipped tables; in a configuration file, as they lie from its folder.
    pub rules: Vec<PathBuf>,
}

/// Where pages are cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Split {
    /// Boundaries of at least this probability are cut.
    pub min_confidence: f64,
}

impl Default for Split {
    fn default() -> Self {
        Self { min_confidence: MIN_CONFIDENCE }
    }
}

/// What counts as a near-duplicate, and which copy stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settle {
    /// Which of several copies stays.
    pub keep: Keep,
    /// What happens to duplicate stories.
    pub stories: Duplicates,
    /// What happens to duplicate paragraphs.
    pub paragraphs: Duplicates,
    /// What happens to revisions.
    pub revisions: Revisions,
    /// Which facts a duplicate must not add to its twin.
    pub facts: Level,
    /// How far duplicates are looked for.
    pub scope: Scope,
    /// Least share of matched words that makes a story a duplicate.
    pub similarity: f64,
    /// Least similarity that makes a paragraph a duplicate.
    pub paragraph_similarity: f64,
}

impl Default for Settle {
    fn default() -> Self {
        Self {
            keep: Keep::Head,
            stories: Duplicates::Drop,
            // Background paragraphs recur for years, and articles should read whole.
            paragraphs: Duplicates::Mark,
            revisions: Revisions::Keep,
            facts: Level::Numbers,
            scope: Scope::Corpus,
            similarity: 0.8,
            paragraph_similarity: 0.9,
        }
    }
}

/// What is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Write {
    /// How much the ledger tells.
    pub ledger: Ledger,
}

/// Which of several copies stays: the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Whole before cut off, heads of their page before tails, more words before fewer, then by path.
    Head,
    /// By path, item and position.
    First,
    /// More words before fewer, then as `head`.
    Longest,
    /// Later dates before earlier ones, relative and unknown dates last, then as `head`.
    Newest,
}

/// How far duplicates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everywhere.
    Corpus,
    /// Within a publisher.
    Publisher,
    /// Within a folder.
    Folder,
    /// Within a page.
    Page,
}

/// How much the ledger tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ledger {
    /// Spans with their text.
    #[default]
    Full,
    /// Spans only.
    Spans,
}
