//! How far up from a text the page's head and a gap go alike: on one page headers are made alike.

use super::{Class, Page};
use std::ops::Range;

/// So many rows above a text are compared.
const ROWS: usize = 14;
/// What a row costs that only one of both has.
const SKIP: f32 = -0.6;
/// What rows of classes bring that all kinds of lines are of.
const PLAIN: f32 = 0.5;

/// The topmost row that a gap and the page's head have alike, seen from the text below each, and how much they have: a
/// local alignment that begins at the texts. (T. Smith and M. Waterman, 1981.)
///
/// Where it is a headline and nothing but headlines stands up to the text above, they are of the same header: not all
/// headers have as many summaries.
pub(super) fn alike(page: &Page<'_>, gap: Range<usize>) -> Option<(usize, f32)> {
    let (top, most) = aligned(page, gap.clone())?;
    let headlines = (gap.start..=top).all(|row| page.is_headline(row));
    Some((if headlines { gap.start } else { top }, most))
}

fn aligned(page: &Page<'_>, gap: Range<usize>) -> Option<(usize, f32)> {
    let head = page.gaps.first()?.clone();
    let near = |rows: &Range<usize>| rows.end.saturating_sub(ROWS).max(rows.start)..rows.end;
    let (head, gap) = (near(&head), near(&gap));
    let mut above: Vec<f32> = (0..=head.len()).map(|skipped| skipped as f32 * SKIP).collect();
    let (mut most, mut top) = (0.0, None);
    for (at, row) in gap.clone().rev().enumerate() {
        let mut corner = std::mem::replace(&mut above[0], (at + 1) as f32 * SKIP);
        for (place, other) in head.clone().rev().enumerate() {
            let brings = brings(page, row, other);
            let both = corner + brings;
            let best = both.max(above[place + 1] + SKIP).max(above[place] + SKIP);
            corner = std::mem::replace(&mut above[place + 1], best);
            if brings > 0.0 && both >= best && both > most {
                (most, top) = (both, Some(row));
            }
        }
    }
    top.map(|top| (top, most))
}

/// What two rows bring that stand side by side; nothing of rows that are not alike.
fn brings(page: &Page<'_>, row: usize, other: usize) -> f32 {
    let (class, same) = (page.classes[row], page.kinds[row][0] == page.kinds[other][0]);
    let headlines = page.is_headline(row) && page.is_headline(other);
    match class {
        _ if headlines => 1.0,
        _ if class != page.classes[other] => f32::NEG_INFINITY,
        Class::Name | Class::Short | Class::Few | Class::Sentence | Class::Furniture | Class::Mark => {
            if same { 1.0 } else { PLAIN }
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::gap::tests::on_page;

    const TEXTS: [&str; 2] = [
        "Boats will run by night as well until the end of the week, the harbour board in Orsk said on Sunday evening.",
        "The railway shows its 51 old saloons to buyers until the end of the week, the board in Pellham said on Sunday.",
    ];

    /// The topmost row that the second header has in common with the first.
    fn top(first: &str, second: &str) -> String {
        let text = format!("{first}\n{}\n{second}\n{}\n", TEXTS[0], TEXTS[1]);
        on_page(&text, |page| {
            let top = alike(page, page.gaps[1].clone());
            top.map_or_else(String::new, |(row, _)| page.rows.piece(row).to_owned())
        })
    }

    #[test]
    fn a_header_goes_up_as_far_as_that_of_the_first_story() {
        let first = "The Lake Wire\n960715\n----------\nBoats to run by night as well\nBy Ann Pell";
        let second =
            "Share\n12 comments\n960717\n----------\nRailway sells its old saloons\nBy Wendel Harrow";
        assert_eq!(top(first, second), "960717");
    }

    #[test]
    fn one_of_both_may_have_a_row_more() {
        let first = "12 March 2024\nBoats to run by night as well\nBy Ann Pell";
        let second = "12 March 2024\nRailway sells its old saloons\n4 min read\nBy Wendel Harrow";
        assert_eq!(top(first, second), "12 March 2024");
    }

    #[test]
    fn headlines_right_below_the_text_above_are_of_the_header() {
        let first = "Boats to run by night as well\nUpdated 3 min ago";
        let second = "Railway sells its old saloons\nBuyers come from three countries\nUpdated 9 min ago";
        assert_eq!(top(first, second), "Railway sells its old saloons");
    }
}
