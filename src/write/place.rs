//! The output folder: whose it is, and how files get into it whole.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::names::could_write;
use super::packed::Finished;
use super::remembered::{Digests, MEMORY_FILE, Memory, RememberedInput};
use super::{Found, SUMMARY_FILE, Settled};
use crate::config::{self, Config};
use crate::fault::point;
use crate::read::{CACHE_TAG_FILE, CACHE_TAG_WORDS, TEMPORARY, WORK_AREA, detail, is_work_area};
use crate::record::{Summary, hex128};
use crate::{memo, scores};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use thiserror::Error;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

const LOCK_FILE: &str = "lock";
const OWNED_FILE: &str = "owned.json";
const IGNORE_FILE: &str = ".gitignore";
const CACHE_SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";

/// Why the output cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The folder cannot be used; nothing was written.
    #[error("cannot write to `{}`: {source}; choose another folder with -o", path.display())]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another run writes there.
    #[error("`{}` is being written by another run (process {process}); wait for it, or choose another folder with -o", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// The id of the other process, as it wrote it down.
        process: String,
    },
    /// A file there is not ours.
    #[error("`{}` was not written by unspool and would be overwritten; move it away, or choose another folder with -o", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The folder for the work area holds other files.
    #[error("`{}` holds files that are not unspool's, so it cannot be the work area; name an empty folder with --work", path.display())]
    NotWorkArea {
        /// The folder.
        path: PathBuf,
    },
    /// What stands there is no folder of parts that a job on a cluster wrote.
    #[error("`{}` would be overwritten, and is no folder of parts that unspool wrote; move it away, or choose another folder with -o", path.display())]
    NotParts {
        /// The file or folder.
        path: PathBuf,
    },
    /// Writing failed after it began; what stood there before is untouched.
    #[error("writing `{}` failed: {}; earlier results are untouched, the same command carries on", path.display(), detail(source))]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// An output folder, held by this run alone.
#[derive(Debug)]
pub struct Place {
    out: PathBuf,
    work: PathBuf,
    /// Held until the run ends; it goes away with a dead process.
    _lock: WorkLock,
}

impl Place {
    /// Makes sure that `out` can be written and is ours. The work area is `work`, or inside `out`.
    ///
    /// # Errors
    /// If it cannot be written, is held by another run, or holds files that `unspool` did not write, of names that are going to
    /// be written.
    pub fn prepare(out: &Path, work: Option<&Path>, write: &config::Write) -> Result<Self, WriteError> {
        let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
        foreign_file(out, &work, write)?;
        fs::create_dir_all(out).map_err(|source| WriteError::Unwritable { path: out.to_owned(), source })?;
        let lock = held_work_area(&work, out)?;
        let place = Self { out: out.to_owned(), work, _lock: lock };
        place.clear_leftovers().map_err(|source| WriteError::Unwritable { path: out.to_owned(), source })?;
        Ok(place)
    }

    /// Removes half-written files of a run that was killed; shows that the folder can be written, too.
    fn clear_leftovers(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.out)?.chain(fs::read_dir(&self.work)?) {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                fs::remove_file(entry.path())?;
            }
        }
        self.temporary().map(drop)
    }

    pub(super) fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.out)
    }

    /// The work area.
    pub fn work(&self) -> &Path {
        &self.work
    }

    /// Where a file of the output lies.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// The error of a file of the work area that cannot be used.
    pub fn lost(&self, source: io::Error) -> WriteError {
        WriteError::Failed { path: self.work.clone(), source }
    }

    /// Notes in the work area where the inputs lie, so that `verify` finds them again.
    pub(super) fn remember(
        &self,
        found: &Found<'_>,
        settled: &Settled<'_>,
        config: &Config,
    ) -> Result<(), WriteError> {
        let mut config = config.clone();
        let meta = config.read.meta.iter_mut();
        for file in config.label.rules.iter_mut().chain(meta) {
            // What was read a moment ago has an absolute path.
            *file = file.canonicalize().unwrap_or_else(|_| file.clone());
        }
        let inputs = found.inputs.iter().filter_map(RememberedInput::of).collect();
        let against = found.against.and_then(|old| old.canonicalize().ok());
        self.write_work(MEMORY_FILE, &Memory { config: &config, inputs, against, pages: Digests(settled) })
    }

    fn write_work(&self, name: &str, value: &impl Serialize) -> Result<(), WriteError> {
        let path = self.work.join(name);
        let write = || -> io::Result<()> {
            point(name)?;
            let file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.work)?;
            let mut file = BufWriter::new(file);
            serde_json::to_writer(&mut file, value)?;
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            point("sync in the work area")?;
            file.as_file().sync_all()?;
            point("rename in the work area")?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|source| WriteError::Failed { path: path.clone(), source })
    }

    /// Puts finished files into place and removes those of an earlier run that are none of these; `summary.json` last.
    pub(super) fn put(&self, files: Vec<Finished>, summary: &Summary) -> Result<(), WriteError> {
        let path = self.out.join(SUMMARY_FILE);
        // A map always becomes JSON; its keys are sorted.
        let value = serde_json::to_value(summary).unwrap_or_default();
        let text = format!("{value:#}\n");
        let stale = self.stale(summary);
        let mut owned = stale.clone();
        owned.extend(summary.digests.clone());
        owned.insert(SUMMARY_FILE.to_owned(), hex128(xxh3_128(text.as_bytes())));
        self.write_work(OWNED_FILE, &owned)?;
        for file in files {
            let path = self.out.join(&file.name);
            let renamed = point("rename").and_then(|()| Ok(file.file.persist(&path)?));
            renamed.map_err(|source| WriteError::Failed { path, source })?;
        }
        for name in stale.keys() {
            let path = self.out.join(name);
            let removed = point("remove").and_then(|()| fs::remove_file(&path));
            removed.map_err(|source| WriteError::Failed { path, source })?;
        }
        let write = || -> io::Result<()> {
            let mut file = self.temporary()?;
            point("write summary")?;
            file.write_all(text.as_bytes())?;
            point("sync summary")?;
            file.as_file().sync_all()?;
            point("rename summary")?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|source| WriteError::Failed { path: path.clone(), source })
    }

    /// Files that an earlier run wrote and this one does not, as far as they are what was written, with their digests.
    fn stale(&self, summary: &Summary) -> BTreeMap<String, String> {
        let known = Known::of(&self.out, &self.work);
        let gone = known.names().filter(|name| !summary.digests.contains_key(*name) && *name != SUMMARY_FILE);
        let is_file = |name: &str| Path::new(name).components().count() == 1;
        let digest = |name: &String| Some((name.clone(), digest_of(&self.out.join(name)).ok()??));
        let there = gone.filter(|name| is_file(name)).filter_map(digest);
        there.filter(|(name, digest)| known.holds(name, digest)).collect()
    }
}

/// The lock of a work area, held as long as this lives.
#[derive(Debug)]
pub(crate) struct WorkLock(File);

impl Drop for WorkLock {
    fn drop(&mut self) {
        // To close the file is not enough at once: a process that is just being started has a copy of it until it is. Where this
        // fails, its end gives the lock back.
        let _unlocked = self.0.unlock();
    }
}

/// Takes the lock of a work area, making the area if need be.
///
/// # Errors
/// If another run holds it, if it cannot be written, or if the folder holds something and was not made for this.
pub(crate) fn held_work_area(work: &Path, out: &Path) -> Result<WorkLock, WriteError> {
    let unwritable = |source| WriteError::Unwritable { path: work.to_owned(), source };
    if !can_be_work_area(work)? {
        return Err(WriteError::NotWorkArea { path: work.to_owned() });
    }
    let lock = work_area(work).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => {
            let noted =
                lock.set_len(0).and_then(|()| (&lock).write_all(std::process::id().to_string().as_bytes()));
            noted.map(|()| WorkLock(lock)).map_err(unwritable)
        }
        Err(TryLockError::WouldBlock) => {
            let process = fs::read_to_string(work.join(LOCK_FILE)).unwrap_or_default();
            let process = if process.is_empty() { "unknown".to_owned() } else { process };
            Err(WriteError::Locked { path: out.to_owned(), process })
        }
        Err(TryLockError::Error(source)) => Err(unwritable(source)),
    }
}

/// Whether nothing of others would be lost in a folder: it has our tag, is empty, or holds only files of our names beside a torn tag.
fn can_be_work_area(folder: &Path) -> Result<bool, WriteError> {
    const OURS: [&str; 7] =
        [CACHE_TAG_FILE, IGNORE_FILE, LOCK_FILE, OWNED_FILE, MEMORY_FILE, memo::FILE, scores::FILE];
    if is_work_area(folder) {
        return Ok(true);
    }
    let names = names_in(folder)?;
    let is_ours = |name: &String| OURS.contains(&name.as_str()) || name.starts_with(TEMPORARY);
    Ok(names.is_empty() || names.contains(CACHE_TAG_FILE) && names.iter().all(is_ours))
}

/// Opens the lock of a work area, making the area if need be.
fn work_area(work: &Path) -> io::Result<File> {
    fs::create_dir_all(work)?;
    fs::write(
        work.join(CACHE_TAG_FILE),
        format!("{CACHE_SIGNATURE}\n# {CACHE_TAG_WORDS} It can be deleted.\n"),
    )?;
    fs::write(work.join(IGNORE_FILE), "*\n")?;
    File::options().create(true).truncate(false).write(true).open(work.join(LOCK_FILE))
}

/// What is known of the files in an output folder: what its summary and what the work area says of them.
struct Known {
    summary: Option<Summary>,
    owned: BTreeMap<String, String>,
}

impl Known {
    fn of(out: &Path, work: &Path) -> Self {
        Self { summary: summary_of(out), owned: owned(out, Some(work)).unwrap_or_default() }
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        let names: BTreeSet<&String> =
            self.owned.keys().chain(self.summary.iter().flat_map(|summary| summary.digests.keys())).collect();
        names.into_iter()
    }

    /// Whether a file of this name and digest is ours.
    fn holds(&self, name: &str, digest: &str) -> bool {
        let said = self.summary.as_ref().and_then(|summary| summary.digests.get(name));
        said.into_iter().chain(self.owned.get(name)).any(|known| known == digest)
    }
}

/// Says if a file of `out` that would be overwritten is not ours: neither the summary there nor the work area
/// knows its digest.
fn foreign_file(out: &Path, work: &Path, write: &config::Write) -> Result<(), WriteError> {
    let known = Known::of(out, work);
    for name in names_in(out)?.iter().filter(|name| could_write(write, name)) {
        let path = out.join(name);
        match digest_of(&path)? {
            Some(digest) if !known.holds(name, &digest) => return Err(WriteError::NotOurs { path }),
            _ => {}
        }
    }
    let path = out.join(SUMMARY_FILE);
    if path.exists() && known.summary.is_none() { Err(WriteError::NotOurs { path }) } else { Ok(()) }
}

/// The names in a folder, sorted; none if it is not there.
fn names_in(folder: &Path) -> Result<BTreeSet<String>, WriteError> {
    let unwritable = |source| WriteError::Unwritable { path: folder.to_owned(), source };
    match fs::read_dir(folder) {
        Ok(entries) => {
            let name =
                |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
            entries.map(name).collect::<io::Result<_>>().map_err(unwritable)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(unwritable(error)),
    }
}

/// The digests of the files that the last run put into place, or was about to; `None` if the work area is gone.
pub fn owned(out: &Path, work: Option<&Path>) -> Option<BTreeMap<String, String>> {
    let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
    serde_json::from_slice(&fs::read(work.join(OWNED_FILE)).ok()?).ok()
}

/// xxh3-128 of the stories of an output, as its summary says: see [`super::lines_digest`].
pub(super) fn stories_digest(out: &Path) -> Option<u128> {
    super::lines_digest(&summary_of(out)?.digests, super::LINE_FILES[0])
}

fn summary_of(out: &Path) -> Option<Summary> {
    serde_json::from_slice(&fs::read(out.join(SUMMARY_FILE)).ok()?).ok()
}

/// xxh3-128 of a file, read piece by piece.
///
/// # Errors
/// If it cannot be read.
pub fn file_digest(path: &Path) -> io::Result<u128> {
    let mut digest = Xxh3::new();
    add_file(&mut digest, path)?;
    Ok(digest.digest128())
}

/// Adds a file to a digest, piece by piece; how many bytes it has.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn add_file(digest: &mut Xxh3, path: &Path) -> io::Result<u64> {
    const PIECE: usize = 1 << 20;
    let (mut file, mut piece, mut bytes) = (File::open(path)?, vec![0; PIECE], 0);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(bytes);
        }
        digest.update(&piece[..read]);
        bytes += read as u64;
    }
}

/// The digest of a file; `None` if there is none.
fn digest_of(path: &Path) -> Result<Option<String>, WriteError> {
    match file_digest(path) {
        Ok(digest) => Ok(Some(hex128(digest))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(WriteError::NotOurs { path: path.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_area_is_free_again_though_a_process_being_started_has_a_copy_of_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (work, out) = (folder.path().join("work"), folder.path().join("out"));
        let lock = held_work_area(&work, &out).unwrap();
        let _copy = lock.0.try_clone().unwrap();
        assert!(matches!(held_work_area(&work, &out), Err(WriteError::Locked { .. })));
        drop(lock);
        assert!(held_work_area(&work, &out).is_ok());
    }
}
