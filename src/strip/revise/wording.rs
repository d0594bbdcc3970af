//! What the words and marks of a line show.

use crate::label::{Line, byline_width};
use crate::rules::{MARKS, Rules, word_key};
use crate::split::ends_in_credit;
use crate::words::{compared, has_no_case, is_number, is_unspaced, run_width};

/// So much of a line is looked at, in bytes.
const HEAD: usize = 240;
/// The words of longer lines are not looked at: they are text, whatever they speak of.
const WORDED: usize = 40;

/// The words of a line that is not long, each once with its key, as texts are compared by them; in scripts without spaces, pairs
/// of characters.
pub(super) fn each_word(line: &Line, piece: &str, mut give: impl FnMut(u64, &[u8])) {
    if line.look.words() > WORDED {
        return;
    }
    let head = &piece[..piece.floor_char_boundary(HEAD)];
    let mut seen: Vec<u64> = Vec::with_capacity(line.look.words());
    let mut once = |word: &[u8]| {
        let key = word_key(word);
        if !seen.contains(&key) {
            seen.push(key);
            give(key, word);
        }
    };
    if head.is_ascii() {
        return each_plain(head.as_bytes(), once);
    }
    let mut pair = String::new();
    for word in compared(head).iter() {
        if word.chars().next().is_some_and(is_unspaced) {
            let last = pair.chars().next_back();
            pair.clear();
            pair.extend(last);
            pair.push_str(word);
            if last.is_some() {
                once(pair.as_bytes());
            }
        } else {
            pair.clear();
            once(word.as_bytes());
        }
    }
}

/// The same in ASCII.
fn each_plain(head: &[u8], mut give: impl FnMut(&[u8])) {
    let mut lowered = [0; HEAD];
    let mut at = 0;
    while at < head.len() {
        let width = run_width(&head[at..]);
        let word = &mut lowered[..width];
        word.copy_from_slice(&head[at..at + width]);
        word.make_ascii_lowercase();
        if width > 0 {
            give(word);
        }
        at += width.max(1);
    }
}

/// Which of [`MARKS`] a line has by its own text, as bits; those at [`AGAIN`] and behind it show only beside others.
pub(super) fn marks(line: &Line, piece: &str, rules: &Rules) -> u32 {
    const BYLINE_WORDS: usize = 12;
    let head = &piece[..piece.floor_char_boundary(HEAD)];
    let (first, last) = (piece.chars().next().unwrap_or(' '), piece.chars().next_back().unwrap_or(' '));
    let words = line.look.words();
    let by = if words <= BYLINE_WORDS { byline_width(piece, &rules.labels) } else { None };
    let held = Held::of(head);
    let told = [
        by.is_some_and(|width| width < piece.len()),
        by.is_some_and(|width| width == piece.len()),
        last == ')' && ends_in_credit(piece),
        held.upper && !held.lower,
        words <= BYLINE_WORDS && rules.labels.agencies.is_one(piece),
        "\"“‘'«„「『".contains(first),
        "\"”’'»“」』".contains(last),
        first.is_numeric(),
        first.is_lowercase(),
        "([（【".contains(first),
        // A paragraph may be signed with a name in brackets.
        ")]）】".contains(last) && (!line.look.is_prose() || "([（【".contains(first)),
        "—–-―".contains(first),
        held.digits,
        held.year,
        held.at,
        held.bar,
        held.slash,
        held.copyright,
        held.colon,
        held.dots,
        held.arrow,
        held.colon && is_labelled(head),
        held.commas > 1,
        !held.lower,
        held.sentences,
        line.look.dateline() > 0,
        line.look.is_headline_like(),
        line.look.is_sentence(),
    ];
    let bits = told.iter().enumerate().fold(0, |bits, (at, told)| bits | u32::from(*told) << at);
    bits | u32::from(held.glued) << GLUED
}

/// The places of the marks that the lines around show.
pub(super) const AGAIN: usize = 28;
pub(super) const TWICE_ABOVE: usize = 29;
pub(super) const TWICE_BELOW: usize = 30;
const GLUED: usize = 31;
const _: () = assert!(GLUED + 1 == MARKS.len());

/// What a line holds somewhere.
#[derive(Default)]
struct Held {
    upper: bool,
    lower: bool,
    digits: bool,
    /// Four digits that may be a year.
    year: bool,
    at: bool,
    bar: bool,
    slash: bool,
    copyright: bool,
    colon: bool,
    dots: bool,
    arrow: bool,
    commas: usize,
    /// A sentence that ends in the middle.
    sentences: bool,
    /// A capital right behind a small letter, as where two lines lost the space between them.
    glued: bool,
}

impl Held {
    fn of(head: &str) -> Self {
        let mut held = Self::default();
        let mut above = [' ', ' '];
        for (at, c) in head.char_indices() {
            match c {
                'a'..='z' => held.lower = true,
                'A'..='Z' => {
                    held.upper = true;
                    held.glued |= above[1].is_ascii_lowercase();
                }
                '0'..='9' => {
                    held.digits = true;
                    held.year |= is_year(&head.as_bytes()[at..]);
                }
                '@' => held.at = true,
                '|' => held.bar = true,
                '/' => held.slash = true,
                '©' => held.copyright = true,
                ':' | '：' => held.colon = true,
                '•' | '·' | '・' => held.dots = true,
                '→' | '»' | '›' | '>' => held.arrow = true,
                ',' | '،' | '、' => held.commas += 1,
                _ if c.is_ascii() => {}
                _ => {
                    held.lower |= !has_no_case(c) && c.is_lowercase();
                    held.upper |= !has_no_case(c) && c.is_uppercase();
                    held.digits |= is_number(c);
                }
            }
            held.sentences |= match above {
                ['.' | '!' | '?', ' '] => c.is_uppercase(),
                [_, '。' | '।' | '؟' | '۔'] => c.is_alphabetic(),
                _ => false,
            };
            above = [above[1], c];
        }
        held
    }
}

fn is_year(bytes: &[u8]) -> bool {
    matches!(bytes, [b'1', b'9', tens, ones, ..] | [b'2', b'0', tens, ones, ..] if tens.is_ascii_digit() && ones.is_ascii_digit())
}

/// Whether a word or three and a colon stand before more: `Photo: `.
fn is_labelled(text: &str) -> bool {
    const LABEL: usize = 40;
    let cut = text.split_once([':', '：']);
    cut.is_some_and(|(label, rest)| {
        let words = label.split_whitespace().count();
        label.len() <= LABEL
            && (1..=3).contains(&words)
            && !rest.trim().is_empty()
            && !label.ends_with(|c: char| c.is_ascii_digit())
    })
}
