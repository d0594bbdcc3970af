//! Keep order: of several copies, which one stays?

use crate::config::Keep;
use crate::telling::Day;
use jiff::civil::Date;
use std::cmp::Reverse;

/// What keep order goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'s> {
    /// Cut off by the end of its page.
    pub truncated: bool,
    /// Its place on the page.
    pub position: usize,
    /// Words that are compared.
    pub words: usize,
    /// Its day.
    pub day: Option<Day>,
    /// The input it stands in.
    pub path: &'s str,
    /// The line or record of a container.
    pub item: Option<u64>,
}

/// Indices into `stories`, the story to keep first.
pub fn keep_order(stories: &[Standing<'_>], keep: Keep) -> Vec<usize> {
    let mut order: Vec<usize> = (0..stories.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&stories[a], &stories[b]);
        let head = || head(a).cmp(&head(b)).then_with(|| place(a).cmp(&place(b)));
        match keep {
            Keep::Head => head(),
            Keep::First => place(a).cmp(&place(b)),
            Keep::Longest => Reverse(a.words).cmp(&Reverse(b.words)).then_with(head),
            Keep::Newest => Reverse(named_day(a)).cmp(&Reverse(named_day(b))).then_with(head),
        }
    });
    order
}

fn head(story: &Standing<'_>) -> (bool, bool, Reverse<usize>) {
    (story.truncated, story.position > 0, Reverse(story.words))
}

fn place<'s>(story: &Standing<'s>) -> (&'s [u8], Option<u64>, usize) {
    (story.path.as_bytes(), story.item, story.position)
}

/// Relative days are the page's clock and say nothing of the story's age.
fn named_day(story: &Standing<'_>) -> Option<Date> {
    story.day.filter(|day| !day.relative).map(|day| day.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const STORY: Standing<'static> =
        Standing { truncated: false, position: 0, words: 100, day: None, path: "b", item: None };

    fn check(keep: Keep, stories: &[Standing<'_>], expected: &[usize]) {
        assert_eq!(keep_order(stories, keep), expected, "{keep:?}");
    }

    #[test]
    fn whole_comes_before_cut_off_and_heads_before_tails_and_long_before_short() {
        let cut = Standing { truncated: true, words: 900, ..STORY };
        let tail = Standing { position: 1, words: 500, ..STORY };
        let long = Standing { words: 200, path: "z", ..STORY };
        check(Keep::Head, &[cut, tail, STORY, long], &[3, 2, 1, 0]);
        check(Keep::First, &[cut, tail, STORY, long], &[0, 2, 1, 3]);
        check(Keep::Longest, &[cut, tail, STORY, long], &[0, 1, 3, 2]);
    }

    #[test]
    fn the_newest_named_day_comes_first_and_relative_ones_last() {
        let on = |day, relative| Some(Day { day, relative });
        let old = Standing { day: on(date(2020, 1, 1), false), ..STORY };
        let new = Standing { day: on(date(2024, 1, 1), false), ..STORY };
        let clock = Standing { day: on(date(2025, 1, 1), true), ..STORY };
        check(Keep::Newest, &[clock, old, STORY, new], &[3, 1, 0, 2]);
    }
}
