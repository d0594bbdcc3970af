//! The words of the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand};
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::{Config, Keep, Ledger, Scope};
use crate::facts::Level;
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
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
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
