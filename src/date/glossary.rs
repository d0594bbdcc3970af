//! Phrases of several languages with their meanings, found whatever their case and marks.

use super::initials::Initials;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The page names one, and which one cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unsure;

/// What is read if it is sure.
pub(super) type Sure<T> = Result<T, Unsure>;

/// Phrases with their meanings, sorted for a search that allocates nothing.
#[derive(Debug)]
pub(super) struct Glossary<T> {
    entries: Vec<(Box<str>, Sure<T>)>,
    /// The same by phrase: most are ASCII, and found without folding letter by letter.
    by_phrase: FxHashMap<Box<str>, Sure<T>>,
    initials: Initials,
    /// Words in the longest phrase.
    pub longest: usize,
}

impl<T> Default for Glossary<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            by_phrase: FxHashMap::default(),
            initials: Initials::default(),
            longest: 0,
        }
    }
}

impl<T: Copy> Glossary<T> {
    /// The meaning of a phrase.
    pub fn get(&self, phrase: &str) -> Option<Sure<T>> {
        let mut buffer = [0; LONGEST_ASCII];
        if let Some(plain) = lower_ascii(phrase, &mut buffer) {
            return self.by_phrase.get(plain).copied();
        }
        let place = self.entries.binary_search_by(|(entry, _)| entry.chars().cmp(folded(phrase)));
        place.ok().map(|index| self.entries[index].1)
    }

    /// A glance: whether a text may begin with a phrase.
    pub fn may_begin(&self, text: &str) -> bool {
        self.initials.may_begin(text)
    }

    /// All phrases, folded.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(phrase, _)| &**phrase)
    }
}

impl<'t, T: Copy + PartialEq> FromIterator<(&'t str, Sure<T>)> for Glossary<T> {
    fn from_iter<I: IntoIterator<Item = (&'t str, Sure<T>)>>(phrases: I) -> Self {
        let mut entries = BTreeMap::new();
        for (phrase, meaning) in phrases {
            let known =
                entries.entry(folded(phrase.trim_matches(is_blank)).collect::<String>()).or_insert(meaning);
            if *known != meaning {
                *known = Err(Unsure);
            }
        }
        let longest = entries.keys().map(|phrase| phrase.split_whitespace().count()).max().unwrap_or(0);
        let entries: Vec<(Box<str>, Sure<T>)> =
            entries.into_iter().map(|(phrase, meaning)| (phrase.into(), meaning)).collect();
        let by_phrase = entries.iter().cloned().collect();
        let initials = entries.iter().map(|(phrase, _)| &**phrase).collect();
        Self { entries, by_phrase, initials, longest }
    }
}

/// Longer phrases are folded letter by letter.
const LONGEST_ASCII: usize = 48;

/// A phrase of ASCII letters with single spaces, in lower case.
fn lower_ascii<'b>(phrase: &str, buffer: &'b mut [u8; LONGEST_ASCII]) -> Option<&'b str> {
    let bytes = phrase.as_bytes();
    let folded = buffer.get_mut(..bytes.len())?;
    let mut was_blank = false;
    for (slot, byte) in folded.iter_mut().zip(bytes) {
        let blank = *byte == b' ';
        if !byte.is_ascii() || *byte == b'\t' || (blank && was_blank) {
            return None;
        }
        (*slot, was_blank) = (byte.to_ascii_lowercase(), blank);
    }
    std::str::from_utf8(folded).ok()
}

/// A phrase without case and marks, each run of blanks one space; it yields as it goes, for most searches end early.
fn folded(phrase: &str) -> impl Iterator<Item = char> {
    let letters = one_blank(phrase).flat_map(char::to_lowercase);
    letters.filter(|&letter| !is_ornament(letter)).map(plain_letter)
}

/// The characters of a phrase, each run of blanks one space.
fn one_blank(phrase: &str) -> impl Iterator<Item = char> {
    let mut was_blank = false;
    phrase.chars().filter_map(move |letter| {
        let is_first = !std::mem::replace(&mut was_blank, is_blank(letter));
        if was_blank { is_first.then_some(' ') } else { Some(letter) }
    })
}

/// The letter for which `letter` is another spelling.
fn plain_letter(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' => 'ا',
        'ی' => 'ي',
        'ک' => 'ك',
        '\u{2019}' => '\'',
        other => other,
    }
}

/// Combining accents, Arabic vowel marks and tatweel, the dot below of Devanagari, and the joiners: they change how a word
/// looks, not which it is.
pub(super) fn is_ornament(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{655}' | '\u{670}' | '\u{93c}' | '\u{200c}' | '\u{200d}')
}

/// White space within a line, and the marks that only steer how it is laid out.
pub(super) fn is_blank(letter: char) -> bool {
    match letter {
        ' ' | '\t' | '\u{200b}' | '\u{feff}' => true,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => false,
        other => is_direction_mark(other) || other.is_whitespace(),
    }
}

/// The invisible marks that steer the direction of a text.
pub(super) fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
