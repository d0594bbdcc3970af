//! How much was read of a file and unpacked from it, held against the limits; and how reading breaks off.

use super::Limits;
use crate::read::{Reason, Skipped, detail};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;
use thiserror::Error;

/// So much may be unpacked of a file whatever its size: little files of little text pack well, and do no harm.
const FREE: u64 = 1 << 20;

/// What goes on in one file.
pub(super) struct Meter {
    path: String,
    read: Cell<u64>,
    unpacked: Cell<u64>,
    limits: Limits,
}

/// A container that breaks off, or goes beyond a limit.
#[derive(Debug, Error)]
#[error("{said}")]
pub(super) struct Broken {
    /// The container.
    pub(super) path: String,
    pub(super) reason: Reason,
    pub(super) said: String,
}

impl Meter {
    pub(super) fn new(path: &str, limits: Limits) -> Rc<Self> {
        Rc::new(Self { path: path.to_owned(), read: Cell::new(0), unpacked: Cell::new(0), limits })
    }

    /// Bytes of the file that were read.
    pub(super) fn read(&self) -> u64 {
        self.read.get()
    }

    /// The file is being read up to this byte, in whatever order.
    pub(super) fn reach(&self, byte: u64) {
        self.read.set(self.read.get().max(byte));
    }

    /// Something more was unpacked.
    pub(super) fn unpack(&self, bytes: usize) -> io::Result<()> {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes as u64));
        self.allow(0)
    }

    /// # Errors
    /// If so much more may not be unpacked.
    pub(super) fn allow(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        let Limits { expansion, unpacked: most, .. } = self.limits;
        let many = unpacked > most;
        let dense = unpacked > FREE.saturating_add(self.read.get().saturating_mul(expansion));
        if !many && !dense {
            return Ok(());
        }
        let limit = if many {
            format!("{most} bytes (--max-unpacked)")
        } else {
            format!("{expansion} times what is packed (--max-expansion)")
        };
        let said = format!("more than {limit} is unpacked at byte {} of the file", self.read.get());
        Err(io::Error::other(Broken { path: self.path.clone(), reason: Reason::Bomb, said }))
    }

    /// What an error while reading `path` means.
    pub(super) fn broken(&self, error: io::Error, path: &str) -> Broken {
        let error = match error.downcast::<Broken>() {
            Ok(broken) => return broken,
            Err(error) => error,
        };
        let at = self.read.get();
        let (reason, said) = match error.kind() {
            _ if error.raw_os_error().is_some() => (Reason::Unreadable, detail(&error)),
            io::ErrorKind::UnexpectedEof => {
                (Reason::TruncatedArchive, format!("it breaks off at byte {at} of the file"))
            }
            _ => {
                (Reason::CorruptArchive, format!("it cannot be read on from byte {at} of the file: {error}"))
            }
        };
        Broken { path: path.to_owned(), reason, said }
    }
}

impl From<Broken> for Skipped {
    fn from(Broken { path, reason, said }: Broken) -> Self {
        Self { path, item: None, reason, detail: said }
    }
}

/// A file, of which what is taken is counted. It is read to its first end: a terminal that has told of an end waits for
/// more when it is asked again.
pub(super) struct Counted<R> {
    inner: R,
    meter: Rc<Meter>,
    ended: bool,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, meter: &Rc<Meter>) -> Self {
        Self { inner, meter: Rc::clone(meter), ended: false }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let read = self.inner.read(into)?;
        self.ended = read == 0 && !into.is_empty();
        self.meter.read.set(self.meter.read.get() + read as u64);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ended {
            return Ok(&[]);
        }
        let bytes = self.inner.fill_buf()?;
        self.ended = bytes.is_empty();
        Ok(bytes)
    }

    fn consume(&mut self, taken: usize) {
        self.meter.read.set(self.meter.read.get() + taken as u64);
        self.inner.consume(taken);
    }
}

/// What comes out of something packed, held against the limits.
pub(super) struct Unpacked<R> {
    inner: R,
    meter: Rc<Meter>,
    path: String,
}

impl<R> Unpacked<R> {
    /// Unpacks `inner`, which stands in the container `path`.
    pub(super) fn new(inner: R, meter: &Rc<Meter>, path: &str) -> Self {
        Self { inner, meter: Rc::clone(meter), path: path.to_owned() }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read =
            self.inner.read(into).map_err(|error| io::Error::other(self.meter.broken(error, &self.path)))?;
        self.meter.unpack(read)?;
        Ok(read)
    }
}

/// So many bytes of a container: that it ends before them is the container's break, not that of what is read.
pub(super) struct Whole<R> {
    inner: R,
    left: u64,
    meter: Rc<Meter>,
    path: String,
}

impl<R> Whole<R> {
    /// So many bytes of `inner`, which is the container `path`.
    pub(super) fn new(inner: R, length: u64, (meter, path): (&Rc<Meter>, &str)) -> Self {
        Self { inner, left: length, meter: Rc::clone(meter), path: path.to_owned() }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = match self.inner.read(&mut into[..most]) {
            Ok(0) if most > 0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => read,
        };
        let read = read.map_err(|error| io::Error::other(self.meter.broken(error, &self.path)))?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// Reads what is left.
pub(super) fn drain(rest: &mut impl Read) -> io::Result<()> {
    io::copy(rest, &mut io::sink()).map(drop)
}
