//! The shape of a line: its length in words, its end, its lead.

use super::dateline::dateline_width;
use super::name::is_caseless_name;
use super::{holds_digit, is_unspaced, is_white, run_width};
use crate::words::{is_alphanumeric, is_cased, runs};
use std::borrow::Cow;

/// So many characters of a script without spaces count as one word of shape.
const UNSPACED_PER_WORD: usize = 3;
/// Words are counted up to here; what is longer is prose anyway.
const COUNTED_BYTES: usize = 480;
/// A line of so many words is prose however it ends.
const PROSE_WORDS: usize = 24;
/// A line of so many words that ends like a sentence is one.
const SENTENCE_WORDS: usize = 7;
/// More words than a headline has.
const HEADLINE_WORDS: usize = 30;

/// Names that headlines have for labels and no paragraph has for its place.
const INITIALS: [&str; 6] = ["UAE", "US", "UK", "EU", "UN", "KSA"];

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ends {
    /// In the middle of something, as headlines do.
    #[default]
    Open,
    /// Like a sentence.
    Sentence,
    /// With a question or exclamation mark: a sentence or a headline.
    Call,
    /// With an ellipsis, as teasers do.
    Ellipsis,
    /// With a colon, or with the dash of a dateline.
    Colon,
}

/// A line's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    words: u16,
    bullet: u8,
    dateline: u8,
    ends: Ends,
    name: bool,
}

impl Look {
    /// The shape of a trimmed line that is not blank.
    pub fn of(piece: &str) -> Self {
        let bullet = bullet_width(piece);
        let (words, ends) = (word_count(piece), ends(piece));
        let labelled = ends == Ends::Open && usize::from(words) <= HEADLINE_WORDS;
        let dateline = dateline_width(&piece[bullet..]).unwrap_or(0);
        // Before an open line the name of a country or a union is a label.
        let dateline =
            if labelled && INITIALS.contains(&&piece[bullet..bullet + dateline]) { 0 } else { dateline };
        Self {
            words,
            bullet: u8::try_from(bullet).unwrap_or(0),
            dateline: u8::try_from(dateline).unwrap_or(0),
            ends,
            name: is_name_like(piece),
        }
    }

    /// The same for a line that is read as these words.
    pub(super) fn reading(self, words: &str) -> Self {
        let Self { words, ends, name, .. } = Self::of(words);
        Self { words, ends, name, ..self }
    }

    /// How many words it has, about; counting stops at a few hundred bytes.
    pub fn words(self) -> usize {
        usize::from(self.words)
    }

    /// The bytes of its bullet and the white space behind it; 0 without.
    pub fn bullet(self) -> usize {
        usize::from(self.bullet)
    }

    /// The bytes of its dateline behind its bullet, without the mark that ends it; 0 without.
    pub fn dateline(self) -> usize {
        usize::from(self.dateline)
    }

    /// How it ends.
    pub fn ends(self) -> Ends {
        self.ends
    }

    /// Whether every word of it begins with a capital, as in names.
    pub fn is_name_like(self) -> bool {
        self.name
    }

    /// Whether it is a sentence by its length and end.
    pub fn is_sentence(self) -> bool {
        match self.ends {
            Ends::Sentence => self.words() >= SENTENCE_WORDS,
            Ends::Call | Ends::Ellipsis => self.words() >= PROSE_WORDS,
            Ends::Open | Ends::Colon => self.words() > HEADLINE_WORDS,
        }
    }

    /// Whether it reads like body text.
    pub fn is_prose(self) -> bool {
        self.is_sentence()
            || self.words() >= PROSE_WORDS
            || (self.dateline > 0 && self.words() >= SENTENCE_WORDS && !self.is_labelled_headline())
    }

    /// Whether it is short and open like a headline, and what looks like its dateline may be a label: `UPDATE: Missing …`.
    fn is_labelled_headline(self) -> bool {
        const WORDS: usize = 14;
        self.dateline > 0 && self.ends == Ends::Open && (3..=WORDS).contains(&self.words())
    }

    /// Whether it could be a headline.
    pub fn is_headline_like(self) -> bool {
        let plain = self.dateline == 0 || self.is_labelled_headline();
        (2..=HEADLINE_WORDS).contains(&self.words()) && !self.is_sentence() && plain
    }
}

/// Runs between spaces; in a script without spaces, every few characters. Short lines are counted word by word, so that
/// a lone dash is none.
fn word_count(piece: &str) -> u16 {
    const COUNTED_EXACTLY: usize = 160;
    let head = &piece[..piece.floor_char_boundary(COUNTED_BYTES)];
    let mut words = if head.len() > COUNTED_EXACTLY {
        1 + memchr::memchr_iter(b' ', head.as_bytes()).count()
    } else {
        lettered_runs(head)
    };
    // Lines with few spaces for their length may be of a script without any.
    const LONGEST_WORD: usize = 24;
    if words * LONGEST_WORD < head.len() || memchr::memchr(b' ', head.as_bytes()).is_none() {
        words += head.chars().filter(|&c| is_unspaced(c)).count() / UNSPACED_PER_WORD;
    }
    u16::try_from(words).unwrap_or(u16::MAX)
}

/// Runs between white space that hold a letter or digit.
fn lettered_runs(head: &str) -> usize {
    let bytes = head.as_bytes();
    if bytes.is_ascii() {
        let (mut count, mut last) = (0, 0);
        for run in runs(bytes) {
            let parted = bytes[last..run.start].iter().any(|&byte| is_white(char::from(byte)));
            count += usize::from(parted || count == 0);
            last = run.end;
        }
        return count;
    }
    let (mut count, mut lettered, mut at) = (0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        let (white, letter, width) = match byte {
            b' ' | b'\t' => (true, false, 1),
            _ if byte.is_ascii_alphanumeric() => (false, true, run_width(&bytes[at..])),
            _ if byte.is_ascii() => (is_white(char::from(byte)), false, 1),
            _ => {
                let c = head[at..].chars().next().unwrap_or_default();
                (is_white(c), is_alphanumeric(c), c.len_utf8().max(1))
            }
        };
        count += usize::from(white && lettered);
        lettered = !white && (lettered || letter);
        at += width;
    }
    count + usize::from(lettered)
}

fn ends(piece: &str) -> Ends {
    let closed = unsigned(piece).trim_end_matches(['"', '\'', '”', '’', '»', '」', '』', ')', ']', '）']);
    if closed.ends_with("...") || closed.ends_with('…') {
        return Ends::Ellipsis;
    }
    match closed.chars().next_back() {
        Some('.' | '。' | '．' | '۔' | '।' | '॥') => Ends::Sentence,
        Some('!' | '?' | '！' | '？' | '؟') => Ends::Call,
        Some(':' | '：') => Ends::Colon,
        Some('-' | '–' | '—') if is_dateline_alone(closed) => Ends::Colon,
        _ => Ends::Open,
    }
}

/// Whether a dash ends an agency in brackets: `AROAB, 23 AUG (NAMPA) –`.
fn is_dateline_alone(piece: &str) -> bool {
    piece.trim_end_matches(['-', '–', '—']).trim_end_matches(is_white).ends_with(')')
}

/// The text without a name in brackets behind its full stop, as papers in Japanese and Hindi sign: `…だった。【北原さやか】`.
fn unsigned(piece: &str) -> &str {
    const LONGEST: usize = 48;
    let signed = piece.strip_suffix([')', '）', '】', '］']);
    let cut = signed.and_then(|rest| rest.rsplit_once(['(', '（', '【', '［']));
    let text = cut.filter(|(_, name)| name.len() <= LONGEST).map(|(text, _)| text.trim_end());
    text.filter(|text| text.ends_with(['。', '।', '۔'])).unwrap_or(piece)
}

/// The bytes of a bullet and the white space behind it; 0 without.
pub fn bullet_width(piece: &str) -> usize {
    const BULLETS: [char; 16] =
        ['•', '·', '‣', '▪', '●', '○', '■', '◆', '►', '◦', '-', '–', '—', '*', '🔹', '🔸'];
    if piece.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let rest = piece.trim_start_matches(BULLETS);
    let lead = piece.len() - rest.len();
    let text = rest.trim_start_matches(is_white);
    if lead == 0 || lead > 4 || text.len() == rest.len() || text.is_empty() {
        0
    } else {
        piece.len() - text.len()
    }
}

/// One to six words that all begin with a capital, without a sentence end, as names do.
fn is_name_like(piece: &str) -> bool {
    const LONGEST: usize = 64;
    const PARTICLES: [&str; 14] =
        ["al", "bin", "bint", "de", "del", "la", "van", "von", "der", "and", "ibn", "di", "da", "el"];
    if piece.len() > LONGEST || piece.ends_with(['?', '!', ':']) || holds_digit(piece) {
        return false;
    }
    if !piece.contains(is_cased) {
        return is_caseless_name(piece);
    }
    let named = |word: &str| {
        !word.starts_with(char::is_lowercase) || PARTICLES.contains(&word) || word.starts_with("al-")
    };
    let mut words = piece.split(is_white).filter(|word| !word.is_empty());
    words.by_ref().take(6).all(named) && words.next().is_none()
}

/// The text without what a scraper left in: HTML entities, and spaces and quotes whose bytes were read in another
/// encoding (`Â`, `â€™`).
pub fn residue_removed(piece: &str) -> Cow<'_, str> {
    const FIRST: [char; 3] = ['&', 'Â', 'â'];
    // The first byte of the letters.
    if memchr::memchr2(b'&', 0xC3, piece.as_bytes()).is_none() {
        return Cow::Borrowed(piece);
    }
    let mut out = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(at) = rest.find(FIRST) {
        out.push_str(&rest[..at]);
        let width = residue_width(&rest[at..]);
        out.push_str(if width > 0 {
            " "
        } else {
            &rest[at..at + rest[at..].chars().next().map_or(0, char::len_utf8)]
        });
        rest = &rest[at + width.max(rest[at..].chars().next().map_or(1, char::len_utf8))..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The bytes of the residue that `text` begins with; 0 if it begins with an ordinary character.
fn residue_width(text: &str) -> usize {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('&'), ..) => 1 + entity_width(&text[1..]),
        (Some('Â'), None, _) => 'Â'.len_utf8(),
        (Some('Â'), Some(next), _) if is_white(next) => 'Â'.len_utf8(),
        (Some('â'), Some('€'), third) => "â€".len() + third.map_or(0, char::len_utf8),
        _ => 0,
    }
}

/// The bytes of the entity whose `&` stands before `text`, its `;` included; 0 where there is none.
fn entity_width(text: &str) -> usize {
    const LONGEST: usize = 9;
    let name =
        text.bytes().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if name > 0 && text.as_bytes().get(name) == Some(&b';') { name + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_brackets_behind_a_full_stop_is_not_what_a_sentence_ends_with() {
        assert_eq!(Look::of("港の橋は三年ぶりに開いた。【青木実】").ends(), Ends::Sentence);
        assert_eq!(Look::of("港の橋（仮称）").ends(), Ends::Open);
        assert_eq!(Look::of("The bridge opened again on Monday. (AFP)").ends(), Ends::Open);
    }

    #[test]
    fn a_dateline_alone_leads_on() {
        assert_eq!(Look::of("AROAB, 23 AUG (NAMPA) –").ends(), Ends::Colon);
        assert_eq!(Look::of("Ferry returns to Lake Orsk –").ends(), Ends::Open);
        assert_eq!(Look::of("- Sweeter grapes, earlier start -").ends(), Ends::Open);
    }

    #[test]
    fn a_bullet_needs_white_space_behind_it() {
        assert_eq!(bullet_width("• Point"), 4);
        assert_eq!(bullet_width("- Point"), 2);
        assert_eq!(bullet_width("-5 degrees"), 0);
        assert_eq!(bullet_width("— "), 0);
    }

    #[test]
    fn headlines_and_sentences_are_told_apart() {
        let look = |text: &str| Look::of(text);
        assert!(look("Harbour reopens after storm").is_headline_like());
        assert!(look("Will the harbour ever open again?").is_headline_like());
        assert!(look("The harbour opened on Monday, officials said.").is_prose());
        assert!(look("港は月曜日に再開したと当局者が発表したと報じられた。").is_prose());
        assert!(!look("Fishing").is_headline_like());
        let labelled = "How one cafe owner cut food waste by weighing what guests leave on their plates";
        assert!(look(&format!("UAE: {labelled}")).is_headline_like());
        assert!(look(&format!("DAMASCUS: {labelled}")).is_prose());
    }

    #[test]
    fn residue_counts_as_space() {
        assert_eq!(residue_removed("Ports &amp; ships &#8217; A&B"), "Ports   ships   A B");
        assert_eq!(residue_removed("The regionâ€™s portsÂ"), "The region s ports ");
        assert_eq!(residue_removed("Âge de château"), "Âge de château");
    }
}
