//! The command line. Results go to files or standard output, every word meant for a person to standard error.
#![allow(clippy::disallowed_methods, reason = "this is the edge where people stand")]

use crate::run::RunError;
use crate::show::printable;
use crate::write::WriteError;
use clap::Parser as _;
use clap::error::ErrorKind;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

mod args;
mod bar;
mod commands;
mod closing;
mod diff;
mod explain;
mod paper;
mod table;
mod wrap;
mod signals;
mod mine;

use args::{Args, Command};

/// Done, but more inputs were skipped than allowed, or a source has changed.
const SKIPPED: u8 = 3;
/// A law does not hold.
const BREACHED: u8 = 1;
/// Wrong usage; nothing was written.
const USAGE: u8 = 2;
/// Failed after it began.
const FAILED: u8 = 4;

/// Runs the program with these arguments, the first being its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Args::try_parse_from(arguments) {
        Ok(args) => {
            let code = dispatch(args);
            #[cfg(feature = "faults")]
            let _ = writeln!(io::stderr(), "passed {} points", crate::fault::passed());
            ExitCode::from(code)
        }
        Err(error) => {
            let code = if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                0
            } else {
                USAGE
            };
            // A closed pipe is no failure of ours.
            let _ = error.print();
            ExitCode::from(code)
        }
    }
}

fn dispatch(args: Args) -> u8 {
    let result = match args.command {
        Command::Run(run) => commands::run(*run),
        Command::Show(show) => commands::show(&show),
        Command::Verify(verify) => commands::verify(&verify),
        Command::Explain(asked) => explain::explain(&asked),
        Command::Diff(two) => diff::diff(&two),
        Command::Sweep(sweep) => commands::sweep(&sweep),
        Command::Mine(args) => mine::run(&args),
        Command::Schema(schema) => commands::schema(&schema.name),
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
    let said: Vec<String> = error.to_string().lines().map(printable).collect();
    let _ = writeln!(io::stderr(), "unspool: {}", said.join("\n"));
    let failed = matches!(error.downcast_ref(), Some(RunError::Write(WriteError::Failed { .. })))
        || matches!(error.downcast_ref(), Some(WriteError::Failed { .. }));
    if failed { FAILED } else { USAGE }
}
