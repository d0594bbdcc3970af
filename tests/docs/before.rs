//! The before and after of the README are those of a real page.

use crate::pages::{blocks, page, root};
use serde_json::Value;
use std::process::Command;

const SOURCE: &str = "seeds/arab-news/rail-freight-trial.txt";

#[test]
fn the_piece_of_a_page_in_the_readme_stands_on_that_page() {
    let source = std::fs::read_to_string(root().join(SOURCE)).unwrap();
    let shown = shown("text");
    let mut lines = source.lines();
    for line in shown.iter().find(|block| block.contains("Peshawar hospital")).unwrap().lines() {
        assert!(
            lines.any(|other| is_shown(other.trim_end(), line)),
            "not there, or not in this order: {line}"
        );
    }
}

#[test]
fn the_lines_in_the_readme_are_those_that_a_run_writes() {
    let out = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
    let run =
        program.args(["run", "seeds", "-q", "-o"]).arg(out.path()).current_dir(root()).status().unwrap();
    assert!(run.success());
    let written = ["stories.jsonl", "dropped.jsonl"]
        .map(|name| std::fs::read_to_string(out.path().join(name)).unwrap());
    let written: Vec<Value> = written
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<Value> = shown("json").iter().flat_map(|block| values(block)).collect();
    assert!(told.len() >= 3);
    for line in told {
        assert!(written.iter().any(|other| holds(other, &line)), "no run writes this: {line}");
    }
}

/// The README's blocks of a language.
fn shown(language: &str) -> Vec<String> {
    let blocks = blocks(&page("README.md").text).into_iter();
    blocks.filter(|block| block.language() == language).map(|block| block.text).collect()
}

fn values(block: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(block).into_iter().map(Result::unwrap).collect()
}

/// Whether a written line has the keys and values that are shown of it.
fn holds(written: &Value, shown: &Value) -> bool {
    shown.as_object().unwrap().iter().all(|(key, value)| match (value, &written[key]) {
        (Value::String(shown), Value::String(written)) => is_shown(written, shown),
        (shown, written) => shown == written,
    })
}

/// Whether a text is shown as this, which may be cut with `…`.
fn is_shown(text: &str, shown: &str) -> bool {
    text == shown || shown.strip_suffix('…').is_some_and(|head| text.starts_with(head))
}
