//! The main job: read → decode → label → split → strip → fingerprint → pair → settle → write.

use crate::config::Config;
use crate::container::{Missing, missing};
use crate::corpus::{Corpus, Parts, Texts};
use crate::fault::point;
use crate::lists::stowed::Stowage;
use crate::memo::Memo;
use crate::meta::MetaError;
use crate::pair::{Compared, Ways, compare_stories, pair};
use crate::read::{self, BadGlob, Input, Listing, ReadError, Skipped};
use crate::record::Summary;
use crate::rules::Rules;
use crate::settle::settle;
use crate::shelf::Shelf;
use crate::similarity::Similarity;
use crate::spool::Spool;
use crate::write::{self, Group, Remembered, Restored, Settled, WriteError, Written};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

mod gather;
mod options;
mod released;
mod room;
mod text;

use gather::{Desk, Gathered, gather, in_keep_order};
pub(crate) use gather::{Row, scope_of};
pub(crate) use options::Options;
pub use released::AgainstError;
use released::{Released, finished};
use room::Room;
#[cfg(feature = "cli")]
pub(crate) use text::first_text;
pub(crate) use text::{fresh, guarded, texts};

/// What to do.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{config::Config, read::Input, rules::Rules, run::run};
/// use unspool::run::Job;
///
/// # let folder = example::pages()?;
/// # let (root, out) = (folder.path().join("pages"), folder.path().join("out"));
/// let inputs = vec![Input::Folder { prefix: String::new(), root }];
/// let mut job = Job::new(inputs, out, Config::default());
/// job.memory = Some(1 << 30);
/// run(&job, &Rules::builtin()?, &|_| {})?;
/// // The work area lies in the output, unless it is put elsewhere.
/// assert!(job.work.is_none() && job.out.join(".unspool").is_dir());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Job {
    /// Where the pages are.
    pub inputs: Vec<Input>,
    /// The folder to write to.
    pub out: PathBuf,
    /// The work area; `None`: inside `out`.
    pub work: Option<PathBuf>,
    /// Bytes of memory to get by with; `None`: as many as it takes.
    pub memory: Option<u64>,
    /// Whether what earlier runs kept in the work area is used.
    pub reuse: Reuse,
    /// Ends the run early when somebody sets it.
    pub stop: Stop,
    /// An earlier output, whose stories count as kept.
    pub against: Option<PathBuf>,
    /// The options.
    pub config: Config,
    /// What to put back into an earlier output.
    pub again: Option<Again>,
}

/// A run that is done again, with some of what it dropped put back.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct Again {
    /// What is known of it.
    pub remembered: Remembered,
    /// What to put back.
    pub restored: Restored,
}

impl Job {
    /// A job with the work area inside `out` and no bound on memory.
    pub fn new(inputs: Vec<Input>, out: PathBuf, config: Config) -> Self {
        Self {
            inputs,
            out,
            work: None,
            memory: None,
            against: None,
            reuse: Reuse::default(),
            stop: Stop::default(),
            config,
            again: None,
        }
    }
}

/// Whether what earlier runs kept in the work area is used.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::rules::Rules;
/// use unspool::run::{Reuse, run};
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// # let rules = Rules::builtin()?;
/// // The second run takes three pages from the work area, the third takes them apart anew.
/// assert_eq!(run(&job, &rules, &|_| {})?.reused, 0);
/// assert_eq!(run(&job, &rules, &|_| {})?.reused, 3);
/// job.reuse = Reuse::Nothing;
/// assert_eq!(run(&job, &rules, &|_| {})?.reused, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reuse {
    /// What they found of pages that have not changed.
    #[default]
    Unchanged,
    /// Nothing.
    Nothing,
}

/// A wish to end a run early; its copies are one.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::rules::Rules;
/// use unspool::run::{Progress, RunError, run};
///
/// # let folder = example::pages()?;
/// # let job = example::job(&folder);
/// let stop = job.stop.clone();
/// let ended = run(&job, &Rules::builtin()?, &|progress| {
///     if progress == Progress::Pairing {
///         stop.ask();
///     }
/// });
/// assert!(matches!(ended, Err(RunError::Stopped(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to end.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// # Errors
    /// If somebody asked.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(io::Error::other(Stopped)) } else { Ok(()) }
    }
}

/// A run was asked to end.
///
/// ```
/// use unspool::{dedup::{Likeness, dedup}, rules::Rules, run::Stop};
///
/// let stop = Stop::default();
/// stop.ask();
/// let stopped = dedup(&["Rain in Sidon"], &Rules::builtin()?, Likeness::default(), &stop).unwrap_err();
/// assert_eq!(stopped.to_string(), "interrupted; the same command carries on");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
#[error("interrupted; the same command carries on")]
pub struct Stopped;

/// How far a run is.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::rules::Rules;
/// use std::sync::Mutex;
/// use unspool::run::{Progress, run};
///
/// # let folder = example::pages()?;
/// # let job = example::job(&folder);
/// // Pages are read on several threads.
/// let told = Mutex::new(Vec::new());
/// run(&job, &Rules::builtin()?, &|progress| told.lock().expect("nobody panics").push(progress))?;
/// let told = told.into_inner()?;
/// assert_eq!((told.first(), told.last()), (Some(&Progress::Listed(4)), Some(&Progress::Writing)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many pages will be read.
    Listed(usize),
    /// So many more pages were found in a container.
    Found(usize),
    /// One page was read and taken apart, or found to be none; its bytes.
    Read(usize),
    /// Near-duplicate paragraphs are being looked for.
    Pairing,
    /// Stories are being compared.
    Comparing,
    /// What survives is being decided.
    Settling,
    /// Files are being written.
    Writing,
}

/// What came of it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run};
/// # let folder = example::pages()?;
/// # let job = example::job(&folder);
/// let outcome = run(&job, &Rules::builtin()?, &|_| {})?;
/// assert_eq!(outcome.summary.stories.kept, 3);
/// assert_eq!((outcome.most_copied[0].path.as_str(), outcome.most_copied[0].copies), ("a.txt", 1));
/// // One page of four is empty, and by default no more than one in a hundred may be.
/// assert!(outcome.too_many_skipped);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was written to `summary.json`.
    pub summary: Summary,
    /// The stories with the most copies.
    pub most_copied: Vec<Group>,
    /// More inputs were skipped than the options allow.
    pub too_many_skipped: bool,
    /// Pages that an earlier run had taken apart already.
    pub reused: usize,
}

/// Why a run cannot be done.
///
/// ```
/// use unspool::{config::Config, rules::Rules, run::{Job, RunError, run}};
///
/// # let folder = tempfile::tempdir()?;
/// let mut job = Job::new(vec![], folder.path().join("out"), Config::default());
/// let error = run(&job, &Rules::builtin()?, &|_| {}).unwrap_err();
/// assert!(matches!(error, RunError::NoPages { .. }));
///
/// job.config.settle.similarity = 80.0;
/// let error = run(&job, &Rules::builtin()?, &|_| {}).unwrap_err();
/// assert_eq!(error.to_string(), "--similarity must be a number between 0 and 1, not `80`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum RunError {
    /// An input makes no sense.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is nothing to do.
    #[error("found no page: {found}; --allow-empty makes this a success")]
    NoPages {
        /// What there is instead: how many files, and why none of them is read.
        found: String,
    },
    /// A glob has no sense.
    #[error("--include and --exclude: {0}")]
    Glob(#[from] BadGlob),
    /// A field that is named is in no file.
    #[error("{}: there is no field `{}` in the files; there are {}", .0.option, .0.name, .0.known.join(", "))]
    Field(Missing),
    /// An option has no sense.
    #[error("{option} must be {expected}, not `{given}`")]
    Option {
        /// Its name.
        option: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        given: String,
    },
    /// What tells where pages come from cannot be used.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The output folder cannot be used, or writing failed.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The earlier output cannot be used.
    #[error(transparent)]
    Against(#[from] AgainstError),
    /// It cannot be done with so little memory.
    #[error("--memory {} is too little for {pages} pages of this size; give {least}KiB or more", in_kib(*.given))]
    Memory {
        /// What may be used, in bytes.
        given: u64,
        /// What is needed, in KiB.
        least: u64,
        /// About so many pages were found.
        pages: u64,
    },
    /// The pages are not those of the run that is done again.
    #[error("the pages have changed since the run, or came from standard input; run again, then restore")]
    OtherPages,
    /// It was asked to end.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// So many bytes in KiB, if it is a whole number of them.
fn in_kib(bytes: u64) -> String {
    if bytes.is_multiple_of(1024) { format!("{}KiB", bytes / 1024) } else { format!("{bytes}B") }
}

/// Does the main job.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{config::Config, read::Input, rules::Rules};
/// use unspool::run::{Job, run};
///
/// # let folder = example::pages()?;
/// # let (root, out) = (folder.path().join("pages"), folder.path().join("out"));
/// let inputs = vec![Input::Folder { prefix: String::new(), root }];
/// let job = Job::new(inputs, out, Config::default());
/// let outcome = run(&job, &Rules::builtin()?, &|_| {})?;
/// assert_eq!((outcome.summary.stories.kept, outcome.summary.stories.duplicates), (3, 1));
/// assert!(job.out.join("stories.jsonl").is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If an option or input makes no sense, if no page is found, or if the output cannot be written. A page that cannot
/// be read is no error: it becomes a line of `skipped.jsonl`.
pub fn run(job: &Job, rules: &Rules, progress: &(dyn Fn(Progress) + Sync)) -> Result<Outcome, RunError> {
    let options = Options::new(&job.config)?;
    let listing = listed(job, &options)?;
    if let Some(old) = &job.against {
        finished(old, &job.out)?;
    }
    let room = Room::within(job.memory, (&listing, &options.reading), job.against.as_deref())?;
    let place = write::Place::prepare(&job.out, job.work.as_deref(), &job.config.write)?;
    Course { job, rules, options: &options, room, place: &place, progress }.run(listing)
}

/// Lists what a job would read.
///
/// # Errors
/// If an option or input makes no sense, if no page is found, or if a field that is named is in no file.
#[doc(hidden)]
pub fn list(job: &Job) -> Result<Listing, RunError> {
    listed(job, &Options::new(&job.config)?)
}

fn listed(job: &Job, options: &Options) -> Result<Listing, RunError> {
    let listing = read::list(&job.inputs, &job.out, &options.pick)?;
    if listing.sources.is_empty() && listing.skipped.is_empty() && !job.config.read.allow_empty {
        return Err(RunError::NoPages { found: listing.without_pages() });
    }
    match missing(&listing.sources, &options.reading) {
        Some(missing) => Err(RunError::Field(missing)),
        None => Ok(listing),
    }
}

/// Whether more inputs were skipped than the options allow.
#[doc(hidden)]
pub fn too_many_skipped(summary: &Summary, config: &Config) -> bool {
    let inputs = summary.inputs.read + summary.inputs.skipped;
    summary.inputs.skipped as f64 > config.read.max_skipped * inputs as f64
}

/// What a run goes by.
struct Course<'r> {
    job: &'r Job,
    rules: &'r Rules,
    options: &'r Options,
    room: Room,
    place: &'r write::Place,
    progress: &'r (dyn Fn(Progress) + Sync),
}

impl Course<'_> {
    fn run(&self, listing: Listing) -> Result<Outcome, RunError> {
        let (room, policy) = (&self.room, &self.options.policy);
        // Rows are gone when they were compared, pages are wanted to the end.
        let [spool, rows] = [(); 2].map(|()| Spool::new(self.place.work().to_owned()));
        let memo = self.memo().map_err(|error| self.lost(error))?;
        self.border(Progress::Listed(listing.sources.len()))?;
        let desk = Desk::new((self.rules, self.options), (&memo, &spool, &rows), room, &self.job.stop);
        let gathered = gather(&listing, &desk, self.progress);
        drop(listing);
        // What was done is kept, whether or not the run goes on.
        memo.write_out().map_err(|error| self.lost(error))?;
        let gathered = self.same_pages(gathered.map_err(|error| self.lost(error))?)?;
        let own = gathered.pages.len();
        let Gathered { pages, stories, sizes, skipped, ignored } = self.release(gathered, &desk)?;
        let mut shelf = Shelf::new(pages, own, (&spool, &memo));
        if desk.is_full() {
            shelf.put_away();
        }
        self.border(Progress::Pairing)?;
        let (stories, ids) = in_keep_order(stories, self.job.config.settle.keep);
        let parts = Parts { stories, ids, sizes, texts: Texts::Shelf(&shelf) };
        let mut corpus = Corpus::new(parts, &desk.links.same, self.rules, self.job.config.settle.facts);
        corpus.tell_apart_by(&desk.links.bags);
        corpus.remember(room.words);
        let (ways, stowage) = (Ways::new(room.rows, &rows), Stowage::new(room.matches, &spool));
        let least = Similarity::LEAST.min(policy.paragraph_similarity);
        let matches = pair(&corpus, &desk.links.keyed, (&ways, &stowage), least);
        drop((desk, ways));
        rows.close().map_err(|error| self.lost(error))?;
        self.border(Progress::Comparing)?;
        let likes = compare_stories(&corpus, &matches, Similarity::LEAST.min(policy.similarity), &stowage);
        self.border(Progress::Settling)?;
        let verdicts = settle(&corpus, (&matches, &likes), policy, &stowage);
        self.border(Progress::Writing)?;
        let compared = Compared { corpus: &corpus, matches: &matches, likes: &likes };
        let restored = self.job.again.as_ref().map(|again| again.restored.clone()).unwrap_or_default();
        let settled = Settled::new(&shelf, compared, verdicts, self.options.showing()).restoring(restored);
        let outcome = self.write(&settled, (&skipped, &ignored), &memo)?;
        shelf.give_back();
        Ok(outcome)
    }

    /// What was gathered, unless a run is done again and these are not its pages.
    fn same_pages(&self, gathered: Gathered) -> Result<Gathered, RunError> {
        let again = self.job.again.as_ref();
        if again.is_some_and(|again| !again.remembered.holds(&gathered.pages)) {
            return Err(RunError::OtherPages);
        }
        Ok(gathered)
    }

    /// Adds the stories of an earlier output, if the run is made against one.
    fn release(&self, mut gathered: Gathered, desk: &Desk<'_>) -> Result<Gathered, RunError> {
        if let Some(old) = &self.job.against {
            gathered.release(Released::read(old, desk)?);
        }
        Ok(gathered)
    }

    /// What earlier runs kept.
    fn memo(&self) -> io::Result<Memo> {
        if self.job.reuse == Reuse::Nothing {
            Memo::forget(self.place.work())?;
        }
        Memo::open(self.place.work(), self.options.page_digest(self.rules))
    }

    /// Between two stages.
    fn border(&self, next: Progress) -> Result<(), RunError> {
        (self.progress)(next);
        self.job.stop.check().and_then(|()| point("border")).map_err(|error| self.lost(error))
    }

    fn lost(&self, source: io::Error) -> RunError {
        match source.downcast() {
            Ok(stopped) => RunError::Stopped(stopped),
            Err(source) => RunError::Write(self.place.lost(source)),
        }
    }

    fn write(
        &self,
        settled: &Settled<'_>,
        (skipped, ignored): (&[Skipped], &BTreeMap<String, usize>),
        memo: &Memo,
    ) -> Result<Outcome, RunError> {
        let (config, inputs) = (&self.job.config, &self.job.inputs);
        let Written { summary, most_copied } = write::write(
            self.place,
            settled,
            &write::Found {
                skipped,
                ignored,
                inputs,
                against: self.job.against.as_deref(),
                policy: &self.options.policy,
            },
            (config, self.rules),
        )?;
        memo.forget_unused().map_err(|error| self.lost(error))?;
        let too_many_skipped = too_many_skipped(&summary, config);
        Ok(Outcome { summary, most_copied, too_many_skipped, reused: memo.reused() })
    }
}
