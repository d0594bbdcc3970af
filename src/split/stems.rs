//! The longer words of a text, cut to their first letters so that endings do not matter, as hashes.

use crate::words::{compared, is_unspaced, one_word, runs};
use std::cell::OnceCell;
use xxhash_rust::xxh3::xxh3_64;

/// So many bytes of a row are looked at where topics are told.
pub(super) const LOOKED_AT: usize = 240;

/// The words of the beginning of a row by which topics are told.
#[derive(Debug)]
pub(super) struct Stems {
    /// The longer ones, as [`each_stem`] gives them.
    pub(super) all: Vec<u64>,
    /// Of these, the ones that begin with a capital inside a sentence.
    pub(super) names: Vec<u64>,
    /// Of all, the ones of words that are no grammar, once somebody has asked.
    long: OnceCell<Vec<u64>>,
}

impl Stems {
    /// Those of a row's text.
    pub(super) fn of(piece: &str) -> Self {
        /// Bytes of a word that is long enough, with those around it, on average.
        const BYTES: usize = 8;
        let head = head(piece);
        let (mut all, mut names) = (Vec::with_capacity(head.len() / BYTES + 1), Vec::new());
        each_run(head, |run, opens| {
            let known = all.len();
            stems(run, |stem| all.push(stem));
            if !opens && run.starts_with(char::is_uppercase) {
                names.extend_from_slice(&all[known..]);
            }
        });
        Self { all, names, long: OnceCell::new() }
    }

    /// Those by which texts are told apart that have too few names, given the row's text: words of as many letters as a stem.
    /// Where a script has no capitals, grammar is short already.
    pub(super) fn long(&self, piece: &str) -> &[u64] {
        self.long.get_or_init(|| {
            let head = head(piece);
            if !head.contains(char::is_lowercase) {
                return self.all.clone();
            }
            let mut long = Vec::new();
            each_run(head, |run, _| {
                if run.chars().nth(STEM - 1).is_some() {
                    stems(run, |stem| long.push(stem));
                }
            });
            long
        })
    }
}

/// The longer words, cut to their first letters so that endings do not matter, as hashes.
pub(crate) fn each_stem(piece: &str, mut give: impl FnMut(u64)) {
    each_run(piece, |run, _| stems(run, &mut give));
}

/// The stems of a text, to ask whether others stand in it.
#[derive(Debug, Default)]
pub(crate) struct StemSet {
    filter: Filter,
    all: Vec<u64>,
}

impl StemSet {
    /// Those of pieces of text, up to so many bytes with one between each two pieces.
    pub(crate) fn of<'p>(pieces: impl Iterator<Item = &'p str>, bytes: usize) -> Self {
        let (mut set, mut left) = (Self::default(), bytes);
        for piece in pieces {
            each_stem(&piece[..piece.floor_char_boundary(left)], |stem| {
                set.filter.add(stem);
                set.all.push(stem);
            });
            left = left.saturating_sub(piece.len() + 1);
            if left == 0 {
                break;
            }
        }
        set
    }

    /// Whether a stem is among them.
    pub(crate) fn has(&self, stem: u64) -> bool {
        self.filter.has(stem) && self.all.contains(&stem)
    }
}

/// A set of stems, by some bits of their hashes. (B. Bloom, 1970, with one hash: of some hundred stems in 4,096 bits,
/// one foreign stem in thirty is taken for a member.)
#[derive(Debug)]
pub(super) struct Filter([u64; 64]);

impl Default for Filter {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl Filter {
    pub(super) fn add(&mut self, stem: u64) {
        self.0[(stem >> 58) as usize] |= 1 << (stem >> 52 & 63);
    }

    /// Whether a stem may be among those that were added.
    pub(super) fn has(&self, stem: u64) -> bool {
        self.0[(stem >> 58) as usize] & 1 << (stem >> 52 & 63) != 0
    }
}

/// The beginning of a row.
pub(super) fn head(piece: &str) -> &str {
    &piece[..piece.floor_char_boundary(LOOKED_AT)]
}

/// Letters of a stem.
const STEM: usize = 6;

/// Runs of letters and digits, each with whether it opens a sentence.
fn each_run<'p>(piece: &'p str, mut give: impl FnMut(&'p str, bool)) {
    // Behind a sentence's end, a quote or a colon a capital is no name.
    let ends = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b':' | b'"' | 0xE2 | b'(');
    let (mut last, mut opens) = (0, true);
    for run in runs(piece.as_bytes()) {
        opens |= piece.as_bytes()[last..run.start].iter().any(ends);
        give(&piece[run.clone()], opens);
        (last, opens) = (run.end, false);
    }
}

fn stems(run: &str, mut give: impl FnMut(u64)) {
    /// Shorter words say little of a topic.
    const LETTERS: usize = 4;
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    if run.is_ascii() {
        if run.len() >= LETTERS {
            let letters = run.bytes().take(STEM).fold(0, |all, byte| all << 8 | u64::from(byte | 0x20));
            give(letters.wrapping_mul(SPREAD));
        }
        return;
    }
    if let Some(letters) = one_word(run) {
        let (mut stem, mut width, mut count) = ([0; 4 * STEM], 0, 0);
        for letter in letters.take(STEM) {
            width += letter.encode_utf8(&mut stem[width..]).len();
            count += 1;
        }
        if count >= LETTERS {
            give(xxh3_64(&stem[..width]));
        }
        return;
    }
    let words = compared(run);
    let mut before: Option<&str> = None;
    for word in words.iter() {
        if word.chars().next().is_some_and(is_unspaced) {
            // One character says little; two that are no grammar are a word or a part of one.
            let word = Some(word).filter(|word| !word.starts_with(is_hiragana));
            if let (Some(first), Some(second)) = (before, word) {
                give(xxh3_64([first, second].concat().as_bytes()));
            }
            before = word;
            continue;
        }
        before = None;
        let stem = word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end]);
        if word.chars().nth(LETTERS - 1).is_some() {
            give(xxh3_64(stem.as_bytes()));
        }
    }
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309F}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_capitals_inside_sentences() {
        let stems_of = |text: &str| {
            let mut stems = Vec::new();
            each_stem(text, |stem| stems.push(stem));
            stems
        };
        let text = "The minister, Ann Pellard, met “Yesterday” in Northgate. Nobody saw Karim’s Élan.";
        let Stems { all, names, .. } = Stems::of(text);
        assert_eq!(names, stems_of("Pellard Northgate Karim Élan"));
        assert_eq!(all, stems_of(text));
    }

    #[test]
    fn endings_of_words_do_not_matter() {
        let stems_of = |text: &str| {
            let mut stems = Vec::new();
            each_stem(text, |stem| stems.push(stem));
            stems
        };
        assert_eq!(stems_of("The Harbours"), stems_of("harbour’s"));
        assert_eq!(stems_of("a an the").len(), 0);
    }
}
