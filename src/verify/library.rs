//! The sources of an output, read again.

use super::{Sources, VerifyError};
use crate::config::Config;
use crate::container::{self, Found, Item, Opened, Reading, Told};
use crate::html;
use crate::output::{BrokenFile, OutputFolder};
use crate::read::{Source, source_below};
use crate::record::{PagePath, hex128};
use crate::rules::Rules;
use crate::spool::Spool;
use crate::write::{Remembered, options_digest};
use encoding_rs::Encoding;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// Where the sources lie, and what they were.
pub(crate) struct Library {
    remembered: Remembered,
    named: Option<PathBuf>,
    reading: Reading,
    encoding: Option<&'static Encoding>,
    /// Containers that were taken apart, each once, by their paths.
    containers: Mutex<FxHashMap<String, Arc<OnceLock<Shelf>>>>,
}

/// What is known of the run that wrote an output.
pub(crate) struct KnownRun {
    /// Its sources; `None` without the work area and a folder that is named.
    pub(crate) library: Option<Library>,
    /// Its options; the default ones if nobody knows them.
    pub(crate) config: Config,
    /// Whether it went by the rules that are at hand.
    pub(crate) same_rules: bool,
    /// Whether its options are known.
    pub(crate) known_options: bool,
}

/// What of a summary tells of the run.
#[derive(Deserialize)]
struct Digests {
    options_digest: String,
    rules_digest: String,
}

impl KnownRun {
    pub(crate) fn of(output: &OutputFolder, lie: &Sources<'_>, rules: &Rules) -> Result<Self, BrokenFile> {
        let said: Digests = output.summary()?;
        let library = Library::new(output.path(), lie).ok();
        let remembered = library.as_ref().map(Library::config).unwrap_or_default();
        let known_options = hex128(options_digest(&remembered)) == said.options_digest;
        Ok(Self {
            library,
            config: if known_options { remembered } else { Config::default() },
            same_rules: hex128(rules.digest()) == said.rules_digest,
            known_options,
        })
    }
}

/// A source read again.
pub(crate) enum Again {
    /// The page.
    Page(html::Opened),
    /// It is gone, or another text than the run read.
    Changed,
    /// It came from standard input.
    Unknown,
}

/// The pages of a container: their bytes lie in a file that has no name.
struct Shelf {
    spool: Spool,
    places: FxHashMap<u128, Spot>,
}

/// Where the bytes of a page lie, with their digest, and how they are told to be read.
struct Spot {
    at: u64,
    length: usize,
    digest: u128,
    told: Told,
}

impl Library {
    pub(crate) fn new(out: &Path, lie: &Sources<'_>) -> Result<Self, VerifyError> {
        let remembered = Remembered::of(out, lie.work);
        if remembered.is_none() && lie.sources.is_none() {
            return Err(VerifyError::NoSources { out: out.to_owned() });
        }
        let remembered = remembered.unwrap_or_default();
        // Whatever its size, a page that was read is read again.
        let reading = remembered.config.read.reading().of_any_size();
        Ok(Self {
            encoding: remembered.config.read.told_encoding(),
            remembered,
            named: lie.sources.map(Path::to_owned),
            reading,
            containers: Mutex::default(),
        })
    }

    /// The options of the run, as far as they are known.
    pub(crate) fn config(&self) -> Config {
        self.remembered.config.clone()
    }

    /// The earlier output that the run was made against.
    pub(crate) fn against(&self) -> Option<&Path> {
        self.remembered.against.as_deref()
    }

    /// The file that a page was read from, if it is still there.
    pub(crate) fn file(&self, path: &str) -> Option<PathBuf> {
        self.source(path)?.file
    }

    fn source(&self, path: &str) -> Option<Source> {
        match &self.named {
            Some(root) => source_below(root, path),
            None => self.remembered.source(path),
        }
    }

    /// Reads a page again.
    pub(crate) fn page(&self, path: &str, item: Option<u64>) -> Again {
        match self.source(path) {
            Some(source) => self.read(&source, (path, item)),
            None if path == "-" || path.starts_with("-/") => Again::Unknown,
            None => Again::Changed,
        }
    }

    fn read(&self, source: &Source, (path, item): PagePath<'_>) -> Again {
        if item.is_none() && source.path == path && !self.is_known(path) {
            match container::open(source, &self.reading) {
                Ok(Opened::Page(item)) => {
                    let Item { bytes, told, .. } = item;
                    let digest = xxh3_128(&bytes);
                    return self.same((path, None), digest, || self.opened(path, bytes, told));
                }
                Ok(Opened::Container) => {}
                Err(_) => return Again::Changed,
            }
        }
        let shelf = self.shelf(source);
        let shelf = shelf.get_or_init(|| self.taken_apart(source));
        let Some(spot) = shelf.places.get(&place_key(path, item)) else { return Again::Changed };
        let again = self.same((path, item), spot.digest, || {
            self.opened(path, shelf.spool.read(spot.at, spot.length), spot.told)
        });
        if shelf.spool.trouble().is_some() { Again::Unknown } else { again }
    }

    /// A page if it was read from the bytes that the run read.
    fn same(&self, (path, item): PagePath<'_>, digest: u128, page: impl FnOnce() -> html::Opened) -> Again {
        match self.remembered.digest(path, item) {
            Some(known) if known != hex128(digest) => Again::Changed,
            _ => Again::Page(page()),
        }
    }

    fn opened(&self, path: &str, bytes: Vec<u8>, told: Told) -> html::Opened {
        html::open(path, bytes, told.or(self.encoding))
    }

    fn is_known(&self, path: &str) -> bool {
        self.containers.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path)
    }

    fn shelf(&self, source: &Source) -> Arc<OnceLock<Shelf>> {
        let mut containers = self.containers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(containers.entry(source.path.clone()).or_default())
    }

    fn taken_apart(&self, source: &Source) -> Shelf {
        let mut shelf = Shelf { spool: Spool::new(std::env::temp_dir()), places: FxHashMap::default() };
        let mut found = |found| {
            if let Found::Page(item) = found {
                let (digest, key) = (xxh3_128(&item.bytes), place_key(&item.path, item.number));
                let Item { bytes, told, .. } = item;
                let spot = Spot { at: shelf.spool.append(&bytes), length: bytes.len(), digest, told };
                shelf.places.insert(key, spot);
            }
            Ok(())
        };
        // What is broken was told by the run.
        let _ = container::items(source, &self.reading, &mut found);
        shelf
    }
}

fn place_key(path: &str, item: Option<u64>) -> u128 {
    xxh3_128(format!("{path}\0{item:?}").as_bytes())
}
