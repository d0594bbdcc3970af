//! A single file that a person asked for, put into place whole.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::WriteError;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file on its way.
#[derive(Debug)]
pub struct Whole {
    path: PathBuf,
    file: NamedTempFile,
}

impl Whole {
    /// Makes sure that the file can be written, before any work is done.
    ///
    /// # Errors
    /// If nothing can be written beside it.
    pub fn prepare(path: &Path) -> Result<Self, WriteError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unwritable = |source| WriteError::Unwritable { path: path.to_owned(), source };
        if path.is_dir() {
            return Err(unwritable(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut beside = tempfile::Builder::new();
        beside.prefix(".unspool-tmp-");
        #[cfg(unix)]
        {
            // As for any new file, the person's own mask decides who may read it.
            use std::os::unix::fs::PermissionsExt as _;
            beside.permissions(std::fs::Permissions::from_mode(0o666));
        }
        Ok(Self { path: path.to_owned(), file: beside.tempfile_in(folder).map_err(unwritable)? })
    }

    /// Writes the file and puts it into place.
    ///
    /// # Errors
    /// If writing fails; what stood there before is untouched then.
    pub fn put(mut self, text: &str) -> Result<(), WriteError> {
        let write = self.file.write_all(text.as_bytes()).and_then(|()| self.file.as_file().sync_all());
        let put = write.and_then(|()| self.file.persist(&self.path).map(drop).map_err(|error| error.error));
        put.map_err(|source| WriteError::Failed { path: self.path, source })
    }
}
