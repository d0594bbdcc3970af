//! Which stories tell the same? (DESIGN section 3, "Stories".)

use super::{Match, Matches, with};
use crate::corpus::{Corpus, Story, TextId};
use crate::fingerprint::FLOOR;
use crate::lists::stowed::{Stowage, Waves};
use crate::lists::{Lists, SparseLists, number};
use crate::similarity::bag::{LargeBag, bags};
use crate::similarity::{Pattern, Similarity, similarity, similarity_at_least};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryMatch {
    /// The earlier story, by its place in keep order.
    pub earlier: u32,
    /// The share of this story's words that match there, facts agreeing.
    pub share: Similarity,
    /// The share that matches when facts do not count.
    pub likeness: Similarity,
    /// Whether each of its longer paragraphs matches or is told there, facts agreeing; asked from the least threshold on.
    pub whole: bool,
    /// The same when facts do not count.
    pub whole_alike: bool,
}

impl StoryMatch {
    /// What it is, if a duplicate needs a share of `threshold`; `None`: another story.
    pub fn kinship(&self, threshold: Similarity) -> Option<Kinship> {
        if self.share >= threshold && self.whole {
            Some(Kinship::Duplicate)
        } else if self.share >= Similarity::REVISION {
            Some(Kinship::Revision)
        } else if self.likeness >= threshold && self.whole_alike {
            Some(Kinship::HeldBack)
        } else {
            None
        }
    }
}

/// For each story in keep order, the earlier ones that are its kin: highest share first, then keep order.
pub type Likes<'s> = Waves<'s, StoryMatch>;

/// For each story in keep order, the earlier ones that are its kin at a threshold of `least` or more.
pub fn compare_stories<'s>(
    corpus: &Corpus<'_>,
    matches: &Matches<'_>,
    least: Similarity,
    stowage: &Stowage<'s>,
) -> Likes<'s> {
    let equal = equal_stories(corpus);
    let ballot = Ballot { corpus, matches, holders: &corpus.holders(VOTES), equal: &equal };
    let compare = |at: usize| {
        if corpus.stories[at].released {
            return Vec::new();
        }
        let bench = Bench::new(corpus, matches);
        let candidates = ballot.candidates(at);
        let mut found: Vec<StoryMatch> =
            candidates.into_iter().filter_map(|earlier| bench.compare(earlier, at, least)).collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.share), found.earlier));
        found
    };
    let wave = |wave: Range<usize>| Lists::new(wave.into_par_iter().map(compare).collect::<Vec<_>>());
    stowage.stow_waves(corpus.stories.len(), wave)
}

/// The earliest stories of equal words, by the first of them.
fn equal_stories(corpus: &Corpus<'_>) -> FxHashMap<u32, Vec<usize>> {
    let mut equal: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (at, story) in corpus.stories.iter().enumerate().filter(|(at, story)| story.equal as usize != *at) {
        let list = equal.entry(story.equal).or_insert_with(|| vec![story.equal as usize]);
        if list.len() < VOTES {
            list.push(at);
        }
    }
    equal
}

struct Ballot<'b> {
    corpus: &'b Corpus<'b>,
    matches: &'b Matches<'b>,
    holders: &'b SparseLists<u32>,
    equal: &'b FxHashMap<u32, Vec<usize>>,
}

impl Ballot<'_> {
    /// Stories before this one that it is compared with: those of equal words, and those with the most votes.
    fn candidates(&self, at: usize) -> Vec<usize> {
        let story = &self.corpus.stories[at];
        let mut votes: Vec<(u32, usize)> = Vec::new();
        for &text in self.corpus.texts_of(story) {
            let words = self.corpus.size(text).words();
            if words > 0 {
                let earlier = self.earliest(text).into_iter().filter(|&other| (other as usize) < at);
                votes.extend(earlier.map(|other| (other, words)));
            }
        }
        votes.sort_unstable();
        let mut ranked: Vec<(u32, usize)> = votes
            .chunk_by(|a, b| a.0 == b.0)
            .map(|votes| (votes[0].0, votes.iter().map(|(_, words)| words).sum()))
            .collect();
        ranked.sort_by_key(|&(other, votes)| (std::cmp::Reverse(votes), other));
        let mut found: Vec<usize> =
            ranked.into_iter().take(CANDIDATES).map(|(other, _)| other as usize).collect();
        let equal = self.equal.get(&story.equal).map_or(&[][..], Vec::as_slice);
        found.extend(equal.iter().copied().filter(|&other| other < at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The earliest stories that hold this text or one like it.
    fn earliest(&self, text: TextId) -> Vec<u32> {
        let matches = self.matches.of(text);
        let like = matches.iter().filter(|found| found.similarity >= Similarity::MATCH);
        let mut stories = Vec::new();
        for text in std::iter::once(text).chain(like.map(|found| found.text)) {
            match self.holders.of(text.index()) {
                [] => stories.push(number(self.corpus.first_holder(text))),
                holders => stories.extend_from_slice(holders),
            }
        }
        stories.sort_unstable();
        stories.dedup();
        stories.truncate(VOTES);
        stories
    }
}

/// How a paragraph of one story finds itself in another.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    words: usize,
    /// It matches a paragraph there.
    like: bool,
    /// It matches one that lacks none of its facts.
    agreed: bool,
}

/// Where stories are compared: with what is known of their texts, and the words that were read again.
#[derive(Debug)]
pub struct Bench<'b> {
    corpus: &'b Corpus<'b>,
    matches: &'b Matches<'b>,
    /// The matches of texts that were asked for, where they had to be read.
    known: RefCell<FxHashMap<TextId, Vec<Match>>>,
    seen: RefCell<FxHashMap<TextId, Rc<Seen<'b>>>>,
}

/// A text that was read.
#[derive(Debug)]
struct Seen<'b> {
    words: Cow<'b, [u64]>,
    bag: LargeBag,
    pattern: OnceCell<Pattern>,
}

impl<'b> Seen<'b> {
    fn new(words: Cow<'b, [u64]>) -> Self {
        Self { bag: bags(&words).1, words, pattern: OnceCell::new() }
    }

    /// How similar it is to another text, if it is at least this similar.
    fn similarity_at_least(&self, other: &Self, least: Similarity) -> Option<Similarity> {
        let far =
            self.bag.least_distance(&other.bag) > least.furthest(self.words.len().max(other.words.len()));
        let pattern = || self.pattern.get_or_init(|| Pattern::new(&self.words));
        if far { None } else { pattern().similarity_at_least(&other.words, least) }
    }
}

impl<'b> Bench<'b> {
    /// A bench for few comparisons: it remembers all words that it reads.
    pub fn new(corpus: &'b Corpus<'b>, matches: &'b Matches<'b>) -> Self {
        Self { corpus, matches, known: RefCell::default(), seen: RefCell::default() }
    }

    /// Compares a story with an earlier one, paragraph by paragraph; `None` if it is no kin at any threshold from `least`
    /// on.
    pub fn compare(&self, earlier: usize, later: usize, least: Similarity) -> Option<StoryMatch> {
        let (twin, story) = (&self.corpus.stories[earlier], &self.corpus.stories[later]);
        if story.words == 0 {
            return None;
        }
        if story.equal == twin.equal {
            let (share, likeness) = (Similarity::ONE, Similarity::ONE);
            return Some(StoryMatch {
                earlier: number(earlier),
                share,
                likeness,
                whole: true,
                whole_alike: true,
            });
        }
        let found: Vec<Found> = (0..story.paragraphs as usize).map(|at| self.find(twin, story, at)).collect();
        let share = |holds: fn(&Found) -> bool| {
            let words = found.iter().filter(|found| holds(found)).map(|found| found.words).sum();
            Similarity::share(words, story.words as usize)
        };
        let whole = |holds: fn(&Found) -> bool, agrees: fn(&Self, TextId, TextId) -> bool| {
            found
                .iter()
                .zip(self.corpus.texts_of(story))
                .all(|(found, &text)| found.words < FLOOR || holds(found) || self.is_told(twin, text, agrees))
        };
        let (agreed, likeness) = (share(|found| found.agreed), share(|found| found.like));
        let like = StoryMatch {
            earlier: number(earlier),
            share: agreed,
            likeness,
            whole: agreed >= least && whole(|found| found.agreed, Self::covers),
            whole_alike: likeness >= least && whole(|found| found.like, |_, _, _| true),
        };
        like.kinship(least).map(|_| like)
    }

    /// How a paragraph finds itself in `twin`.
    fn find(&self, twin: &Story, story: &Story, at: usize) -> Found {
        let text = self.corpus.texts_of(story)[at];
        let cut = story.truncated && at + 1 == story.paragraphs as usize;
        let mut found = Found { words: self.corpus.size(text).words(), ..Found::default() };
        let others = self.corpus.texts_of(twin);
        // An equal one is looked for first: nothing has to be read for it.
        if others.contains(&text) {
            return Found { like: true, agreed: true, ..found };
        }
        for &other in others {
            if found.agreed {
                break;
            }
            if self.similarity(text, other).is_some() || (cut && self.begins(text, other)) {
                found.like = true;
                found.agreed = self.covers(other, text) || (cut && self.corpus.covers_cut(other, text));
            }
        }
        found
    }

    /// Whether a paragraph that matches none of `twin` is told there nevertheless, in so many other words.
    fn is_told(&self, twin: &Story, text: TextId, agrees: fn(&Self, TextId, TextId) -> bool) -> bool {
        let told = |&other: &TextId| {
            self.likeness(text, other, Similarity::TOLD).is_some() && agrees(self, other, text)
        };
        self.corpus.texts_of(twin).iter().any(told)
    }

    /// Whether two paragraphs match within stories: short ones when equal, others from 0.80.
    pub fn matches(&self, text: TextId, other: TextId) -> bool {
        self.similarity(text, other).is_some()
    }

    /// The similarity of two paragraphs that match within stories.
    pub fn similarity(&self, text: TextId, other: TextId) -> Option<Similarity> {
        self.likeness(text, other, Similarity::MATCH)
    }

    /// The similarity of two paragraphs, whatever it is.
    pub fn whole_similarity(&self, text: TextId, other: TextId) -> Similarity {
        similarity(&self.seen(text).words, &self.seen(other).words)
    }

    /// The similarity of two paragraphs that are equal, or long and at least this similar.
    fn likeness(&self, text: TextId, other: TextId, least: Similarity) -> Option<Similarity> {
        if text == other {
            return Some(Similarity::ONE);
        }
        if let Some(known) = self.between(text, other) {
            return Some(known.similarity).filter(|similarity| *similarity >= least);
        }
        let comparable = [text, other].iter().all(|&text| self.corpus.size(text).is_comparable());
        let may_match = comparable && self.corpus.may_be_like(text, other, least);
        may_match.then(|| self.seen(text).similarity_at_least(&self.seen(other), least)).flatten()
    }

    /// What is known of two texts.
    fn between(&self, text: TextId, other: TextId) -> Option<Match> {
        if let Some(known) = self.known.borrow().get(&text) {
            return with(known, other);
        }
        let matches = self.matches.of(text);
        let found = with(&matches, other);
        if let Cow::Owned(read) = matches {
            self.known.borrow_mut().insert(text, read);
        }
        found
    }

    fn covers(&self, twin: TextId, gone: TextId) -> bool {
        self.between(gone, twin).map_or_else(|| self.corpus.covers(twin, gone), |known| known.covered)
    }

    /// Whether a paragraph that is cut off by the end of its page is the beginning of another.
    pub fn begins(&self, cut: TextId, whole: TextId) -> bool {
        let (cut, whole) = (&self.seen(cut).words, &self.seen(whole).words);
        // The last word may be cut as well.
        let cut = &cut[..cut.len().saturating_sub(1)];
        !cut.is_empty() && cut.len() < whole.len() && {
            similarity_at_least(cut, &whole[..cut.len()], Similarity::MATCH).is_some()
        }
    }

    fn seen(&self, text: TextId) -> Rc<Seen<'b>> {
        let mut seen = self.seen.borrow_mut();
        let read = || Rc::new(Seen::new(self.corpus.words(text)));
        Rc::clone(seen.entry(text).or_insert_with(read))
    }
}
