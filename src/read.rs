//! Inputs → files: which pages are there, and under which path does each go?
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are read")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::{Component, Path, PathBuf};
use thiserror::Error;

mod globs;
mod pick;
mod walk;

pub use globs::{BadGlob, Globs};
pub use pick::{Pick, Sample};
pub(crate) use pick::{commonest, extension};
pub(crate) use walk::is_work_area;

/// Endings of the files that are read in a folder and in archives; a file named on the command line is read whatever its
/// name.
#[doc(hidden)]
pub const EXTENSIONS: [&str; 21] = [
    "txt", "text", "html", "htm", "xhtml", "mhtml", "mht", "json", "jsonl", "ndjson", "warc", "wet", "tar",
    "tgz", "tzst", "zip", "parquet", "arrow", "arrows", "feather", "ipc",
];
/// Endings of packed files, which are read if the name without them has one of [`EXTENSIONS`], or no ending.
#[doc(hidden)]
pub const PACKED_EXTENSIONS: [&str; 6] = ["gz", "zst", "zstd", "bz2", "xz", "tbz"];
/// What is said where no page is found.
pub(crate) const ENDINGS: &str = "pages end in .txt, .html, .jsonl, .warc, .zip and others, see README.md";
/// The name of the folder by which an output folder is known.
#[doc(hidden)]
pub const WORK_AREA: &str = ".unspool";

/// What half-written files begin with.
pub(crate) const TEMPORARY: &str = ".unspool-tmp-";
/// The file by which programs know a folder that need not be kept.
pub(crate) const CACHE_TAG_FILE: &str = "CACHEDIR.TAG";
/// What ours says.
pub(crate) const CACHE_TAG_WORDS: &str = "This folder is the work area of unspool.";

/// One INPUT of the command line.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{config::Config, output::Rows, rules::Rules, run::{Job, run}};
/// use unspool::{read::Input, record::Record};
///
/// # let folder = example::pages()?;
/// # let (root, out) = (folder.path().join("pages"), folder.path().join("out"));
/// let inputs = vec![Input::Folder { prefix: "gazette/".to_owned(), root }];
/// let job = Job::new(inputs, out, Config::default());
/// # run(&job, &Rules::builtin()?, &|_| {})?;
/// let first = Rows::<Record>::open(&job.out, "stories.jsonl")?.next().transpose()?;
/// assert_eq!(first.map(|story| story.path).as_deref(), Some("gazette/a.txt"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A folder, with what stands before its paths (`NAME/`, or nothing).
    Folder {
        /// Put before each path.
        prefix: String,
        /// The folder.
        root: PathBuf,
    },
    /// A file.
    File(PathBuf),
    /// One page on standard input.
    Stdin,
}

/// Something to read a page from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Source {
    /// Its path in records.
    pub path: String,
    /// The file; `None` for standard input.
    pub file: Option<PathBuf>,
}

/// Why an input could not be used.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::{read::Reason, record::SkippedLine};
///
/// let skipped = Rows::<SkippedLine>::open(&out, "skipped.jsonl")?.next().transpose()?;
/// assert_eq!(skipped.map(|line| line.reason), Some(Reason::Empty));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The system would not give it.
    Unreadable,
    /// It holds nothing but white space.
    Empty,
    /// It is a file of something else than text.
    NotText,
    /// It has more bytes than a page may have.
    TooLarge,
    /// An item of a container that is not what the container's form asks for.
    MalformedItem,
    /// It goes beyond a limit that keeps work bounded.
    OverLimit,
    /// A container that ends too early.
    TruncatedArchive,
    /// A container that cannot be read on.
    CorruptArchive,
    /// A container that holds far more than its size lets expect.
    Bomb,
    /// A link that leads back to itself or to a folder above it.
    LinkLoop,
    /// A link that leads out of the input folder.
    OutsideInput,
    /// It broke `unspool`, which is a mistake of ours.
    Internal,
}

/// An input that could not be used.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// # use unspool::{mine::{Mining, mine}, rules::Rules};
/// use unspool::read::Reason;
///
/// // One of the sources is gone.
/// # let mut sources = sources;
/// std::fs::remove_file(folder.path().join("Tyre.txt"))?;
/// let mined = mine(&sources, &Rules::builtin()?, &Mining::default())?;
/// let skipped = &mined.skipped[0];
/// assert_eq!((skipped.path.as_str(), skipped.reason), ("Tyre.txt", Reason::Unreadable));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path in records.
    pub path: String,
    /// Its line or record, if it is one of a container.
    pub item: Option<u64>,
    /// Why.
    pub reason: Reason,
    /// What the system said, without any absolute path.
    pub detail: String,
}

/// What the inputs hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Listing {
    /// Pages, by path.
    pub sources: Vec<Source>,
    /// What could not be listed.
    pub skipped: Vec<Skipped>,
    /// How many files are not read, by reason: an extension, or what else makes them no pages.
    pub ignored: BTreeMap<String, usize>,
    /// Output folders: they are passed over with all that they hold.
    pub outputs: Vec<PathBuf>,
}

impl Listing {
    /// Why there is no page among what was found.
    pub(crate) fn without_pages(&self) -> String {
        const NAMED: usize = 3;
        let mut said = format!("{} files, {} ignored", self.found(), self.ignored());
        let reasons = commonest(&self.ignored);
        let named: Vec<String> =
            reasons.iter().take(NAMED).map(|(reason, count)| format!("{reason}: {count}")).collect();
        if !named.is_empty() {
            let more = if reasons.len() > NAMED { ", …" } else { "" };
            said.push_str(&format!(" ({}{more})", named.join(", ")));
        }
        // Names do not matter where globs decided.
        let by_globs = !reasons.is_empty() && reasons.iter().all(|(reason, _)| reason.contains("--"));
        match self.outputs.first() {
            Some(out) => said.push_str(&format!(
                "; `{}` is an output folder, and no run reads what a run wrote",
                out.display()
            )),
            None if by_globs => {}
            None => said.push_str(&format!("; {ENDINGS}")),
        }
        said
    }

    /// Files found, whatever became of them.
    pub fn found(&self) -> usize {
        self.sources.len() + self.skipped.len() + self.ignored()
    }

    /// Files that are not read.
    pub fn ignored(&self) -> usize {
        self.ignored.values().sum()
    }
}

/// An input that makes no sense.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{config::Config, rules::Rules, run::{Job, run}};
/// use unspool::{read::{Input, ReadError}, run::RunError};
///
/// # let folder = example::pages()?;
/// # let [page, out] = ["pages/a.txt", "out"].map(|name| folder.path().join(name));
/// // The same file, named twice.
/// let job = Job::new(vec![Input::File(page.clone()), Input::File(page)], out, Config::default());
/// let error = run(&job, &Rules::builtin()?, &|_| {}).unwrap_err();
/// assert!(matches!(error, RunError::Read(ReadError::SamePath { path, .. }) if path == "a.txt"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum ReadError {
    /// It is not there.
    #[error("cannot read input `{input}`: {source}; name a file, a folder, NAME=FOLDER or -")]
    NoInput {
        /// As given.
        input: String,
        /// What the system said.
        source: io::Error,
    },
    /// A name that cannot stand before paths.
    #[error(
        "`{input}`: the NAME of NAME=FOLDER stands before paths; it must not be empty, absolute or hold `..`"
    )]
    BadName {
        /// As given.
        input: String,
    },
    /// Two files would go by one path.
    #[error(
        "two inputs give the path `{path}`: `{first}` and `{second}`; give one of the folders a name: NAME=FOLDER"
    )]
    SamePath {
        /// The path.
        path: String,
        /// A file.
        first: String,
        /// Another.
        second: String,
    },
}

/// Reads an INPUT of the command line: `-`, a file, a folder, or `NAME=FOLDER`.
///
/// # Errors
/// If nothing is there, or NAME would lead out of the paths it stands before.
#[doc(hidden)]
pub fn input(given: &OsStr) -> Result<Input, ReadError> {
    if given == "-" {
        return Ok(Input::Stdin);
    }
    let shown = given.to_string_lossy();
    let error = |source| ReadError::NoInput { input: shown.to_string(), source };
    match (std::fs::metadata(given), given.to_str().and_then(|given| given.split_once('='))) {
        (Ok(metadata), _) if metadata.is_dir() => {
            Ok(Input::Folder { prefix: String::new(), root: given.into() })
        }
        (Ok(_), _) => Ok(Input::File(given.into())),
        (Err(_), Some((name, folder))) => {
            let name = name.trim_end_matches('/');
            let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
            if name.is_empty() || !Path::new(name).components().all(plain) {
                return Err(ReadError::BadName { input: shown.to_string() });
            }
            std::fs::read_dir(folder).map_err(error)?;
            Ok(Input::Folder { prefix: format!("{name}/"), root: folder.into() })
        }
        (Err(source), None) => Err(error(source)),
    }
}

/// Lists the pages of all inputs, by path. `out` is never read.
///
/// # Errors
/// If two of them would go by one path.
#[doc(hidden)]
pub fn list(inputs: &[Input], out: &Path, pick: &Pick) -> Result<Listing, ReadError> {
    let mut listing = Listing::default();
    let out = out.canonicalize().ok();
    for input in inputs {
        match input {
            Input::Stdin => listing.sources.push(Source { path: "-".to_owned(), file: None }),
            Input::File(file) => {
                let path = file.file_name().map_or_else(String::new, |name| escaped(Path::new(name)));
                listing.sources.push(Source { path, file: Some(file.clone()) });
            }
            Input::Folder { prefix, root } => walk::walk((prefix, root), out.as_deref(), pick, &mut listing),
        }
    }
    listing.sources.sort_by(|a, b| a.path.cmp(&b.path));
    listing.skipped.sort();
    distinct(&listing)?;
    pick.sample(&mut listing);
    Ok(listing)
}

/// No path may stand for two files, be they pages or skipped.
fn distinct(listing: &Listing) -> Result<(), ReadError> {
    let (sources, skipped) = (&listing.sources, &listing.skipped);
    let skipped_paths = skipped.iter().map(|skipped| skipped.path.as_str());
    let mut paths: Vec<&str> =
        sources.iter().map(|source| source.path.as_str()).chain(skipped_paths).collect();
    paths.sort_unstable();
    let Some(path) = paths.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]) else {
        return Ok(());
    };
    let shown =
        |source: &Source| source.file.as_ref().map_or("-".to_owned(), |file| file.display().to_string());
    let same = sources.iter().filter(|source| source.path == path).map(shown);
    let why = skipped.iter().filter(|skipped| skipped.path == path).map(|skipped| skipped.detail.clone());
    let mut both: Vec<String> = same.chain(why).collect();
    both.sort();
    let (second, first) = (both.swap_remove(1), both.swap_remove(0));
    Err(ReadError::SamePath { path: path.to_owned(), first, second })
}

/// Whether a file is read, by its name.
#[doc(hidden)]
pub fn is_page(name: &str) -> bool {
    let ending = |name: &'_ str| {
        let file = name.rsplit('/').next().unwrap_or_default();
        let file = file.strip_prefix('.').unwrap_or(file);
        file.rsplit_once('.').map(|(stem, ending)| (stem.to_owned(), ending.to_ascii_lowercase()))
    };
    match ending(name) {
        Some((stem, last)) if PACKED_EXTENSIONS.contains(&last.as_str()) => {
            ending(&stem).is_none_or(|(_, inner)| EXTENSIONS.contains(&inner.as_str()))
        }
        Some((_, last)) => EXTENSIONS.contains(&last.as_str()),
        None => false,
    }
}

/// What an error says, without the path that only this machine knows.
pub(crate) fn detail(error: &io::Error) -> String {
    let inner = || std::error::Error::source(error.get_ref()?)?.downcast_ref::<io::Error>()?.raw_os_error();
    let code = error.raw_os_error().or_else(inner);
    code.map_or_else(|| error.kind().to_string(), |code| io::Error::from_raw_os_error(code).to_string())
}

/// A relative path as text, its parts joined by `/`. Bytes that are not UTF-8 are written `\xHH`, and so is the
/// backslash of a name that would read the same, so that the name can be had back: see [`unescaped`].
#[doc(hidden)]
pub fn escaped(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(escaped_part(part.as_encoded_bytes())),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The name of a member of an archive as a relative path, whatever it tries: `..` is written `\x2E\x2E`, and what would
/// make it absolute is left out.
pub(crate) fn member_name(name: &[u8]) -> String {
    let parts = name.split(|byte| *byte == b'/').filter(|part| !matches!(*part, b"" | b"."));
    let shown = parts.map(|part| if part == b".." { "\\x2E\\x2E".to_owned() } else { escaped_part(part) });
    shown.collect::<Vec<_>>().join("/")
}

fn escaped_part(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find("\\x") {
            out.push_str(&rest[..at]);
            out.push_str("\\x5C");
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

/// The bytes of an [`escaped`] path.
#[doc(hidden)]
pub fn unescaped(path: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find("\\x") {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let byte = rest.get(at + 2..at + 4).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(b"\\x"),
        }
        rest = &rest[at + if byte.is_some() { 4 } else { 2 }..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// The file that an [`escaped`] path names below a folder, or that it leads through, if that is an archive.
pub(crate) fn source_below(root: &Path, path: &str) -> Option<Source> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for end in ends {
        let (path, file) = (&path[..end], root.join(os_path(unescaped(&path[..end]))));
        // The first that is no folder decides, so that no name in an archive ever leads to another file.
        if file.ends_with("..") || !file.is_dir() {
            return file.is_file().then(|| Source { path: path.to_owned(), file: Some(file) });
        }
    }
    None
}

#[cfg(unix)]
pub(crate) fn os_path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(crate) fn os_path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// How often each reason stands in a list.
#[doc(hidden)]
pub fn by_reason<'s>(skipped: impl Iterator<Item = &'s Reason>) -> BTreeMap<Reason, usize> {
    let mut counts = BTreeMap::new();
    for reason in skipped {
        *counts.entry(*reason).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[cfg(unix)]
    proptest! {
        #[test]
        fn a_file_name_can_be_had_back(name in prop::collection::vec(prop_oneof![Just(b'\\'), Just(b'x'), 1_u8..47, 48_u8..=255], 1..12)) {
            use std::os::unix::ffi::OsStrExt;
            prop_assume!(name != b"." && name != b"..");
            let shown = escaped(Path::new(std::ffi::OsStr::from_bytes(&name)));
            prop_assert_eq!(unescaped(&shown), name);
        }
    }

    #[test]
    fn an_input_that_is_not_there_is_named() {
        let error = input(OsStr::new("no/such/folder")).unwrap_err().to_string();
        assert!(error.contains("`no/such/folder`"), "{error}");
    }
}
