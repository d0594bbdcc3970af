//! Trains the models of `unspool::split::gap` and writes `src/rules/models/gaps.toml`.
//!
//! `cargo run --release --example train_gaps -- LINES.tsv GOLD_DIR...`
//!
//! The first is that of the article extraction benchmark, one line of a page a row (`page, number, label, text`): pages of
//! one story each. Gold folders are those of `unspool::score`. What it prints is measured folder by folder: no page is
//! judged by weights that saw a page of its folder, nor one of the benchmark by weights that saw its half of it.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
#[path = "fitting/choice.rs"]
mod choice;
mod fitting;

use choice::{Choice, fit_choice};
use fitting::Example;
use std::error::Error;
use std::path::Path;
use unspool::label::label;
use unspool::model::Weighted;
use unspool::rules::{GapTable, Rules, WHETHER, place_features};
use unspool::score::{gold_boundaries, gold_pages};
use unspool::split::gap::shown;

/// A gap and what is right.
struct Gap {
    /// Which pages it is judged with.
    fold: usize,
    /// What it shows.
    whether: Vec<f64>,
    /// What each of its lines shows.
    places: Vec<Vec<f64>>,
    /// Whether a story begins in it.
    begins: bool,
    /// With which line.
    first: Option<usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lines, folders @ ..] = arguments.as_slice() else {
        return Err("usage: train_gaps LINES.tsv GOLD_DIR...".into());
    };
    let rules = Rules::builtin()?;
    let mut names = vec!["benchmark, first half", "benchmark, second half"];
    let mut gaps = Vec::new();
    for (number, lines) in benchmark::pages(&std::fs::read_to_string(lines)?)?.values().enumerate() {
        let text: Vec<&str> = lines.iter().map(|(_, text)| *text).collect();
        gaps.extend(gaps_of(&text.join("\n"), &[], number % 2, &rules));
    }
    for folder in folders {
        for page in gold_pages(Path::new(folder))? {
            let starts: Vec<usize> = gold_boundaries(&page.gold).into_iter().collect();
            gaps.extend(gaps_of(&page.text, &starts, names.len(), &rules));
        }
        names.push(folder);
    }
    for (fold, name) in names.iter().enumerate() {
        report(name, &gaps, fold);
    }
    let rounded = |weight: f64| (weight * 1000.0).round() / 1000.0;
    let (whether, place) = fit(gaps.iter());
    let whether = WHETHER.iter().map(|name| (*name).to_owned()).zip(whether.into_iter().map(rounded));
    let place = place_features().into_iter().zip(place.into_iter().map(rounded));
    let table = GapTable {
        whether: Weighted(whether.collect()),
        place: Weighted(place.filter(|(_, weight)| *weight != 0.0).collect()),
    };
    let head = "# Where does a story begin between two texts? Made by `cargo run --release --example train_gaps`; see `src/split/gap.rs`.\n\n";
    std::fs::write("src/rules/models/gaps.toml", format!("{head}{}", toml::to_string(&table)?))?;
    Ok(())
}

/// The gaps of a page whose later stories begin at these lines.
fn gaps_of(text: &str, starts: &[usize], fold: usize, rules: &Rules) -> Vec<Gap> {
    let labelled = label(text, rules);
    let wide = |features: &[f32]| features.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
    let gap = |gap: unspool::split::gap::Shown| {
        let place = |start: &usize| gap.lines.partition_point(|line| line <= start).checked_sub(1);
        let inside = |start: &&usize| gap.lines[0] <= **start && Some(*start) <= gap.lines.last();
        let found: Vec<usize> = starts.iter().filter(inside).filter_map(place).collect();
        Gap {
            fold,
            whether: wide(&gap.whether),
            places: gap.places.iter().map(|place| wide(place)).collect(),
            begins: !found.is_empty(),
            first: found.first().copied(),
        }
    };
    shown(text, &labelled, rules).into_iter().map(gap).collect()
}

/// The weights of both models.
fn fit<'g>(gaps: impl Iterator<Item = &'g Gap> + Clone) -> (Vec<f64>, Vec<f64>) {
    const PENALTY: f64 = 1.0;
    let examples: Vec<Example> =
        gaps.clone().map(|gap| Example { features: &gap.whether, right: gap.begins, weight: 1.0 }).collect();
    let choices: Vec<Choice> =
        gaps.filter_map(|gap| Some(Choice { options: &gap.places, right: gap.first? })).collect();
    (fitting::fit(&examples, PENALTY), fit_choice(&choices, PENALTY))
}

/// Prints what the models say of the gaps of one fold that saw none of them.
fn report(name: &str, gaps: &[Gap], fold: usize) {
    let (whether, place) = fit(gaps.iter().filter(|gap| gap.fold != fold));
    let odds = |features: &[f64], weights: &[f64]| -> f64 {
        features.iter().zip(weights).map(|(value, weight)| value * weight).sum()
    };
    let own: Vec<&Gap> = gaps.iter().filter(|gap| gap.fold == fold).collect();
    print!("{name}:");
    for least in [0.0, 0.85, 2.0, 3.9] {
        let found = own.iter().filter(|gap| odds(&gap.whether, &whether) > least);
        let (right, wrong): (Vec<&&Gap>, Vec<&&Gap>) = found.partition(|gap| gap.begins);
        print!("  {least}: {} right, {} wrong", right.len(), wrong.len());
    }
    let best = |gap: &Gap| {
        (0..gap.places.len())
            .rev()
            .max_by(|&a, &b| odds(&gap.places[a], &place).total_cmp(&odds(&gap.places[b], &place)))
    };
    let known = || own.iter().filter(|gap| gap.first.is_some());
    let right = known().filter(|gap| best(gap) == gap.first).count();
    println!("  of {};  place {right} of {}", own.iter().filter(|gap| gap.begins).count(), known().count());
}
