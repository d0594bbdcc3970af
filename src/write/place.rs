//! The output folder: whose it is, and how files get into it whole.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::remembered::{Digests, MEMORY_FILE, Memory, RememberedInput};
use super::{Found, LINE_FILES, SUMMARY_FILE, Settled};
use crate::config::Config;
use crate::fault::point;
use crate::read::{CACHE_TAG_FILE, CACHE_TAG_WORDS, TEMPORARY, WORK_AREA, detail};
use crate::record::{Summary, hex128};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use thiserror::Error;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

const LOCK_FILE: &str = "lock";
const OWNED_FILE: &str = "owned.json";
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
    _lock: File,
}

impl Place {
    /// Makes sure that `out` can be written and is ours. The work area is `work`, or inside `out`.
    ///
    /// # Errors
    /// If it cannot be written, is held by another run, or holds files of these names that `unspool` did not write.
    pub fn prepare(out: &Path, work: Option<&Path>) -> Result<Self, WriteError> {
        let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
        foreign_file(out, &work)?;
        fs::create_dir_all(out).map_err(|source| WriteError::Unwritable { path: out.to_owned(), source })?;
        let lock =
            work_area(&work).map_err(|source| WriteError::Unwritable { path: work.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => {
                let noted = lock
                    .set_len(0)
                    .and_then(|()| (&lock).write_all(std::process::id().to_string().as_bytes()));
                noted.map_err(|source| WriteError::Unwritable { path: work.clone(), source })?;
            }
            Err(TryLockError::WouldBlock) => {
                let process = fs::read_to_string(work.join(LOCK_FILE)).unwrap_or_default();
                let process = if process.is_empty() { "unknown".to_owned() } else { process };
                return Err(WriteError::Locked { path: out.to_owned(), process });
            }
            Err(TryLockError::Error(source)) => return Err(WriteError::Unwritable { path: work, source }),
        }
        let place = Self { out: out.to_owned(), work, _lock: lock };
        place.clear_leftovers().map_err(|source| WriteError::Unwritable { path: out.to_owned(), source })?;
        Ok(place)
    }

    /// Removes half-written files of a run that was killed; shows that the folder can be written, too.
    fn clear_leftovers(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.out)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                fs::remove_file(entry.path())?;
            }
        }
        self.temporary().map(drop)
    }

    fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.out)
    }

    /// The work area.
    pub fn work(&self) -> &Path {
        &self.work
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
            point("rename in the work area")?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|source| WriteError::Failed { path: path.clone(), source })
    }

    /// Puts finished files into place, `summary.json` last.
    pub(super) fn put(&self, files: Vec<Finished<'_>>, summary: &Summary) -> Result<(), WriteError> {
        let path = self.out.join(SUMMARY_FILE);
        // A map always becomes JSON; its keys are sorted.
        let value = serde_json::to_value(summary).unwrap_or_default();
        let text = format!("{value:#}\n");
        let mut owned: BTreeMap<String, String> =
            files.iter().map(|file| (file.name.to_owned(), hex128(file.digest))).collect();
        owned.insert(SUMMARY_FILE.to_owned(), hex128(xxh3_128(text.as_bytes())));
        self.write_work(OWNED_FILE, &owned)?;
        for file in files {
            let path = self.out.join(file.name);
            let renamed = point("rename").and_then(|()| Ok(file.file.persist(&path)?));
            renamed.map_err(|source| WriteError::Failed { path, source })?;
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
}

/// Opens the lock of a work area, making the area if need be.
fn work_area(work: &Path) -> io::Result<File> {
    fs::create_dir_all(work)?;
    fs::write(
        work.join(CACHE_TAG_FILE),
        format!("{CACHE_SIGNATURE}\n# {CACHE_TAG_WORDS} It can be deleted.\n"),
    )?;
    fs::write(work.join(".gitignore"), "*\n")?;
    File::options().create(true).truncate(false).write(true).open(work.join(LOCK_FILE))
}

/// Says if a file of `out` that would be overwritten is not ours: neither the summary there nor the work area
/// knows its digest.
fn foreign_file(out: &Path, work: &Path) -> Result<(), WriteError> {
    let summary: Option<Summary> =
        fs::read(out.join(SUMMARY_FILE)).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let owned = owned(out, Some(work)).unwrap_or_default();
    for name in LINE_FILES {
        let path = out.join(name);
        let Some(digest) = digest_of(&path)? else { continue };
        let known = summary.as_ref().and_then(|summary| summary.digests.get(name));
        if known != Some(&digest) && owned.get(name) != Some(&digest) {
            return Err(WriteError::NotOurs { path });
        }
    }
    let path = out.join(SUMMARY_FILE);
    if path.exists() && summary.is_none() { Err(WriteError::NotOurs { path }) } else { Ok(()) }
}

/// The digests of the files that the last run put into place, or was about to; `None` if the work area is gone.
pub fn owned(out: &Path, work: Option<&Path>) -> Option<BTreeMap<String, String>> {
    let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
    serde_json::from_slice(&fs::read(work.join(OWNED_FILE)).ok()?).ok()
}

/// xxh3-128 of a file, read piece by piece.
///
/// # Errors
/// If it cannot be read.
pub fn file_digest(path: &Path) -> io::Result<u128> {
    const PIECE: usize = 1 << 20;
    let (mut file, mut digest, mut piece) = (File::open(path)?, Xxh3::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(digest.digest128()),
            read => digest.update(&piece[..read]),
        }
    }
}

/// The digest of a file; `None` if there is none.
fn digest_of(path: &Path) -> Result<Option<String>, WriteError> {
    match file_digest(path) {
        Ok(digest) => Ok(Some(hex128(digest))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) if source.kind() == io::ErrorKind::NotADirectory => {
            Err(WriteError::Unwritable { path: path.to_owned(), source })
        }
        Err(_) => Err(WriteError::NotOurs { path: path.to_owned() }),
    }
}

/// A lines file on its way.
pub(super) struct JsonLines<'n> {
    name: &'n str,
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    digest: Box<Xxh3>,
    bytes: u64,
}

impl<'n> JsonLines<'n> {
    pub(super) fn create(place: &Place, name: &'n str) -> Result<Self, WriteError> {
        const BUFFER: usize = 1 << 20;
        let path = place.out.join(name);
        let file = place.temporary().map_err(|source| WriteError::Failed { path: path.clone(), source })?;
        Ok(Self {
            name,
            path,
            file: BufWriter::with_capacity(BUFFER, file),
            digest: Box::default(),
            bytes: 0,
        })
    }

    /// Appends whole lines.
    pub(super) fn write(&mut self, lines: &[u8]) -> Result<(), WriteError> {
        self.digest.update(lines);
        self.bytes += lines.len() as u64;
        let written = point("lines").and_then(|()| self.file.write_all(lines));
        written.map_err(|source| WriteError::Failed { path: self.path.clone(), source })
    }

    pub(super) fn finish(self) -> Result<Finished<'n>, WriteError> {
        let Self { name, path, file, digest, bytes } = self;
        let write = || -> io::Result<NamedTempFile> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            point("sync lines")?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        let file = write().map_err(|source| WriteError::Failed { path, source })?;
        Ok(Finished { name, file, digest: digest.digest128(), bytes })
    }
}

/// A lines file that is whole but not yet in its place.
pub(super) struct Finished<'n> {
    pub(super) name: &'n str,
    file: NamedTempFile,
    pub(super) digest: u128,
    pub(super) bytes: u64,
}
