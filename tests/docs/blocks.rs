//! Every fenced block is of a language that some test tries; the ones that need no shell are tried here.

use crate::pages::{Block, Page, all, blocks, book, root};
use regex::Regex;
use std::path::Path;
use std::process::Command;

/// Languages of blocks with what tries them. `text` and `diff` hold nothing that could be run.
const LANGUAGES: &[(&str, &str)] = &[
    ("console", "played here and by tests/cmd.rs"),
    ("diff", ""),
    ("json", "parsed here"),
    ("python", "bash .ci/python, bash .ci/spark and examples/downstream.py"),
    ("rust", "cargo test --doc"),
    ("sh", "played here and by tests/readme.rs"),
    ("sql", "played here where there is a duckdb"),
    ("text", ""),
    ("toml", "read by the program here"),
    ("yaml", "parsed here and run by tests/workflow.rs"),
];
/// Pages whose blocks of a language are run elsewhere as a whole.
const RUST: [&str; 2] = ["docs/library.md", "docs/fields.md"];
const PYTHON: [&str; 3] = ["docs/python.md", "docs/fields.md", "docs/spark.md"];

/// Blocks of all pages in one language, with the names of their pages.
fn each(language: &str) -> Vec<(String, Block)> {
    let of = |page: Page| {
        let blocks = blocks(&page.text).into_iter().filter(|block| block.language() == language);
        blocks.map(|block| (page.name.clone(), block)).collect::<Vec<_>>()
    };
    all().into_iter().flat_map(of).collect()
}

#[test]
fn every_block_is_of_a_language_that_is_tried() {
    let mut wrong = Vec::new();
    for page in all() {
        for block in blocks(&page.text) {
            let language = block.language();
            let stray = (language == "rust" && !RUST.contains(&page.name.as_str()))
                || (language == "python" && !PYTHON.contains(&page.name.as_str()));
            if stray || !LANGUAGES.iter().any(|(known, _)| *known == language) {
                wrong.push(format!("{}: `{language}` above: {}", page.name, block.text));
            }
        }
    }
    assert!(wrong.is_empty(), "nothing tries these blocks:\n{}", wrong.join("\n"));
}

#[test]
fn json_and_yaml_in_the_pages_are_well_formed() {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    for (page, block) in each("json") {
        let whole = value(&block.text) || block.text.lines().all(value);
        assert!(whole, "{}: no JSON:\n{}", page, block.text);
    }
    for (page, block) in each("yaml") {
        let read = serde_saphyr::from_str::<serde_json::Value>(&block.text);
        assert!(read.is_ok(), "{}: {}\n{}", page, read.unwrap_err(), block.text);
    }
}

#[test]
fn every_piece_of_configuration_in_the_pages_is_read_by_the_program() {
    let pieces = each("toml");
    assert!(pieces.len() >= 3);
    for (page, block) in pieces {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.toml");
        let is_rules = block.text.contains("[[rule]]") || block.text.contains("[recognise]");
        // A rule alone, as a page shows it, stands in some table.
        let head = if is_rules && !block.text.starts_with("name") { "name = \"page\"\n" } else { "" };
        std::fs::write(&file, head.to_owned() + &block.text).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
        if is_rules {
            program
                .args(["show", "seeds/arab-news/jeddah-chess.txt", "--rules"])
                .arg(&file)
                .current_dir(root());
        } else {
            program.args(["config", "--config"]).arg(&file).current_dir(folder.path());
        }
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}\n{}", page, block.text);
    }
}

/// What pages tell developers to type takes minutes; that there is what it names takes none.
#[test]
fn commands_for_a_checkout_name_what_is_there() {
    let named = Regex::new(r"--(example|test|bench|profile) (\w+)|(?:bash|python3) ([\w./-]+)").unwrap();
    let mut missing = Vec::new();
    for (page, block) in each("sh") {
        for found in named.captures_iter(&block.text) {
            let kind = found.get(1).map_or("script", |kind| kind.as_str());
            let name = found.get(2).or(found.get(3)).unwrap().as_str();
            if !is_there(kind, name) {
                missing.push(format!("{page}: {}", &found[0]));
            }
        }
    }
    assert!(missing.is_empty(), "there is no such thing:\n{}", missing.join("\n"));
}

fn is_there(kind: &str, name: &str) -> bool {
    let exists = |path: String| Path::exists(&root().join(path));
    match kind {
        "example" => exists(format!("examples/{name}.rs")),
        "test" => exists(format!("tests/{name}.rs")) || exists(format!("tests/{name}/main.rs")),
        "bench" => exists(format!("benches/{name}.rs")),
        "profile" => {
            let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
            manifest.contains(&format!("[profile.{name}]"))
        }
        _ => exists(name.to_owned()),
    }
}

#[test]
fn the_book_has_pages_and_blocks() {
    let pages = book();
    let count: usize = pages.iter().map(|page| blocks(&page.text).len()).sum();
    assert!(pages.len() > 15 && count > 40, "{} pages, {count} blocks", pages.len());
}
