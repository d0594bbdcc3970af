//! What pages gave, kept in the work area by the content of the page, so that no page is taken apart twice.
//!
//! An append-only file: a header, then entries of length, key, checksum and payload. A run that was killed leaves at most
//! a torn last entry, which the next run cuts off. Another version of `unspool`, other rules or other options for pages
//! begin a new file.
#![allow(clippy::disallowed_methods, reason = "this is an edge: a file of the work area")]

use crate::fault::point;
use crate::origin::Scraped;
use crate::spool::read_at;
use crate::telling::Analysis;
use encoding_rs::Encoding;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

pub(crate) const FILE: &str = "pages.memo";
const SIGNATURE: &[u8; 16] = b"unspool memo v3\n";
/// Signature and digest.
const HEADER: u64 = 32;
/// Length, key and checksum of an entry.
const ENTRY: usize = 4 + 16 + 8;

/// Where an entry lies, and how long its payload is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct At {
    start: u64,
    length: u32,
}

impl At {
    fn end(self) -> u64 {
        self.start + ENTRY as u64 + u64::from(self.length)
    }
}

/// The file of what pages gave.
#[derive(Debug)]
pub struct Memo {
    path: PathBuf,
    digest: u128,
    file: File,
    tail: Mutex<Tail>,
    known: FxHashMap<u128, Known>,
    reused: AtomicUsize,
}

/// Entries that are not yet in the file, and where they will begin.
#[derive(Debug)]
struct Tail {
    start: u64,
    entries: Vec<u8>,
}

/// So many bytes of entries are written at a time, those of some fifty pages: a run that is killed does no more of them again.
const LOT: usize = 1 << 16;

#[derive(Debug)]
struct Known {
    at: At,
    used: AtomicBool,
}

/// The content of a page, and what decides beside it what the page gives, as a key.
pub fn key(digest: u128, (encoding, scraped): (Option<&'static Encoding>, Option<Scraped>)) -> u128 {
    xxh3_128(format!("{digest}\n{:?}\n{scraped:?}", encoding.map(Encoding::name)).as_bytes())
}

/// The key of bytes that are read as HTML: as plain text they are another page.
pub fn html_key(key: u128) -> u128 {
    !key
}

impl Memo {
    /// Forgets all that earlier runs kept.
    ///
    /// # Errors
    /// If the file cannot be removed.
    pub fn forget(work: &Path) -> io::Result<()> {
        match std::fs::remove_file(work.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Opens the memo of a work area. `digest` stands for everything but a page's bytes that decides what the page
    /// gives: what was kept under another one is forgotten.
    ///
    /// # Errors
    /// If the file cannot be read or made.
    pub fn open(work: &Path, digest: u128) -> io::Result<Self> {
        point("open memo")?;
        let path = work.join(FILE);
        let mut file = File::options().create(true).truncate(false).read(true).write(true).open(&path)?;
        let (known, end) = match read_entries(&mut file, digest) {
            Some(found) => found,
            None => {
                file.set_len(0)?;
                file.seek(SeekFrom::Start(0))?;
                file.write_all(&header(digest))?;
                (FxHashMap::default(), HEADER)
            }
        };
        file.set_len(end)?;
        let tail = Mutex::new(Tail { start: end, entries: Vec::new() });
        Ok(Self { path, digest, file, tail, known, reused: AtomicUsize::new(0) })
    }

    /// What a page of this content gave, and where that lies.
    pub fn get(&self, key: u128) -> Option<(Analysis, At)> {
        let known = self.known.get(&key)?;
        let analysis = self.read(known.at)?;
        known.used.store(true, Ordering::Relaxed);
        self.reused.fetch_add(1, Ordering::Relaxed);
        Some((analysis, known.at))
    }

    /// What lies at a place; `None` if it is damaged, or not yet written out.
    pub fn read(&self, at: At) -> Option<Analysis> {
        let mut entry = vec![0; ENTRY + at.length as usize];
        read_at(&self.file, &mut entry, at.start).ok()?;
        let (head, payload) = entry.split_at(ENTRY);
        if xxh3_64(payload).to_le_bytes() != head[ENTRY - 8..] {
            return None;
        }
        postcard::from_bytes(payload).ok()
    }

    /// Keeps what a page of this content gave. It can be read when it is written out.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put(&self, key: u128, analysis: &Analysis) -> io::Result<At> {
        let mut entry = vec![0; ENTRY];
        entry = postcard::to_extend(analysis, entry).map_err(io::Error::other)?;
        let payload = &entry[ENTRY..];
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        let checksum = xxh3_64(payload).to_le_bytes();
        entry[..4].copy_from_slice(&length.to_le_bytes());
        entry[4..20].copy_from_slice(&key.to_le_bytes());
        entry[20..ENTRY].copy_from_slice(&checksum);
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let at = At { start: tail.start + tail.entries.len() as u64, length };
        tail.entries.append(&mut entry);
        if tail.entries.len() >= LOT {
            self.append(&mut tail)?
        }
        Ok(at)
    }

    /// Writes out what is not yet in the file; where it ends then.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_out(&self) -> io::Result<u64> {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        self.append(&mut tail)?;
        Ok(tail.start)
    }

    fn append(&self, tail: &mut Tail) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(tail.start))?;
        let (half, rest) = tail.entries.split_at(tail.entries.len() / 2);
        file.write_all(half)?;
        point("memo")?;
        file.write_all(rest)?;
        tail.start += tail.entries.len() as u64;
        tail.entries.clear();
        Ok(())
    }

    /// Pages that need not be taken apart again.
    pub fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }

    /// Forgets what no page of this run gave, so that nothing stays of a page that is no longer an input.
    ///
    /// # Errors
    /// If the file cannot be written anew; the old one is in place then.
    pub fn forget_unused(&self) -> io::Result<()> {
        let mut stale: Vec<At> = self
            .known
            .values()
            .filter(|known| !known.used.load(Ordering::Relaxed))
            .map(|known| known.at)
            .collect();
        if stale.is_empty() {
            return Ok(());
        }
        stale.sort_unstable_by_key(|at| at.start);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut anew = tempfile::Builder::new().prefix(crate::read::TEMPORARY).tempfile_in(folder)?;
        anew.write_all(&header(self.digest))?;
        let mut from = HEADER;
        let end = self.write_out()?;
        for at in stale {
            self.copy(from, at.start, anew.as_file_mut())?;
            from = at.end();
        }
        self.copy(from, end, anew.as_file_mut())?;
        point("rename memo")?;
        anew.persist(&self.path)?;
        Ok(())
    }

    fn copy(&self, from: u64, to: u64, anew: &mut File) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(from))?;
        io::copy(&mut file.take(to - from), anew)?;
        Ok(())
    }
}

fn header(digest: u128) -> [u8; HEADER as usize] {
    let mut header = [0; HEADER as usize];
    header[..16].copy_from_slice(SIGNATURE);
    header[16..].copy_from_slice(&digest.to_le_bytes());
    header
}

/// The entries of a file and where the last whole one ends; `None` if the file goes by another digest. Payloads are
/// checked when they are read.
fn read_entries(file: &mut File, digest: u128) -> Option<(FxHashMap<u128, Known>, u64)> {
    let length = file.metadata().ok()?.len();
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut found = [0; HEADER as usize];
    reader.read_exact(&mut found).ok()?;
    if found != header(digest) {
        return None;
    }
    let (mut known, mut end) = (FxHashMap::default(), HEADER);
    let mut entry = [0; ENTRY];
    while reader.read_exact(&mut entry).is_ok() {
        let (size, key) = (entry[..4].try_into().ok()?, entry[4..20].try_into().ok()?);
        let at = At { start: end, length: u32::from_le_bytes(size) };
        if at.end() > length || reader.seek_relative(i64::from(at.length)).is_err() {
            break;
        }
        known.insert(u128::from_le_bytes(key), Known { at, used: AtomicBool::new(false) });
        end = at.end();
    }
    Some((known, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn analysis(text: &str) -> Analysis {
        let rules = Rules::builtin().unwrap();
        let stripped = crate::page::unspool(text, &rules, 0.5).stripped;
        let page = crate::telling::PageText { text, scraped: None };
        let told = crate::telling::tell(&page, &stripped, &rules, &mut |_| {});
        Analysis { stripped, told, encoding: "UTF-8".to_owned(), replaced: 0 }
    }

    const PAGE: &str = "Mill burns down\n\nUpdated 4 March 2024 11:20 GMT\n\nLAHORE: The mill burnt down on Monday night, police said.";

    #[test]
    fn what_a_page_gave_is_there_after_a_torn_write() {
        let folder = tempfile::tempdir().unwrap();
        let given = analysis(PAGE);
        let memo = Memo::open(folder.path(), 1).unwrap();
        memo.put(7, &given).unwrap();
        memo.write_out().unwrap();
        let file = folder.path().join(FILE);
        let mut torn = std::fs::read(&file).unwrap();
        torn.extend_from_within(HEADER as usize..HEADER as usize + 40);
        std::fs::write(&file, torn).unwrap();
        let memo = Memo::open(folder.path(), 1).unwrap();
        let (got, _) = memo.get(7).unwrap();
        assert_eq!(got.told[0].paragraphs, given.told[0].paragraphs);
        assert_eq!(got.stripped.stories, given.stripped.stories);
        assert_eq!(memo.reused(), 1);
    }

    #[test]
    fn damage_and_other_digests_are_no_answers() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::open(folder.path(), 1).unwrap();
        memo.put(7, &analysis(PAGE)).unwrap();
        memo.write_out().unwrap();
        let file = folder.path().join(FILE);
        let mut bytes = std::fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file, bytes).unwrap();
        assert!(Memo::open(folder.path(), 1).unwrap().get(7).is_none());
        assert!(Memo::open(folder.path(), 2).unwrap().get(7).is_none());
    }

    #[test]
    fn nothing_stays_of_a_page_that_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::open(folder.path(), 1).unwrap();
        for (key, text) in
            [(1, PAGE.to_owned()), (2, PAGE.replace("Mill", "Dairy")), (3, PAGE.replace("Mill", "Forge"))]
        {
            memo.put(key, &analysis(&text)).unwrap();
        }
        memo.write_out().unwrap();
        let memo = Memo::open(folder.path(), 1).unwrap();
        assert!(memo.get(1).is_some() && memo.get(3).is_some());
        memo.put(4, &analysis(&PAGE.replace("Mill", "Kiln"))).unwrap();
        memo.forget_unused().unwrap();
        let bytes = std::fs::read(folder.path().join(FILE)).unwrap();
        assert!(memchr::memmem::find(&bytes, b"Dairy").is_none());
        let memo = Memo::open(folder.path(), 1).unwrap();
        assert!(memo.get(2).is_none() && [1, 3, 4].iter().all(|&key| memo.get(key).is_some()));
    }
}
