//! Are the fields and columns there that the user names?

use super::fields::{at, names};
use super::form::Form;
use super::{Layer, Reading, Walk, json, table};
use crate::read::Source;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::BufReader;

/// Objects of a file that are looked at.
const OBJECTS: usize = 100;

/// A field that is named and not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The option that names it.
    pub option: &'static str,
    /// As it is named.
    pub name: String,
    /// The fields there are.
    pub known: Vec<String>,
}

/// A field that is named, but that none of the first objects of any file has, if there are objects at all.
pub fn missing(sources: &[Source], reading: &Reading) -> Option<Missing> {
    let mut wanted: Vec<(&'static str, &str)> = reading.fields.named().collect();
    let mut known: Vec<String> = Vec::new();
    for source in sources {
        if wanted.is_empty() {
            return None;
        }
        for object in objects(source, reading) {
            wanted.retain(|(_, name)| at(&object, name).is_none());
            known.extend(names(&object));
        }
        known.sort();
        known.dedup();
    }
    let (option, name) = *wanted.first()?;
    (!known.is_empty()).then(|| Missing { option, name: name.to_owned(), known })
}

/// The first objects of a file that holds some. What is broken is told when it is read as a whole.
fn objects(source: &Source, reading: &Reading) -> Vec<Map<String, Value>> {
    let Some(path) = source.file.as_deref() else { return Vec::new() };
    let Ok(file) = File::open(path) else { return Vec::new() };
    let mut give = |_| Ok(());
    let mut walk = Walk::new(&source.path, reading, &mut give);
    walk.file = Some(path);
    let layer = Layer::new(walk.stream(BufReader::new(file)), &source.path);
    match walk.peel(layer, &source.path) {
        Ok(layer) if layer.form == Form::Json => json::first(layer, OBJECTS, reading.limits.line),
        Ok(layer) if layer.form == Form::Arrow => vec![empty(table::arrow::columns(layer.stream, &walk))],
        Ok(layer) if layer.form == Form::Parquet => {
            vec![empty(table::parquet::columns(&walk, layer, &source.path))]
        }
        _ => Vec::new(),
    }
}

/// The columns of a table as an object without values.
fn empty(columns: Vec<String>) -> Map<String, Value> {
    columns.into_iter().map(|name| (name, Value::Null)).collect()
}
