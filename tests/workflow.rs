//! The shell steps of `action.yml`, of the workflow in `docs/ci.md` and of the hook, run as a job would run them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use workshop::{OTHER, PAGE, Workshop};

type Words = BTreeMap<String, String>;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

/// The first block of a Markdown file in a language that begins with these words.
fn block(text: &str, language: &str, start: &str) -> String {
    let fence = format!("```{language}\n");
    let mut blocks = text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.find(|block| block.starts_with(start)).unwrap().to_owned()
}

fn words(given: &Value) -> Words {
    let pairs = given.as_object().into_iter().flatten();
    pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

/// A text with `${{ inputs.NAME }}` and the like filled in.
fn filled(text: &str, known: &Words) -> String {
    let mut text = text.to_owned();
    for (name, value) in known {
        text = text.replace(&format!("${{{{ {name} }}}}"), value);
    }
    assert!(!text.contains("${{"), "not known: {text}");
    text
}

/// A job in the folder of a workshop.
struct Job<'w> {
    workshop: &'w Workshop,
    /// What expressions stand for.
    known: Words,
}

impl Job<'_> {
    /// A shell that runs a script, with `unspool` on its path.
    fn shell(&self, script: &str) -> Command {
        let folder = Path::new(env!("CARGO_BIN_EXE_unspool")).parent().unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("bash");
        shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).env("PATH", path);
        shell.env("GITHUB_OUTPUT", self.workshop.path("outputs")).env("GITHUB_ACTION_PATH", "nowhere");
        shell
            .env("GITHUB_STEP_SUMMARY", self.workshop.path("summary.md"))
            .current_dir(self.workshop.path(""));
        shell
    }

    /// Runs a step that has a script.
    fn step(&self, step: &Value) -> Output {
        let env = words(&step["env"]).into_iter().map(|(name, value)| (name, filled(&value, &self.known)));
        self.shell(step["run"].as_str().unwrap()).envs(env).output().unwrap()
    }

    /// Runs the steps of `action.yml` with the inputs of `with`, up to the first that fails.
    fn action(&mut self, with: &Words) -> Output {
        let action = yaml(&read("action.yml"));
        for (name, input) in action["inputs"].as_object().unwrap() {
            let given = with.get(name).cloned();
            let value = given.unwrap_or_else(|| input["default"].as_str().unwrap().to_owned());
            self.known.insert(format!("inputs.{name}"), value);
        }
        let mut last = None;
        for step in action["runs"]["steps"].as_array().unwrap() {
            let output = self.step(step);
            let goes_on = output.status.success();
            last = Some(output);
            if !goes_on {
                break;
            }
        }
        for line in fs::read_to_string(self.workshop.path("outputs")).unwrap_or_default().lines() {
            let (name, value) = line.split_once('=').unwrap();
            self.known.insert(format!("steps.unspool.outputs.{name}"), value.to_owned());
        }
        last.unwrap()
    }
}

fn workshop() -> Workshop {
    Workshop::with([("ferry.txt", PAGE.as_bytes()), ("school.txt", OTHER.as_bytes())])
}

/// The steps of the documented workflow: that of the action, and the one after it.
fn documented() -> [Value; 2] {
    let workflow = yaml(&block(&read("docs/ci.md"), "yaml", "name: stories"));
    let steps = workflow["jobs"]["stories"]["steps"].as_array().unwrap();
    [steps[1].clone(), steps[2].clone()]
}

#[test]
fn the_documented_workflow_checks_and_hands_the_stories_on() {
    let workshop = workshop();
    let mut job = Job { workshop: &workshop, known: Words::new() };
    let [action, next] = documented();
    let output = job.action(&words(&action["with"]));
    assert!(output.status.success(), "{output:?}");
    assert!(fs::read_to_string(workshop.path("summary.md")).unwrap().contains("all 3 limits held"));
    let output = job.step(&next);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "2");
    assert_eq!(fs::read(workshop.path("today.jsonl")).unwrap(), workshop.files()[0].1);
}

#[test]
fn the_action_fails_with_annotations_and_sarif_where_a_limit_is_breached() {
    let workshop = workshop();
    let mut job = Job { workshop: &workshop, known: Words::new() };
    let with = [("pages", "pages\n"), ("limits", "--min-stories 3"), ("sarif", "found.sarif")];
    let with = with.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let output = job.action(&with);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("::error title=unspool%3A min-stories::"));
    let sarif: Value = serde_json::from_slice(&fs::read(workshop.path("found.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "min-stories");
    let summary = fs::read_to_string(workshop.path("summary.md")).unwrap();
    assert_eq!(summary.matches("### unspool check").count(), 1, "{summary}");
}

#[test]
fn the_action_checks_the_output_of_an_earlier_step() {
    let workshop = workshop();
    workshop.run().unwrap();
    let mut job = Job { workshop: &workshop, known: Words::new() };
    let limits = [("limits".to_owned(), "--min-stories 2\n--max-untitled 0\n".to_owned())].into();
    assert!(job.action(&limits).status.success());
}

#[test]
fn limits_decide_how_many_inputs_may_be_skipped() {
    let workshop = workshop();
    workshop.page("empty.txt", "\n");
    let mut job = Job { workshop: &workshop, known: Words::new() };
    let with = |limits: &str| {
        [("pages", "pages"), ("limits", limits)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    };
    assert_eq!(job.action(&with("--max-skipped 50%")).status.code(), Some(0));
    assert_eq!(job.action(&with("--max-skipped 5%")).status.code(), Some(1));
    assert_eq!(job.action(&with("")).status.code(), Some(3));
}

#[test]
fn the_hook_checks_the_pages_that_change() {
    let workshop = workshop();
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let hook = &hooks[0];
    let documented = yaml(&block(&read("docs/ci.md"), "yaml", "repos:"));
    let used = &documented["repos"][0]["hooks"][0];
    assert_eq!(hook["id"], used["id"]);
    let files = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
    assert!(files.is_match("pages/ferry.txt") && !files.is_match("pages/ferry.txt.bak"));
    let args: Vec<&str> = used["args"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let entry = hook["entry"].as_str().unwrap();
    let job = Job { workshop: &workshop, known: Words::new() };
    let run = |pages: &str| job.shell(&format!("{entry} {} {pages}", args.join(" "))).output().unwrap();
    assert_eq!(run("pages/ferry.txt pages/school.txt").status.code(), Some(0));
    workshop.page("empty.txt", "\n");
    let output = run("pages/ferry.txt pages/empty.txt");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
