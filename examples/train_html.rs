//! Trains the model of `unspool::markup` and writes `src/rules/models/markup.toml`.
//!
//! `cargo run --release --example train_html -- FOLDER`
//!
//! The folder is that of the public article extraction benchmark: `ground-truth.json` and `html/`. A line is body text if
//! the article's body holds most of its shingles of four words, or, of shorter lines, its words, among body text. What is
//! printed is measured by five folds over hosts: no page is scored by weights that saw a page of its host. First the lines that
//! the model alone takes for text, at several thresholds; then all that a page's stories hold, which is what a user gets.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod extraction;
mod fitting;

use extraction::{Measured, average, body_found, known, measure, words};
use fitting::{Example, fit};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::error::Error;
use std::path::Path;
use unspool::html::{Opened, open_html};
use unspool::label::label_blocks;
use unspool::markup::{View, features};
use unspool::model::Weighted;
use unspool::page::unspool_opened;
use unspool::rules::{MarkupTable, Rules, markup_features};
use unspool::split::MIN_CONFIDENCE;

const FOLDS: usize = 5;
const PENALTY: f64 = 2.0;

struct Page {
    fold: usize,
    opened: Opened,
    body: String,
    lines: Vec<Line>,
}

struct Line {
    text: String,
    body: bool,
    features: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: train_html FOLDER")?;
    let rules = Rules::builtin()?;
    let pages = pages(Path::new(&folder), &rules)?;
    let models: Vec<Vec<f64>> =
        (0..FOLDS).map(|fold| fitted(pages.iter().filter(|page| page.fold != fold))).collect();
    for threshold in [-1.0, -0.5, -0.25, 0.0, 0.25, 0.5] {
        let measured: Vec<Measured> = pages
            .iter()
            .map(|page| measure(&found(page, &models[page.fold], threshold), &page.body))
            .collect();
        let Measured { precision, recall, f1 } = average(&measured);
        println!("{threshold:>6} P {precision:.4} R {recall:.4} F1 {f1:.4}");
    }
    let mut whole = Vec::new();
    for (fold, weights) in models.iter().enumerate() {
        let rules = Rules::builtin()?.with_markup(&table(weights, &rules))?;
        let own = pages.iter().filter(|page| page.fold == fold);
        whole.extend(own.map(|page| whole_way(page, &rules)));
    }
    let Measured { precision, recall, f1 } = average(&whole);
    println!(" whole P {precision:.4} R {recall:.4} F1 {f1:.4}");
    let head = "# How likely is a line of an HTML page body text? Made by `cargo run --release --example train_html`; see `src/markup.rs`.\n\n";
    std::fs::write(
        "src/rules/models/markup.toml",
        format!("{head}{}", toml::to_string(&table(&fitted(pages.iter()), &rules))?),
    )?;
    Ok(())
}

/// How much of a page's body all its stories hold.
fn whole_way(page: &Page, rules: &Rules) -> Measured {
    let unspooled = unspool_opened(&page.opened, rules, MIN_CONFIDENCE);
    measure(&body_found(&page.opened.text, &unspooled), &page.body)
}

/// Weights as a table has them.
fn table(weights: &[f64], rules: &Rules) -> MarkupTable {
    let weights = weights.iter().map(|weight| (weight * 1000.0).round() / 1000.0);
    let named = markup_features(rules.names()).into_iter().zip(weights);
    MarkupTable { body: Weighted(named.filter(|(_, weight)| *weight != 0.0).collect()) }
}

/// The pages with the features of their lines; hosts are dealt out to the folds in the order of their names.
fn pages(folder: &Path, rules: &Rules) -> Result<Vec<Page>, Box<dyn Error>> {
    let known = known(folder)?;
    let hosts: BTreeSet<String> = known.iter().map(|page| page.host.clone()).collect();
    let fold: BTreeMap<String, usize> =
        hosts.into_iter().enumerate().map(|(at, host)| (host, at * 7 % FOLDS)).collect();
    let page = |page: extraction::Known| {
        let opened = open_html(&page.bytes, None);
        let markup = opened.markup.clone().unwrap_or_default();
        let labelled = label_blocks(&opened.text, rules);
        let view = View::new(&opened.text, &markup, &labelled.lines, rules);
        let texts: Vec<&str> = (0..labelled.lines.len()).map(|line| view.piece(line)).collect();
        let right = right(&texts, &page.body);
        let mut lines = Vec::new();
        features(&view, 0..texts.len(), |line, features| {
            let features = features.iter().map(|value| f64::from(*value)).collect();
            lines.push(Line { text: texts[line].to_owned(), body: right[line], features });
        });
        Page { fold: fold[&page.host], opened, body: page.body, lines }
    };
    Ok(known.into_iter().map(page).collect())
}

/// Which lines the body holds.
fn right(lines: &[&str], body: &str) -> Vec<bool> {
    const SIZE: usize = 4;
    const NEAR: usize = 3;
    const LONG: usize = 8;
    let (body, words_of): (Vec<&str>, Vec<Vec<&str>>) =
        (words(body), lines.iter().map(|line| words(line)).collect());
    let shingles: HashSet<&[&str]> = body.windows(SIZE).collect();
    let half = |words: &Vec<&str>| {
        let all = words.windows(SIZE).count();
        all > 0 && words.windows(SIZE).filter(|shingle| shingles.contains(shingle)).count() * 2 >= all
    };
    let long: Vec<bool> = words_of.iter().map(half).collect();
    let joined = format!(" {} ", body.join(" "));
    let short = |at: usize| {
        let words = &words_of[at];
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(lines.len());
        let text = near.filter(|&at| long[at] && words_of[at].len() >= LONG).count();
        (1..SIZE).contains(&words.len()) && text >= 2 && joined.contains(&format!(" {} ", words.join(" ")))
    };
    (0..lines.len()).map(|at| long[at] || short(at)).collect()
}

fn fitted<'p>(pages: impl Iterator<Item = &'p Page>) -> Vec<f64> {
    let examples: Vec<Example<'_>> = pages
        .flat_map(|page| &page.lines)
        .map(|line| Example {
            features: &line.features,
            right: line.body,
            // Long lines count more, but not by their full length.
            weight: (line.text.chars().count().min(400) as f64).powf(0.7) / 20.0,
        })
        .collect();
    fit(&examples, PENALTY)
}

fn found(page: &Page, weights: &[f64], threshold: f64) -> String {
    let likely = |line: &&Line| {
        line.features.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() > threshold
    };
    page.lines.iter().filter(likely).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}
