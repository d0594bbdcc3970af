//! The headline of a story that no boundary announces: the first of its page.

use super::PageLines;
use crate::label::{Sign, byline_width};
use crate::split::{Run, StemSet, each_stem, ends_in_credit};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

/// A headline stands at most so many lines above its body.
pub(super) const ROWS: usize = 40;
/// What a line must score to be taken for the headline.
const ENOUGH: i32 = 3;

/// The body of a run: the first line of prose that more text follows, else the first line of prose.
pub(super) fn body_start(page: &PageLines<'_>, range: Range<usize>) -> Option<usize> {
    const NEAR: usize = 4;
    let rows: Vec<usize> = page.rows(range).collect();
    let prose = || (0..rows.len()).filter(|&at| page.is_prose(rows[at]));
    let followed = |at: &usize| rows[at + 1..].iter().take(NEAR).any(|&index| page.is_prose(index));
    prose().find(followed).or_else(|| prose().next()).map(|at| rows[at])
}

/// The headline and the body that a run tells, or that can be seen.
pub(super) struct Told {
    /// The line of the headline, by index.
    pub(super) title: Option<usize>,
    /// The first line of the body, by index.
    pub(super) body: usize,
    /// The line behind the run, by index.
    end: usize,
    /// The words of the body's beginning, once somebody has asked.
    topic: OnceCell<StemSet>,
}

impl Told {
    pub(super) fn new(page: &PageLines<'_>, run: &Run) -> Self {
        let body = match run.title {
            Some(_) => run.body,
            None => body_start(page, run.lines.clone()).unwrap_or(run.lines.end),
        };
        let mut told = Self { title: run.title, body, end: run.lines.end, topic: OnceCell::new() };
        if run.title.is_none() {
            told.title = headline(page, run.lines.start, &told);
        }
        told
    }

    /// The words of the body's beginning.
    pub(super) fn topic(&self, page: &PageLines<'_>) -> &StemSet {
        const BODY_ROWS: usize = 6;
        let rows = page.rows(self.body..self.end).take(BODY_ROWS);
        self.topic.get_or_init(|| StemSet::of(rows.map(|row| page.piece(row)), LOOKED_AT))
    }
}

/// The line above a body, from a line on, that reads most like its headline.
fn headline(page: &PageLines<'_>, start: usize, told: &Told) -> Option<usize> {
    let above: Vec<usize> = page.rows(start..told.body).collect();
    let near = &above[above.len().saturating_sub(ROWS)..];
    let candidates: Vec<usize> = near.iter().copied().filter(|&index| is_candidate(page, index)).collect();
    if candidates.is_empty() {
        return None;
    }
    let topic = told.topic(page);
    let copies = copies(page, start..told.body);
    let scored = candidates.into_iter().map(|index| {
        let echoed = copies.get(&page.lines[index].echo).is_some_and(|&times| times > 1);
        // Buttons stand twice as well.
        let weight = if page.lines[index].look.words() > 2 { 3 } else { 1 };
        (score(page, index, topic) + weight * i32::from(echoed), index)
    });
    // Of equals the first: it is the first copy.
    let best = scored.max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index)))?;
    let first_line = above.iter().find(|&&index| !is_known_furniture(page, index)) == Some(&best.1);
    (best.0 + i32::from(first_line) >= ENOUGH).then_some(best.1)
}

/// Whether some rule knows a line that no model has judged: what stands below it may be the first line of the page.
fn is_known_furniture(page: &PageLines<'_>, index: usize) -> bool {
    let line = &page.lines[index];
    line.likely.is_none() && matches!(line.sign, Sign::Rule(_))
}

/// A line of a headline's shape that does not name an author; one behind a bullet only right above a date.
fn is_candidate(page: &PageLines<'_>, index: usize) -> bool {
    let line = &page.lines[index];
    let dated = || {
        let next = page.rows(index + 1..page.lines.len()).next();
        let above = page.rows(0..index).next_back();
        // Below "Home", a bullet is the last step of the way to the page.
        let step = above.is_some_and(|above| matches!(page.lines[above].sign, Sign::Rule(_)));
        !step && next.is_some_and(|next| matches!(page.lines[next].sign, Sign::Stamp(_)))
    };
    let plain = line.sign == Sign::Text && byline_width(page.piece(index), &page.rules.labels).is_none();
    line.look.is_headline_like() && (plain || (line.sign == Sign::Bullet && dated()))
}

fn copies(page: &PageLines<'_>, range: Range<usize>) -> HashMap<u64, usize> {
    let mut copies = HashMap::new();
    for index in range {
        *copies.entry(page.lines[index].echo).or_insert(0) += 1;
    }
    copies.remove(&0);
    copies
}

/// What speaks for a line: words that come back in the body, its length, a date or author below.
fn score(page: &PageLines<'_>, index: usize, topic: &StemSet) -> i32 {
    /// So much of its words has to come back; more says no more, for a summary repeats more of them than a headline.
    const FULL: usize = 2;
    let line = &page.lines[index];
    let words = stems(page.piece(index));
    let shared = words.iter().filter(|&&stem| topic.has(stem)).count();
    let topical = if words.is_empty() { 0 } else { (5 * shared / words.len().max(2)).min(FULL) };
    let long = i32::from(line.look.words() >= 4) + i32::from(line.look.words() >= 6);
    let named = |at: usize| {
        matches!(page.lines[at].sign, Sign::Stamp(_))
            || byline_width(page.piece(at), &page.rules.labels).is_some()
    };
    // Where no model sorts out summaries and section names, they stand in between.
    let near = if line.likely.is_some() { 3 } else { 5 };
    let signed = page.rows(index + 1..page.lines.len()).take(near).any(named);
    let name = i32::from(line.look.is_name_like() && line.look.words() < 4);
    let caption = i32::from(ends_in_credit(page.piece(index)));
    i32::try_from(topical).unwrap_or_default() + long + i32::from(signed) - 2 * name - 2 * caption
}

/// So much of a text is looked at for its words, in bytes.
pub(super) const LOOKED_AT: usize = 2000;

/// The stems of the longer words of a text, each once, in order.
pub(super) fn stems(text: &str) -> Vec<u64> {
    let mut stems = Vec::new();
    each_stem(&text[..text.floor_char_boundary(LOOKED_AT)], |stem| stems.push(stem));
    stems.sort_unstable();
    stems.dedup();
    stems
}
