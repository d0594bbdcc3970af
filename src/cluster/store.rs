//! The folders of a job: where the tables of its stages lie, and how its results get into place.
//!
//! Each file of an output folder is a folder of parts here, which carries a mark.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::Task;
use super::recorded::TALLY;
use super::summed::{Counts, Placed, summary};
use crate::config::Config;
use crate::read::{Listing, TEMPORARY, WORK_AREA};
use crate::record::{Summary, hex128};
use crate::write::{SUMMARY_FILE, WorkLock, WriteError, add_file, held_work_area};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// Stands in each folder of parts that a job wrote.
const MARK: &str = "_UNSPOOL";
/// Tables of a job lie in a folder of this name and its key.
const TABLES: &str = "spark-";
/// The lines of all files, in folders by the number of the file.
const LINES: &str = "lines";
/// There once every folder of lines is whole: from then on one that is gone is in its place.
const MOVING: &str = "moving";
/// What an engine takes for a pattern of names, and no name.
const PATTERN: &[char] = &['*', '?', '[', ']', '{', '}', '\\'];

/// The output folder and the work area of a job, held by it alone.
#[derive(Debug)]
pub struct Store {
    out: PathBuf,
    work: PathBuf,
    files: Vec<String>,
    /// Held until the job ends; it goes away with a dead process.
    _lock: WorkLock,
}

impl Store {
    /// Makes sure that the folders can be used and hold nothing that would be lost. `key` stands for the job: tables of any other
    /// are removed.
    ///
    /// # Errors
    /// If they cannot be written, are held by another run, or hold files of these names that no job wrote.
    pub fn claim(
        (out, work): (&Path, Option<&Path>),
        key: &str,
        files: Vec<String>,
    ) -> Result<Self, WriteError> {
        let area = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
        foreign(out, &files)?;
        let unwritable = |path: &Path| {
            let path = path.to_owned();
            move |source| WriteError::Unwritable { path, source }
        };
        fs::create_dir_all(out).map_err(unwritable(out))?;
        let lock = held_work_area(&area, out)?;
        let made = || -> io::Result<PathBuf> {
            let area = fs::canonicalize(&area)?;
            let work = area.join(format!("{TABLES}{key}"));
            named_plainly(&work)?;
            forget_others(&area, &work)?;
            fs::create_dir_all(&work)?;
            movable(&work, out)?;
            Ok(work)
        };
        let work = made().map_err(unwritable(&area))?;
        Ok(Self { out: out.to_owned(), work, files, _lock: lock })
    }

    /// Where the tables of stages go.
    pub fn work(&self) -> &Path {
        &self.work
    }

    /// Puts the results into place, the text of `summary.json` last, which it gives; the tables of stages go, because they hold
    /// pages.
    ///
    /// # Errors
    /// If something cannot be moved, read or written; the same call carries on.
    pub fn publish(&self, counts: &Counts, task: &Task) -> Result<String, WriteError> {
        let published = || -> io::Result<String> {
            let summary = summary(counts, self.put()?, task)?;
            self.finish(&summary)?;
            Ok(summary)
        };
        published().map_err(|source| WriteError::Failed { path: self.out.clone(), source })
    }

    /// Puts the parts of all files into place. `summary.json` goes first: without it an output is unfinished.
    fn put(&self) -> io::Result<Placed> {
        gone(fs::remove_file(self.out.join(SUMMARY_FILE)))?;
        self.mark()?;
        let files = (0..).zip(&self.files).map(|(table, name)| self.place(table, name));
        Ok(Placed { files: files.collect::<io::Result<_>>()?, tallies: self.tallies()? })
    }

    fn finish(&self, summary: &str) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.out)?;
        file.write_all(summary.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.out.join(SUMMARY_FILE))?;
        fs::remove_dir_all(&self.work)
    }

    fn lines(&self, table: i64) -> PathBuf {
        self.work.join(LINES).join(format!("table={table}"))
    }

    /// Marks all folders of lines as ours; of a file without lines there is none yet.
    fn mark(&self) -> io::Result<()> {
        let moving = self.work.join(MOVING);
        if moving.exists() {
            return Ok(());
        }
        for table in (0..).take(self.files.len()) {
            let folder = self.lines(table);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(MARK), "")?;
        }
        fs::write(moving, "")
    }

    /// Moves the parts of a file to where they belong.
    fn place(&self, table: i64, name: &str) -> io::Result<(String, (String, u64))> {
        let (made, place) = (self.lines(table), self.out.join(name));
        if made.exists() {
            gone(fs::remove_dir_all(&place))?;
            fs::rename(&made, &place)?;
        }
        let (mut digest, mut bytes) = (Xxh3::new(), 0);
        for part in parts(&place)? {
            bytes += add_file(&mut digest, &part)?;
        }
        Ok((name.to_owned(), (hex128(digest.digest128()), bytes)))
    }

    /// What was counted of the lines.
    fn tallies(&self) -> io::Result<Vec<String>> {
        let folder = self.lines(TALLY);
        // Without any page nothing was counted.
        let parts = if folder.exists() { parts(&folder)? } else { Vec::new() };
        parts.into_iter().map(|part| Ok(fs::read_to_string(part)?.trim_end().to_owned())).collect()
    }
}

/// Stands for what is read and by which options, with the size and age of each file: another key is another job.
///
/// # Errors
/// If what tells where pages come from is not there.
pub fn key(settings: &str, listing: &Listing, config: &Config) -> io::Result<String> {
    let mut digest = Xxh3::new();
    digest.update(format!("{}\n{settings}\n", env!("CARGO_PKG_VERSION")).as_bytes());
    for source in &listing.sources {
        // One that is gone will be skipped.
        let age = source.file.as_deref().and_then(|file| age(file).ok());
        digest.update(format!("{}\0{age:?}\n", source.path).as_bytes());
    }
    if let Some(meta) = &config.read.meta {
        digest.update(format!("{:?}", age(meta)?).as_bytes());
    }
    Ok(hex128(digest.digest128()))
}

/// Bytes of a file, and when it was changed.
fn age(file: &Path) -> io::Result<(u64, std::time::SystemTime)> {
    let known = fs::metadata(file)?;
    Ok((known.len(), known.modified()?))
}

/// Says what would be overwritten that no job wrote.
fn foreign(out: &Path, files: &[String]) -> Result<(), WriteError> {
    let ours = |name: &String| out.join(name).join(MARK).exists();
    let foreign = files.iter().find(|name| out.join(name).exists() && !ours(name));
    if let Some(name) = foreign {
        return Err(WriteError::NotParts { path: out.join(name) });
    }
    let path = out.join(SUMMARY_FILE);
    match fs::read(&path) {
        Ok(bytes) if serde_json::from_slice::<Summary>(&bytes).is_err() => Err(WriteError::NotOurs { path }),
        _ => Ok(()),
    }
}

fn named_plainly(work: &Path) -> io::Result<()> {
    let plain = work.to_str().is_some_and(|name| !name.contains(PATTERN));
    let problem =
        "Spark takes a path with one of *?[]{}\\ in it, or one that is no UTF-8, for something else";
    if plain { Ok(()) } else { Err(io::Error::other(problem)) }
}

/// Removes the tables of other jobs: they hold pages that may be gone, and nobody asks for them again.
fn forget_others(area: &Path, work: &Path) -> io::Result<()> {
    for entry in fs::read_dir(area)? {
        let path = entry?.path();
        let is_tables = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TABLES));
        if is_tables && path != work {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// Results are moved from the work area into the output, which one file system alone does at once.
fn movable(work: &Path, out: &Path) -> io::Result<()> {
    let (from, to) = (work.join("probe"), out.join(format!("{TEMPORARY}probe")));
    fs::write(&from, "")?;
    let moved = fs::rename(&from, &to);
    gone(fs::remove_file(if moved.is_ok() { to } else { from }))?;
    let problem = "folders cannot be moved from here to the output; leave --work out, or name a folder on the same file system";
    moved.map_err(|error| io::Error::new(error.kind(), problem))
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// The parts of a file, in their order.
fn parts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<io::Result<_>>()?;
    paths.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("part-")));
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use xxhash_rust::xxh3::xxh3_128;

    const FILES: [&str; 2] = ["a.jsonl", "b.jsonl"];

    fn claim(out: &Path, key: &str) -> Result<Store, WriteError> {
        Store::claim((out, None), key, FILES.map(str::to_owned).to_vec())
    }

    /// What the engine leaves: lines of the first file in two parts, none of the second, and a count.
    fn lines(store: &Store) {
        for (table, parts) in [(0, &["one\n", "two\n"][..]), (-1, &["{}\n"][..])] {
            let folder = store.work().join(format!("lines/table={table}"));
            fs::create_dir_all(&folder).unwrap();
            for (at, text) in parts.iter().enumerate() {
                fs::write(folder.join(format!("part-0000{at}.txt")), text).unwrap();
            }
        }
    }

    #[test]
    fn parts_get_into_place_with_the_digest_of_all_of_them() {
        let out = tempfile::tempdir().unwrap();
        let store = claim(out.path(), "k").unwrap();
        lines(&store);
        let placed = store.put().unwrap();
        let whole = (hex128(xxh3_128(b"one\ntwo\n")), 8);
        assert_eq!((&placed.files["a.jsonl"], placed.files["b.jsonl"].1), (&whole, 0));
        assert_eq!(placed.tallies, ["{}"]);
        assert_eq!(store.put().unwrap().files, placed.files, "a put that broke off is carried on");
        assert!(out.path().join("b.jsonl").is_dir());
        store.finish("{}").unwrap();
        assert!(out.path().join("summary.json").exists() && !store.work().exists());
    }

    #[test]
    fn what_no_job_wrote_stays() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("b.jsonl"), "mine").unwrap();
        assert!(matches!(claim(out.path(), "k"), Err(WriteError::NotParts { .. })));
        fs::remove_file(out.path().join("b.jsonl")).unwrap();
        fs::write(out.path().join("summary.json"), "mine").unwrap();
        assert!(matches!(claim(out.path(), "k"), Err(WriteError::NotOurs { .. })));
    }

    #[test]
    fn a_folder_is_held_by_one_job_and_tables_of_another_go() {
        let out = tempfile::tempdir().unwrap();
        let first = claim(out.path(), "old").unwrap();
        assert!(matches!(claim(out.path(), "old"), Err(WriteError::Locked { .. })));
        let old = first.work().to_owned();
        drop(first);
        claim(out.path(), "new").unwrap();
        assert!(!old.exists());
    }
}
