//! The configuration file → its values. Whatever is wrong is told with its line and column.

use super::super::nearest::{hint, nearest, nearest_path};
use super::Layer;
use super::keys::{Key, Keys};
use crate::show::printable;
use serde::Deserialize as _;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use thiserror::Error;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Value};

/// The table of profiles.
const PROFILE: &str = "profile";

/// What a configuration file says.
#[derive(Debug)]
pub(super) struct File {
    /// Its name, as given.
    pub(super) name: String,
    /// What stands outside profiles.
    pub(super) base: Layer,
    /// The profiles, by name.
    pub(super) profiles: BTreeMap<String, Layer>,
}

/// Why a configuration file cannot be used.
#[derive(Debug, Error)]
pub(in crate::cli) enum FileError {
    /// It is not there, or is no text.
    #[error("cannot read `{}`: {source}{}", printable(&path.display().to_string()), meant(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in it makes no sense.
    #[error("`{file}`, line {line}, column {column}: {problem}")]
    Wrong {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// What is wrong.
        problem: String,
    },
}

fn meant(path: &Path) -> String {
    hint(nearest_path(path).as_deref().map(|path| path.display().to_string()).as_deref())
}

/// Something that makes no sense, and where it stands.
struct Problem {
    at: Range<usize>,
    text: String,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, is no TOML, or has a key or value that there is not.
    pub(super) fn read(path: &Path, keys: &Keys) -> Result<Self, FileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        let name = path.display().to_string();
        let folder = path.parent().unwrap_or(Path::new(""));
        parse(&text, &Reading { keys, folder })
            .map(|(base, profiles)| Self { name: name.clone(), base, profiles })
            .map_err(|problem| {
                let before = &text[..problem.at.start.min(text.len())];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                FileError::Wrong { file: name, line, column, problem: problem.text }
            })
    }
}

fn parse(text: &str, reading: &Reading<'_>) -> Result<(Layer, BTreeMap<String, Layer>), Problem> {
    let wrong = |error: toml::de::Error| Problem {
        at: error.span().unwrap_or(0..0),
        text: error.message().to_owned(),
    };
    let document = DeTable::parse(text).map_err(wrong)?;
    let mut base = Layer::new();
    let mut profiles = BTreeMap::new();
    for (name, value) in in_order(document.get_ref()) {
        if name.get_ref() != PROFILE {
            reading.entry((name, value), &mut base)?;
            continue;
        }
        for (profile, value) in in_order(table_of(name, value)?) {
            let mut layer = Layer::new();
            for entry in in_order(table_of(profile, value)?) {
                reading.entry(entry, &mut layer)?;
            }
            profiles.insert(profile.get_ref().to_string(), layer);
        }
    }
    Ok((base, profiles))
}

/// A name with what it stands for.
type Entry<'e, 't> = (&'e Spanned<Cow<'t, str>>, &'e Spanned<DeValue<'t>>);

/// The entries of a table as they stand in the file, so that the first mistake is told first.
fn in_order<'e, 't>(table: &'e DeTable<'t>) -> Vec<Entry<'e, 't>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

fn table_of<'e, 't>(
    name: &Spanned<Cow<'t, str>>,
    value: &'e Spanned<DeValue<'t>>,
) -> Result<&'e DeTable<'t>, Problem> {
    let no_table =
        || Problem { at: name.span(), text: format!("`{0}` is a table: write [{0}]", name.get_ref()) };
    value.get_ref().as_table().ok_or_else(no_table)
}

/// What a file is read by.
struct Reading<'r> {
    keys: &'r Keys,
    /// From where its paths lie.
    folder: &'r Path,
}

impl Reading<'_> {
    /// Reads a key above all tables, or a table.
    fn entry(&self, (name, value): Entry<'_, '_>, layer: &mut Layer) -> Result<(), Problem> {
        if !self.keys.has_table(name.get_ref()) {
            return self.key(None, (name, value), layer);
        }
        let table = name.get_ref();
        in_order(table_of(name, value)?).into_iter().try_for_each(|entry| self.key(Some(table), entry, layer))
    }

    fn key(
        &self,
        table: Option<&str>,
        (name, value): Entry<'_, '_>,
        layer: &mut Layer,
    ) -> Result<(), Problem> {
        let key = self.keys.get(table, name.get_ref());
        let key =
            key.ok_or_else(|| Problem { at: name.span(), text: self.unknown(table, name.get_ref()) })?;
        let wrong = |text: String| Problem { at: value.span(), text };
        let read = Value::deserialize(ValueDeserializer::from(value.clone()))
            .map_err(|error| wrong(format!("`{}`: {}", key.name, error.message())))?;
        key.check(&read).map_err(wrong)?;
        layer.insert(key.id(), if key.is_path() { self.beside(key, read) } else { read });
        Ok(())
    }

    /// Says what an unknown key might have been.
    fn unknown(&self, table: Option<&str>, name: &str) -> String {
        let place = table.map_or_else(String::new, |table| format!(" in [{table}]"));
        if let Some(Key { table: Some(other), .. }) = self.keys.keys.iter().find(|key| key.name == name) {
            return format!("unknown key `{name}`{place}; it stands in [{other}]");
        }
        let tables = self.keys.tables.iter().map(|table| table.name.as_str()).chain([PROFILE]);
        let near = match table {
            Some(_) => nearest(name, self.keys.of(table).map(|key| key.name.as_str())),
            None => nearest(name, self.keys.of(None).map(|key| key.name.as_str()).chain(tables)),
        };
        let elsewhere = || nearest(name, self.keys.keys.iter().map(|key| key.name.as_str()));
        format!("unknown key `{name}`{place}{}", hint(near.or_else(elsewhere)))
    }

    /// Paths as they lie from where the program runs.
    fn beside(&self, key: &Key, value: Value) -> Value {
        match value {
            Value::Array(paths) => {
                Value::Array(paths.into_iter().map(|path| self.beside(key, path)).collect())
            }
            Value::String(path) => Value::String(self.path(key, path)),
            other => other,
        }
    }

    fn path(&self, key: &Key, path: String) -> String {
        let join = |path: &str| self.folder.join(path).display().to_string();
        match path.split_once('=') {
            _ if path == "-" => path,
            Some((name, folder)) if key.name == "inputs" => format!("{name}={}", join(folder)),
            _ => join(&path),
        }
    }
}
