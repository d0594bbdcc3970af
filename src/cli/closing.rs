//! The closing summary: what a run found, kept and dropped, and what to look at next.

use super::amounts::{bytes, count, part, time};
use super::figures::Figures;
use super::progress::Stage;
use crate::read::commonest;
use crate::record::{SkippedLine, Summary, page_name};
use crate::run::Outcome;
use crate::show::printable;
use anstyle::{AnsiColor, Style};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

mod next;

/// Skipped inputs that are named.
const NAMED: usize = 20;
const PLAIN: Style = Style::new();
const WARNING: Style = AnsiColor::Yellow.on_default();
const GOOD: Style = AnsiColor::Green.on_default();

/// What there is to tell beside the outcome.
pub(super) struct Told {
    /// Where the results are.
    pub(super) out: PathBuf,
    /// The work area, if it was named.
    pub(super) work: Option<PathBuf>,
    /// How long it took.
    pub(super) took: Duration,
    /// Bytes of memory that were used at most, where the system tells.
    pub(super) peak_memory: Option<u64>,
    /// Bytes of the work area.
    pub(super) work_bytes: u64,
    /// What was skipped, where each input is to be named.
    pub(super) skipped: Option<Vec<SkippedLine>>,
    /// How long each stage took, where that is to be told.
    pub(super) spent: Vec<(Stage, Duration)>,
}

/// The summary as lines of at most so many columns.
pub(super) fn closing(outcome: &Outcome, told: &Told, columns: usize) -> String {
    let summary = &outcome.summary;
    let mut figures = Figures::default();
    inputs(&mut figures, outcome);
    named(&mut figures, told.skipped.as_deref());
    stories(&mut figures, summary);
    text(&mut figures, summary, told.skipped.is_some());
    for group in &outcome.most_copied {
        let title = group.title.as_ref().unwrap_or(&group.path);
        figures.row("copies", count(group.copies), (printable(title), PLAIN));
    }
    figures.row("used", time(told.took), ("time".to_owned(), PLAIN));
    if let Some(peak) = told.peak_memory {
        figures.row("used", bytes(peak), ("memory at most".to_owned(), PLAIN));
    }
    figures.row("used", bytes(told.work_bytes), ("in the work area".to_owned(), PLAIN));
    rates(&mut figures, summary, &told.spent);
    format!("{}\n{}", figures.lines(columns), next::lines(outcome, told, columns))
}

fn inputs(figures: &mut Figures, outcome: &Outcome) {
    let inputs = &outcome.summary.inputs;
    let all = format!(
        "found {}, read {}, ignored {}, skipped {}",
        inputs.found, inputs.read, inputs.ignored, inputs.skipped
    );
    figures.row("files", String::new(), (all, PLAIN));
    for (reason, ignored) in most(&inputs.ignored_by_reason) {
        figures.row("files", count(ignored), (format!("ignored: {}", printable(&reason)), PLAIN));
    }
    for (reason, &skipped) in &inputs.skipped_by_reason {
        figures.row("files", count(skipped), (format!("skipped: {reason}"), WARNING));
    }
    for (name, &pages) in inputs.encodings.iter().filter(|(name, _)| *name != "UTF-8") {
        figures.row("files", count(pages), (format!("read as {name}"), PLAIN));
    }
    if outcome.reused > 0 {
        figures.row("files", count(outcome.reused), ("unchanged since an earlier run".to_owned(), PLAIN));
    }
}

/// The reasons that most files were ignored for, and the rest of them as one.
pub(super) fn most(reasons: &BTreeMap<String, usize>) -> Vec<(String, usize)> {
    const NAMED: usize = 5;
    let mut most: Vec<(String, usize)> =
        commonest(reasons).into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
    // One more is named where a row is needed anyway.
    if most.len() > NAMED + 1 {
        let rest = most.split_off(NAMED);
        most.push((format!("{} other kinds", rest.len()), rest.iter().map(|(_, count)| count).sum()));
    }
    most
}

fn named(figures: &mut Figures, skipped: Option<&[SkippedLine]>) {
    let skipped = skipped.unwrap_or_default();
    for line in skipped.iter().take(NAMED) {
        let said = format!("{}: {}", printable(&page_name(&line.path, line.item)), printable(&line.detail));
        figures.row("skipped", String::new(), (said, WARNING));
    }
    if skipped.len() > NAMED {
        figures.row("skipped", String::new(), (format!("and {} more", skipped.len() - NAMED), WARNING));
    }
}

fn stories(figures: &mut Figures, summary: &Summary) {
    let (stories, paragraphs) = (&summary.stories, &summary.paragraphs);
    let rows = [
        ("stories", stories.found, "found", PLAIN),
        ("stories", stories.kept, "kept", GOOD),
        ("stories", stories.duplicates, "duplicates", PLAIN),
        ("stories", stories.revisions, "revisions, kept", PLAIN),
        ("paragraphs", paragraphs.found - paragraphs.dropped, "kept", GOOD),
        ("paragraphs", paragraphs.marked, "marked as duplicates", PLAIN),
    ];
    rows.into_iter()
        .for_each(|(label, amount, word, style)| figures.row(label, count(amount), (word.to_owned(), style)));
    let rare =
        [(paragraphs.dropped, "dropped as duplicates"), (paragraphs.held_back, "held back by their facts")];
    for (amount, word) in rare.into_iter().filter(|(amount, _)| *amount > 0) {
        figures.row("paragraphs", count(amount), (word.to_owned(), PLAIN));
    }
}

/// Bytes, and which part of all of them: kept, dropped by each group of rules, or by each rule.
fn text(figures: &mut Figures, summary: &Summary, by_rule: bool) {
    let all = &summary.bytes;
    let mut dropped: BTreeMap<&str, u64> = BTreeMap::new();
    for (rule, &bytes) in &all.by_rule {
        let group = if by_rule { rule } else { group(rule) };
        *dropped.entry(group).or_default() += bytes;
    }
    let mut dropped: Vec<(&str, u64)> = dropped.into_iter().collect();
    dropped.sort_by_key(|&(name, bytes)| (std::cmp::Reverse(bytes), name));
    figures.row("text", bytes(all.read), ("read".to_owned(), PLAIN));
    let share = |bytes| format!("{:>5}", part(bytes, all.read));
    figures.row("text", bytes(all.kept), (format!("{}  kept", share(all.kept)), GOOD));
    for (name, amount) in dropped {
        figures.row(
            "text",
            bytes(amount),
            (format!("{}  dropped: {}", share(amount), printable(name)), PLAIN),
        );
    }
    figures.row("text", bytes(all.white), (format!("{}  white space", share(all.white)), PLAIN));
}

/// How fast each stage was, by what it works on.
fn rates(figures: &mut Figures, summary: &Summary, spent: &[(Stage, Duration)]) {
    for &(stage, spent) in spent {
        let a_second = |amount: usize| (amount as f64 / spent.as_secs_f64().max(1e-6)) as usize;
        let bytes_a_second = |amount: u64| bytes(a_second(amount as usize) as u64);
        let (rate, what) = match stage {
            Stage::Listing => (count(a_second(summary.inputs.found)), "files listed"),
            Stage::Reading => (bytes_a_second(summary.bytes.read), "read and taken apart"),
            Stage::Pairing => (count(a_second(summary.pairing.candidates)), "pairs of paragraphs compared"),
            Stage::Comparing => (count(a_second(summary.stories.found)), "stories compared"),
            Stage::Settling => (count(a_second(summary.stories.found)), "stories settled"),
            Stage::Writing => (bytes_a_second(summary.sizes.values().sum()), "written"),
        };
        figures.row("rates", format!("{rate}/s"), (format!("{what}, in {}", time(spent)), PLAIN));
    }
}

/// The group of a rule: what stands before its slash; all that is about duplicates is one.
fn group(rule: &str) -> &str {
    if rule.starts_with("duplicate-") { "duplicates" } else { rule.split('/').next().unwrap_or(rule) }
}
