//! The answer of a server, as a web archive keeps it → its page: what was cut into pieces for the way is put together, what
//! was packed for it is unpacked.
//!
//! Some crawlers keep the header of such an answer beside its content as it was before, so what a header says is believed
//! only where the content looks like it.
//! Sources: RFC 9112, sections 4 and 7.1; RFC 9110, section 8.4.

use super::{Header, Place, bad, header, line, told};
use crate::container::meter::{Broken, Unpacked, Whole};
use crate::container::walk::peek;
use crate::container::{Break, Stream, Walk};
use crate::read::Reason;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

/// Bytes that are unpacked at a time.
const PIECE: usize = 1 << 14;

/// Reads the answer in a record. Answers without a page, such as errors and redirections, are ignored.
pub(super) fn read(
    walk: &mut Walk<'_>,
    outer: &Header,
    block: &mut Whole<&mut Stream<'_>>,
    place: &Place<'_>,
) -> Result<(), Break> {
    let mut answer = BufReader::new(block);
    let begun = line(&mut answer).and_then(|(status, _)| Ok((status, header(&mut answer)?.0)));
    let (status, inner) = match begun {
        Ok(begun) => begun,
        Err(error) if is_of_archive(&error) => return Err(walk.meter.broken(error, place.path).into()),
        Err(error) => {
            let detail = format!("it holds no answer of a server: {error}");
            return walk.skip(place, Reason::MalformedItem, detail);
        }
    };
    if let Some(status) = failed(&status) {
        return walk.ignore(&format!("answers {status}"));
    }
    let Some(told) = told(walk, &inner)? else { return Ok(()) };
    // What breaks below this name is the answer and not the archive.
    let name = format!("{}:{}", place.path, place.number.unwrap_or(0));
    let Some(content) = content(walk, &inner, (Box::new(answer), &name)) else {
        return walk.ignore("packed answers");
    };
    match bytes(walk, outer, content, (place, &name))? {
        Some(bytes) => walk.give_page(place, bytes, (told, outer.origin())),
        None => Ok(()),
    }
}

/// Whether it is the archive that breaks off, and not only what is in a record.
fn is_of_archive(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Broken>())
}

/// Reads a content that is the answer `name`; if it is broken, the archive is read on.
fn bytes(
    walk: &mut Walk<'_>,
    outer: &Header,
    content: Stream<'_>,
    (place, name): (&Place<'_>, &str),
) -> Result<Option<Vec<u8>>, Break> {
    let mut bytes = Vec::new();
    match walk.fill(&mut bytes, content, place) {
        Ok(fits) => Ok(fits.then_some(bytes)),
        // Of what a crawler kept only the beginning, the beginning is the page.
        Err(Break::Broken(broken))
            if broken.path == name && outer.get("warc-truncated").is_some() && !bytes.is_empty() =>
        {
            Ok(Some(bytes))
        }
        Err(Break::Broken(broken)) if broken.path == name => {
            walk.skip(place, broken.reason, broken.said).map(|()| None)
        }
        Err(other) => Err(other),
    }
}

/// The status of an answer that holds no page.
fn failed(line: &str) -> Option<&str> {
    let status = line.split_ascii_whitespace().nth(1)?;
    (status.len() == 3 && status.parse::<u16>().is_ok() && !status.starts_with('2')).then_some(status)
}

/// The content as it was before it was made ready for the way; `None` if it is packed in a way that is not known.
fn content<'c>(walk: &Walk<'_>, header: &Header, (answer, name): (Stream<'c>, &str)) -> Option<Stream<'c>> {
    let codings = |field: &str| {
        let named = header.get(field).unwrap_or_default().split(',');
        let named = named.map(|coding| coding.trim().to_ascii_lowercase());
        named.filter(|coding| !["", "identity", "none"].contains(&coding.as_str())).collect::<Vec<_>>()
    };
    let (transfer, packings) = (codings("transfer-encoding"), codings("content-encoding"));
    if transfer.is_empty() && packings.is_empty() {
        return Some(answer);
    }
    let mut content = answer;
    if transfer.iter().any(|coding| coding == "chunked") {
        content = joined(content);
    }
    for coding in packings.iter().rev() {
        content = Box::new(BufReader::with_capacity(PIECE, unpacked(coding, content)?));
    }
    Some(Box::new(BufReader::with_capacity(PIECE, Unpacked::new(content, &walk.meter, name))))
}

/// Content without a packing that a header names; `None` if nobody knows that one.
fn unpacked<'c>(coding: &str, content: Stream<'c>) -> Option<Box<dyn Read + 'c>> {
    let (head, content) = peek(content);
    // RFC 1950, section 2.2: a method and a checksum.
    let is_zlib = |head: &[u8]| match head {
        [first, second, ..] => first & 15 == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0,
        _ => false,
    };
    Some(match coding {
        "gzip" | "x-gzip" if !head.starts_with(&[0x1F, 0x8B]) => Box::new(content),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(content)),
        "deflate" if is_zlib(&head) => Box::new(ZlibDecoder::new(content)),
        "deflate" => Box::new(DeflateDecoder::new(content)),
        "br" => Box::new(brotli_decompressor::Decompressor::new(content, PIECE)),
        "zstd" if !head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => Box::new(content),
        "zstd" => Box::new(zstd::stream::read::Decoder::with_buffer(content).ok()?),
        _ => return None,
    })
}

/// Content put together of its pieces, if it looks like pieces.
fn joined(content: Stream<'_>) -> Stream<'_> {
    let (head, content) = peek(content);
    let first = head.split(|byte| *byte == b'\n').next().filter(|line| line.len() < head.len());
    match first.and_then(size) {
        Some(_) => Box::new(BufReader::with_capacity(PIECE, Pieces { inner: content, left: Left::Unknown })),
        None => content,
    }
}

/// The size of a piece, by the line before it.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    u64::from_str_radix(std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?, 16).ok()
}

/// Content in pieces.
struct Pieces<'p> {
    inner: Stream<'p>,
    left: Left,
}

/// What is left of a piece.
enum Left {
    /// Its line is not read yet.
    Unknown,
    Bytes(u64),
    /// There are no more pieces.
    Nothing,
}

impl Pieces<'_> {
    /// Reads the line before a piece.
    fn begin(&mut self) -> io::Result<Left> {
        const LONGEST: u64 = 1 << 12;
        let mut line = Vec::new();
        self.inner.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        match size(&line) {
            Some(0) => Ok(Left::Nothing),
            Some(size) => Ok(Left::Bytes(size)),
            None if line.is_empty() => Err(ErrorKind::UnexpectedEof.into()),
            None => Err(bad("no piece of an answer begins here")),
        }
    }

    /// Reads of a piece of which so much is left.
    fn piece(&mut self, left: u64, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.by_ref().take(left).read(into)?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let left = left - read as u64;
        self.left = Left::Bytes(left);
        if left == 0 {
            // The line end behind it.
            self.inner.by_ref().take(2).skip_until(b'\n')?;
            self.left = Left::Unknown;
        }
        Ok(read)
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Left::Unknown = self.left {
            self.left = self.begin()?;
        }
        match self.left {
            Left::Bytes(left) if !into.is_empty() => self.piece(left, into),
            _ => Ok(0),
        }
    }
}
