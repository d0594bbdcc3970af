//! `summary.json`, as it is written and read.

use super::Standouts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `summary.json`: counts and digests.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::read_summary, record::Summary};
///
/// let summary: Summary = read_summary(&out)?;
/// assert_eq!((summary.inputs.read, summary.stories.kept), (3, 3));
/// assert!(summary.digests.contains_key("stories.jsonl"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// The fields of stories that were written (`--fields`); none means all.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Input files.
    pub inputs: Inputs,
    /// xxh3-128 of the options that decide what a run gives.
    pub options_digest: String,
    /// Paragraphs.
    pub paragraphs: Paragraphs,
    /// How near-duplicates were found.
    pub pairing: Pairing,
    /// Stories and dropped lines that were put back by `unspool restore`: ids, and pages with a byte.
    #[serde(default)]
    pub restored: Vec<String>,
    /// xxh3-128 of the rules.
    pub rules_digest: String,
    /// The version of the shapes of lines and summary.
    #[serde(default)]
    pub schema_version: u32,
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let bytes = read_summary(&out)?.bytes;
/// assert_eq!(bytes.kept + bytes.dropped + bytes.white, bytes.read);
/// assert_eq!(bytes.by_rule["chrome/share"], 3 * "Share this article".len() as u64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let inputs = read_summary(&out)?.inputs;
/// assert_eq!((inputs.found, inputs.read, inputs.skipped), (4, 3, 1));
/// assert_eq!(inputs.skipped_by_reason["empty"], 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let stories = read_summary(&out)?.stories;
/// assert_eq!((stories.found, stories.duplicates, stories.kept), (4, 1, 3));
/// assert_eq!(stories.revisions, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// // One paragraph stands in two kept stories; another one differs from its twin by a number.
/// let paragraphs = read_summary(&out)?.paragraphs;
/// assert_eq!((paragraphs.found, paragraphs.marked, paragraphs.held_back), (6, 1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// // Of eight paragraphs, three say the same as others.
/// let pairing = read_summary(&out)?.pairing;
/// assert_eq!((pairing.texts, pairing.verified), (5, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
