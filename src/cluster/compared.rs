//! Stories with their texts → which tell the same.

use super::bodies::{Head, StoryBody, TextBody, WholeBody};
use super::cell::{count_cell, packed};
use super::paired::first_text;
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::corpus::{Corpus, Joined, JoinedStory, Story};
use crate::lists::number;
use crate::pair::stories::Bench;
use crate::pair::{Matches, StoryMatch};
use crate::similarity::Similarity;

/// Rows of (story, number of a paragraph or nothing, its text, start, end, body of the text or of the story), sorted by story and
/// number → stories with their texts.
#[derive(Default)]
pub(super) struct Gather {
    story: i64,
    whole: Option<WholeBody>,
}

impl Stage for Gather {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        if row.maybe_int(1).is_none() {
            self.give(give);
            let StoryBody { head, .. } = row.read(5)?;
            (self.story, self.whole) = (row.int(0)?, Some(WholeBody { head, texts: Vec::new() }));
            return Ok(());
        }
        let whole = self.whole.as_mut().filter(|_| row.maybe_int(0) == Some(self.story));
        let span = crate::span::Span::new(row.count(3)?, row.count(4)?);
        whole.ok_or(BrokenRow { column: 0 })?.texts.push((row.int(2)?, span, row.read(5)?));
        Ok(())
    }

    fn end(&mut self, _task: &Task, give: &mut Give<'_>) {
        self.give(give);
    }
}

impl Gather {
    fn give(&mut self, give: &mut Give<'_>) {
        if let Some(whole) = self.whole.take() {
            give(&[Cell::Int(self.story), Cell::Bytes(&packed(&whole))]);
        }
    }
}

/// Rows of (later, earlier, the later with its texts, the earlier with its texts) → those that are kin. Where both say the same in
/// the same words nothing is read, and nothing has to be given.
pub(super) struct Compare;

impl Stage for Compare {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let found = match row.maybe_bytes(2) {
            None => Some(EQUAL),
            Some(_) => compare((&row.read(2)?, &row.read(3)?), task),
        };
        if let Some(like) = found {
            let blocks = task.options.policy.blocks(&like);
            let [share, likeness, whole, whole_alike] = like_cells(&like);
            let blocks = Cell::Int(i64::from(blocks));
            give(&[row.cell(0), row.cell(1), share, likeness, whole, whole_alike, blocks]);
        }
        Ok(())
    }
}

/// What stories of equal words are to each other.
const EQUAL: StoryMatch = StoryMatch {
    earlier: 0,
    share: Similarity::ONE,
    likeness: Similarity::ONE,
    whole: true,
    whole_alike: true,
};

fn compare((later, earlier): (&WholeBody, &WholeBody), task: &Task) -> Option<StoryMatch> {
    let mut joined = Joined::default();
    [earlier, later].into_iter().for_each(|whole| add(&mut joined, whole));
    let (corpus, first) = Corpus::joined(&joined, &task.rules, task.config.settle.facts);
    // What is known of pairs of texts only saves to compare them again.
    let matches = Matches::default();
    let least = Similarity::LEAST.min(task.options.policy.similarity);
    Bench::new(&corpus, &matches).compare(first, first + 1, least)
}

/// Adds a story and its texts.
pub(super) fn add<'w>(joined: &mut Joined<'w>, whole: &'w WholeBody) {
    let texts: Vec<i64> = whole.texts.iter().map(|(text, ..)| *text).collect();
    joined
        .texts
        .extend(whole.texts.iter().map(|(text, _, body): &(i64, _, TextBody)| (*text, first_text(body))));
    joined.stories.push(JoinedStory { story: story(&whole.head), same: whole.head.equal, texts });
}

/// A story as the corpus stages see it, but for its numbers.
pub(super) fn story(head: &Head) -> Story {
    Story {
        first: 0,
        paragraphs: 0,
        words: head.words,
        scope: head.scope,
        page: 0,
        position: 0,
        equal: 0,
        language: head.language,
        truncated: head.truncated,
        released: false,
    }
}

/// What a story is to an earlier one, as it stands in rows.
pub(super) fn like_cells(like: &StoryMatch) -> [Cell<'static>; 4] {
    let flag = |holds| Cell::Int(i64::from(holds));
    let share = |share: Similarity| count_cell(share.as_ten_thousandths());
    [share(like.share), share(like.likeness), flag(like.whole), flag(like.whole_alike)]
}

/// The same, read again from four columns.
pub(super) fn like((earlier, row): (usize, Row<'_>), column: usize) -> Result<StoryMatch, BrokenRow> {
    let share = |column| row.count(column).map(similarity);
    let holds = |column| row.int(column).map(|holds| holds != 0);
    Ok(StoryMatch {
        earlier: number(earlier),
        share: share(column)?,
        likeness: share(column + 1)?,
        whole: holds(column + 2)?,
        whole_alike: holds(column + 3)?,
    })
}

/// A similarity in ten-thousandths.
pub(super) fn similarity(ten_thousandths: u16) -> Similarity {
    Similarity::share(usize::from(ten_thousandths), 10_000)
}
