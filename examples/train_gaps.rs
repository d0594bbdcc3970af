//! Trains the models of `unspool::split::gap` and writes `src/rules/models/gaps.trees`, `starts.toml` and
//! `wordings.tsv`.
//!
//! `cargo run --release --example train_gaps -- LINES.tsv GOLD_DIR...`
//!
//! The first is that of the article extraction benchmark, one line of a page a row (`page, number, label, text`): pages of
//! one story each. Gold folders are those of `unspool::score`. What it prints is measured with some folders left out
//! at a time: no page is judged by weights that saw a page of its folder, nor one of the benchmark by weights that saw its half.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "fitting/benchmark.rs"]
mod benchmark;
#[path = "fitting/boost.rs"]
mod boost;
#[path = "fitting/choice.rs"]
mod choice;
#[path = "fitting/minimise.rs"]
mod minimise;

use boost::{Example, Growth, Tree, boosted, rounded};
use choice::{Choice, Features, fit_choice, score};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use unspool::evidence::probability;
use unspool::label::label;
use unspool::model::Weighted;
use unspool::rules::{Rules, WHETHER, WORDED, place_features};
use unspool::score::{gold_boundaries, gold_pages};
use unspool::split::gap::{Begins, Spoken, Wording, among_spoken, shown};

/// How the trees of gaps are grown.
const GROWTH: Growth = Growth { trees: 400, leaves: 10, rate: 0.08, least: 10 };

/// The gaps of a page.
struct Page {
    /// Which pages it is judged with.
    fold: usize,
    gaps: Vec<Gap>,
}

/// A gap and what is right.
struct Gap {
    /// What it shows, its wording by the shipped words.
    whether: [f32; WHETHER.len()],
    /// The features of its headline and of its text.
    wording: Wording,
    /// What each of its lines shows.
    places: Vec<Features>,
    /// Whether a story begins in it.
    begins: bool,
    /// With which line.
    first: Option<usize>,
}

/// The models.
struct Models {
    /// Of the wording of headlines and texts.
    words: [Words; 2],
    whether: Vec<Tree>,
    place: Vec<f64>,
}

/// The weights of the features of headlines or texts, by their names.
type Words = BTreeMap<String, f64>;

fn main() -> Result<(), Box<dyn Error>> {
    /// So many times the models are fitted to be judged, each time by other folders.
    const TIMES: usize = 8;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lines, folders @ ..] = arguments.as_slice() else {
        return Err("usage: train_gaps LINES.tsv GOLD_DIR...".into());
    };
    let rules = Rules::builtin()?;
    let mut names = vec!["benchmark, first half", "benchmark, second half"];
    let mut pages: Vec<Page> = Vec::new();
    for (number, lines) in benchmark::pages(&std::fs::read_to_string(lines)?)?.values().enumerate() {
        let text: Vec<&str> = lines.iter().map(|(_, text)| *text).collect();
        pages.push(page_of(&text.join("\n"), &[], number % 2, &rules));
    }
    for folder in folders {
        for page in gold_pages(Path::new(folder))? {
            let starts: Vec<usize> = gold_boundaries(&page.gold).into_iter().collect();
            pages.push(page_of(&page.text, &starts, names.len(), &rules));
        }
        names.push(folder);
    }
    for time in 0..TIMES {
        let others: Vec<&Page> = pages.iter().filter(|page| page.fold % TIMES != time).collect();
        let models = fit(&others);
        for (fold, name) in names.iter().enumerate().skip(time).step_by(TIMES) {
            let own: Vec<&Page> = pages.iter().filter(|page| page.fold == fold).collect();
            report(name, &own, &models);
        }
    }
    let Models { words, whether, place } = fit(&pages.iter().collect::<Vec<_>>());
    let head = "Made by `cargo run --release --example train_gaps`; see `src/split/gap.rs`.";
    let trees: String = whether.iter().map(|tree| format!("{}\n", tree.named(&WHETHER))).collect();
    std::fs::write(
        "src/rules/models/gaps.trees",
        format!("# Does a story begin between two texts? {head}\n{trees}"),
    )?;
    let named = place_features().into_iter().zip(place.into_iter().map(rounded));
    let words: String = WORDED
        .iter()
        .zip(words)
        .flat_map(|(whose, words)| {
            words.into_iter().map(move |(name, weight)| format!("{whose}\t{name}\t{weight}\n"))
        })
        .collect();
    std::fs::write(
        "src/rules/models/wordings.tsv",
        format!("# How do headlines and texts of stories begin? {head}\n{words}"),
    )?;
    let table = Weighted(named.filter(|(_, weight)| *weight != 0.0).collect());
    std::fs::write(
        "src/rules/models/starts.toml",
        format!("# With which line does it begin? {head}\n\n{}", toml::to_string(&table)?),
    )?;
    Ok(())
}

/// The gaps of a page whose later stories begin at these lines.
fn page_of(text: &str, starts: &[usize], fold: usize, rules: &Rules) -> Page {
    let labelled = label(text, rules);
    let gap = |gap: unspool::split::gap::Shown| {
        let place = |start: &usize| gap.lines.partition_point(|line| line <= start).checked_sub(1);
        let inside = |start: &&usize| gap.lines[0] <= **start && Some(*start) <= gap.lines.last();
        let found: Vec<usize> = starts.iter().filter(inside).filter_map(place).collect();
        let wide = |features: &Vec<(usize, f32)>| {
            features.iter().map(|(at, value)| (*at, f64::from(*value))).collect::<Features>()
        };
        Gap {
            whether: gap.whether,
            wording: gap.wording,
            places: gap.places.iter().map(wide).collect(),
            begins: !found.is_empty(),
            first: found.first().copied(),
        }
    };
    Page { fold, gaps: shown(text, &labelled, rules).into_iter().map(gap).collect() }
}

/// The models. Trees learn from what the words come to where no model of words saw a page's folder.
fn fit(pages: &[&Page]) -> Models {
    const PLACE_PENALTY: f64 = 4.0;
    /// Where other stories begin is known from the weights of the last round.
    const ROUNDS: usize = 3;
    /// So many models of words are fitted, each time to other folders.
    const TIMES: usize = 6;
    let mut spoken: Vec<(&Gap, [f32; WHETHER.len()])> = Vec::new();
    for time in 0..TIMES {
        let (own, others): (Vec<&Page>, Vec<&Page>) =
            pages.iter().partition(|page| page.fold % TIMES == time);
        let words = words(&others);
        own.iter().for_each(|page| spoken.extend(page.gaps.iter().zip(told(page, &words))));
    }
    let examples: Vec<Example> =
        spoken.iter().map(|(gap, features)| Example { features, right: gap.begins, weight: 1.0 }).collect();
    let whether = boosted(&examples, GROWTH);
    let mut models = Models { words: words(pages), whether, place: vec![0.0; place_features().len()] };
    for _ in 0..ROUNDS {
        let places: Vec<_> = pages.iter().map(|page| places(page, &models)).collect();
        let gaps = pages.iter().zip(&places).flat_map(|(page, places)| page.gaps.iter().zip(places));
        let known = gaps.filter_map(|(gap, options)| Some(Choice { options, right: gap.first? }));
        models.place = fit_choice(&known.collect::<Vec<_>>(), models.place.len(), PLACE_PENALTY);
    }
    models
}

/// The models of the words of headlines and of texts.
fn words(pages: &[&Page]) -> [Words; 2] {
    let gaps = || pages.iter().flat_map(|page| &page.gaps);
    let headlines = gaps().filter_map(|gap| Some((gap.wording.headline.as_ref()?, gap.begins)));
    let texts = gaps().map(|gap| (&gap.wording.text, gap.begins));
    [fit_words(&headlines.collect::<Vec<_>>()), fit_words(&texts.collect::<Vec<_>>())]
}

/// A logistic model of features with names: a choice between them and nothing.
fn fit_words(examples: &[(&Vec<(String, f32)>, bool)]) -> Words {
    const PENALTY: f64 = 3.0;
    /// Rarer features have no weight.
    const LEAST: usize = 10;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in examples.iter().flat_map(|(features, _)| *features) {
        *counts.entry(name).or_default() += 1;
    }
    counts.retain(|_, count| *count >= LEAST);
    let places: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let options: Vec<[Features; 2]> = examples
        .iter()
        .map(|(features, _)| {
            let known = features
                .iter()
                .filter_map(|(name, value)| Some((*places.get(name.as_str())?, f64::from(*value))));
            [Vec::new(), known.collect()]
        })
        .collect();
    let choices: Vec<Choice> = options
        .iter()
        .zip(examples)
        .map(|(options, (_, begins))| Choice { options, right: usize::from(*begins) })
        .collect();
    let weights = fit_choice(&choices, places.len(), PENALTY);
    let named = places.into_keys().zip(weights.into_iter().map(rounded));
    named.filter(|(_, weight)| *weight != 0.0).map(|(name, weight)| (name.to_owned(), weight)).collect()
}

/// What the gaps of a page show, with their wording.
fn told(page: &Page, [headline, text]: &[Words; 2]) -> Vec<[f32; WHETHER.len()]> {
    let sum = |features: &[(String, f32)], words: &Words| -> f32 {
        features.iter().map(|(name, value)| words.get(name).copied().unwrap_or_default() as f32 * value).sum()
    };
    let spoken = |gap: &Gap| Spoken {
        headline: gap.wording.headline.as_ref().map(|features| sum(features, headline)),
        text: sum(&gap.wording.text, text),
    };
    let worded = among_spoken(&page.gaps.iter().map(spoken).collect::<Vec<_>>());
    let gaps = page.gaps.iter().zip(worded);
    gaps.map(|(gap, worded)| {
        let mut whether = gap.whether;
        whether[WHETHER.len() - worded.len()..].copy_from_slice(&worded);
        whether
    })
    .collect()
}

/// The log-odds that a story begins in each gap of a page.
fn odds(page: &Page, models: &Models) -> Vec<f64> {
    let odds = |features: [f32; WHETHER.len()]| models.whether.iter().map(|tree| tree.of(&features)).sum();
    told(page, &models.words).into_iter().map(odds).collect()
}

/// What each line of each gap of a page shows, with how many other stories of it begin alike by these weights.
fn places(page: &Page, models: &Models) -> Vec<Vec<Features>> {
    let begins = Begins::of(page.gaps.iter().zip(odds(page, models)).map(|(gap, odds)| {
        let scores = || gap.places.iter().map(|features| score(features, &models.place) as f32).collect();
        (probability(odds), move || (gap.places.as_slice(), scores()))
    }));
    let with_alike = |(at, gap): (usize, &Gap)| {
        let alike = begins.alike(at);
        let row = |(row, features): (usize, &Features)| {
            let alike = alike(gap.places.len() - 1 - row, features).map(f64::from);
            features.iter().copied().chain((models.place.len() - alike.len()..).zip(alike)).collect()
        };
        gap.places.iter().enumerate().map(row).collect()
    };
    page.gaps.iter().enumerate().map(with_alike).collect()
}

/// Prints what the models say of the gaps of pages that they did not see.
fn report(name: &str, pages: &[&Page], models: &Models) {
    let judged: Vec<(f64, bool)> = pages
        .iter()
        .flat_map(|page| odds(page, models).into_iter().zip(page.gaps.iter().map(|gap| gap.begins)))
        .collect();
    print!("{name}:");
    for least in [-1.0, 0.0, 1.0, 2.0] {
        let (right, wrong): (Vec<bool>, Vec<bool>) = judged
            .iter()
            .filter(|(odds, _)| *odds > least)
            .map(|(_, begins)| begins)
            .partition(|begins| **begins);
        print!("  {least}: {} right, {} wrong", right.len(), wrong.len());
    }
    let best = |options: &[Features]| {
        let of = |at: usize| score(&options[at], &models.place);
        (0..options.len()).rev().max_by(|&a, &b| of(a).total_cmp(&of(b)))
    };
    let places: Vec<_> = pages.iter().map(|page| places(page, models)).collect();
    let gaps = || pages.iter().zip(&places).flat_map(|(page, places)| page.gaps.iter().zip(places));
    let known = || gaps().filter(|(gap, _)| gap.first.is_some());
    let right = known().filter(|(gap, options)| best(options) == gap.first).count();
    println!(
        "  of {};  place {right} of {}",
        judged.iter().filter(|(_, begins)| *begins).count(),
        known().count()
    );
}
