//! Digests: news in brief, round-ups, letters: items that begin with a headline and nothing else.
//!
//! A single such item looks like a sub-heading with its section. Several of them tell: in a digest the words of each
//! headline come back in the text below, the first item stands at the top of the page, and each text has names of its
//! own; sections of one article share the names of those it is about, and their headings are loosely worded.

use super::{Candidate, ends_in_credit};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::{Ends, Sign};
use crate::split::STORY_WORDS;
use crate::split::rows::{Row, Rows};
use crate::split::topic::{Leaning, Shift, Topics, shift};

/// Fewer items are no digest.
const OFTEN: usize = 3;
/// Between headline and text a name may stand, and its office.
const HEADER_ROWS: usize = 3;

/// The items of a digest; none if the page is no digest.
pub(super) fn items(rows: &Rows<'_>) -> Vec<Candidate> {
    let mut found: Vec<Item> = (0..rows.len()).filter_map(|title| Item::at(rows, title)).collect();
    // What stands between a headline and its text is no headline.
    found.dedup_by(|below, above| below.body == above.body);
    if found.len() < OFTEN || !begins_page(rows, &found[0]) {
        return Vec::new();
    }
    let known: Vec<Known> = found.iter().map(|item| Known::of(rows, item, &found[0])).collect();
    if is_digest(&known) { found.iter().map(|item| item.candidate(rows)).collect() } else { Vec::new() }
}

/// A headline right above its text.
struct Item {
    title: usize,
    body: usize,
}

impl Item {
    fn at(rows: &Rows<'_>, title: usize) -> Option<Self> {
        if !may_head(rows, title) {
            return None;
        }
        let below = &rows.rows[title + 1..];
        let body = title + 1 + below.iter().take(HEADER_ROWS).position(|row| row.is_prose())?;
        let named = |at: usize| rows.rows[at].line.look.is_name_like() || rows.rows[at].is_stamp();
        (title + 1..body).all(named).then_some(Self { title, body })
    }

    fn candidate(&self, rows: &Rows<'_>) -> Candidate {
        let mut evidence: EvidenceSet = [Evidence::Digest].into_iter().collect();
        if rows.rows[self.body].line.look.dateline() > 0 {
            evidence.insert(Evidence::Dateline);
        }
        if self.body > self.title + 1 {
            evidence.insert(Evidence::Byline);
        }
        if rows.rows[self.title].blanks >= 2 {
            evidence.insert(Evidence::BlankLines);
        }
        Candidate { start: self.title, title: Some(self.title), body: self.body, evidence }
    }
}

/// A line of a headline's shape that is no question, no number of a list, no label and no caption.
fn may_head(rows: &Rows<'_>, at: usize) -> bool {
    const WORDS: usize = 16;
    let row = &rows.rows[at];
    let piece = rows.piece(at);
    row.line.sign == Sign::Text
        && row.is_headline_like()
        && row.line.look.words() <= WORDS
        && matches!(row.line.look.ends(), Ends::Open | Ends::Call)
        && !piece.ends_with(['?', ',', ';'])
        && piece.starts_with(|c: char| c.is_alphabetic() || "‘’“'\"«„「".contains(c))
        && !is_name(row)
        && !row.by
        && !ends_in_credit(piece)
}

/// A short line of capitalised words: somebody's name, a section's, a picture's source.
fn is_name(row: &Row) -> bool {
    const WORDS: usize = 3;
    row.line.look.is_name_like() && row.line.look.words() <= WORDS
}

/// Nothing but notices stand above the first item.
fn begins_page(rows: &Rows<'_>, first: &Item) -> bool {
    rows.words(0..first.title) < STORY_WORDS
}

/// What tells an item from a section.
struct Known {
    speaks: bool,
    shift: Shift,
    marked: bool,
}

impl Known {
    fn of(rows: &Rows<'_>, item: &Item, first: &Item) -> Self {
        let candidate = item.candidate(rows);
        let leaning = Topics::below(rows, item.body).leaning(rows, &candidate);
        let above = first.body..item.title;
        let shift = if above.is_empty() { Shift::Unclear } else { shift(rows, above, item.body) };
        let greets = rows.rules.labels.salutation.longest(rows.piece(item.body)).is_some();
        let marked = greets || candidate.evidence.contains_any(&[Evidence::Dateline, Evidence::Byline]);
        Self { speaks: leaning == Leaning::Below || greets, shift, marked }
    }
}

fn is_digest(items: &[Known]) -> bool {
    let all = items.len();
    let count = |is: fn(&Known) -> bool| items.iter().filter(|item| is(item)).count();
    let speak = count(|item| item.speaks);
    let (new, same) = (count(|item| item.shift == Shift::New), count(|item| item.shift == Shift::Same));
    let marked = count(|item| item.marked);
    let certain = all >= OFTEN && speak == all && marked == all;
    let many = all > OFTEN && same * 5 <= all;
    certain
        || (many && marked * 2 >= all && speak * 5 >= all * 3)
        || (many && new * 2 >= all && speak * 4 >= all * 3)
}
