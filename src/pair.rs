//! [`Corpus`] → near-duplicates: candidate keys, candidate pairs, verified [`Matches`].
//!
//! Candidates come from one-permutation MinHash (P. Li, A. Owen, C.-H. Zhang, 2012) over runs of words: see [`keys`]. Rows
//! of (key, paragraph) are brought together by key; in a run of equal keys each text is compared with the run's earliest
//! [`RUN_BOUND`] texts in keep order, so that boilerplate that stands everywhere never becomes quadratic.

use crate::corpus::{Corpus, TextId};
use crate::fingerprint::word_ids;
use crate::lists::{Lists, SparseLists};
use crate::shards::{self, PARTS, Row, Shards};
use crate::similarity::bag::{SmallBag, bags};
use crate::similarity::{Pattern, Similarity};
use crate::spool::Spool;
use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

pub(crate) mod joined;
pub mod keys;
mod links;
mod run;
pub mod stories;

pub use links::{Linked, Links};
use run::Earliest;
pub(crate) use run::Member;
pub use stories::{Kinship, StoryMatch, compare_stories};

/// Members of a run that the others are compared with.
pub const RUN_BOUND: usize = 8;

/// A text that is like another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Match {
    /// The other text.
    pub text: TextId,
    /// How like they are.
    pub similarity: Similarity,
    /// Whether the other text holds all facts of this one, so that this one may yield.
    pub covered: bool,
}

/// Verified matches, for each text those with the others, in keep order. Every match stands on both sides.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Matches {
    by_text: SparseLists<Match>,
    /// Pairs that share a key and were not told apart by their bags of words: they were compared.
    pub candidates: usize,
    /// Pairs that held.
    pub verified: usize,
    /// The longest run of equal keys.
    pub largest_run: usize,
}

impl Matches {
    /// Matches from pairs, each given once.
    pub fn new(corpus: &Corpus<'_>, pairs: &[(TextId, TextId, Similarity)]) -> Self {
        let verified =
            pairs.iter().map(|&(a, b, similarity)| Verified::new(corpus, (a, b), similarity)).collect();
        Self::from_verified(corpus, vec![verified])
    }

    fn from_verified(corpus: &Corpus<'_>, verified: Vec<Vec<Verified>>) -> Self {
        let both = |pair: &Verified| {
            let &Verified { earlier, later, similarity, yields } = pair;
            let found = |text, covered| Match { text, similarity, covered };
            [(earlier.index(), found(later, yields[0])), (later.index(), found(earlier, yields[1]))]
        };
        let total = verified.iter().map(Vec::len).sum();
        let mut by_text =
            SparseLists::gathered(corpus.text_count(), verified.iter().flatten().flat_map(both));
        drop(verified);
        by_text.each_mut(<[Match]>::sort_unstable);
        Self { by_text, candidates: total, verified: total, largest_run: 0 }
    }

    /// The texts that are like this one.
    pub fn of(&self, text: TextId) -> &[Match] {
        self.by_text.of(text.index())
    }

    /// What is known of two texts.
    pub fn between(&self, text: TextId, other: TextId) -> Option<&Match> {
        let all = self.of(text);
        all.binary_search_by_key(&other, |found| found.text).ok().map(|at| &all[at])
    }
}

/// What comparing gave.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'c> {
    /// The stories in keep order.
    pub corpus: &'c Corpus<'c>,
    /// What was found of their texts.
    pub matches: &'c Matches,
    /// What was found of the stories.
    pub likes: &'c Lists<StoryMatch>,
}

/// A pair that held.
struct Verified {
    earlier: TextId,
    later: TextId,
    similarity: Similarity,
    /// Whether the earlier one, and the later one, may yield to the other.
    yields: [bool; 2],
}

impl Verified {
    fn new(corpus: &Corpus<'_>, (earlier, later): (TextId, TextId), similarity: Similarity) -> Self {
        Self { earlier, later, similarity, yields: corpus.covers_both(earlier, later) }
    }
}

/// A candidate key of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Keyed {
    key: [u32; 2],
    number: u32,
    bag: SmallBag,
}

impl Keyed {
    /// A row for each candidate key of a paragraph that is compared by the words of these ids, given their bag.
    fn rows(words: &[u64], bag: SmallBag, scope: u64, number: u32) -> impl Iterator<Item = Self> + use<> {
        // Keys carry the scope, so that boilerplate of one scope does not fill the runs of another.
        keys::keys(words).map(move |key| {
            let key = key ^ scope;
            Self { key: [(key >> 32) as u32, key as u32], number, bag }
        })
    }
}

impl Row for Keyed {
    type Order = (u64, u32);

    fn part(&self) -> u8 {
        (self.key[0] >> 24) as u8
    }

    fn order(&self) -> (u64, u32) {
        (shards::Keyed::key(self), self.number)
    }
}

impl shards::Keyed for Keyed {
    fn key(&self) -> u64 {
        u64::from(self.key[0]) << 32 | u64::from(self.key[1])
    }
}

/// Two texts that share a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Candidates {
    later: u32,
    earlier: u32,
}

impl Row for Candidates {
    type Order = u64;

    fn order(&self) -> u64 {
        u64::from(self.later) << 32 | u64::from(self.earlier)
    }

    fn part(&self) -> u8 {
        // Neighbours in keep order stay together: what is read again for one pair is near at hand for the next.
        (self.later / NEIGHBOURS % PARTS as u32) as u8
    }
}

const NEIGHBOURS: u32 = 64;

/// Finds the pairs of a corpus whose texts are at hand, all in memory.
pub fn pair_at_hand(corpus: &Corpus<'_>, least: Similarity) -> Matches {
    let spool = Spool::new(std::path::PathBuf::new());
    let (keyed, candidates) = (Shards::new(usize::MAX, &spool), Shards::new(usize::MAX, &spool));
    for text in corpus.ids().filter(|&text| corpus.size(text).is_comparable()) {
        let words = word_ids(&corpus.compared(text));
        let place = (corpus.scope(text), corpus.first_number(text));
        keyed.put(Keyed::rows(&words, bags(&words).0, place.0, place.1).collect());
    }
    pair(corpus, &keyed, &candidates, least)
}

/// Finds the pairs of texts that are at least `least` similar, by the keys of their paragraphs. `candidates` is where
/// pairs are gathered.
pub fn pair(
    corpus: &Corpus<'_>,
    keyed: &Shards<'_, Keyed>,
    candidates: &Shards<'_, Candidates>,
    least: Similarity,
) -> Matches {
    let runs = keyed.map_groups(|rows| gather(corpus, &rows, candidates, least));
    let verified = candidates.map_parts(|pairs| {
        let found: Vec<Verified> = pairs
            .chunk_by(|a, b| a.later == b.later)
            .flat_map(|pairs| verify(corpus, pairs, least))
            .collect();
        (pairs.len(), found)
    });
    let compared = verified.iter().map(|(compared, _)| compared).sum();
    let mut matches = Matches::from_verified(corpus, verified.into_iter().map(|(_, found)| found).collect());
    matches.candidates = compared;
    matches.largest_run = runs.into_iter().max().unwrap_or(0);
    matches
}

/// Puts the pairs of all runs of equal keys that may be similar enough; the length of the longest run.
fn gather(
    corpus: &Corpus<'_>,
    rows: &[Keyed],
    candidates: &Shards<'_, Candidates>,
    least: Similarity,
) -> usize {
    let (mut longest, mut pairs, mut run) = (0, Vec::new(), Vec::new());
    for rows in rows.chunk_by(|a, b| a.key == b.key).filter(|run| run.len() > 1) {
        run.clear();
        run.extend(rows.iter().map(|row| (corpus.text_of(row.number), row.bag)));
        run.sort_unstable();
        run.dedup();
        longest = longest.max(if run.len() > 1 { run.len() } else { 0 });
        run_pairs(corpus, &run, least, &mut pairs);
    }
    candidates.put(pairs);
    longest
}

/// Adds each member with the earliest ones, but for those that are too different by their bags.
fn run_pairs(
    corpus: &Corpus<'_>,
    run: &[(TextId, SmallBag)],
    least: Similarity,
    pairs: &mut Vec<Candidates>,
) {
    let mut earliest = Earliest::default();
    for &(text, bag) in run {
        let later = Member { text, words: corpus.length(text), bag };
        let near = earliest.near(&later, least);
        pairs.extend(near.map(|earlier| Candidates { later: text.0, earlier: earlier.0 }));
        earliest.add(later);
    }
}

/// Compares a text with those before it that share a key with it.
fn verify(corpus: &Corpus<'_>, pairs: &[Candidates], least: Similarity) -> Vec<Verified> {
    let later = TextId(pairs[0].later);
    let near: Vec<TextId> = pairs
        .iter()
        .map(|pair| TextId(pair.earlier))
        // Keys carry the scope, yet keys of two scopes may meet by chance.
        .filter(|&earlier| corpus.may_be_like(earlier, later, least) && corpus.share_scope(earlier, later))
        .collect();
    if near.is_empty() {
        return Vec::new();
    }
    let pattern = Pattern::new(&corpus.words(later));
    let held = near.into_iter().filter_map(|earlier| {
        let similarity = pattern.similarity_at_least(&corpus.words(earlier), least)?;
        Some(Verified::new(corpus, (earlier, later), similarity))
    });
    held.collect()
}
