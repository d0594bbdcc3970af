//! Section names above headlines: they belong to the story below where a page has one above each.

use super::Found;
use super::rows::{Row, Rows};
use crate::label::{Ends, Sign};
use crate::rules::Rules;

/// Lets the stories begin at the section names above their headlines, if nearly all of them have one.
pub(super) fn include(rows: &Rows<'_>, rules: &Rules, stories: &mut [Found]) {
    /// One alone may as well be the end of the story above.
    const OFTEN: usize = 2;
    let first = first_headline(rows, stories).and_then(|title| kicker(rows, rules, title)).is_some();
    let later = || stories.iter().filter(|story| story.start > 0);
    let all = later().count();
    let kicked = later().filter(|story| kicker(rows, rules, story.start).is_some()).count();
    if kicked * 4 < all * 3 || kicked + usize::from(first) < OFTEN {
        return;
    }
    for story in stories.iter_mut().filter(|story| story.start > 0) {
        story.start = kicker(rows, rules, story.start).unwrap_or(story.start);
        if let Some(boundary) = &mut story.boundary {
            boundary.line = rows.line(story.start);
        }
    }
}

/// The headline of the page's first story: the first line that reads like one.
fn first_headline(rows: &Rows<'_>, stories: &[Found]) -> Option<usize> {
    const WORDS: usize = 4;
    let end = stories.first().map_or(rows.len(), |story| story.start + 1);
    (0..end.min(rows.len()))
        .find(|&at| rows.rows[at].is_headline_like() && rows.rows[at].line.look.words() >= WORDS)
}

/// The row right above, if it reads like the name of a section.
fn kicker(rows: &Rows<'_>, rules: &Rules, start: usize) -> Option<usize> {
    let at = start.checked_sub(1)?;
    let (row, above) = (&rows.rows[at], at.checked_sub(1).map(|at| &rows.rows[at]));
    // The names and towns below letters stand close to them.
    let apart = row.blanks > 0 || above.is_none_or(|above| above.furniture || above.hint.is_some());
    let close = rows.rows[start].blanks <= row.blanks || rows.rows[start].blanks == 0;
    let named = apart && close && is_section(row, rules) && !rows.recurs(at);
    (named || is_number(rows.piece(at))).then_some(at)
}

fn is_section(row: &Row, rules: &Rules) -> bool {
    const WORDS: usize = 3;
    let known = match row.line.sign {
        Sign::Rule(id) => rules.name(id) == "chrome/navigation-label",
        Sign::Text => row.line.look.is_name_like(),
        _ => false,
    };
    known && row.line.look.words() <= WORDS && row.line.look.ends() == Ends::Open
}

/// The number of an item: `2.`
fn is_number(piece: &str) -> bool {
    let digits = piece.trim_end_matches(['.', ')']);
    digits.len() < piece.len()
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}
