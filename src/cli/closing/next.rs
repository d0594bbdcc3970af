//! What to look at after a run: only commands that exist, ready to be copied.

use super::Told;
use crate::cli::shell::quoted;
use crate::record::Summary;
use crate::run::Outcome;
use crate::show::printable;
use crate::write::{LINE_FILES, files_of};
use anstyle::{AnsiColor, Style};
use std::path::Path;
use unicode_width::UnicodeWidthStr as _;

/// Digits of an id that hardly ever name two stories.
const DIGITS: usize = 10;
const COMMAND: Style = AnsiColor::Cyan.on_default();

/// Where the results are, and commands with what they tell.
pub(super) fn lines(outcome: &Outcome, told: &Told, columns: usize) -> String {
    let mut text = format!("written to  {}\n", printable(&told.out.display().to_string()));
    let commands = commands(outcome, told);
    let width = commands.iter().map(|(command, _)| command.width()).max().unwrap_or(0);
    for (at, (command, about)) in commands.iter().enumerate() {
        let label = if at == 0 { "next" } else { "" };
        let about = about_in(about, columns.saturating_sub(width + 14));
        let pad = if about.is_empty() { String::new() } else { " ".repeat(width - command.width() + 2) };
        text.push_str(&format!("{label:<10}  {COMMAND}{command}{COMMAND:#}{pad}{about}\n"));
    }
    text
}

/// What a command tells, if there is room to say all of it.
fn about_in(about: &'static str, columns: usize) -> &'static str {
    if about.width() <= columns { about } else { "" }
}

fn commands(outcome: &Outcome, told: &Told) -> Vec<(String, &'static str)> {
    let work = told.work.as_deref().map_or_else(String::new, |work| format!(" --work {}", shown(work)));
    let out = format!("{}{work}", shown(&told.out));
    let readable = reads_again(&outcome.summary);
    let mut commands = Vec::new();
    if let Some(group) = outcome.most_copied.first().filter(|_| readable) {
        let id = &group.id[..DIGITS.min(group.id.len())];
        commands.push((format!("unspool explain {id} {out}"), "the story with the most copies"));
    }
    if outcome.summary.stories.duplicates + outcome.summary.paragraphs.marked > 0 {
        commands.push((format!("unspool sweep {out}"), "what other thresholds would drop"));
    }
    if readable {
        commands.push((format!("unspool verify {out}"), "proof that nothing was lost"));
    }
    commands
}

/// Whether the commands that read stories can read these.
fn reads_again(summary: &Summary) -> bool {
    let files = files_of(summary.digests.keys(), LINE_FILES[0]);
    summary.fields.is_empty() && files.iter().all(|(_, form)| form.is_lines())
}

fn shown(path: &Path) -> String {
    quoted(&printable(&path.display().to_string()))
}
