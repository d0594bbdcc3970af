//! Spaces whose bytes were read in another encoding.

use crate::span::is_white;
use std::borrow::Cow;

/// A no-break space read as Windows-1252 begins so; in front of white space it is no letter.
const SPACE: char = 'Â';
/// What marks of no width begin with then.
const MARK: &str = "â€";
/// And how they may end: U+200B, U+200E, U+200F and U+202F.
const MARK_ENDS: [char; 5] = ['‹', 'Ž', '\u{8E}', '\u{8F}', '¯'];

/// The text between such spaces at both ends of a trimmed line, and where it begins.
pub(super) fn core(piece: &str) -> (usize, &str) {
    if !may_hold(piece) {
        return (0, piece);
    }
    let mut rest = piece;
    while let Some(shorter) = without_first(rest) {
        rest = shorter;
    }
    let lead = piece.len() - rest.len();
    while let Some(shorter) = without_last(rest) {
        rest = shorter;
    }
    (lead, rest)
}

/// Whether a line is nothing but such spaces.
pub(crate) fn is_residue(piece: &str) -> bool {
    !piece.is_empty() && core(piece).1.is_empty()
}

/// The text with plain spaces in their place.
pub(super) fn mended(piece: &str) -> Cow<'_, str> {
    if !may_hold(piece) || !piece.contains(SPACE) {
        return Cow::Borrowed(piece);
    }
    let mut out = String::with_capacity(piece.len());
    let mut chars = piece.chars().peekable();
    while let Some(letter) = chars.next() {
        if letter != SPACE || chars.peek().is_some_and(|next| !is_white(*next)) {
            out.push(if is_white(letter) { ' ' } else { letter });
        }
    }
    Cow::Owned(out)
}

/// A glance: both begin with this byte.
fn may_hold(piece: &str) -> bool {
    memchr::memchr(0xC3, piece.as_bytes()).is_some()
}

fn without_first(text: &str) -> Option<&str> {
    let shorter = match text.strip_prefix(SPACE) {
        Some(rest) if rest.is_empty() || rest.starts_with(is_white) => Some(rest),
        _ => text.strip_prefix(MARK).and_then(|rest| rest.strip_prefix(MARK_ENDS)),
    };
    shorter.map(|rest| rest.trim_start_matches(is_white))
}

fn without_last(text: &str) -> Option<&str> {
    let shorter = match text.strip_suffix(SPACE) {
        Some(rest) if rest.is_empty() || rest.ends_with(is_white) || !rest.ends_with(char::is_uppercase) => {
            Some(rest)
        }
        _ => text.strip_suffix(MARK_ENDS).and_then(|rest| rest.strip_suffix(MARK)),
    };
    shorter.map(|rest| rest.trim_end_matches(is_white))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_read_in_another_encoding_are_no_part_of_a_line() {
        assert_eq!(core("Follow"), (0, "Follow"));
        assert_eq!(core("FollowÂ"), (0, "Follow"));
        assert_eq!(core("â€‹FollowÂ\u{A0} â€\u{8F}"), (8, "Follow"));
        assert_eq!(core("Ânes"), (0, "Ânes"));
        assert_eq!(core("RENÂ"), (0, "RENÂ"));
        assert!(is_residue("Â") && is_residue("â€‹") && !is_residue("") && !is_residue("Â."));
    }

    #[test]
    fn spaces_inside_a_line_are_plain_ones() {
        assert_eq!(mended("ShortÂ\u{A0}Url"), "Short Url");
        assert_eq!(mended("Côte d’Azur"), "Côte d’Azur");
    }
}
