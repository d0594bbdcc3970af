//! What the lines around a line show.

use super::own::Marks;
use super::{Known, Seen};
use crate::model::{is, running, segment};
use crate::rules::AROUND;
use libm::{expf, log1pf};
use rustc_hash::FxHashMap;

/// More words in one line count no more.
const WORDS: usize = 60;
/// Scores beyond are as sure as these.
const SURE: f32 = 6.0;
/// What stands beyond the ends of a page.
const NOTHING: f32 = -3.0;

/// How many features each kind has.
const NEIGHBOURS: usize = 16;
const PLACE: usize = 23;
const LABELS: usize = 20;

/// Gives the features of each line among its neighbours, from the scores of the lines alone and what else they tell.
pub fn around(
    lines: &[Seen<'_>],
    alone: &[f32],
    marks: &[Marks],
    mut give: impl FnMut(&[f32; AROUND.len()]),
) {
    let page = Page::new(lines, alone, marks);
    let mut features = [0.0; AROUND.len()];
    for at in 0..lines.len() {
        page.features(at, &mut features);
        give(&features);
    }
}

struct Page<'l> {
    lines: &'l [Seen<'l>],
    marks: &'l [Marks],
    scores: Vec<f32>,
    /// Words of likely text above each line, and of all of them.
    above: Vec<f32>,
    /// Short lines, comments, stamps and bullets above each line.
    short: Vec<f32>,
    comments: Vec<f32>,
    stamps: Vec<f32>,
    bullets: Vec<f32>,
    /// The page's most massive segments, by how much a line of furniture costs.
    segments: [(usize, usize); 3],
    /// The first label of comments below a quarter of the text.
    commented: Option<usize>,
    /// The last teaser label at or above each line.
    teaser: Vec<Option<usize>>,
    /// The likely text hanging together around each line.
    block: Vec<f32>,
    copies: FxHashMap<u64, usize>,
}

impl<'l> Page<'l> {
    fn new(lines: &'l [Seen<'l>], alone: &[f32], marks: &'l [Marks]) -> Self {
        let scores: Vec<f32> = alone.iter().map(|score| score.clamp(-SURE, SURE)).collect();
        let mass: Vec<f32> = lines.iter().zip(&scores).map(|(line, score)| mass(line, *score)).collect();
        let above = running(mass.iter().copied());
        let total = above.last().copied().unwrap_or_default().max(1e-9);
        let sum = |told: fn(&Seen<'_>, &Marks) -> bool| {
            running(lines.iter().zip(marks).map(|(line, marks)| is(told(line, marks))))
        };
        let mut copies = FxHashMap::default();
        for echo in lines.iter().map(|line| line.line.echo).filter(|echo| *echo != 0) {
            *copies.entry(echo).or_insert(0) += 1;
        }
        let mut last = None;
        let teaser = lines.iter().enumerate().map(|(at, line)| {
            last = if line.known == Known::Teaser || marks[at].lists { Some(at) } else { last };
            last
        });
        Self {
            short: sum(|line, _| line.line.look.words() < 8),
            comments: sum(|line, marks| line.known == Known::Comments || marks.comments),
            stamps: sum(|line, _| line.known == Known::Stamp),
            bullets: sum(|line, _| line.piece.starts_with(['*', '•', '-'])),
            segments: [4.0, 10.0, 20.0].map(|cost| most_text(&mass, &scores, cost)),
            commented: (0..lines.len()).find(|&at| {
                let label = lines[at].known == Known::Comments
                    || (marks[at].comments && lines[at].line.look.words() < 6);
                label && above[at] > total / 4.0
            }),
            teaser: teaser.collect(),
            block: blocks(&mass, &scores),
            copies,
            lines,
            marks,
            scores,
            above,
        }
    }

    fn total(&self) -> f32 {
        self.above.last().copied().unwrap_or_default().max(1e-9)
    }

    /// The words of likely text in some lines; beyond the page there are none.
    fn mass(&self, from: usize, to: usize) -> f32 {
        self.above[to.min(self.lines.len())] - self.above[from.min(self.lines.len())]
    }

    fn score(&self, at: Option<usize>) -> f32 {
        at.and_then(|at| self.scores.get(at)).copied().unwrap_or(NOTHING)
    }

    fn features(&self, at: usize, features: &mut [f32; AROUND.len()]) {
        let (neighbours, rest) = features.split_at_mut(NEIGHBOURS);
        let (place, labels) = rest.split_at_mut(PLACE);
        neighbours.copy_from_slice(&self.neighbours(at));
        place.copy_from_slice(&self.place(at));
        labels.copy_from_slice(&self.labels(at));
    }

    /// The scores and the text above and below.
    fn neighbours(&self, at: usize) -> [f32; NEIGHBOURS] {
        let (up, down) = (|by: usize| at.checked_sub(by), |by: usize| Some(at + by));
        let score = self.scores[at];
        let (above_3, below_3) = (self.mass(at.saturating_sub(3), at), self.mass(at + 1, at + 4));
        let (above_10, below_10) = (self.mass(at.saturating_sub(10), at), self.mass(at + 1, at + 11));
        [
            1.0,
            score,
            is(score > 0.0),
            is(score < -2.5),
            self.score(up(1)),
            self.score(up(2)),
            self.score(up(3)),
            self.score(down(1)),
            self.score(down(2)),
            self.score(down(3)),
            log1pf(above_3),
            log1pf(below_3),
            log1pf(above_3.min(below_3)),
            log1pf(above_10),
            log1pf(below_10),
            log1pf(above_10.min(below_10)),
        ]
    }

    /// Where it stands in the page and its text.
    fn place(&self, at: usize) -> [f32; PLACE] {
        let total = self.total();
        let (before, after) = (self.above[at] / total, 1.0 - self.above[at + 1] / total);
        let block = self.block[at] / total;
        let score = self.scores[at];
        let mut features = [0.0; PLACE];
        let (place, segments) = features.split_at_mut(PLACE - 4 * self.segments.len());
        place.copy_from_slice(&[
            before,
            after,
            before.min(after),
            is(before < 0.03),
            is(after < 0.03),
            at as f32 / self.lines.len() as f32,
            log1pf(total),
            block,
            is(block > 0.5),
            is(block < 0.2),
            score * block,
        ]);
        for (features, (first, last)) in segments.chunks_mut(4).zip(self.segments) {
            let inside = (first..=last).contains(&at);
            let away = if inside { 0 } else { at.abs_diff(first).min(at.abs_diff(last)) };
            let depth = if inside { (at - first).min(last - at).min(5) } else { 0 };
            let outside = if inside { 0.0 } else { score };
            features.copy_from_slice(&[is(inside), away.min(30) as f32 / 30.0, outside, depth as f32 / 5.0]);
        }
        features
    }

    /// The labels, stamps and short lines nearby.
    fn labels(&self, at: usize) -> [f32; LABELS] {
        let count = |sums: &[f32], reach: usize| {
            sums[(at + reach + 1).min(self.lines.len())] - sums[at.saturating_sub(reach)]
        };
        let short = |from: usize, to: usize| {
            let (from, to) = (from.min(self.lines.len()), to.min(self.lines.len()));
            if from < to { (self.short[to] - self.short[from]) / (to - from) as f32 } else { 1.0 }
        };
        let commented = self.commented.filter(|&label| label <= at);
        let since = self.teaser[at].map(|label| (at - label, self.mass(label, at)));
        let near = |reach: usize| is(since.is_some_and(|(away, _)| away <= reach));
        let late = self.above[at] > 0.3 * self.total();
        let little = since.is_some_and(|(_, mass)| mass < 40.0);
        [
            is(commented.is_some()),
            commented.map_or(0.0, |label| self.mass(label, at) / self.total()),
            is(count(&self.comments, 8) >= 2.0),
            is(count(&self.comments, 8) >= 4.0),
            is(count(&self.stamps, 6) >= 2.0),
            is(count(&self.stamps, 6) >= 4.0),
            near(3),
            near(8),
            near(20),
            is(little),
            is(little && late),
            short(at.saturating_sub(5), at),
            short(at + 1, at + 6),
            count(&self.bullets, 3) / 7.0,
            is(self.copies.get(&self.lines[at].line.echo).is_some_and(|&times| times > 1)),
            is(self.marks[at].lists),
            is(self.marks[at].comments),
            near(8) * short(at.saturating_sub(5), at),
            alternation(self.lines, at),
            is(!matches!(self.lines[at].known, Known::Nothing | Known::Part)),
        ]
    }
}

fn mass(line: &Seen<'_>, score: f32) -> f32 {
    line.line.look.words().min(WORDS) as f32 / (1.0 + expf(-score))
}

/// The first and last line of the run with the most likely text, less `cost` for each unlikely line.
fn most_text(mass: &[f32], scores: &[f32], cost: f32) -> (usize, usize) {
    let worth = mass.iter().zip(scores).map(
        |(mass, score)| {
            if *score > 0.0 { *mass } else { -cost / (1.0 + expf(*score)) }
        },
    );
    let lines = segment(worth);
    (lines.start, lines.end.saturating_sub(1))
}

/// The likely text that hangs together with each line: parted by no more than a few unlikely lines.
fn blocks(mass: &[f32], scores: &[f32]) -> Vec<f32> {
    const GAP: usize = 4;
    let mut block = vec![0; scores.len()];
    let (mut number, mut gap) = (0, 0);
    for (at, score) in scores.iter().enumerate() {
        gap = if *score > 0.0 { 0 } else { gap + 1 };
        number += usize::from(gap == GAP);
        block[at] = number;
    }
    let mut sums = vec![0.0; number + 1];
    block.iter().zip(mass).for_each(|(&block, mass)| sums[block] += mass);
    block.iter().map(|&block| sums[block]).collect()
}

/// How often long and short lines take turns around a line, as in lists of teasers and among comments.
fn alternation(lines: &[Seen<'_>], at: usize) -> f32 {
    const REACH: usize = 4;
    let near = &lines[at.saturating_sub(REACH)..lines.len().min(at + REACH + 1)];
    let turns = near
        .windows(2)
        .filter(|pair| (pair[0].line.look.words() < 8) != (pair[1].line.look.words() < 8))
        .count();
    turns as f32 / (2 * REACH) as f32
}
