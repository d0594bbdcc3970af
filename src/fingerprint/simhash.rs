//! Words → how often each bit of their hashes is set → their SimHash.
//!
//! The crate `simhash` defines it: SipHash-2-4 (J.-P. Aumasson, D. Bernstein, 2012) with key 0 of every word and a byte
//! 0xFF behind it; a bit of the SimHash is set where more than half of the hashes have it. Here most words, as one or two
//! blocks, are hashed many at a time without a branch between them, and the bits of eight hashes are counted at once
//! (S. Harley's carry-save adder, in H. Warren, "Hacker's Delight", 2003).

use crate::words::Words;
use std::ops::{AddAssign, Range};

/// How many words there are, and in how many of their hashes each bit is set. The sum over the paragraphs of a text is
/// that of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub struct Weights {
    /// Bit `b` of `planes[k]` is bit `k` of the count of bit `b`.
    planes: [u64; PLANES],
    words: u64,
}

/// Counts are below 2⁴⁰.
const PLANES: usize = 40;

impl Weights {
    /// Of no words.
    pub const NONE: Self = Self { planes: [0; PLANES], words: 0 };

    /// The weights of some words.
    pub fn of(words: &Words) -> Self {
        let mut weights = Self::NONE;
        let (mut short, mut long) = (Lot::<1>::new(), Lot::<2>::new());
        for Range { start, end } in words.spans() {
            let word = Word { joined: words.as_str().as_bytes(), start, end };
            if word.width() > LONG {
                weights.count([word.hash(), 0, 0, 0, 0, 0, 0, 0]);
                weights.words += 1;
                continue;
            }
            // Both are written, and one of them stays.
            let (is_short, one, two) = word.messages();
            short.push(one, usize::from(is_short));
            long.push(two, usize::from(!is_short));
            if short.filled == LOT || long.filled == LOT {
                short.count(&mut weights);
                long.count(&mut weights);
            }
        }
        short.count(&mut weights);
        long.count(&mut weights);
        weights
    }

    /// The SimHash; `None` without words.
    pub fn simhash(&self) -> Option<u64> {
        (self.words > 0).then(|| self.above(self.words / 2))
    }

    /// The bits that are counted more than `limit` times.
    fn above(&self, limit: u64) -> u64 {
        let (mut above, mut level) = (0, u64::MAX);
        for (place, plane) in self.planes.iter().enumerate().rev() {
            let bit = if limit >> place & 1 == 1 { u64::MAX } else { 0 };
            above |= level & plane & !bit;
            level &= !(plane ^ bit);
        }
        above
    }

    /// Counts the bits of eight hashes; a zero is none.
    fn count(&mut self, [a, b, c, d, e, f, g, h]: [u64; 8]) {
        let (one, two_a) = add(self.planes[0], a, b);
        let (one, two_b) = add(one, c, d);
        let (two, four_a) = add(self.planes[1], two_a, two_b);
        let (one, two_a) = add(one, e, f);
        let (one, two_b) = add(one, g, h);
        let (two, four_b) = add(two, two_a, two_b);
        let (four, eight) = add(self.planes[2], four_a, four_b);
        [self.planes[0], self.planes[1], self.planes[2]] = [one, two, four];
        let mut carry = eight;
        for plane in &mut self.planes[3..] {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
            if carry == 0 {
                break;
            }
        }
    }
}

impl AddAssign<&Weights> for Weights {
    fn add_assign(&mut self, other: &Weights) {
        let mut carry = 0;
        for (plane, bits) in self.planes.iter_mut().zip(&other.planes) {
            (*plane, carry) = add(*plane, *bits, carry);
        }
        self.words += other.words;
    }
}

/// A full adder for 64 bits side by side: sum and carry.
fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
    let half = a ^ b;
    (half ^ c, (a & b) | (half & c))
}

/// Words that are hashed at a time.
const LOT: usize = 32;
/// What is hashed behind a word, as `str` does when it is hashed.
const END: u8 = 0xFF;
/// Longer words do not fit into two blocks.
const LONG: usize = 14;

/// A word by its place among others.
struct Word<'j> {
    joined: &'j [u8],
    start: usize,
    end: usize,
}

impl Word<'_> {
    fn width(&self) -> usize {
        self.end - self.start
    }

    /// Whether it is hashed as one block, that block, and as which two blocks else.
    #[inline]
    fn messages(&self) -> (bool, [u64; 1], [u64; 2]) {
        let width = self.width();
        let message = (self.head() & KEPT[width]) | ENDS[width];
        let (low, high) = (message as u64, (message >> 64) as u64);
        let length = (width as u64 + 1) << 56;
        (width < 7, [low | length], [low, high | length])
    }

    /// Its first 16 bytes with what follows; zeros beyond the last word.
    #[inline]
    fn head(&self) -> u128 {
        let text = &self.joined[self.start..];
        u128::from_le_bytes(text.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; 16];
            bytes[..text.len()].copy_from_slice(text);
            bytes
        }))
    }

    /// The hash, whatever its length.
    #[cold]
    fn hash(&self) -> u64 {
        let (blocks, rest) = self.joined[self.start..self.end].as_chunks::<8>();
        let sip = blocks.iter().fold(Sip::START, |sip, block| sip.block(u64::from_le_bytes(*block)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[rest.len()] = END;
        let length = (self.width() as u64 + 1) << 56;
        if rest.len() == 7 {
            sip.block(u64::from_le_bytes(last)).block(length).finish()
        } else {
            sip.block(u64::from_le_bytes(last) | length).finish()
        }
    }
}

/// For each width of a word, the bytes that belong to it.
const KEPT: [u128; LONG + 1] = {
    let mut kept = [0; LONG + 1];
    let mut width = 1;
    while width <= LONG {
        kept[width] = u128::MAX >> (128 - 8 * width);
        width += 1;
    }
    kept
};

/// For each width of a word, [`END`] behind it.
const ENDS: [u128; LONG + 1] = {
    let mut ends = [0; LONG + 1];
    let mut width = 0;
    while width <= LONG {
        ends[width] = (END as u128) << (8 * width);
        width += 1;
    }
    ends
};

/// Messages of so many blocks that wait to be hashed.
struct Lot<const BLOCKS: usize> {
    messages: [[u64; BLOCKS]; LOT],
    filled: usize,
}

impl<const BLOCKS: usize> Lot<BLOCKS> {
    fn new() -> Self {
        Self { messages: [[0; BLOCKS]; LOT], filled: 0 }
    }

    /// Writes a message behind the others; with `kept` 0 the next one will replace it.
    fn push(&mut self, message: [u64; BLOCKS], kept: usize) {
        self.messages[self.filled % LOT] = message;
        self.filled += kept;
    }

    fn count(&mut self, weights: &mut Weights) {
        for messages in self.messages[..self.filled].chunks(8) {
            let mut hashes = [0; 8];
            for (hash, message) in hashes.iter_mut().zip(messages) {
                *hash = message.iter().fold(Sip::START, |sip, &block| sip.block(block)).finish();
            }
            weights.count(hashes);
        }
        weights.words += self.filled as u64;
        self.filled = 0;
    }
}

/// The state of SipHash-2-4.
#[derive(Clone, Copy)]
struct Sip([u64; 4]);

impl Sip {
    /// With key 0.
    const START: Self =
        Self([0x736F_6D65_7073_6575, 0x646F_7261_6E64_6F6D, 0x6C79_6765_6E65_7261, 0x7465_6462_7974_6573]);

    fn block(mut self, block: u64) -> Self {
        self.0[3] ^= block;
        self = self.round().round();
        self.0[0] ^= block;
        self
    }

    fn finish(mut self) -> u64 {
        self.0[2] ^= 0xFF;
        let [a, b, c, d] = self.round().round().round().round().0;
        a ^ b ^ c ^ d
    }

    fn round(self) -> Self {
        let [mut a, mut b, mut c, mut d] = self.0;
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.rotate_left(32).wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        Self([a, b, c.rotate_left(32), d])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;
    use proptest::prelude::*;

    #[test]
    fn one_and_a_half_of_three_is_no_majority() {
        // "The cat sat on the mat" is the crate's own example.
        let weights = Weights::of(&words("the cat sat on the mat"));
        assert_eq!(weights.simhash(), Some(::simhash::simhash("the cat sat on the mat")));
        assert_eq!(Weights::NONE.simhash(), None);
    }

    #[test]
    fn words_of_every_length_hash_as_the_crate_does() {
        for width in 1..40 {
            let word: String = ('a'..='z').cycle().take(width).collect();
            // The SimHash of a single word is its hash.
            assert_eq!(Weights::of(&words(&word)).simhash(), Some(::simhash::simhash(&word)), "{width}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let word =
            prop_oneof![8 => "[a-z]{1,18}", 1 => "[a-z]{1,60}", 1 => "\\PC{1,8}", 1 => "[ا-ي]{1,9}|東"];
        prop::collection::vec(word, 0..1_000).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn it_is_the_crates_simhash(text in text()) {
            let words = words(&text);
            let expected = (!words.is_empty()).then(|| ::simhash::simhash(words.as_str()));
            prop_assert_eq!(Weights::of(&words).simhash(), expected);
        }

        #[test]
        fn the_sum_over_parts_is_that_of_the_whole(a in text(), b in text()) {
            let mut sum = Weights::of(&words(&a));
            sum += &Weights::of(&words(&b));
            prop_assert_eq!(sum, Weights::of(&words(&format!("{a} {b}"))));
        }
    }
}
