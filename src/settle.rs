//! Matches → [`Verdicts`]: one walk over the stories in keep order decides what survives.
//!
//! It reads matches and no text. A story yields only to a kept one that it matches itself, and a paragraph only to a
//! kept paragraph: nothing drifts along a chain.

use crate::corpus::{Outline, TextId};
use crate::fingerprint::{CEILING, Size};
use crate::pair::{Kinship, Likes, Matches, StoryMatch};
use crate::similarity::Similarity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happens to stories or paragraphs that are duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// They go to the ledger.
    Drop,
    /// They stay and name their twin.
    Mark,
    /// They are not looked for.
    Keep,
}

/// What happens to revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Revisions {
    /// They stay and name the story they revise.
    Keep,
    /// They go to the ledger like duplicates.
    Drop,
}

/// What settling goes by.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Policy {
    /// Duplicate stories.
    pub stories: Duplicates,
    /// Duplicate paragraphs.
    pub paragraphs: Duplicates,
    /// Revisions.
    pub revisions: Revisions,
    /// The least share of matched words of a duplicate story.
    pub similarity: Similarity,
    /// The least similarity of a duplicate paragraph.
    pub paragraph_similarity: Similarity,
}

impl Policy {
    /// What becomes of a story, given what it is to kept ones: highest share first, then keep order.
    pub(crate) fn fate<'l>(&self, likes: impl Iterator<Item = &'l StoryMatch> + Clone) -> Fate {
        let first =
            |kinship| likes.clone().find(|like| like.kinship(self.similarity) == Some(kinship)).copied();
        if self.stories == Duplicates::Keep {
            return Fate::Kept { like: None };
        }
        let revision = first(Kinship::Revision);
        match (first(Kinship::Duplicate), revision, self.revisions) {
            (Some(twin), ..) | (None, Some(twin), Revisions::Drop) => Fate::Duplicate(twin),
            _ => Fate::Kept { like: revision.or_else(|| first(Kinship::HeldBack)) },
        }
    }

    /// Whether a story yields to an earlier one that is kept, given what it is to it.
    pub(crate) fn blocks(&self, like: &StoryMatch) -> bool {
        matches!(self.fate(std::iter::once(like)), Fate::Duplicate(_))
    }

    /// Whether twins of a paragraph of this size are looked for.
    pub(crate) fn looks_for(&self, size: Size) -> bool {
        self.paragraphs != Duplicates::Keep && (size.is_comparable() || size.words() > CEILING)
    }
}

/// A kept paragraph that another one is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Its number.
    pub number: u32,
    /// How like they are.
    pub similarity: Similarity,
}

/// What becomes of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Kept {
        /// A kept story that it is a revision of, or that only its facts part it from.
        like: Option<StoryMatch>,
    },
    /// It is a duplicate of this kept story.
    Duplicate(StoryMatch),
}

/// What becomes of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ParagraphFate {
    /// No kept paragraph is like it.
    #[default]
    Alone,
    /// It is a duplicate of this kept paragraph.
    Duplicate(Twin),
    /// Only its facts part it from this kept paragraph.
    HeldBack(Twin),
}

/// What becomes of every story and paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// For each story, in keep order.
    pub stories: Vec<Fate>,
    /// For paragraphs that are not alone, by their numbers, sorted.
    paragraphs: Vec<(u32, ParagraphFate)>,
}

impl Verdicts {
    /// Verdicts on stories, and on paragraphs that are not alone.
    pub(crate) fn new(stories: Vec<Fate>, mut paragraphs: Vec<(u32, ParagraphFate)>) -> Self {
        paragraphs.sort_unstable_by_key(|(number, _)| *number);
        Self { stories, paragraphs }
    }

    /// What becomes of a paragraph, by its number.
    pub fn paragraph(&self, number: u32) -> ParagraphFate {
        let at = self.paragraphs.binary_search_by_key(&number, |(number, _)| *number);
        at.map_or(ParagraphFate::Alone, |at| self.paragraphs[at].1)
    }
}

/// Settles what survives.
///
/// Laws: a duplicate names a story that is kept; a twin is a paragraph of a kept story and has no twin itself.
pub fn settle(corpus: &Outline, matches: &Matches<'_>, likes: &Likes<'_>, policy: &Policy) -> Verdicts {
    let (kept, places) = (vec![false; corpus.stories.len()], vec![NOWHERE; corpus.text_count()]);
    let mut walk = Walk { corpus, matches, policy, kept, places };
    let mut stories = Vec::with_capacity(corpus.stories.len());
    let mut paragraphs = Vec::new();
    for (at, likes) in likes.iter().enumerate() {
        let released = corpus.stories[at].released;
        let fate = if released { Fate::Kept { like: None } } else { walk.story(&likes) };
        walk.kept[at] = matches!(fate, Fate::Kept { .. });
        stories.push(fate);
        walk.paragraphs(at, &mut paragraphs);
    }
    Verdicts::new(stories, paragraphs)
}

/// No kept paragraph holds the text so far.
const NOWHERE: u32 = u32::MAX;

struct Walk<'w> {
    corpus: &'w Outline,
    matches: &'w Matches<'w>,
    policy: &'w Policy,
    kept: Vec<bool>,
    /// The earliest kept paragraph of each text.
    places: Vec<u32>,
}

impl Walk<'_> {
    fn story(&self, likes: &[StoryMatch]) -> Fate {
        self.policy.fate(likes.iter().filter(|like| self.kept[like.earlier]))
    }

    /// Looks the paragraphs up among the kept ones; those of a kept story that have no twin join them.
    fn paragraphs(&mut self, at: usize, fates: &mut Vec<(u32, ParagraphFate)>) {
        let released = self.corpus.stories[at].released;
        for number in self.corpus.stories[at].numbers() {
            let text = self.corpus.text_of(number);
            let fate = if released { ParagraphFate::Alone } else { self.paragraph(text) };
            let place = &mut self.places[text.index()];
            if self.kept[at] && *place == NOWHERE && !matches!(fate, ParagraphFate::Duplicate(_)) {
                *place = number;
            }
            if fate != ParagraphFate::Alone {
                fates.push((number, fate));
            }
        }
    }

    fn paragraph(&self, text: TextId) -> ParagraphFate {
        let size = self.corpus.size(text);
        if !self.policy.looks_for(size) {
            return ParagraphFate::Alone;
        }
        let matches = self.matches.of(text);
        let near = matches.iter().filter(|found| found.similarity >= self.policy.paragraph_similarity);
        let like = near.map(|found| (found.text, found.similarity, found.covered));
        let placed: Vec<(Twin, bool)> = std::iter::once((text, Similarity::ONE, true))
            .chain(like)
            .map(|(text, similarity, covered)| {
                (Twin { number: self.places[text.index()], similarity }, covered)
            })
            .filter(|(twin, _)| twin.number != NOWHERE)
            .collect();
        let best = |agrees: bool| {
            let fitting = placed.iter().filter(|(_, covered)| *covered == agrees).map(|(twin, _)| *twin);
            fitting.min_by_key(|twin| (std::cmp::Reverse(twin.similarity), self.corpus.place(twin.number)))
        };
        let twin = best(true).map(ParagraphFate::Duplicate);
        twin.or_else(|| best(false).map(ParagraphFate::HeldBack)).unwrap_or_default()
    }
}
