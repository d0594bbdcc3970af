//! Phrases that lines begin with, found by their first word.

use crate::date::word_keys;
use crate::span::is_white;
use crate::words::{first_eight, is_alphanumeric, lower_case, lowered, run_width};
use rustc_hash::{FxHashMap, FxHashSet};

/// Phrases in lower case, found by their first word.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct Phrases {
    phrases: Vec<String>,
    by_first: FxHashMap<u64, Vec<usize>>,
    /// All words of all phrases, by their [`crate::date::word_key`].
    every: FxHashSet<u64>,
}

impl Phrases {
    /// Adds phrases; they have to be in lower case.
    pub(crate) fn extend(&mut self, phrases: Vec<String>) {
        for phrase in phrases {
            let same_first = self.by_first.entry(first_key(&phrase)).or_default();
            // The longest one wins: "last updated" before "last".
            let at = same_first.partition_point(|&at| self.phrases[at].len() >= phrase.len());
            same_first.insert(at, self.phrases.len());
            self.every.extend(word_keys(&phrase));
            self.phrases.push(phrase);
        }
    }

    /// The bytes of the longest phrase that `text` begins with as whole words, the colon behind it included.
    pub fn longest(&self, text: &str) -> Option<usize> {
        self.longest_of(first_key(text), text)
    }

    /// The same for whom knows the [`first_key`] of `text` already.
    pub(crate) fn longest_of(&self, key: u64, text: &str) -> Option<usize> {
        let places = self.by_first.get(&key)?;
        let width = places.iter().find_map(|&at| starts_with_folded(text, &self.phrases[at]))?;
        let rest = text[width..].trim_start_matches(is_white);
        let colon = rest.trim_start_matches([':', '：']);
        Some(if colon.len() < rest.len() { text.len() - colon.len() } else { width })
    }

    /// Whether some phrase may begin a text with this [`first_key`].
    pub(crate) fn may_begin(&self, key: u64) -> bool {
        self.by_first.contains_key(&key)
    }

    /// Whether a word ends with one of the longer phrases: `Northgatepublished`, where a headline and its date were glued.
    pub fn is_glued_to(&self, word: &str) -> bool {
        const LETTERS: usize = 8;
        let long = self.phrases.iter().filter(|phrase| phrase.len() >= LETTERS);
        word.len() > LETTERS
            && long.into_iter().any(|phrase| word.len() > phrase.len() && word.ends_with(phrase.as_str()))
    }

    /// Whether some phrase may hold a word, by its [`crate::date::word_key`].
    pub(crate) fn may_hold(&self, key: u64) -> bool {
        self.every.contains(&key)
    }

    /// Whether `text` is one of the phrases, whatever its case.
    pub fn is_one(&self, text: &str) -> bool {
        let places = self.by_first.get(&first_key(text)).map(Vec::as_slice).unwrap_or_default();
        places.iter().any(|&at| starts_with_folded(text, &self.phrases[at]) == Some(text.len()))
    }
}

/// So many bytes of a word are in its key.
const KEY_BYTES: usize = 8;

/// A number for the word that `text` begins with, the same in any case; for the character where it begins with no word.
pub(crate) fn first_key(text: &str) -> u64 {
    let ascii = run_width(text.as_bytes());
    if ascii > 0 && text.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return token_key(text.as_bytes(), ascii);
    }
    let mut word = text.chars().take_while(|&c| is_alphanumeric(c)).peekable();
    if word.peek().is_some() { folded_key(word) } else { folded_key(text.chars().take(1)) }
}

/// The same for the word that `text` ends with.
pub(super) fn last_key(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ascii = bytes.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if ascii > 0 && bytes.len().checked_sub(ascii + 1).is_none_or(|before| bytes[before].is_ascii()) {
        return token_key(&bytes[bytes.len() - ascii..], ascii);
    }
    let width = text.chars().rev().take_while(|&c| is_alphanumeric(c)).map(char::len_utf8).sum::<usize>();
    if width > 0 {
        folded_key(text[text.len() - width..].chars())
    } else {
        folded_key(text.chars().rev().take(1))
    }
}

/// The key of a word by its letters, no more of which are looked at than are in it.
fn folded_key(word: impl Iterator<Item = char>) -> u64 {
    let (mut key, mut at) = ([0; KEY_BYTES], 0);
    for letter in word.map(lower_case) {
        let mut utf8 = [0; 4];
        let letter = letter.encode_utf8(&mut utf8).as_bytes();
        key[at..].iter_mut().zip(letter).for_each(|(slot, byte)| *slot = *byte);
        at += letter.len();
        if at >= KEY_BYTES {
            break;
        }
    }
    u64::from_le_bytes(key)
}

/// The first eight bytes, in lower case, of the word that a text begins with and that has so many. Words that share them are
/// told apart later.
fn token_key(text: &[u8], width: usize) -> u64 {
    lowered(first_eight(text, width))
}

/// The bytes of `phrase` (in lower case) in `text`, if `text` begins with it and a word ends there.
fn starts_with_folded(text: &str, phrase: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    for expected in phrase.chars() {
        let (_, c) = chars.next()?;
        if c != expected && lower_case(c) != expected {
            return None;
        }
    }
    let width = chars.next().map_or(text.len(), |(at, _)| at);
    // A phrase that ends in a mark ends there itself.
    let edge = phrase.ends_with(is_alphanumeric) && text[width..].starts_with(is_alphanumeric);
    (!edge).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let mut phrases = Phrases::default();
        phrases.extend(
            ["last", "last updated", "à lire", "تحديث", "ilk yayın", "文・"].map(str::to_owned).to_vec(),
        );
        assert_eq!(phrases.longest(text).map(|width| &text[..width]), expected);
    }

    #[test]
    fn the_longest_phrase_is_read_as_whole_words_in_any_case() {
        check("LAST UPDATED: today", Some("LAST UPDATED:"));
        check("Last updates", Some("Last"));
        check("Lasting peace", None);
        check("À LIRE aussi", Some("À LIRE"));
        check("تحديث : اليوم", Some("تحديث :"));
        check("İlk Yayın: 3 Mart", Some("İlk Yayın:"));
        check("文・杉浦", Some("文・"));
        check("", None);
    }
}
