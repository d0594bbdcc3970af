//! The stages of a single page, on one thread: `cargo bench --bench page`. Criterion prints bytes per second.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench that cannot go on should stop"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use unspool::label::label;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::split::{MIN_CONFIDENCE, split};

/// The pages of a folder below the project's, as they are.
fn pages(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files =
        walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// One page of about so many bytes: ordinary stories one after another.
fn long_page(bytes: usize) -> String {
    let stories: String = pages("seeds/arab-news").join("\n\n\n");
    stories.repeat(bytes / stories.len() + 1)
}

fn stages(criterion: &mut Criterion) {
    let rules = Rules::builtin().unwrap();
    for folder in ["seeds/arab-news", "fixtures/gold"] {
        let pages = pages(folder);
        let mut group = criterion.benchmark_group(folder);
        group.throughput(Throughput::Bytes(pages.iter().map(|page| page.len() as u64).sum()));
        group.bench_function("label", |bencher| {
            bencher
                .iter(|| pages.iter().map(|page| label(black_box(page), &rules).lines.len()).sum::<usize>());
        });
        group.bench_function("label+split", |bencher| {
            let cut = |page: &String| split(page, &label(page, &rules), &rules, MIN_CONFIDENCE).runs.len();
            bencher.iter(|| pages.iter().map(|page| cut(black_box(page))).sum::<usize>());
        });
        group.bench_function("label+split+strip", |bencher| {
            bencher.iter(|| {
                pages
                    .iter()
                    .map(|page| unspool(black_box(page), &rules, MIN_CONFIDENCE).stripped.stories.len())
                    .sum::<usize>()
            });
        });
    }
}

/// Ten times the page takes about ten times as long.
fn growth(criterion: &mut Criterion) {
    let rules = Rules::builtin().unwrap();
    let mut group = criterion.benchmark_group("one page");
    group.sample_size(10);
    for megabytes in [1, 10] {
        let page = long_page(megabytes * 1_000_000);
        group.throughput(Throughput::Bytes(page.len() as u64));
        group.bench_function(format!("label+split, {megabytes} MB"), |bencher| {
            bencher
                .iter(|| split(&page, &label(black_box(&page), &rules), &rules, MIN_CONFIDENCE).runs.len());
        });
    }
}

criterion_group!(benches, stages, growth);
criterion_main!(benches);
