//! Which needles stand in a line, in one pass over its bytes.
//!
//! Each needle is known by its three rarest letters in a row, and is compared only where these stand. An automaton of all
//! needles looks at a byte with as few instructions, but to build it takes longer than to take a page apart.

use super::Lines;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Three bytes, letters in lower case.
type Three = u32;
/// Slots of the table of threes; several threes may share one.
const SLOTS: usize = 1 << 16;
/// Bytes that a byte may be.
const BYTES: usize = 1 << 8;

/// Pieces of text that are looked for, whatever the case of their ASCII letters.
#[derive(Debug)]
pub(super) struct Needles {
    /// By the slots of threes, the lines in which some needle may stand around them.
    around: Box<[Lines; SLOTS]>,
    /// The same by the first byte of needles that are shorter than three.
    behind: Box<[Lines; BYTES]>,
    by_three: FxHashMap<Three, Vec<Needle>>,
    by_first: BTreeMap<u8, Vec<Needle>>,
    /// The lines in which some needle of three bytes or more may stand.
    longer: Lines,
}

#[derive(Debug)]
struct Needle {
    text: String,
    /// Where in it the last byte stands by which it is known.
    at: usize,
    owner: usize,
    lines: Lines,
}

impl Default for Needles {
    fn default() -> Self {
        let around = vec![Lines::NONE; SLOTS].try_into().expect("a vector of this length is such an array");
        let behind = Box::new([Lines::NONE; BYTES]);
        let (by_three, by_first) = (FxHashMap::default(), BTreeMap::default());
        Self { around, behind, by_three, by_first, longer: Lines::NONE }
    }
}

impl Needles {
    /// Adds a needle that stands for `owner` in some kinds of lines.
    pub(super) fn add(&mut self, text: &str, owner: usize, lines: Lines) {
        let bytes = text.as_bytes();
        let rarest = (0..bytes.len()).skip(2).max_by_key(|&at| rarity(&bytes[at - 2..=at]));
        let needle = Needle { text: text.to_owned(), at: rarest.unwrap_or(0), owner, lines };
        if let Some(at) = rarest {
            let three = bytes[at - 2..=at].iter().fold(0, |last, byte| pushed(last, *byte));
            self.around[slot(three)] = self.around[slot(three)].and(lines);
            self.by_three.entry(three).or_default().push(needle);
            self.longer = self.longer.and(lines);
        } else if let Some(first) = bytes.first().copied() {
            for byte in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                self.behind[usize::from(byte)] = self.behind[usize::from(byte)].and(lines);
            }
            self.by_first.entry(first.to_ascii_lowercase()).or_default().push(needle);
        }
    }

    /// Gives the owner of each needle that stands in a line of this kind, once or more often.
    pub(super) fn each_in(&self, line: &str, kind: Lines, mut give: impl FnMut(usize)) {
        let bytes = line.as_bytes();
        if self.longer.hold(kind) {
            self.each_of_all(bytes, kind, &mut give);
        } else {
            self.each_short(bytes, kind, &mut give);
        }
    }

    fn each_of_all(&self, bytes: &[u8], kind: Lines, give: &mut impl FnMut(usize)) {
        let mut last = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            last = pushed(last, byte);
            if self.around[slot(last)].and(self.behind[usize::from(byte)]).hold(kind) {
                let longer = self.by_three.get(&three(last)).into_iter().flatten();
                let short = self.by_first.get(&byte.to_ascii_lowercase()).into_iter().flatten();
                let there = longer.chain(short).filter(|needle| needle.stands(bytes, at, kind));
                there.for_each(|needle| give(needle.owner));
            }
        }
    }

    /// The same where there are no longer ones, as in the heads of long lines.
    fn each_short(&self, bytes: &[u8], kind: Lines, give: &mut impl FnMut(usize)) {
        for (first, needles) in &self.by_first {
            for needle in needles.iter().filter(|needle| needle.lines.hold(kind)) {
                let mut places = memchr::memchr2_iter(*first, first.to_ascii_uppercase(), bytes);
                if places.any(|at| needle.stands(bytes, at, kind)) {
                    give(needle.owner);
                }
            }
        }
    }
}

impl Needle {
    /// Whether it stands in a line of this kind, where the line has the byte that it is known by.
    fn stands(&self, line: &[u8], byte: usize, kind: Lines) -> bool {
        let start = byte.checked_sub(self.at);
        let there = start.and_then(|start| line.get(start..start + self.text.len()));
        self.lines.hold(kind) && there.is_some_and(|there| there.eq_ignore_ascii_case(self.text.as_bytes()))
    }
}

/// The last four bytes once another follows.
fn pushed(last: u32, byte: u8) -> u32 {
    const LOWER_CASE: u8 = 0x20;
    last << 8 | u32::from(byte | LOWER_CASE)
}

/// The last three of four bytes. Some marks give the same; they are told apart when a needle is compared.
fn three(last: u32) -> Three {
    last & 0x00FF_FFFF
}

/// The slot of the last three of four bytes: the first one drops out of the product.
fn slot(last: u32) -> usize {
    const SPREAD: u32 = 0x9E37_79B1 << 8;
    (last.wrapping_mul(SPREAD) >> 16) as usize
}

/// How rare bytes are in text: their places among the commonest, in all.
fn rarity(bytes: &[u8]) -> usize {
    const COMMON: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";
    let of = |byte: &u8| COMMON.iter().position(|common| *common == byte.to_ascii_lowercase());
    bytes.iter().map(|byte| of(byte).unwrap_or(COMMON.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, kind: Lines, expected: &[usize]) {
        let mut needles = Needles::default();
        let both = Lines::SHORT.and(Lines::SENTENCES);
        let known = [
            ("read more", Lines::SHORT),
            ("©", both),
            ("(", both),
            ("(photo", both),
            ("|", both),
            ("(", Lines::LONG),
        ];
        for (owner, (text, lines)) in known.into_iter().enumerate() {
            needles.add(text, owner, lines);
        }
        let mut found = Vec::new();
        needles.each_in(line, kind, |owner| found.push(owner));
        found.sort_unstable();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn needles_are_found_in_any_case_at_any_place_in_their_lines() {
        check("READ More", Lines::SHORT, &[0]);
        check("read more", Lines::SENTENCES, &[]);
        check("Harbour © Northgate (Photo", Lines::SHORT, &[1, 2, 3]);
        check("((", Lines::SENTENCES, &[2, 2]);
        check("Northgate (", Lines::LONG, &[5]);
        check("|", Lines::SHORT, &[4]);
        check("Home | Sport", Lines::SHORT, &[4]);
        check("(phot", Lines::SHORT, &[2]);
        check("ad more", Lines::SHORT, &[]);
        check("", Lines::SHORT, &[]);
    }
}
