//! Two texts side by side: words that stand for each other in one row, words that differ marked.

use crate::cli::paper::{Marks, Page};
use crate::explain::edits::{Edit, Token, keys, script, tokens};
use crate::show::{isolated, printable};
use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands between the columns.
const RULE: &str = " │ ";
/// What stands before the left one.
const MARGIN: &str = "  ";

/// A word, or a piece of a word that is wider than its column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    spaced: bool,
    differs: bool,
    lead: String,
    word: String,
    tail: String,
}

/// Whose words a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    This,
    Twin,
}

/// Lays two texts out side by side below their headings.
pub(super) fn columns((this, twin): (&str, &str), headings: (&str, &str), page: Page) -> String {
    let width = width(page);
    let mut text = row((&fitted(headings.0, width), &fitted(headings.1, width)), width);
    let mut rows = Rows { width, page, pairs: Vec::new(), text: String::new() };
    let (this, twin) = (tokens(this), tokens(twin));
    for edit in script(&keys(&this), &keys(&twin)) {
        let differs = !matches!(edit, Edit::Same(..));
        let (left, right) = edit.places();
        let cells =
            |token: Option<&Token<'_>>| token.map_or_else(Vec::new, |token| cut(token, differs, width));
        rows.add(cells(left.map(|at| &this[at])), cells(right.map(|at| &twin[at])));
    }
    rows.end_row();
    text.push_str(&rows.text);
    text
}

/// The width of one of two columns.
fn width(page: Page) -> usize {
    (page.columns - MARGIN.width() - RULE.width()) / 2
}

fn row((left, right): (&str, &str), width: usize) -> String {
    let pad = width.saturating_sub(left.width());
    format!("{MARGIN}{left}{}{RULE}{right}", " ".repeat(pad)).trim_end().to_owned() + "\n"
}

/// The end of a text that fits: of a path, the end says most.
fn fitted(text: &str, width: usize) -> String {
    let text = printable(text);
    if text.width() <= width {
        return text;
    }
    let mut left = width - 1;
    let fits = |c: &char| {
        left = left.saturating_sub(c.width().unwrap_or(0));
        left > 0
    };
    let end: Vec<char> = text.chars().rev().take_while(fits).collect();
    std::iter::once('…').chain(end.into_iter().rev()).collect()
}

/// A token as cells, each narrow enough for a column even between marks.
fn cut(token: &Token<'_>, differs: bool, width: usize) -> Vec<Cell> {
    const MARKS: usize = 4;
    let widest = width - MARKS;
    let whole = Cell {
        spaced: token.spaced,
        differs,
        lead: printable(token.lead),
        word: printable(token.word),
        tail: printable(token.tail),
    };
    if whole.lead.width() + whole.word.width() + whole.tail.width() <= widest {
        return vec![whole];
    }
    let text = format!("{}{}{}", whole.lead, whole.word, whole.tail);
    let mut cells: Vec<Cell> = Vec::new();
    for c in text.chars() {
        match cells.last_mut() {
            Some(cell) if cell.word.width() + c.width().unwrap_or(0) <= widest => cell.word.push(c),
            last => {
                let spaced = last.is_none() && token.spaced;
                let (lead, tail) = (String::new(), String::new());
                cells.push(Cell { spaced, differs, lead, word: c.to_string(), tail });
            }
        }
    }
    cells
}

/// Words that stand for each other; one of them may be missing.
type Pair = (Option<Cell>, Option<Cell>);

/// Rows on their way.
struct Rows {
    width: usize,
    page: Page,
    /// The words of the last row.
    pairs: Vec<Pair>,
    text: String,
}

impl Rows {
    /// Adds words that stand for each other, cut into cells.
    fn add(&mut self, left: Vec<Cell>, right: Vec<Cell>) {
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return,
                pair => self.add_pair(pair),
            }
        }
    }

    /// Adds a pair to the row if both columns have room, else to the next one.
    fn add_pair(&mut self, pair: Pair) {
        self.pairs.push(pair);
        let fits = |cells: Vec<&Cell>| signed(cells).width() <= self.width;
        if !fits(left(&self.pairs)) || !fits(right(&self.pairs)) {
            let rest = self.pairs.split_off(break_before_last(&self.pairs));
            self.end_row();
            rest.into_iter().for_each(|pair| self.add_pair(pair));
        }
    }

    fn end_row(&mut self) {
        let pairs = std::mem::take(&mut self.pairs);
        if pairs.is_empty() {
            return;
        }
        let (left, right) = (left(&pairs), right(&pairs));
        let width: usize = match self.page.marks {
            Marks::Signs => signed(left.iter().copied()).width(),
            Marks::Colors => pieces(left.iter().copied()).map(|(piece, _)| piece.width()).sum(),
        };
        let pad = " ".repeat(self.width.saturating_sub(width));
        let (left, right) = (self.painted(&left, Whose::This), self.painted(&right, Whose::Twin));
        self.text.push_str(format!("{MARGIN}{left}{pad}{RULE}{right}").trim_end());
        self.text.push('\n');
    }

    fn painted(&self, cells: &[&Cell], whose: Whose) -> String {
        let cells = cells.iter().copied();
        let text: String = match self.page.marks {
            Marks::Signs if whose == Whose::This => signed(cells),
            Marks::Signs => pieces(cells).map(|(piece, differs)| added(piece, differs)).collect(),
            Marks::Colors => pieces(cells).map(|(piece, differs)| colored(&piece, differs, whose)).collect(),
        };
        isolated(&text)
    }
}

fn left(pairs: &[Pair]) -> Vec<&Cell> {
    pairs.iter().filter_map(|(left, _)| left.as_ref()).collect()
}

fn right(pairs: &[Pair]) -> Vec<&Cell> {
    pairs.iter().filter_map(|(_, right)| right.as_ref()).collect()
}

/// Where a row whose last pair is too much ends: before that pair, or before the white space that is a few words back,
/// so that `1,100` stays whole.
fn break_before_last(pairs: &[Pair]) -> usize {
    const BACK: usize = 3;
    let last = pairs.len() - 1;
    let opens = |(left, right): &Pair| [left, right].into_iter().flatten().all(|cell| cell.spaced);
    let breaks = (1..=last).rev().take(BACK).find(|&at| opens(&pairs[at]));
    breaks.unwrap_or(last.max(1))
}

/// The words of a row in order, runs of alike ones together: what it says, and whether it differs.
fn pieces<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> impl Iterator<Item = (String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut add = |text: &str, differs: bool| match pieces.last_mut() {
        Some((piece, kind)) if *kind == differs => piece.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push((text.to_owned(), differs)),
    };
    let mut before: Option<&Cell> = None;
    for cell in cells {
        let gap = if cell.spaced && before.is_some() { " " } else { "" };
        // What lies between two words that differ belongs to the run.
        let between = cell.differs && before.is_some_and(|before| before.differs);
        add(before.map_or("", |before| &before.tail), between);
        add(gap, between);
        add(&cell.lead, between);
        add(&cell.word, cell.differs);
        before = Some(cell);
    }
    add(before.map_or("", |before| &before.tail), false);
    pieces.into_iter()
}

/// The row with signs around what differs.
fn signed<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> String {
    pieces(cells).map(|(piece, differs)| if differs { format!("[-{piece}-]") } else { piece }).collect()
}

fn added(piece: String, differs: bool) -> String {
    if differs { format!("{{+{piece}+}}") } else { piece }
}

fn colored(piece: &str, differs: bool, whose: Whose) -> String {
    let color = if whose == Whose::This { AnsiColor::Red } else { AnsiColor::Green };
    let style = if differs { color.on_default().bold() } else { Style::new() };
    format!("{style}{piece}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page { columns: 61, marks: Marks::Signs };

    #[track_caller]
    fn check(this: &str, twin: &str, expected: &[&str]) {
        let text = columns((this, twin), ("here.txt:1", "there.txt:9"), PAGE);
        assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_that_stand_for_each_other_share_a_row() {
        check(
            "More than 1,100 boats had been moved to moorings at Rehri.",
            "More than 1,300 old wooden boats had been moved to temporary moorings at Rehri.",
            &[
                "  More than 1,[-100-]          │ More than 1,{+300 old+}",
                "  boats had been               │ {+wooden+} boats had been",
                "  moved to                     │ moved to {+temporary+}",
                "  moorings at Rehri.           │ moorings at Rehri.",
            ],
        );
    }

    #[test]
    fn marks_around_words_are_no_difference() {
        check(
            "“It’s done”, he said…",
            "\"It's done\" he said",
            &["  “It’s done”, he said…        │ \"It's done\" he said"],
        );
    }

    #[test]
    fn scripts_without_spaces_are_marked_character_by_character() {
        check("東京は雨です", "東京は雪です", &["  東京は[-雨-]です             │ 東京は{+雪+}です"]);
    }

    #[test]
    fn text_from_right_to_left_keeps_to_its_column() {
        check(
            "وصل القطار",
            "وصل القارب",
            &["  \u{2068}وصل [-القطار-]\u{2069}               │ \u{2068}وصل {+القارب+}\u{2069}"],
        );
    }

    #[test]
    fn no_row_is_wider_than_the_page() {
        let long =
            "https://example.com/".to_owned() + &"very-long-".repeat(12) + " end 東京".repeat(9).as_str();
        let text = columns((&long, "short end"), ("a/very/long/path/".repeat(5).as_str(), "b"), PAGE);
        for row in text.lines() {
            assert!(row.width() <= PAGE.columns, "{row}");
        }
    }

    #[test]
    fn colours_stand_for_signs() {
        let page = Page { marks: Marks::Colors, ..PAGE };
        let text = columns(("He came.", "He went."), ("a", "b"), page);
        assert!(text.contains("He \u{1b}[1m\u{1b}[31mcame\u{1b}[0m."), "{text:?}");
        assert!(text.contains("He \u{1b}[1m\u{1b}[32mwent\u{1b}[0m."), "{text:?}");
    }
}
