//! The report as a table for the page of a CI job.

use crate::check::{Report, Verdict};
use crate::show::printable;
use std::fmt::Write as _;

/// The figures with their limits as a table of Markdown, and the worst pages of each limit that was not kept.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits, summary_table};
///
/// let limits = limits(&toml::from_str("min-stories = 10")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// let table = summary_table(&report);
/// assert!(table.starts_with("### unspool check: 1 of 1 limits breached"));
/// assert!(table.contains("| stories | 3 | at least 10 | **breached** |"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn summary_table(report: &Report) -> String {
    let (limits, breaches) = (report.verdicts.len(), report.breaches().count());
    let mut text = match (limits, breaches) {
        (0, _) => "### unspool check: no limit is set\n\n".to_owned(),
        (_, 0) => format!("### unspool check: all {limits} limits held\n\n"),
        _ => format!("### unspool check: {breaches} of {limits} limits breached\n\n"),
    };
    text.push_str("| figure | value | limit | |\n|---|---:|---|---|\n");
    for measured in &report.figures {
        let of_figure = |verdict: &&Verdict| verdict.limit.figure == measured.figure;
        let mut verdicts = report.verdicts.iter().filter(of_figure).peekable();
        if verdicts.peek().is_none() {
            row(&mut text, [measured.figure.name(), &measured.value.to_string(), "", ""]);
        }
        for verdict in verdicts {
            let held = if verdict.held { "held" } else { "**breached**" };
            let (value, bound) = (measured.value.to_string(), verdict.limit.bound.to_string());
            row(&mut text, [measured.figure.name(), &value, &bound, held]);
        }
    }
    report.breaches().for_each(|verdict| pages(&mut text, verdict));
    text
}

fn row(text: &mut String, cells: [&str; 4]) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn pages(text: &mut String, verdict: &Verdict) {
    if verdict.worst.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n`{}`: {}\n", verdict.limit.id(), verdict.sentence());
    for page in &verdict.worst {
        let line = page.line().map_or_else(String::new, |line| format!(":{line}"));
        let _ = writeln!(text, "- {}{line}: {}", escaped(&page.file), escaped(&page.sentence()));
    }
}

/// Text of a page that must not become markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '@' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_a_row_and_each_worst_page_a_point() {
        let text = summary_table(&crate::check::format::tests::report());
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "### unspool check: 1 of 2 limits breached",
                "",
                "| figure | value | limit | |",
                "|---|---:|---|---|",
                "| skipped | 0 % (0 of 23) | at most 1 % | held |",
                "| untitled | 2 | at most 0 | **breached** |",
                "",
                "`max-untitled`: untitled is 2, and must be at most 0",
                "",
                "- pages/a:b/50% &lt;of> \"it\" &amp; more.txt:3: 2 stories without a headline (“Two \\| &lt;words>\u{FFFD}\\[31m”  next)",
            ]
        );
    }
}
