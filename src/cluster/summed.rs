//! What the stages counted → `summary.json`.

use super::Task;
use crate::record::Pairing;
use crate::write::{Counted, joined_summary};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What was counted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Pages that were taken apart.
    pub pages: usize,
    /// What was skipped, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// What is no page, by reason.
    pub ignored: BTreeMap<String, usize>,
    /// Distinct texts.
    pub texts: usize,
    /// Pairs that were compared.
    pub candidates: usize,
    /// Pairs that held.
    pub verified: usize,
    /// The longest run of equal keys.
    pub largest_run: usize,
    /// Stories found.
    pub stories: usize,
    /// Stories that yielded.
    pub duplicates: usize,
}

/// What `records` gave, in its place.
#[derive(Debug)]
pub(super) struct Placed {
    /// What each partition counted, in their order.
    pub(super) tallies: Vec<String>,
    /// Digest and bytes of each file: xxh3-128 of its parts one after another, in hex.
    pub(super) files: BTreeMap<String, (String, u64)>,
}

/// The text of `summary.json`.
///
/// # Errors
/// If what a partition counted is not what `records` gave.
pub(super) fn summary(counts: &Counts, placed: Placed, task: &Task) -> Result<String, serde_json::Error> {
    let Counts { pages, texts, candidates, verified, largest_run, stories, duplicates, .. } = *counts;
    let counted = Counted {
        pages,
        pairing: Pairing { texts, candidates, verified, largest_run },
        stories: (stories, duplicates),
        skipped: counts.skipped.clone(),
        ignored: &counts.ignored,
    };
    let written = (&placed.tallies[..], placed.files);
    let summary = serde_json::to_value(joined_summary(counted, written, (&task.config, &task.rules))?)?;
    Ok(format!("{summary:#}\n"))
}
