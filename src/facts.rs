//! A text → [`Facts`]: what does it assert that a near-duplicate must not change?
//!
//! Numbers are values, not spellings: `1,100` is `1100`, `$1.6bn` is `1.6 billion`, `twelve` is `12`. What
//! digits mean depends on no language, so that equal digits are equal values everywhere; what words mean is
//! taken from the tables of one language ([`FactWords`]), because `once` is eleven in Spanish only and `die`
//! no article in English.

use std::borrow::Cow;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

mod cut;
mod key;
mod number;
mod words;

pub use cut::before_cut;
pub use words::{FactTables, FactWords};

use key::key;
use number::{Number, chain_end, digit, ideographic_power};
use words::{Meaning, fold, is_letter, without_possessive, word_end};

/// Which facts count (`--facts`).
///
/// ```
/// use unspool::{facts::{Level, facts}, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// let lacking = |level| {
///     let [new, old] = ["It opens in Sidon on Monday.", "It opens in Tyre on Monday."]
///         .map(|text| facts(text, rules.fact_words(Some("en")), level));
///     new.lacking_in(&old)
/// };
/// assert_eq!((lacking(Level::Numbers), lacking(Level::Names)), (vec![], vec!["Sidon".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Numbers and negations.
    #[default]
    Numbers,
    /// Also weekdays, months, and words capitalised inside a sentence.
    Names,
    /// None: every text covers every other.
    Off,
}

/// What a text asserts. Two of them compare only when made with the same [`Level`] and the same
/// [`FactWords`].
///
/// ```
/// use unspool::{facts::{Level, facts}, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// let told = |text| facts(text, rules.fact_words(Some("en")), Level::Numbers);
/// let (new, old) = (told("The ferry did not leave at 9."), told("The ferry left at 9 with 12 passengers."));
/// assert_eq!(new.lacking_in(&old), ["negation"]);
/// assert!(!old.is_covered_by(&new) && told("It left at 9.").is_covered_by(&old));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A sorted multiset.
    numbers: Vec<Number>,
    /// How many; not which, because `do not` is `don't` and `no one` is `nobody`.
    negations: u32,
    /// Sorted, each once.
    names: Vec<Name>,
    /// Keys of every word, weekday and month, sorted, each once; empty unless names count.
    words: Vec<u64>,
}

impl Facts {
    /// What these facts hold that `twin` lacks, as words to print; a lost negation is `negation`.
    ///
    /// Empty exactly when [`Facts::is_covered_by`] holds.
    #[must_use]
    pub fn lacking_in(&self, twin: &Facts) -> Vec<String> {
        let numbers = missing(&self.numbers, &twin.numbers).map(Number::to_string);
        let negations = (twin.negations..self.negations).map(|_| "negation".to_owned());
        let names = self.names.iter().filter(|name| !twin.speaks_of(name));
        numbers.chain(negations).chain(names.map(|name| name.shown.to_string())).collect()
    }

    /// Whether `twin` asserts all of this, so that the guard lets this go.
    ///
    /// Directional: a twin may say more, one more negation included; then it is the twin that has to stay.
    #[must_use]
    pub fn is_covered_by(&self, twin: &Facts) -> bool {
        self.negations <= twin.negations
            && missing(&self.numbers, &twin.numbers).next().is_none()
            && self.names.iter().all(|name| twin.speaks_of(name))
    }

    fn speaks_of(&self, name: &Name) -> bool {
        self.words.binary_search(&name.key).is_ok()
    }

    fn sorted(mut self) -> Facts {
        self.numbers.sort_unstable();
        self.names.sort_unstable();
        self.names.dedup();
        self.words.sort_unstable();
        self.words.dedup();
        self
    }
}

/// The members of the multiset `numbers` that `twin` lacks; both sorted.
fn missing<'a>(numbers: &'a [Number], twin: &'a [Number]) -> impl Iterator<Item = &'a Number> {
    let mut rest = twin.iter().peekable();
    numbers.iter().filter(move |number| {
        while rest.next_if(|other| other < number).is_some() {}
        rest.next_if_eq(number).is_none()
    })
}

/// A name as it is compared and as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    shown: Box<str>,
    key: u64,
}

/// The facts of a text, in one pass, by the words of its language.
///
/// Laws: equal texts have equal facts, and a text is covered by itself with more sentences around it.
///
/// - **Numbers**, a multiset of values without sign and unit, so that `23%` is `23 percent`. Digits of every
///   script are read alike. A dot or comma before exactly three last digits groups (`1,100`, `1.100`,
///   `1.100.000`; also `1,50,000`, and `1.100,50` before a decimal mark), as do spaces and apostrophes
///   between groups of three; before any other digits, or after a leading `0`, it is a decimal mark (`10.5`,
///   `8,30`, `0.125`). What is neither is read piece by piece (`8.10.2024`, `2023-24`, `14:05`), and so are
///   digits beside letters (`JF-17`, `85th`, `G20`). `1.125` is therefore 1125 in English too: equal on both
///   sides, which is all that a comparison needs.
/// - **Number words** join a scale word (`three million`) and, over a hyphen, tens with units
///   (`twenty-three`). A scale word alone is its power, so that `thousands` is not `hundreds` and `a million`
///   is `1 million`. `one` counts, because `one of the men` is not `two of the men`; not after the words
///   listed for it (`no one`).
/// - **Negations**, by their count.
/// - **Names**: weekdays and months by what they mean (`Oct` is `October`), and words of two letters or more
///   capitalised inside a sentence, without a possessive `'s`; a twin knows a name when it has the word in
///   any case. In German that is every noun.
///
/// Not read: ideographic digits (`三`; but `3億` is 300,000,000), Roman numerals, months of two words.
#[must_use]
///
/// ```
/// use unspool::{facts::{Level, facts}, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// let told = |text| facts(text, rules.fact_words(Some("en")), Level::Numbers);
/// let old = told("It cost $1.6 billion and was not late.");
/// assert!(old.is_covered_by(&told("It cost $1.6bn, and it was not late.")));
/// assert_eq!(told("It cost $1.8 billion.").lacking_in(&old), ["1800000000"]);
/// # Ok::<(), unspool::rules::RulesError>(())
/// ```
pub fn facts(text: &str, words: &FactWords, level: Level) -> Facts {
    if level == Level::Off {
        return Facts::default();
    }
    let text = composed(text);
    let mut reading = Reading::new(&text, words, level);
    reading.read();
    reading.facts.sorted()
}

/// The text with its letters and accents composed, as the tables have them.
fn composed(text: &str) -> Cow<'_, str> {
    // U+0300 to U+037F, where the accents of Latin letters lie, and nothing else begins with these bytes.
    if text.bytes().any(|byte| matches!(byte, 0xCC | 0xCD)) {
        Cow::Owned(text.nfc().collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A pass over a text.
struct Reading<'t> {
    text: &'t str,
    words: &'t FactWords,
    level: Level,
    facts: Facts,
    /// The last number, while a scale word may still follow.
    held: Option<Held>,
    /// Where the last word lies; empty after a number or the end of a sentence.
    last: Range<usize>,
    /// The word at hand, folded, if it may tell something.
    word: String,
    /// The word before it, if that matters.
    before: String,
    place: Place,
}

/// A number and where it ends.
struct Held {
    number: Number,
    /// Its value when units may join it over a hyphen, else 0.
    tens: u64,
    end: usize,
}

/// Where in its sentence the next word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Inside,
    /// Inside, after what may be a title (`Mr`, `Prof`) or an initial: a full stop does not end the sentence
    /// here.
    AfterTitle,
}

impl<'t> Reading<'t> {
    fn new(text: &'t str, words: &'t FactWords, level: Level) -> Self {
        Reading {
            text,
            words,
            level,
            facts: Facts::default(),
            held: None,
            last: 0..0,
            word: String::new(),
            before: String::new(),
            place: Place::Start,
        }
    }

    fn read(&mut self) {
        let mut at = 0;
        while let Some(c) = char_at(self.text, at) {
            at = match c {
                _ if is_letter(c) => self.read_word(at),
                _ if c.is_numeric() => self.read_number(at, c),
                _ => self.read_mark(at, c),
            };
        }
        self.release();
    }

    fn read_mark(&mut self, at: usize, c: char) -> usize {
        if matches!(c, '.' | '!' | '?' | '…' | '。' | '؟' | '۔' | '।' | '\n' | '\r') {
            self.last = 0..0;
            if c != '.' || self.place != Place::AfterTitle {
                self.place = Place::Start;
            }
        }
        at + c.len_utf8()
    }

    fn read_number(&mut self, start: usize, c: char) -> usize {
        self.last = 0..0;
        self.place = Place::Inside;
        if digit(c).is_none() {
            let end = start + c.len_utf8();
            self.hold(Number::Sign(c), end);
            return end;
        }
        let end = chain_end(self.text, start);
        self.read_chain(&self.text[start..end], end);
        self.read_ideographs(end)
    }

    fn read_chain(&mut self, chain: &str, end: usize) {
        if let Some(number) = Number::of_chain(chain) {
            return self.hold(number, end);
        }
        for piece in chain.split(|c| digit(c).is_none()) {
            self.hold(Number::new(piece, ""), end);
        }
    }

    fn read_ideographs(&mut self, mut at: usize) -> usize {
        while let Some(c) = char_at(self.text, at) {
            let Some(power) = ideographic_power(c) else { break };
            at += c.len_utf8();
            self.multiply(power, at);
        }
        at
    }

    fn read_word(&mut self, start: usize) -> usize {
        let end = word_end(self.text, start, self.words);
        let before = std::mem::replace(&mut self.last, start..end);
        // Most words do not tell anything, and a glance shows it.
        if self.level == Level::Numbers && self.words.says_nothing(&self.text[start..end]) {
            self.release();
            return end;
        }
        fold(&self.text[start..end], &mut self.word);
        let within = self.words.negations_within(&self.word);
        self.facts.negations = self.facts.negations.saturating_add(u32::try_from(within).unwrap_or(u32::MAX));
        let meaning = self.words.meaning(&self.word);
        if meaning.is_some() {
            fold(&self.text[before], &mut self.before);
        }
        self.take(meaning.filter(|_| !self.words.is_idle(&self.word, &self.before)), start..end);
        if self.level == Level::Names {
            self.read_name(meaning, &self.text[start..end]);
        }
        end
    }

    fn take(&mut self, meaning: Option<Meaning>, span: Range<usize>) {
        match meaning {
            Some(Meaning::Number(value)) => self.count(value, span),
            Some(Meaning::Scale(power)) if self.is_multiplied(span.start) => self.multiply(power, span.end),
            Some(Meaning::Scale(power)) => self.hold(Number::from(1).times(power), span.end),
            Some(Meaning::Abbreviation(power)) if self.is_abbreviated(&span) => {
                self.multiply(power, span.end);
            }
            Some(Meaning::Negation) => self.negate(),
            _ => self.release(),
        }
    }

    fn negate(&mut self) {
        self.release();
        self.facts.negations = self.facts.negations.saturating_add(1);
    }

    /// Takes a number word: as units of the tens before it, or on its own.
    fn count(&mut self, value: u64, span: Range<usize>) {
        let end = self.held.as_ref().map_or(span.start, |held| held.end);
        let joins = (1..10).contains(&value) && is_hyphen(&self.text[end..span.start]);
        let tens = self.held.take_if(|held| joins && held.tens > 0).map_or(0, |held| held.tens);
        self.release();
        self.held = Some(Held { number: Number::from(tens + value), tens: tens_of(value), end: span.end });
    }

    fn hold(&mut self, number: Number, end: usize) {
        self.release();
        self.held = Some(Held { number, tens: 0, end });
    }

    fn release(&mut self) {
        self.facts.numbers.extend(self.held.take().map(|held| held.number));
    }

    fn multiply(&mut self, power: u8, end: usize) {
        let number = self.held.take().map(|held| held.number.times(power));
        self.held = number.map(|number| Held { number, tens: 0, end });
    }

    /// Whether a scale word at `start` multiplies the last number: nothing but white space or a hyphen lies
    /// between.
    fn is_multiplied(&self, start: usize) -> bool {
        let gap = self.held.as_ref().map(|held| self.text[held.end..start].trim());
        gap.is_some_and(|gap| gap.is_empty() || is_hyphen(gap))
    }

    fn is_abbreviated(&self, span: &Range<usize>) -> bool {
        let is_glued = self.held.as_ref().is_some_and(|held| held.end == span.start);
        is_glued || self.word.len() > 1 && self.is_multiplied(span.start)
    }

    /// Notes a word for twins to look up, and as a name if it is one.
    fn read_name(&mut self, meaning: Option<Meaning>, word: &str) {
        let shown = without_possessive(word);
        let is_capital = shown.starts_with(char::is_uppercase);
        let letters = shown.chars().count();
        let spoken = key(without_possessive(&self.word).bytes());
        let date = self.words.date_key(meaning, is_capital);
        self.facts.words.extend([spoken].into_iter().chain(date));
        if date.is_some() || is_capital && letters > 1 && self.place != Place::Start {
            self.facts.names.push(Name { shown: shown.into(), key: date.unwrap_or(spoken) });
        }
        self.place = if is_capital && letters <= 4 { Place::AfterTitle } else { Place::Inside };
    }
}

/// The value of a number word that units may join, else 0.
fn tens_of(value: u64) -> u64 {
    if (10..100).contains(&value) && value.is_multiple_of(10) { value } else { 0 }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

fn is_hyphen(gap: &str) -> bool {
    matches!(gap, "-" | "\u{2010}" | "\u{2011}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: &str, level: Level, text: &str) -> Facts {
        let tables = FactTables::shipped().expect("the shipped tables are sound");
        facts(text, tables.of(language), level)
    }

    /// Checks all that a text asserts, as it is printed.
    #[track_caller]
    fn check(language: &str, text: &str, expected: &[&str]) {
        let mut found = read(language, Level::Numbers, text).lacking_in(&Facts::default());
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }

    /// Checks what a text says that its twin lacks, and the short answer with it.
    #[track_caller]
    fn check_twin(level: Level, text: &str, twin: &str, lacking: &[&str]) {
        let (text, twin) = (read("en", level, text), read("en", level, twin));
        assert_eq!(text.lacking_in(&twin), lacking);
        assert_eq!(text.is_covered_by(&twin), lacking.is_empty());
    }

    #[test]
    fn a_value_has_many_spellings() {
        for text in [
            "$1.6bn",
            "1.6 billion",
            "1,600,000,000",
            "1.6-billion",
            "1.6\u{a0}bn",
            "1,600m",
            "1600 MILLION",
            "1.6B",
        ] {
            check("en", text, &["1600000000"]);
        }
        for text in [
            "23%",
            "23 percent",
            "23 per cent",
            "twenty-three",
            "23rd",
            "٢٣",
            "２３",
            "-23",
            "23.0",
            "Twenty‑Third",
        ] {
            check("en", text, &["23"]);
        }
        for text in [
            "3 million",
            "three million",
            "Three Million",
            "3m",
            "3mn",
            "3,000,000",
            "30 lakh",
            "three-million",
        ] {
            check("en", text, &["3000000"]);
        }
        check("en", "a million dollars", &["1000000"]);
        check("en", "one million dollars", &["1000000"]);
        check("en", "two hundred thousand", &["200000"]);
    }

    #[test]
    fn digits_beside_letters_and_marks_count() {
        check("en", "JF-17 and F16 at 10:30pm", &["17", "16", "10", "30"]);
        check("en", "the 85th minute (2-1), season 2023-24", &["85", "2", "1", "2023", "24"]);
        check("en", "on 8.10.2024, or 2024/10/08", &["8", "10", "2024", "2024", "10", "8"]);
        check("en", "[1],[2];3.", &["1", "2", "3"]);
        check("en", "½ and 2½", &["½", "2", "½"]);
        check("en", "3億 and 1億2000万円", &["300000000", "100000000", "20000000"]);
        check("ja", "3億円は支払われなかった。", &["300000000", "negation"]);
        check("hi", "तीन हज़ार लोग नहीं आए", &["3000", "negation"]);
        check("fa", "بیست و سه نفر نمی‌آیند", &["20", "3", "negation"]);
        check("tr", "üç milyon kişi gelmedi", &["3000000", "negation"]);
    }

    #[test]
    fn scale_words_need_their_number_beside_them() {
        check("en", "in 2023. Million dollar deals", &["2023", "1000000"]);
        check("en", "hundreds of thousands", &["100", "1000"]);
        check("en", "12 men, million", &["12", "1000000"]);
        check("en", "5 m wide, 5m wide", &["5", "5000000"]);
        check("en", "m and bn and k", &[]);
        check("en", "5 men bn", &["5"]);
    }

    #[test]
    fn only_a_hyphen_joins_tens_and_units() {
        check("en", "twenty three-year-olds", &["20", "3"]);
        check("en", "thirty-one-year-old", &["31"]);
        check("en", "twenty-eleven, thirty-zero", &["20", "11", "30", "0"]);
        check("en", "five-six", &["5", "6"]);
        check("fr", "dix-sept", &["17"]);
        check("en", "twenty-three million", &["23000000"]);
        check("en", "twenty-three-four", &["23", "4"]);
    }

    #[test]
    fn one_counts_but_not_as_a_pronoun() {
        check("en", "one of the men", &["1"]);
        check("en", "No one came. No-one. Some one", &["negation", "negation"]);
        check("en", "He said no. One man came", &["negation", "1"]);
        check("en", "no 5 one", &["negation", "5", "1"]);
    }

    #[test]
    fn negations_are_counted_however_they_are_written() {
        for text in ["do not", "don't", "don’t", "DON’T", "can‘t", "cannot", "nobody", "without", "isn`t"]
        {
            check("en", text, &["negation"]);
        }
        check("en", "neither this nor that, never", &["negation"; 3]);
        check("en", "knot, note, nowadays, north, 'tis, ant, don", &[]);
    }

    #[test]
    fn each_language_has_its_own_words() {
        check("fr", "Il n’a pas 1,6 milliard d'euros", &["negation", "negation", "1600000000"]);
        check("fr", "23 pour cent, deux cents, deux mille, 5,5 M", &["23", "200", "2000", "5.5"]);
        check("fr", "l'onze, Zéro, ze\u{301}ro, fe\u{301}vrier", &["11", "0", "0"]);
        check("de", "keine 1,6 Mrd. Euro, dreiundzwanzig, ein", &["negation", "1600000000", "23"]);
        check("de", "Eine Million, drei Millionen, dritten", &["1000000", "3000000", "3"]);
        check("es", "10 mil 250 millones, once, 5 mil millones", &["10000", "250000000", "11", "5000000000"]);
        check("es", "23 por ciento, cien, ningún, no", &["23", "100", "negation", "negation"]);
        check("ar", "ولم يقل ١٬١٠٠ و٣ ملايين، وثلاثة", &["negation", "1100", "3000000", "3"]);
        check("ar", "ألفين، أربعون", &["2000", "40"]);
        check("hi", "२०२५ में", &["2025"]);
    }

    #[test]
    fn who_says_less_may_go() {
        check_twin(Level::Numbers, "Ten died", "10 died and 5 were hurt", &[]);
        check_twin(Level::Numbers, "10 died and 5 were hurt", "Ten died", &["5"]);
        check_twin(Level::Numbers, "5, 5 and 7", "7 and 5", &["5"]);
        check_twin(Level::Numbers, "9 and 11", "10 and 12", &["9", "11"]);
        check_twin(Level::Numbers, "He did not go", "He did go", &["negation"]);
        check_twin(Level::Numbers, "He did go", "He didn’t go", &[]);
        check_twin(Level::Numbers, "on Monday in Lahore", "on Friday in Karachi", &[]);
    }

    #[test]
    fn names_are_what_the_twin_never_says() {
        check_twin(Level::Names, "He met Khan in Lahore", "He met Khan in Karachi", &["Lahore"]);
        check_twin(Level::Names, "He met Pakistan's envoy", "PAKISTAN said so", &[]);
        check_twin(Level::Names, "He met Pakistan’s envoy", "He met the envoy", &["Pakistan"]);
        check_twin(Level::Names, "Then he left", "He left", &[]);
        check_twin(Level::Names, "It rained. Then he left. \"Soon\"", "He left", &[]);
        check_twin(Level::Names, "He met Mr. Khan and J. Smith", "He met Mr and", &["Khan", "Smith"]);
        check_twin(Level::Names, "In the end I left", "End", &[]);
        check_twin(Level::Names, "In 2024. Then", "2024", &[]);
        check_twin(Level::Names, "Er kam. Über alles", "kam", &[]);
    }

    #[test]
    fn weekdays_and_months_are_known_by_their_meaning() {
        check_twin(Level::Names, "on Oct. 7", "on October 7", &[]);
        check_twin(Level::Names, "Monday's talks", "the talks on Tuesday", &["Monday"]);
        check_twin(Level::Names, "he may march", "he went", &[]);
        check_twin(Level::Names, "in May", "he may come in", &["May"]);
        let words = |text| read("fr", Level::Names, text);
        assert_eq!(words("le 3 mars, lundi").lacking_in(&words("le 3 mai, Lundi")), ["mars"]);
    }

    #[test]
    fn off_lets_everything_go() {
        check_twin(Level::Off, "Not 5 men in Lahore", "", &[]);
    }

    #[test]
    fn levels_are_read_from_their_names() {
        #[derive(Deserialize)]
        struct Config {
            facts: Level,
        }
        let level =
            |name: &str| toml::from_str::<Config>(&format!("facts = \"{name}\"")).map(|config| config.facts);
        assert_eq!(level("numbers"), Ok(Level::default()));
        assert_eq!(level("names"), Ok(Level::Names));
        assert_eq!(level("off"), Ok(Level::Off));
        assert!(level("Names").is_err());
    }

    /// Pieces that meet in awkward ways.
    const PIECES: [&str; 56] = [
        "1", "23", "100", "2024", "0", "007", "٣", "९", "３", "½", "²", "①", ".", ",", " ", "\u{a0}",
        "\u{202f}", "'", "’", "-", "‑", "%", "$", ":", "/", "\n", "۔", "٫", "٬", "one", "twenty", "Three",
        "million", "bn", "m", "K", "no", "not", "don't", "n’", "l'", "cannot", "Monday", "may", "May",
        "Khan", "Khan’s", "I", "Mr", "e\u{301}", "\u{301}", "لم", "و", "\u{64b}", "億", "🦀",
    ];

    /// Texts of random pieces, the same in every run.
    fn texts() -> impl Iterator<Item = String> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = move || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            usize::try_from(state >> 40).expect("24 bits")
        };
        (0..3000).map(move |_| (0..next() % 24).map(|_| PIECES[next() % PIECES.len()]).collect())
    }

    #[track_caller]
    fn check_law(law: fn(&FactWords, Level, &str)) {
        let tables = FactTables::shipped().expect("the shipped tables are sound");
        for text in texts() {
            for language in ["en", "fr", "ar"] {
                for level in [Level::Numbers, Level::Names] {
                    law(tables.of(language), level, &text);
                }
            }
        }
    }

    #[test]
    fn a_text_is_covered_by_itself() {
        check_law(|words, level, text| {
            let (one, other) = (facts(text, words, level), facts(text, words, level));
            assert!(
                one == other && one.is_covered_by(&other) && other.lacking_in(&one).is_empty(),
                "{text:?}"
            );
        });
    }

    #[test]
    fn a_text_is_covered_by_itself_and_more() {
        check_law(|words, level, text| {
            let one = facts(text, words, level);
            let after = facts(&format!("{text} ; 7 men did not see Lahore. "), words, level);
            let before = facts(&format!("In Lahore 7 men did not see it. ; {text}"), words, level);
            assert_eq!(one.lacking_in(&after), [""; 0], "{text:?}");
            assert_eq!(one.lacking_in(&before), [""; 0], "{text:?}");
            assert!(!after.is_covered_by(&one), "{text:?}");
        });
    }

    #[test]
    fn the_long_and_the_short_answer_agree() {
        let tables = FactTables::shipped().expect("the shipped tables are sound");
        let all: Vec<Facts> = texts().map(|text| facts(&text, tables.of("en"), Level::Names)).collect();
        for (one, other) in all.iter().zip(&all[1..]) {
            assert_eq!(one.is_covered_by(other), one.lacking_in(other).is_empty());
        }
    }

    #[test]
    fn unusual_text_takes_linear_time() {
        let repeated = [
            "1.", "1 100 ", "1,", "9", " ", "l'", "a'", "million ", "1 ", "twenty-", "億", "١٬", "Mr. ",
            "\u{301}", "bn ",
        ];
        for piece in repeated {
            for head in ["", "5", "5 million", "1,"] {
                let text = format!("{head}{}", piece.repeat(30_000));
                let found = read("fr", Level::Names, &text);
                assert!(found.is_covered_by(&found));
            }
        }
        let text = format!("5{}", format!("{} bn x", " ".repeat(10_000)).repeat(100));
        check("en", &text, &["5000000000"]);
    }
}
