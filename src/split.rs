//! [`Labelled`] lines → [`Run`]s: where does each story begin?
//!
//! Any line that could be a headline is a candidate. What stands around it (its echo, a date, `Follow`, bullets,
//! a dateline, …) is evidence; the weights of the evidence add up to log-odds, and the page is cut where the
//! probability passes the threshold. No sign is required and none is sufficient.

use crate::evidence::Evidence;
use crate::label::Labelled;
use crate::rules::Rules;
use std::ops::Range;

mod announced;
mod candidate;
mod credit;
mod cutting;
#[doc(hidden)]
pub mod gap;
mod kind;
mod ordinal;
mod rows;
mod runs;
mod stems;
mod topic;
mod wording;

use candidate::candidates;
pub(crate) use credit::ends_in_credit;
use cutting::Cutting;
use rows::Rows;
pub(crate) use rows::shouts;
use runs::{begins_page, runs};
pub(crate) use stems::{StemSet, each_stem};

/// Boundaries of at least this probability are cut, unless asked otherwise.
///
/// ```
/// use unspool::{config::Config, page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// assert_eq!(Config::default().split.min_confidence, MIN_CONFIDENCE);
/// let page = "Rain in Sidon\n\nUpdated 4 March 2024\n\nRain in Sidon\n\n\
///             SIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let story = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0];
/// assert!(story.confidence >= Some(MIN_CONFIDENCE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const MIN_CONFIDENCE: f64 = 0.5;
/// Log-odds of a boundary at a headline-like line before anything is known: sub-headings, teasers and captions
/// are far more common.
pub(crate) const PRIOR: f64 = -3.4;
/// Candidates below the threshold are worth telling from here on.
const NEAR_MISS: f64 = 0.1;
/// Fewer words of prose than this are no story of their own.
const STORY_WORDS: usize = 22;
/// An item of a digest is a line at least.
const ITEM_WORDS: usize = 8;

/// The lines of one story.
#[derive(Debug, Clone, PartialEq)]
#[doc(hidden)]
pub struct Run {
    /// Its lines, by index.
    pub lines: Range<usize>,
    /// The line of its headline, by index, where one was found.
    pub title: Option<usize>,
    /// Where its body begins, by line index.
    pub body: usize,
    /// What speaks for its beginning; `None` for the first story of a page without a header.
    pub boundary: Option<Boundary>,
}

impl Run {
    /// Whether it is the first of its page, and no header tells its headline for sure.
    pub(crate) fn opens_page(&self) -> bool {
        let echoed = self.boundary.as_ref().is_some_and(|at| at.tells(Evidence::EchoAroundStamp));
        self.lines.start == 0 && !echoed
    }
}

/// A place where a story begins, or may begin.
///
/// ```
/// use unspool::{evidence::Evidence, page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nUpdated 4 March 2024\n\nRain in Sidon\n\n\
///             SIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let split = unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).split;
/// let boundary = split.runs[0].boundary.as_ref().expect("it has a header");
/// assert_eq!((boundary.line, boundary.title), (0, Some(0)));
/// assert!(boundary.reasons().contains(&Evidence::EchoAroundStamp));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// Its first line, by index.
    pub line: usize,
    /// The line of the headline, by index; letters have none.
    pub title: Option<usize>,
    /// What was observed, with the weight of each.
    pub evidence: Vec<(Evidence, f64)>,
    /// How probable it is that a story begins here.
    pub confidence: f64,
}

impl Boundary {
    /// Whether something was observed, be it for or against it.
    fn tells(&self, evidence: Evidence) -> bool {
        self.evidence.iter().any(|(one, _)| *one == evidence)
    }

    /// The names of what speaks for it.
    pub fn reasons(&self) -> Vec<Evidence> {
        self.evidence.iter().filter(|(_, weight)| *weight > 0.0).map(|(evidence, _)| *evidence).collect()
    }
}

/// A page, cut.
#[derive(Debug, Clone, PartialEq)]
#[doc(hidden)]
pub struct Split {
    /// One run a story; together they hold every line. None if the page has no line.
    pub runs: Vec<Run>,
    /// Places that fell short of the threshold.
    pub near_misses: Vec<Boundary>,
}

/// Cuts a page into its stories.
///
/// Laws: the runs, end to end, are the lines; every run but the first begins at a boundary of at least
/// `min_confidence`.
#[doc(hidden)]
pub fn split(text: &str, labelled: &Labelled, rules: &Rules, min_confidence: f64) -> Split {
    let rows = Rows::new(text, labelled, rules);
    let mut found = told(&rows, labelled, min_confidence);
    if !is_echoed(&found.0) {
        let usual = (min_confidence != MIN_CONFIDENCE).then(|| told(&rows, labelled, MIN_CONFIDENCE));
        found = gap::revise(&rows, found, usual, min_confidence);
    }
    let (stories, near_misses) = found;
    Split { runs: runs(&rows, stories, labelled.lines.len()), near_misses }
}

/// The stories of a page, and the places that fell short.
type Told = (Vec<Found>, Vec<Boundary>);

/// What the evidence tells.
fn told(rows: &Rows<'_>, labelled: &Labelled, min_confidence: f64) -> Told {
    let weights = &rows.rules.weights(&labelled.tables);
    let (stories, near_misses) = (Vec::new(), Vec::new());
    let mut cutting = Cutting { rows, weights, min_confidence, stories, near_misses, dated: false };
    let found = candidates(rows);
    for group in found.chunk_by(|a, b| a.body == b.body) {
        cutting.settle(group);
    }
    let Cutting { mut stories, near_misses, .. } = cutting;
    announced::include(rows, &mut stories);
    (stories, near_misses)
}

/// Whether some header has its headline around a strict date, which leaves nothing to learn.
fn is_echoed(stories: &[Found]) -> bool {
    stories.iter().any(|story| story.tells(Evidence::EchoAroundStamp))
}

/// A story found so far, by rows.
#[derive(Debug)]
struct Found {
    /// Its first row.
    start: usize,
    title: Option<usize>,
    /// The first row of its body.
    body: usize,
    boundary: Option<Boundary>,
}

impl Found {
    fn tells(&self, evidence: Evidence) -> bool {
        self.boundary.as_ref().is_some_and(|boundary| boundary.tells(evidence))
    }

    fn confidence(&self) -> f64 {
        self.boundary.as_ref().map_or(0.0, |boundary| boundary.confidence)
    }
}
