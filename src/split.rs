//! [`Labelled`] lines → [`Run`]s: where does each story begin?
//!
//! Any line that could be a headline is a candidate. What stands around it (its echo, a date, `Follow`, bullets,
//! a dateline, …) is evidence; the weights of the evidence add up to log-odds, and the page is cut where the
//! probability passes the threshold. No sign is required and none is sufficient.

use crate::evidence::{Evidence, EvidenceSet, Weights, probability};
use crate::label::{Ends, Labelled};
use crate::rules::Rules;
use std::ops::Range;

mod announced;
mod candidate;
mod credit;
#[doc(hidden)]
pub mod gap;
mod kind;
mod ordinal;
mod rows;
mod runs;
mod stems;
mod topic;

use candidate::{Candidate, candidates};
pub(crate) use credit::ends_in_credit;
use rows::Rows;
pub(crate) use rows::shouts;
use runs::{begins_page, runs};
pub(crate) use stems::{StemSet, each_stem};
use topic::{Leaning, Shift, Topics, shift};

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
/// A date or time beside a headline.
const STAMPS: &[Evidence] = &[Evidence::EchoAroundStamp, Evidence::Stamp, Evidence::LooseStamp];
/// What the topic and the end of the page may add to the log-odds of a candidate.
const AT_BEST: f64 = 4.0;
/// Log-odds that no topic can tip.
const SURE: f64 = 5.0;
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
        let odds = |candidate: &Candidate| self.odds(candidate.evidence);
        let best = group.iter().map(odds).fold(f64::NEG_INFINITY, f64::max);
        let closing = group.iter().any(|candidate| self.can_close(candidate));
        let Some(first) = group.first().filter(|_| closing || best + AT_BEST > self.least_odds()) else {
            self.dated |= group.iter().any(Candidate::is_dated);
            return;
        };
        // Among several headlines it also tells which of them is the story's.
        let echo = |candidate: &Candidate| candidate.title.map(|title| self.rows.rows[title].line.echo);
        let open = closing || best < SURE || group.iter().any(|candidate| echo(candidate) != echo(first));
        let topics = if open { Topics::new(self.rows, self.story_start(), first) } else { Topics::default() };
        let judged = group.iter().map(|candidate| self.judge(candidate, &topics));
        let Some(judged) = judged.reduce(|above, below| self.better(above, below)) else { return };
        let judged = self.with_shift(judged);
        if let Some(title) = judged.closes {
            self.close(title);
        }
        self.dated |= group.iter().any(Candidate::is_dated);
        if judged.found.confidence() >= self.min_confidence
            && self.goes_on(&judged)
            && self.is_behind(&judged)
        {
            self.stories.push(judged.found);
        } else if judged.found.confidence() >= NEAR_MISS && self.has_story_above(&judged) {
            self.near_misses.extend(judged.found.boundary);
        }
    }

    /// Weighs whether the text goes on with the names of the story above, where that may tip the scales.
    fn with_shift(&self, mut judged: Judged) -> Judged {
        const OPEN: std::ops::Range<f64> = -3.0..3.0;
        let Found { start, body, .. } = judged.found;
        // Entries of one page may well be about the same.
        let alike = [Evidence::Pattern, Evidence::LiveEntry, Evidence::Digest];
        let open = |boundary: &&mut Boundary| {
            OPEN.contains(&judged.odds) && !alike.iter().any(|&evidence| boundary.tells(evidence))
        };
        let Some(boundary) = judged.found.boundary.as_mut().filter(open) else { return judged };
        let evidence = match shift(self.rows, self.story_start()..start, body) {
            Shift::New => Evidence::NewTopic,
            Shift::Same => Evidence::SameTopic,
            Shift::Unclear => return judged,
        };
        let weight = self.weights.of(evidence);
        boundary.evidence.push((evidence, weight));
        judged.odds += weight;
        boundary.confidence = probability(judged.odds);
        judged
    }

    /// Of two candidates for one body, the one above unless the one below is the better one by far: what stands between
    /// a headline and its body may look like a headline as well. The first copy of a headline begins the story.
    fn better(&self, above: Judged, below: Judged) -> Judged {
        const BY_FAR: f64 = 0.5;
        let echo = |judged: &Judged| judged.found.title.map(|title| self.rows.rows[title].line.echo);
        let copies = echo(&above).is_some_and(|hash| hash != 0) && echo(&above) == echo(&below);
        let short = |judged: &Judged| judged.found.tells(Evidence::ShortHeadline);
        // On pages without blank lines the headline stands right below the text above, over its summaries.
        let topmost = self.rows.gap() == 0
            && [Evidence::Stamp, Evidence::BelowText].iter().all(|&one| above.found.tells(one));
        let margin = match () {
            () if copies => 0.0,
            // At the page's head, section names and buttons stand above the headline.
            () if self.stories.is_empty() && short(&above) && !short(&below) => -0.2,
            () if topmost => 2.0 * BY_FAR,
            () => BY_FAR,
        };
        if below.odds <= above.odds + margin {
            return above;
        }
        let Judged { found: Found { start, title, .. }, .. } = above;
        let mut better = below;
        if copies && let Some(boundary) = &mut better.found.boundary {
            (better.found.start, better.found.title) = (start, title);
            boundary.line = self.rows.line(start);
            boundary.title = title.map(|title| self.rows.line(title));
        }
        better
    }

    /// Whether there is more of the page: behind a header that closes a story, a story's worth of text.
    fn goes_on(&self, judged: &Judged) -> bool {
        let (start, end) = (judged.found.start, self.rows.len());
        start < end && (judged.closes.is_none() || self.rows.words(start..end) >= STORY_WORDS)
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
        // A headline with its link and no date, below a text without one, closes it unless it speaks of what follows.
        let dateless =
            candidate.evidence.contains(Evidence::Link) && !candidate.evidence.contains_any(STAMPS);
        let above = repeats || leaning == Leaning::Above || (dateless && leaning == Leaning::Neither);
        let closes = candidate.title.filter(|_| above && self.can_close(candidate));
        let mut evidence = candidate.evidence;
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
        let (boundary, odds) = self.weigh(start, title, evidence);
        Judged { found: Found { start, title, body, boundary: Some(boundary) }, closes, odds }
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

    fn weigh(&self, start: usize, title: Option<usize>, set: EvidenceSet) -> (Boundary, f64) {
        let evidence: Vec<_> = set.iter().map(|evidence| (evidence, self.weights.of(evidence))).collect();
        let odds = self.odds(set);
        let title = title.map(|title| self.rows.line(title));
        (Boundary { line: self.rows.line(start), title, evidence, confidence: probability(odds) }, odds)
    }

    /// The least log-odds at which a candidate is cut or told.
    fn least_odds(&self) -> f64 {
        /// No candidate is as improbable as that.
        const NEVER: f64 = 1e-9;
        let least = self.min_confidence.clamp(NEVER, NEAR_MISS);
        libm::log(least / (1.0 - least))
    }

    fn odds(&self, evidence: EvidenceSet) -> f64 {
        PRIOR + evidence.iter().map(|evidence| self.weights.of(evidence)).sum::<f64>()
    }

    fn story_start(&self) -> usize {
        self.stories.last().map_or(0, |story| story.body)
    }

    /// A header below a body that has no headline of its own.
    fn can_close(&self, candidate: &Candidate) -> bool {
        let untitled = self.stories.last().is_none_or(|story| story.title.is_none());
        // A headline may be as long as a sentence.
        let reads = |row: &rows::Row| row.is_prose() && row.line.look.ends() != Ends::Open;
        let body_first = self.rows.get(self.story_start()).is_some_and(reads);
        untitled
            && body_first
            && candidate.evidence.contains_any(&[
                Evidence::Bullets,
                Evidence::HeadlineEcho,
                Evidence::EchoAroundStamp,
                Evidence::Link,
            ])
    }

    fn before(&self, candidate: &Candidate) -> Option<Evidence> {
        let above = self.story_start()..candidate.start;
        let words = self.rows.words(above.clone());
        // Above the page's first headline there may be notices, and need be nothing.
        let opens_page = self.stories.is_empty() && words < 2 * STORY_WORDS;
        let least = least_before(candidate);
        // An item may be a list.
        let listed = || least == ITEM_WORDS && self.rows.listed_words(above) >= STORY_WORDS;
        let full = words >= least || listed() || candidate.evidence.contains(Evidence::StoryMarker);
        let thin = if full { Evidence::BodyBefore } else { Evidence::ThinBefore };
        (!opens_page).then_some(thin)
    }
}

/// The fewest words between two stories: an entry of a live page may be a list or a picture, an item of a digest a line.
fn least_before(candidate: &Candidate) -> usize {
    match () {
        () if candidate.evidence.contains(Evidence::LiveEntry) => 0,
        () if candidate.evidence.contains_any(&[Evidence::Digest, Evidence::Form]) => ITEM_WORDS,
        () => STORY_WORDS,
    }
}

/// A candidate weighed.
struct Judged {
    found: Found,
    /// The row of a headline that belongs to the story above.
    closes: Option<usize>,
    odds: f64,
}
