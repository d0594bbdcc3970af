//! Real runs on a pseudo-terminal: what is drawn while they last, and what stays on the screen.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests write pages as files")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take before a test gives up; nothing waits for as long otherwise.
const PATIENCE: Duration = Duration::from_secs(60);
const ROWS: u16 = 50;
const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
const CLEAR_LINE: &[u8] = b"\x1b[2K";

const PAGE: &str =
    "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";

/// A run on a terminal.
struct Session {
    folder: TempDir,
    child: Box<dyn Child + Send + Sync>,
    terminal: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    /// What was printed so far.
    seen: Vec<u8>,
    /// What the screen shows of it.
    screen: vt100::Parser,
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn size(columns: u16) -> PtySize {
    PtySize { rows: ROWS, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Session {
    /// Reads some pages, and then waits for one in a pipe, for as long as the test wants.
    fn waiting(columns: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("mkfifo").arg(folder.path().join("late.txt")).status().unwrap();
        assert!(made.success());
        Self::begin((folder, columns), &["late.txt"])
    }

    /// `unspool run pages -o out` with more arguments.
    fn begin((folder, columns): (TempDir, u16), more: &[&str]) -> Self {
        pages(folder.path());
        let pair = native_pty_system().openpty(size(columns)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_unspool"));
        command.args(["run", "pages", "-o", "out"]);
        command.args(more);
        command.cwd(folder.path());
        command.env("TERM", "xterm-256color");
        ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"].iter().for_each(|name| command.env_remove(name));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        Self {
            folder,
            child,
            output: output(pair.master.try_clone_reader().unwrap()),
            keyboard: pair.master.take_writer().unwrap(),
            terminal: pair.master,
            seen: Vec::new(),
            screen: vt100::Parser::new(cells(ROWS), cells(columns), 0),
        }
    }

    /// Reads until the screen shows something.
    fn wait_for(&mut self, what: &str) {
        let begun = Instant::now();
        while !self.shown().contains(what) {
            let left = PATIENCE.checked_sub(begun.elapsed());
            let bytes = left.and_then(|left| self.output.recv_timeout(left).ok());
            self.take(&bytes.unwrap_or_else(|| panic!("no `{what}` in:\n{}", self.shown())));
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.seen.extend(bytes);
        self.screen.process(bytes);
    }

    /// Makes the terminal wider or narrower, and waits until the run has drawn on it.
    fn resize(&mut self, columns: u16) {
        self.terminal.resize(size(columns)).unwrap();
        self.screen.screen_mut().set_size(cells(ROWS), cells(columns));
        for _ in 0..3 {
            let bytes = self.output.recv_timeout(PATIENCE).unwrap();
            self.take(&bytes);
        }
    }

    /// Lets the run have the page that it waits for.
    fn give_page(&self) {
        fs::write(self.folder.path().join("late.txt"), PAGE).unwrap();
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads to the end; the exit code.
    fn end(&mut self) -> u32 {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().unwrap();
                    panic!("no end in:\n{}", self.shown());
                }
            }
        }
        self.child.wait().unwrap().exit_code()
    }

    fn shown(&self) -> String {
        self.screen.screen().contents()
    }

    /// Whether the cursor is there to be seen, at the beginning of a line.
    fn is_clean(&self) -> bool {
        let hidden = self.seen.windows(HIDE_CURSOR.len()).any(|bytes| bytes == HIDE_CURSOR);
        !hidden && !self.screen.screen().hide_cursor() && self.screen.screen().cursor_position().1 == 0
    }

    fn draws(&self) -> usize {
        self.seen.windows(CLEAR_LINE.len()).filter(|bytes| *bytes == CLEAR_LINE).count()
    }
}

/// What a terminal prints, piece by piece, until it is closed.
fn output(mut terminal: Box<dyn std::io::Read + Send>) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            if send.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receive
}

/// A few pages, some of them copies of one another.
fn pages(folder: &Path) {
    fs::create_dir(folder.join("pages")).unwrap();
    for number in 0..6 {
        let place = ["Hadera", "Sidon", "Latakia"][number % 3];
        let text = format!(
            "Ferry to {place} resumes after nine days of storms\n\nUpdated 04 March 2024\nFollow\n\n\
             {place}: The ferry between the two harbors sailed again on Monday, carrying more passengers than on any \
             day of the winter, the port of {place} said in a statement.\n\nThe storms had closed the harbor of {place} \
             for nine days in a row, and several shops had run out of flour and fuel before the first boat came in.\n"
        );
        fs::write(folder.join(format!("pages/{number}.txt")), text).unwrap();
    }
    fs::write(folder.join("pages/notes.md"), "no page").unwrap();
}

#[test]
fn a_run_draws_its_progress_and_leaves_only_the_summary() {
    let mut session = Session::waiting(100);
    session.wait_for("6/7 files");
    assert!(
        session.shown().contains('━') && session.shown().contains(" reading 6/7 files"),
        "{}",
        session.shown()
    );
    session.give_page();
    assert_eq!(session.end(), 0, "{}", session.shown());
    let shown = session.shown();
    assert!(session.is_clean(), "{shown}");
    assert!(shown.contains("found 8, read 7, ignored 1, skipped 0"), "{shown}");
    assert!(shown.contains("unspool verify out"), "{shown}");
    assert!(!shown.contains("files 0") && !shown.contains('━') && !shown.contains("writing"), "{shown}");
    assert!(session.folder.path().join("out/summary.json").exists());
}

#[test]
fn a_terminal_that_is_made_narrower_and_wider_stays_clean() {
    let mut session = Session::waiting(200);
    session.wait_for("6/7 files");
    [60, 100, 60].iter().for_each(|&columns| session.resize(columns));
    // What was read last may end in the middle of a draw, where the old bar is gone and the new one is not there.
    session.wait_for(" reading 6/7 files");
    let bars = session.shown().matches(" reading 6/7 files").count();
    assert_eq!(bars, 1, "{}", session.shown());
    session.give_page();
    assert_eq!(session.end(), 0, "{}", session.shown());
    assert!(session.is_clean() && !session.shown().contains('━'), "{}", session.shown());
}

#[test]
fn ctrl_c_ends_a_run_with_a_sentence_and_a_clean_terminal() {
    // On 60 columns the `^C` that the terminal shows must not break the line.
    for columns in [60, 80] {
        let mut session = Session::waiting(columns);
        session.wait_for("6/7 files");
        session.press("\x03");
        assert_eq!(session.end(), 130, "{}", session.shown());
        let shown = session.shown();
        assert!(session.is_clean(), "{shown}");
        assert!(
            shown.contains("unspool: interrupted; the same command carries on") && !shown.contains('━'),
            "{shown}"
        );
        assert!(!session.folder.path().join("out/summary.json").exists());
    }
}

#[test]
fn what_stands_above_a_run_stays_there() {
    for columns in [60, 119, 200] {
        let mut session = Session::waiting(columns);
        session.wait_for("6/7 files");
        let up = session.seen.windows(3).filter(|bytes| *bytes == b"\x1b[1").count();
        assert_eq!(up, 0, "the cursor was moved up on {columns} columns:\n{}", session.shown());
        session.give_page();
        assert_eq!(session.end(), 0, "{}", session.shown());
    }
}

#[test]
fn a_run_draws_at_most_ten_times_a_second() {
    let mut session = Session::waiting(80);
    let begun = Instant::now();
    session.wait_for("6/7 files");
    while begun.elapsed() < Duration::from_secs(1) {
        let bytes = session.output.recv_timeout(PATIENCE).unwrap();
        session.take(&bytes);
    }
    // One more for each of the stages, which are told at once.
    let most = begun.elapsed().as_millis() as usize / 100 + 5;
    assert!((2..=most).contains(&session.draws()), "{} draws, at most {most}", session.draws());
    session.press("\x03");
    session.end();
}

#[test]
fn a_page_that_is_typed_is_asked_for_and_no_bar_is_drawn_over_it() {
    let mut session = Session::begin((tempfile::tempdir().unwrap(), 80), &["-", "--color", "never"]);
    session.wait_for("reading a page from the terminal; Ctrl-D ends it");
    session.press(PAGE);
    session.press("\x04");
    assert_eq!(session.end(), 0, "{}", session.shown());
    assert_eq!(session.draws(), 0);
    assert!(!session.seen.contains(&b'\x1b'), "{}", session.shown());
}
