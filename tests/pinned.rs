//! What a run on three fixed corpora writes, byte for byte: no change made for speed changes it.
//!
//! `BLESS=1 cargo test --test pinned` pins the bytes of today.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

#[path = "../examples/generated/mod.rs"]
mod generated;

use generated::{Corpus, Shape};
use std::collections::BTreeMap;
use std::path::Path;
use unspool::config::Config;
use unspool::read::Input;
use unspool::run::Job;
use unspool::write::LINE_FILES;
use workshop::{Workshop, run_job};

/// Generated pages: some 400 KB.
const PAGES: u64 = 100;

/// The digest of each file by corpus.
type Digests = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn runs_on_three_corpora_write_what_they_wrote_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = Workshop::new();
    let corpus = Corpus::new(7, Shape::Ordinary);
    for page in (0..PAGES).map(|number| corpus.page(number)) {
        generated.page(&page.path, page.text.as_bytes());
    }
    let of = |name: &str, folder: &Path| (name.to_owned(), digests(folder));
    let all: Digests = [
        of("seeds", &root.join("seeds")),
        of("blind", &root.join("fixtures/blind")),
        of("generated", &generated.pages()),
    ]
    .into();
    let pinned = root.join("tests/pinned.toml");
    if std::env::var("BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(&pinned, toml::to_string(&all).unwrap()).unwrap();
    }
    let expected: Digests = toml::from_str(&std::fs::read_to_string(pinned).unwrap()).unwrap();
    assert_eq!(all, expected, "if results were meant to change: BLESS=1 cargo test --test pinned");
}

/// The digests that `summary.json` names.
fn digests(folder: &Path) -> BTreeMap<String, String> {
    let workshop = Workshop::new();
    let inputs = vec![Input::Folder { prefix: String::new(), root: folder.to_owned() }];
    let digests = run_job(&Job::new(inputs, workshop.out(), Config::default())).unwrap().summary.digests;
    assert!(LINE_FILES.iter().all(|name| digests.contains_key(*name)), "{digests:?}");
    digests
}
