//! `explain` has an answer for every span of an output, and the answer is what the run says and the sources show.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use serde_json::Value;
use std::path::Path;
use unspool::config::{Config, Ledger};
use unspool::explain::{Comparison, Explanation, Relation, Target, Verdict, explain};
use unspool::output::OutputFolder;
use unspool::read::input;
use unspool::record::{DroppedLine, Record};
use unspool::run::Job;
use unspool::settle::Duplicates;
use unspool::verify::Sources;
use unspool::write::LINE_FILES;
use workshop::{OTHER, PAGE, RULES, Workshop, run_job};

/// The seeds, run with these options.
fn seeds(config: Config) -> Workshop {
    let workshop = Workshop::new();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    run_job(&Job::new(vec![input(seeds.as_os_str()).unwrap()], workshop.out(), config)).unwrap();
    workshop
}

fn ask(workshop: &Workshop, target: &str) -> Explanation {
    let target = Target::read(target).unwrap();
    explain(&workshop.out(), &target, &Sources::default(), &RULES).unwrap()
}

fn rows<T: serde::de::DeserializeOwned>(workshop: &Workshop, file: usize) -> Vec<T> {
    let output = OutputFolder::open(&workshop.out()).unwrap();
    output.rows(LINE_FILES[file]).unwrap().map(Result::unwrap).collect()
}

/// The two texts are what the comparison says of them.
fn check_pair(pair: &Comparison) {
    let bits = |hex: &Option<String>| u64::from_str_radix(hex.as_deref().unwrap(), 16).unwrap();
    assert_eq!(
        pair.hamming.unwrap(),
        simhash::hamming_distance(bits(&pair.this.simhash), bits(&pair.twin.simhash))
    );
    let words = |text: &str| unspool::words::compared(text).iter().map(str::to_owned).collect::<Vec<_>>();
    let (this, twin) = (words(&pair.this.compared), words(&pair.twin.compared));
    let (longer, distance) = (this.len().max(twin.len()), strsim::generic_levenshtein(&this, &twin));
    assert_eq!(pair.similarity, ((longer - distance) * 10_000 / longer) as f64 / 10_000.0);
    assert_eq!(pair.equal, this == twin);
    let side = |side: fn(&unspool::explain::edits::EditRun) -> &str| {
        words(&pair.edits.iter().map(side).collect::<Vec<_>>().join(" "))
    };
    assert_eq!((side(|run| &run.this), side(|run| &run.twin)), (this, twin));
}

#[test]
fn every_dropped_line_is_explained_by_the_rule_and_the_twin_that_the_ledger_names() {
    for paragraphs in [Duplicates::Mark, Duplicates::Drop] {
        let mut config = Config::default();
        config.settle.paragraphs = paragraphs;
        let workshop = seeds(config);
        let lines: Vec<DroppedLine> = rows(&workshop, 1);
        let mut twins = 0;
        for line in &lines {
            let told = ask(&workshop, &format!("{}:{}", line.path, line.span.start));
            assert_eq!((told.verdict, &told.subject.role), (Verdict::Dropped, &line.rule));
            assert_eq!(told.subject.text, line.text);
            assert_eq!(told.story.map(|story| story.id), line.story_id);
            assert_eq!(told.rule.is_none(), line.rule.starts_with("duplicate-"), "{}", line.rule);
            assert_eq!(told.twin.is_some(), line.similarity.is_some());
            if let (Some(pair), Some(twin)) = (told.twin, &line.duplicate_of) {
                twins += 1;
                assert_eq!((pair.twin.id.as_ref(), pair.twin.span), (Some(&twin.id), twin.span));
                assert_eq!((pair.relation, Some(pair.similarity)), (Relation::Duplicate, line.similarity));
                assert!(pair.equal || pair.guard.agrees || pair.begins, "{}", line.path);
                check_pair(&pair);
            }
        }
        assert!(twins > 10);
    }
}

#[test]
fn every_part_is_explained_and_every_held_back_paragraph_names_its_facts() {
    let workshop = seeds(Config::default());
    let (mut marked, mut held) = (0, 0);
    for record in rows::<Record>(&workshop, 0) {
        for part in &record.parts {
            let told = ask(&workshop, &format!("{}:{}", record.path, part.span.end - 1));
            assert_eq!(told.subject.role, part.role.name());
            assert_eq!(told.verdict == Verdict::Marked, part.duplicate_of.is_some());
            assert_eq!(told.story.map(|story| story.id).as_ref(), Some(&record.id));
            let Some(pair) = told.twin else { continue };
            check_pair(&pair);
            match pair.relation {
                Relation::HeldBack => {
                    held += 1;
                    assert!(!pair.guard.agrees && !pair.guard.lacking.is_empty());
                }
                Relation::Duplicate => marked += 1,
                Relation::Nearest => {
                    let later = told.because.contains("keep order");
                    assert!(pair.similarity < 0.9 || later, "{}", told.because);
                }
                Relation::Revision => panic!("a paragraph is no revision"),
            }
        }
    }
    // As many as `summary.json` says.
    assert_eq!((marked, held), (16, 7));
}

#[test]
fn every_story_kept_or_dropped_is_found_by_the_beginning_of_its_id() {
    let workshop = seeds(Config::default());
    for record in rows::<Record>(&workshop, 0) {
        let told = ask(&workshop, &record.id[..12].to_uppercase());
        assert_eq!((told.verdict, told.copies_found), (Verdict::Kept, record.copies));
        assert_eq!(told.boundary.unwrap().confidence, record.split_confidence);
        let revised = told.survivor.filter(|like| like.relation == Relation::Revision);
        assert_eq!(revised.map(|like| like.survivor.id), record.revision_of.map(|twin| twin.id));
    }
    let mut dropped: Vec<String> = rows::<DroppedLine>(&workshop, 1)
        .into_iter()
        .filter(|line| line.story_similarity.is_some())
        .filter_map(|line| line.story_id)
        .collect();
    dropped.dedup();
    assert_eq!(dropped.len(), 3);
    for id in dropped {
        let told = ask(&workshop, &id);
        let like = told.survivor.unwrap();
        assert_eq!((told.verdict, like.relation), (Verdict::Dropped, Relation::Duplicate));
        assert!(like.unmatched.is_empty() && like.paragraphs.len() > 4);
        like.paragraphs.iter().for_each(check_pair);
    }
}

#[test]
fn the_revision_names_the_figure_that_keeps_it() {
    let workshop = seeds(Config::default());
    let record = rows::<Record>(&workshop, 0)
        .into_iter()
        .find(|record| record.path.contains("amman-bus") && record.position == 1);
    let told = ask(&workshop, &record.unwrap().id);
    let like = told.survivor.unwrap();
    let differing: Vec<_> = like.paragraphs.iter().filter(|pair| !pair.equal).collect();
    assert_eq!(differing.len(), 1);
    assert_eq!(
        (&differing[0].guard.lacking, &differing[0].guard.added),
        (&vec!["1300".to_owned()], &vec!["1100".to_owned()])
    );
    let runs = differing[0].edits.iter().filter(|run| run.this != run.twin);
    assert_eq!(runs.map(|run| (run.this.as_str(), run.twin.as_str())).collect::<Vec<_>>(), [("300", "100")]);
}

#[test]
fn a_changed_source_is_told_from_the_output_alone_and_is_exit_code_3() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes()), ("b.txt", OTHER.as_bytes())]);
    workshop.run().unwrap();
    let offset = PAGE.find("JEDDAH").unwrap();
    let target = format!("a.txt:{offset}");
    let before = workshop.unspool(["explain", &target, "out"]);
    assert_eq!((before.status.code(), before.stderr), (Some(0), Vec::new()));
    workshop.page("a.txt", PAGE.replace("212", "312"));
    let changed = workshop.unspool(["explain", &target, "out"]);
    let said = String::from_utf8(changed.stderr).unwrap();
    assert_eq!(changed.status.code(), Some(3));
    assert!(said.starts_with("a.txt: changed since the run"), "{said}");
    assert!(String::from_utf8(changed.stdout).unwrap().contains("paragraph of a.txt, bytes "));
    let json = workshop.unspool(["explain", &target, "out", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["changed"], serde_json::json!(["a.txt"]));
    assert_eq!(json["subject"]["line"], Value::Null);
    assert!(json["subject"]["text"].as_str().unwrap().contains("212 passengers"));
}

#[test]
fn moved_sources_are_found_by_their_folder_and_an_output_alone_is_enough() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes())]);
    workshop.run().unwrap();
    std::fs::rename(workshop.pages(), workshop.path("moved")).unwrap();
    assert_eq!(workshop.unspool(["explain", "a.txt:0", "out"]).status.code(), Some(3));
    let told = workshop.unspool(["explain", "a.txt:0", "out", "--sources", "moved"]);
    assert_eq!((told.status.code(), told.stderr), (Some(0), Vec::new()));
    std::fs::remove_dir_all(workshop.out().join(".unspool")).unwrap();
    let alone = workshop.unspool(["explain", "a.txt:0", "out"]);
    let said = String::from_utf8(alone.stderr).unwrap();
    assert_eq!(alone.status.code(), Some(0));
    assert!(said.contains("a.txt: not read again, because nobody knows where it lies"), "{said}");
}

#[test]
fn a_ledger_of_spans_is_explained_from_the_sources() {
    let mut config = Config::default();
    config.write.ledger = Ledger::Spans;
    let workshop = seeds(config);
    let line: Vec<DroppedLine> = rows(&workshop, 1);
    let line = line.iter().find(|line| line.rule == "marker/follow").unwrap();
    let told = ask(&workshop, &format!("{}:{}", line.path, line.span.start));
    assert_eq!(told.subject.text.as_deref(), Some("Follow"));
    let matched = &told.rule.unwrap().matches[0];
    assert_eq!((matched.key, matched.value.as_str()), ("pattern", "^follow$"));
}

#[test]
fn nothing_a_page_holds_reaches_the_terminal_unseen() {
    let page = PAGE.replace("carrying", "carry\u{1B}[31ming \u{202E}");
    let workshop =
        Workshop::with([("a.txt", page.as_bytes()), ("b.txt", page.replace("212", "213").as_bytes())]);
    workshop.run().unwrap();
    for target in ["a.txt:180", "b.txt:180"] {
        let told = String::from_utf8(workshop.unspool(["explain", target, "out"]).stdout).unwrap();
        assert!(told.contains("JEDDAH") && !told.contains(['\u{1B}', '\u{202E}']), "{told:?}");
    }
}

#[test]
fn a_survivor_of_the_earlier_output_is_told_even_if_it_goes_by_the_same_id() {
    let workshop = Workshop::with([("ferry.txt", PAGE.as_bytes())]);
    let old = workshop.path("old");
    run_job(&Job { out: old.clone(), ..workshop.job() }).unwrap();
    let edited = PAGE.replace("sailed again", "set out again");
    workshop.page("ferry.txt", &edited);
    run_job(&Job { against: Some(old), ..workshop.job() }).unwrap();
    let told = ask(&workshop, &format!("ferry.txt:{}", edited.find("JEDDAH").unwrap()));
    assert_eq!((told.verdict, told.changed.len()), (Verdict::Dropped, 0));
    let pair = told.twin.unwrap();
    assert!(pair.this.text.contains("set out again") && pair.twin.text.contains("sailed again"));
    assert_eq!((pair.this.line, pair.twin.line), (Some(9), None));
    assert_eq!(
        told.survivor.unwrap().survivor.title.as_deref(),
        Some("Ferry to Hadera resumes after nine days of storms")
    );
}
