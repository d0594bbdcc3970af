//! A web archive → its pages: the text that was taken from pages (`conversion`, as in Common Crawl's WET files), and HTML and
//! plain text as they came (`response`, `resource`).
//!
//! Source: ISO 28500:2017, the WARC file format 1.1.

use super::meter::{Whole, drain};
use super::{Break, Media, Place, Stream, Told, Walk};
use crate::origin::{Origin, Scraped};
use encoding_rs::Encoding;
use std::io::{self, BufRead as _, ErrorKind, Read as _};
use std::rc::Rc;

mod answer;

/// Bytes that the header of a record may have.
const LONGEST_HEADER: u64 = 1 << 20;

/// Fields of a header, by their names in lower case.
struct Header(Vec<(String, String)>);

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The type of a content without its parameters, in lower case.
    fn media_type(&self) -> String {
        let given = self.get("content-type").unwrap_or_default();
        given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The encoding that the type of a content tells.
    fn encoding(&self) -> Option<&'static Encoding> {
        let parameters = self.get("content-type")?.split(';').skip(1);
        let charset = |given: &str| {
            let (name, value) = given.split_once('=')?;
            let value = value.trim().trim_matches('"').to_owned();
            name.trim().eq_ignore_ascii_case("charset").then_some(value)
        };
        Encoding::for_label(parameters.filter_map(charset).next()?.as_bytes())
    }

    fn origin(&self) -> Origin {
        let url = self.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        Origin { url, scraped: self.get("warc-date").and_then(Scraped::read) }
    }
}

/// Takes an archive apart. The number of a page is the byte at which its record begins in the unpacked archive.
pub(super) fn read(walk: &mut Walk<'_>, mut stream: Stream<'_>, path: &str) -> Result<(), Break> {
    let meter = Rc::clone(&walk.meter);
    let mut at = 0;
    loop {
        let begun = begin(&mut stream, &mut at).map_err(|error| meter.broken(error, path))?;
        if !begun {
            return Ok(());
        }
        let place = Place { path, number: Some(at) };
        at = record(walk, &mut stream, &place)?;
    }
}

/// Reads the blank lines before a record and its first line; `false` if there is none any more.
fn begin(stream: &mut Stream<'_>, at: &mut u64) -> io::Result<bool> {
    loop {
        let start = stream.fill_buf()?;
        match start.first().copied() {
            None => return Ok(false),
            Some(b'\r' | b'\n') => {
                stream.consume(1);
                *at += 1;
            }
            Some(_) => return Ok(true),
        }
    }
}

/// Reads a record; where it ends.
fn record(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place<'_>) -> Result<u64, Break> {
    let meter = Rc::clone(&walk.meter);
    let broken = |error| meter.broken(error, place.path);
    let (version, mut read) = line(stream).map_err(broken)?;
    if !version.starts_with("WARC/") {
        return Err(broken(bad("no record begins here")).into());
    }
    let (header, bytes) = header(stream).map_err(broken)?;
    read += bytes;
    let length = header.get("content-length").and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or_else(|| broken(bad("a record does not tell its length")))?;
    let mut block = Whole::new(stream, length, (&meter, place.path));
    content(walk, &header, &mut block, place)?;
    drain(&mut block).map_err(broken)?;
    Ok(place.number.unwrap_or(0) + read + length)
}

/// A line without its end, and its bytes.
fn line(stream: &mut impl io::BufRead) -> io::Result<(String, u64)> {
    let mut line = Vec::new();
    let read = stream.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        let long = read as u64 == LONGEST_HEADER;
        return Err(if long {
            bad("the header of a record is too long")
        } else {
            ErrorKind::UnexpectedEof.into()
        });
    }
    Ok((String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned(), read as u64))
}

/// The fields up to the blank line, and their bytes. A line that begins with white space goes on with the one before.
fn header(stream: &mut impl io::BufRead) -> io::Result<(Header, u64)> {
    let (mut fields, mut bytes) = (Vec::<(String, String)>::new(), 0);
    loop {
        let (line, read) = line(stream)?;
        bytes += read;
        if bytes > LONGEST_HEADER {
            return Err(bad("the header of a record is too long"));
        }
        if line.is_empty() {
            return Ok((Header(fields), bytes));
        }
        match (line.split_once(':'), fields.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (None, _) => {}
        }
    }
}

fn content(
    walk: &mut Walk<'_>,
    header: &Header,
    block: &mut Whole<&mut Stream<'_>>,
    place: &Place<'_>,
) -> Result<(), Break> {
    match header.get("warc-type").unwrap_or_default() {
        "conversion" | "resource" => page(walk, (header, header), block, place),
        "response" if header.media_type() == "application/http" => answer::read(walk, header, block, place),
        _ => Ok(()),
    }
}

/// Reads a page, given the header of its record and the one that tells its type.
fn page(
    walk: &mut Walk<'_>,
    (outer, inner): (&Header, &Header),
    content: &mut Whole<&mut Stream<'_>>,
    place: &Place<'_>,
) -> Result<(), Break> {
    let Some(told) = told(walk, inner)? else { return Ok(()) };
    match walk.bytes(content, place)? {
        Some(bytes) => walk.give_page(place, bytes, (told, outer.origin())),
        None => Ok(()),
    }
}

/// How a page is to be read, by the header that tells its type; anything else is ignored.
fn told(walk: &mut Walk<'_>, header: &Header) -> Result<Option<Told>, Break> {
    let media = match header.media_type().as_str() {
        "text/plain" | "" => Media::Unknown,
        "text/html" | "application/xhtml+xml" => Media::Html,
        other => return walk.ignore(other).map(|()| None),
    };
    Ok(Some(Told { encoding: header.encoding(), media }))
}

fn bad(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
