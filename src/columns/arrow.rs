//! The columns of a table as a schema of Apache Arrow.

use super::{Column, Kind};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use std::sync::Arc;

/// The schema of a table: every column may be null, text is UTF-8, moments are microseconds of UTC.
pub fn arrow(columns: &[Column]) -> Schema {
    Schema::new(columns.iter().map(field).collect::<Vec<_>>())
}

fn field(column: &Column) -> Field {
    Field::new(&column.name, data_type(&column.kind), true)
}

fn data_type(kind: &Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Day => DataType::Date32,
        Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Truth => DataType::Boolean,
        // Parquet names what a list holds so.
        Kind::List(of) => DataType::List(Arc::new(Field::new("element", data_type(of), true))),
        Kind::Structure(fields) => DataType::Struct(fields.iter().map(field).collect()),
    }
}
