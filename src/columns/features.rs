//! The columns of a table as Hugging Face `datasets` writes them down.

use super::{Column, Kind};
use serde_json::{Map, Value, json};

/// The `features` of a dataset, by column.
pub fn features(columns: &[Column]) -> Value {
    let fields = columns.iter().map(|column| (column.name.clone(), feature(&column.kind)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn feature(kind: &Kind) -> Value {
    match kind {
        // A list of one is read by every version of it; the type `List` came late.
        Kind::List(of) => json!([feature(of)]),
        Kind::Structure(fields) => features(fields),
        Kind::Text => value("string"),
        Kind::Day => value("date32"),
        Kind::Moment => value("timestamp[us, tz=UTC]"),
        Kind::Whole => value("int64"),
        Kind::Number => value("float64"),
        Kind::Truth => value("bool"),
    }
}

fn value(dtype: &str) -> Value {
    json!({"_type": "Value", "dtype": dtype})
}
