//! What the evidence says of the gaps of a page, before the models look at them.

use super::Page;
use crate::evidence::Evidence;
use crate::model::is;
use crate::split::{Boundary, Found};
use libm::logf;

/// What the evidence says of a gap.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weighed {
    /// The log-odds of a story.
    odds: Option<f32>,
    /// Whether a story begins there.
    pub(super) cuts: bool,
    /// With which row.
    row: usize,
    /// Which of [`Self::KINDS`] tell of it.
    by: [bool; 6],
}

impl Weighed {
    /// Beyond this, log-odds are as sure.
    const SURE: f32 = 5.0;
    /// The log-odds of what is not worth telling.
    const NOTHING: f32 = 3.0;
    /// Evidence that knows the better or the worse with which row a story begins.
    const KINDS: [Evidence; 6] = [
        Evidence::Stamp,
        Evidence::LooseStamp,
        Evidence::Form,
        Evidence::Digest,
        Evidence::Pattern,
        Evidence::HeadlineTwice,
    ];

    /// Whether a story begins in the gap, how sure that is, and the same of what was nearly one.
    pub(super) fn features(self) -> [f32; 4] {
        let odds = self.odds.unwrap_or_default();
        let nearly = self.odds.is_some() && !self.cuts;
        [
            is(self.cuts),
            is(self.cuts) * odds.clamp(0.0, Self::SURE),
            is(nearly),
            is(nearly) * (odds.clamp(-Self::NOTHING, 0.0) + Self::NOTHING),
        ]
    }

    /// Whether the story would begin with a row, by what, and whether further up or down; whether it nearly would.
    pub(super) fn of_row(self, row: usize) -> [f32; 10] {
        let Some(_) = self.odds else { return [0.0; 10] };
        let here = row == self.row;
        let cut = [here, row < self.row, row > self.row];
        let [told, above, below] = cut.map(|there| is(self.cuts && there));
        let nearly = is(!self.cuts && here);
        let [stamp, loose, form, digest, pattern, twice] = self.by.map(|by| is(self.cuts && here && by));
        [told, above, below, nearly, stamp, loose, form, digest, pattern, twice]
    }
}

impl Page<'_> {
    /// Notes what the evidence says: the first story of each gap, or else the first near miss.
    pub(super) fn weigh(&mut self, stories: &[Found], near_misses: &[Boundary]) {
        let cut = stories.iter().filter_map(|story| Some((story.start, story.boundary.as_ref()?, true)));
        let missed = near_misses.iter().map(|miss| (self.rows.row(miss.line), miss, false));
        let weighed: Vec<(usize, Weighed)> = cut
            .chain(missed)
            .filter_map(|(row, boundary, cuts)| {
                let odds = log_odds(boundary.confidence as f32);
                let by = Weighed::KINDS.map(|kind| boundary.tells(kind));
                Some((self.gap_of(row)?, Weighed { odds: Some(odds), cuts, row, by }))
            })
            .collect();
        for (gap, weighed) in weighed {
            if self.weighed[gap].odds.is_none() {
                self.weighed[gap] = weighed;
            }
        }
    }
}

fn log_odds(probability: f32) -> f32 {
    const LEAST: f32 = 1e-6;
    let probability = probability.clamp(LEAST, 1.0 - LEAST);
    logf(probability / (1.0 - probability))
}
