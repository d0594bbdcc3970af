//! A place in a line from which words, numbers and marks are read.

use std::ops::RangeBounds;

use super::glossary::{Glossary, Sure, is_blank, is_ornament};
use super::words::DateWords;
use crate::words::{self, letters_width};

/// Letters after which a word is longer than any table's.
const LONGEST_WORD: usize = 40;

/// A place in a line; it always lies between two characters.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    pub words: &'a DateWords,
}

/// A run of digits of any script.
struct Digits {
    value: i32,
    width: usize,
}

impl<'a> Cursor<'a> {
    /// The start of a line.
    pub fn new(text: &'a str, words: &'a DateWords) -> Self {
        Self { text, at: 0, words }
    }

    /// Bytes read so far.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads all of something or nothing.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// Says what would be read and stays.
    pub fn peek<T>(&self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        read(&mut self.clone())
    }

    /// Passes blanks and says how many bytes they take.
    pub fn blank(&mut self) -> usize {
        let rest = self.rest();
        let taken = match rest.as_bytes() {
            [next, ..] if next.is_ascii_alphanumeric() => 0,
            [b' ', next, ..] if next.is_ascii_alphanumeric() => 1,
            _ => rest.len() - rest.trim_start_matches(is_blank).len(),
        };
        self.at += taken;
        taken
    }

    /// Reads one of these marks where it stands directly here.
    pub fn mark(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.next().filter(|next| marks.contains(next))?;
        self.at += mark.len_utf8();
        Some(mark)
    }

    /// Reads one of these marks after any blanks.
    pub fn spaced_mark(&mut self, marks: &[char]) -> Option<char> {
        self.attempt(|cursor| {
            cursor.blank();
            cursor.mark(marks)
        })
    }

    /// Reads a number with so many digits where it stands directly here.
    pub fn glued_number(&mut self, widths: impl RangeBounds<usize>) -> Option<i32> {
        self.attempt(|cursor| cursor.digits().filter(|digits| widths.contains(&digits.width)))
            .map(|digits| digits.value)
    }

    /// Reads a number with so many digits after any blanks.
    pub fn number(&mut self, widths: impl RangeBounds<usize>) -> Option<i32> {
        self.attempt(|cursor| {
            cursor.blank();
            cursor.glued_number(widths)
        })
    }

    fn digits(&mut self) -> Option<Digits> {
        let mut digits = Digits { value: 0, width: 0 };
        while let Some((next, digit)) = self.next().and_then(|next| Some((next, digit(next)?))) {
            digits.value = digits.value.saturating_mul(10).saturating_add(digit);
            digits.width += 1;
            self.at += next.len_utf8();
        }
        (digits.width > 0).then_some(digits)
    }

    /// Reads a whole word after any blanks; of a very long one the first letters.
    pub fn word(&mut self) -> Option<&'a str> {
        self.attempt(|cursor| {
            cursor.blank();
            let word = word_at(cursor.rest())?;
            cursor.at += word.len();
            Some(word)
        })
    }

    /// Reads the longest phrase of a glossary, after any blanks.
    pub fn phrase<T: Copy>(&mut self, glossary: &Glossary<T>) -> Option<Sure<T>> {
        self.attempt(|cursor| {
            cursor.blank();
            if !glossary.may_begin(cursor.rest()) {
                return None;
            }
            let start = cursor.at;
            let meant = |end| Some((glossary.get(&cursor.text[start..end])?, end));
            let (meaning, end) = cursor.word_ends().take(glossary.longest).filter_map(meant).last()?;
            cursor.at = end;
            Some(meaning)
        })
    }

    /// Reads a phrase that stands directly here.
    pub fn glued_phrase<T: Copy>(&mut self, glossary: &Glossary<T>) -> Option<Sure<T>> {
        if self.next().is_some_and(is_letter) { self.phrase(glossary) } else { None }
    }

    /// Reads this piece of text where it stands directly here, whatever follows it.
    pub fn glyph(&mut self, piece: &str) -> Option<()> {
        self.rest().strip_prefix(piece)?;
        self.at += piece.len();
        Some(())
    }

    /// Where the words ahead end, as long as only blanks part them.
    fn word_ends(&self) -> impl Iterator<Item = usize> + use<'a> {
        let mut ahead = self.clone();
        std::iter::from_fn(move || ahead.word().map(|_| ahead.at))
    }
}

/// The word with which a text begins, an apostrophe between letters included.
fn word_at(text: &str) -> Option<&str> {
    let plain = letters_width(text.as_bytes());
    let ends = text.as_bytes().get(plain).is_none_or(|byte| byte.is_ascii() && *byte != b'\'');
    if ends && (1..LONGEST_WORD).contains(&plain) {
        return Some(&text[..plain]);
    }
    let goes_on = |&(at, letter): &(usize, char)| {
        is_letter(letter)
            || at > 0 && is_apostrophe(letter) && text[at + letter.len_utf8()..].starts_with(is_letter)
    };
    let letters = text.char_indices().take(LONGEST_WORD).take_while(goes_on);
    let length = letters.map(|(_, letter)| letter.len_utf8()).sum();
    (length > 0).then(|| &text[..length])
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

/// Letters and what is written upon or between them within one word.
pub(super) fn is_letter(letter: char) -> bool {
    words::is_letter(letter) || is_ornament(letter) || letter == '\u{94d}'
}

/// The value of a digit in the scripts of the tables.
pub(super) fn digit(letter: char) -> Option<i32> {
    words::digit(letter).and_then(|value| i32::try_from(value).ok())
}
