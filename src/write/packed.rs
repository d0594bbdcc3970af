//! Lines → one file of a format, with its digest.

use super::layout::Layout;
use super::place::{Place, WriteError};
use crate::config::Form;
use crate::fault::point;
use arrow_array::RecordBatch;
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::{NamedTempFile, TempPath};
use xxhash_rust::xxh3::Xxh3;
use zstd::stream::write::Encoder as ZstdEncoder;

/// What both programs take unless they are told otherwise: other levels give other bytes.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// A file on its way.
pub(super) struct Packed {
    name: String,
    path: PathBuf,
    packing: Packing,
}

enum Packing {
    Plain(Digested),
    Gzip(GzEncoder<Digested>),
    Zstd(ZstdEncoder<'static, Digested>),
    Parquet(Box<ArrowWriter<Digested>>),
}

/// A file that is whole but not yet in its place.
pub(super) struct Finished {
    pub(super) name: String,
    pub(super) file: TempPath,
    pub(super) digest: u128,
    pub(super) bytes: u64,
}

impl Finished {
    /// A file of a text.
    pub(super) fn of_text(place: &Place, name: &str, text: &str) -> Result<Self, WriteError> {
        let write = || {
            let mut file = Digested::new(place.temporary()?);
            point("text")?;
            file.write_all(text.as_bytes())?;
            file.finish(name.to_owned())
        };
        write().map_err(|source| WriteError::Failed { path: place.file(name), source })
    }
}

impl Packed {
    pub(super) fn create(
        place: &Place,
        name: String,
        form: Form,
        layout: &Layout,
    ) -> Result<Self, WriteError> {
        let path = place.file(&name);
        let packing = place.temporary().and_then(|file| Packing::new(Digested::new(file), form, layout));
        match packing {
            Ok(packing) => Ok(Self { name, path, packing }),
            Err(source) => Err(WriteError::Failed { path, source }),
        }
    }

    /// Appends some rows of a chunk: whole lines, or what they are in Arrow.
    pub(super) fn write(&mut self, lines: &[u8], batches: &[RecordBatch]) -> Result<(), WriteError> {
        let written = point("lines").and_then(|()| self.packing.write(lines, batches));
        written.map_err(|source| WriteError::Failed { path: self.path.clone(), source })
    }

    pub(super) fn finish(self) -> Result<Finished, WriteError> {
        let Self { name, path, packing } = self;
        let finished = packing.finish().and_then(|file| file.finish(name));
        finished.map_err(|source| WriteError::Failed { path, source })
    }
}

impl Packing {
    fn new(file: Digested, form: Form, layout: &Layout) -> io::Result<Self> {
        Ok(match form {
            Form::Jsonl => Self::Plain(file),
            // The header holds no time and no name.
            Form::Gzip => Self::Gzip(GzEncoder::new(file, Compression::new(GZIP_LEVEL))),
            Form::Zstd => {
                let mut packing = ZstdEncoder::new(file, ZSTD_LEVEL)?;
                packing.include_checksum(true)?;
                Self::Zstd(packing)
            }
            Form::Parquet => {
                let (schema, properties) = layout.parquet();
                let writer = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties.clone()));
                Self::Parquet(Box::new(writer.map_err(by_parquet)?))
            }
        })
    }

    fn write(&mut self, lines: &[u8], batches: &[RecordBatch]) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.write_all(lines),
            Self::Gzip(packing) => packing.write_all(lines),
            Self::Zstd(packing) => packing.write_all(lines),
            Self::Parquet(writer) => {
                batches.iter().try_for_each(|batch| writer.write(batch)).map_err(by_parquet)
            }
        }
    }

    fn finish(self) -> io::Result<Digested> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Gzip(packing) => packing.finish(),
            Self::Zstd(packing) => packing.finish(),
            Self::Parquet(writer) => writer.into_inner().map_err(by_parquet),
        }
    }
}

/// What the system said, if that is the reason.
fn by_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => {
            source.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error)
        }
        error => io::Error::other(error),
    }
}

/// A file that knows the digest of what was written to it.
struct Digested {
    file: BufWriter<NamedTempFile>,
    digest: Box<Xxh3>,
    bytes: u64,
}

impl Digested {
    fn new(file: NamedTempFile) -> Self {
        const BUFFER: usize = 1 << 18;
        Self { file: BufWriter::with_capacity(BUFFER, file), digest: Box::default(), bytes: 0 }
    }

    fn finish(self, name: String) -> io::Result<Finished> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        point("sync lines")?;
        file.as_file().sync_all()?;
        // Of many files none stays open.
        let file = file.into_temp_path();
        Ok(Finished { name, file, digest: self.digest.digest128(), bytes: self.bytes })
    }
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test makes a file")]
mod tests {
    use super::*;
    use crate::config::Write as Written;

    #[test]
    fn what_the_system_says_of_a_parquet_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "").unwrap();
        // Open for reading only: nothing can be written to it.
        let file = std::fs::File::open(&path).unwrap();
        let file = NamedTempFile::from_parts(file, TempPath::try_from_path(path).unwrap());
        let layout = Layout::all(&Written { format: vec![Form::Parquet], ..Written::default() }).remove(0);
        let packing = Packing::new(Digested::new(file), Form::Parquet, &layout).unwrap();
        let error = packing.finish().and_then(|file| file.finish(String::new())).err().unwrap();
        assert!(error.to_string().starts_with("Bad file descriptor"), "{error:?}");
    }
}
