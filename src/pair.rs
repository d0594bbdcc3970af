//! [`Corpus`] → near-duplicates: candidate keys, candidate pairs, verified [`Matches`].
//!
//! Candidates come from one-permutation MinHash (P. Li, A. Owen, C.-H. Zhang, 2012) over runs of words: see [`keys`]. Rows
//! of (key, paragraph) are brought together by key; in a run of equal keys each text is compared with the run's earliest
//! [`RUN_BOUND`] texts in keep order, so that boilerplate that stands everywhere never becomes quadratic.

use crate::corpus::{Corpus, Readings, TextId};
use crate::fingerprint::word_ids;
use crate::lists::stowed::{Stowage, Stowed};
use crate::lists::{Lists, Ranks};
use crate::shards::{self, PARTS, Row, Shards};
use crate::similarity::Similarity;
use crate::similarity::bag::{SmallBag, bags};
use crate::spool::Spool;
use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::PathBuf;

pub(crate) mod joined;
pub mod keys;
mod links;
mod run;
pub mod stories;
mod verified;

pub use links::{Linked, Links};
use run::Earliest;
pub(crate) use run::Member;
pub use stories::{Kinship, Likes, StoryMatch, compare_stories};
use verified::{Found, Verified, verify_all};

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
pub struct Matches<'s> {
    /// By the parts of their rows.
    parts: Vec<MatchesPart<'s>>,
    /// Pairs that share a key and were not told apart by their bags of words: they were compared.
    pub candidates: usize,
    /// Pairs that held.
    pub verified: usize,
    /// The longest run of equal keys.
    pub largest_run: usize,
}

/// The matches of the texts that belong to a part.
#[derive(Debug, Serialize, Deserialize)]
struct MatchesPart<'s> {
    /// The texts that have some, by their places in the part.
    ranks: Ranks,
    lists: Stowed<'s, Match>,
}

impl Matches<'_> {
    /// Matches from pairs, each given once.
    pub fn new(corpus: &Corpus<'_>, pairs: &[(TextId, TextId, Similarity)]) -> Self {
        let spool = Spool::new(PathBuf::new());
        let found = Shards::new(usize::MAX, &spool);
        let mut readings = Readings::new(corpus);
        let verified = |&(earlier, later, similarity)| {
            let yields = readings.covers_both(earlier, later);
            Verified { earlier, later, similarity, yields }
        };
        found.put(pairs.iter().map(verified).flat_map(Verified::both).collect());
        let (parts, count) = (gathered(&found, &Stowage::endless()), pairs.len());
        Self { parts, candidates: count, verified: count, largest_run: 0 }
    }

    /// The texts that are like this one.
    pub fn of(&self, text: TextId) -> Cow<'_, [Match]> {
        self.list(text).map_or(Cow::Borrowed(&[]), |(rank, part)| part.lists.of(rank))
    }

    /// Whether any text is like this one.
    pub fn any(&self, text: TextId) -> bool {
        self.list(text).is_some()
    }

    /// Where the matches of a text are.
    fn list(&self, text: TextId) -> Option<(usize, &MatchesPart<'_>)> {
        let (part, place) = place_in_part(text.0);
        let part = self.parts.get(usize::from(part))?;
        Some((part.ranks.of(place)?, part))
    }

    /// What is known of two texts.
    pub fn between(&self, text: TextId, other: TextId) -> Option<Match> {
        with(&self.of(text), other)
    }
}

/// What is known of two texts, given the matches of one of them.
fn with(matches: &[Match], other: TextId) -> Option<Match> {
    matches.binary_search_by_key(&other, |found| found.text).ok().map(|at| matches[at])
}

/// What comparing gave.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'c> {
    /// The stories in keep order.
    pub corpus: &'c Corpus<'c>,
    /// What was found of their texts.
    pub matches: &'c Matches<'c>,
    /// What was found of the stories.
    pub likes: &'c Likes<'c>,
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
struct Candidates {
    later: u32,
    earlier: u32,
}

impl Row for Candidates {
    type Order = u64;

    fn order(&self) -> u64 {
        u64::from(self.later) << 32 | u64::from(self.earlier)
    }

    fn part(&self) -> u8 {
        place_in_part(self.later).0
    }
}

/// A candidate pair under the earliest text that may be like the later one: so most of those that are all like each other
/// come together, and each of them is read once for many pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
struct Rooted {
    root: u32,
    pair: Candidates,
}

impl Rooted {
    /// Those of the candidate pairs of a later text that may be similar enough.
    fn near(corpus: &Corpus<'_>, pairs: &[Candidates], least: Similarity) -> impl Iterator<Item = Self> {
        let is_near = |pair: &Candidates| {
            let [earlier, later] = [pair.earlier, pair.later].map(TextId);
            // Keys carry the scope, yet keys of two scopes may meet by chance.
            corpus.may_be_like(earlier, later, least) && corpus.share_scope(earlier, later)
        };
        let near: Vec<Candidates> = pairs.iter().copied().filter(is_near).collect();
        let root = near.first().map_or(0, |pair| pair.earlier);
        near.into_iter().map(move |pair| Self { root, pair })
    }
}

impl Row for Rooted {
    type Order = (u32, u64);

    fn order(&self) -> (u32, u64) {
        (self.root, self.pair.order())
    }

    fn part(&self) -> u8 {
        place_in_part(self.root).0
    }
}

/// Neighbours in keep order belong to one part: their texts are near each other.
const NEIGHBOURS: u32 = 64;

/// The part that a text belongs to, and its place there.
fn place_in_part(text: u32) -> (u8, usize) {
    let (lot, parts) = (text / NEIGHBOURS, PARTS as u32);
    ((lot % parts) as u8, (lot / parts * NEIGHBOURS + text % NEIGHBOURS) as usize)
}

/// Where pairs are gathered on the way from keys to matches.
#[derive(Debug)]
pub struct Ways<'s> {
    /// Pairs to be compared.
    candidates: Shards<'s, Candidates>,
    /// Those that are not told apart without reading them, in the order in which they are compared.
    rooted: Shards<'s, Rooted>,
    /// Pairs that held.
    found: Shards<'s, Found>,
}

impl<'s> Ways<'s> {
    /// Room for so many bytes of rows of each kind in memory, and for others in a spool.
    pub fn new(room: usize, spool: &'s Spool) -> Self {
        Self {
            candidates: Shards::new(room, spool),
            rooted: Shards::new(room, spool),
            found: Shards::new(room, spool),
        }
    }
}

/// Finds the pairs of a corpus whose texts are at hand, all in memory.
pub fn pair_at_hand(corpus: &Corpus<'_>, least: Similarity) -> Matches<'static> {
    let spool = Spool::new(PathBuf::new());
    let ways = Ways::new(usize::MAX, &spool);
    pair(corpus, &keyed_at_hand(corpus, &spool), (&ways, &Stowage::endless()), least)
}

/// The candidate keys of all texts.
fn keyed_at_hand<'s>(corpus: &Corpus<'_>, spool: &'s Spool) -> Shards<'s, Keyed> {
    let keyed = Shards::new(usize::MAX, spool);
    for text in corpus.ids().filter(|&text| corpus.size(text).is_comparable()) {
        let words = word_ids(&corpus.compared(text));
        let place = (corpus.scope(text), corpus.first_number(text));
        keyed.put(Keyed::rows(&words, bags(&words).0, place.0, place.1).collect());
    }
    keyed
}

/// Finds the pairs of texts that are at least `least` similar, by the keys of their paragraphs. What is found goes its ways
/// and is stowed in the end.
pub fn pair<'s>(
    corpus: &Corpus<'_>,
    keyed: &Shards<'_, Keyed>,
    (ways, stowage): (&Ways<'_>, &Stowage<'s>),
    least: Similarity,
) -> Matches<'s> {
    let runs = keyed.map_groups(|rows| gather(corpus, &rows, &ways.candidates, least));
    let candidates = ways.candidates.map_parts(|pairs| {
        let near = |pairs| Rooted::near(corpus, pairs, least);
        let rooted = pairs.chunk_by(|a, b| a.later == b.later).flat_map(near);
        ways.rooted.put(rooted.collect());
        pairs.len()
    });
    let verified = ways.rooted.map_parts(|pairs| {
        let verified = verify_all(corpus, &pairs, least);
        let held = verified.len();
        ways.found.put(verified.into_iter().flat_map(Verified::both).collect());
        held
    });
    Matches {
        parts: gathered(&ways.found, stowage),
        candidates: candidates.into_iter().sum(),
        verified: verified.into_iter().sum(),
        largest_run: runs.into_iter().max().unwrap_or(0),
    }
}

/// The matches of each part.
fn gathered<'s>(found: &Shards<'_, Found>, stowage: &Stowage<'s>) -> Vec<MatchesPart<'s>> {
    found.map_parts(|rows| {
        let place = |row: &Found| place_in_part(row.text).1;
        let ranks = Ranks::new(rows.last().map_or(0, |last| place(last) + 1), rows.iter().map(place));
        let lists = rows.chunk_by(|a, b| a.text == b.text);
        let lists = lists.map(|rows| rows.iter().map(|row| row.as_match()));
        MatchesPart { ranks, lists: stowage.stow(Lists::new(lists)) }
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Telling;
    use crate::facts::Level;
    use crate::rules::Rules;

    #[test]
    fn matches_are_the_same_where_nothing_fits_into_memory() {
        let rules = Rules::builtin().unwrap();
        let texts: Vec<String> = (0..300)
            .map(|at| {
                format!(
                    "the {} ferry left the old harbour at noon with hay and two goats from the mill",
                    at % 60
                )
            })
            .collect();
        let telling = |text| Telling { scope: 0, language: None, paragraphs: vec![text], truncated: false };
        let paragraphs: Vec<Telling<'_>> = texts.iter().map(String::as_str).map(telling).collect();
        let corpus = Corpus::of(&paragraphs, &rules, Level::Numbers);
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path().to_owned());
        let (ways, stowage) = (Ways::new(0, &spool), Stowage::new(0, &spool));
        let away = pair(&corpus, &keyed_at_hand(&corpus, &spool), (&ways, &stowage), Similarity::MATCH);
        let here = pair_at_hand(&corpus, Similarity::MATCH);
        let counts = |matches: &Matches<'_>| (matches.candidates, matches.verified, matches.largest_run);
        assert_eq!(counts(&away), counts(&here));
        assert!(here.verified > 100, "{}", here.verified);
        for text in corpus.ids() {
            assert_eq!(away.of(text), here.of(text), "{text:?}");
        }
        let kin = |matches: &Matches<'_>, stowage: &Stowage<'_>| -> Vec<Vec<StoryMatch>> {
            let likes = compare_stories(&corpus, matches, Similarity::STORY, stowage);
            likes.iter().map(Cow::into_owned).collect()
        };
        assert_eq!(kin(&away, &stowage), kin(&here, &Stowage::endless()));
        assert!(spool.bytes() > 0 && spool.trouble().is_none());
    }
}
