//! Text → its words, joined by one space, while they are written.

use super::Words;

/// Words that are being written, each with a space behind it.
pub(super) struct Joined {
    /// The first [`Joined::len`] bytes are written.
    bytes: Vec<u8>,
    len: usize,
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

impl Joined {
    pub(super) fn new(width: usize) -> Self {
        Self { bytes: vec![0; width + 1], len: 0 }
    }

    /// Splits the text up to the first byte that is not ASCII, and says how many bytes that are.
    pub(super) fn ascii(&mut self, text: &[u8]) -> usize {
        self.reserve(text.len());
        let mut open = self.is_open();
        let out = &mut self.bytes[self.len..];
        let (mut width, mut len) = (0, 0);
        for &byte in text {
            if !byte.is_ascii() {
                break;
            }
            let letter = LETTERS[usize::from(byte)];
            let is_letter = letter != 0;
            // A space is written behind every word, and over every further space.
            out[len] = if is_letter { letter } else { b' ' };
            len += usize::from(is_letter | open);
            open = is_letter;
            width += 1;
        }
        self.len += len;
        width
    }

    /// Makes room for so many bytes and a space.
    fn reserve(&mut self, width: usize) {
        if self.bytes.len() <= self.len + width {
            self.bytes.resize(self.len + width + 1, 0);
        }
    }

    fn is_open(&self) -> bool {
        self.len > 0 && self.bytes[self.len - 1] != b' '
    }

    /// Ends the word.
    pub(super) fn close(&mut self) {
        if self.is_open() {
            self.put(b" ");
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
            open = is_letter;
        }
    }

    pub(super) fn words(mut self) -> Words {
        let len = self.len - usize::from(self.len > 0 && !self.is_open());
        self.bytes.truncate(len);
        Words { joined: String::from_utf8(self.bytes).expect("whole characters were written") }
    }
}
