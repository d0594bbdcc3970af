//! The shape of the code: the order of the modules, the size of the files, no path of anybody's machine.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests read the sources as files")]

use regex::Regex;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Lines of a file without its tests: examples in its documentation are some.
const LONGEST_FILE: usize = 400;

#[test]
fn a_module_uses_only_modules_above_it() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (at, module) in modules.iter().enumerate() {
        for file in files_of(module) {
            for used in imports(&read(&file)) {
                match modules.iter().position(|other| *other == used) {
                    Some(place) if place <= at => {}
                    Some(_) => wrong.push(format!("{}: crate::{used} stands below {module}", shown(&file))),
                    None => wrong.push(format!("{}: crate::{used} is no module of lib.rs", shown(&file))),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "src/lib.rs lists the modules in the order of the data:\n{}", wrong.join("\n"));
}

#[test]
fn every_source_file_belongs_to_a_module_of_the_list() {
    let mut known: Vec<PathBuf> = modules().iter().flat_map(|module| files_of(module)).collect();
    known.extend([root().join("src/lib.rs"), root().join("src/main.rs")]);
    let strays: Vec<String> =
        sources().filter(|file| !known.contains(file)).map(|file| shown(&file)).collect();
    assert!(strays.is_empty(), "in no module of src/lib.rs: {strays:?}");
}

#[test]
fn no_source_file_is_long_without_its_tests() {
    let length = |file: &Path| length_without_tests(&read(file));
    let long: Vec<String> = sources()
        .map(|file| (length(&file), file))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, file)| format!("{}: {lines} lines", shown(&file)))
        .collect();
    assert!(
        long.is_empty(),
        "more than {LONGEST_FILE} lines without tests; make it a folder:\n{}",
        long.join("\n")
    );
}

/// Lines before the tests, without those of examples in comments.
fn length_without_tests(code: &str) -> usize {
    let mut in_example = false;
    let counts = |line: &&str| {
        let fence = ["///", "//!"].iter().any(|mark| {
            line.trim_start()
                .strip_prefix(mark)
                .is_some_and(|comment| comment.trim_start().starts_with("```"))
        });
        let counts = !in_example && !fence;
        in_example ^= fence;
        counts
    };
    code.lines().take_while(|line| line.trim() != "#[cfg(test)]").filter(counts).count()
}

#[test]
fn lines_of_examples_and_tests_do_not_make_a_file_long() {
    let code = "/// Says so.\n///\n/// ```\n/// assert!(so());\n/// ```\nfn so() -> bool {\n    true\n}\n\n#[cfg(test)]\nmod tests {}\n";
    assert_eq!(length_without_tests(code), 6);
}

#[test]
fn no_committed_text_holds_a_path_of_a_machine() {
    let path = machine_path();
    let mut found = Vec::new();
    for file in committed() {
        // What is no text holds no words.
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let hits = text.lines().enumerate().filter(|(_, line)| path.is_match(line));
        found.extend(hits.map(|(index, line)| format!("{}:{}: {}", shown(&file), index + 1, line.trim())));
    }
    assert!(found.is_empty(), "paths of a machine:\n{}", found.join("\n"));
}

#[test]
fn imports_are_read_from_code_and_not_from_comments() {
    let code = "//! See [`crate::run`].\nuse crate::{read::Input, config, words::{fold, self}};\n\
                fn f() -> crate::span::Span { // like crate::show\n crate::date::day() }\npub(crate) fn g() {}";
    assert_eq!(imports(code), ["config", "date", "read", "span", "words"]);
}

#[test]
fn a_path_of_a_machine_is_told_from_other_words() {
    let path = machine_path();
    for folder in ["work", "root", "home"] {
        assert!(path.is_match(&format!("`/{folder}/main`")) && path.is_match(&format!("in /{folder}")));
        assert!(!path.is_match(&format!("net/{folder}/main /{folder}shop ../{folder}")));
    }
}

/// Absolute paths below the folders in which people and machines work.
fn machine_path() -> Regex {
    Regex::new(r"(?:^|[^\w.])/(?:work|root|home)\b").unwrap()
}

/// The modules of the library, in the order of `src/lib.rs`.
fn modules() -> Vec<String> {
    let text = read(&root().join("src/lib.rs"));
    let module = Regex::new(r"(?m)^(?:pub(?:\(crate\))? )?mod (\w+);").unwrap();
    let modules: Vec<String> = module.captures_iter(&text).map(|found| found[1].to_owned()).collect();
    assert!(modules.len() > 10, "src/lib.rs lists no modules");
    modules
}

/// A module's file and those in the folder of its name.
fn files_of(module: &str) -> Vec<PathBuf> {
    let source = root().join("src");
    let below = source.join(module);
    let file = below.with_extension("rs");
    sources().filter(|path| *path == file || path.starts_with(&below)).collect()
}

/// The modules that a file names by `crate::`, each once.
fn imports(text: &str) -> Vec<String> {
    let comment = Regex::new(r"//.*").unwrap();
    let code: String = text.lines().map(|line| comment.replace(line, "") + "\n").collect();
    let path = Regex::new(r"\bcrate::(\w+)").unwrap();
    let mut used: Vec<String> = path.captures_iter(&code).map(|found| found[1].to_owned()).collect();
    used.extend(code.split("crate::{").skip(1).flat_map(group));
    used.sort();
    used.dedup();
    used
}

/// The first words of what stands in a brace group: `a::B, c::{D, E}}` → `a`, `c`.
fn group(after_brace: &str) -> Vec<String> {
    let mut depth = 1;
    let mut heads = vec![String::new()];
    for c in after_brace.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => heads.push(String::new()),
            _ if depth == 1 => heads.last_mut().unwrap().push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let first = |head: String| head.trim().split("::").next().unwrap().to_owned();
    heads.into_iter().map(first).filter(|head| !head.is_empty()).collect()
}

fn sources() -> impl Iterator<Item = PathBuf> {
    below("src").filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
}

/// Files that the repository holds and people read.
fn committed() -> impl Iterator<Item = PathBuf> {
    let top = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let pages = top.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    ["src", "tests", "docs"].into_iter().flat_map(below).chain(pages)
}

fn below(folder: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let files = WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string()
}
