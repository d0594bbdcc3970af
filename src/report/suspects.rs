//! The places of a corpus that are most likely wrong.

use super::desk::Desk;
use super::draw::{Least, Spot};
use super::rows::{PageKey, PageRows, Piece};
use crate::record::Record;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many places of a kind are shown.
const OF_A_KIND: usize = 12;
/// So many pages are taken apart again to look for near misses.
const TAKEN_APART: usize = 400;

/// Why a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[doc(hidden)]
pub enum Why {
    /// A boundary that is hardly probable enough.
    LowConfidence,
    /// A place where it was nearly cut.
    NearMiss,
    /// Many bytes in a row went to the ledger.
    ChromeRun,
    /// A story without a headline.
    Untitled,
    /// A very short story.
    Short,
    /// A very long story.
    Long,
    /// Drawn by lot among all pages.
    Drawn,
    /// It holds the twin of something dropped that is shown.
    Twin,
}

/// A reason to look at a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Reason {
    /// The kind.
    pub why: Why,
    /// Where to look.
    pub at: usize,
    /// A confidence, bytes or words; `null` where the kind has no figure.
    pub figure: Option<f64>,
}

/// The most suspect places of each kind.
pub(super) struct Suspects {
    seed: u64,
    kinds: BTreeMap<Why, Least<(u64, Spot), Reason>>,
    /// Pages drawn by lot: of all of them near misses are looked for, the first are shown.
    pages: Least<u64, PageKey>,
}

impl Suspects {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, kinds: BTreeMap::new(), pages: Least::new(TAKEN_APART) }
    }

    fn offer(&mut self, rank: u64, spot: Spot, reason: Reason) {
        let kind = self.kinds.entry(reason.why).or_insert_with(|| Least::new(OF_A_KIND));
        kind.offer((rank, spot), || reason);
    }

    pub(super) fn add(&mut self, page: &PageRows) {
        self.pages.offer(page.spot(0).lot(self.seed, "page"), || page.key.clone());
        for record in &page.records {
            self.story(page, record);
        }
        for (bytes, at) in runs(&page.pieces()) {
            let reason = Reason { why: Why::ChromeRun, at, figure: Some(bytes as f64) };
            self.offer(u64::MAX - bytes as u64, page.spot(at), reason);
        }
    }

    fn story(&mut self, page: &PageRows, record: &Record) {
        let (at, words) = (record.span.start, record.word_count as u64);
        let spot = page.spot(at);
        let figure = Some(words as f64);
        if let Some(confidence) = record.split_confidence.filter(|_| record.position > 0) {
            let reason = Reason { why: Why::LowConfidence, at, figure: Some(confidence) };
            self.offer((confidence * 10_000.0) as u64, spot.clone(), reason);
        }
        if record.title.is_none() {
            let lot = spot.lot(self.seed, "untitled");
            self.offer(lot, spot.clone(), Reason { why: Why::Untitled, at, figure: None });
        }
        self.offer(words, spot.clone(), Reason { why: Why::Short, at, figure });
        self.offer(u64::MAX - words, spot, Reason { why: Why::Long, at, figure });
    }

    /// Takes the pages that were drawn apart again, and tells how many could be.
    pub(super) fn look_for_near_misses(&mut self, desk: &Desk<'_>) -> usize {
        let drawn: Vec<PageKey> = self.pages.values().cloned().collect();
        let mut taken = 0;
        for key in drawn {
            let Some(source) = desk.source(&key).filter(|source| source.apart.is_some()) else { continue };
            taken += 1;
            for (at, near) in source.near_misses() {
                let spot = Spot { path: key.path.clone(), item: key.item, at };
                let reason = Reason { why: Why::NearMiss, at, figure: Some(near.confidence) };
                self.offer(10_000 - (near.confidence * 10_000.0) as u64, spot, reason);
            }
        }
        taken
    }

    /// The pages to show, each once, with its reasons: kind by kind, the most suspect first, then those drawn by lot.
    pub(super) fn pages(self) -> Vec<(PageKey, Vec<Reason>)> {
        let mut pages: Vec<(PageKey, Vec<Reason>)> = Vec::new();
        let mut places: BTreeMap<PageKey, usize> = BTreeMap::new();
        let mut show = |key: PageKey, reason: Reason| {
            let place = *places.entry(key.clone()).or_insert(pages.len());
            match pages.get_mut(place) {
                Some((_, reasons)) => reasons.push(reason),
                None => pages.push((key, vec![reason])),
            }
        };
        for ((_, spot), reason) in self.kinds.into_values().flat_map(Least::into_entries) {
            show(PageKey { path: spot.path, item: spot.item }, reason);
        }
        for key in self.pages.into_values().take(OF_A_KIND) {
            show(key, Reason { why: Why::Drawn, at: 0, figure: None });
        }
        pages
    }
}

/// Runs of lines that rules dropped, with no part of a story between them: their bytes, and where they begin. Pages
/// without any story are no run.
fn runs(pieces: &[Piece<'_>]) -> Vec<(usize, usize)> {
    if pieces.iter().all(|piece| piece.story().is_none()) {
        return Vec::new();
    }
    let groups = pieces.chunk_by(|a, b| a.chrome().is_some() == b.chrome().is_some());
    let dropped = groups.filter(|group| group.iter().all(|piece| piece.chrome().is_some()));
    let run = |group: &[Piece<'_>]| (group.iter().map(|piece| piece.span.len()).sum(), group[0].span.start);
    dropped.map(run).collect()
}
