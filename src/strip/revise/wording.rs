//! What the words and marks of a line show.

use crate::label::{Line, byline_width};
use crate::rules::{MARKS, Rules, word_key};
use crate::split::ends_in_credit;
use crate::words::{compared, has_no_case, is_number, is_unspaced, runs};

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
    let lowered = &mut lowered[..head.len()];
    lowered.copy_from_slice(head);
    lowered.make_ascii_lowercase();
    runs(lowered).for_each(|run| give(&lowered[run]));
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
        let mut held = Self::of_ascii(head.as_bytes());
        if !head.is_ascii() {
            let foreign = head.char_indices().filter(|(_, c)| !c.is_ascii());
            foreign.for_each(|(at, c)| held.add_foreign(head, at, c));
        }
        held
    }

    /// What the ASCII in it tells.
    fn of_ascii(head: &[u8]) -> Self {
        let marks = head.iter().fold(0, |marks, &byte| marks | MARK_OF[usize::from(byte)]);
        let has = |mark: u16| marks & mark != 0;
        let upper = has(UPPER);
        Self {
            upper,
            lower: has(LOWER),
            digits: has(DIGIT),
            year: has(DIGIT) && head.windows(4).any(is_year),
            at: has(AT),
            bar: has(BAR),
            slash: has(SLASH),
            copyright: false,
            colon: has(COLON),
            dots: false,
            arrow: has(ARROW),
            commas: if has(COMMA) { memchr::memchr_iter(b',', head).count() } else { 0 },
            sentences: upper && begins_sentence(head),
            glued: upper && is_glued(head),
        }
    }

    /// Adds what a character beyond ASCII tells.
    fn add_foreign(&mut self, head: &str, at: usize, c: char) {
        match c {
            '©' => self.copyright = true,
            '：' => self.colon = true,
            '•' | '·' | '・' => self.dots = true,
            '→' | '»' | '›' => self.arrow = true,
            '،' | '、' => self.commas += 1,
            _ => {
                let (lower, upper) =
                    (!has_no_case(c) && c.is_lowercase(), !has_no_case(c) && c.is_uppercase());
                self.lower |= lower;
                self.upper |= upper;
                self.digits |= is_number(c);
                self.sentences |= upper && matches!(head.as_bytes()[..at], [.., b'.' | b'!' | b'?', b' ']);
            }
        }
        let opens = || head[at + c.len_utf8()..].starts_with(char::is_alphabetic);
        self.sentences |= matches!(c, '。' | '।' | '؟' | '۔') && opens();
    }
}

const LOWER: u16 = 1;
const UPPER: u16 = 1 << 1;
const DIGIT: u16 = 1 << 2;
const AT: u16 = 1 << 3;
const BAR: u16 = 1 << 4;
const SLASH: u16 = 1 << 5;
const COLON: u16 = 1 << 6;
const ARROW: u16 = 1 << 7;
const COMMA: u16 = 1 << 8;

/// What each byte of ASCII is of these.
static MARK_OF: [u16; 256] = {
    let (mut marks, mut byte) = ([0; 256], 0);
    while byte < 128 {
        marks[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'@' => AT,
            b'|' => BAR,
            b'/' => SLASH,
            b':' => COLON,
            b'>' => ARROW,
            b',' => COMMA,
            _ => 0,
        };
        byte += 1;
    }
    marks
};

/// Whether a full stop, a space and a capital stand in a row. All bytes are looked at, many at once.
fn begins_sentence(bytes: &[u8]) -> bool {
    let [second, third] = [1, 2].map(|by| bytes.get(by..).unwrap_or_default());
    let threes = bytes.iter().zip(second).zip(third);
    threes.fold(false, |any, ((stop, space), first)| {
        any | (matches!(stop, b'.' | b'!' | b'?') & (*space == b' ') & first.is_ascii_uppercase())
    })
}

/// Whether a capital stands right behind a small letter.
fn is_glued(bytes: &[u8]) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |any, (a, b)| any | (a.is_ascii_lowercase() & b.is_ascii_uppercase()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_holds_is_seen_wherever_it_stands() {
        let held = Held::of;
        assert!(held("It rained. Nobody came").sentences && !held("It rained.Nobody came").sentences);
        assert!(
            held("Il pleut. Élan").sentences
                && held("雨が降った。誰も").sentences
                && !held("雨が降った。").sentences
        );
        assert!(held("RoofFire").glued && !held("Roof Fire").glued && !held("F").glued);
        assert!(held("in 2024").year && held("1987").year && !held("in 2424").year && !held("20").year);
        assert!(held("Élan").upper && held("é").lower && !held("ÉLAN").lower && !held("東京").upper);
        assert!(held("٣ مارس").digits && held("photo © AFP").copyright && held("Home » Sport").arrow);
        assert_eq!((held("a, b، c、 d").commas, held("").commas), (3, 0));
        assert!(
            held("a@b|c/d:e").at && held("|").bar && held("/").slash && held("：").colon && held("•").dots
        );
    }
}
