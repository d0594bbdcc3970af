//! An Arrow IPC file or stream → its rows.
//!
//! A file is a stream with a mark before it and a directory behind it, so both are read from the front. Messages are parted
//! here, so that a length that makes no sense is known before memory is taken for it.
//! Source: Arrow Columnar Format 1.5, "Serialization and Interprocess Communication (IPC)".

use super::{columns as names, corrupt, guarded, has_text, rows};
use crate::container::meter::{Meter, drain};
use crate::container::{Break, Stream, Walk};
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::{MessageHeader, root_as_message};
use std::io::{self, BufRead as _, ErrorKind, Read as _};
use std::rc::Rc;

/// What a file begins with, filled up with zeros.
const MARK: &[u8] = b"ARROW1";
/// What a message begins with.
const MESSAGE: [u8; 4] = [0xFF; 4];
/// What a stream may end with.
const END: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
/// Bytes that the description of a message may have.
const LONGEST_HEADER: u32 = 1 << 26;

/// Takes a file apart. A row's number counts from 1.
pub(in crate::container) fn read(
    walk: &mut Walk<'_>,
    mut stream: Stream<'_>,
    path: &str,
) -> Result<(), Break> {
    let meter = Rc::clone(&walk.meter);
    let broken = |error: io::Error| meter.broken(error, path);
    let frame = Frame::of(&mut stream, walk).map_err(broken)?;
    let (mut decoder, mut number, mut seen) = (StreamDecoder::new(), 1, false);
    while let Some(message) = frame.message(&mut stream, &meter).map_err(broken)? {
        let mut message = Buffer::from_vec(message);
        // A message without a body is read only with the one behind it.
        while !message.is_empty() {
            let at = || format!("row {number}, in the message before byte {} of the file", meter.read());
            let batch = guarded(|| decoder.decode(&mut message));
            let batch = batch.map_err(|error| corrupt(path, &at(), &error))?;
            if let Some(schema) = decoder.schema().filter(|_| !seen) {
                seen = true;
                if !has_text(walk, &schema, path)? {
                    return Ok(());
                }
            }
            if let Some(batch) = batch {
                rows(walk, &batch, number, path)?;
                number += batch.num_rows() as u64;
            }
        }
    }
    // Whatever follows is not read, but a break in it is told.
    drain(&mut stream).map_err(|error| broken(error).into())
}

/// The names of the columns of a file, if they can be read.
pub(in crate::container) fn columns(mut stream: Stream<'_>, walk: &Walk<'_>) -> Vec<String> {
    let mut decoder = StreamDecoder::new();
    let mut read = || {
        let frame = Frame::of(&mut stream, walk).ok()?;
        let mut message = frame.message(&mut stream, &walk.meter).ok()??;
        message.extend(END);
        guarded(|| decoder.decode(&mut Buffer::from_vec(message))).ok()?;
        decoder.schema()
    };
    read().map(|schema| names(schema.fields())).unwrap_or_default()
}

/// How messages stand in a file.
struct Frame {
    /// Whether it has a mark before and a directory behind them; else it is a stream, which may end without saying so.
    is_file: bool,
    /// Bytes that a message may have.
    most: u64,
}

impl Frame {
    /// Reads the mark before the messages.
    fn of(stream: &mut Stream<'_>, walk: &Walk<'_>) -> io::Result<Self> {
        let is_file = stream.fill_buf()?.starts_with(MARK);
        if is_file {
            stream.consume(MARK.len());
            while stream.fill_buf()?.first() == Some(&0) {
                stream.consume(1);
            }
        }
        Ok(Self { is_file, most: walk.reading.limits.unpacked })
    }

    /// The next message with what frames it; `None` at the end.
    fn message(&self, stream: &mut Stream<'_>, meter: &Meter) -> io::Result<Option<Vec<u8>>> {
        if !self.is_file && stream.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut message = exactly(stream, 8)?;
        let (mark, length) = message.split_at(4);
        if mark != MESSAGE {
            return Err(bad("no message begins here"));
        }
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        if length == 0 {
            return Ok(None);
        }
        if length > LONGEST_HEADER {
            return Err(bad("the description of a message is too long"));
        }
        let header = exactly(stream, length.into())?;
        let body = body_length(&header).filter(|length| *length <= self.most);
        let body = body.ok_or_else(|| bad("a message makes no sense or is too long"))?;
        message.extend_from_slice(&header);
        let start = message.len();
        append(&mut message, stream, body)?;
        allowed(&header, &message[start..], meter)?;
        Ok(Some(message))
    }
}

fn exactly(stream: &mut Stream<'_>, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    append(&mut bytes, stream, length)?;
    Ok(bytes)
}

/// Reads so many bytes more.
fn append(bytes: &mut Vec<u8>, stream: &mut Stream<'_>, length: u64) -> io::Result<()> {
    let read = stream.by_ref().take(length).read_to_end(bytes)?;
    if (read as u64) < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// How long the body of a message is that can be read.
fn body_length(header: &[u8]) -> Option<u64> {
    let message = root_as_message(header).ok()?;
    let known = [MessageHeader::Schema, MessageHeader::RecordBatch, MessageHeader::DictionaryBatch];
    u64::try_from(message.bodyLength()).ok().filter(|_| known.contains(&message.header_type()))
}

/// Holds against the limits what a packed message says it unpacks to, before it is unpacked.
fn allowed(header: &[u8], body: &[u8], meter: &Meter) -> io::Result<()> {
    let Ok(message) = root_as_message(header) else { return Ok(()) };
    let dictionary = || message.header_as_dictionary_batch().and_then(|batch| batch.data());
    let batch = message.header_as_record_batch().or_else(dictionary);
    let packed = batch.filter(|batch| batch.compression().is_some()).and_then(|batch| batch.buffers());
    let length = |start: i64| {
        let start = usize::try_from(start).ok()?;
        let length = i64::from_le_bytes(body.get(start..start.checked_add(8)?)?.try_into().ok()?);
        // Less than nothing says that it is not packed.
        u64::try_from(length).ok()
    };
    let lengths = packed.into_iter().flatten().filter_map(|buffer| length(buffer.offset()));
    meter.allow(lengths.fold(0, u64::saturating_add))
}

fn bad(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
