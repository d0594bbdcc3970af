//! What is asked for, looked up in the files of an output folder.

use super::ExplainError;
use crate::output::{OutputFolder, Rows};
use crate::record::{DroppedLine, PagePath, Record, SimilarLine, SkippedLine, page_name};
use crate::span::Span;
use crate::write::{LINE_FILES, kebab};
use std::collections::BTreeSet;
use std::fmt;

/// Fewer digits of an id are too few to mean one story.
const SHORTEST_ID: usize = 6;
const LONGEST_ID: usize = 32;

/// What is asked for.
///
/// ```
/// use unspool::explain::Target;
///
/// assert_eq!(Target::read("3afcb7a3")?, Target::Story("3afcb7a3".to_owned()));
/// let place = Target::Place { path: "pages/a.txt".to_owned(), offset: 350 };
/// assert_eq!(Target::read("pages/a.txt:350")?, place);
/// assert_eq!(place.to_string(), "pages/a.txt:350");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A story, by its id or the beginning of it.
    Story(String),
    /// A byte of a page text.
    Place {
        /// The page.
        path: String,
        /// The byte.
        offset: usize,
    },
}

impl Target {
    /// Reads `ID` or `PATH:OFFSET`; a path may itself hold colons.
    ///
    /// # Errors
    /// If it is neither.
    pub fn read(given: &str) -> Result<Self, ExplainError> {
        if let Some((path, Ok(offset))) = given.rsplit_once(':').map(|(path, offset)| (path, offset.parse()))
        {
            return Ok(Self::Place { path: path.to_owned(), offset });
        }
        let digits = given.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits && (SHORTEST_ID..=LONGEST_ID).contains(&given.len()) {
            return Ok(Self::Story(given.to_ascii_lowercase()));
        }
        Err(ExplainError::NoTarget { given: given.to_owned() })
    }
}

/// As it is read.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Story(id) => f.write_str(id),
            Self::Place { path, offset } => write!(f, "{path}:{offset}"),
        }
    }
}

/// A line of the output that was found.
#[derive(Debug)]
pub(crate) enum Found {
    /// A kept story.
    Story(Box<Record>),
    /// A part of a kept story, by its place among the parts.
    Part(Box<Record>, usize),
    /// A dropped line.
    Line(DroppedLine),
    /// A dropped story: its id, and its lines that went as duplicates.
    Dropped(String, Vec<DroppedLine>),
}

/// The rows of a file that hold a text.
fn rows_holding<T>(output: &OutputFolder, file: usize, text: &str) -> Result<Rows<T>, ExplainError> {
    Ok(output.rows(LINE_FILES[file])?.holding(text))
}

/// Looks a target up.
pub(crate) fn find(output: &OutputFolder, target: &Target) -> Result<Found, ExplainError> {
    match target {
        Target::Story(prefix) => story(output, &full_id(output, prefix)?),
        Target::Place { path, offset } => place(output, path, *offset),
    }
}

/// The only id that begins with these digits.
fn full_id(output: &OutputFolder, prefix: &str) -> Result<String, ExplainError> {
    let needle = format!("\"{prefix}");
    let mut ids = BTreeSet::new();
    for record in rows_holding::<Record>(output, 0, &needle)? {
        ids.insert(record?.id);
    }
    for line in rows_holding::<DroppedLine>(output, 1, &needle)? {
        ids.extend(line?.story_id);
    }
    ids.retain(|id| id.starts_with(prefix));
    let count = ids.len();
    match (ids.pop_first(), count) {
        (Some(id), 1) => Ok(id),
        (None, _) => Err(ExplainError::NoStory { id: prefix.to_owned(), out: output.path().to_owned() }),
        (Some(first), _) => {
            let second = ids.pop_first().unwrap_or_default();
            Err(ExplainError::Ambiguous { prefix: prefix.to_owned(), count, first, second })
        }
    }
}

fn story(output: &OutputFolder, id: &str) -> Result<Found, ExplainError> {
    if let Some(record) = record(output, id)? {
        return Ok(Found::Story(Box::new(record)));
    }
    Ok(Found::Dropped(id.to_owned(), lines_of(output, id)?))
}

/// A kept story by its id.
pub(super) fn record(output: &OutputFolder, id: &str) -> Result<Option<Record>, ExplainError> {
    for record in rows_holding::<Record>(output, 0, id)? {
        let record = record?;
        if record.id == id {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// The lines of a story that went as duplicates of another one.
pub(super) fn lines_of(output: &OutputFolder, id: &str) -> Result<Vec<DroppedLine>, ExplainError> {
    let mut lines = Vec::new();
    for line in rows_holding::<DroppedLine>(output, 1, id)? {
        let line = line?;
        if line.story_id.as_deref() == Some(id) && line.story_similarity.is_some() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The lines of `similar.jsonl` that speak of a story, on either side.
pub(super) fn similar_to(output: &OutputFolder, id: &str) -> Result<Vec<SimilarLine>, ExplainError> {
    rows_holding(output, 2, id)?.map(|line| Ok(line?)).collect()
}

/// A byte of a page; `PATH:ITEM` names one of the pages of a container.
fn place(output: &OutputFolder, path: &str, offset: usize) -> Result<Found, ExplainError> {
    let page = page(output, (path, None), offset);
    let item = path.rsplit_once(':').and_then(|(path, item)| Some((path, item.parse().ok()?)));
    match (page, item) {
        (Err(ExplainError::NoPage { path, out, hint }), Some((container, item))) => {
            match self::page(output, (container, Some(item)), offset) {
                Err(ExplainError::NoPage { .. }) => Err(ExplainError::NoPage { path, out, hint }),
                found => found,
            }
        }
        (page, _) => page,
    }
}

fn page(output: &OutputFolder, (path, item): PagePath<'_>, offset: usize) -> Result<Found, ExplainError> {
    let is_page = |other: &str, of: Option<u64>| (other, of) == (path, item);
    let needle = serde_json::Value::from(path).to_string();
    let mut around = Around::new(offset);
    for record in rows_holding::<Record>(output, 0, &needle)? {
        let record = record?;
        if !is_page(&record.path, record.item) {
            continue;
        }
        record.parts.iter().for_each(|part| around.see(part.span));
        if let Some(at) = record.parts.iter().position(|part| part.span.range().contains(&offset)) {
            return Ok(Found::Part(Box::new(record), at));
        }
    }
    for line in rows_holding::<DroppedLine>(output, 1, &needle)? {
        let line = line?;
        if is_page(&line.path, line.item) {
            around.see(line.span);
            if line.span.range().contains(&offset) {
                return Ok(Found::Line(line));
            }
        }
    }
    Err(match around.spans() {
        Some(nearest) => ExplainError::Blank { path: path.to_owned(), offset, nearest },
        None => no_page(output, path)?,
    })
}

/// The spans before and behind a byte that lies in none.
struct Around {
    offset: usize,
    before: Option<Span>,
    behind: Option<Span>,
}

impl Around {
    fn new(offset: usize) -> Self {
        Self { offset, before: None, behind: None }
    }

    fn see(&mut self, span: Span) {
        if span.end <= self.offset {
            self.before = self.before.max(Some(span));
        } else {
            self.behind = Some(self.behind.map_or(span, |behind| behind.min(span)));
        }
    }

    /// In words; `None` if the page has no span at all.
    fn spans(&self) -> Option<String> {
        let shown = |span: Span| format!("{}..{}", span.start, span.end);
        match (self.before, self.behind) {
            (Some(before), Some(behind)) => {
                Some(format!("the nearest spans are {} and {}", shown(before), shown(behind)))
            }
            (None, Some(behind)) => Some(format!("the first span of the page is {}", shown(behind))),
            (Some(before), None) => Some(format!("the last span of the page is {}", shown(before))),
            (None, None) => None,
        }
    }
}

/// Why there is nothing of a page: it was skipped, or it is none.
fn no_page(output: &OutputFolder, path: &str) -> Result<ExplainError, ExplainError> {
    let needle = serde_json::Value::from(path).to_string();
    for skipped in rows_holding::<SkippedLine>(output, 3, &needle)? {
        let SkippedLine { path: skipped, reason, detail, .. } = skipped?;
        if skipped == path {
            return Ok(ExplainError::Skipped { path: path.to_owned(), reason: kebab(&reason), detail });
        }
    }
    let hint = nearest_path(output, path)?.map_or_else(
        || "paths are those of the records, as in stories.jsonl".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Ok(ExplainError::NoPage { path: path.to_owned(), out: output.path().to_owned(), hint })
}

/// The page whose path reads most like this one.
fn nearest_path(output: &OutputFolder, path: &str) -> Result<Option<String>, ExplainError> {
    /// Less like paths are no help.
    const ENOUGH: f64 = 0.8;
    #[derive(serde::Deserialize)]
    struct Row {
        path: String,
        item: Option<u64>,
    }
    let mut best: Option<(f64, String)> = None;
    let mut last = String::new();
    for file in &LINE_FILES[..2] {
        for row in output.rows::<Row>(file)? {
            let row = row?;
            if row.path != last {
                let likeness = likeness(path, &row.path);
                if likeness >= ENOUGH && best.as_ref().is_none_or(|(best, _)| likeness > *best) {
                    best = Some((likeness, page_name(&row.path, row.item)));
                }
                last = row.path;
            }
        }
    }
    Ok(best.map(|(_, path)| path))
}

/// How like two paths are; one that ends with the other means the same file, seen from another folder.
fn likeness(a: &str, b: &str) -> f64 {
    let within = |whole: &str, end: &str| whole.strip_suffix(end).is_some_and(|lead| lead.ends_with('/'));
    if within(a, b) || within(b, a) { 1.0 } else { strsim::normalized_damerau_levenshtein(a, b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_path_and_a_byte_and_the_path_may_hold_colons() {
        let place = |path: &str, offset| Target::Place { path: path.to_owned(), offset };
        assert_eq!(Target::read("a/b.txt:12").unwrap(), place("a/b.txt", 12));
        assert_eq!(Target::read("a:7/b:1.txt:0").unwrap(), place("a:7/b:1.txt", 0));
    }

    #[test]
    fn an_id_has_six_digits_or_more_in_either_case() {
        assert_eq!(Target::read("CA3B29").unwrap(), Target::Story("ca3b29".to_owned()));
        for wrong in ["ca3b2", "story", "a/b.txt", "a/b.txt:", "", &"a".repeat(33)] {
            let error = Target::read(wrong).unwrap_err().to_string();
            assert!(error.contains("is no story id"), "{error}");
        }
    }

    #[test]
    fn the_spans_around_a_byte_are_told() {
        let mut around = Around::new(10);
        assert_eq!(around.spans(), None);
        for (start, end) in [(0, 3), (5, 8), (20, 22), (12, 14)] {
            around.see(Span::new(start, end));
        }
        assert_eq!(around.spans().unwrap(), "the nearest spans are 5..8 and 12..14");
    }

    #[test]
    fn a_file_seen_from_another_folder_is_the_same_file() {
        assert_eq!(likeness("seeds/arab-news/a.txt", "arab-news/a.txt"), 1.0);
        assert!(likeness("a.txt", "ba.txt") < 1.0);
    }
}
