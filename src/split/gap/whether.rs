//! What a gap shows of whether a story begins in it.

use super::{Class, Gap, Page};
use crate::model::is;
use crate::split::kind::Kind;
use crate::split::topic::{Shift, shared, shift};
use libm::log1pf;
use std::ops::Range;

/// How many features a gap has alone: those of the parts below.
pub(super) const ALONE: usize = 21 + 7 + 4 + 18;
/// A headline of so many words beside a date or a byline is told apart.
const DATED_WORDS: usize = 4;
/// A header has so many rows at most.
const HEADER_ROWS: usize = 14;
/// So many rows of the text above are compared with the text below.
const ABOVE: usize = 30;

fn log(count: usize) -> f32 {
    log1pf(count as f32)
}

impl Page<'_> {
    /// What a gap shows alone.
    pub(super) fn alone(&self, at: usize, topics: &Gap<'_>) -> [f32; ALONE] {
        let gap = self.gaps[at].clone();
        let looks = self.looks(gap.clone());
        let recurs = self.recurs(gap.clone());
        let about = self.about(topics);
        let around = self.around(at);
        let parts = [&looks[..], &recurs, &about, &around];
        let mut features = [0.0; ALONE];
        features.iter_mut().zip(parts.into_iter().flatten()).for_each(|(slot, value)| *slot = *value);
        features
    }

    /// What stands in a gap.
    fn looks(&self, gap: Range<usize>) -> [f32; 21] {
        let rows = &self.rows.rows;
        let headlines = || gap.clone().filter(|&row| self.is_headline(row));
        let longest = headlines().map(|row| rows[row].line.look.words()).max().unwrap_or(0);
        let has = |class: Class| is(self.has(gap.clone(), class));
        let dated = |class: Class| has(class) * is(longest >= DATED_WORDS);
        [
            log(gap.len()),
            is(gap.len() == 1),
            is(rows[gap.start..=gap.end].iter().all(|row| row.blanks == 0)),
            is(longest > 0),
            is(longest > DATED_WORDS),
            is(headlines().nth(1).is_some()),
            dated(Class::Stamp),
            dated(Class::Byline),
            has(Class::Stamp),
            has(Class::Byline),
            has(Class::Path),
            has(Class::Section),
            has(Class::Separator),
            has(Class::End),
            has(Class::Teaser),
            has(Class::Comments),
            has(Class::Mark),
            has(Class::Topics),
            has(Class::Picture),
            has(Class::Bullet),
            has(Class::Name),
        ]
    }

    /// What of it stands elsewhere as well.
    fn recurs(&self, gap: Range<usize>) -> [f32; 7] {
        const LINES: f32 = 4.0;
        const OFTEN: f32 = 5.0;
        let mut told: Vec<Kind> = Vec::new();
        let (mut dates, mut lines, mut opens, mut closes) = (0.0, 0.0, 0.0, 0.0);
        for (kind, seen) in gap.clone().flat_map(|row| self.seen(row)) {
            if told.contains(&kind) {
                continue;
            }
            told.push(kind);
            opens += is(seen.opens);
            closes += is(seen.closes);
            match kind {
                Kind::Stamp | Kind::Byline => dates += is(seen.gaps >= 2),
                Kind::Line(_) | Kind::Lead(_) if seen.gaps + usize::from(seen.closes) >= 2 => {
                    lines += kind.weight() as f32;
                }
                _ => {}
            }
        }
        let rows = &self.rows.rows;
        let echo = |row: usize| {
            rows[row].line.echo != 0
                && rows[gap.start..row].iter().any(|above| above.line.echo == rows[row].line.echo)
        };
        let echoes = gap.clone().any(echo);
        [
            dates,
            lines.min(LINES),
            f32::min(opens, OFTEN),
            f32::min(closes, OFTEN),
            self.like_first(gap.clone()),
            self.header_like_first(gap),
            is(echoes),
        ]
    }

    /// How much of the page's head stands in a gap, by classes.
    fn like_first(&self, gap: Range<usize>) -> f32 {
        const MOST: usize = 8;
        let mut left = self.head;
        let mut common = 0;
        for row in gap {
            let left = &mut left[self.classes[row] as usize];
            common += usize::from(*left > 0);
            *left = left.saturating_sub(1);
        }
        common as f32 / self.head.iter().sum::<usize>().clamp(1, MOST) as f32
    }

    /// How much of what stands from a headline of a gap down to the text also stands, in the same order, below one of the
    /// last headlines of the page's head: the longest common subsequence of classes, as a share of the longer of the two.
    fn header_like_first(&self, gap: Range<usize>) -> f32 {
        const FIRST: usize = 3;
        let share = |a: &[Class], b: &[Class]| common(a, b) as f32 / a.len().max(b.len()) as f32;
        let shares = self.headers(gap).flat_map(|header| {
            self.headers(self.gaps[0].clone()).take(FIRST).map(move |first| share(header, first))
        });
        shares.fold(0.0, f32::max)
    }

    /// What stands from each headline of a gap down to the text, the nearest one first.
    fn headers(&self, gap: Range<usize>) -> impl Iterator<Item = &[Class]> {
        let near = gap.end.saturating_sub(HEADER_ROWS).max(gap.start)..gap.end;
        near.rev().filter(|&row| self.is_headline(row)).map(move |row| &self.classes[row..gap.end])
    }

    /// Whether the text below is about something else than the text above.
    fn about(&self, topics: &Gap<'_>) -> [f32; 4] {
        /// What two texts about something else have in common.
        const USUAL: f32 = 0.15;
        let gap = &topics.rows;
        let above = gap.start.saturating_sub(ABOVE)..gap.start;
        let change = shift(self.rows, above.clone(), gap.end);
        let lean = topics.best.map_or(0.0, |row| topics.topics.lean(self.rows, row));
        [
            is(change == Shift::New),
            is(change == Shift::Same),
            shared(self.rows, above, gap.end).unwrap_or(USUAL),
            lean,
        ]
    }

    /// How much text stands around it, and what kind of page it is.
    fn around(&self, at: usize) -> [f32; 18] {
        /// Beyond this, log-odds are as sure.
        const SURE: f32 = 6.0;
        let (rows, gap) = (self.rows, self.gaps[at].clone());
        let above = self.gaps[at - 1].end..gap.start;
        let below = gap.end..self.text_end(gap.end);
        let words = |range: &Range<usize>| rows.words(range.clone());
        let next = self.gaps.get(at + 1).filter(|next| below.len() == 1 && next.start == below.end);
        let last =
            Some(&self.gaps[at - 1]).filter(|last| at > 1 && above.len() == 1 && last.end == above.start);
        let headed = |gap: &Range<usize>| gap.clone().any(|row| self.is_headline(row));
        let dated =
            |gap: &Range<usize>| self.has(gap.clone(), Class::Stamp) || self.has(gap.clone(), Class::Byline);
        let commented = rows.comments().is_some_and(|comments| comments < gap.start);
        [
            is(words(&below) < 20),
            is(words(&below) < 40),
            is(words(&above) < 20),
            is(words(&above) < 40),
            log(rows.words(0..gap.start)),
            log(rows.words(gap.end..rows.len())),
            is(next.is_some_and(dated)),
            next.map_or(0.0, |next| log(next.len())),
            is(last.is_some_and(headed)),
            last.map_or(0.0, |last| log(last.len())),
            is(rows.rows[gap.end].line.look.dateline() > 0),
            log(self.gaps.len()),
            self.shares[0],
            self.shares[1],
            is(rows.rows[gap.end].line.likely.is_none()),
            is(commented),
            is(at == 1),
            rows.rows[gap.end].line.likely.unwrap_or_default().clamp(-SURE, SURE),
        ]
    }

    /// Where a text ends.
    fn text_end(&self, start: usize) -> usize {
        let text = self.classes[start..].iter().take_while(|class| **class == Class::Prose).count();
        start + text
    }
}

/// How long the longest common subsequence of two headers is.
fn common(a: &[Class], b: &[Class]) -> usize {
    let mut lengths = [0; HEADER_ROWS + 1];
    for class in a {
        let mut corner = 0;
        for (at, other) in b.iter().enumerate() {
            let length = if class == other { corner + 1 } else { lengths[at].max(lengths[at + 1]) };
            corner = std::mem::replace(&mut lengths[at + 1], length);
        }
    }
    lengths[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_classes_stand_in_the_same_order() {
        use Class::{Byline, Headline, Picture, Stamp};
        assert_eq!(common(&[Headline, Picture, Byline, Stamp], &[Headline, Byline, Stamp]), 3);
        assert_eq!(common(&[Stamp, Headline], &[Headline, Stamp]), 1);
        assert_eq!(common(&[], &[Stamp]), 0);
    }
}
