//! What the model of roles learns from: lines of labelled pages.

use super::benchmark;
use super::softmax::{Example, fit_softmax};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use unspool::label::label;
use unspool::role::Part;
use unspool::rules::{OUTCOMES, Rules, features, outcome};
use unspool::score::{GoldPage, gold_pages};
use unspool::split::{MIN_CONFIDENCE, split};
use unspool::strip::by_rules;
use unspool::strip::revise::{Shown, shown};

/// A line that the model is asked of.
pub struct Asked {
    /// Of which folder, and of which page of it.
    pub folder: usize,
    page: usize,
    pub shown: Shown,
    pub example: Example,
}

/// What counts as known of the lines of the benchmark, beside one of a gold page.
const BENCHMARK: f64 = 0.5;
const PENALTY: f64 = 5.0;

/// A page with what those who labelled it call its lines.
pub struct Page {
    /// The folder, by its place among all; the benchmark has the place after the last.
    pub folder: usize,
    /// Its place there.
    pub number: usize,
    pub text: String,
    pub gold: Vec<String>,
}

/// The pages of the benchmark in the order of their names, and those of folders of gold.
pub fn pages(table: &str, folders: &[String]) -> Result<Vec<Page>, Box<dyn Error>> {
    let mut pages = Vec::new();
    for (number, rows) in benchmark::pages(table)?.into_values().enumerate() {
        let text: String = rows.iter().map(|(_, line)| format!("{line}\n")).collect();
        // Its furniture may be a date, a byline or a caption as well.
        let gold = rows.iter().map(|(label, _)| if *label == "chrome" { "other" } else { label }.to_owned());
        pages.push(Page { folder: folders.len(), number, text, gold: gold.collect() });
    }
    for (folder, path) in folders.iter().enumerate() {
        for (number, page) in gold_pages(Path::new(path))?.into_iter().enumerate() {
            let GoldPage { text, gold, .. } = page;
            let gold = gold.into_iter().map(|line| line.group).collect();
            pages.push(Page { folder, number, text, gold });
        }
    }
    Ok(pages)
}

/// The lines of a page that the model is asked of and of which something is known.
pub fn asked(page: &Page, rules: &Rules) -> Vec<Asked> {
    let labelled = label(&page.text, rules);
    let split = split(&page.text, &labelled, rules, MIN_CONFIDENCE);
    let roles = by_rules(&page.text, &labelled, &split, rules);
    let shown = shown(&page.text, &labelled, &split, &roles, rules).into_iter();
    let asked = shown.filter_map(|shown| {
        let gold = page.gold.get(shown.line).map_or("", String::as_str);
        let right: Vec<bool> = OUTCOMES.iter().map(|part| may_be(gold, *part)).collect();
        let known = right.iter().filter(|right| **right).count();
        let weight = if known == 1 { 1.0 } else { BENCHMARK };
        let example = Example { features: shown.features.clone(), right, weight };
        let (folder, page) = (page.folder, page.number);
        (known > 0).then_some(Asked { folder, page, shown, example })
    });
    asked.collect()
}

/// The weights of all features for all outcomes, given how many features there are.
pub fn fitted(examples: &[&Example], features: usize) -> Vec<f64> {
    fit_softmax(examples, features, OUTCOMES.len(), PENALTY)
}

/// Whether a line with this label may be of an outcome. Headlines are told by another model.
fn may_be(gold: &str, part: Option<Part>) -> bool {
    let text = part.is_some_and(Part::is_text);
    match gold {
        "body" => text,
        "other" => !text,
        "marker" => part.is_none(),
        _ => outcome(part) == gold,
    }
}

/// The names of all features: each word that pages of several folders have gets one of its own.
pub fn name_words(asked: &mut [Asked]) -> Vec<String> {
    let mut names = features();
    const PAGES: usize = 15;
    const FOLDERS: usize = 6;
    let mut found: BTreeMap<&str, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for line in asked.iter() {
        for word in &line.shown.words {
            found.entry(word).or_default().insert((line.folder, line.page));
        }
    }
    let common = |pages: &BTreeSet<(usize, usize)>| {
        pages.len() >= PAGES
            && pages.iter().map(|(folder, _)| folder).collect::<BTreeSet<_>>().len() >= FOLDERS
    };
    let known: BTreeMap<String, usize> = found
        .into_iter()
        .filter(|(_, pages)| common(pages))
        .enumerate()
        .map(|(at, (word, _))| (word.to_owned(), names.len() + at))
        .collect();
    names.extend(known.keys().map(|word| format!("word {word}")));
    for line in asked {
        line.example.features.extend(line.shown.words.iter().filter_map(|word| known.get(word)));
    }
    names
}

/// The table, without features that tell next to nothing.
pub fn written(names: &[String], weights: &[f64]) -> Result<String, std::fmt::Error> {
    const LEAST: f64 = 0.05;
    let mut table = String::from(
        "# What is a line for? Weights of each feature for each outcome in hundredths, made by `cargo run --release --example train_roles`; see\n\
         # `src/strip/revise.rs`.\nfeature",
    );
    OUTCOMES.iter().try_for_each(|part| write!(table, "\t{}", outcome(*part)))?;
    table.push('\n');
    for (name, row) in names.iter().zip(weights.chunks(OUTCOMES.len())) {
        if row.iter().all(|weight| weight.abs() < LEAST) {
            continue;
        }
        table.push_str(name);
        for weight in row {
            if weight.abs() < LEAST { table.push('\t') } else { write!(table, "\t{:.0}", weight * 100.0)? }
        }
        table.push('\n');
    }
    Ok(table)
}
