//! How right are splits and roles, measured against gold labels?
//!
//! A gold file has one row a line of its page: line number from 1, story number from 1 (0 for none), and a group:
//! the parts of a record, `headline-echo`, `marker`, `chrome` or `blank`, parted by tabs.

use crate::page::{Unspooled, unspool};
use crate::role::{Part, Role, RuleId};
use crate::rules::Rules;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use thiserror::Error;

pub mod damage;

/// The gold label of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldLine {
    /// The story it belongs to, from 1; 0 for none.
    pub story: usize,
    /// What it is for.
    pub group: String,
}

/// A gold file that does not fit its page.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("row {row}: {problem}")]
pub struct GoldError {
    /// The row, from 1.
    pub row: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// A page with its gold labels.
#[derive(Debug, Clone)]
pub struct GoldPage {
    /// The file of its text.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The label of each of its lines.
    pub gold: Vec<GoldLine>,
}

/// The pages of a folder, by name: `x.txt` with `x.gold` beside it.
///
/// # Errors
/// Names the file that cannot be read, or whose gold does not fit.
#[allow(clippy::disallowed_methods, reason = "the edge of the measuring tools")]
pub fn gold_pages(folder: &Path) -> Result<Vec<GoldPage>, String> {
    let said = |path: &Path, problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let entries = std::fs::read_dir(folder).map_err(|error| said(folder, &error))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let files = files.as_mut().map_err(|error| said(folder, error))?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let read = |path: &PathBuf| {
        let labels = path.with_extension("gold");
        let text = std::fs::read_to_string(path).map_err(|error| said(path, &error))?;
        let rows = std::fs::read_to_string(&labels).map_err(|error| said(&labels, &error))?;
        let gold = gold(&rows).map_err(|error| said(&labels, &error))?;
        Ok(GoldPage { path: path.clone(), text, gold })
    };
    files.iter().map(read).collect()
}

/// Reads a gold file.
///
/// # Errors
/// Names the first row that is not `number, story, group`, or is out of turn.
pub fn gold(text: &str) -> Result<Vec<GoldLine>, GoldError> {
    text.lines().enumerate().map(|(index, row)| gold_line(index + 1, row)).collect()
}

fn gold_line(row: usize, text: &str) -> Result<GoldLine, GoldError> {
    let error = |problem: &str| GoldError { row, problem: problem.to_owned() };
    let mut cells = text.split('\t');
    let (Some(number), Some(story), Some(group), None) =
        (cells.next(), cells.next(), cells.next(), cells.next())
    else {
        return Err(error("expected line number, story number and group, parted by tabs"));
    };
    if number.parse() != Ok(row) {
        return Err(error("line numbers must count up from 1"));
    }
    let story = story.parse().map_err(|_| error("the story number is no number"))?;
    Ok(GoldLine { story, group: group.to_owned() })
}

/// Right, invented and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found and there.
    pub right: usize,
    /// Found and not there.
    pub wrong: usize,
    /// There and not found.
    pub missed: usize,
}

impl Tally {
    /// The share of what was found that is there; 1 if nothing was found.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of what is there that was found; 1 if nothing is there.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    /// Counts something of this size that was found or not, and is there or not.
    pub fn count(&mut self, found: bool, there: bool, size: usize) {
        match (found, there) {
            (true, true) => self.right += size,
            (true, false) => self.wrong += size,
            (false, true) => self.missed += size,
            (false, false) => {}
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The scores of one page or of many.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Pages scored.
    pub pages: usize,
    /// First lines of later stories.
    pub boundaries: Tally,
    /// Pages whose boundaries are all right.
    pub exact: usize,
    /// Pages of at most one story, and how many of them were left whole.
    pub single: (usize, usize),
    /// Characters of paragraphs and sub-headings.
    pub body: Tally,
    /// Lines by group.
    pub groups: BTreeMap<String, Tally>,
    /// Boundaries by tenths of their confidence: how many, and how many of them right.
    pub reliability: [(usize, usize); 10],
}

impl Score {
    /// Adds the scores of other pages.
    pub fn add(&mut self, other: &Self) {
        self.pages += other.pages;
        self.boundaries.add(other.boundaries);
        self.exact += other.exact;
        self.single = (self.single.0 + other.single.0, self.single.1 + other.single.1);
        self.body.add(other.body);
        for (group, tally) in &other.groups {
            self.groups.entry(group.clone()).or_default().add(*tally);
        }
        for (mine, theirs) in self.reliability.iter_mut().zip(other.reliability) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
        }
    }

    /// The share of pages split exactly right.
    pub fn exact_share(&self) -> f64 {
        share(self.exact, self.pages)
    }

    /// The share of single-story pages left whole.
    pub fn whole_share(&self) -> f64 {
        share(self.single.1, self.single.0)
    }
}

/// Scores what `unspool` makes of a page. Lines without gold count as chrome.
pub fn score(text: &str, gold: &[GoldLine], rules: &Rules, min_confidence: f64) -> Score {
    let page = unspool(text, rules, min_confidence);
    let expected = gold_boundaries(gold);
    let found = boundaries(&page);
    let mut score = Score { pages: 1, boundaries: compare(&found, &expected), ..Score::default() };
    score.exact = usize::from(found == expected);
    let single = usize::from(expected.is_empty());
    score.single = (single, single * usize::from(found.is_empty()));
    tally_lines((text, gold, rules), &page, &mut score);
    for run in page.split.runs.iter().skip(1).filter_map(|run| run.boundary.as_ref()) {
        let tenth = ((run.confidence * 10.0) as usize).min(9);
        score.reliability[tenth].0 += 1;
        score.reliability[tenth].1 += usize::from(expected.contains(&run.line));
    }
    score
}

/// First lines of later stories, by index.
pub fn gold_boundaries(gold: &[GoldLine]) -> BTreeSet<usize> {
    let mut highest = 1;
    let mut found = BTreeSet::new();
    for (index, line) in gold.iter().enumerate() {
        if line.story > highest {
            highest = line.story;
            found.insert(index);
        }
    }
    found
}

/// Where a page was cut, by line index.
pub fn boundaries(page: &Unspooled) -> BTreeSet<usize> {
    page.split.runs.iter().skip(1).map(|run| run.lines.start).collect()
}

fn compare(found: &BTreeSet<usize>, expected: &BTreeSet<usize>) -> Tally {
    let right = found.intersection(expected).count();
    Tally { right, wrong: found.len() - right, missed: expected.len() - right }
}

fn tally_lines((text, gold, rules): (&str, &[GoldLine], &Rules), page: &Unspooled, score: &mut Score) {
    for (index, role) in page.stripped.roles.iter().enumerate() {
        let expected = gold.get(index).map_or("chrome", |line| line.group.as_str());
        let found = group(*role, rules);
        let (is, was) = (is_body(found), is_body(expected));
        let characters = page.labelled.lines[index].span.of(text).chars().count();
        score.body.count(is, was, characters);
        if found == expected {
            score.groups.entry(found.to_owned()).or_default().right += 1;
        } else {
            score.groups.entry(found.to_owned()).or_default().wrong += 1;
            score.groups.entry(expected.to_owned()).or_default().missed += 1;
        }
    }
}

fn is_body(group: &str) -> bool {
    group == Part::Paragraph.name() || group == Part::Subheading.name()
}

/// The gold group of a role.
pub fn group(role: Role, rules: &Rules) -> &'static str {
    match role {
        Role::Blank => "blank",
        Role::Part(part) => part.name(),
        Role::Ledger(RuleId::HEADLINE_ECHO) => "headline-echo",
        Role::Ledger(rule) if rules.name(rule).starts_with("marker/") => "marker",
        Role::Ledger(_) => "chrome",
    }
}
