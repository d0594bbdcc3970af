//! Runs the stages of a page over folders of pages, one after another and on one thread.
//!
//! `cargo run --release --example stages -- DIR...`
//!
//! It prints the nanoseconds per byte that each stage takes, once all tables are warm. Each is a function of its own that
//! is never inlined, so that `valgrind --tool=callgrind` gives its instructions as well: `.ci/stages` does that and holds
//! them against what is pinned.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use unspool::decode::decode;
use unspool::fingerprint::word_ids;
use unspool::label::{Labelled, label};
use unspool::page::unspool;
use unspool::pair::keys::keys;
use unspool::rules::Rules;
use unspool::split::{MIN_CONFIDENCE, Split, split};
use unspool::strip::{Stripped, strip};
use unspool::telling::{PageText, tell};
use unspool::words::Words;

fn main() -> Result<(), Box<dyn Error>> {
    let rules = timed("load", 0, measured_load)?;
    let mut files = Vec::new();
    for folder in std::env::args().skip(1) {
        files.extend(pages(Path::new(&folder))?);
    }
    let bytes: usize = files.iter().map(Vec::len).sum();
    let texts = timed("decode", bytes, || measured_decode(files));
    // Patterns are compiled when a line is first worth trying.
    texts.iter().for_each(|text| drop(black_box(unspool(text, &rules, MIN_CONFIDENCE))));
    let labelled = timed("label", bytes, || measured_label(&texts, &rules));
    let cut = timed("split", bytes, || measured_split(&texts, &labelled, &rules));
    let stripped = timed("strip", bytes, || measured_strip(&texts, &labelled, &cut, &rules));
    let words = timed("fingerprint", bytes, || measured_fingerprint(&texts, &stripped, &rules));
    black_box(timed("keys", bytes, || measured_keys(&words)));
    println!("{} pages, {bytes} bytes, {} paragraphs", texts.len(), words.len());
    Ok(())
}

/// The pages below a folder, in the order of their paths.
fn pages(folder: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut pages = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            pages.push(std::fs::read(path)?);
        }
    }
    Ok(pages)
}

/// Does a piece of work and prints how long it took, for each byte where there are any.
fn timed<T>(stage: &str, bytes: usize, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    let taken = begun.elapsed();
    match bytes {
        0 => println!("{stage:<12}{:>9.2} ms", taken.as_secs_f64() * 1e3),
        _ => println!("{stage:<12}{:>9.2} ns a byte", taken.as_secs_f64() * 1e9 / bytes as f64),
    }
    done
}

#[inline(never)]
fn measured_load() -> Result<Rules, unspool::rules::RulesError> {
    Rules::builtin()
}

#[inline(never)]
fn measured_decode(files: Vec<Vec<u8>>) -> Vec<String> {
    files.into_iter().map(|bytes| decode(bytes, None).text).collect()
}

#[inline(never)]
fn measured_label(texts: &[String], rules: &Rules) -> Vec<Labelled> {
    texts.iter().map(|text| label(text, rules)).collect()
}

#[inline(never)]
fn measured_split(texts: &[String], labelled: &[Labelled], rules: &Rules) -> Vec<Split> {
    texts.iter().zip(labelled).map(|(text, labelled)| split(text, labelled, rules, MIN_CONFIDENCE)).collect()
}

#[inline(never)]
fn measured_strip(texts: &[String], labelled: &[Labelled], cut: &[Split], rules: &Rules) -> Vec<Stripped> {
    let pages = texts.iter().zip(labelled).zip(cut);
    pages.map(|((text, labelled), split)| strip(text, labelled, split, rules)).collect()
}

/// Tells the stories of all pages; gives the words that each of their paragraphs is compared by.
#[inline(never)]
fn measured_fingerprint(texts: &[String], stripped: &[Stripped], rules: &Rules) -> Vec<Words> {
    let mut words = Vec::new();
    for (text, stripped) in texts.iter().zip(stripped) {
        let page = PageText { text, scraped: None };
        black_box(tell(&page, stripped, rules, &mut |paragraph| words.push(paragraph)));
    }
    words
}

#[inline(never)]
fn measured_keys(words: &[Words]) -> usize {
    words.iter().map(|words| black_box(keys(&word_ids(words)).count())).sum()
}
