//! Rows of cells, aligned: the first column to the left, all others to the right.

use crate::show::printable;
use unicode_width::UnicodeWidthStr as _;

/// A table on its way.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(super) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// The table below an empty line; nothing if it has no rows.
    pub(super) fn below_a_gap(&self) -> String {
        if self.rows.len() > 1 { format!("\n{}", self.lines()) } else { String::new() }
    }

    /// The rows as lines, two spaces between columns.
    pub(super) fn lines(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        self.rows.iter().map(|row| line(row, &widths)).collect()
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
        let pad = " ".repeat(width - cell.width());
        match at {
            0 => line.extend([cell, pad.as_str()]),
            _ => line.extend(["  ", pad.as_str(), cell]),
        }
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_to_the_left_and_figures_to_the_right() {
        let mut table = Table::new(&["rule", "lines"]);
        table.row(["雨".to_owned(), "7".to_owned()]);
        table.row(["marker".to_owned(), "1000".to_owned()]);
        assert_eq!(table.lines(), "rule    lines\n雨          7\nmarker   1000\n");
    }
}
