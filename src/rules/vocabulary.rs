//! Words that tell of a line what it is, whatever they stand beside.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What is known of a word, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
                words.entry(key(word.as_bytes())).or_default().0 |= kind.0;
            }
        }
        Ok(Self(words))
    }

    /// So many letters of a word are looked at.
    pub const LETTERS: usize = 8;

    /// What is known of a word, by its first letters in lower case, one a byte, and its length in bytes.
    pub fn of(&self, letters: u64, length: usize) -> Word {
        self.0.get(&(letters ^ (length as u64) << 56)).copied().unwrap_or_default()
    }
}

/// Words with the same first letters and the same length are one.
fn key(word: &[u8]) -> u64 {
    let letters = word.iter().take(Vocabulary::LETTERS);
    let letters = letters.fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()));
    letters ^ (word.len() as u64) << 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        let words = Vocabulary::parse(include_str!("models/words.toml")).unwrap();
        let of = |word: &str| {
            let letters = word.bytes().take(Vocabulary::LETTERS);
            words.of(letters.fold(0, |all, byte| all << 8 | u64::from(byte.to_ascii_lowercase())), word.len())
        };
        assert!(of("The").is(Word::GRAMMAR));
        assert!(of("COMMENTS").is(Word::COMMENTS) && of("subscription").is(Word::FURNITURE));
        assert_eq!(of("harbour"), Word::default());
    }
}
