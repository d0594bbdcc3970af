//! Why a story was dropped.

use super::beside::{Paired, Told};
use super::kin::{Relation, StoryLikeness};
use super::likeness::Spot;
use super::{Asking, ExplainError, Explanation, StoryTold, Subject, Verdict};
use crate::percent::percent;
use crate::record::{DroppedLine, Place, Twin, story_id};
use crate::span::Span;
use crate::telling::piece_text;

impl Asking<'_> {
    pub(super) fn dropped_story(
        &mut self,
        id: &str,
        lines: &[DroppedLine],
    ) -> Result<Explanation, ExplainError> {
        let story = self.dropped_told(id, lines);
        let survivor = self.dropped_likeness(id, lines)?;
        let because = survivor.as_ref().map_or_else(
            || "the ledger names no story that it is a duplicate of".to_owned(),
            |like| format!("{} of its words match a kept story", percent(like.share)),
        );
        let subject = Subject {
            role: "story".to_owned(),
            path: story.path.clone(),
            item: story.item,
            span: None,
            line: story.line,
            text: None,
        };
        let told = Explanation::new(subject, Verdict::Dropped, because);
        Ok(Explanation { story: Some(story), survivor, ..told })
    }

    /// A dropped story as it is named: its headline stands in the source, or in its first line without a twin.
    pub(super) fn dropped_told(&mut self, id: &str, lines: &[DroppedLine]) -> StoryTold {
        let (path, item) = lines.first().map_or((String::new(), None), |line| (line.path.clone(), line.item));
        let position = self.position(&path, item, id);
        let from_page = position.and_then(|at| {
            let (_, page) = self.pages.apart((&path, item))?;
            page.stripped.stories.get(at)?.fields.title.clone()
        });
        let first = lines.first().filter(|line| line.similarity.is_none()).and_then(|line| line.text.clone());
        StoryTold {
            id: id.to_owned(),
            title: from_page.or(first),
            line: lines.first().and_then(|line| self.pages.line((&path, item), line.span.start)),
            path,
            item,
            kept: false,
        }
    }

    /// The place of a story on its page.
    fn position(&mut self, path: &str, item: Option<u64>, id: &str) -> Option<usize> {
        let (_, page) = self.pages.apart((path, item))?;
        (0..page.stripped.stories.len()).find(|&position| story_id(path, item, position) == id)
    }

    /// A dropped story beside its survivor.
    pub(super) fn dropped_likeness(
        &mut self,
        id: &str,
        lines: &[DroppedLine],
    ) -> Result<Option<StoryLikeness>, ExplainError> {
        let named =
            lines.iter().find_map(|line| Some((line, line.duplicate_of.clone()?, line.story_similarity?)));
        let Some((line, Place { id: kept, path, item, span }, similarity)) = named else { return Ok(None) };
        let spot =
            Spot { id: Some(id.to_owned()), path: line.path.clone(), item: line.item, span: line.span };
        let told = Told { spot, paragraphs: self.gone(id, lines) };
        let twin = Twin { id: kept, path, item, span, similarity };
        let survivor = self.survivor(&twin, Some(id))?;
        Ok(Some(self.likeness(told, Relation::Duplicate, (survivor.as_ref(), &twin))))
    }

    /// The paragraphs of a dropped story: as its page has them, else a ledger line each.
    fn gone(&mut self, id: &str, lines: &[DroppedLine]) -> Vec<Paired> {
        let twin = |line: &DroppedLine| line.duplicate_of.clone().zip(line.similarity);
        let Some(first) = lines.first() else { return Vec::new() };
        let position = self.position(&first.path, first.item, id);
        if let (Some(at), Some((text, page))) = (position, self.pages.apart((&first.path, first.item))) {
            let within = |span: Span| lines.iter().find(move |line| span.range().contains(&line.span.start));
            let paired = |span: Span| Paired {
                span,
                text: piece_text(text, span).into_owned(),
                twin: within(span).and_then(twin),
            };
            return page.stripped.stories[at].paragraphs().map(|piece| paired(piece.span)).collect();
        }
        let paragraphs = lines.iter().filter(|line| line.similarity.is_some());
        paragraphs
            .map(|line| Paired {
                span: line.span,
                text: self.line_text(line).unwrap_or_default(),
                twin: twin(line),
            })
            .collect()
    }

    /// What a dropped line says: the ledger may hold its span alone.
    pub(super) fn line_text(&mut self, line: &DroppedLine) -> Option<String> {
        line.text.clone().or_else(|| self.pages.piece((&line.path, line.item), line.span))
    }
}
