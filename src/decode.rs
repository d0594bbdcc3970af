//! Bytes → [`Decoded`] text. It never fails: what is no text in the found encoding is replaced and counted.

use encoding_rs::{Encoding, UTF_8};

/// A page's text, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The page text. Of valid UTF-8 without a byte-order mark of another encoding: the very bytes.
    pub text: String,
    /// The name of the encoding, as in the WHATWG Encoding Standard.
    pub encoding: &'static str,
    /// How many characters had to be replaced by U+FFFD.
    pub replaced: usize,
}

/// Decodes a page: by its byte-order mark, else as UTF-8.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let marked =
        Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8);
    match marked {
        Some(encoding) => {
            let (text, _) = encoding.decode_with_bom_removal(&bytes);
            replaced(text.into_owned(), encoding.name(), 0)
        }
        None => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Decoded {
    let bytes = match simdutf8::basic::from_utf8(&bytes) {
        Ok(_) => match String::from_utf8(bytes) {
            Ok(text) => return Decoded { text, encoding: UTF_8.name(), replaced: 0 },
            Err(error) => error.into_bytes(),
        },
        Err(_) => bytes,
    };
    // Replacement characters that stand in the file were not put there by decoding.
    let genuine = memchr::memmem::find_iter(&bytes, REPLACEMENT.as_bytes()).count();
    replaced(String::from_utf8_lossy(&bytes).into_owned(), UTF_8.name(), genuine)
}

const REPLACEMENT: &str = "\u{FFFD}";

fn replaced(text: String, encoding: &'static str, genuine: usize) -> Decoded {
    let replaced = text.matches(REPLACEMENT).count().saturating_sub(genuine);
    Decoded { text, encoding, replaced }
}

/// Whether bytes are a file of something else than text.
pub fn is_binary(bytes: &[u8]) -> bool {
    /// As much as tells.
    const SAMPLE: usize = 8192;
    /// One control character in so many bytes makes a file no text.
    const RARE: usize = 32;
    if Encoding::for_bom(bytes).is_some() {
        return false;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let control = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    memchr::memchr(0, sample).is_some() || sample.iter().filter(control).count() * RARE > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str, replaced: usize) {
        let decoded = decode(bytes.to_vec());
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replaced), (text, encoding, replaced));
    }

    #[test]
    fn valid_utf8_stays_as_it_is_with_its_mark() {
        check("\u{FEFF}Ports – “open”".as_bytes(), "\u{FEFF}Ports – “open”", "UTF-8", 0);
    }

    #[test]
    fn broken_bytes_are_replaced_and_counted() {
        check(b"Ports \xFF\xFE open \xEF\xBF\xBD", "Ports \u{FFFD}\u{FFFD} open \u{FFFD}", "UTF-8", 2);
    }

    #[test]
    fn utf16_is_known_by_its_mark() {
        check(b"\xFF\xFEP\0o\0", "Po", "UTF-16LE", 0);
        check(b"\xFE\xFF\0P\0o", "Po", "UTF-16BE", 0);
    }

    #[test]
    fn binary_files_are_told_from_text() {
        assert!(is_binary(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
        assert!(!is_binary("Text\twith\ttabs\r\nand\x0Cfeeds, ü".as_bytes()));
        assert!(!is_binary(b"\xFF\xFEP\0o\0"));
        assert!(!is_binary(b""));
    }
}
