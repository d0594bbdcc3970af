//! Matches → [`Verdicts`]: one walk over the stories in keep order decides what survives.
//!
//! It reads matches and no text. A story yields only to a kept one that it matches itself, and a paragraph only to a
//! kept paragraph: nothing drifts along a chain.

use crate::corpus::{CEILING, Corpus, TextId};
use crate::pair::{Kinship, Matches, StoryMatch};
use crate::similarity::Similarity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Duplicate stories.
    pub stories: Duplicates,
    /// Duplicate paragraphs.
    pub paragraphs: Duplicates,
    /// Revisions.
    pub revisions: Revisions,
    /// The least similarity of a duplicate paragraph.
    pub paragraph_similarity: Similarity,
}

/// A paragraph by its place: story in keep order, paragraph in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The story.
    pub story: usize,
    /// The paragraph.
    pub paragraph: usize,
}

/// A kept paragraph that another one is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Where it stands.
    pub place: Place,
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

/// What becomes of a paragraph of a kept story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParagraphFate {
    /// The kept paragraph it is a duplicate of.
    pub twin: Option<Twin>,
    /// The kept paragraph that only its facts part it from.
    pub held_back: Option<Twin>,
}

/// What becomes of every story and paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// For each story, in keep order.
    pub stories: Vec<Fate>,
    /// For each paragraph of each story.
    pub paragraphs: Vec<Vec<ParagraphFate>>,
}

/// Settles what survives.
///
/// Laws: a duplicate names a story that is kept; a twin is a paragraph of a kept story and has no twin itself.
pub fn settle(
    corpus: &Corpus<'_>,
    matches: &Matches,
    likes: &[Vec<StoryMatch>],
    policy: &Policy,
) -> Verdicts {
    let mut walk =
        Walk { corpus, matches, policy, kept: vec![false; corpus.stories.len()], places: HashMap::new() };
    let mut verdicts = Verdicts { stories: Vec::new(), paragraphs: Vec::new() };
    for (at, likes) in likes.iter().enumerate() {
        let fate = walk.story(likes);
        walk.kept[at] = matches!(fate, Fate::Kept { .. });
        verdicts.stories.push(fate);
        verdicts.paragraphs.push(walk.paragraphs(at));
    }
    verdicts
}

struct Walk<'w> {
    corpus: &'w Corpus<'w>,
    matches: &'w Matches,
    policy: &'w Policy,
    kept: Vec<bool>,
    /// The earliest kept paragraph of each text.
    places: HashMap<TextId, Place>,
}

impl Walk<'_> {
    fn story(&self, likes: &[StoryMatch]) -> Fate {
        let first = |kinship: Kinship| {
            likes.iter().find(|like| like.kinship == kinship && self.kept[like.earlier]).copied()
        };
        if self.policy.stories == Duplicates::Keep {
            return Fate::Kept { like: None };
        }
        let revision = first(Kinship::Revision);
        match (first(Kinship::Duplicate), revision, self.policy.revisions) {
            (Some(twin), ..) | (None, Some(twin), Revisions::Drop) => Fate::Duplicate(twin),
            _ => Fate::Kept { like: revision.or_else(|| first(Kinship::HeldBack)) },
        }
    }

    /// Looks the paragraphs up among the kept ones; those of a kept story that have no twin join them.
    fn paragraphs(&mut self, at: usize) -> Vec<ParagraphFate> {
        let corpus = self.corpus;
        let texts = &corpus.stories[at].texts;
        let mut fates = Vec::with_capacity(texts.len());
        for (paragraph, &text) in texts.iter().enumerate() {
            let fate = self.paragraph(text);
            if fate.twin.is_none() && self.kept[at] {
                self.places.entry(text).or_insert(Place { story: at, paragraph });
            }
            fates.push(fate);
        }
        fates
    }

    fn paragraph(&self, text: TextId) -> ParagraphFate {
        let long = self.corpus.text(text).words.len() > CEILING;
        let looked_for =
            self.policy.paragraphs != Duplicates::Keep && (self.corpus.text(text).comparable || long);
        if !looked_for {
            return ParagraphFate::default();
        }
        let near =
            self.matches.of(text).iter().filter(|found| found.similarity >= self.policy.paragraph_similarity);
        let placed = |text: TextId, similarity| Some(Twin { place: *self.places.get(&text)?, similarity });
        let like = near.filter_map(|found| Some((found.text, placed(found.text, found.similarity)?)));
        let all: Vec<(TextId, Twin)> =
            placed(text, Similarity::ONE).map(|twin| (text, twin)).into_iter().chain(like).collect();
        let best = |agrees: bool| {
            let fitting = all.iter().filter(|(twin, _)| self.corpus.covers(*twin, text) == agrees);
            fitting.map(|(_, twin)| *twin).min_by_key(|twin| (std::cmp::Reverse(twin.similarity), twin.place))
        };
        let twin = best(true);
        ParagraphFate { twin, held_back: if twin.is_some() { None } else { best(false) } }
    }
}
