//! Splits and roles on the gold pages, whole and damaged, against the floors of `quality.toml`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on should stop")]

use serde::Deserialize;
use std::path::Path;
use unspool::rules::Rules;
use unspool::score::damage::{Damage, damaged};
use unspool::score::{GoldLine, Score, gold, score};
use unspool::split::MIN_CONFIDENCE;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Floors {
    undamaged: Floor,
    one_damage: Floor,
    two_damages: Floor,
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

type GoldPage = (String, Vec<GoldLine>);

fn pages() -> Vec<GoldPage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gold");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let read = |path: std::path::PathBuf| {
        let labels = gold(&std::fs::read_to_string(path.with_extension("gold")).unwrap()).unwrap();
        (std::fs::read_to_string(&path).unwrap(), labels)
    };
    texts.map(read).collect()
}

fn floors() -> Floors {
    toml::from_str(include_str!("quality.toml")).unwrap()
}

fn scored(pages: &[GoldPage], damages: &[Damage], rules: &Rules) -> Score {
    let mut total = Score::default();
    for (text, labels) in pages {
        let (text, labels) = damaged(text, labels, damages);
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
    let pages = pages();
    assert!(pages.len() >= 60, "{} gold pages", pages.len());
    check(&scored(&pages, &[], &Rules::builtin().unwrap()), &floors().undamaged);
}

#[test]
fn each_damage_alone_leaves_splits_right() {
    let (pages, rules) = (pages(), Rules::builtin().unwrap());
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
    let (pages, rules) = (pages(), Rules::builtin().unwrap());
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
