//! What lines count by: the number of an item, the time of an entry.

use crate::date::{DateWords, When, dotted_time, leading};

/// What a line begins with, and where its words begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ordinal {
    /// The number, or the seconds since midnight.
    pub(super) value: i64,
    /// The bytes in front of the words; all of the line if it has none.
    pub(super) width: usize,
}

/// The number that an item begins with or consists of: `2. `, `3) `, `[2]`, `*4. `. Three digits at most.
pub(super) fn number(piece: &str) -> Option<Ordinal> {
    const DIGITS: usize = 3;
    let bare = piece.trim_start_matches(['*', '_', '#', '[', '(', ' ']);
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &bare[..bare.len() - rest.len()];
    let text = rest.trim_start_matches(['.', ')', ']', '-']);
    let words = text.trim_start();
    // Neither `1.5 million` nor `2-1` nor `3-year-old` is the number of an item.
    let parted = words.len() < text.len() || text.is_empty() || rest.starts_with(['.', ')', ']']);
    let glued = words.len() == text.len() && words.starts_with(|c: char| c.is_ascii_digit());
    let marked = text.len() < rest.len() && parted && !glued;
    let value = digits.parse().ok().filter(|_| marked && digits.len() <= DIGITS)?;
    Some(Ordinal { value, width: piece.len() - words.len() })
}

/// The time of day that an entry begins with: `11:47 `, `4.20pm: `, `17.05 : `, `+++ 16:20 `.
pub(super) fn time(piece: &str, dates: &DateWords) -> Option<Ordinal> {
    const DOTTED: usize = "17.05".len();
    let bare = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (time, width) = match leading(bare, dates) {
        Some((When::Time(time), width)) => (time, width),
        _ => (dotted_time(bare)?, DOTTED),
    };
    let value = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    Some(Ordinal { value, width: piece.len() - bare.len() + width })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(piece: &str, expected: Option<(i64, &str)>) {
        let found = number(piece).map(|number| (number.value, &piece[number.width..]));
        assert_eq!(found, expected, "{piece}");
    }

    #[test]
    fn items_begin_with_a_number_and_a_mark() {
        check("2. Court orders clinic to pay", Some((2, "Court orders clinic to pay")));
        check("*3. Naira at 615*", Some((3, "Naira at 615*")));
        check("1- Sel sularında", Some((1, "Sel sularında")));
        check("[2]", Some((2, "")));
        check("12.", Some((12, "")));
        check("7.Rain", Some((7, "Rain")));
    }

    #[test]
    fn figures_are_no_numbers_of_items() {
        check("1.5 million are without power", None);
        check("2-1 after extra time", None);
        check("3-year-old found in well", None);
        check("14 dead in mine", None);
        check("2021. A year in pictures", None);
    }
}
