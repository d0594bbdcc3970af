//! Rows of the library's stages ↔ Arrow batches.

use crate::error::unread;
use crate::table::Table;
use arrow_array::builder::{ArrayBuilder, BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use pyo3::prelude::*;
use std::sync::Arc;
use unspool::cluster::{Cell, Column, Kind};

/// Bytes that a batch of results holds before the next is begun.
const BATCH: usize = 16 << 20;

/// The columns of a batch.
pub(super) struct Columns(Vec<ArrayRef>);

impl Columns {
    pub(super) fn new(batch: &RecordBatch) -> PyResult<Self> {
        let column = |column: &ArrayRef| match column.data_type() {
            DataType::Int64 | DataType::Utf8 | DataType::Binary => Ok(Arc::clone(column)),
            DataType::LargeUtf8 | DataType::Utf8View => cast(column, &DataType::Utf8),
            DataType::LargeBinary | DataType::BinaryView => cast(column, &DataType::Binary),
            _ => cast(column, &DataType::Int64),
        };
        Ok(Self(batch.columns().iter().map(column).collect::<Result<_, _>>().map_err(unread)?))
    }

    pub(super) fn row(&self, at: usize) -> Vec<Cell<'_>> {
        self.0.iter().map(|column| cell_of(column, at)).collect()
    }
}

fn cell_of(column: &ArrayRef, at: usize) -> Cell<'_> {
    if column.is_null(at) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(at)),
        DataType::Binary => Cell::Bytes(column.as_binary::<i32>().value(at)),
        _ => Cell::Int(column.as_primitive::<Int64Type>().value(at)),
    }
}

/// Rows on their way out.
pub(super) struct Out {
    schema: SchemaRef,
    columns: Vec<Builder>,
    filled: usize,
    batches: Vec<RecordBatch>,
}

enum Builder {
    Int(Int64Builder),
    Bytes(BinaryBuilder),
    Text(StringBuilder),
}

impl Out {
    pub(super) fn new(columns: &[Column]) -> Self {
        let field = |(name, kind): &Column| {
            let kind = match kind {
                Kind::Int => DataType::Int64,
                Kind::Bytes => DataType::Binary,
                Kind::Text => DataType::Utf8,
            };
            Field::new(*name, kind, true)
        };
        let builder = |(_, kind): &Column| match kind {
            Kind::Int => Builder::Int(Int64Builder::new()),
            Kind::Bytes => Builder::Bytes(BinaryBuilder::new()),
            Kind::Text => Builder::Text(StringBuilder::new()),
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        Self { schema, columns: columns.iter().map(builder).collect(), filled: 0, batches: Vec::new() }
    }

    pub(super) fn push(&mut self, row: &[Cell<'_>]) {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.filled += column.push(*cell);
        }
        if self.filled > BATCH {
            self.close();
        }
    }

    /// Ends a batch.
    fn close(&mut self) {
        self.filled = 0;
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(Builder::finish).collect();
        // The columns were made by the schema.
        self.batches.extend(RecordBatch::try_new(Arc::clone(&self.schema), columns));
    }

    /// Takes the rows as one batch.
    pub(super) fn batch(&mut self) -> PyResult<RecordBatch> {
        self.close();
        concat_batches(&self.schema, &std::mem::take(&mut self.batches)).map_err(unread)
    }

    /// Takes the rows.
    pub(super) fn table(&mut self) -> PyResult<Table> {
        self.close();
        let batches = std::mem::take(&mut self.batches);
        Ok(Table::new(
            batches.into_iter().filter(|batch| batch.num_rows() > 0).collect(),
            Arc::clone(&self.schema),
        ))
    }
}

impl Builder {
    /// Adds a value; about how many bytes it takes.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        match (self, cell) {
            (Self::Int(column), Cell::Int(value)) => column.append_value(value),
            (Self::Int(column), _) => column.append_null(),
            (Self::Bytes(column), Cell::Bytes(value)) => {
                column.append_value(value);
                return value.len() + 8;
            }
            (Self::Bytes(column), _) => column.append_null(),
            (Self::Text(column), Cell::Text(value)) => {
                column.append_value(value);
                return value.len() + 8;
            }
            (Self::Text(column), _) => column.append_null(),
        }
        8
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Int(column) => ArrayBuilder::finish(column),
            Self::Bytes(column) => ArrayBuilder::finish(column),
            Self::Text(column) => ArrayBuilder::finish(column),
        }
    }
}
