//! What a reviewer said of the samples, and what follows for all of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[doc(hidden)]
pub enum Kind {
    /// A boundary: does a new story begin here?
    Split,
    /// A line that a rule dropped: is it no part of a story?
    Drop,
    /// A story that yielded: does the survivor tell all of it?
    Duplicate,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Split, Self::Drop, Self::Duplicate];

    /// Its name in files, which is also what places are drawn by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Drop => "drop",
            Self::Duplicate => "duplicate",
        }
    }
}

/// A line of the file that the judging page of a report exports: one sample and what a reviewer said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[doc(hidden)]
pub struct JudgedLine {
    /// What is judged.
    pub kind: Kind,
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The byte of the page text at which the boundary, the line or the story begins.
    pub at: usize,
    /// Whether the run was right.
    pub right: bool,
    /// The rule that dropped the line; `null` for the other kinds.
    pub rule: Option<String>,
    /// The seed that the sample was drawn by.
    pub seed: u64,
    /// xxh3-128 of the `stories.jsonl` that the sample was drawn from.
    pub output: String,
}

/// Why judgements cannot be read.
#[derive(Debug, Error)]
#[error("line {line}: {problem}; the judging page of a report writes such lines")]
#[doc(hidden)]
pub struct JudgedError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// How many of the samples of a kind are right, and what that says of all of its kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Precision {
    /// The kind.
    pub kind: Kind,
    /// Samples that are right.
    pub right: u64,
    /// Samples that are wrong.
    pub wrong: u64,
    /// The share that is right; `null` if nothing was judged.
    pub share: Option<f64>,
    /// The bounds of the 95 % confidence interval (E. B. Wilson, 1927); from 0 to 1 if nothing was judged.
    pub interval: (f64, f64),
}

/// Judgements of one output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Judgements {
    lines: BTreeMap<(Kind, String, Option<u64>, usize), JudgedLine>,
    /// Lines that judge samples of other outputs.
    pub foreign: usize,
}

impl Judgements {
    /// Reads the lines that judge samples of this output. Of several judgements of one place the last one counts.
    ///
    /// # Errors
    /// If a line is no judgement.
    pub fn read(text: &str, output: &str) -> Result<Self, JudgedError> {
        let mut judged = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let line: JudgedLine = serde_json::from_str(line)
                .map_err(|error| JudgedError { line: at + 1, problem: error.to_string() })?;
            if line.output == output {
                judged.lines.insert((line.kind, line.path.clone(), line.item, line.at), line);
            } else {
                judged.foreign += 1;
            }
        }
        Ok(judged)
    }

    /// The judgements that count, by kind and place.
    pub fn lines(&self) -> impl Iterator<Item = &JudgedLine> {
        self.lines.values()
    }

    /// The precision of each kind.
    pub fn precision(&self) -> Vec<Precision> {
        let precision = |kind: Kind| {
            let of_kind = || self.lines().filter(|line| line.kind == kind);
            let (right, all) = (of_kind().filter(|line| line.right).count() as u64, of_kind().count() as u64);
            let share = (all > 0).then(|| digits(right as f64 / all as f64));
            Precision { kind, right, wrong: all - right, share, interval: wilson(right, all) }
        };
        Kind::ALL.into_iter().map(precision).collect()
    }
}

/// The 95 % confidence interval of a share (E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", 1927), of four digits. Unlike the plain one it holds for few samples and for shares near 0 and 1.
fn wilson(right: u64, all: u64) -> (f64, f64) {
    /// The 0.975 quantile of the normal distribution.
    const Z: f64 = 1.959_963_984_540_054;
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (all as f64, right as f64 / all as f64);
    let scale = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    (digits((middle - half).max(0.0)), digits((middle + half).min(1.0)))
}

fn digits(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: usize, right: bool, output: &str) -> String {
        format!(
            "{{\"kind\":\"drop\",\"path\":\"a.txt\",\"item\":null,\"at\":{at},\"right\":{right},\"rule\":\"chrome/share\",\
             \"seed\":1,\"output\":\"{output}\"}}\n"
        )
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        // R: prop.test(x, n, correct = FALSE)$conf.int
        for (right, all, expected) in [
            (9, 10, (0.5958, 0.9821)),
            (81, 100, (0.7222, 0.8749)),
            (10, 10, (0.7225, 1.0)),
            (0, 10, (0.0, 0.2775)),
            (0, 0, (0.0, 1.0)),
        ] {
            assert_eq!(wilson(right, all), expected, "{right} of {all}");
        }
    }

    #[test]
    fn the_last_judgement_of_a_place_counts_and_other_outputs_do_not() {
        let text = [line(1, true, "x"), line(1, false, "x"), line(2, true, "x"), line(3, true, "y")].concat();
        let judged = Judgements::read(&format!("{text}\n"), "x").unwrap();
        assert_eq!(judged.foreign, 1);
        let drops = &judged.precision()[1];
        assert_eq!((drops.kind, drops.right, drops.wrong, drops.share), (Kind::Drop, 1, 1, Some(0.5)));
        assert_eq!(judged.precision()[0].share, None);
    }

    #[test]
    fn a_line_that_is_no_judgement_is_named() {
        let error =
            Judgements::read(&format!("{}{{\"kind\":\"drop\"}}", line(1, true, "x")), "x").unwrap_err();
        assert!(error.to_string().starts_with("line 2: missing field"), "{error}");
    }
}
