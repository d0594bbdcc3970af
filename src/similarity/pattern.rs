//! A text that many others are compared with.
//!
//! Its words become bit vectors, so that a column of the table of distances takes a few operations for each 64 words (G.
//! Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming", 1999; H. Hyyrö, "A
//! bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).

use super::Similarity;

const BLOCK: usize = u64::BITS as usize;

/// A text as bit vectors.
#[derive(Debug)]
#[doc(hidden)]
pub struct Pattern {
    words: usize,
    blocks: usize,
    /// Word id and where its masks begin in `masks`; `FREE` where there is none.
    slots: Vec<(u64, u32)>,
    /// For each distinct word, in which places it stands: a vector of `blocks` numbers. The first is that of all words that
    /// the text does not hold.
    masks: Vec<u64>,
}

const FREE: u32 = 0;
/// What spreads word ids over the high bits of a product: 2⁶⁴ over the golden ratio (D. Knuth, "The Art of Computer Programming", volume 3, 6.4).
pub(crate) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Vertical differences of a block: where the table grows by one downwards, and where it falls by one.
#[derive(Clone, Copy)]
struct Column {
    plus: u64,
    minus: u64,
}

impl Pattern {
    /// The pattern of a text given as word ids.
    pub fn new(words: &[u64]) -> Self {
        let blocks = words.len().div_ceil(BLOCK).max(1);
        let slots = vec![(0, FREE); (words.len() * 2).next_power_of_two()];
        let mut masks = Vec::with_capacity((words.len().min(BLOCK) + 1) * blocks);
        masks.resize(blocks, 0);
        let mut pattern = Self { words: words.len(), blocks, slots, masks };
        for (at, &word) in words.iter().enumerate() {
            let start = pattern.start_of(word);
            pattern.masks[start + at / BLOCK] |= 1 << (at % BLOCK);
        }
        pattern
    }

    /// Where the masks of a word of the text begin; they are made if need be.
    fn start_of(&mut self, word: u64) -> usize {
        let slot = self.slot(word);
        if self.slots[slot].1 == FREE {
            // A text of 2³² words and more is compared for equality only.
            self.slots[slot] = (word, u32::try_from(self.masks.len()).unwrap_or(u32::MAX));
            self.masks.resize(self.masks.len() + self.blocks, 0);
        }
        self.slots[slot].1 as usize
    }

    /// The slot that holds a word, or the free one where it would be.
    fn slot(&self, word: u64) -> usize {
        let mask = self.slots.len() - 1;
        // Ids of short words are their letters: the high bits of a product depend on all of them.
        let mut slot = (word.wrapping_mul(SPREAD) >> 32) as usize & mask;
        while self.slots[slot].1 != FREE && self.slots[slot].0 != word {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn masks_of(&self, word: u64) -> &[u64] {
        &self.masks[self.slots[self.slot(word)].1 as usize..][..self.blocks]
    }

    /// The similarity to another text, if it is at least `least`.
    pub fn similarity_at_least(&self, other: &[u64], least: Similarity) -> Option<Similarity> {
        let longer = self.words.max(other.len());
        if longer == 0 {
            return Some(Similarity::ONE);
        }
        let distance = self.distance_within(other, least.furthest(longer))?;
        Some(Similarity::share(longer - distance, longer))
    }

    /// The Levenshtein distance to another text, if it is at most `furthest`.
    pub fn distance_within(&self, other: &[u64], furthest: usize) -> Option<usize> {
        if self.words == 0 || self.words.abs_diff(other.len()) > furthest {
            return Some(other.len()).filter(|distance| self.words == 0 && *distance <= furthest);
        }
        let distance =
            if self.blocks == 1 { self.short(other, furthest)? } else { self.long(other, furthest)? };
        Some(distance).filter(|distance| *distance <= furthest)
    }

    fn short(&self, other: &[u64], furthest: usize) -> Option<usize> {
        let (mut column, mut distance) = (Column::FIRST, self.words);
        let last = self.words - 1;
        for (at, &word) in other.iter().enumerate() {
            // The first row of the table grows by one with each word.
            let (plus, minus) = column.advance(self.masks_of(word)[0], 1, 0);
            distance = distance + (plus >> last & 1) as usize - (minus >> last & 1) as usize;
            // Each word that is left can bring the texts one nearer at most.
            if distance > furthest + (other.len() - at - 1) {
                return None;
            }
        }
        Some(distance)
    }

    fn long(&self, other: &[u64], furthest: usize) -> Option<usize> {
        let (mut columns, mut distance) = (vec![Column::FIRST; self.blocks], self.words);
        let last = (self.words - 1) % BLOCK;
        for (at, &word) in other.iter().enumerate() {
            let (mut plus, mut minus) = (1 << (BLOCK - 1), 0);
            for (column, &mask) in columns.iter_mut().zip(self.masks_of(word)) {
                (plus, minus) = column.advance(mask, plus >> (BLOCK - 1), minus >> (BLOCK - 1));
            }
            distance = distance + (plus >> last & 1) as usize - (minus >> last & 1) as usize;
            if distance > furthest + (other.len() - at - 1) {
                return None;
            }
        }
        Some(distance)
    }
}

impl Column {
    /// The first column of the table grows by one with each row.
    const FIRST: Self = Self { plus: u64::MAX, minus: 0 };

    /// The next column, where `mask` says which rows hold the column's word and the table grows (`plus`) or falls
    /// (`minus`) by so much in the row above. Gives the horizontal differences of all rows.
    #[inline]
    fn advance(&mut self, mask: u64, plus: u64, minus: u64) -> (u64, u64) {
        let vertical = mask | self.minus;
        let mask = mask | minus;
        let horizontal = ((mask & self.plus).wrapping_add(self.plus) ^ self.plus) | mask;
        let grows = self.minus | !(horizontal | self.plus);
        let falls = self.plus & horizontal;
        let (above_grows, above_falls) = (grows << 1 | plus, falls << 1 | minus);
        self.plus = above_falls | !(vertical | above_grows);
        self.minus = above_grows & vertical;
        (grows, falls)
    }
}
