//! What stays although it is like something else.

use super::{OpenedPage, Records, Seen, id};
use crate::pair::stories::Bench;
use crate::pair::{Kinship, StoryMatch};
use crate::record::{SimilarKind, SimilarLine, SimilarReason, Twin};
use crate::settle::{self, Fate, ParagraphFate};
use crate::span::Span;

impl<'r> Records<'r> {
    /// A page's lines of `similar.jsonl`.
    pub(in crate::write) fn similar(&self, page: usize) -> Vec<SimilarLine> {
        let mut lines = Vec::new();
        for seen in self.seen(page).iter().filter(|seen| !self.is_dropped(seen)) {
            if let Fate::Kept { like: Some(like) } = seen.fate {
                lines.push(self.similar_story(seen, &like));
            }
            for (number, fate) in self.settled.verdicts.paragraphs(seen.rank).iter() {
                if let ParagraphFate::HeldBack(twin) = fate {
                    lines.extend(self.similar_paragraph(seen, *number, twin));
                }
            }
        }
        lines
    }

    fn similar_story(&self, seen: &Seen<'r>, like: &StoryMatch) -> SimilarLine {
        let corpus = &self.settled.compared.corpus;
        let bench = Bench::new(corpus, self.settled.compared.matches);
        let [texts, others] =
            [seen.rank, like.earlier as usize].map(|rank| corpus.texts_of(&corpus.stories[rank]));
        let mut differs = Vec::new();
        for &text in texts {
            let near = others.iter().filter(|&&other| bench.matches(text, other));
            let lacking = near.map(|&other| corpus.lacking(other, text)).min_by_key(Vec::len);
            differs.extend(lacking.unwrap_or_default());
        }
        let (reason, similarity) = match like.kinship(self.settled.showing.similarity) {
            Some(Kinship::HeldBack) => (SimilarReason::Facts, like.likeness),
            _ => (SimilarReason::Revision, like.share),
        };
        let twin = self.story_twin(like, similarity);
        similar_line(seen, seen.story().span, (SimilarKind::Story, reason), (twin, differs))
    }

    fn similar_paragraph(&self, seen: &Seen<'r>, number: u32, twin: &settle::Twin) -> Option<SimilarLine> {
        let corpus = &self.settled.compared.corpus;
        let differs = corpus.lacking(corpus.text_of(twin.number), corpus.text_of(number));
        let twin = self.twin(twin.number, twin.similarity);
        let span = seen.told().paragraphs.get((number - corpus.stories[seen.rank].first) as usize)?.span;
        Some(similar_line(seen, span, (SimilarKind::Paragraph, SimilarReason::Facts), (twin, differs)))
    }
}

/// Of something that stays: what it is, why it stays, its twin, and the facts that the twin lacks.
fn similar_line(
    seen: &Seen<'_>,
    span: Span,
    (kind, reason): (SimilarKind, SimilarReason),
    (twin, differs): (Twin, Vec<String>),
) -> SimilarLine {
    let OpenedPage { path, item, .. } = *seen.page;
    SimilarLine { path: path.to_owned(), item, span, id: id(seen), kind, reason, twin, differs }
}
