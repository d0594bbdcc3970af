//! Bytes → [`Decoded`] text. It never fails: what is no text in the found encoding is replaced and counted.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

mod guess;

/// A page's text, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The page text. Of valid UTF-8 without a byte-order mark of another encoding: the very bytes, unless it was encoded
    /// twice.
    pub text: String,
    /// The name of the encoding, as in the WHATWG Encoding Standard; `UTF-8 over …` of text that was encoded twice.
    pub encoding: &'static str,
    /// How many characters had to be replaced by U+FFFD.
    pub replaced: usize,
}

/// Text that was UTF-8, was taken for windows-1252, and was encoded as UTF-8 once more.
const OVER_WINDOWS_1252: &str = "UTF-8 over windows-1252";
/// The same by way of ISO-8859-1, which has control characters where windows-1252 has quotes and dashes.
const OVER_LATIN_1: &str = "UTF-8 over ISO-8859-1";

/// Decodes a page: by its byte-order mark, else as it is told, else as UTF-8 if it is that, else by a sample of it. Text
/// that was encoded as UTF-8 twice is mended.
///
/// ```
/// use unspool::decode::decode;
///
/// let page = decode(b"Caf\xe9 in Sidon".to_vec(), encoding_rs::Encoding::for_label(b"windows-1252"));
/// assert_eq!(page.text, "Café in Sidon");
/// ```
pub fn decode(bytes: Vec<u8>, told: Option<&'static Encoding>) -> Decoded {
    let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let known = marked.or(told).or_else(|| guess::utf16(&bytes));
    match known {
        Some(encoding) if encoding != UTF_8 => by(encoding, &bytes),
        _ => match (valid(bytes), known) {
            (Ok(text), _) => mended(text),
            (Err(bytes), Some(_)) => lossy(&bytes),
            (Err(bytes), None) => {
                guess::legacy(&bytes).map_or_else(|| lossy(&bytes), |encoding| by(encoding, &bytes))
            }
        },
    }
}

fn by(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    replaced(text.into_owned(), encoding.name(), 0)
}

/// Bytes as text, if they are UTF-8.
fn valid(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)
}

/// Decodes a page of which an encoding is declared: by its byte-order mark; as UTF-8 if it is valid UTF-8 beyond ASCII,
/// whatever is declared, for pages are saved anew more often than their declarations; else as declared; else as
/// [`decode`] does.
pub fn decode_declared(bytes: &[u8], label: Option<&str>) -> Decoded {
    let marked = Encoding::for_bom(bytes).is_some();
    let declared = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let plain = bytes.is_ascii();
    let Some(encoding) =
        declared.filter(|_| !marked && (plain || simdutf8::basic::from_utf8(bytes).is_err()))
    else {
        return decode(bytes.to_vec(), None);
    };
    // A declaration that could be read is none of UTF-16.
    let encoding = encoding.output_encoding();
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    replaced(text.into_owned(), encoding.name(), 0)
}

fn lossy(bytes: &[u8]) -> Decoded {
    // Replacement characters that stand in the file were not put there by decoding.
    let genuine = memchr::memmem::find_iter(bytes, REPLACEMENT.as_bytes()).count();
    replaced(String::from_utf8_lossy(bytes).into_owned(), UTF_8.name(), genuine)
}

const REPLACEMENT: &str = "\u{FFFD}";

fn replaced(text: String, encoding: &'static str, genuine: usize) -> Decoded {
    let replaced = text.matches(REPLACEMENT).count().saturating_sub(genuine);
    Decoded { text, encoding, replaced }
}

/// Mends text that was encoded as UTF-8 twice; text that only might have been stays as it is.
///
/// Law: encoding the mended text as UTF-8, reading that by the encoding that is named, and encoding it as UTF-8 again gives
/// what was there.
fn mended(text: String) -> Decoded {
    match once(&text) {
        Some((text, encoding)) => Decoded { text, encoding, replaced: 0 },
        None => Decoded { text, encoding: UTF_8.name(), replaced: 0 },
    }
}

/// The text as it was when it had been encoded only once.
fn once(text: &str) -> Option<(String, &'static str)> {
    // The first byte of a character of UTF-8, as a character.
    let begins = text.chars().find(|c| !c.is_ascii()).filter(|c| matches!(c, '\u{C2}'..='\u{F4}'));
    begins?;
    let (bytes, _, lacks) = WINDOWS_1252.encode(text);
    let bytes = if lacks { None } else { Some(bytes.into_owned()) };
    let mended = bytes.and_then(|bytes| valid(bytes).ok()).map(|text| (text, OVER_WINDOWS_1252));
    let (mended, encoding) = mended.or_else(|| {
        let bytes = text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>()?;
        Some((valid(bytes).ok()?, OVER_LATIN_1))
    })?;
    is_likely(&mended).then_some((mended, encoding))
}

/// Whether what came out is what people write: letters, quotes and signs of western languages, or more than a few others.
fn is_likely(mended: &str) -> bool {
    const ENOUGH: usize = 3;
    let mut beyond = mended.chars().filter(|c| !c.is_ascii());
    let common = |c: char| matches!(c, '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{2044}' | '€' | '™');
    beyond.clone().all(common) || beyond.nth(ENOUGH - 1).is_some()
}

/// Whether bytes are a file of something else than text.
pub fn is_binary(bytes: &[u8]) -> bool {
    /// As much as tells.
    const SAMPLE: usize = 8192;
    /// One control character in so many bytes makes a file no text.
    const RARE: usize = 32;
    if Encoding::for_bom(bytes).is_some() || guess::utf16(bytes).is_some() {
        return false;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    memchr::memchr(0, sample).is_some() || controls(sample) * RARE > sample.len()
}

/// How many control characters stand in a sample, without a branch between them.
fn controls(sample: &[u8]) -> usize {
    let between = |byte: u8, first: u8, last: u8| byte.wrapping_sub(first) <= last - first;
    let is_control =
        |byte: u8| between(byte, 0, 8) | between(byte, 14, 26) | between(byte, 28, 31) | (byte == 127);
    usize::from(sample.iter().map(|&byte| u16::from(is_control(byte))).sum::<u16>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{
        BIG5, EUC_JP, GBK, ISO_8859_2, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1256,
    };
    use proptest::prelude::*;

    fn check(bytes: &[u8], text: &str, encoding: &str, replaced: usize) {
        let decoded = decode(bytes.to_vec(), None);
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replaced), (text, encoding, replaced));
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// What a text becomes when its UTF-8 is taken for windows-1252.
    fn twice(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    const ENGLISH: &str = "The mill – “the old one” – burnt down; a café nearby stayed open.";
    const RUSSIAN: &str = "Старая мельница у реки сгорела в понедельник ночью, сообщила полиция.";
    const ARABIC: &str = "احترقت الطاحونة القديمة على ضفة النهر ليلة الاثنين، وقالت الشرطة إن أحدا لم يصب.";
    const JAPANESE: &str = "川沿いの古い水車小屋が月曜日の夜に焼けた。警察によると、けが人はいなかった。";
    const CHINESE: &str = "河边的旧磨坊星期一晚上被烧毁，警方说没有人受伤，邻近的咖啡馆照常营业。";

    #[test]
    fn valid_utf8_stays_as_it_is_with_its_mark() {
        check("\u{FEFF}Ports – “open”".as_bytes(), "\u{FEFF}Ports – “open”", "UTF-8", 0);
    }

    #[test]
    fn broken_bytes_are_replaced_and_counted() {
        check(b"Ports \xFF\xFE open \xEF\xBF\xBD", "Ports \u{FFFD}\u{FFFD} open \u{FFFD}", "UTF-8", 2);
        check("Ports open – ".as_bytes().split_at(13).0, "Ports open \u{FFFD}", "UTF-8", 1);
    }

    #[test]
    fn utf16_is_known_by_its_mark_and_without_one() {
        check(b"\xFF\xFEP\0o\0", "Po", "UTF-16LE", 0);
        check(b"\xFE\xFF\0P\0o", "Po", "UTF-16BE", 0);
        for text in [ENGLISH, RUSSIAN, ARABIC, &format!("{CHINESE}\n{CHINESE}")] {
            check(&utf16(text, u16::to_le_bytes), text, UTF_16LE.name(), 0);
            check(&utf16(text, u16::to_be_bytes), text, UTF_16BE.name(), 0);
        }
    }

    #[test]
    fn old_encodings_are_told_by_a_sample() {
        let polish = "Stary młyn nad rzeką spłonął w poniedziałek w nocy, podała policja. Żaden człowiek nie ucierpiał.";
        let pages = [
            (ENGLISH, WINDOWS_1252),
            (RUSSIAN, WINDOWS_1251),
            (ARABIC, WINDOWS_1256),
            (polish, ISO_8859_2),
            (JAPANESE, SHIFT_JIS),
            (JAPANESE, EUC_JP),
            (CHINESE, GBK),
            ("河邊的舊磨坊星期一晚上被燒毀，警方說沒有人受傷。", BIG5),
        ];
        for (text, encoding) in pages {
            let page = format!("{}{text}\n", "Plain words. ".repeat(9000));
            check(&encoding.encode(&page).0, &page, encoding.name(), 0);
        }
    }

    #[test]
    fn an_encoding_that_is_told_is_believed_but_for_a_mark() {
        let bytes = WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        assert_eq!(decode(bytes.clone(), Some(WINDOWS_1251)).text, RUSSIAN);
        assert_ne!(decode(bytes, Some(WINDOWS_1252)).text, RUSSIAN);
        assert_eq!(decode(b"\xFF\xFEP\0".to_vec(), Some(WINDOWS_1251)).text, "P");
        assert_eq!(decode(b"caf\xE9".to_vec(), Some(UTF_8)).replaced, 1);
    }

    #[test]
    fn text_that_was_encoded_twice_is_mended() {
        for text in [ENGLISH, RUSSIAN, ARABIC, JAPANESE, "for £5", "\u{A0}naïve"] {
            check(twice(text).as_bytes(), text, OVER_WINDOWS_1252, 0);
        }
        let latin: String = "It’s late".bytes().map(char::from).collect();
        check(latin.as_bytes(), "It’s late", OVER_LATIN_1, 0);
    }

    #[test]
    fn text_that_was_encoded_once_is_not_mended() {
        let pages =
            [ENGLISH, RUSSIAN, ARABIC, JAPANESE, CHINESE, "AÇÃO É LEI", "Å Ä Ö", "Â", "Ã©tÃ© – “été”", "Ö°"];
        for text in pages {
            check(text.as_bytes(), text, "UTF-8", 0);
        }
    }

    proptest! {
        #[test]
        fn what_was_mended_can_be_had_back(text in "[ -~é’Ã©ж漢\u{80}-\u{9F}]{0,40}") {
            let decoded = decode(twice(&text).into_bytes(), None);
            prop_assert!(decoded.encoding != OVER_WINDOWS_1252 || twice(&decoded.text) == twice(&text));
        }
    }

    #[test]
    fn a_declared_encoding_holds_where_the_bytes_are_not_utf8_already() {
        let of = |bytes: &[u8], label| decode_declared(bytes, Some(label)).text;
        assert_eq!(of(b"caf\xE9 \x93open\x94", "iso-8859-1"), "café “open”");
        assert_eq!(of("café".as_bytes(), "iso-8859-1"), "café");
        assert_eq!(of(b"\xEF\xBB\xBFx", "shift_jis"), "\u{FEFF}x");
        assert_eq!(of(b"\x83\x6F", "Shift_JIS "), "バ");
        assert_eq!(of(b"caf\xE9", "no-such-encoding"), "caf\u{FFFD}");
        assert_eq!(of(b"abc", "utf-16"), "abc");
    }

    #[test]
    fn binary_files_are_told_from_text() {
        assert!(is_binary(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
        assert!(!is_binary("Text\twith\ttabs\r\nand\x0Cfeeds, ü".as_bytes()));
        assert!(!is_binary(b"\xFF\xFEP\0o\0"));
        assert!(!is_binary(&utf16(ENGLISH, u16::to_be_bytes)));
        assert!(is_binary(b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"));
        assert!(!is_binary(b""));
    }
}
