//! Why a kept story stayed.

use super::beside::{Paired, Paragraph, Told, paragraph_at, paragraphs};
use super::kin::{Copies, Relation, StoryLikeness};
use super::likeness::{Comparison, Spot};
use super::{Asking, ExplainError, Explanation, Subject, Verdict, find};
use crate::fingerprint::{CEILING, fingerprint, word_ids};
use crate::percent::percent;
use crate::record::{Place, Record, SimilarKind, SimilarLine, SimilarReason, Twin};
use crate::settle::Duplicates;
use crate::similarity::{Similarity, similarity_at_least};
use std::cmp::Reverse;

/// The story that a kept one is most like.
struct Like {
    relation: Relation,
    twin: Twin,
}

impl Asking<'_> {
    pub(super) fn kept_story(&mut self, record: &Record) -> Result<Explanation, ExplainError> {
        let similar = find::similar_to(self.output, &record.id)?;
        let like = like(record, &similar);
        let Copies { named: copies, found } = self.dropped_copies(&record.id)?;
        let verdict = if record.duplicate_of.is_some() { Verdict::Marked } else { Verdict::Kept };
        let subject = Subject { role: "story".to_owned(), ..self.subject(&Spot::of(record, record.span)) };
        let mut told = Explanation::new(subject, verdict, self.because_kept(like.as_ref(), found));
        told.boundary = self.boundary(record);
        told.revisions = self.revisions(&record.id)?;
        told.survivor = like.map(|like| self.kept_likeness(record, &like)).transpose()?;
        told.twin = self.held_back_paragraph(record, &similar)?;
        told.story = Some(self.told(record));
        Ok(Explanation { copies, copies_found: found, ..told })
    }

    fn kept_likeness(&mut self, record: &Record, like: &Like) -> Result<StoryLikeness, ExplainError> {
        let survivor = self.survivor(&like.twin, Some(&record.id))?;
        let paired = |Paragraph { span, text }| Paired {
            span,
            text: text.to_owned(),
            twin: survivor.as_ref().and_then(|survivor| self.best(survivor, text)),
        };
        let paragraphs = paragraphs(record).map(paired).collect();
        let told = Told { spot: Spot::of(record, record.span), paragraphs };
        Ok(self.likeness(told, like.relation, (survivor.as_ref(), &like.twin)))
    }

    /// The paragraph of a kept story that a text is most like, if it matches any.
    fn best(&self, survivor: &Record, text: &str) -> Option<(Place, f64)> {
        let ids = |text: &str| word_ids(&fingerprint(text, self.rules).words);
        let here = ids(text);
        let like = paragraphs(survivor).filter_map(|paragraph| {
            let there = ids(paragraph.text);
            let long = here.len().max(there.len()) > CEILING;
            let similarity = match here == there {
                true => Similarity::ONE,
                false if long => return None,
                false => similarity_at_least(&here, &there, Similarity::MATCH)?,
            };
            Some((paragraph.span, similarity))
        });
        let (span, similarity) = like.max_by_key(|(span, like)| (*like, Reverse(*span)))?;
        let Record { id, path, item, .. } = survivor;
        let place = Place { id: id.clone(), path: path.clone(), item: *item, span };
        Some((place, similarity.as_fraction()))
    }

    /// Of the paragraphs of a story that were held back, the one that is most like its twin.
    fn held_back_paragraph(
        &mut self,
        record: &Record,
        similar: &[SimilarLine],
    ) -> Result<Option<Comparison>, ExplainError> {
        let held = similar.iter().filter(|line| line.id == record.id && line.kind == SimilarKind::Paragraph);
        let best = held
            .max_by(|a, b| a.twin.similarity.total_cmp(&b.twin.similarity).then_with(|| b.span.cmp(&a.span)));
        let Some(best) = best else { return Ok(None) };
        let Some(text) = paragraph_at(record, best.span) else { return Ok(None) };
        let this = (Spot::of(record, best.span), text.to_owned());
        self.with_twin(this, Relation::HeldBack, &best.twin)
    }

    fn because_kept(&self, like: Option<&Like>, copies: usize) -> String {
        if let Some(Like { relation, twin }) = like {
            return because_like(*relation, &percent(twin.similarity));
        }
        match copies {
            _ if self.pages.config().settle.stories == Duplicates::Keep => {
                "duplicate stories were not looked for".to_owned()
            }
            0 => "no story before it in keep order holds half of its words".to_owned(),
            1 => "of it and its copy, it comes first in keep order".to_owned(),
            copies => format!("of it and its {copies} copies, it comes first in keep order"),
        }
    }
}

fn because_like(relation: Relation, share: &str) -> String {
    match relation {
        Relation::Duplicate => format!("{share} of its words match a kept story, and duplicates are marked"),
        Relation::Revision => format!(
            "it is a revision: {share} of its words match a kept story, but that is too little, or a paragraph is \
             new or was held back by its facts"
        ),
        Relation::HeldBack | Relation::Nearest => {
            format!("{share} of its words match a kept story, but its facts differ")
        }
    }
}

/// The story that a kept one is a duplicate or a revision of, or that only its facts part it from.
fn like(record: &Record, similar: &[SimilarLine]) -> Option<Like> {
    let held = similar.iter().find(|line| {
        line.id == record.id && line.kind == SimilarKind::Story && line.reason == SimilarReason::Facts
    });
    let named = [
        (Relation::Duplicate, record.duplicate_of.as_ref()),
        (Relation::Revision, record.revision_of.as_ref()),
        (Relation::HeldBack, held.map(|line| &line.twin)),
    ];
    named.into_iter().find_map(|(relation, twin)| Some(Like { relation, twin: twin?.clone() }))
}
