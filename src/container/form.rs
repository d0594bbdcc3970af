//! The first bytes of a file → what form it has. Its name only helps where they tell nothing.

/// How a file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Tar,
    Zip,
    Warc,
    Parquet,
    /// Arrow IPC, a file or a stream.
    Arrow,
    /// Objects, one a line, or a single one.
    Json,
    /// Nothing else: a page.
    Page,
}

/// How something is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gz,
    Zst,
    Bz2,
    Xz,
}

/// Bytes that tell a form.
pub(super) const HEAD: usize = 1024;

/// Tells by the first bytes how something is packed, if it is.
pub(super) fn codec(head: &[u8]) -> Option<Codec> {
    match head {
        [0x1F, 0x8B, 8, ..] => Some(Codec::Gz),
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Codec::Zst),
        [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] if is_bz2(block) => Some(Codec::Bz2),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Codec::Xz),
        _ => None,
    }
}

/// Tells the form of something that is not packed by its first [`HEAD`] bytes; `name` is the file's.
pub(super) fn form(head: &[u8], name: &str) -> Form {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Form::Zip,
        // What follows is a header in Thrift, which begins with a field's number and type; a word would go on.
        [b'P', b'A', b'R', b'1', next, ..] if next.is_ascii_control() && !next.is_ascii_whitespace() => {
            Form::Parquet
        }
        _ if head.starts_with(b"ARROW1\0\0") || is_arrow_stream(head) => Form::Arrow,
        _ if head.starts_with(b"WARC/") => Form::Warc,
        _ if is_tar(head) => Form::Tar,
        _ if is_json(head) || has_ending(name, &["jsonl", "ndjson"]) => Form::Json,
        _ => Form::Page,
    }
}

/// A block, or the end of a file without any.
fn is_bz2(block: &[u8]) -> bool {
    block.starts_with(b"1AY&SY") || block.starts_with(&[0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
}

/// A stream of Arrow IPC: its first message has a mark, a length, and the place of its description within that length.
fn is_arrow_stream(head: &[u8]) -> bool {
    const LONGEST: u32 = 1 << 26;
    let [0xFF, 0xFF, 0xFF, 0xFF, l0, l1, l2, l3, p0, p1, p2, p3, ..] = *head else { return false };
    let (length, place) = (u32::from_le_bytes([l0, l1, l2, l3]), u32::from_le_bytes([p0, p1, p2, p3]));
    length % 8 == 0 && length <= LONGEST && (4..length).contains(&place)
}

/// Old archives have no mark, but a sum of their header's bytes, counted with blanks in its own place.
fn is_tar(head: &[u8]) -> bool {
    const HEADER: usize = 512;
    const SUM: std::ops::Range<usize> = 148..156;
    let Some(header) = head.get(..HEADER).filter(|header| header[0] != 0) else { return false };
    let said = header[SUM].iter().map(|byte| char::from(*byte)).collect::<String>();
    let said = u32::from_str_radix(said.trim_matches(['\0', ' ']), 8);
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let own: u32 = header[SUM].iter().map(|byte| u32::from(*byte)).sum();
    said == Ok(sum - own + 8 * u32::from(b' '))
}

/// An object whose first key begins, or that is empty.
fn is_json(head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head).trim_ascii_start();
    head.strip_prefix(b"{").is_some_and(|head| matches!(head.trim_ascii_start(), [b'"' | b'}', ..]))
}

/// Whether a name has one of these endings.
pub(super) fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packings_are_known_by_their_first_bytes() {
        assert_eq!(codec(b"\x1F\x8B\x08\0"), Some(Codec::Gz));
        assert_eq!(codec(b"\x28\xB5\x2F\xFD\0"), Some(Codec::Zst));
        assert_eq!(codec(b"\x50\x2A\x4D\x18\0"), Some(Codec::Zst));
        assert_eq!(codec(b"BZh91AY&SY"), Some(Codec::Bz2));
        assert_eq!(codec(b"\xFD7zXZ\0\0"), Some(Codec::Xz));
        for page in ["BZh9 is no bzip2 file", "", "Text"] {
            assert_eq!(codec(page.as_bytes()), None, "{page}");
        }
    }

    #[test]
    fn forms_are_known_by_their_first_bytes() {
        let check = |head: &[u8], wanted: Form| assert_eq!(form(head, "page.txt"), wanted, "{head:?}");
        check(b"PK\x03\x04", Form::Zip);
        check(b"WARC/1.0\r\n", Form::Warc);
        check(b"PAR1\x15\x04", Form::Parquet);
        check(b"PAR1 is a word", Form::Page);
        check(b"PAR1\nand", Form::Page);
        check(b"ARROW1\0\0\xFF", Form::Arrow);
        check(b"ARROW1 is a word", Form::Page);
        check(b"\xFF\xFF\xFF\xFF\x78\0\0\0\x10\0\0\0", Form::Arrow);
        check(b"\xFF\xFF\xFF\xFF\x78\0\0\0\x78\0\0\0", Form::Page);
        check("\u{FEFF} { \"text\": \"\"}".as_bytes(), Form::Json);
        check(b"{curly} text", Form::Page);
        check(b"", Form::Page);
        check(&[b'0'; 512], Form::Page);
    }

    #[test]
    fn lines_of_json_are_known_by_name_where_the_first_one_is_broken() {
        assert_eq!(form(b"no json", "crawl.JSONL"), Form::Json);
        assert_eq!(form(b"no json", "crawl.txt"), Form::Page);
    }
}
