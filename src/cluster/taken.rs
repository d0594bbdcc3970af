//! Files → pages that were taken apart, what is skipped, and what is no page.

use super::cell::{item_cell, packed};
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::container::{self, Found, Opened};
use crate::read::{Listing, Reason, Skipped, Source, os_path};
use crate::run::{fresh, guarded};
use crate::write::kebab;

/// A row of `split` is a page that was taken apart.
pub(super) const PAGE: i64 = 0;
/// It could not be used.
pub(super) const SKIPPED: i64 = 1;
/// It is no page.
const IGNORED: i64 = 2;

/// Rows of (path in records, file) → rows of pages.
pub(super) struct Split;

impl Stage for Split {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let path = row.text(0)?;
        let mut tell = |found: Found| {
            tell(found, path, task, give);
            Ok(())
        };
        let file = row.maybe_bytes(1).ok_or(BrokenRow { column: 1 })?;
        let source = Source { path: path.to_owned(), file: Some(os_path(file.to_vec())) };
        let reading = &task.options.reading;
        let done = match guarded((path, None), || container::open(&source, reading)) {
            Ok(Opened::Page(item)) => tell(Found::Page(item)),
            Ok(Opened::Container) => container::items(&source, reading, &mut tell),
            Err(skipped) => tell(Found::Skipped(skipped)),
        };
        debug_assert_eq!(done, Ok(()), "everything is wanted");
        Ok(())
    }
}

/// Gives a row for something that was found in a file.
fn tell(found: Found, path: &str, task: &Task, give: &mut Give<'_>) {
    match found {
        Found::Page(item) => {
            let (path, number) = (item.path.clone(), item.number);
            match fresh(item, &task.rules, &task.options) {
                Ok(page) => {
                    let body = packed(&page);
                    give(&cells((&path, number), (PAGE, ""), &body));
                }
                Err(skipped) => skip(&skipped, give),
            }
        }
        Found::Skipped(skipped) => skip(&skipped, give),
        Found::Ignored(reason) => give(&cells((path, None), (IGNORED, &reason), &[])),
    }
}

fn cells<'c>(
    (path, item): (&'c str, Option<u64>),
    (kind, note): (i64, &'c str),
    body: &'c [u8],
) -> [Cell<'c>; 5] {
    [Cell::Text(path), item_cell(item), Cell::Int(kind), Cell::Text(note), Cell::Bytes(body)]
}

/// Gives the row of something that could not be used.
fn skip(skipped: &Skipped, give: &mut Give<'_>) {
    let Skipped { path, item, reason, detail } = skipped;
    give(&cells((path, *item), (SKIPPED, &kebab(reason)), &packed(&(*reason, detail))));
}

/// Gives the rows of `split` for what could not be listed.
pub fn skipped_of(listing: &Listing, give: &mut Give<'_>) {
    listing.skipped.iter().for_each(|skipped| skip(skipped, give));
}

/// What could not be used, from its row.
pub(super) fn skipped((path, item): (&str, Option<u64>), (reason, detail): (Reason, String)) -> Skipped {
    Skipped { path: path.to_owned(), item, reason, detail }
}
