//! Which stories tell the same? (DESIGN section 3, "Stories".)

use super::Matches;
use crate::corpus::{Corpus, FLOOR, Story, TextId};
use crate::similarity::{Similarity, similarity_at_least};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A paragraph votes for so many stories that hold a matching one: the earliest in keep order.
pub const VOTES: usize = 32;
/// So many stories with the most votes are compared directly.
pub const CANDIDATES: usize = 8;

/// What a story is to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// It says nothing that the other does not say.
    Duplicate,
    /// It says much of the same.
    Revision,
    /// It would be a duplicate but for its facts.
    HeldBack,
}

/// A story that is like an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoryMatch {
    /// The earlier story, by its place in keep order.
    pub earlier: usize,
    /// The share of this story's words that match there, facts agreeing.
    pub share: Similarity,
    /// The share that matches when facts do not count.
    pub likeness: Similarity,
    /// What it is.
    pub kinship: Kinship,
}

/// For each story in keep order, the earlier ones it is like: highest share first, then keep order.
///
/// `threshold` is the least share of a duplicate.
pub fn compare_stories(
    corpus: &Corpus<'_>,
    matches: &Matches,
    threshold: Similarity,
) -> Vec<Vec<StoryMatch>> {
    let holders = holders(corpus);
    let equal = equal_stories(corpus);
    let voted = Ballot { corpus, matches, holders: &holders, equal: &equal };
    let compare = |at: usize| {
        let candidates = voted.candidates(at);
        let mut found: Vec<StoryMatch> =
            candidates.into_iter().filter_map(|earlier| compare(corpus, earlier, at, threshold)).collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.share), found.earlier));
        found
    };
    (0..corpus.stories.len()).into_par_iter().map(compare).collect()
}

/// The earliest stories that hold each text.
fn holders(corpus: &Corpus<'_>) -> Vec<Vec<u32>> {
    let mut holders = vec![Vec::new(); corpus.texts.len()];
    for (at, story) in (0_u32..).zip(&corpus.stories) {
        for text in &story.texts {
            let list = &mut holders[text.index()];
            if list.len() < VOTES && list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    holders
}

/// The earliest stories of equal words.
fn equal_stories(corpus: &Corpus<'_>) -> HashMap<u128, Vec<usize>> {
    let mut equal: HashMap<u128, Vec<usize>> = HashMap::new();
    for (at, story) in corpus.stories.iter().enumerate() {
        if let Some(list) = story.id.map(|id| equal.entry(id).or_default()).filter(|list| list.len() < VOTES)
        {
            list.push(at);
        }
    }
    equal
}

struct Ballot<'b> {
    corpus: &'b Corpus<'b>,
    matches: &'b Matches,
    holders: &'b [Vec<u32>],
    equal: &'b HashMap<u128, Vec<usize>>,
}

impl Ballot<'_> {
    /// Stories before this one that it is compared with: those of equal words, and those with the most votes.
    fn candidates(&self, at: usize) -> Vec<usize> {
        let story = &self.corpus.stories[at];
        let mut votes: BTreeMap<u32, usize> = BTreeMap::new();
        for &text in &story.texts {
            let words = self.corpus.text(text).words.len();
            if words > 0 {
                self.earliest(text).into_iter().filter(|&other| (other as usize) < at).for_each(|other| {
                    *votes.entry(other).or_default() += words;
                });
            }
        }
        let mut ranked: Vec<(u32, usize)> = votes.into_iter().collect();
        ranked.sort_by_key(|&(other, votes)| (std::cmp::Reverse(votes), other));
        let mut found: Vec<usize> =
            ranked.into_iter().take(CANDIDATES).map(|(other, _)| other as usize).collect();
        let equal = story.id.and_then(|id| self.equal.get(&id)).map_or(&[][..], Vec::as_slice);
        found.extend(equal.iter().copied().filter(|&other| other < at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The earliest stories that hold this text or one like it.
    fn earliest(&self, text: TextId) -> Vec<u32> {
        let like = self.matches.of(text).iter().filter(|found| found.similarity >= Similarity::MATCH);
        let all = std::iter::once(text).chain(like.map(|found| found.text));
        let mut stories: Vec<u32> = all.flat_map(|text| self.holders[text.index()].iter().copied()).collect();
        stories.sort_unstable();
        stories.dedup();
        stories.truncate(VOTES);
        stories
    }
}

/// How a paragraph of one story finds itself in another.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    /// It matches a paragraph there.
    like: bool,
    /// It matches one that lacks none of its facts.
    agreed: bool,
}

/// Compares a story with an earlier one, paragraph by paragraph.
pub fn compare(
    corpus: &Corpus<'_>,
    earlier: usize,
    later: usize,
    threshold: Similarity,
) -> Option<StoryMatch> {
    let (twin, story) = (&corpus.stories[earlier], &corpus.stories[later]);
    if story.words == 0 {
        return None;
    }
    if story.id == twin.id {
        let (share, likeness) = (Similarity::ONE, Similarity::ONE);
        return Some(StoryMatch { earlier, share, likeness, kinship: Kinship::Duplicate });
    }
    let found: Vec<(usize, Found)> = (0..story.texts.len()).map(|at| find(corpus, twin, story, at)).collect();
    let words = |holds: fn(&Found) -> bool| {
        found.iter().filter(|(_, found)| holds(found)).map(|(words, _)| words).sum()
    };
    let whole = |holds: fn(&Found) -> bool| found.iter().all(|(words, found)| *words < FLOOR || holds(found));
    let share = Similarity::share(words(|found| found.agreed), story.words);
    let likeness = Similarity::share(words(|found| found.like), story.words);
    let kinship = if share >= threshold && whole(|found| found.agreed) {
        Kinship::Duplicate
    } else if share >= Similarity::REVISION {
        Kinship::Revision
    } else if likeness >= threshold && whole(|found| found.like) {
        Kinship::HeldBack
    } else {
        return None;
    };
    Some(StoryMatch { earlier, share, likeness, kinship })
}

/// The words of a paragraph, and how it finds itself in `twin`.
fn find(corpus: &Corpus<'_>, twin: &Story, story: &Story, at: usize) -> (usize, Found) {
    let text = story.texts[at];
    let cut = story.truncated && at + 1 == story.texts.len();
    let mut found = Found::default();
    for &other in &twin.texts {
        if found.agreed {
            break;
        }
        if matches(corpus, text, other) || (cut && begins(corpus, text, other)) {
            found.like = true;
            found.agreed = corpus.covers(other, text);
        }
    }
    (corpus.text(text).words.len(), found)
}

/// Whether two paragraphs match within stories: short ones when equal, others from 0.80.
pub fn matches(corpus: &Corpus<'_>, text: TextId, other: TextId) -> bool {
    text == other || paragraph_similarity(corpus, text, other).is_some()
}

/// The similarity of two paragraphs that match within stories.
pub fn paragraph_similarity(corpus: &Corpus<'_>, text: TextId, other: TextId) -> Option<Similarity> {
    if text == other {
        return Some(Similarity::ONE);
    }
    let (a, b) = (corpus.text(text), corpus.text(other));
    if !a.comparable || !b.comparable {
        return None;
    }
    similarity_at_least(&a.words, &b.words, Similarity::MATCH)
}

/// Whether a paragraph that is cut off by the end of its page is the beginning of another.
pub fn begins(corpus: &Corpus<'_>, cut: TextId, whole: TextId) -> bool {
    let (cut, whole) = (&corpus.text(cut).words, &corpus.text(whole).words);
    // The last word may be cut as well.
    let cut = &cut[..cut.len().saturating_sub(1)];
    !cut.is_empty() && cut.len() < whole.len() && {
        similarity_at_least(cut, &whole[..cut.len()], Similarity::MATCH).is_some()
    }
}
