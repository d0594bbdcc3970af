//! A page with the role of each line in the margin: golden file, view and bug report at once.

use crate::evidence::Evidence;
use crate::label::Sign;
use crate::page::Unspooled;
use crate::role::Role;
use crate::rules::{self, Rules};
use crate::span::{Span, is_white};
use crate::split::Boundary;
use crate::strip::revise::{Reasons, reasons};
use serde::Serialize;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns of the margin: as many as the longest rule has, `chrome/navigation-label`.
pub(crate) const MARGIN: usize = 23;

/// A row of the view.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[doc(hidden)]
pub enum Shown<'s> {
    /// A line of the page.
    Line {
        /// Its number, from 1.
        line: usize,
        /// Where it lies.
        span: Span,
        /// The part it is, or the rule that dropped it; empty for a blank line.
        role: &'s str,
        /// Whether it goes to the ledger.
        dropped: bool,
        /// What it says.
        text: &'s str,
    },
    /// A place where a story begins, or might have begun.
    Boundary {
        /// The line below it, from 1.
        line: usize,
        /// Whether the page is cut here.
        cut: bool,
        /// How probable it is.
        confidence: f64,
        /// What was observed, with the log-odds of each.
        evidence: &'s [(Evidence, f64)],
    },
    /// What spoke for the role of the line above, where a model was asked.
    Reasons {
        /// The number of the line, from 1.
        line: usize,
        /// What the model has it for; `chrome` is furniture.
        outcome: &'s str,
        /// What it would have it for next.
        next: &'s str,
        /// What speaks most for the one and against the other, with how much in log-odds.
        features: Vec<(String, f32)>,
    },
}

/// The rows of the view, from top to bottom.
#[doc(hidden)]
pub fn rows<'s>(text: &'s str, page: &'s Unspooled, rules: &'s Rules) -> Vec<Shown<'s>> {
    let mut rows = Vec::with_capacity(page.stripped.roles.len() + page.split.runs.len());
    let cuts = page
        .split
        .runs
        .iter()
        .skip(1)
        .filter_map(|run| run.boundary.as_ref())
        .map(|boundary| (boundary, true));
    let mut boundaries: Vec<(&Boundary, bool)> =
        cuts.chain(page.split.near_misses.iter().map(|near| (near, false))).collect();
    boundaries.sort_by_key(|(boundary, _)| boundary.line);
    let mut boundaries = boundaries.into_iter().peekable();
    for (index, role) in page.stripped.roles.iter().enumerate() {
        while let Some((boundary, cut)) = boundaries.next_if(|(boundary, _)| boundary.line <= index) {
            let Boundary { confidence, evidence, .. } = boundary;
            rows.push(Shown::Boundary { line: index + 1, cut, confidence: *confidence, evidence });
        }
        let line = &page.labelled.lines[index];
        let (role, dropped) = (margin(*role, line.sign, rules), matches!(role, Role::Ledger(_)));
        rows.push(Shown::Line { line: index + 1, span: line.span, role, dropped, text: line.span.of(text) });
    }
    rows
}

/// The same with the reasons of a model below each line that it was asked of: on plain text, what no rule of a table knows.
#[doc(hidden)]
pub fn reasoned<'s>(text: &'s str, page: &'s Unspooled, rules: &'s Rules) -> Vec<Shown<'s>> {
    let told = reasons(text, &page.labelled, &page.split, rules);
    let mut told = told.into_iter().peekable();
    let mut rows = Vec::new();
    for row in self::rows(text, page, rules) {
        let of = if let Shown::Line { line, .. } = row { Some(line) } else { None };
        rows.push(row);
        if let Some(Reasons { line, outcome, next, features }) =
            told.next_if(|told| Some(told.line + 1) == of)
        {
            rows.push(Shown::Reasons {
                line: line + 1,
                outcome: rules::outcome(outcome),
                next: rules::outcome(next),
                features,
            });
        }
    }
    rows
}

/// The labelled page: one line a line, its role in the margin, a rule with its evidence at each boundary.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, show::show, split::MIN_CONFIDENCE};
///
/// let rules = Rules::builtin()?;
/// let text = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let page = unspool(text, &rules, MIN_CONFIDENCE);
/// assert!(show(text, &page, &rules).starts_with("                  title │ Rain in Sidon"));
/// # Ok::<(), unspool::rules::RulesError>(())
/// ```
pub fn show(text: &str, page: &Unspooled, rules: &Rules) -> String {
    rows(text, page, rules).iter().map(|row| format!("{}\n", render(row))).collect()
}

/// A row as a line of text.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, show::{render, rows}, split::MIN_CONFIDENCE};
///
/// let rules = Rules::builtin()?;
/// let text = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let page = unspool(text, &rules, MIN_CONFIDENCE);
/// let rows: Vec<String> = rows(text, &page, &rules).iter().map(render).collect();
/// assert_eq!(rows[0], "                  title │ Rain in Sidon");
/// assert!(rows[2].starts_with("              paragraph │ SIDON: It rained"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(row: &Shown<'_>) -> String {
    match row {
        Shown::Line { role, text, .. } => {
            let pad = MARGIN.saturating_sub(role.width());
            format!("{:pad$}{role} │ {}", "", isolated(&printable(text))).trim_end().to_owned()
        }
        Shown::Boundary { cut, confidence, evidence, .. } => {
            let what = if *cut { "" } else { "not cut, " };
            let mut line = format!("{}┼─ {what}{confidence:.4}: ", "─".repeat(MARGIN + 1));
            for (at, (evidence, weight)) in evidence.iter().enumerate() {
                // Writing to a string cannot fail.
                let _ = write!(line, "{}{} {weight:+.1}", if at > 0 { ", " } else { "" }, evidence.name());
            }
            line
        }
        Shown::Reasons { outcome, next, features, .. } => {
            let mut line = format!("{}└ {outcome} rather than {next}: ", " ".repeat(MARGIN + 1));
            for (at, (feature, weight)) in features.iter().enumerate() {
                let _ = write!(line, "{}{} {weight:+.1}", if at > 0 { ", " } else { "" }, printable(feature));
            }
            line
        }
    }
}

/// What stands in the margin of a line.
#[doc(hidden)]
pub fn margin(role: Role, sign: Sign, rules: &Rules) -> &str {
    match role {
        _ if sign == Sign::Continued => "·",
        Role::Blank => "",
        Role::Part(part) => part.name(),
        Role::Ledger(id) => rules.name(id),
    }
}

/// The text without what would move a terminal's cursor or turn its direction; white space shown as spaces.
#[doc(hidden)]
pub fn printable(piece: &str) -> String {
    const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];
    let shown = |c: char| match c {
        _ if JOINERS.contains(&c) => c,
        _ if is_white(c) => ' ',
        _ if c.is_control() => '\u{FFFD}',
        _ => c,
    };
    piece.chars().map(shown).collect()
}

/// Text that runs from right to left, kept from turning the margin around (Unicode UAX #9, isolates).
pub(crate) fn isolated(piece: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    if piece.contains(turns) { format!("\u{2068}{piece}\u{2069}") } else { piece.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::unspool;
    use crate::split::MIN_CONFIDENCE;

    fn check(text: &str, expected: &str) {
        let rules = Rules::builtin().unwrap();
        assert_eq!(show(text, &unspool(text, &rules, MIN_CONFIDENCE), &rules), expected);
    }

    #[test]
    fn a_page_stands_beside_its_roles() {
        check(
            "Old harbor opens\n\nUpdated 7 sec ago\nFollow\n\nOld harbor opens\n\nKARACHI: The old harbor opened again on Monday, officials said.",
            "                  title │ Old harbor opens\n                        │\n                   date │ Updated 7 sec ago\n\
             \u{20}         marker/follow │ Follow\n                        │\n          headline-echo │ Old harbor opens\n\
             \u{20}                       │\n              paragraph │ KARACHI: The old harbor opened again on Monday, officials said.\n",
        );
    }

    #[test]
    fn nothing_a_page_holds_moves_the_cursor() {
        assert_eq!(printable("a\u{1B}[31mb\tc\u{202E}d\u{A0}e"), "a\u{FFFD}[31mb c d e");
    }

    #[test]
    fn text_from_right_to_left_is_isolated() {
        assert_eq!(isolated("الميناء"), "\u{2068}الميناء\u{2069}");
        assert_eq!(isolated("harbor"), "harbor");
    }
}
