//! A word that nobody knows → the one that was probably meant.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// The candidate that is most like a word, if any is like it: a third of its letters may differ.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let word = plain(word);
    let most = (word.chars().count() / 3).max(1);
    let far = candidates.into_iter().map(|other| (strsim::damerau_levenshtein(&word, &plain(other)), other));
    far.filter(|(distance, _)| *distance <= most).min().map(|(_, other)| other)
}

/// The end of a message that names what was probably meant, or nothing.
pub(super) fn hint(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// The path that was probably meant by one that is not there: its first part that is missing is like a name that is there.
pub(super) fn nearest_path(path: &Path) -> Option<PathBuf> {
    let mut there = PathBuf::new();
    let mut parts = path.components();
    while let Some(part) = parts.next() {
        let next = there.join(part);
        if next.exists() {
            there = next;
            continue;
        }
        let Component::Normal(missing) = part else { return None };
        let meant =
            there.join(nearest(&missing.to_string_lossy(), names(&there).iter().map(String::as_str))?);
        let whole: PathBuf = meant.components().chain(parts).collect();
        return Some(if whole.exists() { whole } else { meant });
    }
    None
}

/// The names in a folder, sorted; of those that are text.
fn names(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name()).filter_map(|name: OsString| name.into_string().ok()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_word_finds_the_nearest_one() {
        let check =
            |word, expected| assert_eq!(nearest(word, ["max-skipped", "memory", "keep"]), expected, "{word}");
        check("max_skipped", Some("max-skipped"));
        check("max-skiped", Some("max-skipped"));
        check("Kepe", Some("keep"));
        check("threads", None);
        check("", None);
    }

    #[test]
    fn a_mistyped_path_finds_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("scrapes/march")).unwrap();
        let check = |given: &str, expected: Option<&str>| {
            let expected = expected.map(|path| folder.path().join(path));
            assert_eq!(nearest_path(&folder.path().join(given)), expected, "{given}");
        };
        check("scrape/march", Some("scrapes/march"));
        check("scrape/april", Some("scrapes"));
        check("scrapes/mach", Some("scrapes/march"));
        check("elsewhere", None);
        check("scrapes", None);
    }
}
