//! A run that is killed, finds no space or no permission at any point, or its work area torn, is carried on by the same
//! command, which gives byte for byte what an undisturbed run gives.
//!
//! 20 points are tried. `UNSPOOL_FAULT_POINTS` and `UNSPOOL_FAULT_PAGES` set more of them and a larger corpus (3.3 kB a page),
//! `UNSPOOL_FAULT_PROGRAM` another build of the program; the long form, 200 points on 50 MB:
//!
//! ```sh
//! cargo build --profile trial --features faults --bin unspool
//! UNSPOOL_FAULT_PROGRAM=$PWD/target/trial/unspool UNSPOOL_FAULT_POINTS=200 UNSPOOL_FAULT_PAGES=15000 \
//!     cargo test --features faults --test faults
//! ```
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]
#![allow(clippy::print_stderr, reason = "says which test cannot be made here")]

mod workshop;

use std::path::Path;
use std::process::{Command, Output};
use walkdir::WalkDir;
use workshop::{Workshop, assert_same_files, files};

const EXIT_FAILED: i32 = 4;
const EXIT_TERMINATED: i32 = 143;
/// What a run that was killed may leave behind.
const HALF_WRITTEN: &str = ".unspool-tmp-torn";

/// The program that is to fail.
fn program() -> String {
    std::env::var("UNSPOOL_FAULT_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_unspool").to_owned())
}

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
    Command::new(program())
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

/// What else may happen to the work area: files of it are torn or spoilt, and a half-written one is left in the output.
fn tear(workshop: &Workshop, at: u64) {
    let work = workshop.out().join(".unspool");
    let files = WalkDir::new(&work).sort_by_file_name().into_iter().filter_map(Result::ok);
    // The list of what is ours is put into place whole, and synced before anything that it speaks of.
    let torn = files.filter(|file| file.file_type().is_file() && file.file_name() != "owned.json");
    for (nth, file) in (at..).zip(torn) {
        let mut bytes = std::fs::read(file.path()).unwrap();
        let middle = bytes.len() / 2;
        if nth % 2 == 0 {
            bytes.truncate(bytes.len() - (nth as usize * 31) % (middle + 1));
        } else if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 0x5A;
        }
        std::fs::write(file.path(), &bytes).unwrap();
    }
    for folder in [&workshop.out(), &work] {
        std::fs::write(folder.join(HALF_WRITTEN), "{\"id\":").unwrap_or_default();
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
                // How often rows go to the work area depends on the threads: the last points are not always reached.
                "kill" => assert!(code.is_none() || passed(&disturbed) < point, "{what}"),
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
            for folder in [workshop.out(), workshop.out().join(".unspool")] {
                assert!(!folder.join(HALF_WRITTEN).exists(), "{what}");
            }
        }
    }
}

/// The program on a small disk of its own: sizes of which it fills the smaller ones, one after the other, then a large one.
#[cfg(unix)]
#[test]
fn a_small_disk_that_fills_up_leaves_the_same_command_to_carry_on() {
    const SCRIPT: &str = r#"
        set -e
        mount -t tmpfs -o size=64k tmpfs out
        for size in 64k 128k 192k 256k 320k 384k 448k 512k 640k 768k 1m 64m; do
            mount -o remount,size=$size out
            code=0; "$0" run pages -o out --quiet --memory "$1" || code=$?
            echo "$size $code"
        done
        cp -R out/. kept
    "#;
    let workshop = Workshop::new();
    write_pages(&workshop.pages(), 60);
    for folder in [workshop.out(), workshop.path("kept")] {
        std::fs::create_dir(folder).unwrap();
    }
    for memory in ["1GiB".to_owned(), least_memory(&workshop)] {
        let output = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT, &program(), &memory])
            .current_dir(workshop.path(""))
            .output();
        let Some(output) = output.ok().filter(|output| !output.stdout.is_empty()) else {
            eprintln!("skipped: no disk can be mounted here");
            return;
        };
        let said = String::from_utf8(output.stdout).unwrap();
        let codes: Vec<&str> = said.lines().filter_map(|line| line.split(' ').nth(1)).collect();
        assert!(codes.iter().filter(|code| **code == "4").count() >= 3, "it fills the disk: {said}");
        assert!(codes.iter().all(|code| ["0", "2", "4"].contains(code)), "{said}");
        assert_eq!(codes.last(), Some(&"0"), "{said}{}", String::from_utf8_lossy(&output.stderr));
        let undisturbed = Workshop::new();
        write_pages(&undisturbed.pages(), 60);
        undisturbed.run().unwrap();
        assert_same_files(&undisturbed.files(), &files(&workshop.path("kept")), &memory);
    }
}

#[cfg(unix)]
#[test]
fn permissions_that_are_taken_away_are_told_and_given_back_carry_on() {
    let workshop = Workshop::new();
    write_pages(&workshop.pages(), 20);
    assert!(Command::new("chmod").args(["-R", "a+rwX"]).arg(workshop.path("")).status().unwrap().success());
    let run = || {
        // Permissions bind everybody but the superuser.
        let drop = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
        let mut command = Command::new("setpriv");
        command.args(drop).arg(program()).args(["run", "pages", "-o", "out", "--quiet"]);
        let output = command.current_dir(workshop.path("")).output().ok();
        output.filter(|output| !String::from_utf8_lossy(&output.stderr).contains("setpriv"))
    };
    let Some(first) = run() else {
        eprintln!("skipped: nobody can become somebody else here");
        return;
    };
    assert!(first.status.success(), "{first:?}");
    let before = workshop.files();
    write_pages(&workshop.pages(), 30);
    for (place, mode) in [
        ("out", "a-w"),
        ("out/.unspool", "a-w"),
        ("out/.unspool/pages.memo", "a-rw"),
        ("pages/00007.txt", "a-r"),
    ] {
        let chmod = |mode: &str| {
            let changed = Command::new("chmod").arg(mode).arg(workshop.path(place)).status();
            assert!(changed.unwrap().success(), "{place}");
        };
        chmod(mode);
        let output = run().unwrap();
        let code = output.status.code();
        if place.starts_with("out") {
            assert!(matches!(code, Some(2 | EXIT_FAILED)), "{place}: {output:?}");
            assert_same_files(&before, &workshop.files(), place);
        } else {
            assert_eq!(code, Some(3), "{place}: {output:?}");
            assert_eq!(workshop.skipped()[0].path, "00007.txt");
        }
        chmod("a+rwX");
    }
    let last = run().unwrap();
    assert!(last.status.success(), "{last:?}");
    let fresh = Workshop::new();
    write_pages(&fresh.pages(), 30);
    fresh.run().unwrap();
    assert_same_files(&fresh.files(), &workshop.files(), "given back");
}
