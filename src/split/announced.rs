//! What announces a story above its headline: another copy of it, the number of an item, the slug of an agency.
//!
//! Names of sections, ways to the page and labels such as `EXCLUSIVE` lead to other pages or say of what kind a story is.
//! They are of no story: a story begins below them.

use super::rows::{Row, Rows};
use super::{Found, begins_page, ordinal};
use crate::label::Sign;
use crate::span::is_white;
use crate::words::holds_digit;

/// Lets the stories begin at what announces them: a copy of the headline, a number, or a line that begins like the one
/// above the page's first headline, as the slugs of agencies do (`KNA-107`).
pub(super) fn include(rows: &Rows<'_>, stories: &mut [Found]) {
    let headed = usize::from(begins_page(rows, stories));
    let first = first_headline(rows, stories);
    let later = &mut stories[headed..];
    later.iter_mut().for_each(|story| include_copies(rows, story));
    if !include_numbers(rows, later) {
        include_slugs(rows, first, later);
    }
    keep_apart(stories);
    for story in &mut stories[headed..] {
        if let Some(boundary) = &mut story.boundary {
            boundary.line = rows.line(story.start);
        }
    }
}

/// Whatever stands above a headline, no story begins within the header of the one above.
fn keep_apart(stories: &mut [Found]) {
    for at in 1..stories.len() {
        let least = stories[at - 1].body.max(stories[at - 1].start + 1);
        let story = &mut stories[at];
        story.start = story.start.max(least);
        story.title = story.title.map(|title| title.max(story.start));
    }
}

/// Copies of the headline right above it belong to the story.
fn include_copies(rows: &Rows<'_>, story: &mut Found) {
    let Some(title) = story.title.filter(|&title| title == story.start) else { return };
    let echo = rows.rows[title].line.echo;
    while let Some(above) = story.start.checked_sub(1) {
        if echo == 0 || rows.rows[above].line.echo != echo {
            return;
        }
        (story.start, story.title) = (above, Some(above));
    }
}

/// Whether most stories have a number of their own right above, and begin there now.
fn include_numbers(rows: &Rows<'_>, later: &mut [Found]) -> bool {
    /// One alone may as well be the end of the story above.
    const OFTEN: usize = 2;
    let numbered = |story: &Found| story.start.checked_sub(1).filter(|&at| is_number(rows.piece(at)));
    let found: Vec<Option<usize>> = later.iter().map(numbered).collect();
    let count = found.iter().flatten().count();
    if count < OFTEN || count * 4 < later.len() * 3 {
        return false;
    }
    later.iter_mut().zip(&found).for_each(|(story, at)| story.start = at.unwrap_or(story.start));
    true
}

/// Moves the beginnings up as long as above all of them a line begins like the one above the first headline.
fn include_slugs(rows: &Rows<'_>, first: Option<usize>, later: &mut [Found]) {
    const ROWS: usize = 3;
    let Some(first) = first.filter(|_| !later.is_empty()) else { return };
    for above in (first.saturating_sub(ROWS)..first).rev() {
        let Some(form) = slug_form(rows, above) else { return };
        let form_above = |story: &Found| slug_form(rows, story.start.checked_sub(1)?);
        if !later.iter().all(|story| form_above(story).as_ref() == Some(&form)) {
            return;
        }
        later.iter_mut().for_each(|story| story.start -= 1);
    }
}

/// How the first word of a short line is made, if it has a digit: `A-9` of `KNA-107`.
fn slug_form(rows: &Rows<'_>, at: usize) -> Option<String> {
    let row = &rows.rows[at];
    let word = rows.piece(at).split(is_white).next().filter(|word| holds_digit(word))?;
    let plain = row.line.sign == Sign::Text && !row.is_prose();
    let mut form: Vec<char> = word.chars().map(letter_kind).collect();
    form.dedup();
    plain.then(|| form.into_iter().collect())
}

fn letter_kind(letter: char) -> char {
    match letter {
        _ if letter.is_numeric() => '9',
        _ if letter.is_alphabetic() => 'A',
        _ => letter,
    }
}

/// Where the page's first story begins: at the header found, else at the first line that reads like a headline.
fn first_headline(rows: &Rows<'_>, stories: &[Found]) -> Option<usize> {
    const WORDS: usize = 4;
    if begins_page(rows, stories) {
        return stories[0].title.map(|_| stories[0].start);
    }
    let end = stories.first().map_or(rows.len(), |story| story.start + 1);
    let reads = |row: &Row| row.is_headline_like() && row.line.look.words() >= WORDS;
    rows.rows[..end.min(rows.len())].iter().position(reads)
}

/// The number of an item: `2.`, `[2]`
fn is_number(piece: &str) -> bool {
    ordinal::number(piece).is_some_and(|number| number.width == piece.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_story_begins_within_the_header_of_the_one_above() {
        let found = |start, title, body| Found { start, title: Some(title), body, boundary: None };
        let mut stories = [found(3, 3, 5), found(3, 4, 6), found(9, 9, 10)];
        keep_apart(&mut stories);
        assert_eq!(
            stories.map(|story| (story.start, story.title)),
            [(3, Some(3)), (5, Some(5)), (9, Some(9))]
        );
    }
}
