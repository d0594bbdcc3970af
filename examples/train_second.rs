//! Trains the model of the second look at lines and writes `src/rules/models/second.trees`.
//!
//! `cargo run --release --example train_second -- LINES.tsv GROUND_TRUTH.json GOLD_DIR...`
//!
//! The first two are those of the article extraction benchmark (see `examples/train.rs`), gold folders those of
//! `unspool::score`. The trees learn from what the first look makes of the lines of a fold by models that saw no page of it; what
//! it prints is measured by trees that saw none either. What users get of the benchmark, `examples/body.rs` measures.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/second.rs"]
mod second;

use rayon::prelude::*;
use second::{FOLDS, Pages, Row, grown, written};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let pages = Pages::named("train_second")?;
    let rows = |fold: usize| Ok(pages.rows_in(fold, &pages.without(&[fold])?));
    let rows = (0..FOLDS).into_par_iter().map(rows).collect::<Result<Vec<_>, String>>()?;
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
