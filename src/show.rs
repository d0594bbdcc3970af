//! A page with the role of each line in the margin: golden file, view and bug report at once.

use crate::label::Sign;
use crate::page::Unspooled;
use crate::role::Role;
use crate::rules::Rules;
use crate::span::is_white;
use crate::split::Boundary;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns of the margin: as long as the longest rule, `chrome/navigation-label`.
const MARGIN: usize = 23;

/// The labelled page: one line a line, its role in the margin, a rule with its evidence at each boundary.
pub fn show(text: &str, page: &Unspooled, rules: &Rules) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (index, role) in page.stripped.roles.iter().enumerate() {
        if let Some(boundary) = page
            .split
            .runs
            .iter()
            .skip(1)
            .filter(|run| run.lines.start == index)
            .find_map(|run| run.boundary.as_ref())
        {
            rule(&mut out, "", boundary);
        }
        if let Some(near) = page.split.near_misses.iter().find(|near| near.line == index) {
            rule(&mut out, "not cut: ", near);
        }
        line(
            &mut out,
            margin(*role, page.labelled.lines[index].sign, rules),
            page.labelled.lines[index].span.of(text),
        );
    }
    out
}

/// What stands in the margin of a line.
pub fn margin(role: Role, sign: Sign, rules: &Rules) -> &str {
    match role {
        _ if sign == Sign::Continued => "·",
        Role::Blank => "",
        Role::Part(part) => part.name(),
        Role::Ledger(id) => rules.name(id),
    }
}

fn line(out: &mut String, margin: &str, piece: &str) {
    let pad = MARGIN.saturating_sub(margin.width());
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:pad$}{margin} │ {}", "", printable(piece)).map(|()| ());
    let trimmed = out.trim_end_matches(['\n', ' ']).len();
    out.truncate(trimmed);
    out.push('\n');
}

fn rule(out: &mut String, what: &str, boundary: &Boundary) {
    let reasons = boundary.evidence.iter().map(|(evidence, weight)| {
        let name = serde_json::to_value(evidence).ok().and_then(|name| name.as_str().map(str::to_owned));
        format!("{} {weight:+.1}", name.unwrap_or_default())
    });
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "{}┼─ {what}{:.4}  {reasons}", "─".repeat(MARGIN + 1), boundary.confidence);
}

/// The text without what would move a terminal's cursor; white space other than spaces shown as spaces.
pub fn printable(piece: &str) -> String {
    piece
        .chars()
        .map(|c| {
            if c == '\t' || (is_white(c) && c != '\u{200C}') {
                ' '
            } else if c.is_control() {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}
