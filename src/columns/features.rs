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
        plain => json!({"_type": "Value", "dtype": dtype(plain)}),
    }
}

/// What they call a kind of value; `None` of lists and structures.
pub fn dtype(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Text => "string",
        Kind::Day => "date32",
        Kind::Moment => "timestamp[us, tz=UTC]",
        Kind::Whole => "int64",
        Kind::Number => "float64",
        Kind::Truth => "bool",
        Kind::List(_) | Kind::Structure(_) => return None,
    })
}
