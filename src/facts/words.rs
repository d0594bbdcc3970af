//! The words of a language that are facts, and how any word is folded before it is looked up.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use serde::Deserialize;

use super::key::{Fnv, key};
use crate::words::letters_width;

const ENGLISH: (&str, &str) = ("en", include_str!("../rules/facts/en.toml"));
const OTHERS: &[(&str, &str)] = &[
    ("ar", include_str!("../rules/facts/ar.toml")),
    ("de", include_str!("../rules/facts/de.toml")),
    ("es", include_str!("../rules/facts/es.toml")),
    ("fr", include_str!("../rules/facts/fr.toml")),
    ("fa", include_str!("../rules/facts/fa.toml")),
    ("hi", include_str!("../rules/facts/hi.toml")),
    ("ja", include_str!("../rules/facts/ja.toml")),
    ("tr", include_str!("../rules/facts/tr.toml")),
    ("ur", include_str!("../rules/facts/ur.toml")),
];

/// The tables that come with the program, one for each language.
#[derive(Debug)]
#[doc(hidden)]
pub struct FactTables {
    english: FactWords,
    others: Vec<(&'static str, FactWords)>,
}

impl FactTables {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// Only when a table that was compiled in is broken, which a test rules out.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        let read = |(_, text): &(&str, &str)| toml::from_str(text);
        let others = OTHERS.iter().map(|table| Ok((table.0, read(table)?))).collect::<Result<_, _>>()?;
        Ok(FactTables { english: read(&ENGLISH)?, others })
    }

    /// The texts of the tables, for digests.
    pub(crate) fn sources() -> impl Iterator<Item = &'static str> {
        std::iter::once(&ENGLISH).chain(OTHERS).map(|(_, text)| *text)
    }

    /// The words of a language by its ISO 639-1 code; of English when it has no table.
    #[must_use]
    pub fn of(&self, language: &str) -> &FactWords {
        let other = self.others.iter().find(|(code, _)| *code == language);
        other.map_or(&self.english, |(_, words)| words)
    }
}

/// The words of one language that are facts.
///
/// ```
/// use unspool::{facts::{Level, facts}, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// let [twelve, digits] = ["Zwölf Boote liefen aus.", "Es liefen 12 Boote aus."]
///     .map(|text| facts(text, rules.fact_words(Some("de")), Level::Numbers));
/// assert!(twelve.is_covered_by(&digits));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Deserialize)]
#[serde(try_from = "Table")]
pub struct FactWords {
    meanings: HashMap<Box<str>, Meaning, BuildHasherDefault<Fnv>>,
    /// A bit for each [`glance`] at a word that has a meaning: most others are told by it.
    glances: [u64; GLANCES / 64],
    /// Of letters of ASCII alone, only words of the table have a meaning.
    is_table_all: bool,
    not_after: HashMap<String, Vec<String>>,
    negation_endings: Vec<String>,
    negation_beginnings: Vec<String>,
    negation_parts: Vec<String>,
    elisions: Vec<String>,
    prefixes: Vec<String>,
    calendar_has_capitals: bool,
}

const GLANCES: usize = 1 << 12;

/// A number for the length of a word and its first two bytes, the same for capitals of ASCII.
fn glance(word: &str) -> usize {
    let byte = |at: usize| word.as_bytes().get(at).map_or(0, |byte| usize::from(byte.to_ascii_lowercase()));
    (byte(0) << 7 ^ byte(1) << 3 ^ word.len()) % GLANCES
}

/// What a word of a table stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Number(u64),
    /// A power of ten.
    Scale(u8),
    /// A power of ten, only after a number.
    Abbreviation(u8),
    Negation,
    /// From 0 for Monday.
    Weekday(u8),
    /// From 0 for January.
    Month(u8),
}

impl FactWords {
    /// What a folded word stands for, an ending such as `n't` or a prefix such as Arabic `و` considered.
    pub(super) fn meaning(&self, word: &str) -> Option<Meaning> {
        let stem = without_possessive(word);
        let known = if self.may_know(stem) { self.meanings.get(stem).copied() } else { None };
        known.or_else(|| self.negated(word)).or_else(|| self.prefixed(word))
    }

    /// A glance at a word of the text: whether it surely stands for nothing.
    pub(super) fn says_nothing(&self, word: &str) -> bool {
        self.is_table_all && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && !self.may_know(word)
    }

    fn may_know(&self, word: &str) -> bool {
        let glance = glance(word);
        self.glances[glance / 64] >> (glance % 64) & 1 != 0
    }

    fn negated(&self, word: &str) -> Option<Meaning> {
        let ends = self.negation_endings.iter().any(|ending| word.ends_with(ending.as_str()));
        let begins = || self.negation_beginnings.iter().any(|beginning| word.starts_with(beginning.as_str()));
        (ends || begins()).then_some(Meaning::Negation)
    }

    /// How often a folded run of letters says no inside, in a language that does not part its words.
    pub(super) fn negations_within(&self, run: &str) -> usize {
        self.negation_parts.iter().map(|part| run.matches(part.as_str()).count()).sum()
    }

    fn prefixed(&self, word: &str) -> Option<Meaning> {
        let mut stems = self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str()));
        stems.find_map(|stem| self.meanings.get(stem).copied())
    }

    /// Whether a folded word is one of those that are no number after `before`.
    pub(super) fn is_idle(&self, word: &str, before: &str) -> bool {
        self.not_after.get(word).is_some_and(|words| words.iter().any(|other| other == before))
    }

    /// Whether an apostrophe after these letters ends a word.
    pub(super) fn elides(&self, letters: &str) -> bool {
        self.elisions.iter().any(|elision| elision.eq_ignore_ascii_case(letters))
    }

    /// What a weekday or month is known by in a text; nothing for any other word, or a small one where a
    /// capital is due.
    pub(super) fn date_key(&self, meaning: Option<Meaning>, is_capital: bool) -> Option<u64> {
        let date = match meaning? {
            Meaning::Weekday(n) => [b'w', n],
            Meaning::Month(n) => [b'm', n],
            _ => return None,
        };
        // 0xFF is in no word, so that the key is none of a word's.
        (is_capital || !self.calendar_has_capitals).then(|| key([0xFF].into_iter().chain(date)))
    }
}

/// A table as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    negations: Vec<String>,
    #[serde(default)]
    negation_endings: Vec<String>,
    #[serde(default)]
    negation_beginnings: Vec<String>,
    #[serde(default)]
    negation_parts: Vec<String>,
    #[serde(default)]
    elisions: Vec<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    calendar_has_capitals: bool,
    weekdays: [Vec<String>; 7],
    months: [Vec<String>; 12],
    numbers: BTreeMap<u64, Vec<String>>,
    scales: BTreeMap<u8, Vec<String>>,
    abbreviations: BTreeMap<u8, Vec<String>>,
    #[serde(default)]
    not_after: BTreeMap<String, Vec<String>>,
}

impl Table {
    /// Every meaning with its words.
    fn entries(&self) -> impl Iterator<Item = (Meaning, &Vec<String>)> {
        let weekdays = (0..).map(Meaning::Weekday).zip(&self.weekdays);
        let months = (0..).map(Meaning::Month).zip(&self.months);
        let numbers = self.numbers.iter().map(|(&value, words)| (Meaning::Number(value), words));
        let scales = self.scales.iter().map(|(&power, words)| (Meaning::Scale(power), words));
        let short = self.abbreviations.iter().map(|(&power, words)| (Meaning::Abbreviation(power), words));
        let negations = [(Meaning::Negation, &self.negations)];
        weekdays.chain(months).chain(numbers).chain(scales).chain(short).chain(negations)
    }
}

impl TryFrom<Table> for FactWords {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        let (mut meanings, mut glances) = (HashMap::default(), [0; GLANCES / 64]);
        for (meaning, words) in table.entries() {
            for word in words {
                let glance = glance(&folded(word));
                glances[glance / 64] |= 1 << (glance % 64);
                if meanings.insert(folded(word).into(), meaning).is_some() {
                    return Err(format!("the word `{word}` stands twice in the table: keep one"));
                }
            }
        }
        let not_after = table.not_after.into_iter();
        let tell_alone = [&table.negation_beginnings, &table.negation_parts, &table.prefixes];
        let is_apostrophe_due = table.negation_endings.iter().all(|ending| ending.contains('\''));
        Ok(FactWords {
            meanings,
            glances,
            is_table_all: is_apostrophe_due && tell_alone.iter().all(|parts| parts.is_empty()),
            not_after: not_after.map(|(word, after)| (folded(&word), all_folded(&after))).collect(),
            negation_endings: all_folded(&table.negation_endings),
            negation_beginnings: all_folded(&table.negation_beginnings),
            negation_parts: all_folded(&table.negation_parts),
            elisions: all_folded(&table.elisions),
            prefixes: all_folded(&table.prefixes),
            calendar_has_capitals: table.calendar_has_capitals,
        })
    }
}

fn all_folded(words: &[String]) -> Vec<String> {
    words.iter().map(|word| folded(word)).collect()
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold(word, &mut folded);
    folded
}

/// Writes `word` over `out` as it is looked up: lower case, one apostrophe, Arabic without tashkeel and
/// tatweel and with one alef, ya and kaf, Devanagari without the dot below.
pub(super) fn fold(word: &str, out: &mut String) {
    out.clear();
    if word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'\'') {
        out.push_str(word);
        out.make_ascii_lowercase();
    } else {
        word.chars().for_each(|c| push_lower(c, out));
    }
}

fn push_lower(c: char, out: &mut String) {
    // Hebrew to Myanmar has no case: half the time of an Arabic text is saved here.
    if matches!(c, '\u{590}'..='\u{109f}') {
        out.extend(fold_char(c));
    } else {
        out.extend(c.to_lowercase().filter_map(fold_char));
    }
}

fn fold_char(c: char) -> Option<char> {
    match c {
        _ if is_silent(c) => None,
        _ if is_apostrophe(c) => Some('\''),
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        _ => Some(c),
    }
}

/// The end of the word at `start`: letters, with apostrophes between them, up to the first elision.
pub(super) fn word_end(text: &str, start: usize, words: &FactWords) -> usize {
    let mut end = letters_end(text, start);
    let Some(after) = apostrophe_end(text, end) else {
        return end;
    };
    if words.elides(&text[start..end]) {
        return after;
    }
    while let Some(after) = apostrophe_end(text, end) {
        end = letters_end(text, after);
    }
    end
}

/// The end of an apostrophe at `at` that a letter follows.
fn apostrophe_end(text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].chars();
    let mark = chars.next().filter(|&c| is_apostrophe(c))?;
    chars.next().filter(|&c| is_letter(c))?;
    Some(at + mark.len_utf8())
}

fn letters_end(text: &str, start: usize) -> usize {
    let at = start + letters_width(&text.as_bytes()[start..]);
    if text.as_bytes().get(at).is_none_or(u8::is_ascii) {
        return at;
    }
    text[at..].find(|c| !is_letter(c)).map_or(text.len(), |length| at + length)
}

/// Whether a word may hold `c`.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{94d}' | ZWNJ) || c.is_alphabetic()
}

/// The zero-width non-joiner, which stands inside words.
const ZWNJ: char = '\u{200c}';

/// Tashkeel and tatweel, the dot below of Devanagari, and what joins no letters.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | ZWNJ)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇' | '´' | '`')
}

/// The word without an `'s` at its end.
pub(super) fn without_possessive(word: &str) -> &str {
    let stem = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(is_apostrophe));
    stem.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, word: &str, expected: Option<Meaning>) {
        let tables = FactTables::shipped().expect("the shipped tables are sound");
        assert_eq!(tables.of(language).meaning(&folded(word)), expected, "{language}: {word}");
    }

    #[test]
    fn a_word_means_what_its_own_language_says() {
        check("en", "once", None);
        check("es", "once", Some(Meaning::Number(11)));
        check("de", "elf", Some(Meaning::Number(11)));
        check("en", "elf", None);
        check("fr", "six", Some(Meaning::Number(6)));
        check("en", "billion", Some(Meaning::Scale(9)));
        check("de", "Billion", Some(Meaning::Scale(12)));
        check("xx", "twelve", Some(Meaning::Number(12)));
    }

    #[test]
    fn endings_and_prefixes_are_seen_through() {
        check("en", "Wasn’t", Some(Meaning::Negation));
        check("en", "Monday's", Some(Meaning::Weekday(0)));
        check("ar", "ولم", Some(Meaning::Negation));
        check("ar", "وثلاثة", Some(Meaning::Number(3)));
        check("ar", "لَمْ", Some(Meaning::Negation));
        check("ar", "والأحد", Some(Meaning::Weekday(6)));
        check("ar", "إلا", None);
        check("fa", "نمی\u{200c}شود", Some(Meaning::Negation));
        check("fa", "نميشود", Some(Meaning::Negation));
        check("tr", "gelmedi", Some(Meaning::Negation));
        check("hi", "हज़ार", Some(Meaning::Scale(3)));
        check("ur", "لاکھ", Some(Meaning::Scale(5)));
    }

    #[test]
    fn every_word_of_a_table_is_one_word() {
        for language in [
            include_str!("../rules/facts/ar.toml"),
            include_str!("../rules/facts/de.toml"),
            include_str!("../rules/facts/en.toml"),
            include_str!("../rules/facts/es.toml"),
            include_str!("../rules/facts/fr.toml"),
            include_str!("../rules/facts/fa.toml"),
            include_str!("../rules/facts/hi.toml"),
            include_str!("../rules/facts/ja.toml"),
            include_str!("../rules/facts/tr.toml"),
            include_str!("../rules/facts/ur.toml"),
        ] {
            let table: Table = toml::from_str(language).expect("sound");
            let words: FactWords = toml::from_str(language).expect("sound");
            for word in table.entries().flat_map(|(_, words)| words) {
                let is_elision = words.elides(word.trim_end_matches('\''));
                assert!(is_elision || word_end(word, 0, &words) == word.len(), "{word}");
            }
        }
    }

    #[test]
    fn a_broken_table_is_refused() {
        let english = include_str!("../rules/facts/en.toml");
        let twice = toml::from_str::<FactWords>(&english.replace("\"never\"", "\"one\""));
        assert!(twice.expect_err("a word twice").to_string().contains("`one` stands twice"));
        assert!(toml::from_str::<FactWords>(&format!("surprise = 1\n{english}")).is_err());
    }
}
