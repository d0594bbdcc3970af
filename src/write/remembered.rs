//! What the work area remembers of a run: its options, where its inputs lie, and what its pages were.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are written")]

use super::Settled;
use crate::config::Config;
use crate::read::{Input, Source, WORK_AREA, source_below};
use crate::record::hex128;
use crate::shelf::Shelved;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) const MEMORY_FILE: &str = "inputs.json";

/// What the work area is to remember of a run, as it is written.
#[derive(Serialize)]
pub(super) struct Memory<'m> {
    pub(super) config: &'m Config,
    pub(super) inputs: Vec<RememberedInput>,
    pub(super) against: Option<PathBuf>,
    pub(super) pages: Digests<'m>,
}

/// A page as a key: its path and, in a container, what parts it from the other pages there.
fn page_key(path: &str, item: Option<u64>) -> String {
    item.map_or_else(|| path.to_owned(), |item| format!("{path}\0{item}"))
}

/// The digest of each page's bytes, by path and item.
pub(super) struct Digests<'m>(pub(super) &'m Settled<'m>);

impl Serialize for Digests<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(settled) = self;
        let pages = settled.shelf.own().iter().enumerate();
        let key = |at: usize| page_key(settled.place(at).0, settled.place(at).1);
        serializer.collect_map(pages.map(|(at, page)| (key(at), hex128(page.digest))))
    }
}

/// What the work area remembers of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// The options of the run.
    pub config: Config,
    /// Where the inputs lie.
    pub inputs: Vec<RememberedInput>,
    /// The earlier output that the run was made against.
    #[serde(default)]
    pub against: Option<PathBuf>,
    /// xxh3-128 of the bytes of each page, by path and item.
    pages: BTreeMap<String, String>,
}

impl Remembered {
    /// What the work area of `out` remembers; `None` if it is gone.
    pub fn of(out: &Path, work: Option<&Path>) -> Option<Self> {
        remembered(out, work)
    }

    /// The options alone: there may be millions of inputs.
    pub fn options_of(out: &Path, work: Option<&Path>) -> Option<Config> {
        #[derive(Deserialize)]
        struct Options {
            config: Config,
        }
        remembered(out, work).map(|Options { config }| config)
    }

    /// xxh3-128 of the bytes of a page.
    pub fn digest(&self, path: &str, item: Option<u64>) -> Option<&str> {
        self.pages.get(&page_key(path, item)).map(String::as_str)
    }

    /// Whether these are the pages of the run, byte for byte.
    pub(crate) fn holds(&self, pages: &[Shelved]) -> bool {
        let same = |page: &Shelved| self.digest(&page.path, page.item) == Some(hex128(page.digest).as_str());
        self.pages.len() == pages.len() && pages.iter().all(same)
    }

    /// The paths of all pages, one after the other; those of a container have one path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(|key| key.split('\0').next().unwrap_or_default())
    }

    /// The file that a path lies in, or below in an archive.
    pub fn source(&self, path: &str) -> Option<Source> {
        let within = |input: &RememberedInput| {
            let below = path.strip_prefix(&input.prefix)?;
            let source = source_below(&input.root, below)?;
            Some(Source { path: format!("{}{}", input.prefix, source.path), ..source })
        };
        self.inputs.iter().find_map(within)
    }
}

fn remembered<T: DeserializeOwned>(out: &Path, work: Option<&Path>) -> Option<T> {
    let work = work.map_or_else(|| out.join(WORK_AREA), Path::to_owned);
    serde_json::from_slice(&fs::read(work.join(MEMORY_FILE)).ok()?).ok()
}

/// An input folder or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedInput {
    /// What stands before its paths.
    pub prefix: String,
    /// The folder that the rest of a path lies in.
    pub root: PathBuf,
    /// The file in it, if that alone is the input.
    #[serde(default)]
    pub file: Option<PathBuf>,
}

impl RememberedInput {
    pub(super) fn of(input: &Input) -> Option<Self> {
        match input {
            Input::Folder { prefix, root } => {
                Some(Self { prefix: prefix.clone(), root: root.canonicalize().ok()?, file: None })
            }
            Input::File(file) => {
                let file = file.canonicalize().ok()?;
                Some(Self { prefix: String::new(), root: file.parent()?.to_owned(), file: Some(file) })
            }
            Input::Stdin => None,
        }
    }

    /// The same as an input of another run.
    pub(crate) fn input(&self) -> Input {
        match &self.file {
            Some(file) => Input::File(file.clone()),
            None => Input::Folder { prefix: self.prefix.clone(), root: self.root.clone() },
        }
    }
}
