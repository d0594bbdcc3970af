//! `unspool run`

use super::args::RunArgs;
use super::closing::{Told, closing};
use super::dry_run::dry_run;
use super::paper::Page;
use super::progress::{Meter, Stage};
use super::settings::Settings;
use super::signals::Watch;
use super::{SKIPPED, USAGE, commands};
use crate::config::{Config, ProgressShape, Size};
use crate::output::{BrokenFile, Rows};
use crate::own_rules;
use crate::read::{Input, WORK_AREA};
use crate::record::{SkippedLine, Summary};
use crate::rules::Rules;
use crate::run::{self, Job, Outcome, Reuse, Stopped};
use crate::show::printable;
use crate::write::{LINE_FILES, files_of};
use anstream::AutoStream;
use anyhow::bail;
use bytesize::ByteSize;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use sysinfo::System;
use walkdir::WalkDir;

/// Memory that is used unless more is asked for.
const MOST_MEMORY: ByteSize = ByteSize::gib(8);
/// What a run without inputs says of itself.
const NOTHING_TO_READ: &str = "\
unspool: nothing to read: name pages, or let `inputs` in unspool.toml name them

  unspool run scrapes -o out     every page of a folder
  unspool run - < page.txt       one page from standard input

`unspool run --help` lists all options; `unspool init` writes an unspool.toml to fill in
";

/// What came of a run.
pub(super) enum Performed {
    /// It was done; how long each stage took.
    Whole(Box<Outcome>, Vec<(Stage, Duration)>),
    /// A signal ended it; the exit code.
    Interrupted(u8),
}

/// Reads pages, and writes what they give.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<u8> {
    let settings = Settings::new(&args.settings, &args.inputs)?;
    if settings.inputs.is_empty() {
        io::stderr().write_all(NOTHING_TO_READ.as_bytes())?;
        return Ok(USAGE);
    }
    let inputs = settings.found()?;
    let mut job = job(inputs, settings.config)?;
    if args.dry_run {
        return dry_run(&job);
    }
    if job.inputs.contains(&Input::Stdin) && io::stdin().is_terminal() {
        writeln!(io::stderr(), "unspool: reading a page from the terminal; Ctrl-D ends it")?;
        let progress = &mut job.config.terminal.progress;
        // A bar would be drawn over what is typed.
        *progress = if *progress == ProgressShape::Auto { ProgressShape::Never } else { *progress };
    }
    let begun = Instant::now();
    let (outcome, spent) = match performed(&job)? {
        Performed::Whole(outcome, spent) => (*outcome, spent),
        Performed::Interrupted(code) => return Ok(code),
    };
    if !job.config.terminal.quiet {
        sum_up(&job, &outcome, (begun, spent))?;
    }
    if outcome.too_many_skipped {
        writeln!(io::stderr(), "unspool: {}", too_many_skipped(&job, &outcome.summary))?;
    }
    Ok(if outcome.too_many_skipped { SKIPPED } else { 0 })
}

/// The job that a configuration describes, with its threads started.
///
/// # Errors
/// If threads cannot be started, or the output is no folder.
pub(super) fn job(inputs: Vec<Input>, config: Config) -> anyhow::Result<Job> {
    commands::threads(config.run.threads)?;
    described(inputs, config)
}

/// The job that a configuration describes.
///
/// # Errors
/// If the output is no folder.
pub(super) fn described(inputs: Vec<Input>, config: Config) -> anyhow::Result<Job> {
    let run = config.run.clone();
    if run.out == Path::new("-") {
        bail!("results are several files, which do not fit into standard output; name a folder with -o");
    }
    Ok(Job {
        work: run.work,
        memory: Some(memory(run.memory)),
        against: run.against,
        reuse: if run.fresh { Reuse::Nothing } else { Reuse::Unchanged },
        ..Job::new(inputs, run.out, config)
    })
}

/// Runs a job and tells of its progress, until it is done or a signal comes.
pub(super) fn performed(job: &Job) -> anyhow::Result<Performed> {
    performed_by(job, &own_rules::read(&job.config.label.rules)?)
}

/// The same, by rules that are at hand.
pub(super) fn performed_by(job: &Job, rules: &Rules) -> anyhow::Result<Performed> {
    let meter = Arc::new(Meter::new(job.config.terminal.progress));
    let watch = Watch::new(&job.stop, &meter)?;
    let outcome = run::run(job, rules, &|progress| meter.show(progress));
    meter.clear();
    if let Some(code) = watch.code().filter(|_| outcome.is_err()) {
        writeln!(io::stderr(), "unspool: {Stopped}")?;
        return Ok(Performed::Interrupted(code));
    }
    Ok(Performed::Whole(Box::new(outcome?), meter.spent()))
}

/// Bytes of memory to get by with: those that are given, or half of the machine's or of the control group's, at most 8 GiB.
pub(super) fn memory(given: Option<Size>) -> u64 {
    given.map_or_else(half_of_memory, Size::bytes)
}

fn half_of_memory() -> u64 {
    let kind = sysinfo::MemoryRefreshKind::nothing().with_ram();
    let system = System::new_with_specifics(sysinfo::RefreshKind::nothing().with_memory(kind));
    let group = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    let half = system.total_memory().min(group) / 2;
    half.min(MOST_MEMORY.as_u64())
}

/// Prints the closing summary.
fn sum_up(
    job: &Job,
    outcome: &Outcome,
    (begun, spent): (Instant, Vec<(Stage, Duration)>),
) -> anyhow::Result<()> {
    let verbose = job.config.terminal.verbose;
    let work = job.work.clone().unwrap_or_else(|| job.out.join(WORK_AREA));
    let told = Told {
        out: job.out.clone(),
        work: job.work.clone(),
        took: begun.elapsed(),
        peak_memory: peak_memory(),
        work_bytes: bytes_of(&work),
        skipped: if verbose { Some(skipped(&job.out, outcome)?) } else { None },
        spent: if verbose { spent } else { Vec::new() },
    };
    let text = closing(outcome, &told, Page::of_stderr().columns);
    let color = super::paper::choice(job.config.terminal.color, &io::stderr());
    AutoStream::new(io::stderr().lock(), color).write_all(text.as_bytes())?;
    Ok(())
}

/// What is said where more inputs were skipped than the options allow.
pub(super) fn too_many_skipped(job: &Job, summary: &Summary) -> String {
    let inputs = &summary.inputs;
    let files = files_of(summary.digests.keys(), LINE_FILES[3]);
    let file = files.first().map_or(LINE_FILES[3], |(name, _)| name);
    format!(
        "{} of {} inputs were skipped, more than --max-skipped {}; see {}",
        inputs.skipped,
        inputs.skipped + inputs.read,
        job.config.read.max_skipped,
        printable(&job.out.join(file).display().to_string())
    )
}

/// What was skipped; nothing where no lines were written that can be read again.
fn skipped(out: &Path, outcome: &Outcome) -> Result<Vec<SkippedLine>, BrokenFile> {
    let files = files_of(outcome.summary.digests.keys(), LINE_FILES[3]);
    if files.iter().any(|(_, form)| form.is_lines()) {
        Rows::open(out, LINE_FILES[3])?.collect()
    } else {
        Ok(Vec::new())
    }
}

/// Bytes of memory that the program has used at most, as Linux tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Bytes of the files in a folder.
fn bytes_of(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files.filter_map(|file| file.metadata().ok()).filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}
