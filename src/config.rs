//! What a run goes by, as plain data.

use crate::container::{Fields, Limits, Reading};
use crate::facts::Level;
use crate::settle::{Duplicates, Revisions};
use crate::split::MIN_CONFIDENCE;
use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

mod check;
mod size;
mod write;

pub use check::{Amount, Change, Check, MaxChange};
pub use size::Size;
pub use write::{Form, Ledger, View, Write};

/// All that `unspool.toml` and the flags of `run` can say: a flag for each key, a table for each stage.
///
/// Every key may be left out. The doc comments are what `--help`, `unspool init` and the JSON Schema say; `x-value` is what
/// stands for a flag's value there, `x-short` its letter, `x-alias` its other name. Paths in a file lie as from its folder.
///
/// ```
/// use unspool::config::{Config, Keep};
///
/// let config: Config = toml::from_str("inputs = ['scrapes']\n[settle]\nkeep = 'newest'")?;
/// assert_eq!((config.inputs, config.settle.keep), (vec!["scrapes".to_owned()], Keep::Newest));
/// // Keys that are left out have their defaults; unknown ones are errors.
/// assert_eq!(config.settle.similarity, Config::default().settle.similarity);
/// assert!(toml::from_str::<Config>("[settle]\nkep = 'newest'").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// What to read where no INPUT is named: files, folders, `NAME=FOLDER`, or `-` for standard input.
    #[schemars(extend("x-value" = "INPUT"), example = ["scrapes"])]
    pub inputs: Vec<String>,
    /// How a run goes about it; none of this decides what it gives, but `against`.
    pub run: Run,
    /// What is read.
    pub read: Read,
    /// How lines are known.
    pub label: Label,
    /// Where pages are cut.
    pub split: Split,
    /// What counts as a near-duplicate, and which copy stays.
    pub settle: Settle,
    /// What is written.
    pub write: Write,
    /// What the figures of a run are held against; it decides nothing of what a run gives.
    pub check: Check,
    /// What a terminal shows.
    pub terminal: Terminal,
}

impl Config {
    /// What decides what a run gives, and no more. Where rules files lie decides nothing: what they say is in the digest of
    /// the rules; and what a file of `meta` says is an input.
    pub fn deciding(&self) -> Self {
        let Self { read, split, settle, write, .. } = self.clone();
        let read = Read { meta: None, ..read };
        // The same lines stand in every format.
        let write = Write { ledger: write.ledger, ..Write::default() };
        Self { read, split, settle, write, ..Self::default() }
    }
}

/// How a run goes about it.
///
/// ```
/// use unspool::config::Run;
///
/// let run: Run = toml::from_str("work = 'fast-disk'\nmemory = '512MiB'")?;
/// assert_eq!((run.work, run.out), (Some("fast-disk".into()), "out".into()));
/// assert_eq!(run.memory.map(|memory| memory.bytes()), Some(512 << 20));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Run {
    /// Folder to write to.
    #[schemars(extend("x-value" = "DIR", "x-short" = "o", "x-alias" = "output"))]
    pub out: PathBuf,
    /// Folder for what is kept between runs; without it, `.unspool` in the output folder.
    #[schemars(extend("x-value" = "DIR"), example = &"work")]
    pub work: Option<PathBuf>,
    /// Output folder of an earlier run, whose stories count as kept; it is not touched.
    #[schemars(extend("x-value" = "DIR"), example = &"out-before")]
    pub against: Option<PathBuf>,
    /// Take every page apart anew, whatever an earlier run kept in the work area.
    pub fresh: bool,
    /// Threads to use; without it, one a core.
    #[schemars(range(min = 1), extend("x-value" = "N", "x-short" = "j"), example = 2)]
    pub threads: Option<u16>,
    /// Memory to get by with; without it, half of what there is, at most 8GiB.
    ///
    /// What does not fit goes to the work area. The results are the same.
    #[schemars(example = &"512MiB")]
    pub memory: Option<Size>,
}

impl Default for Run {
    fn default() -> Self {
        Self { out: "out".into(), work: None, against: None, fresh: false, threads: None, memory: None }
    }
}

/// What is read.
///
/// ```
/// use unspool::config::Read;
///
/// let read: Read = toml::from_str("exclude = ['drafts']\nmax-skipped = '5%'\nencoding = 'latin1'")?;
/// assert_eq!((read.exclude, read.max_skipped), (vec!["drafts".to_owned()], 0.05));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Read {
    /// Read only files whose paths match a glob, whatever their extension; may be given several times.
    ///
    /// `*` and `?` stop at `/`, `**` does not. A glob without `/` is about the name of a file or folder, any other about the
    /// path below the input. Files named as INPUT are read in any case.
    #[schemars(extend("x-value" = "GLOB"), example = ["*.txt"])]
    pub include: Vec<String>,
    /// Do not read files that match a glob, or that lie in a folder that does; may be given several times.
    #[schemars(extend("x-value" = "GLOB"), example = ["drafts", "*-old.txt"])]
    pub exclude: Vec<String>,
    /// Read only so many of the files, picked by `seed`.
    #[schemars(range(min = 1), extend("x-value" = "N"), example = 100)]
    pub sample: Option<u64>,
    /// Which files `sample` picks: the same seed always picks the same of the same paths.
    #[schemars(extend("x-value" = "N"))]
    pub seed: u64,
    /// Largest share of inputs that may be skipped before the exit code (3) says so.
    #[serde(deserialize_with = "crate::percent::number")]
    #[schemars(range(min = 0, max = 1), extend("x-value" = "SHARE"))]
    pub max_skipped: f64,
    /// Take it for a success to find no page.
    pub allow_empty: bool,
    /// Day the pages were scraped (YYYY-MM-DD): relative times are told by it.
    #[schemars(extend("x-value" = "DATE"), example = &"2024-10-08")]
    pub scraped_at: Option<String>,
    /// Bytes that a file may have; larger ones are skipped.
    pub max_file_size: Size,
    /// Bytes that a line may have; pages with longer ones are skipped.
    pub max_line_size: Size,
    /// Encoding of pages without a byte-order mark; without it, it is told by a sample of each page.
    #[schemars(extend("x-value" = "NAME"), example = &"windows-1256")]
    pub encoding: Option<String>,
    /// Field or column that holds the text of a page; without it, the usual names are tried.
    ///
    /// A dot parts the name of an object from the name of a field in it.
    #[schemars(extend("x-value" = "FIELD"), example = &"page.body")]
    pub text_field: Option<String>,
    /// Field that holds the moment of scraping; without it, the usual names are tried.
    #[schemars(extend("x-value" = "FIELD"), example = &"fetched")]
    pub date_field: Option<String>,
    /// Field that holds the address of a page; without it, the usual names are tried.
    #[schemars(extend("x-value" = "FIELD"), example = &"link")]
    pub url_field: Option<String>,
    /// File of lines with path, url and scraped_at that tell where pages come from.
    #[schemars(extend("x-value" = "FILE.jsonl"), example = &"meta.jsonl")]
    pub meta: Option<PathBuf>,
    /// Regular expression that finds the day of scraping in the path of a page: its first group, or all of it.
    #[schemars(extend("x-value" = "REGEX"), example = &"crawl-([0-9]{8})")]
    pub scraped_at_from: Option<String>,
    /// How many times as much as it has bytes may be unpacked of a file.
    #[schemars(range(min = 1), extend("x-value" = "N"))]
    pub max_expansion: u64,
    /// Bytes that may be unpacked of a file.
    pub max_unpacked: Size,
    /// How many packings and archives may lie inside each other.
    #[schemars(extend("x-value" = "N"))]
    pub max_nesting: u64,
    /// Pages that a file may hold.
    #[schemars(range(min = 1), extend("x-value" = "N"))]
    pub max_items: u64,
}

impl Default for Read {
    fn default() -> Self {
        let limits = Limits::default();
        // One in a hundred: a scrape always holds some broken files, a broken disk holds more.
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            sample: None,
            seed: 0,
            max_skipped: 0.01,
            allow_empty: false,
            scraped_at: None,
            max_file_size: limits.page.into(),
            max_line_size: limits.line.into(),
            encoding: None,
            text_field: None,
            date_field: None,
            url_field: None,
            meta: None,
            scraped_at_from: None,
            max_expansion: limits.expansion,
            max_unpacked: limits.unpacked.into(),
            max_nesting: limits.nesting,
            max_items: limits.items,
        }
    }
}

impl Read {
    /// What files are read by.
    pub fn reading(&self) -> Reading {
        let fields = Fields {
            text: self.text_field.clone(),
            date: self.date_field.clone(),
            url: self.url_field.clone(),
        };
        let limits = Limits {
            page: self.max_file_size.bytes(),
            line: self.max_line_size.bytes(),
            expansion: self.max_expansion,
            unpacked: self.max_unpacked.bytes(),
            nesting: self.max_nesting,
            items: self.max_items,
        };
        Reading { fields, limits }
    }

    /// The encoding of pages that do not tell theirs, if it is named and known.
    ///
    /// ```
    /// use unspool::config::Read;
    ///
    /// let read = Read { encoding: Some("latin1".to_owned()), ..Read::default() };
    /// assert_eq!(read.told_encoding().map(|encoding| encoding.name()), Some("windows-1252"));
    /// ```
    pub fn told_encoding(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.encoding.as_deref()?.as_bytes())
    }
}

/// How lines are known.
///
/// ```
/// use unspool::config::Config;
///
/// let config: Config = toml::from_str("[label]\nrules = ['mined.toml']")?;
/// assert_eq!(config.label.rules, [std::path::Path::new("mined.toml")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Label {
    /// Rules file to load beside the shipped tables; may be given several times.
    #[schemars(extend("x-value" = "FILE"), example = ["mined.toml"])]
    pub rules: Vec<PathBuf>,
}

/// Where pages are cut.
///
/// ```
/// use unspool::{config::Config, split::MIN_CONFIDENCE};
///
/// let config: Config = toml::from_str("[split]\nmin-confidence = 0.9")?;
/// assert_eq!(config.split.min_confidence, 0.9);
/// assert_eq!(Config::default().split.min_confidence, MIN_CONFIDENCE);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Split {
    /// Least probability at which a page is cut.
    #[schemars(range(min = 0, max = 1), extend("x-value" = "SHARE"))]
    pub min_confidence: f64,
}

impl Default for Split {
    fn default() -> Self {
        Self { min_confidence: MIN_CONFIDENCE }
    }
}

/// What counts as a near-duplicate, and which copy stays.
///
/// ```
/// use unspool::{config::{Config, Scope}, settle::Duplicates};
///
/// let config: Config = toml::from_str("[settle]\nstories = 'mark'\nscope = 'publisher'\nsimilarity = 0.9")?;
/// let settle = config.settle;
/// assert_eq!((settle.stories, settle.scope), (Duplicates::Mark, Scope::Publisher));
/// assert_eq!((settle.similarity, settle.paragraph_similarity), (0.9, 0.9));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settle {
    /// Which of several copies stays.
    pub keep: Keep,
    /// What happens to duplicate stories.
    pub stories: Duplicates,
    /// What happens to duplicate paragraphs.
    pub paragraphs: Duplicates,
    /// What happens to revisions of a kept story.
    pub revisions: Revisions,
    /// Which facts a duplicate must not add to its twin.
    pub facts: Level,
    /// How far duplicates are looked for.
    pub scope: Scope,
    /// Least share of matched words that makes a story a duplicate.
    #[schemars(range(min = 0, max = 1), extend("x-value" = "SHARE"))]
    pub similarity: f64,
    /// Least similarity that makes a paragraph a duplicate.
    #[schemars(range(min = 0, max = 1), extend("x-value" = "SHARE"))]
    pub paragraph_similarity: f64,
}

impl Default for Settle {
    fn default() -> Self {
        Self {
            keep: Keep::Head,
            stories: Duplicates::Drop,
            // Background paragraphs recur for years, and articles should read whole.
            paragraphs: Duplicates::Mark,
            revisions: Revisions::Keep,
            facts: Level::Numbers,
            scope: Scope::Corpus,
            similarity: 0.8,
            paragraph_similarity: 0.9,
        }
    }
}

/// What a terminal shows.
///
/// ```
/// use unspool::config::{Color, Config};
///
/// let config: Config = toml::from_str("[terminal]\ncolor = 'never'\nquiet = true")?;
/// assert_eq!((config.terminal.color, config.terminal.quiet), (Color::Never, true));
/// assert!(!config.terminal.verbose);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Terminal {
    /// How to tell of a run's progress.
    #[schemars(extend("x-value" = "HOW"))]
    pub progress: ProgressShape,
    /// When to colour.
    #[schemars(extend("x-value" = "WHEN"))]
    pub color: Color,
    /// Print no closing summary.
    #[schemars(extend("x-short" = "q"))]
    pub quiet: bool,
    /// Name each rule and each skipped input in the closing summary, and how fast each stage was.
    #[schemars(extend("x-short" = "v"))]
    pub verbose: bool,
}

/// How to tell of a run's progress.
///
/// ```
/// use unspool::config::{Config, ProgressShape};
///
/// let config: Config = toml::from_str("[terminal]\nprogress = 'plain'")?;
/// assert_eq!(config.terminal.progress, ProgressShape::Plain);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressShape {
    /// A bar on a terminal, nothing elsewhere.
    #[default]
    Auto,
    /// A bar on standard error, whatever that is.
    Always,
    /// Nothing.
    Never,
    /// For logs: a line on standard error for each stage, and every 30 seconds.
    Plain,
    /// For programs: events on standard output, one JSON object a line.
    Json,
}

/// When to colour.
///
/// ```
/// use unspool::config::{Color, Config};
///
/// let config: Config = toml::from_str("[terminal]\ncolor = 'always'")?;
/// assert_eq!((config.terminal.color, Config::default().terminal.color), (Color::Always, Color::Auto));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Which of several copies stays: the first in this order.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run};
/// use unspool::config::Keep;
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// # std::fs::write(folder.path().join("pages/b.txt"), example::HARBOR.replace("4 March", "5 March"))?;
/// # let rules = Rules::builtin()?;
/// // The same story stands on `a.txt` and, updated a day later, on `b.txt`.
/// assert_eq!(run(&job, &rules, &|_| {})?.most_copied[0].path, "a.txt");
/// job.config.settle.keep = Keep::Newest;
/// assert_eq!(run(&job, &rules, &|_| {})?.most_copied[0].path, "b.txt");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Whole before cut off, heads of their page before tails, more words before fewer, then by path.
    Head,
    /// By path, item and position.
    First,
    /// More words before fewer, then as `head`.
    Longest,
    /// Later dates before earlier ones, relative and unknown dates last, then as `head`.
    Newest,
}

/// How far duplicates are looked for.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{rules::Rules, run::run};
/// use unspool::config::Scope;
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// // The copies of a story stand on two pages.
/// job.config.settle.scope = Scope::Page;
/// let outcome = run(&job, &Rules::builtin()?, &|_| {})?;
/// assert_eq!((outcome.summary.stories.duplicates, outcome.summary.stories.kept), (0, 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everywhere.
    Corpus,
    /// Within a publisher.
    Publisher,
    /// Within a folder.
    Folder,
    /// Within a page.
    Page,
}
