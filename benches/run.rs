//! The whole job on generated pages, from files to files: `cargo bench --bench run`. Criterion prints bytes per second.
//!
//! `first` works everything out, `again` finds the work of the run before it; both with as many threads as there are
//! processors. How the pages are made: `examples/generated`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench that cannot go on should stop"
)]

#[path = "../examples/generated/mod.rs"]
mod generated;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use generated::{Corpus, Shape};
use std::path::Path;
use tempfile::TempDir;
use unspool::config::Config;
use unspool::read::Input;
use unspool::rules::Rules;
use unspool::run::{Job, run};

/// Some 10 MB.
const PAGES: u64 = 2_500;

/// Writes the pages; their bytes.
fn write_pages(folder: &Path) -> u64 {
    let corpus = Corpus::new(1, Shape::Ordinary);
    let pages = (0..PAGES).map(|number| corpus.page(number));
    pages
        .map(|page| {
            std::fs::create_dir_all(folder.join(page.folder())).unwrap();
            std::fs::write(folder.join(&page.path), &page.text).unwrap();
            page.text.len() as u64
        })
        .sum()
}

fn whole(criterion: &mut Criterion) {
    let (rules, pages, again) = (Rules::builtin().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let bytes = write_pages(pages.path());
    let run_into = |out: &Path| {
        let inputs = vec![Input::Folder { prefix: String::new(), root: pages.path().to_owned() }];
        let job = Job::new(inputs, out.to_owned(), Config::default());
        run(&job, &rules, &|_| {}).unwrap().summary.stories.kept
    };
    let mut group = criterion.benchmark_group("whole job");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("first", |bencher| {
        bencher.iter_batched(
            || TempDir::new().unwrap(),
            |out| run_into(&out.path().join("out")),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("again", |bencher| bencher.iter(|| run_into(&again.path().join("out"))));
}

criterion_group!(benches, whole);
criterion_main!(benches);
