//! The headline of a story that no boundary announces: the first of its page.

use super::PageLines;
use crate::label::Sign;
use crate::words::compared;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A headline stands at most so many lines above its body.
const REACH: usize = 40;
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

/// The line above `body` that reads most like its headline.
pub(super) fn headline(page: &PageLines<'_>, range: Range<usize>, body: usize) -> Option<usize> {
    let above: Vec<usize> = page.rows(range.start..body).collect();
    let near = &above[above.len().saturating_sub(REACH)..];
    let topic = stems(
        &page.rows(body..range.end).take(6).map(|index| page.piece(index)).collect::<Vec<_>>().join(" "),
    );
    let copies = copies(page, range.start..body);
    let scored = near.iter().filter(|&&index| is_candidate(page, index)).map(|&index| {
        let echoed = copies.get(&page.lines[index].echo).is_some_and(|&times| times > 1);
        (score(page, index, &topic) + 3 * i32::from(echoed), index)
    });
    // Of equals the first: it is the first copy.
    let best = scored.max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index)))?;
    let first_line = above.first() == Some(&best.1);
    (best.0 + i32::from(first_line) >= ENOUGH).then_some(best.1)
}

fn is_candidate(page: &PageLines<'_>, index: usize) -> bool {
    page.lines[index].sign == Sign::Text && page.lines[index].look.is_headline_like()
}

fn copies(page: &PageLines<'_>, range: Range<usize>) -> HashMap<u64, usize> {
    let mut copies = HashMap::new();
    for index in range {
        *copies.entry(page.lines[index].echo).or_insert(0) += 1;
    }
    copies.remove(&0);
    copies
}

fn score(page: &PageLines<'_>, index: usize, topic: &BTreeSet<String>) -> i32 {
    let line = &page.lines[index];
    let words = stems(page.piece(index));
    let shared = words.intersection(topic).count();
    let topical = if words.is_empty() { 0 } else { 3 * shared / words.len().max(2) };
    let long = i32::from(line.look.words() >= 4) + i32::from(line.look.words() >= 6);
    let below = page
        .rows(index + 1..page.lines.len())
        .take(2)
        .any(|next| matches!(page.lines[next].sign, Sign::Stamp(_)));
    let name = i32::from(line.look.is_name_like() && line.look.words() < 4);
    i32::try_from(topical.min(3)).unwrap_or(3) + long + i32::from(below) - 2 * name
}

fn stems(text: &str) -> BTreeSet<String> {
    const LETTERS: usize = 4;
    const STEM: usize = 6;
    let text = &text[..text.floor_char_boundary(2000)];
    let words = compared(text);
    let long = words.iter().filter(|word| word.chars().count() >= LETTERS || !word.is_ascii());
    long.map(|word| word.chars().take(STEM).collect()).collect()
}
