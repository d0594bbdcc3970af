//! A page saved as a MIME archive (MHTML, RFC 2557) → the bytes of its HTML part.

/// The HTML part of an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its bytes, unpacked.
    pub(super) bytes: Vec<u8>,
    /// The encoding that its header declares.
    pub(super) declared: Option<String>,
}

/// Whether bytes begin with the header of such an archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 2048;
    const FIRST: [&[u8]; 3] = [b"from:", b"mime-version:", b"content-type:"];
    let head = bytes[..bytes.len().min(LOOKED_AT)].trim_ascii_start().to_ascii_lowercase();
    FIRST.iter().any(|first| head.starts_with(first))
        && memchr::memmem::find(&head, b"multipart/related").is_some()
}

/// The first HTML part.
pub(super) fn html_part(bytes: &[u8]) -> Option<Part> {
    let (header, mut rest) = header(bytes);
    let mut border = b"--".to_vec();
    border.extend_from_slice(parameter(header.get("content-type")?, "boundary")?.as_bytes());
    while let Some(at) = memchr::memmem::find(rest, &border) {
        let part = &rest[at + border.len()..];
        let end = memchr::memmem::find(part, &border).unwrap_or(part.len());
        let (header, body) = self::header(part[..end].trim_ascii_start());
        let kind = header.get("content-type").map(String::as_str).unwrap_or_default();
        if kind.to_ascii_lowercase().starts_with("text/html") {
            let packing = header.get("content-transfer-encoding").map(|packing| packing.to_ascii_lowercase());
            return Some(Part {
                bytes: unpacked(body, packing.as_deref()),
                declared: parameter(kind, "charset"),
            });
        }
        rest = &part[end..];
    }
    None
}

/// The fields of a header by their names in lower case, and what follows the blank line behind it.
fn header(bytes: &[u8]) -> (std::collections::BTreeMap<String, String>, &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.iter().filter_map(|end| Some((memchr::memmem::find(bytes, end)?, end.len()))).min();
    let (end, width) = end.unwrap_or((bytes.len(), 0));
    let text =
        String::from_utf8_lossy(&bytes[..end]).replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    (text.lines().filter_map(field).collect(), &bytes[end + width..])
}

/// A parameter of a field, without its quotes.
fn parameter(field: &str, name: &str) -> Option<String> {
    let value = |part: &str| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    };
    field.split(';').skip(1).find_map(value).filter(|value| !value.is_empty())
}

fn unpacked(body: &[u8], packing: Option<&str>) -> Vec<u8> {
    match packing {
        Some("quoted-printable") => quoted_printable(body),
        Some("base64") => base64(body),
        _ => body.to_vec(),
    }
}

/// RFC 2045, section 6.7; what is no escape stays.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(body.len()), 0);
    while let Some(&byte) = body.get(at) {
        let rest = &body[at + 1..];
        at += 1;
        match (byte, digit(rest.first()), digit(rest.get(1))) {
            (b'=', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'=', _, _) if rest.starts_with(b"\r\n") => at += 2,
            (b'=', _, _) if rest.starts_with(b"\n") => at += 1,
            _ => out.push(byte),
        }
    }
    out
}

/// RFC 4648, section 4; what is no digit is passed over.
fn base64(body: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut held) = (Vec::with_capacity(body.len() * 3 / 4), 0_u32, 0);
    for value in body.iter().take_while(|byte| **byte != b'=').filter_map(digit) {
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(packing: &str, body: &str, html: &[u8]) {
        let page = format!(
            "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--b--\"\r\n\r\n\
             ----b--\r\nContent-Type: image/png\r\n\r\nx\r\n----b--\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: {packing}\r\n\r\n{body}\r\n----b----\r\n"
        );
        assert!(is_archive(page.as_bytes()));
        let part = html_part(page.as_bytes()).unwrap();
        assert_eq!(part.declared.as_deref(), Some("utf-8"));
        assert_eq!(part.bytes.trim_ascii(), html);
    }

    #[test]
    fn the_html_part_is_unpacked() {
        check(
            "quoted-printable",
            "<p class=3D\"a\">caf=C3=A9 =\r\nopen</p>",
            "<p class=\"a\">café open</p>".as_bytes(),
        );
        check("base64", "PHA+Y2Fmw6k8\r\nL3A+", "<p>café</p>".as_bytes());
        check("8bit", "<p>x</p>", b"<p>x</p>");
    }

    #[test]
    fn an_archive_without_html_has_no_part() {
        assert_eq!(
            html_part(
                b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/css\n\nx\n--b--"
            ),
            None
        );
        assert!(!is_archive(b"From: Ann Pell\nSubject: bread\n\nHello"));
    }
}
