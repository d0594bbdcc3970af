//! Invented words, as often as words are.

use super::random::Random;
use std::collections::BTreeSet;

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `harbor`.
    Noun,
    /// `harbors`.
    Plural,
    /// `opened`.
    Verb,
    /// `narrow`.
    Adjective,
    /// `quietly`.
    Adverb,
    /// `Salim`.
    Given,
    /// `Lashari`.
    Family,
    /// `Karachi`.
    Place,
}

const CLASSES: [Class; 8] = [
    Class::Noun,
    Class::Plural,
    Class::Verb,
    Class::Adjective,
    Class::Adverb,
    Class::Given,
    Class::Family,
    Class::Place,
];

/// All words: some 50,000, most of them invented.
#[derive(Debug)]
pub struct Vocabulary {
    lexicons: [Lexicon; CLASSES.len()],
}

impl Vocabulary {
    /// The vocabulary of a seed.
    pub fn new(seed: u64) -> Self {
        Self { lexicons: CLASSES.map(|class| Lexicon::new(class, &mut Random::of(&[seed, 1, class as u64]))) }
    }

    /// A word by its number.
    pub fn word(&self, class: Class, number: u32) -> &str {
        &self.lexicons[class as usize].words[number as usize]
    }

    /// Draws a word: the one of rank `r` with a chance in proportion to `1 / (r + 8)` (B. Mandelbrot, "An informational
    /// theory of the statistical structure of language", 1953).
    pub fn draw(&self, class: Class, random: &mut Random) -> u32 {
        let ranks = &self.lexicons[class as usize].ranks;
        let at = random.below(ranks.len() - 1);
        ranks[at] + random.below((ranks[at + 1] - ranks[at]).max(1) as usize) as u32
    }
}

#[derive(Debug)]
struct Lexicon {
    words: Vec<Box<str>>,
    /// The ranks that part all draws into equal shares.
    ranks: Vec<u32>,
}

impl Lexicon {
    fn new(class: Class, random: &mut Random) -> Self {
        let count = count(class);
        let mut known: BTreeSet<Box<str>> = FACT_WORDS.iter().map(|&word| word.into()).collect();
        let mut words: Vec<Box<str>> = common(class).split_whitespace().map(Into::into).collect();
        known.extend(words.iter().cloned());
        while words.len() < count {
            let word: Box<str> = invented(class, random).into();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        Self { words, ranks: ranks(count) }
    }
}

fn ranks(count: usize) -> Vec<u32> {
    const SHARES: usize = 2_048;
    const SHIFT: f64 = 8.0;
    let growth = libm::log((count as f64 + SHIFT) / SHIFT);
    let rank = |share: usize| SHIFT * libm::exp(growth * share as f64 / SHARES as f64) - SHIFT;
    (0..=SHARES).map(|share| (rank(share) as u32).min(count as u32)).collect()
}

fn count(class: Class) -> usize {
    match class {
        Class::Noun => 14_000,
        Class::Plural | Class::Family => 9_000,
        Class::Verb => 5_000,
        Class::Adjective => 8_000,
        Class::Adverb => 2_000,
        Class::Given => 3_000,
        Class::Place => 4_000,
    }
}

/// Words that say a number or a negation: edits that leave facts alone must not hit on them.
const FACT_WORDS: [&str; 26] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "million", "billion", "no",
    "not", "none", "never",
];

/// The commonest words of a kind.
fn common(class: Class) -> &'static str {
    match class {
        Class::Noun => {
            "government ministry company city council report court police hospital border project market agency \
             president harbor school region army statement group country committee decision agreement \
             river team price law road weather season bank factory airport festival museum village district service"
        }
        Class::Plural => {
            "people officials residents workers families prices soldiers students farmers reporters lawmakers \
             doctors homes roads schools figures talks shares plans vehicles boats members voters experts"
        }
        Class::Verb => {
            "announced reported opened closed reached raised visited signed rejected ordered approved delayed \
             launched blamed warned urged joined helped expected followed carried damaged repaired offered"
        }
        Class::Adjective => {
            "new local national foreign public early late major small central regional senior political economic \
             military northern southern eastern western former recent annual heavy private international"
        }
        Class::Adverb => "quickly slowly recently finally mostly nearly largely quietly sharply clearly",
        Class::Given => "Salim Huda Naveed Ann Rula Firas Tamim Yusuf Lamar Ben Dolores Saima Heero Winifred",
        Class::Family => "Habsi Wahaibi Lashari Pell Hadidi Qutub Ashour Mallah Bukhari Cole Whitcombe Khoso",
        Class::Place => "Karachi Muscat Jeddah Amman Lahore Multan Quetta Dubai Riyadh Cairo Geneva London",
    }
}

fn invented(class: Class, random: &mut Random) -> String {
    let mut word = String::new();
    for _ in 0..2 {
        word.push_str(random.one(&ONSETS));
        word.push_str(random.one(&VOWELS));
        word.push_str(random.one(&CODAS));
    }
    word.push_str(random.one(endings(class)));
    if matches!(class, Class::Given | Class::Family | Class::Place) {
        word[..1].make_ascii_uppercase();
    }
    word
}

const ONSETS: [&str; 26] = [
    "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "r", "s",
    "sh", "st", "t", "tr", "v", "w",
];
const VOWELS: [&str; 10] = ["a", "a", "e", "e", "i", "o", "o", "u", "ai", "ou"];
const CODAS: [&str; 14] = ["", "", "", "", "", "", "", "n", "r", "l", "s", "m", "t", "nd"];

fn endings(class: Class) -> &'static [&'static str] {
    match class {
        Class::Noun => &["", "", "er", "ment", "age", "ing"],
        Class::Plural => &["s", "s", "ers", "ments", "ings"],
        Class::Verb => &["ed", "ed", "ered", "ized"],
        Class::Adjective => &["al", "ous", "y", "ic", "ive", "ed"],
        Class::Adverb => &["ly"],
        Class::Given => &["", "a", "i", "el"],
        Class::Family => &["", "i", "son", "ani", "ov"],
        Class::Place => &["", "a", "abad", "ton", "ia"],
    }
}
