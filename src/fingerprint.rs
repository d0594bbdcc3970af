//! A paragraph → its [`Fingerprint`]: the words it is compared by, and its SimHash.

use crate::label::dateline_width;
use crate::rules::Rules;
use crate::span::{is_white, trim};
use crate::words::{Words, compared, first_eight, reads_alike, words};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

mod simhash;
mod sizes;

/// In how many of 64 bits two SimHashes differ.
///
/// ```
/// use unspool::fingerprint::{hamming_distance, simhash};
///
/// let hash = |text| simhash(text).expect("it has words");
/// let old = hash("The ferry left on Monday with 212 passengers on board.");
/// assert_eq!(hamming_distance(old, hash("The ferry LEFT on Monday, with 212 passengers on board!")), 0);
/// assert!(hamming_distance(old, hash("Pupils of a small school grow eleven kinds of herbs.")) > 16);
/// ```
pub use ::simhash::hamming_distance;
pub use simhash::Weights;
pub use sizes::Sizes;

/// A paragraph of fewer words is compared only for equality. (DESIGN section 3.)
#[doc(hidden)]
pub const FLOOR: usize = 10;
/// The same for scripts that give a word a character.
#[doc(hidden)]
pub const UNSPACED_FLOOR: usize = 20;
/// Longer paragraphs are compared only for equality: comparing two costs the square of their length. Counted in words.
#[doc(hidden)]
pub const CEILING: usize = 20_000;

/// How many words a paragraph is compared by, and whether likeness short of equality counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[doc(hidden)]
pub struct Size(u32);

const COMPARABLE: u32 = 1 << 31;

impl Size {
    /// The size of a paragraph.
    pub fn new(words: usize, comparable: bool) -> Self {
        let words = u32::try_from(words).unwrap_or(u32::MAX).min(COMPARABLE - 1);
        Self(if comparable { words | COMPARABLE } else { words })
    }

    /// Its words.
    pub fn words(self) -> usize {
        (self.0 & !COMPARABLE) as usize
    }

    /// Whether likeness short of equality counts.
    pub fn is_comparable(self) -> bool {
        self.0 & COMPARABLE != 0
    }
}

/// What a paragraph is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Fingerprint {
    /// Its words as they are compared, without dateline and closing credit.
    pub words: Words,
    /// A hash of these words: equal for equal texts.
    pub id: u128,
    /// The SimHash of all its words; `None` without any.
    pub simhash: Option<u64>,
}

impl Fingerprint {
    /// Whether likeness short of equality counts.
    pub fn is_comparable(&self) -> bool {
        let floor = if self.words.mostly_unspaced() { UNSPACED_FLOOR } else { FLOOR };
        (floor..=CEILING).contains(&self.words.count())
    }
}

/// A hash of all the words that a story is compared by, paragraph after paragraph: equal for stories that say the same in
/// the same words.
#[derive(Default)]
#[doc(hidden)]
pub struct StoryHash {
    hash: Xxh3,
    words: usize,
}

impl StoryHash {
    /// Adds a paragraph.
    pub fn add(&mut self, words: &Words) {
        if !words.is_empty() {
            self.hash.update(words.as_str().as_bytes());
            self.hash.update(b" ");
            self.words += words.count();
        }
    }

    /// How many words there are, and their hash; `None` without any.
    pub fn finish(&self) -> (usize, Option<u128>) {
        (self.words, (self.words > 0).then(|| self.hash.digest128()))
    }
}

/// The words that a paragraph is compared by.
#[doc(hidden)]
pub fn compared_words(paragraph: &str, rules: &Rules) -> Words {
    compared(core(paragraph, rules))
}

/// Makes the fingerprint of a paragraph.
#[doc(hidden)]
pub fn fingerprint(paragraph: &str, rules: &Rules) -> Fingerprint {
    let forms = Forms::of(paragraph);
    let simhash = simhash_of(forms.words());
    forms.fingerprint(paragraph, simhash, rules)
}

/// The words of a text in both forms, each made once.
#[derive(Debug)]
pub(crate) struct Forms {
    words: Words,
    /// `None` where they are the same.
    compared: Option<Words>,
}

impl Forms {
    pub(crate) fn of(text: &str) -> Self {
        Self { words: words(text), compared: (!reads_alike(text)).then(|| compared(text)) }
    }

    /// The words: see [`words()`].
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// The words as texts are compared: see [`compared()`].
    pub(crate) fn compared(&self) -> &Words {
        self.compared.as_ref().unwrap_or(&self.words)
    }

    /// The fingerprint of the paragraph that these are the words of.
    pub(crate) fn fingerprint(self, paragraph: &str, simhash: Option<u64>, rules: &Rules) -> Fingerprint {
        let core = core(paragraph, rules);
        let is_whole = core.len() == paragraph.len();
        let words = if is_whole { self.compared.unwrap_or(self.words) } else { compared(core) };
        Fingerprint { id: xxh3_128(words.as_str().as_bytes()), words, simhash }
    }
}

/// The SimHash of a text: `simhash::simhash` of its words joined by one space (M. Charikar, "Similarity estimation
/// techniques from rounding algorithms", 2002; SipHash-2-4 of single words, 64 bits). `None` without words.
///
/// ```
/// use unspool::fingerprint::simhash;
///
/// assert_eq!(simhash("Rain in Sidon"), Some(simhash::simhash("rain in sidon")));
/// assert_eq!(simhash("…"), None);
/// ```
pub fn simhash(text: &str) -> Option<u64> {
    simhash_of(&words(text))
}

/// The SimHash of words: see [`simhash()`].
#[doc(hidden)]
pub fn simhash_of(words: &Words) -> Option<u64> {
    Weights::of(words).simhash()
}

/// Words as numbers: a word of up to seven bytes is its own bytes, a longer one a hash. Equal words have equal ids; that
/// unequal ones do is a chance of 2⁻⁶³.
///
/// ```
/// use unspool::{fingerprint::word_ids, words::words};
///
/// let ids = word_ids(&words("Rain in Sidon, rain in Tyre"));
/// assert_eq!(ids.len(), 6);
/// assert!(ids[0] == ids[3] && ids[2] != ids[5]);
/// ```
pub fn word_ids(words: &Words) -> Vec<u64> {
    const HASHED: u64 = 1 << 63;
    let joined = words.as_str().as_bytes();
    let mut ids = Vec::with_capacity(words.count());
    for span in words.spans() {
        let width = span.len();
        ids.push(if width < 8 {
            first_eight(&joined[span.start..], width)
        } else {
            xxh3_64(&joined[span]) | HASHED
        });
    }
    ids
}

/// The part of a paragraph that is compared: without the dateline at its start and the closing credit at its end,
/// which differ between copies of one report.
#[doc(hidden)]
pub fn core<'t>(paragraph: &'t str, rules: &Rules) -> &'t str {
    let start = dateline_width(paragraph).unwrap_or(0);
    let is_lead = |c: char| is_white(c) || matches!(c, ':' | '：' | '-' | '–' | '—');
    let body = paragraph[start..].trim_start_matches(is_lead);
    let kept = without_credit(body, rules);
    if kept.is_empty() { paragraph } else { kept }
}

fn without_credit<'t>(body: &'t str, rules: &Rules) -> &'t str {
    const LONGEST_CREDIT: usize = 240;
    let closed = body.trim_end_matches(|c: char| is_white(c) || c == '.');
    let tail = closed.floor_char_boundary(closed.len().saturating_sub(LONGEST_CREDIT));
    let Some(at) = last_mark(&closed[tail..]).map(|at| tail + at) else { return body };
    let mark = closed[at..].chars().next().map_or(0, char::len_utf8);
    let credit = trim(closed[at + mark..].trim_end_matches(')'));
    if is_credit(credit, rules) { closed[..at].trim_end_matches(is_white) } else { body }
}

/// Where the last bracket or dash stands behind which there may be a credit.
fn last_mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_mark = |at: &usize| matches!(&bytes[*at..], [b'(', ..] | [0xE2, 0x80, 0x93 | 0x94, ..]);
    memchr::memchr2_iter(b'(', 0xE2, bytes).rev().find(is_mark)
}

fn is_credit(credit: &str, rules: &Rules) -> bool {
    let labels = &rules.labels;
    labels.agencies.is_one(credit) || labels.credit.longest(credit).is_some_and(|width| width < credit.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str, expected: &str) {
        let rules = Rules::builtin().unwrap();
        assert_eq!(core(paragraph, &rules), expected);
    }

    #[test]
    fn dateline_and_credit_take_no_part_in_comparing() {
        check("ISLAMABAD: The harbour opened.", "The harbour opened.");
        check("LONDON (Reuters) - The harbour opened.", "The harbour opened.");
        check("The harbour opened. (Reporting by Ann Pell; Editing by Ben Cole)", "The harbour opened.");
        check("The harbour opened. —AFP", "The harbour opened.");
        check("The harbour — once busy — is still", "The harbour — once busy — is still");
        check("The harbour opened (at last).", "The harbour opened (at last).");
    }

    #[test]
    fn copies_under_another_dateline_have_one_id() {
        let rules = Rules::builtin().unwrap();
        let id = |text: &str| fingerprint(text, &rules).id;
        assert_eq!(id("ISLAMABAD: The “harbour” opened."), id("KARACHI: The \"harbour\" opened. (AFP)"));
    }

    #[test]
    fn a_simhash_is_the_crates_over_the_words() {
        assert_eq!(simhash("The cat, sat on: the MAT!"), Some(::simhash::simhash("the cat sat on the mat")));
        assert_eq!(simhash("… —"), None);
    }
}
