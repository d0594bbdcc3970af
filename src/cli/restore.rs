//! `unspool restore`

use super::args::RestoreArgs;
use super::commands::{rules_of_run, threads};
use super::run::{Performed, memory, performed_by};
use crate::config::{ProgressShape, Terminal};
use crate::explain::Target;
use crate::output::OutputFolder;
use crate::restore::restore;
use crate::show::printable;
use std::io::{self, Write as _};

/// Writes a copy of an output with some of what was dropped put back.
pub(super) fn run(args: &RestoreArgs) -> anyhow::Result<u8> {
    OutputFolder::open(&args.out)?;
    threads(args.threads)?;
    let work = args.work.as_deref();
    let rules = rules_of_run(&[], &args.out, work)?;
    let targets = args.targets.iter().map(|given| Target::read(given)).collect::<Result<Vec<_>, _>>()?;
    let mut job = restore((&args.out, work), &targets, args.to.clone(), &rules)?;
    job.memory = Some(memory(args.memory));
    job.config.terminal = Terminal { progress: ProgressShape::Auto, ..Terminal::default() };
    let outcome = match performed_by(&job, &rules)? {
        Performed::Whole(outcome, _) => outcome,
        Performed::Interrupted(code) => return Ok(code),
    };
    let restored = outcome.summary.restored.len();
    writeln!(
        io::stderr(),
        "{restored} put back, {} stories kept; written to {}",
        outcome.summary.stories.kept,
        printable(&job.out.display().to_string())
    )?;
    Ok(0)
}
