//! Are the fields there that the user names?

use super::fields::{at, names};
use super::form::Form;
use super::{Layer, Reading, Walk, json};
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
    let Some(file) = source.file.as_ref().and_then(|file| File::open(file).ok()) else { return Vec::new() };
    let mut give = |_| Ok(());
    let walk = Walk::new(&source.path, reading, &mut give);
    let layer = Layer::new(walk.stream(BufReader::new(file)), &source.path);
    match walk.peel(layer, &source.path) {
        Ok(layer) if layer.form == Form::Json => json::first(layer, OBJECTS, reading.limits.line),
        _ => Vec::new(),
    }
}
