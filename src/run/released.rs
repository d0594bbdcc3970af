//! The stories of an earlier output, which count as kept (`--against`).

use super::gather::{Desk, Row};
use crate::fingerprint::{Size, StoryHash, fingerprint};
use crate::language::Language;
use crate::lists::number;
use crate::memo::At;
use crate::output::{BrokenFile, Rows, read_summary};
use crate::pair::Links;
use crate::record::{Record, hex128};
use crate::role::Part;
use crate::shelf::{Kept, Shelved};
use crate::span::Span;
use crate::strip::{self, Piece};
use crate::telling::{Page, Paragraph, Told};
use crate::words::Words;
use crate::write::{LINE_FILES, file_digest, files_of};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why an output cannot be run against.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::rules::Rules;
/// use unspool::run::{AgainstError, RunError, run};
///
/// # let mut job = example::job(&folder);
/// // A run cannot be made against the folder it writes to.
/// job.against = Some(job.out.clone());
/// let error = run(&job, &Rules::builtin()?, &|_| {}).unwrap_err();
/// assert!(matches!(error, RunError::Against(AgainstError::Same { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum AgainstError {
    /// It is the output folder of this very run.
    #[error("--against `{}` is the folder to write to; choose another one with -o", path.display())]
    Same {
        /// The folder.
        path: PathBuf,
    },
    /// It has no summary, or one that does not fit its stories.
    #[error("--against `{}` is no finished output of unspool: {problem}", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// What is missing.
        problem: String,
    },
    /// A line of it is not what it should be.
    #[error(transparent)]
    Broken(#[from] BrokenFile),
}

/// Makes sure that an output is whole, and is not the one to write to.
pub(super) fn finished(old: &Path, out: &Path) -> Result<(), AgainstError> {
    if old.canonicalize().is_ok_and(|old| out.canonicalize().is_ok_and(|out| old == out)) {
        return Err(AgainstError::Same { path: old.to_owned() });
    }
    let unfinished = |problem: String| AgainstError::Unfinished { path: old.to_owned(), problem };
    let summary = read_summary(old).map_err(|error| unfinished(error.problem))?;
    // Says which options are needed, if its stories cannot be read.
    Rows::<Record>::open(old, LINE_FILES[0])?;
    for (name, _) in files_of(summary.digests.keys(), LINE_FILES[0]) {
        let digest = file_digest(&old.join(name)).map_err(|error| unfinished(error.to_string()))?;
        if summary.digests.get(name) != Some(&hex128(digest)) {
            return Err(unfinished(format!("summary.json does not fit {name}")));
        }
    }
    Ok(())
}

/// What an earlier output adds to the corpus.
#[derive(Default)]
pub(super) struct Released {
    pub(super) pages: Vec<Shelved>,
    /// Its stories, by the places of their pages in `pages`.
    pub(super) rows: Vec<Row>,
    /// The size of each paragraph, with its number.
    pub(super) sizes: Vec<(u32, Size)>,
    links: Links,
}

impl Released {
    /// Reads the stories of an output.
    pub(super) fn read(old: &Path, desk: &Desk<'_>) -> Result<Self, AgainstError> {
        let mut released = Self::default();
        let mut page: Vec<Record> = Vec::new();
        for record in Rows::<Record>::open(old, LINE_FILES[0])? {
            let record = record?;
            if page.first().is_some_and(|first| (&first.path, first.item) != (&record.path, record.item)) {
                released.page(std::mem::take(&mut page), desk);
            }
            page.push(record);
        }
        if !page.is_empty() {
            released.page(page, desk);
        }
        desk.links.put(std::mem::take(&mut released.links));
        Ok(released)
    }

    fn page(&mut self, records: Vec<Record>, desk: &Desk<'_>) {
        let (mut page, mut spans, mut words) = (Page::default(), Vec::new(), Vec::new());
        let (path, item) = (records[0].path.as_str().into(), records[0].item);
        for record in &records {
            // Stories that are not there any more leave their places empty.
            page.analysis.told.resize_with(record.position, Told::default);
            page.analysis.stripped.stories.resize_with(record.position, strip::Story::default);
            let before = words.len();
            let paragraphs = paragraphs(record, (&mut page.text, &mut spans, &mut words), desk);
            page.analysis.told.push(told(record, paragraphs, &words[before..]));
            page.analysis.stripped.stories.push(story(record));
        }
        let numbers = desk.enter(&mut self.links, (&page.analysis, &words), 0);
        self.sizes.extend(numbers.clone().zip(page.analysis.paragraphs().map(Paragraph::size)));
        let rows = Row::of_page(&page.analysis, (numbers.start, 0), number(self.pages.len()));
        self.rows.extend(rows.into_iter().filter(Row::has_paragraphs).map(Row::released));
        self.pages.push(Shelved {
            path,
            item,
            number: number(self.pages.len()),
            digest: 0,
            first: numbers.start,
            paragraphs: number(words.len()),
            analysis: At::default(),
            kept: Kept::Here(Box::new(page), spans.into_boxed_slice()),
        });
    }
}

/// The paragraphs of a record, by their places on their own page; their texts go to `text`, with their places there.
fn paragraphs(
    record: &Record,
    (text, spans, words): (&mut String, &mut Vec<Span>, &mut Vec<Words>),
    desk: &Desk<'_>,
) -> Vec<Paragraph> {
    let parts = record.parts.iter().filter(|part| part.role.is_text());
    let texts = parts.zip(record.text.split("\n\n")).filter(|(part, _)| part.role == Part::Paragraph);
    let paragraph = |(part, piece): (&crate::record::RecordPart, &str)| {
        let print = fingerprint(piece, desk.rules());
        let start = text.len();
        text.push_str(piece);
        spans.push(Span::new(start, text.len()));
        let paragraph = Paragraph::new(part.span, &print);
        words.push(print.words);
        paragraph
    };
    texts.map(paragraph).collect()
}

fn told(record: &Record, paragraphs: Vec<Paragraph>, texts: &[Words]) -> Told {
    let mut all = StoryHash::default();
    texts.iter().for_each(|words| all.add(words));
    let (words, id) = all.finish();
    let language = record.language.as_deref().and_then(Language::of_tag);
    Told { language, paragraphs, words, id, ..Told::default() }
}

/// As much of a story as its twins name.
fn story(record: &Record) -> strip::Story {
    let title = record.parts.iter().find(|part| part.role == Part::Title).or(record.parts.first());
    let pieces = title.map(|part| Piece { part: part.role, span: part.span }).into_iter().collect();
    strip::Story { span: record.span, pieces, truncated: record.truncated, ..strip::Story::default() }
}
