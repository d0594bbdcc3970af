//! `unspool check`: figures of pages and of outputs held against limits, and what cannot be checked.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use serde_json::{Value, json};
use std::fs;
use std::process::Output;
use workshop::{OTHER, PAGE, Workshop, assert_same_files, files};

/// A page that begins in the middle of a story: what is kept of it has no headline.
const TAIL: &str = "the crew had to wait for the tide before the ferry could leave the harbor again, the operator said on Monday.\n\nPassengers were given tea and blankets by the port office, and most of them slept in the waiting room until the morning.\n";

/// Two stories on one page, a third one twice, and a tail.
fn workshop() -> Workshop {
    let both = format!("{PAGE}\n\n\n{OTHER}");
    Workshop::with([
        ("both.txt", both.as_bytes()),
        ("copy.txt", OTHER.as_bytes()),
        ("tail.txt", TAIL.as_bytes()),
    ])
}

/// Runs `unspool check` with these arguments, parted by spaces.
fn check(workshop: &Workshop, arguments: &str) -> Output {
    workshop.unspool(["check"].into_iter().chain(arguments.split_whitespace()))
}

/// The exit code, and the report in JSON.
fn report(workshop: &Workshop, arguments: &str) -> (i32, Value) {
    let output = check(workshop, &format!("{arguments} --format json"));
    let report = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), report.unwrap_or_else(|_| panic!("{}", said(&output))))
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts that nothing is checked, and that one sentence says why.
#[track_caller]
fn refused(workshop: &Workshop, arguments: &str, problem: &str) {
    let output = check(workshop, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments}: {said}");
    assert!(output.stdout.is_empty(), "{arguments}");
    assert!(said.starts_with("unspool: ") && said.lines().count() == 1, "{arguments}: {said}");
    assert!(said.contains(problem), "{arguments}: {said}");
}

/// Changes the summary of the output, and writes it to a file.
fn summary(workshop: &Workshop, file: &str, change: impl FnOnce(&mut Value)) {
    let mut summary: Value =
        serde_json::from_slice(&fs::read(workshop.out().join("summary.json")).unwrap()).unwrap();
    change(&mut summary);
    fs::write(workshop.path(file), summary.to_string()).unwrap();
}

#[test]
fn limits_that_are_kept_end_with_0_and_others_with_1() {
    let workshop = workshop();
    let kept =
        "pages --max-skipped 0 --max-duplicate-stories 25% --min-stories 3 --max-stories 3 --max-untitled 1";
    let (code, held) = report(&workshop, kept);
    assert_eq!((code, &held["held"]), (0, &json!(true)), "{held}");
    let figures =
        json!({"stories": 3, "duplicate-stories": 0.25, "skipped": 0.0, "untitled": 1, "empty-text": 0});
    for (name, figure) in figures.as_object().unwrap() {
        assert_eq!(&held["figures"][name], figure, "{name}");
    }
    let (code, breached) = report(&workshop, "pages --max-untitled 0 --min-stories 4");
    assert_eq!((code, &breached["held"]), (1, &json!(false)));
    assert!(breached["limits"].as_array().unwrap().iter().all(|limit| limit["held"] == false), "{breached}");
}

#[test]
fn a_breach_names_the_worst_pages_with_their_lines() {
    let workshop = workshop();
    let (_, report) =
        report(&workshop, "pages --max-untitled 0 --max-duplicate-stories 0 --max-chrome-share 0");
    let worst = |limit: &str| {
        let limits = report["limits"].as_array().unwrap();
        limits.iter().find(|one| one["limit"] == limit).unwrap()["worst"].clone()
    };
    let untitled = &worst("max-untitled")[0];
    assert_eq!((&untitled["path"], &untitled["file"]), (&json!("tail.txt"), &json!("pages/tail.txt")));
    let place = &untitled["places"][0];
    assert_eq!((&place["at"], &place["line"]), (&json!(0), &json!(1)));
    assert!(place["text"].as_str().unwrap().starts_with("the crew had to wait"), "{place}");
    let duplicate = &worst("max-duplicate-stories")[0];
    let line = duplicate["places"][0]["line"].as_u64().unwrap();
    assert!(line == 1 || duplicate["path"] == "both.txt" && line > 10, "{duplicate}");
}

#[test]
fn no_more_than_five_pages_are_named() {
    let workshop = Workshop::new();
    for page in 0..7 {
        let text = TAIL.replace("Monday", &format!("day {page}")).replace("tea", &format!("{page} cups"));
        workshop.page(format!("{page}.txt"), text);
    }
    let (code, report) = report(&workshop, "pages --max-untitled 0");
    let worst = report["limits"][0]["worst"].as_array().unwrap();
    let paths: Vec<&str> = worst.iter().map(|page| page["path"].as_str().unwrap()).collect();
    assert_eq!((code, paths), (1, vec!["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]));
}

#[test]
fn an_output_gives_the_figures_of_its_pages_and_is_only_read() {
    let workshop = workshop();
    workshop.run().unwrap();
    let names = || -> Vec<_> {
        fs::read_dir(workshop.out()).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let (before, listed) = (files(&workshop.out()), names());
    let limits = "--max-untitled 0 --max-duplicate-stories 0 --min-stories 9 --min-stories-per-page 2";
    let (of_output, of_pages) =
        (report(&workshop, &format!("out {limits}")), report(&workshop, &format!("pages {limits}")));
    assert_eq!(of_output, of_pages);
    assert_same_files(&before, &files(&workshop.out()), "after a check");
    assert_eq!(listed, names());
}

#[test]
fn checked_pages_leave_nothing_behind() {
    let workshop = workshop();
    fs::create_dir(workshop.path("work")).unwrap();
    assert_eq!(check(&workshop, "pages --work work --min-stories 1").status.code(), Some(0));
    assert_eq!(fs::read_dir(workshop.path("work")).unwrap().count(), 0);
    assert!(!workshop.out().exists());
}

#[test]
fn an_output_without_its_work_area_is_checked_as_well() {
    let workshop = workshop();
    workshop.run().unwrap();
    fs::remove_dir_all(workshop.out().join(".unspool")).unwrap();
    let (code, without) = report(&workshop, "out --max-untitled 0");
    let place = &without["limits"][0]["worst"][0]["places"][0];
    assert_eq!((code, &place["at"], &place["line"]), (1, &json!(0), &Value::Null));
    let (_, with) = report(&workshop, "out --max-untitled 0 --sources pages");
    assert_eq!(with["limits"][0]["worst"][0]["places"][0]["line"], 1);
}

#[test]
fn limits_of_the_configuration_hold_unless_a_flag_says_otherwise() {
    let workshop = workshop();
    fs::write(workshop.path("unspool.toml"), "[check]\nmax-untitled = 0\nmin-stories = 1\n").unwrap();
    assert_eq!(check(&workshop, "pages").status.code(), Some(1));
    assert_eq!(check(&workshop, "pages --max-untitled 1").status.code(), Some(0));
    assert_eq!(check(&workshop, "pages --max-untitled 50%").status.code(), Some(0));
}

#[test]
fn a_baseline_limits_the_change_of_each_figure() {
    let workshop = workshop();
    workshop.run().unwrap();
    fs::copy(workshop.out().join("summary.json"), workshop.path("baseline.json")).unwrap();
    assert_eq!(check(&workshop, "pages --baseline baseline.json --max-change 0").status.code(), Some(0));
    workshop.page("more.txt", PAGE.replace("JEDDAH", "MUSCAT").replace("212", "97").replace("40", "12"));
    let (code, report) =
        report(&workshop, "pages --baseline baseline.json --max-change all=90% --max-change stories=5%");
    let breached: Vec<&Value> =
        report["limits"].as_array().unwrap().iter().filter(|limit| limit["held"] == false).collect();
    assert_eq!((code, breached.len()), (1, 1), "{report}");
    let stories = breached[0];
    assert_eq!((&stories["limit"], &stories["figure"]), (&json!("max-change"), &json!("stories")));
    assert_eq!(stories["bound"], json!({"near": {"change": 0.05, "then": 3}}));
    assert!((stories["change"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9, "{stories}");
    assert_eq!(check(&workshop, "pages --baseline out --max-change 90%").status.code(), Some(0));
}

#[test]
fn a_baseline_lies_beside_the_configuration_that_names_it() {
    let workshop = workshop();
    workshop.run().unwrap();
    fs::create_dir(workshop.path("ci")).unwrap();
    fs::copy(workshop.out().join("summary.json"), workshop.path("ci/baseline.json")).unwrap();
    fs::write(workshop.path("ci/unspool.toml"), "[check]\nbaseline = \"baseline.json\"\n").unwrap();
    assert_eq!(check(&workshop, "pages --config ci/unspool.toml").status.code(), Some(0));
}

#[test]
fn skipped_inputs_end_with_3_where_no_limit_speaks_of_them() {
    let workshop = workshop();
    workshop.page("empty.txt", "\n");
    assert_eq!(check(&workshop, "pages --min-stories 1").status.code(), Some(3));
    assert_eq!(check(&workshop, "pages --min-stories 9").status.code(), Some(1));
    assert_eq!(check(&workshop, "pages --max-skipped 25%").status.code(), Some(0));
    let (code, report) = report(&workshop, "pages --max-skipped 1%");
    assert_eq!((code, &report["limits"][0]["worst"][0]["file"]), (1, &json!("pages/empty.txt")));
    workshop.run().unwrap();
    assert_eq!(check(&workshop, "out --min-stories 1").status.code(), Some(3));
}

#[test]
fn a_summary_that_cannot_be_written_ends_with_4() {
    let workshop = workshop();
    let output = check(&workshop, "pages --min-stories 1 --summary-file pages");
    assert_eq!(output.status.code(), Some(4));
    assert!(said(&output).contains("pages"), "{}", said(&output));
}

#[test]
fn nothing_to_check_is_said() {
    let workshop = workshop();
    let output = check(&workshop, "pages");
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("no limit is set"), "{}", said(&output));
}

#[test]
fn a_baseline_of_another_version_or_schema_is_refused() {
    let workshop = workshop();
    workshop.run().unwrap();
    summary(&workshop, "version.json", |summary| summary["unspool"] = json!("0.0.9"));
    refused(&workshop, "out --baseline version.json", "was written by unspool 0.0.9");
    summary(&workshop, "key.json", |summary| summary["moods"] = json!(1));
    refused(&workshop, "out --baseline key.json", "unknown field `moods`");
    summary(&workshop, "less.json", |summary| drop(summary.as_object_mut().unwrap().remove("standouts")));
    refused(&workshop, "out --baseline less.json", "some of its keys are missing");
    fs::write(workshop.path("text.json"), "stories: 3").unwrap();
    refused(&workshop, "out --baseline text.json", "it is no JSON");
    refused(&workshop, "out --baseline gone.json", "cannot read the baseline `gone.json`");
}

#[test]
fn an_output_that_is_not_whole_is_refused() {
    let workshop = workshop();
    workshop.run().unwrap();
    let (stories, summary) = (workshop.out().join("stories.jsonl"), workshop.out().join("summary.json"));
    let (lines, counts) = (fs::read(&stories).unwrap(), fs::read(&summary).unwrap());
    fs::remove_file(&stories).unwrap();
    refused(&workshop, "out --min-stories 1", "there is no stories.jsonl in it; run it again");
    fs::write(&stories, &lines[1..]).unwrap();
    refused(&workshop, "out --min-stories 1", "its stories.jsonl is not that of its summary.json");
    fs::write(&stories, lines).unwrap();
    fs::remove_file(&summary).unwrap();
    refused(&workshop, "out --min-stories 1", "there is no summary.json in it");
    fs::write(&summary, counts).unwrap();
    assert_eq!(check(&workshop, "out --min-stories 1").status.code(), Some(0));
}

#[test]
fn an_output_whose_next_run_was_interrupted_is_refused() {
    let workshop = workshop();
    workshop.run().unwrap();
    let counts = fs::read(workshop.out().join("summary.json")).unwrap();
    // The next run gives a file of the same size, and stops before it puts the summary into place.
    workshop.page("tail.txt", TAIL.replace("Monday", "Sunday"));
    workshop.run().unwrap();
    fs::write(workshop.out().join("summary.json"), counts).unwrap();
    refused(
        &workshop,
        "out --min-stories 1",
        "its stories.jsonl is not that of its summary.json; run it again",
    );
}

#[test]
fn an_output_of_another_version_is_refused() {
    let workshop = workshop();
    workshop.run().unwrap();
    summary(&workshop, "out/summary.json", |summary| {
        summary["unspool"] = json!("0.0.9");
        summary["moods"] = json!(1);
    });
    refused(&workshop, "out --min-stories 1", "was written by unspool 0.0.9");
}

#[test]
fn contradictory_limits_are_refused() {
    let workshop = workshop();
    refused(&workshop, "pages --min-stories 5 --max-stories 4", "contradict each other");
    refused(&workshop, "pages --max-change 5%", "needs a --baseline");
    refused(&workshop, "pages --min-split-confidence 0.3", "contradicts --min-confidence 0.5");
    refused(&workshop, "pages --stories keep --max-duplicate-stories 5%", "contradicts --stories keep");
    refused(&workshop, "pages --allow-empty --min-stories 1", "contradicts --allow-empty");
    assert!(!workshop.out().exists());
}

#[test]
fn an_output_is_checked_alone_and_as_it_was_made() {
    let workshop = workshop();
    workshop.run().unwrap();
    refused(&workshop, "out pages", "can only be checked alone");
    refused(&workshop, "out --keep newest", "which options of a run no longer change");
    refused(&workshop, "pages --sources pages", "pages are their own sources");
    refused(&workshop, "gone --min-stories 1", "`gone`");
}
