//! `unspool report`

use super::args::LieArgs;
use super::commands::rules_of_run;
use crate::output::{OutputFolder, read_summary};
use crate::percent::percent;
use crate::report::{Asked, Report, html, report};
use crate::show::printable;
use crate::write::{LINE_FILES, SUMMARY_FILE, Whole};
use anyhow::{Context as _, bail};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool report out\n  unspool report out --to today.html --samples 200\n  unspool report out --judged judged.jsonl"
)]
pub(super) struct ReportArgs {
    /// Output folder of a run
    pub(super) out: PathBuf,
    /// File to write to
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub(super) to: PathBuf,
    /// Judgements that a report exported: gives the precision of splits, drops and duplicates
    #[arg(long, value_name = "FILE")]
    pub(super) judged: Option<PathBuf>,
    /// Samples of each kind to judge
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) samples: usize,
    /// Seed of what is drawn by lot
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u32,
    #[command(flatten)]
    pub(super) lie: LieArgs,
    /// Rules file of the run; may be given several times [default: where the run found them]
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Print no closing summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Writes the page; prints the precision of what was judged, if anything was.
pub(super) fn run(args: &ReportArgs) -> anyhow::Result<u8> {
    OutputFolder::open(&args.out)?;
    let judged = judged(args)?;
    let lie = args.lie.sources();
    let rules = rules_of_run(&args.rules, &args.out, lie.work)?;
    let place = place(args)?;
    let asked = Asked {
        lie,
        rules: &rules,
        seed: args.seed.into(),
        samples: args.samples,
        judged: judged.as_deref().unwrap_or_default(),
    };
    let (report, foreign) = report(&args.out, &asked).map_err(|error| named(error, args))?;
    let page = html(&report);
    place.put(&page)?;
    if judged.is_some() {
        io::stdout().write_all(precision(&report).as_bytes())?;
    }
    if foreign > 0 {
        writeln!(io::stderr(), "{foreign} judgements are of another output, and do not count here")?;
    }
    if !args.quiet {
        io::stderr().write_all(closing(&report, &page, args).as_bytes())?;
    }
    Ok(0)
}

/// Where the page goes: not over a file of the output.
fn place(args: &ReportArgs) -> anyhow::Result<Whole> {
    let summary = read_summary(&args.out).ok();
    let others = summary.iter().flat_map(|summary| summary.digests.keys().map(String::as_str));
    let mut own = LINE_FILES.into_iter().chain([SUMMARY_FILE]).chain(others);
    if own.any(|name| args.out.join(name) == args.to) {
        bail!("`{}` is a file of the output; choose another file with --to", args.to.display());
    }
    Ok(Whole::prepare(&args.to)?)
}

fn judged(args: &ReportArgs) -> anyhow::Result<Option<String>> {
    let Some(file) = &args.judged else { return Ok(None) };
    if args.to == *file {
        bail!(
            "`{}` holds judgements and would be overwritten; choose another file with --to",
            file.display()
        );
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(Some(text))
}

/// An error in a judged file, with the file.
fn named(error: crate::report::ReportError, args: &ReportArgs) -> anyhow::Error {
    match (&error, &args.judged) {
        (crate::report::ReportError::Judged(wrong), Some(file)) => {
            anyhow::anyhow!("`{}`, {wrong}", file.display())
        }
        _ => error.into(),
    }
}

/// A line for each kind that can be judged.
fn precision(report: &Report) -> String {
    let mut text = String::from("of          judged   right  precision  95 % confidence interval\n");
    for row in &report.precision {
        let (low, high) = row.interval;
        let share = row.share.map_or_else(|| "unknown".to_owned(), percent);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:<10}  {:>6}  {:>6}  {share:>9}  {} to {}",
            row.kind.plural(),
            row.right + row.wrong,
            row.right,
            percent(low),
            percent(high)
        );
    }
    text
}

/// A few aligned lines that say what the page holds.
fn closing(report: &Report, page: &str, args: &ReportArgs) -> String {
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "{name:>10}  {value}");
    };
    let samples: Vec<String> = report
        .samples
        .iter()
        .map(|kind| format!("{} {} of {}", kind.kind.plural(), kind.shown.len(), kind.of))
        .collect();
    row("groups", format!("{} of {}", report.groups.shown.len(), report.groups.found));
    row("pages", format!("{} of {}", report.pages.len(), report.counts.pages));
    row("to judge", samples.join(", "));
    row(
        "written to",
        format!(
            "{} ({})",
            printable(&args.to.display().to_string()),
            bytesize::ByteSize::b(page.len() as u64).display().si()
        ),
    );
    text
}
