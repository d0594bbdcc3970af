//! Does a headline speak of the text below it, or of the text above? Does the text below speak of something new?

use super::candidate::Candidate;
use super::rows::Rows;
use crate::words::{compared, is_unspaced, run_width};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// So many rows of prose are looked at on either side.
const ROWS: usize = 4;
/// Bytes of each row.
const LOOKED_AT: usize = 240;
/// The share of the headline's words that has to come back.
const SHARE: f64 = 0.3;

/// Where the words of a headline come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    Below,
    Above,
    Neither,
}

/// The topics of the text above and below the candidates of one body.
#[derive(Default)]
pub(super) struct Topics {
    above: Topic,
    below: Topic,
}

impl Topics {
    /// Looks at the beginning of the story above, and of the text below the candidates.
    pub(super) fn new(rows: &Rows<'_>, story_start: usize, first: &Candidate) -> Self {
        Self { above: topic(rows, story_start..first.start), below: topic(rows, first.body..rows.len()) }
    }

    /// Looks at the beginning of a text only.
    pub(super) fn below(rows: &Rows<'_>, body: usize) -> Self {
        Self { above: Topic::default(), below: topic(rows, body..rows.len()) }
    }

    /// Which side a candidate's headline belongs to, by the words they share.
    pub(super) fn leaning(&self, rows: &Rows<'_>, candidate: &Candidate) -> Leaning {
        let mut stems = Vec::new();
        candidate.title.into_iter().for_each(|title| each_stem(rows.piece(title), |stem| stems.push(stem)));
        if stems.is_empty() {
            return Leaning::Neither;
        }
        let share =
            |topic: &Topic| stems.iter().filter(|&&stem| topic.has(stem)).count() as f64 / stems.len() as f64;
        let (above, below) = (share(&self.above), share(&self.below));
        if above >= below + SHARE {
            Leaning::Above
        } else if below >= SHARE {
            Leaning::Below
        } else {
            Leaning::Neither
        }
    }
}

/// Whether a text goes on with the names of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// Hardly any name of it stands in the other.
    New,
    /// Many of its names stand there.
    Same,
    /// There are too few names to tell, or some are shared.
    Unclear,
}

/// Whether the text from `body` on has the names of the rows `above`. What one story is about goes by name again and
/// again. (M. Hearst, TextTiling, 1997, with names for words.) Scripts without capitals have words for names.
pub(super) fn shift(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Shift {
    /// With fewer names nothing can be told.
    const LEAST: usize = 3;
    if is_caseless(rows, body) {
        return shift_of_words(rows, above, body);
    }
    let Common { above, all, shared } = common(rows, above, body, each_name);
    match () {
        () if all < LEAST || above < LEAST => Shift::Unclear,
        () if shared * 10 <= all => Shift::New,
        () if shared * 5 >= all * 2 => Shift::Same,
        () => Shift::Unclear,
    }
}

/// The same by all longer words: they come back less often than names, and some come back by chance.
pub(super) fn shift_of_words(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Shift {
    const LEAST: usize = 6;
    let Common { above, all, shared } = common(rows, above, body, each_long_word);
    match () {
        () if all < LEAST || above < LEAST => Shift::Unclear,
        () if shared * 25 <= all => Shift::New,
        () if shared * 8 >= all => Shift::Same,
        () => Shift::Unclear,
    }
}

/// What two texts have in common.
struct Common {
    /// How many stems the text above has.
    above: usize,
    /// How many the text below has.
    all: usize,
    /// How many of these stand above as well.
    shared: usize,
}

fn common(rows: &Rows<'_>, above: Range<usize>, body: usize, each: fn(&str, &mut dyn FnMut(u64))) -> Common {
    const FAR: usize = 40;
    let mut known = Topic::default();
    let mut common = Common { above: 0, all: 0, shared: 0 };
    let start = above.start.max(above.end.saturating_sub(FAR));
    for row in prose(rows, start..above.end).take(3 * ROWS) {
        each(head(rows.piece(row)), &mut |stem| {
            known.add(stem);
            common.above += 1;
        });
    }
    for row in prose(rows, body..rows.len().min(body + FAR)).take(ROWS) {
        each(head(rows.piece(row)), &mut |stem| {
            common.all += 1;
            common.shared += usize::from(known.has(stem));
        });
    }
    common
}

/// A set of stems, by some bits of their hashes. (B. Bloom, 1970, with one hash: of some hundred stems in 4,096 bits,
/// one foreign stem in thirty is taken for a member.)
struct Topic([u64; 64]);

impl Default for Topic {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl Topic {
    fn add(&mut self, stem: u64) {
        self.0[(stem >> 58) as usize] |= 1 << (stem >> 52 & 63);
    }

    fn has(&self, stem: u64) -> bool {
        self.0[(stem >> 58) as usize] & 1 << (stem >> 52 & 63) != 0
    }
}

fn topic(rows: &Rows<'_>, range: Range<usize>) -> Topic {
    const FAR: usize = 24;
    let mut topic = Topic::default();
    let end = range.end.min(range.start + FAR);
    for row in prose(rows, range.start..end).take(ROWS) {
        each_stem(head(rows.piece(row)), |stem| topic.add(stem));
    }
    topic
}

fn prose<'r>(rows: &'r Rows<'_>, range: Range<usize>) -> impl Iterator<Item = usize> + 'r {
    range.filter(|&row| rows.get(row).is_some_and(|row| row.is_prose()))
}

fn head(piece: &str) -> &str {
    &piece[..piece.floor_char_boundary(LOOKED_AT)]
}

/// The longer words, cut to their first letters so that endings do not matter, as hashes.
pub(crate) fn each_stem(piece: &str, mut give: impl FnMut(u64)) {
    each_run(piece, |run, _| stems(run, &mut give));
}

/// The words that begin with a capital inside a sentence, as hashes of their first letters.
fn each_name(piece: &str, give: &mut dyn FnMut(u64)) {
    each_run(piece, |run, opens| {
        if !opens && run.starts_with(char::is_uppercase) {
            stems(run, &mut *give);
        }
    });
}

/// The longer words; where a script has no capitals, grammar is short already.
fn each_long_word(piece: &str, give: &mut dyn FnMut(u64)) {
    let cased = piece.contains(char::is_lowercase);
    each_run(piece, |run, _| {
        if !cased || run.chars().nth(STEM - 1).is_some() {
            stems(run, &mut *give);
        }
    });
}

/// Whether the text at a row is of a script without capitals.
fn is_caseless(rows: &Rows<'_>, row: usize) -> bool {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    let piece = rows.get(row).map_or("", |_| head(rows.piece(row)));
    let letters = || piece.chars().filter(|c| c.is_alphabetic());
    letters().filter(|&c| cased(c)).count() * 4 < letters().count()
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
        let mut names = Vec::new();
        let text = "The minister, Ann Pellard, met “Yesterday” in Northgate. Nobody saw Karim’s Élan.";
        each_run(text, |run, opens| {
            if !opens && run.starts_with(char::is_uppercase) {
                names.push(run);
            }
        });
        assert_eq!(names, ["Ann", "Pellard", "Northgate", "Karim", "Élan"]);
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
