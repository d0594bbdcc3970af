//! The lines of an output file as a table: its columns and what they hold. Every other form of the records is made by
//! this one list, which is read from the JSON Schema and so from the declarations in `src/record.rs`.

use crate::record::{DroppedLine, Record, SimilarLine, SkippedLine};
use crate::view::{DolmaLine, NewsArticleLine, TrafilaturaLine};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

mod arrow;
mod features;

pub use arrow::arrow;
pub use features::{dtype, features};

/// The files that are tables: those of which every line has the same keys.
///
/// ```
/// use unspool::schema::{TABLES, columns};
///
/// assert!(TABLES.into_iter().all(|table| columns(table).is_some()));
/// // Not every file is a table.
/// assert!(!TABLES.contains(&"summary") && columns("summary").is_none());
/// ```
pub const TABLES: [&str; 7] =
    ["record", "dropped", "similar", "skipped", "dolma", "newsarticle", "trafilatura"];

/// A column of a table, or a field of a structure. Any of them may be `null`.
///
/// ```
/// use unspool::schema::{Column, Kind, columns};
///
/// let skipped = columns("skipped").expect("it is one of the tables");
/// assert_eq!(skipped[0], Column { name: "path".to_owned(), kind: Kind::Text });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The key.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
///
/// ```
/// use unspool::schema::{Kind, columns};
///
/// let record = columns("record").expect("it is one of the tables");
/// let kind = |name| record.iter().find(|column| column.name == name).map(|column| &column.kind);
/// assert_eq!((kind("date"), kind("word_count")), (Some(&Kind::Day), Some(&Kind::Whole)));
/// assert_eq!(kind("span"), Some(&Kind::List(Box::new(Kind::Whole))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// A day of the calendar.
    Day,
    /// A moment in time; its offset is not kept.
    Moment,
    /// A whole number. None is negative, and all fit into 63 bits.
    Whole,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// Any number of the same.
    List(Box<Kind>),
    /// Several of different names.
    Structure(Vec<Column>),
}

/// The columns of a table in [`TABLES`], in the order of its lines.
///
/// ```
/// use unspool::schema::columns;
///
/// let names: Vec<String> = columns("skipped").into_iter().flatten().map(|column| column.name).collect();
/// assert_eq!(names, ["path", "item", "reason", "detail"]);
/// ```
pub fn columns(table: &str) -> Option<Vec<Column>> {
    match table {
        "record" => columns_of::<Record>(),
        "dropped" => columns_of::<DroppedLine>(),
        "similar" => columns_of::<SimilarLine>(),
        "skipped" => columns_of::<SkippedLine>(),
        "dolma" => columns_of::<DolmaLine>(),
        "newsarticle" => columns_of::<NewsArticleLine>(),
        "trafilatura" => columns_of::<TrafilaturaLine>(),
        _ => None,
    }
}

fn columns_of<T: JsonSchema>() -> Option<Vec<Column>> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let root = settings.into_generator().into_root_schema_for::<T>().to_value();
    fields(&root, &root)
}

/// The fields of an object: those that are always there as they are declared, then the others.
fn fields(object: &Value, root: &Value) -> Option<Vec<Column>> {
    let properties = object["properties"].as_object()?;
    let required: Vec<&str> = object["required"].as_array()?.iter().filter_map(Value::as_str).collect();
    let others = properties.keys().map(String::as_str).filter(|name| !required.contains(name));
    let column = |name: &str| Some(Column { name: name.to_owned(), kind: kind(&properties[name], root)? });
    required.iter().copied().chain(others).map(column).collect()
}

/// What a schema describes; `None` if no column can hold it.
fn kind(schema: &Value, root: &Value) -> Option<Kind> {
    if let Some(reference) = schema["$ref"].as_str() {
        return kind(root.pointer(reference.strip_prefix('#')?)?, root);
    }
    if let Some(either) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return kind(either.iter().find(|one| one["type"] != "null")?, root);
    }
    Some(match (type_name(&schema["type"])?, schema["format"].as_str()) {
        ("string", Some("date")) => Kind::Day,
        ("string", Some("date-time")) => Kind::Moment,
        ("string", _) => Kind::Text,
        ("integer", _) => Kind::Whole,
        ("number", _) => Kind::Number,
        ("boolean", _) => Kind::Truth,
        ("array", _) => Kind::List(Box::new(kind(&schema["items"], root)?)),
        ("object", _) => Kind::Structure(fields(schema, root)?),
        _ => return None,
    })
}

/// `string` of `"string"` and of `["string", "null"]`.
fn type_name(given: &Value) -> Option<&str> {
    let names = given.as_array().map_or(std::slice::from_ref(given), Vec::as_slice);
    names.iter().filter_map(Value::as_str).find(|name| *name != "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_columns_in_the_order_of_its_lines() {
        for table in TABLES {
            let columns = columns(table).unwrap();
            assert!(columns.len() >= 4, "{table}");
        }
        let names: Vec<String> =
            columns("record").unwrap().into_iter().take(3).map(|column| column.name).collect();
        assert_eq!(names, ["id", "text", "title"]);
        assert_eq!(columns("summary"), None);
    }

    #[test]
    fn a_column_holds_what_the_record_declares() {
        let columns = columns("record").unwrap();
        let kind = |name: &str| columns.iter().find(|column| column.name == name).unwrap().kind.clone();
        let whole = || Kind::List(Box::new(Kind::Whole));
        assert_eq!((kind("date"), kind("published_at")), (Kind::Day, Kind::Moment));
        assert_eq!((kind("item"), kind("span"), kind("truncated")), (Kind::Whole, whole(), Kind::Truth));
        assert_eq!(kind("evidence"), Kind::List(Box::new(Kind::Text)));
        let Kind::Structure(twin) = kind("duplicate_of") else { panic!("a twin has fields") };
        let similarity = Column { name: "similarity".to_owned(), kind: Kind::Number };
        assert!(
            twin.contains(&similarity) && twin.contains(&Column { name: "span".to_owned(), kind: whole() })
        );
    }
}
