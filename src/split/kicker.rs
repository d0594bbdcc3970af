//! Section names and slugs above headlines: they belong to the story below where a page has one above each.

use super::rows::{Row, Rows, shouts};
use super::{Found, STORY_WORDS, begins_page, ordinal};
use crate::label::{Ends, Sign};
use crate::rules::{Rules, Tells};
use crate::span::is_white;
use crate::words::holds_digit;
use rustc_hash::{FxHashMap, FxHashSet};

/// Lets the stories begin at what stands above their headlines, if nearly all of them have it: the name of a section, or
/// a line that begins like the one above the page's first headline, as the slugs of agencies do (`KNA-107`).
pub(super) fn include(rows: &Rows<'_>, rules: &Rules, stories: &mut [Found]) {
    let headed = begins_page(rows, stories);
    let mut page = Page { rows, rules, first: first_headline(rows, stories), opens: false };
    page.opens = page.opens_with_section_alone();
    let later = &mut stories[usize::from(headed)..];
    for story in &mut *later {
        page.include_copies(story);
        page.include_lead(story);
    }
    if !page.include_sections(later) && !page.include_forms(later) {
        page.include_slugs(later);
    }
    keep_apart(stories);
    for story in &mut stories[usize::from(headed)..] {
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

/// What is looked at.
struct Page<'r> {
    rows: &'r Rows<'r>,
    rules: &'r Rules,
    /// Where the first story begins, and its headline.
    first: Option<(usize, usize)>,
    /// Whether the name of a section stands above the page's first headline, so that it needs no other sign below.
    opens: bool,
}

impl Page<'_> {
    /// Whether nearly all stories have the name of a section above, and begin there now.
    fn include_sections(&self, later: &mut [Found]) -> bool {
        /// One alone may as well be the end of the story above.
        const OFTEN: usize = 2;
        let kicked = |story: &&Found| self.begins_there(story) || self.kicker(story.start).is_some();
        let kicked = later.iter().filter(kicked).count();
        if kicked * 4 < later.len() * 3 || kicked + usize::from(self.opens_with_section()) < OFTEN {
            return false;
        }
        let above = |story: &Found| self.kicker(story.start).filter(|_| !self.begins_there(story));
        let found: Vec<Option<usize>> = later.iter().map(above).collect();
        later.iter_mut().zip(&found).for_each(|(story, at)| story.start = at.unwrap_or(story.start));
        found.iter().any(Option::is_some)
    }

    /// Whether a story begins at the name of a section already.
    fn begins_there(&self, story: &Found) -> bool {
        story.title.is_some_and(|title| story.start < title) && self.is_section(story.start)
    }

    /// Lets a story begin at the label of its headline (`EXCLUSIVE`) or the way to its page.
    fn include_lead(&self, story: &mut Found) {
        let leads = |at: usize| {
            let (row, headed) = (&self.rows.rows[at], story.title.is_some());
            let label = row.line.sign == Sign::Text && self.rules.labels.headline.is_one(self.rows.piece(at));
            headed && (row.tells == Tells::Path || (label && self.rows.rows[at + 1].blanks <= row.blanks))
        };
        let above = story.start.checked_sub(1);
        story.start = above.filter(|&at| leads(at)).unwrap_or(story.start);
    }

    /// The name of a section stands above the page's first headline; what closes a story cannot stand there.
    fn opens_with_section(&self) -> bool {
        let Some((_, title)) = self.first else { return false };
        let above = title.checked_sub(1);
        above.is_some_and(|at| self.is_section(at)) || self.kicker(title).is_some()
    }

    /// The same, where that is no last item of a menu.
    fn opens_with_section_alone(&self) -> bool {
        let above = self.first.and_then(|(_, title)| title.checked_sub(2));
        self.opens_with_section() && above.is_some_and(|at| !self.rows.rows[at].line.look.is_name_like())
    }

    /// The row right above, if it reads like the name of a section.
    fn kicker(&self, start: usize) -> Option<usize> {
        let at = start.checked_sub(1)?;
        let (row, above) = (&self.rows.rows[at], at.checked_sub(1).map(|at| &self.rows.rows[at]));
        // The names and towns below letters stand close to them.
        let apart = row.blanks > 0 || above.is_none_or(|above| above.furniture || above.hint.is_some());
        let close = self.rows.rows[start].blanks <= row.blanks || self.rows.rows[start].blanks == 0;
        let named = (apart || self.opens || self.is_listed(at))
            && close
            && self.is_section(at)
            && !self.rows.recurs(at);
        (named || is_number(self.rows.piece(at))).then_some(at)
    }

    /// Whether the words stand in the menu at the page's head as well.
    fn is_listed(&self, at: usize) -> bool {
        let menu = self.rows.first_copy(at);
        self.first.is_some_and(|(start, _)| menu < start) && self.rows.words(0..menu) < STORY_WORDS
    }

    fn is_section(&self, at: usize) -> bool {
        const WORDS: usize = 3;
        let row = &self.rows.rows[at];
        let known = match row.line.sign {
            Sign::Rule(id) => self.rules.tells(id) == Tells::Section,
            Sign::Text => row.line.look.is_name_like(),
            _ => false,
        };
        known && row.line.look.words() <= WORDS && row.line.look.ends() == Ends::Open
    }

    /// The headline right above, and the way to the page that ends with it, belong to the story.
    fn include_copies(&self, story: &mut Found) {
        let Some(title) = story.title.filter(|&title| title == story.start) else { return };
        let (row, piece) = (&self.rows.rows[title], self.rows.piece(title));
        while let Some(at) = story.start.checked_sub(1) {
            let (above, text) = (&self.rows.rows[at], self.rows.piece(at));
            let copy = row.line.echo != 0 && above.line.echo == row.line.echo;
            let way = text.len() > piece.len() && text.ends_with(piece) && !above.is_prose();
            if !copy && !way {
                return;
            }
            story.start = at;
            story.title = if copy { Some(at) } else { story.title };
        }
    }

    /// Whether some stories had a line of one form above, which stands nowhere else, and begin there now. What ends
    /// stories stands below the last one as well.
    fn include_forms(&self, later: &mut [Found]) -> bool {
        const OFTEN: usize = 2;
        let above: FxHashSet<usize> = later.iter().filter_map(|story| story.start.checked_sub(1)).collect();
        let Some((first, _)) = self.first else { return false };
        let forms = (first..self.rows.len()).filter_map(|at| Some((section_form(self.rows, at)?, at)));
        let mut places: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        forms.for_each(|(form, at)| places.entry(form).or_default().push(at));
        let leading = |story: &Found| {
            let at = story.start.checked_sub(1)?;
            let all = places.get(&section_form(self.rows, at)?)?;
            (all.len() >= OFTEN && all.iter().all(|at| above.contains(at))).then_some(at)
        };
        let found: Vec<Option<usize>> = later.iter().map(leading).collect();
        later.iter_mut().zip(&found).for_each(|(story, at)| story.start = at.unwrap_or(story.start));
        found.iter().any(Option::is_some)
    }

    /// Moves the beginnings up as long as above all of them a line begins like the one above the first headline.
    fn include_slugs(&self, later: &mut [Found]) {
        const ROWS: usize = 3;
        let Some((first, _)) = self.first.filter(|_| !later.is_empty()) else { return };
        for above in (first.saturating_sub(ROWS)..first).rev() {
            let Some(form) = slug_form(self.rows, above) else { return };
            let form_above = |story: &Found| slug_form(self.rows, story.start.checked_sub(1)?);
            if !later.iter().all(|story| form_above(story).as_ref() == Some(&form)) {
                return;
            }
            later.iter_mut().for_each(|story| story.start -= 1);
        }
    }
}

/// What a short line is known by as the name of a section: the sign it begins with, or `A` where all is capitals.
fn section_form(rows: &Rows<'_>, at: usize) -> Option<char> {
    const WORDS: usize = 4;
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    let short = !row.is_prose() && row.line.look.words() <= WORDS && row.line.look.ends() == Ends::Open;
    let first = piece.chars().next().filter(|_| short)?;
    match first {
        _ if !piece.contains(char::is_alphabetic) || holds_digit(piece) => None,
        _ if !first.is_alphanumeric() && !"‘’“\"«„「([@#".contains(first) => Some(first),
        _ => shouts(piece).then_some('A'),
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

/// Where the page's first story begins, and its headline: the one found, else the first line that reads like one.
fn first_headline(rows: &Rows<'_>, stories: &[Found]) -> Option<(usize, usize)> {
    const WORDS: usize = 4;
    if begins_page(rows, stories) {
        return stories[0].title.map(|title| (stories[0].start, title));
    }
    let end = stories.first().map_or(rows.len(), |story| story.start + 1);
    let reads = |row: &Row| row.is_headline_like() && row.line.look.words() >= WORDS;
    let first = rows.rows[..end.min(rows.len())].iter().position(reads)?;
    Some((first, first))
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
