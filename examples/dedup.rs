//! Finds the lines of a file that are near-duplicates of others, by the library's own function: what the Python package is
//! held against (`crates/unspool-python/bench.py`).
//!
//! `cargo run --release --example dedup -- FILE`
#![allow(clippy::disallowed_methods, reason = "a program on the edge")]
#![allow(clippy::print_stdout, reason = "it prints")]

use std::time::Instant;
use unspool::config::Keep;
use unspool::dedup::{Likeness, dedup};
use unspool::rules::Rules;
use unspool::run::Stop;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file of one text a line")?;
    let (lines, rules) = (std::fs::read_to_string(file)?, Rules::builtin()?);
    let texts: Vec<&str> = lines.lines().collect();
    let begun = Instant::now();
    let found =
        dedup(&texts, &rules, Likeness { keep: Keep::First, ..Likeness::default() }, &Stop::default())?;
    let gone = found.iter().flatten().count();
    println!("{} texts, {gone} duplicates, {:.3} s", texts.len(), begun.elapsed().as_secs_f64());
    Ok(())
}
