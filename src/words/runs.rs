//! Runs of letters and digits, 64 bytes of a text at once: branches on the length of each word would take most of the time.

use super::eight::{BLOCK, HIGH, bytes_like, gathered, lower_case};
use std::ops::Range;

/// The runs of letters and digits in a text, in order. What is no ASCII is taken for letters, all but general punctuation and the
/// characters up to U+00BF.
pub(crate) fn runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let (mut block, mut open) = (0, marked(text, 0));
    std::iter::from_fn(move || {
        while open == 0 {
            block += BLOCK;
            if block >= text.len() {
                return None;
            }
            open = marked(text, block);
        }
        let start = open.trailing_zeros();
        let from = block + start as usize;
        // Those below the run are zeros as well.
        let filled = open | ((1 << start) - 1);
        let mut end = filled.trailing_ones();
        while end == u64::BITS {
            block += BLOCK;
            open = if block < text.len() { marked(text, block) } else { 0 };
            end = open.trailing_ones();
        }
        open &= u64::MAX << end;
        Some(from..block + end as usize)
    })
}

/// A bit for each of the 64 bytes from one on that is part of a letter or digit.
fn marked(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    let block: [u8; BLOCK] = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        last
    });
    let (eights, _) = block.as_chunks::<8>();
    let (mut plain, mut foreign) = (0, 0);
    for eight in eights.iter().rev().map(|eight| u64::from_le_bytes(*eight)) {
        plain = plain << 8 | gathered(lower_case(eight & !HIGH).1 & !eight);
        foreign = foreign << 8 | gathered(eight & HIGH);
    }
    if foreign == 0 { plain } else { plain | foreign & !signs(text, at, &block) }
}

/// A bit for each byte of a character that is no ASCII and no letter, given where the block begins.
fn signs(text: &[u8], at: usize, block: &[u8; BLOCK]) -> u64 {
    let (eights, _) = block.as_chunks::<8>();
    let all = |byte: u8| {
        let eights = eights.iter().rev().map(|eight| bytes_like(u64::from_le_bytes(*eight), byte));
        eights.fold(0, |bits, eight| bits << 8 | gathered(eight))
    };
    let (two, three, second) = (all(0xC2), all(0xE2), all(0x80));
    let next = u64::from(text.get(at + BLOCK) == Some(&0x80)) << (BLOCK - 1);
    let three = three & (second >> 1 | next);
    // Characters that begin in the block above.
    let above = match (&text[..at], text.get(at)) {
        ([.., 0xE2, 0x80] | [.., 0xC2], _) => 1,
        ([.., 0xE2], Some(0x80)) => 3,
        _ => 0,
    };
    two | two << 1 | three | three << 1 | three << 2 | above
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, byte by byte.
    fn plainly(text: &str) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, c) in text.char_indices() {
            let sign = ('\u{80}'..='\u{BF}').contains(&c) || ('\u{2000}'..='\u{203F}').contains(&c);
            if c.is_ascii_alphanumeric() || !(c.is_ascii() || sign) {
                match runs.last_mut().filter(|run| run.end == at) {
                    Some(run) => run.end = at + c.len_utf8(),
                    None => runs.push(at..at + c.len_utf8()),
                }
            }
        }
        runs
    }

    proptest! {
        #[test]
        fn runs_are_those_found_byte_by_byte(text in "([a-zA-Z0-9]{1,9}|[ .,@\u{7F}]|[“”’—…«é東ب\u{A0}\u{2028}\u{2070}€🔹]|[a-z]{60,70}){0,40}") {
            prop_assert_eq!(runs(text.as_bytes()).collect::<Vec<_>>(), plainly(&text));
        }
    }

    #[test]
    fn signs_on_the_edge_of_two_blocks_are_no_letters() {
        for before in 58..68 {
            for sign in ["“", "\u{A0}", "é", "€", "—é"] {
                let text = "a".repeat(before) + sign + "bc";
                assert_eq!(runs(text.as_bytes()).collect::<Vec<_>>(), plainly(&text), "{before} {sign}");
            }
        }
    }
}
