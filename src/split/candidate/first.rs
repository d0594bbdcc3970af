//! Headers made like the page's first one: what a page does above its first story, it does above the others.
//!
//! Two headers are no pattern, but a teaser or a comment hardly has the author, the date and the buttons of a story in the
//! same order as the story above.

use super::{Candidate, Evidence, Row, Rows, Sign};

/// So many rows below a headline are compared.
const ROWS: usize = 3;

/// Marks the candidates whose header is made like that of the page's first story.
pub(super) fn mark(rows: &Rows<'_>, candidates: &mut [Candidate]) {
    let first =
        candidates.iter().filter(|candidate| is_full(candidate)).map(|candidate| candidate.body).min();
    let Some(first) = first else { return };
    let of_first = candidates.iter().filter(|one| one.body == first);
    let makes: Vec<Make> = of_first.flat_map(|one| makes(rows, one)).collect();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.body > first && is_full(candidate)) {
        if self::makes(rows, candidate).any(|make| makes.contains(&make)) {
            candidate.evidence.insert(Evidence::LikeFirst);
        }
    }
}

/// A dated header with a story's worth of text below.
fn is_full(candidate: &Candidate) -> bool {
    let dated = [Evidence::Stamp, Evidence::LooseStamp, Evidence::EchoAroundStamp];
    !candidate.evidence.contains(Evidence::ThinBody) && candidate.evidence.contains_any(&dated)
}

/// The kinds of the first rows below a headline.
type Make = [u32; ROWS];

/// The makes of a header, with and without the summaries below its headline, where an author or a date is in it.
fn makes<'r>(rows: &'r Rows<'_>, candidate: &Candidate) -> impl Iterator<Item = Make> + use<'r> {
    const SUMMARIES: usize = 3;
    let header = candidate.title.map_or(&[][..], |title| &rows.rows[title + 1..candidate.body]);
    let summaries = header.iter().take(SUMMARIES).take_while(|row| is_summary(row)).count();
    (0..=summaries).filter_map(|at| make(&header[at..]))
}

fn make(header: &[Row]) -> Option<Make> {
    let mut make = [BODY; ROWS];
    make.iter_mut().zip(header).for_each(|(kind, row)| *kind = self::kind(row));
    let signed = make.iter().position(|kind| [BYLINE, STAMP].contains(kind))?;
    // A date alone stands in comments as well; above another line of text stands no headline.
    (make[1] != BODY && !make[..signed].contains(&TEXT)).then_some(make)
}

fn is_summary(row: &Row) -> bool {
    const WORDS: usize = 5;
    row.line.sign == Sign::Text && row.line.look.words() >= WORDS && !row.line.look.is_name_like()
}

const BYLINE: u32 = 0;
const STAMP: u32 = 1;
/// The header ends above.
const BODY: u32 = 2;
/// A short line that is no name.
const TEXT: u32 = 3;
const OTHERS: u32 = 8;

fn kind(row: &Row) -> u32 {
    match row.line.sign {
        _ if row.by => BYLINE,
        Sign::Stamp(_) => STAMP,
        Sign::Rule(id) => OTHERS + u32::try_from(id.index()).unwrap_or(u32::MAX - OTHERS),
        Sign::Bullet => 6,
        _ if row.is_prose() => 4,
        _ if row.line.look.is_name_like() => 5,
        _ => TEXT,
    }
}
