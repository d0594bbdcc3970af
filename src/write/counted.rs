//! What an engine counted → a summary.

use super::options_digest;
use super::tally::Tally;
use crate::config::Config;
use crate::record::{Pairing, SCHEMA_VERSION, Summary, hex128};
use crate::rules::Rules;
use std::collections::BTreeMap;

/// What an engine counted.
pub(crate) struct JoinedSummary<'c> {
    /// Pages that were taken apart.
    pub(crate) pages: usize,
    /// Distinct texts.
    pub(crate) texts: usize,
    /// Candidate pairs, those that held, and the longest run of equal keys.
    pub(crate) pairs: (usize, usize, usize),
    /// Stories that were found and that yielded.
    pub(crate) stories: (usize, usize),
    /// What was skipped, by reason.
    pub(crate) skipped: &'c BTreeMap<String, usize>,
    /// What is no page, by reason.
    pub(crate) ignored: &'c BTreeMap<String, usize>,
    /// See [`super::Sheaf::counted`]; in the order of the pages.
    pub(crate) tallies: &'c [String],
    /// Digest and bytes of each file.
    pub(crate) files: BTreeMap<String, (String, u64)>,
}

/// The summary of a run that an engine did.
///
/// # Errors
/// If a tally is none.
pub(crate) fn joined_summary(
    counted: JoinedSummary<'_>,
    (config, rules): (&Config, &Rules),
) -> Result<Summary, serde_json::Error> {
    let ((candidates, verified, largest_run), texts) = (counted.pairs, counted.texts);
    let mut summary = Summary {
        options_digest: hex128(options_digest(config)),
        rules_digest: hex128(rules.digest()),
        fields: config.write.fields.clone(),
        schema_version: SCHEMA_VERSION,
        unspool: env!("CARGO_PKG_VERSION").to_owned(),
        pairing: Pairing { texts, candidates, verified, largest_run },
        ..Summary::default()
    };
    let inputs = &mut summary.inputs;
    inputs.read = counted.pages;
    inputs.ignored = counted.ignored.values().sum();
    inputs.ignored_by_reason.clone_from(counted.ignored);
    inputs.skipped = counted.skipped.values().sum();
    inputs.skipped_by_reason.clone_from(counted.skipped);
    inputs.found = inputs.read + inputs.ignored + inputs.skipped;
    (summary.stories.found, summary.stories.duplicates) = counted.stories;
    let mut tally = Tally::default();
    for text in counted.tallies {
        tally.add(serde_json::from_str(text)?);
    }
    tally.enter(&mut summary);
    for (name, (digest, bytes)) in counted.files {
        summary.digests.insert(name.clone(), digest);
        summary.sizes.insert(name, bytes);
    }
    Ok(summary)
}
