//! The earlier output that a run was made against: its stories are survivors as well.

use super::VerifyError;
use crate::corpus::Telling;
use crate::language::Language;
use crate::output::Rows;
use crate::record::{Place, Record};
use crate::role::Part;
use crate::span::Span;
use crate::write::LINE_FILES;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The stories of an earlier output, by their ids.
#[derive(Default)]
pub(super) struct Release {
    stories: FxHashMap<String, Released>,
}

struct Released {
    path: String,
    item: Option<u64>,
    span: Span,
    language: Option<Language>,
    truncated: bool,
    paragraphs: Vec<(Span, String)>,
}

impl Release {
    pub(super) fn read(old: &Path) -> Result<Self, VerifyError> {
        let gone = |problem: String| VerifyError::NoRelease { path: old.to_owned(), problem };
        let mut release = Self::default();
        for record in Rows::<Record>::open(old, LINE_FILES[0]).map_err(|error| gone(error.problem))? {
            let record = record?;
            release.stories.insert(record.id.clone(), Released::new(record));
        }
        Ok(release)
    }

    /// Whether a twin lies where it is said to.
    pub(super) fn holds(&self, twin: &Place) -> bool {
        let holds = |story: &Released| {
            (&story.path, story.item) == (&twin.path, twin.item)
                && story.span.range().contains(&twin.span.start)
        };
        self.stories.get(&twin.id).is_some_and(holds)
    }

    /// The text of a twin that is a paragraph.
    pub(super) fn paragraph(&self, twin: &Place) -> Option<&str> {
        let paragraphs = &self.stories.get(&twin.id)?.paragraphs;
        paragraphs.iter().find(|(span, _)| *span == twin.span).map(|(_, text)| text.as_str())
    }

    /// The story of a twin.
    pub(super) fn telling(&self, twin: &Place) -> Option<Telling<'_>> {
        let story = self.stories.get(&twin.id)?;
        Some(Telling {
            scope: 0,
            language: story.language,
            paragraphs: story.paragraphs.iter().map(|(_, text)| text.as_str()).collect(),
            truncated: story.truncated,
        })
    }
}

impl Released {
    fn new(record: Record) -> Self {
        let parts = record.parts.iter().filter(|part| part.role.is_text());
        let texts = parts.zip(record.text.split("\n\n")).filter(|(part, _)| part.role == Part::Paragraph);
        Self {
            paragraphs: texts.map(|(part, text)| (part.span, text.to_owned())).collect(),
            language: record.language.as_deref().and_then(Language::of_tag),
            truncated: record.truncated,
            span: record.span,
            path: record.path,
            item: record.item,
        }
    }
}
