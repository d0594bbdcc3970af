//! The command line. Results go to files or standard output, every word meant for a person to standard error.
#![allow(clippy::disallowed_methods, reason = "this is the edge where people stand")]

use crate::output::OutputError;
use crate::own_rules::OwnRulesError;
use crate::read::ReadError;
use crate::run::{AgainstError, RunError};
use crate::show::printable;
use crate::write::WriteError;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _};
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;

mod amounts;
mod args;
pub mod call;
mod check;
mod closing;
mod commands;
mod diff;
mod dry_run;
mod explain;
mod figures;
mod mine;
mod nearest;
mod paper;
mod progress;
mod report;
mod restore;
mod run;
mod settings;
mod setup;
mod shell;
mod signals;
mod table;
mod wrap;

use args::{Args, Command};

/// Done, but more inputs were skipped than allowed, or a source has changed.
const SKIPPED: u8 = 3;
/// A law does not hold.
const BREACHED: u8 = 1;
/// Wrong usage; nothing was written.
const USAGE: u8 = 2;
/// Failed after it began.
const FAILED: u8 = 4;

/// Runs the program with these arguments, the first being its name; the code to exit with.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match Args::try_parse_from(arguments) {
        Ok(args) => {
            let code = dispatch(args);
            #[cfg(feature = "faults")]
            let _ = writeln!(io::stderr(), "passed {} points", crate::fault::passed());
            code
        }
        Err(mut error) => {
            suggest(&mut error);
            let code = if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                0
            } else {
                USAGE
            };
            // A closed pipe is no failure of ours.
            let _ = error.print();
            code
        }
    }
}

/// Names the command, or the value of an option, that was probably meant, where the parser has no suggestion of its own.
fn suggest(error: &mut clap::Error) {
    let meant = |word: &str, known: &[String]| {
        nearest::nearest(word, known.iter().map(String::as_str)).map(str::to_owned)
    };
    let word = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        _ => String::new(),
    };
    let suggested = match (error.kind(), error.get(ContextKind::ValidValue)) {
        (ErrorKind::InvalidSubcommand, _) => {
            let commands: Vec<String> =
                Args::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
            let meant = meant(&word(error, ContextKind::InvalidSubcommand), &commands);
            meant.map(|name| (ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![name])))
        }
        (ErrorKind::InvalidValue, Some(ContextValue::Strings(values))) => {
            let meant = meant(&word(error, ContextKind::InvalidValue), values);
            meant.map(|value| (ContextKind::SuggestedValue, ContextValue::String(value)))
        }
        _ => None,
    };
    if let Some((kind, value)) = suggested {
        error.insert(kind, value);
    }
}

fn dispatch(args: Args) -> u8 {
    let result = match args.command {
        Command::Run(run) => run::run(&run.0),
        Command::Show(show) => commands::show(&show),
        Command::Check(asked) => check::check(&asked.0),
        Command::Verify(verify) => commands::verify(&verify),
        Command::Explain(asked) => explain::explain(&asked),
        Command::Diff(two) => diff::diff(&two),
        Command::Sweep(sweep) => commands::sweep(&sweep),
        Command::Restore(args) => restore::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Mine(args) => mine::run(&args),
        Command::Schema(schema) => commands::schema(&schema),
        Command::Config(args) => setup::config(&args.0),
        Command::Init(args) => setup::init(&args),
        Command::Completions(args) => setup::completions(&args),
        Command::Man(args) => setup::man(&args),
    };
    match result {
        Ok(code) => code,
        Err(error) => complain(&error),
    }
}

/// Says what went wrong, and with which code to exit.
fn complain(error: &anyhow::Error) -> u8 {
    if error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
    {
        return 0;
    }
    let _ = writeln!(io::stderr(), "unspool: {}", words(error));
    let failed = matches!(error.downcast_ref(), Some(RunError::Write(WriteError::Failed { .. })))
        || matches!(error.downcast_ref(), Some(WriteError::Failed { .. }));
    if failed { FAILED } else { USAGE }
}

/// What is said of an error.
fn words(error: &anyhow::Error) -> String {
    let said: Vec<String> = error.to_string().lines().map(printable).collect();
    said.join("\n") + &printable(&meant(error))
}

/// The end of a message that says that a path is not there: the one that was probably meant.
fn meant(error: &anyhow::Error) -> String {
    let missing = match (error.downcast_ref(), error.downcast_ref(), error.downcast_ref()) {
        // What stands behind `=` is the folder of NAME=FOLDER.
        (Some(ReadError::NoInput { input, .. }), _, _) => {
            input.split_once('=').map_or(input.as_str(), |(_, folder)| folder).into()
        }
        (_, Some(OwnRulesError::Unreadable { path, .. }), _) => path.clone(),
        (_, _, Some(OutputError::NoFolder { path })) => path.clone(),
        _ => match error.downcast_ref() {
            Some(RunError::Against(AgainstError::Unfinished { path, .. })) => path.clone(),
            _ => return String::new(),
        },
    };
    nearest::hint(nearest::nearest_path(&missing).as_deref().map(Path::to_string_lossy).as_deref())
}
