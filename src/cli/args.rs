//! The words of the command line.

use bytesize::ByteSize;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand};
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::{Config, Keep, Ledger, Scope};
use crate::facts::Level;
use crate::mine::By;
use crate::schema::NAMES;
use crate::settle::{Duplicates, Revisions};

/// Turns scraped news pages into clean, deduplicated, one-story-per-line JSONL.
#[derive(Debug, Parser)]
#[command(name = "unspool", version, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// The main job: split, strip, find near-duplicates, write
    Run(Box<RunArgs>),
    /// Print a page with each line's role in the margin and the evidence of each boundary
    Show(ShowArgs),
    /// Prove the laws on an output folder
    Verify(VerifyArgs),
    /// Say why a story, a paragraph or a line was kept or dropped, with its twin beside it
    Explain(ExplainArgs),
    /// Say what differs between two output folders: stories, dropped lines, counts
    Diff(DiffArgs),
    /// Say how many stories and paragraphs other thresholds would drop, without running again
    Sweep(SweepArgs),
    /// Find lines that recur over the pages of a site, as a rules file to review
    Mine(MineArgs),
    /// Print the JSON Schema of a file's lines
    Schema(SchemaArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool run scrapes -o out\n  unspool run an=arabnews dawn=dawn-2024 -o out\n  unspool run - < page.txt"
)]
pub(super) struct RunArgs {
    /// A file, a folder, NAME=FOLDER (puts NAME/ before its paths), or - (one page on standard input)
    #[arg(required = true)]
    pub(super) inputs: Vec<OsString>,
    /// Folder to write to
    #[arg(short, long, value_name = "DIR", default_value = "out")]
    pub(super) out: PathBuf,
    /// Work area [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
    /// Configuration file [default: unspool.toml here, if there]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Rules file to load beside the shipped tables; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// An earlier output, whose stories count as kept; it is not touched
    #[arg(long, value_name = "OLD_OUT")]
    pub(super) against: Option<PathBuf>,
    /// Take every page apart anew, whatever an earlier run kept in the work area
    #[arg(long)]
    pub(super) fresh: bool,
    /// Memory to get by with, like 512MiB [default: half of what there is, at most 8GiB]
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<ByteSize>,
    /// Which of several copies stays [default: head]
    #[arg(long, value_parser = named::<Keep>(&["head", "first", "longest", "newest"]))]
    pub(super) keep: Option<Keep>,
    /// What happens to duplicate stories [default: drop]
    #[arg(long, value_parser = named::<Duplicates>(&["drop", "mark", "keep"]))]
    pub(super) stories: Option<Duplicates>,
    /// What happens to duplicate paragraphs [default: mark]
    #[arg(long, value_parser = named::<Duplicates>(&["mark", "drop", "keep"]))]
    pub(super) paragraphs: Option<Duplicates>,
    /// What happens to revisions of a kept story [default: keep]
    #[arg(long, value_parser = named::<Revisions>(&["keep", "drop"]))]
    pub(super) revisions: Option<Revisions>,
    /// Which facts a duplicate must not add to its twin [default: numbers]
    #[arg(long, value_parser = named::<Level>(&["numbers", "names", "off"]))]
    pub(super) facts: Option<Level>,
    /// How far duplicates are looked for [default: corpus]
    #[arg(long, value_parser = named::<Scope>(&["corpus", "publisher", "folder", "page"]))]
    pub(super) scope: Option<Scope>,
    /// Least share of matched words that makes a story a duplicate [default: 0.8]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) similarity: Option<f64>,
    /// Least similarity that makes a paragraph a duplicate [default: 0.9]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) paragraph_similarity: Option<f64>,
    /// Least probability at which a page is cut [default: 0.5]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) min_confidence: Option<f64>,
    /// Day the pages were scraped (YYYY-MM-DD): relative times are told by it
    #[arg(long, value_name = "DATE")]
    pub(super) scraped_at: Option<String>,
    /// Largest share of inputs that may be skipped before the exit code says so [default: 0.01]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) max_skipped: Option<f64>,
    /// Bytes that a file may have; larger ones are skipped [default: 2GiB]
    #[arg(long, value_name = "SIZE")]
    pub(super) max_file_size: Option<ByteSize>,
    /// Bytes that a line may have; pages with longer ones are skipped [default: 1GiB]
    #[arg(long, value_name = "SIZE")]
    pub(super) max_line_size: Option<ByteSize>,
    /// Take it for a success to find no page
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Whether the ledger holds the dropped text or only its spans [default: full]
    #[arg(long, value_parser = named::<Ledger>(&["full", "spans"]))]
    pub(super) ledger: Option<Ledger>,
    /// When to draw a progress bar
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = ["auto", "always", "never"])]
    pub(super) progress: String,
    /// Print no closing summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Pages to show, or - for standard input
    #[arg(required = true)]
    pub(super) files: Vec<OsString>,
    /// Rules file to load beside the shipped tables; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Least probability at which a page is cut
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = crate::split::MIN_CONFIDENCE)]
    pub(super) min_confidence: f64,
    /// Print JSON: one object a row
    #[arg(long)]
    pub(super) json: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = named::<Color>(&["auto", "always", "never"]))]
    pub(super) color: Color,
}

/// When to colour.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// Output folder of a run
    pub(super) out: PathBuf,
    /// Folder of the sources [default: where the run found them]
    #[arg(long, value_name = "DIR")]
    pub(super) sources: Option<PathBuf>,
    /// Work area of the run [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
    /// Rules file of the run; may be given several times [default: where the run found them]
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool mine scrapes -o mined.toml\n  unspool mine scrapes/gazette --min-share 0.5 > gazette.toml\n  unspool run scrapes --rules mined.toml"
)]
pub(super) struct MineArgs {
    /// A file, a folder, NAME=FOLDER, - (standard input), or the output folder of a run (its sources are read)
    #[arg(required = true)]
    pub(super) inputs: Vec<OsString>,
    /// File to write to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Least share of a site's pages that a line stands on
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = 0.3)]
    pub(super) min_share: f64,
    /// Least number of pages that a line stands on
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) min_pages: usize,
    /// Which pages are one site: those that share lines, those of a top folder, those of a known publisher, or all
    #[arg(long, default_value = "site", value_parser = named::<By>(&["site", "folder", "publisher", "corpus"]))]
    pub(super) by: By,
    /// Write the rules of this site only
    #[arg(long, value_name = "NAME")]
    pub(super) site: Option<String>,
    /// Rules file to load beside the shipped tables; what it knows is not proposed again
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// Print no closing summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool explain ca3b29 out\n  unspool explain arab-news/page.txt:2411 out --json"
)]
pub(super) struct ExplainArgs {
    /// Id of a story (6 digits or more, kept or dropped), or a byte of a page: its path in the records, a colon, the byte
    #[arg(value_name = "ID|PATH:OFFSET")]
    pub(super) target: String,
    /// Output folder of a run
    pub(super) out: PathBuf,
    /// Folder of the sources [default: where the run found them]
    #[arg(long, value_name = "DIR")]
    pub(super) sources: Option<PathBuf>,
    /// Work area of the run [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
    /// Print JSON: one object
    #[arg(long)]
    pub(super) json: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = named::<Color>(&["auto", "always", "never"]))]
    pub(super) color: Color,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool diff before after\n  unspool diff before after --examples 1000 --json"
)]
pub(super) struct DiffArgs {
    /// Output folder of the earlier run
    #[arg(value_name = "OUT1")]
    pub(super) before: PathBuf,
    /// Output folder of the later run
    #[arg(value_name = "OUT2")]
    pub(super) after: PathBuf,
    /// Examples of each kind of difference
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) examples: usize,
    /// Print JSON: one object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct SweepArgs {
    /// Output folder of a run
    pub(super) out: PathBuf,
    /// Work area of the run [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// What to describe
    #[arg(value_parser = NAMES)]
    pub(super) name: String,
}

/// A value by the name it has in the configuration file.
fn named<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    names: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T> {
    PossibleValuesParser::new(names.iter().copied()).try_map(|name| serde_json::from_value(name.into()))
}

/// A number between 0 and 1.
fn share(given: &str) -> Result<f64, String> {
    let number: f64 = given.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be between 0 and 1".to_owned()) }
}

impl RunArgs {
    /// The configuration with what the flags say in its stead.
    pub(super) fn apply(&self, config: &mut Config) {
        set(&mut config.label.rules, Some(self.rules.clone()).filter(|files| !files.is_empty()));
        set(&mut config.settle.keep, self.keep);
        set(&mut config.settle.stories, self.stories);
        set(&mut config.settle.paragraphs, self.paragraphs);
        set(&mut config.settle.revisions, self.revisions);
        set(&mut config.settle.facts, self.facts);
        set(&mut config.settle.scope, self.scope);
        set(&mut config.settle.similarity, self.similarity);
        set(&mut config.settle.paragraph_similarity, self.paragraph_similarity);
        set(&mut config.split.min_confidence, self.min_confidence);
        set(&mut config.read.max_skipped, self.max_skipped);
        set(&mut config.read.max_file_size, self.max_file_size.map(|size| size.as_u64()));
        set(&mut config.read.max_line_size, self.max_line_size.map(|size| size.as_u64()));
        set(&mut config.read.scraped_at, self.scraped_at.clone().map(Some));
        set(&mut config.read.allow_empty, self.allow_empty.then_some(true));
        set(&mut config.write.ledger, self.ledger);
    }
}

fn set<T>(value: &mut T, flag: Option<T>) {
    if let Some(flag) = flag {
        *value = flag;
    }
}
