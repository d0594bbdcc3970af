//! The entries of live pages: beside each time a headline, and below it whatever there is to say.

use super::{Candidate, Evidence, EvidenceSet, Looking, Row, Rows, Sign};
use crate::label::Ends;
use crate::rules::Tells;
use crate::split::kind::is_counts;

/// The entries of a live page that have a headline; none if hardly any entry has one.
pub(super) fn entries(rows: &Rows<'_>, times: &[usize]) -> Vec<Candidate> {
    let end = rows.comments().unwrap_or(rows.len());
    let times = &times[..times.partition_point(|&time| time < end)];
    let count = |side: Side| times.iter().filter(|&&time| side(rows, time).is_some()).count();
    // Where headlines stand below the times, what stands above one is the end of another entry.
    let headline: Side = if count(below) > count(above) { below } else { beside };
    let entry = |&time: &usize| headline(rows, time).map(|title| entry(rows, time, title));
    let found: Vec<Candidate> = times.iter().filter_map(entry).collect();
    if found.len() * 2 < times.len() { Vec::new() } else { found }
}

/// Where the headline of a time is.
type Side = fn(&Rows<'_>, usize) -> Option<usize>;

fn above(rows: &Rows<'_>, time: usize) -> Option<usize> {
    time.checked_sub(1).filter(|&at| is_headline(rows, at))
}

fn below(rows: &Rows<'_>, time: usize) -> Option<usize> {
    Some(time + 1).filter(|&at| at + 1 < rows.len() && is_headline(rows, at))
}

/// The headline right above a time or right below.
fn beside(rows: &Rows<'_>, time: usize) -> Option<usize> {
    let (above, below) = (above(rows, time), below(rows, time));
    // The last line of a list above is no headline.
    let in_list = |at: usize| at.checked_sub(1).is_some_and(|above| is_headline(rows, above));
    let above = above.filter(|&at| below.is_none() || !in_list(at)).map(|at| top(rows, at));
    above.or(below)
}

fn entry(rows: &Rows<'_>, time: usize, title: usize) -> Candidate {
    let named = Looking { rows, title }.is_byline(title);
    let mut evidence: EvidenceSet = [Evidence::LooseStamp, Evidence::LiveEntry].into_iter().collect();
    evidence.extend(named.then_some(Evidence::NameForHeadline));
    let start = title.min(time);
    let stamps = rows.rows[..start].iter().rev().take_while(|row| row.is_stamp() && start == time).count();
    Candidate { start: start - stamps, title: Some(title), body: title.max(time) + 1, evidence }
}

/// The headline above the author or, right below a text, above the summary that stands right above a time: the first of a
/// few lines that is no section's and no author's name.
fn top(rows: &Rows<'_>, at: usize) -> usize {
    const LINES: usize = 3;
    const WORDS: usize = 4;
    // What ends like a sentence is the last line of the text above.
    let may = |row: &&Row| (reads(row) && row.line.look.ends() != Ends::Sentence) || row.furniture;
    let lines = rows.rows[..=at].iter().rev().take_while(may);
    let lines: Vec<&Row> = lines.take(LINES + 2).collect();
    let first = lines.iter().rposition(|row| reads(row)).unwrap_or_default();
    let heads = |row: &&Row| reads(row) && row.line.look.words() >= WORDS && !row.line.look.is_name_like();
    let signed = rows.rows[at].by || rows.rows[at].line.look.is_name_like();
    let below_text = |top: usize| (at - top).checked_sub(1).is_some_and(|above| rows.rows[above].is_prose());
    match lines.iter().rposition(heads) {
        Some(top) if first < LINES && (signed || below_text(top)) => at - top,
        _ => at,
    }
}

fn reads(row: &Row) -> bool {
    row.line.sign == Sign::Text && row.is_headline_like() && !row.is_prose()
}

/// A headline of an entry's own: neither a button, `Share page`, nor a label, `GOAL!`, which come back.
fn is_headline(rows: &Rows<'_>, at: usize) -> bool {
    /// A headline may begin like a link to another story: `Watch: Roof of school lifts off`.
    const WORDS: usize = 5;
    let row = &rows.rows[at];
    let look = row.line.look;
    let links = row.tells == Tells::Teaser && look.is_headline_like() && look.words() >= WORDS;
    (links || reads(row)) && !row.by && !rows.recurs(at) && !is_counts(rows.piece(at))
}

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};

    /// How many stories a live page has, with these lines below the times of its entries.
    fn stories(headlines: [&str; 4]) -> usize {
        let texts = [
            "The harbour board has ended its meeting, and the ferry is to run again from Monday, four votes to three, with the old fares.",
            "Owen Rutter says that he has steered through worse, and that the new engine sounds like the one which it replaces.",
            "The yard in Tarnwick has sent a letter in which it says that it is sorry for the eleven months of delay.",
            "About forty people stand at the landing stage with umbrellas, and a choir of the school sings of a lake.",
        ];
        let entry = |((hour, headline), text): ((usize, &str), &str)| {
            format!("{hour}:30\n{headline}{text}\nShare page\n")
        };
        let entries: String = (10..14).zip(headlines).zip(texts).rev().map(entry).collect();
        let page = format!("Ferry vote as it happened\nLive Reporting\nEdited by Dana Whitlock\n{entries}");
        let rules = Rules::builtin().unwrap();
        split(&page, &label(&page, &rules), &rules, MIN_CONFIDENCE).runs.len()
    }

    #[test]
    fn a_button_below_each_entry_is_no_headline() {
        assert_eq!(stories([""; 4]), 1);
    }

    #[test]
    fn entries_with_headlines_are_stories() {
        let headlines = [
            "Board votes for the ferry\n",
            "Rutter trusts the engine\n",
            "Yard says sorry for delay\n",
            "Choir sings at the stage\n",
        ];
        assert_eq!(stories(headlines), 4);
    }
}
