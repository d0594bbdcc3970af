//! `unspool restore`: what is put back, what laws hold then, and what cannot be put back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::path::Path;
use std::process::Output;
use unspool::record::{DroppedLine, Record, Summary};
use walkdir::WalkDir;
use workshop::{PAGE, Workshop};

/// A workshop whose pages are the seeds of the project, run with these options.
fn seeds(options: &[&str]) -> Workshop {
    let workshop = Workshop::new();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for file in WalkDir::new(&seeds).into_iter().map(Result::unwrap).filter(|file| file.file_type().is_file())
    {
        workshop.page(file.path().strip_prefix(&seeds).unwrap(), std::fs::read(file.path()).unwrap());
    }
    let run = workshop.unspool([&["run", "pages", "-o", "out", "--quiet"][..], options].concat());
    assert!(run.status.success(), "{run:?}");
    workshop
}

fn read<T: serde::de::DeserializeOwned>(workshop: &Workshop, file: &str) -> Vec<T> {
    let text = std::fs::read_to_string(workshop.path(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn summary(workshop: &Workshop, out: &str) -> Summary {
    serde_json::from_slice(&std::fs::read(workshop.path(out).join("summary.json")).unwrap()).unwrap()
}

fn restored(workshop: &Workshop, out: &str, targets: &[&str], to: &str) {
    let done = workshop.unspool([&["restore", out][..], targets, &["--to", to]].concat());
    assert!(done.status.success(), "{targets:?}: {done:?}");
    let verified = workshop.unspool(["verify", to]);
    assert!(verified.status.success() && said(&verified).contains("all laws hold"), "{verified:?}");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn place(line: &DroppedLine) -> String {
    format!("{}:{}", line.path, line.span.start)
}

#[test]
fn a_dropped_story_comes_back_and_names_its_survivor() {
    let workshop = seeds(&[]);
    let dropped: Vec<DroppedLine> = read(&workshop, "out/dropped.jsonl");
    let line = dropped.iter().find(|line| line.story_similarity.is_some()).unwrap();
    let (id, survivor) = (line.story_id.clone().unwrap(), line.duplicate_of.clone().unwrap().id);
    restored(&workshop, "out", &[&id[..8]], "new");
    let before: Vec<Record> = read(&workshop, "out/stories.jsonl");
    let after: Vec<Record> = read(&workshop, "new/stories.jsonl");
    assert_eq!(after.len(), before.len() + 1);
    let back = after.iter().find(|record| record.id == id).unwrap();
    assert_eq!(back.duplicate_of.as_ref().map(|twin| &twin.id), Some(&survivor));
    let copies = |records: &[Record]| records.iter().find(|record| record.id == survivor).unwrap().copies;
    assert_eq!(copies(&after), copies(&before) - 1);
    let ledger: Vec<DroppedLine> = read(&workshop, "new/dropped.jsonl");
    assert!(ledger.iter().all(|line| line.story_id.as_ref() != Some(&id) || line.story_similarity.is_none()));
    assert_eq!(summary(&workshop, "new").restored, [id]);
    assert_eq!(summary(&workshop, "new").stories.kept, after.len());
}

#[test]
fn threads_and_memory_are_what_one_says() {
    let workshop = seeds(&[]);
    let dropped: Vec<DroppedLine> = read(&workshop, "out/dropped.jsonl");
    let id = dropped.iter().find(|line| line.story_similarity.is_some()).unwrap().story_id.clone().unwrap();
    let with = |to: &str, options: &[&str]| {
        workshop.unspool([&["restore", "out", &id, "--to", to][..], options].concat())
    };
    let refused = with("less", &["--memory", "1MiB"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(said(&refused).contains("--memory 1024KiB is too little"), "{refused:?}");
    assert_eq!(with("none", &["-j", "0"]).status.code(), Some(2));
    for (to, options) in [("one", &[][..]), ("two", &["-j", "3", "--memory", "200MiB"])] {
        let done = with(to, options);
        assert!(done.status.success(), "{done:?}");
    }
    for file in ["stories.jsonl", "dropped.jsonl", "summary.json"] {
        let bytes = |out: &str| std::fs::read(workshop.path(out).join(file)).unwrap();
        assert_eq!(bytes("one"), bytes("two"), "{file}");
    }
}

#[test]
fn dropped_lines_and_paragraphs_come_back_into_their_story_one_run_after_the_other() {
    let workshop = seeds(&["--paragraphs", "drop", "--format", "jsonl.zst", "--format", "jsonl"]);
    let before: Vec<Record> = read(&workshop, "out/stories.jsonl");
    let kept = |line: &DroppedLine| before.iter().any(|record| Some(&record.id) == line.story_id.as_ref());
    let dropped: Vec<DroppedLine> = read(&workshop, "out/dropped.jsonl");
    let by_rule = |rule: &str| dropped.iter().find(|line| line.rule == rule && kept(line)).unwrap();
    let (paragraph, echo) = (by_rule("duplicate-paragraph"), by_rule("headline-echo"));
    restored(&workshop, "out", &[&place(paragraph)], "one");
    restored(&workshop, "one", &[&place(echo)], "two");
    let after: Vec<Record> = read(&workshop, "two/stories.jsonl");
    for line in [paragraph, echo] {
        let (id, text) = (line.story_id.as_ref().unwrap(), line.text.as_ref().unwrap());
        let story = |records: &[Record]| records.iter().find(|record| record.id == *id).unwrap().clone();
        let (before, after) = (story(&before), story(&after));
        assert!(after.text.contains(text.as_str()) && after.word_count > before.word_count, "{text}");
        assert!(after.parts.iter().any(|part| part.span == line.span), "{text}");
    }
    let ledger: Vec<DroppedLine> = read(&workshop, "two/dropped.jsonl");
    assert_eq!(ledger.len(), dropped.len() - 2);
    assert_eq!(summary(&workshop, "two").restored.len(), 2);
    assert!(workshop.path("two/stories.jsonl.zst").is_file());
}

#[test]
fn what_cannot_be_put_back_is_refused_before_anything_is_written() {
    let workshop = seeds(&[]);
    let refused = |targets: &[&str], to: &str, words: &str| {
        let refused = workshop.unspool([&["restore", "out"][..], targets, &["--to", to]].concat());
        assert_eq!(refused.status.code(), Some(2), "{targets:?}: {refused:?}");
        assert!(said(&refused).contains(words), "{targets:?}: {}", said(&refused));
        assert!(!workshop.path("new").exists() || to != "new");
    };
    let dropped: Vec<DroppedLine> = read(&workshop, "out/dropped.jsonl");
    let of_dropped = dropped.iter().find(|line| line.story_similarity.is_some()).unwrap();
    let echo = dropped.iter().find(|line| line.rule == "headline-echo" && line.story_id.is_some()).unwrap();
    refused(&[&workshop.records()[0].id], "new", "was not dropped");
    refused(&[&place(of_dropped)], "new", "put the story back");
    refused(&["0123456789abcdef"], "new", "no story of `out` has the id");
    refused(&[&place(echo)], "out", "is the output itself");
    refused(&["no target"], "new", "is no story id");
}

#[test]
fn a_page_that_has_changed_is_noticed() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes())]);
    assert!(workshop.unspool(["run", "pages/a.txt", "-o", "out", "--quiet"]).status.success());
    // Not of the run, which read one file.
    workshop.page("b.txt", PAGE);
    let echo: Vec<DroppedLine> = read(&workshop, "out/dropped.jsonl");
    let echo = place(echo.iter().find(|line| line.rule == "headline-echo").unwrap());
    restored(&workshop, "out", &[&echo], "new");
    workshop.page("a.txt", PAGE.replace("nine", "ten"));
    let refused = workshop.unspool(["restore", "out", &echo, "--to", "newer"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(said(&refused).contains("the pages have changed"), "{refused:?}");
    assert!(!workshop.path("newer/summary.json").exists());
}
