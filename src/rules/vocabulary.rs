//! Words that tell of a line what it is, whatever they stand beside.

use crate::words::lowered;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What is known of a word, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Word(u8);

impl Word {
    /// A word of grammar.
    pub const GRAMMAR: Self = Self(1);
    /// It speaks to the reader.
    pub const READER: Self = Self(2);
    /// It belongs to what surrounds stories.
    pub const FURNITURE: Self = Self(4);
    /// It stands in short lines among readers' comments.
    pub const COMMENTS: Self = Self(8);
    /// Labels above lists of other stories begin with it.
    pub const LISTS: Self = Self(16);

    /// Whether all of `other` is known of it.
    pub fn is(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Words with what is known of each, whatever their case.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct Vocabulary(FxHashMap<u64, Word>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    grammar: Vec<String>,
    reader: Vec<String>,
    furniture: Vec<String>,
    comments: Vec<String>,
    lists: Vec<String>,
}

impl Vocabulary {
    /// Reads lists of words.
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let Table { grammar, reader, furniture, comments, lists } = toml::from_str(text)?;
        let mut words: FxHashMap<u64, Word> = FxHashMap::default();
        let kinds = [
            (grammar, Word::GRAMMAR),
            (reader, Word::READER),
            (furniture, Word::FURNITURE),
            (comments, Word::COMMENTS),
            (lists, Word::LISTS),
        ];
        for (list, kind) in kinds {
            for word in list {
                words.entry(key(word.as_bytes(), word.len())).or_default().0 |= kind.0;
            }
        }
        Ok(Self(words))
    }

    /// What is known of the word that a text begins with and that has so many bytes.
    pub fn of_first(&self, text: &[u8], width: usize) -> Word {
        self.0.get(&key(text, width)).copied().unwrap_or_default()
    }
}

/// A number for the word that a text begins with. Words with the same first letters and the same length are one.
fn key(text: &[u8], width: usize) -> u64 {
    const LETTERS: usize = 8;
    let looked_at = width.min(LETTERS);
    let letters = match text.first_chunk::<LETTERS>() {
        Some(eight) if looked_at > 0 => u64::from_be_bytes(*eight) >> (8 * (LETTERS - looked_at)),
        _ => text.iter().take(looked_at).fold(0, |all, byte| all << 8 | u64::from(*byte)),
    };
    lowered(letters) ^ (width as u64) << 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        let words = Vocabulary::parse(include_str!("models/words.toml")).unwrap();
        let of = |word: &str| words.of_first(word.as_bytes(), word.len());
        assert!(of("The").is(Word::GRAMMAR));
        assert!(of("COMMENTS").is(Word::COMMENTS) && of("subscription").is(Word::FURNITURE));
        assert_eq!(of("harbour"), Word::default());
    }
}
