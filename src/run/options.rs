//! The options of a run that have to be read before they can be used.

use super::RunError;
use crate::columns::columns;
use crate::config::{Config, Read, Scope, Write};
use crate::container::{Item, Reading};
use crate::meta::Meta;
use crate::origin::{Origin, Scraped};
use crate::read::{Pick, Sample};
use crate::rules::Rules;
use crate::settle::{Duplicates, Policy};
use crate::similarity::Similarity;
use crate::write::Showing;
use encoding_rs::Encoding;
use jiff::civil::Date;
use regex::Regex;
use xxhash_rust::xxh3::xxh3_128;

/// Options, read and found to make sense.
pub(crate) struct Options {
    /// What is told of where pages come from.
    told: Told,
    /// What files are read by.
    pub(crate) reading: Reading,
    /// The encoding of pages that do not tell theirs.
    pub(super) encoding: Option<&'static Encoding>,
    /// What settling goes by.
    pub(crate) policy: Policy,
    /// Least probability at which a page is cut.
    pub(super) min_confidence: f64,
    /// How far duplicates are looked for.
    pub(crate) scope: Scope,
    /// Which files are read.
    pub(crate) pick: Pick,
}

/// What the user tells of where pages come from.
struct Told {
    meta: Meta,
    /// Finds a day in a path.
    from: Option<Regex>,
    /// The day of scraping of all others.
    day: Option<Scraped>,
}

impl Options {
    /// # Errors
    /// Names the option that makes no sense.
    pub(crate) fn new(config: &Config) -> Result<Self, RunError> {
        let settle = &config.settle;
        let fraction = |option, given: f64| {
            let expected = "a number between 0 and 1";
            Similarity::from_fraction(given).ok_or(RunError::Option {
                option,
                expected,
                given: given.to_string(),
            })
        };
        written(&config.write)?;
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
            told: Told::new(&config.read)?,
            reading: config.read.reading(),
            encoding: encoding(&config.read)?,
            policy,
            min_confidence: config.split.min_confidence,
            scope: settle.scope,
            pick: pick(config)?,
        })
    }

    /// What records tell of verdicts.
    pub(crate) fn showing(&self) -> Showing {
        let Self { policy, .. } = self;
        Showing {
            similarity: policy.similarity,
            marks_stories: policy.stories == Duplicates::Mark,
            drops_paragraphs: policy.paragraphs == Duplicates::Drop,
        }
    }

    /// Stands for everything but a page's bytes that decides what the page gives.
    pub(crate) fn page_digest(&self, rules: &Rules) -> u128 {
        let (version, rules) = (env!("CARGO_PKG_VERSION"), rules.digest());
        let (encoding, min_confidence) = (self.encoding.map(Encoding::name), self.min_confidence);
        xxh3_128(format!("{version}\n{rules}\n{encoding:?}\n{min_confidence}").as_bytes())
    }

    /// Where a page comes from: what the user tells of it goes before what its container tells, and that before what is told
    /// of all pages.
    pub(super) fn origin_of(&self, item: &Item) -> Origin {
        let Told { meta, from, day } = &self.told;
        let found = || {
            let captures = from.as_ref()?.captures(&item.path)?;
            Scraped::read(captures.get(1).or(captures.get(0))?.as_str())
        };
        let own = meta.of(&item.path, item.number).or(item.origin.clone());
        let scraped = own.scraped.or_else(found).or(*day);
        Origin { scraped, ..own }
    }
}

impl Told {
    fn new(read: &Read) -> Result<Self, RunError> {
        let meta = read.meta.as_deref().map(Meta::read).transpose()?;
        let from = read.scraped_at_from.as_deref().map(Regex::new).transpose();
        let from = from.map_err(|error| RunError::Option {
            option: "--scraped-at-from",
            expected: "a regular expression",
            given: error.to_string(),
        })?;
        let day = read.scraped_at.as_deref().map(day).transpose()?;
        Ok(Self { meta: meta.unwrap_or_default(), from, day: day.map(Scraped::On) })
    }
}

/// Whether what is to be written makes sense.
fn written(write: &Write) -> Result<(), RunError> {
    let wrong =
        |option, expected, given: &str| RunError::Option { option, expected, given: given.to_owned() };
    if write.format.is_empty() {
        return Err(wrong("--format", "one format or more", "none"));
    }
    if let Some(form) = twice(&write.format) {
        return Err(wrong("--format", "several different formats", &format!("{} twice", form.ending())));
    }
    if let Some(view) = twice(&write.view) {
        return Err(wrong("--view", "several different shapes", &format!("{} twice", view.table())));
    }
    if let Some(field) = twice(&write.fields) {
        return Err(wrong("--fields", "several different fields", &format!("{field} twice")));
    }
    if write.shard_size.is_some_and(|size| size.bytes() == 0) {
        return Err(wrong("--shard-size", "1B or more", "0"));
    }
    if write.fields.is_empty() {
        return Ok(());
    }
    let columns = columns("record").unwrap_or_default();
    match write.fields.iter().find(|field| columns.iter().all(|column| column.name != **field)) {
        Some(unknown) => Err(wrong("--fields", "fields of stories, as in `unspool schema record`", unknown)),
        None => Ok(()),
    }
}

/// What stands a second time in a list.
fn twice<T: PartialEq>(list: &[T]) -> Option<&T> {
    list.iter().enumerate().find(|(at, one)| list[..*at].contains(one)).map(|(_, one)| one)
}

fn encoding(read: &Read) -> Result<Option<&'static Encoding>, RunError> {
    let (option, expected) = ("--encoding", "a name of the WHATWG Encoding Standard, like windows-1256");
    match (&read.encoding, read.told_encoding()) {
        (Some(given), None) => Err(RunError::Option { option, expected, given: given.clone() }),
        (_, known) => Ok(known),
    }
}

fn pick(config: &Config) -> Result<Pick, RunError> {
    let read = &config.read;
    let sample = read.sample.map(|size| Sample { size, seed: read.seed });
    Ok(Pick::new(&read.include, &read.exclude, sample)?)
}

fn day(given: &str) -> Result<Date, RunError> {
    let (option, expected) = ("--scraped-at", "a day as YYYY-MM-DD");
    given.parse().map_err(|_| RunError::Option { option, expected, given: given.to_owned() })
}
