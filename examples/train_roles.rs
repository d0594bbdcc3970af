//! Trains the model of `unspool::strip::revise` and writes `src/rules/models/roles.tsv`.
//!
//! `cargo run --release --example train_roles -- LINES.tsv GOLD_DIR...`
//!
//! `LINES.tsv` is the table of the public benchmark, of whose lines only is known whether they are body text; gold folders are
//! those of `unspool::score`. What it prints is measured folder by folder: no line is judged by weights that saw a line of its folder.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
#[path = "fitting/minimise.rs"]
mod minimise;
#[path = "fitting/softmax.rs"]
mod softmax;

use rayon::prelude::*;
use softmax::{Example, best, fit_softmax};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use unspool::label::label;
use unspool::role::Part;
use unspool::rules::{OUTCOMES, Rules, features, outcome};
use unspool::score::{GoldPage, gold_pages, group};
use unspool::split::{MIN_CONFIDENCE, split};
use unspool::strip::by_rules;
use unspool::strip::revise::{Shown, shown};

/// A line that the model is asked of.
struct Asked {
    /// Of which folder, and of which page of it.
    folder: usize,
    page: usize,
    /// What it is called by those who labelled it.
    gold: String,
    /// What the rules made of it.
    told: &'static str,
    shown: Shown,
    example: Example,
}

/// What counts as known of the lines of the benchmark, beside one of a gold page.
const BENCHMARK: f64 = 0.5;
const PENALTY: f64 = 5.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let table = std::fs::read_to_string(arguments.next().ok_or("expected LINES.tsv GOLD_DIR...")?)?;
    let folders: Vec<String> = arguments.collect();
    let rules = Rules::builtin()?;
    let mut asked = Vec::new();
    for (number, rows) in benchmark::pages(&table)?.into_values().enumerate() {
        let text: String = rows.iter().map(|(_, line)| format!("{line}\n")).collect();
        // Its furniture may be a date, a byline or a caption as well.
        let gold = rows.iter().map(|(label, _)| if *label == "chrome" { "other" } else { label }.to_owned());
        ask((&text, &gold.collect::<Vec<_>>()), (folders.len(), number), &rules, &mut asked);
    }
    for (folder, path) in folders.iter().enumerate() {
        for (number, page) in gold_pages(Path::new(path))?.iter().enumerate() {
            let GoldPage { text, gold, .. } = page;
            let gold: Vec<String> = gold.iter().map(|line| line.group.clone()).collect();
            ask((text, &gold), (folder, number), &rules, &mut asked);
        }
    }
    let mut names = features();
    name_words(&mut asked, &mut names);
    let fitted = |left_out: Option<usize>| {
        let examples = asked.iter().filter(|line| Some(line.folder) != left_out).map(|line| &line.example);
        fit_softmax(&examples.collect::<Vec<_>>(), names.len(), OUTCOMES.len(), PENALTY)
    };
    let reports: Vec<String> = (0..folders.len())
        .into_par_iter()
        .map(|at| report(at, &folders[at], &asked, &fitted(Some(at))))
        .collect();
    reports.iter().for_each(|report| print!("{report}"));
    std::fs::write("src/rules/models/roles.tsv", written(&names, &fitted(None))?)?;
    Ok(())
}

/// Adds the lines of a page.
fn ask(
    (text, gold): (&str, &[String]),
    (folder, page): (usize, usize),
    rules: &Rules,
    asked: &mut Vec<Asked>,
) {
    let labelled = label(text, rules);
    let split = split(text, &labelled, rules, MIN_CONFIDENCE);
    let roles = by_rules(text, &labelled, &split, rules);
    for shown in shown(text, &labelled, &split, &roles, rules) {
        let gold = gold.get(shown.line).cloned().unwrap_or_default();
        let right: Vec<bool> = OUTCOMES.iter().map(|part| may_be(&gold, *part)).collect();
        if right.contains(&true) {
            let known = right.iter().filter(|right| **right).count() == 1;
            let example = Example {
                features: shown.features.clone(),
                right,
                weight: if known { 1.0 } else { BENCHMARK },
            };
            asked.push(Asked { folder, page, gold, told: group(shown.role, rules), shown, example });
        }
    }
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

/// Gives each word that pages of several folders have a feature of its own.
fn name_words(asked: &mut [Asked], names: &mut Vec<String>) {
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
}

/// How right the model is on a folder, and how right the rules are.
fn report(folder: usize, name: &str, asked: &[Asked], weights: &[f64]) -> String {
    let own: Vec<&Asked> = asked.iter().filter(|line| line.folder == folder).collect();
    let said = |line: &Asked| outcome(OUTCOMES[best(&line.example.features, weights, OUTCOMES.len())]);
    let gold = |line: &Asked| if line.gold == "marker" { "chrome" } else { &line.gold }.to_owned();
    let right = own.iter().filter(|line| said(line) == gold(line)).count();
    let told = own.iter().filter(|line| line.told == gold(line)).count();
    format!("{name}: {right} of {}, by the rules {told}\n", own.len())
}

/// The table, without features that tell next to nothing.
fn written(names: &[String], weights: &[f64]) -> Result<String, std::fmt::Error> {
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
