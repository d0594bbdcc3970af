//! Words joined by one space → where each of them lies.

use super::eight::{BLOCK, gathered};
use std::ops::Range;

/// Where the words lie in a text in which one space parts them; spaces are looked for in 64 bytes at once.
pub(crate) struct Spans<'j> {
    joined: &'j [u8],
    /// The spaces of the last block that are still to be told.
    spaces: u64,
    /// Where that block begins.
    block: usize,
    /// Where the next block begins.
    next: usize,
    /// Where the next word begins.
    start: usize,
}

impl<'j> Spans<'j> {
    pub(super) fn new(joined: &'j [u8]) -> Self {
        // Nothing is read of no words.
        let next = usize::from(joined.is_empty());
        Self { joined, spaces: 0, block: 0, next, start: 0 }
    }

    /// Reads the next block. The last one is closed by a space.
    fn read(&mut self) {
        let text = &self.joined[self.next..];
        let block = text.first_chunk().copied().unwrap_or_else(|| {
            let mut last = [0; BLOCK];
            last[..text.len()].copy_from_slice(text);
            last[text.len()] = b' ';
            last
        });
        self.spaces = spaces(&block);
        self.block = self.next;
        self.next += BLOCK;
    }
}

impl Iterator for Spans<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        while self.spaces == 0 {
            if self.next > self.joined.len() {
                return None;
            }
            self.read();
        }
        let end = self.block + self.spaces.trailing_zeros() as usize;
        self.spaces &= self.spaces - 1;
        let start = std::mem::replace(&mut self.start, end + 1);
        Some(start..end)
    }
}

/// A bit for each byte that is a space.
fn spaces(block: &[u8; BLOCK]) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    const LOW: u64 = ONES * 0x7F;
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        let other = u64::from_le_bytes(*word) ^ (ONES * b' ' as u64);
        bits << 8 | gathered(!(((other & LOW) + LOW) | other | LOW))
    })
}
