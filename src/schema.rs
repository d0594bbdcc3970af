//! JSON Schema of every line and file that `unspool` writes or reads.

use crate::config::Config;
use crate::record::{DroppedLine, Record, SCHEMA_VERSION, SimilarLine, SkippedLine, Summary};
use crate::report::JudgedLine;
use crate::view::{DolmaLine, NewsArticleLine, TrafilaturaLine};
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{Schema, schema_for};
use serde_json::{Value, json};

mod dialect;

pub use crate::columns::{Column, Kind, TABLES, columns};
pub use dialect::{Dialect, print};

/// What there is a schema of.
///
/// ```
/// use unspool::schema::{NAMES, schema};
///
/// assert!(NAMES.contains(&"record"));
/// assert!(NAMES.into_iter().all(|name| schema(name).is_some()));
/// ```
pub const NAMES: [&str; 10] = [
    "record",
    "dropped",
    "similar",
    "skipped",
    "summary",
    "judged",
    "dolma",
    "newsarticle",
    "trafilatura",
    "config",
];

/// The JSON Schema (draft 2020-12) of a name in [`NAMES`], with the version of the shapes.
///
/// ```
/// use unspool::schema::schema;
///
/// let record = schema("record").expect("it is one of the names");
/// let title = record.pointer("/properties/title/description").and_then(|about| about.as_str());
/// assert_eq!(title, Some("The headline."));
/// assert!(schema("rain").is_none());
/// ```
pub fn schema(name: &str) -> Option<Schema> {
    let mut schema = shape(name)?;
    RecursiveTransform(without_example).transform(&mut schema);
    schema.insert("version".to_owned(), SCHEMA_VERSION.into());
    Some(schema)
}

/// Examples in Rust are for those who read the documentation of the library.
fn without_example(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let end = text.find("\n\n```").unwrap_or(text.len());
        text.truncate(end);
    }
}

fn shape(name: &str) -> Option<Schema> {
    match name {
        "record" => Some(schema_for!(Record)),
        "dropped" => Some(schema_for!(DroppedLine)),
        "similar" => Some(schema_for!(SimilarLine)),
        "skipped" => Some(schema_for!(SkippedLine)),
        "summary" => Some(schema_for!(Summary)),
        "judged" => Some(schema_for!(JudgedLine)),
        "dolma" => Some(schema_for!(DolmaLine)),
        "newsarticle" => Some(schema_for!(NewsArticleLine)),
        "trafilatura" => Some(schema_for!(TrafilaturaLine)),
        "config" => Some(config()),
        _ => None,
    }
}

/// The schema of `unspool.toml`: that of [`Config`] with profiles, and without what only flags are made of.
fn config() -> Schema {
    let mut schema = schema_for!(Config);
    let profile = json!({
        "type": "object",
        "properties": schema.get("properties"),
        "additionalProperties": false,
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let about = "Profiles by name: each holds the same keys, and wins over the rest of the file with `--profile`.";
        let profiles = json!({"description": about, "type": "object", "additionalProperties": profile});
        properties.insert("profile".to_owned(), profiles);
    }
    let mut own = RecursiveTransform(|schema: &mut Schema| {
        schema.remove("x-value");
        schema.remove("x-short");
        schema.remove("x-table");
    });
    own.transform(&mut schema);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_schema_that_describes_its_keys() {
        for name in NAMES {
            let schema = serde_json::to_value(schema(name).unwrap()).unwrap();
            let properties = schema["properties"].as_object().unwrap();
            assert!(!properties.is_empty(), "{name}");
            assert!(
                properties
                    .values()
                    .all(|property| property["description"].is_string() || property["$ref"].is_string()),
                "{name}"
            );
        }
    }
}
