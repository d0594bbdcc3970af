//! Trains the models of `unspool::split::gap` and writes `src/rules/models/gaps.toml`.
//!
//! `cargo run --release --example train_gaps -- LINES.tsv GOLD_DIR...`
//!
//! The first is that of the article extraction benchmark, one line of a page a row (`page, number, label, text`): pages of
//! one story each. Gold folders are those of `unspool::score`. What it prints is measured with some folders left out
//! at a time: no page is judged by weights that saw a page of its folder, nor one of the benchmark by weights that saw its half.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
#[path = "fitting/choice.rs"]
mod choice;
mod fitting;
#[path = "fitting/minimise.rs"]
mod minimise;

use choice::{Choice, Features, fit_choice, score};
use fitting::Example;
use minimise::dot;
use std::error::Error;
use std::path::Path;
use unspool::evidence::probability;
use unspool::label::label;
use unspool::model::Weighted;
use unspool::rules::{GapTable, Rules, place_features, whether_features};
use unspool::score::{gold_boundaries, gold_pages};
use unspool::split::gap::{Begins, shown};

/// The gaps of a page.
struct Page {
    /// Which pages it is judged with.
    fold: usize,
    gaps: Vec<Gap>,
}

/// A gap and what is right.
struct Gap {
    /// What it shows.
    whether: Vec<f64>,
    /// What each of its lines shows.
    places: Vec<Features>,
    /// Whether a story begins in it.
    begins: bool,
    /// With which line.
    first: Option<usize>,
}

/// The weights of both models.
struct Weights {
    whether: Vec<f64>,
    place: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    /// So many times the models are fitted to be judged, each time by other folders.
    const TIMES: usize = 8;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lines, folders @ ..] = arguments.as_slice() else {
        return Err("usage: train_gaps LINES.tsv GOLD_DIR...".into());
    };
    let rules = Rules::builtin()?;
    let mut names = vec!["benchmark, first half", "benchmark, second half"];
    let mut pages: Vec<Page> = Vec::new();
    for (number, lines) in benchmark::pages(&std::fs::read_to_string(lines)?)?.values().enumerate() {
        let text: Vec<&str> = lines.iter().map(|(_, text)| *text).collect();
        pages.push(page_of(&text.join("\n"), &[], number % 2, &rules));
    }
    for folder in folders {
        for page in gold_pages(Path::new(folder))? {
            let starts: Vec<usize> = gold_boundaries(&page.gold).into_iter().collect();
            pages.push(page_of(&page.text, &starts, names.len(), &rules));
        }
        names.push(folder);
    }
    for time in 0..TIMES {
        let others: Vec<&Page> = pages.iter().filter(|page| page.fold % TIMES != time).collect();
        let weights = fit(&others);
        for (fold, name) in names.iter().enumerate().skip(time).step_by(TIMES) {
            let own: Vec<&Page> = pages.iter().filter(|page| page.fold == fold).collect();
            report(name, &own, &weights);
        }
    }
    let rounded = |weight: f64| (weight * 1000.0).round() / 1000.0;
    let named = |names: Vec<String>, weights: Vec<f64>| {
        let weights = names.into_iter().zip(weights.into_iter().map(rounded));
        Weighted(weights.filter(|(_, weight)| *weight != 0.0).collect())
    };
    let Weights { whether, place } = fit(&pages.iter().collect::<Vec<_>>());
    let table =
        GapTable { whether: named(whether_features(), whether), place: named(place_features(), place) };
    let head = "# Where does a story begin between two texts? Made by `cargo run --release --example train_gaps`; see `src/split/gap.rs`.\n\n";
    std::fs::write("src/rules/models/gaps.toml", format!("{head}{}", toml::to_string(&table)?))?;
    Ok(())
}

/// The gaps of a page whose later stories begin at these lines.
fn page_of(text: &str, starts: &[usize], fold: usize, rules: &Rules) -> Page {
    let labelled = label(text, rules);
    let gap = |gap: unspool::split::gap::Shown| {
        let place = |start: &usize| gap.lines.partition_point(|line| line <= start).checked_sub(1);
        let inside = |start: &&usize| gap.lines[0] <= **start && Some(*start) <= gap.lines.last();
        let found: Vec<usize> = starts.iter().filter(inside).filter_map(place).collect();
        let wide = |features: &Vec<(usize, f32)>| {
            features.iter().map(|(at, value)| (*at, f64::from(*value))).collect::<Features>()
        };
        Gap {
            whether: gap.whether.iter().map(|value| f64::from(*value)).collect(),
            places: gap.places.iter().map(wide).collect(),
            begins: !found.is_empty(),
            first: found.first().copied(),
        }
    };
    Page { fold, gaps: shown(text, &labelled, rules).into_iter().map(gap).collect() }
}

/// The weights of both models.
fn fit(pages: &[&Page]) -> Weights {
    const PLACE_PENALTY: f64 = 2.0;
    /// Where other stories begin is known from the weights of the last round.
    const ROUNDS: usize = 3;
    let mut weights = Weights { whether: fit_whether(pages), place: vec![0.0; place_features().len()] };
    for _ in 0..ROUNDS {
        let places: Vec<_> = pages.iter().map(|page| places(page, &weights)).collect();
        let gaps = pages.iter().zip(&places).flat_map(|(page, places)| page.gaps.iter().zip(places));
        let known = gaps.filter_map(|(gap, options)| Some(Choice { options, right: gap.first? }));
        weights.place = fit_choice(&known.collect::<Vec<_>>(), weights.place.len(), PLACE_PENALTY);
    }
    weights
}

/// The weights of whether a story begins in a gap.
fn fit_whether(pages: &[&Page]) -> Vec<f64> {
    /// There are many products, of which few say something.
    const PENALTY: f64 = 15.0;
    let gaps = || pages.iter().flat_map(|page| &page.gaps);
    let scale = Scale::of(gaps().map(|gap| gap.whether.as_slice()));
    let scaled: Vec<Vec<f64>> = gaps().map(|gap| scale.apply(&gap.whether)).collect();
    let examples = scaled.iter().zip(gaps());
    let examples: Vec<Example> =
        examples.map(|(features, gap)| Example { features, right: gap.begins, weight: 1.0 }).collect();
    scale.undo(&fitting::fit(&examples, PENALTY))
}

/// The log-odds that a story begins in each gap of a page.
fn odds(page: &Page, weights: &Weights) -> Vec<f64> {
    page.gaps.iter().map(|gap| dot(&gap.whether, &weights.whether)).collect()
}

/// What each line of each gap of a page shows, with how many other stories of it begin alike by these weights.
fn places(page: &Page, weights: &Weights) -> Vec<Vec<Features>> {
    let begins = Begins::of(page.gaps.iter().zip(odds(page, weights)).map(|(gap, odds)| {
        let scores = || gap.places.iter().map(|features| score(features, &weights.place) as f32).collect();
        (probability(odds), move || (gap.places.as_slice(), scores()))
    }));
    let with_alike = |(at, gap): (usize, &Gap)| {
        let alike = begins.alike(at);
        let row = |(row, features): (usize, &Features)| {
            let alike = alike(gap.places.len() - 1 - row, features).map(f64::from);
            features.iter().copied().chain((weights.place.len() - alike.len()..).zip(alike)).collect()
        };
        gap.places.iter().enumerate().map(row).collect()
    };
    page.gaps.iter().enumerate().map(with_alike).collect()
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

/// Prints what the models say of the gaps of pages that they did not see.
fn report(name: &str, pages: &[&Page], weights: &Weights) {
    let judged: Vec<(f64, bool)> = pages
        .iter()
        .flat_map(|page| odds(page, weights).into_iter().zip(page.gaps.iter().map(|gap| gap.begins)))
        .collect();
    print!("{name}:");
    for least in [-1.0, 0.0, 1.0, 2.0] {
        let (right, wrong): (Vec<bool>, Vec<bool>) = judged
            .iter()
            .filter(|(odds, _)| *odds > least)
            .map(|(_, begins)| begins)
            .partition(|begins| **begins);
        print!("  {least}: {} right, {} wrong", right.len(), wrong.len());
    }
    let best = |options: &[Features]| {
        let of = |at: usize| score(&options[at], &weights.place);
        (0..options.len()).rev().max_by(|&a, &b| of(a).total_cmp(&of(b)))
    };
    let places: Vec<_> = pages.iter().map(|page| places(page, weights)).collect();
    let gaps = || pages.iter().zip(&places).flat_map(|(page, places)| page.gaps.iter().zip(places));
    let known = || gaps().filter(|(gap, _)| gap.first.is_some());
    let right = known().filter(|(gap, options)| best(options) == gap.first).count();
    println!(
        "  of {};  place {right} of {}",
        judged.iter().filter(|(_, begins)| *begins).count(),
        known().count()
    );
}
