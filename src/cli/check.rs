//! `unspool check`

use super::args::{CheckArgs, Format};
use super::paper::Page;
use super::run::{self, Performed};
use super::settings::Settings;
use super::table::Table;
use super::wrap::cut;
use super::{BREACHED, SKIPPED};
use crate::check::{self, Baseline, Limit, Report, Verdict, limits};
use crate::config::{self, Config};
use crate::output::OutputFolder;
use crate::percent::percent;
use crate::read::WORK_AREA;
use crate::verify::Sources;
use crate::write::{LINE_FILES, Remembered, SUMMARY_FILE, WriteError};
use anyhow::{Context as _, bail};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The variable by which a step of a GitHub job is told where its summary goes.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Holds the figures of pages or of an output against limits.
pub(super) fn check(args: &CheckArgs) -> anyhow::Result<u8> {
    let mut settings = Settings::new(&args.settings, &args.inputs)?;
    args.limits.apply(&mut settings.config.check);
    match output(args)? {
        Some(out) => check_output(args, &settings.config, &out),
        None => check_pages(args, settings),
    }
}

/// The output folder that is to be checked; `None` if pages are.
fn output(args: &CheckArgs) -> anyhow::Result<Option<PathBuf>> {
    let mut outputs = args.inputs.iter().map(Path::new).filter(|path| is_output(path));
    match (outputs.next(), args.inputs.as_slice()) {
        (Some(out), [_]) => Ok(Some(out.to_owned())),
        (Some(out), _) => bail!(
            "`{}` is the output folder of a run, which can only be checked alone; name it, or pages",
            out.display()
        ),
        (None, _) => Ok(None),
    }
}

/// An output is known by its work area, or by its files.
fn is_output(path: &Path) -> bool {
    let files = LINE_FILES[..2].iter().chain([&SUMMARY_FILE]);
    path.is_dir() && (path.join(WORK_AREA).is_dir() || files.clone().any(|name| path.join(name).is_file()))
}

fn check_output(args: &CheckArgs, config: &Config, out: &Path) -> anyhow::Result<u8> {
    without_options(args, out)?;
    let output = OutputFolder::open(out)?;
    let made_by = Remembered::options_of(out, args.work.as_deref());
    let limits = limits_of(config, made_by.as_ref())?;
    let lie = Sources { sources: args.sources.as_deref(), work: args.work.as_deref() };
    let report = check::check(&output, &limits, &lie, &here()?)?;
    tell(args, &report)?;
    code(&report, made_by.as_ref().unwrap_or(config))
}

/// What a run went by cannot be changed any more.
fn without_options(args: &CheckArgs, out: &Path) -> anyhow::Result<()> {
    if args.settings.decide() {
        bail!(
            "`{}` is the output of a run, which options of a run no longer change; leave them out, or name the pages",
            out.display()
        );
    }
    Ok(())
}

fn check_pages(args: &CheckArgs, settings: Settings) -> anyhow::Result<u8> {
    if let Some(sources) = &args.sources {
        bail!("--sources `{}` is for an output folder; pages are their own sources", sources.display());
    }
    let inputs = settings.found()?;
    let mut config = settings.config;
    let limits = limits_of(&config, Some(&config))?;
    let folder = folder(args.work.as_deref())?;
    config.run = config::Run { out: folder.path().join("out"), work: None, ..config.run };
    // What is written is read at once, and gone.
    config.write = config::Write { ledger: config.write.ledger, ..config::Write::default() };
    let job = run::job(inputs, config)?;
    if let Performed::Interrupted(code) = run::performed(&job)? {
        return Ok(code);
    }
    let report = check::check(&OutputFolder::open(&job.out)?, &limits, &Sources::default(), &here()?)?;
    tell(args, &report)?;
    code(&report, &job.config)
}

/// The exit code. The limit of a run on skipped inputs holds where none is set for the check.
fn code(report: &Report, run: &Config) -> anyhow::Result<u8> {
    let most = run.read.max_skipped;
    if !report.held() {
        return Ok(BREACHED);
    }
    if report.skips_more_than(most) {
        writeln!(io::stderr(), "unspool: a larger share of inputs was skipped than {}", percent(most))?;
        return Ok(SKIPPED);
    }
    Ok(0)
}

/// A folder that is gone when the check is done.
fn folder(work: Option<&Path>) -> anyhow::Result<TempDir> {
    let made = match work {
        Some(work) => std::fs::create_dir_all(work).and_then(|()| tempfile::tempdir_in(work)),
        None => tempfile::tempdir(),
    };
    made.with_context(|| match work {
        Some(work) => format!("cannot write to `{}`", work.display()),
        None => "cannot write to the folder for temporary files; name another one with --work".to_owned(),
    })
}

fn limits_of(config: &Config, run: Option<&Config>) -> anyhow::Result<Vec<Limit>> {
    let baseline = config.check.baseline.as_deref().map(Baseline::read).transpose()?;
    Ok(limits(&config.check, baseline.as_ref(), run)?)
}

/// The folder that files are named from.
fn here() -> io::Result<PathBuf> {
    std::env::current_dir()?.canonicalize()
}

/// Prints the report, and appends it to the summaries that are wanted.
fn tell(args: &CheckArgs, report: &Report) -> anyhow::Result<()> {
    io::stdout().write_all(printed(report, args.format).as_bytes())?;
    let breaches: Vec<String> = report.breaches().map(|verdict| verdict.limit.id()).collect();
    if report.verdicts.is_empty() {
        writeln!(io::stderr(), "no limit is set: set some by flags, or under [check] in unspool.toml")?;
    } else if !breaches.is_empty() && args.format != Format::Human {
        writeln!(io::stderr(), "breached: {}", breaches.join(", "))?;
    }
    let step = std::env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty()).map(PathBuf::from);
    let mut files = vec![args.summary_file.clone(), step];
    files.dedup();
    for path in files.into_iter().flatten() {
        let file = File::options().create(true).append(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(check::summary_table(report).as_bytes()));
        written.map_err(|source| WriteError::Failed { path, source })?;
    }
    Ok(())
}

fn printed(report: &Report, format: Format) -> String {
    match format {
        Format::Human => view(report, Page::of_stdout().columns),
        Format::Json => check::json(report),
        Format::Github => check::github(report),
        Format::Sarif => check::sarif(report),
        Format::Junit => check::junit(report),
    }
}

/// The report for people.
fn view(report: &Report, columns: usize) -> String {
    let mut table = Table::new(&["figure", "value", "limit", ""]);
    for measured in &report.figures {
        let name = || measured.figure.name().to_owned();
        let mut verdicts =
            report.verdicts.iter().filter(|verdict| verdict.limit.figure == measured.figure).peekable();
        if verdicts.peek().is_none() {
            table.row([name(), measured.value.to_string()]);
        }
        for verdict in verdicts {
            let held = if verdict.held { "held" } else { "breached" };
            table.row([name(), measured.value.to_string(), verdict.limit.bound.to_string(), held.to_owned()]);
        }
    }
    let mut text = table.lines();
    report.breaches().for_each(|verdict| text.push_str(&breach(verdict, columns)));
    text
}

fn breach(verdict: &Verdict, columns: usize) -> String {
    let mut text = format!("\n{}: {}\n", verdict.limit.id(), verdict.sentence());
    for page in &verdict.worst {
        text.push_str(&cut(&format!("  {}: {}", page.file, page.note), columns));
        text.push('\n');
        for place in page.places.iter().filter(|place| !place.text.is_empty()) {
            let at = place.line.map_or_else(|| format!("byte {}", place.at), |line| format!("line {line}"));
            text.push_str(&cut(&format!("    {at}: {}", place.text), columns));
            text.push('\n');
        }
    }
    text
}
