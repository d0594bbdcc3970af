//! How the lines of each recurring shape stand among what is no furniture.

use super::census::{Counted, Recurring};
use super::judge::Verdict;
use super::page::Marks;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How the lines of a shape stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Stand {
    /// Lines.
    lines: usize,
    /// Lines between sentences that are no furniture.
    pub(super) in_text: usize,
    /// Lines right above or below such a sentence.
    pub(super) touches_text: usize,
    /// Lines right below such a sentence, and right above one.
    pub(super) touches: [usize; 2],
    /// Lines between which and an end of the page nothing stands but what recurs.
    pub(super) at_edge: usize,
    /// Whether nearly all lines touch text on one and the same side.
    pub(super) is_steady: bool,
    /// Lines that a headline follows shortly, with text below it.
    leads: usize,
    /// Of these, lines with text further up.
    parts: usize,
    /// Lines below which nothing but furniture stands.
    closes: usize,
    /// How often each recurring sentence is the next one above and the next one below.
    beside: [FxHashMap<usize, usize>; 2],
    /// Whether one and the same sentence stands above or below most lines.
    pub(super) comes_with_text: bool,
}

impl Stand {
    /// Whether nearly all lines stand before stories.
    pub(super) fn marks_stories(&self) -> bool {
        self.leads * 10 >= self.lines * 8 && self.parts * 2 >= self.lines
    }

    /// Whether all lines stand before stories, none below the last one: a sentence that ends stories does.
    pub(super) fn only_marks_stories(&self) -> bool {
        self.closes == 0 && self.leads * 20 >= self.lines * 19 && self.parts * 2 >= self.lines
    }

    /// Whether a headline follows nearly all lines but those below the last story.
    pub(super) fn leads_to_headlines(&self) -> bool {
        let open = self.lines - self.closes;
        open > 0 && self.leads * 10 >= open * 8
    }

    /// Whether nearly all lines but those below the last story stand before stories.
    pub(super) fn may_mark_stories(&self) -> bool {
        self.leads_to_headlines() && self.parts * 2 >= self.lines - self.closes
    }
}

/// How each recurring shape stands, with what was decided so far.
pub(super) fn stands(
    recurring: &[Recurring],
    pages: &[Counted<'_>],
    verdicts: &[Option<Verdict>],
) -> Vec<Stand> {
    let mut all = vec![Stand::default(); recurring.len()];
    for counted in pages {
        let rows = Rows::new(counted, verdicts);
        for (row, at) in counted.recurring.iter().enumerate() {
            if let Some(at) = at {
                rows.add(row, &mut all[*at]);
            }
        }
    }
    for stand in &mut all {
        let most = stand.touches.into_iter().max().unwrap_or_default();
        stand.is_steady = most * 10 >= stand.lines * 9;
        let beside = stand.beside.iter().flat_map(FxHashMap::values).max();
        stand.comes_with_text = beside.is_some_and(|lines| lines * 2 > stand.lines);
    }
    all
}

/// What a row is to the rows around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    /// Furniture, or what may be: one looks past it.
    Furniture,
    /// A sentence that is no furniture.
    Text,
    /// What could be a headline.
    Headline,
    Other,
}

/// The rows of a page.
struct Rows<'r> {
    counted: &'r Counted<'r>,
    is: Vec<Is>,
    /// The next row above and below each that is no furniture.
    above: Vec<Option<usize>>,
    below: Vec<Option<usize>>,
    /// The next text above and below each.
    texts: [Vec<Option<usize>>; 2],
    /// The first text.
    first_text: Option<usize>,
    /// The rows between the first and the last that recurs nowhere.
    inner: Range<usize>,
}

impl<'r> Rows<'r> {
    fn new(counted: &'r Counted<'r>, verdicts: &[Option<Verdict>]) -> Self {
        let rows = counted.page.rows.iter().zip(&counted.recurring);
        let is: Vec<Is> = rows.map(|(row, at)| kind(row.marks, at.map(|at| verdicts[at]))).collect();
        let above = |wanted: fn(Is) -> bool| passed(is.iter(), wanted).collect::<Vec<_>>();
        let below = |wanted: fn(Is) -> bool| {
            let count = is.len();
            let mut rows: Vec<_> =
                passed(is.iter().rev(), wanted).map(|row| row.map(|row| count - 1 - row)).collect();
            rows.reverse();
            rows
        };
        let other = |is: Is| is != Is::Furniture;
        let text = |is: Is| is == Is::Text;
        let (texts, above, below) = ([above(text), below(text)], above(other), below(other));
        let first_text = is.iter().position(|is| *is == Is::Text);
        let recurs = &counted.recurring;
        let first = recurs.iter().position(Option::is_none).unwrap_or(recurs.len());
        let last = recurs.iter().rposition(Option::is_none).unwrap_or_default();
        Self { counted, above, below, texts, first_text, inner: first..last, is }
    }

    fn is_text(&self, row: Option<usize>) -> bool {
        row.and_then(|row| self.is.get(row)).is_some_and(|is| *is == Is::Text)
    }

    fn add(&self, row: usize, stand: &mut Stand) {
        let touches = [self.is_text(row.checked_sub(1)), self.is_text(Some(row + 1))];
        stand.lines += 1;
        stand.in_text += usize::from(self.is_text(self.above[row]) && self.is_text(self.below[row]));
        stand.touches_text += usize::from(touches[0] || touches[1]);
        stand.touches.iter_mut().zip(touches).for_each(|(count, touches)| *count += usize::from(touches));
        stand.at_edge += usize::from(!self.inner.contains(&row));
        stand.closes += usize::from(self.below[row].is_none());
        for (beside, text) in stand.beside.iter_mut().zip(&self.texts) {
            if let Some(text) = text[row].and_then(|text| self.counted.recurring[text]) {
                *beside.entry(text).or_default() += 1;
            }
        }
        let leads = self.leads(row);
        stand.leads += usize::from(leads);
        stand.parts += usize::from(leads && self.first_text.is_some_and(|first| first < row));
    }

    /// Whether a headline follows shortly, with text below it.
    fn leads(&self, row: usize) -> bool {
        /// Between a marker and its headline, furniture and dates at most.
        const NEAR: usize = 6;
        /// Between a headline and its text, dates, names, pictures and summaries.
        const BODY: usize = 12;
        const DATED: Marks = Marks::DATE.or(Marks::DATED).or(Marks::FIELD);
        let passed =
            |row: &usize| self.is[*row] == Is::Furniture || self.counted.page.rows[*row].marks.has(DATED);
        let count = self.is.len();
        let next = (row + 1..count.min(row + 1 + NEAR)).find(|row| !passed(row));
        let Some(headline) = next.filter(|&row| self.is[row] == Is::Headline) else { return false };
        self.is[headline + 1..].iter().take(BODY).any(|is| *is == Is::Text)
    }
}

/// For each row, the last one before it that is wanted.
fn passed<'i>(
    rows: impl Iterator<Item = &'i Is>,
    wanted: fn(Is) -> bool,
) -> impl Iterator<Item = Option<usize>> {
    let mut last = None;
    rows.enumerate().map(move |(row, is)| {
        let before = last;
        last = if wanted(*is) { Some(row) } else { before };
        before
    })
}

/// What a row is: by what was decided of its shape, where it recurs, else by its marks.
fn kind(marks: Marks, verdict: Option<Option<Verdict>>) -> Is {
    let sentence = marks.has(Marks::SENTENCE);
    match verdict {
        Some(Some(Verdict::Furniture | Verdict::Marker)) => Is::Furniture,
        _ if marks.has(Marks::KNOWN) => Is::Furniture,
        Some(None) if !sentence => Is::Furniture,
        _ if sentence => Is::Text,
        _ if marks.has(Marks::HEADLINE_LIKE) && !marks.has(Marks::ECHO) => Is::Headline,
        _ => Is::Other,
    }
}
