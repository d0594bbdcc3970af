//! How headlines and the beginnings of texts are worded: the headline of a story says what happened, and its text begins
//! with who it was; a sub-heading names a part, asks, or goes on, and so does its text. What tells them apart is learned
//! from words, mostly those of grammar and the endings of the others.

use super::rows::shouts;
use crate::model::is;
use crate::rules::Rules;
use crate::words::runs;
use std::ops::Range;

/// Longer words are about something; shorter ones are mostly grammar.
const SHORT: usize = 5;

/// How much the words of a headline speak for a story, in log-odds.
pub(super) fn of_headline(rules: &Rules, piece: &str) -> f32 {
    let ([headline, _], mut sum) = (&rules.gaps().words, 0.0);
    each_of_headline(piece, |name, value| sum += headline.of(name) * value);
    sum
}

/// How much the first words of a text do.
pub(super) fn of_text(rules: &Rules, piece: &str) -> f32 {
    let ([_, text], mut sum) = (&rules.gaps().words, 0.0);
    each_of_text(piece, |name, value| sum += text.of(name) * value);
    sum
}

/// The words of a piece of text, without the targets of links.
fn words(piece: &str) -> impl Iterator<Item = &str> {
    let mut parts = piece.split("](");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.find(')').map_or("", |end| &part[end + 1..]));
    let of = |part| runs(str::as_bytes(part)).map(move |run: Range<usize>| &part[run]);
    std::iter::once(first).chain(rest).flat_map(of)
}

fn capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The share of some words that begin with a capital.
fn capitals(words: &[&str]) -> f32 {
    words.iter().filter(|word| capital(word)).count() as f32 / words.len().max(1) as f32
}

/// Gives features by their names, which it builds in one place.
struct Namer<F> {
    name: String,
    give: F,
}

impl<F: FnMut(&str, f32)> Namer<F> {
    fn plain(&mut self, name: &str, value: f32) {
        if value != 0.0 {
            (self.give)(name, value);
        }
    }

    fn there(&mut self, name: &str, there: bool) {
        self.plain(name, is(there));
    }

    /// A feature for a word or a part of one.
    fn word(&mut self, kind: &str, word: &str, value: f32) {
        self.name.clear();
        self.name.push_str(kind);
        if word.is_ascii() {
            self.name.push_str(word);
            self.name.make_ascii_lowercase();
        } else {
            self.name.extend(word.chars().flat_map(char::to_lowercase));
        }
        (self.give)(&self.name, value);
    }
}

/// Gives the features of a headline: how long and in what shape it is, its first word, its short ones, and how its words end.
pub(super) fn each_of_headline(piece: &str, give: impl FnMut(&str, f32)) {
    const MOST: usize = 14;
    const USUAL: f32 = 8.0;
    const LETTERS: usize = 2;
    let mut namer = Namer { name: String::new(), give };
    let words: Vec<&str> = words(piece).collect();
    namer.plain("bias", 1.0);
    namer.plain("words", words.len() as f32 / USUAL);
    namer.word("words=", &words.len().min(MOST).to_string(), 1.0);
    namer.there("question", piece.ends_with('?'));
    namer.there("colon", piece.contains(':'));
    namer.there("comma", piece.contains(','));
    namer.there("quote", piece.contains(['“', '”', '"', '‘']));
    namer.there("digits", words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit())));
    namer.there("numbered", words.first().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())));
    namer.there("shouts", shouts(piece));
    let Some((first, rest)) = words.split_first() else { return };
    namer.plain("capitals", capitals(rest));
    namer.there("capital", rest.iter().any(|word| capital(word)));
    namer.word("first=", first, 1.0);
    for word in words {
        let letters = word.chars().count();
        if letters <= SHORT {
            namer.word("word=", word, 1.0);
        }
        let ending = word.char_indices().nth(letters.saturating_sub(LETTERS)).map_or(0, |(at, _)| at);
        namer.word("ending=", &word[ending..], 1.0);
    }
}

/// Gives the features of the beginning of a text: its first two words, the other short ones near and far, and how many of
/// its words begin with capitals or are numbers.
pub(super) fn each_of_text(piece: &str, give: impl FnMut(&str, f32)) {
    /// So many words are looked at, the first ones more closely.
    const WORDS: usize = 40;
    const NEAR: usize = 14;
    const FAR_WEIGHT: f32 = 0.5;
    /// So many are asked for capitals and numbers.
    const BEGIN: usize = 20;
    const NUMBERS: f32 = 3.0;
    let mut namer = Namer { name: String::new(), give };
    let words: Vec<&str> = words(piece).take(WORDS).collect();
    let begin = &words[..words.len().min(BEGIN)];
    namer.plain("bias", 1.0);
    namer.plain("capitals", capitals(begin));
    let numbers = begin.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    namer.plain("digits", numbers as f32 / NUMBERS);
    namer.there("quote", piece.starts_with(['“', '"', '‘', '«', '„']));
    for (kind, word) in ["first=", "second="].into_iter().zip(&words) {
        namer.word(kind, word, 1.0);
    }
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.chars().count() <= SHORT) {
        let (kind, weight) = if at < NEAR { ("near=", 1.0) } else { ("far=", FAR_WEIGHT) };
        namer.word(kind, word, weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(each: impl Fn(&mut dyn FnMut(&str, f32))) -> Vec<String> {
        let mut names = Vec::new();
        each(&mut |name, _| names.push(name.to_owned()));
        names
    }

    #[test]
    fn a_headline_is_described_by_its_grammar_and_endings() {
        let of = |piece: &str| named(|give| each_of_headline(piece, give));
        let names = of("What happened to the 40 ferries?");
        for name in ["words=6", "question", "digits", "first=what", "word=to", "ending=es", "word=40"] {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        assert!(!names.iter().any(|name| name == "word=ferries" || name == "capital" || name == "numbered"));
        assert_eq!(of("[Ferry back](/news/ferry-back-on-lake)"), of("[Ferry back"));
        assert_eq!(
            words("The [ferry](/a/ferry) on [Lake Orsk](/orsk) runs").collect::<Vec<_>>(),
            ["The", "ferry", "on", "Lake", "Orsk", "runs"]
        );
        assert_eq!(of(""), ["bias", "words=0"]);
    }

    #[test]
    fn a_text_is_described_by_its_first_words() {
        let names = named(|give| each_of_text("“But the ferry,” said Ann Pell, 41, “is back.”", give));
        let first = ["bias", "capitals", "digits", "quote", "first=but", "second=the"];
        let short = [
            "near=but",
            "near=the",
            "near=ferry",
            "near=said",
            "near=ann",
            "near=pell",
            "near=41",
            "near=is",
            "near=back",
        ];
        assert_eq!(names, [&first[..], &short].concat());
    }
}
