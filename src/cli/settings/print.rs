//! The configuration as it holds, with the origin of each value.

use super::keys::Key;
use super::{Keys, Origin, Settings};
use serde::Serialize;
use toml::Value;
use unicode_width::UnicodeWidthStr as _;

/// Longer values push their origin to the right.
const WIDEST: usize = 40;

/// A value and where it comes from.
#[derive(Debug, Serialize)]
struct Held<'s> {
    key: String,
    value: Option<&'s Value>,
    origin: Option<String>,
}

/// As a configuration file that says the same, the origin of each value behind it.
pub(in crate::cli) fn as_toml(settings: &Settings) -> String {
    let keys = Keys::new();
    let mut text: String = keys.of(None).map(|key| line(key, settings)).collect();
    for table in &keys.tables {
        text.push_str(&format!("\n[{}]\n", table.name));
        text.extend(keys.of(Some(&table.name)).map(|key| line(key, settings)));
    }
    text
}

fn line(key: &Key, settings: &Settings) -> String {
    let (entry, origin) = match settings.values.get(&key.id()) {
        Some((value, origin)) => (format!("{} = {value}", key.name), origin.clone()),
        None => (format!("# {}", key.name), Origin::Default),
    };
    let said =
        if settings.values.contains_key(&key.id()) { origin.to_string() } else { "not set".to_owned() };
    let pad = WIDEST.saturating_sub(entry.width());
    format!("{entry}{:pad$}  # {said}\n", "")
}

/// As JSON: an object for each key.
///
/// # Errors
/// Never: keys and values always become JSON.
pub(in crate::cli) fn as_json(settings: &Settings) -> serde_json::Result<String> {
    let keys = Keys::new();
    let held = keys.keys.iter().map(|key| {
        let value = settings.values.get(&key.id());
        let origin = value.map(|(_, origin)| origin.to_string());
        Held { key: key.id(), value: value.map(|(value, _)| value), origin }
    });
    serde_json::to_string_pretty(&held.collect::<Vec<_>>())
}
