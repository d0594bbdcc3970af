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
#[path = "fitting/roles.rs"]
mod roles;
#[path = "fitting/softmax.rs"]
mod softmax;

use rayon::prelude::*;
use roles::{Asked, asked, fitted, name_words, pages, written};
use softmax::scores;
use std::error::Error;
use unspool::role::Role;
use unspool::rules::{OUTCOMES, Rules, outcome};
use unspool::score::group;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let table = std::fs::read_to_string(arguments.next().ok_or("expected LINES.tsv GOLD_DIR...")?)?;
    let folders: Vec<String> = arguments.collect();
    let rules = Rules::builtin()?;
    let mut asked: Vec<Asked> =
        pages(&table, &folders)?.iter().flat_map(|page| asked(page, &rules)).collect();
    let names = name_words(&mut asked);
    let fitted = |left_out: Option<usize>| {
        let examples = asked.iter().filter(|line| Some(line.folder) != left_out).map(|line| &line.example);
        fitted(&examples.collect::<Vec<_>>(), names.len())
    };
    let reports: Vec<String> = (0..folders.len())
        .into_par_iter()
        .map(|at| report(at, &folders[at], &asked, &fitted(Some(at)), &rules))
        .collect();
    reports.iter().for_each(|report| print!("{report}"));
    std::fs::write("src/rules/models/roles.tsv", written(&names, &fitted(None))?)?;
    Ok(())
}

/// How right the model is on a folder, and how right the rules are.
fn report(folder: usize, name: &str, asked: &[Asked], weights: &[f64], rules: &Rules) -> String {
    let own: Vec<&Asked> = asked.iter().filter(|line| line.folder == folder).collect();
    let told = |role: Role| OUTCOMES.iter().position(|part| outcome(*part) == group(role, rules));
    let is_right = |line: &Asked, outcome: Option<usize>| outcome.is_some_and(|at| line.example.right[at]);
    let right = own.iter().filter(|line| is_right(line, Some(best(&line.example.features, weights)))).count();
    let by_rules = own.iter().filter(|line| is_right(line, told(line.shown.role))).count();
    format!("{name}: {right} of {}, by the rules {by_rules}\n", own.len())
}

/// The outcome with the highest score, of equals the first.
fn best(features: &[usize], weights: &[f64]) -> usize {
    let scores = scores(features, weights, OUTCOMES.len());
    (0..OUTCOMES.len()).fold(0, |best, at| if scores[at] > scores[best] { at } else { best })
}
