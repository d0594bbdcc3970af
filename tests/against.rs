//! A run against an earlier output: its stories count as kept, and it is not touched.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use unspool::record::DroppedLine;
use unspool::run::Job;
use unspool::verify::{Sources, verify};
use workshop::{OTHER, PAGE, RULES, Workshop, files, run_job};

/// Yesterday's output, and a job that reads today's pages against it.
fn yesterday_and_today(today: &[(&str, &str)]) -> (Workshop, Job) {
    let workshop = Workshop::with([("ferry.txt", PAGE.as_bytes())]);
    let old = workshop.path("old");
    run_job(&Job { out: old.clone(), ..workshop.job() }).unwrap();
    std::fs::remove_file(workshop.pages().join("ferry.txt")).unwrap();
    for (name, text) in today {
        workshop.page(name, text.as_bytes());
    }
    let job = Job { against: Some(old), ..workshop.job() };
    (workshop, job)
}

fn check_laws(workshop: &Workshop) {
    let verified = verify(&workshop.out(), &Sources::default(), &RULES).unwrap();
    assert_eq!((verified.breaches, verified.changed), (vec![], vec![]));
}

#[test]
fn a_story_of_the_earlier_output_is_not_kept_twice() {
    let edited = PAGE.replace("sailed again", "set out again");
    let today = [("copy.txt", PAGE), ("edited.txt", edited.as_str()), ("garden.txt", OTHER)];
    let (workshop, job) = yesterday_and_today(&today);
    let before = files(&workshop.path("old"));
    let summary = run_job(&job).unwrap().summary;
    assert_eq!((summary.stories.found, summary.stories.kept, summary.stories.duplicates), (3, 1, 2));
    assert!(summary.against.is_some());
    assert_eq!(workshop.records()[0].path, "garden.txt");
    let dropped: Vec<DroppedLine> = workshop.lines("dropped.jsonl");
    let twins = dropped.iter().filter(|line| line.rule == "duplicate-story");
    assert!(
        twins.clone().count() > 4
            && twins
                .clone()
                .all(|line| { line.duplicate_of.as_ref().is_some_and(|twin| twin.path == "ferry.txt") })
    );
    assert_eq!(files(&workshop.path("old")), before, "the earlier output is not touched");
    check_laws(&workshop);
}

#[test]
fn the_same_page_again_is_all_duplicate_and_a_new_figure_is_a_revision() {
    let (workshop, job) = yesterday_and_today(&[("ferry.txt", PAGE)]);
    assert_eq!(run_job(&job).unwrap().summary.stories.kept, 0);
    check_laws(&workshop);
    workshop.page("ferry.txt", PAGE.replace("212 passengers", "318 passengers").as_bytes());
    let summary = run_job(&job).unwrap().summary;
    assert_eq!((summary.stories.kept, summary.stories.held_back + summary.stories.revisions), (1, 1));
    check_laws(&workshop);
}

#[test]
fn what_is_no_finished_output_is_refused_and_nothing_is_written() {
    let (workshop, job) = yesterday_and_today(&[("garden.txt", OTHER)]);
    let refused = |job: &Job| run_job(job).unwrap_err().to_string();
    let same = Job { out: workshop.path("old"), ..job.clone() };
    assert!(refused(&same).contains("is the folder to write to"));
    let absent = Job { against: Some(workshop.path("nowhere")), ..job.clone() };
    assert!(refused(&absent).contains("is no finished output"));
    std::fs::write(workshop.path("old/stories.jsonl"), "{}\n").unwrap();
    assert!(refused(&job).contains("does not fit stories.jsonl"));
    assert!(!workshop.out().exists());
}
