//! JSON Schema of every line and file that `unspool` writes or reads.

use crate::config::Config;
use crate::record::{DroppedLine, Record, SimilarLine, SkippedLine, Summary};
use schemars::{Schema, schema_for};

/// What there is a schema of.
pub const NAMES: [&str; 6] = ["record", "dropped", "similar", "skipped", "summary", "config"];

/// The JSON Schema (draft 2020-12) of a name in [`NAMES`].
pub fn schema(name: &str) -> Option<Schema> {
    match name {
        "record" => Some(schema_for!(Record)),
        "dropped" => Some(schema_for!(DroppedLine)),
        "similar" => Some(schema_for!(SimilarLine)),
        "skipped" => Some(schema_for!(SkippedLine)),
        "summary" => Some(schema_for!(Summary)),
        "config" => Some(schema_for!(Config)),
        _ => None,
    }
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
                name == "config"
                    || properties
                        .values()
                        .all(|property| property["description"].is_string() || property["$ref"].is_string()),
                "{name}"
            );
        }
    }
}
