//! An output folder, read again: its summary, and its other files row by row, so that any size fits into memory.
#![allow(clippy::disallowed_methods, reason = "this is the edge where outputs are read")]

use crate::record::{Summary, hex128};
use crate::write::{LINE_FILES, SUMMARY_FILE, file_digest, files_of, owned};
use memchr::memmem::Finder;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use thiserror::Error;

mod files;

use files::Files;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 20;
/// The same, where rows are read here and there.
const SMALL_BUFFER: usize = 1 << 13;

/// A file of an output that cannot be read, or a line that is not what the schema says.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::OutputFolder;
/// use unspool::record::Record;
///
/// std::fs::write(out.join("stories.jsonl"), "{\"id\":")?;
/// let mut stories = OutputFolder::open(&out)?.rows::<Record>("stories.jsonl")?;
/// let broken = stories.find_map(Result::err).expect("the line is torn");
/// assert_eq!((broken.path, broken.line), (out.join("stories.jsonl"), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BrokenFile {
    /// The file.
    pub path: PathBuf,
    /// Its line, from 1; 0 if the file cannot be read at all.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for BrokenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, problem } = self;
        match line {
            0 => write!(f, "cannot read `{}`: {problem}", path.display()),
            line => write!(f, "`{}`, line {line}: {problem}", path.display()),
        }
    }
}

impl std::error::Error for BrokenFile {}

/// Why an output folder cannot be read.
///
/// ```
/// use unspool::output::{OutputError, OutputFolder};
///
/// let folder = tempfile::tempdir()?;
/// let error = OutputFolder::open(folder.path()).unwrap_err();
/// assert!(matches!(error, OutputError::Unfinished { .. }));
/// assert!(error.to_string().ends_with("there is no summary.json in it; run it again"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum OutputError {
    /// There is no such folder.
    #[error("`{}` is no folder; name the output folder of a run", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// There is no summary, or it belongs to other files.
    #[error("`{}` holds no finished run: {problem}; run it again", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// How it shows.
        problem: String,
    },
    /// A file of the output does not hold what it should.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
}

/// The output folder of a run that was finished.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::OutputFolder, record::Record};
///
/// let output = OutputFolder::open(&out)?;
/// assert_eq!(output.whole(None)?.stories.kept, 3);
/// let stories = output.rows::<Record>("stories.jsonl")?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(stories[1].title.as_deref(), Some("Village school wins prize for its rooftop garden"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct OutputFolder {
    path: PathBuf,
}

impl OutputFolder {
    /// The output in a folder.
    ///
    /// # Errors
    /// If there is no such folder, or no summary in it.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        if !path.is_dir() {
            return Err(OutputError::NoFolder { path: path.to_owned() });
        }
        if !path.join(SUMMARY_FILE).is_file() {
            return Err(unfinished(path, format!("there is no {SUMMARY_FILE} in it")));
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Its summary, if its other files are those of the summary. Their sizes show it, as long as no later run began to
    /// put files into place; their digests otherwise.
    ///
    /// # Errors
    /// If a file is missing, or is another one: the run was interrupted.
    pub fn whole(&self, work: Option<&Path>) -> Result<Summary, OutputError> {
        let summary: Summary = self.summary()?;
        let other =
            |name: &str| unfinished(&self.path, format!("its {name} is not that of its {SUMMARY_FILE}"));
        let missing = |name: &str| unfinished(&self.path, format!("there is no {name} in it"));
        if let Some(name) = LINE_FILES.iter().find(|name| files_of(summary.digests.keys(), name).is_empty()) {
            return Err(missing(name));
        }
        for (name, size) in &summary.sizes {
            let Ok(file) = self.path.join(name).metadata() else { return Err(missing(name)) };
            if *size != file.len() {
                return Err(other(name));
            }
        }
        let digest = |name: &str| file_digest(&self.path.join(name)).ok().map(hex128);
        let is_last = owned(&self.path, work)
            .is_some_and(|owned| owned.get(SUMMARY_FILE) == digest(SUMMARY_FILE).as_ref());
        let differs = |(name, known): &(&String, &String)| digest(name).as_ref() != Some(*known);
        let files: Vec<_> = summary.digests.iter().filter(|_| !is_last).collect();
        let found = files.into_par_iter().find_first(differs).map(|(name, _)| other(name));
        found.map_or(Ok(()), Err)?;
        Ok(summary)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wanted of its summary.
    ///
    /// # Errors
    /// If it cannot be read, or does not hold what `T` needs.
    pub fn summary<T: DeserializeOwned>(&self) -> Result<T, BrokenFile> {
        json(self.path.join(SUMMARY_FILE))
    }

    /// The rows of one of its files, in order.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn rows<T>(&self, name: &str) -> Result<Rows<T>, BrokenFile> {
        Rows::open(&self.path, name)
    }

    /// The rows of a file as bytes.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn raw_rows(&self, name: &str) -> Result<RawRows, BrokenFile> {
        RawRows::in_one(&self.path, name, BUFFER)
    }

    /// The rows of a file as bytes, to be read one after another.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn streamed_rows(&self, name: &str) -> Result<RawRows<Stream>, BrokenFile> {
        RawRows::streamed(&self.path, name)
    }

    /// The rows of a file as bytes, of which only some here and there are going to be read.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn scattered_rows(&self, name: &str) -> Result<RawRows, BrokenFile> {
        RawRows::in_one(&self.path, name, SMALL_BUFFER)
    }
}

/// About how many bytes the rows of a file have, unpacked.
pub(crate) fn bytes_of_rows(out: &Path, name: &str) -> u64 {
    Files::of(out, name).map_or(0, |files| files.bytes())
}

/// Rows of a file as bytes, read one after another or, where all lie in one file, by where they begin.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::OutputFolder, record::Record};
///
/// let mut stories = OutputFolder::open(&out)?.raw_rows("stories.jsonl")?;
/// stories.next_row()?;
/// stories.next_row()?;
/// // Where a row begins is enough to read it again.
/// let second = stories.start();
/// assert_eq!(stories.parse::<Record>()?.position, 1);
/// assert_eq!(stories.at::<Record>(second)?.position, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RawRows<R = BufReader<File>> {
    path: PathBuf,
    file: R,
    line: usize,
    start: u64,
    row: Vec<u8>,
}

/// Lines as they come.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::{OutputFolder, RawRows, Stream};
///
/// let mut lines: RawRows<Stream> = OutputFolder::open(&out)?.streamed_rows("skipped.jsonl")?;
/// assert!(lines.next_row()?.is_some_and(|line| line.starts_with(b"{\"path\":\"d.txt\"")));
/// assert_eq!(lines.next_row()?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Stream = BufReader<Box<dyn io::Read + Send>>;

impl RawRows<Stream> {
    fn streamed(out: &Path, name: &str) -> Result<Self, BrokenFile> {
        let files = Files::of(out, name)?;
        let stream = files.stream(BUFFER)?;
        Ok(Self::new(files.name, BufReader::with_capacity(BUFFER, stream)))
    }
}

impl RawRows {
    fn in_one(out: &Path, name: &str, buffer: usize) -> Result<Self, BrokenFile> {
        let files = Files::of(out, name)?;
        let file = files.one()?;
        Ok(Self::new(files.name, BufReader::with_capacity(buffer, file)))
    }
}

impl<R: BufRead> RawRows<R> {
    fn new(path: PathBuf, file: R) -> Self {
        Self { path, file, line: 0, start: 0, row: Vec::new() }
    }

    /// The next row, its line end with it; `None` at the end of the file.
    ///
    /// # Errors
    /// What the system says.
    pub fn next_row(&mut self) -> Result<Option<&[u8]>, BrokenFile> {
        self.start += self.row.len() as u64;
        self.row.clear();
        match self.file.read_until(b'\n', &mut self.row) {
            Ok(0) => Ok(None),
            Ok(_) => {
                self.line += 1;
                Ok(Some(&self.row))
            }
            Err(error) => Err(unreadable(self.path.clone(), &error)),
        }
    }

    /// Where the row that was read last begins, in bytes.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The row that was read last.
    ///
    /// # Errors
    /// If it does not hold what `T` needs.
    pub fn parse<'r, T: Deserialize<'r>>(&'r self) -> Result<T, BrokenFile> {
        let broken = |error: serde_json::Error| BrokenFile {
            path: self.path.clone(),
            line: self.line,
            problem: error.to_string(),
        };
        serde_json::from_slice(&self.row).map_err(broken)
    }
}

impl RawRows {
    /// The row that begins at a byte.
    ///
    /// # Errors
    /// If it cannot be read, or does not hold what `T` needs.
    pub fn at<T: DeserializeOwned>(&mut self, start: u64) -> Result<T, BrokenFile> {
        self.seek(start)?;
        self.next_row()?;
        self.parse()
    }

    /// Goes to a byte: what is read next begins there, whether a row does or not.
    ///
    /// # Errors
    /// What the system says.
    pub fn seek(&mut self, start: u64) -> Result<(), BrokenFile> {
        let sought = self.file.seek(SeekFrom::Start(start));
        sought.map_err(|error| unreadable(self.path.clone(), &error))?;
        (self.start, self.line) = (start, 0);
        self.row.clear();
        Ok(())
    }

    /// How many bytes all rows have.
    ///
    /// # Errors
    /// What the system says.
    pub fn bytes(&self) -> Result<u64, BrokenFile> {
        let meta = self.file.get_ref().metadata();
        meta.map(|meta| meta.len()).map_err(|error| unreadable(self.path.clone(), &error))
    }
}

/// The rows of one file, read one after another.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::Rows, record::Record};
///
/// let stories = Rows::<Record>::open(&out, "stories.jsonl")?.holding("rooftop garden");
/// let stories = stories.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!((stories.len(), stories[0].position), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Rows<T> {
    raw: RawRows<Stream>,
    needle: Option<Finder<'static>>,
    kind: PhantomData<T>,
}

impl<T> Rows<T> {
    /// Opens a file of an output folder.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(out: &Path, name: &str) -> Result<Self, BrokenFile> {
        Ok(Self { raw: RawRows::streamed(out, name)?, needle: None, kind: PhantomData })
    }

    /// Only the rows that hold a text: to look for it is far cheaper than to read a row.
    #[must_use]
    pub fn holding(self, text: &str) -> Self {
        Self { needle: Some(Finder::new(text).into_owned()), ..self }
    }
}

impl<T: DeserializeOwned> Iterator for Rows<T> {
    type Item = Result<T, BrokenFile>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.raw.next_row() {
                Ok(None) => return None,
                Ok(Some(row)) if self.needle.as_ref().is_some_and(|needle| needle.find(row).is_none()) => {}
                Ok(Some(_)) => return Some(self.raw.parse()),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The summary of an output folder.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let summary = read_summary(&out)?;
/// assert_eq!((summary.stories.found, summary.stories.kept), (4, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is none, or it is not what the schema says.
pub fn read_summary(out: &Path) -> Result<Summary, BrokenFile> {
    json(out.join(SUMMARY_FILE))
}

fn json<T: DeserializeOwned>(path: PathBuf) -> Result<T, BrokenFile> {
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) => return Err(unreadable(path, &error)),
    };
    serde_json::from_slice(&text).map_err(|error| BrokenFile {
        path,
        line: error.line(),
        problem: error.to_string(),
    })
}

fn unfinished(path: &Path, problem: String) -> OutputError {
    OutputError::Unfinished { path: path.to_owned(), problem }
}

fn unreadable(path: PathBuf, error: &io::Error) -> BrokenFile {
    BrokenFile { path, line: 0, problem: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn folder(rows: &str) -> (tempfile::TempDir, OutputFolder) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
        std::fs::write(folder.path().join(SUMMARY_FILE), "{}").unwrap();
        let output = OutputFolder::open(folder.path()).unwrap();
        (folder, output)
    }

    #[test]
    fn rows_come_in_order_and_those_without_a_text_are_not_read() {
        let (_folder, output) = folder("{\"a\":1}\nno row at all\n{\"a\":2}");
        let rows = output.rows::<Value>("rows.jsonl").unwrap().holding("\"a\"");
        assert_eq!(rows.map(Result::unwrap).collect::<Vec<_>>(), [json!({"a": 1}), json!({"a": 2})]);
    }

    #[test]
    fn a_row_can_be_read_again_by_where_it_begins() {
        let (_folder, output) = folder("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
        let mut rows = output.raw_rows("rows.jsonl").unwrap();
        let mut starts = Vec::new();
        while rows.next_row().unwrap().is_some() {
            starts.push(rows.start());
        }
        assert_eq!(starts, [0, 8, 16]);
        assert_eq!(rows.at::<Value>(8).unwrap(), json!({"a": 2}));
        assert_eq!(rows.next_row().unwrap().unwrap(), b"{\"a\":3}\n");
        assert_eq!(rows.start(), 16);
    }

    #[test]
    fn a_torn_row_is_named_by_its_line() {
        let (_folder, output) = folder("{\"a\":1}\n{\"a\":");
        let error = output.rows::<Value>("rows.jsonl").unwrap().find_map(Result::err).unwrap();
        assert!(error.to_string().contains("rows.jsonl`, line 2: "), "{error}");
    }

    #[test]
    fn a_folder_without_a_summary_is_unfinished() {
        let folder = tempfile::tempdir().unwrap();
        let error = OutputFolder::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds no finished run"), "{error}");
        let error = OutputFolder::open(&folder.path().join("none")).unwrap_err().to_string();
        assert!(error.contains("is no folder"), "{error}");
    }
}
