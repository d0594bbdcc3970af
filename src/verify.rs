//! Proves the laws on an output folder, from its files and the sources alone.
//!
//! The sources are read again; every byte must lie in exactly one span, every text must be what its spans say, every
//! duplicate must be what it is called when it is compared with its survivor once more.
#![allow(clippy::disallowed_methods, reason = "this is the edge where outputs and sources are read")]

use crate::config::Config;
use crate::decode::decode;
use crate::read::unescaped;
use crate::record::{DroppedLine, Record, SimilarLine, SkippedLine, Summary, hex128};
use crate::rules::Rules;
use crate::write::{LINE_FILES, Remembered, SUMMARY_FILE};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_128;

mod duplicates;
mod page;

/// A law that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The page or output file.
    pub path: String,
    /// The byte of the page text; the line of an output file.
    pub offset: usize,
    /// What is wrong.
    pub problem: String,
}

/// What was proved and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Pages that were read again.
    pub pages: usize,
    /// Bytes of their texts.
    pub bytes: usize,
    /// Records.
    pub stories: usize,
    /// Ledger lines.
    pub dropped: usize,
    /// Duplicates compared with their survivors again.
    pub duplicates: usize,
    /// Whether duplicates could be compared: the rules are those of the run.
    pub same_rules: bool,
    /// Sources that are gone or have changed since the run.
    pub changed: Vec<String>,
    /// Pages that no source is known of, like standard input.
    pub without_source: usize,
    /// Laws that do not hold.
    pub breaches: Vec<Breach>,
}

/// Why nothing can be proved.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no summary.
    #[error("`{}` is not there: the run is unfinished, run it again", path.display())]
    Unfinished {
        /// The summary.
        path: PathBuf,
    },
    /// A file of the output cannot be read.
    #[error("`{}`, line {line}: {problem}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// Where the inputs lie is not known.
    #[error("the work area of `{}` is gone, so nobody knows where the sources lie; name their folder with --sources, or the work area with --work", out.display())]
    NoSources {
        /// The output folder.
        out: PathBuf,
    },
}

/// The files of an output folder.
pub(crate) struct Output {
    pub(crate) records: Vec<Record>,
    pub(crate) dropped: Vec<DroppedLine>,
    pub(crate) by_id: HashMap<String, usize>,
}

/// What a page must be made of.
#[derive(Default)]
struct Parts<'o> {
    records: Vec<&'o Record>,
    dropped: Vec<&'o DroppedLine>,
}

/// Where what `verify` needs lies, if not where the run left it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'s> {
    /// The folder of the sources.
    pub sources: Option<&'s Path>,
    /// The work area.
    pub work: Option<&'s Path>,
}

/// Proves the laws on `out`.
///
/// # Errors
/// If there is no finished output, or nobody knows where its sources lie.
pub fn verify(out: &Path, lie: &Sources<'_>, rules: &Rules) -> Result<Verified, VerifyError> {
    let summary = summary(out)?;
    let mut verified = Verified::default();
    check_digests(out, &summary, &mut verified);
    let output = Output::read(out)?;
    let _: Vec<SimilarLine> = lines(out, LINE_FILES[2])?;
    let _: Vec<SkippedLine> = lines(out, LINE_FILES[3])?;
    check_counts(&output, &summary, &mut verified);
    let library = Library::new(out, lie)?;
    let parts = parts(&output);
    let pages: Vec<_> = parts.par_iter().map(|(path, parts)| library.prove(path, parts)).collect();
    for page in pages {
        verified.add(page);
    }
    verified.same_rules = rules_of(&summary) == rules.digest();
    if verified.same_rules {
        verified.add(duplicates::prove(&output, &library, rules));
    }
    verified.breaches.sort();
    Ok(verified)
}

impl Verified {
    fn add(&mut self, other: Self) {
        self.pages += other.pages;
        self.bytes += other.bytes;
        self.duplicates += other.duplicates;
        self.changed.extend(other.changed);
        self.without_source += other.without_source;
        self.breaches.extend(other.breaches);
    }

    fn breach(&mut self, path: &str, offset: usize, problem: impl Into<String>) {
        self.breaches.push(Breach { path: path.to_owned(), offset, problem: problem.into() });
    }
}

fn rules_of(summary: &Summary) -> u128 {
    u128::from_str_radix(&summary.rules_digest, 16).unwrap_or_default()
}

fn summary(out: &Path) -> Result<Summary, VerifyError> {
    let path = out.join(SUMMARY_FILE);
    let Ok(text) = std::fs::read(&path) else { return Err(VerifyError::Unfinished { path }) };
    serde_json::from_slice(&text).map_err(|error| VerifyError::Broken {
        path,
        line: error.line(),
        problem: error.to_string(),
    })
}

fn lines<T: DeserializeOwned>(out: &Path, name: &str) -> Result<Vec<T>, VerifyError> {
    let path = out.join(name);
    let broken = |line, problem: String| VerifyError::Broken { path: path.clone(), line, problem };
    let text = std::fs::read(&path).map_err(|error| broken(0, error.to_string()))?;
    let rows = text.split(|&byte| byte == b'\n').filter(|row| !row.is_empty());
    rows.enumerate()
        .map(|(index, row)| serde_json::from_slice(row).map_err(|error| broken(index + 1, error.to_string())))
        .collect()
}

impl Output {
    fn read(out: &Path) -> Result<Self, VerifyError> {
        let records: Vec<Record> = lines(out, LINE_FILES[0])?;
        let by_id = records.iter().enumerate().map(|(at, record)| (record.id.clone(), at)).collect();
        Ok(Self { records, dropped: lines(out, LINE_FILES[1])?, by_id })
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Record> {
        self.by_id.get(id).map(|&at| &self.records[at])
    }
}

fn check_digests(out: &Path, summary: &Summary, verified: &mut Verified) {
    for name in LINE_FILES {
        let digest = std::fs::read(out.join(name)).ok().map(|bytes| hex128(xxh3_128(&bytes)));
        if digest.as_ref() != summary.digests.get(name) {
            verified.breach(
                name,
                0,
                "its digest is not the one in summary.json: unfinished or changed, run again",
            );
        }
    }
}

fn check_counts(output: &Output, summary: &Summary, verified: &mut Verified) {
    verified.stories = output.records.len();
    verified.dropped = output.dropped.len();
    let parts = output.records.iter().flat_map(|record| &record.parts);
    let kept: usize = parts.map(|part| part.span.len()).sum();
    let dropped: usize = output.dropped.iter().map(|line| line.span.len()).sum();
    let bytes = &summary.bytes;
    let counts = [
        ("stories.kept", summary.stories.kept as u64, output.records.len() as u64),
        ("bytes.kept", bytes.kept, kept as u64),
        ("bytes.dropped", bytes.dropped, dropped as u64),
        ("bytes.read", bytes.read, bytes.kept + bytes.dropped + bytes.white),
        ("bytes.by_rule", bytes.by_rule.values().sum(), dropped as u64),
    ];
    for (name, said, counted) in counts {
        if said != counted {
            verified.breach(SUMMARY_FILE, 0, format!("{name} is {said}, the files say {counted}"));
        }
    }
    let ids: BTreeSet<&str> = output.records.iter().map(|record| record.id.as_str()).collect();
    if ids.len() != output.records.len() {
        verified.breach(LINE_FILES[0], 0, "two stories have one id");
    }
}

fn parts(output: &Output) -> BTreeMap<String, Parts<'_>> {
    let mut parts: BTreeMap<String, Parts<'_>> = BTreeMap::new();
    for record in &output.records {
        parts.entry(record.path.clone()).or_default().records.push(record);
    }
    for line in &output.dropped {
        parts.entry(line.path.clone()).or_default().dropped.push(line);
    }
    parts
}

/// Where the sources lie, and what they were.
pub(crate) struct Library {
    remembered: Remembered,
    named: Option<PathBuf>,
}

/// A source read again.
pub(crate) enum Again {
    /// Its text.
    Text(String),
    /// It is gone, or another text than the run read.
    Changed,
    /// It came from standard input.
    Unknown,
}

impl Library {
    fn new(out: &Path, lie: &Sources<'_>) -> Result<Self, VerifyError> {
        let remembered = Remembered::of(out, lie.work);
        if remembered.is_none() && lie.sources.is_none() {
            return Err(VerifyError::NoSources { out: out.to_owned() });
        }
        Ok(Self { remembered: remembered.unwrap_or_default(), named: lie.sources.map(Path::to_owned) })
    }

    /// The options of the run, as far as they are known.
    pub(crate) fn config(&self) -> Config {
        self.remembered.config.clone()
    }

    /// Reads a source again.
    pub(crate) fn text(&self, path: &str) -> Again {
        if path == "-" {
            return Again::Unknown;
        }
        let Some(bytes) = self.files(path).iter().find_map(|file| std::fs::read(file).ok()) else {
            return Again::Changed;
        };
        let text = decode(bytes).text;
        match self.remembered.pages.get(path) {
            Some(digest) if *digest != hex128(xxh3_128(text.as_bytes())) => Again::Changed,
            _ => Again::Text(text),
        }
    }

    /// Where a path may lie.
    fn files(&self, path: &str) -> Vec<PathBuf> {
        let below = |root: &Path, rest: &str| root.join(os_path(unescaped(rest)));
        match &self.named {
            Some(root) => vec![below(root, path)],
            None => {
                let inputs = self.remembered.inputs.iter();
                inputs
                    .filter_map(|input| Some(below(&input.root, path.strip_prefix(&input.prefix)?)))
                    .collect()
            }
        }
    }

    fn prove(&self, path: &str, parts: &Parts<'_>) -> Verified {
        let mut verified = Verified::default();
        match self.text(path) {
            Again::Text(text) => {
                verified.pages = 1;
                verified.bytes = text.len();
                page::prove(&text, path, parts, &mut verified);
            }
            Again::Changed => verified.changed.push(path.to_owned()),
            Again::Unknown => verified.without_source = 1,
        }
        verified
    }
}

#[cfg(unix)]
fn os_path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn os_path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
