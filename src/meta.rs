//! Where pages come from, as a file beside them tells (`--meta`).
#![allow(clippy::disallowed_methods, reason = "this is an edge: a file of the user")]

use crate::origin::{Origin, Scraped};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Addresses and moments of scraping, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    origins: FxHashMap<(String, Option<u64>), Origin>,
}

/// Why such a file cannot be used.
#[derive(Debug, Error)]
pub enum MetaError {
    /// It cannot be read.
    #[error("--meta `{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of it makes no sense.
    #[error("--meta `{}`, line {line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// A line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    item: Option<u64>,
    url: Option<String>,
    scraped_at: Option<String>,
}

impl Meta {
    /// Reads a file of lines with `path`, `url` and `scraped_at`, and `item` for a page of a container.
    ///
    /// # Errors
    /// If it cannot be read, or a line has no path, another key, a moment that is none, or speaks of the page of a line
    /// before.
    pub fn read(path: &Path) -> Result<Self, MetaError> {
        let unreadable = |source| MetaError::Unreadable { path: path.to_owned(), source };
        let lines = BufReader::new(File::open(path).map_err(unreadable)?).lines();
        let mut meta = Self::default();
        for (number, line) in (1..).zip(lines) {
            let line = line.map_err(unreadable)?;
            if !line.trim().is_empty() {
                let added = meta.add(&line);
                added.map_err(|problem| MetaError::Line { path: path.to_owned(), line: number, problem })?;
            }
        }
        Ok(meta)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let Line { path, item, url, scraped_at } =
            serde_json::from_str(line).map_err(|error| error.to_string())?;
        let read = |given: String| {
            Scraped::read(&given)
                .ok_or(format!("`{given}` is no time; write 2024-03-12 or 2024-03-12T08:30:00Z"))
        };
        let scraped = scraped_at.map(read).transpose()?;
        match self.origins.insert((path.clone(), item), Origin { url, scraped }) {
            Some(_) => Err(format!("`{path}` stands on a line before as well")),
            None => Ok(()),
        }
    }

    /// What is told of a page: of it alone, else of all pages of its path.
    pub fn of(&self, path: &str, item: Option<u64>) -> Origin {
        if self.origins.is_empty() {
            return Origin::default();
        }
        let told = |item| self.origins.get(&(path.to_owned(), item)).cloned().unwrap_or_default();
        told(item).or(told(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Meta, MetaError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Meta::read(file.path())
    }

    #[test]
    fn a_page_is_told_of_by_its_item_or_its_path() {
        let meta = read(
            "{\"path\":\"a.jsonl\",\"scraped_at\":\"2024-03-12\"}\n\n{\"path\":\"a.jsonl\",\"item\":7,\"url\":\"https://example.org/7\"}\n",
        )
        .unwrap();
        let Origin { url, scraped } = meta.of("a.jsonl", Some(7));
        assert_eq!(url.as_deref(), Some("https://example.org/7"));
        assert_eq!(scraped, Scraped::read("2024-03-12"));
        assert_eq!(meta.of("a.jsonl", Some(8)).url, None);
        assert!(meta.of("b.jsonl", None).is_unknown());
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let path = "{\"path\":\"a\"}\n";
        let wrong = [
            "{}",
            "[]",
            "{\"path\":\"b\",\"date\":\"2024\"}",
            "{\"path\":\"b\",\"scraped_at\":\"soon\"}",
            path,
        ];
        for line in wrong {
            let error = read(&format!("{path}{line}")).unwrap_err().to_string();
            assert!(error.contains("line 2: "), "{error}");
        }
    }
}
