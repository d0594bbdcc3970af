//! Other thresholds, told from stored scores, drop what a run with them drops.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::path::Path;
use unspool::config::Config;
use unspool::read::Input;
use unspool::run::Job;
use unspool::sweep::{Sweep, sweep};
use workshop::{PAGE, Workshop, run_job};

/// The seeds, and two copies of one page that are edited more and less.
fn seeds(workshop: &Workshop, config: Config) -> Job {
    let slightly = PAGE.replace("for a new one", "for another one").replace("sailed again", "set out again");
    let widely = slightly
        .replace("carrying", "taking")
        .replace("The operator said tickets bought", "The company said passes sold")
        .replace("stay valid", "remain good");
    for (name, text) in [("ferry.txt", PAGE), ("slightly.txt", &slightly), ("widely.txt", &widely)] {
        workshop.page(name, text);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let seeds = Input::Folder { prefix: String::new(), root };
    let own = Input::Folder { prefix: "own/".to_owned(), root: workshop.pages() };
    Job::new(vec![seeds, own], workshop.out(), config)
}

/// Duplicate stories and paragraphs at a threshold in hundredths.
fn at(sweep: &Sweep, hundredths: usize) -> (usize, usize) {
    let row = &sweep.thresholds[hundredths - 75];
    assert_eq!(row.threshold, hundredths as f64 / 100.0);
    (row.stories, row.paragraphs)
}

#[test]
fn every_threshold_drops_what_a_run_with_it_drops() {
    let workshop = Workshop::new();
    run_job(&seeds(&workshop, Config::default())).unwrap();
    let told = sweep(&workshop.out(), None).unwrap();
    assert_eq!(told.thresholds.len(), 25);
    let mut seen = std::collections::BTreeSet::new();
    for hundredths in [75, 80, 90, 99] {
        let mut config = Config::default();
        config.settle.similarity = hundredths as f64 / 100.0;
        let stories = run_job(&seeds(&workshop, config)).unwrap().summary.stories.duplicates;
        let mut config = Config::default();
        config.settle.paragraph_similarity = hundredths as f64 / 100.0;
        let paragraphs = run_job(&seeds(&workshop, config)).unwrap().summary.paragraphs.marked;
        assert_eq!(at(&told, hundredths), (stories, paragraphs), "at {hundredths}");
        seen.insert(at(&told, hundredths));
    }
    assert!(seen.len() > 1, "there are duplicates of more than one similarity: {seen:?}");
}

#[test]
fn lower_thresholds_have_lower_expected_recall() {
    let workshop = Workshop::new();
    run_job(&seeds(&workshop, Config::default())).unwrap();
    let recall: Vec<f64> =
        sweep(&workshop.out(), None).unwrap().thresholds.iter().map(|row| row.expected_recall).collect();
    assert!(recall.is_sorted() && recall[0] > 0.4 && recall[15] > 0.99, "{recall:?}");
}

#[test]
fn scores_of_another_output_are_refused() {
    let workshop = Workshop::new();
    run_job(&seeds(&workshop, Config::default())).unwrap();
    std::fs::remove_file(workshop.out().join(".unspool/scores")).unwrap();
    assert!(sweep(&workshop.out(), None).unwrap_err().to_string().contains("holds no scores"));
    assert!(sweep(&workshop.path("nowhere"), None).is_err());
}
