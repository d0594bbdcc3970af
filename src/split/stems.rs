//! The longer words of a text, cut to their first letters so that endings do not matter, as hashes.

use crate::words::{compared, is_unspaced, one_word, run_width};
use std::cell::OnceCell;
use xxhash_rust::xxh3::xxh3_64;

/// So many bytes of a row are looked at where topics are told.
const LOOKED_AT: usize = 240;

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
        let (mut all, mut names) = (Vec::new(), Vec::new());
        each_run(head(piece), |run, opens| {
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

/// The beginning of a row.
pub(super) fn head(piece: &str) -> &str {
    &piece[..piece.floor_char_boundary(LOOKED_AT)]
}

/// Letters of a stem.
const STEM: usize = 6;

/// Runs of letters and digits, each with whether it opens a sentence.
fn each_run<'p>(piece: &'p str, mut give: impl FnMut(&'p str, bool)) {
    let bytes = piece.as_bytes();
    let (mut at, mut opens) = (0, true);
    while at < bytes.len() {
        let end = run_end(bytes, at);
        if end > at {
            give(&piece[at..end], opens);
            (at, opens) = (end, false);
        } else {
            // Behind a sentence's end, a quote or a colon a capital is no name.
            opens |= matches!(bytes[at], b'.' | b'!' | b'?' | b':' | b'"' | 0xE2 | b'(');
            at += width(bytes[at]);
        }
    }
}

/// Where the run of letters and digits ends that begins at a byte.
fn run_end(bytes: &[u8], start: usize) -> usize {
    let is_foreign =
        |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii()) && is_letter_byte(bytes, at);
    let at = start + run_width(&bytes[start..]);
    if !is_foreign(at) {
        return at;
    }
    let ends = |at: &usize| !bytes[*at].is_ascii_alphanumeric() && !is_foreign(*at);
    (at..bytes.len()).find(ends).unwrap_or(bytes.len())
}

/// Whether a byte beyond ASCII is part of a letter: all but general punctuation and the no-break space.
fn is_letter_byte(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0xE2 => bytes.get(at + 1) != Some(&0x80),
        byte => byte != 0xC2,
    }
}

fn width(first: u8) -> usize {
    match first {
        0x00..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
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
