//! A Parquet file → its rows.
//!
//! The directory of such a file is at its end, so it cannot be read as a stream: one that lies in a container or comes on
//! standard input is copied to a file without a name first. Row groups are read one after the other and their pages of rows
//! one at a time: reading is many times as fast as what is done with the text.

use super::{columns as names, corrupt, guarded, has_text, rows};
use crate::container::meter::Broken;
use crate::container::{Break, Layer, Stream, Walk};
use crate::read::Reason;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use ::parquet::errors::Result as ParquetResult;
use arrow_schema::{DataType, Field, Fields, Schema};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

/// Rows that are read at a time.
const ROWS: usize = 64;
/// Two marks and a length.
const SHORTEST: u64 = 12;

/// Takes a file apart. A row's number counts from 1.
pub(in crate::container) fn read(walk: &mut Walk<'_>, layer: Layer<'_>, path: &str) -> Result<(), Break> {
    let is_plain = walk.file.is_some() && layer.depth == 0;
    let file = seekable(walk, layer, path)?;
    let (length, is_whole) = whole(&file).map_err(|error| walk.meter.broken(error, path))?;
    if !is_whole {
        let said = format!("it breaks off at byte {length} of the file, before its directory");
        return Err(Broken { path: path.to_owned(), reason: Reason::TruncatedArchive, said }.into());
    }
    let directory = guarded(|| directory(&file));
    let directory = directory.map_err(|error| corrupt(path, &directory_place(length), &error))?;
    if !has_text(walk, directory.schema(), path)? {
        return Ok(());
    }
    let table = Table { file, directory, path, length: is_plain.then_some(length) };
    let mut number = 1;
    for group in 0..table.directory.metadata().num_row_groups() {
        number = table.group(walk, group, number)?;
    }
    Ok(())
}

/// The names of the columns of a file, if they can be read.
pub(in crate::container) fn columns(walk: &Walk<'_>, layer: Layer<'_>, path: &str) -> Vec<String> {
    let Ok(file) = seekable(walk, layer, path) else { return Vec::new() };
    let directory = guarded(|| directory(&file));
    directory.map(|directory| names(directory.schema().fields())).unwrap_or_default()
}

/// The file itself, or a copy of what lies in it.
fn seekable(walk: &Walk<'_>, layer: Layer<'_>, path: &str) -> Result<File, Broken> {
    match walk.file.filter(|_| layer.depth == 0) {
        Some(file) => File::open(file).map_err(|error| walk.meter.broken(error, path)),
        None => copied(walk, layer.stream, path),
    }
}

fn copied(walk: &Walk<'_>, stream: Stream<'_>, path: &str) -> Result<File, Broken> {
    let most = walk.reading.limits.unpacked;
    let copy = || -> io::Result<(u64, File)> {
        let mut file = tempfile::tempfile()?;
        Ok((io::copy(&mut stream.take(most.saturating_add(1)), &mut file)?, file))
    };
    match copy().map_err(|error| walk.meter.broken(error, path))? {
        (copied, file) if copied <= most => Ok(file),
        _ => {
            let said = format!("it has more than {most} bytes (--max-unpacked)");
            Err(Broken { path: path.to_owned(), reason: Reason::Bomb, said })
        }
    }
}

/// The length of a file, and whether its end is there.
fn whole(mut file: &File) -> io::Result<(u64, bool)> {
    let (length, mut mark) = (file.metadata()?.len(), [0; 4]);
    if length < SHORTEST {
        return Ok((length, false));
    }
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut mark)?;
    Ok((length, mark == *b"PAR1"))
}

fn directory_place(length: u64) -> String {
    format!("its directory before byte {length} of the file")
}

/// The directory of a file. Columns of text are to be read as views, so that a text that stands in many rows lies in memory
/// once.
fn directory(file: &File) -> ParquetResult<ArrowReaderMetadata> {
    let read = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())?;
    let schema = Arc::new(Schema::new(views(read.schema().fields())));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(Arc::clone(read.metadata()), options)
}

fn views(fields: &Fields) -> Fields {
    let field = |field: &Arc<Field>| field.as_ref().clone().with_data_type(view(field.data_type()));
    fields.iter().map(field).collect()
}

fn view(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, values) => view(values),
        DataType::Struct(inside) => DataType::Struct(views(inside)),
        other => other.clone(),
    }
}

/// A file whose directory was read.
struct Table<'t> {
    file: File,
    directory: ArrowReaderMetadata,
    path: &'t str,
    /// Its bytes, if it is the file itself and not a copy of what lies in it.
    length: Option<u64>,
}

impl Table<'_> {
    /// Gives the rows of a group, of which the first one has this number; the number behind its last one.
    fn group(&self, walk: &mut Walk<'_>, group: usize, first: u64) -> Result<u64, Break> {
        let bytes = guarded(|| Ok::<_, String>(self.bytes(group))).unwrap_or_default();
        let mut number = first;
        let broken = |number: u64, error: String| {
            let at = format!("row {number}, in the row group at byte {} of the file", bytes.start);
            corrupt(self.path, &at, &error)
        };
        let reader = guarded(|| self.reader(group, &walk.reading.fields.all_names()));
        let mut reader = reader.map_err(|error| broken(number, error))?;
        loop {
            let batch = guarded(|| reader.next().transpose()).map_err(|error| broken(number, error))?;
            let Some(batch) = batch else { return Ok(number) };
            let begun = number - first + batch.num_rows() as u64;
            if let Some(length) = self.length {
                walk.meter.reach(self.reached(group, &bytes, begun).min(length));
            }
            rows(walk, &batch, number, self.path)?;
            number += batch.num_rows() as u64;
        }
    }

    /// Where the columns of a group lie in the file.
    fn bytes(&self, group: usize) -> Range<u64> {
        let columns = self.directory.metadata().row_group(group).columns();
        let ranges = || columns.iter().map(|column| column.byte_range());
        let start = ranges().map(|(start, _)| start).min().unwrap_or(0);
        start..ranges().map(|(start, length)| start.saturating_add(length)).max().unwrap_or(0)
    }

    /// About where in the file so many rows of a group end.
    fn reached(&self, group: usize, bytes: &Range<u64>, rows: u64) -> u64 {
        let all = u64::try_from(self.directory.metadata().row_group(group).num_rows()).unwrap_or(0).max(1);
        let share = rows.min(all) as f64 / all as f64;
        bytes.start + ((bytes.end - bytes.start) as f64 * share) as u64
    }

    /// A reader of the columns of a group that are asked for.
    fn reader(&self, group: usize, names: &[&str]) -> ParquetResult<ParquetRecordBatchReader> {
        let is_asked =
            |name: &str| names.iter().any(|asked| *asked == name || asked.split('.').next() == Some(name));
        let fields = self.directory.schema().fields().iter().enumerate();
        let roots = fields.filter(|(_, field)| is_asked(field.name())).map(|(at, _)| at);
        let mask = ProjectionMask::roots(self.directory.parquet_schema(), roots);
        let file = self.file.try_clone()?;
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.directory.clone())
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(ROWS)
            .build()
    }
}
