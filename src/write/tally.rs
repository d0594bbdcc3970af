//! What is counted from the lines, as they are written.

use super::groups::Groups;
use super::records::PageCounts;
use super::standouts::Board;
use crate::record::{
    Bytes, DroppedLine, Paragraphs, Record, SimilarKind, SimilarLine, SimilarReason, Stories, Summary,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is counted from the lines.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    bytes: Bytes,
    stories: Stories,
    paragraphs: Paragraphs,
    encodings: BTreeMap<String, usize>,
    pub(super) groups: Groups,
    pub(super) board: Board,
    with_replacements: usize,
    index_pages: usize,
}

impl Tally {
    pub(super) fn page(&mut self, page: PageCounts) {
        self.bytes.read += page.bytes as u64;
        *self.encodings.entry(page.encoding).or_default() += 1;
        self.with_replacements += usize::from(page.replaced);
        self.index_pages += usize::from(page.is_index);
    }

    pub(super) fn story(&mut self, record: &Record) {
        let stories = &mut self.stories;
        stories.kept += 1;
        self.groups.add(record);
        stories.revisions += usize::from(record.revision_of.is_some());
        stories.truncated += usize::from(record.truncated);
        stories.untitled += usize::from(record.title.is_none());
        stories.empty_text += usize::from(record.text.is_empty());
        stories.saw_confidence(record.split_confidence);
        let paragraphs = record.parts.iter().filter(|part| part.role == crate::role::Part::Paragraph);
        let marked = paragraphs.clone().filter(|part| part.duplicate_of.is_some()).count();
        self.paragraphs.found += paragraphs.count() + record.paragraphs_dropped;
        self.paragraphs.marked += marked;
        self.paragraphs.dropped += record.paragraphs_dropped;
        self.bytes.kept += record.parts.iter().map(|part| part.span.len() as u64).sum::<u64>();
    }

    pub(super) fn dropped(&mut self, line: &DroppedLine<Cow<'_, str>>) {
        let bytes = line.span.len() as u64;
        self.bytes.dropped += bytes;
        match self.bytes.by_rule.get_mut(&*line.rule) {
            Some(sum) => *sum += bytes,
            None => drop(self.bytes.by_rule.insert(line.rule.to_string(), bytes)),
        }
    }

    pub(super) fn similar(&mut self, line: &SimilarLine) {
        match (line.kind, line.reason) {
            (SimilarKind::Paragraph, _) => self.paragraphs.held_back += 1,
            (SimilarKind::Story, SimilarReason::Facts) => self.stories.held_back += 1,
            (SimilarKind::Story, SimilarReason::Revision) => {}
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        let Bytes { read, kept, dropped, white: _, by_rule } = other.bytes;
        self.bytes.read += read;
        self.bytes.kept += kept;
        self.bytes.dropped += dropped;
        by_rule.into_iter().for_each(|(rule, bytes)| *self.bytes.by_rule.entry(rule).or_default() += bytes);
        self.stories.add(&other.stories);
        self.board.join(other.board);
        let Paragraphs { found, marked, dropped, held_back } = other.paragraphs;
        self.paragraphs.found += found;
        self.paragraphs.marked += marked;
        self.paragraphs.dropped += dropped;
        self.paragraphs.held_back += held_back;
        other
            .encodings
            .into_iter()
            .for_each(|(name, pages)| *self.encodings.entry(name).or_default() += pages);
        self.groups.enter(other.groups.into_list());
        self.with_replacements += other.with_replacements;
        self.index_pages += other.index_pages;
    }

    /// Writes the counts into a summary.
    pub(super) fn enter(self, summary: &mut Summary) {
        let Stories { found, duplicates, .. } = summary.stories;
        let suspects = self.board.suspects as usize;
        summary.stories = Stories { found, duplicates, suspects, ..self.stories };
        summary.standouts = self.board.standouts;
        summary.paragraphs = self.paragraphs;
        summary.bytes = self.bytes;
        summary.bytes.white = summary.bytes.read - summary.bytes.kept - summary.bytes.dropped;
        summary.inputs.encodings = self.encodings;
        summary.inputs.with_replacements = self.with_replacements;
        summary.inputs.index_pages = self.index_pages;
    }
}
