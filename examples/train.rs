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

use fitting::Example;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use unspool::label::label;
use unspool::label::likely::{Marks, around, own, seen};
use unspool::model::Weighted;
use unspool::rules::{AROUND, LikelyTable, OWN, Rules};
use unspool::score::{GoldPage, gold_pages};

const FOLDS: usize = 5;

/// A line: what it shows, whether it is body text, how much it counts.
struct Line {
    body: bool,
    characters: f64,
    /// Lines of other roles (headlines, captions) teach nothing.
    counts: bool,
}

struct Page {
    fold: usize,
    own: Vec<Vec<f64>>,
    marks: Vec<Marks>,
    lines: Vec<Line>,
    text: String,
}

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
    let alone = out_of_fold(&pages, pages.iter().map(|page| page.own.as_slice()).collect());
    report("alone", &pages[..measured], &alone);
    let among: Vec<Vec<Vec<f64>>> =
        pages.iter().zip(&alone).map(|(page, scores)| context(page, scores, &rules)).collect();
    let both = out_of_fold(&pages, among.iter().map(Vec::as_slice).collect());
    report("among neighbours", &pages[..measured], &both);
    let named = |names: &[&str], weights: Vec<f64>| {
        let rounded = weights.iter().map(|weight| (weight * 1000.0).round() / 1000.0);
        Weighted(names.iter().map(|name| (*name).to_owned()).zip(rounded).collect())
    };
    let models = LikelyTable {
        own: named(&OWN, fit(pages.iter().map(|page| (page.own.as_slice(), page.lines.as_slice())))),
        around: named(
            &AROUND,
            fit(among.iter().zip(&pages).map(|(among, page)| (among.as_slice(), page.lines.as_slice()))),
        ),
    };
    let head = "# How likely is a line body text? Made by `cargo run --release --example train`; see `src/label/likely.rs`.\n\n";
    std::fs::write("src/rules/models/likely.toml", format!("{head}{}", toml::to_string(&models)?))?;
    Ok(())
}

/// The features of a page's lines among their neighbours.
fn context(page: &Page, scores: &[f64], rules: &Rules) -> Vec<Vec<f64>> {
    let lines = label(&page.text, rules).lines;
    let scores: Vec<f32> = scores.iter().map(|score| *score as f32).collect();
    let mut features = Vec::with_capacity(scores.len());
    around(&seen(&page.text, &lines, rules), &scores, &page.marks, |of_line| {
        features.push(of_line.iter().map(|value| f64::from(*value)).collect());
    });
    features
}

fn benchmark_pages(lines: &str, truth: &str, rules: &Rules) -> Result<Vec<Page>, Box<dyn Error>> {
    let truth: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(truth)?;
    let host = |url: &str| url.split('/').nth(2).unwrap_or_default().to_owned();
    let hosts: BTreeMap<String, String> =
        truth.iter().map(|(page, known)| (page[..12].to_owned(), host(&known["url"]))).collect();
    let order: BTreeSet<&String> = hosts.values().collect();
    let fold =
        |page: &str| order.iter().position(|known| **known == hosts[page]).unwrap_or_default() * 7 % FOLDS;
    let page = |(page, lines): (&str, Vec<(&str, &str)>)| {
        let (labels, texts): (Vec<&str>, Vec<&str>) = lines.into_iter().unzip();
        let body = |at: usize| (labels[at] == "body", true);
        page_of(texts.join("\n"), fold(page), rules, body)
    };
    Ok(benchmark::pages(lines)?.into_iter().map(page).collect())
}

fn labelled_pages(folder: &Path, rules: &Rules) -> Result<Vec<Page>, String> {
    let page = |(at, page): (usize, GoldPage)| {
        let body = |at: usize| match page.gold.get(at).map(|line| line.group.as_str()) {
            Some("paragraph") => (true, true),
            Some("chrome") => (false, true),
            _ => (false, false),
        };
        page_of(page.text.clone(), at % FOLDS, rules, body)
    };
    Ok(gold_pages(folder)?.into_iter().enumerate().map(page).collect())
}

fn page_of(text: String, fold: usize, rules: &Rules, body: impl Fn(usize) -> (bool, bool)) -> Page {
    let labelled = label(&text, rules).lines;
    let seen = seen(&text, &labelled, rules);
    let (own, marks) = seen
        .iter()
        .map(|line| own(line, rules.vocabulary()))
        .map(|(features, marks)| (features.iter().map(|value| f64::from(*value)).collect(), marks))
        .unzip();
    let lines = seen.iter().map(|line| {
        let (body, counts) = body(line.index);
        Line { body, characters: line.piece.chars().count() as f64, counts }
    });
    Page { fold, own, marks, lines: lines.collect(), text: text.clone() }
}

/// The scores of each page by a model that saw none of its fold.
fn out_of_fold(pages: &[Page], features: Vec<&[Vec<f64>]>) -> Vec<Vec<f64>> {
    let models: Vec<Vec<f64>> = (0..FOLDS)
        .map(|fold| {
            let others = features.iter().zip(pages).filter(|(_, page)| page.fold != fold);
            fit(others.map(|(features, page)| (*features, page.lines.as_slice())))
        })
        .collect();
    let odds = |features: &Vec<f64>, page: &Page| {
        features.iter().zip(&models[page.fold]).map(|(value, weight)| value * weight).sum()
    };
    let score = |(features, page): (&&[Vec<f64>], &Page)| {
        features.iter().map(|features| odds(features, page)).collect()
    };
    features.iter().zip(pages).map(score).collect()
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

fn fit<'p>(pages: impl Iterator<Item = (&'p [Vec<f64>], &'p [Line])>) -> Vec<f64> {
    const PENALTY: f64 = 1.0;
    let lines = pages.flat_map(|(features, lines)| features.iter().zip(lines));
    let examples = lines.filter(|(_, line)| line.counts).map(|(features, line)| Example {
        features,
        right: line.body,
        // Long lines count more, but not by their full length.
        weight: line.characters.min(400.0).powf(0.7) / 20.0,
    });
    fitting::fit(&examples.collect::<Vec<_>>(), PENALTY)
}
