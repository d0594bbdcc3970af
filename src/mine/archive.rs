//! All pages, as far as they are kept: shapes by number, and what is known of each.

use super::form::Form;
use super::page::{Marks, ReadLine, ReadPage};
use super::shape::{LEVELS, Shape};
use crate::date::DateWords;
use crate::role::RuleId;
use crate::rules::RulesetId;
use rustc_hash::FxHashMap;

/// A shape by its place in [`Archive::shapes`].
pub(super) type ShapeId = u32;

/// Examples kept of a shape.
const EXAMPLES: usize = 3;

/// A line of a kept page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its shapes, the one that says most first.
    pub(super) shapes: [Option<ShapeId>; LEVELS],
    /// What it was taken for.
    pub(super) marks: Marks,
    /// Its number among the lines of the page that are not blank.
    pub(super) at: u32,
    /// Its story, by number.
    pub(super) story: u16,
}

/// What is kept of a page.
#[derive(Debug)]
pub(super) struct KeptPage {
    /// Its lines; of neighbours alike that recur nowhere, one.
    pub(super) rows: Vec<Row>,
    /// How many lines are not blank.
    pub(super) count: u32,
    /// What its stories are known by.
    pub(super) stories: Vec<u64>,
    /// Its folder, by number.
    pub(super) folder: usize,
    /// Its publisher.
    pub(super) ruleset: RulesetId,
    /// Whether it is English.
    pub(super) english: bool,
}

impl KeptPage {
    /// What the story of a row is known by.
    pub(super) fn story(&self, row: &Row) -> u64 {
        self.stories.get(usize::from(row.story)).copied().unwrap_or_default()
    }
}

/// What is known of a shape.
#[derive(Debug)]
pub(super) struct Known {
    /// What its lines have in common.
    pub(super) form: Form,
    /// The first lines that differ.
    pub(super) examples: Vec<String>,
    /// Pages it stands on.
    pub(super) pages: usize,
    /// Lines that have it.
    pub(super) lines: usize,
    /// Lines that are sentences to the rules.
    pub(super) prose: usize,
    /// The rules that know its lines, with how many each.
    pub(super) rules: Vec<(RuleId, usize)>,
    last_page: Option<usize>,
}

/// All pages that were read, in order.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) pages: Vec<KeptPage>,
    pub(super) shapes: Vec<Known>,
    /// The folders at the top of the paths; the first one holds the pages that lie in none.
    pub(super) folders: Vec<String>,
    ids: FxHashMap<u64, ShapeId>,
}

impl Archive {
    /// Adds a page. Pages have to come in a fixed order, for the first lines are the examples.
    pub(super) fn add(&mut self, path: &str, page: ReadPage, words: &DateWords) {
        let number = self.pages.len();
        let rows = page.lines.into_iter().map(|line| self.row(line, number, words)).collect();
        let folder = self.folder(path.split_once('/').map_or("", |(folder, _)| folder));
        let ReadPage { count, stories, ruleset, english, .. } = page;
        // What cannot be known again is a story of its own.
        let key = |(at, key): (usize, Option<u64>)| key.unwrap_or((number << 16 | at) as u64);
        let stories = stories.into_iter().enumerate().map(key).collect();
        self.pages.push(KeptPage { rows, count, stories, folder, ruleset, english });
    }

    /// The number of a top folder: pages come by path, so that those of one folder come together.
    fn folder(&mut self, name: &str) -> usize {
        if self.folders.is_empty() {
            self.folders.push(String::new());
        }
        if name.is_empty() {
            return 0;
        }
        if self.folders.last().is_none_or(|last| last != name) {
            self.folders.push(name.to_owned());
        }
        self.folders.len() - 1
    }

    fn row(&mut self, line: ReadLine, page: usize, words: &DateWords) -> Row {
        let ReadLine { marks, at, story, rule, recurring } = line;
        let mut row = Row { shapes: [None; LEVELS], marks, at, story };
        let Some((text, shapes)) = recurring else { return row };
        for (level, shape) in shapes.iter().enumerate() {
            let Some(shape) = shape else { continue };
            let id = self.id(&text, shape, words);
            let known = &mut self.shapes[id as usize];
            known.see(&text, shape, (page, marks, rule), words);
            row.shapes[level] = Some(id);
        }
        row
    }

    fn id(&mut self, text: &str, shape: &Shape, words: &DateWords) -> ShapeId {
        *self.ids.entry(shape.key).or_insert_with(|| {
            self.shapes.push(Known {
                form: Form::new(text, shape, words),
                examples: Vec::new(),
                pages: 0,
                lines: 0,
                prose: 0,
                rules: Vec::new(),
                last_page: None,
            });
            u32::try_from(self.shapes.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

impl Known {
    fn see(&mut self, text: &str, shape: &Shape, line: (usize, Marks, Option<RuleId>), words: &DateWords) {
        let (page, marks, rule) = line;
        self.pages += usize::from(self.last_page != Some(page));
        self.last_page = Some(page);
        self.lines += 1;
        self.prose += usize::from(marks.has(Marks::PROSE));
        if self.lines > 1 {
            self.form.add(text, shape, words);
        }
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|example| example == text) {
            self.examples.push(text.to_owned());
        }
        let Some(rule) = rule else { return };
        match self.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, lines)) => *lines += 1,
            None => self.rules.push((rule, 1)),
        }
    }

    /// The rule that knows most of its lines.
    pub(super) fn rule(&self) -> Option<RuleId> {
        let most = self.rules.iter().max_by_key(|(id, lines)| (*lines, std::cmp::Reverse(*id)))?;
        (most.1 * 2 > self.lines).then_some(most.0)
    }
}
