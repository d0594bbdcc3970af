//! Stories and verdicts → the lines of the output files, in the order of the pages.

use super::Settled;
use crate::pair::{Kinship, StoryMatch, stories};
use crate::record::{
    DateSource, DroppedLine, Place as TwinPlace, Record, RecordPart, SimilarKind, SimilarLine, SimilarReason,
    Twin, hex64, hex128, story_id,
};
use crate::role::{Part, RuleId};
use crate::rules::Rules;
use crate::settle::{Fate, ParagraphFate, Place};
use crate::similarity::Similarity;
use crate::span::Span;
use crate::strip::{Dropped, Fields, Piece, Story};
use crate::telling::{Page, Told, piece_text};
use std::collections::HashMap;

mod fields;

/// Paths of copies that a survivor names.
const COPIES_NAMED: usize = 20;

/// Everything that lines are made of.
pub(super) struct Records<'r> {
    pages: &'r [Page],
    settled: &'r Settled<'r>,
    rules: &'r Rules,
    /// The keep order of each story of each page.
    ranks: Vec<Vec<usize>>,
    /// The stories that yielded to each survivor.
    copies: HashMap<usize, Vec<usize>>,
}

/// A story with all that is known of it.
#[derive(Clone, Copy)]
struct Seen<'r> {
    page: &'r Page,
    position: usize,
    story: &'r Story,
    told: &'r Told,
    rank: usize,
    fate: Fate,
}

impl<'r> Records<'r> {
    pub(super) fn new(pages: &'r [Page], settled: &'r Settled<'r>, rules: &'r Rules) -> Self {
        let mut ranks: Vec<Vec<usize>> = pages.iter().map(|page| vec![0; page.told.len()]).collect();
        let mut copies: HashMap<usize, Vec<usize>> = HashMap::new();
        for (rank, &(page, story)) in settled.order.iter().enumerate() {
            ranks[page][story] = rank;
        }
        // By place, so that the paths named are the first ones.
        for &rank in ranks.iter().flatten() {
            if let Fate::Duplicate(twin) = settled.verdicts.stories[rank] {
                copies.entry(twin.earlier).or_default().push(rank);
            }
        }
        Self { pages, settled, rules, ranks, copies }
    }

    fn seen(&self) -> impl Iterator<Item = Seen<'r>> + '_ {
        self.pages.iter().zip(&self.ranks).flat_map(move |(page, ranks)| {
            ranks.iter().enumerate().map(move |(position, _)| self.at(page, position, ranks[position]))
        })
    }

    fn at(&self, page: &'r Page, position: usize, rank: usize) -> Seen<'r> {
        let (story, told) = (&page.stripped.stories[position], &page.told[position]);
        Seen { page, position, story, told, rank, fate: self.settled.verdicts.stories[rank] }
    }

    fn by_rank(&self, rank: usize) -> Seen<'r> {
        let (page, story) = self.settled.order[rank];
        self.at(&self.pages[page], story, rank)
    }

    fn is_dropped(&self, seen: &Seen<'_>) -> bool {
        matches!(seen.fate, Fate::Duplicate(_)) && !self.settled.marks_stories
    }

    /// The lines of `stories.jsonl`.
    pub(super) fn stories(&self) -> impl Iterator<Item = Record> + '_ {
        self.seen().filter(|seen| !self.is_dropped(seen)).map(|seen| self.record(&seen))
    }

    fn record(&self, seen: &Seen<'r>) -> Record {
        let fates = self.fates(seen);
        let kept: Vec<(Piece, ParagraphFate)> =
            fates.into_iter().filter(|(_, fate)| !self.drops(fate)).collect();
        let text = |piece: &Piece| piece_text(&seen.page.text, piece.span);
        let body: Vec<_> =
            kept.iter().filter(|(piece, _)| piece.part.is_text()).map(|(piece, _)| text(piece)).collect();
        let copies = self.copies.get(&seen.rank).map_or(&[][..], Vec::as_slice);
        let dropped_copies = if self.settled.marks_stories { &[] } else { copies };
        let (duplicate_of, revision_of) = self.kin(seen);
        let mut record = fields::record(seen, self.rules, self.settled.scraped_at);
        record.text = body.join("\n\n");
        record.copies = dropped_copies.len();
        record.copied_in = dropped_copies
            .iter()
            .take(COPIES_NAMED)
            .map(|&rank| self.by_rank(rank).page.path.clone())
            .collect();
        record.paragraphs_dropped = seen.story.pieces.len() - kept.len();
        record.parts = kept.iter().map(|(piece, fate)| self.part(seen, piece, fate)).collect();
        if record.paragraphs_dropped > 0 {
            record.word_count = crate::words::words(&record.text).count();
        }
        Record { duplicate_of, revision_of, ..record }
    }

    fn drops(&self, fate: &ParagraphFate) -> bool {
        fate.twin.is_some() && self.settled.drops_paragraphs
    }

    /// Each part with what becomes of it; only paragraphs have a fate.
    fn fates(&self, seen: &Seen<'r>) -> Vec<(Piece, ParagraphFate)> {
        let mut fates = self.settled.verdicts.paragraphs[seen.rank].iter();
        let mut fate =
            |piece: &Piece| if piece.part == Part::Paragraph { fates.next().copied() } else { None };
        seen.story.pieces.iter().map(|piece| (*piece, fate(piece).unwrap_or_default())).collect()
    }

    fn part(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> RecordPart {
        // Paragraphs stand in the order of the page.
        let told = || {
            let paragraphs = &seen.told.paragraphs;
            let at = paragraphs.partition_point(|(text, _)| text.span.start < piece.span.start);
            paragraphs.get(at).and_then(|(_, print)| print.simhash)
        };
        let simhash = if piece.part == Part::Paragraph { told().map(hex64) } else { None };
        let duplicate_of = fate.twin.map(|twin| self.twin(twin.place, twin.similarity));
        RecordPart { role: piece.part, span: piece.span, simhash, duplicate_of }
    }

    fn twin(&self, place: Place, similarity: Similarity) -> Twin {
        let TwinPlace { id, path, item, span } = self.paragraph_place(place);
        Twin { id, path, item, span, similarity: similarity.as_fraction() }
    }

    fn paragraph_place(&self, place: Place) -> TwinPlace {
        let seen = self.by_rank(place.story);
        let span = seen.told.paragraphs.get(place.paragraph).map_or(seen.story.span, |(text, _)| text.span);
        place_of(&seen, span)
    }

    fn story_twin(&self, like: &StoryMatch, similarity: Similarity) -> Twin {
        let seen = self.by_rank(like.earlier);
        let TwinPlace { id, path, item, span } = place_of(&seen, seen.story.span);
        Twin { id, path, item, span, similarity: similarity.as_fraction() }
    }

    /// The story it is a duplicate of, and the one it is a revision of.
    fn kin(&self, seen: &Seen<'r>) -> (Option<Twin>, Option<Twin>) {
        match seen.fate {
            Fate::Duplicate(twin) => (Some(self.story_twin(&twin, twin.share)), None),
            Fate::Kept { like: Some(like) } if like.kinship == Kinship::Revision => {
                (None, Some(self.story_twin(&like, like.share)))
            }
            Fate::Kept { .. } => (None, None),
        }
    }

    /// The lines of `dropped.jsonl`.
    pub(super) fn dropped(&self) -> impl Iterator<Item = DroppedLine> + '_ {
        self.pages.iter().zip(&self.ranks).flat_map(move |(page, ranks)| {
            let without_story = page.stripped.dropped.iter().map(|dropped| self.line(page, dropped, None));
            let mut lines: Vec<DroppedLine> = without_story.collect();
            for (position, &rank) in ranks.iter().enumerate() {
                self.dropped_of(&self.at(page, position, rank), &mut lines);
            }
            lines.sort_by_key(|line| line.span);
            lines
        })
    }

    fn dropped_of(&self, seen: &Seen<'r>, lines: &mut Vec<DroppedLine>) {
        let id = id(seen);
        lines.extend(seen.story.dropped.iter().map(|dropped| self.line(seen.page, dropped, Some(&id))));
        let duplicate = match seen.fate {
            Fate::Duplicate(twin) if self.is_dropped(seen) => Some(twin),
            _ => None,
        };
        let mut paragraph = 0;
        for (piece, fate) in self.fates(seen) {
            match duplicate {
                Some(twin) => lines.extend(self.duplicate_lines(seen, &piece, paragraph, &twin)),
                None if self.drops(&fate) => lines.extend(self.paragraph_lines(seen, &piece, &fate)),
                None => {}
            }
            paragraph += usize::from(piece.part == Part::Paragraph);
        }
    }

    fn line(&self, page: &Page, dropped: &Dropped, story: Option<&str>) -> DroppedLine {
        DroppedLine {
            path: page.path.clone(),
            item: page.item,
            span: dropped.span,
            rule: self.rules.name(dropped.rule).to_owned(),
            text: Some(dropped.span.of(&page.text).to_owned()),
            story_id: story.map(str::to_owned),
            duplicate_of: None,
            similarity: None,
            story_similarity: None,
        }
    }

    /// A part of a dropped story: its own twin in the survivor, else the survivor's headline.
    fn duplicate_lines(
        &self,
        seen: &Seen<'r>,
        piece: &Piece,
        paragraph: usize,
        twin: &StoryMatch,
    ) -> Vec<DroppedLine> {
        let survivor = self.by_rank(twin.earlier);
        let own =
            (piece.part == Part::Paragraph).then(|| self.paragraph_twin(seen, paragraph, twin)).flatten();
        let (place, similarity) = match own {
            Some((place, similarity)) => (self.paragraph_place(place), Some(similarity.as_fraction())),
            None => (place_of(&survivor, headline(&survivor)), None),
        };
        let mut lines = self.lines_of(seen, piece, RuleId::DUPLICATE_STORY);
        for line in &mut lines {
            line.duplicate_of = Some(place.clone());
            line.similarity = similarity;
            line.story_similarity = Some(twin.share.as_fraction());
        }
        lines
    }

    /// The paragraph of the survivor that a paragraph of a dropped story is most like.
    fn paragraph_twin(
        &self,
        seen: &Seen<'r>,
        paragraph: usize,
        twin: &StoryMatch,
    ) -> Option<(Place, Similarity)> {
        let corpus = &self.settled.corpus;
        let text = corpus.stories[seen.rank].texts[paragraph];
        let others = corpus.stories[twin.earlier].texts.iter().enumerate();
        let like = others.clone().filter_map(|(at, &other)| {
            let similarity = stories::paragraph_similarity(corpus, text, other)?;
            Some((Place { story: twin.earlier, paragraph: at }, similarity))
        });
        let best = like.min_by_key(|(place, similarity)| (std::cmp::Reverse(*similarity), *place));
        let cut = seen.story.truncated && paragraph + 1 == corpus.stories[seen.rank].texts.len();
        best.or_else(|| {
            let whole = others.into_iter().find(|&(_, &other)| cut && stories::begins(corpus, text, other));
            whole.map(|(at, &other)| {
                let similarity =
                    crate::similarity::similarity(&corpus.text(text).words, &corpus.text(other).words);
                (Place { story: twin.earlier, paragraph: at }, similarity)
            })
        })
    }

    fn paragraph_lines(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> Vec<DroppedLine> {
        let mut lines = self.lines_of(seen, piece, RuleId::DUPLICATE_PARAGRAPH);
        if let Some(twin) = fate.twin {
            for line in &mut lines {
                line.duplicate_of = Some(self.paragraph_place(twin.place));
                line.similarity = Some(twin.similarity.as_fraction());
            }
        }
        lines
    }

    /// A ledger line for each line of a piece.
    fn lines_of(&self, seen: &Seen<'r>, piece: &Piece, rule: RuleId) -> Vec<DroppedLine> {
        let id = id(seen);
        let spans = line_spans(&seen.page.text, piece.span);
        spans.into_iter().map(|span| self.line(seen.page, &Dropped { rule, span }, Some(&id))).collect()
    }

    /// The lines of `similar.jsonl`.
    pub(super) fn similar(&self) -> impl Iterator<Item = SimilarLine> + '_ {
        self.seen().filter(|seen| !self.is_dropped(seen)).flat_map(move |seen| {
            let story = match seen.fate {
                Fate::Kept { like: Some(like) } => Some(self.similar_story(&seen, &like)),
                _ => None,
            };
            let held = self.settled.verdicts.paragraphs[seen.rank].iter().enumerate();
            let held = held.filter_map(move |(at, fate)| self.similar_paragraph(&seen, at, fate));
            story.into_iter().chain(held).collect::<Vec<_>>()
        })
    }

    fn similar_story(&self, seen: &Seen<'r>, like: &StoryMatch) -> SimilarLine {
        let corpus = &self.settled.corpus;
        let (story, twin) = (&corpus.stories[seen.rank], &corpus.stories[like.earlier]);
        let mut differs = Vec::new();
        for &text in &story.texts {
            let near = twin.texts.iter().filter(|&&other| stories::matches(corpus, text, other));
            let lacking = near.map(|&other| corpus.lacking(other, text)).min_by_key(Vec::len);
            differs.extend(lacking.unwrap_or_default());
        }
        let (reason, similarity) = match like.kinship {
            Kinship::HeldBack => (SimilarReason::Facts, like.likeness),
            Kinship::Revision | Kinship::Duplicate => (SimilarReason::Revision, like.share),
        };
        SimilarLine {
            path: seen.page.path.clone(),
            item: seen.page.item,
            span: seen.story.span,
            id: id(seen),
            kind: SimilarKind::Story,
            reason,
            twin: self.story_twin(like, similarity),
            differs,
        }
    }

    fn similar_paragraph(
        &self,
        seen: &Seen<'r>,
        paragraph: usize,
        fate: &ParagraphFate,
    ) -> Option<SimilarLine> {
        let twin = fate.held_back?;
        let corpus = &self.settled.corpus;
        let text = corpus.stories[seen.rank].texts[paragraph];
        let other = corpus.stories[twin.place.story].texts[twin.place.paragraph];
        Some(SimilarLine {
            path: seen.page.path.clone(),
            item: seen.page.item,
            span: seen.told.paragraphs.get(paragraph)?.0.span,
            id: id(seen),
            kind: SimilarKind::Paragraph,
            reason: SimilarReason::Facts,
            twin: self.twin(twin.place, twin.similarity),
            differs: corpus.lacking(other, text),
        })
    }
}

fn id(seen: &Seen<'_>) -> String {
    story_id(&seen.page.path, seen.page.item, seen.position)
}

fn place_of(seen: &Seen<'_>, span: Span) -> TwinPlace {
    TwinPlace { id: id(seen), path: seen.page.path.clone(), item: seen.page.item, span }
}

/// Where a story's headline lies, or its first part if it has none.
fn headline(seen: &Seen<'_>) -> Span {
    let title = seen.story.pieces.iter().find(|piece| piece.part == Part::Title);
    title.or(seen.story.pieces.first()).map_or(seen.story.span, |piece| piece.span)
}

/// The lines of a span, trimmed, blank ones left out.
fn line_spans(text: &str, span: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = span.start;
    for line in span.of(text).split_inclusive(['\n', '\r']) {
        let trimmed = crate::span::trim_span(text, Span::new(start, start + line.len()));
        if !trimmed.is_empty() {
            spans.push(trimmed);
        }
        start += line.len();
    }
    spans
}
