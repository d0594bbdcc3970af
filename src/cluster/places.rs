//! Pages → stories in keep order, their paragraphs with numbers, and equal paragraphs as one text.

use super::bodies::{Head, StoryBody, TextBody, told};
use super::cell::{count_cell, item_cell, packed};
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::corpus::{Same, scoped};
use crate::keep::weight;
use crate::run::{Row as StoryRow, scope_of};
use crate::telling::Page;

/// Numbers for the paragraphs of a partition.
const NUMBERS: u32 = 40;

/// Rows of (path, item, page) → rows of stories with what keep order goes by.
pub(super) struct Stories;

impl Stage for Stories {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let (path, item) = (row.text(0)?, row.item(1));
        let page = row.read::<Page>(2)?;
        let scope = scope_of(&page.analysis, (path, item), task.options.scope);
        let rows = StoryRow::of_page(&page.analysis, (0, scope), 0);
        let stories = page.analysis.stripped.stories.iter().zip(&page.analysis.told);
        for (position, (row, (story, known))) in rows.iter().zip(stories).enumerate() {
            let head = Head {
                scope,
                words: row.story.words,
                language: known.language,
                truncated: story.truncated,
                span: story.span,
                headline: story.headline(),
                equal: known.id.map(|id| scoped(id, scope)),
            };
            let paragraphs = known.paragraphs.iter().map(|paragraph| told(&page.text, paragraph)).collect();
            let body = packed(&StoryBody { head, paragraphs });
            let [day, cut, length] = weight(&row.standing(), task.config.settle.keep).map(Cell::Int);
            let place = [Cell::Text(path), item_cell(item), count_cell(position)];
            give(&[day, cut, length, place[0], place[1], place[2], Cell::Bytes(&body)]);
        }
        Ok(())
    }
}

/// Rows of (path, item, position, story) in keep order → the same with numbers. A story without paragraphs takes one, too.
pub(super) struct Rank {
    next: i64,
}

impl Rank {
    pub(super) fn new(partition: i64) -> Self {
        Self { next: partition << NUMBERS }
    }
}

impl Stage for Rank {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let body: StoryBody = row.read(3)?;
        let equal = body.head.equal.map(u128::to_be_bytes);
        let equal = equal.as_ref().map_or(Cell::Null, |id| Cell::Bytes(id));
        let paragraphs = count_cell(body.paragraphs.len());
        let (path, item, position) = (row.cell(0), row.cell(1), row.cell(2));
        give(&[Cell::Int(self.next), path, item, position, paragraphs, equal, row.cell(3)]);
        self.next += i64::try_from(body.paragraphs.len().max(1)).unwrap_or(i64::MAX);
        Ok(())
    }
}

/// Rows of (number, story) → a row for each paragraph.
pub(super) struct Paragraphs;

impl Stage for Paragraphs {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let (story, StoryBody { head, paragraphs }) = (row.int(0)?, row.read(1)?);
        for (number, told) in (story..).zip(paragraphs) {
            let (paragraph, size) = (told.paragraph, told.paragraph.size());
            let id = Same::new(paragraph.id, head.scope, 0).id();
            let body =
                packed(&TextBody { text: told.text, size, language: head.language, scope: head.scope });
            let looked_for = Cell::Int(i64::from(task.options.policy.looks_for(size)));
            let span = [paragraph.span.start, paragraph.span.end].map(count_cell);
            let ids = [Cell::Bytes(&id), Cell::Int(number), Cell::Int(story)];
            let body = Cell::Bytes(&body);
            give(&[ids[0], ids[1], ids[2], count_cell(size.words()), looked_for, span[0], span[1], body]);
        }
        Ok(())
    }
}

/// Rows of paragraphs, sorted by id and number → the same with the number of their text, which is that of the first one; only
/// there its body stays.
#[derive(Default)]
pub(super) struct Collapse {
    id: Vec<u8>,
    text: i64,
}

impl Stage for Collapse {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let id = row.maybe_bytes(0).ok_or(BrokenRow { column: 0 })?;
        let is_first = self.id != id;
        if is_first {
            self.id = id.to_vec();
            self.text = row.int(1)?;
        }
        let body = if is_first { row.cell(7) } else { Cell::Null };
        let text = Cell::Int(self.text);
        give(&[text, row.cell(1), row.cell(2), row.cell(3), row.cell(4), row.cell(5), row.cell(6), body]);
        Ok(())
    }
}
