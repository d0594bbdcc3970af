//! What `check` holds the figures of a run against.

use crate::percent::{Given, NoShare, Share, fraction, percent};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Limits that figures of a run must keep, and the summary that they must not be far from. What is not named is not
/// checked.
///
/// ```
/// use unspool::{check::limits, config::Config};
///
/// let config: Config = toml::from_str("[check]\nmax-skipped = '1%'\nmin-stories = 1000")?;
/// assert_eq!(config.check.min_stories, Some(1000));
/// assert_eq!(limits(&config.check, None, None)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// Largest share of inputs that may be skipped.
    #[schemars(example = &"1%")]
    pub max_skipped: Option<Share>,
    /// Largest share of stories that may be duplicates.
    #[schemars(example = &"50%")]
    pub max_duplicate_stories: Option<Share>,
    /// Largest share of bytes, white space left out, that `chrome/…` rules may drop.
    #[schemars(example = &"30%")]
    pub max_chrome_share: Option<Share>,
    /// Least number of kept stories.
    #[schemars(example = 1000)]
    pub min_stories: Option<u64>,
    /// Largest number of kept stories.
    #[schemars(example = 100000)]
    pub max_stories: Option<u64>,
    /// Least number of stories that a page has on average, before duplicates are dropped.
    #[schemars(example = 1.0)]
    pub min_stories_per_page: Option<f64>,
    /// Largest number of stories that a page has on average, before duplicates are dropped.
    #[schemars(example = 5.0)]
    pub max_stories_per_page: Option<f64>,
    /// Most places where pages were nearly cut further; a share is one of pages.
    #[schemars(example = 10)]
    pub max_unsplit_suspects: Option<Amount>,
    /// Least probability of any boundary that begins a kept story.
    #[schemars(example = 0.6)]
    pub min_split_confidence: Option<Share>,
    /// Most kept stories without any text; a share is one of kept stories.
    #[schemars(example = 0)]
    pub max_empty_text: Option<Amount>,
    /// Most kept stories without a headline; a share is one of kept stories.
    #[schemars(example = &"1%")]
    pub max_untitled: Option<Amount>,
    /// `summary.json` of an earlier run, or its output folder, that figures must not be far from.
    #[schemars(extend("x-value" = "FILE"), example = &"last/summary.json")]
    pub baseline: Option<PathBuf>,
    /// How far they may be from it, as a share of what they were: of all, or of each by its name; 5 % where nothing is
    /// said.
    #[serde(skip_serializing_if = "MaxChange::is_usual")]
    #[schemars(with = "AllOrEach", example = &"5%")]
    pub max_change: MaxChange,
}

/// A number of things, or a share of them: `3`, `0.05`, `5%`.
///
/// ```
/// use unspool::config::{Amount, Check};
///
/// assert_eq!("3".parse(), Ok(Amount::Count(3)));
/// // In a file, `1` is one and `1.0` is all.
/// let check: Check = toml::from_str("max-untitled = 1\nmax-empty-text = 1.0")?;
/// assert_eq!(check.max_untitled, Some(Amount::Count(1)));
/// assert_eq!(check.max_empty_text, Some(Amount::Share("100%".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// So many.
    Count(u64),
    /// So large a share.
    Share(Share),
}

impl FromStr for Amount {
    type Err = NoShare;

    fn from_str(given: &str) -> Result<Self, NoShare> {
        match given.trim().parse() {
            Ok(count) => Ok(Self::Count(count)),
            Err(_) => given.parse().map(Self::Share),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Share(share) => share.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Given::deserialize(deserializer)? {
            // `1.0` is all of them, `1` is one.
            Given::Number(share) => share.to_string().parse().map(Self::Share),
            given => given.to_string().parse(),
        }
        .map_err(D::Error::custom)
    }
}

/// A relative change: any share, also above 100 %.
///
/// ```
/// use unspool::config::Change;
///
/// let change: Change = "250%".parse()?;
/// assert_eq!((change.get(), change.to_string().as_str()), (2.5, "250 %"));
/// assert!("-5%".parse::<Change>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Change(f64);

impl Change {
    /// As a share of what was.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Default for Change {
    fn default() -> Self {
        // A guess: less than what one broken rule changes on the seeds, more than a page more or less does.
        Self(0.05)
    }
}

impl FromStr for Change {
    type Err = NoShare;

    fn from_str(given: &str) -> Result<Self, NoShare> {
        match fraction(given)? {
            change if change >= 0.0 => Ok(Self(change)),
            _ => Err(NoShare::OutOfRange(given.to_owned())),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&percent(self.0))
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Given::deserialize(deserializer)?.to_string().parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Change {
    fn schema_name() -> Cow<'static, str> {
        "Change".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A relative change: a number from 0 on, or text like \"5%\"",
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}],
        })
    }
}

/// How far figures may be from those of a baseline: by name, the others as far as `all`, or as usual.
///
/// ```
/// use unspool::config::Check;
///
/// let check: Check = toml::from_str("[max-change]\nstories = '20%'\nall = '1%'")?;
/// assert_eq!(check.max_change.of("stories").get(), 0.2);
/// assert_eq!(check.max_change.of("untitled").get(), 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "AllOrEach")]
pub struct MaxChange(BTreeMap<String, Change>);

/// What a configuration file may hold for it.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a share like \"5%\", or a table of shares by figure")]
enum AllOrEach {
    All(Change),
    Each(BTreeMap<String, Change>),
}

impl MaxChange {
    fn is_usual(&self) -> bool {
        self.0.is_empty()
    }

    /// The name that stands for every figure.
    pub const ALL: &'static str = "all";

    /// How far a figure may be.
    pub fn of(&self, figure: &str) -> Change {
        self.0.get(figure).or_else(|| self.0.get(Self::ALL)).copied().unwrap_or_default()
    }

    /// The names that something is said of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl FromIterator<(String, Change)> for MaxChange {
    fn from_iter<I: IntoIterator<Item = (String, Change)>>(changes: I) -> Self {
        Self(changes.into_iter().collect())
    }
}

impl From<AllOrEach> for MaxChange {
    fn from(given: AllOrEach) -> Self {
        match given {
            AllOrEach::All(change) => [(Self::ALL.to_owned(), change)].into_iter().collect(),
            AllOrEach::Each(each) => Self(each),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Check, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn a_whole_number_is_a_count_and_any_other_a_share() {
        let amount = |text: &str| read(&format!("max-untitled = {text}")).unwrap().max_untitled.unwrap();
        assert_eq!(amount("3"), Amount::Count(3));
        assert_eq!(amount("\"3\""), Amount::Count(3));
        assert_eq!(amount("1.0"), Amount::Share("100%".parse().unwrap()));
        assert_eq!(amount("\"2%\""), Amount::Share("0.02".parse().unwrap()));
    }

    #[test]
    fn changes_are_one_for_all_or_one_for_each() {
        let check = read("max-change = \"10%\"").unwrap();
        assert_eq!(check.max_change.of("stories").get(), 0.1);
        let check = read("[max-change]\nstories = \"200%\"\nall = 0.01").unwrap();
        assert_eq!((check.max_change.of("stories").get(), check.max_change.of("skipped").get()), (2.0, 0.01));
        assert_eq!(read("").unwrap().max_change.of("stories").get(), 0.05);
    }

    #[test]
    fn what_a_work_area_remembers_is_what_was_asked_for() {
        for text in ["", "max-change = 0.1", "max-untitled = 1.0\nmax-empty-text = 1\n[max-change]\nall = 1"]
        {
            let check = read(text).unwrap();
            let json = serde_json::to_string(&check).unwrap();
            assert_eq!(serde_json::from_str::<Check>(&json).unwrap(), check, "{json}");
        }
    }

    #[test]
    fn unknown_keys_and_senseless_values_are_refused() {
        for (wrong, problem) in [
            ("max-title = 3", "unknown field `max-title`"),
            ("max-skipped = \"200%\"", "is not between 0 and 100%"),
            ("max-untitled = \"some\"", "`some` is no share"),
            ("min-stories = -1", "invalid value"),
        ] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn a_run_reads_shares_in_percent_as_well() {
        let read = |text: &str| toml::from_str::<crate::config::Read>(text).map(|read| read.max_skipped);
        assert_eq!(read("max-skipped = \"5%\""), Ok(0.05));
        assert_eq!(read("max-skipped = 0.05"), Ok(0.05));
        assert!(read("max-skipped = \"300%\"").unwrap_err().message().contains("not between"));
    }
}
