//! Packed bytes → bytes, one file of several members after the other.

use super::Stream;
use super::form::Codec;
use super::meter::{Meter, Unpacked};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Bytes that are unpacked at a time.
const PIECE: usize = 1 << 16;
/// KiB of memory for unpacking xz: four times what the highest preset needs.
const XZ_MEMORY: u32 = 1 << 18;

/// Unpacks a stream, which stands in the container `path`.
///
/// # Errors
/// If there is not even a beginning.
pub(super) fn unpack<'s>(
    codec: Codec,
    stream: Stream<'s>,
    meter: &Rc<Meter>,
    path: &str,
) -> io::Result<Stream<'s>> {
    let inner = plain(codec, stream)?;
    Ok(Box::new(BufReader::with_capacity(PIECE, Unpacked::new(inner, meter, path))))
}

/// Unpacks a stream without counting what comes out.
pub(super) fn plain<'s>(codec: Codec, stream: Stream<'s>) -> io::Result<Box<dyn Read + 's>> {
    Ok(match codec {
        Codec::Gz => Box::new(Members::new(stream)),
        Codec::Zst => Box::new(zstd::stream::read::Decoder::with_buffer(stream)?),
        Codec::Bz2 => Box::new(bzip2::bufread::MultiBzDecoder::new(stream)),
        Codec::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(stream, true, XZ_MEMORY)),
    })
}

/// The members of a gz file. Zeros behind the last one fill up blocks of tapes; anything else there is a break.
struct Members<'s> {
    state: State<'s>,
}

enum State<'s> {
    Within(Box<GzDecoder<Stream<'s>>>),
    Ended,
}

impl<'s> Members<'s> {
    fn new(stream: Stream<'s>) -> Self {
        Self { state: State::Within(Box::new(GzDecoder::new(stream))) }
    }
}

impl Read for Members<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let State::Within(member) = &mut self.state else { return Ok(0) };
            let read = member.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let State::Within(member) = std::mem::replace(&mut self.state, State::Ended) else {
                return Ok(0);
            };
            let mut rest = member.into_inner();
            match rest.fill_buf()?.first() {
                Some(0x1F) => self.state = State::Within(Box::new(GzDecoder::new(rest))),
                Some(0) => only_zeros(rest)?,
                Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "what follows is not gz")),
                None => {}
            }
        }
    }
}

fn only_zeros(mut rest: Stream<'_>) -> io::Result<()> {
    loop {
        let piece = rest.fill_buf()?;
        if piece.iter().any(|byte| *byte != 0) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "what follows is not gz"));
        }
        match piece.len() {
            0 => return Ok(()),
            zeros => rest.consume(zeros),
        }
    }
}
