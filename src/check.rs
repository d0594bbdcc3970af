//! Are the figures of a run within their limits? The step before downstream tools.

use crate::output::{BrokenFile, OutputError, OutputFolder};
use crate::record::Summary;
use crate::verify::Sources;
use serde::Deserialize;
use std::path::Path;
use thiserror::Error;

mod baseline;
mod figures;
mod format;
mod limits;
mod worst;

pub use baseline::{Baseline, BaselineError};
pub use figures::{Figure, Measured, Value};
pub use format::{github, json, junit, sarif, summary_table};
pub use limits::{Bound, Limit, LimitError, limits};
pub use worst::{PagePlace, WorstPage};

/// What a check found.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits};
///
/// // One of the four pages is empty, so that it was skipped.
/// let limits = limits(&toml::from_str("max-skipped = '10%'\nmin-stories = 1")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// assert_eq!((report.figures.len(), report.verdicts.len()), (9, 2));
/// assert!(!report.held());
/// assert_eq!(report.breaches().next().map(|verdict| verdict.limit.name), Some("max-skipped"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// All figures.
    pub figures: Vec<Measured>,
    /// All limits, each with whether it held.
    pub verdicts: Vec<Verdict>,
}

/// A limit held against its figure.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits};
///
/// let limits = limits(&toml::from_str("max-skipped = '10%'")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// let verdict = &report.verdicts[0];
/// assert!(!verdict.held);
/// assert_eq!(verdict.sentence(), "skipped is 25 % (1 of 4), and must be at most 10 %");
/// assert_eq!(verdict.worst[0].path, "d.txt");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The limit.
    pub limit: Limit,
    /// What the figure is.
    pub value: Value,
    /// Whether the limit was kept.
    pub held: bool,
    /// If not, the pages that did most to it.
    pub worst: Vec<WorstPage>,
}

/// Why nothing can be checked.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{CheckError, check};
///
/// std::fs::remove_file(out.join("dropped.jsonl"))?;
/// let error = check(&OutputFolder::open(&out)?, &[], &Sources::default(), &out).unwrap_err();
/// assert!(matches!(error, CheckError::Output(_)));
/// assert!(error.to_string().contains("there is no dropped.jsonl in it"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum CheckError {
    /// The output is not whole.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file of it cannot be read.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
    /// It was written by another version, which counted otherwise.
    #[error("`{out}` was written by unspool {theirs}, and this is {}: run it again", env!("CARGO_PKG_VERSION"))]
    OtherVersion {
        /// The output folder.
        out: String,
        /// The version.
        theirs: String,
    },
}

/// Holds an output against limits. Files are named as they lie from the folder `here`.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::OutputFolder;
/// use unspool::{check::{Value, check, limits}, verify::Sources};
///
/// let limits = limits(&toml::from_str("min-stories = 3")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// assert!(report.held());
/// assert_eq!(report.verdicts[0].value, Value::Count { part: 3, whole: 4 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the output is not whole, or is one of another version.
pub fn check(
    output: &OutputFolder,
    limits: &[Limit],
    lie: &Sources<'_>,
    here: &Path,
) -> Result<Report, CheckError> {
    let Maker { unspool: theirs } = output.summary()?;
    if theirs != env!("CARGO_PKG_VERSION") {
        return Err(CheckError::OtherVersion { out: output.path().display().to_string(), theirs });
    }
    let summary = output.whole(lie.work)?;
    let mut verdicts: Vec<Verdict> = limits.iter().map(|limit| verdict(limit, &summary)).collect();
    let mut breaches = verdicts.iter_mut().filter(|verdict| !verdict.held).peekable();
    if breaches.peek().is_some() {
        let search = worst::Search::new(output, lie, &summary.standouts, here);
        for verdict in breaches {
            let Limit { figure, bound, .. } = &verdict.limit;
            verdict.worst = search.worst(*figure, bound.breached_by(&verdict.value))?;
        }
    }
    Ok(Report { figures: figures::figures(&summary), verdicts })
}

/// What says by which version a summary was written, whatever else it holds.
#[derive(Deserialize)]
struct Maker {
    unspool: String,
}

fn verdict(limit: &Limit, summary: &Summary) -> Verdict {
    let value = limit.figure.of(summary);
    Verdict { limit: limit.clone(), held: limit.bound.holds(&value), value, worst: Vec::new() }
}

impl Report {
    /// Whether all limits were kept.
    pub fn held(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.held)
    }

    /// Whether a larger share of inputs was skipped than this, and no limit speaks of them.
    pub fn skips_more_than(&self, most: f64) -> bool {
        let is_limited = self.verdicts.iter().any(|verdict| verdict.limit.figure == Figure::Skipped);
        let mut skipped = self.figures.iter().filter(|measured| measured.figure == Figure::Skipped);
        !is_limited && skipped.any(|skipped| skipped.value.share() > most)
    }

    /// The limits that were not kept.
    pub fn breaches(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| !verdict.held)
    }
}
