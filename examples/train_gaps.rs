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

use choice::{Choice, fit_choice, score};
use fitting::{Example, solve};
use std::error::Error;
use std::path::Path;
use unspool::evidence::probability;
use unspool::label::label;
use unspool::model::Weighted;
use unspool::rules::{GapTable, Rules, place_features, whether_features};
use unspool::score::{gold_boundaries, gold_pages};
use unspool::split::gap::{Begins, shown};

/// A gap and what is right.
struct Gap {
    /// Which pages it is judged with.
    fold: usize,
    /// The page that it is of.
    page: usize,
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
    let mut gaps: Vec<Gap> = Vec::new();
    let next = |gaps: &[Gap]| gaps.last().map_or(0, |gap| gap.page + 1);
    for (number, lines) in benchmark::pages(&std::fs::read_to_string(lines)?)?.values().enumerate() {
        let text: Vec<&str> = lines.iter().map(|(_, text)| *text).collect();
        gaps.extend(gaps_of(&text.join("\n"), &[], (number % 2, next(&gaps)), &rules));
    }
    for folder in folders {
        for page in gold_pages(Path::new(folder))? {
            let starts: Vec<usize> = gold_boundaries(&page.gold).into_iter().collect();
            gaps.extend(gaps_of(&page.text, &starts, (names.len(), next(&gaps)), &rules));
        }
        names.push(folder);
    }
    for (fold, name) in names.iter().enumerate() {
        report(name, &gaps, fold);
    }
    let rounded = |weight: f64| (weight * 1000.0).round() / 1000.0;
    let (whether, place) = fit(&gaps.iter().collect::<Vec<_>>());
    let named = |names: Vec<String>, weights: Vec<f64>| {
        let weights = names.into_iter().zip(weights.into_iter().map(rounded));
        Weighted(weights.filter(|(_, weight)| *weight != 0.0).collect())
    };
    let table =
        GapTable { whether: named(whether_features(), whether), place: named(place_features(), place) };
    let head = "# Where does a story begin between two texts? Made by `cargo run --release --example train_gaps`; see `src/split/gap.rs`.\n\n";
    std::fs::write("src/rules/models/gaps.toml", format!("{head}{}", toml::to_string(&table)?))?;
    Ok(())
}

/// The gaps of a page whose later stories begin at these lines.
fn gaps_of(text: &str, starts: &[usize], (fold, page): (usize, usize), rules: &Rules) -> Vec<Gap> {
    let labelled = label(text, rules);
    let wide = |features: &[f32]| features.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
    let gap = |gap: unspool::split::gap::Shown| {
        let place = |start: &usize| gap.lines.partition_point(|line| line <= start).checked_sub(1);
        let inside = |start: &&usize| gap.lines[0] <= **start && Some(*start) <= gap.lines.last();
        let found: Vec<usize> = starts.iter().filter(inside).filter_map(place).collect();
        Gap {
            fold,
            page,
            whether: wide(&gap.whether),
            places: gap.places.iter().map(|place| wide(place)).collect(),
            begins: !found.is_empty(),
            first: found.first().copied(),
        }
    };
    shown(text, &labelled, rules).into_iter().map(gap).collect()
}

/// The weights of both models.
fn fit(gaps: &[&Gap]) -> (Vec<f64>, Vec<f64>) {
    /// There are many products, of which few say something.
    const WHETHER_PENALTY: f64 = 20.0;
    const PLACE_PENALTY: f64 = 1.0;
    /// Where other stories begin is known from the weights of the last round.
    const ROUNDS: usize = 3;
    let scale = Scale::of(gaps.iter().map(|gap| gap.whether.as_slice()));
    let scaled: Vec<Vec<f64>> = gaps.iter().map(|gap| scale.apply(&gap.whether)).collect();
    let examples = scaled.iter().zip(gaps);
    let examples: Vec<Example> =
        examples.map(|(features, gap)| Example { features, right: gap.begins, weight: 1.0 }).collect();
    let whether = scale.undo(&fitting::fit(&examples, WHETHER_PENALTY));
    let mut place = vec![0.0; place_features().len()];
    for _ in 0..ROUNDS {
        let places = places(gaps, &whether, &place);
        let known = places.iter().zip(gaps).filter_map(|(options, gap)| Some((options, gap.first?)));
        let choices: Vec<Choice> = known.map(|(options, right)| Choice { options, right }).collect();
        place = fit_choice(&choices, PLACE_PENALTY);
    }
    (whether, place)
}

/// What each line of each gap shows, with how many other stories of the page begin alike by these weights.
fn places(gaps: &[&Gap], whether: &[f64], place: &[f64]) -> Vec<Vec<Vec<f64>>> {
    let mut all = Vec::with_capacity(gaps.len());
    for page in gaps.chunk_by(|a, b| a.page == b.page) {
        let begins = Begins::of(page.iter().map(|gap| {
            let scores = || gap.places.iter().map(|features| score(features, place) as f32).collect();
            (probability(score(&gap.whether, whether)), scores)
        }));
        all.extend(page.iter().enumerate().map(|(at, gap)| {
            let alike = begins.alike(at);
            let with_alike = |(row, features): (usize, &Vec<f64>)| {
                let alike = alike(gap.places.len() - 1 - row);
                features.iter().copied().chain([f64::from(alike)]).collect()
            };
            gap.places.iter().enumerate().map(with_alike).collect()
        }));
    }
    all
}

/// Mean and spread of each feature, so that a penalty weighs all of them alike. The first one, which is always 1, stays.
struct Scale(Vec<(f64, f64)>);

impl Scale {
    fn of<'f>(all: impl Iterator<Item = &'f [f64]> + Clone) -> Self {
        let count = all.clone().count().max(1) as f64;
        let size = all.clone().next().map_or(0, <[f64]>::len);
        let sum = |of: &dyn Fn(&[f64]) -> f64| all.clone().map(of).sum::<f64>();
        let scale = |at: usize| {
            let mean = sum(&|features| features[at]) / count;
            let spread = (sum(&|features| (features[at] - mean).powi(2)) / count).sqrt();
            if at == 0 { (0.0, 1.0) } else { (mean, spread) }
        };
        Self((0..size).map(scale).collect())
    }

    fn apply(&self, features: &[f64]) -> Vec<f64> {
        let scaled = |(value, (mean, spread)): (&f64, &(f64, f64))| {
            if *spread > 0.0 { (value - mean) / spread } else { 0.0 }
        };
        features.iter().zip(&self.0).map(scaled).collect()
    }

    /// Weights of features that were not scaled.
    fn undo(&self, weights: &[f64]) -> Vec<f64> {
        let back = |(weight, (_, spread)): (&f64, &(f64, f64))| {
            if *spread > 0.0 { weight / spread } else { 0.0 }
        };
        let mut undone: Vec<f64> = weights.iter().zip(&self.0).map(back).collect();
        let moved: f64 = undone.iter().zip(&self.0).map(|(weight, (mean, _))| weight * mean).sum();
        undone[0] -= moved;
        undone
    }
}

/// Prints what the models say of the gaps of one fold that saw none of them.
fn report(name: &str, gaps: &[Gap], fold: usize) {
    let (own, others): (Vec<&Gap>, Vec<&Gap>) = gaps.iter().partition(|gap| gap.fold == fold);
    let (whether, place) = fit(&others);
    print!("{name}:");
    for least in [-1.0, 0.0, 1.0, 2.0] {
        let found = own.iter().filter(|gap| score(&gap.whether, &whether) > least);
        let (right, wrong): (Vec<&&Gap>, Vec<&&Gap>) = found.partition(|gap| gap.begins);
        print!("  {least}: {} right, {} wrong", right.len(), wrong.len());
    }
    let places = places(&own, &whether, &place);
    let best = |options: &[Vec<f64>]| {
        let of = |at: usize| score(&options[at], &place);
        (0..options.len()).rev().max_by(|&a, &b| of(a).total_cmp(&of(b)))
    };
    let known = || places.iter().zip(&own).filter(|(_, gap)| gap.first.is_some());
    let right = known().filter(|(options, gap)| best(options) == gap.first).count();
    println!("  of {};  place {right} of {}", own.iter().filter(|gap| gap.begins).count(), known().count());
}
