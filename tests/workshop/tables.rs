//! Tables, made of the pages of a test: Parquet and Arrow IPC.

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// Rows of columns with names.
pub fn table<'c>(columns: impl IntoIterator<Item = (&'c str, ArrayRef)>) -> RecordBatch {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// A column of text.
pub fn strings<'t>(texts: impl IntoIterator<Item = &'t str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

/// A Parquet file with so many rows in a group, packed as most are.
pub fn parquet(table: &RecordBatch, group: usize) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut file = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties)).unwrap();
    file.write(table).unwrap();
    file.into_inner().unwrap()
}

/// An Arrow IPC file with so many rows in a batch.
pub fn arrow_file(table: &RecordBatch, batch: usize) -> Vec<u8> {
    let mut file = FileWriter::try_new(Vec::new(), &table.schema()).unwrap();
    batches(table, batch).for_each(|batch| file.write(&batch).unwrap());
    file.into_inner().unwrap()
}

/// An Arrow IPC stream, packed.
pub fn arrow_stream(table: &RecordBatch, batch: usize) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD)).unwrap();
    let mut stream = StreamWriter::try_new_with_options(Vec::new(), &table.schema(), options).unwrap();
    batches(table, batch).for_each(|batch| stream.write(&batch).unwrap());
    stream.into_inner().unwrap()
}

fn batches(table: &RecordBatch, size: usize) -> impl Iterator<Item = RecordBatch> {
    let rows = table.num_rows();
    (0..rows).step_by(size).map(move |start| table.slice(start, size.min(rows - start)))
}
