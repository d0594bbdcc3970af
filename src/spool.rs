//! A file of the work area that a run writes what it has no room for and reads it again.
#![allow(clippy::disallowed_methods, reason = "this is an edge: what is too much for memory goes to a file")]

use crate::fault::point;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that has no name and so is gone with the run, however that ends. It is made when first written to.
///
/// What cannot be written or read again is remembered ([`Spool::trouble`]) and read as nothing, so that pure stages
/// need not speak of disks; whoever owns the spool asks after each stage.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    file: OnceLock<File>,
    end: AtomicU64,
    trouble: OnceLock<io::Error>,
}

impl Spool {
    /// A spool in a folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, file: OnceLock::new(), end: AtomicU64::new(0), trouble: OnceLock::new() }
    }

    /// Appends bytes; where they lie. May be called by many threads at once.
    pub fn append(&self, bytes: &[u8]) -> u64 {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let written = point("spool").and_then(|()| write_at(self.file()?, bytes, at));
        written.unwrap_or_else(|error| self.remember(error));
        at
    }

    /// The bytes at a place; empty if they cannot be read.
    pub fn read(&self, at: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        match self.file().and_then(|file| read_at(file, &mut bytes, at)) {
            Ok(()) => bytes,
            Err(error) => {
                self.remember(error);
                Vec::new()
            }
        }
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// What went wrong first, if something did: then nothing that was read can be trusted.
    pub fn trouble(&self) -> Option<&io::Error> {
        self.trouble.get()
    }

    /// Gives back the room that it takes.
    ///
    /// # Errors
    /// The trouble there was.
    pub fn close(self) -> io::Result<()> {
        self.trouble.into_inner().map_or(Ok(()), Err)
    }

    fn file(&self) -> io::Result<&File> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        let file = tempfile::tempfile_in(&self.folder)?;
        Ok(self.file.get_or_init(|| file))
    }

    fn remember(&self, error: io::Error) {
        // Only the first one counts.
        let _ = self.trouble.set(error);
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

/// Fills `bytes` from the place `at` of a file.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        (bytes, at) = (&bytes[written..], at + written as u64);
    }
    Ok(())
}

/// Fills `bytes` from the place `at` of a file.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (bytes, at) = (&mut bytes[read..], at + read as u64),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path().to_owned());
        let (first, second) = (spool.append(b"harbour"), spool.append(b"mill"));
        assert_eq!((spool.read(second, 4), spool.read(first, 7)), (b"mill".to_vec(), b"harbour".to_vec()));
        assert!(spool.trouble().is_none() && spool.bytes() == 11);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn trouble_is_remembered() {
        let spool = Spool::new(PathBuf::from("no/such/folder"));
        spool.append(b"harbour");
        assert!(spool.trouble().is_some());
    }
}
