//! Trains the models of `unspool::label::likely` and writes `src/rules/models/likely.toml`.
//!
//! `cargo run --release --example train -- LINES.tsv GROUND_TRUTH.json [GOLD_DIR...]`
//!
//! The first two are those of the article extraction benchmark, one line of a page a row (`page, number, label, text`)
//! and a URL for each page. Gold folders are those of `unspool::score`. What it prints is measured by five folds over
//! hosts: no page is scored by weights that saw a page of its host.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
mod fitting;
#[path = "fitting/lines.rs"]
mod lines;

use lines::{Page, among, benchmark_pages, labelled_pages, models, scores};
use std::error::Error;
use std::path::Path;
use unspool::rules::Rules;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lines, truth, folders @ ..] = arguments.as_slice() else {
        return Err("usage: train LINES.tsv GROUND_TRUTH.json [GOLD_DIR...]".into());
    };
    let rules = Rules::builtin()?;
    let mut pages =
        benchmark_pages(&std::fs::read_to_string(lines)?, &std::fs::read_to_string(truth)?, &rules)?;
    let measured = pages.len();
    for folder in folders {
        pages.extend(labelled_pages(Path::new(folder), &rules)?);
    }
    let all: Vec<&Page> = pages.iter().collect();
    let [alone, both] = out_of_fold(&all, &rules);
    report("alone", &pages[..measured], &alone);
    report("among neighbours", &pages[..measured], &both);
    let head = "# How likely is a line body text? Made by `cargo run --release --example train`; see `src/label/likely.rs`.\n\n";
    let models = toml::to_string(&models(&all, &rules))?;
    std::fs::write("src/rules/models/likely.toml", format!("{head}{models}"))?;
    Ok(())
}

/// What models that saw nothing of a page's fold make of its lines, as log-odds: of each line alone, then among its neighbours.
fn out_of_fold(pages: &[&Page], rules: &Rules) -> [Vec<Vec<f64>>; 2] {
    let alone = scores(pages, &pages.iter().map(|page| page.own.as_slice()).collect::<Vec<_>>());
    let among = among(pages, &alone, rules);
    let both = scores(pages, &among.iter().map(Vec::as_slice).collect::<Vec<_>>());
    [alone, both]
}

/// Prints precision, recall and F1 of body text by characters, for some thresholds.
fn report(name: &str, pages: &[Page], scores: &[Vec<f64>]) {
    println!("{name}");
    for threshold in [-1.5, -1.0, -0.75, -0.5, -0.25, 0.0, 0.5] {
        let (mut right, mut found, mut there) = (0.0, 0.0, 0.0);
        for (page, scores) in pages.iter().zip(scores) {
            for (line, score) in page.lines.iter().zip(scores) {
                right += if line.body && *score > threshold { line.characters } else { 0.0 };
                found += if *score > threshold { line.characters } else { 0.0 };
                there += if line.body { line.characters } else { 0.0 };
            }
        }
        let (precision, recall) = (right / found, right / there);
        println!(
            "{threshold:>6} P {precision:.4} R {recall:.4} F1 {:.4}",
            2.0 * precision * recall / (precision + recall)
        );
    }
}
