//! The files of an output that hold a table → its lines, one after another or in one piece.
#![allow(clippy::disallowed_methods, reason = "this is the edge where outputs are read")]

use super::{BrokenFile, unreadable};
use crate::config::Form;
use crate::write::{LINE_FILES, LinesFile, SUMMARY_FILE, files_of};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

/// What of a summary tells of the files.
#[derive(Deserialize, Default)]
struct Listed {
    #[serde(default)]
    digests: BTreeMap<String, String>,
    #[serde(default)]
    fields: Vec<String>,
}

/// The files of a table, by their numbers.
pub(super) struct Files {
    /// As they are named to people.
    pub(super) name: PathBuf,
    files: Vec<(PathBuf, Form)>,
}

impl Files {
    /// Those of the table that a file of [`LINE_FILES`] stands for.
    ///
    /// # Errors
    /// If it was written in no format, or not with all fields, that can be read here.
    pub(super) fn of(out: &Path, name: &str) -> Result<Self, BrokenFile> {
        let listed: Listed = std::fs::read(out.join(SUMMARY_FILE))
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default();
        let files = files_of(listed.digests.keys(), name);
        let refused = |name: &str, problem: &str| BrokenFile {
            path: out.join(name),
            line: 0,
            problem: problem.to_owned(),
        };
        if name == LINE_FILES[0] && !listed.fields.is_empty() {
            let first = files.first().map_or(name, |(name, _)| name);
            return Err(refused(first, SOME_FIELDS));
        }
        match files[..] {
            // Without a summary, or in a folder that another program wrote.
            [] => Ok(Self { name: out.join(name), files: vec![(out.join(name), Form::Jsonl)] }),
            [(first, form), ..] if !form.is_lines() => Err(refused(first, NO_LINES)),
            [(first, _), ..] => Ok(Self {
                name: out.join(LinesFile::of(first).map_or_else(|| first.to_owned(), |file| file.pattern())),
                files: files.iter().map(|(name, form)| (out.join(name), *form)).collect(),
            }),
        }
    }

    /// Their lines, unpacked, one file after the other.
    pub(super) fn stream(&self, buffer: usize) -> Result<Box<dyn Read + Send>, BrokenFile> {
        // That one is not there is told now, and by its name.
        for (path, _) in &self.files {
            File::open(path).map_err(|error| unreadable(path.clone(), &error))?;
        }
        Ok(Box::new(Behind { rest: self.files.clone().into_iter(), open: None, buffer }))
    }

    /// Their lines in one file: it itself, or one without a name.
    pub(super) fn one(&self) -> Result<File, BrokenFile> {
        if let [(path, Form::Jsonl)] = &self.files[..] {
            return File::open(path).map_err(|error| unreadable(path.clone(), &error));
        }
        let mut lines = self.stream(1 << 16)?;
        let mut whole = || -> io::Result<File> {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut lines, &mut file)?;
            file.rewind()?;
            Ok(file)
        };
        whole().map_err(|error| unreadable(self.name.clone(), &error))
    }

    /// Bytes of their lines, or about so many if they are packed.
    pub(super) fn bytes(&self) -> u64 {
        let length = |path: &Path| path.metadata().map_or(0, |metadata| metadata.len());
        let unpacked = |(path, form): &(PathBuf, Form)| match form {
            Form::Jsonl => length(path),
            _ => length(path) * PACKED,
        };
        self.files.iter().map(unpacked).sum()
    }
}

/// Text is seldom packed into less than this part of it.
const PACKED: u64 = 8;
const SOME_FIELDS: &str =
    "stories were written with some fields only, and this needs all of them; run again without --fields";
const NO_LINES: &str = "it is Parquet, and this reads JSONL; run again with `--format jsonl.zst` as well";

/// Files one behind the other, of which one is open: there may be more of them than a process may open.
struct Behind {
    rest: std::vec::IntoIter<(PathBuf, Form)>,
    open: Option<Box<dyn Read + Send>>,
    buffer: usize,
}

impl Read for Behind {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(open) = &mut self.open {
                let read = open.read(into)?;
                if read > 0 || into.is_empty() {
                    return Ok(read);
                }
            }
            self.open = None;
            let Some((path, form)) = self.rest.next() else { return Ok(0) };
            self.open = Some(unpacked(File::open(path)?, form, self.buffer)?);
        }
    }
}

fn unpacked(file: File, form: Form, buffer: usize) -> io::Result<Box<dyn Read + Send>> {
    let file = BufReader::with_capacity(buffer, file);
    Ok(match form {
        Form::Gzip => Box::new(MultiGzDecoder::new(file)),
        Form::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(file)?),
        Form::Jsonl | Form::Parquet => Box::new(file),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(summary: &str, problem: &str) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(SUMMARY_FILE), summary).unwrap();
        let error = Files::of(folder.path(), LINE_FILES[0]).err().unwrap().to_string();
        assert!(error.contains(problem), "{error}");
    }

    #[test]
    fn what_cannot_be_read_says_with_which_options_it_could() {
        check(r#"{"digests": {"stories.parquet": ""}}"#, "stories.parquet`: it is Parquet");
        check(r#"{"digests": {"stories-00000.jsonl": ""}, "fields": ["id"]}"#, "without --fields");
    }
}
