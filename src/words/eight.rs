//! Eight bytes of a text at once.

/// The highest bit of each of eight bytes.
pub(super) const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight bytes of ASCII in lower case, and the highest bit of each that is a letter or digit.
pub(super) fn lower_case(eight: u64) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Sums of two bytes below 0x80 do not carry over.
    let least = |bytes: u64, byte: u8| bytes + ONES * u64::from(0x80 - byte);
    let folded = eight | (ONES * 0x20);
    let letters = least(folded, b'a') & !least(folded, b'z' + 1) & HIGH;
    let digits = least(eight, b'0') & !least(eight, b'9' + 1) & HIGH;
    (eight | letters >> 2, letters | digits)
}

/// How many of eight bytes have their highest bit set, up to the first that has not.
pub(super) fn leading(marked: u64) -> usize {
    ((!marked & HIGH).trailing_zeros() / 8) as usize
}

/// How many letters and digits of ASCII a text begins with.
pub(crate) fn run_width(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = text[at..].first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        let (_, letters) = lower_case(eight & !HIGH);
        let width = leading(letters & !eight);
        at += width;
        if width < 8 {
            return at;
        }
    }
    at + text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
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
                if byte.is_ascii() {
                    let (lower, letters) = lower_case(u64::from_le_bytes(eight));
                    assert_eq!(lower.to_le_bytes(), eight.map(|byte| byte.to_ascii_lowercase()));
                    assert_eq!(leading(letters), width);
                }
            }
        }
        assert_eq!(run_width(b"harbour12345 opens"), 12);
        assert_eq!(run_width(b"sea"), 3);
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
