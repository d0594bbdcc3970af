//! The paragraphs of a story, beside those of the story it is like.

use super::desk::{Desk, Source};
use super::draw::short;
use super::rows::PageRows;
use crate::explain::edits::{Edit, Token, keys, script, tokens};
use crate::fingerprint::{CEILING, fingerprint, word_ids};
use crate::record::{DroppedLine, Record};
use crate::role::Part;
use crate::rules::Rules;
use crate::similarity::{Similarity, similarity_at_least};
use crate::span::Span;
use crate::telling::piece_text;
use serde::Serialize;
use std::cmp::Reverse;

/// So much of a story is put beside another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) paragraphs: usize,
    /// Bytes of a paragraph.
    pub(super) bytes: usize,
}

/// A paragraph, and its twin where the run names one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    text: String,
    twin: Option<(Span, f64)>,
}

/// A paragraph beside its twin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Pair {
    /// The place of its twin among the paragraphs of the other story; `null` if it has none.
    pub twin: Option<usize>,
    /// How like they are.
    pub similarity: Option<f64>,
    /// Its words beside those of its twin; none if both say the same.
    pub runs: Vec<Run>,
}

/// Words one after another: as they stand in both, or in the first and in the second text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[doc(hidden)]
pub enum Run {
    /// They stand in both.
    Same(String),
    /// The texts differ here.
    Differs(String, String),
    /// The words are the same and stand differently in the two texts; the last number is 1.
    Alike(String, String, u8),
}

/// The paragraphs of a kept story.
pub(super) struct Bench<'r> {
    paragraphs: Vec<(Span, String, Vec<u64>)>,
    rules: &'r Rules,
    extent: Extent,
}

impl<'r> Bench<'r> {
    pub(super) fn new(record: &Record, rules: &'r Rules, extent: Extent) -> Self {
        let ids = |text: &str| word_ids(&fingerprint(text, rules).words);
        let paragraphs = paragraphs(record).map(|(span, text)| (span, text.to_owned(), ids(text)));
        Self { paragraphs: paragraphs.collect(), rules, extent }
    }

    /// Their texts, as far as they are shown.
    pub(super) fn texts(&self) -> Vec<String> {
        let shown = self.paragraphs.iter().take(self.extent.paragraphs);
        shown.map(|(_, text, _)| short(text, self.extent.bytes)).collect()
    }

    /// Paragraphs beside those of this story: each beside the twin that the run names, else the one it is most like.
    pub(super) fn beside(&self, paragraphs: &[Paragraph]) -> Vec<Pair> {
        paragraphs.iter().take(self.extent.paragraphs).map(|paragraph| self.pair(paragraph)).collect()
    }

    fn pair(&self, paragraph: &Paragraph) -> Pair {
        let at = |span: Span| self.paragraphs.iter().position(|(other, ..)| *other == span);
        let named = paragraph.twin.and_then(|(span, similarity)| Some((at(span)?, similarity)));
        let found = named.or_else(|| self.best(&paragraph.text));
        let shown = found.filter(|(twin, _)| *twin < self.extent.paragraphs);
        let Some((twin, similarity)) = shown else {
            let runs = vec![Run::Differs(short(&paragraph.text, self.extent.bytes), String::new())];
            return Pair { twin: None, similarity: None, runs };
        };
        let texts = [&paragraph.text, &self.paragraphs[twin].1].map(|text| short(text, self.extent.bytes));
        let runs = if texts[0] == texts[1] { Vec::new() } else { edits(&texts[0], &texts[1]) };
        Pair { twin: Some(twin), similarity: Some(similarity), runs }
    }

    /// The paragraph that a text is most like, if it matches any.
    fn best(&self, text: &str) -> Option<(usize, f64)> {
        let here = word_ids(&fingerprint(text, self.rules).words);
        let like = |(at, (_, _, there)): (usize, &(Span, String, Vec<u64>))| {
            let similarity = match here == *there {
                true => Similarity::ONE,
                false if here.len().max(there.len()) > CEILING => return None,
                false => similarity_at_least(&here, there, Similarity::MATCH)?,
            };
            Some((similarity, Reverse(at)))
        };
        let (similarity, Reverse(at)) = self.paragraphs.iter().enumerate().filter_map(like).max()?;
        Some((at, similarity.as_fraction()))
    }
}

/// How a word of one text stands to the one it is aligned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Same,
    Alike,
    Differs,
}

/// The words of both texts in order, with the marks and the white space before them.
fn edits(this: &str, twin: &str) -> Vec<Run> {
    let (this, twin) = (tokens(this), tokens(twin));
    let mut runs: Vec<(Stand, String, String)> = Vec::new();
    for edit in script(&keys(&this), &keys(&twin)) {
        let (left, right) = edit.places();
        let [left, right] = [left.map(|at| shown(&this[at])), right.map(|at| shown(&twin[at]))];
        let stand = match edit {
            Edit::Same(..) if left == right => Stand::Same,
            Edit::Same(..) => Stand::Alike,
            Edit::Changed(..) | Edit::Gone(_) | Edit::New(_) => Stand::Differs,
        };
        if runs.last().is_none_or(|(last, ..)| *last != stand) {
            runs.push((stand, String::new(), String::new()));
        }
        if let Some((_, this, twin)) = runs.last_mut() {
            this.extend(left);
            twin.extend(right);
        }
    }
    let run = |(stand, this, twin)| match stand {
        Stand::Same => Run::Same(this),
        Stand::Alike => Run::Alike(this, twin, 1),
        Stand::Differs => Run::Differs(this, twin),
    };
    runs.into_iter().map(run).collect()
}

fn shown(token: &Token<'_>) -> String {
    [if token.spaced { " " } else { "" }, token.lead, token.word, token.tail].concat()
}

/// The paragraphs of a record.
fn paragraphs(record: &Record) -> impl Iterator<Item = (Span, &str)> {
    let texts = record.parts.iter().filter(|part| part.role.is_text()).zip(record.text.split("\n\n"));
    texts.filter(|(part, _)| part.role == Part::Paragraph).map(|(part, text)| (part.span, text))
}

/// The paragraphs of a kept story, to be put beside another one.
pub(super) fn of_record(record: &Record) -> Vec<Paragraph> {
    paragraphs(record).map(|(_, text)| Paragraph { text: text.to_owned(), twin: None }).collect()
}

/// A story that went as a duplicate, as far as it is known.
pub(super) struct Gone {
    pub(super) at: usize,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) paragraphs: Vec<Paragraph>,
}

impl Gone {
    pub(super) fn new(page: &PageRows, id: &str, desk: &Desk<'_>) -> Self {
        let source = desk.source(&page.key);
        let known = source.as_ref().map(|source| source.headline_and_day(&page.key, id));
        let (title, date) = known.unwrap_or_default();
        let lines = page.lines_of(id);
        let first = lines.first().filter(|line| line.similarity.is_none());
        Self {
            at: lines.first().map_or(0, |line| line.span.start),
            title: title.or_else(|| first?.text.clone()),
            date,
            paragraphs: of_gone(page, id, source.as_ref()),
        }
    }
}

/// The paragraphs of a dropped story: as its page has them, else as far as the ledger tells them.
fn of_gone(page: &PageRows, id: &str, source: Option<&Source>) -> Vec<Paragraph> {
    let lines = page.lines_of(id);
    let twin = |line: &DroppedLine| Some((line.duplicate_of.as_ref()?.span, line.similarity?));
    let story = source.and_then(|source| {
        let position = source.position(&page.key, id)?;
        Some((source.text.as_str(), source.apart.as_ref()?.stripped.stories.get(position)?))
    });
    if let Some((text, story)) = story {
        let within = |span: Span| lines.iter().find(move |line| span.range().contains(&line.span.start));
        let paragraph = |span: Span| Paragraph {
            text: piece_text(text, span).into_owned(),
            twin: within(span).and_then(|line| twin(line)),
        };
        return story.paragraphs().map(|piece| paragraph(piece.span)).collect();
    }
    let paragraphs = lines.iter().filter(|line| line.similarity.is_some());
    let text = |line: &DroppedLine| {
        let told = line.text.clone();
        told.or_else(|| Some(line.span.of(&source?.text).to_owned())).unwrap_or_default()
    };
    paragraphs.map(|line| Paragraph { text: text(line), twin: twin(line) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_put_together_are_the_texts() {
        let (this, twin) = ("More than 1,300 boats, he said.", "More than 1,100 boats he said");
        let runs = edits(this, twin);
        assert_eq!(
            runs,
            [
                Run::Same("More than 1,".to_owned()),
                Run::Differs("300".to_owned(), "100".to_owned()),
                Run::Alike(" boats,".to_owned(), " boats".to_owned(), 1),
                Run::Same(" he".to_owned()),
                Run::Alike(" said.".to_owned(), " said".to_owned(), 1),
            ]
        );
    }
}
