//! Each page of `seeds` with the role of every line, as it lies in `fixtures/labelled`.
//!
//! `BLESS=1 cargo test --test golden` rewrites the labelled pages.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests read pages and rewrite golden files")]

use std::path::{Path, PathBuf};
use unspool::decode::decode;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::show::show;
use unspool::split::MIN_CONFIDENCE;
use walkdir::WalkDir;

#[test]
fn every_page_is_labelled_as_its_golden_file_says() {
    let rules = Rules::builtin().unwrap();
    let bless = std::env::var("BLESS").is_ok_and(|value| value == "1");
    let mut failures = Vec::new();
    for page in files("seeds", "txt") {
        let golden = golden_of(&page);
        let labelled = labelled(&page, &rules);
        if bless {
            std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
            std::fs::write(&golden, labelled).unwrap();
        } else {
            failures.extend(difference(&golden, &labelled));
        }
    }
    assert!(
        failures.is_empty(),
        "{} pages are labelled otherwise than before:\n\n{}\n\nIf the new roles are right: BLESS=1 cargo test --test golden",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn every_golden_file_has_its_page() {
    let goldens: Vec<PathBuf> = files("seeds", "txt").iter().map(|page| golden_of(page)).collect();
    let strays: Vec<PathBuf> =
        files("fixtures/labelled", "labelled").into_iter().filter(|file| !goldens.contains(file)).collect();
    assert!(strays.is_empty(), "no page in seeds: {strays:?}");
}

fn labelled(page: &Path, rules: &Rules) -> String {
    let text = decode(std::fs::read(page).unwrap(), None).text;
    show(&text, &unspool(&text, rules, MIN_CONFIDENCE), rules)
}

fn golden_of(page: &Path) -> PathBuf {
    let path = page.strip_prefix(root().join("seeds")).unwrap();
    root().join("fixtures/labelled").join(path).with_extension("labelled")
}

/// The first line that differs, as it is and as it should be.
fn difference(golden: &Path, labelled: &str) -> Option<String> {
    let shown = golden.strip_prefix(root()).unwrap().display();
    let Ok(expected) = std::fs::read_to_string(golden) else { return Some(format!("{shown} is not there")) };
    let row = (0..).map(|at| (at, expected.lines().nth(at), labelled.lines().nth(at)));
    let rows = row.take_while(|(_, expected, found)| expected.is_some() || found.is_some());
    let (at, expected, found) = rows.into_iter().find(|(_, expected, found)| expected != found)?;
    let line = |text: Option<&str>| text.unwrap_or("(no such line)").to_owned();
    Some(format!("{shown}:{}\n  was {}\n  is  {}", at + 1, line(expected), line(found)))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.map(walkdir::DirEntry::into_path);
    files.filter(|file| file.extension().is_some_and(|found| found == extension)).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
