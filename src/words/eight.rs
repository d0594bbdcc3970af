//! Eight bytes of a text at once.

/// The highest bit of each of eight bytes.
pub(super) const HIGH: u64 = 0x8080_8080_8080_8080;
/// The lowest bit of each.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Eight bytes of ASCII in lower case, and the highest bit of each that is a letter or digit.
pub(super) fn lower_case(eight: u64) -> (u64, u64) {
    let letters = alphabetic(eight);
    let digits = least(eight, b'0') & !least(eight, b'9' + 1) & HIGH;
    (eight | letters >> 2, letters | digits)
}

/// Eight bytes with those letters of ASCII that are capitals in lower case.
pub(crate) fn lowered(eight: u64) -> u64 {
    // What is a letter without its highest bit is none with it.
    eight | (alphabetic(eight & !HIGH) & !eight) >> 2
}

/// The highest bit of each of eight bytes of ASCII that is a letter.
fn alphabetic(eight: u64) -> u64 {
    let folded = eight | (ONES * 0x20);
    least(folded, b'a') & !least(folded, b'z' + 1) & HIGH
}

/// The highest bit of each of eight bytes of ASCII that is at least this one.
fn least(eight: u64, byte: u8) -> u64 {
    // Sums of two bytes below 0x80 do not carry over.
    eight + ONES * u64::from(0x80 - byte)
}

/// The first eight bytes, or fewer, of the word that a text begins with and that has so many: a number, the first byte lowest.
#[inline]
pub(crate) const fn first_eight(text: &[u8], width: usize) -> u64 {
    if let Some(eight) = text.first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        return if width < 8 { eight & !(u64::MAX << (8 * width)) } else { eight };
    }
    let (mut all, mut at) = (0, width);
    while at > 0 {
        at -= 1;
        all = all << 8 | text[at] as u64;
    }
    all
}

/// The highest bit of each of eight bytes that is this one.
pub(super) fn bytes_like(eight: u64, byte: u8) -> u64 {
    let differs = eight ^ (ONES * u64::from(byte));
    !(((differs & !HIGH) + !HIGH) | differs) & HIGH
}

/// How many of eight bytes have their highest bit set, up to the first that has not.
pub(super) fn leading(marked: u64) -> usize {
    ((!marked & HIGH).trailing_zeros() / 8) as usize
}

/// How many letters and digits of ASCII a text begins with.
pub(crate) fn run_width(text: &[u8]) -> usize {
    width(text, |eight| lower_case(eight).1, u8::is_ascii_alphanumeric)
}

/// How many letters of ASCII a text begins with.
pub(crate) fn letters_width(text: &[u8]) -> usize {
    width(text, alphabetic, u8::is_ascii_alphabetic)
}

/// Bytes that are looked at together as bits.
pub(crate) const BLOCK: usize = 64;

/// A bit for each of the first [`BLOCK`] bytes of a text that is a letter of ASCII.
pub(crate) fn letters(text: &[u8]) -> u64 {
    let block: [u8; BLOCK] = text.first_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; BLOCK];
        last[..text.len()].copy_from_slice(text);
        last
    });
    let (eights, _) = block.as_chunks::<8>();
    let letters = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    letters.rev().fold(0, |bits, eight| bits << 8 | gathered(alphabetic(eight & !HIGH) & !eight))
}

/// The highest bits of eight bytes, next to each other; no other bit is set.
pub(super) fn gathered(marked: u64) -> u64 {
    (marked >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// How many bytes a text begins with that are such ones, by the highest bits of eight of them.
fn width(text: &[u8], marked: impl Fn(u64) -> u64, is_one: impl Fn(&u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(eight) = text[at..].first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        let width = leading(marked(eight & !HIGH) & !eight);
        at += width;
        if width < 8 {
            return at;
        }
    }
    at + text[at..].iter().take_while(|byte| is_one(byte)).count()
}

/// Where the bytes stand that are no ASCII.
pub(super) fn beyond_ascii(text: &[u8]) -> impl Iterator<Item = usize> {
    let eights = text.chunks(8).zip((0..).step_by(8)).filter(|(eight, _)| !eight.is_ascii());
    eights.flat_map(|(eight, at)| (at..).zip(eight).filter(|(_, byte)| !byte.is_ascii()).map(|(at, _)| at))
}

/// How many bytes are no ASCII.
pub(crate) fn count_beyond_ascii(text: &[u8]) -> usize {
    let (eights, rest) = text.as_chunks::<8>();
    let count = |eight: &[u8; 8]| (u64::from_le_bytes(*eight) & HIGH).count_ones() as usize;
    eights.iter().map(count).sum::<usize>() + rest.iter().filter(|byte| !byte.is_ascii()).count()
}

/// Whether some byte is such a one.
pub(super) fn any(text: &[u8], is_one: impl Fn(u8) -> bool + Copy) -> bool {
    let (sixteens, rest) = text.as_chunks::<16>();
    let in_sixteen = |bytes: &[u8; 16]| bytes.iter().fold(false, |any, &byte| any | is_one(byte));
    sixteens.iter().any(in_sixteen) || rest.iter().any(|&byte| is_one(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_told_as_it_is_alone() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut eight = *b"aaaaaaaa";
                eight[place] = byte;
                let width = if byte.is_ascii_alphanumeric() { 8 } else { place };
                assert_eq!(run_width(&eight), width, "{byte} at {place}");
                let width = if byte.is_ascii_alphabetic() { 8 } else { place };
                assert_eq!(letters_width(&eight), width, "{byte} at {place}");
                let lower = u64::from_le_bytes(eight.map(|byte| byte.to_ascii_lowercase()));
                assert_eq!(lowered(u64::from_le_bytes(eight)), lower);
                if byte.is_ascii() {
                    let (lower, letters) = lower_case(u64::from_le_bytes(eight));
                    assert_eq!(lower.to_le_bytes(), eight.map(|byte| byte.to_ascii_lowercase()));
                    assert_eq!(leading(letters), run_width(&eight));
                }
            }
        }
        assert_eq!(run_width(b"harbour12345 opens"), 12);
        assert_eq!((run_width(b"sea"), letters_width(b"sea2")), (3, 3));
    }

    #[test]
    fn a_word_is_the_number_of_its_first_eight_bytes() {
        for text in ["", "s", "The end", "harbour9", "harbours", "harbours ", "harbourside", "a\u{e9}b", "9a"]
        {
            let width = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            let mut eight = [0; 8];
            eight.iter_mut().zip(&text.as_bytes()[..width]).for_each(|(slot, byte)| *slot = *byte);
            assert_eq!(letters_width(text.as_bytes()), width, "{text:?}");
            assert_eq!(first_eight(text.as_bytes(), width), u64::from_le_bytes(eight), "{text:?}");
        }
    }

    #[test]
    fn bytes_beyond_ascii_are_found() {
        for width in 0..24 {
            let text = &"Über — älter é".as_bytes()[..width.min(19)];
            assert_eq!(count_beyond_ascii(text), beyond_ascii(text).count());
        }
        assert_eq!(beyond_ascii("a café – 12".as_bytes()).collect::<Vec<_>>(), [5, 6, 8, 9, 10]);
        assert_eq!(beyond_ascii(b"harbour").count(), 0);
    }

    #[test]
    fn any_byte_counts() {
        for width in 0..40 {
            let mut text = vec![b'x'; width];
            assert!(!any(&text, |byte| byte == b'1'));
            text.push(b'1');
            text.extend([b'x'; 3]);
            assert!(any(&text, |byte| byte == b'1'));
        }
    }
}
