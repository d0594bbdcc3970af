//! An output folder → one HTML page to look at.
//!
//! The page needs nothing beside itself and holds no more than some megabytes, whatever the size of the output: all is
//! counted, and of texts it holds those that are most likely wrong and those that a seed draws. What was left out, it says.
//! The same output and the same options give the same bytes.

use crate::output::{BrokenFile, OutputError, OutputFolder};
use crate::record::{SkippedLine, Summary, hex128};
use crate::rules::Rules;
use crate::sweep::{Sweep, sweep};
use crate::verify::Sources;
use crate::write::{LINE_FILES, Remembered, lines_digest};
use serde::Serialize;
use std::path::Path;
use thiserror::Error;

mod beside;
mod chrome;
mod desk;
mod draw;
mod groups;
mod html;
mod island;
mod judged;
mod mined;
mod rows;
mod samples;
mod sheets;
mod survey;
mod suspects;
mod tally;

pub use beside::{Pair, Run};
pub use chrome::{Example, LongDrop, RuleDrops};
pub use draw::Spot;
pub use groups::{Bond, Group, Groups, Member};
pub use html::html;
pub use judged::{JudgedError, JudgedLine, Judgements, Kind, Precision};
pub use mined::Proposed;
pub use samples::{Sample, Samples, Survivor};
pub use sheets::{BoundaryRow, Row, Sheet, SpanRow, TwinText};
pub use survey::{Counts, KinCounts, Likeness};
pub use suspects::{Reason, Why};
pub use tally::{Hundredths, Tally};

use desk::Desk;
use draw::Least;
use rows::ByKey;
use survey::Survey;

/// Publishers and skipped inputs that are named.
const PUBLISHERS: usize = 60;
const SKIPPED: usize = 60;

/// What a report is made of.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::report::{Asked, report};
///
/// # let rules = Rules::builtin()?;
/// let asked = Asked { lie: Sources::default(), rules: &rules, seed: 1, samples: 3, judged: "" };
/// let (report, _) = report(&out, &asked)?;
/// assert_eq!(report.summary.stories.kept, 3);
/// assert_eq!(report.skipped[0].path, "d.txt");
/// assert!(report.sweep.is_some_and(|sweep| sweep.stories == 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The output, in figures.
    pub summary: Summary,
    /// xxh3-128 of its `stories.jsonl`: by it judgements know what they judge.
    pub output: String,
    /// The seed of whatever was drawn.
    pub seed: u64,
    /// What was counted.
    pub counts: Counts,
    /// How like duplicates, revisions and what was held back are.
    pub likeness: Likeness,
    /// What other thresholds would drop; `null` without the scores of the run.
    pub sweep: Option<Sweep>,
    /// The first inputs that were skipped.
    pub skipped: Vec<SkippedLine>,
    /// Stories with those that are like them.
    pub groups: Groups,
    /// Pages, the suspect ones first.
    pub pages: Vec<Sheet>,
    /// Pages that were picked and found no room.
    pub pages_left_out: usize,
    /// Pages that were taken apart again to look for near misses.
    pub taken_apart: usize,
    /// The kept texts that the pages speak of.
    pub twins: Vec<TwinText>,
    /// What each rule dropped.
    pub rules: Vec<RuleDrops>,
    /// The longest lines that rules dropped.
    pub longest: Vec<LongDrop>,
    /// What `mine` proposes; `null` if no source could be read again.
    pub mined: Option<Proposed>,
    /// What is to be judged.
    pub samples: Vec<Samples>,
    /// What was judged, and what follows.
    pub judged: Vec<JudgedLine>,
    /// The precision of each kind.
    pub precision: Vec<Precision>,
}

/// What a report is asked for.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Asked<'a> {
    /// Where sources and work area lie.
    pub lie: Sources<'a>,
    /// The rules of the run.
    pub rules: &'a Rules,
    /// Draws the samples.
    pub seed: u64,
    /// So many samples of each kind.
    pub samples: usize,
    /// The lines of a judged file; empty if there is none.
    pub judged: &'a str,
}

/// Why there is no report.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::report::{Asked, ReportError, report};
///
/// # let rules = Rules::builtin()?;
/// let asked = Asked { lie: Sources::default(), rules: &rules, seed: 1, samples: 3, judged: "no JSON" };
/// assert!(matches!(report(&out, &asked), Err(ReportError::Judged(_))));
/// let nowhere = out.join("nowhere");
/// assert!(matches!(report(&nowhere, &asked), Err(ReportError::Output(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum ReportError {
    /// There is no finished output.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file of it cannot be read.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
    /// The judged file holds something else.
    #[error(transparent)]
    Judged(#[from] JudgedError),
}

/// Reports on the output in a folder. The second value is how many judgements are of other outputs.
///
/// It reads the output twice, row by row, and holds some numbers of each story that others are like, beside what is shown.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::report::{Asked, report};
///
/// # let rules = Rules::builtin()?;
/// let asked = Asked { lie: Sources::default(), rules: &rules, seed: 1, samples: 3, judged: "" };
/// let (report, foreign) = report(&out, &asked)?;
/// assert_eq!((report.seed, foreign), (1, 0));
/// assert!(report.rules.iter().any(|drops| drops.rule == "chrome/share"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is no finished output, a file of it is broken, or a judgement cannot be read.
pub fn report(out: &Path, asked: &Asked<'_>) -> Result<(Report, usize), ReportError> {
    let output = OutputFolder::open(out)?;
    let summary: Summary = output.summary()?;
    let digest = lines_digest(&summary.digests, LINE_FILES[0]).map(hex128).unwrap_or_default();
    let judged = Judgements::read(asked.judged, &digest)?;
    let desk = Desk::new(&output, &asked.lie, asked.rules)?;
    let mut survey = Survey::read(&output, asked.seed, asked.samples)?;
    let taken_apart = survey.suspects.look_for_near_misses(&desk);
    let mut pages = ByKey::open(&output)?;
    let sheets = sheets::sheets(survey.suspects.pages(), &mut pages, &desk)?;
    let (rules, longest) = survey.drops.finish(asked.rules);
    let mut samples = Vec::new();
    for (kind, drawn) in survey.drafts {
        let of = drawn.seen();
        samples.push(samples::samples((kind, of), drawn.into_values(), &mut pages, &desk)?);
    }
    let run = Remembered::of(out, asked.lie.work);
    let report = Report {
        counts: Counts { publishers: survey.counts.publishers.top(PUBLISHERS), ..survey.counts },
        likeness: survey.likeness,
        sweep: sweep(out, asked.lie.work).ok(),
        skipped: skipped(&output)?,
        groups: groups::groups(&output, &survey.kin, &desk, asked.seed)?,
        pages: sheets.shown,
        pages_left_out: sheets.left_out,
        taken_apart,
        twins: sheets.twins,
        mined: run.and_then(|run| mined::proposed(&run, asked.rules, asked.seed)),
        precision: judged.precision(),
        judged: judged.lines().cloned().collect(),
        seed: asked.seed,
        output: digest,
        summary,
        rules,
        longest,
        samples,
    };
    Ok((report, judged.foreign))
}

/// The first inputs that were skipped, those with the least lots where there are many.
fn skipped(output: &OutputFolder) -> Result<Vec<SkippedLine>, BrokenFile> {
    let mut first = Least::new(SKIPPED);
    for (at, line) in output.rows::<SkippedLine>(LINE_FILES[3])?.enumerate() {
        let line = line?;
        first.offer(at, || line);
    }
    Ok(first.into_values().collect())
}
