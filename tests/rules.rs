//! Every rule of the tables proves itself by its examples.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests read the tables as files")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use unspool::label::{Labelled, Sign, label};
use unspool::role::RuleId;
use unspool::rules::{Rule, Rules};

/// Lines by which each publisher with rules of its own is known.
const SIGNS: &[(&str, &str)] =
    &[("arab-news", "Short Url\nFollow\n"), ("dawn", "DAWN.COM\n"), ("aawsat", "TT\n(Asharq Al-Awsat)\n")];

/// A rules file as it lies in `src/rules`.
struct Table {
    name: String,
    is_publisher: bool,
    rules: Vec<toml::Table>,
}

/// Read once: compiling the patterns takes seconds without optimisation.
static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

#[test]
fn every_drops_example_is_hit_by_its_very_rule() {
    let owners = owners();
    let mut failures = Vec::new();
    for (id, rule) in RULES.iter() {
        let owner = &owners[&key(&rule.name, &rule.drops)];
        for line in &rule.drops {
            let sign = sign_among(owner, line);
            if sign != Sign::Rule(id) {
                failures.push(format!("{owner} {}: {line:?} is {}", rule.name, said(sign)));
            }
        }
    }
    assert!(failures.is_empty(), "{} examples under `drops` fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn no_keeps_example_is_hit_by_its_rule() {
    let owners = owners();
    let hits = |(id, rule): (RuleId, &Rule)| {
        let owner = &owners[&key(&rule.name, &rule.drops)];
        let hit = rule.keeps.iter().filter(|line| sign_among(owner, line) == Sign::Rule(id));
        hit.map(|line| format!("{owner} {}: {line:?}", rule.name)).collect::<Vec<_>>()
    };
    let failures: Vec<String> = RULES.iter().flat_map(hits).collect();
    assert!(
        failures.is_empty(),
        "{} examples under `keeps` are hit:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Among all rules, an earlier one could hide that this one hits too.
#[test]
fn no_keeps_example_is_hit_by_its_rule_alone() {
    let mut failures = Vec::new();
    for table in tables() {
        for rule in &table.rules {
            let alone = alone(rule);
            let (_, parsed) = alone.iter().next().unwrap();
            let hit = parsed.keeps.iter().filter(|line| matches!(last_sign(line, &alone), Sign::Rule(_)));
            failures.extend(hit.map(|line| format!("{} {}: {line:?}", table.name, parsed.name)));
        }
    }
    assert!(
        failures.is_empty(),
        "{} examples under `keeps` are hit:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_rule_of_the_files_is_built_in() {
    let mut built_in: Vec<&str> = RULES.iter().map(|(_, rule)| rule.name.as_str()).collect();
    let tables = tables();
    let mut in_files: Vec<&str> =
        tables.iter().flat_map(|table| &table.rules).map(|rule| rule["name"].as_str().unwrap()).collect();
    built_in.sort_unstable();
    in_files.sort_unstable();
    assert_eq!(built_in, in_files);
}

#[test]
fn every_publisher_is_known_by_the_signs_of_this_test() {
    for table in tables().iter().filter(|table| table.is_publisher) {
        let Labelled { tables, .. } = label(signs(&table.name), &RULES);
        assert_eq!(RULES.ruleset(tables.main).name, table.name);
    }
}

/// What a line alone on a page of its ruleset looks like.
fn sign_among(owner: &str, line: &str) -> Sign {
    last_sign(&format!("{}\n{line}", signs(owner)), &RULES)
}

fn last_sign(text: &str, rules: &Rules) -> Sign {
    label(text, rules).lines.last().unwrap().sign
}

fn said(sign: Sign) -> String {
    match sign {
        Sign::Rule(id) => format!("hit by {}", RULES.name(id)),
        other => format!("{other:?}"),
    }
}

fn signs(owner: &str) -> &'static str {
    let known = SIGNS.iter().find(|(name, _)| *name == owner);
    known.map_or("", |(_, signs)| signs)
}

/// The tables with nothing in them but this rule.
fn alone(rule: &toml::Table) -> Rules {
    let table = toml::Table::from_iter([
        ("name".to_owned(), "generic".into()),
        ("rule".to_owned(), vec![rule.clone()].into()),
    ]);
    Rules::from_tables(&[("alone.toml", &table.to_string())]).unwrap()
}

/// The publisher whose rule it is, by name and examples; `generic` for all others.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for table in tables() {
        for rule in table.rules {
            let drops: Vec<String> = rule["drops"].clone().try_into().unwrap();
            let owner = if table.is_publisher { table.name.clone() } else { "generic".to_owned() };
            owners.insert(key(rule["name"].as_str().unwrap(), &drops), owner);
        }
    }
    owners
}

fn key(name: &str, drops: &[String]) -> String {
    format!("{name} {drops:?}")
}

/// All rules files: the generic one, the publishers' and the languages'.
fn tables() -> Vec<Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let read = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = read(&folder).chain(read(&folder.join("languages")));
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        .map(|file| table(&file))
        .collect()
}

fn table(file: &Path) -> Table {
    let mut table: toml::Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let rules = table.remove("rule").map_or_else(Vec::new, |rules| rules.try_into().unwrap());
    let name = table["name"].as_str().unwrap().to_owned();
    Table { name, is_publisher: table.contains_key("recognise"), rules }
}

/// Patterns are compiled when a line is first worth trying: each has to compile.
#[test]
fn every_pattern_compiles() {
    RULES.compile().unwrap();
}
