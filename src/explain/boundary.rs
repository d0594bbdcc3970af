//! What speaks for the place where a story begins, and for those where one might have begun.

use super::Asking;
use crate::evidence::Evidence;
use crate::record::Record;
use crate::span::Span;
use crate::split::Boundary;
use serde::Serialize;

/// The boundary that begins a story.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::{evidence::Evidence, explain::{Target, explain}, record::story_id};
///
/// let second = Target::Story(story_id("a.txt", None, 1));
/// let told = explain(&out, &second, &Sources::default(), &Rules::builtin()?)?;
/// let boundary = told.boundary.expect("it is a kept story");
/// assert!(boundary.confidence > Some(boundary.least));
/// assert!(boundary.evidence.iter().any(|(evidence, _)| *evidence == Evidence::EchoAroundStamp));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoundaryTold {
    /// How probable it is; `null` for the first story of a page without a header, where nothing had to be decided.
    pub confidence: Option<f64>,
    /// The least probability at which a page is cut.
    pub least: f64,
    /// What was observed, with its log-odds; only what speaks for it, without log-odds, where the page could not be
    /// taken apart again.
    pub evidence: Vec<(Evidence, Option<f64>)>,
    /// Places within the story where the page was nearly cut.
    pub near_misses: Vec<NearMiss>,
}

/// A place that fell short of a boundary.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run, verify::Sources};
/// use unspool::{explain::{Target, explain}, record::story_id};
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// // Nothing is so sure that the page is cut: its second story is a part of the first.
/// job.config.split.min_confidence = 1.0;
/// # let rules = Rules::builtin()?;
/// # run(&job, &rules, &|_| {})?;
/// let target = Target::Story(story_id("a.txt", None, 0));
/// let told = explain(&job.out, &target, &Sources::default(), &rules)?;
/// let near = told.boundary.and_then(|boundary| boundary.near_misses.into_iter().next());
/// assert_eq!(near.map(|near| near.line), Some(14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearMiss {
    /// The line below it, from 1.
    pub line: usize,
    /// How probable it is.
    pub confidence: f64,
    /// What was observed, with its log-odds.
    pub evidence: Vec<(Evidence, Option<f64>)>,
}

impl Asking<'_> {
    pub(super) fn boundary(&mut self, record: &Record) -> Option<BoundaryTold> {
        let least = self.pages.config().split.min_confidence;
        let mut told = BoundaryTold {
            confidence: record.split_confidence,
            least,
            evidence: record.evidence.iter().map(|evidence| (*evidence, None)).collect(),
            near_misses: Vec::new(),
        };
        if let Some((_, page)) = self.pages.apart((&record.path, record.item)) {
            if let Some(boundary) = page.split.runs.get(record.position).and_then(|run| run.boundary.as_ref())
            {
                told.evidence = weighed(boundary);
            }
            let starts = |near: &Boundary| page.labelled.lines[near.line].span.start;
            let within = |span: Span, at: usize| span.range().contains(&at);
            let near = page.split.near_misses.iter().filter(|near| within(record.span, starts(near)));
            told.near_misses = near.map(near_miss).collect();
        }
        Some(told)
    }
}

fn near_miss(near: &Boundary) -> NearMiss {
    NearMiss { line: near.line + 1, confidence: near.confidence, evidence: weighed(near) }
}

fn weighed(boundary: &Boundary) -> Vec<(Evidence, Option<f64>)> {
    boundary.evidence.iter().map(|(evidence, weight)| (*evidence, Some(*weight))).collect()
}
