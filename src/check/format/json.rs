//! The report as one object of JSON.

use crate::check::{Bound, Figure, Limit, Report, Value, Verdict, WorstPage};
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole report.
#[derive(Serialize)]
struct Whole<'r> {
    held: bool,
    figures: BTreeMap<&'static str, Value>,
    limits: Vec<Checked<'r>>,
}

/// A limit with its figure.
#[derive(Serialize)]
struct Checked<'r> {
    limit: &'static str,
    figure: Figure,
    bound: &'r Bound,
    value: Value,
    /// How far it is from the baseline, as a share of that; `null` from nothing, and without one.
    change: Option<f64>,
    held: bool,
    worst: &'r [WorstPage],
}

/// Prints it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, json};
///
/// let report = check(&OutputFolder::open(&out)?, &[], &Sources::default(), &out)?;
/// let read: serde_json::Value = serde_json::from_str(&json(&report))?;
/// assert_eq!((&read["held"], &read["figures"]["stories"]), (&true.into(), &3.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn json(report: &Report) -> String {
    let whole = Whole {
        held: report.held(),
        figures: report.figures.iter().map(|measured| (measured.figure.name(), measured.value)).collect(),
        limits: report.verdicts.iter().map(checked).collect(),
    };
    // Plain numbers and strings always become JSON.
    serde_json::to_string(&whole).unwrap_or_default() + "\n"
}

fn checked(verdict: &Verdict) -> Checked<'_> {
    let Verdict { limit: Limit { name, figure, bound }, value, held, worst } = verdict;
    Checked {
        limit: name,
        figure: *figure,
        bound,
        value: *value,
        change: bound.change(value),
        held: *held,
        worst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_and_limit_stands_in_the_object() {
        let json: serde_json::Value =
            serde_json::from_str(&json(&crate::check::format::tests::report())).unwrap();
        assert_eq!(json["held"], false);
        assert_eq!(json["figures"], serde_json::json!({"skipped": 0.0, "untitled": 2}));
        let untitled = &json["limits"][1];
        assert_eq!(
            (&untitled["limit"], &untitled["bound"]),
            (&"max-untitled".into(), &serde_json::json!({"most": 0.0}))
        );
        assert_eq!(untitled["worst"][0]["places"][0]["line"], 3);
    }
}
