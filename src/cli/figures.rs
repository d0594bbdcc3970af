//! Figures with what they count, aligned: a label where a new one begins, the figure to the right, words behind it.

use super::wrap::{cut, wrapped};
use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

const LABEL: Style = Style::new().bold();

/// Rows on their way.
#[derive(Debug, Default)]
pub(super) struct Figures {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    label: &'static str,
    figure: String,
    words: String,
    style: Style,
}

impl Figures {
    /// Adds a figure and its words; without a figure the words stand in its place.
    pub(super) fn row(&mut self, label: &'static str, figure: String, (words, style): (String, Style)) {
        self.rows.push(Row { label, figure, words, style });
    }

    /// The rows as lines; words that are too long for the columns are cut behind a
    /// figure, and go on below where there is none.
    pub(super) fn lines(&self, columns: usize) -> String {
        let labels = self.rows.iter().map(|row| row.label.width()).max().unwrap_or(0);
        let figures = self.rows.iter().map(|row| row.figure.width()).max().unwrap_or(0);
        let mut text = String::new();
        let mut last = "";
        for Row { label, figure, words, style } in &self.rows {
            let shown = if *label == last { "" } else { label };
            text.push_str(&format!("{LABEL}{shown}{LABEL:#}{:pad$}", "", pad = labels - shown.width() + 2));
            let lines = match figure.as_str() {
                "" => wrapped(words, columns.saturating_sub(labels + 2)),
                figure => vec![format!(
                    "{figure:>figures$}  {}",
                    cut(words, columns.saturating_sub(labels + figures + 4).max(2))
                )],
            };
            let lines: Vec<String> = lines.iter().map(|line| format!("{style}{line}{style:#}\n")).collect();
            text.push_str(&lines.join(&" ".repeat(labels + 2)));
            last = label;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_below_each_other_and_words_fit() {
        let mut figures = Figures::default();
        for (label, figure, words) in [
            ("files", "", "found 7, ignored 7"),
            ("files", "7", "ignored"),
            ("stories", "12,000", "with a long headline"),
        ] {
            figures.row(label, figure.to_owned(), (words.to_owned(), Style::new()));
        }
        let text = anstream::adapter::strip_str(&figures.lines(24)).to_string();
        assert_eq!(
            text,
            "files    found 7,\n         ignored 7\n              7  ignored\nstories  12,000  with a…\n"
        );
    }
}
