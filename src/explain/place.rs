//! Why a part of a story stayed, and why a line went to the ledger.

use super::beside::paragraph_at;
use super::kin::{Copies, Relation};
use super::likeness::{Comparison, Spot};
use super::{Asking, ExplainError, Explanation, StoryTold, Subject, Verdict, find};
use crate::fingerprint::{FLOOR, UNSPACED_FLOOR, fingerprint};
use crate::record::{DroppedLine, Record, RecordPart, SimilarKind, SimilarLine, Twin};
use crate::role::{Part, RuleId};
use crate::settle::Duplicates;
use crate::span::Span;
use crate::telling::piece_text;

impl Asking<'_> {
    pub(super) fn part(&mut self, record: &Record, at: usize) -> Result<Explanation, ExplainError> {
        let part = &record.parts[at];
        let spot = Spot::of(record, part.span);
        let text = paragraph_at(record, part.span).map(str::to_owned);
        let text = text.or_else(|| self.pages.piece((&record.path, record.item), part.span));
        let subject =
            Subject { role: part.role.name().to_owned(), text: text.clone(), ..self.subject(&spot) };
        let told =
            Explanation::new(subject, Verdict::Kept, format!("it is the story's {}", part.role.name()));
        let story = Some(self.told(record));
        let told = match (text, part.role) {
            (Some(text), Part::Paragraph) => self.paragraph((record, part), text, told)?,
            _ => told,
        };
        Ok(Explanation { story, ..told })
    }

    /// A paragraph that stayed: marked, held back, the first of its copies, or like no other.
    fn paragraph(
        &mut self,
        (record, part): (&Record, &RecordPart),
        text: String,
        told: Explanation,
    ) -> Result<Explanation, ExplainError> {
        let similar = find::similar_to(self.output, &record.id)?;
        if let Some((relation, twin)) = named_twin(record, part, &similar) {
            let twin = self.with_twin((Spot::of(record, part.span), text), relation, twin)?;
            let (verdict, because) = match relation {
                Relation::HeldBack => {
                    (Verdict::Kept, "it is like a kept paragraph that lacks some of its facts")
                }
                _ => (Verdict::Marked, "it is a duplicate of a kept paragraph, and duplicates are marked"),
            };
            return Ok(Explanation { verdict, because: because.to_owned(), twin, ..told });
        }
        let Copies { named: copies, found } = self.paragraph_copies(record, part.span)?;
        let nearest = if found > 0 { None } else { self.nearest(record, part.span, &text)? };
        let twins = similar.iter().filter(|line| line.kind == SimilarKind::Paragraph).map(|line| &line.twin);
        let held_back = twins.filter(|twin| twin.id == record.id && twin.span == part.span).count();
        let because = match (found, held_back) {
            (0, 0) => self.because_alone(&text, nearest.as_ref()),
            (0, _) => "it comes first in keep order; what is like it holds facts that it lacks".to_owned(),
            (1, _) => "of it and its copy, it comes first in keep order".to_owned(),
            (found, _) => format!("of it and its {found} copies, it comes first in keep order"),
        };
        Ok(Explanation { because, copies, copies_found: found, twin: nearest, ..told })
    }

    fn because_alone(&self, text: &str, nearest: Option<&Comparison>) -> String {
        let words = fingerprint(text, self.rules).words;
        let floor = if words.mostly_unspaced() { UNSPACED_FLOOR } else { FLOOR };
        let settle = &self.pages.config().settle;
        if settle.paragraphs == Duplicates::Keep {
            "duplicate paragraphs were not looked for".to_owned()
        } else if words.count() < floor {
            format!(
                "it has {} words, and of fewer than {floor} none is a duplicate on its own",
                words.count()
            )
        } else if nearest.is_some_and(|near| near.similarity >= settle.paragraph_similarity) {
            "what it is like comes after it in keep order, is itself a duplicate, or is of another scope"
                .to_owned()
        } else {
            format!("no kept paragraph is {} like it", settle.paragraph_similarity)
        }
    }

    pub(super) fn line(&mut self, line: &DroppedLine) -> Result<Explanation, ExplainError> {
        let spot =
            Spot { id: line.story_id.clone(), path: line.path.clone(), item: line.item, span: line.span };
        let text = self.line_text(line);
        let subject = Subject { role: line.rule.clone(), text: text.clone(), ..self.subject(&spot) };
        let told = Explanation::new(subject, Verdict::Dropped, String::new());
        if line.story_similarity.is_some() {
            return self.story_line(line, told);
        }
        let story = self.story_of(line)?;
        let told = Explanation { story, ..told };
        let text = text.unwrap_or_default();
        match self.rules.name(RuleId::DUPLICATE_PARAGRAPH) == line.rule {
            true => self.paragraph_line(line, text, told),
            false => Ok(self.rule_line(line, &text, told)),
        }
    }

    /// A line of a story that went as a whole.
    fn story_line(&mut self, line: &DroppedLine, told: Explanation) -> Result<Explanation, ExplainError> {
        let id = line.story_id.clone().unwrap_or_default();
        let lines = find::lines_of(self.output, &id)?;
        let mut survivor = self.dropped_likeness(&id, &lines)?;
        let within = |pair: &Comparison| pair.this.span.range().contains(&line.span.start);
        let twin =
            survivor.as_ref().and_then(|like| like.paragraphs.iter().find(|pair| within(pair)).cloned());
        if let Some(like) = &mut survivor {
            // The answer is about this line.
            (like.paragraphs, like.unmatched) = (Vec::new(), Vec::new());
        }
        let because = "its story is a duplicate of a kept one".to_owned();
        Ok(Explanation { because, story: Some(self.dropped_told(&id, &lines)), survivor, twin, ..told })
    }

    /// A line of a paragraph that went on its own.
    fn paragraph_line(
        &mut self,
        line: &DroppedLine,
        text: String,
        told: Explanation,
    ) -> Result<Explanation, ExplainError> {
        let because = "it is a duplicate of a kept paragraph, and duplicates are dropped".to_owned();
        let told = Explanation { because, ..told };
        let Some((place, similarity)) = line.duplicate_of.clone().zip(line.similarity) else {
            return Ok(told);
        };
        let (span, text) = self.whole_paragraph(line).unwrap_or((line.span, text));
        let spot = Spot { id: line.story_id.clone(), path: line.path.clone(), item: line.item, span };
        let twin = Twin { id: place.id, path: place.path, item: place.item, span: place.span, similarity };
        let twin = self.with_twin((spot, text), Relation::Duplicate, &twin)?;
        Ok(Explanation { twin, ..told })
    }

    /// The paragraph that a line belongs to, which on a hard-wrapped page has several lines.
    fn whole_paragraph(&mut self, line: &DroppedLine) -> Option<(Span, String)> {
        let (text, page) = self.pages.apart((&line.path, line.item))?;
        let mut pieces = page.stripped.stories.iter().flat_map(|story| story.paragraphs());
        let piece = pieces.find(|piece| piece.span.range().contains(&line.span.start))?;
        Some((piece.span, piece_text(text, piece.span).into_owned()))
    }

    /// A line that a rule knows.
    fn rule_line(&mut self, line: &DroppedLine, text: &str, told: Explanation) -> Explanation {
        let rule = self.rule(line, text);
        let because = match (&rule.meaning, rule.matches.is_empty()) {
            (Some(meaning), _) => lowered(meaning),
            (None, false) => format!("the rule `{}` knows it", rule.name),
            (None, true) => format!("the rule `{}` dropped it", rule.name),
        };
        Explanation { because, rule: Some(rule), ..told }
    }

    /// The story that a line belongs to.
    fn story_of(&mut self, line: &DroppedLine) -> Result<Option<StoryTold>, ExplainError> {
        let Some(id) = &line.story_id else { return Ok(None) };
        Ok(Some(match find::record(self.output, id)? {
            Some(record) => self.told(&record),
            None => {
                let lines = find::lines_of(self.output, id)?;
                self.dropped_told(id, &lines)
            }
        }))
    }
}

/// The twin that the run names, in the record or in `similar.jsonl`.
fn named_twin<'n>(
    record: &Record,
    part: &'n RecordPart,
    similar: &'n [SimilarLine],
) -> Option<(Relation, &'n Twin)> {
    let mut held = similar
        .iter()
        .filter(|line| line.kind == SimilarKind::Paragraph && line.id == record.id && line.span == part.span);
    let marked = part.duplicate_of.as_ref().map(|twin| (Relation::Duplicate, twin));
    marked.or_else(|| held.next().map(|line| (Relation::HeldBack, &line.twin)))
}

/// A sentence as a clause: without its capital and full stop.
fn lowered(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
