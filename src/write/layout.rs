//! What the files of a table look like: their format, their columns, where one ends and the next begins.

use super::names::tables;
use crate::columns::{Column, arrow, columns, features};
use crate::config::{Form, Write};
use crate::record::SCHEMA_VERSION;
use arrow_array::cast::AsArray as _;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use memchr::memchr_iter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use std::sync::Arc;

/// Rows of a row group, and bytes if rows are long: what readers take at a time.
const GROUP_ROWS: usize = 1 << 16;
const GROUP_BYTES: usize = 128 << 20;
/// Bytes of lines that become one batch: offsets in a batch have 32 bits.
const BATCH: usize = 1 << 26;
/// Columns whose values are all different: a dictionary of them only costs.
const UNLIKE: [&str; 7] = ["id", "text", "content_id", "simhash", "articleBody", "identifier", "raw_text"];

/// What the files of a table look like.
#[derive(Debug)]
pub(super) struct Layout {
    /// What they are called.
    pub(super) table: &'static str,
    /// In which formats.
    pub(super) forms: Vec<Form>,
    /// Bytes of lines that a file holds at most, unless a line is longer.
    pub(super) most: Option<u64>,
    schema: SchemaRef,
    /// The same as it is read from lines.
    read: SchemaRef,
    properties: WriterProperties,
}

/// Lines of a table, and what they are in Arrow if Parquet is written.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) text: Vec<u8>,
    pub(super) batches: Vec<RecordBatch>,
}

impl Layout {
    /// The layouts of all tables that a run writes.
    pub(super) fn all(write: &Write) -> Vec<Self> {
        tables(write).map(|table| Self::new(table, write)).collect()
    }

    fn new(table: &'static str, write: &Write) -> Self {
        // Only Parquet has columns.
        let has_columns = write.format.contains(&Form::Parquet);
        let columns = if has_columns { written_columns(table, write) } else { Vec::new() };
        let schema = arrow(&columns);
        Self {
            table,
            forms: write.format.clone(),
            most: write.shard_size.map(|size| size.bytes()),
            read: Arc::new(without_names_of_zones(&schema)),
            schema: Arc::new(schema),
            properties: properties(&columns),
        }
    }

    /// What a Parquet file is made by.
    pub(super) fn parquet(&self) -> (&SchemaRef, &WriterProperties) {
        (&self.schema, &self.properties)
    }

    /// Lines as they go into files.
    pub(super) fn chunk(&self, text: Vec<u8>) -> Result<Chunk, ArrowError> {
        let mut chunk = Chunk { text, batches: Vec::new() };
        if self.forms.contains(&Form::Parquet) {
            let mut rest = &chunk.text[..];
            while !rest.is_empty() {
                let (lines, others) = rest.split_at(end_of_lines(rest, BATCH));
                chunk.batches.extend(self.batch(lines)?);
                rest = others;
            }
        }
        Ok(chunk)
    }

    fn batch(&self, lines: &[u8]) -> Result<Option<RecordBatch>, ArrowError> {
        let rows = memchr_iter(b'\n', lines).count();
        let mut decoder = ReaderBuilder::new(Arc::clone(&self.read)).with_batch_size(rows).build_decoder()?;
        let mut at = 0;
        while at < lines.len() {
            match decoder.decode(&lines[at..])? {
                0 => break,
                read => at += read,
            }
        }
        let Some(batch) = decoder.flush()? else { return Ok(None) };
        let columns = batch.columns().iter().map(in_utc).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns).map(Some)
    }
}

/// A schema whose moments are of an offset, because names of zones need tables of them to be read.
fn without_names_of_zones(schema: &Schema) -> Schema {
    let field = |field: &Arc<Field>| match field.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            Field::new(field.name(), DataType::Timestamp(*unit, Some("+00:00".into())), true)
        }
        _ => Field::clone(field),
    };
    Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>())
}

/// A column whose moments, if it holds any, are of UTC by its name.
fn in_utc(column: &ArrayRef) -> ArrayRef {
    match column.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(moments) => Arc::new(moments.clone().with_timezone("UTC")),
        None => Arc::clone(column),
    }
}

/// Where the lines end that have no more bytes together, or else the first one.
pub(super) fn end_of_lines(text: &[u8], most: usize) -> usize {
    let fitting = &text[..most.min(text.len())];
    let end = memchr::memrchr(b'\n', fitting).or_else(|| memchr::memchr(b'\n', text));
    end.map_or(text.len(), |end| end + 1)
}

/// The columns of a table that a run writes.
pub(super) fn written_columns(table: &str, write: &Write) -> Vec<Column> {
    let is_stories = table == "stories";
    let all = columns(if is_stories { "record" } else { table }).unwrap_or_default();
    if !is_stories || write.fields.is_empty() {
        return all;
    }
    let named = |name: &String| all.iter().find(|column| column.name == *name).cloned();
    write.fields.iter().filter_map(named).collect()
}

fn properties(columns: &[Column]) -> WriterProperties {
    let info = serde_json::json!({"info": {"features": features(columns)}});
    let metadata = vec![
        KeyValue::new("huggingface".to_owned(), info.to_string()),
        KeyValue::new("unspool.schema_version".to_owned(), SCHEMA_VERSION.to_string()),
    ];
    let unlike = columns.iter().map(|column| &column.name).filter(|name| UNLIKE.contains(&name.as_str()));
    let builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("unspool ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_key_value_metadata(Some(metadata));
    let plain = |builder: parquet::file::properties::WriterPropertiesBuilder, name: &String| {
        builder.set_column_dictionary_enabled(ColumnPath::from(name.as_str()), false)
    };
    unlike.fold(builder, plain).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_not_cut() {
        let check = |most, expected| assert_eq!(end_of_lines(b"ab\ncd\nefghij\n", most), expected, "{most}");
        check(1, 3);
        check(3, 3);
        check(5, 3);
        check(6, 6);
        check(12, 6);
        check(13, 13);
        check(99, 13);
    }
}
