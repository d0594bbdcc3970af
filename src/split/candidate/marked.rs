//! Items that each end with the same line: the name of a channel, a source, an agency's last words, a link to the rest.
//!
//! Such a line alone ends nothing; that it stands right below one text after the other does.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows, Sign};
use crate::label::Ends;
use crate::split::topic::{Leaning, Topics};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Fewer are no habit.
const OFTEN: usize = 3;
/// An item of a digest has a line of text at least.
const ITEM_WORDS: usize = 8;

/// The mark of all names with `By` in front.
const BYLINE: u64 = u64::MAX;

/// Where items begin below the last lines of others; none if the page has no such line.
pub(super) fn items(rows: &Rows<'_>) -> Vec<Candidate> {
    let mut ends: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for at in (1..rows.len()).filter(|&at| is_text(&rows.rows[at - 1]) || is_signed(rows, at)) {
        if let Some(mark) = mark(rows, at) {
            ends.entry(mark).or_default().push(at);
        }
    }
    let mut habits: Vec<Vec<usize>> = ends.into_values().filter(|ends| is_habit(rows, ends)).collect();
    // Of several habits the one that parts the most, then the one further up.
    habits.sort_by_key(|ends| (std::cmp::Reverse(ends.len()), ends[0]));
    habits.first().map_or_else(Vec::new, |ends| below(rows, ends))
}

/// Whether a row is text, be it behind a sign as the paragraphs of posts are.
fn is_text(row: &Row) -> bool {
    row.is_prose() || (row.line.sign == Sign::Bullet && row.line.look.is_prose())
}

/// Whether a name with `By` stands below a line about its author, or one that ends like a sentence.
fn is_signed(rows: &Rows<'_>, at: usize) -> bool {
    let above = rows.rows[at - 1].line;
    rows.rows[at].by && (matches!(above.sign, Sign::Rule(_)) || above.look.ends() == Ends::Sentence)
}

/// What makes two lines the same end of an item: the rule that knows it, or the words themselves.
fn mark(rows: &Rows<'_>, at: usize) -> Option<u64> {
    const WORDS: usize = 4;
    let row = &rows.rows[at];
    match (row.line.sign, row.hint) {
        _ if row.by => Some(BYLINE),
        (Sign::Rule(id), Some(Evidence::EndMark | Evidence::AmongTeasers)) => Some(id.index() as u64),
        (Sign::Rule(_), _) if rows.piece(at).starts_with('@') => {
            Some(xxhash_rust::xxh3::xxh3_64(rows.piece(at).as_bytes()))
        }
        (Sign::Text, _) if row.line.look.words() <= WORDS && !row.is_prose() => match label(rows.piece(at)) {
            Some(label) => Some(xxhash_rust::xxh3::xxh3_64(label.as_bytes())),
            None => Some(row.line.echo).filter(|&echo| echo != 0),
        },
        _ => None,
    }
}

/// What stands before a colon, as in `Source: Agency`.
fn label(piece: &str) -> Option<&str> {
    piece.split_once(':').filter(|(_, named)| !named.trim().is_empty()).map(|(label, _)| label.trim_end())
}

/// Whether the lines stand below most of the page's text, an item's worth above each.
fn is_habit(rows: &Rows<'_>, ends: &[usize]) -> bool {
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let full = starts.zip(ends).filter(|(start, end)| rows.words(*start..**end) >= ITEM_WORDS).count();
    let (parted, all) = (ends.last().map_or(0, |last| rows.words(0..*last)), rows.words(0..rows.len()));
    let signed = rows.rows[ends[0]].by;
    let few = signed || rows.rows.iter().filter(|row| row.is_prose()).count() <= ends.len() * MOST_ROWS;
    ends.len() >= OFTEN
        && full == ends.len()
        && parted * 10 >= all * least_parted(rows, ends)
        && few
        && if signed { sign(rows, ends) } else { tells(rows, ends) || speak(rows, ends) }
}

/// How many tenths of the text stand above the last of the lines: below it the author's name may be lost, and what ends an
/// e-mail has none.
fn least_parted(rows: &Rows<'_>, ends: &[usize]) -> usize {
    if rows.rows[ends[0]].by || rows.is_mail() { 6 } else { 8 }
}

/// An item has so many rows of text at most, on average: a story with buttons in between has more.
const MOST_ROWS: usize = 4;

/// Whether a rule says that the line ends a story, or that it names a channel.
fn tells(rows: &Rows<'_>, ends: &[usize]) -> bool {
    rows.rows[ends[0]].hint == Some(Evidence::EndMark) || rows.piece(ends[0]).starts_with('@')
}

/// Whether names with `By` end texts: none stands above the first one, and right below each stands a headline.
fn sign(rows: &Rows<'_>, ends: &[usize]) -> bool {
    let first = rows.rows.iter().position(Row::is_prose).unwrap_or_default();
    let items = below(rows, ends);
    let headed = |item: &&Candidate| item.title == Some(item.start) && item.body == item.start + 1;
    rows.rows[ends[0]].by
        && !rows.rows[..first].iter().any(|row| row.by)
        && items.iter().filter(headed).count() + 1 >= ends.len()
}

/// Whether below most of the lines stands a headline that speaks of the text below it. Links between the paragraphs of a
/// story speak of others.
fn speak(rows: &Rows<'_>, ends: &[usize]) -> bool {
    let items = below(rows, ends);
    let about = |item: &&Candidate| Topics::below(rows, item.body).leaning(rows, item) == Leaning::Below;
    let dated = |item: &&Candidate| rows.rows[item.start..item.body].iter().any(Row::is_stamp);
    let headed = items.iter().filter(|item| item.title.is_some()).count();
    let labelled = label(rows.piece(ends[0])).is_some() && !are_fields(rows, &items);
    let all = |is: &dyn Fn(&&Candidate) -> bool| items.iter().filter(is).count();
    headed + 1 >= ends.len()
        && (labelled || rows.is_mail() || all(&about) * 3 >= items.len() * 2 || all(&dated) == items.len())
}

/// Whether what stands for headlines are the further lines of a form: `Symbol: Hoe` below `Party: Independent`.
fn are_fields(rows: &Rows<'_>, items: &[Candidate]) -> bool {
    let label_of = |item: &Candidate| item.title.and_then(|title| label(rows.piece(title)));
    let mut labels = items.iter().filter_map(label_of);
    let first = labels.next();
    first.is_some() && labels.clone().count() + 1 == items.len() && labels.all(|label| Some(label) == first)
}

fn below(rows: &Rows<'_>, ends: &[usize]) -> Vec<Candidate> {
    // Below the last name stands what closes the page.
    let headed = |item: &Candidate| item.title.is_some() || !rows.rows[ends[0]].by;
    ends.iter().filter_map(|&end| item(rows, behind(rows, end))).filter(headed).collect()
}

/// The row behind the end of an item: of a label alone, behind the lines that hang on it.
fn behind(rows: &Rows<'_>, end: usize) -> usize {
    const LINES: usize = 8;
    if rows.rows[end].line.look.ends() != Ends::Colon {
        return end + 1;
    }
    let below = rows.rows[end + 1..].iter().take(LINES);
    let apart = below.take_while(|row| !row.is_prose()).position(|row| row.blanks > 0);
    end + 1 + apart.unwrap_or_default()
}

/// The item that begins at a row: perhaps dates and names, a headline, and a text.
fn item(rows: &Rows<'_>, start: usize) -> Option<Candidate> {
    const HEADER: usize = 5;
    let near = start..rows.len().min(start + HEADER);
    let near = behind_advertisement(rows, near.clone()).unwrap_or(near);
    let body = near.clone().find(|&at| is_text(&rows.rows[at]))?;
    let (start, title) = head(rows, near.start..body);
    let evidence: EvidenceSet = [Evidence::EndMark, Evidence::Digest].into_iter().collect();
    Some(Candidate { start, title, body, evidence })
}

/// From the first headline right above a text on, where a button or the label of an advertisement stands on top.
fn behind_advertisement(rows: &Rows<'_>, mut near: Range<usize>) -> Option<Range<usize>> {
    let end = near.end;
    rows.get(near.start).filter(|row| row.furniture)?;
    let titled = |row: &Row| row.is_headline_like() && !row.by;
    let head = near.find(|&at| titled(&rows.rows[at]) && rows.get(at + 1).is_some_and(is_text))?;
    Some(head..end)
}

/// The first row of a header, and its headline.
fn head(rows: &Rows<'_>, header: Range<usize>) -> (usize, Option<usize>) {
    let titled = |row: &Row| {
        row.is_headline_like() && !row.by && matches!(row.line.look.ends(), Ends::Open | Ends::Call)
    };
    let title = header.clone().find(|&at| titled(&rows.rows[at]));
    let dated = |at: &usize| rows.rows[*at].is_stamp() || rows.rows[*at].by;
    let start = header.clone().find(|at| Some(*at) == title || dated(at)).unwrap_or(header.end);
    (start, title)
}
