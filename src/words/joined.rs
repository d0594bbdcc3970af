//! Text → its words, joined by one space, while they are written.

use super::Words;
use super::eight::{HIGH, leading, lower_case};

/// Words that are being written, each with a space behind it.
pub(super) struct Joined {
    /// The first [`Joined::len`] bytes are written.
    bytes: Vec<u8>,
    len: usize,
    /// How many of these are spaces.
    spaces: usize,
}

/// A byte of a word in lower case; 0 for what parts words or is not ASCII.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// Bytes that may be written beyond the last word: a space, and what goes with it when eight are written at once.
const SPARE: usize = 9;
impl Joined {
    pub(super) fn new(width: usize) -> Self {
        // `vec![0; …]` would ask for zeroed memory, which allocators give more slowly.
        Self { bytes: Vec::with_capacity(width + SPARE), len: 0, spaces: 0 }
    }

    /// Splits the text up to the first byte that is not ASCII, and says how many bytes that are.
    pub(super) fn ascii(&mut self, text: &[u8]) -> usize {
        self.reserve(text.len());
        let mut at = self.by_eights(text);
        let mut open = self.is_open();
        for &byte in text[at..].iter().take_while(|byte| byte.is_ascii()) {
            let letter = LETTERS[usize::from(byte)];
            let is_letter = letter != 0;
            // A space is written behind every word, and over every further space.
            self.bytes[self.len] = if is_letter { letter } else { b' ' };
            self.len += usize::from(is_letter | open);
            self.spaces += usize::from(!is_letter & open);
            open = is_letter;
            at += 1;
        }
        at
    }

    /// Splits a text as long as the next eight bytes are ASCII, and says how many bytes that are: up to the first
    /// separator they are written at once.
    fn by_eights(&mut self, text: &[u8]) -> usize {
        let mut open = self.is_open();
        let out = self.bytes.as_mut_slice();
        let (mut at, mut len, mut spaces) = (0, self.len, self.spaces);
        while let Some(eight) = text[at..].first_chunk() {
            let eight = u64::from_le_bytes(*eight);
            if eight & HIGH != 0 {
                break;
            }
            let (lower, letters) = lower_case(eight);
            let width = leading(letters);
            out[len..len + 8].copy_from_slice(&lower.to_le_bytes());
            len += width;
            open |= width > 0;
            at += width;
            if width < 8 {
                out[len] = b' ';
                len += usize::from(open);
                spaces += usize::from(open);
                open = false;
                at += 1;
            }
        }
        (self.len, self.spaces) = (len, spaces);
        at
    }

    /// Makes room for so many bytes.
    fn reserve(&mut self, width: usize) {
        if self.bytes.len() < self.len + width + SPARE {
            self.bytes.resize(self.len + width + SPARE, 0);
        }
    }

    fn is_open(&self) -> bool {
        self.len > 0 && self.bytes[self.len - 1] != b' '
    }

    /// Ends the word.
    pub(super) fn close(&mut self) {
        if self.is_open() {
            self.put(b" ");
            self.spaces += 1;
        }
    }

    pub(super) fn push(&mut self, c: char, starts: bool) {
        if starts {
            self.close();
        }
        self.put(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn put(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Takes back what [`Joined::ascii`] wrote for a piece that stands behind a separator.
    pub(super) fn take_back(&mut self, piece: &[u8]) {
        let mut open = false;
        for byte in piece {
            let is_letter = byte.is_ascii_alphanumeric();
            self.len -= usize::from(is_letter | open);
            self.spaces -= usize::from(!is_letter & open);
            open = is_letter;
        }
    }

    pub(super) fn words(mut self) -> Words {
        let open = self.is_open();
        self.bytes.truncate(self.len - usize::from(self.len > 0 && !open));
        let joined = String::from_utf8(self.bytes).expect("whole characters were written");
        Words { joined, count: self.spaces + usize::from(open) }
    }
}
