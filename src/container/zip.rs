//! A zip archive → its members.
//!
//! It is read from the front, by the header before each member, and not by the directory at its end: so it can stand in
//! another container, the members before a break are had, and members that lie over each other cannot be a bomb.
//! Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.

use super::form::Codec;
use super::meter::{Meter, Unpacked, Whole, drain};
use super::{Break, Layer, Place, Stream, Walk, packed};
use crate::read::Reason;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::rc::Rc;

const MEMBER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
/// What the directory begins with, at the end of the members: an entry, its end, and the same of archives of over 4 GiB.
const DIRECTORY: [[u8; 4]; 4] = [*b"PK\x01\x02", *b"PK\x05\x06", *b"PK\x06\x06", *b"PK\x06\x08"];
/// Stands for a length that is told elsewhere.
const ELSEWHERE: u32 = u32::MAX;

/// The header before a member.
struct Header {
    name: Vec<u8>,
    method: u16,
    encrypted: bool,
    /// Lengths and sum follow the content.
    open: bool,
    /// Lengths have eight bytes.
    long: bool,
    crc: u32,
    packed: u64,
}

/// Takes an archive apart.
pub(super) fn read(walk: &mut Walk<'_>, layer: Layer<'_>, path: &str) -> Result<(), Break> {
    let depth = walk.deeper(layer.depth, path)?;
    let mut stream = layer.stream;
    let meter = Rc::clone(&walk.meter);
    let broken = |error| meter.broken(error, path);
    loop {
        let mark = array::<4>(&mut stream).map_err(broken)?;
        if DIRECTORY.contains(&mark) {
            return Ok(());
        }
        // An archive that was meant to be split begins with a mark of its own.
        if mark == MEMBER {
            let header = header(&mut stream).map_err(broken)?;
            member(walk, &mut stream, &header, (path, depth))?;
        } else if mark != DESCRIPTOR {
            return Err(broken(bad("neither a member nor the directory begins here")).into());
        }
    }
}

fn header(stream: &mut Stream<'_>) -> io::Result<Header> {
    let fixed = array::<26>(stream)?;
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let number = |at: usize| u32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
    let mut name = vec![0; short(22).into()];
    stream.read_exact(&mut name)?;
    let mut extra = vec![0; short(24).into()];
    stream.read_exact(&mut extra)?;
    let flags = short(2);
    let long = zip64(&extra);
    let packed = match (number(14), long) {
        (ELSEWHERE, Some(field)) => long_length(field).ok_or_else(|| bad("a length is missing"))?,
        (packed, _) => packed.into(),
    };
    let (encrypted, open) = (flags & 1 != 0, flags & 8 != 0 && packed == 0);
    Ok(Header { name, method: short(4), encrypted, open, long: long.is_some(), crc: number(10), packed })
}

/// The field of lengths of eight bytes among the extra fields.
fn zip64(mut extra: &[u8]) -> Option<&[u8]> {
    while let [id0, id1, size0, size1, rest @ ..] = extra {
        let (field, rest) = rest.split_at_checked(u16::from_le_bytes([*size0, *size1]).into())?;
        if [*id0, *id1] == [1, 0] {
            return Some(field);
        }
        extra = rest;
    }
    None
}

/// The second of its lengths, that of the packed content.
fn long_length(field: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(field.get(8..16)?.try_into().ok()?))
}

fn member(
    walk: &mut Walk<'_>,
    stream: &mut Stream<'_>,
    header: &Header,
    (path, depth): (&str, u64),
) -> Result<(), Break> {
    let meter = Rc::clone(&walk.meter);
    let broken = |error| meter.broken(error, path);
    let wanted = if header.name.ends_with(b"/") { None } else { walk.member_path(path, &header.name)? };
    if header.open {
        if header.method != 8 || header.encrypted {
            return Err(broken(bad("a member tells its length nowhere that a stream could know it")).into());
        }
        let mut content = Unpacked::new(DeflateDecoder::new(&mut *stream), &meter, path);
        if let Some(member) = wanted {
            walk.member(Box::new(BufReader::new(&mut content)), &member, depth)?;
        }
        drain(&mut content).map_err(broken)?;
        return descriptor(stream, header.long).map_err(|error| broken(error).into());
    }
    let mut content = BufReader::new(Whole::new(stream, header.packed, (&meter, path)));
    if let Some(member) = wanted {
        match unpacked(&mut content, header, (&meter, &member)) {
            Ok(content) => walk.member(content, &member, depth)?,
            Err(problem) => {
                walk.skip(&Place { path: &member, number: None }, Reason::Unreadable, problem.to_owned())?;
            }
        }
    }
    drain(&mut content).map_err(|error| broken(error).into())
}

/// The content of a member whose length is known.
fn unpacked<'c>(
    content: &'c mut dyn BufRead,
    header: &Header,
    (meter, path): (&Rc<Meter>, &str),
) -> Result<Stream<'c>, &'static str> {
    if header.encrypted {
        return Err("it is encrypted");
    }
    let codec = |codec, content| packed::plain(codec, content).map_err(|_| "it cannot be unpacked");
    let content: Box<dyn Read + 'c> = match header.method {
        0 => Box::new(content),
        8 => Box::new(DeflateDecoder::new(content)),
        12 => codec(Codec::Bz2, Box::new(content))?,
        93 => codec(Codec::Zst, Box::new(content))?,
        95 => codec(Codec::Xz, Box::new(content))?,
        _ => return Err("it is packed in a way that is not known"),
    };
    let checked = Checked { inner: content, crc: Crc::new(), wanted: header.crc };
    Ok(Box::new(BufReader::new(Unpacked::new(checked, meter, path))))
}

/// What follows a member of which the header tells no length.
fn descriptor(stream: &mut Stream<'_>, long: bool) -> io::Result<()> {
    let lengths = if long { 16 } else { 8 };
    let marked = array::<4>(stream)? == DESCRIPTOR;
    let rest = lengths + if marked { 4 } else { 0 };
    drain(&mut io::Read::take(stream, rest))
}

/// Content whose sum must be what the header says.
struct Checked<R> {
    inner: R,
    crc: Crc,
    wanted: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.crc.update(&into[..read]);
        if read == 0 && !into.is_empty() && self.crc.sum() != self.wanted {
            return Err(bad("its checksum is another one"));
        }
        Ok(read)
    }
}

fn array<const N: usize>(stream: &mut Stream<'_>) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn bad(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
