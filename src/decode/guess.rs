//! Bytes without a word about their encoding → what it may be.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// UTF-16 without a byte-order mark: read as such, the text has white space and neither controls nor halves of characters.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE: usize = 8192;
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // A blank or a line end in UTF-16 has a NUL, and text in other encodings has none.
    memchr::memchr(0, sample)?;
    let little = blanks(sample, u16::from_le_bytes);
    let big = blanks(sample, u16::from_be_bytes);
    match (little, big) {
        (None | Some(0), None | Some(0)) => None,
        (little, big) => Some(if little > big { UTF_16LE } else { UTF_16BE }),
    }
}

/// How much white space stands in a text of UTF-16; `None` if it is no text.
fn blanks(sample: &[u8], unit: fn([u8; 2]) -> u16) -> Option<usize> {
    let units = sample.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let (mut blanks, mut left) = (0, sample.len() / 2);
    for c in char::decode_utf16(units) {
        left -= 1;
        match c {
            Ok(' ' | '\n' | '\r' | '\t') => blanks += 1,
            Ok('\x0C') => {}
            Ok(c) if c.is_control() || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}') => {
                return None;
            }
            // A character of four bytes counts for two.
            Ok(c) => left -= c.len_utf16() - 1,
            // The end of the sample may cut a character.
            Err(_) if left == 0 => {}
            Err(_) => return None,
        }
    }
    Some(blanks)
}

/// An older encoding of bytes that are not valid UTF-8; `None` if they are rather UTF-8 with some broken bytes.
pub(super) fn legacy(bytes: &[u8]) -> Option<&'static Encoding> {
    /// As much as tells, from the first line that has other characters than ASCII.
    const SAMPLE: usize = 1 << 16;
    if is_rather_utf8(bytes) {
        return None;
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii())?;
    let start = memchr::memrchr(b'\n', &bytes[..first]).map_or(0, |end| end + 1);
    // A line that is longer than the sample must not hide what tells.
    let start = start.max(first.saturating_sub(SAMPLE / 2));
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, start + sample.len() == bytes.len());
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// Whether most bytes beyond ASCII are characters of UTF-8. In other encodings few are, and only by chance.
fn is_rather_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0, 0);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        // What the end of the file cuts is no sign of another encoding.
        let is_cut = chunks.peek().is_none()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        broken += if is_cut { 0 } else { chunk.invalid().len() };
    }
    valid >= broken
}
