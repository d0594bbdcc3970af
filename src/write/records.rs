//! Stories and verdicts → the lines of the output files, in the order of the pages.

use super::Settled;
use super::standouts::PageShape;
use crate::pair::stories::Bench;
use crate::pair::{Kinship, StoryMatch};
use crate::record::{
    DateSource, DroppedLine, Place as TwinPlace, Record, RecordPart, SimilarKind, SimilarLine, SimilarReason,
    Twin, hex64, hex128, story_id,
};
use crate::role::{Part, RuleId};
use crate::rules::Rules;
use crate::settle::{Fate, ParagraphFate};
use crate::shelf::Opened;
use crate::similarity::Similarity;
use crate::span::Span;
use crate::strip::{Dropped, Fields, Piece, Story};
use crate::telling::{Told, piece_text};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

mod counts;
mod fields;

pub(super) use counts::PageCounts;

/// Paths of copies that a survivor names.
const COPIES_NAMED: usize = 20;

/// What lines are made of, with the pages that were opened for some of them.
pub(super) struct Records<'r> {
    settled: &'r Settled<'r>,
    rules: &'r Rules,
    opened: RefCell<FxHashMap<usize, Rc<OpenedPage<'r>>>>,
}

/// A page with its place.
struct OpenedPage<'r> {
    path: &'r str,
    item: Option<u64>,
    page: Opened<'r>,
}

impl OpenedPage<'_> {
    fn text(&self) -> &str {
        &self.page.text
    }
}

/// A story with all that is known of it.
struct Seen<'r> {
    page: Rc<OpenedPage<'r>>,
    position: usize,
    rank: usize,
    fate: Fate,
}

impl Seen<'_> {
    fn story(&self) -> &Story {
        &self.page.page.analysis.stripped.stories[self.position]
    }

    fn told(&self) -> &Told {
        &self.page.page.analysis.told[self.position]
    }
}

impl<'r> Records<'r> {
    pub(super) fn new(settled: &'r Settled<'r>, rules: &'r Rules) -> Self {
        Self { settled, rules, opened: RefCell::default() }
    }

    /// A page, opened once.
    fn open(&self, number: usize) -> Rc<OpenedPage<'r>> {
        let mut opened = self.opened.borrow_mut();
        let page = opened.entry(number).or_insert_with(|| {
            let shelf = self.settled.shelf;
            let (path, item) = self.settled.place(number);
            Rc::new(OpenedPage { path, item, page: shelf.open(number) })
        });
        Rc::clone(page)
    }

    /// The stories of a page.
    fn seen(&self, page: usize) -> Vec<Seen<'r>> {
        self.settled.ranks.of(page).iter().map(|&rank| self.by_rank(rank as usize)).collect()
    }

    fn by_rank(&self, rank: usize) -> Seen<'r> {
        let story = &self.settled.compared.corpus.stories[rank];
        let fate = self.settled.verdicts.stories[rank];
        Seen { page: self.open(story.page as usize), position: story.position as usize, rank, fate }
    }

    fn is_dropped(&self, seen: &Seen<'_>) -> bool {
        matches!(seen.fate, Fate::Duplicate(_)) && !self.settled.showing.marks_stories
    }

    /// What is counted of a page.
    pub(super) fn of_page(&self, page: usize) -> PageCounts {
        PageCounts::of(&self.open(page).page)
    }

    /// By what a page may stand out, as far as no story and no dropped line has to be known.
    pub(super) fn shape_of(&self, page: usize) -> PageShape {
        let page = self.open(page);
        PageShape::new((page.path, page.item), page.text().len(), &page.page.analysis.stripped.suspects)
    }

    /// A page's lines of `stories.jsonl`.
    pub(super) fn stories(&self, page: usize) -> impl Iterator<Item = Record> + '_ {
        self.seen(page).into_iter().filter(|seen| !self.is_dropped(seen)).map(|seen| self.record(&seen))
    }

    fn record(&self, seen: &Seen<'r>) -> Record {
        let fates = self.fates(seen);
        let kept: Vec<(Piece, ParagraphFate)> =
            fates.into_iter().filter(|(_, fate)| !self.drops(fate)).collect();
        let text = |piece: &Piece| piece_text(seen.page.text(), piece.span);
        let body: Vec<_> =
            kept.iter().filter(|(piece, _)| piece.part.is_text()).map(|(piece, _)| text(piece)).collect();
        let copies = self.settled.copies_of(seen.rank);
        let dropped_copies = if self.settled.showing.marks_stories { &[] } else { copies };
        let (duplicate_of, revision_of) = self.kin(seen);
        let mut record = fields::record(seen, self.rules);
        record.text = body.join("\n\n");
        record.copies = dropped_copies.len();
        let named = dropped_copies.iter().take(COPIES_NAMED);
        record.copied_in = named.map(|copy| self.settled.place(copy.page as usize).0.to_owned()).collect();
        record.paragraphs_dropped = seen.story().pieces.len() - kept.len();
        record.parts = kept.iter().map(|(piece, fate)| self.part(seen, piece, fate)).collect();
        if record.paragraphs_dropped > 0 {
            record.word_count = crate::words::words(&record.text).count();
        }
        Record { duplicate_of, revision_of, ..record }
    }

    fn drops(&self, fate: &ParagraphFate) -> bool {
        matches!(fate, ParagraphFate::Duplicate(_)) && self.settled.showing.drops_paragraphs
    }

    /// Each part with what becomes of it; only paragraphs have a fate.
    fn fates(&self, seen: &Seen<'r>) -> Vec<(Piece, ParagraphFate)> {
        let mut numbers = self.settled.compared.corpus.stories[seen.rank].numbers();
        let mut fate = |piece: &Piece| {
            let number = if piece.part == Part::Paragraph { numbers.next() } else { None };
            number.map_or(ParagraphFate::Alone, |number| self.settled.verdicts.paragraph(number))
        };
        seen.story().pieces.iter().map(|piece| (*piece, fate(piece))).collect()
    }

    fn part(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> RecordPart {
        // Paragraphs stand in the order of the page.
        let told = || {
            let paragraphs = &seen.told().paragraphs;
            let at = paragraphs.partition_point(|paragraph| paragraph.span.start < piece.span.start);
            paragraphs.get(at).and_then(|paragraph| paragraph.simhash)
        };
        let simhash = if piece.part == Part::Paragraph { told().map(hex64) } else { None };
        let duplicate_of = match fate {
            ParagraphFate::Duplicate(twin) => Some(self.twin(twin.number, twin.similarity)),
            _ => None,
        };
        RecordPart { role: piece.part, span: piece.span, simhash, duplicate_of }
    }

    fn twin(&self, number: u32, similarity: Similarity) -> Twin {
        let TwinPlace { id, path, item, span } = self.paragraph_place(number);
        Twin { id, path, item, span, similarity: similarity.as_fraction() }
    }

    fn paragraph_place(&self, number: u32) -> TwinPlace {
        let corpus = &self.settled.compared.corpus;
        let seen = self.by_rank(corpus.story_of(number));
        let nth = (number - corpus.stories[seen.rank].first) as usize;
        let span = seen.told().paragraphs.get(nth).map_or(seen.story().span, |paragraph| paragraph.span);
        place_of(&seen, span)
    }

    fn story_twin(&self, like: &StoryMatch, similarity: Similarity) -> Twin {
        let seen = self.by_rank(like.earlier);
        let TwinPlace { id, path, item, span } = place_of(&seen, seen.story().span);
        Twin { id, path, item, span, similarity: similarity.as_fraction() }
    }

    /// The story it is a duplicate of, and the one it is a revision of.
    fn kin(&self, seen: &Seen<'r>) -> (Option<Twin>, Option<Twin>) {
        match seen.fate {
            Fate::Duplicate(twin) => (Some(self.story_twin(&twin, twin.share)), None),
            Fate::Kept { like: Some(like) }
                if like.kinship(self.settled.showing.similarity) == Some(Kinship::Revision) =>
            {
                (None, Some(self.story_twin(&like, like.share)))
            }
            Fate::Kept { .. } => (None, None),
        }
    }

    /// A page's lines of `dropped.jsonl`.
    pub(super) fn dropped(&self, page: usize) -> Vec<DroppedLine> {
        let opened = self.open(page);
        let without_story = &opened.page.analysis.stripped.dropped;
        let mut lines: Vec<DroppedLine> =
            without_story.iter().map(|dropped| self.line(&opened, dropped, None)).collect();
        for seen in self.seen(page) {
            self.dropped_of(&seen, &mut lines);
        }
        lines.sort_by_key(|line| line.span);
        lines
    }

    fn dropped_of(&self, seen: &Seen<'r>, lines: &mut Vec<DroppedLine>) {
        let id = id(seen);
        lines.extend(seen.story().dropped.iter().map(|dropped| self.line(&seen.page, dropped, Some(&id))));
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

    fn line(&self, page: &OpenedPage<'_>, dropped: &Dropped, story: Option<&str>) -> DroppedLine {
        DroppedLine {
            path: page.path.to_owned(),
            item: page.item,
            span: dropped.span,
            rule: self.rules.name(dropped.rule).to_owned(),
            text: Some(dropped.span.of(page.text()).to_owned()),
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
            Some((number, similarity)) => (self.paragraph_place(number), Some(similarity.as_fraction())),
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
    ) -> Option<(u32, Similarity)> {
        let corpus = &self.settled.compared.corpus;
        let bench = Bench::new(corpus, self.settled.compared.matches);
        let (story, survivor) = (&corpus.stories[seen.rank], &corpus.stories[twin.earlier]);
        let text = corpus.texts_of(story)[paragraph];
        let others = survivor.numbers().zip(corpus.texts_of(survivor));
        let like =
            others.clone().filter_map(|(number, &other)| Some((number, bench.similarity(text, other)?)));
        let best = like.min_by_key(|(number, similarity)| (std::cmp::Reverse(*similarity), *number));
        let cut = seen.story().truncated && paragraph + 1 == story.paragraphs as usize;
        best.or_else(|| {
            let (number, &other) =
                others.into_iter().find(|&(_, &other)| cut && bench.begins(text, other))?;
            Some((number, bench.whole_similarity(text, other)))
        })
    }

    fn paragraph_lines(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> Vec<DroppedLine> {
        let mut lines = self.lines_of(seen, piece, RuleId::DUPLICATE_PARAGRAPH);
        if let ParagraphFate::Duplicate(twin) = fate {
            for line in &mut lines {
                line.duplicate_of = Some(self.paragraph_place(twin.number));
                line.similarity = Some(twin.similarity.as_fraction());
            }
        }
        lines
    }

    /// A ledger line for each line of a piece.
    fn lines_of(&self, seen: &Seen<'r>, piece: &Piece, rule: RuleId) -> Vec<DroppedLine> {
        let id = id(seen);
        let spans = line_spans(seen.page.text(), piece.span);
        spans.into_iter().map(|span| self.line(&seen.page, &Dropped { rule, span }, Some(&id))).collect()
    }

    /// A page's lines of `similar.jsonl`.
    pub(super) fn similar(&self, page: usize) -> Vec<SimilarLine> {
        let mut lines = Vec::new();
        for seen in self.seen(page).iter().filter(|seen| !self.is_dropped(seen)) {
            if let Fate::Kept { like: Some(like) } = seen.fate {
                lines.push(self.similar_story(seen, &like));
            }
            for (nth, number) in self.settled.compared.corpus.stories[seen.rank].numbers().enumerate() {
                lines.extend(self.similar_paragraph(seen, nth, number));
            }
        }
        lines
    }

    fn similar_story(&self, seen: &Seen<'r>, like: &StoryMatch) -> SimilarLine {
        let corpus = &self.settled.compared.corpus;
        let bench = Bench::new(corpus, self.settled.compared.matches);
        let [texts, others] = [seen.rank, like.earlier].map(|rank| corpus.texts_of(&corpus.stories[rank]));
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

    fn similar_paragraph(&self, seen: &Seen<'r>, nth: usize, number: u32) -> Option<SimilarLine> {
        let ParagraphFate::HeldBack(twin) = self.settled.verdicts.paragraph(number) else { return None };
        let corpus = &self.settled.compared.corpus;
        let differs = corpus.lacking(corpus.text_of(twin.number), corpus.text_of(number));
        let twin = self.twin(twin.number, twin.similarity);
        let span = seen.told().paragraphs.get(nth)?.span;
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

fn id(seen: &Seen<'_>) -> String {
    story_id(seen.page.path, seen.page.item, seen.position)
}

fn place_of(seen: &Seen<'_>, span: Span) -> TwinPlace {
    TwinPlace { id: id(seen), path: seen.page.path.to_owned(), item: seen.page.item, span }
}

/// Where a story's headline lies, or its first part if it has none.
fn headline(seen: &Seen<'_>) -> Span {
    let pieces = &seen.story().pieces;
    let title = pieces.iter().find(|piece| piece.part == Part::Title);
    title.or(pieces.first()).map_or(seen.story().span, |piece| piece.span)
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
