//! Words of classes and ids that tell what an element holds.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Groups of words, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct NameSet(pub u32);

impl NameSet {
    /// Those that are in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in.
    pub fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Words with the groups that each stands in.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct NameWords {
    groups: Vec<String>,
    words: FxHashMap<String, NameSet>,
}

impl NameWords {
    /// Reads lists of words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let table: BTreeMap<String, Vec<String>> = toml::from_str(text).map_err(|error| error.to_string())?;
        if table.len() > 32 {
            return Err("there are more than 32 groups".to_owned());
        }
        let mut names = Self::default();
        for (at, (group, words)) in table.into_iter().enumerate() {
            names.groups.push(group);
            for word in words {
                names.words.entry(word).or_default().0 |= 1 << at;
            }
        }
        Ok(names)
    }

    /// The groups, in the order of their bits.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The groups of these names, as a set.
    pub fn set(&self, groups: &[&str]) -> NameSet {
        let bit = |group: &&str| self.groups.iter().position(|known| known == group).map_or(0, |at| 1 << at);
        NameSet(groups.iter().map(bit).fold(0, |set, bit| set | bit))
    }

    /// The groups of the words in the classes and ids of an element. Words are parted by whatever is no letter, and by
    /// capitals inside.
    pub fn of(&self, names: &str) -> NameSet {
        let mut set = NameSet::default();
        for word in names.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
            set = set.union(self.word(word));
            let mut rest = word;
            while let Some(at) = hump(rest) {
                set = set.union(self.word(&rest[..at]));
                rest = &rest[at..];
            }
            if rest.len() < word.len() {
                set = set.union(self.word(rest));
            }
        }
        set
    }

    fn word(&self, word: &str) -> NameSet {
        if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.words.get(&word.to_ascii_lowercase()).copied().unwrap_or_default();
        }
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// Where a capital follows a small letter.
fn hump(word: &str) -> Option<usize> {
    let pairs = word.as_bytes().windows(2);
    pairs
        .enumerate()
        .find(|(_, pair)| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_marks_and_by_capitals() {
        let names = NameWords::parse("body = ['content', 'articlebody']\nshare = ['share']").unwrap();
        assert_eq!(names.of("entry-content x"), names.set(&["body"]));
        assert_eq!(names.of("shareBox entryContent"), names.set(&["body", "share"]));
        assert_eq!(names.of("ArticleBody"), names.set(&["body"]));
        assert_eq!(names.of("contents shares"), NameSet::default());
    }
}
