//! The book in `docs` and the pages beside it: links lead somewhere, blocks work, what is made from code is fresh.
//!
//! `BLESS=1 cargo test --test docs` writes anew what is made: the pages of reference, the recorded session, and what the
//! commands in `console` blocks print.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests read pages as files and run programs")]

mod before;
mod blocks;
mod links;
mod pages;
mod play;
mod recorded;
mod reference;

/// Whether to write what is made instead of comparing it.
fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Holds a file that is made against what is made now.
fn assert_fresh(name: &str, made: &str) {
    let path = pages::root().join(name);
    if is_blessed() {
        std::fs::write(&path, made).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let line = there.lines().zip(made.lines()).position(|(there, made)| there != made);
    assert!(there == made, "{name} is stale from line {line:?} (counted from 0); BLESS=1 writes it anew");
}
