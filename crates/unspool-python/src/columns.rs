//! The columns of an output file as an Arrow schema.

use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use unspool::columns::{Column, Kind, columns};

/// The Arrow schema of a table of the library, if there is such a table.
pub(crate) fn arrow_schema(table: &str) -> Option<Schema> {
    Some(Schema::new(fields(columns(table)?)))
}

fn fields(columns: Vec<Column>) -> Fields {
    columns.into_iter().map(|column| Field::new(column.name, data_type(column.kind), true)).collect()
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Day => DataType::Date32,
        Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Truth => DataType::Boolean,
        Kind::List(item) => DataType::new_list(data_type(*item), true),
        Kind::Structure(columns) => DataType::Struct(fields(columns)),
    }
}
