//! `docs/fields.md` says what the JSON Schema says: `BLESS=1 cargo test --test fields` writes it anew.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use unspool::schema::schema;

/// Tables, their files, and what one line of them is.
const TABLES: [(&str, &str, &str); 7] = [
    ("record", "stories", "one kept story"),
    ("dropped", "dropped", "one dropped line of a page"),
    ("similar", "similar", "one kept paragraph or story that is like another one"),
    ("skipped", "skipped", "one input that could not be read"),
    ("dolma", "dolma", "one kept story, with `--view dolma`"),
    ("newsarticle", "newsarticle", "one kept story, with `--view newsarticle`"),
    ("trafilatura", "trafilatura", "one kept story, with `--view trafilatura`"),
];

fn page() -> String {
    let mut page = include_str!("fields.head.md").to_owned();
    for (name, file, about) in TABLES {
        let schema = schema(name).unwrap().to_value();
        write!(page, "\n## {file}\n\nA line is {about}.\n").unwrap();
        table(&mut page, &schema);
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            if definition["properties"].is_object() {
                write!(page, "\n### {name}\n\n{}\n", text(definition)).unwrap();
                table(&mut page, definition);
            }
        }
    }
    page
}

/// The fields of an object, those that are always there first, as they are declared.
fn table(page: &mut String, object: &Value) {
    page.push_str("\n| field | type | meaning | example |\n|---|---|---|---|\n");
    let properties = object["properties"].as_object().unwrap();
    let required: Vec<&str> =
        object["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let others = properties.keys().map(String::as_str).filter(|name| !required.contains(name));
    for name in required.iter().copied().chain(others) {
        let field = &properties[name];
        let example = field["examples"][0].clone();
        let example = if example.is_null() { String::new() } else { format!("`{example}`") };
        writeln!(page, "| `{name}` | {} | {} | {example} |", kind(field), text(field)).unwrap();
    }
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// `text or null` of `{"type": ["string", "null"]}`.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(either) = schema["anyOf"].as_array() {
        return either.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    };
    let named = types.iter().map(|name| match (*name, schema["format"].as_str()) {
        ("string", Some("date")) => "day".to_owned(),
        ("string", Some("date-time")) => "moment".to_owned(),
        ("string", _) => "text".to_owned(),
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        (name, _) => name.to_owned(),
    });
    named.collect::<Vec<_>>().join(" or ")
}

#[test]
fn the_page_of_fields_says_what_the_schema_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fields.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(there == page, "docs/fields.md is stale: BLESS=1 cargo test --test fields");
}

#[test]
fn every_example_is_valid_by_the_schema_of_its_field() {
    let mut examples = 0;
    for name in ["record", "dropped", "similar", "skipped"] {
        let schema = schema(name).unwrap().to_value();
        let objects = schema["$defs"].as_object().into_iter().flatten().map(|(_, object)| object);
        let fields = objects.chain([&schema]).filter_map(|object| object["properties"].as_object()).flatten();
        for (field, property) in fields {
            let mut own = property.clone();
            own["$defs"] = schema["$defs"].clone();
            let valid = jsonschema::validator_for(&own).unwrap();
            for example in property["examples"].as_array().into_iter().flatten() {
                assert!(valid.is_valid(example), "{name}.{field}: {example}");
                examples += 1;
            }
        }
    }
    assert!(examples > 60, "{examples}");
}
