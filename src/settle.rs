//! Matches → [`Verdicts`]: one walk over the stories in keep order decides what survives.
//!
//! It reads matches and no text. A story yields only to a kept one that it matches itself, and a paragraph only to a
//! kept paragraph: nothing drifts along a chain.

use crate::corpus::{Outline, TextId};
use crate::fingerprint::{CEILING, Size};
use crate::lists::stowed::{Stowage, Waves};
use crate::lists::{Lists, Ranks};
use crate::pair::{Kinship, Likes, Matches, StoryMatch};
use crate::similarity::Similarity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// What happens to stories or paragraphs that are duplicates.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run};
/// use unspool::settle::Duplicates;
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// # let rules = Rules::builtin()?;
/// assert_eq!(job.config.settle.stories, Duplicates::Drop);
/// assert_eq!(run(&job, &rules, &|_| {})?.summary.stories.kept, 3);
/// job.config.settle.stories = Duplicates::Mark;
/// assert_eq!(run(&job, &rules, &|_| {})?.summary.stories.kept, 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run};
/// use unspool::settle::Revisions;
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// // The story on `c.txt` revises that on `a.txt`.
/// job.config.settle.revisions = Revisions::Drop;
/// let stories = run(&job, &Rules::builtin()?, &|_| {})?.summary.stories;
/// assert_eq!((stories.kept, stories.revisions), (2, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
#[doc(hidden)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[doc(hidden)]
pub struct Twin {
    /// Its number.
    pub number: u32,
    /// How like they are.
    pub similarity: Similarity,
}

/// What becomes of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[doc(hidden)]
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
#[derive(Debug)]
#[doc(hidden)]
pub struct Verdicts<'s> {
    /// For each story, in keep order.
    pub stories: Vec<Fate>,
    /// For each story those of its paragraphs that are not alone, by their numbers.
    paragraphs: Waves<'s, (u32, ParagraphFate)>,
}

impl Verdicts<'static> {
    /// Verdicts on stories, and for each of them on its paragraphs that are not alone, in any order.
    pub(crate) fn of(stories: Vec<Fate>, mut paragraphs: Vec<Vec<(u32, ParagraphFate)>>) -> Self {
        paragraphs.iter_mut().for_each(|fates| fates.sort_unstable_by_key(|(number, _)| *number));
        let lists =
            |wave: Range<usize>| Lists::new(paragraphs[wave].iter().map(|fates| fates.iter().copied()));
        let paragraphs = Stowage::endless().stow_waves(stories.len(), lists);
        Self { stories, paragraphs }
    }
}

impl Verdicts<'_> {
    /// What becomes of the paragraphs of a story that are not alone, by their numbers, which grow; the story is told by its
    /// place in keep order.
    pub fn paragraphs(&self, story: usize) -> Cow<'_, [(u32, ParagraphFate)]> {
        self.paragraphs.of(story)
    }
}

/// Settles what survives.
///
/// Laws: a duplicate names a story that is kept; a twin is a paragraph of a kept story and has no twin itself.
#[doc(hidden)]
pub fn settle<'s>(
    corpus: &Outline,
    (matches, likes): (&Matches<'_>, &Likes<'_>),
    policy: &Policy,
    stowage: &Stowage<'s>,
) -> Verdicts<'s> {
    let (kept, places) = (vec![false; corpus.stories.len()], Places::new(corpus, matches));
    let mut walk = Walk { corpus, matches, policy, kept, places };
    let mut stories = Vec::with_capacity(corpus.stories.len());
    let paragraphs = stowage.stow_waves(corpus.stories.len(), |wave| {
        let settle = |at: usize| {
            let released = corpus.stories[at].released;
            let fate = if released { Fate::Kept { like: None } } else { walk.story(&likes.of(at)) };
            walk.kept[at] = matches!(fate, Fate::Kept { .. });
            stories.push(fate);
            walk.paragraphs(at)
        };
        Lists::new(wave.map(settle))
    });
    Verdicts { stories, paragraphs }
}

/// The earliest kept paragraph of each text, as far as another paragraph may be its twin: most texts are told once and like no
/// other.
struct Places {
    ranks: Ranks,
    numbers: Vec<u32>,
}

impl Places {
    /// No kept paragraph holds the text so far.
    const NOWHERE: u32 = u32::MAX;

    /// No place yet.
    fn new(corpus: &Outline, matches: &Matches<'_>) -> Self {
        let matched = corpus.ids().filter(|text| matches.any(*text));
        let ranks = Ranks::new(corpus.text_count(), corpus.repeated().chain(matched).map(TextId::index));
        let numbers = vec![Self::NOWHERE; ranks.count()];
        Self { ranks, numbers }
    }

    /// The paragraph of a text.
    fn of(&self, text: TextId) -> Option<u32> {
        let rank = self.ranks.of(text.index())?;
        Some(self.numbers[rank]).filter(|number| *number != Self::NOWHERE)
    }

    /// Takes note of a kept paragraph, unless there is an earlier one.
    fn note(&mut self, text: TextId, number: u32) {
        if let Some(rank) = self.ranks.of(text.index()).filter(|rank| self.numbers[*rank] == Self::NOWHERE) {
            self.numbers[rank] = number;
        }
    }
}

struct Walk<'w> {
    corpus: &'w Outline,
    matches: &'w Matches<'w>,
    policy: &'w Policy,
    kept: Vec<bool>,
    places: Places,
}

impl Walk<'_> {
    fn story(&self, likes: &[StoryMatch]) -> Fate {
        self.policy.fate(likes.iter().filter(|like| self.kept[like.earlier as usize]))
    }

    /// Looks the paragraphs up among the kept ones; those of a kept story that have no twin join them.
    fn paragraphs(&mut self, at: usize) -> Vec<(u32, ParagraphFate)> {
        let released = self.corpus.stories[at].released;
        let mut fates = Vec::new();
        for number in self.corpus.stories[at].numbers() {
            let text = self.corpus.text_of(number);
            let fate = if released { ParagraphFate::Alone } else { self.paragraph(text) };
            if self.kept[at] && !matches!(fate, ParagraphFate::Duplicate(_)) {
                self.places.note(text, number);
            }
            if fate != ParagraphFate::Alone {
                fates.push((number, fate));
            }
        }
        fates
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
            .filter_map(|(text, similarity, covered)| {
                Some((Twin { number: self.places.of(text)?, similarity }, covered))
            })
            .collect();
        let best = |agrees: bool| {
            let fitting = placed.iter().filter(|(_, covered)| *covered == agrees).map(|(twin, _)| *twin);
            fitting.min_by_key(|twin| (std::cmp::Reverse(twin.similarity), self.corpus.place(twin.number)))
        };
        let twin = best(true).map(ParagraphFate::Duplicate);
        twin.or_else(|| best(false).map(ParagraphFate::HeldBack)).unwrap_or_default()
    }
}
