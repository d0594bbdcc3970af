//! Records → lines in files, on one thread: `cargo bench --bench write`. Criterion prints bytes of lines per second.
#![allow(missing_docs, reason = "a bench is no library")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "the bench writes where nothing is kept")]

#[path = "../examples/generated/mod.rs"]
mod generated;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::{Corpus, Shape};
use std::hint::black_box;
use unspool::config::Config;
use unspool::output::Rows;
use unspool::read::Input;
use unspool::record::{DroppedLine, Record};
use unspool::rules::Rules;
use unspool::run::{Job, run};
use unspool::write::{LINE_FILES, line};

/// What a run over generated pages writes.
fn written() -> (Vec<Record>, Vec<DroppedLine>) {
    let folder = tempfile::tempdir().unwrap();
    let (pages, out) = (folder.path().join("pages"), folder.path().join("out"));
    std::fs::create_dir(&pages).unwrap();
    let corpus = Corpus::new(1, Shape::Ordinary);
    (0..300).for_each(|at| std::fs::write(pages.join(format!("{at:03}.txt")), corpus.page(at).text).unwrap());
    let inputs = vec![Input::Folder { prefix: String::new(), root: pages }];
    run(&Job::new(inputs, out.clone(), Config::default()), &Rules::builtin().unwrap(), &|_| {}).unwrap();
    let records = Rows::open(&out, LINE_FILES[0]).unwrap().collect::<Result<_, _>>().unwrap();
    let dropped = Rows::open(&out, LINE_FILES[1]).unwrap().collect::<Result<_, _>>().unwrap();
    (records, dropped)
}

fn lines(criterion: &mut Criterion) {
    let (records, dropped) = written();
    let mut group = criterion.benchmark_group("lines");
    let mut text = Vec::new();
    records.iter().for_each(|record| line(&mut text, record));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("stories", |bencher| {
        bencher.iter(|| {
            text.clear();
            records.iter().for_each(|record| line(&mut text, black_box(record)));
            text.len()
        });
    });
    text.clear();
    dropped.iter().for_each(|dropped| line(&mut text, dropped));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("dropped", |bencher| {
        bencher.iter(|| {
            text.clear();
            dropped.iter().for_each(|dropped| line(&mut text, black_box(dropped)));
            text.len()
        });
    });
}

criterion_group!(benches, lines);
criterion_main!(benches);
