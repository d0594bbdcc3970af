//! Which needles stand in a line, in one pass over its bytes.
//!
//! Each needle is known by its three rarest letters in a row, and is compared only where these stand. An automaton of all
//! needles looks at a byte with as few instructions, but to build it takes longer than to take a page apart.

use super::Lines;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Three bytes, letters in lower case.
type Three = u32;
/// Slots of a table of threes; several threes may share one.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 14;
/// Bytes that a byte may be.
const BYTES: usize = 1 << 8;

/// Pieces of text that are looked for, whatever the case of their ASCII letters.
#[derive(Debug)]
pub(super) struct Needles {
    /// For each kind of lines, where in them needles may stand.
    known: [Known; Lines::KINDS],
    by_three: FxHashMap<Three, Vec<Needle>>,
    by_first: BTreeMap<u8, Vec<Needle>>,
}

/// What needles for one kind of lines are known by.
#[derive(Debug)]
struct Known {
    /// The slots of threes.
    threes: Box<[bool; SLOTS]>,
    /// The first bytes of needles that are shorter than three.
    bytes: [bool; BYTES],
    /// Whether there is some needle of three bytes or more.
    longer: bool,
}

impl Default for Known {
    fn default() -> Self {
        let threes = vec![false; SLOTS].try_into().expect("a vector of this length is such an array");
        Self { threes, bytes: [false; BYTES], longer: false }
    }
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
        let known = std::array::from_fn(|_| Known::default());
        Self { known, by_three: FxHashMap::default(), by_first: BTreeMap::default() }
    }
}

impl Needles {
    /// Adds a needle that stands for `owner` in some kinds of lines.
    pub(super) fn add(&mut self, text: &str, owner: usize, lines: Lines) {
        let bytes = text.as_bytes();
        let rarest = (0..bytes.len()).skip(2).max_by_key(|&at| rarity(&bytes[at - 2..=at]));
        let needle = Needle { text: text.to_owned(), at: rarest.unwrap_or(0), owner, lines };
        let known = self.known.iter_mut().enumerate().filter(|(kind, _)| lines.hold(Lines::of_kind(*kind)));
        if let Some(at) = rarest {
            let three = bytes[at - 2..=at].iter().fold(0, |last, byte| pushed(last, *byte));
            for (_, known) in known {
                known.threes[slot(three)] = true;
                known.longer = true;
            }
            self.by_three.entry(three).or_default().push(needle);
        } else if let Some(first) = bytes.first().copied() {
            for (_, known) in known {
                for byte in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                    known.bytes[usize::from(byte)] = true;
                }
            }
            self.by_first.entry(first.to_ascii_lowercase()).or_default().push(needle);
        }
    }

    /// Gives the owner of each needle that stands in a line of this kind, once or more often.
    pub(super) fn each_in(&self, line: &str, kind: Lines, mut give: impl FnMut(usize)) {
        let (bytes, known) = (line.as_bytes(), &self.known[kind.kind()]);
        if known.longer {
            self.each_of_all(bytes, known, kind, &mut give);
        } else {
            self.each_short(bytes, kind, &mut give);
        }
    }

    fn each_of_all(&self, bytes: &[u8], known: &Known, kind: Lines, give: &mut impl FnMut(usize)) {
        let mut last = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            last = pushed(last, byte);
            let (longer, short) = (known.threes[slot(last)], known.bytes[usize::from(byte)]);
            if longer | short {
                let longer = longer.then(|| self.by_three.get(&three(last))).flatten();
                let short = short.then(|| self.by_first.get(&byte.to_ascii_lowercase())).flatten();
                let there = longer.into_iter().chain(short).flatten();
                let there = there.filter(|needle| needle.stands(bytes, at, kind));
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
    (last.wrapping_mul(SPREAD) >> (u32::BITS - SLOT_BITS)) as usize
}

/// How rare three bytes are in text: their places among the commonest, in all; nothing is rare about what stands in many words.
fn rarity(bytes: &[u8]) -> usize {
    const COMMON: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";
    const OFTEN: [&[u8; 3]; 32] = [
        b"ing", b"ion", b"ent", b"ter", b"for", b"her", b"ith", b"ver", b"all", b"ted", b"com", b"con",
        b"pro", b"per", b"por", b"res", b"ong", b"out", b"aid", b"ill", b"ame", b"oun", b"our", b"whi",
        b"hic", b"ich", b"mor", b"ore", b"men", b"ate", b"ers", b"ous",
    ];
    let of = |byte: &u8| COMMON.iter().position(|common| *common == byte.to_ascii_lowercase());
    let places: usize = bytes.iter().map(|byte| of(byte).unwrap_or(COMMON.len())).sum();
    let often = OFTEN.iter().any(|three| three.eq_ignore_ascii_case(bytes));
    if often { 0 } else { 1 + places }
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
