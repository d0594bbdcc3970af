//! [`Labelled`] lines → [`Run`]s: where does each story begin?
//!
//! Any line that could be a headline is a candidate. What stands around it (its echo, a date, `Follow`, bullets,
//! a dateline, …) is evidence; the weights of the evidence add up to log-odds, and the page is cut where the
//! probability passes the threshold. No sign is required and none is sufficient.

use crate::evidence::{Evidence, Weights, probability};
use crate::label::Labelled;
use crate::rules::Rules;
use std::ops::Range;

mod candidate;
mod rows;
mod topic;

use candidate::{Candidate, candidates};
use rows::Rows;
use topic::{Leaning, leaning};

/// Boundaries of at least this probability are cut, unless asked otherwise.
pub const MIN_CONFIDENCE: f64 = 0.5;
/// Log-odds of a boundary at a headline-like line before anything is known: sub-headings, teasers and captions
/// are far more common.
const PRIOR: f64 = -3.2;
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
    /// The line of the headline, by index.
    pub title: usize,
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
    let mut cutting =
        Cutting { rows: &rows, weights, min_confidence, cuts: Vec::new(), near_misses: Vec::new() };
    let found = candidates(&rows, rules);
    for group in found.chunk_by(|a, b| a.body == b.body) {
        cutting.settle(group);
    }
    let lines = labelled.lines.len();
    Split { runs: runs(&rows, &cutting.cuts, lines), near_misses: cutting.near_misses }
}

/// Candidates that lead to the same body compete: at most one of them begins a story.
struct Cutting<'r> {
    rows: &'r Rows<'r>,
    weights: &'r Weights,
    min_confidence: f64,
    cuts: Vec<(Candidate, Boundary)>,
    near_misses: Vec<Boundary>,
}

impl Cutting<'_> {
    fn settle(&mut self, group: &[Candidate]) {
        let judged = group.iter().map(|candidate| (candidate, self.judge(candidate)));
        // Of equals, the first: it has the page's first copy of the headline.
        let best = judged.reduce(|a, b| if b.1.confidence > a.1.confidence { b } else { a });
        let Some((candidate, boundary)) = best else { return };
        let opens_page = self.cuts.is_empty() && self.rows.words(0..candidate.start) == 0;
        if opens_page || boundary.confidence >= self.min_confidence {
            self.cuts.push((candidate.clone(), boundary));
        } else if boundary.confidence >= NEAR_MISS {
            self.near_misses.push(boundary);
        }
    }

    fn judge(&self, candidate: &Candidate) -> Boundary {
        let mut evidence = candidate.evidence.clone();
        evidence.extend(self.before(candidate));
        evidence.extend(self.after(candidate));
        let weighed: Vec<_> =
            evidence.into_iter().map(|evidence| (evidence, self.weights.of(evidence))).collect();
        let odds = PRIOR + weighed.iter().map(|(_, weight)| weight).sum::<f64>();
        Boundary {
            line: self.rows.line(candidate.start),
            title: self.rows.line(candidate.title),
            evidence: weighed,
            confidence: probability(odds),
        }
    }

    fn story_start(&self) -> usize {
        self.cuts.last().map_or(0, |(cut, _)| cut.body)
    }

    fn before(&self, candidate: &Candidate) -> Option<Evidence> {
        let words = self.rows.words(self.story_start()..candidate.start);
        // Above the first headline there may be notices that read like prose.
        let least = if self.cuts.is_empty() { 2 * STORY_WORDS } else { STORY_WORDS };
        Some(if words >= least { Evidence::BodyBefore } else { Evidence::ThinBefore })
    }

    fn after(&self, candidate: &Candidate) -> Option<Evidence> {
        match leaning(self.rows, candidate, self.story_start()) {
            Leaning::Below => Some(Evidence::HeadlineInBody),
            Leaning::Above => Some(Evidence::HeadlineInStoryAbove),
            Leaning::Neither => None,
        }
    }
}

/// The runs between the cuts; what stands above the first cut goes with the first story.
fn runs(rows: &Rows<'_>, cuts: &[(Candidate, Boundary)], lines: usize) -> Vec<Run> {
    let headed = cuts.first().is_some_and(|(cut, _)| rows.words(0..cut.start) == 0);
    let mut runs = Vec::with_capacity(cuts.len() + 1);
    if !headed && lines > 0 {
        let end = cuts.first().map_or(lines, |(_, boundary)| boundary.line);
        runs.push(Run { lines: 0..end, title: None, body: 0, boundary: None });
    }
    for (index, (cut, boundary)) in cuts.iter().enumerate() {
        let start = if index == 0 && headed { 0 } else { boundary.line };
        let end = cuts.get(index + 1).map_or(lines, |(_, next)| next.line);
        let body = rows.line(cut.body).min(end);
        runs.push(Run {
            lines: start..end,
            title: Some(boundary.title),
            body,
            boundary: Some(boundary.clone()),
        });
    }
    runs
}
