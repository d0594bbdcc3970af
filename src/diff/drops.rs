//! Which lines of the ledger differ, rule by rule?

use super::page_key;
use crate::output::{BrokenFile, OutputFolder};
use crate::span::Span;
use crate::write::LINE_FILES;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

/// The lines that a rule dropped, before and after.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let drops = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 3)?.drops;
/// let duplicates = drops.iter().find(|drops| drops.rule == "duplicate-story").expect("there was one");
/// assert_eq!((duplicates.lines, duplicates.removed), ((4, 0), 4));
/// assert_eq!(duplicates.examples.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Drops {
    /// The rule.
    pub rule: String,
    /// Lines, before and after.
    pub lines: (u64, u64),
    /// Bytes, before and after.
    pub bytes: (u64, u64),
    /// Lines that it drops only now.
    pub added: u64,
    /// Lines that it dropped only before.
    pub removed: u64,
    /// Examples of both.
    pub examples: Vec<DropExample>,
}

/// A line that a rule drops in one of the outputs only.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// let drops = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 1)?.drops;
/// let example = drops.iter().flat_map(|rule| &rule.examples).next().expect("lines of a story are kept now");
/// assert_eq!((example.path.as_str(), example.now), ("b.txt", false));
/// assert_eq!(example.text.as_deref(), Some("Harbor reopens after nine days of storms"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DropExample {
    /// Whether it drops the line now; if not, it did so before.
    pub now: bool,
    /// The rule that drops the line in the other output; `null`: the line is kept there, or not there at all.
    pub other_rule: Option<String>,
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
    /// What it says; `null` where the ledger holds spans only.
    pub text: Option<String>,
}

/// What of a dropped line is read.
#[derive(Deserialize)]
struct Line<'r> {
    #[serde(borrow)]
    path: Cow<'r, str>,
    item: Option<u64>,
    span: Span,
    #[serde(borrow)]
    rule: Cow<'r, str>,
    #[serde(borrow)]
    text: Option<Cow<'r, str>>,
}

/// By what a line is known again in the other output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// By its page and text, so that text added above it moves nothing.
    ByText,
    /// By its page and span: one of the ledgers has no texts.
    BySpan,
}

/// The lines of one ledger, as hashes.
#[derive(Default)]
struct Ledger {
    /// The rule of what lies at each place.
    places: FxHashMap<u64, u16>,
    /// Lines with their rules.
    lines: FxHashSet<u64>,
}

/// How often a page has had a line before; a page's lines lie together.
#[derive(Default)]
struct Repeats {
    page: u64,
    seen: FxHashMap<u64, u64>,
}

impl Repeats {
    fn count(&mut self, page: u64, line: u64) -> u64 {
        if page != self.page {
            self.page = page;
            self.seen.clear();
        }
        let count = self.seen.entry(line).or_default();
        *count += 1;
        *count
    }
}

/// Rules by number.
#[derive(Default)]
struct Rules {
    numbers: BTreeMap<String, u16>,
}

/// Compares two ledgers.
pub(super) fn drops(
    before: &OutputFolder,
    after: &OutputFolder,
    examples: usize,
) -> Result<Vec<Drops>, BrokenFile> {
    let known = if has_texts(before)? && has_texts(after)? { Known::ByText } else { Known::BySpan };
    let mut comparing = Comparing { known, examples, rules: Rules::default(), drops: BTreeMap::new() };
    let earlier = comparing.read(before, None)?;
    let later = comparing.read(after, Some(&earlier))?;
    drop(earlier);
    comparing.missing(before, &later)?;
    Ok(comparing.drops.into_values().collect())
}

/// Whether a ledger has texts: its first line shows it.
fn has_texts(output: &OutputFolder) -> Result<bool, BrokenFile> {
    let mut rows = output.streamed_rows(LINE_FILES[1])?;
    Ok(rows.next_row()?.is_none() || rows.parse::<Line<'_>>()?.text.is_some())
}

/// Which output has a line that the other one lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Now,
}

struct Comparing {
    known: Known,
    examples: usize,
    rules: Rules,
    drops: BTreeMap<String, Drops>,
}

impl Comparing {
    /// Reads a ledger, counting its lines by rule; of the later one tells which lines the earlier one lacks.
    fn read(&mut self, output: &OutputFolder, earlier: Option<&Ledger>) -> Result<Ledger, BrokenFile> {
        let (mut ledger, mut repeats) = (Ledger::default(), Repeats::default());
        let mut rows = output.streamed_rows(LINE_FILES[1])?;
        while rows.next_row()?.is_some() {
            let line = rows.parse()?;
            let key = self.key(&line, &mut repeats);
            self.add(&mut ledger, &line, key);
            let drops = self.drops_of(&line.rule);
            let (lines, bytes) = match earlier {
                None => (&mut drops.lines.0, &mut drops.bytes.0),
                Some(_) => (&mut drops.lines.1, &mut drops.bytes.1),
            };
            *lines += 1;
            *bytes += line.span.len() as u64;
            if let Some(earlier) = earlier.filter(|earlier| !earlier.lines.contains(&key)) {
                drops.added += 1;
                if drops.added <= self.examples as u64 {
                    self.example(&line, earlier, Side::Now);
                }
            }
        }
        Ok(ledger)
    }

    /// Tells which lines of the earlier ledger the later one lacks.
    fn missing(&mut self, output: &OutputFolder, later: &Ledger) -> Result<(), BrokenFile> {
        let mut repeats = Repeats::default();
        let mut rows = output.streamed_rows(LINE_FILES[1])?;
        while rows.next_row()?.is_some() {
            let line = rows.parse()?;
            if !later.lines.contains(&self.key(&line, &mut repeats)) {
                let drops = self.drops_of(&line.rule);
                drops.removed += 1;
                if drops.removed <= self.examples as u64 {
                    self.example(&line, later, Side::Before);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, ledger: &mut Ledger, line: &Line<'_>, key: u64) {
        ledger.places.insert(place(line), self.rules.number(&line.rule));
        ledger.lines.insert(key);
    }

    fn drops_of(&mut self, rule: &str) -> &mut Drops {
        if !self.drops.contains_key(rule) {
            self.drops.insert(rule.to_owned(), Drops { rule: rule.to_owned(), ..Drops::default() });
        }
        self.drops.entry(rule.to_owned()).or_default()
    }

    fn example(&mut self, line: &Line<'_>, other: &Ledger, side: Side) {
        let other_rule = other.places.get(&place(line)).and_then(|number| self.rules.name(*number));
        let example = DropExample {
            now: side == Side::Now,
            other_rule: other_rule.filter(|other| *other != line.rule),
            path: line.path.clone().into_owned(),
            item: line.item,
            span: line.span,
            text: line.text.clone().map(Cow::into_owned),
        };
        self.drops_of(&line.rule).examples.push(example);
    }

    /// A line with its rule: the same in both outputs if its page has it as often in both.
    fn key(&self, line: &Line, repeats: &mut Repeats) -> u64 {
        let mut hash = Xxh3::new();
        let page = page_key(&line.path, line.item);
        hash.update(&page.to_le_bytes());
        hash.update(line.rule.as_bytes());
        hash.update(&[0]);
        match (&line.text, self.known) {
            (Some(text), Known::ByText) => hash.update(text.as_bytes()),
            _ => hash.update(&place(line).to_le_bytes()),
        }
        hash.update(&repeats.count(page, hash.digest()).to_le_bytes());
        hash.digest()
    }
}

/// Where a line lies.
fn place(line: &Line) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&page_key(&line.path, line.item).to_le_bytes());
    hash.update(&line.span.start.to_le_bytes());
    hash.update(&line.span.end.to_le_bytes());
    hash.digest()
}

impl Rules {
    fn number(&mut self, rule: &str) -> u16 {
        if let Some(number) = self.numbers.get(rule) {
            return *number;
        }
        let number = u16::try_from(self.numbers.len()).unwrap_or(u16::MAX);
        self.numbers.insert(rule.to_owned(), number);
        number
    }

    fn name(&self, number: u16) -> Option<String> {
        self.numbers.iter().find(|(_, other)| **other == number).map(|(name, _)| name.clone())
    }
}
