//! The figures of a run that limits can be set for.

use crate::percent::percent;
use crate::record::Summary;
use serde::Serialize;
use std::fmt;

/// Something that is measured.
///
/// ```
/// use unspool::{check::{Figure, Value}, record::Summary};
///
/// let mut summary = Summary::default();
/// (summary.inputs.read, summary.inputs.skipped) = (3, 1);
/// assert_eq!(Figure::Skipped.of(&summary), Value::Share { part: 1, whole: 4 });
/// assert_eq!(Figure::Skipped.name(), "skipped");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// Inputs that were skipped.
    Skipped,
    /// Stories that are duplicates.
    DuplicateStories,
    /// Bytes that `chrome/…` rules dropped.
    ChromeShare,
    /// Kept stories.
    Stories,
    /// Stories of a page.
    StoriesPerPage,
    /// Places where pages were nearly cut further.
    UnsplitSuspects,
    /// The least probable boundary.
    SplitConfidence,
    /// Kept stories without any text.
    EmptyText,
    /// Kept stories without a headline.
    Untitled,
}

/// A figure with what it is.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::OutputFolder;
/// use unspool::{check::{Figure, check}, verify::Sources};
///
/// let report = check(&OutputFolder::open(&out)?, &[], &Sources::default(), &out)?;
/// let stories = report.figures.iter().find(|measured| measured.figure == Figure::StoriesPerPage);
/// assert_eq!(stories.map(|stories| stories.value.to_string()), Some("1.33 (4 in 3)".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The figure.
    pub figure: Figure,
    /// What it is.
    pub value: Value,
}

/// What a figure is.
///
/// ```
/// use unspool::check::Value;
///
/// let skipped = Value::Share { part: 1, whole: 4 };
/// assert_eq!((skipped.number(), skipped.to_string().as_str()), (Some(0.25), "25 % (1 of 4)"));
/// assert_eq!(Value::Confidence(None).number(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A share of a whole.
    Share {
        /// So many.
        part: u64,
        /// Of so many.
        whole: u64,
    },
    /// A number of things.
    Count {
        /// So many.
        part: u64,
        /// Among so many.
        whole: u64,
    },
    /// So many for each.
    Average {
        /// So many.
        part: u64,
        /// For so many.
        whole: u64,
    },
    /// A probability; none where nothing had to be decided.
    Confidence(Option<f64>),
}

impl Figure {
    /// All figures, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Skipped,
        Self::DuplicateStories,
        Self::ChromeShare,
        Self::Stories,
        Self::StoriesPerPage,
        Self::UnsplitSuspects,
        Self::SplitConfidence,
        Self::EmptyText,
        Self::Untitled,
    ];

    /// Its name in limits and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::DuplicateStories => "duplicate-stories",
            Self::ChromeShare => "chrome-share",
            Self::Stories => "stories",
            Self::StoriesPerPage => "stories-per-page",
            Self::UnsplitSuspects => "unsplit-suspects",
            Self::SplitConfidence => "split-confidence",
            Self::EmptyText => "empty-text",
            Self::Untitled => "untitled",
        }
    }

    /// What it counts, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Skipped => "inputs that could not be read",
            Self::DuplicateStories => "stories that are duplicates",
            Self::ChromeShare => "text that chrome rules dropped",
            Self::Stories => "stories that are kept",
            Self::StoriesPerPage => "stories of a page",
            Self::UnsplitSuspects => "places where a page was nearly cut",
            Self::SplitConfidence => "the least probable boundary",
            Self::EmptyText => "kept stories without text",
            Self::Untitled => "kept stories without a headline",
        }
    }

    /// What it is in a summary.
    pub fn of(self, summary: &Summary) -> Value {
        let (inputs, stories) = (&summary.inputs, &summary.stories);
        let kept = stories.kept as u64;
        match self {
            Self::Skipped => {
                Value::Share { part: inputs.skipped as u64, whole: (inputs.read + inputs.skipped) as u64 }
            }
            Self::DuplicateStories => {
                Value::Share { part: stories.duplicates as u64, whole: stories.found as u64 }
            }
            Self::ChromeShare => {
                let by_chrome =
                    |(rule, bytes): (&String, &u64)| rule.starts_with("chrome/").then_some(*bytes);
                let part = summary.bytes.by_rule.iter().filter_map(by_chrome).sum();
                Value::Share { part, whole: summary.bytes.kept + summary.bytes.dropped }
            }
            Self::Stories => Value::Count { part: kept, whole: stories.found as u64 },
            Self::StoriesPerPage => Value::Average { part: stories.found as u64, whole: inputs.read as u64 },
            Self::UnsplitSuspects => {
                Value::Count { part: stories.suspects as u64, whole: inputs.read as u64 }
            }
            Self::SplitConfidence => Value::Confidence(stories.least_confidence),
            Self::EmptyText => Value::Count { part: stories.empty_text as u64, whole: kept },
            Self::Untitled => Value::Count { part: stories.untitled as u64, whole: kept },
        }
    }
}

/// All figures of a summary.
pub(super) fn figures(summary: &Summary) -> Vec<Measured> {
    Figure::ALL.into_iter().map(|figure| Measured { figure, value: figure.of(summary) }).collect()
}

impl Value {
    /// As a number to compare; none where there is nothing to compare.
    pub fn number(&self) -> Option<f64> {
        match *self {
            Self::Share { part, whole } | Self::Average { part, whole } => Some(ratio(part, whole)),
            Self::Count { part, .. } => Some(part as f64),
            Self::Confidence(confidence) => confidence,
        }
    }

    /// As a share of the whole, where it has one.
    pub fn share(&self) -> f64 {
        match *self {
            Self::Share { part, whole } | Self::Count { part, whole } | Self::Average { part, whole } => {
                ratio(part, whole)
            }
            Self::Confidence(confidence) => confidence.unwrap_or(1.0),
        }
    }
}

/// Of nothing, nothing.
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share { part, whole } => write!(f, "{} ({part} of {whole})", percent(self.share())),
            Self::Count { part, .. } => part.fmt(f),
            Self::Average { part, whole } => write!(f, "{:.2} ({part} in {whole})", self.share()),
            Self::Confidence(Some(confidence)) => write!(f, "{confidence:.4}"),
            Self::Confidence(None) => f.write_str("none"),
        }
    }
}

/// A value is a number in JSON; `null` where there is none.
impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count { part, .. } => part.serialize(serializer),
            value => value.number().serialize(serializer),
        }
    }
}
