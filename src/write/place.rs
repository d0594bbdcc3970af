//! The output folder: whose it is, and how files get into it whole.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::{LINE_FILES, SUMMARY_FILE};
use crate::config::Config;
use crate::read::{CACHE_TAG_FILE, CACHE_TAG_WORDS, Input, WORK_AREA, detail};
use crate::record::{Summary, hex128};
use crate::telling::Page;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use thiserror::Error;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

const LOCK_FILE: &str = "lock";
const MEMORY_FILE: &str = "inputs.json";
const OWNED_FILE: &str = "owned.json";
const CACHE_SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";
const TEMPORARY: &str = ".unspool-tmp-";

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
    #[error("`{}` is being written by another run; wait for it, or choose another folder with -o", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
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
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WriteError::Locked { path: out.to_owned() }),
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

    /// Notes in the work area where the inputs lie, so that `verify` finds them again.
    pub(super) fn remember(
        &self,
        inputs: &[Input],
        pages: &[Page],
        config: &Config,
    ) -> Result<(), WriteError> {
        let memory = Remembered {
            config: config.clone(),
            inputs: inputs.iter().filter_map(RememberedInput::of).collect(),
            pages: pages
                .iter()
                .map(|page| (page.path.clone(), hex128(xxh3_128(page.text.as_bytes()))))
                .collect(),
        };
        self.write_work(MEMORY_FILE, &memory)
    }

    fn write_work(&self, name: &str, value: &impl Serialize) -> Result<(), WriteError> {
        let path = self.work.join(name);
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.work)?;
            serde_json::to_writer(&mut file, value)?;
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
            file.file.persist(&path).map_err(|error| WriteError::Failed { path, source: error.error })?;
        }
        let write = || -> io::Result<()> {
            let mut file = self.temporary()?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
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
    let owned: BTreeMap<String, String> = fs::read(work.join(OWNED_FILE))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
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

/// The digest of a file; `None` if there is none.
fn digest_of(path: &Path) -> Result<Option<String>, WriteError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(hex128(xxh3_128(&bytes)))),
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
    line: Vec<u8>,
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
            line: Vec::new(),
        })
    }

    pub(super) fn line(&mut self, value: &impl Serialize) -> Result<(), WriteError> {
        self.line.clear();
        let mut write = || -> io::Result<()> {
            serde_json::to_writer(&mut self.line, value)?;
            self.line.push(b'\n');
            self.digest.update(&self.line);
            self.file.write_all(&self.line)
        };
        write().map_err(|source| WriteError::Failed { path: self.path.clone(), source })
    }

    pub(super) fn finish(self) -> Result<Finished<'n>, WriteError> {
        let Self { name, path, file, digest, .. } = self;
        let write = || -> io::Result<NamedTempFile> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        let file = write().map_err(|source| WriteError::Failed { path, source })?;
        Ok(Finished { name, file, digest: digest.digest128() })
    }
}

/// A lines file that is whole but not yet in its place.
pub(super) struct Finished<'n> {
    pub(super) name: &'n str,
    file: NamedTempFile,
    pub(super) digest: u128,
}

/// What the work area remembers of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// The options of the run.
    pub config: Config,
    /// Where the inputs lie.
    pub inputs: Vec<RememberedInput>,
    /// xxh3-128 of each page text, by path.
    pub pages: BTreeMap<String, String>,
}

impl Remembered {
    /// What the work area of `out` remembers; `None` if it is gone.
    pub fn of(out: &Path, work: Option<&Path>) -> Option<Self> {
        let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
        serde_json::from_slice(&fs::read(work.join(MEMORY_FILE)).ok()?).ok()
    }
}

/// An input folder or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedInput {
    /// What stands before its paths.
    pub prefix: String,
    /// The folder that the rest of a path lies in.
    pub root: PathBuf,
}

impl RememberedInput {
    fn of(input: &Input) -> Option<Self> {
        match input {
            Input::Folder { prefix, root } => {
                Some(Self { prefix: prefix.clone(), root: root.canonicalize().ok()? })
            }
            Input::File(file) => {
                Some(Self { prefix: String::new(), root: file.canonicalize().ok()?.parent()?.to_owned() })
            }
            Input::Stdin => None,
        }
    }
}
