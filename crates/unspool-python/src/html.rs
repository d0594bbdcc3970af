//! What a notebook shows of pages and summaries. Text of pages is escaped and runs in its own direction.

use crate::error::unread;
use pyo3::prelude::*;
use std::fmt::Write as _;
use unspool::record::Summary;
use unspool::show::{Shown, printable};

const TABLE: &str = "border-collapse:collapse;font-size:90%";
const MARGIN: &str = "text-align:right;vertical-align:top;white-space:nowrap;padding:0 .8em 0 0;opacity:.65;font-family:monospace";
const LINE: &str =
    "text-align:start;white-space:pre-wrap;padding:0 .4em;border-inline-start:2px solid currentColor";
const DROPPED: &str = "opacity:.5;text-decoration:line-through";
const BOUNDARY: &str =
    "text-align:start;border-top:1px dashed currentColor;padding:.2em 0;opacity:.65;font-family:monospace";
const FIGURE: &str = "text-align:right;padding:0 1em 0 .4em";

/// Text as it stands in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A page with the role of each line in the margin.
pub(crate) fn page(rows: &[Shown<'_>]) -> String {
    let rows: String = rows.iter().map(row).collect();
    format!("<table class=\"unspool-page\" style=\"{TABLE}\"><tbody>{rows}</tbody></table>")
}

fn row(row: &Shown<'_>) -> String {
    match row {
        Shown::Line { role, dropped, text, .. } => {
            let (role, text) = (escaped(role), escaped(&printable(text)));
            let dropped = if *dropped { DROPPED } else { "" };
            format!(
                "<tr><th scope=\"row\" style=\"{MARGIN}\">{role}</th>\
                 <td dir=\"auto\" style=\"{LINE};{dropped}\">{text}</td></tr>"
            )
        }
        Shown::Boundary { cut, confidence, evidence, .. } => {
            let what = if *cut { "a story begins here" } else { "not cut" };
            let mut said = format!("{what}, {confidence:.4}:");
            for (evidence, weight) in *evidence {
                // Writing to a string cannot fail.
                let _ = write!(said, " {} {weight:+.1}", evidence.name());
            }
            format!("<tr><td colspan=\"2\" style=\"{BOUNDARY}\">{}</td></tr>", escaped(&said))
        }
        // Asked for on the command line alone.
        Shown::Reasons { .. } => String::new(),
    }
}

/// A summary, given as JSON, as a table.
#[pyfunction]
pub(crate) fn summary_html(summary: &str) -> PyResult<String> {
    let summary: Summary = serde_json::from_str(summary).map_err(unread)?;
    let rows: String = figures(&summary)
        .into_iter()
        .map(|(name, figure)| {
            format!(
                "<tr><th scope=\"row\" style=\"text-align:start\">{name}</th><td style=\"{FIGURE}\">{figure}</td></tr>"
            )
        })
        .collect();
    let ledger = ledger(&summary);
    Ok(format!("<table class=\"unspool-summary\" style=\"{TABLE}\"><tbody>{rows}{ledger}</tbody></table>"))
}

fn figures(summary: &Summary) -> Vec<(&'static str, u64)> {
    let Summary { inputs, stories, paragraphs, bytes, .. } = summary;
    let count = |number: usize| number as u64;
    vec![
        ("pages read", count(inputs.read)),
        ("inputs skipped", count(inputs.skipped)),
        ("files ignored", count(inputs.ignored)),
        ("stories found", count(stories.found)),
        ("stories kept", count(stories.kept)),
        ("duplicate stories", count(stories.duplicates)),
        ("revisions", count(stories.revisions)),
        ("paragraphs marked", count(paragraphs.marked)),
        ("paragraphs dropped", count(paragraphs.dropped)),
        ("bytes read", bytes.read),
        ("bytes kept", bytes.kept),
        ("bytes dropped", bytes.dropped),
    ]
}

/// The bytes that each rule dropped.
fn ledger(summary: &Summary) -> String {
    let row = |(rule, bytes): (&String, &u64)| {
        let rule = escaped(rule);
        format!(
            "<tr><td dir=\"auto\" style=\"text-align:start;padding-inline-start:1em\">{rule}</td>\
             <td style=\"{FIGURE}\">{bytes}</td></tr>"
        )
    };
    summary.bytes.by_rule.iter().map(row).collect()
}
