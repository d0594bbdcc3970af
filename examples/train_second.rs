//! Trains the model of the second look at lines and writes `src/rules/models/second.trees`.
//!
//! `cargo run --release --example train_second -- LINES.tsv GROUND_TRUTH.json GOLD_DIR...`
//!
//! The first two are those of the article extraction benchmark (see `examples/train.rs`), gold folders those of
//! `unspool::score`. The trees learn from what the first look makes of the lines of a fold by models that saw no page of it; what
//! it prints is measured by trees that saw none either. What users get of the benchmark, `examples/body.rs` measures.
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

use rayon::prelude::*;
use second::{Pages, Row, grown, written};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, truth, folders @ ..] = arguments.as_slice() else {
        return Err("usage: train_second LINES.tsv GROUND_TRUTH.json GOLD_DIR...".into());
    };
    let (table, truth) = (std::fs::read_to_string(table)?, std::fs::read_to_string(truth)?);
    let rows = Pages::read(&table, &truth, folders)?.rows(None)?;
    let right = |fold: usize| {
        let others = rows.iter().enumerate().filter(|(other, _)| *other != fold);
        let trees = grown(others.flat_map(|(_, rows)| rows));
        let text = |row: &Row| trees.iter().map(|tree| tree.of(&row.features)).sum::<f64>() > 0.0;
        rows[fold].iter().filter(|row| text(row) == row.text).count()
    };
    let right: Vec<usize> = (0..rows.len()).into_par_iter().map(right).collect();
    println!("{} right of {}", right.iter().sum::<usize>(), rows.iter().map(Vec::len).sum::<usize>());
    std::fs::write("src/rules/models/second.trees", written(&grown(rows.iter().flatten())))?;
    Ok(())
}
