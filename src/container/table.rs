//! A table (Parquet, Arrow IPC) → a page for each row, from its column of text.

use super::meter::Broken;
use super::walk::too_large;
use super::{Break, Place, Reading, Told, Walk};
use crate::origin::Scraped;
use crate::read::Reason;
use arrow_array::{RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields as ColumnFields, Schema};
use column::Column;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(super) mod arrow;
mod column;
pub(super) mod parquet;

/// The columns of some rows that are asked for, by their names. A dot parts the name of a struct from the name of a column
/// in it.
struct Columns<'c>(Vec<(&'c str, Column)>);

impl<'c> Columns<'c> {
    fn new(batch: &RecordBatch, names: &[&'c str]) -> Self {
        let table = StructArray::from(batch.clone());
        Self(names.iter().filter_map(|name| Some((*name, Column::find(&table, name)?))).collect())
    }

    fn named(&self, name: &str) -> Option<&Column> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, column)| column)
    }

    /// What a row says in a column, if that is text or a time.
    fn said(&self, name: &str, row: usize) -> Option<Cow<'_, str>> {
        let column = self.named(name)?;
        match column.bytes(row) {
            Some((bytes, _)) => Some(Cow::Borrowed(std::str::from_utf8(bytes).ok()?)),
            None => column.time(row).map(|time: Scraped| Cow::Owned(time.to_string())),
        }
    }
}

/// Gives the rows of a batch, of which the first one has this number.
fn rows(walk: &mut Walk<'_>, batch: &RecordBatch, first: u64, path: &str) -> Result<(), Break> {
    let columns = Columns::new(batch, &walk.reading.fields.all_names());
    for (row, number) in (0..batch.num_rows()).zip(first..) {
        give(walk, &columns, row, &Place { path, number: Some(number) })?;
    }
    Ok(())
}

/// Gives a row, or says why there is no page in it.
fn give(walk: &mut Walk<'_>, columns: &Columns<'_>, row: usize, place: &Place<'_>) -> Result<(), Break> {
    let Reading { fields, limits } = walk.reading;
    let is_blank = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().is_empty();
    let text = |name: &str| columns.named(name)?.bytes(row).filter(|(bytes, _)| !is_blank(bytes));
    let Some(((bytes, encoding), media)) = fields.text_of(text) else {
        return walk.skip(place, Reason::MalformedItem, "there is no text in it (--text-field)".to_owned());
    };
    if bytes.len() as u64 > limits.page {
        return walk.skip(place, Reason::TooLarge, too_large(limits.page));
    }
    // A text that stands in many rows may lie in the file once.
    walk.meter.unpack(bytes.len()).map_err(|error| walk.meter.broken(error, place.path))?;
    let origin = fields.origin_of(|name| columns.said(name, row));
    walk.give_page(place, bytes.to_vec(), (Told { encoding, media }, origin))
}

/// Skips a table that has no column of text; whether it has one.
fn has_text(walk: &mut Walk<'_>, schema: &Schema, path: &str) -> Result<bool, Break> {
    let names = walk.reading.fields.text_names();
    if names.iter().any(|name| field(schema.fields(), name).is_some_and(|field| is_text(field.data_type()))) {
        return Ok(true);
    }
    let known = columns(schema.fields()).join(", ");
    let detail = format!("there is no column of text in it (--text-field); its columns are {known}");
    walk.skip(&Place { path, number: None }, Reason::MalformedItem, detail)?;
    Ok(false)
}

/// A column by its name.
fn field<'f>(fields: &'f ColumnFields, name: &str) -> Option<&'f Arc<Field>> {
    fields.iter().find(|field| field.name() == name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        let outer = fields.iter().find(|field| field.name() == outer)?;
        let DataType::Struct(inside) = outer.data_type() else { return None };
        field(inside, inner)
    })
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        kind => kind.is_string() || kind.is_binary(),
    }
}

/// The names of all columns, those in structs with a dot.
fn columns(fields: &ColumnFields) -> Vec<String> {
    let names = |field: &Arc<Field>| match field.data_type() {
        DataType::Struct(inside) => {
            columns(inside).into_iter().map(|inner| format!("{}.{inner}", field.name())).collect()
        }
        _ => vec![field.name().clone()],
    };
    fields.iter().flat_map(names).collect()
}

/// Does what the readers of tables do with whatever a file holds: a panic of theirs is an error in it.
fn guarded<T, E: ToString>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.map_or_else(|_| Err("it makes no sense".to_owned()), |read| read.map_err(|error| error.to_string()))
}

/// What an error means in a table, of which it is said where it stands.
fn corrupt(path: &str, at: &str, error: &str) -> Broken {
    let said = format!("it cannot be read on from {at}: {error}");
    Broken { path: path.to_owned(), reason: Reason::CorruptArchive, said }
}
