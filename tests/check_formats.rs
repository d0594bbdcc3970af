//! What `unspool check` prints for other programs, read as those programs read it.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use workshop::{OTHER, PAGE, Workshop};

/// A page without a headline whose name and text are awkward in every format.
const AWKWARD: (&str, &str) = (
    "50% <of> \"it\", a & b.txt",
    "“the | <b>crew</b> & 100% of *others*”\u{1B}[31m had to wait for the tide before the ferry could leave the harbor.\n\nPassengers were given tea and blankets by the port office, and most of them slept in the waiting room.\n",
);

fn workshop() -> Workshop {
    let workshop = Workshop::with([("ferry.txt", PAGE.as_bytes()), ("school.txt", OTHER.as_bytes())]);
    workshop.page(AWKWARD.0, AWKWARD.1);
    workshop
}

/// What is printed in a format about one limit that is kept and two that are not.
fn printed(workshop: &Workshop, format: &str) -> String {
    let limits = ["--max-skipped", "0", "--max-untitled", "0", "--min-stories", "9"];
    let arguments = ["check", "pages", "--format", format].into_iter().chain(limits);
    let output = workshop.unspool(arguments);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "breached: min-stories, max-untitled\n");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif/sarif-2.1.0-rtm.5.json");
    // A property that is not used has a pattern with an unmatched bracket, which not every engine takes.
    let schema = fs::read_to_string(schema).unwrap().replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let valid = jsonschema::validator_for(&schema).unwrap();
    let sarif: Value = serde_json::from_str(&printed(&workshop(), "sarif")).unwrap();
    let errors: Vec<String> =
        valid.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!valid.is_valid(&json!({"version": "2.1.0", "runs": [{"results": []}]})), "a run needs a tool");
}

#[test]
fn sarif_points_to_file_and_line() {
    let sarif: Value = serde_json::from_str(&printed(&workshop(), "sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&Value> = results.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(rules, ["min-stories", "min-stories", "min-stories", "max-untitled"]);
    let place = &results[3]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pages/50%25%20%3Cof%3E%20%22it%22%2C%20a%20%26%20b.txt");
    assert_eq!(place["region"]["startLine"], 1);
}

#[test]
fn junit_is_xml_with_a_case_for_each_limit() {
    let text = printed(&workshop(), "junit");
    let xml = roxmltree::Document::parse(&text).unwrap();
    let suites = xml.root_element();
    assert_eq!((suites.attribute("tests"), suites.attribute("failures")), (Some("3"), Some("2")));
    let cases: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    let names: Vec<_> = cases.iter().filter_map(|case| case.attribute("name")).collect();
    assert_eq!(names, ["max-skipped", "min-stories", "max-untitled"]);
    let failures: Vec<_> = cases.iter().map(|case| case.first_element_child()).collect();
    assert!(failures[0].is_none());
    let untitled = failures[2].unwrap();
    assert_eq!(untitled.attribute("message"), Some("untitled is 1, and must be at most 0"));
    let told = untitled.text().unwrap();
    assert!(told.starts_with("pages/50% <of> \"it\", a & b.txt:1: 1 story without a headline"), "{told}");
    assert!(told.contains("“the | <b>crew</b> & 100% of *others*”\u{FFFD}[31m"), "{told}");
}

#[test]
fn github_annotations_are_one_line_each_and_escaped() {
    let text = printed(&workshop(), "github");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert!(
        lines[0].starts_with("::error title=unspool%3A min-stories::stories is 3, and must be at least 9")
    );
    let annotation =
        "::error file=pages/50%25 <of> \"it\"%2C a & b.txt,line=1,title=unspool%3A max-untitled::1 story";
    assert!(lines[5].starts_with(annotation), "{text}");
    assert!(lines[5].contains("100%25 of *others*") && !text.contains('\u{1B}'), "{text}");
}

#[test]
fn the_summary_is_appended_to_the_file_and_to_that_of_the_job() {
    let workshop = workshop();
    for file in ["summary.md", "job.md"] {
        fs::write(workshop.path(file), "before\n").unwrap();
    }
    let arguments = ["check", "pages", "--max-untitled", "0", "--summary-file", "summary.md"];
    let output =
        workshop.command(arguments).env("GITHUB_STEP_SUMMARY", workshop.path("job.md")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let summary = fs::read_to_string(workshop.path("summary.md")).unwrap();
    assert_eq!(summary, fs::read_to_string(workshop.path("job.md")).unwrap());
    assert!(summary.starts_with("before\n### unspool check: 1 of 1 limits breached\n"), "{summary}");
    assert!(summary.contains("\n| untitled | 1 | at most 0 | **breached** |\n"), "{summary}");
    let page = "\n- pages/50% &lt;of> \"it\", a &amp; b.txt:1: 1 story without a headline (“the \\| &lt;b>crew&lt;/b>";
    assert!(summary.contains(page), "{summary}");
}
