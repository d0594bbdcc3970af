//! A run that is killed, finds no space or no permission at any point is carried on by the same command, which gives byte
//! for byte what an undisturbed run gives.
//!
//! 20 points are tried; `UNSPOOL_FAULT_POINTS` and `UNSPOOL_FAULT_PAGES` set more of them and a larger corpus:
//! `UNSPOOL_FAULT_POINTS=200 UNSPOOL_FAULT_PAGES=15000 cargo test --release --features faults --test faults`
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::path::Path;
use std::process::{Command, Output};
use walkdir::WalkDir;
use workshop::{Workshop, assert_same_files, files};

const EXIT_FAILED: i32 = 4;
const EXIT_TERMINATED: i32 = 143;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |given| given.parse().unwrap())
}

/// Pages like those in `seeds/`, each a little different from the others.
fn write_pages(folder: &Path, count: u64) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let files = WalkDir::new(seeds).sort_by_file_name().into_iter().map(Result::unwrap);
    let texts: Vec<String> = files
        .filter(|file| file.file_type().is_file())
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .collect();
    for at in 0..count {
        let text = &texts[at as usize % texts.len()];
        let lines = text.lines().enumerate().map(|(row, line)| {
            let changed = line.len() > 200 && (row as u64 + at).is_multiple_of(3);
            if changed { format!("{line} Witness {at} agreed.\n") } else { format!("{line}\n") }
        });
        std::fs::write(folder.join(format!("{at:05}.txt")), lines.collect::<String>()).unwrap();
    }
}

fn run(workshop: &Workshop, memory: &str, fault: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unspool"))
        .args(["run", "pages", "-o", "out", "--quiet", "--format", "jsonl,parquet", "--memory", memory])
        .current_dir(workshop.path(""))
        .env("UNSPOOL_FAULT", fault)
        .output()
        .unwrap()
}

/// The least memory that a run is content with, as it says on standard error; then nearly all goes to the work area.
fn least_memory(workshop: &Workshop) -> String {
    let refused = run(workshop, "1KiB", "");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    said.split_whitespace().rfind(|word| word.ends_with("KiB")).unwrap().to_owned()
}

/// How many points a run passed, as it says on standard error.
fn passed(output: &Output) -> u64 {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().find_map(|line| line.strip_prefix("passed ")?.strip_suffix(" points")?.parse().ok()).unwrap()
}

/// What else may happen to the work area: a torn end of the file that only grows.
fn tear(workshop: &Workshop, at: u64) {
    let memo = workshop.out().join(".unspool/pages.memo");
    if let Ok(bytes) = std::fs::read(&memo) {
        let torn = bytes.len() - (at as usize * 31) % (bytes.len() / 2 + 1);
        std::fs::write(&memo, &bytes[..torn]).unwrap();
    }
}

#[test]
fn a_run_that_failed_at_any_point_is_carried_on_to_the_same_bytes() {
    let (points, pages) = (number("UNSPOOL_FAULT_POINTS", 20), number("UNSPOOL_FAULT_PAGES", 60));
    let workshop = Workshop::new();
    write_pages(&workshop.pages(), pages);
    for memory in ["1GiB".to_owned(), least_memory(&workshop)] {
        let memory = memory.as_str();
        std::fs::remove_dir_all(workshop.out()).unwrap_or_default();
        let undisturbed = run(&workshop, memory, "");
        assert!(undisturbed.status.success(), "{undisturbed:?}");
        let (expected, fresh) = (files(&workshop.out()), passed(&undisturbed));
        let rerun = passed(&run(&workshop, memory, ""));
        for at in 0..points / 2 {
            let kind = ["kill", "full", "denied", "term"][at as usize % 4];
            let all = if at % 3 == 0 { rerun } else { fresh };
            // Spread over all points, the first and the last ones included.
            let point = 1 + (all - 1) * at / (points / 2 - 1).max(1);
            if at % 3 != 0 {
                std::fs::remove_dir_all(workshop.out()).unwrap_or_default();
            }
            let disturbed = run(&workshop, memory, &format!("{point} {kind}"));
            let code = disturbed.status.code();
            let what = format!("point {point} of {all}, {kind}, {memory}: {disturbed:?}");
            match kind {
                "kill" => assert_eq!(code, None, "{what}"),
                // Nothing is left to be written at the last points of a run that had all pages in its work area.
                "term" => assert!(matches!(code, Some(EXIT_TERMINATED | 0)), "{what}"),
                _ => assert!(matches!(code, Some(EXIT_FAILED | 2 | 0)), "{what}"),
            }
            if at % 4 == 0 {
                tear(&workshop, at);
            }
            let again = run(&workshop, memory, "");
            assert!(again.status.success(), "{what}, then {again:?}");
            assert_same_files(&expected, &files(&workshop.out()), &what);
        }
    }
}
