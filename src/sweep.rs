//! What other thresholds would drop, told from the scores of a run.

use crate::lists::stowed::Stowage;
use crate::output::{BrokenFile, read_summary};
use crate::pair::keys::expected_recall;
use crate::read::WORK_AREA;
use crate::scores::Scores;
use crate::settle::{Duplicates, Fate, ParagraphFate, Policy, Verdicts, settle};
use crate::similarity::Similarity;
use crate::write::{LINE_FILES, lines_digest};
use rayon::prelude::*;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Thresholds in hundredths.
const HUNDREDTHS: std::ops::RangeInclusive<u32> = 75..=99;

/// What thresholds drop.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::sweep::sweep;
///
/// let sweep = sweep(&out, None)?;
/// assert_eq!((sweep.stories, sweep.paragraphs), (4, 8));
/// assert_eq!((sweep.similarity, sweep.thresholds.len()), (0.8, 25));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// Stories that were found.
    pub stories: usize,
    /// Paragraphs of all of them.
    pub paragraphs: usize,
    /// The run's own threshold of stories.
    pub similarity: f64,
    /// The run's own threshold of paragraphs.
    pub paragraph_similarity: f64,
    /// A row for each threshold, the lowest first.
    pub thresholds: Vec<Threshold>,
}

/// What one threshold drops.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::sweep::sweep;
///
/// let sweep = sweep(&out, None)?;
/// let usual = sweep.thresholds.iter().find(|row| row.threshold == 0.8).expect("it is one of them");
/// assert_eq!((usual.stories, usual.paragraphs), (1, 1));
/// assert!(usual.expected_recall > 0.99);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threshold {
    /// The threshold.
    pub threshold: f64,
    /// Stories that are duplicates with it as `--similarity`.
    pub stories: usize,
    /// Paragraphs of kept stories that are duplicates with it as `--paragraph-similarity`, the stories settled as they
    /// were.
    pub paragraphs: usize,
    /// The share of pairs of paragraphs of just this similarity that candidates are expected to find.
    pub expected_recall: f64,
}

/// Why thresholds cannot be tried.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::sweep::{SweepError, sweep};
///
/// // The scores lie in the work area.
/// std::fs::remove_dir_all(out.join(".unspool"))?;
/// assert!(matches!(sweep(&out, None), Err(SweepError::NoScores { .. })));
/// assert!(matches!(sweep(&out.join("nowhere"), None), Err(SweepError::Broken(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum SweepError {
    /// There is no finished output.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
    /// There are no scores of this output.
    #[error("the work area of `{}` holds no scores of this output; run again, or name the work area with --work", out.display())]
    NoScores {
        /// The output folder.
        out: PathBuf,
    },
}

/// Tries thresholds from 0.75 to 0.99 on the scores of an output.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::sweep::sweep;
///
/// // An exact copy is one at any threshold.
/// let sweep = sweep(&out, None)?;
/// assert!(sweep.thresholds.iter().all(|row| row.stories == 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the output is unfinished, or its scores are gone.
pub fn sweep(out: &Path, work: Option<&Path>) -> Result<Sweep, SweepError> {
    let summary = read_summary(out)?;
    let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
    let fits = |scores: &Scores| lines_digest(&summary.digests, LINE_FILES[0]) == Some(scores.stories_digest);
    let scores =
        Scores::read(&work).filter(fits).ok_or_else(|| SweepError::NoScores { out: out.to_owned() })?;
    let policy = looked_for(scores.policy);
    let stories = scores.outline.stories.iter().filter(|story| !story.released);
    Ok(Sweep {
        stories: stories.clone().count(),
        paragraphs: stories.map(|story| story.paragraphs as usize).sum(),
        similarity: policy.similarity.as_fraction(),
        paragraph_similarity: policy.paragraph_similarity.as_fraction(),
        thresholds: HUNDREDTHS
            .into_par_iter()
            .filter_map(|hundredths| threshold(&scores, policy, f64::from(hundredths) / 100.0))
            .collect(),
    })
}

/// A run that kept all duplicates is told what marking them would give.
fn looked_for(policy: Policy) -> Policy {
    let look = |duplicates| if duplicates == Duplicates::Keep { Duplicates::Mark } else { duplicates };
    Policy { stories: look(policy.stories), paragraphs: look(policy.paragraphs), ..policy }
}

fn threshold(scores: &Scores, policy: Policy, threshold: f64) -> Option<Threshold> {
    let similarity = Similarity::from_fraction(threshold)?;
    let settled = |policy: Policy| {
        settle(&scores.outline, (&scores.matches, &scores.likes), &policy, &Stowage::endless())
    };
    Some(Threshold {
        threshold,
        stories: duplicate_stories(&settled(Policy { similarity, ..policy })),
        paragraphs: duplicate_paragraphs(&settled(Policy { paragraph_similarity: similarity, ..policy })),
        expected_recall: expected_recall(similarity),
    })
}

fn duplicate_stories(verdicts: &Verdicts<'_>) -> usize {
    verdicts.stories.iter().filter(|fate| matches!(fate, Fate::Duplicate(_))).count()
}

fn duplicate_paragraphs(verdicts: &Verdicts<'_>) -> usize {
    let stories = verdicts.stories.iter().enumerate();
    let kept = stories.filter(|(_, fate)| matches!(fate, Fate::Kept { .. }));
    let duplicates = |at: usize| {
        let fates = verdicts.paragraphs(at);
        fates.iter().filter(|(_, fate)| matches!(fate, ParagraphFate::Duplicate(_))).count()
    };
    kept.map(|(at, _)| duplicates(at)).sum()
}

/// The table for people; a star marks the run's own thresholds.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::sweep::{sweep, table};
///
/// let table = table(&sweep(&out, None)?);
/// assert!(table.starts_with("threshold  stories of 4  paragraphs of 8  expected recall\n"));
/// assert!(table.contains("     0.80             1*"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn table(sweep: &Sweep) -> String {
    let mut text = format!(
        "threshold  stories of {}  paragraphs of {}  expected recall\n",
        sweep.stories, sweep.paragraphs
    );
    let widths = [sweep.stories, sweep.paragraphs].map(|count| count.to_string().len());
    for row in &sweep.thresholds {
        let mark = |own: f64| if own == row.threshold { '*' } else { ' ' };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:>9.2}  {:>stories$}{} {:>paragraphs$}{} {:>15.4}",
            row.threshold,
            row.stories,
            mark(sweep.similarity),
            row.paragraphs,
            mark(sweep.paragraph_similarity),
            row.expected_recall,
            stories = widths[0] + 11,
            paragraphs = widths[1] + 14,
        );
    }
    text
}
