//! Digits → [`Number`]: what value do they write?

use std::fmt;

use super::key::key;

/// A value without sign and unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Number {
    /// `mantissa` × 10^`exponent`, the mantissa without a factor of ten: one form for each value.
    Decimal { mantissa: u64, exponent: i32 },
    /// The key of digits that are too many for a mantissa.
    Long(u64),
    /// A numeric sign that is no digit, such as `½` or `①`, which stands for itself.
    Sign(char),
}

impl Number {
    /// The value of digits before and after a decimal mark; other characters among them are passed over.
    pub(super) fn new(whole: &str, fraction: &str) -> Number {
        let fraction = fraction.trim_end_matches(|c| digit(c) == Some(0));
        let places = digits(fraction).count();
        let all = || digits(whole).chain(digits(fraction));
        let mantissa = all().try_fold(0u64, |sum, next| sum.checked_mul(10)?.checked_add(next.into()));
        match mantissa {
            Some(mantissa) => {
                Number::decimal(mantissa, i32::try_from(places).map_or(i32::MIN, |places| -places))
            }
            None => Number::Long(key(all().skip_while(|&digit| digit == 0))).shifted(places),
        }
    }

    /// The value of a whole chain, if it is one.
    pub(super) fn of_chain(chain: &str) -> Option<Number> {
        let Some((at, mark)) = chain.char_indices().rfind(|&(_, c)| digit(c).is_none()) else {
            return Some(Number::new(chain, ""));
        };
        if is_grouped(chain) {
            return Some(Number::new(chain, ""));
        }
        let (whole, fraction) = (&chain[..at], &chain[at + mark.len_utf8()..]);
        let is_whole =
            whole.chars().all(|c| digit(c).is_some()) || !whole.contains(mark) && is_grouped(whole);
        (matches!(mark, '.' | ',' | '٫') && is_whole).then(|| Number::new(whole, fraction))
    }

    /// The value times ten to the `power`.
    pub(super) fn times(self, power: u8) -> Number {
        match self {
            Number::Decimal { mantissa, exponent } => {
                Number::decimal(mantissa, exponent.saturating_add(power.into()))
            }
            other => other.shifted(power.into()),
        }
    }

    fn decimal(mut mantissa: u64, mut exponent: i32) -> Number {
        if mantissa == 0 {
            return Number::Decimal { mantissa, exponent: 0 };
        }
        while mantissa.is_multiple_of(10) {
            mantissa /= 10;
            exponent = exponent.saturating_add(1);
        }
        Number::Decimal { mantissa, exponent }
    }

    /// A value known by a key only, with its decimal mark moved.
    fn shifted(self, places: usize) -> Number {
        match self {
            Number::Long(digits) if places > 0 => {
                Number::Long(key(digits.to_le_bytes().into_iter().chain(places.to_le_bytes())))
            }
            Number::Sign(sign) => {
                Number::Long(key(u32::from(sign).to_le_bytes().into_iter().chain(places.to_le_bytes())))
            }
            other => other,
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number::decimal(value, 0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Number::Decimal { mantissa, exponent } => write_decimal(f, mantissa, exponent),
            Number::Long(_) => f.write_str("long number"),
            Number::Sign(sign) => write!(f, "{sign}"),
        }
    }
}

fn write_decimal(f: &mut fmt::Formatter<'_>, mantissa: u64, exponent: i32) -> fmt::Result {
    let places = exponent.unsigned_abs() as usize;
    if places > 18 {
        return write!(f, "{mantissa}e{exponent}");
    }
    if exponent >= 0 {
        return write!(f, "{mantissa}{:0<places$}", "");
    }
    let digits = format!("{mantissa:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    write!(f, "{whole}.{fraction}")
}

/// The end of the digits at `start` and of those that a mark between digits ties to them: the longest run
/// that may be one value. Spaces and apostrophes tie groups of three only, dots and commas any digits.
pub(super) fn chain_end(text: &str, start: usize) -> usize {
    let first = digits_end(text, start);
    let mut end = first;
    if (1..=3).contains(&digits(&text[start..first]).count()) {
        end = tied_end(text, first, is_group_of_three);
    }
    tied_end(text, end, |mark, _| is_point(mark))
}

/// The end of the digits tied to those that end at `end`, while `ties` accepts the mark, always the same one,
/// and the digits after it.
fn tied_end(text: &str, mut end: usize, ties: fn(char, &str) -> bool) -> usize {
    while let Some(mark) = text[end..].chars().next() {
        let next = end + mark.len_utf8();
        let after = digits_end(text, next);
        if after == next || !ties(mark, &text[next..after]) {
            break;
        }
        end = after;
    }
    end
}

fn digits_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| digit(c).is_none()).map_or(text.len(), |length| start + length)
}

fn is_group_of_three(mark: char, digits: &str) -> bool {
    let is_space = matches!(mark, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}');
    (is_space || matches!(mark, '\'' | '’')) && digits.chars().count() == 3
}

fn is_point(mark: char) -> bool {
    matches!(mark, '.' | ',' | '٫' | '٬' | '،')
}

/// Whether one and the same mark parts the digits into groups: one to three without a leading zero, then
/// threes; after commas also twos before the last three, as in `1,50,000`.
fn is_grouped(chain: &str) -> bool {
    let Some(mark) = chain.chars().find(|&c| digit(c).is_none() && c != '٫') else {
        return false;
    };
    let mut groups = chain.split(mark).map(group_length);
    let first = groups.next().flatten();
    let last = groups.next_back().flatten();
    let starts = matches!(first, Some(1..=3)) && chain.chars().next().and_then(digit) != Some(0);
    starts && last == Some(3) && groups.all(|length| length == Some(3) || mark == ',' && length == Some(2))
}

/// How many digits a group has; nothing if it holds anything else.
fn group_length(group: &str) -> Option<usize> {
    group.chars().all(|c| digit(c).is_some()).then(|| group.chars().count())
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.chars().filter_map(digit)
}

/// The value of a decimal digit of any script, superscripts and subscripts included.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    if !c.is_numeric() {
        return None;
    }
    match c {
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        _ => value_above_zero(u32::from(c)),
    }
}

fn value_above_zero(code: u32) -> Option<u8> {
    let next = ZEROS.partition_point(|&zero| zero <= code);
    let zero = ZEROS[..next].last()?;
    u8::try_from(code - zero).ok().filter(|&value| value < 10)
}

/// The power of ten that an ideograph right after digits multiplies by.
pub(super) fn ideographic_power(c: char) -> Option<u8> {
    match c {
        '百' => Some(2),
        '千' => Some(3),
        '万' | '萬' => Some(4),
        '億' | '亿' => Some(8),
        '兆' => Some(12),
        _ => None,
    }
}

/// The zeros of the scripts, each followed by its one to nine: `Nd` of Unicode 16, and raised and lowered
/// digits.
#[rustfmt::skip]
const ZEROS: [u32; 75] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950,
    0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let chain = &text[..chain_end(text, 0)];
        let values = match Number::of_chain(chain) {
            Some(number) => vec![number.to_string()],
            None => {
                chain.split(|c| digit(c).is_none()).map(|piece| Number::new(piece, "").to_string()).collect()
            }
        };
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn three_last_digits_are_a_group() {
        for text in
            ["1100", "1,100", "1.100", "1 100", "1\u{a0}100", "1\u{202f}100", "1'100", "1’100", "1٬100"]
        {
            check(text, &["1100"]);
        }
        for text in ["1500000", "1,500,000", "1.500.000", "1 500 000", "15,00,000", "1'500'000"] {
            check(text, &["1500000"]);
        }
    }

    #[test]
    fn other_last_digits_are_a_fraction() {
        check("10.5", &["10.5"]);
        check("10,50", &["10.5"]);
        check("0.125", &["0.125"]);
        check("0,050", &["0.05"]);
        check("2024.125", &["2024.125"]);
        check("1,100.50", &["1100.5"]);
        check("1.100,50", &["1100.5"]);
        check("1 100,5", &["1100.5"]);
        check("1'100.5", &["1100.5"]);
        check("3٫5", &["3.5"]);
    }

    #[test]
    fn what_is_no_value_is_read_piece_by_piece() {
        check("8.10.2024", &["8", "10", "2024"]);
        check("1.2.3", &["1", "2", "3"]);
        check("1,2.3,4", &["1", "2", "3", "4"]);
        check("12.34.567", &["12", "34", "567"]);
        check("1.100.20", &["1", "100", "20"]);
        check("5،6", &["5", "6"]);
    }

    #[test]
    fn spaces_tie_groups_of_three_only() {
        check("1 100 20", &["1100"]);
        check("2023 500", &["2023"]);
        check("7 10", &["7"]);
        check("7 1000", &["7"]);
        check("1 100, 200", &["1100"]);
        check("10. 500", &["10"]);
    }

    #[test]
    fn mixed_marks_group_nothing() {
        check("1 100'100", &["1", "100", "100"]);
        check("1 100,100,100", &["1", "100", "100", "100"]);
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        check("٢٠٢٤", &["2024"]);
        check("۱۴۰۴", &["1404"]);
        check("२०२५", &["2025"]);
        check("２０", &["20"]);
        check("𝟙𝟚", &["12"]);
        check("10²", &["102"]);
    }

    #[test]
    fn the_zeros_are_sorted_and_begin_ten_digits_each() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            let values = (0..10).filter_map(|n| char::from_u32(zero + n)).filter_map(digit);
            assert!(values.eq(0..10) || zero == 0x2070, "{zero:x}");
        }
    }

    #[test]
    fn many_digits_keep_their_difference() {
        let long = "9".repeat(1000);
        let value = |text: &str| Number::of_chain(text).expect("one chain");
        assert_eq!(value(&long), value(&long));
        assert_eq!(value(&format!("000{long}")), value(&long));
        assert_ne!(value(&format!("{long}8")), value(&format!("{long}9")));
        assert_ne!(value(&format!("1.{long}")), value(&format!("1{long}")));
        assert_ne!(value(&long), value(&long).times(6));
        assert_eq!(value(&format!("1.{}", "0".repeat(1000))), Number::from(1));
    }

    #[test]
    fn values_have_one_form() {
        assert_eq!(Number::from(16).times(8), Number::new("1", "6").times(9));
        assert_eq!(Number::from(0).times(9), Number::new("000", "000"));
        assert_eq!(Number::from(u64::MAX).to_string(), u64::MAX.to_string());
        assert_eq!(Number::from(5).times(30).to_string(), "5e30");
    }
}
