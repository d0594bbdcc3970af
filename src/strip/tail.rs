//! Where the text of a story ends and its tail begins.

use super::PageLines;
use crate::evidence::Evidence;
use crate::label::{Ends, Sign};
use crate::role::Part;
use crate::rules::Tells;
use std::ops::Range;

/// The tail of a story.
pub(super) struct Tail {
    /// Where the story is over and only furniture follows.
    pub(super) start: usize,
    /// Whether the text is in a language other than English that has a table: no model has judged its lines, but rules have.
    pub(super) foreign: bool,
}

impl Tail {
    pub(super) fn new(page: &PageLines<'_>, body: Range<usize>) -> Self {
        let foreign = is_foreign(page, body.clone());
        let text_end = if foreign { heaviest_end } else { last_end };
        Self { start: start(page, body, text_end), foreign }
    }
}

/// Where the tail begins: at a mark that ends the story, else behind its text.
fn start(page: &PageLines<'_>, body: Range<usize>, text_end: fn(&PageLines<'_>, &[usize]) -> usize) -> usize {
    let rows: Vec<usize> = page.rows(body.clone()).collect();
    let prose: Vec<usize> =
        rows.iter().map(|&at| if page.is_prose(at) { page.lines[at].look.words() } else { 0 }).collect();
    let total: usize = prose.iter().sum();
    let mut above = 0;
    for (at, &index) in rows.iter().enumerate() {
        if above > 0 && ends_story(page, index, (above, total - above)) {
            return index;
        }
        above += prose[at];
    }
    rows.get(text_end(page, &rows)).copied().unwrap_or(body.end)
}

/// Whether the text is in a language other than English that has a table: no model has judged its lines, but rules have.
fn is_foreign(page: &PageLines<'_>, body: Range<usize>) -> bool {
    !page.is_judged(body.clone()) && page.language(body).is_some_and(|tag| tag != "en")
}

/// How many of the rows the text takes.
fn last_end(page: &PageLines<'_>, rows: &[usize]) -> usize {
    rows.iter().rposition(|&index| is_text(page, index)).map_or(0, |at| at + 1)
}

/// The same where no model judges lines: a sentence far down among short lines is no text, which ends where its words
/// outweigh the short lines in it by the most.
fn heaviest_end(page: &PageLines<'_>, rows: &[usize]) -> usize {
    let (mut sum, mut most, mut end) = (0, 0, 0);
    for (at, &index) in rows.iter().enumerate() {
        // What the end of the page cuts off is text as well.
        let cut_off = at + 1 == rows.len() && at > 0 && page.is_prose(rows[at - 1]);
        sum += if cut_off { 0 } else { weight(page, index) };
        if is_text(page, index) && sum >= most {
            (most, end) = (sum, at + 1);
        }
    }
    end
}

/// What a row adds to the text above it, in words, or takes from it.
fn weight(page: &PageLines<'_>, index: usize) -> i32 {
    const MOST: usize = 40;
    const SHORT_LINE: i32 = -5;
    let line = &page.lines[index];
    match line.sign {
        _ if page.is_prose(index) => i32::try_from(line.look.words().min(MOST)).unwrap_or_default(),
        Sign::Bullet => 0,
        _ if matches!(line.look.ends(), Ends::Sentence | Ends::Call) => 0,
        _ if page.part(index).is_some() => 0,
        _ => SHORT_LINE,
    }
}

/// A mark ends the story where little text follows; behind comments and lists of other stories more may follow.
fn ends_story(page: &PageLines<'_>, index: usize, (above, below): (usize, usize)) -> bool {
    match page.hint(index) {
        Some(Evidence::EndMark) => below * 2 < above,
        Some(Evidence::AmongTeasers) => below * 3 < above || begins_comments(page, index, above),
        _ => false,
    }
}

/// Whether a label announces readers' comments that do follow: each with its date or a button of its own.
fn begins_comments(page: &PageLines<'_>, index: usize, above: usize) -> bool {
    /// A counter of comments may stand above the text.
    const STORY: usize = 80;
    const ROWS: usize = 16;
    const OFTEN: usize = 2;
    let of_comments = |at: usize| {
        let sign = page.lines[at].sign;
        matches!(sign, Sign::Stamp(_)) || page.tells(at) == Some(Tells::Comments)
    };
    let told = page.rows(index + 1..page.lines.len()).take(ROWS).filter(|&at| of_comments(at)).count();
    above >= STORY && of_comments(index) && told >= OFTEN
}

/// Whether a line may be the last one of a body.
fn is_text(page: &PageLines<'_>, index: usize) -> bool {
    let line = &page.lines[index];
    let last_of_page = page.rows(index + 1..page.lines.len()).next().is_none();
    let sentence = matches!(line.look.ends(), Ends::Sentence | Ends::Call);
    match line.sign {
        Sign::Text => line.look.is_prose() || sentence || last_of_page,
        Sign::Bullet => line.look.is_prose(),
        _ => matches!(page.part(index), Some(Part::Credit | Part::Topics | Part::Caption)),
    }
}
