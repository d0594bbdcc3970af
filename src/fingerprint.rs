//! A paragraph → its [`Fingerprint`]: the words it is compared by, and its SimHash.

use crate::label::dateline_width;
use crate::rules::Rules;
use crate::span::{is_white, trim};
use crate::words::{Words, compared, words};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// What a paragraph is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Its words as they are compared, without dateline and closing credit.
    pub words: Words,
    /// A hash of these words: equal for equal texts.
    pub id: u128,
    /// The SimHash of all its words; `None` without any.
    pub simhash: Option<u64>,
}

/// Makes the fingerprint of a paragraph.
pub fn fingerprint(paragraph: &str, rules: &Rules) -> Fingerprint {
    let words = compared(core(paragraph, rules));
    Fingerprint { id: xxh3_128(words.as_str().as_bytes()), words, simhash: simhash(paragraph) }
}

/// The SimHash of a text: `simhash::simhash` of its words joined by one space (M. Charikar, "Similarity estimation
/// techniques from rounding algorithms", 2002; SipHash-2-4 of single words, 64 bits). `None` without words.
pub fn simhash(text: &str) -> Option<u64> {
    let words = words(text);
    (!words.is_empty()).then(|| simhash::simhash(words.as_str()))
}

/// A word as a number. Equal words have equal ids; that unequal ones do is a chance of 2⁻⁶⁴.
pub fn word_ids(words: &Words) -> Vec<u64> {
    words.iter().map(|word| xxh3_64(word.as_bytes())).collect()
}

/// The part of a paragraph that is compared: without the dateline at its start and the closing credit at its end,
/// which differ between copies of one report.
pub fn core<'t>(paragraph: &'t str, rules: &Rules) -> &'t str {
    let start = dateline_width(paragraph).unwrap_or(0);
    let body = paragraph[start..].trim_start_matches(|c: char| is_white(c) || ":：-–—".contains(c));
    let kept = without_credit(body, rules);
    if kept.is_empty() { paragraph } else { kept }
}

fn without_credit<'t>(body: &'t str, rules: &Rules) -> &'t str {
    const LONGEST_CREDIT: usize = 240;
    let closed = body.trim_end_matches(|c: char| is_white(c) || c == '.');
    let last = closed.rfind(['(', '—', '–']).filter(|&at| closed.len() - at <= LONGEST_CREDIT);
    let Some(at) = last else { return body };
    let mark = closed[at..].chars().next().map_or(0, char::len_utf8);
    let credit = trim(closed[at + mark..].trim_end_matches(')'));
    if is_credit(credit, rules) { closed[..at].trim_end_matches(is_white) } else { body }
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
        assert_eq!(simhash("The cat, sat on: the MAT!"), Some(simhash::simhash("the cat sat on the mat")));
        assert_eq!(simhash("… —"), None);
    }
}
