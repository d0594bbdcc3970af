//! The pages of reference that are made from code: commands, configuration, rules.

use crate::assert_fresh;
use crate::pages::root;
use std::fmt::Write as _;
use std::process::Command;
use unspool::evidence::Evidence;
use unspool::role::RuleId;
use walkdir::WalkDir;

const NOTE: &str =
    "<!-- Made from code by `BLESS=1 cargo test --test docs`; what is written here by hand is lost. -->\n";

#[test]
fn the_page_of_commands_is_what_the_program_says_of_itself() {
    assert_fresh("docs/commands.md", &commands());
}

#[test]
fn the_page_of_the_configuration_is_what_the_program_writes() {
    assert_fresh("docs/configuration.md", &configuration());
}

#[test]
fn the_page_of_rules_is_what_the_tables_hold() {
    assert_fresh("docs/rules.md", &rules());
}

/// What the program prints with these arguments, as wide as a file takes it.
fn said(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
    let output = program.args(arguments).current_dir(folder.path()).env_remove("COLUMNS").output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn commands() -> String {
    let help = said(&["--help"]);
    let mut page = format!("# Commands\n\n{NOTE}\n```text\n{help}```\n");
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A line that goes on with the text above is set in further.
    for line in listed.filter(|line| !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        if name != "help" {
            write!(page, "\n## {name}\n\n```text\n{}```\n", said(&[name, "--help"])).unwrap();
        }
    }
    page
}

fn configuration() -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("unspool.toml");
    let made = Command::new(env!("CARGO_BIN_EXE_unspool")).arg("init").arg(&file).output().unwrap();
    assert!(made.status.success());
    let file = std::fs::read_to_string(file).unwrap();
    format!(
        "# Configuration\n\n{NOTE}\n\
         Every option of `run` and `check` is a key of `unspool.toml`, in a table for each stage, and a flag of the same name on\n\
         the command line. A flag wins over a profile (`[profile.NAME]`, `--profile NAME`), a profile over the rest of the file,\n\
         the file over the defaults. `unspool init` writes the file below, `unspool config` prints what holds and where each\n\
         value comes from, `unspool schema config` prints a JSON Schema for editors. A key that nobody knows is refused.\n\n\
         ```toml\n{file}```\n"
    )
}

/// The tables of rules by their names in `src/rules`: those that hold everywhere, languages, publishers.
fn tables() -> Vec<(String, toml::Table)> {
    let folder = root().join("src/rules");
    let files = ["generic.toml", "languages", "."].map(|place| {
        let walk = WalkDir::new(folder.join(place)).max_depth(1).sort_by_file_name().into_iter();
        walk.map(|file| file.unwrap().into_path())
            .filter(|file| file.extension().is_some_and(|end| end == "toml"))
    });
    let named = files.into_iter().flatten().map(|file| {
        let name = file.strip_prefix(&folder).unwrap().to_str().unwrap().trim_start_matches("./").to_owned();
        (name, std::fs::read_to_string(file).unwrap().parse().unwrap())
    });
    let mut tables: Vec<(String, toml::Table)> = Vec::new();
    for (name, table) in named {
        if !tables.iter().any(|(known, _)| *known == name) {
            tables.push((name, table));
        }
    }
    tables
}

fn rules() -> String {
    let tables = tables();
    let mut page = format!(
        "# Rules and evidence\n\n{NOTE}\n\
         A line that a rule hits becomes the part its name begins with (`caption/…`, `credit/…`, `topics/…`), or goes to the\n\
         ledger under the name of the rule. Each rule comes with lines that it must hit and lines that it must leave alone;\n\
         a test tries all of them. What a rule tells of a boundary nearby is in the column \"evidence\".\n\n\
         ## Rules that look at the lines around\n\n| rule | drops |\n|---|---|\n"
    );
    for (name, meaning) in RuleId::structural() {
        writeln!(page, "| `{name}` | {} |", cell(meaning)).unwrap();
    }
    for (name, table) in &tables {
        page += &rules_of(name, table);
    }
    page += &evidence(&tables);
    page
}

fn rules_of(name: &str, table: &toml::Table) -> String {
    let rules = table.get("rule").and_then(|rules| rules.as_array()).map_or(&[][..], Vec::as_slice);
    if rules.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## {name}\n\n| rule | evidence | hits | leaves alone |\n|---|---|---|---|\n");
    for rule in rules {
        let of = |key: &str| rule.get(key).and_then(|value| value.as_str()).unwrap_or_default();
        let told = if of("evidence").is_empty() { String::new() } else { format!("`{}`", of("evidence")) };
        let (hits, leaves) = (examples(rule, "drops"), examples(rule, "keeps"));
        writeln!(text, "| `{}` | {told} | {hits} | {leaves} |", of("name")).unwrap();
    }
    text
}

fn examples(rule: &toml::Value, key: &str) -> String {
    let lines = rule[key].as_array().unwrap().iter().map(|line| cell(line.as_str().unwrap()));
    lines.collect::<Vec<_>>().join("<br>")
}

/// A line of a page as text of a table.
fn cell(line: &str) -> String {
    let mut text = String::new();
    for c in line.chars() {
        match c {
            '&' => text += "&amp;",
            '<' => text += "&lt;",
            '>' => text += "&gt;",
            '|' | '*' | '_' | '[' | ']' | '#' | '\\' | '~' => text.extend(['\\', c]),
            c if c.is_control() => write!(text, "U+{:04X}", u32::from(c)).unwrap(),
            c => text.push(c),
        }
    }
    text
}

fn evidence(tables: &[(String, toml::Table)]) -> String {
    let schema = serde_json::to_value(schemars::schema_for!(Evidence)).unwrap();
    let meanings = schema["oneOf"].as_array().unwrap();
    let meaning = |name: &str| {
        let one = meanings.iter().find(|one| one["const"] == name).unwrap();
        one["description"].as_str().unwrap().replace('\n', " ")
    };
    let mut text = String::from(
        "\n## Evidence\n\n\
         What speaks for and against a boundary, in log-odds: 0.7 doubles the odds, −0.7 halves them. Of the tables of\n\
         publishers only what differs is named.\n\n| evidence | weight | what was seen |\n|---|---:|---|\n",
    );
    for one in Evidence::ALL {
        let name = serde_json::to_value(one).unwrap().as_str().unwrap().to_owned();
        let weights = tables.iter().filter_map(|(table, read)| {
            let weight = read.get("evidence")?.get(&name)?.to_string();
            Some(if table == "generic.toml" { weight } else { format!("{table}: {weight}") })
        });
        let weights = weights.collect::<Vec<_>>().join("<br>").replace('-', "−");
        writeln!(text, "| `{name}` | {weights} | {} |", meaning(&name)).unwrap();
    }
    text
}
