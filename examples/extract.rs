//! Scores body text of HTML pages by the public article extraction benchmark.
//!
//! `cargo run --release --example extract -- FOLDER [-v]`
//!
//! The folder holds `ground-truth.json` and `html/`. What counts as found is the text of all stories of a page. Prints
//! precision, recall and F1 by shingles of four words, averaged over pages, and the time; `-v` lists the pages, the worst
//! first.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod extraction;

use extraction::{Measured, average, body_found, known, measure};
use std::error::Error;
use std::path::Path;
use std::time::Instant;
use unspool::html::open_html;
use unspool::page::unspool_opened;
use unspool::rules::Rules;
use unspool::split::MIN_CONFIDENCE;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(arguments.first().ok_or("usage: extract FOLDER [-v]")?);
    if !folder.join("ground-truth.json").exists() {
        eprintln!("`{}` holds no ground-truth.json: nothing was measured", folder.display());
        return Ok(());
    }
    let (rules, pages) = (Rules::builtin()?, known(folder)?);
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let begun = Instant::now();
    let found: Vec<(String, usize)> = pages
        .iter()
        .map(|page| {
            let opened = open_html(&page.bytes, None);
            let page = unspool_opened(&opened, &rules, MIN_CONFIDENCE);
            (body_found(&opened.text, &page), page.stripped.stories.len())
        })
        .collect();
    let seconds = begun.elapsed().as_secs_f64();
    let measured: Vec<Measured> =
        pages.iter().zip(&found).map(|(page, (text, _))| measure(text, &page.body)).collect();
    let all = average(&measured);
    let mean = measured.iter().map(|page| page.f1).sum::<f64>() / measured.len().max(1) as f64;
    println!(
        "{} pages: precision {:.4} recall {:.4} F1 {:.4}, mean of the pages' F1 {mean:.4}; {:.1} MB/s on one thread",
        pages.len(),
        all.precision,
        all.recall,
        all.f1,
        bytes as f64 / 1e6 / seconds
    );
    if arguments.iter().any(|argument| argument == "-v") {
        let mut rows: Vec<_> = pages.iter().zip(&measured).zip(&found).collect();
        rows.sort_by(|a, b| a.0.1.f1.total_cmp(&b.0.1.f1));
        for ((page, Measured { precision, recall, f1 }), (_, stories)) in rows {
            println!("{f1:.4} P {precision:.4} R {recall:.4} {stories} stories {} {}", page.id, page.host);
        }
    }
    Ok(())
}
