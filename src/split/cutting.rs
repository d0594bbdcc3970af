//! Which candidates begin a story: those that lead to one body compete, and their evidence is weighed.

use super::candidate::Candidate;
use super::rows::{Row, Rows};
use super::topic::{Leaning, Shift, Topics, shift};
use super::{Boundary, Found, ITEM_WORDS, NEAR_MISS, PRIOR, STORY_WORDS};
use crate::evidence::{Evidence, EvidenceSet, Weights, probability};
use crate::label::Ends;

/// A date or time beside a headline.
const STAMPS: &[Evidence] = &[Evidence::EchoAroundStamp, Evidence::Stamp, Evidence::LooseStamp];
/// What the topic and the end of the page may add to the log-odds of a candidate.
const AT_BEST: f64 = 4.0;
/// Log-odds that no topic can tip.
const SURE: f64 = 5.0;

/// Candidates that lead to the same body compete: at most one of them begins a story.
pub(super) struct Cutting<'r> {
    pub(super) rows: &'r Rows<'r>,
    pub(super) weights: &'r Weights,
    pub(super) min_confidence: f64,
    pub(super) stories: Vec<Found>,
    pub(super) near_misses: Vec<Boundary>,
    /// Some header above had a label and a date on a line of its own.
    pub(super) dated: bool,
}

impl Cutting<'_> {
    pub(super) fn settle(&mut self, group: &[Candidate]) {
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

    /// Whether the first sentence of the story above stands again at a row, as it does below some headers, perhaps without its
    /// dateline.
    fn repeats_story(&self, row: usize) -> bool {
        const ALIKE: usize = 40;
        /// Less of a sentence may stand again by chance.
        const LEAST: usize = 24;
        /// A story that begins without prose has no first sentence to repeat.
        const FAR: usize = 24;
        let start = self.story_start();
        let Some(first) =
            (start..row.min(self.rows.len()).min(start + FAR)).find(|&at| self.rows.rows[at].is_prose())
        else {
            return false;
        };
        let head = |at: usize| {
            let (_, text) = self.rows.dateline(at);
            let words = text.trim_start_matches(|c: char| !c.is_alphanumeric()).as_bytes();
            (words.len() >= LEAST).then(|| &words[..words.len().min(ALIKE)])
        };
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
        let reads = |row: &Row| row.is_prose() && row.line.look.ends() != Ends::Open;
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
