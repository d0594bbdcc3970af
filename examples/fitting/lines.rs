//! What the models of body text learn from: lines of pages and whether they are body text.

use super::benchmark;
use super::fitting::{self, Example};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use unspool::label::label;
use unspool::label::likely::{Marks, around, own, seen};
use unspool::model::Weighted;
use unspool::rules::{AROUND, LikelyTable, OWN, Rules};
use unspool::score::{GoldPage, gold_pages};

/// Hosts are dealt out to so many folds.
pub const FOLDS: usize = 5;

/// A line: whether it is body text, how much it counts.
pub struct Line {
    pub body: bool,
    pub characters: f64,
    /// Lines of other roles (headlines, captions) teach nothing.
    counts: bool,
}

/// A page with what its lines show.
pub struct Page {
    pub fold: usize,
    pub own: Vec<Vec<f64>>,
    marks: Vec<Marks>,
    pub lines: Vec<Line>,
    pub text: String,
}

/// The pages of the benchmark: of one host all are in one fold.
pub fn benchmark_pages(lines: &str, truth: &str, rules: &Rules) -> Result<Vec<Page>, Box<dyn Error>> {
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

/// The pages of a folder of gold.
pub fn labelled_pages(folder: &Path, rules: &Rules) -> Result<Vec<Page>, String> {
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

/// Both models, learned from all these pages.
pub fn models(pages: &[&Page], rules: &Rules) -> LikelyTable {
    let own: Vec<&[Vec<f64>]> = pages.iter().map(|page| page.own.as_slice()).collect();
    let among = among(pages, &scores(pages, &own), rules);
    let named = |names: &[&str], weights: Vec<f64>| {
        let rounded = weights.iter().map(|weight| (weight * 1000.0).round() / 1000.0);
        Weighted(names.iter().map(|name| (*name).to_owned()).zip(rounded).collect())
    };
    LikelyTable {
        own: named(&OWN, fit(pages.iter().map(|page| (page.own.as_slice(), page.lines.as_slice())))),
        around: named(
            &AROUND,
            fit(among.iter().zip(pages).map(|(among, page)| (among.as_slice(), page.lines.as_slice()))),
        ),
    }
}

/// The features of the lines of pages among their neighbours, given what is made of each line alone.
pub fn among(pages: &[&Page], alone: &[Vec<f64>], rules: &Rules) -> Vec<Vec<Vec<f64>>> {
    pages.iter().zip(alone).map(|(page, scores)| context(page, scores, rules)).collect()
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

/// The scores of each page by a model that saw none of its fold.
pub fn scores(pages: &[&Page], features: &[&[Vec<f64>]]) -> Vec<Vec<f64>> {
    let models: Vec<Vec<f64>> = (0..FOLDS)
        .map(|fold| {
            let others = features.iter().zip(pages).filter(|(_, page)| page.fold != fold);
            fit(others.map(|(features, page)| (*features, page.lines.as_slice())))
        })
        .collect();
    let odds = |features: &Vec<f64>, page: &Page| {
        features.iter().zip(&models[page.fold]).map(|(value, weight)| value * weight).sum()
    };
    let score = |(features, page): (&&[Vec<f64>], &&Page)| {
        features.iter().map(|features| odds(features, page)).collect()
    };
    features.iter().zip(pages).map(score).collect()
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
