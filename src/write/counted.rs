//! Counts → a summary.

use super::options_digest;
use super::tally::Tally;
use crate::config::Config;
use crate::record::{Pairing, SCHEMA_VERSION, Summary, hex128};
use crate::rules::Rules;
use std::collections::BTreeMap;

/// What is counted before there are lines.
pub(crate) struct Counted<'c> {
    /// Pages that were taken apart.
    pub(crate) pages: usize,
    /// What comparing gave.
    pub(crate) pairing: Pairing,
    /// Stories that were found and that yielded.
    pub(crate) stories: (usize, usize),
    /// What was skipped, by reason.
    pub(crate) skipped: BTreeMap<String, usize>,
    /// What is no page, by reason.
    pub(crate) ignored: &'c BTreeMap<String, usize>,
}

impl Counted<'_> {
    /// A summary without what is counted from the lines.
    pub(super) fn summary(self, (config, rules): (&Config, &Rules)) -> Summary {
        let mut summary = Summary {
            options_digest: hex128(options_digest(config)),
            rules_digest: hex128(rules.digest()),
            fields: config.write.fields.clone(),
            schema_version: SCHEMA_VERSION,
            unspool: env!("CARGO_PKG_VERSION").to_owned(),
            pairing: self.pairing,
            ..Summary::default()
        };
        let inputs = &mut summary.inputs;
        inputs.read = self.pages;
        inputs.ignored = self.ignored.values().sum();
        inputs.ignored_by_reason.clone_from(self.ignored);
        inputs.skipped = self.skipped.values().sum();
        inputs.skipped_by_reason = self.skipped;
        inputs.found = inputs.read + inputs.ignored + inputs.skipped;
        (summary.stories.found, summary.stories.duplicates) = self.stories;
        summary
    }
}

/// The summary of a run that an engine did: see [`super::Sheaf::counted`] for the tallies, which come in the order of the
/// pages. Of each file there are digest and bytes.
///
/// # Errors
/// If a tally is none.
pub(crate) fn joined_summary(
    counted: Counted<'_>,
    (tallies, files): (&[String], BTreeMap<String, (String, u64)>),
    goes_by: (&Config, &Rules),
) -> Result<Summary, serde_json::Error> {
    let mut summary = counted.summary(goes_by);
    let mut tally = Tally::default();
    for text in tallies {
        tally.add(serde_json::from_str(text)?);
    }
    tally.enter(&mut summary);
    for (name, (digest, bytes)) in files {
        summary.digests.insert(name.clone(), digest);
        summary.sizes.insert(name, bytes);
    }
    Ok(summary)
}
