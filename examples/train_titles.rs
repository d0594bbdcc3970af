//! Trains the model of `unspool::strip::title` and writes `src/rules/models/titles.toml`.
//!
//! `cargo run --release --example train_titles -- GOLD_DIR...`
//!
//! Gold folders are those of `unspool::score`. What it prints is measured folder by folder: no page is judged by weights that saw a
//! page of its folder.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/choice.rs"]
mod choice;
#[path = "fitting/minimise.rs"]
mod minimise;

use choice::{Choice, Features, fit_choice, score};
use std::error::Error;
use std::path::Path;
use unspool::label::label;
use unspool::model::Weighted;
use unspool::rules::{Rules, TITLE};
use unspool::score::{GoldPage, gold_pages};
use unspool::split::{MIN_CONFIDENCE, split};
use unspool::strip::title::shown;

/// The lines above the body of a page's first story.
struct Head {
    folder: usize,
    options: Vec<Features>,
    /// Which of them is the headline.
    title: usize,
    /// Which of them it was taken for without the model.
    told: Option<usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let rules = Rules::builtin()?;
    let mut heads = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        heads.extend(gold_pages(Path::new(folder))?.iter().filter_map(|page| head(page, at, &rules)));
    }
    for (at, folder) in folders.iter().enumerate() {
        let weights = fit(heads.iter().filter(|head| head.folder != at));
        let own: Vec<&Head> = heads.iter().filter(|head| head.folder == at).collect();
        let right = own.iter().filter(|head| best(head, &weights) == Some(head.title)).count();
        let told = own.iter().filter(|head| head.told == Some(head.title)).count();
        println!("{folder}: {right} of {}, without the model {told}", own.len());
    }
    let rounded = fit(heads.iter()).into_iter().map(|weight| (weight * 1000.0).round() / 1000.0);
    let table = Weighted(TITLE.iter().map(|name| (*name).to_owned()).zip(rounded).collect());
    let head = "# Which line above a body is the headline? Made by `cargo run --release --example train_titles`; see `src/strip/title.rs`.\n\n";
    std::fs::write("src/rules/models/titles.toml", format!("{head}{}", toml::to_string(&table)?))?;
    Ok(())
}

fn head(page: &GoldPage, folder: usize, rules: &Rules) -> Option<Head> {
    let labelled = label(&page.text, rules);
    let split = split(&page.text, &labelled, rules, MIN_CONFIDENCE);
    let shown = shown(&page.text, &labelled, &split, rules)?;
    let story = page.gold.get(shown.body).map(|line| line.story).filter(|&story| story > 0)?;
    let title = page.gold.iter().position(|line| line.story == story && line.group == "title");
    let place = |line: Option<usize>| shown.options.iter().position(|(option, _)| *option == line);
    let (title, told) = (place(title)?, place(shown.told));
    let wide = |features: &[f32]| features.iter().map(|value| f64::from(*value)).enumerate().collect();
    let options = shown.options.iter().map(|(_, features)| wide(features)).collect();
    Some(Head { folder, options, title, told })
}

fn fit<'h>(heads: impl Iterator<Item = &'h Head>) -> Vec<f64> {
    const PENALTY: f64 = 1.0;
    let choices: Vec<Choice> =
        heads.map(|head| Choice { options: &head.options, right: head.title }).collect();
    fit_choice(&choices, TITLE.len(), PENALTY)
}

fn best(head: &Head, weights: &[f64]) -> Option<usize> {
    let of = |at: usize| score(&head.options[at], weights);
    (0..head.options.len()).max_by(|&a, &b| of(a).total_cmp(&of(b)))
}
