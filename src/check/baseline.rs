//! The summary of an earlier run that figures must not be far from.
#![allow(clippy::disallowed_methods, reason = "this is the edge where a baseline is read")]

use crate::record::Summary;
use crate::write::SUMMARY_FILE;
use serde::Deserialize as _;
use serde_json::Value;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// An earlier summary.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::check::{Baseline, limits};
///
/// let baseline = Baseline::read(&out)?;
/// assert_eq!(baseline.summary.stories.kept, 3);
/// let limits = limits(&toml::from_str("max-change = '10%'")?, Some(&baseline), None)?;
/// assert_eq!(limits[0].id(), "max-change/skipped");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// What it says.
    pub summary: Summary,
}

/// Why a baseline is none.
///
/// ```
/// use unspool::check::{Baseline, BaselineError};
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("summary.json");
///
/// std::fs::write(&file, r#"{"unspool": "0.0.1"}"#)?;
/// let error = Baseline::read(&file).unwrap_err();
/// assert!(matches!(error, BaselineError::OtherVersion { ref theirs, .. } if theirs == "0.0.1"));
/// assert!(error.to_string().ends_with("make a new one by a run"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum BaselineError {
    /// It cannot be read.
    #[error("cannot read the baseline `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no summary, or one with other keys.
    #[error("the baseline `{}` is no {SUMMARY_FILE} that this version writes ({problem}); make a new one by a run", path.display())]
    NoSummary {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// It was written by another version, which counted otherwise.
    #[error("the baseline `{}` was written by unspool {theirs}, and this is {}; make a new one by a run", path.display(), env!("CARGO_PKG_VERSION"))]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The version.
        theirs: String,
    },
}

impl Baseline {
    /// Reads the summary of an earlier run: the file, or the output folder that it lies in.
    ///
    /// # Errors
    /// If there is none, or it is one of another version.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let path = if path.is_dir() { path.join(SUMMARY_FILE) } else { path.to_owned() };
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(source) => return Err(BaselineError::Unreadable { path, source }),
        };
        let Ok(given) = serde_json::from_slice::<Value>(&text) else {
            return Err(BaselineError::NoSummary { path, problem: "it is no JSON".to_owned() });
        };
        // Which version wrote it says more than which key is not known.
        match given.get("unspool").and_then(Value::as_str) {
            Some(theirs) if theirs != env!("CARGO_PKG_VERSION") => {
                Err(BaselineError::OtherVersion { path, theirs: theirs.to_owned() })
            }
            _ => summary(&given)
                .map(|summary| Self { summary })
                .map_err(|problem| BaselineError::NoSummary { path, problem }),
        }
    }
}

/// A summary with all of its keys: one that lacks some would give figures of 0.
fn summary(given: &Value) -> Result<Summary, String> {
    let summary = Summary::deserialize(given).map_err(|error| error.to_string())?;
    match serde_json::to_value(&summary) {
        Ok(whole) if whole == *given => Ok(summary),
        _ => Err("some of its keys are missing".to_owned()),
    }
}
