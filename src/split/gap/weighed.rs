//! What the evidence says of the gaps of a page, before the models look at them.

use super::Page;
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
}

impl Weighed {
    /// Beyond this, log-odds are as sure.
    const SURE: f32 = 5.0;
    /// The log-odds of what is not worth telling.
    const NOTHING: f32 = 3.0;

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
                Some((self.gap_of(row)?, Weighed { odds: Some(odds), cuts }))
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
