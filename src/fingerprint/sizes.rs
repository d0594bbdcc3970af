//! The sizes of many paragraphs in little memory.

use super::Size;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The size of each paragraph, by its number: two bytes each, for few have more words than these can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[doc(hidden)]
pub struct Sizes {
    short: Vec<u16>,
    /// Those of which `short` has [`LONG`].
    long: BTreeMap<u32, Size>,
}

const LONG: u16 = u16::MAX;
/// Set where likeness short of equality counts; the other bits are words.
const COMPARABLE: u16 = 1 << 15;

impl Sizes {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.short.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.short.is_empty()
    }

    /// The size of a number; none at all beyond the last one.
    pub fn of(&self, number: u32) -> Size {
        match self.short.get(number as usize) {
            Some(&LONG) => self.long.get(&number).copied().unwrap_or_default(),
            Some(short) => Size::new(usize::from(short & !COMPARABLE), short & COMPARABLE != 0),
            None => Size::default(),
        }
    }

    /// Sets the size of a number. Numbers before it that have none yet get the size of nothing.
    pub fn set(&mut self, number: u32, size: Size) {
        if self.short.len() <= number as usize {
            self.short.resize(number as usize + 1, 0);
        }
        let comparable = if size.is_comparable() { COMPARABLE } else { 0 };
        let short = u16::try_from(size.words()).ok().filter(|words| words & COMPARABLE == 0);
        self.short[number as usize] = match short.map(|words| words | comparable) {
            Some(short) if short != LONG => short,
            _ => {
                self.long.insert(number, size);
                LONG
            }
        };
    }

    /// Sets the size of the number after the last one.
    pub fn push(&mut self, size: Size) {
        self.set(u32::try_from(self.len()).unwrap_or(u32::MAX), size);
    }

    /// Gives back room for sizes that never came.
    pub fn shrink_to_fit(&mut self) {
        self.short.shrink_to_fit();
    }
}

impl FromIterator<Size> for Sizes {
    fn from_iter<I: IntoIterator<Item = Size>>(sizes: I) -> Self {
        let mut all = Self::default();
        sizes.into_iter().for_each(|size| all.push(size));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_had_back_however_long_the_paragraph() {
        let words = [0, 1, 20_000, 32_766, 32_767, 32_768, 65_535, 3_000_000];
        let sizes: Vec<Size> = words
            .into_iter()
            .flat_map(|words| [false, true].map(|comparable| Size::new(words, comparable)))
            .collect();
        let mut all: Sizes = sizes.iter().copied().collect();
        assert_eq!((0..).map(|at| all.of(at)).take(all.len()).collect::<Vec<_>>(), sizes);
        all.set(100, Size::new(7, true));
        assert_eq!(
            (all.len(), all.of(99), all.of(100), all.of(101)),
            (101, Size::default(), Size::new(7, true), Size::default())
        );
    }
}
