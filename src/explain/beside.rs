//! Paragraphs of stories, put beside their twins.

use super::kin::{Relation, StoryLikeness};
use super::likeness::{Comparison, Side, Spot, Terms};
use super::{Asking, ExplainError, StoryTold, find};
use crate::fingerprint::simhash;
use crate::record::{Place, Record, Twin};
use crate::role::Part;
use crate::similarity::Similarity;
use crate::span::Span;
use std::ops::Deref;

/// A paragraph of a kept story.
pub(super) struct Paragraph<'r> {
    pub(super) span: Span,
    pub(super) text: &'r str,
}

/// A paragraph and its twin in a kept story, with the similarity that the run says.
pub(super) struct Paired {
    pub(super) span: Span,
    pub(super) text: String,
    pub(super) twin: Option<(Place, f64)>,
}

/// A story that stays, of this output or of the earlier one that the run was made against.
pub(super) struct Survivor {
    record: Record,
    origin: Origin,
}

/// Which output a story stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Here,
    Earlier,
}

impl Deref for Survivor {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

/// A story whose paragraphs are put beside those of a kept one.
pub(super) struct Told {
    pub(super) spot: Spot,
    pub(super) paragraphs: Vec<Paired>,
}

/// The paragraphs of a record.
pub(super) fn paragraphs(record: &Record) -> impl Iterator<Item = Paragraph<'_>> {
    let texts = record.parts.iter().filter(|part| part.role.is_text()).zip(record.text.split("\n\n"));
    let paragraphs = texts.filter(|(part, _)| part.role == Part::Paragraph);
    paragraphs.map(|(part, text)| Paragraph { span: part.span, text })
}

/// The paragraph of a record at a span.
pub(super) fn paragraph_at(record: &Record, span: Span) -> Option<&str> {
    paragraphs(record).find(|paragraph| paragraph.span == span).map(|paragraph| paragraph.text)
}

impl Asking<'_> {
    /// The kept story that a twin lies in. A story of the earlier output may go by the id of one that is here now.
    pub(super) fn survivor(&self, twin: &Twin, of: Option<&str>) -> Result<Option<Survivor>, ExplainError> {
        let lies_in = |record: &Record| {
            record.span == twin.span || record.parts.iter().any(|part| part.span == twin.span)
        };
        let here = || -> Result<_, ExplainError> {
            let record = find::record(self.output, &twin.id)?.filter(lies_in);
            Ok(record.map(|record| Survivor { record, origin: Origin::Here }))
        };
        let earlier = || -> Result<_, ExplainError> {
            let record = self.released.as_ref().map(|old| find::record(old, &twin.id)).transpose()?.flatten();
            Ok(record.map(|record| Survivor { record, origin: Origin::Earlier }))
        };
        // A paragraph may be like another one of its own story as well.
        if of == Some(&twin.id) {
            earlier()?.map_or_else(here, |survivor| Ok(Some(survivor)))
        } else {
            here()?.map_or_else(earlier, |survivor| Ok(Some(survivor)))
        }
    }

    /// A paragraph of a kept story as a side of a comparison.
    pub(super) fn kept_side(&mut self, survivor: &Survivor, span: Span) -> Option<Side> {
        let text = paragraph_at(survivor, span)?.to_owned();
        let spot = Spot::of(survivor, span);
        Some(match survivor.origin {
            Origin::Here => self.side(spot, text),
            Origin::Earlier => self.side_elsewhere(spot, text),
        })
    }

    fn survivor_told(&mut self, survivor: &Survivor) -> StoryTold {
        match survivor.origin {
            Origin::Here => self.told(survivor),
            Origin::Earlier => StoryTold {
                id: survivor.id.clone(),
                title: survivor.title.clone(),
                path: survivor.path.clone(),
                item: survivor.item,
                line: None,
                kept: true,
            },
        }
    }

    /// A paragraph that may be a duplicate on its own, beside the kept one that the run named as its twin.
    pub(super) fn with_twin(
        &mut self,
        (spot, text): (Spot, String),
        relation: Relation,
        twin: &Twin,
    ) -> Result<Option<Comparison>, ExplainError> {
        let Some(survivor) = self.survivor(twin, spot.id.as_deref())? else { return Ok(None) };
        let Some(there) = self.kept_side(&survivor, twin.span) else { return Ok(None) };
        let here = self.side(spot, text);
        let least = self.pages.config().settle.paragraph_similarity;
        let terms = Terms { relation, language: survivor.language.as_deref(), least };
        Ok(Some(Comparison { similarity: twin.similarity, ..self.compare(here, there, terms) }))
    }

    /// A story beside the kept one that it is like.
    pub(super) fn likeness(
        &mut self,
        told: Told,
        relation: Relation,
        (survivor, twin): (Option<&Survivor>, &Twin),
    ) -> StoryLikeness {
        let whole =
            told.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>().join(" ");
        let there = survivor.and_then(|record| u64::from_str_radix(record.simhash.as_deref()?, 16).ok());
        let mut like = StoryLikeness {
            relation,
            survivor: survivor.map_or_else(|| named_only(twin), |survivor| self.survivor_told(survivor)),
            share: twin.similarity,
            least: self.pages.config().settle.similarity,
            hamming: simhash(&whole).zip(there).map(|(here, there)| simhash::hamming_distance(here, there)),
            paragraphs: Vec::new(),
            unmatched: Vec::new(),
        };
        for Paired { span, text, twin } in told.paragraphs {
            let here = self.side(Spot { span, ..told.spot.clone() }, text);
            match survivor.zip(twin).and_then(|(record, twin)| self.pair(here.clone(), record, &twin)) {
                Some(pair) => like.paragraphs.push(pair),
                None => like.unmatched.push(here),
            }
        }
        like
    }

    /// A paragraph of a story beside its twin in a kept one.
    fn pair(&mut self, here: Side, survivor: &Survivor, (place, said): &(Place, f64)) -> Option<Comparison> {
        let there = self.kept_side(survivor, place.span)?;
        let (relation, least) = (Relation::Duplicate, Similarity::MATCH.as_fraction());
        let terms = Terms { relation, language: survivor.language.as_deref(), least };
        Some(Comparison { similarity: *said, ..self.compare(here, there, terms) })
    }
}

/// A story of which only its name is known here: one of an older output.
fn named_only(twin: &Twin) -> StoryTold {
    let Twin { id, path, item, .. } = twin.clone();
    StoryTold { id, title: None, path, item, line: None, kept: true }
}
