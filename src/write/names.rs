//! What the files of an output are called.

use super::{CARD_FILE, LINE_FILES};
use crate::config::{Form, View, Write};
use std::collections::BTreeMap;
use std::fmt;
use xxhash_rust::xxh3::xxh3_128;

/// A file of lines: `stories.jsonl`, `dolma-00003.parquet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinesFile<'n> {
    /// What its lines are.
    pub table: &'n str,
    /// Its number, if there are several.
    pub shard: Option<usize>,
    /// Its format.
    pub form: Form,
}

impl<'n> LinesFile<'n> {
    /// The file of a name; `None` if files of lines have no such names.
    pub fn of(name: &'n str) -> Option<Self> {
        let (stem, ending) = name.split_once('.')?;
        let form = Form::ALL.into_iter().find(|form| form.ending() == ending)?;
        let number = |number: &str| number.bytes().all(|digit| digit.is_ascii_digit()) && number.len() >= 5;
        match stem.rsplit_once('-').filter(|(_, shard)| number(shard)) {
            Some((table, shard)) => Some(Self { table, shard: Some(shard.parse().ok()?), form }),
            None => Some(Self { table: stem, shard: None, form }),
        }
    }

    /// What stands for all files of its table and format: `stories-*.jsonl`.
    pub fn pattern(&self) -> String {
        match self.shard {
            Some(_) => format!("{}-*.{}", self.table, self.form.ending()),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for LinesFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, shard, form } = self;
        match shard {
            Some(shard) => write!(f, "{table}-{shard:05}.{}", form.ending()),
            None => write!(f, "{table}.{}", form.ending()),
        }
    }
}

/// The table of a file in [`LINE_FILES`].
pub fn table(name: &str) -> &str {
    LinesFile::of(name).map_or(name, |file| file.table)
}

/// Of the files of an output those that hold a table, in the format that is read with the least work, by their numbers. The
/// table is told by its file in [`LINE_FILES`].
pub fn files_of<'s>(names: impl Iterator<Item = &'s String> + Clone, name: &str) -> Vec<(&'s str, Form)> {
    let of_form = |form: Form| {
        let named = names.clone().filter_map(|name| Some((name.as_str(), LinesFile::of(name)?)));
        let mut files: Vec<_> =
            named.filter(|(_, file)| file.table == table(name) && file.form == form).collect();
        files.sort_by_key(|(_, file)| file.shard);
        files
    };
    let found = Form::ALL.into_iter().map(of_form).find(|files| !files.is_empty());
    found.unwrap_or_default().into_iter().map(|(name, file)| (name, file.form)).collect()
}

/// What stands for the lines of a table: the digest of its file, or one of the digests of its files. `None` if it has none.
pub fn lines_digest(digests: &BTreeMap<String, String>, name: &str) -> Option<u128> {
    let files = files_of(digests.keys(), name);
    let all: Vec<&str> = files.iter().map(|(name, _)| digests[*name].as_str()).collect();
    match all[..] {
        [] => None,
        [only] => u128::from_str_radix(only, 16).ok(),
        _ => Some(xxh3_128(all.concat().as_bytes())),
    }
}

/// What a run writes files of, in the order in which they are put into place: those of [`LINE_FILES`], then views.
pub(super) fn tables(write: &Write) -> impl Iterator<Item = &'static str> {
    LINE_FILES.into_iter().map(table).chain(write.view.clone().into_iter().map(View::table))
}

/// Whether a run that writes so may write a file of this name.
pub(super) fn could_write(write: &Write, name: &str) -> bool {
    let lines = |file: LinesFile<'_>| {
        write.format.contains(&file.form)
            && file.shard.is_some() == write.shard_size.is_some()
            && tables(write).any(|table| table == file.table)
    };
    LinesFile::of(name).is_some_and(lines) || (write.hf_card && name == CARD_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_table_number_and_format() {
        let check = |name: &str, table, shard, form| {
            let file = LinesFile::of(name).unwrap();
            assert_eq!((file.table, file.shard, file.form), (table, shard, form));
            assert_eq!(file.to_string(), name);
        };
        check("stories.jsonl", "stories", None, Form::Jsonl);
        check("stories-00012.jsonl.zst", "stories", Some(12), Form::Zstd);
        check("dropped-123456.parquet", "dropped", Some(123_456), Form::Parquet);
        check("my-stories.jsonl.gz", "my-stories", None, Form::Gzip);
        assert_eq!(LinesFile::of("summary.json"), None);
    }

    #[test]
    fn a_table_is_read_in_its_plainest_format_and_by_number() {
        let names = ["a.jsonl", "s-00001.jsonl.gz", "s-00000.jsonl.gz", "s-00000.parquet"].map(str::to_owned);
        let files = files_of(names.iter(), "s.jsonl");
        assert_eq!(files, [("s-00000.jsonl.gz", Form::Gzip), ("s-00001.jsonl.gz", Form::Gzip)]);
        assert_eq!(files_of(names.iter(), "b.jsonl"), []);
    }
}
