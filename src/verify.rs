//! Proves the laws on an output folder, from its files and the sources alone.
//!
//! The sources are read again; every byte must lie in exactly one span, every text must be what its spans say, every
//! duplicate must be what it is called when it is compared with its survivor once more.
#![allow(clippy::disallowed_methods, reason = "this is the edge where outputs and sources are read")]

use crate::html::Opened;
use crate::output::{BrokenFile, Rows};
use crate::record::{SimilarLine, SkippedLine, Summary, hex128, page_name};
use crate::rules::Rules;
use crate::write::{LINE_FILES, SUMMARY_FILE, file_digest, files_of};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use thiserror::Error;

mod duplicates;
mod library;
mod page;
mod release;
mod rows;

use duplicates::{Judge, Survivors};
pub(crate) use library::{Again, KnownRun, Library};
use release::Release;
use rows::{Kept, PageRows, Pages};

/// A law that does not hold.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::verify::{Sources, verify};
///
/// // Somebody changes a line of the ledger.
/// let file = out.join("dropped.jsonl");
/// let ledger = std::fs::read_to_string(&file)?;
/// std::fs::write(&file, ledger.replacen("Share this article", "Share this station", 1))?;
/// let breaches = verify(&out, &Sources::default(), &Rules::builtin()?)?.breaches;
/// assert!(breaches.iter().any(|breach| breach.path == "a.txt" && breach.offset == 343));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The page, with its line or record in a container, or the output file.
    pub path: String,
    /// The byte of the page text; the line of an output file.
    pub offset: usize,
    /// What is wrong.
    pub problem: String,
}

/// What was proved and what was not.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::verify::{Sources, verify};
///
/// let verified = verify(&out, &Sources::default(), &Rules::builtin()?)?;
/// assert_eq!((verified.pages, verified.stories), (3, 3));
/// assert!(verified.same_rules && verified.breaches.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::verify::{Sources, VerifyError, verify};
///
/// // The work area knows where the pages lie.
/// std::fs::remove_dir_all(out.join(".unspool"))?;
/// let error = verify(&out, &Sources::default(), &Rules::builtin()?).unwrap_err();
/// assert!(matches!(error, VerifyError::NoSources { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no summary.
    #[error("`{}` is not there: the run is unfinished, run it again", path.display())]
    Unfinished {
        /// The summary.
        path: PathBuf,
    },
    /// A file of the output cannot be read.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
    /// The output that the run was made against is gone.
    #[error("the run was made against `{}`, which cannot be read any more: {problem}", path.display())]
    NoRelease {
        /// The other output.
        path: PathBuf,
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

/// Where what `verify` needs lies, if not where the run left it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::verify::{Sources, verify};
///
/// // The pages were moved since the run.
/// # let moved = folder.path().join("moved");
/// std::fs::rename(folder.path().join("pages"), &moved)?;
/// let lie = Sources { sources: Some(&moved), work: None };
/// assert!(verify(&out, &lie, &Rules::builtin()?)?.changed.is_empty());
/// assert_eq!(verify(&out, &Sources::default(), &Rules::builtin()?)?.changed.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'s> {
    /// The folder of the sources.
    pub sources: Option<&'s Path>,
    /// The work area.
    pub work: Option<&'s Path>,
}

/// Pages that are proved at a time: what is read at once.
const WAVE: usize = 1024;
/// Pages that one thread proves, opening each page that a twin stands on once.
const TASK: usize = 16;

/// Proves the laws on `out`, page by page; beside some pages at a time it holds a few numbers of each story.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{rules::Rules, verify::{Sources, verify}};
///
/// let verified = verify(&out, &Sources::default(), &Rules::builtin()?)?;
/// assert!(verified.breaches.is_empty());
/// assert_eq!(verified.duplicates, 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is no finished output, or nobody knows where its sources lie.
pub fn verify(out: &Path, lie: &Sources<'_>, rules: &Rules) -> Result<Verified, VerifyError> {
    let summary = summary(out)?;
    let mut verified = Verified::default();
    check_digests(out, &summary, &mut verified);
    let library = Library::new(out, lie)?;
    let release = library.against().map(Release::read).transpose()?;
    let survivors = Survivors { kept: Kept::read(out)?, release: release.unwrap_or_default() };
    verified.same_rules = summary.rules_digest == hex128(rules.digest());
    let judged_by = verified.same_rules.then_some(rules);
    let (mut pages, mut counts) = (Pages::open(out)?, Counts::default());
    loop {
        let wave = pages.some(WAVE)?;
        if wave.is_empty() {
            break;
        }
        wave.iter().for_each(|page| counts.add(page));
        let proofs = wave.par_chunks(TASK).map(|pages| library.prove(pages, &survivors, judged_by));
        for proof in proofs.collect::<Vec<_>>() {
            verified.add(proof);
        }
    }
    for breach in pages.out_of_order() {
        verified.breach(&breach, 0, "its lines do not stand in the order of paths");
    }
    for similar in Rows::<SimilarLine>::open(out, LINE_FILES[2])? {
        similar?;
    }
    for skipped in Rows::<SkippedLine>::open(out, LINE_FILES[3])? {
        skipped?;
    }
    counts.check(&summary, &mut verified);
    if survivors.kept.twice {
        verified.breach(LINE_FILES[0], 0, "two stories have one id");
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

fn summary(out: &Path) -> Result<Summary, VerifyError> {
    let path = out.join(SUMMARY_FILE);
    let Ok(text) = std::fs::read(&path) else { return Err(VerifyError::Unfinished { path }) };
    serde_json::from_slice(&text).map_err(|error| {
        VerifyError::Broken(BrokenFile { path, line: error.line(), problem: error.to_string() })
    })
}

fn check_digests(out: &Path, summary: &Summary, verified: &mut Verified) {
    for (name, said) in &summary.digests {
        let digest = file_digest(&out.join(name)).ok().map(hex128);
        if digest.as_ref() != Some(said) {
            verified.breach(
                name,
                0,
                "its digest is not the one in summary.json: unfinished or changed, run again",
            );
        }
    }
    for name in LINE_FILES.iter().filter(|name| files_of(summary.digests.keys(), name).is_empty()) {
        verified.breach(name, 0, "summary.json knows no file of it");
    }
}

/// What the summary must say.
#[derive(Default)]
struct Counts {
    stories: u64,
    dropped: u64,
    bytes_kept: u64,
    bytes_dropped: u64,
}

impl Counts {
    fn add(&mut self, page: &PageRows) {
        self.stories += page.records.len() as u64;
        self.dropped += page.dropped.len() as u64;
        let parts = page.records.iter().flat_map(|record| &record.parts);
        self.bytes_kept += parts.map(|part| part.span.len() as u64).sum::<u64>();
        self.bytes_dropped += page.dropped.iter().map(|line| line.span.len() as u64).sum::<u64>();
    }

    fn check(&self, summary: &Summary, verified: &mut Verified) {
        verified.stories = self.stories as usize;
        verified.dropped = self.dropped as usize;
        let bytes = &summary.bytes;
        let counts = [
            ("stories.kept", summary.stories.kept as u64, self.stories),
            ("bytes.kept", bytes.kept, self.bytes_kept),
            ("bytes.dropped", bytes.dropped, self.bytes_dropped),
            ("bytes.read", bytes.read, bytes.kept + bytes.dropped + bytes.white),
            ("bytes.by_rule", bytes.by_rule.values().sum(), self.bytes_dropped),
        ];
        for (name, said, counted) in counts {
            if said != counted {
                verified.breach(SUMMARY_FILE, 0, format!("{name} is {said}, the files say {counted}"));
            }
        }
    }
}

impl Library {
    /// Proves some pages; duplicates only where the rules of the run are at hand.
    fn prove(&self, pages: &[PageRows], survivors: &Survivors, rules: Option<&Rules>) -> Verified {
        let mut verified = Verified::default();
        let judge = rules.map(|rules| Judge::new(self, survivors, rules));
        for page in pages {
            match self.page(&page.path, page.item) {
                Again::Page(Opened { text, .. }) => {
                    verified.pages += 1;
                    verified.bytes += text.len();
                    page::prove(&text, page, &mut verified);
                }
                Again::Changed => verified.changed.push(page_name(&page.path, page.item)),
                Again::Unknown => verified.without_source += 1,
            }
            if let Some(judge) = &judge {
                verified.add(judge.page(page));
            }
        }
        verified
    }
}
