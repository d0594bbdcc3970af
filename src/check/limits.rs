//! `[check]` of the configuration → the limits to hold figures against.

use super::Baseline;
use super::figures::{Figure, Value};
use crate::config::{Amount, Change, Check, Config, MaxChange};
use crate::percent::Share;
use crate::settle::Duplicates;
use serde::Serialize;
use std::cmp::Ordering;
use std::fmt::{self, Display};
use thiserror::Error;

/// What a figure must keep.
///
/// ```
/// use unspool::check::{Bound, Figure, limits};
///
/// let limits = limits(&toml::from_str("min-stories = 1000")?, None, None)?;
/// assert_eq!((limits[0].name, limits[0].figure), ("min-stories", Figure::Stories));
/// assert_eq!(limits[0].bound, Bound::Least(1000.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Its name: that of the flag and of the key in `[check]`.
    pub name: &'static str,
    /// What it is about.
    pub figure: Figure,
    /// Where it lies.
    pub bound: Bound,
}

/// Where a limit lies.
///
/// ```
/// use unspool::check::{Bound, Value};
///
/// let bound = Bound::Most(3.0);
/// assert!(bound.holds(&Value::Count { part: 3, whole: 20 }));
/// assert!(!bound.holds(&Value::Count { part: 4, whole: 20 }));
/// assert_eq!(bound.to_string(), "at most 3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// No more than this.
    Most(f64),
    /// No more than this share of the whole.
    MostShare(Share),
    /// No less than this.
    Least(f64),
    /// No further than this from what it was.
    Near {
        /// As a share of what it was.
        change: Change,
        /// What it was.
        then: Value,
    },
}

/// Limits that make no sense.
///
/// ```
/// use unspool::check::{LimitError, limits};
///
/// let error = limits(&toml::from_str("min-stories = 9\nmax-stories = 3")?, None, None).unwrap_err();
/// assert!(matches!(error, LimitError::Contradiction { .. }));
/// assert!(error.to_string().starts_with("--min-stories 9 and --max-stories 3 contradict each other"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// No figure can keep both.
    #[error("--{least} {low} and --{most} {high} contradict each other: nothing is both")]
    Contradiction {
        /// A lower limit.
        least: &'static str,
        /// Where it lies.
        low: String,
        /// An upper limit.
        most: &'static str,
        /// Where it lies.
        high: String,
    },
    /// An option takes the sense from a limit.
    #[error("--{limit} {given} contradicts {option}: {reason}")]
    Pointless {
        /// The limit.
        limit: &'static str,
        /// Where it lies.
        given: String,
        /// The option.
        option: String,
        /// Why they do not go together.
        reason: &'static str,
    },
    /// There is nothing that figures could be near to.
    #[error(
        "--max-change needs a --baseline: it says how far figures may be from those of an earlier summary.json"
    )]
    NoBaseline,
    /// A change of nothing that is measured.
    #[error(
        "--max-change names no figure `{given}`; figures are {}, or {} for every one",
        names(),
        MaxChange::ALL
    )]
    NoFigure {
        /// As given.
        given: String,
    },
    /// No number that averages can be compared with.
    #[error("--{limit} must be a number of 0 or more, not `{given}`")]
    NoNumber {
        /// The limit.
        limit: &'static str,
        /// As given.
        given: String,
    },
}

fn names() -> String {
    Figure::ALL.map(Figure::name).join(", ")
}

/// The limits that a configuration sets. `run` are the options that figures come from, as far as they are known.
///
/// ```
/// use unspool::{check::limits, config::Config};
///
/// let config: Config = toml::from_str("[check]\nmax-untitled = 0\nmax-skipped = '1%'")?;
/// let limits = limits(&config.check, None, Some(&config))?;
/// assert_eq!(limits.iter().map(|limit| limit.name).collect::<Vec<_>>(), ["max-skipped", "max-untitled"]);
/// assert_eq!(limits[0].bound.to_string(), "at most 1 %");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If they contradict each other or those options.
pub fn limits(
    check: &Check,
    baseline: Option<&Baseline>,
    run: Option<&Config>,
) -> Result<Vec<Limit>, LimitError> {
    sensible(check)?;
    if let Some(run) = run {
        fitting(check, run)?;
    }
    let mut limits = own(check);
    if let Some(Baseline { summary }) = baseline {
        limits.extend(Figure::ALL.map(|figure| {
            let bound = Bound::Near { change: check.max_change.of(figure.name()), then: figure.of(summary) };
            Limit { name: "max-change", figure, bound }
        }));
    } else if check.max_change.names().next().is_some() {
        return Err(LimitError::NoBaseline);
    }
    Ok(limits)
}

/// The limits that are named one by one, in the order of the figures.
fn own(check: &Check) -> Vec<Limit> {
    let count = |count: u64| count as f64;
    let limits = [
        ("max-skipped", Figure::Skipped, check.max_skipped.map(Bound::MostShare)),
        (
            "max-duplicate-stories",
            Figure::DuplicateStories,
            check.max_duplicate_stories.map(Bound::MostShare),
        ),
        ("max-chrome-share", Figure::ChromeShare, check.max_chrome_share.map(Bound::MostShare)),
        ("min-stories", Figure::Stories, check.min_stories.map(count).map(Bound::Least)),
        ("max-stories", Figure::Stories, check.max_stories.map(count).map(Bound::Most)),
        ("min-stories-per-page", Figure::StoriesPerPage, check.min_stories_per_page.map(Bound::Least)),
        ("max-stories-per-page", Figure::StoriesPerPage, check.max_stories_per_page.map(Bound::Most)),
        ("max-unsplit-suspects", Figure::UnsplitSuspects, check.max_unsplit_suspects.map(Bound::from)),
        (
            "min-split-confidence",
            Figure::SplitConfidence,
            check.min_split_confidence.map(Share::get).map(Bound::Least),
        ),
        ("max-empty-text", Figure::EmptyText, check.max_empty_text.map(Bound::from)),
        ("max-untitled", Figure::Untitled, check.max_untitled.map(Bound::from)),
    ];
    let set =
        limits.into_iter().filter_map(|(name, figure, bound)| Some(Limit { name, figure, bound: bound? }));
    set.collect()
}

impl From<Amount> for Bound {
    fn from(most: Amount) -> Self {
        match most {
            Amount::Count(most) => Self::Most(most as f64),
            Amount::Share(most) => Self::MostShare(most),
        }
    }
}

/// Whether limits make sense by themselves and beside each other.
fn sensible(check: &Check) -> Result<(), LimitError> {
    let (least, most) = (check.min_stories_per_page, check.max_stories_per_page);
    number("min-stories-per-page", least)?;
    number("max-stories-per-page", most)?;
    in_order(("min-stories-per-page", least), ("max-stories-per-page", most))?;
    in_order(("min-stories", check.min_stories), ("max-stories", check.max_stories))?;
    let known = |name: &str| name == MaxChange::ALL || Figure::ALL.iter().any(|figure| figure.name() == name);
    match check.max_change.names().find(|name| !known(name)) {
        Some(given) => Err(LimitError::NoFigure { given: given.to_owned() }),
        None => Ok(()),
    }
}

/// Whether a limit can be compared with averages.
fn number(limit: &'static str, given: Option<f64>) -> Result<(), LimitError> {
    match given.filter(|given| !given.is_finite() || *given < 0.0) {
        Some(given) => Err(LimitError::NoNumber { limit, given: given.to_string() }),
        None => Ok(()),
    }
}

/// Whether there is anything that two limits leave.
fn in_order<T: PartialOrd + Display>(
    (least, low): (&'static str, Option<T>),
    (most, high): (&'static str, Option<T>),
) -> Result<(), LimitError> {
    match low.zip(high).filter(|(low, high)| low > high) {
        Some((low, high)) => {
            Err(LimitError::Contradiction { least, low: low.to_string(), most, high: high.to_string() })
        }
        None => Ok(()),
    }
}

/// Whether limits make sense beside the options of the run.
fn fitting(check: &Check, run: &Config) -> Result<(), LimitError> {
    let pointless = |limit, given: String, option: String, reason| {
        Err(LimitError::Pointless { limit, given, option, reason })
    };
    if let Some(given) = check.min_stories.filter(|least| *least > 0 && run.read.allow_empty) {
        let reason = "one wants stories, the other takes none for a success";
        return pointless("min-stories", given.to_string(), "--allow-empty".to_owned(), reason);
    }
    if let Some(given) = check.max_duplicate_stories.filter(|_| run.settle.stories == Duplicates::Keep) {
        let reason = "duplicates are not looked for, so none is ever found";
        return pointless("max-duplicate-stories", given.to_string(), "--stories keep".to_owned(), reason);
    }
    if let Some(given) = check.min_split_confidence.filter(|least| least.get() < run.split.min_confidence) {
        let option = format!("--min-confidence {}", run.split.min_confidence);
        let reason = "pages are cut nowhere where it is less probable, so the limit always holds";
        return pointless("min-split-confidence", given.get().to_string(), option, reason);
    }
    Ok(())
}

impl Bound {
    /// Whether a value keeps it.
    pub fn holds(&self, value: &Value) -> bool {
        match (*self, value.number()) {
            (Self::MostShare(most), _) => value.share() <= most.get(),
            (Self::Near { change: most, then }, now) => match change(&then, value) {
                Some(change) => change.abs() <= most.get(),
                None => then.number() == now,
            },
            // Where nothing had to be decided, nothing was uncertain.
            (_, None) => true,
            (Self::Most(most), Some(now)) => now <= most,
            (Self::Least(least), Some(now)) => now >= least,
        }
    }

    /// How far a value is from what it was, as a share of that; `None` from nothing, and where nothing is said of it.
    pub fn change(&self, value: &Value) -> Option<f64> {
        match self {
            Self::Near { then, .. } => change(then, value).filter(|change| change.is_finite()),
            _ => None,
        }
    }

    /// Whether a value that does not keep it is too great or too small.
    pub(super) fn breached_by(&self, value: &Value) -> Ordering {
        match self {
            Self::Most(_) | Self::MostShare(_) => Ordering::Greater,
            Self::Least(_) => Ordering::Less,
            Self::Near { then, .. } => value.number().partial_cmp(&then.number()).unwrap_or(Ordering::Equal),
        }
    }
}

/// How far it is from one value to another, as a share of the first; infinitely far from 0.
fn change(then: &Value, now: &Value) -> Option<f64> {
    let (then, now) = (then.number()?, now.number()?);
    Some(if then == now { 0.0 } else { (now - then) / then })
}

impl Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Most(most) => write!(f, "at most {most}"),
            Self::MostShare(most) => write!(f, "at most {most}"),
            Self::Least(least) => write!(f, "at least {least}"),
            Self::Near { change, then } => write!(f, "within {change} of {then}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Summary;

    fn check(text: &str) -> Result<Vec<Limit>, LimitError> {
        limits(&toml::from_str(text).unwrap(), None, Some(&Config::default()))
    }

    fn refused(text: &str, problem: &str) {
        let error = check(text).unwrap_err().to_string();
        assert!(error.contains(problem), "{text}: {error}");
    }

    #[test]
    fn limits_come_in_the_order_of_the_figures() {
        let names: Vec<&str> = check("max-untitled = 0\nmax-skipped = 0.0\nmin-stories = 3")
            .unwrap()
            .iter()
            .map(|limit| limit.name)
            .collect();
        assert_eq!(names, ["max-skipped", "min-stories", "max-untitled"]);
    }

    #[test]
    fn contradictions_are_refused() {
        refused("min-stories = 5\nmax-stories = 4", "--min-stories 5 and --max-stories 4 contradict");
        refused("min-stories-per-page = 2.5\nmax-stories-per-page = 2", "contradict each other");
        refused("min-split-confidence = 0.3", "contradicts --min-confidence 0.5");
        refused("max-change = 0.1", "--max-change needs a --baseline");
        refused("[max-change]\ntitles = 0.1", "names no figure `titles`; figures are skipped, ");
        refused("min-stories-per-page = nan", "must be a number of 0 or more");
        assert_eq!(check("min-stories = 4\nmax-stories = 4").map(|limits| limits.len()), Ok(2));
        assert_eq!(check("min-split-confidence = 0.5").map(|limits| limits.len()), Ok(1));
    }

    #[test]
    fn limits_that_options_take_the_sense_from_are_refused() {
        let refuse = |text: &str, change: fn(&mut Config)| {
            let mut run = Config::default();
            change(&mut run);
            limits(&toml::from_str(text).unwrap(), None, Some(&run)).unwrap_err().to_string()
        };
        let said = refuse("min-stories = 1", |run| run.read.allow_empty = true);
        assert!(said.contains("--min-stories 1 contradicts --allow-empty"), "{said}");
        let said = refuse("max-duplicate-stories = 0.1", |run| run.settle.stories = Duplicates::Keep);
        assert!(said.contains("--max-duplicate-stories 10 % contradicts --stories keep"), "{said}");
    }

    #[test]
    fn bounds_hold_up_to_and_with_themselves() {
        let (share, count) = (Value::Share { part: 1, whole: 20 }, Value::Count { part: 3, whole: 60 });
        let most = |amount: &str| Bound::from(amount.parse::<Amount>().unwrap());
        assert!(most("5%").holds(&share) && !most("4.9%").holds(&share));
        assert!(most("3").holds(&count) && !most("2").holds(&count) && most("5%").holds(&count));
        assert!(Bound::Least(3.0).holds(&count) && !Bound::Least(4.0).holds(&count));
        let confidence = |value| Bound::Least(0.6).holds(&Value::Confidence(value));
        assert!(confidence(Some(0.6)) && !confidence(Some(0.59)) && confidence(None));
    }

    #[test]
    fn a_change_counts_as_a_share_of_what_was() {
        let near = |then, now| {
            let then = Value::Count { part: then, whole: 0 };
            Bound::Near { change: "5%".parse().unwrap(), then }.holds(&Value::Count { part: now, whole: 0 })
        };
        assert!(near(100, 105) && near(100, 95) && near(0, 0));
        assert!(!near(100, 106) && !near(100, 94) && !near(0, 1));
    }

    #[test]
    fn a_baseline_gives_a_limit_for_every_figure() {
        let baseline = Baseline { summary: Summary::default() };
        let all = limits(&Check::default(), Some(&baseline), None).unwrap();
        assert_eq!(all.iter().map(|limit| limit.figure).collect::<Vec<_>>(), Figure::ALL);
    }
}
