//! The shape of a line: its length in words, its end, its lead.

use super::name::is_caseless_name;
use super::{holds_digit, is_unspaced, is_white, run_width};
use crate::words::{is_alphanumeric, is_cased, is_letter, runs};
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
const DATELINE_BYTES: usize = 72;
const DATELINE_WORDS: usize = 9;

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
    /// With a colon.
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
        let dateline = dateline_width(&piece[bullet..]).unwrap_or(0);
        Self {
            words: word_count(piece),
            bullet: u8::try_from(bullet).unwrap_or(0),
            dateline: u8::try_from(dateline).unwrap_or(0),
            ends: ends(piece),
            name: is_name_like(piece),
        }
    }

    /// The same for a line with so many bytes more in front.
    pub(super) fn behind(mut self, lead: usize) -> Self {
        let more =
            |width: u8| if width > 0 { width.saturating_add(u8::try_from(lead).unwrap_or(0)) } else { 0 };
        if self.bullet > 0 {
            self.bullet = more(self.bullet)
        } else {
            self.dateline = more(self.dateline)
        }
        self
    }

    /// How many words it has, about; counting stops at a few hundred bytes.
    pub fn words(self) -> usize {
        usize::from(self.words)
    }

    /// The bytes of its bullet and the white space behind it; 0 without.
    pub fn bullet(self) -> usize {
        usize::from(self.bullet)
    }

    /// The bytes of its dateline, without the mark behind it; 0 without.
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
    let (mut runs, mut lettered, mut at) = (0, false, 0);
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
        runs += usize::from(white && lettered);
        lettered = !white && (lettered || letter);
        at += width;
    }
    runs + usize::from(lettered)
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
        _ => Ends::Open,
    }
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

/// The bytes of the dateline a paragraph begins with, without the mark behind it: `ISLAMABAD`, `IRBIL, IRAQ`,
/// `Tabuk, Saudi Arabia`, `LONDON (Reuters)`.
pub fn dateline_width(piece: &str) -> Option<usize> {
    let head = &piece[..piece.floor_char_boundary(DATELINE_BYTES)];
    if let Some(width) = unspaced_dateline(head) {
        return Some(width);
    }
    if !may_begin_dateline(head) {
        return None;
    }
    let (width, mark) = dateline_end(head)?;
    let behind = &piece[width + mark..];
    let text = behind.trim_start_matches(is_white);
    (behind.len() != text.len() && !text.is_empty() && is_place(&head[..width])).then_some(width)
}

/// The dateline of a script without spaces: `東京:` and, with the agency, `【ワシントン時事】`.
fn unspaced_dateline(head: &str) -> Option<usize> {
    const CHARACTERS: usize = 12;
    let first = head.chars().next().filter(|&c| c == '【' || is_unspaced(c))?;
    let end = if first == '【' { head.find('】')? + '】'.len_utf8() } else { head.find([':', '：'])? };
    let place = head[..end].trim_matches(['【', '】']);
    let plain = place.chars().all(|c| is_letter(c) || "・/／:：ー".contains(c));
    let unspaced = place.chars().filter(|&c| is_unspaced(c)).count();
    (plain && unspaced > 1 && place.chars().count() <= CHARACTERS && end < head.len()).then_some(end)
}

/// A glance: a dateline has a colon or an agency behind it, or is written in capitals.
fn may_begin_dateline(head: &str) -> bool {
    let bytes = head.as_bytes();
    let capitals = || match bytes {
        [first, second, ..] if first.is_ascii() && second.is_ascii() => {
            first.is_ascii_uppercase() && second.is_ascii_uppercase()
        }
        _ => head.chars().take(2).all(|c| !c.is_lowercase() && is_letter(c)),
    };
    memchr::memchr3(b':', b')', 0xEF, bytes).is_some() || capitals()
}

/// Where the place ends, and the bytes from there to the end of the mark behind it.
fn dateline_end(head: &str) -> Option<(usize, usize)> {
    let colon = head.find([':', '：']);
    let dash = dash_with_room(head);
    match (colon, dash) {
        (Some(at), dash) if dash.is_none_or(|dash| at < dash) => Some(place_and_mark(head, at)),
        (_, Some(dash)) => dash_end(head, dash),
        _ => None,
    }
}

/// Where the first dash stands that white space or an agency's bracket parts from the word before it: at that.
fn dash_with_room(head: &str) -> Option<usize> {
    let bytes = head.as_bytes();
    memchr::memchr2_iter(b'-', 0xE2, bytes).find_map(|at| {
        let width = match &bytes[at..] {
            [b'-', ..] => 1,
            [0xE2, 0x80, 0x93 | 0x94, ..] => 3,
            _ => return None,
        };
        let room = bytes.get(at + width) == Some(&b' ');
        match &bytes[..at] {
            [.., b')', b' '] => Some(at - 2),
            [.., b' '] if room => Some(at - 1),
            _ => None,
        }
    })
}

/// A dash ends a dateline only after capitals or an agency: `GENEVA —`, `Cairo (Reuters) -`.
fn dash_end(head: &str, at: usize) -> Option<(usize, usize)> {
    let from = at + usize::from(head[at..].starts_with(')'));
    let dash = from + head[from..].find(['-', '–', '—'])?;
    let (width, mark) = place_and_mark(head, dash);
    let place = &head[..width];
    (place.ends_with(')') || is_upper(place)).then_some((width, mark))
}

fn place_and_mark(head: &str, at: usize) -> (usize, usize) {
    let width = head[..at].trim_end_matches(is_white).len();
    let mark = head[at..].chars().next().map_or(0, char::len_utf8);
    (width, at - width + mark)
}

fn is_upper(place: &str) -> bool {
    place.chars().any(char::is_uppercase) && !place.chars().any(char::is_lowercase)
}

/// Capitals throughout, or a capitalised place and country; a day of the month only before an agency:
/// `LUSAKA, March 14 (KNA)`.
fn is_place(place: &str) -> bool {
    let words: Vec<&str> = place.split([' ', '/', '\u{A0}']).filter(|word| !word.is_empty()).collect();
    let letters = place.chars().filter(|&c| is_letter(c)).count();
    let (day, agency) = place.split_once(" (").unwrap_or((place, ""));
    let before = if agency.is_empty() { day } else { without_day(day) };
    let plain = [before, agency].iter().all(|piece| piece.chars().all(is_of_place));
    let cased = words.iter().all(|word| starts_like_name(word));
    let pair = place.contains(", ") || place.ends_with(')');
    letters >= 3 && plain && words.len() <= DATELINE_WORDS && cased && (is_upper(place) || pair)
}

/// The text without the one or two digits at its end.
fn without_day(text: &str) -> &str {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if text.len() - rest.len() <= 2 { rest } else { text }
}

fn is_of_place(letter: char) -> bool {
    is_letter(letter) || is_white(letter) || ".,/()’'-–&".contains(letter)
}

fn starts_like_name(word: &str) -> bool {
    let first = word.trim_start_matches(['(', '’', '\'']).chars().next();
    first.is_none_or(|c| !c.is_lowercase())
        || word.starts_with("al-")
        || matches!(word, "of" | "de" | "al" | "el")
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
    fn datelines_are_read_up_to_their_mark() {
        let check = |piece: &str| dateline_width(piece).map(|width| piece[..width].to_owned());
        assert_eq!(check("ISLAMABAD: The harbour opened.").as_deref(), Some("ISLAMABAD"));
        assert_eq!(check("DOHA/GAZA CITY: The harbour").as_deref(), Some("DOHA/GAZA CITY"));
        assert_eq!(check("IRBIL, IRAQ: The harbour").as_deref(), Some("IRBIL, IRAQ"));
        assert_eq!(check("Tabuk, Saudi Arabia: The harbour").as_deref(), Some("Tabuk, Saudi Arabia"));
        assert_eq!(check("DJEDDAH : Le port").as_deref(), Some("DJEDDAH"));
        assert_eq!(check("DUBAÏ: Le port").as_deref(), Some("DUBAÏ"));
        assert_eq!(check("LONDON (Reuters) - The harbour").as_deref(), Some("LONDON (Reuters)"));
        assert_eq!(check("LUSAKA, March 14 (KNA) - The").as_deref(), Some("LUSAKA, March 14 (KNA)"));
        assert_eq!(check("Route 14 (north) - The harbour"), None);
        assert_eq!(check("GENEVA — The harbour").as_deref(), Some("GENEVA"));
        assert_eq!(check("ドバイ:港の倉庫が市場に").as_deref(), Some("ドバイ"));
        assert_eq!(check("【ワシントン時事】中央銀行は").as_deref(), Some("【ワシントン時事】"));
        assert_eq!(check("He said: The harbour"), None);
        assert_eq!(check("Note: the harbour"), None);
        assert_eq!(check("The harbour — once busy — is still"), None);
    }

    #[test]
    fn a_name_in_brackets_behind_a_full_stop_is_not_what_a_sentence_ends_with() {
        assert_eq!(Look::of("港の橋は三年ぶりに開いた。【青木実】").ends(), Ends::Sentence);
        assert_eq!(Look::of("港の橋（仮称）").ends(), Ends::Open);
        assert_eq!(Look::of("The bridge opened again on Monday. (AFP)").ends(), Ends::Open);
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
    }

    #[test]
    fn residue_counts_as_space() {
        assert_eq!(residue_removed("Ports &amp; ships &#8217; A&B"), "Ports   ships   A B");
        assert_eq!(residue_removed("The regionâ€™s portsÂ"), "The region s ports ");
        assert_eq!(residue_removed("Âge de château"), "Âge de château");
    }
}
