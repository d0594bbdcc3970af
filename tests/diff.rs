//! `diff` says of every story and every dropped line what became of it.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::path::{Path, PathBuf};
use unspool::config::{Config, Keep, Ledger, Settle};
use unspool::diff::{Change, Diff, diff};
use unspool::facts::Level;
use unspool::output::OutputFolder;
use unspool::read::input;
use unspool::record::Summary;
use unspool::run::Job;
use unspool::settle::Duplicates;
use workshop::{OTHER, PAGE, Workshop, run_job};

const ALL: usize = usize::MAX;

/// The seeds, run into a folder with these options.
fn seeds(workshop: &Workshop, name: &str, config: Config) -> PathBuf {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let out = workshop.path(name);
    run_job(&Job::new(vec![input(seeds.as_os_str()).unwrap()], out.clone(), config)).unwrap();
    out
}

fn compare(before: &Path, after: &Path) -> Diff {
    let (before, after) = (OutputFolder::open(before).unwrap(), OutputFolder::open(after).unwrap());
    let found = diff(&before, &after, ALL).unwrap();
    check_sums(&found, &before.summary().unwrap(), &after.summary().unwrap());
    found
}

/// Every story and every dropped line is counted once on its side.
fn check_sums(found: &Diff, before: &Summary, after: &Summary) {
    let counts = &found.stories;
    let both = counts.same + counts.changed + counts.moved;
    assert_eq!(both + counts.gone + counts.now_dropped, before.stories.kept as u64);
    assert_eq!(both + counts.new + counts.now_kept, after.stories.kept as u64);
    assert_eq!(counts.differing(), found.story_examples.len() as u64);
    for (summary, of) in [(before, 0), (after, 1)] {
        let bytes = |rule: &unspool::diff::Drops| if of == 0 { rule.bytes.0 } else { rule.bytes.1 };
        let by_rule =
            found.drops.iter().filter(|rule| bytes(rule) > 0).map(|rule| (rule.rule.clone(), bytes(rule)));
        assert_eq!(by_rule.collect::<std::collections::BTreeMap<_, _>>(), summary.bytes.by_rule);
    }
    for rule in &found.drops {
        assert_eq!(rule.lines.0 + rule.added, rule.lines.1 + rule.removed, "{}", rule.rule);
        assert_eq!(rule.added + rule.removed, rule.examples.len() as u64, "{}", rule.rule);
    }
}

/// The workshop's pages, run before and after a change of them.
fn changed(pages: &[(&str, &str)], change: impl FnOnce(&Workshop)) -> Diff {
    let workshop = Workshop::with(pages.iter().map(|(name, text)| (*name, text.as_bytes())));
    let run = |name: &str| run_job(&Job { out: workshop.path(name), ..workshop.job() }).unwrap();
    run("before");
    change(&workshop);
    run("after");
    compare(&workshop.path("before"), &workshop.path("after"))
}

#[track_caller]
fn check(found: &Diff, expected: &[(Change, &str, u64)]) {
    let told =
        found.story_examples.iter().map(|story| (story.change, story.path.as_str(), story.position.unwrap()));
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn two_runs_on_the_same_pages_do_not_differ() {
    let found = changed(&[("a.txt", PAGE), ("b.txt", OTHER)], |_| {});
    assert!(found.is_empty() && found.settings.same_rules && found.settings.same_options);
    assert_eq!((found.stories.same, found.counts.len()), (2, 0));
}

#[test]
fn added_and_removed_pages_are_new_and_gone_stories() {
    let found = changed(&[("a.txt", PAGE)], |workshop| {
        std::fs::remove_file(workshop.pages().join("a.txt")).unwrap();
        workshop.page("b.txt", OTHER);
    });
    check(&found, &[(Change::Gone, "a.txt", 0), (Change::New, "b.txt", 0)]);
    assert!(
        found
            .drops
            .iter()
            .any(|rule| rule.rule == "marker/short-url" && (rule.added, rule.removed) == (0, 1))
    );
}

#[test]
fn a_changed_text_is_told_by_the_fields_that_differ() {
    let found = changed(&[("a.txt", PAGE)], |workshop| workshop.page("a.txt", PAGE.replace("212", "312")));
    check(&found, &[(Change::Changed, "a.txt", 0)]);
    assert_eq!(found.story_examples[0].fields, ["content_id", "parts", "simhash", "text"]);
    // The lines of the ledger are the same, though what they lie behind is not.
    assert!(found.drops.iter().all(|rule| rule.added + rule.removed == 0));
}

#[test]
fn a_story_that_stands_elsewhere_has_moved() {
    let found = changed(&[("a.txt", PAGE)], |workshop| {
        std::fs::rename(workshop.pages().join("a.txt"), workshop.pages().join("b.txt")).unwrap();
    });
    check(&found, &[(Change::Moved, "b.txt", 0)]);
    let from = found.story_examples[0].from.as_ref().unwrap();
    assert_eq!((from.path.as_str(), from.position), ("a.txt", Some(0)));
    assert!(found.story_examples[0].fields.is_empty());
    let found =
        changed(&[("a.txt", PAGE)], |workshop| workshop.page("a.txt", format!("{OTHER}\n\n\n{PAGE}")));
    check(&found, &[(Change::Moved, "a.txt", 1), (Change::New, "a.txt", 0)]);
}

#[test]
fn stories_that_are_dropped_now_or_kept_now_name_their_survivor() {
    let workshop = Workshop::new();
    let before = seeds(&workshop, "before", Config::default());
    let settle = Settle { facts: Level::Off, ..Settle::default() };
    let after = seeds(&workshop, "after", Config { settle, ..Config::default() });
    let there = compare(&before, &after);
    let back = compare(&after, &before);
    let of = |found: &Diff, change| {
        let stories = found.story_examples.iter().filter(move |story| story.change == change);
        stories.map(|story| (story.id.clone(), story.survivor.clone().unwrap())).collect::<Vec<_>>()
    };
    let dropped = of(&there, Change::NowDropped);
    assert_eq!((dropped.len(), there.stories.gone, there.stories.new), (2, 0, 0));
    assert_eq!(dropped, of(&back, Change::NowKept));
    assert!(!there.settings.same_options);
}

#[test]
fn when_another_copy_survives_one_is_dropped_and_the_other_kept() {
    let both = format!("{OTHER}\n\n\n{PAGE}");
    let workshop = Workshop::with([("a.txt", both.as_bytes()), ("b.txt", PAGE.as_bytes())]);
    let run = |name: &str, keep| {
        let config = Config { settle: Settle { keep, ..Settle::default() }, ..Config::default() };
        run_job(&Job { out: workshop.path(name), config, ..workshop.job() }).unwrap();
        workshop.path(name)
    };
    let found = compare(&run("before", Keep::Head), &run("after", Keep::First));
    check(&found, &[(Change::NowDropped, "b.txt", 0), (Change::NowKept, "a.txt", 1)]);
    let ids: Vec<_> =
        found.story_examples.iter().map(|story| (story.id.clone(), story.survivor.clone())).collect();
    // Each of them was or is a duplicate of the other.
    assert_eq!((Some(&ids[0].0), Some(&ids[1].0)), (ids[1].1.as_ref(), ids[0].1.as_ref()));
}

#[test]
fn a_line_that_another_rule_drops_names_that_rule() {
    let workshop = Workshop::new();
    let before = seeds(&workshop, "before", Config::default());
    let settle = Settle { stories: Duplicates::Mark, ..Settle::default() };
    let after = seeds(&workshop, "after", Config { settle, ..Config::default() });
    let found = compare(&before, &after);
    let rule = found.drops.iter().find(|rule| rule.rule == "duplicate-story").unwrap();
    assert_eq!((rule.lines.1, rule.removed), (0, rule.lines.0));
    assert!(rule.examples.iter().all(|line| !line.now && line.other_rule.is_none()));
    let settle = Settle { stories: Duplicates::Keep, paragraphs: Duplicates::Drop, ..Settle::default() };
    let apart = seeds(&workshop, "apart", Config { settle, ..Config::default() });
    let found = compare(&before, &apart);
    let rule = found.drops.iter().find(|rule| rule.rule == "duplicate-paragraph").unwrap();
    let ruled =
        rule.examples.iter().filter(|line| line.now && line.other_rule.as_deref() == Some("duplicate-story"));
    assert!(ruled.count() > 10);
}

#[test]
fn a_ledger_of_spans_is_compared_by_its_spans() {
    let workshop = Workshop::new();
    let before = seeds(&workshop, "before", Config::default());
    let spans = Config {
        write: unspool::config::Write { ledger: Ledger::Spans, ..Default::default() },
        ..Config::default()
    };
    let after = seeds(&workshop, "after", spans);
    let found = compare(&before, &after);
    assert_eq!((found.stories.differing(), found.counts.len()), (0, 0));
    assert!(found.drops.iter().all(|rule| rule.added + rule.removed == 0));
}

#[test]
fn an_unfinished_output_is_exit_code_2_and_differences_are_none() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes())]);
    workshop.run().unwrap();
    let json = workshop.unspool(["diff", "out", "out", "--json"]);
    assert_eq!(json.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["stories"]["same"], 1);
    let missing = workshop.unspool(["diff", "out", "nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("`nowhere` is no folder"));
    std::fs::remove_file(workshop.out().join("stories.jsonl")).unwrap();
    let torn = workshop.unspool(["diff", "out", "out"]);
    assert_eq!(torn.status.code(), Some(2));
    assert!(String::from_utf8(torn.stderr).unwrap().contains("cannot read `out/stories.jsonl`"));
}
