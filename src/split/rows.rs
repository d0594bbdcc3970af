//! The lines of a page that are not blank, with what the splitter asks of each.

use crate::evidence::Evidence;
use crate::label::mend::is_residue;
use crate::label::{Labelled, Line, Sign, byline_width};
use crate::role::Part;
use crate::rules::{Rules, Tells};
use crate::split::STORY_WORDS;
use crate::split::kind::{Kind, kinds};
use crate::split::stems::Stems;
use crate::stamp;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
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
    /// Whether some rule takes it for furniture and says nothing of boundaries.
    pub(crate) furniture: bool,
    /// Whether it is a caption, a counter of pictures, or a picture in Markdown.
    pub(crate) picture: bool,
    /// Whether it begins like `By Ann Pell`.
    pub(crate) by: bool,
    /// What the rule that knows it says of the rows below.
    pub(crate) tells: Tells,
}

impl Row {
    fn new(index: usize, line: &Line, blanks: usize, (text, rules): (&str, &Rules)) -> Self {
        let rule = if let Sign::Rule(id) = line.sign { rules.rule(id) } else { None };
        let hint = rule.and_then(|rule| rule.evidence);
        let tells = rule.map_or(Tells::Nothing, |rule| rule.tells);
        let caption = rule.is_some_and(|rule| rule.part == Some(Part::Caption)) || tells == Tells::Picture;
        let whole = line.span.of(text);
        let linked = (whole.starts_with("![") || whole.starts_with("[![")) && whole.ends_with(')');
        Self {
            index,
            line: *line,
            blanks,
            hint,
            furniture: rule.is_some_and(|rule| rule.part.is_none()) && hint.is_none(),
            picture: caption || linked,
            by: line.sign == Sign::Text && begins_with_by(line, text, rules),
            tells,
        }
    }

    /// Whether it reads like body text.
    pub(crate) fn is_prose(&self) -> bool {
        self.line.is_prose()
    }

    /// Whether it could be a headline.
    pub(crate) fn is_headline_like(&self) -> bool {
        self.line.sign == Sign::Text && !self.picture && self.line.look.is_headline_like()
    }

    /// Whether it says when; a day without its year says it of a part of a story as well.
    pub(crate) fn is_stamp(&self) -> bool {
        matches!(self.line.sign, Sign::Stamp(kind) if kind != stamp::Kind::Day)
    }
}

/// Whether all letters that have a case are capitals.
pub(crate) fn shouts(piece: &str) -> bool {
    piece.contains(char::is_uppercase) && !piece.contains(char::is_lowercase)
}

fn begins_with_by(line: &Line, text: &str, rules: &Rules) -> bool {
    const WORDS: usize = 8;
    line.look.words() <= WORDS && byline_width(line.words.of(text), &rules.labels).is_some()
}

/// All of them.
pub(crate) struct Rows<'p> {
    pub(crate) text: &'p str,
    pub(crate) rules: &'p Rules,
    pub(crate) rows: Vec<Row>,
    /// Words of prose above each row.
    prose: Vec<usize>,
    /// The stems of each row, once somebody has asked.
    stems: Vec<OnceCell<Stems>>,
    /// The kinds of all rows, once somebody has asked.
    kinds: OnceCell<Vec<[Kind; 2]>>,
    lines: usize,
    copies: FxHashMap<u64, Copies>,
    comments: Option<usize>,
    gap: usize,
}

/// Where a short line stands on its page.
#[derive(Debug, Clone, Copy)]
struct Copies {
    /// The row of the first one.
    first: usize,
    /// The row of the last one so far.
    last: usize,
    /// How often it came back with prose in between.
    returns: usize,
}

impl<'p> Rows<'p> {
    pub(crate) fn new(text: &'p str, labelled: &Labelled, rules: &'p Rules) -> Self {
        let mut rows: Vec<Row> = Vec::with_capacity(labelled.lines.len());
        let mut blanks = 0;
        for (index, line) in labelled.lines.iter().enumerate() {
            match line.sign {
                Sign::Blank => blanks += 1,
                Sign::Continued => {}
                Sign::Rule(_) if is_residue(line.span.of(text)) => blanks += 1,
                _ => {
                    rows.push(Row::new(index, line, blanks, (text, rules)));
                    blanks = 0;
                }
            }
        }
        let prose = running_words(&rows);
        let copies = copies(&rows, &prose);
        let comments = comments(&rows, &prose);
        let gap = gap(&rows);
        let stems = rows.iter().map(|_| OnceCell::new()).collect();
        let kinds = OnceCell::new();
        Self { text, rules, rows, prose, stems, kinds, lines: labelled.lines.len(), copies, comments, gap }
    }

    /// The words of the beginning of a row by which topics are told.
    pub(super) fn stems(&self, at: usize) -> &Stems {
        self.stems[at].get_or_init(|| Stems::of(self.piece(at)))
    }

    /// What kind of line each row is.
    pub(super) fn kinds(&self) -> &[[Kind; 2]] {
        self.kinds.get_or_init(|| (0..self.len()).map(|at| kinds(self, at)).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get(&self, row: usize) -> Option<&Row> {
        self.rows.get(row)
    }

    /// The words of a row as the page has them.
    pub(crate) fn piece(&self, row: usize) -> &'p str {
        self.rows[row].line.words.of(self.text)
    }

    /// The dateline that a row begins with, perhaps empty, and the text behind it.
    pub(super) fn dateline(&self, row: usize) -> (&'p str, &'p str) {
        let look = self.rows[row].line.look;
        // Of a paragraph that goes on below, the shape is that of all its lines.
        let text = self.piece(row).get(look.bullet()..).unwrap_or_default();
        text.split_at_checked(look.dateline()).unwrap_or((text, ""))
    }

    /// The line index of a row; behind the last one, the number of lines.
    pub(crate) fn line(&self, row: usize) -> usize {
        self.rows.get(row).map_or(self.lines, |row| row.index)
    }

    /// The row of a line, or the first one below.
    pub(super) fn row(&self, line: usize) -> usize {
        self.rows.partition_point(|row| row.index < line)
    }

    /// Words of prose in these rows.
    pub(crate) fn words(&self, rows: Range<usize>) -> usize {
        self.prose[rows.end.min(self.len())].saturating_sub(self.prose[rows.start.min(self.len())])
    }

    /// Words of prose in these rows that a model takes for a story's.
    pub(crate) fn body_words(&self, rows: Range<usize>) -> usize {
        const SURE: f32 = 0.5;
        let sure = |row: &&Row| row.is_prose() && row.line.likely.is_some_and(|likely| likely > SURE);
        let rows = self.rows.get(rows).unwrap_or_default();
        rows.iter().filter(sure).map(|row| row.line.look.words()).sum()
    }

    /// Words of the items of lists in these rows.
    pub(crate) fn listed_words(&self, rows: Range<usize>) -> usize {
        let listed = |row: &&Row| row.line.sign == Sign::Bullet;
        let rows = self.rows.get(rows).unwrap_or_default();
        rows.iter().filter(listed).map(|row| row.line.look.words()).sum()
    }

    /// Whether the first text above a row stands below a date.
    pub(crate) fn opens_dated(&self, end: usize) -> bool {
        const HEADER: usize = 4;
        let text = self.rows[..end].iter().position(Row::is_prose);
        text.is_some_and(|at| self.rows[at.saturating_sub(HEADER)..at].iter().any(Row::is_stamp))
    }

    /// The first row below a story's worth of text that announces readers' comments.
    pub(crate) fn comments(&self) -> Option<usize> {
        self.comments
    }

    /// Whether the page is an e-mail that was sent to readers.
    pub(crate) fn is_mail(&self) -> bool {
        self.rows.iter().any(|row| row.tells == Tells::Mail)
    }

    /// How many blank lines part most paragraphs.
    pub(crate) fn gap(&self) -> usize {
        self.gap
    }

    /// Whether the row's words stand in at least three stories' worth of places.
    pub(crate) fn recurs(&self, row: usize) -> bool {
        const OFTEN: usize = 2;
        self.returns(row) >= OFTEN
    }

    /// How often the row's words come back with prose in between.
    pub(super) fn returns(&self, row: usize) -> usize {
        self.copies_of(row).map_or(0, |copies| copies.returns)
    }

    /// The row in which the words of a row stand first.
    pub(crate) fn first_copy(&self, row: usize) -> usize {
        self.copies_of(row).map_or(row, |copies| copies.first)
    }

    fn copies_of(&self, row: usize) -> Option<&Copies> {
        self.copies.get(&self.rows[row].line.echo)
    }
}

fn gap(rows: &[Row]) -> usize {
    /// More say no more.
    const MOST: usize = 3;
    let mut counts = [0_usize; MOST + 1];
    for pair in rows.windows(2).filter(|pair| pair.iter().all(Row::is_prose)) {
        counts[pair[1].blanks.min(MOST)] += 1;
    }
    (0..=MOST).max_by_key(|&gap| (counts[gap], gap)).unwrap_or_default()
}

fn comments(rows: &[Row], prose: &[usize]) -> Option<usize> {
    rows.iter().zip(prose).position(|(row, &above)| above >= STORY_WORDS && row.tells == Tells::Comments)
}

fn running_words(rows: &[Row]) -> Vec<usize> {
    let mut total = 0;
    let mut sums = Vec::with_capacity(rows.len() + 1);
    sums.push(0);
    for row in rows {
        total += if row.is_prose() { row.line.look.words() } else { 0 };
        sums.push(total);
    }
    sums
}

fn copies(rows: &[Row], prose: &[usize]) -> FxHashMap<u64, Copies> {
    let mut copies: FxHashMap<u64, Copies> = FxHashMap::default();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.line.echo != 0) {
        let known = copies.entry(row.line.echo).or_insert(Copies { first: at, last: at, returns: 0 });
        known.returns += usize::from(!row.is_prose() && prose[known.last] < prose[at]);
        known.last = at;
    }
    copies
}
