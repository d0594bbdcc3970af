//! Holds the pairs that candidate keys find against all pairs there are.
//!
//! `cargo run --release --example candidates -- [PARAGRAPHS]`
//!
//! Generated paragraphs (20,000 if no number is given) of which 0, 1, 3, 5, 10 and 15 in a hundred words were edited are
//! compared each with each, and by the candidate keys. It prints how many of the pairs that are similar enough were found,
//! by similarity and by length.
#![allow(clippy::print_stdout)]

#[path = "generated/mod.rs"]
mod generated;

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::error::Error;
use unspool::corpus::{Corpus, Telling, TextId};
use unspool::facts::Level;
use unspool::pair::{Matches, pair_at_hand};
use unspool::rules::Rules;
use unspool::similarity::{Pattern, Similarity};

type Pair = (TextId, TextId, Similarity);
/// Pairs that were found, and all there are.
type Share = [usize; 2];

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).map_or(Ok(20_000), |count| count.parse())?;
    let (texts, rules) = (generated::edited::paragraphs(1, count), Rules::builtin()?);
    let stories: Vec<Telling<'_>> = texts.iter().map(|text| story(text)).collect();
    let corpus = Corpus::of(&stories, &rules, Level::Numbers);
    let matches = pair_at_hand(&corpus, Similarity::MATCH);
    let pairs = all_pairs(&corpus);
    let found = |pair: &Pair| matches.between(pair.0, pair.1).is_some();
    let shares = |group: &dyn Fn(&Pair) -> usize| {
        let mut shares: BTreeMap<usize, Share> = BTreeMap::new();
        for pair in &pairs {
            let share = shares.entry(group(pair)).or_default();
            *share = [share[0] + usize::from(found(pair)), share[1] + 1];
        }
        shares
    };
    println!("{} distinct paragraphs", corpus.text_count());
    print("all", shares(&|_| 0)[&0]);
    for (twentieth, share) in shares(&|pair| (pair.2.as_fraction() * 20.0) as usize) {
        print(&format!("similarity from {:.2}", twentieth as f64 / 20.0), share);
    }
    for (tens, share) in shares(&|pair| corpus.size(pair.1).words() / 10) {
        print(&format!("{tens}0 to {tens}9 words"), share);
    }
    println!("found below the threshold: {}", below(&corpus, &matches));
    println!("compared: {}, longest run of a key: {}", matches.candidates, matches.largest_run);
    Ok(())
}

fn story(text: &str) -> Telling<'_> {
    Telling { scope: 0, language: None, paragraphs: vec![text], truncated: false }
}

/// All pairs that are similar enough, each with each.
fn all_pairs(corpus: &Corpus<'_>) -> Vec<Pair> {
    let texts: Vec<(TextId, Vec<u64>)> = corpus.ids().map(|id| (id, corpus.words(id).into_owned())).collect();
    let of = |at: usize| {
        let (id, words) = &texts[at];
        let pattern = Pattern::new(words);
        let like = move |(other, words): &(TextId, Vec<u64>)| {
            Some((*id, *other, pattern.similarity_at_least(words, Similarity::MATCH)?))
        };
        texts[at + 1..].iter().filter_map(like).collect::<Vec<Pair>>()
    };
    (0..texts.len()).into_par_iter().flat_map_iter(of).collect()
}

/// Matches that are less similar than they must be.
fn below(corpus: &Corpus<'_>, matches: &Matches) -> usize {
    let alike = |a: TextId, b: TextId| unspool::similarity::similarity(&corpus.words(a), &corpus.words(b));
    let wrong =
        |id: TextId| matches.of(id).iter().filter(|found| alike(id, found.text) < Similarity::MATCH).count();
    corpus.ids().map(wrong).sum()
}

fn print(name: &str, [found, all]: Share) {
    println!("{name:<22} {found:>7} of {all:>7}  {:.5}", found as f64 / all as f64);
}
