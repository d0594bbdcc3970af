//! The options of a run that have to be read before they can be used.

use super::RunError;
use crate::config::{Config, Scope};
use crate::rules::Rules;
use crate::settle::{Duplicates, Policy};
use crate::similarity::Similarity;
use crate::write::Showing;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_128;

/// Bytes that things may have.
#[derive(Clone, Copy)]
pub(super) struct Most {
    pub(super) file: u64,
    pub(super) line: u64,
}

/// Options, read and found to make sense.
pub(super) struct Options {
    /// The day of scraping.
    pub(super) scraped_at: Option<Date>,
    /// What settling goes by.
    pub(super) policy: Policy,
    /// Least probability at which a page is cut.
    pub(super) min_confidence: f64,
    /// How far duplicates are looked for.
    pub(super) scope: Scope,
    /// Bytes that a file, and a line, may have.
    pub(super) most: Most,
}

impl Options {
    /// # Errors
    /// Names the option that makes no sense.
    pub(super) fn new(config: &Config) -> Result<Self, RunError> {
        let settle = &config.settle;
        let fraction = |option, given: f64| {
            let expected = "a number between 0 and 1";
            Similarity::from_fraction(given).ok_or(RunError::Option {
                option,
                expected,
                given: given.to_string(),
            })
        };
        fraction("--max-skipped", config.read.max_skipped)?;
        fraction("--min-confidence", config.split.min_confidence)?;
        let policy = Policy {
            stories: settle.stories,
            paragraphs: settle.paragraphs,
            revisions: settle.revisions,
            similarity: fraction("--similarity", settle.similarity)?,
            paragraph_similarity: fraction("--paragraph-similarity", settle.paragraph_similarity)?,
        };
        Ok(Self {
            scraped_at: config.read.scraped_at.as_deref().map(day).transpose()?,
            policy,
            min_confidence: config.split.min_confidence,
            scope: settle.scope,
            most: Most { file: config.read.max_file_size, line: config.read.max_line_size },
        })
    }

    /// What records tell of verdicts.
    pub(super) fn showing(&self) -> Showing {
        let Self { scraped_at, policy, .. } = self;
        Showing {
            similarity: policy.similarity,
            marks_stories: policy.stories == Duplicates::Mark,
            drops_paragraphs: policy.paragraphs == Duplicates::Drop,
            scraped_at: *scraped_at,
        }
    }

    /// Stands for everything but a page's bytes that decides what the page gives.
    pub(super) fn page_digest(&self, rules: &Rules) -> u128 {
        let Self { scraped_at, min_confidence, .. } = self;
        let (version, rules) = (env!("CARGO_PKG_VERSION"), rules.digest());
        xxh3_128(format!("{version}\n{rules}\n{scraped_at:?}\n{min_confidence}").as_bytes())
    }
}

fn day(given: &str) -> Result<Date, RunError> {
    let (option, expected) = ("--scraped-at", "a day as YYYY-MM-DD");
    given.parse().map_err(|_| RunError::Option { option, expected, given: given.to_owned() })
}
