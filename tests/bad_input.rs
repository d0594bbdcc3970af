//! Whatever lies in the input, a run ends well: what cannot be read is named, and nothing else changes.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "says which test cannot be made here")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]
#![cfg(unix)]

mod workshop;

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use unspool::read::{Input, Reason};
use unspool::record::Record;
use unspool::run::{Progress, RunError, run};
use unspool::settle::Duplicates;
use unspool::write::{LINE_FILES, SUMMARY_FILE, WriteError};
use workshop::boxes::{bz2, gz, tar, xz, zst};
use workshop::{OTHER, PAGE, RULES, Workshop, assert_same_files, files, run_job};

/// Something in the input that is no page, as `bad.txt`.
struct Bad {
    what: &'static str,
    made: Made,
    item: Option<u64>,
    reason: Reason,
}

/// How it is made.
enum Made {
    Of(&'static [u8]),
    By(fn(&Workshop, &Path)),
}

impl Bad {
    /// A file of these bytes.
    const fn of(what: &'static str, bytes: &'static [u8], reason: Reason) -> Self {
        Self { what, made: Made::Of(bytes), item: None, reason }
    }

    /// Lines of JSON of which the first one is no page.
    const fn line(what: &'static str, bytes: &'static [u8]) -> Self {
        Self { item: Some(1), ..Self::of(what, bytes, Reason::MalformedItem) }
    }

    /// What this makes.
    const fn by(what: &'static str, make: fn(&Workshop, &Path), reason: Reason) -> Self {
        Self { what, made: Made::By(make), item: None, reason }
    }
}

const BAD: [Bad; 53] = [
    Bad::of("an empty file", b"", Reason::Empty),
    Bad::of("white space only", " \r\n\t\u{A0}\u{FEFF}\u{200B}\u{2060}\n".as_bytes(), Reason::Empty),
    Bad::of("line ends only", b"\r\n\n\r\r\n", Reason::Empty),
    Bad::of(
        "blanks of other scripts",
        "\u{3000}\u{2003}\u{1680}\u{202F}\u{2029}\u{85}".as_bytes(),
        Reason::Empty,
    ),
    Bad::of("a byte-order mark only", b"\xFF\xFE", Reason::Empty),
    Bad::of("the other byte-order mark only", b"\xFE\xFF", Reason::Empty),
    Bad::of("the mark of UTF-8 only", b"\xEF\xBB\xBF", Reason::Empty),
    Bad::of("blanks in UTF-16", b"\xFF\xFE \0\n\0\x0B\x20", Reason::Empty),
    Bad::of(
        "a page of HTML without text",
        b"<!doctype html><html><body><script>1</script></body></html>",
        Reason::Empty,
    ),
    Bad::of("a program", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", Reason::NotText),
    Bad::of("zeros", &[0; 1000], Reason::NotText),
    Bad::of("a picture", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0", Reason::NotText),
    Bad::of(
        "a photograph",
        b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x48\0\x48\0\0\xFF\xDB",
        Reason::NotText,
    ),
    Bad::of(
        "a document",
        b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\nstream\n\0\x01\x9C\x02\nendstream\n",
        Reason::NotText,
    ),
    Bad::of("a database", b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20\0\0\0\x02", Reason::NotText),
    Bad::of("a sound", b"ID3\x03\0\0\0\0\x0F\x76TIT2\0\0\0\x05\0\0\0Song", Reason::NotText),
    Bad::of("bytecode", b"\xCA\xFE\xBA\xBE\0\0\0\x41\0\x0D\x0A\0\x02\0\x03", Reason::NotText),
    Bad::by("control characters", |_, bad| write(bad, &[0x01, 0x02, 0x1F, b'a'].repeat(40)), Reason::NotText),
    Bad::by("bytes of all values", |_, bad| write(bad, &(0..=255).collect::<Vec<u8>>()), Reason::NotText),
    Bad::by("nothing, packed", |_, bad| write(bad, &gz(b"")), Reason::Empty),
    Bad::by("blanks, packed", |_, bad| write(bad, &zst(b" \n\t\n")), Reason::Empty),
    Bad::by("a program, packed", |_, bad| write(bad, &xz(b"\x7FELF\x02\x01\x01\0\0\0\0\0")), Reason::NotText),
    Bad::by("nothing, packed four times", |_, bad| write(bad, &gz(&gz(&gz(&gz(b""))))), Reason::OverLimit),
    Bad::by("a bomb", |_, bad| write(bad, &gz(&vec![b' '; 8 << 20])), Reason::Bomb),
    Bad::by("a bomb of another make", |_, bad| write(bad, &bz2(&vec![b'\n'; 8 << 20])), Reason::Bomb),
    Bad::of("the head of a gz", b"\x1F\x8B\x08\0\0\0\0\0", Reason::TruncatedArchive),
    Bad::of("the head of a zst", b"\x28\xB5\x2F\xFD", Reason::TruncatedArchive),
    Bad::of("the head of a bz2", b"BZh91AY&SY\0\0", Reason::TruncatedArchive),
    Bad::of("the head of an xz", b"\xFD7zXZ\0\0\x04", Reason::TruncatedArchive),
    Bad::of("the head of a zip", b"PK\x03\x04\x14\0\0\0", Reason::TruncatedArchive),
    Bad::of("the head of a web archive", b"WARC/1.0\r\nWARC-Type: conv", Reason::TruncatedArchive),
    Bad::of("the head of a Parquet file", b"PAR1\x15\x04\x15\x10", Reason::TruncatedArchive),
    Bad::of("the head of an Arrow file", b"ARROW1\0\0\xFF\xFF\xFF\xFF", Reason::TruncatedArchive),
    Bad::by(
        "the head of a tar",
        |_, bad| write(bad, &tar(&[("a.txt", PAGE.as_bytes())])[..512]),
        Reason::TruncatedArchive,
    ),
    Bad::of(
        "a gz of nonsense",
        b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x07\x07\x07\x07\x07\x07",
        Reason::CorruptArchive,
    ),
    Bad::of("a bz2 of nonsense", b"BZh91AY&SYnonsense of some length, which is none", Reason::CorruptArchive),
    Bad::of("an xz of nonsense", b"\xFD7zXZ\0nonsense of some length, which is none", Reason::CorruptArchive),
    Bad::of(
        "a web archive without lengths",
        b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nText\r\n",
        Reason::CorruptArchive,
    ),
    Bad::line("an object without a key", b"{}\n"),
    Bad::line("an object without text", b"{\"title\": \"Harbor\"}\n"),
    Bad::line("a text that is null", b"{\"text\": null}\n"),
    Bad::line("a text that is a number", b"{\"text\": 7}\n"),
    Bad::line("an object that is cut", b"{\"text\": \"Harbor"),
    Bad::line("an object with an escape that is none", b"{\"text\": \"\\q\"}\n"),
    Bad::by("a broken link", |_, bad| link("nowhere.txt", bad), Reason::Unreadable),
    Bad::by("a link into a file", |_, bad| link("good.txt/page.txt", bad), Reason::Unreadable),
    Bad::by("a link to a name that is too long", |_, bad| link("a".repeat(300), bad), Reason::Unreadable),
    Bad::by("a link to itself", |_, bad| link("bad.txt", bad), Reason::LinkLoop),
    Bad::by("a link to the folder above", |_, bad| link(".", bad), Reason::LinkLoop),
    Bad::by(
        "a link to a file outside",
        |workshop, bad| {
            write(&workshop.path("outside.txt"), OTHER.as_bytes());
            link("../outside.txt", bad);
        },
        Reason::OutsideInput,
    ),
    Bad::by(
        "a link to a folder outside",
        |workshop, bad| {
            std::fs::create_dir(workshop.path("outside")).unwrap();
            write(&workshop.path("outside/page.txt"), OTHER.as_bytes());
            link("../outside", bad);
        },
        Reason::OutsideInput,
    ),
    Bad::by(
        "a link by an absolute path to a file outside",
        |workshop, bad| {
            write(&workshop.path("outside.txt"), OTHER.as_bytes());
            link(workshop.path("outside.txt"), bad);
        },
        Reason::OutsideInput,
    ),
    Bad::by("a link to a device", |_, bad| link("/dev/null", bad), Reason::OutsideInput),
];

#[test]
fn a_rules_file_with_a_mistake_is_refused_and_nothing_is_written() {
    let rule = "[[rule]]\nname = \"chrome/bell\"\nwhole = [\"ring the bell\"]\n";
    let proved = "drops = [\"Ring the bell\"]\nkeeps = [\"Ring the bell, he said.\"]\n";
    let bad = [
        ("an unknown key", format!("name = \"own\"\n{rule}{proved}colour = \"red\"\n")),
        ("a name twice", format!("name = \"own\"\n{rule}{proved}{rule}{proved}")),
        ("no proof", format!("name = \"own\"\n{rule}")),
        (
            "a proof that fails",
            format!("name = \"own\"\n{rule}{}", proved.replace("Ring the bell\"", "Ring twice\"")),
        ),
        ("no pattern", format!("name = \"own\"\n{rule}pattern = [\"(\"]\n{proved}")),
    ];
    for (what, table) in bad {
        let workshop = Workshop::with([("ferry.txt", PAGE.as_bytes())]);
        write(&workshop.path("own.toml"), table.as_bytes());
        let output = workshop.unspool(["run", "pages", "-o", "out", "--rules", "own.toml"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {said}");
        assert!(said.contains("own.toml") && said.contains("line"), "{what}: {said}");
        assert!(said.contains("chrome/bell") || said.contains("colour"), "{what}: {said}");
        assert!(!workshop.out().exists(), "{what}");
    }
}

#[test]
fn what_goes_beyond_a_limit_is_skipped_with_its_reason() {
    let check = |change: fn(&mut unspool::config::Read), reason| {
        let workshop = Workshop::with([("ferry.txt", PAGE.as_bytes()), ("garden.txt", OTHER.as_bytes())]);
        workshop.page("long.txt", format!("{PAGE}{}", "and so on ".repeat(400)));
        let mut job = workshop.job();
        change(&mut job.config.read);
        let summary = run_job(&job).unwrap().summary;
        assert_eq!((summary.inputs.read, summary.inputs.skipped), (2, 1));
        let skipped = &workshop.skipped()[0];
        assert_eq!((skipped.path.as_str(), skipped.reason), ("long.txt", reason));
        assert!(skipped.detail.contains("more than"), "{}", skipped.detail);
    };
    check(|read| read.max_file_size = 2_000.into(), Reason::TooLarge);
    check(|read| read.max_line_size = 2_000.into(), Reason::OverLimit);
}

#[test]
fn what_cannot_be_read_is_named_with_its_reason() {
    for bad in &BAD {
        let workshop = with_bad(bad);
        let outcome = workshop.run().unwrap();
        let skipped = workshop.skipped();
        let named: Vec<_> = skipped.iter().map(|line| (line.path.as_str(), line.item, line.reason)).collect();
        assert_eq!(named, [("bad.txt", bad.item, bad.reason)], "{}", bad.what);
        let temporary = workshop.path("").display().to_string();
        assert!(!skipped[0].detail.contains(&temporary), "{}: {}", bad.what, skipped[0].detail);
        let inputs = outcome.summary.inputs;
        assert_eq!((inputs.read, inputs.skipped, inputs.ignored), (2, 1, 0), "{}", bad.what);
    }
}

#[test]
fn one_bad_file_never_changes_what_the_others_give() {
    let without = Workshop::with(good());
    without.run().unwrap();
    for bad in &BAD {
        let workshop = with_bad(bad);
        workshop.run().unwrap();
        // Only `skipped.jsonl` and the counts may tell.
        assert_same_files(&without.files()[..3], &workshop.files()[..3], bad.what);
        assert_eq!(workshop.verify().breaches, [], "{}", bad.what);
    }
}

#[test]
fn an_unreadable_file_is_named_and_changes_nothing_else() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let without = workshop.files();
    workshop.page("bad.txt", PAGE);
    let Some(()) = forbid(&workshop.pages().join("bad.txt")) else { return };
    workshop.run().unwrap();
    assert_eq!(workshop.skipped()[0].reason, Reason::Unreadable);
    assert_same_files(&without[..3], &workshop.files()[..3], "an unreadable file");
}

#[test]
fn an_unreadable_folder_is_named_and_changes_nothing_else() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let without = workshop.files();
    workshop.page("closed/bad.txt", PAGE);
    let Some(()) = forbid(&workshop.pages().join("closed")) else { return };
    workshop.run().unwrap();
    assert_eq!(workshop.skipped()[0].reason, Reason::Unreadable);
    assert_same_files(&without[..3], &workshop.files()[..3], "an unreadable folder");
    std::fs::set_permissions(workshop.pages().join("closed"), PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_loop_of_two_links_names_both() {
    let workshop = Workshop::with(good());
    link("b.txt", &workshop.pages().join("a.txt"));
    link("a.txt", &workshop.pages().join("b.txt"));
    workshop.run().unwrap();
    let skipped = workshop.skipped();
    let named: Vec<_> = skipped.iter().map(|line| (line.path.as_str(), line.reason)).collect();
    assert_eq!(named, [("a.txt", Reason::LinkLoop), ("b.txt", Reason::LinkLoop)]);
}

#[test]
fn a_link_to_a_file_inside_is_a_page_by_its_own_name() {
    let workshop = Workshop::with(good());
    std::fs::create_dir(workshop.pages().join("deep")).unwrap();
    link("../good.txt", &workshop.pages().join("deep/linked.txt"));
    let outcome = workshop.run().unwrap();
    assert_eq!((outcome.summary.inputs.read, outcome.summary.inputs.skipped), (3, 0));
    assert_eq!(workshop.records().iter().map(|record| record.copies).sum::<usize>(), 1);
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_link_to_a_folder_inside_is_walked() {
    let workshop = Workshop::with(good());
    workshop.page("deep/page.txt", PAGE);
    link("deep", &workshop.pages().join("linked"));
    let outcome = workshop.run().unwrap();
    assert_eq!((outcome.summary.inputs.read, outcome.summary.inputs.skipped), (4, 0));
}

#[test]
fn a_pipe_is_ignored_and_not_waited_for() {
    let workshop = Workshop::with(good());
    let made = Command::new("mkfifo").arg(workshop.pages().join("pipe.txt")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo here");
        return;
    }
    let inputs = workshop.run().unwrap().summary.inputs;
    assert_eq!((inputs.read, inputs.skipped, inputs.ignored), (2, 0, 1));
}

#[test]
fn files_that_are_no_pages_by_their_name_are_ignored_and_counted() {
    let workshop = Workshop::with(good());
    for name in ["notes.md", "page.pdf", "page", ".txt", "page.txt.bak", "page.pdf.gz"] {
        workshop.page(name, PAGE);
    }
    link("nowhere.md", &workshop.pages().join("broken.md"));
    for name in ["upper.TXT", "other.text", "..txt"] {
        workshop.page(name, PAGE);
    }
    let inputs = workshop.run().unwrap().summary.inputs;
    assert_eq!((inputs.found, inputs.read, inputs.ignored, inputs.skipped), (12, 5, 7, 0));
}

#[test]
fn a_directory_without_pages_is_exit_2_and_nothing_is_written() {
    for files in [&[][..], &["notes.md", "page.pdf"][..]] {
        let workshop = Workshop::new();
        files.iter().for_each(|name| workshop.page(name, PAGE));
        let output = workshop.unspool(["run", "pages"]);
        assert_failed(&output, 2, &["found no page", "--allow-empty"]);
        assert!(!workshop.out().exists());
    }
}

#[test]
fn allow_empty_makes_a_directory_without_pages_a_success() {
    let workshop = Workshop::new();
    let output = workshop.unspool(["run", "pages", "--allow-empty"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(LINE_FILES.iter().all(|name| std::fs::read(workshop.out().join(name)).unwrap().is_empty()));
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn an_input_that_is_not_there_is_exit_2_naming_it() {
    let workshop = Workshop::with(good());
    for missing in ["nowhere", "name=nowhere", "name=pages/good.txt", "pages/good.txt/deeper", ""] {
        assert_failed(&workshop.unspool(["run", "pages", missing]), 2, &[&format!("`{missing}`")]);
        assert!(!workshop.out().exists());
    }
}

#[test]
fn every_encoding_and_line_end_gives_the_same_story() {
    let marked = format!("\u{FEFF}{PAGE}");
    let versions = [
        ("UTF-8 with its mark", marked.into_bytes()),
        ("UTF-16, little end first", utf16(PAGE, u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(PAGE, u16::to_be_bytes)),
        ("CRLF", PAGE.replace('\n', "\r\n").into_bytes()),
        ("lone CR", PAGE.replace('\n', "\r").into_bytes()),
        ("mixed line ends", PAGE.replacen('\n', "\r\n", 3).replacen("\n\n", "\r\r", 1).into_bytes()),
        ("no line end at the end", PAGE.trim_end().as_bytes().to_vec()),
        ("no-break spaces at the line ends", PAGE.replace('\n', "\u{A0}\n").into_bytes()),
    ];
    let plain = story_of(PAGE.as_bytes());
    for (what, bytes) in versions {
        assert_eq!(told(&story_of(&bytes)), told(&plain), "{what}");
    }
}

#[test]
fn invalid_utf8_is_replaced_and_counted_by_page() {
    let page = PAGE.replace("two", "“two”");
    let (mut broken, mut cut) = (page.as_bytes().to_vec(), PAGE.as_bytes().to_vec());
    let at = page.find("harbors").unwrap();
    broken.splice(at..at, *b"\xE9\xE8 ");
    cut.truncate(PAGE.len() - 2);
    cut.extend(b"\xF0\x9F");
    let workshop =
        Workshop::with([("cut.txt", &cut[..]), ("broken.txt", &broken), ("valid.txt", OTHER.as_bytes())]);
    let outcome = workshop.run().unwrap();
    assert_eq!(outcome.summary.inputs.with_replacements, 2);
    assert_eq!(outcome.summary.inputs.skipped, 0);
    assert!(workshop.records().iter().any(|record| record.text.contains("“two” \u{FFFD}\u{FFFD} harbors")));
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_replacement_character_that_stands_in_the_file_is_not_counted() {
    let page = PAGE.replace("harbors", "harbors \u{FFFD}");
    let workshop = Workshop::with([("page.txt", page.as_bytes())]);
    assert_eq!(workshop.run().unwrap().summary.inputs.with_replacements, 0);
}

#[test]
fn a_page_of_one_word_has_no_story() {
    let workshop = Workshop::with([("word.txt", &b"Word"[..])]);
    let outcome = workshop.run().unwrap();
    assert_eq!((outcome.summary.inputs.index_pages, outcome.summary.stories.found), (1, 0));
    assert_eq!(outcome.summary.bytes.by_rule["chrome/index-page"], 4);
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_line_of_20_megabytes_is_one_paragraph() {
    assert_line_is_one_paragraph(20_000_000);
}

#[test]
fn a_line_of_200_megabytes_is_one_paragraph() {
    if std::env::var_os("UNSPOOL_SLOW_TESTS").is_none() {
        eprintln!("skipped: set UNSPOOL_SLOW_TESTS to run it");
        return;
    }
    assert_line_is_one_paragraph(200_000_000);
}

#[test]
fn pages_in_deep_folders_are_found() {
    let workshop = Workshop::new();
    let path = "folder/".repeat(200) + "page.txt";
    workshop.page(&path, PAGE);
    workshop.run().unwrap();
    assert_eq!(workshop.records()[0].path, path);
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn file_names_of_any_bytes_stand_in_the_records_and_are_found_again() {
    let names: [(&[u8], &str); 9] = [
        (b"caf\xE9.txt", "caf\\xE9.txt"),
        (b"two\nlines.txt", "two\nlines.txt"),
        (b"quo\"te's.txt", "quo\"te's.txt"),
        (b"-o.txt", "-o.txt"),
        (b"--help.txt", "--help.txt"),
        (b"red\x1B[31m.txt", "red\x1B[31m.txt"),
        (b"back\\slash.txt", "back\\slash.txt"),
        (b"looks\\xE9escaped.txt", "looks\\x5CxE9escaped.txt"),
        ("Zeitung – größer.txt".as_bytes(), "Zeitung – größer.txt"),
    ];
    let workshop = Workshop::new();
    names.iter().for_each(|(name, _)| workshop.page(OsStr::from_bytes(name), PAGE));
    let mut job = workshop.job();
    job.config.settle.stories = Duplicates::Keep;
    run_job(&job).unwrap();
    let mut expected = names.map(|(_, path)| path);
    expected.sort_unstable();
    let records = workshop.records();
    assert_eq!(records.iter().map(|record| record.path.as_str()).collect::<Vec<_>>(), expected);
    let verified = workshop.verify();
    assert_eq!((verified.breaches, verified.changed, verified.pages), (vec![], vec![], names.len()));
}

#[test]
fn a_file_named_like_an_option_can_be_given_after_two_dashes() {
    let workshop = Workshop::new();
    std::fs::write(workshop.path("-q.txt"), PAGE).unwrap();
    let output = workshop.unspool(["run", "--", "-q.txt"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(workshop.records()[0].path, "-q.txt");
}

#[test]
fn no_escape_of_a_name_or_page_reaches_the_terminal() {
    let workshop = Workshop::with(good());
    workshop.page("red\x1B[31m.txt", "");
    workshop.page("page\x1B[31m.txt", OTHER.replace("jury", "\x1B[2Jjury\u{9B}2J"));
    let commands: [&[&str]; 2] = [&["run", "pages"], &["show", "pages/page\x1B[31m.txt"]];
    for command in commands {
        assert_no_escape(&workshop.unspool(command), command);
    }
    std::fs::remove_file(workshop.pages().join("page\x1B[31m.txt")).unwrap();
    assert_no_escape(&workshop.unspool(["verify", "out"]), &["verify", "out"]);
}

#[test]
fn an_output_inside_the_input_is_never_read() {
    let workshop = Workshop::with(good());
    let mut job = workshop.job();
    job.out = workshop.pages().join("deep/out");
    run_job(&job).unwrap();
    let first = files(&job.out);
    write(&job.out.join("stray.txt"), PAGE.as_bytes());
    let again = run_job(&job).unwrap();
    assert_eq!((again.summary.inputs.found, again.summary.inputs.read), (2, 2));
    assert_same_files(&first, &files(&job.out), "the second run");
}

#[test]
fn an_older_output_inside_the_input_is_known_by_its_work_area() {
    let workshop = Workshop::with(good());
    let mut older = workshop.job();
    older.out = workshop.pages().join("older");
    run_job(&older).unwrap();
    write(&older.out.join("stray.txt"), PAGE.as_bytes());
    assert_eq!(workshop.run().unwrap().summary.inputs.found, 2);
}

#[test]
fn two_inputs_that_give_one_path_are_exit_2_naming_both() {
    let conflicts: [(&[&str], [&str; 2]); 6] = [
        (&["a/x.txt", "b/x.txt"], ["`a/x.txt`", "`b/x.txt`"]),
        (&["a", "b"], ["`a/x.txt`", "`b/x.txt`"]),
        (&["a", "b/x.txt"], ["`a/x.txt`", "`b/x.txt`"]),
        (&["n=a", "n=b"], ["`a/x.txt`", "`b/x.txt`"]),
        (&["n=a", "c"], ["`a/x.txt`", "`c/n/x.txt`"]),
        (&["-", "-"], ["`-`", "`-`"]),
    ];
    let workshop = Workshop::new();
    for folder in ["a", "b", "c/n"] {
        std::fs::create_dir_all(workshop.path(folder)).unwrap();
        write(&workshop.path(folder).join("x.txt"), PAGE.as_bytes());
    }
    for (inputs, named) in conflicts {
        let output = workshop.unspool([&["run"], inputs].concat());
        assert_failed(&output, 2, &named);
        assert!(!workshop.out().exists(), "{inputs:?}");
    }
}

#[test]
fn a_name_before_a_folder_stands_before_its_paths() {
    let workshop = Workshop::with(good());
    std::fs::create_dir(workshop.path("with=sign")).unwrap();
    write(&workshop.path("with=sign/page.txt"), b"Word");
    let output =
        workshop.unspool(["run", "first=pages", "second/part=pages", "with=sign", "--stories", "keep"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let paths: Vec<String> = workshop.records().into_iter().map(|record| record.path).collect();
    assert_eq!(paths, ["first/good.txt", "first/other.txt", "second/part/good.txt", "second/part/other.txt"]);
    let dropped = std::fs::read_to_string(workshop.out().join("dropped.jsonl")).unwrap();
    assert!(dropped.contains(r#""path":"page.txt""#), "a folder that is there is taken by its whole name");
    assert_eq!(workshop.verify().changed, [""; 0]);
}

#[test]
fn a_dash_is_the_page_on_standard_input() {
    let workshop = Workshop::new();
    let output = workshop.unspool_on(PAGE.as_bytes(), ["run", "-"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let piped = workshop.records().remove(0);
    assert_eq!(piped.path, "-");
    assert_eq!(told(&piped), told(&story_of(PAGE.as_bytes())));
}

#[test]
fn nothing_on_standard_input_is_an_empty_page() {
    let workshop = Workshop::new();
    assert_failed(&workshop.unspool(["run", "-"]), 3, &["1 of 1", "skipped.jsonl"]);
    assert_eq!((workshop.skipped()[0].path.as_str(), workshop.skipped()[0].reason), ("-", Reason::Empty));
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_any_page_is_read() {
    let workshop = Workshop::with(good());
    write(&workshop.path("file"), b"mine");
    link("nowhere/at/all", &workshop.path("dangling"));
    for out in ["file", "file/below", "dangling"] {
        let mut job = workshop.job();
        job.out = workshop.path(out);
        let seen = Mutex::new(Vec::new());
        let result = run(&job, &RULES, &|progress| seen.lock().unwrap().push(progress));
        assert!(matches!(result, Err(RunError::Write(WriteError::Unwritable { .. }))), "{out}: {result:?}");
        assert_eq!(*seen.lock().unwrap(), [] as [Progress; 0], "{out}");
        assert_failed(&workshop.unspool(["run", "pages", "-o", out]), 2, &[out]);
    }
    assert_eq!(std::fs::read(workshop.path("file")).unwrap(), b"mine");
}

#[test]
fn a_file_of_somebody_else_in_the_output_is_exit_2_and_untouched() {
    for name in LINE_FILES.iter().chain([&SUMMARY_FILE]) {
        let workshop = Workshop::with(good());
        std::fs::create_dir(workshop.out()).unwrap();
        let file = workshop.out().join(name);
        write(&file, b"{\"mine\": true}\n");
        assert_failed(&workshop.unspool(["run", "pages"]), 2, &[name, "-o"]);
        assert_eq!(std::fs::read(&file).unwrap(), b"{\"mine\": true}\n", "{name}");
        assert_eq!(std::fs::read_dir(workshop.out()).unwrap().count(), 1, "{name}: something was written");
    }
}

#[test]
fn an_output_file_that_somebody_changed_is_not_overwritten() {
    for name in LINE_FILES {
        let workshop = Workshop::with(good());
        workshop.run().unwrap();
        write(&workshop.out().join(name), b"{\"mine\": true}\n");
        assert_failed(&workshop.unspool(["run", "pages"]), 2, &[name]);
        assert_eq!(std::fs::read(workshop.out().join(name)).unwrap(), b"{\"mine\": true}\n", "{name}");
    }
}

#[test]
fn other_files_in_the_output_stay_as_they_are() {
    let workshop = Workshop::with(good());
    std::fs::create_dir(workshop.out()).unwrap();
    write(&workshop.out().join("notes.md"), b"mine");
    workshop.run().unwrap();
    assert_eq!(std::fs::read(workshop.out().join("notes.md")).unwrap(), b"mine");
}

#[test]
fn a_locked_output_is_exit_2_and_untouched() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let before = workshop.files();
    workshop.page("more.txt", "Word");
    let lock = File::options().write(true).open(workshop.out().join(".unspool/lock")).unwrap();
    lock.lock().unwrap();
    assert_failed(&workshop.unspool(["run", "pages"]), 2, &["`out`", "another run"]);
    assert_same_files(&before, &workshop.files(), "while locked");
    lock.unlock().unwrap();
    assert_eq!(code(&workshop.unspool(["run", "pages"])), 0);
}

#[test]
fn more_skipped_than_allowed_is_exit_3() {
    let allowed: [(usize, &[&str], i32); 5] = [
        (1, &[], 3),
        (1, &["--max-skipped", "0.5"], 0),
        (1, &["--max-skipped", "0.49"], 3),
        (99, &[], 0),
        (98, &[], 3),
    ];
    for (pages, options, expected) in allowed {
        let workshop = Workshop::with([("empty.txt", &b""[..])]);
        (0..pages).for_each(|page| workshop.page(format!("{page}.txt"), "Word"));
        let output = workshop.unspool([&["run", "pages"], options].concat());
        assert_eq!(code(&output), expected, "1 bad of {}, {options:?}: {}", pages + 1, stderr(&output));
        assert_eq!(workshop.skipped().len(), 1, "the results are written all the same");
    }
}

#[test]
fn running_again_gives_the_same_bytes() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let first = workshop.files();
    workshop.run().unwrap();
    assert_same_files(&first, &workshop.files(), "the second run");
    std::fs::remove_dir_all(workshop.out().join(".unspool")).unwrap();
    workshop.run().unwrap();
    assert_same_files(&first, &workshop.files(), "without the work area");
    std::fs::remove_file(workshop.out().join(SUMMARY_FILE)).unwrap();
    workshop.run().unwrap();
    assert_same_files(&first, &workshop.files(), "without the summary");
}

#[test]
fn adding_and_removing_a_page_gives_what_a_fresh_run_gives() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let first = workshop.files();
    // A copy that stands before the page it copies, so that more than its own lines would change.
    workshop.page("a copy.txt", PAGE);
    workshop.run().unwrap();
    let fresh = Workshop::with(good().into_iter().chain([("a copy.txt", PAGE.as_bytes())]));
    fresh.run().unwrap();
    assert_same_files(&fresh.files(), &workshop.files(), "after adding");
    std::fs::remove_file(workshop.pages().join("a copy.txt")).unwrap();
    workshop.run().unwrap();
    assert_same_files(&first, &workshop.files(), "after removing");
}

#[test]
fn the_work_area_forgets_a_page_that_is_gone() {
    let workshop = Workshop::with(good());
    workshop.page("a secret.txt", PAGE);
    workshop.run().unwrap();
    std::fs::remove_file(workshop.pages().join("a secret.txt")).unwrap();
    workshop.run().unwrap();
    for file in std::fs::read_dir(workshop.out().join(".unspool")).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("a secret"), "{}", file.display());
    }
}

#[test]
fn a_page_that_changed_after_the_run_is_exit_3_of_verify() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    assert_eq!(code(&workshop.unspool(["verify", "out"])), 0);
    workshop.page("good.txt", PAGE.replace("212", "213"));
    assert_failed(&workshop.unspool(["verify", "out"]), 3, &["good.txt", "changed"]);
}

#[test]
fn a_result_that_somebody_changed_is_exit_1_of_verify() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let file = workshop.out().join("stories.jsonl");
    let changed = std::fs::read_to_string(&file).unwrap().replace("212 passengers", "213 passengers");
    write(&file, changed.as_bytes());
    assert_failed(&workshop.unspool(["verify", "out"]), 1, &["good.txt", "breaches"]);
}

#[test]
fn verify_names_the_first_ten_breaches_with_file_and_byte_and_counts_all() {
    let workshop = Workshop::new();
    (0..15).for_each(|page| {
        workshop.page(format!("{page:02}.txt"), PAGE.replace("212", &format!("{page} and 212")))
    });
    workshop.run().unwrap();
    let file = workshop.out().join("stories.jsonl");
    let changed = std::fs::read_to_string(&file).unwrap().replace("JEDDAH: The ferry", "JEDDAH: A ferry");
    write(&file, changed.as_bytes());
    let said = stderr(&workshop.unspool(["verify", "out"]));
    let named: Vec<&str> = said.lines().filter(|line| line.contains(".txt:")).collect();
    assert_eq!(named.len(), 10, "{said}");
    for (page, line) in named.iter().enumerate() {
        assert!(line.starts_with(&format!("{page:02}.txt:")), "{said}");
        let byte = line.split(':').nth(1).and_then(|byte| byte.parse::<usize>().ok());
        assert!(byte.is_some_and(|byte| byte < PAGE.len() + 10), "{line}");
    }
    // One a page, and the digest of the file.
    assert!(said.contains(": 16 breaches"), "{said}");
}

#[test]
fn a_disk_that_is_full_leaves_earlier_results_and_the_same_command_carries_on() {
    let workshop = Workshop::with(good());
    workshop.run().unwrap();
    let before = workshop.files();
    let pages = |page: usize| (format!("{page}.txt"), PAGE.replace("212", &format!("{page} and 212")));
    (0..40).map(pages).for_each(|(name, text)| workshop.page(name, text));
    let limited = format!("trap '' XFSZ; ulimit -f 16; exec {} run pages", env!("CARGO_BIN_EXE_unspool"));
    let output = Command::new("sh").args(["-c", &limited]).current_dir(workshop.path("")).output().unwrap();
    assert_failed(&output, 4, &["earlier results are untouched"]);
    assert_same_files(&before, &workshop.files(), "after the failure");
    assert_eq!(code(&workshop.unspool(["run", "pages"])), 0);
    let fresh = Workshop::with(good());
    (0..40).map(pages).for_each(|(name, text)| fresh.page(name, text));
    fresh.run().unwrap();
    assert_same_files(&fresh.files(), &workshop.files(), "carried on");
}

/// Two pages that have nothing in common.
fn good() -> [(&'static str, &'static [u8]); 2] {
    [("good.txt", PAGE.as_bytes()), ("other.txt", OTHER.as_bytes())]
}

fn with_bad(bad: &Bad) -> Workshop {
    let workshop = Workshop::with(good());
    let file = workshop.pages().join("bad.txt");
    match bad.made {
        Made::Of(bytes) => write(&file, bytes),
        Made::By(make) => make(&workshop, &file),
    }
    workshop
}

fn write(file: &Path, bytes: &[u8]) {
    std::fs::write(file, bytes).unwrap();
}

fn link(target: impl AsRef<Path>, at: &Path) {
    symlink(target, at).unwrap();
}

/// Takes all permissions away; `None` where that binds nobody.
fn forbid(path: &Path) -> Option<()> {
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::metadata(path).unwrap().is_dir() && std::fs::read_dir(path).is_err()
        || File::open(path).is_err()
    {
        return Some(());
    }
    eprintln!("skipped: permissions do not bind this user (root)");
    None
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The one story of a page on its own, after all laws were proved on it.
fn story_of(page: &[u8]) -> Record {
    let workshop = Workshop::with([("page.txt", page)]);
    workshop.run().unwrap();
    let mut records = workshop.records();
    assert_eq!(records.len(), 1);
    assert_eq!(workshop.verify().breaches, []);
    records.remove(0)
}

/// What a record tells, wherever it lies.
fn told(record: &Record) -> [Option<&str>; 5] {
    let Record { title, text, dateline, updated, content_id, .. } = record;
    [title.as_deref(), Some(text), dateline.as_deref(), updated.as_deref(), Some(content_id)]
}

fn assert_line_is_one_paragraph(bytes: usize) {
    let mut line = String::with_capacity(bytes + 16);
    for number in 0.. {
        if line.len() >= bytes {
            break;
        }
        line.push_str("word");
        line.push_str(&(number % 9973).to_string());
        line.push(' ');
    }
    line.push_str("end.");
    let workshop = Workshop::with([("long.txt", line.as_bytes())]);
    let inputs = vec![Input::File(workshop.pages().join("long.txt"))];
    run_job(&unspool::run::Job { inputs, ..workshop.job() }).unwrap();
    let records = workshop.records();
    assert_eq!(records.len(), 1);
    // Not `assert_eq`: a message of twenty megabytes helps nobody.
    assert!(records[0].text == line);
    assert_eq!(records[0].parts.len(), 1);
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The exit code is this, and the words for people name all of these.
fn assert_failed(output: &Output, expected: i32, named: &[&str]) {
    let said = stderr(output);
    assert_eq!(code(output), expected, "{said}");
    named.iter().for_each(|name| assert!(said.contains(name), "{name} is not in: {said}"));
}

fn assert_no_escape(output: &Output, command: &[&str]) {
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(!said.contains(['\x1B', '\u{9B}']), "{command:?}: {said:?}");
    assert!(!said.is_empty(), "{command:?} says nothing, which proves nothing");
}
