//! `docs/session.svg`: a session on a terminal, recorded by running the program and drawn as text.

use crate::pages::root;
use crate::{assert_fresh, is_blessed};
use std::fmt::Write as _;
use std::num::NonZero;
use std::process::Command;

/// What is typed: shown, run, and which of the printed lines are shown.
const TYPED: &[(&str, &[&str], std::ops::Range<usize>)] = &[
    (
        "unspool show seeds/arab-news/rail-freight-trial.txt",
        &["show", "seeds/arab-news/rail-freight-trial.txt", "--color", "always"],
        26..41,
    ),
    (
        "unspool run seeds -o out",
        &["run", "seeds", "-o", "out", "--color", "always", "--progress", "never"],
        0..24,
    ),
    ("unspool verify out", &["verify", "out"], 0..1),
];
/// What differs from run to run: seconds, memory and the size of the work area.
const MEASURED: [&str; 3] = [">time<", ">memory at most<", ">in the work area<"];

const COLUMNS: u16 = 100;
/// Size of a character cell and of the margin around all of them.
const CELL: (f64, f64) = (8.0, 18.0);
const MARGIN: f64 = 16.0;
const STYLE: &str = "text{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d6deeb}\
                     .b{font-weight:700}.d{fill:#7f8ca3}.g{fill:#8bd49c}.c{fill:#7fdbca}.y{fill:#ecc48d}.r{fill:#ff8080}.p{fill:#82aaff}";

#[test]
fn the_recorded_session_is_what_the_program_prints() {
    let made = drawn(&session());
    let there = std::fs::read_to_string(root().join("docs/session.svg")).unwrap_or_default();
    // Figures of one machine are no reason to draw it anew.
    if !is_blessed() && without_measured(&there) == without_measured(&made) {
        return;
    }
    assert_fresh("docs/session.svg", &made);
}

fn without_measured(svg: &str) -> Vec<&str> {
    svg.lines().filter(|line| !MEASURED.iter().any(|what| line.contains(what))).collect()
}

/// A run of characters of one look.
struct Run {
    column: usize,
    look: String,
    text: String,
}

fn session() -> Vec<Vec<Run>> {
    let desk = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("seeds"), desk.path().join("seeds")).unwrap();
    let mut rows = Vec::new();
    for (shown, arguments, kept) in TYPED {
        let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
        let output = program.args(*arguments).current_dir(desk.path()).output().unwrap();
        assert!(output.status.success(), "{shown}");
        let prompt = Run { column: 0, look: "p".to_owned(), text: "$".to_owned() };
        rows.push(vec![prompt, Run { column: 2, look: "b".to_owned(), text: (*shown).to_owned() }]);
        let printed = [output.stdout, output.stderr].concat();
        let mut printed = looked_at(&String::from_utf8(printed).unwrap());
        let end = kept.end.min(printed.len());
        rows.extend(printed.drain(kept.start..end));
        rows.push(Vec::new());
    }
    rows.pop();
    rows
}

/// Lines with colours → runs of one look, cut at the last column.
fn looked_at(printed: &str) -> Vec<Vec<Run>> {
    printed.lines().map(row).collect()
}

fn row(line: &str) -> Vec<Run> {
    let (rows, columns) = (NonZero::new(1).unwrap(), NonZero::new(4 * COLUMNS).unwrap());
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    terminal.process(line.as_bytes());
    let screen = terminal.screen();
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..COLUMNS {
        let cell = screen.cell(0, column).unwrap();
        if cell.is_wide_continuation() {
            continue;
        }
        let is_cut = column + 1 == COLUMNS && screen.cell(0, COLUMNS).is_some_and(vt100::Cell::has_contents);
        let text = if is_cut {
            "…"
        } else if cell.has_contents() {
            cell.contents()
        } else {
            " "
        };
        let look = look(cell);
        match runs.last_mut() {
            Some(run) if run.look == look => run.text += text,
            _ => runs.push(Run { column: usize::from(column), look, text: text.to_owned() }),
        }
    }
    runs.iter().flat_map(words).collect()
}

/// A run cut where two spaces or more stand, because viewers of pictures join spaces.
fn words(run: &Run) -> Vec<Run> {
    let mut words = Vec::new();
    let mut column = run.column;
    for word in run.text.split("  ") {
        let text = word.trim_start();
        let start = column + (word.len() - text.len());
        if !text.trim_end().is_empty() {
            words.push(Run { column: start, look: run.look.clone(), text: text.trim_end().to_owned() });
        }
        column += word.chars().count() + 2;
    }
    words
}

/// The classes of a cell's look.
fn look(cell: &vt100::Cell) -> String {
    let color = match cell.fgcolor() {
        vt100::Color::Idx(1) => "r",
        vt100::Color::Idx(2) => "g",
        vt100::Color::Idx(3) => "y",
        vt100::Color::Idx(6) => "c",
        _ => "",
    };
    let weight = if cell.bold() {
        "b"
    } else if cell.dim() {
        "d"
    } else {
        ""
    };
    format!("{color} {weight}").trim().to_owned()
}

fn drawn(rows: &[Vec<Run>]) -> String {
    let width = f64::from(COLUMNS) * CELL.0 + 2.0 * MARGIN;
    let height = rows.len() as f64 * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"A session on a terminal\">\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b2333\"/>\n"
    );
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let y = MARGIN + (number as f64 + 0.75) * CELL.1;
        write!(svg, "<text y=\"{y}\">").unwrap();
        for run in row {
            let x = MARGIN + run.column as f64 * CELL.0;
            let class = if run.look.is_empty() { String::new() } else { format!(" class=\"{}\"", run.look) };
            write!(svg, "<tspan x=\"{x}\"{class}>{}</tspan>", escaped(&run.text)).unwrap();
        }
        svg += "</text>\n";
    }
    svg + "</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
