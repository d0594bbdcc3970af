//! What is printed on: how wide standard output is, and whether it has colours.

use crate::config::Color;
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, StdoutLock};
use terminal_size::{Height, Width, terminal_size_of};

/// Columns of what is no terminal.
const COLUMNS: usize = 100;
const NARROWEST: usize = 60;
const WIDEST: usize = 200;

/// Standard output as it can be printed on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper {
    color: ColorChoice,
    page: Page,
}

/// How a text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// Its width.
    pub(super) columns: usize,
    /// How words that differ are told from others.
    pub(super) marks: Marks,
}

/// How words that differ are told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// By colour.
    Colors,
    /// By `[-` `-]` and `{+` `+}`, as `wdiff` has them.
    Signs,
}

impl Paper {
    pub(super) fn new(color: Color) -> Self {
        let color = choice(color, &io::stdout());
        let marks = if color == ColorChoice::Never { Marks::Signs } else { Marks::Colors };
        Self { color, page: Page { marks, ..Page::of_stdout() } }
    }

    /// Its width and marks.
    pub(super) fn page(&self) -> Page {
        self.page
    }

    /// Standard output, which drops colours where they are not wanted.
    pub(super) fn stdout(&self) -> AutoStream<StdoutLock<'static>> {
        AutoStream::new(io::stdout().lock(), self.color)
    }
}

impl Page {
    /// As wide as standard output, without colours.
    pub(super) fn of_stdout() -> Self {
        Self { columns: columns(terminal_size_of(io::stdout())), marks: Marks::Signs }
    }

    /// As wide as standard error, without colours.
    pub(super) fn of_stderr() -> Self {
        Self { columns: columns(terminal_size_of(io::stderr())), marks: Marks::Signs }
    }
}

/// Whether a stream gets colours.
pub(super) fn choice(color: Color, stream: &impl RawStream) -> ColorChoice {
    match color {
        Color::Auto => AutoStream::choice(stream),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

/// The width of a terminal, as far as a page can be laid out for it.
fn columns(terminal: Option<(Width, Height)>) -> usize {
    terminal.map_or(COLUMNS, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST))
}
