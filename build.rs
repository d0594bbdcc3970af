//! Tells the program which commit it is built from, as `UNSPOOL_COMMIT`; nothing if nobody knows.
#![allow(clippy::print_stdout, reason = "cargo reads what a build script prints")]
#![allow(clippy::disallowed_methods, reason = "this is no stage")]

use std::path::Path;
use std::process::Command;

/// Digits of a commit that name it.
const DIGITS: usize = 12;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let commit = packaged().or_else(checked_out).unwrap_or_default();
    let known = commit.len() >= DIGITS && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    println!("cargo::rustc-env=UNSPOOL_COMMIT={}", if known { &commit[..DIGITS] } else { "" });
}

/// The commit that cargo notes in a package.
fn packaged() -> Option<String> {
    let note = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    note.split('"').skip_while(|word| *word != "sha1").nth(2).map(str::to_owned)
}

/// The commit of the checkout, if the project is one and does not merely lie in somebody else's.
fn checked_out() -> Option<String> {
    let root = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&root).canonicalize().ok()? != Path::new(".").canonicalize().ok()? {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let file = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    git(&["rev-parse", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let said = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    Some(said.trim().to_owned())
}
