//! What each command does.

use super::args::{Reader, SchemaArgs, ShowArgs, SweepArgs, VerifyArgs};
use super::paper::choice;
use super::wrap::folded;
use super::{BREACHED, SKIPPED};
use crate::container::Reading;
use crate::html::Opened;
use crate::output::OutputFolder;
use crate::own_rules;
use crate::page::unspool_opened;
use crate::read::{self, Input, Reason, Skipped, Source};
use crate::record::page_name;
use crate::rules::Rules;
use crate::run::texts;
use crate::schema;
use crate::show::{self, Shown};
use crate::sweep;
use crate::verify::{self, Verified};
use crate::write::Remembered;
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, bail};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Breaches that are named.
const NAMED: usize = 10;

/// Sets how many threads are used.
pub(super) fn threads(threads: Option<u16>) -> anyhow::Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().context("cannot start threads")
}

/// `unspool show`
pub(super) fn show(args: &ShowArgs) -> anyhow::Result<u8> {
    let rules = own_rules::read(&args.rules)?;
    let mut out = anstream::AutoStream::new(io::stdout().lock(), choice(args.color, &io::stdout()));
    let reading = Reading::default().of_any_size();
    for given in &args.files {
        let file = match read::input(given)? {
            Input::Stdin => None,
            Input::File(file) => Some(file),
            Input::Folder { .. } => bail!("`{}` is a folder; name pages", given.display()),
        };
        let shown = given.to_string_lossy();
        let source = Source { path: shown.to_string(), file };
        let mut told = Ok(());
        texts(&source, (&reading, None), &mut |(path, item), text| {
            if told.is_ok() {
                told = show_page(&page_name(path, item), text, (args, &rules), &mut out);
            }
        });
        told?;
    }
    Ok(0)
}

/// Prints a page; says on standard error if it was not read as it stands.
fn show_page(
    name: &str,
    page: Result<Opened, Skipped>,
    (args, rules): (&ShowArgs, &Rules),
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let name = show::printable(name);
    let opened = match page {
        Ok(opened) => opened,
        Err(skipped) if skipped.reason == Reason::Empty => return Ok(()),
        Err(skipped) => bail!("cannot read `{name}`: {}", skipped.detail),
    };
    if opened.encoding != "UTF-8" {
        writeln!(io::stderr(), "{name}: read as {}", opened.encoding)?;
    }
    let page = unspool_opened(&opened, rules, args.min_confidence);
    // What is no terminal gets a line a row.
    let columns =
        terminal_size::terminal_size_of(io::stdout()).map_or(usize::MAX, |(width, _)| width.0.into());
    let rows = if args.why && opened.markup.is_none() { show::reasoned } else { show::rows };
    for row in rows(&opened.text, &page, rules) {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&row)?)?;
        } else {
            let style = style(&row);
            for line in folded(&row, columns) {
                writeln!(out, "{style}{line}{style:#}")?;
            }
        }
    }
    Ok(())
}

/// What stays is plain, what goes is dim, boundaries stand out.
fn style(row: &Shown<'_>) -> Style {
    match row {
        Shown::Line { dropped: true, .. } => Style::new().dimmed(),
        Shown::Line { role: "title", .. } => Style::new().bold(),
        Shown::Line { .. } => Style::new(),
        Shown::Boundary { cut: true, .. } => AnsiColor::Green.on_default(),
        Shown::Boundary { cut: false, .. } => AnsiColor::Yellow.on_default(),
        Shown::Reasons { .. } => AnsiColor::Cyan.on_default(),
    }
}

/// `unspool verify`
pub(super) fn verify(args: &VerifyArgs) -> anyhow::Result<u8> {
    OutputFolder::open(&args.out)?;
    let lie = args.lie.sources();
    let verified = verify::verify(&args.out, &lie, &rules_of_run(&args.rules, &args.out, lie.work)?)?;
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
pub(super) fn rules_of_run(given: &[PathBuf], out: &Path, work: Option<&Path>) -> anyhow::Result<Rules> {
    if !given.is_empty() {
        return Ok(own_rules::read(given)?);
    }
    let remembered = Remembered::of(out, work);
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
    OutputFolder::open(&args.out)?;
    let sweep = sweep::sweep(&args.out, args.work.as_deref())?;
    let text = if args.json { serde_json::to_string_pretty(&sweep)? + "\n" } else { sweep::table(&sweep) };
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

/// `unspool schema`
pub(super) fn schema(SchemaArgs { name, reader }: &SchemaArgs) -> anyhow::Result<u8> {
    let text = match reader {
        Reader::Table(dialect) => {
            let columns = schema::columns(name).with_context(|| {
                format!("`{name}` is no file of lines; --as takes one of {}", schema::TABLES.join(", "))
            })?;
            schema::print(&columns, *dialect)
        }
        Reader::Json(_) => {
            let schema = schema::schema(name).with_context(|| format!("there is no schema `{name}`"))?;
            serde_json::to_string_pretty(&schema)? + "\n"
        }
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}
