//! `unspool diff`

use super::args::DiffArgs;
use super::paper::Page;
use super::table::Table;
use super::wrap::{cut, wrapped};
use crate::diff::{self, Change, Diff, Drops, Settings, StoryChange, StoryCounts};
use crate::output::OutputFolder;
use crate::record::{PagePath, page_name};
use crate::show::printable;
use std::io::{self, Write as _};

/// Prints what differs between two output folders.
pub(super) fn diff(args: &DiffArgs) -> anyhow::Result<u8> {
    let (before, after) = (OutputFolder::open(&args.before)?, OutputFolder::open(&args.after)?);
    let found = diff::diff(&before, &after, args.examples)?;
    let (page, mut out) = (Page::of_stdout(), io::stdout().lock());
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&found)?)?;
    } else {
        out.write_all(view(&found, page.columns).as_bytes())?;
    }
    Ok(0)
}

fn view(found: &Diff, columns: usize) -> String {
    let mut text = settings(&found.settings);
    if found.is_empty() {
        return text + "the stories, the ledgers and all counts are the same\n";
    }
    text.push_str(&counts(found));
    text.push_str(&stories(&found.stories, columns));
    if !found.story_examples.is_empty() {
        text.push('\n');
    }
    text.extend(found.story_examples.iter().map(|story| told(story, columns)));
    text.push_str(&drops(found));
    text.extend(found.drops.iter().map(|rule| examples(rule, columns)));
    text
}

fn settings(settings: &Settings) -> String {
    let same = |same: bool| if same { "the same" } else { "differ" };
    let (before, after) = &settings.versions;
    let version = if before == after { before.clone() } else { format!("{before} and {after}") };
    format!(
        "unspool {version}; rules: {}; options: {}\n",
        same(settings.same_rules),
        same(settings.same_options)
    )
}

fn counts(found: &Diff) -> String {
    // The ledger has a table of its own.
    let counts = found.counts.iter().filter(|count| !count.name.starts_with("bytes.by_rule."));
    let mut table = Table::new(&["count", "before", "after", "change"]);
    for count in counts {
        table.row([
            count.name.clone(),
            count.before.to_string(),
            count.after.to_string(),
            signed(count.change()),
        ]);
    }
    table.below_a_gap()
}

fn signed(change: f64) -> String {
    // Differences of shares would show the error of binary fractions.
    let change = (change * 1e6).round() / 1e6;
    format!("{change:+}")
}

fn stories(counts: &StoryCounts, columns: usize) -> String {
    let mut table = Table::new(&["stories", "count"]);
    let rows = [
        ("the same", counts.same),
        ("changed", counts.changed),
        ("moved", counts.moved),
        ("new", counts.new),
        ("gone", counts.gone),
        ("dropped now", counts.now_dropped),
        ("kept now", counts.now_kept),
    ];
    for (name, count) in rows {
        table.row([name.to_owned(), count.to_string()]);
    }
    let fields: Vec<String> = counts.fields.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let mut text = table.below_a_gap();
    if !fields.is_empty() {
        text.push_str("fields that differ\n");
        text.push_str(&indented(&fields.join(", "), columns));
    }
    text
}

/// A story that differs: what became of it and its headline, then what is to be known of it.
fn told(story: &StoryChange, columns: usize) -> String {
    let what = match story.change {
        Change::Changed => "changed",
        Change::Moved => "moved",
        Change::New => "new",
        Change::Gone => "gone",
        Change::NowDropped => "dropped now",
        Change::NowKept => "kept now",
    };
    let title = story.title.as_deref().unwrap_or("(without a headline)");
    let mut about = vec![story.id.clone(), place((&story.path, story.item), story.position)];
    about.extend(
        story.from.as_ref().map(|from| format!("from {}", place((&from.path, from.item), from.position))),
    );
    let verb = if story.change == Change::NowKept { "was a duplicate of" } else { "a duplicate of" };
    about.extend(story.survivor.as_ref().map(|survivor| format!("{verb} {survivor}")));
    about.extend((!story.fields.is_empty()).then(|| format!("differs in {}", story.fields.join(", "))));
    format!("{}\n{}", cut(&format!("{what}: {title}"), columns), indented(&about.join("; "), columns))
}

fn place((path, item): PagePath<'_>, position: Option<u64>) -> String {
    let page = page_name(path, item);
    position.map_or_else(|| page.clone(), |position| format!("{page}, story {position}"))
}

fn drops(found: &Diff) -> String {
    let mut table = Table::new(&["rule", "lines", "bytes", "change"]);
    let differing = |rule: &&Drops| rule.added + rule.removed > 0 || rule.bytes.0 != rule.bytes.1;
    for rule in found.drops.iter().filter(differing) {
        let two = |(before, after): (u64, u64)| format!("{before} → {after}");
        let change = i128::from(rule.bytes.1) - i128::from(rule.bytes.0);
        table.row([rule.rule.clone(), two(rule.lines), two(rule.bytes), format!("{change:+}")]);
    }
    table.below_a_gap()
}

/// Lines that a rule drops in one of the outputs only.
fn examples(rule: &Drops, columns: usize) -> String {
    if rule.examples.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}: {} lines only now, {} only before\n", rule.rule, rule.added, rule.removed);
    for line in &rule.examples {
        let sign = if line.now { '+' } else { '-' };
        let when = if line.now { "before" } else { "now" };
        let other = line.other_rule.as_ref().map_or_else(String::new, |other| format!(" ({other} {when})"));
        let said = line.text.as_deref().unwrap_or_default();
        let shown =
            format!("  {sign} {}:{}{other} {said}", page_name(&line.path, line.item), line.span.start);
        text.push_str(&cut(&shown, columns));
        text.push('\n');
    }
    text
}

fn indented(text: &str, columns: usize) -> String {
    wrapped(&printable(text), columns - 4).iter().map(|line| format!("    {line}\n")).collect()
}
