//! The entries of live pages: beside each time a headline, and below it whatever there is to say.

use super::form::is_counts;
use super::{Candidate, Evidence, EvidenceSet, Looking, Rows, Sign};

/// The entries of a live page that have a headline; none if hardly any entry has one.
pub(super) fn entries(rows: &Rows<'_>, times: &[usize]) -> Vec<Candidate> {
    let end = rows.comments().unwrap_or(rows.len());
    let times = &times[..times.partition_point(|&time| time < end)];
    let found: Vec<Candidate> = times.iter().filter_map(|&time| entry(rows, time)).collect();
    if found.len() * 2 < times.len() { Vec::new() } else { found }
}

/// The headline stands right above the time or right below.
fn entry(rows: &Rows<'_>, time: usize) -> Option<Candidate> {
    let above = time.checked_sub(1).filter(|&at| is_headline(rows, at));
    let below = Some(time + 1).filter(|&at| at + 1 < rows.len() && is_headline(rows, at));
    // The last line of a list above is no headline.
    let in_list = |at: usize| at.checked_sub(1).is_some_and(|above| is_headline(rows, above));
    let title = above.filter(|&at| below.is_none() || !in_list(at)).or(below)?;
    let named = Looking { rows, title }.is_byline(title);
    let mut evidence: EvidenceSet = [Evidence::LooseStamp, Evidence::LiveEntry].into_iter().collect();
    evidence.extend(named.then_some(Evidence::NameForHeadline));
    Some(Candidate { start: title.min(time), title: Some(title), body: title.max(time) + 1, evidence })
}

fn is_headline(rows: &Rows<'_>, at: usize) -> bool {
    let row = &rows.rows[at];
    row.line.sign == Sign::Text
        && row.is_headline_like()
        && !row.is_prose()
        && !row.by
        && !is_counts(rows.piece(at))
}
