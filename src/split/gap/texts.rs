//! Where the texts of a page lie, and what lies between them.

use super::{Class, Rows};
use crate::split::ends_in_credit;
use std::ops::Range;

/// So many rows above a text are looked at.
const ROWS: usize = 40;
/// A headline has so many words at least.
const HEADLINE_WORDS: usize = 3;

/// Whether a row could be a headline.
pub(super) fn is_headline(rows: &Rows<'_>, classes: &[Class], row: usize) -> bool {
    let one = &rows.rows[row];
    classes[row].may_head()
        && one.line.look.words() >= HEADLINE_WORDS
        && one.is_headline_like()
        && !ends_in_credit(rows.piece(row))
        // Items of lists end so.
        && !rows.piece(row).ends_with([',', ';'])
}

/// The gaps with text below, of which no more than so many rows are looked at, and the rows below the last text.
pub(super) fn gaps(
    rows: &Rows<'_>,
    classes: &[Class],
    headlines: &[bool],
) -> (Vec<Range<usize>>, Range<usize>) {
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for text in (0..classes.len()).filter(|&at| classes[at] == Class::Prose) {
        let gap = start.max(text.saturating_sub(ROWS))..text;
        start = text + 1;
        match gaps.last_mut().filter(|above| is_header_below(rows, classes, headlines, above, &gap)) {
            Some(above) => above.end = text,
            None if !gap.is_empty() || text == 0 => gaps.push(gap),
            None => {}
        }
    }
    (gaps, start..classes.len())
}

/// Whether a gap holds the author, date or reading time of the headline above, with a summary in between; or its picture and
/// author, where the date stands above and a caption in between.
fn is_header_below(
    rows: &Rows<'_>,
    classes: &[Class],
    headlines: &[bool],
    above: &Range<usize>,
    gap: &Range<usize>,
) -> bool {
    const WORDS: usize = 60;
    const CAPTION: usize = 25;
    let dated = |row: usize| matches!(classes[row], Class::Stamp | Class::Byline);
    let times = |row: usize| classes[row] == Class::ReadingTime;
    let names = |row: usize| classes[row] == Class::Name;
    let headed = |row: usize| headlines[row];
    let signed = |gap: &Range<usize>| classes[gap.clone()].contains(&Class::Byline);
    let words = rows.rows[above.end].line.look.words();
    let pictured = classes[gap.start] == Class::Picture || (signed(gap) && !signed(above));
    gap.start == above.end + 1
        && gap.end - above.start <= 2 * ROWS
        && words <= WORDS
        && (gap.clone().any(dated) || (gap.clone().any(times) && !gap.clone().any(headed)))
        && (!above.clone().any(dated) || words <= CAPTION && pictured)
        && above.clone().any(headed)
        && !gap.clone().any(|row| headed(row) && !names(row))
}

#[cfg(test)]
mod tests {
    use crate::split::gap::tests::on_page;

    /// How many gaps a page has with these lines between a headline with its summary and the text.
    fn gaps(between: &str) -> usize {
        let text = format!(
            "Insurer turns old ferries away\n\nOwners of small boats call it a gift to the yards, and the harbour board in Orsk speaks of a mistake.\n\n\
             {between}\n\nOne of the largest insurers on the lake covers no ferry any more that is older than 25 years, it said on Sunday.\n"
        );
        on_page(&text, |page| page.gaps.len())
    }

    #[test]
    fn author_and_date_or_reading_time_below_a_summary_are_of_the_header_above() {
        assert_eq!(gaps("Dana Whitlock\n\n12 March 2024"), 1);
        assert_eq!(gaps("Dana Whitlock\n\n4 min read"), 1);
        assert_eq!(gaps("Dana Whitlock"), 2);
        assert_eq!(gaps("Why the yards are glad of it\n\n4 min read"), 2);
        assert_eq!(gaps("Yards Cheer Old Ferries\n\n4 min read"), 2);
    }
}
