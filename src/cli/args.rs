//! The words of the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand, ValueHint};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::path::PathBuf;

use super::settings::SettingsArgs;
use crate::config::{Color, Size};
use crate::mine::By;
use crate::percent::{NoShare, Share};
use crate::schema::{Dialect, NAMES};
use crate::verify::Sources;

const EXAMPLES: &str = "\
Examples:
  unspool run scrapes -o out     every page of a folder
  unspool run - < page.txt       one page from standard input

`unspool COMMAND --help` tells all of a command, `-h` the gist.";

mod check;
mod late;

pub(super) use check::{CheckArgs, Format};
use late::Late;

/// Turns scraped news pages into clean, deduplicated, one-story-per-line JSONL.
#[derive(Debug, Parser)]
#[command(name = "unspool", version = version(), max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// The main job: split, strip, find near-duplicates, write
    Run(Box<Late<RunArgs>>),
    /// Print a page with each line's role in the margin and the evidence of each boundary
    Show(ShowArgs),
    /// Hold the figures of pages or of an output folder against limits, for CI
    Check(Box<Late<CheckArgs>>),
    /// Prove the laws on an output folder
    Verify(VerifyArgs),
    /// Say why a story, a paragraph or a line was kept or dropped, with its twin beside it
    Explain(ExplainArgs),
    /// Put dropped stories or lines back into a copy of an output
    Restore(RestoreArgs),
    /// Say what differs between two output folders: stories, dropped lines, counts
    Diff(DiffArgs),
    /// Say how many stories and paragraphs other thresholds would drop, without running again
    Sweep(SweepArgs),
    /// Write one HTML file to look at: figures, groups, pages, drops, and samples to judge
    Report(super::report::ReportArgs),
    /// Find lines that recur over the pages of a site, as a rules file to review
    Mine(MineArgs),
    /// Print the JSON Schema of a file or of the configuration, or columns for DuckDB, Polars, Hugging Face datasets or Arrow
    Schema(SchemaArgs),
    /// Print the configuration that holds here, with the origin of each value
    Config(Box<Late<ConfigArgs>>),
    /// Write an unspool.toml in which every key stands as a comment
    Init(InitArgs),
    /// Print what makes a shell complete commands, options and their values
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them to a folder
    Man(ManArgs),
}

const RUN_EXAMPLES: &str = "\
Examples:
  unspool run scrapes -o out                      every page of a folder
  unspool run - < page.txt                        one page from standard input";
const RUN_MORE_EXAMPLES: &str = "\
Examples:
  unspool run scrapes -o out                      every page of a folder
  unspool run - < page.txt                        one page from standard input
  unspool run an=arabnews dawn=dawn-2024          folders under names of their own
  unspool run scrapes --exclude drafts --dry-run  what would be read, and nothing written
  unspool run scrapes --sample 100 --seed 7       a hundred files, always the same ones
  unspool run today --against out -o out-today    only what is not in `out` yet
  unspool run                                     what `inputs` in unspool.toml names

Every option in brackets is a key of that table in unspool.toml; an option wins over the file. A switch that the file sets is
taken back by --no-…, as in --no-fresh. `unspool config` with the same options prints what holds.

Exit codes: 0 done, 2 wrong usage (nothing was written), 3 more inputs were skipped than --max-skipped, 4 writing failed and
130 or 143 interrupted (the same command carries on).";

#[derive(Debug, clap::Args)]
#[command(after_help = RUN_EXAMPLES, after_long_help = RUN_MORE_EXAMPLES)]
pub(super) struct RunArgs {
    /// A file, a folder, NAME=FOLDER (puts NAME/ before its paths), or - (one page on standard input)
    ///
    /// Without any, what `inputs` in unspool.toml names is read. Folders are walked with all that is below them; links are
    /// followed while they stay inside.
    #[arg(value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<OsString>,
    /// Print what would be read, and the first stories of a few pages; write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool config\n  unspool config --profile nightly --keep newest\n  unspool config --json"
)]
pub(super) struct ConfigArgs {
    /// As for `run`
    #[arg(value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<OsString>,
    /// Print JSON: an object for each key
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  unspool init\n  unspool init nightly.toml")]
pub(super) struct InitArgs {
    /// File to write [default: unspool.toml]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool completions bash > ~/.local/share/bash-completion/completions/unspool\n  unspool completions fish > ~/.config/fish/completions/unspool.fish"
)]
pub(super) struct CompletionsArgs {
    /// Shell to complete in
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  unspool man run | man -l -\n  unspool man -o ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// Command to describe [default: unspool itself]
    pub(super) command: Option<String>,
    /// Folder to write the pages of all commands to
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "command")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool show page.txt\n  unspool show --why page.txt | less -R\n  unspool show --json pages.jsonl.gz"
)]
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
    /// Say below each line that a model was asked of what spoke for its role (plain text only)
    #[arg(long)]
    pub(super) why: bool,
    /// Print JSON: one object a row
    #[arg(long)]
    pub(super) json: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = named::<Color>(&["auto", "always", "never"]))]
    pub(super) color: Color,
}

/// Where the sources of an output lie.
#[derive(Debug, clap::Args)]
pub(super) struct LieArgs {
    /// Folder of the sources [default: where the run found them]
    #[arg(long, value_name = "DIR")]
    pub(super) sources: Option<PathBuf>,
    /// Work area of the run [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
}

impl LieArgs {
    pub(super) fn sources(&self) -> Sources<'_> {
        Sources { sources: self.sources.as_deref(), work: self.work.as_deref() }
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  unspool verify out\n  unspool verify out --sources elsewhere/scrapes")]
pub(super) struct VerifyArgs {
    /// Output folder of a run
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) lie: LieArgs,
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
    #[command(flatten)]
    pub(super) lie: LieArgs,
    /// Print JSON: one object
    #[arg(long)]
    pub(super) json: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = named::<Color>(&["auto", "always", "never"]))]
    pub(super) color: Color,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool restore out ca3b29 --to out-restored\n  unspool restore out arab-news/page.txt:2411 --to out-restored"
)]
pub(super) struct RestoreArgs {
    /// Output folder of a run; its pages must be as they were
    pub(super) out: PathBuf,
    /// Id of a dropped story (6 digits or more), or a byte of a dropped line: its path in the records, a colon, the byte
    #[arg(value_name = "ID|PATH:OFFSET", required = true)]
    pub(super) targets: Vec<String>,
    /// Folder to write the copy to
    #[arg(long, value_name = "NEW_OUT", value_hint = ValueHint::DirPath)]
    pub(super) to: PathBuf,
    /// Work area of the run [default: OUT/.unspool]
    #[arg(long, value_name = "DIR")]
    pub(super) work: Option<PathBuf>,
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// Memory to get by with, as in 512MiB [default: half of what there is, at most 8GiB]
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<Size>,
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
#[command(after_help = "Examples:\n  unspool sweep out\n  unspool sweep out --json")]
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
#[command(after_help = "Examples:\n  unspool schema record\n  unspool schema record --as duckdb")]
pub(super) struct SchemaArgs {
    /// What to describe
    #[arg(value_parser = NAMES)]
    pub(super) name: String,
    /// Print JSON Schema, or the columns of a file of lines as what reads it takes them
    #[arg(long = "as", value_name = "READER", default_value = "json-schema", value_parser = named::<Reader>(&["json-schema", "duckdb", "polars", "hf", "arrow"]))]
    pub(super) reader: Reader,
}

/// What is to take a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Reader {
    /// What reads a table.
    Table(Dialect),
    /// What validates JSON.
    Json(Json),
}

/// What validates JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Json {
    /// By JSON Schema.
    JsonSchema,
}

/// A value by the name it has in the configuration file.
fn named<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    names: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T> {
    PossibleValuesParser::new(names.iter().copied()).try_map(|name| serde_json::from_value(name.into()))
}

/// A number between 0 and 1, or a percentage.
fn share(given: &str) -> Result<f64, NoShare> {
    given.parse().map(Share::get)
}

/// The version with the commit it is built from, if that is known, and the features it is built with.
fn version() -> String {
    let commit = env!("UNSPOOL_COMMIT");
    let features = if cfg!(feature = "faults") { "cli, faults" } else { "cli" };
    let commit = if commit.is_empty() { String::new() } else { format!("commit {commit}, ") };
    format!("{} ({commit}features: {features})", env!("CARGO_PKG_VERSION"))
}
