//! Every way of treating duplicates gives an output whose laws hold.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use unspool::config::{Config, Keep, Scope};
use unspool::facts::Level;
use unspool::read::input;
use unspool::rules::Rules;
use unspool::run::{Job, Outcome, run};
use unspool::settle::{Duplicates, Revisions};
use unspool::verify::{Sources, verify};

fn check(config: Config) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let (out, rules) = (folder.path().join("out"), Rules::builtin().unwrap());
    let job = Job::new(vec![input(seeds.as_os_str()).unwrap()], out.clone(), config);
    let outcome = run(&job, &rules, &|_| {}).unwrap();
    let verified = verify(&out, &Sources::default(), &rules).unwrap();
    assert_eq!((verified.breaches, verified.changed), (vec![], vec![]), "{:?}", job.config);
    outcome
}

fn settle(change: impl Fn(&mut unspool::config::Settle)) -> Outcome {
    let mut config = Config::default();
    change(&mut config.settle);
    check(config)
}

#[test]
fn dropped_marked_and_kept_duplicates_leave_the_laws_intact() {
    for stories in [Duplicates::Drop, Duplicates::Mark, Duplicates::Keep] {
        for paragraphs in [Duplicates::Drop, Duplicates::Mark, Duplicates::Keep] {
            let outcome = settle(|settle| (settle.stories, settle.paragraphs) = (stories, paragraphs));
            let counts = outcome.summary;
            assert_eq!(counts.paragraphs.dropped > 0, paragraphs == Duplicates::Drop);
            assert_eq!(counts.stories.kept < counts.stories.found, stories == Duplicates::Drop);
        }
    }
}

#[test]
fn every_keep_order_scope_and_guard_leaves_the_laws_intact() {
    for keep in [Keep::Head, Keep::First, Keep::Longest, Keep::Newest] {
        let duplicates = settle(|settle| settle.keep = keep).summary.stories.duplicates;
        assert!((3..=5).contains(&duplicates), "{keep:?}: {duplicates}");
    }
    for scope in [Scope::Corpus, Scope::Publisher, Scope::Folder, Scope::Page] {
        let duplicates = settle(|settle| settle.scope = scope).summary.stories.duplicates;
        assert_eq!(duplicates == 0, scope == Scope::Page, "{scope:?}");
    }
    for facts in [Level::Numbers, Level::Names, Level::Off] {
        let held = settle(|settle| settle.facts = facts).summary.paragraphs.held_back;
        assert_eq!(held == 0, facts == Level::Off, "{facts:?}");
    }
}

#[test]
fn dropped_revisions_and_low_thresholds_leave_the_laws_intact() {
    let dropped = settle(|settle| settle.revisions = Revisions::Drop).summary.stories;
    assert!(dropped.revisions == 0 && dropped.duplicates > 3, "{dropped:?}");
    let loose =
        settle(|settle| (settle.similarity, settle.paragraph_similarity) = (0.5, 0.8)).summary.stories;
    assert!(loose.duplicates >= 3, "{loose:?}");
}
