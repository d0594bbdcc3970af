//! The place that a paragraph begins with, perhaps with a day and an agency.

use super::{is_unspaced, is_white};
use crate::words::is_letter;

const DATELINE_BYTES: usize = 72;
const DATELINE_WORDS: usize = 9;

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
}
