//! A configuration file in which every key stands as a comment, with what it is for.

use super::super::wrap::wrapped;
use super::Keys;
use super::keys::Key;
use super::kind::Kind;

const COLUMNS: usize = 100;
const HEAD: &str = "What `unspool run` does in this folder. Every key stands here with its default, or with an example: take \
                    away the `#` before a key to set it. A flag of the same name wins over the file. Paths lie as from the \
                    folder of this file. `unspool config` prints what holds, and where each value comes from; `unspool \
                    schema config` prints a JSON Schema for editors.";
const TAIL: &str =
    "A profile holds the same keys. `--profile nightly` lays this one over the rest of the file.";
const PROFILE: &str = "#[profile.nightly.settle]\n#keep = \"newest\"\n";

/// The text of the file.
pub(in crate::cli) fn commented() -> String {
    let keys = Keys::new();
    let mut text = comment(HEAD);
    keys.of(None).for_each(|key| text.push_str(&entry(key)));
    for table in &keys.tables {
        text.push_str(&format!("\n{}[{}]\n", comment(&table.about), table.name));
        keys.of(Some(&table.name)).for_each(|key| text.push_str(&entry(key)));
    }
    text + "\n" + &comment(TAIL) + PROFILE
}

/// A key below an empty line and what it is for.
fn entry(key: &Key) -> String {
    let mut text = format!("\n{}", comment(&key.about));
    if let Kind::Choice(choices) | Kind::Choices(choices) = &key.kind {
        for choice in choices.iter().filter(|choice| !choice.about.is_empty()) {
            text.push_str(&comment(&format!("  {}: {}", choice.name, choice.about)));
        }
    }
    let shown = key.default.as_ref().filter(|value| value.as_array().is_none_or(|list| !list.is_empty()));
    if let Some(value) = shown.or(key.example.as_ref()) {
        text.push_str(&format!("#{} = {value}\n", key.name));
    }
    text
}

fn comment(text: &str) -> String {
    let lines = text.split("\n\n").flat_map(|paragraph| {
        let lead = &paragraph[..paragraph.len() - paragraph.trim_start().len()];
        wrapped(paragraph.trim_start(), COLUMNS - lead.len() - 2)
            .into_iter()
            .map(move |line| format!("# {lead}{line}\n"))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use toml::Value;

    /// The file with every key set.
    fn set() -> String {
        let text = commented();
        let uncomment = |line: &str| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        };
        text.lines().map(uncomment).collect()
    }

    #[test]
    fn the_file_sets_nothing_until_a_comment_is_taken_away() {
        assert_eq!(toml::from_str::<Config>(&commented()).unwrap(), Config::default());
    }

    #[test]
    fn the_file_holds_every_key_with_a_value_that_is_right() {
        let table: toml::Table = set().parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("unspool.toml");
        #[allow(clippy::disallowed_methods, reason = "a test needs a file")]
        std::fs::write(&path, set()).unwrap();
        let keys = Keys::new();
        let file = super::super::file::File::read(&path, &keys).unwrap();
        for key in &keys.keys {
            let below =
                key.table.as_ref().map_or(Some(&table), |name| table.get(name).and_then(Value::as_table));
            assert!(below.unwrap().contains_key(&key.name), "{}", key.id());
            assert!(file.base.contains_key(&key.id()), "{}", key.id());
        }
        assert_eq!(file.profiles.keys().collect::<Vec<_>>(), ["nightly"]);
    }
}
