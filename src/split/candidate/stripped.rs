//! Stories whose headers were lost: only their datelines are left.

use super::Candidate;
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::Sign;
use crate::split::rows::{Row, Rows};
use rustc_hash::FxHashMap;

/// Paragraphs below the first one that begin with another dateline than the last one did, right below other text or
/// what closes it; with the same one, below what is left of a header.
///
/// A dateline alone proves nothing: round-ups have several. Topics or a credit above it may.
pub(super) fn datelines(rows: &Rows<'_>) -> Vec<Candidate> {
    let placed = placed(rows);
    let others =
        placed.windows(2).filter(|pair| pair[0].1 != pair[1].1 || remains(rows, pair[1].0) < pair[1].0);
    others.filter_map(|pair| candidate(rows, pair[1].0)).collect()
}

/// The paragraphs with a dateline, and their places.
fn placed<'p>(rows: &Rows<'p>) -> Vec<(usize, &'p str)> {
    let prose = (0..rows.len()).filter(|&at| rows.rows[at].is_prose());
    prose.filter_map(|at| Some((at, dateline(rows, at)?))).collect()
}

/// Whether what looks like datelines comes back in turns, as the names of speakers do.
pub(super) fn is_talk(rows: &Rows<'_>) -> bool {
    const OFTEN: usize = 2;
    let mut last: FxHashMap<&str, usize> = FxHashMap::default();
    let mut turns = 0;
    for (turn, (_, place)) in placed(rows).iter().enumerate() {
        turns += usize::from(last.insert(place, turn).is_some_and(|before| before + 1 < turn));
    }
    turns >= OFTEN
}

fn dateline<'p>(rows: &Rows<'p>, at: usize) -> Option<&'p str> {
    let (place, _) = rows.dateline(at);
    (!place.is_empty()).then_some(place)
}

fn candidate(rows: &Rows<'_>, body: usize) -> Option<Candidate> {
    let mut evidence: EvidenceSet = [Evidence::OtherDateline, Evidence::Dateline].into_iter().collect();
    let start = remains(rows, body);
    let above = &rows.rows[start.checked_sub(1)?];
    match above.hint {
        Some(Evidence::EndMark) => evidence.insert(Evidence::EndMark),
        None if above.is_prose() && start == body => evidence.insert(Evidence::BelowText),
        _ => return None,
    }
    if start < body {
        evidence.insert(Evidence::Byline);
    }
    let blanks = rows.rows[start].blanks;
    if blanks >= 2 || blanks > rows.gap() {
        evidence.insert(Evidence::BlankLines);
    }
    Some(Candidate { start, title: None, body, evidence })
}

/// The first of the names and bullets that are left of the header right above a body.
fn remains(rows: &Rows<'_>, body: usize) -> usize {
    const ROWS: usize = 6;
    let left = |row: &&Row| {
        let name = row.line.sign == Sign::Text && row.line.look.is_name_like() && !row.is_prose();
        name || row.line.sign == Sign::Bullet
    };
    body - rows.rows[..body].iter().rev().take(ROWS).take_while(left).count()
}
