//! The lines of an HTML page → runs: where does each story begin?
//!
//! A headline may begin a story where text follows it in an element of its own, the largest one that holds nothing of the
//! story above. What stands there is evidence, weighed as everywhere ([`crate::split`]): an `article` element, an address
//! of its own, a date, JSON-LD that declares the story, a container like that of the first story.

use super::view::View;
use crate::evidence::Weights;
use crate::html::{Fact, FactKind, Tag};
use crate::label::{Labelled, Sign};
use crate::rules::NameSet;
use crate::split::{Run, Split};
use crate::strip::Declared;
use rustc_hash::FxHashMap;
use std::ops::Range;

mod weigh;

/// Fewer words are no story of their own.
const STORY_WORDS: usize = 35;
/// A single paragraph of fewer words is a teaser's.
const TEASER_WORDS: usize = 75;
/// Candidates below the threshold are worth telling from here on.
const NEAR_MISS: f64 = 0.1;
/// Below a label of related stories, a story of fewer words is a teaser; without a headline, it is none.
const APPENDED_WORDS: usize = 120;

/// Cuts a page into its stories.
pub(super) fn cut(
    view: &View<'_>,
    labelled: &Labelled,
    declared: &[(u32, Declared)],
    min_confidence: f64,
) -> Split {
    let weights = view.rules.weights(&labelled.tables);
    let mut cutting = Cutting::new(view, &weights, declared);
    let mut split = Split { runs: Vec::new(), near_misses: Vec::new() };
    for headline in cutting.headlines() {
        let Some(candidate) = cutting.candidate(headline) else { continue };
        let boundary = cutting.weigh(&candidate);
        if boundary.confidence >= min_confidence {
            cutting.begin(&candidate);
            split.runs.push(Run {
                lines: 0..0,
                title: Some(headline),
                body: candidate.body,
                boundary: Some(boundary),
            });
        } else if boundary.confidence >= NEAR_MISS {
            split.near_misses.push(boundary);
        }
    }
    split.runs = joined(split.runs, view.lines.len());
    split
}

/// The runs with their lines: what stands above the first boundary is the first story.
fn joined(later: Vec<Run>, lines: usize) -> Vec<Run> {
    if lines == 0 {
        return Vec::new();
    }
    let starts: Vec<usize> = later.iter().filter_map(|run| run.boundary.as_ref()).map(|at| at.line).collect();
    let ends = starts.iter().copied().skip(1).chain([lines]);
    let later = later
        .into_iter()
        .zip(starts.iter().zip(ends))
        .map(|(run, (start, end))| Run { lines: *start..end, ..run });
    let first =
        Run { lines: 0..starts.first().copied().unwrap_or(lines), title: None, body: 0, boundary: None };
    std::iter::once(first).chain(later).collect()
}

/// A headline with text of its own.
struct Candidate {
    headline: usize,
    /// The largest element that holds it and nothing of the story above.
    container: u32,
    /// Its first line.
    start: usize,
    /// The first line of its text.
    body: usize,
    /// Its last line.
    end: usize,
    words: usize,
    paragraphs: usize,
    /// Whether headline and text share an element of their own.
    enclosed: bool,
}

/// What has been read so far.
struct Cutting<'v> {
    view: &'v View<'v>,
    weights: &'v Weights,
    declared: &'v [(u32, Declared)],
    /// Folded headlines of the stories that JSON-LD declares.
    titles: Vec<String>,
    /// The lines that read like text of a story.
    texts: Vec<usize>,
    /// Their words, summed up to each of them.
    words: Vec<usize>,
    /// The headings, with their levels.
    headings: Vec<(usize, u8)>,
    /// The facts that hold addresses, by element.
    addresses: FxHashMap<u32, Vec<&'v Fact>>,
    canonical: Option<&'v str>,
    comments: NameSet,
    authors: NameSet,
    lists: NameSet,
    scroll: NameSet,
    /// Where the story in work begins, and its headline.
    start: usize,
    headline: Option<usize>,
    /// The elements around the page's first headline.
    first: Vec<u32>,
    first_level: Option<u8>,
}

impl<'v> Cutting<'v> {
    fn new(view: &'v View<'v>, weights: &'v Weights, declared: &'v [(u32, Declared)]) -> Self {
        let names = view.rules.names();
        let mut titles: Vec<String> = declared.iter().map(|(_, story)| story.headline()).collect();
        titles.sort();
        titles.dedup();
        let mut cutting = Self {
            view,
            weights,
            declared,
            titles,
            texts: Vec::new(),
            words: vec![0],
            headings: Vec::new(),
            addresses: addresses(view),
            canonical: view
                .markup
                .facts
                .iter()
                .find(|fact| fact.kind == FactKind::Canonical)
                .map(|fact| fact.value.as_str()),
            comments: names.set(&["comment"]),
            authors: names.set(&["author"]),
            lists: names.set(&["related", "sidebar", "footer", "nav"]),
            scroll: names.set(&["scroll"]),
            start: 0,
            headline: None,
            first: Vec::new(),
            first_level: None,
        };
        cutting.texts = (0..view.lines.len()).filter(|&line| cutting.is_text(line)).collect();
        let sum = |sum: &mut usize, line: &usize| {
            *sum += view.seen[*line].prose;
            Some(*sum)
        };
        cutting.words.extend(cutting.texts.iter().scan(0, sum));
        let level = |line: usize| cutting.level(line).map(|level| (line, level));
        cutting.headings = (0..view.lines.len()).filter_map(level).collect();
        cutting.headline = cutting.first_headline();
        if let Some(line) = cutting.headline {
            cutting.first = view.markup.around(view.seen[line].element).collect();
            cutting.first_level = cutting.level(line);
        }
        cutting
    }

    /// The headline of the page's first story: the last one above its text.
    fn first_headline(&self) -> Option<usize> {
        let text = *self.texts.first()?;
        let above: Vec<usize> = self.headlines().into_iter().filter(|&line| line < text).collect();
        let level = above.iter().filter_map(|&line| self.level(line)).min();
        above.into_iter().rev().find(|&line| self.level(line) == level)
    }

    /// Lines that may be headlines.
    fn headlines(&self) -> Vec<usize> {
        (0..self.view.lines.len()).filter(|&line| self.is_headline(line)).collect()
    }

    fn is_headline(&self, line: usize) -> bool {
        const WORDS: Range<usize> = 2..40;
        /// Deeper headings are those of sections.
        const LEVEL: u8 = 3;
        let words = self.view.lines[line].look.words();
        let sign = self.view.lines[line].sign;
        let plain = matches!(sign, Sign::Text | Sign::Bullet)
            && (WORDS.contains(&words) || words == 1 && self.is_declared(line));
        plain
            && self.level(line).is_some_and(|level| level <= LEVEL)
            && !self.view.is_called(line, self.comments)
            && !self.is_author(line)
    }

    /// Whether a line is the name of somebody who wrote the story.
    fn is_author(&self, line: usize) -> bool {
        self.view.lines[line].look.is_name_like() && self.view.is_called_near(line, self.authors)
    }

    /// The level of the heading that a line lies in.
    fn level(&self, line: usize) -> Option<u8> {
        let elements = self.view.markup.around(self.view.seen[line].element).take(4);
        elements.filter_map(|at| self.view.markup.elements[at as usize].tag.heading()).min()
    }

    /// Whether a line reads like text of a story.
    fn is_text(&self, line: usize) -> bool {
        self.view.seen[line].prose > 0 && !self.view.is_called(line, self.comments) && !self.is_in_list(line)
    }

    /// Which of the texts lie in a range of lines.
    fn texts(&self, lines: Range<usize>) -> Range<usize> {
        let place = |line: usize| self.texts.partition_point(|&text| text < line);
        place(lines.start)..place(lines.end.max(lines.start))
    }

    fn words(&self, texts: &Range<usize>) -> usize {
        self.words[texts.end] - self.words[texts.start]
    }

    fn is_in_list(&self, line: usize) -> bool {
        [Tag::Aside, Tag::Nav, Tag::Footer, Tag::Form].iter().any(|tag| self.view.is_in(line, *tag))
    }

    fn candidate(&self, headline: usize) -> Option<Candidate> {
        let story = self.texts(self.start..headline);
        // Above the page's first headline stand notices and links, unless it is a story's worth of text.
        let least = if self.headline.is_some() { STORY_WORDS } else { APPENDED_WORDS };
        if self.words(&story) < least {
            return None;
        }
        let above = self.texts[story.end - 1];
        let own = |element: &u32| self.view.extent(*element).0 > above;
        let container = self.view.markup.around(self.view.seen[headline].element).take_while(own).last()?;
        let (start, end) = self.view.extent(container);
        let below = self.next_heading(headline);
        let enclosed = !self.texts(headline + 1..end.min(below) + 1).is_empty();
        let end = if enclosed { end.min(below) } else { below };
        let texts = self.texts(headline + 1..end + 1);
        let (words, paragraphs) = (self.words(&texts), texts.len());
        let short =
            words < STORY_WORDS || (words < TEASER_WORDS && paragraphs < 2 && !self.is_declared(headline));
        let start = if enclosed { start } else { self.lead(headline, above) };
        let body = *self.texts.get(texts.start).filter(|_| !short)?;
        Some(Candidate { headline, container, start, body, end, words, paragraphs, enclosed })
    }

    /// The last line above the next heading of the same level.
    fn next_heading(&self, headline: usize) -> usize {
        let level = self.level(headline);
        let below = &self.headings[self.headings.partition_point(|(line, _)| *line <= headline)..];
        let next = below.iter().find(|(_, other)| Some(*other) <= level);
        next.map_or(self.view.lines.len(), |(line, _)| *line) - 1
    }

    /// The first of the dates right above a headline.
    fn lead(&self, headline: usize, above: usize) -> usize {
        let dated = |line: &usize| matches!(self.view.lines[*line].sign, Sign::Stamp(_));
        (above + 1..headline).rev().take_while(dated).last().unwrap_or(headline)
    }

    /// The story of a candidate begins.
    fn begin(&mut self, candidate: &Candidate) {
        self.start = candidate.start;
        self.headline = Some(candidate.headline);
    }
}

/// The facts that hold addresses, by element.
fn addresses<'v>(view: &View<'v>) -> FxHashMap<u32, Vec<&'v Fact>> {
    let mut addresses: FxHashMap<u32, Vec<&Fact>> = FxHashMap::default();
    let of_kind = |fact: &&Fact| matches!(fact.kind, FactKind::Address | FactKind::Link);
    view.markup
        .facts
        .iter()
        .filter(of_kind)
        .for_each(|fact| addresses.entry(fact.element).or_default().push(fact));
    addresses
}
