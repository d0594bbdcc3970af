//! [`Labelled`] lines → [`Run`]s: where does each story begin?
//!
//! Any line that could be a headline is a candidate. What stands around it (its echo, a date, `Follow`, bullets,
//! a dateline, …) is evidence; the weights of the evidence add up to log-odds, and the page is cut where the
//! probability passes the threshold. No sign is required and none is sufficient.

use crate::evidence::{Evidence, Weights, probability};
use crate::label::Labelled;
use crate::rules::Rules;
use std::collections::BTreeSet;
use std::ops::Range;

mod candidate;
mod rows;
mod topic;

pub(crate) use candidate::ends_in_credit;
use candidate::{Candidate, candidates};
use rows::Rows;
use topic::{Leaning, Topics};

/// Boundaries of at least this probability are cut, unless asked otherwise.
pub const MIN_CONFIDENCE: f64 = 0.5;
/// Log-odds of a boundary at a headline-like line before anything is known: sub-headings, teasers and captions
/// are far more common.
const PRIOR: f64 = -3.4;
/// Candidates below the threshold are worth telling from here on.
const NEAR_MISS: f64 = 0.1;
/// Fewer words of prose than this are no story of their own.
const STORY_WORDS: usize = 22;

/// The lines of one story.
#[derive(Debug, Clone, PartialEq)]
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

/// A place where a story begins, or may begin.
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
    /// The names of what speaks for it.
    pub fn reasons(&self) -> Vec<Evidence> {
        self.evidence.iter().filter(|(_, weight)| *weight > 0.0).map(|(evidence, _)| *evidence).collect()
    }
}

/// A page, cut.
#[derive(Debug, Clone, PartialEq)]
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
pub fn split(text: &str, labelled: &Labelled, rules: &Rules, min_confidence: f64) -> Split {
    let rows = Rows::new(text, labelled, rules);
    let weights = &rules.ruleset(labelled.ruleset).weights;
    let mut cutting = Cutting {
        rows: &rows,
        weights,
        min_confidence,
        stories: Vec::new(),
        near_misses: Vec::new(),
        dated: false,
    };
    let found = candidates(&rows, rules);
    for group in found.chunk_by(|a, b| a.body == b.body) {
        cutting.settle(group);
    }
    let lines = labelled.lines.len();
    Split { runs: runs(&rows, cutting.stories, lines), near_misses: cutting.near_misses }
}

/// A story found so far, by rows.
struct Found {
    /// Its first row.
    start: usize,
    title: Option<usize>,
    /// The first row of its body.
    body: usize,
    boundary: Option<Boundary>,
}

/// Candidates that lead to the same body compete: at most one of them begins a story.
struct Cutting<'r> {
    rows: &'r Rows<'r>,
    weights: &'r Weights,
    min_confidence: f64,
    stories: Vec<Found>,
    near_misses: Vec<Boundary>,
    /// Some header above had a label and a date on a line of its own.
    dated: bool,
}

impl Cutting<'_> {
    fn settle(&mut self, group: &[Candidate]) {
        let Some(first) = group.first() else { return };
        let topics = Topics::new(self.rows, self.story_start(), first);
        let judged = group.iter().map(|candidate| self.judge(candidate, &topics));
        // Of equals, the first: it has the page's first copy of the headline.
        let best = judged.reduce(|a, b| if confidence(&b) > confidence(&a) { b } else { a });
        let Some(judged) = best else { return };
        if let Some(title) = judged.closes {
            self.close(title);
        }
        self.dated |= group.iter().any(Candidate::is_dated);
        let sure = confidence(&judged) >= self.min_confidence && judged.found.start < self.rows.len();
        if sure && self.is_behind(&judged) {
            self.stories.push(judged.found);
        } else if confidence(&judged) >= NEAR_MISS && self.has_story_above(&judged) {
            self.near_misses.extend(judged.found.boundary);
        }
    }

    /// Whether it begins behind the header of the last story.
    fn is_behind(&self, judged: &Judged) -> bool {
        let start = judged.found.start;
        self.stories.last().is_none_or(|last| start > last.start && start >= last.body)
    }

    /// The header of the page's first story is no boundary, and what lies behind the last row is none.
    fn has_story_above(&self, judged: &Judged) -> bool {
        let start = judged.found.start;
        start < self.rows.len() && self.rows.words(self.story_start()..start) >= STORY_WORDS
    }

    /// Gives the story above the headline that stands below it.
    fn close(&mut self, title: usize) {
        match self.stories.last_mut() {
            Some(story) => story.title = Some(title),
            None => self.stories.push(Found { start: 0, title: Some(title), body: 0, boundary: None }),
        }
    }

    fn judge(&self, candidate: &Candidate, topics: &Topics) -> Judged {
        let leaning = topics.leaning(self.rows, candidate);
        let repeats = self.repeats_story(candidate.body);
        let above = repeats || leaning == Leaning::Above;
        let closes = candidate.title.filter(|_| above && self.can_close(candidate));
        let mut evidence = candidate.evidence.clone();
        evidence.extend(match (closes, leaning) {
            (Some(_), _) => Some(Evidence::ClosingHeader),
            (None, Leaning::Below) => Some(Evidence::HeadlineInBody),
            (None, Leaning::Above) => Some(Evidence::HeadlineInStoryAbove),
            (None, Leaning::Neither) => None,
        });
        evidence.extend(self.before(candidate));
        if self.dated && candidate.is_cut_off(self.rows) {
            evidence.insert(Evidence::CutOff);
        }
        let behind = candidate.body + usize::from(repeats);
        let (start, title, body) = if closes.is_some() {
            (behind, None, behind)
        } else {
            (candidate.start, candidate.title, candidate.body)
        };
        let boundary = Some(self.weigh(start, title, evidence));
        Judged { found: Found { start, title, body, boundary }, closes }
    }

    /// Whether the first sentence of the story above stands again at a row, as it does below some headers.
    fn repeats_story(&self, row: usize) -> bool {
        const ALIKE: usize = 40;
        /// A story that begins without prose has no first sentence to repeat.
        const FAR: usize = 24;
        let start = self.story_start();
        let Some(first) =
            (start..row.min(self.rows.len()).min(start + FAR)).find(|&at| self.rows.rows[at].is_prose())
        else {
            return false;
        };
        let head = |at: usize| self.rows.piece(at).as_bytes().get(..ALIKE);
        row < self.rows.len() && head(first).is_some() && head(first) == head(row)
    }

    fn weigh(&self, start: usize, title: Option<usize>, evidence: BTreeSet<Evidence>) -> Boundary {
        let evidence: Vec<_> =
            evidence.into_iter().map(|evidence| (evidence, self.weights.of(evidence))).collect();
        let odds = PRIOR + evidence.iter().map(|(_, weight)| weight).sum::<f64>();
        let title = title.map(|title| self.rows.line(title));
        Boundary { line: self.rows.line(start), title, evidence, confidence: probability(odds) }
    }

    fn story_start(&self) -> usize {
        self.stories.last().map_or(0, |story| story.body)
    }

    /// A header below a body that has no headline of its own.
    fn can_close(&self, candidate: &Candidate) -> bool {
        let untitled = self.stories.last().is_none_or(|story| story.title.is_none());
        let body_first = self.rows.get(self.story_start()).is_some_and(rows::Row::is_prose);
        untitled
            && body_first
            && candidate.evidence.iter().any(|evidence| {
                matches!(
                    evidence,
                    Evidence::Bullets | Evidence::HeadlineEcho | Evidence::EchoAroundStamp | Evidence::Link
                )
            })
    }

    fn before(&self, candidate: &Candidate) -> Option<Evidence> {
        let words = self.rows.words(self.story_start()..candidate.start);
        // Above the page's first headline there may be notices, and need be nothing.
        let opens_page = self.stories.is_empty() && words < 2 * STORY_WORDS;
        let thin = if words >= STORY_WORDS { Evidence::BodyBefore } else { Evidence::ThinBefore };
        (!opens_page).then_some(thin)
    }
}

/// A candidate weighed.
struct Judged {
    found: Found,
    /// The row of a headline that belongs to the story above.
    closes: Option<usize>,
}

fn confidence(judged: &Judged) -> f64 {
    judged.found.boundary.as_ref().map_or(0.0, |boundary| boundary.confidence)
}

/// The runs of the stories; what stands above the first headline goes with the first story.
fn runs(rows: &Rows<'_>, mut stories: Vec<Found>, lines: usize) -> Vec<Run> {
    let headed = stories.first().is_some_and(|first| rows.words(0..first.start) < 2 * STORY_WORDS);
    if !headed && lines > 0 {
        stories.insert(0, Found { start: 0, title: None, body: 0, boundary: None });
    }
    let ends: Vec<usize> =
        stories.iter().skip(1).map(|story| rows.line(story.start)).chain([lines]).collect();
    let mut start = 0;
    let run = |(story, end): (Found, usize)| {
        let lines = start..end;
        start = end;
        let (title, body) = (story.title.map(|title| rows.line(title)), rows.line(story.body).min(end));
        Run { lines, title, body, boundary: story.boundary }
    };
    stories.into_iter().zip(ends).map(run).collect()
}
