//! The entries of live pages: beside each time a headline, and below it whatever there is to say.

use super::clock::glued_times;
use super::collection::Collection;
use super::form::is_counts;
use super::{Candidate, Evidence, EvidenceSet, Looking, Row, Rows, Sign};
use crate::date::{When, leading};

/// Fewer times may stand in order by chance.
const OFTEN: usize = 3;

/// The entries of a live page that have a headline; none if hardly any entry has one.
pub(super) fn entries(rows: &Rows<'_>, times: &[usize]) -> Vec<Candidate> {
    let end = rows.comments().unwrap_or(rows.len());
    let times = &times[..times.partition_point(|&time| time < end)];
    let found: Vec<Candidate> = times.iter().filter_map(|&time| entry(rows, time)).collect();
    if found.len() * 2 < times.len() { Vec::new() } else { found }
}

/// The entries of a live page whose times are glued to their headlines.
pub(super) fn glued_entries(rows: &Rows<'_>) -> Vec<Candidate> {
    let evidence: EvidenceSet =
        [Evidence::LooseStamp, Evidence::LiveEntry, Evidence::Pattern].into_iter().collect();
    let entry = |at| Candidate { start: at, title: Some(at), body: at + 1, evidence };
    glued_times(rows).into_iter().map(entry).collect()
}

/// The headline stands right above the time or right below.
fn entry(rows: &Rows<'_>, time: usize) -> Option<Candidate> {
    let above = time.checked_sub(1).filter(|&at| is_headline(rows, at));
    let below = Some(time + 1).filter(|&at| at + 1 < rows.len() && is_headline(rows, at));
    // The last line of a list above is no headline.
    let in_list = |at: usize| at.checked_sub(1).is_some_and(|above| is_headline(rows, above));
    let title = above.filter(|&at| below.is_none() || !in_list(at)).map(|at| top(rows, at)).or(below)?;
    let named = Looking { rows, title }.is_byline(title);
    let mut evidence: EvidenceSet = [Evidence::LooseStamp, Evidence::LiveEntry].into_iter().collect();
    evidence.extend(named.then_some(Evidence::NameForHeadline));
    let start = title.min(time);
    let stamps = rows.rows[..start].iter().rev().take_while(|row| row.is_stamp() && start == time).count();
    Some(Candidate { start: start - stamps, title: Some(title), body: title.max(time) + 1, evidence })
}

/// The headline above the author right above a time: the first of a few lines below the text above.
fn top(rows: &Rows<'_>, at: usize) -> usize {
    const LINES: usize = 3;
    const WORDS: usize = 4;
    let lines = rows.rows[..=at].iter().rev().take_while(|row| reads(row) || row.furniture);
    let lines: Vec<&Row> = lines.take(LINES + 1).collect();
    let first = lines.iter().rposition(|row| reads(row)).unwrap_or_default();
    let look = lines[first].line.look;
    let signed = rows.rows[at].by || rows.rows[at].line.look.is_name_like();
    let heads = lines.len() <= LINES && look.words() >= WORDS && !look.is_name_like();
    if signed && heads { at - first } else { at }
}

fn reads(row: &Row) -> bool {
    row.line.sign == Sign::Text && row.is_headline_like() && !row.is_prose()
}

/// The entries of a live page whose headlines begin with their times: `11:47 Bakery saved`. Where the page is not named
/// as one, only with the latest first: timelines begin with the earliest.
pub(super) fn timed(rows: &Rows<'_>, named: Option<Collection>) -> Vec<Candidate> {
    let found: Vec<(usize, i64)> =
        (0..rows.len()).filter_map(|at| Some((at, opening_time(rows, at)?))).collect();
    let evidence: EvidenceSet =
        [Evidence::LooseStamp, Evidence::LiveEntry, Evidence::Collection].into_iter().collect();
    let down = found.is_sorted_by_key(|(_, time)| -time);
    let up = named == Some(Collection::Live) && found.is_sorted_by_key(|(_, time)| *time);
    if found.len() < OFTEN || !(down || up) {
        return Vec::new();
    }
    found
        .into_iter()
        .map(|(at, _)| Candidate { start: at, title: Some(at), body: at + 1, evidence })
        .collect()
}

/// The time of day that a headline right above a text begins with, in seconds.
fn opening_time(rows: &Rows<'_>, at: usize) -> Option<i64> {
    let row = &rows.rows[at];
    if !reads(row) || !rows.get(at + 1).is_some_and(|below| below.line.look.is_prose()) {
        return None;
    }
    match leading(rows.piece(at), &rows.rules.dates)? {
        (When::Time(time), _) => Some(i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60),
        _ => None,
    }
}

fn is_headline(rows: &Rows<'_>, at: usize) -> bool {
    let row = &rows.rows[at];
    reads(row) && !row.by && !is_counts(rows.piece(at))
}
