//! Body text of the public benchmark as users get it, out of fold.
//!
//! `cargo run --release --example body -- LINES.tsv GROUND_TRUTH.json GOLD_DIR...`
//!
//! The first two are those of the article extraction benchmark (see `examples/train.rs`), gold folders those of
//! `unspool::score`. Hosts are dealt out to five folds. For each, the models of body text and of roles are trained without its
//! pages, and its pages are taken apart by them; the models of where stories begin are the shipped ones. Printed are precision,
//! recall and F1 of body text by characters.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
mod fitting;
#[path = "fitting/lines.rs"]
mod lines;
#[path = "fitting/minimise.rs"]
mod minimise;
#[path = "fitting/roles.rs"]
mod roles;
#[path = "fitting/softmax.rs"]
mod softmax;

use lines::{FOLDS, benchmark_pages, labelled_pages, models};
use rayon::prelude::*;
use std::error::Error;
use std::path::Path;
use unspool::page::unspool;
use unspool::role::Role;
use unspool::rules::Rules;
use unspool::score::Tally;
use unspool::split::MIN_CONFIDENCE;

/// The folders that the models of body text learn from as well.
const LABELLED: [&str; 2] = ["gold", "blind"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, truth, folders @ ..] = arguments.as_slice() else {
        return Err("usage: body LINES.tsv GROUND_TRUTH.json GOLD_DIR...".into());
    };
    let (table, truth) = (std::fs::read_to_string(table)?, std::fs::read_to_string(truth)?);
    let rules = Rules::builtin()?;
    let measured = benchmark_pages(&table, &truth, &rules)?;
    let mut labelled = Vec::new();
    for folder in
        folders.iter().filter(|folder| LABELLED.iter().any(|name| Path::new(folder).ends_with(name)))
    {
        labelled.extend(labelled_pages(Path::new(folder), &rules)?);
    }
    let pages = roles::pages(&table, folders)?;
    let measure = |fold: usize| -> Result<Tally, String> {
        let own = |page: &roles::Page| page.folder == folders.len() && measured[page.number].fold == fold;
        let others = measured.iter().filter(|page| page.fold != fold).chain(&labelled);
        let fresh = || Rules::builtin().map_err(|error| error.to_string());
        let likely = models(&others.collect::<Vec<_>>(), &rules);
        let known = fresh()?.with_likely(&likely)?;
        let others = pages.iter().filter(|page| !own(page));
        let mut asked: Vec<roles::Asked> = others.flat_map(|page| roles::asked(page, &known)).collect();
        let names = roles::name_words(&mut asked);
        let examples: Vec<&softmax::Example> = asked.iter().map(|line| &line.example).collect();
        let weights = roles::fitted(&examples, names.len());
        let table = roles::written(&names, &weights).map_err(|error| error.to_string())?;
        let known = fresh()?.with_likely(&likely)?.with_roles(&table)?;
        let mut tally = Tally::default();
        pages.iter().filter(|page| own(page)).for_each(|page| count(page, &known, &mut tally));
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
