//! Body text of the public benchmark as users get it, out of fold.
//!
//! `cargo run --release --example body -- LINES.tsv GROUND_TRUTH.json GOLD_DIR...`
//!
//! The first two are those of the article extraction benchmark (see `examples/train.rs`), gold folders those of
//! `unspool::score`. Hosts and folders are dealt out to five folds. For each, the models of body text, of roles and of the second
//! look are trained without its pages, and its pages of the benchmark are taken apart by them; the models of where stories begin
//! and of headlines are the shipped ones, of which the former know these pages as pages of one story. Printed are precision, recall and F1 of body text by characters.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
#[path = "fitting/boost.rs"]
mod boost;
mod fitting;
#[path = "fitting/lines.rs"]
mod lines;
#[path = "fitting/minimise.rs"]
mod minimise;
#[path = "fitting/roles.rs"]
mod roles;
#[path = "fitting/second.rs"]
mod second;
#[path = "fitting/softmax.rs"]
mod softmax;

use lines::FOLDS;
use rayon::prelude::*;
use second::{Pages, grown, written};
use std::error::Error;
use unspool::page::unspool;
use unspool::role::Role;
use unspool::rules::Rules;
use unspool::score::Tally;
use unspool::split::MIN_CONFIDENCE;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, truth, folders @ ..] = arguments.as_slice() else {
        return Err("usage: body LINES.tsv GROUND_TRUTH.json GOLD_DIR...".into());
    };
    let (table, truth) = (std::fs::read_to_string(table)?, std::fs::read_to_string(truth)?);
    let pages = Pages::read(&table, &truth, folders)?;
    let measure = |fold: usize| -> Result<Tally, String> {
        let trees = grown(pages.rows(Some(fold))?.iter().flatten());
        let known = pages.without(&[fold])?.with_second(&written(&trees))?;
        let own = pages.all.iter().filter(|page| pages.is_benchmark(page) && pages.fold(page) == fold);
        let mut tally = Tally::default();
        own.for_each(|page| count(page, &known, &mut tally));
        Ok(tally)
    };
    let mut total = Tally::default();
    for tally in (0..FOLDS).into_par_iter().map(measure).collect::<Result<Vec<_>, _>>()? {
        total.add(tally);
    }
    println!("P {:.4} R {:.4} F1 {:.4}", total.precision(), total.recall(), total.f1());
    Ok(())
}

/// Counts the characters of a page's lines that are taken for body text and those that are.
fn count(page: &roles::Page, rules: &Rules, tally: &mut Tally) {
    let made = unspool(&page.text, rules, MIN_CONFIDENCE);
    for ((line, role), gold) in made.labelled.lines.iter().zip(&made.stripped.roles).zip(&page.gold) {
        let characters = line.span.of(&page.text).chars().count();
        let found = matches!(role, Role::Part(part) if part.is_text());
        tally.count(found, gold == "body", characters);
    }
}
