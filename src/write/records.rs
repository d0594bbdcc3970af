//! Stories and verdicts → the lines of the output files, in the order of the pages.

use super::standouts::PageShape;
use super::{Copy, Settled};
use crate::fingerprint::simhash;
use crate::pair::{Kinship, StoryMatch};
use crate::record::{DateSource, Place as TwinPlace, Record, RecordPart, Twin, hex64, hex128, story_id};
use crate::role::Part;
use crate::rules::Rules;
use crate::settle::{Fate, ParagraphFate};
use crate::shelf::Opened;
use crate::similarity::Similarity;
use crate::span::Span;
use crate::strip::{Dropped, Fields, Piece, Story};
use crate::telling::{Told, piece_text};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

mod counts;
mod dropped;
mod fields;
mod similar;

pub(super) use counts::PageCounts;
pub use fields::lone_record;

/// Paths of copies that a survivor names.
pub(crate) const COPIES_NAMED: usize = 20;

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
        let yields = matches!(seen.fate, Fate::Duplicate(_)) && !self.settled.showing.marks_stories;
        yields && !self.settled.restored.story(|| id(seen))
    }

    /// Whether a span of a page is one of those that are put back.
    fn is_restored(&self, page: &OpenedPage<'_>, span: Span) -> bool {
        self.settled.restored.span((page.path, page.item), span)
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
        let all = fates.len();
        let kept: Vec<(Piece, ParagraphFate)> =
            fates.into_iter().filter(|(piece, fate)| !self.drops(seen, piece, fate)).collect();
        let text = |piece: &Piece| piece_text(seen.page.text(), piece.span);
        let body: Vec<_> =
            kept.iter().filter(|(piece, _)| piece.part.is_text()).map(|(piece, _)| text(piece)).collect();
        let dropped_copies = self.dropped_copies(seen);
        let (duplicate_of, revision_of) = self.kin(seen);
        let mut record = fields::record(seen, self.rules);
        record.text = body.join("\n\n");
        record.copies = dropped_copies.len();
        let named = dropped_copies.iter().take(COPIES_NAMED);
        record.copied_in = named.map(|copy| self.settled.place(copy.page as usize).0.to_owned()).collect();
        record.paragraphs_dropped = all - kept.len();
        record.parts = kept.iter().map(|(piece, fate)| self.part(seen, piece, fate)).collect();
        let restored = all > seen.story().pieces.len();
        if record.paragraphs_dropped > 0 || restored {
            record.word_count = crate::words::words(&record.text).count();
        }
        if restored {
            let paragraphs = kept.iter().filter(|(piece, _)| piece.part == Part::Paragraph);
            let texts: Vec<_> = paragraphs.map(|(piece, _)| text(piece)).collect();
            record.simhash = simhash(&texts.join(" ")).map(hex64);
        }
        Record { duplicate_of, revision_of, ..record }
    }

    /// The stories that were dropped for this one.
    fn dropped_copies(&self, seen: &Seen<'r>) -> Vec<Copy> {
        let copies = self.settled.copies_of(seen.rank).iter().filter(|copy| {
            let (path, item) = self.settled.place(copy.page as usize);
            !self.settled.restored.story(|| story_id(path, item, copy.position as usize))
        });
        if self.settled.showing.marks_stories { Vec::new() } else { copies.copied().collect() }
    }

    fn drops(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> bool {
        matches!(fate, ParagraphFate::Duplicate(_))
            && self.settled.showing.drops_paragraphs
            && !self.is_restored(&seen.page, piece.span)
    }

    /// Each part with what becomes of it; only paragraphs have a fate. Lines that are put back into a story are paragraphs.
    fn fates(&self, seen: &Seen<'r>) -> Vec<(Piece, ParagraphFate)> {
        let verdicts = self.settled.verdicts.paragraphs(seen.rank);
        let (mut numbers, mut verdicts) =
            (self.settled.compared.corpus.stories[seen.rank].numbers(), verdicts.iter().peekable());
        let mut fate = |piece: &Piece| {
            let number = if piece.part == Part::Paragraph { numbers.next() } else { None };
            let verdict = verdicts.next_if(|(told, _)| Some(*told) == number);
            verdict.map_or(ParagraphFate::Alone, |(_, fate)| *fate)
        };
        let mut fates: Vec<_> = seen.story().pieces.iter().map(|piece| (*piece, fate(piece))).collect();
        if !self.settled.restored.is_empty() && !self.is_dropped(seen) {
            let lines = seen.story().dropped.iter().filter(|line| self.is_restored(&seen.page, line.span));
            let piece = |line: &Dropped| Piece { part: Part::Paragraph, span: line.span };
            fates.extend(lines.map(|line| (piece(line), ParagraphFate::Alone)));
            fates.sort_by_key(|(piece, _)| piece.span);
        }
        fates
    }

    fn part(&self, seen: &Seen<'r>, piece: &Piece, fate: &ParagraphFate) -> RecordPart {
        // Paragraphs stand in the order of the page.
        let told = || {
            let paragraphs = &seen.told().paragraphs;
            let at = paragraphs.partition_point(|paragraph| paragraph.span.start < piece.span.start);
            match paragraphs.get(at).filter(|paragraph| paragraph.span == piece.span) {
                Some(paragraph) => paragraph.simhash,
                None => simhash(&piece_text(seen.page.text(), piece.span)),
            }
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
        Twin { id: id.into(), path: path.into(), item, span, similarity: similarity.as_fraction() }
    }

    fn paragraph_place(&self, number: u32) -> TwinPlace<Cow<'r, str>> {
        let corpus = &self.settled.compared.corpus;
        let seen = self.by_rank(corpus.story_of(number));
        let nth = (number - corpus.stories[seen.rank].first) as usize;
        let span = seen.told().paragraphs.get(nth).map_or(seen.story().span, |paragraph| paragraph.span);
        place_of(&seen, span)
    }

    fn story_twin(&self, like: &StoryMatch, similarity: Similarity) -> Twin {
        let seen = self.by_rank(like.earlier as usize);
        let TwinPlace { id, path, item, span } = place_of(&seen, seen.story().span);
        Twin { id: id.into(), path: path.into(), item, span, similarity: similarity.as_fraction() }
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
}

fn id(seen: &Seen<'_>) -> String {
    story_id(seen.page.path, seen.page.item, seen.position)
}

fn place_of<'r>(seen: &Seen<'r>, span: Span) -> TwinPlace<Cow<'r, str>> {
    TwinPlace { id: id(seen).into(), path: seen.page.path.into(), item: seen.page.item, span }
}
