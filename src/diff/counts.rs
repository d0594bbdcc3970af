//! The figures of two summaries.

use crate::output::{BrokenFile, OutputFolder};
use serde::Serialize;
use serde_json::{Number, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Whether both runs went by the same version, rules and options.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let settings = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 0)?.settings;
/// assert_eq!((settings.same_rules, settings.same_options), (true, false));
/// assert_eq!(settings.versions.0, settings.versions.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The versions of the program, before and after.
    pub versions: (String, String),
    /// Whether the rules are the same.
    pub same_rules: bool,
    /// Whether the options are the same.
    pub same_options: bool,
}

/// A figure that differs.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let counts = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 0)?.counts;
/// let kept = counts.iter().find(|count| count.name == "stories.kept").expect("one more is kept");
/// assert_eq!((&kept.before, &kept.after, kept.change()), (&3.into(), &4.into(), 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// Its place in `summary.json`, as `stories.kept`.
    pub name: String,
    /// What it was; 0 where a summary does not have it.
    pub before: Number,
    /// What it is.
    pub after: Number,
}

pub(super) fn counts(
    before: &OutputFolder,
    after: &OutputFolder,
) -> Result<(Settings, Vec<Count>), BrokenFile> {
    // As values, so that summaries of other versions can be compared as well.
    let (before, after): (Value, Value) = (before.summary()?, after.summary()?);
    let said = |summary: &Value, key: &str| summary[key].as_str().unwrap_or_default().to_owned();
    let same = |key: &str| said(&before, key) == said(&after, key);
    let settings = Settings {
        versions: (said(&before, "unspool"), said(&after, "unspool")),
        same_rules: same("rules_digest"),
        same_options: same("options_digest"),
    };
    let (before, after) = (numbers(&before), numbers(&after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let figure = |of: &BTreeMap<String, Number>, name| of.get(name).cloned().unwrap_or_else(|| 0.into());
    let counts = names.into_iter().map(|name| Count {
        name: name.clone(),
        before: figure(&before, name),
        after: figure(&after, name),
    });
    Ok((settings, counts.filter(|count| count.before != count.after).collect()))
}

impl Count {
    /// How much more it is.
    pub fn change(&self) -> f64 {
        let [before, after] = [&self.before, &self.after].map(|number| number.as_f64().unwrap_or_default());
        after - before
    }
}

/// Every number of a summary, by its keys joined by full stops, but for the sizes of its files.
fn numbers(summary: &Value) -> BTreeMap<String, Number> {
    let mut numbers = BTreeMap::new();
    let mut open = vec![(String::new(), summary)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Number(number) => {
                numbers.insert(name, number.clone());
            }
            Value::Object(keys) => {
                let lead = if name.is_empty() { name } else { name + "." };
                let keys = keys.iter().filter(|(key, _)| *key != "sizes");
                open.extend(keys.map(|(key, value)| (format!("{lead}{key}"), value)));
            }
            _ => {}
        }
    }
    numbers
}
