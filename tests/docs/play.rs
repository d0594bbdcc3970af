//! The commands of the book, typed as a reader would type them: page by page, from the top to the bottom.
//!
//! Each page is played in a folder of its own that holds `seeds`. A `sh` block must end well; each command of a `console`
//! block must print what stands below it, where `[..]` stands for anything in a line and `...` for any lines. `? 1` below
//! a command is its exit code. `sh checkout` needs the project and its tools, and is not played; `needs=NAME` is played
//! where there is a program of that name; so is `sql`, by `duckdb`.

use crate::is_blessed;
use crate::pages::{Block, Page, Piece, book, pieces, root};
use rayon::prelude::*;
use regex::Regex;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Pages that another script plays.
const PLAYED_ELSEWHERE: &[&str] = &["docs/python.md", "docs/spark.md"];

#[test]
fn every_command_of_the_book_does_what_its_page_says() {
    let is_played = |page: &Page| !PLAYED_ELSEWHERE.contains(&page.name.as_str());
    let played = book().into_par_iter().filter(is_played).flat_map_iter(|page| {
        let (made, wrong) = play(&page);
        if is_blessed() && !wrong.is_empty() {
            std::fs::write(root().join(&page.name), made).unwrap();
        }
        wrong
    });
    let wrong: Vec<String> = played.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A command of a `console` block with what it prints.
struct Typed {
    command: String,
    code: i32,
    printed: String,
}

/// Types a page's commands: the page as it would be right, and what went otherwise than it says.
fn play(page: &Page) -> (String, Vec<String>) {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    let mut made = String::new();
    for piece in pieces(&page.text) {
        match piece {
            Piece::Line(line) => made += &format!("{line}\n"),
            Piece::Block(block) => {
                let (text, complaints) = desk.play(&block);
                made += &format!("```{}\n{text}```\n", block.words.join(" "));
                wrong.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", page.name)));
            }
        }
    }
    (made, wrong)
}

/// The folder in which a page is played.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(root().join("seeds"), folder.path().join("seeds")).unwrap();
        Self(folder)
    }

    /// Plays a block: its text with what is printed now, and what is wrong with it.
    fn play(&self, block: &Block) -> (String, Vec<String>) {
        let missing =
            block.words.iter().filter_map(|word| word.strip_prefix("needs=")).any(|name| !is_on_path(name));
        let wrong = match block.language() {
            "console" => return self.play_console(&block.text),
            "sh" if !missing && !block.is("checkout") => self.must_end_well(&block.text),
            "sql" if is_on_path("duckdb") => {
                self.must_end_well(&format!("duckdb <<'END'\n{}END\n", block.text))
            }
            _ => None,
        };
        (block.text.clone(), wrong.into_iter().collect())
    }

    fn play_console(&self, text: &str) -> (String, Vec<String>) {
        let mut made = String::new();
        let mut wrong = Vec::new();
        for typed in typed(text) {
            let (code, printed) = self.run(&format!("exec 2>&1\n{}", typed.command));
            let fits = code == typed.code && fits(&printed, &typed.printed);
            if !fits {
                wrong.push(format!("`{}` ended with {code} and printed:\n{printed}", typed.command));
            }
            let shown = if fits { &typed.printed } else { &printed };
            made += &format!("$ {}\n", typed.command.replace('\n', "\n> "));
            made += &(if code == 0 { String::new() } else { format!("? {code}\n") });
            made += shown;
        }
        (made, wrong)
    }

    fn must_end_well(&self, script: &str) -> Option<String> {
        let (code, said) = self.run(&format!("exec 2>&1\n{script}"));
        (code != 0).then(|| format!("ended with {code}:\n{script}it said:\n{said}"))
    }

    /// Runs a script in the folder: its exit code and what it printed.
    fn run(&self, script: &str) -> (i32, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_unspool")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("bash");
        shell.args(["--noprofile", "--norc", "-euo", "pipefail", "-c", script]);
        shell.current_dir(self.0.path()).env("PATH", path).env("HOME", self.0.path());
        let output = shell.env_remove("GITHUB_STEP_SUMMARY").output().unwrap();
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
    }
}

fn is_on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

fn typed(text: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            all.push(Typed { command: command.to_owned(), code: 0, printed: String::new() });
            continue;
        }
        let last = all.last_mut().unwrap_or_else(|| panic!("no command above `{line}`"));
        match (line.strip_prefix("> "), line.strip_prefix("? ")) {
            (Some(more), _) if last.printed.is_empty() => last.command += &format!("\n{more}"),
            (_, Some(code)) if last.printed.is_empty() => last.code = code.parse().unwrap(),
            _ => last.printed += &format!("{line}\n"),
        }
    }
    all
}

/// Whether something printed is what a page says.
fn fits(printed: &str, page: &str) -> bool {
    let mut pattern = String::from("^(?s-m)");
    for line in page.lines() {
        if line == "..." {
            pattern += "(?:[^\n]*\n)*?";
        } else {
            pattern += &(regex::escape(line).replace(r"\[\.\.\]", "[^\n]*") + "\n");
        }
    }
    // A last line without its end counts as whole.
    let printed = if printed.is_empty() || printed.ends_with('\n') {
        printed.to_owned()
    } else {
        format!("{printed}\n")
    };
    Regex::new(&(pattern + "$")).unwrap().is_match(&printed)
}

#[test]
fn what_is_printed_is_held_against_the_page_line_by_line() {
    assert!(fits("a 1 b\nc\nd\n", "a [..] b\n...\nd\n") && fits("", "") && fits("a", "a\n"));
    assert!(!fits("a\nb\n", "a\n") && !fits("a\n", "a\nb\n") && !fits("a.b\n", "a[..]c\n"));
}

#[test]
fn a_command_that_ends_otherwise_than_its_page_says_is_told() {
    let wrong = |text: &str| play(&Page { name: "docs/none.md".to_owned(), text: text.to_owned() }).1.len();
    assert_eq!(wrong("```console\n$ echo a\na\n$ cat <<END\n> b\n> END\nb\n```\n```sh\ntrue\n```\n"), 0);
    assert_eq!(wrong("```console\n$ exit 3\n? 3\n$ exit 3\n```\n```sh\nfalse\n```\n"), 2);
    assert_eq!(wrong("```sh checkout\nfalse\n```\n```sh needs=no-such-program\nfalse\n```\n"), 0);
}
