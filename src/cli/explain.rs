//! `unspool explain`

use super::SKIPPED;
use super::args::ExplainArgs;
use super::paper::Paper;
use crate::explain::{self, Explanation, Target};
use crate::output::OutputFolder;
use crate::rules::Rules;
use crate::show::printable;
use std::io::{self, Write as _};

mod columns;
mod view;

/// Prints why something was kept or dropped; says on standard error which pages could not be read again.
pub(super) fn explain(args: &ExplainArgs) -> anyhow::Result<u8> {
    OutputFolder::open(&args.out)?;
    let target = Target::read(&args.target)?;
    let explained = explain::explain(&args.out, &target, &args.lie.sources(), &Rules::builtin()?)?;
    let paper = Paper::new(args.color);
    let mut out = paper.stdout();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&explained)?)?;
    } else {
        out.write_all(view::view(&explained, paper.page()).as_bytes())?;
    }
    confess(&explained)?;
    Ok(if explained.changed.is_empty() { 0 } else { SKIPPED })
}

/// Says what an answer could not be made from.
fn confess(explained: &Explanation) -> io::Result<()> {
    let mut err = io::stderr();
    for path in &explained.changed {
        writeln!(err, "{}: changed since the run, or gone; told from the output alone", printable(path))?;
    }
    for path in explained.unread.iter().filter(|path| *path != "-") {
        writeln!(
            err,
            "{}: not read again, because nobody knows where it lies; name the folder of the sources with --sources",
            printable(path)
        )?;
    }
    if !explained.same_rules {
        writeln!(
            err,
            "the run went by other rules than this version has: what a rule matched is told by this version's"
        )?;
    }
    if !explained.known_options {
        writeln!(err, "the options of the run are not known, so the default ones are taken for them")?;
    }
    Ok(())
}
