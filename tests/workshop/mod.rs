//! A temporary folder with pages to read in `pages` and a place to write to in `out`.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

pub mod boxes;
pub mod tables;

use serde::de::DeserializeOwned;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;
use unspool::config::Config;
use unspool::read::Input;
use unspool::record::{Record, SkippedLine};
use unspool::rules::Rules;
use unspool::run::{Job, Outcome, RunError, run};
use unspool::verify::{Sources, Verified, verify};
use unspool::write::{LINE_FILES, SUMMARY_FILE};

/// The rules, read once: compiling their patterns takes seconds without optimisation.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

/// A page with one story: headline, time, body.
pub const PAGE: &str = "Ferry to Hadera resumes after nine days of storms\n\nShort Url\nUpdated 04 March 2024\nFollow\n\nFerry to Hadera resumes after nine days of storms\n\nJEDDAH: The ferry between the two harbors sailed again on Monday, carrying 212 passengers and 40 cars.\n\nThe operator said tickets bought before the storms stay valid until the end of April, and that nobody needs to queue for a new one.\n";

/// Another one that has nothing in common with it.
pub const OTHER: &str = "Village school wins prize for its rooftop garden\n\nUpdated 11 May 2023\nFollow\n\nVillage school wins prize for its rooftop garden\n\nQUETTA: Pupils of a small school grow eleven kinds of herbs above their classrooms, and a jury of botanists has taken notice.\n\nTheir teacher said the first seeds came from her grandmother and were older than every pupil.\n";

/// Pages and output of one test; both are gone with it.
pub struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub fn new() -> Self {
        let workshop = Self { folder: TempDir::new().unwrap() };
        std::fs::create_dir(workshop.pages()).unwrap();
        workshop
    }

    /// A workshop with these pages.
    pub fn with<'p>(pages: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Self {
        let workshop = Self::new();
        for (name, bytes) in pages {
            workshop.page(name, bytes);
        }
        workshop
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn pages(&self) -> PathBuf {
        self.path("pages")
    }

    pub fn out(&self) -> PathBuf {
        self.path("out")
    }

    /// Writes a page, with the folders it lies in.
    pub fn page(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let file = self.pages().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    /// The job of reading `pages`.
    pub fn job(&self) -> Job {
        let inputs = vec![Input::Folder { prefix: String::new(), root: self.pages() }];
        Job::new(inputs, self.out(), Config::default())
    }

    /// Runs the library on `pages`.
    pub fn run(&self) -> Result<Outcome, RunError> {
        run_job(&self.job())
    }

    /// Runs the program in this folder, with nothing on standard input.
    pub fn unspool<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.unspool_on(b"", arguments)
    }

    /// Runs the program in this folder, with this on standard input.
    pub fn unspool_on<S: AsRef<std::ffi::OsStr>>(
        &self,
        stdin: &[u8],
        arguments: impl IntoIterator<Item = S>,
    ) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that stops before it reads leaves a broken pipe.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        child.wait_with_output().unwrap()
    }

    /// The program, to be run in this folder and not as part of a job on GitHub.
    pub fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unspool"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    /// The lines of a file of the output.
    pub fn lines<T: DeserializeOwned>(&self, name: &str) -> Vec<T> {
        lines(&self.out().join(name))
    }

    pub fn records(&self) -> Vec<Record> {
        lines(&self.out().join("stories.jsonl"))
    }

    pub fn skipped(&self) -> Vec<SkippedLine> {
        lines(&self.out().join("skipped.jsonl"))
    }

    /// Name and bytes of the five files.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        files(&self.out())
    }

    pub fn verify(&self) -> Verified {
        verify(&self.out(), &Sources::default(), &RULES).unwrap()
    }
}

pub fn run_job(job: &Job) -> Result<Outcome, RunError> {
    run(job, &RULES, &|_| {})
}

/// Name and bytes of the five files of an output folder.
pub fn files(out: &Path) -> Vec<(String, Vec<u8>)> {
    let names = LINE_FILES.iter().chain([&SUMMARY_FILE]);
    names.map(|name| ((*name).to_owned(), std::fs::read(out.join(name)).unwrap())).collect()
}

/// Says which of the five files differ: a whole file in a message helps nobody.
pub fn assert_same_files(left: &[(String, Vec<u8>)], right: &[(String, Vec<u8>)], what: &str) {
    let differing: Vec<&str> = left
        .iter()
        .zip(right)
        .filter(|(left, right)| left != right)
        .map(|((name, _), _)| name.as_str())
        .collect();
    assert_eq!(left.len(), right.len(), "{what}");
    assert!(differing.is_empty(), "{what}: these files differ: {differing:?}");
}

fn lines<T: DeserializeOwned>(file: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
