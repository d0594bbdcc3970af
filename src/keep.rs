//! Keep order: of several copies, which one stays?

use crate::config::Keep;
use crate::telling::Day;
use jiff::civil::Date;
use std::cmp::{Ordering, Reverse};

/// What keep order goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Cut off by the end of its page.
    pub truncated: bool,
    /// Its place on the page.
    pub position: u32,
    /// Words that are compared.
    pub words: u32,
    /// Its day.
    pub day: Option<Day>,
    /// Its page, by its place among all pages, which are sorted by path and item.
    pub page: u32,
}

/// Which of two stories is to be kept rather: that comes first. Two stories are equal only if they are one.
///
/// ```
/// use unspool::{config::Keep, keep::{Standing, keep_order}};
///
/// let whole = Standing { truncated: false, position: 3, words: 90, day: None, page: 7 };
/// let cut = Standing { truncated: true, position: 0, words: 500, day: None, page: 1 };
/// assert!(keep_order(&whole, &cut, Keep::Head).is_lt());
/// assert!(keep_order(&cut, &whole, Keep::First).is_lt());
/// ```
pub fn keep_order(a: &Standing, b: &Standing, keep: Keep) -> Ordering {
    let head = || head(a).cmp(&head(b)).then_with(|| place(a).cmp(&place(b)));
    match keep {
        Keep::Head => head(),
        Keep::First => place(a).cmp(&place(b)),
        Keep::Longest => b.words.cmp(&a.words).then_with(head),
        Keep::Newest => named_day(b).cmp(&named_day(a)).then_with(head),
    }
}

/// The same as numbers: stories are in keep order when these grow, and of equal ones path, item and position, in this order.
pub fn weight(story: &Standing, keep: Keep) -> [i64; 3] {
    let words = -i64::from(story.words);
    let cut = i64::from(story.truncated) * 2 + i64::from(story.position > 0);
    // Days before the epoch are negative; those that are not named come last.
    let day = || named_day(story).map_or(i64::MAX, |day| -i64::from(day_number(day)));
    match keep {
        Keep::Head => [0, cut, words],
        Keep::First => [0, 0, 0],
        Keep::Longest => [words, cut, words],
        Keep::Newest => [day(), cut, words],
    }
}

/// A day as a number that grows with it.
fn day_number(day: Date) -> i32 {
    i32::from(day.year()) * 400 + i32::from(day.day_of_year())
}

fn head(story: &Standing) -> (bool, bool, Reverse<u32>) {
    (story.truncated, story.position > 0, Reverse(story.words))
}

fn place(story: &Standing) -> (u32, u32) {
    (story.page, story.position)
}

/// Relative days are the page's clock and say nothing of the story's age.
fn named_day(story: &Standing) -> Option<Date> {
    story.day.filter(|day| !day.relative).map(|day| day.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const STORY: Standing = Standing { truncated: false, position: 0, words: 100, day: None, page: 1 };

    fn check(keep: Keep, stories: &[Standing], expected: &[usize]) {
        let mut order: Vec<usize> = (0..stories.len()).collect();
        order.sort_by(|&a, &b| keep_order(&stories[a], &stories[b], keep));
        assert_eq!(order, expected, "{keep:?}");
    }

    #[test]
    fn whole_comes_before_cut_off_and_heads_before_tails_and_long_before_short() {
        let cut = Standing { truncated: true, words: 900, ..STORY };
        let tail = Standing { position: 1, words: 500, ..STORY };
        let long = Standing { words: 200, page: 9, ..STORY };
        check(Keep::Head, &[cut, tail, STORY, long], &[3, 2, 1, 0]);
        check(Keep::First, &[cut, tail, STORY, long], &[0, 2, 1, 3]);
        check(Keep::Longest, &[cut, tail, STORY, long], &[0, 1, 3, 2]);
    }

    #[test]
    fn weights_are_in_keep_order() {
        let days = [None, Some(date(-20, 3, 1)), Some(date(2020, 2, 28)), Some(date(2024, 12, 31))];
        let mut all = Vec::new();
        for (page, bits) in (0_u32..).zip(0..64_usize) {
            let day = days[bits / 4 % 4].map(|day| Day { day, relative: bits % 3 == 0 });
            let (position, words) = ((bits / 2 % 2) as u32, 90 + (bits / 16) as u32);
            all.push(Standing { truncated: bits % 2 > 0, position, words, day, page });
        }
        for keep in [Keep::Head, Keep::First, Keep::Longest, Keep::Newest] {
            let by = |story: &Standing| (weight(story, keep), place(story));
            for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
                assert_eq!(by(a).cmp(&by(b)), keep_order(a, b, keep), "{a:?} {b:?} {keep:?}");
            }
        }
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
