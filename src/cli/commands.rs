//! What each command does.

use super::args::{Color, RunArgs, ShowArgs, SweepArgs, VerifyArgs};
use super::bar::Bar;
use super::closing::closing;
use super::signals::Watch;
use super::{BREACHED, SKIPPED};
use crate::config::Config;
use crate::decode::decode;
use crate::own_rules;
use crate::page::unspool;
use crate::read::{self, Input, Source};
use crate::rules::Rules;
use crate::run::{self, Job, Reuse, Stopped};
use crate::show::{self, Shown};
use crate::sweep;
use crate::verify::{self, Sources, Verified};
use crate::write::Remembered;
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, bail};
use bytesize::ByteSize;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use sysinfo::System;

/// Memory that is used unless more is asked for.
const MOST_MEMORY: ByteSize = ByteSize::gib(8);
const CONFIG_FILE: &str = "unspool.toml";
/// Breaches that are named.
const NAMED: usize = 10;

/// `unspool run`
pub(super) fn run(args: RunArgs) -> anyhow::Result<u8> {
    let mut config = config(args.config.as_deref())?;
    args.apply(&mut config);
    let rules = own_rules::read(&config.label.rules)?;
    let inputs = args.inputs.iter().map(|given| read::input(given)).collect::<Result<_, _>>()?;
    threads(args.threads)?;
    let job = Job {
        work: args.work,
        memory: Some(args.memory.map_or_else(half_of_memory, |given| given.as_u64())),
        against: args.against,
        reuse: if args.fresh { Reuse::Nothing } else { Reuse::Unchanged },
        ..Job::new(inputs, args.out, config)
    };
    let bar = Arc::new(Bar::new(&args.progress));
    let watch = Watch::new(&job.stop, &bar)?;
    let outcome = run::run(&job, &rules, &|progress| bar.show(progress));
    bar.clear();
    if let Some(code) = watch.code().filter(|_| outcome.is_err()) {
        writeln!(io::stderr(), "unspool: {Stopped}")?;
        return Ok(code);
    }
    let outcome = outcome?;
    if !args.quiet {
        io::stderr().write_all(closing(&outcome, &job.out).as_bytes())?;
    }
    if outcome.too_many_skipped {
        let skipped = &outcome.summary.inputs;
        writeln!(
            io::stderr(),
            "unspool: {} of {} inputs were skipped, more than --max-skipped {}; see {}",
            skipped.skipped,
            skipped.skipped + skipped.read,
            job.config.read.max_skipped,
            show::printable(&job.out.join("skipped.jsonl").display().to_string())
        )?;
    }
    Ok(if outcome.too_many_skipped { SKIPPED } else { 0 })
}

/// Half of the memory of the machine or of the control group, at most 8 GiB.
fn half_of_memory() -> u64 {
    let kind = sysinfo::MemoryRefreshKind::nothing().with_ram();
    let system = System::new_with_specifics(sysinfo::RefreshKind::nothing().with_memory(kind));
    let group = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    let half = system.total_memory().min(group) / 2;
    half.min(MOST_MEMORY.as_u64())
}

pub(super) fn threads(threads: Option<u16>) -> anyhow::Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().context("cannot start threads")
}

fn config(given: Option<&Path>) -> anyhow::Result<Config> {
    let file = given.unwrap_or(Path::new(CONFIG_FILE));
    if given.is_none() && !file.exists() {
        return Ok(Config::default());
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    match toml::from_str::<Config>(&text) {
        Ok(mut config) => {
            let folder = file.parent().unwrap_or(Path::new(""));
            config.label.rules = own_rules::beside(folder, &config.label.rules);
            Ok(config)
        }
        Err(error) => bail!("`{}`: {error}", file.display()),
    }
}

/// `unspool show`
pub(super) fn show(args: &ShowArgs) -> anyhow::Result<u8> {
    let rules = own_rules::read(&args.rules)?;
    let mut out = anstream::AutoStream::new(io::stdout().lock(), choice(args.color));
    for given in &args.files {
        let file = match read::input(given)? {
            Input::Stdin => None,
            Input::File(file) => Some(file),
            Input::Folder { .. } => bail!("`{}` is a folder; name pages", given.display()),
        };
        let shown = given.to_string_lossy();
        let source = Source { path: shown.to_string(), file };
        let bytes = read::bytes(&source, u64::MAX).with_context(|| format!("cannot read `{shown}`"))?;
        let bytes = bytes.unwrap_or_default();
        let text = decode(bytes).text;
        let page = unspool(&text, &rules, args.min_confidence);
        for row in show::rows(&text, &page, &rules) {
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&row)?)?;
            } else {
                let style = style(&row);
                writeln!(out, "{style}{}{style:#}", show::render(&row))?;
            }
        }
    }
    Ok(0)
}

fn choice(color: Color) -> anstream::ColorChoice {
    match color {
        Color::Auto => anstream::AutoStream::choice(&io::stdout()),
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
}

/// What stays is plain, what goes is dim, boundaries stand out.
fn style(row: &Shown<'_>) -> Style {
    match row {
        Shown::Line { dropped: true, .. } => Style::new().dimmed(),
        Shown::Line { role: "title", .. } => Style::new().bold(),
        Shown::Line { .. } => Style::new(),
        Shown::Boundary { cut: true, .. } => AnsiColor::Green.on_default(),
        Shown::Boundary { cut: false, .. } => AnsiColor::Yellow.on_default(),
    }
}

/// `unspool verify`
pub(super) fn verify(args: &VerifyArgs) -> anyhow::Result<u8> {
    let lie = Sources { sources: args.sources.as_deref(), work: args.work.as_deref() };
    let verified = verify::verify(&args.out, &lie, &rules_of_run(args)?)?;
    let mut err = io::stderr();
    for breach in verified.breaches.iter().take(NAMED) {
        writeln!(err, "{}:{}: {}", show::printable(&breach.path), breach.offset, breach.problem)?;
    }
    for path in verified.changed.iter().take(NAMED) {
        writeln!(err, "{}: changed since the run", show::printable(path))?;
    }
    if !verified.same_rules {
        writeln!(
            err,
            "the run went by other rules: duplicates were not compared again; if it had rules files, name them with --rules"
        )?;
    }
    writeln!(err, "{}", verdict(&verified))?;
    Ok(match (verified.breaches.is_empty(), verified.changed.is_empty()) {
        (false, _) => BREACHED,
        (true, false) => SKIPPED,
        (true, true) => 0,
    })
}

/// The rules of the files that are named, else of those that the run had, as far as they are still there.
fn rules_of_run(args: &VerifyArgs) -> anyhow::Result<Rules> {
    if !args.rules.is_empty() {
        return Ok(own_rules::read(&args.rules)?);
    }
    let remembered = Remembered::of(&args.out, args.work.as_deref());
    match own_rules::read(&remembered.map(|run| run.config.label.rules).unwrap_or_default()) {
        Ok(rules) => Ok(rules),
        Err(error) => {
            writeln!(io::stderr(), "{}", show::printable(&error.to_string()))?;
            Ok(Rules::builtin()?)
        }
    }
}

fn verdict(verified: &Verified) -> String {
    let Verified { pages, bytes, stories, dropped, duplicates, .. } = verified;
    let without = match verified.without_source {
        0 => String::new(),
        pages => format!(", {pages} pages without a source"),
    };
    let counted = format!(
        "{stories} stories, {dropped} dropped lines, {pages} pages, {bytes} bytes, {duplicates} duplicates{without}"
    );
    match (verified.breaches.len(), verified.changed.len()) {
        (0, 0) => format!("{counted}: all laws hold"),
        (0, changed) => {
            format!("{counted}: the laws hold for these; {changed} sources have changed, run again")
        }
        (breaches, _) => format!("{counted}: {breaches} breaches"),
    }
}

/// `unspool sweep`
pub(super) fn sweep(args: &SweepArgs) -> anyhow::Result<u8> {
    let sweep = sweep::sweep(&args.out, args.work.as_deref())?;
    let text = if args.json { serde_json::to_string_pretty(&sweep)? + "\n" } else { sweep::table(&sweep) };
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

/// `unspool schema`
pub(super) fn schema(name: &str) -> anyhow::Result<u8> {
    let schema = crate::schema::schema(name).with_context(|| format!("there is no schema `{name}`"))?;
    writeln!(io::stdout(), "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(0)
}
