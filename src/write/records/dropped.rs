//! What is in no record: the lines of the ledger.

use super::{OpenedPage, Records, Seen, id, place_of};
use crate::pair::StoryMatch;
use crate::pair::stories::Bench;
use crate::record::DroppedLine;
use crate::role::{Part, RuleId};
use crate::settle::{Fate, ParagraphFate};
use crate::similarity::Similarity;
use crate::span::Span;
use crate::strip::{Dropped, Piece};
use std::borrow::Cow;
use std::cmp::Reverse;

/// A line of the ledger as it is written: most of its texts lie elsewhere.
pub(in crate::write) type Line<'l> = DroppedLine<Cow<'l, str>>;

/// A story with its id.
type Named<'l, 'r> = (&'l Seen<'r>, &'l str);

impl<'r> Records<'r> {
    /// Gives a page's lines of `dropped.jsonl`.
    pub(in crate::write) fn each_dropped(&self, page: usize, give: impl FnMut(Line<'_>)) {
        let opened = self.open(page);
        let stories: Vec<(String, Seen<'r>)> =
            self.seen(page).into_iter().map(|seen| (id(&seen), seen)).collect();
        let without_story = opened.page.analysis.stripped.dropped.iter();
        let mut lines: Vec<Line<'_>> =
            without_story.map(|dropped| self.line(&opened, dropped, None)).collect();
        stories.iter().for_each(|(id, seen)| self.dropped_of((seen, id), &mut lines));
        lines.sort_by_key(|line| line.span);
        lines.into_iter().for_each(give);
    }

    fn dropped_of<'l>(&'l self, (seen, id): Named<'l, 'r>, lines: &mut Vec<Line<'l>>) {
        let is_kept =
            |dropped: &&Dropped| !self.is_dropped(seen) && self.is_restored(&seen.page, dropped.span);
        let dropped = seen.story().dropped.iter().filter(|dropped| !is_kept(dropped));
        lines.extend(dropped.map(|dropped| self.line(&seen.page, dropped, Some(id))));
        let duplicate = match seen.fate {
            Fate::Duplicate(twin) if self.is_dropped(seen) => Some(twin),
            _ => None,
        };
        let bench = Bench::new(self.settled.compared.corpus, self.settled.compared.matches);
        let mut paragraph = 0;
        for (piece, fate) in self.fates(seen) {
            match duplicate {
                Some(twin) => {
                    let own = (piece.part == Part::Paragraph)
                        .then(|| self.paragraph_twin(seen, paragraph, (&twin, &bench)))
                        .flatten();
                    self.duplicate_lines((seen, id), &piece, (own, &twin), lines);
                }
                None if self.drops(seen, &piece, &fate) => {
                    self.paragraph_lines((seen, id), &piece, &fate, lines);
                }
                None => {}
            }
            paragraph += usize::from(piece.part == Part::Paragraph);
        }
    }

    fn line<'l>(&'l self, page: &'l OpenedPage<'r>, dropped: &Dropped, story: Option<&'l str>) -> Line<'l> {
        DroppedLine {
            path: page.path.into(),
            item: page.item,
            span: dropped.span,
            rule: self.rules.name(dropped.rule).into(),
            text: Some(dropped.span.of(page.text()).into()),
            story_id: story.map(Cow::from),
            duplicate_of: None,
            similarity: None,
            story_similarity: None,
        }
    }

    /// A part of a dropped story: its own twin in the survivor, else the survivor's headline.
    fn duplicate_lines<'l>(
        &'l self,
        named: Named<'l, 'r>,
        piece: &Piece,
        (own, twin): (Option<(u32, Similarity)>, &StoryMatch),
        lines: &mut Vec<Line<'l>>,
    ) {
        let survivor = self.by_rank(twin.earlier as usize);
        let (place, similarity) = match own {
            Some((number, similarity)) => (self.paragraph_place(number), Some(similarity.as_fraction())),
            None => (place_of(&survivor, survivor.story().headline()), None),
        };
        let story_similarity = Some(twin.share.as_fraction());
        lines.extend(self.lines_of(named, piece, RuleId::DUPLICATE_STORY).map(|line| DroppedLine {
            duplicate_of: Some(place.clone()),
            similarity,
            story_similarity,
            ..line
        }));
    }

    /// The paragraph of the survivor that a paragraph of a dropped story is most like.
    fn paragraph_twin(
        &self,
        seen: &Seen<'r>,
        paragraph: usize,
        (twin, bench): (&StoryMatch, &Bench<'_>),
    ) -> Option<(u32, Similarity)> {
        let corpus = &self.settled.compared.corpus;
        let (story, survivor) = (&corpus.stories[seen.rank], &corpus.stories[twin.earlier as usize]);
        let text = corpus.texts_of(story)[paragraph];
        let others = survivor.numbers().zip(corpus.texts_of(survivor));
        // Nothing is more like it than an equal one.
        if let Some((number, _)) = others.clone().find(|(_, other)| **other == text) {
            return Some((number, Similarity::ONE));
        }
        let like =
            others.clone().filter_map(|(number, &other)| Some((number, bench.similarity(text, other)?)));
        let best = like.min_by_key(|(number, similarity)| (Reverse(*similarity), *number));
        let cut = seen.story().truncated && paragraph + 1 == story.paragraphs as usize;
        best.or_else(|| {
            let (number, &other) =
                others.into_iter().find(|&(_, &other)| cut && bench.begins(text, other))?;
            Some((number, bench.whole_similarity(text, other)))
        })
    }

    fn paragraph_lines<'l>(
        &'l self,
        named: Named<'l, 'r>,
        piece: &Piece,
        fate: &ParagraphFate,
        lines: &mut Vec<Line<'l>>,
    ) {
        let twin = match fate {
            ParagraphFate::Duplicate(twin) => {
                Some((self.paragraph_place(twin.number), twin.similarity.as_fraction()))
            }
            _ => None,
        };
        lines.extend(self.lines_of(named, piece, RuleId::DUPLICATE_PARAGRAPH).map(|line| {
            let (duplicate_of, similarity) = twin.clone().unzip();
            DroppedLine { duplicate_of, similarity, ..line }
        }));
    }

    /// A line for each line of a piece of a story.
    fn lines_of<'l>(
        &'l self,
        (seen, id): Named<'l, 'r>,
        piece: &Piece,
        rule: RuleId,
    ) -> impl Iterator<Item = Line<'l>> {
        let spans = line_spans(seen.page.text(), piece.span);
        spans.map(move |span| self.line(&seen.page, &Dropped { rule, span }, Some(id)))
    }
}

/// The lines of a span, trimmed, blank ones left out.
fn line_spans(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut end = span.start;
    let lines = span.of(text).split_inclusive(['\n', '\r']).map(move |line| {
        let start = end;
        end += line.len();
        crate::span::trim_span(text, Span::new(start, end))
    });
    lines.filter(|line| !line.is_empty())
}
