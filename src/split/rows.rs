//! The lines of a page that are not blank, with what the splitter asks of each.

use crate::evidence::Evidence;
use crate::label::{Labelled, Line, Sign};
use crate::rules::Rules;
use crate::split::STORY_WORDS;
use std::collections::HashMap;
use std::ops::Range;

/// A line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Its index among all lines.
    pub(crate) index: usize,
    /// The line.
    pub(crate) line: Line,
    /// How many blank lines stand above it.
    pub(crate) blanks: usize,
    /// What the rule that knows it says about a boundary nearby.
    pub(crate) hint: Option<Evidence>,
}

impl Row {
    /// Whether it reads like body text.
    pub(crate) fn is_prose(&self) -> bool {
        self.line.sign == Sign::Text && self.line.look.is_prose()
    }

    /// Whether it could be a headline.
    pub(crate) fn is_headline_like(&self) -> bool {
        self.line.sign == Sign::Text && self.line.look.is_headline_like()
    }

    /// Whether it says when.
    pub(crate) fn is_stamp(&self) -> bool {
        matches!(self.line.sign, Sign::Stamp(_))
    }
}

/// All of them.
pub(crate) struct Rows<'p> {
    pub(crate) text: &'p str,
    pub(crate) rows: Vec<Row>,
    /// Words of prose above each row.
    prose: Vec<usize>,
    lines: usize,
    /// How often a short line comes back with prose in between.
    returns: HashMap<u64, usize>,
    comments: Option<usize>,
}

impl<'p> Rows<'p> {
    pub(crate) fn new(text: &'p str, labelled: &Labelled, rules: &Rules) -> Self {
        let mut rows: Vec<Row> = Vec::with_capacity(labelled.lines.len());
        let mut blanks = 0;
        for (index, line) in labelled.lines.iter().enumerate() {
            match line.sign {
                Sign::Blank => blanks += 1,
                Sign::Continued => {}
                sign => {
                    let hint = if let Sign::Rule(id) = sign { rules.evidence(id) } else { None };
                    rows.push(Row { index, line: *line, blanks, hint });
                    blanks = 0;
                }
            }
        }
        let prose = running_words(&rows);
        let returns = returns(&rows);
        let comments = comments(&rows, &prose, rules);
        Self { text, rows, prose, lines: labelled.lines.len(), returns, comments }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get(&self, row: usize) -> Option<&Row> {
        self.rows.get(row)
    }

    /// The text of a row.
    pub(crate) fn piece(&self, row: usize) -> &'p str {
        self.rows[row].line.span.of(self.text)
    }

    /// The line index of a row; behind the last one, the number of lines.
    pub(crate) fn line(&self, row: usize) -> usize {
        self.rows.get(row).map_or(self.lines, |row| row.index)
    }

    /// Words of prose in these rows.
    pub(crate) fn words(&self, rows: Range<usize>) -> usize {
        self.prose[rows.end.min(self.len())].saturating_sub(self.prose[rows.start.min(self.len())])
    }

    /// The first row below a story's worth of text that announces readers' comments.
    pub(crate) fn comments(&self) -> Option<usize> {
        self.comments
    }

    /// Whether the row's words stand in at least three stories' worth of places.
    pub(crate) fn recurs(&self, row: usize) -> bool {
        const OFTEN: usize = 2;
        let echo = self.rows[row].line.echo;
        echo != 0 && self.returns.get(&echo).is_some_and(|&times| times >= OFTEN)
    }
}

fn comments(rows: &[Row], prose: &[usize], rules: &Rules) -> Option<usize> {
    let announces =
        |row: &Row| matches!(row.line.sign, Sign::Rule(id) if rules.name(id) == "chrome/comments");
    rows.iter().zip(prose).position(|(row, &above)| above >= STORY_WORDS && announces(row))
}

fn running_words(rows: &[Row]) -> Vec<usize> {
    let mut total = 0;
    let mut sums = vec![0];
    for row in rows {
        total += if row.is_prose() { row.line.look.words() } else { 0 };
        sums.push(total);
    }
    sums
}

/// How often each short line returns after prose.
fn returns(rows: &[Row]) -> HashMap<u64, usize> {
    let mut last: HashMap<u64, usize> = HashMap::new();
    let mut returns = HashMap::new();
    let mut prose = 0;
    for row in rows {
        prose += usize::from(row.is_prose());
        let echo = row.line.echo;
        if echo == 0 || row.is_prose() {
            continue;
        }
        if last.insert(echo, prose).is_some_and(|before| before < prose) {
            *returns.entry(echo).or_insert(0) += 1;
        }
    }
    returns
}
