//! The kept paragraph that is most like one which has no twin: found by fingerprints, then compared word by word.

use super::beside::paragraph_at;
use super::kin::Relation;
use super::likeness::{Comparison, Spot, Terms};
use super::{Asking, ExplainError, find};
use crate::fingerprint::{CEILING, fingerprint, simhash, word_ids};
use crate::record::Record;
use crate::similarity::{Similarity, similarity_at_least};
use crate::span::Span;
use crate::write::LINE_FILES;
use serde::Deserialize;

/// So many paragraphs with the nearest fingerprints are compared.
const COMPARED: usize = 8;
/// Fingerprints that differ in more bits are those of unrelated texts.
const FURTHEST: u32 = 20;
/// Less like paragraphs are not worth showing.
const LEAST: Similarity = Similarity::REVISION;

/// What of a record is read for its fingerprints.
#[derive(Deserialize)]
struct Prints {
    id: String,
    parts: Vec<Print>,
}

#[derive(Deserialize)]
struct Print {
    span: Span,
    simhash: Option<String>,
}

/// A paragraph whose fingerprint is near: the distance, and where it lies.
type Near = (u32, String, Span);

impl Asking<'_> {
    /// The nearest paragraph of another place, if any is half as like.
    pub(super) fn nearest(
        &mut self,
        record: &Record,
        span: Span,
        text: &str,
    ) -> Result<Option<Comparison>, ExplainError> {
        let Some(own) = simhash(text) else { return Ok(None) };
        let mut best: Option<(Similarity, Record, Span)> = None;
        for (_, id, there) in self.near_prints((&record.id, span), own)? {
            let Some(other) = find::record(self.output, &id)? else { continue };
            let like = paragraph_at(&other, there).and_then(|other| self.likeness_of(text, other));
            if let Some(like) = like.filter(|like| best.as_ref().is_none_or(|(best, ..)| like > best)) {
                best = Some((like, other, there));
            }
        }
        let Some((_, other, there)) = best else { return Ok(None) };
        let Some(text_there) = paragraph_at(&other, there).map(str::to_owned) else { return Ok(None) };
        let there = self.side(Spot::of(&other, there), text_there);
        let here = self.side(Spot::of(record, span), text.to_owned());
        let least = self.pages.config().settle.paragraph_similarity;
        let terms = Terms { relation: Relation::Nearest, language: other.language.as_deref(), least };
        Ok(Some(self.compare(here, there, terms)))
    }

    fn likeness_of(&self, text: &str, other: &str) -> Option<Similarity> {
        let ids = |text: &str| word_ids(&fingerprint(text, self.rules).words);
        let (here, there) = (ids(text), ids(other));
        let comparable = here.len().max(there.len()) <= CEILING;
        comparable.then(|| similarity_at_least(&here, &there, LEAST)).flatten()
    }

    /// The paragraphs whose fingerprints are nearest to `own`, in one pass over the kept stories.
    fn near_prints(&self, (id, span): (&str, Span), own: u64) -> Result<Vec<Near>, ExplainError> {
        let mut near: Vec<Near> = Vec::with_capacity(COMPARED + 1);
        for prints in self.output.rows::<Prints>(LINE_FILES[0])? {
            let prints = prints?;
            for print in prints.parts {
                let Some(other) = print.simhash.and_then(|hex| u64::from_str_radix(&hex, 16).ok()) else {
                    continue;
                };
                let distance = simhash::hamming_distance(own, other);
                let far = near.last().map_or(FURTHEST, |(last, ..)| *last);
                let is_itself = prints.id == id && print.span == span;
                if is_itself || distance > FURTHEST || (near.len() == COMPARED && distance >= far) {
                    continue;
                }
                let at = near.partition_point(|(other, ..)| *other <= distance);
                near.insert(at, (distance, prints.id.clone(), print.span));
                near.truncate(COMPARED);
            }
        }
        Ok(near)
    }
}
