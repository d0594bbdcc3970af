//! Stories whose headers were lost: only their datelines are left.

use super::Candidate;
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::Sign;
use crate::split::rows::{Row, Rows};

/// Paragraphs below the first one that begin with another dateline than the last one did, right below other text or
/// what closes it.
///
/// A dateline alone proves nothing: round-ups have several. Topics or a credit above it may.
pub(super) fn datelines(rows: &Rows<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut last: Option<&str> = None;
    for at in (0..rows.len()).filter(|&at| rows.rows[at].is_prose()) {
        let Some(place) = dateline(rows, at) else { continue };
        if last.is_some_and(|last| last != place) {
            found.extend(candidate(rows, at));
        }
        last = Some(place);
    }
    found
}

fn dateline<'p>(rows: &Rows<'p>, at: usize) -> Option<&'p str> {
    let width = rows.rows[at].line.look.dateline();
    (width > 0).then(|| &rows.piece(at)[..width])
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
    if rows.rows[start].blanks >= 2 {
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
