//! What the stages counted → `summary.json`.

use super::Task;
use crate::record::hex128;
use crate::write::{self, JoinedSummary};
use serde::Deserialize;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

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
    let told = JoinedSummary {
        pages,
        texts,
        pairs: (candidates, verified, largest_run),
        stories: (stories, duplicates),
        skipped: &counts.skipped,
        ignored: &counts.ignored,
        tallies: &placed.tallies,
        files: placed.files,
    };
    let summary = serde_json::to_value(write::joined_summary(told, (&task.config, &task.rules))?)?;
    Ok(format!("{summary:#}\n"))
}

/// xxh3-128 of bytes that come piece by piece.
#[derive(Default)]
pub(super) struct Digest {
    hash: Xxh3,
    bytes: u64,
}

impl Digest {
    /// Adds bytes.
    pub(super) fn update(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// The digest in hex, and how many bytes there were.
    pub(super) fn finish(&self) -> (String, u64) {
        (hex128(self.hash.digest128()), self.bytes)
    }
}
