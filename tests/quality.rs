//! Splits and roles on the gold pages, whole and damaged, against the floors of `quality.toml`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stderr, reason = "what was not checked is said")]

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unspool::role::Role;
use unspool::rules::Rules;
use unspool::score::damage::{Damage, damaged};
use unspool::score::{GoldPage, Score, Tally, gold_pages, score};
use unspool::split::MIN_CONFIDENCE;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Floors {
    undamaged: Floor,
    one_damage: Floor,
    two_damages: Floor,
    blind: Floor,
    benchmark: BodyFloor,
}

/// Body text by characters on pages of other people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BodyFloor {
    f1: f64,
    recall: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Floor {
    boundary_f1: f64,
    single_whole: f64,
    pages_exact: Option<f64>,
    body_f1: Option<f64>,
    sure_right: Option<f64>,
}

fn pages(folder: &str) -> Vec<GoldPage> {
    gold_pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap()
}

fn floors() -> Floors {
    toml::from_str(include_str!("quality.toml")).unwrap()
}

fn scored(pages: &[GoldPage], damages: &[Damage], rules: &Rules) -> Score {
    let mut total = Score::default();
    for page in pages {
        let (text, labels) = damaged(&page.text, &page.gold, damages);
        total.add(&score(&text, &labels, rules, MIN_CONFIDENCE));
    }
    total
}

fn check(score: &Score, floor: &Floor) {
    let (sure, right) = score.reliability[9];
    let figures = [
        ("boundary F1", score.boundaries.f1(), Some(floor.boundary_f1)),
        ("single-story pages left whole", score.whole_share(), Some(floor.single_whole)),
        ("pages exactly right", score.exact_share(), floor.pages_exact),
        ("body F1 by characters", score.body.f1(), floor.body_f1),
        ("right among boundaries of 0.9 and more", right as f64 / sure.max(1) as f64, floor.sure_right),
    ];
    for (name, found, least) in figures {
        assert!(least.is_none_or(|least| found >= least), "{name} is {found:.4}, the floor is {least:?}");
    }
}

#[test]
fn gold_pages_are_split_as_their_labels_say() {
    let pages = pages("fixtures/gold");
    assert!(pages.len() >= 60, "{} gold pages", pages.len());
    check(&scored(&pages, &[], &Rules::builtin().unwrap()), &floors().undamaged);
}

/// Pages by people who had not seen the rules, of makes that no rule was written for.
#[test]
fn pages_that_nobody_tuned_for_are_split_nearly_as_well() {
    let pages = pages("fixtures/blind");
    assert!(pages.len() >= 150, "{} blind pages", pages.len());
    check(&scored(&pages, &[], &Rules::builtin().unwrap()), &floors().blind);
}

/// The lines of the article extraction benchmark, 181 pages of 126 hosts. The models were fitted to these lines:
/// `cargo run --release --example train` prints what they reach on hosts they have not seen.
#[test]
fn body_text_is_told_from_chrome_on_the_pages_of_a_benchmark() {
    let lines = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/aeb/lines.tsv");
    let Ok(table) = std::fs::read_to_string(&lines) else {
        eprintln!("not checked: the benchmark's pages are absent");
        return;
    };
    let rules = Rules::builtin().unwrap();
    let mut total = Tally::default();
    for (text, body) in benchmark_pages(&table) {
        let made = unspool::page::unspool(&text, &rules, MIN_CONFIDENCE);
        for (line, role) in made.labelled.lines.iter().zip(&made.stripped.roles) {
            let characters = line.span.of(&text).chars().count();
            let found = matches!(role, Role::Part(part) if part.is_text());
            match (found, body.contains(line.span.of(&text))) {
                (true, true) => total.right += characters,
                (true, false) => total.wrong += characters,
                (false, true) => total.missed += characters,
                (false, false) => {}
            }
        }
    }
    let floor = floors().benchmark;
    assert!(
        total.f1() >= floor.f1 && total.recall() >= floor.recall,
        "F1 {:.4}, recall {:.4}",
        total.f1(),
        total.recall()
    );
}

/// Each page's text, and which of its lines are body text.
fn benchmark_pages(table: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut pages: BTreeMap<&str, (BTreeMap<usize, &str>, BTreeSet<String>)> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(4, '\t').collect();
        let [page, number, label, text] = cells.as_slice() else { panic!("a row of four cells: {row}") };
        let (lines, body) = pages.entry(page).or_default();
        lines.insert(number.parse().unwrap(), text);
        if *label == "body" {
            body.insert(unspool::span::trim(text).to_owned());
        }
    }
    let text = |lines: &BTreeMap<usize, &str>| {
        let last = *lines.keys().last().unwrap();
        (0..=last).map(|at| lines.get(&at).copied().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    };
    pages.into_values().map(|(lines, body)| (text(&lines), body)).collect()
}

#[test]
fn each_damage_alone_leaves_splits_right() {
    let (pages, rules) = (pages("fixtures/gold"), Rules::builtin().unwrap());
    let mut total = Score::default();
    for damage in Damage::ALL {
        total.add(&scored(&pages, &[damage], &rules));
    }
    assert!(total.boundaries.right >= 300, "confidence means something over many boundaries only");
    check(&total, &floors().one_damage);
}

/// Every page under a sixth of all pairs; the pairs differ from page to page, so that each pair meets many pages.
#[test]
fn two_damages_leave_most_splits_right() {
    const EVERY: usize = 6;
    let (pages, rules) = (pages("fixtures/gold"), Rules::builtin().unwrap());
    let all = Damage::ALL;
    let pairs = all.iter().enumerate().flat_map(|(at, &a)| all[at + 1..].iter().map(move |&b| [a, b]));
    let mut total = Score::default();
    for (at, pair) in pairs.enumerate() {
        let some: Vec<GoldPage> = pages.iter().skip(at % EVERY).step_by(EVERY).cloned().collect();
        total.add(&scored(&some, &pair, &rules));
    }
    check(&total, &floors().two_damages);
}

#[test]
fn a_page_of_twenty_stories_and_a_story_of_five_thousand_lines_are_read_right() {
    let rules = Rules::builtin().unwrap();
    let count = |text: &str| unspool::page::unspool(text, &rules, MIN_CONFIDENCE).stripped.stories.len();
    let twenty = include_str!("../fixtures/gold/arab-news-p-twenty-short-stories.txt");
    assert_eq!(count(twenty), 20);
    let line = |at: usize| {
        format!("Witness number {at} told the inquiry that the lights went out at seven in the evening.\n\n")
    };
    let long: String = (0..2_500).map(line).collect();
    assert_eq!(count(&format!("Inquiry hears of a long night\n\nUpdated 3 May 2024\n\n{long}")), 1);
}
