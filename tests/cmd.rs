//! The command line as people see it: `tests/cmd` and the commands of the README.
//!
//! `TRYCMD=overwrite cargo test --test cmd` writes what the program says into the cases.

use std::path::Path;

#[test]
fn the_program_says_what_the_cases_and_the_readme_say() {
    let cases = trycmd::TestCases::new();
    // On GitHub, `check` would append to the summary of the job that runs the tests.
    cases.env("GITHUB_STEP_SUMMARY", "");
    cases.case("tests/cmd/*.md").case("tests/cmd/*.toml");
    if Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md").exists() {
        cases.case("README.md");
    }
}
