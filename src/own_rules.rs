//! A person's own rules files → [`Rules`]: read, compiled and proved.
#![allow(clippy::disallowed_methods, reason = "this is the edge where rules files are read")]

use crate::label::is_hit;
use crate::rules::{Proof, Rules, RulesError};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why rules cannot be had.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("lantern.toml");
/// use unspool::own_rules::{OwnRulesError, read};
///
/// assert!(matches!(read(&[file.clone()]), Err(OwnRulesError::Unreadable { .. })));
/// // A proof that does not hold.
/// let rule = "[[rule]]\nname = 'chrome/lantern'\npattern = ['^become a friend$']\nkeeps = ['Follow us']\n";
/// std::fs::write(&file, format!("name = \"lantern\"\n{rule}drops = [\"Become a fan\"]\n"))?;
/// let error = read(&[file]).unwrap_err().to_string();
/// assert!(error.ends_with("it does not hit the line \"Become a fan\" under `drops`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
pub enum OwnRulesError {
    /// A file is not there, or is no text.
    #[error("cannot read rules file `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table does not hold what it should.
    #[error(transparent)]
    Table(#[from] RulesError),
}

/// The shipped tables with those of some files beside them.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("lantern.toml");
/// use unspool::{own_rules::read, rules::Rules};
///
/// let rule = "[[rule]]\nname = 'chrome/lantern'\npattern = ['^become a friend$']\nkeeps = ['Follow us']\n";
/// std::fs::write(&file, format!("name = \"lantern\"\n{rule}drops = [\"Become a friend\"]\n"))?;
/// let rules = read(&[file])?;
/// assert!(rules.iter().any(|(id, _)| rules.name(id) == "chrome/lantern"));
/// assert_eq!(rules.iter().count(), Rules::builtin()?.iter().count() + 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a file cannot be read, or does not hold what it should: an unknown key, a name that stands twice, a pattern that
/// does not compile, a rule without proofs, a proof that fails.
pub fn read(files: &[PathBuf]) -> Result<Rules, OwnRulesError> {
    Ok(proved(&texts(files)?)?)
}

/// The files as `(file name, text)` pairs.
///
/// # Errors
/// If one cannot be read.
#[doc(hidden)]
pub fn texts(files: &[PathBuf]) -> Result<Vec<(String, String)>, OwnRulesError> {
    let text = |path: &PathBuf| match std::fs::read_to_string(path) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(source) => Err(OwnRulesError::Unreadable { path: path.clone(), source }),
    };
    files.iter().map(text).collect()
}

/// The shipped tables with those of `(file name, text)` pairs beside them, each of their examples tried.
///
/// # Errors
/// As [`read`].
#[doc(hidden)]
pub fn proved(own: &[(String, String)]) -> Result<Rules, RulesError> {
    let rules = Rules::with_own(own)?;
    for (id, rule) in rules.own() {
        let hit = |line: &String| is_hit(line, id, &rules);
        if let Some(example) = rule.drops.iter().position(|line| !hit(line)) {
            return Err(rules.unproved(rule, Proof::Drops, example));
        }
        if let Some(example) = rule.keeps.iter().position(hit) {
            return Err(rules.unproved(rule, Proof::Keeps, example));
        }
    }
    Ok(rules)
}

/// Paths as they stand in a file of some folder.
#[doc(hidden)]
pub fn beside(folder: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    files.iter().map(|file| folder.join(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::label::{Sign, label};

    const RULE: &str = "[[rule]]\nname = \"chrome/own\"\npattern = ['^ahoy \\d+$', '^follow$']\n\
                        drops = [\"Ahoy 12\"]\nkeeps = [\"Ahoy there\"]\n";

    fn own(texts: &[&str]) -> Result<Rules, RulesError> {
        let files = texts.iter().enumerate().map(|(at, text)| (format!("{at}.toml"), (*text).to_owned()));
        proved(&files.collect::<Vec<_>>())
    }

    fn names(text: &str, rules: &Rules) -> Vec<String> {
        let lines = label(text, rules).lines;
        let name = |sign| if let Sign::Rule(id) = sign { rules.name(id).to_owned() } else { String::new() };
        lines.into_iter().map(|line| name(line.sign)).collect()
    }

    #[test]
    fn an_own_table_without_signs_holds_on_every_page_and_wins() {
        let rules = own(&[&format!("name = \"mine\"\n{RULE}")]).unwrap();
        assert_eq!(names("Ahoy 3\nFollow\nTweet", &rules), ["chrome/own", "chrome/own", "chrome/share"]);
        assert_ne!(rules.digest(), Rules::builtin().unwrap().digest());
    }

    #[test]
    fn an_own_table_with_signs_holds_where_they_stand_beside_the_publishers() {
        let text = format!(
            "name = \"mine\"\n[recognise]\nlines = ['^harbour desk$']\n[evidence]\nfollow = 3.5\n{RULE}"
        );
        let rules = own(&[&text]).unwrap();
        assert_eq!(names("Ahoy 3", &rules), [""]);
        assert_eq!(names("Ahoy 3\nHarbour Desk", &rules), ["chrome/own", ""]);
        let tables = label("Ahoy 3\nHarbour Desk\nShort Url\nUpdated 04 March 2024", &rules).tables;
        assert_eq!(rules.ruleset(tables.main).name, "arab-news");
        assert_eq!(rules.weights(&tables).of(Evidence::Follow), 3.5);
        let tables = label("Ahoy 3\nHarbour Desk", &rules).tables;
        assert_eq!(rules.ruleset(tables.main).name, "mine");
    }

    #[test]
    fn the_later_of_two_own_tables_wins() {
        let other = RULE.replace("chrome/own", "marker/other");
        let rules = own(&[&format!("name = \"a\"\n{RULE}"), &format!("name = \"b\"\n{other}")]).unwrap();
        assert_eq!(names("Ahoy 3", &rules), ["marker/other"]);
    }

    #[test]
    fn a_table_that_cannot_be_used_is_told_with_its_place() {
        let check = |change: (&str, &str), expected: &str| {
            let text = format!("name = \"mine\"\n{RULE}").replace(change.0, change.1);
            let error = own(&[&text]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(("keeps", "keep"), "rules file `0.toml`, line 6, rule `chrome/own`: unknown field `keep`");
        check(
            ("drops = [\"Ahoy 12\"]\n", ""),
            "rules file `0.toml`, line 3, rule `chrome/own`: it has no proof",
        );
        check(
            ("12", "twelve"),
            "rules file `0.toml`, line 5, rule `chrome/own`: it does not hit the line \"Ahoy twelve\"",
        );
        check(("there", "9"), "rules file `0.toml`, line 6, rule `chrome/own`: it hits the line \"Ahoy 9\"");
        check(("\\d+", "(\\d+"), "rules file `0.toml`, line 4, rule `chrome/own`: regex parse error");
        check(("\\d+", "(?:\\w{900}){900}"), "rules file `0.toml`, line 4, rule `chrome/own`: ");
        check(
            ("chrome/own", "chrome\\u001B[2J"),
            "rules file `0.toml`, line 3, rule `chrome\u{1B}[2J`: a name is words",
        );
        check(
            ("chrome/own", "duplicate-story"),
            "rules file `0.toml`, line 3, rule `duplicate-story`: the name is taken",
        );
        check(
            ("chrome/own", "chrome/share"),
            "rules file `0.toml`, line 3, rule `chrome/share`: the name stands twice",
        );
        check(
            ("pattern = ['^ahoy \\d+$', '^follow$']", "whole = [\"»\"]"),
            "rules file `0.toml`, line 3, rule `chrome/own`: its words",
        );
        check(
            ("\"mine\"\n", "\"mine\"\npublisher = \"Mine\"\n"),
            "rules file `0.toml`, line 1: `publisher` needs",
        );
        check(
            ("\"mine\"\n", "\"mine\"\n[recognise]\nlines = ['(']\n"),
            "rules file `0.toml`, line 3: sign under `recognise`",
        );
        check(("name = \"mine\"\n", "name = \n"), "rules file `0.toml`, line 1: ");
    }
}
