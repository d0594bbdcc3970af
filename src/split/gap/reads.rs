//! How the lines of a gap read: how long they are, how they begin and end, and whether the text below is about them.

use super::Gap;
use crate::label::Ends;
use crate::model::is;
use crate::rules::READS;

/// How a line reads, by [`READS`].
pub(super) type Reads = [f32; READS.len()];

/// So many words a line has at least to be of each length; the last one is that of all longer lines.
const LENGTHS: [usize; 8] = [1, 2, 3, 5, 8, 13, 19, 30];

/// How lines end, each of which is a feature.
const ENDS: [Ends; 5] = [Ends::Open, Ends::Sentence, Ends::Call, Ends::Ellipsis, Ends::Colon];

/// The features are as many as there are names.
const _: () = assert!(LENGTHS.len() + ENDS.len() + 2 + 3 == READS.len());

impl Gap<'_> {
    /// How a row above the text reads.
    pub(super) fn reads(&self, row: usize) -> Reads {
        let rows = self.page.rows;
        let (look, piece) = (rows.rows[row].line.look, rows.piece(row));
        let long = LENGTHS.iter().rposition(|least| look.words() >= *least);
        let shared = self.topics.share_below(rows, row);
        let lengths = (0..LENGTHS.len()).map(|length| is(long == Some(length)));
        let ends = ENDS.iter().map(|ends| is(look.ends() == *ends));
        let begins = [
            is(piece.starts_with(|c: char| c.is_ascii_digit())),
            is(piece.starts_with(['(', '['])),
            is(piece.contains([':', '：'])),
        ];
        let mut reads = [0.0; READS.len()];
        let values =
            lengths.chain([shared.unwrap_or_default(), is(shared.is_none())]).chain(ends).chain(begins);
        reads.iter_mut().zip(values).for_each(|(slot, value)| *slot = value);
        reads
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::gap::tests::on_page;

    const PAGE: &str = "\
Boats run by night as well until the end of the week, the harbour board in Orsk said on Sunday evening.
12 comments
(Photo by the author)
Railway: who buys 51 old saloons?
Mill turns again...
The railway shows its 51 old saloons to buyers until the end of the week, the board in Pellham said on Sunday.
";

    /// How a row between the two texts reads, by the names of the features that it has.
    fn reads(row: usize) -> Vec<(&'static str, f32)> {
        let reads = on_page(PAGE, |page| Gap::new(page, 1).reads(row));
        READS.into_iter().zip(reads).filter(|(_, value)| *value != 0.0).collect()
    }

    #[test]
    fn lengths_stand_in_the_order_of_their_names() {
        assert_eq!(LENGTHS.map(|least| format!("words-{least}")), READS[..LENGTHS.len()]);
    }

    #[test]
    fn a_line_reads_by_its_length_its_ends_and_what_the_text_says_again() {
        let railway = reads(3);
        assert_eq!(railway[0], ("words-5", 1.0));
        assert!(railway.iter().any(|(name, share)| *name == "shared" && (0.5..0.8).contains(share)));
        assert_eq!(railway[2..], [("ends-call", 1.0), ("colon", 1.0)]);
        assert_eq!(reads(4), [("words-3", 1.0), ("ends-ellipsis", 1.0)]);
        assert!(reads(1).contains(&("digit", 1.0)) && reads(2).contains(&("bracket", 1.0)));
    }
}
