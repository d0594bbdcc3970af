//! Dropped stories and lines, put back into a copy of an output.
//!
//! The run is done again on the same pages, and what is named stays: so every count, twin and digest is what the laws ask for.

use crate::explain::{ExplainError, Found, Target, find};
use crate::output::{OutputError, OutputFolder};
use crate::record::{DroppedLine, Summary, hex128, page_name};
use crate::rules::Rules;
use crate::run::{Again, Job};
use crate::write::{Remembered, RememberedInput, Restored, options_digest};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why something cannot be put back.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::{explain::Target, restore::{RestoreError, restore}};
///
/// # let to = folder.path().join("restored");
/// // A headline that was kept cannot be put back.
/// let headline = Target::read("a.txt:0")?;
/// let error = restore((&out, None), &[headline], to, &Rules::builtin()?).unwrap_err();
/// assert!(matches!(error, RestoreError::Kept { .. }));
/// assert_eq!(error.to_string(), "`a.txt:0` was not dropped: it is in a kept story");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The output cannot be read.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// It knows nothing of what is named.
    #[error(transparent)]
    Unknown(#[from] ExplainError),
    /// It was not dropped.
    #[error("`{target}` was not dropped: it is in a kept story")]
    Kept {
        /// What is named.
        target: String,
    },
    /// It went with its story.
    #[error("`{target}` went with its whole story; put the story back: {id}")]
    WithStory {
        /// What is named.
        target: String,
        /// The story.
        id: String,
    },
    /// There is no story to put it into.
    #[error("`{target}` belongs to no story that it could be put into")]
    NoStory {
        /// What is named.
        target: String,
    },
    /// The copy would be written over the output.
    #[error("--to `{}` is the output itself; name another folder", path.display())]
    Same {
        /// The folder.
        path: PathBuf,
    },
    /// The run cannot be done again.
    #[error("the run that wrote `{}` cannot be done again: {problem}; run again, then restore", out.display())]
    NotAgain {
        /// The output.
        out: PathBuf,
        /// Why.
        problem: &'static str,
    },
}

/// The job that writes a copy of the output `out` to the folder `to`, with these targets put back into it. Lines that are put
/// back become paragraphs of their story; stories and paragraphs that were duplicates name their twins.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{record::story_id, rules::Rules};
/// use unspool::{explain::Target, restore::restore, run::run};
///
/// # let (to, rules) = (folder.path().join("restored"), Rules::builtin()?);
/// // The copy on `b.txt`, which yielded to the story of `a.txt`.
/// let copy = Target::Story(story_id("b.txt", None, 0));
/// let job = restore((&out, None), &[copy], to, &rules)?;
/// let summary = run(&job, &rules, &|_| {})?.summary;
/// assert_eq!((summary.stories.kept, summary.restored.len()), (4, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a target was not dropped, or is nothing that could be put back; or if the run was another version's, or went by other rules.
pub fn restore(
    (out, work): (&Path, Option<&Path>),
    targets: &[Target],
    to: PathBuf,
    rules: &Rules,
) -> Result<Job, RestoreError> {
    if to.canonicalize().is_ok_and(|to| out.canonicalize().is_ok_and(|out| to == out)) {
        return Err(RestoreError::Same { path: to });
    }
    let output = OutputFolder::open(out)?;
    let summary = output.whole(work)?;
    let not_again = |problem| RestoreError::NotAgain { out: out.to_owned(), problem };
    let remembered = Remembered::of(out, work).ok_or_else(|| not_again("its work area is gone"))?;
    if let Some(problem) = differs(&summary, &remembered, rules) {
        return Err(not_again(problem));
    }
    let mut restored = Restored::default();
    summary.restored.iter().for_each(|name| restored.add(name));
    // Stories first: lines can be put into those that are put back.
    let (stories, places): (Vec<_>, Vec<_>) =
        targets.iter().partition(|target| matches!(target, Target::Story(_)));
    for target in stories.into_iter().chain(places) {
        add(&output, target, &mut restored)?;
    }
    let inputs = remembered.inputs.iter().map(RememberedInput::input).collect();
    let (against, config) = (remembered.against.clone(), remembered.config.clone());
    Ok(Job { against, again: Some(Again { remembered, restored }), ..Job::new(inputs, to, config) })
}

/// What keeps a run from being done again.
fn differs(summary: &Summary, remembered: &Remembered, rules: &Rules) -> Option<&'static str> {
    if summary.unspool != env!("CARGO_PKG_VERSION") {
        Some("another version of unspool wrote it")
    } else if summary.rules_digest != hex128(rules.digest()) {
        Some("it went by other rules")
    } else if summary.options_digest != hex128(options_digest(&remembered.config)) {
        Some("its options are not known")
    } else {
        None
    }
}

fn add(output: &OutputFolder, target: &Target, restored: &mut Restored) -> Result<(), RestoreError> {
    match find(output, target)? {
        Found::Story(_) | Found::Part(..) => Err(RestoreError::Kept { target: target.to_string() }),
        Found::Dropped(id, _) => {
            restored.add_story(&id);
            Ok(())
        }
        Found::Line(line) => {
            check_line(output, &line, restored)?;
            restored.add_place((&line.path, line.item), line.span.start);
            Ok(())
        }
    }
}

/// A line can be put into a story that stays.
fn check_line(output: &OutputFolder, line: &DroppedLine, restored: &Restored) -> Result<(), RestoreError> {
    let target = format!("{}:{}", page_name(&line.path, line.item), line.span.start);
    let Some(id) = line.story_id.clone() else { return Err(RestoreError::NoStory { target }) };
    let is_kept =
        restored.story(|| id.clone()) || matches!(find(output, &Target::Story(id.clone()))?, Found::Story(_));
    if is_kept { Ok(()) } else { Err(RestoreError::WithStory { target, id }) }
}
