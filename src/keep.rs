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
    fn the_newest_named_day_comes_first_and_relative_ones_last() {
        let on = |day, relative| Some(Day { day, relative });
        let old = Standing { day: on(date(2020, 1, 1), false), ..STORY };
        let new = Standing { day: on(date(2024, 1, 1), false), ..STORY };
        let clock = Standing { day: on(date(2025, 1, 1), true), ..STORY };
        check(Keep::Newest, &[clock, old, STORY, new], &[3, 1, 0, 2]);
    }
}
