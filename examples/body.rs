//! Body text of the public benchmark as users get it, out of fold.
//!
//! `cargo run --release --example body -- LINES.tsv GROUND_TRUTH.json GOLD_DIR...`
//!
//! The first two are those of the article extraction benchmark (see `examples/train.rs`), gold folders those of
//! `unspool::score`. Hosts and folders are dealt out to five folds. For each, the models of body text, of roles and of the second
//! look are trained without its pages, and its pages of the benchmark are taken apart by them; the models of where stories begin
//! and of headlines are the shipped ones, of which the former know these pages as pages of one story. Printed are precision, recall and F1 of body text by characters.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/second.rs"]
mod second;

use rayon::prelude::*;
use second::{FOLDS, Pages, Row, grown, roles, written};
use std::error::Error;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::score::Tally;
use unspool::split::MIN_CONFIDENCE;

fn main() -> Result<(), Box<dyn Error>> {
    let pages = Pages::named("body")?;
    let others = rows_of_others(&pages)?;
    let measure = |fold: usize| -> Result<Tally, String> {
        let trees = grown(others[fold].iter());
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

/// For each fold, the lines of all others, by models that saw nothing of either.
fn rows_of_others(pages: &Pages) -> Result<Vec<Vec<Row>>, String> {
    let pairs: Vec<[usize; 2]> = (0..FOLDS).flat_map(|one| (0..one).map(move |other| [one, other])).collect();
    let rows = |pair: &[usize; 2]| {
        let rules = pages.without(pair)?;
        Ok(pair.map(|fold| pages.rows_in(fold, &rules)))
    };
    let rows = pairs.par_iter().map(rows).collect::<Result<Vec<_>, String>>()?;
    let mut others: Vec<Vec<Row>> = (0..FOLDS).map(|_| Vec::new()).collect();
    for ([one, other], [of_one, of_other]) in pairs.into_iter().zip(rows) {
        others[one].extend(of_other);
        others[other].extend(of_one);
    }
    Ok(others)
}

/// Counts the characters of a page's lines that are taken for body text and those that are.
fn count(page: &roles::Page, rules: &Rules, tally: &mut Tally) {
    let made = unspool(&page.text, rules, MIN_CONFIDENCE);
    for ((line, role), gold) in made.labelled.lines.iter().zip(&made.stripped.roles).zip(&page.gold) {
        let characters = line.span.of(&page.text).chars().count();
        let found = role.is_text();
        tally.count(found, gold == "body", characters);
    }
}
