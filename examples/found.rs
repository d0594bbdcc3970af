//! Holds a run on generated pages against what is known of them: were all copies found, and nothing else?
//!
//! `cargo run --release --example found -- OUT TRUTH.jsonl [-v]`
//!
//! OUT is what `unspool run` made of the pages that `--example corpus` wrote, TRUTH.jsonl what that wrote beside them.
//! `-v` also lists every story that was not found, dropped wrongly or not split as it stands.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "generated/mod.rs"]
mod generated;

use generated::outcome::Outcome;
use generated::tally::Tally;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    const USAGE: &str = "usage: found OUT TRUTH.jsonl [-v]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, truth, rest @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    let outcome = Outcome::read(Path::new(out), Path::new(truth))?;
    let tally = Tally::new(&outcome);
    if rest.iter().any(|option| option == "-v") {
        tally.notes.iter().for_each(|note| println!("{note}"));
    }
    println!("{tally}");
    Ok(())
}
