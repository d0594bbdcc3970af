//! Stories on a section's page: each headline stands behind a bullet, and again right above its text.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows, Sign};

/// One alone may be the last step of the way to the page.
const OFTEN: usize = 2;

/// The stories of the list; none if there is hardly any.
pub(super) fn entries(rows: &Rows<'_>) -> Vec<Candidate> {
    let evidence: EvidenceSet = [Evidence::HeadlineEcho, Evidence::Digest].into_iter().collect();
    let is_entry = |at: &usize| is_listed_headline(rows, *at) && rows.get(at + 2).is_some_and(Row::is_prose);
    let entries: Vec<Candidate> = (0..rows.len())
        .filter(is_entry)
        .map(|at| Candidate { start: at, title: Some(at), body: at + 2, evidence })
        .collect();
    if entries.len() < OFTEN { Vec::new() } else { entries }
}

/// Whether a bullet is a headline, which stands again right below it: so are stories listed on pages of a section.
pub(super) fn is_listed_headline(rows: &Rows<'_>, at: usize) -> bool {
    let (row, below) = (&rows.rows[at], rows.get(at + 1));
    row.line.sign == Sign::Bullet
        && row.line.echo != 0
        && below.is_some_and(|below| below.line.echo == row.line.echo)
}
