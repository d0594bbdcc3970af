//! The keys of the configuration file, as the schema of [`Config`] tells of them. Flags, `init` and `config` are made of
//! these, so that a new key is a field in `src/config.rs` and nothing else.

use super::configuration;
use super::kind::{Choice, Kind};
use crate::columns::columns;
use crate::config::Config;
use schemars::schema_for;
use serde_json::Value as Json;
use toml::Value;

/// The tables in the order of a run; whatever else there is follows.
const ORDER: [&str; 6] = ["run", "read", "label", "split", "settle", "write"];

/// A key, and the flag of its name.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Key {
    /// The table it stands in; `None`: above all tables.
    pub(in crate::cli) table: Option<String>,
    /// Its name.
    pub(in crate::cli) name: String,
    /// What it is for: a sentence, and paragraphs that say more.
    pub(in crate::cli) about: String,
    /// What stands for a value of it: `DIR`.
    pub(in crate::cli) value_name: Option<String>,
    /// The letter of its flag.
    pub(in crate::cli) short: Option<char>,
    /// Another name that its flag goes by.
    pub(in crate::cli) alias: Option<String>,
    /// What values it has.
    pub(in crate::cli) kind: Kind,
    /// Its value if nobody gives one.
    pub(in crate::cli) default: Option<Value>,
    /// A value to show.
    pub(in crate::cli) example: Option<Value>,
}

/// A table of keys.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Table {
    /// Its name.
    pub(in crate::cli) name: String,
    /// What it is for.
    pub(in crate::cli) about: String,
}

/// All keys, those of a table together.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Keys {
    /// The keys, by table.
    pub(in crate::cli) keys: Vec<Key>,
    /// The tables.
    pub(in crate::cli) tables: Vec<Table>,
}

impl Key {
    /// Its name with that of its table before it.
    pub(in crate::cli) fn id(&self) -> String {
        self.table.iter().map(|table| format!("{table}.")).chain([self.name.clone()]).collect()
    }

    /// Whether its values name files or folders.
    pub(in crate::cli) fn is_path(&self) -> bool {
        matches!(self.value_name.as_deref(), Some("DIR" | "FILE" | "INPUT"))
    }

    /// Whether it may have a value.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(in crate::cli) fn check(&self, value: &Value) -> Result<(), String> {
        let named = |problem: &str| format!("`{}`: {problem}", self.name);
        if self.kind.is_list() && !value.is_array() {
            return Err(named(&format!("must be a list: [{value}]")));
        }
        self.kind.check(value).map_err(|problem| named(&problem))?;
        let layer = [(self.id(), value.clone())].into();
        configuration(&layer).map(drop).map_err(|error| named(error.message()))
    }

    /// The first paragraph of what it is for, without a full stop.
    pub(in crate::cli) fn sentence(&self) -> &str {
        self.about.split("\n\n").next().unwrap_or_default().trim_end_matches('.')
    }
}

impl Keys {
    /// All there are.
    pub(in crate::cli) fn new() -> Self {
        let schema = Schema(schema_for!(Config).to_value());
        let defaults = toml::Table::try_from(Config::default()).unwrap_or_default();
        let mut tables = Vec::new();
        let mut keys = Vec::new();
        for (name, property) in schema.properties(&schema.resolved(&schema.0)) {
            let below = defaults.get(name);
            if property.get("properties").is_none() {
                keys.push(schema.key(None, name, (&property, below)));
                continue;
            }
            for (key, property) in schema.properties(&property) {
                let default = below.and_then(|table| table.get(key));
                keys.push(schema.key(Some(name), key, (&property, default)));
            }
            tables.push(Table { name: name.to_owned(), about: about(property.get("description")) });
        }
        tables.sort_by_key(|table| place(&table.name));
        keys.sort_by_key(|key| key.table.as_deref().map(place));
        Self { keys, tables }
    }

    /// The keys of a table, or those above all tables.
    pub(in crate::cli) fn of<'k>(&'k self, table: Option<&'k str>) -> impl Iterator<Item = &'k Key> + Clone {
        self.keys.iter().filter(move |key| key.table.as_deref() == table)
    }

    /// A key by its place.
    pub(in crate::cli) fn get(&self, table: Option<&str>, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.table.as_deref() == table && key.name == name)
    }

    /// Whether there is a table of this name.
    pub(in crate::cli) fn has_table(&self, name: &str) -> bool {
        self.tables.iter().any(|table| table.name == name)
    }
}

fn place(table: &str) -> usize {
    ORDER.iter().position(|name| *name == table).unwrap_or(ORDER.len())
}

/// The JSON Schema of the configuration.
struct Schema(Json);

/// A schema and, behind it, what it refers to: what it says itself wins.
struct Resolved<'s>(Vec<&'s Json>);

impl<'s> Resolved<'s> {
    fn get(&self, key: &str) -> Option<&'s Json> {
        self.0.iter().find_map(|part| part.get(key))
    }
}

impl Schema {
    /// Names and schemas of what a schema's objects hold, in the order of the names.
    fn properties<'s>(&'s self, schema: &Resolved<'s>) -> Vec<(&'s str, Resolved<'s>)> {
        let properties = schema.get("properties").and_then(Json::as_object);
        let each = properties.into_iter().flatten();
        each.map(|(name, schema)| (name.as_str(), self.resolved(schema))).collect()
    }

    /// A schema with what it refers to. `null`, which a file cannot hold, is left out.
    fn resolved<'s>(&'s self, schema: &'s Json) -> Resolved<'s> {
        let target = || self.0.pointer(schema.get("$ref")?.as_str()?.strip_prefix('#')?);
        let variants = schema.get("anyOf").and_then(Json::as_array);
        let real = |variants: &'s Vec<Json>| {
            let mut real = variants.iter().filter(|variant| variant.get("type") != Some(&Json::from("null")));
            real.next().filter(|_| real.next().is_none())
        };
        let base = target().or_else(|| variants.and_then(real)).map(|base| self.resolved(base).0);
        Resolved([vec![schema], base.unwrap_or_default()].concat())
    }

    fn key(
        &self,
        table: Option<&str>,
        name: &str,
        (schema, default): (&Resolved<'_>, Option<&Value>),
    ) -> Key {
        let text = |key: &str| schema.get(key).and_then(Json::as_str).map(str::to_owned);
        let example = schema.get("examples").and_then(|examples| examples.get(0));
        Key {
            table: table.map(str::to_owned),
            name: name.to_owned(),
            about: about(schema.get("description")),
            value_name: text("x-value"),
            short: text("x-short").and_then(|short| short.chars().next()),
            alias: text("x-alias"),
            kind: self.kind(schema),
            default: default.cloned(),
            example: example.and_then(|example| Value::try_from(example).ok()),
        }
    }

    fn kind(&self, schema: &Resolved<'_>) -> Kind {
        let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
        let range = (bound("minimum"), bound("maximum"));
        let items = || self.resolved(schema.get("items").unwrap_or(&Json::Null));
        let types = schema.get("type");
        let is = |name: &str| match types {
            Some(Json::String(only)) => only == name,
            Some(Json::Array(several)) => several.iter().any(|one| one == name),
            _ => false,
        };
        let value_name = schema.get("x-value").and_then(Json::as_str);
        if let Some(choices) = choices(schema) {
            return Kind::Choice(choices);
        }
        if let Some(choices) = choices(&items()).or_else(|| columns_named(schema)) {
            return Kind::Choices(choices);
        }
        match value_name {
            Some("SIZE") => Kind::Size,
            Some("DATE") => Kind::Day,
            Some("GLOB") => Kind::Globs,
            _ if is("boolean") => Kind::Switch,
            _ if is("integer") => Kind::Count(range),
            _ if is("number") => Kind::Number(range),
            _ if is("array") => Kind::List,
            _ if is("string") => Kind::Text,
            _ => Kind::Other,
        }
    }
}

/// The words of which a schema allows one.
fn choices(schema: &Resolved<'_>) -> Option<Vec<Choice>> {
    let word = |variant: &Json| {
        let name = variant.get("const")?.as_str()?.into();
        Some(Choice { name, about: about(variant.get("description")) })
    };
    schema.get("oneOf")?.as_array()?.iter().map(word).collect()
}

/// The columns of the table of which a schema allows some.
fn columns_named(schema: &Resolved<'_>) -> Option<Vec<Choice>> {
    let columns = columns(schema.get("x-table")?.as_str()?)?;
    Some(columns.into_iter().map(|column| Choice { name: column.name, about: String::new() }).collect())
}

/// A description, its paragraphs on one line each.
fn about(description: Option<&Json>) -> String {
    let text = description.and_then(Json::as_str).unwrap_or_default();
    text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_says_what_it_is_for_and_has_a_value_to_show() {
        let keys = Keys::new();
        assert!(keys.keys.len() > 25, "{}", keys.keys.len());
        for key in &keys.keys {
            assert!(!key.about.is_empty(), "{}", key.id());
            let shown =
                key.default.as_ref().filter(|value| value.as_array().is_none_or(|list| !list.is_empty()));
            assert!(
                shown.or(key.example.as_ref()).is_some() || key.table.as_deref() == Some("check"),
                "{}",
                key.id()
            );
        }
    }

    #[test]
    fn no_two_keys_share_a_name_and_no_two_flags_a_letter() {
        // What `check` takes has flags of that command.
        let keys = Keys::new().keys.into_iter().filter(|key| key.table.as_deref() != Some("check"));
        let (mut names, mut shorts): (Vec<_>, Vec<_>) = keys.map(|key| (key.name.clone(), key.short)).unzip();
        names.sort();
        assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
        shorts.retain(Option::is_some);
        shorts.sort();
        assert!(shorts.windows(2).all(|two| two[0] != two[1]), "{shorts:?}");
    }
}
