//! [`Corpus`] → near-duplicates: candidate keys, candidate pairs, verified [`Matches`].
//!
//! Candidates come from one-permutation MinHash (P. Li, A. Owen, C.-H. Zhang, 2012) over character 4-grams: see
//! [`keys`]. Rows of (key, text) are sorted; in a run of equal keys each member is compared with the run's earliest
//! [`RUN_BOUND`] members in keep order, so that boilerplate that stands everywhere never becomes quadratic.

use crate::corpus::{Corpus, TextId};
use crate::similarity::{Similarity, similarity_at_least};
use rayon::prelude::*;

pub mod keys;
pub mod stories;

pub use stories::{Kinship, StoryMatch, compare_stories};

/// Members of a run that the others are compared with.
pub const RUN_BOUND: usize = 8;

/// A text that is like another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The other text.
    pub text: TextId,
    /// How like they are.
    pub similarity: Similarity,
}

/// Verified matches, for each text those with the others, in keep order. Every match stands on both sides.
#[derive(Debug, Default)]
pub struct Matches {
    by_text: Vec<Vec<Match>>,
    /// Candidate pairs that were compared.
    pub candidates: usize,
    /// Pairs that held.
    pub verified: usize,
    /// The longest run of equal keys.
    pub largest_run: usize,
}

impl Matches {
    /// Matches from verified pairs, each given once.
    pub fn new(corpus: &Corpus<'_>, pairs: &[(TextId, TextId, Similarity)]) -> Self {
        Self {
            candidates: pairs.len(),
            verified: pairs.len(),
            largest_run: 0,
            by_text: both_sides(corpus, pairs),
        }
    }

    /// The texts that are like this one.
    pub fn of(&self, text: TextId) -> &[Match] {
        self.by_text.get(text.index()).map_or(&[], Vec::as_slice)
    }
}

/// Finds the pairs of texts that are at least `least` similar.
pub fn pair(corpus: &Corpus<'_>, least: Similarity) -> Matches {
    let rows = rows(corpus);
    let runs: Vec<&[(u64, TextId)]> = rows.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1).collect();
    let largest_run = runs.iter().map(|run| run.len()).max().unwrap_or(0);
    let mut pairs: Vec<(TextId, TextId)> = runs.par_iter().flat_map_iter(|run| run_pairs(run)).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    let verified: Vec<(TextId, TextId, Similarity)> =
        pairs.par_iter().filter_map(|&(a, b)| Some((a, b, verify(corpus, a, b, least)?))).collect();
    Matches {
        candidates: pairs.len(),
        verified: verified.len(),
        largest_run,
        by_text: both_sides(corpus, &verified),
    }
}

/// (key, text) of all texts that likeness counts for, in the order of keys, then keep order.
fn rows(corpus: &Corpus<'_>) -> Vec<(u64, TextId)> {
    let ids: Vec<TextId> = corpus.ids().filter(|&id| corpus.text(id).comparable).collect();
    let keyed = ids.par_iter().flat_map_iter(|&id| {
        let text = corpus.text(id);
        keys::keys(text.joined).into_iter().map(move |key| (key ^ text.scope(), id))
    });
    let mut rows: Vec<_> = keyed.collect();
    rows.par_sort_unstable();
    rows.dedup();
    rows
}

/// Each member with the earliest ones, the earlier text first.
fn run_pairs(run: &[(u64, TextId)]) -> impl Iterator<Item = (TextId, TextId)> {
    run.iter().enumerate().flat_map(move |(at, &(_, later))| {
        run[..at.min(RUN_BOUND)].iter().map(move |&(_, earlier)| (earlier, later))
    })
}

fn verify(corpus: &Corpus<'_>, a: TextId, b: TextId, least: Similarity) -> Option<Similarity> {
    let (a, b) = (corpus.text(a), corpus.text(b));
    // Keys carry the scope, yet keys of two scopes may meet by chance.
    if a.scope() != b.scope() {
        return None;
    }
    similarity_at_least(&a.words, &b.words, least)
}

fn both_sides(corpus: &Corpus<'_>, verified: &[(TextId, TextId, Similarity)]) -> Vec<Vec<Match>> {
    let mut by_text = vec![Vec::new(); corpus.texts.len()];
    for &(a, b, similarity) in verified {
        by_text[a.index()].push(Match { text: b, similarity });
        by_text[b.index()].push(Match { text: a, similarity });
    }
    by_text.par_iter_mut().for_each(|matches| matches.sort_unstable());
    by_text
}
