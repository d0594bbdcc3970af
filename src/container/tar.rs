//! A tar archive → its members.

use super::meter::{Broken, Meter, Whole, drain};
use super::{Break, Layer, Walk};
use crate::read::Reason;
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use tar::Archive;

/// Takes an archive apart. What is no regular file in it is ignored; folders are not even counted.
pub(super) fn read(walk: &mut Walk<'_>, layer: Layer<'_>, path: &str) -> Result<(), Break> {
    let depth = walk.deeper(layer.depth, path)?;
    let (meter, ended) = (Rc::clone(&walk.meter), Rc::new(Cell::new(false)));
    let mut archive = Archive::new(Edge { inner: layer.stream, ended: Rc::clone(&ended) });
    let broken = |error: io::Error| torn(error, ended.get(), (&*meter, path));
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let (kind, name) = (entry.header().entry_type(), entry.path_bytes().into_owned());
        if kind.is_dir() {
            continue;
        }
        let size = entry.size();
        let mut content = Whole::new(entry, size, (&meter, path));
        if !kind.is_file() {
            walk.ignore("no regular file")?;
        } else if let Some(member) = walk.member_path(path, &name)? {
            walk.member(Box::new(BufReader::new(&mut content)), &member, depth)?;
        }
        // What the member left is read here, so that a break in it is told as the archive's.
        drain(&mut content).map_err(|error| meter.broken(error, path))?;
    }
    Ok(())
}

/// Tells an archive that ends too early from one that makes no sense, which the reader does not.
fn torn(error: io::Error, ended: bool, (meter, path): (&Meter, &str)) -> Broken {
    let broken = meter.broken(error, path);
    if ended && broken.reason == Reason::CorruptArchive {
        return meter.broken(io::ErrorKind::UnexpectedEof.into(), path);
    }
    broken
}

/// A reader that notes when it has ended.
struct Edge<R> {
    inner: R,
    ended: Rc<Cell<bool>>,
}

impl<R: Read> Read for Edge<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.ended.set(read == 0 && !into.is_empty());
        Ok(read)
    }
}
