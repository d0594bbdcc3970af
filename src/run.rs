//! The main job: read → decode → label → split → strip → fingerprint → pair → settle → write.

use crate::config::{Config, Scope};
use crate::corpus::{Corpus, Telling};
use crate::decode::{decode, is_binary};
use crate::keep::{Standing, keep_order};
use crate::page::unspool;
use crate::pair::{compare_stories, pair};
use crate::read::{self, Input, Listing, ReadError, Reason, Skipped, Source};
use crate::record::{Pairing, Summary};
use crate::rules::{Rules, RulesetId};
use crate::settle::{Duplicates, Policy, settle};
use crate::similarity::Similarity;
use crate::span::is_white;
use crate::telling::{Page, tell};
use crate::write::{self, Settled, WriteError};
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::PathBuf;
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64;

/// What to do.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where the pages are.
    pub inputs: Vec<Input>,
    /// The folder to write to.
    pub out: PathBuf,
    /// The work area; `None`: inside `out`.
    pub work: Option<PathBuf>,
    /// The options.
    pub config: Config,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many pages will be read.
    Listed(usize),
    /// One page was read and taken apart; its bytes.
    Read(usize),
    /// Near-duplicates are being looked for.
    Pairing,
    /// What survives is being decided.
    Settling,
    /// Files are being written.
    Writing,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was written to `summary.json`.
    pub summary: Summary,
    /// More inputs were skipped than the options allow.
    pub too_many_skipped: bool,
}

/// Why a run cannot be done.
#[derive(Debug, Error)]
pub enum RunError {
    /// An input makes no sense.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is nothing to do.
    #[error(
        "found no page: {found} files, {ignored} ignored (pages end in .txt or .text); --allow-empty makes this a success"
    )]
    NoPages {
        /// Files there are.
        found: usize,
        /// Files that are no pages by their name.
        ignored: usize,
    },
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
    /// The output folder cannot be used, or writing failed.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Does the main job.
///
/// # Errors
/// If an option or input makes no sense, if no page is found, or if the output cannot be written. A page that cannot
/// be read is no error: it becomes a line of `skipped.jsonl`.
pub fn run(job: &Job, rules: &Rules, progress: &(dyn Fn(Progress) + Sync)) -> Result<Outcome, RunError> {
    let options = Options::new(&job.config)?;
    let listing = read::list(&job.inputs, &job.out)?;
    if listing.sources.is_empty() && listing.skipped.is_empty() && !job.config.read.allow_empty {
        return Err(RunError::NoPages { found: listing.found(), ignored: listing.ignored });
    }
    let place = write::Place::prepare(&job.out, job.work.as_deref())?;
    progress(Progress::Listed(listing.sources.len()));
    let (pages, skipped) = pages(&listing, rules, &options, progress);
    let settled = settle_pages(&pages, job, rules, &options, progress);
    progress(Progress::Writing);
    let found = write::Found { listing: &listing, skipped: &skipped, inputs: &job.inputs };
    let summary = write::write(&place, &pages, &settled, &found, &job.config, rules)?;
    let inputs = summary.inputs.read + summary.inputs.skipped;
    let too_many_skipped = summary.inputs.skipped as f64 > job.config.read.max_skipped * inputs as f64;
    Ok(Outcome { summary, too_many_skipped })
}

/// The options that have to be read before they can be used.
struct Options {
    scraped_at: Option<Date>,
    similarity: Similarity,
    policy: Policy,
    min_confidence: f64,
}

impl Options {
    fn new(config: &Config) -> Result<Self, RunError> {
        let settle = &config.settle;
        let fraction = |option, given: f64| {
            let expected = "a number between 0 and 1";
            Similarity::from_fraction(given).ok_or(RunError::Option {
                option,
                expected,
                given: given.to_string(),
            })
        };
        fraction("--max-skipped", config.read.max_skipped)?;
        fraction("--min-confidence", config.split.min_confidence)?;
        let policy = Policy {
            stories: settle.stories,
            paragraphs: settle.paragraphs,
            revisions: settle.revisions,
            paragraph_similarity: fraction("--paragraph-similarity", settle.paragraph_similarity)?,
        };
        Ok(Self {
            scraped_at: config.read.scraped_at.as_deref().map(day).transpose()?,
            similarity: fraction("--similarity", settle.similarity)?,
            policy,
            min_confidence: config.split.min_confidence,
        })
    }
}

fn day(given: &str) -> Result<Date, RunError> {
    let (option, expected) = ("--scraped-at", "a day as YYYY-MM-DD");
    given.parse().map_err(|_| RunError::Option { option, expected, given: given.to_owned() })
}

/// Every page on its own, in parallel; what one page does touches no other.
fn pages(
    listing: &Listing,
    rules: &Rules,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> (Vec<Page>, Vec<Skipped>) {
    let read = |source: &Source| {
        let page = guarded(source, || page(source, rules, options));
        progress(Progress::Read(page.as_ref().map_or(0, |page| page.text.len())));
        page
    };
    let results: Vec<Result<Page, Skipped>> = listing.sources.par_iter().map(read).collect();
    let mut skipped = listing.skipped.clone();
    let mut pages = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(page) => pages.push(page),
            Err(skip) => skipped.push(skip),
        }
    }
    skipped.sort();
    (pages, skipped)
}

/// A panic inside a page is a mistake of ours, and costs that page only.
fn guarded<T>(source: &Source, work: impl FnOnce() -> Result<T, Skipped>) -> Result<T, Skipped> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(skip(source, Reason::Internal, "unspool failed on this page; please report it"))
    })
}

fn skip(source: &Source, reason: Reason, detail: &str) -> Skipped {
    Skipped { path: source.path.clone(), reason, detail: detail.to_owned() }
}

fn page(source: &Source, rules: &Rules, options: &Options) -> Result<Page, Skipped> {
    let bytes =
        read::bytes(source).map_err(|error| skip(source, Reason::Unreadable, &read::detail(&error)))?;
    if is_binary(&bytes) {
        return Err(skip(source, Reason::NotText, "the file holds control characters that no text has"));
    }
    let decoded = decode(bytes);
    if decoded.text.chars().all(is_white) {
        return Err(skip(source, Reason::Empty, "the file holds nothing but white space"));
    }
    let stripped = unspool(&decoded.text, rules, options.min_confidence).stripped;
    let told = tell(&decoded.text, &stripped, rules, options.scraped_at);
    let (path, text, replaced) = (source.path.clone(), decoded.text, decoded.replaced);
    Ok(Page { path, item: None, text, stripped, told, replaced })
}

/// All stories against all others.
fn settle_pages<'p>(
    pages: &'p [Page],
    job: &Job,
    rules: &'p Rules,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Settled<'p> {
    let settle_by = &job.config.settle;
    let places: Vec<(usize, usize)> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| (0..page.told.len()).map(move |story| (at, story)))
        .collect();
    let standings: Vec<Standing<'_>> =
        places.iter().map(|&(page, story)| standing(&pages[page], story)).collect();
    let order: Vec<(usize, usize)> =
        keep_order(&standings, settle_by.keep).into_iter().map(|at| places[at]).collect();
    let tellings: Vec<Telling<'p>> =
        order.iter().map(|&(page, story)| telling(&pages[page], story, settle_by.scope)).collect();
    progress(Progress::Pairing);
    let corpus = Corpus::new(&tellings, rules, settle_by.facts);
    let matches = pair(&corpus, Similarity::MATCH.min(options.policy.paragraph_similarity));
    let likes = compare_stories(&corpus, &matches, options.similarity);
    progress(Progress::Settling);
    let verdicts = settle(&corpus, &matches, &likes, &options.policy);
    let pairing = Pairing {
        texts: corpus.texts.len(),
        candidates: matches.candidates,
        verified: matches.verified,
        largest_run: matches.largest_run,
    };
    Settled {
        order,
        corpus,
        verdicts,
        pairing,
        marks_stories: settle_by.stories == Duplicates::Mark,
        drops_paragraphs: settle_by.paragraphs == Duplicates::Drop,
        scraped_at: options.scraped_at,
    }
}

fn standing(page: &Page, story: usize) -> Standing<'_> {
    Standing {
        truncated: page.stripped.stories[story].truncated,
        position: story,
        words: page.told[story].words,
        day: page.told[story].day,
        path: &page.path,
        item: page.item,
    }
}

fn telling(page: &Page, story: usize, scope: Scope) -> Telling<'_> {
    let told = &page.told[story];
    Telling {
        scope: scope_of(page, scope),
        language: told.language,
        paragraphs: told.paragraphs.iter().map(|(text, print)| (text.of(&page.text), print)).collect(),
        truncated: page.stripped.stories[story].truncated,
    }
}

fn scope_of(page: &Page, scope: Scope) -> u64 {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match scope {
        Scope::Corpus => 0,
        // What no publisher is known of is one scope: its pages may well be copies.
        Scope::Publisher if page.stripped.ruleset == RulesetId::GENERIC => 0,
        Scope::Publisher => xxh3_64(format!("publisher {:?}", page.stripped.ruleset).as_bytes()),
        Scope::Folder => xxh3_64(folder.as_bytes()),
        Scope::Page => xxh3_64(format!("{}\0{:?}", page.path, page.item).as_bytes()),
    }
}
