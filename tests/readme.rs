//! The commands of the README do what it says, one after another, as a new user would try them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests read the README as a file")]

use std::path::Path;
use std::process::Command;

const FOLDERS: [&str; 2] = [".local/share/bash-completion/completions", ".local/share/man/man1"];

#[test]
fn every_command_of_the_readme_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commands = commands(&std::fs::read_to_string(root.join("README.md")).unwrap());
    assert!(commands.len() > 10, "{commands:?}");
    let home = tempfile::tempdir().unwrap();
    FOLDERS.iter().for_each(|folder| std::fs::create_dir_all(home.path().join(folder)).unwrap());
    for name in ["seeds", "scrapes"] {
        std::os::unix::fs::symlink(root.join("seeds"), home.path().join(name)).unwrap();
    }
    // What a reviewer exports from the report's page, and what a crawler wrote.
    std::fs::write(home.path().join("judged.jsonl"), "").unwrap();
    let page = "The harbor opened again on Monday after nine days of storms, the port said in a statement.";
    let line = format!("{{\"page\": {{\"body\": \"{page}\"}}}}\n");
    let packed = zstd::encode_all(line.as_bytes(), 0).unwrap();
    std::fs::write(home.path().join("crawl-20241008.jsonl.zst"), packed).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_unspool")).parent().unwrap();
    for command in commands {
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).current_dir(home.path()).env("PATH", path).env("HOME", home.path());
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` ended with {}: {said}", output.status);
    }
}

/// The examples that print the figures, on a hundredth of the pages, in the build of the tests.
#[test]
fn every_example_that_the_readme_names_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut examples = examples(&std::fs::read_to_string(root.join("README.md")).unwrap());
    // The one that writes pages comes before those that read them.
    examples.sort_by_key(|(name, _)| name != "corpus");
    assert!(examples.len() > 2 && examples[0].0 == "corpus", "{examples:?}");
    let home = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("fixtures"), home.path().join("fixtures")).unwrap();
    for (name, arguments) in examples {
        let mut example = Command::new(env!("CARGO"));
        example.args(["run", "--quiet", "--locked", "--manifest-path"]).arg(root.join("Cargo.toml"));
        example
            .args(["--example", &name, "--"])
            .args(arguments.iter().map(|word| word.replace("100MB", "1MB")));
        let output = example.current_dir(home.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "`{name}` ended with {}: {said}",
            output.status
        );
        if name == "corpus" {
            let mut run = Command::new(env!("CARGO_BIN_EXE_unspool"));
            assert!(run.args(["run", "pages", "-q"]).current_dir(home.path()).status().unwrap().success());
        }
    }
}

/// The names of examples that are run, with their arguments.
fn examples(readme: &str) -> Vec<(String, Vec<String>)> {
    let called =
        readme.split("`cargo run --release --example ").skip(1).filter_map(|rest| rest.split('`').next());
    let words = called.map(|call| call.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    words.map(|words| (words[0].clone(), words[2..].to_vec())).collect()
}

/// The lines of shell blocks that call the program by its name.
fn commands(readme: &str) -> Vec<String> {
    let blocks = readme.split("\n```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("unspool ")).map(str::to_owned).collect()
}
