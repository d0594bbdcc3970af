//! Why was a story, a paragraph or a line kept or dropped?
//!
//! The answer comes from the files of an output folder; the source is read again for what they do not hold: line
//! numbers, the weights of the evidence, what a rule matched.

use crate::output::{BrokenFile, OutputError, OutputFolder};
use crate::record::Record;
use crate::rules::Rules;
use crate::span::Span;
use crate::verify::Sources;
use serde::Serialize;
use std::path::{Path, PathBuf};
use thiserror::Error;

mod beside;
mod boundary;
#[doc(hidden)]
pub mod edits;
mod find;
mod gone;
mod kin;
mod likeness;
mod near;
mod pages;
mod place;
mod rule;
mod story;

pub use boundary::{BoundaryTold, NearMiss};
pub use find::Target;
pub(crate) use find::{Found, find};
pub use kin::{Kin, Relation, StoryLikeness};
pub use likeness::{Comparison, Guard, Side};
pub use rule::RuleTold;

use likeness::Spot;
use pages::Pages;

/// Why something was kept or dropped. Every key is always there; what is unknown or has no sense is `null` or `[]`.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, Verdict, explain};
///
/// // A byte of the line “Share this article”.
/// let target = Target::read("a.txt:350")?;
/// let told = explain(&out, &target, &Sources::default(), &Rules::builtin()?)?;
/// assert_eq!(told.verdict, Verdict::Dropped);
/// assert_eq!(told.because, "the rule `chrome/share` knows it");
/// assert!(told.story.is_some_and(|story| story.path == "a.txt" && story.kept));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What was asked for.
    pub subject: Subject,
    /// What became of it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub because: String,
    /// The story it belongs to, or is.
    pub story: Option<StoryTold>,
    /// The rule that dropped it.
    pub rule: Option<RuleTold>,
    /// What speaks for the place where its story begins.
    pub boundary: Option<BoundaryTold>,
    /// The paragraph that it is most like.
    pub twin: Option<Comparison>,
    /// The story that it, or its story, is most like.
    pub survivor: Option<StoryLikeness>,
    /// Dropped copies of the story, the first ones by path.
    pub copies: Vec<Kin>,
    /// How many there are.
    pub copies_found: usize,
    /// Kept revisions of the story.
    pub revisions: Vec<Kin>,
    /// Pages that have changed since the run, or are gone: what they said is told by the output alone.
    pub changed: Vec<String>,
    /// Pages that could not be read again, because nobody knows where they lie.
    pub unread: Vec<String>,
    /// Whether the rules are those of the run; with others, nothing is told of how a page was taken apart.
    pub same_rules: bool,
    /// Whether the options of the run are known; if not, the default ones are taken for them.
    pub known_options: bool,
}

/// What was asked for.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// let told = explain(&out, &Target::read("a.txt:0")?, &Sources::default(), &Rules::builtin()?)?;
/// assert_eq!((told.subject.role.as_str(), told.subject.line), ("title", Some(1)));
/// assert_eq!(told.subject.text.as_deref(), Some("Harbor reopens after nine days of storms"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subject {
    /// `story`, the part it is, or the rule that dropped it.
    pub role: String,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies; `null` for a dropped story.
    pub span: Option<Span>,
    /// The line of the page it begins in, from 1, where the page could be read again.
    pub line: Option<usize>,
    /// What it says; `null` for a story.
    pub text: Option<String>,
}

/// What became of something.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, Verdict, explain};
///
/// let verdict = |target| -> Result<Verdict, Box<dyn std::error::Error>> {
///     Ok(explain(&out, &Target::read(target)?, &Sources::default(), &Rules::builtin()?)?.verdict)
/// };
/// // A headline, a paragraph that stands in `a.txt` as well, and a line of a story that does.
/// assert_eq!((verdict("c.txt:0")?, verdict("c.txt:228")?), (Verdict::Kept, Verdict::Marked));
/// assert_eq!(verdict("b.txt:0")?, Verdict::Dropped);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It stays.
    Kept,
    /// It stays and names its twin.
    Marked,
    /// It is in the ledger.
    Dropped,
}

/// A story.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// // A paragraph of a story that is a copy of another one.
/// let told = explain(&out, &Target::read("b.txt:113")?, &Sources::default(), &Rules::builtin()?)?;
/// let story = told.story.expect("every paragraph belongs to a story");
/// assert_eq!((story.path.as_str(), story.line, story.kept), ("b.txt", Some(1), false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryTold {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The line of the page it begins in, from 1, where the page could be read again.
    pub line: Option<usize>,
    /// Whether it is in `stories.jsonl`.
    pub kept: bool,
}

/// Why there is nothing to explain.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{ExplainError, Target, explain};
///
/// assert!(matches!(Target::read("rain"), Err(ExplainError::NoTarget { .. })));
/// let target = Target::read("e.txt:0")?;
/// let error = explain(&out, &target, &Sources::default(), &Rules::builtin()?).unwrap_err();
/// assert!(matches!(error, ExplainError::NoPage { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The output cannot be read.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file of it cannot be read.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
    /// It names nothing.
    #[error("`{given}` is no story id (6 to 32 hexadecimal digits) and no PATH:OFFSET")]
    NoTarget {
        /// As given.
        given: String,
    },
    /// No story has this id.
    #[error("no story of `{}` has the id `{id}`, kept or dropped", out.display())]
    NoStory {
        /// Its digits.
        id: String,
        /// The output folder.
        out: PathBuf,
    },
    /// Several stories have such an id.
    #[error(
        "{count} stories have ids that begin with `{prefix}`, among them {first} and {second}; give more digits"
    )]
    Ambiguous {
        /// The digits.
        prefix: String,
        /// How many stories.
        count: usize,
        /// One of them.
        first: String,
        /// Another one.
        second: String,
    },
    /// No such page was read.
    #[error("`{}` knows no page `{path}`; {hint}", out.display())]
    NoPage {
        /// The page.
        path: String,
        /// The output folder.
        out: PathBuf,
        /// What may have been meant.
        hint: String,
    },
    /// The page could not be used.
    #[error("`{path}` was skipped by the run: {reason} ({detail})")]
    Skipped {
        /// The page.
        path: String,
        /// Why.
        reason: String,
        /// What was found.
        detail: String,
    },
    /// There is nothing but white space.
    #[error(
        "byte {offset} of `{path}` is white space or behind the end of the page, and belongs to no span; {nearest}"
    )]
    Blank {
        /// The page.
        path: String,
        /// The byte.
        offset: usize,
        /// What lies around it.
        nearest: String,
    },
}

/// Explains what became of a target in the output folder `out`.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::{explain::{Target, Verdict, explain}, record::story_id};
///
/// let copy = Target::Story(story_id("b.txt", None, 0));
/// let told = explain(&out, &copy, &Sources::default(), &Rules::builtin()?)?;
/// assert_eq!(told.verdict, Verdict::Dropped);
/// assert_eq!(told.survivor.map(|survivor| survivor.survivor.path).as_deref(), Some("a.txt"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is no finished output, or it knows nothing of the target.
pub fn explain(
    out: &Path,
    target: &Target,
    lie: &Sources<'_>,
    rules: &Rules,
) -> Result<Explanation, ExplainError> {
    let output = OutputFolder::open(out)?;
    let pages = Pages::new(&output, lie, rules)?;
    let released = pages.against().and_then(|old| OutputFolder::open(old).ok());
    let mut asking = Asking { output: &output, released, rules, pages };
    let explained = match find(&output, target)? {
        Found::Story(record) => asking.kept_story(&record),
        Found::Part(record, at) => asking.part(&record, at),
        Found::Line(line) => asking.line(&line),
        Found::Dropped(id, lines) => asking.dropped_story(&id, &lines),
    };
    let mut explained = explained?;
    asking.pages.confess(&mut explained);
    Ok(explained)
}

/// All that answers are made from.
struct Asking<'a> {
    output: &'a OutputFolder,
    /// The earlier output that the run was made against.
    released: Option<OutputFolder>,
    rules: &'a Rules,
    pages: Pages<'a>,
}

impl Explanation {
    /// An answer of which nothing else is known yet.
    fn new(subject: Subject, verdict: Verdict, because: impl Into<String>) -> Self {
        Self {
            subject,
            verdict,
            because: because.into(),
            story: None,
            rule: None,
            boundary: None,
            twin: None,
            survivor: None,
            copies: Vec::new(),
            copies_found: 0,
            revisions: Vec::new(),
            changed: Vec::new(),
            unread: Vec::new(),
            same_rules: true,
            known_options: true,
        }
    }
}

impl Asking<'_> {
    /// A kept story as it is named.
    fn told(&mut self, record: &Record) -> StoryTold {
        StoryTold {
            id: record.id.clone(),
            title: record.title.clone(),
            path: record.path.clone(),
            item: record.item,
            line: self.pages.line((&record.path, record.item), record.span.start),
            kept: true,
        }
    }

    /// Something of a page as what was asked for; its role and text are told later.
    fn subject(&mut self, spot: &Spot) -> Subject {
        Subject {
            role: String::new(),
            path: spot.path.clone(),
            item: spot.item,
            span: Some(spot.span),
            line: self.pages.line((&spot.path, spot.item), spot.span.start),
            text: None,
        }
    }
}
