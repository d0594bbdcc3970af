//! What a paragraph is compared by, on one thread: `cargo bench --bench fingerprint`. Criterion prints bytes per second.
#![allow(missing_docs, reason = "a bench is no library")]

#[path = "../examples/generated/mod.rs"]
mod generated;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::{Corpus, Shape};
use std::hint::black_box;
use unspool::fingerprint::{simhash_of, word_ids};
use unspool::pair::keys::keys;
use unspool::words::{Words, compared, words};

/// The paragraphs of generated pages.
fn paragraphs() -> Vec<String> {
    let corpus = Corpus::new(1, Shape::Ordinary);
    let pages = (0..500).map(|at| corpus.page(at).text);
    pages
        .flat_map(|page| page.lines().filter(|line| line.len() > 80).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn bytes<'t>(texts: impl IntoIterator<Item = &'t str>) -> Throughput {
    Throughput::Bytes(texts.into_iter().map(|text| text.len() as u64).sum())
}

fn forms(criterion: &mut Criterion) {
    let all = paragraphs();
    let mut group = criterion.benchmark_group("paragraphs");
    group.throughput(bytes(all.iter().map(String::as_str)));
    for (name, form) in [("words", words as fn(&str) -> Words), ("compared", compared)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| all.iter().map(|text| form(black_box(text)).as_str().len()).sum::<usize>());
        });
    }
}

fn of_words(criterion: &mut Criterion) {
    let all: Vec<Words> = paragraphs().iter().map(|text| words(text)).collect();
    let mut group = criterion.benchmark_group("words");
    group.throughput(bytes(all.iter().map(Words::as_str)));
    type Work = fn(&Words) -> u64;
    let works: [(&str, Work); 4] = [
        ("simhash", |words| simhash_of(words).unwrap_or_default()),
        ("simhash of the crate", |words| simhash::simhash(words.as_str())),
        ("word ids", |words| word_ids(words)[0]),
        ("keys", |words| keys(&word_ids(words)).fold(0, |all, key| all ^ key)),
    ];
    for (name, work) in works {
        group.bench_function(name, |bencher| {
            bencher.iter(|| all.iter().map(|words| work(black_box(words)) & 1).sum::<u64>());
        });
    }
}

criterion_group!(benches, forms, of_words);
criterion_main!(benches);
