//! `README.md`: what tells Hugging Face `datasets` which file holds what, and people what this is.

use super::CARD_FILE;
use super::layout::written_columns;
use super::names::{LinesFile, tables};
use super::packed::Finished;
use super::place::{Place, WriteError};
use crate::columns::{Column, Kind, dtype};
use crate::config::{Form, Write};
use crate::record::Summary;
use std::fmt::Write as _;

/// The card, whole but not yet in its place.
pub(super) fn card(place: &Place, summary: &Summary, write: &Write) -> Result<Finished, WriteError> {
    Finished::of_text(place, CARD_FILE, &text(summary, write))
}

fn text(summary: &Summary, write: &Write) -> String {
    let (mut configs, mut infos) = (String::new(), String::new());
    for table in tables(write) {
        let default = if table == "stories" { "\n  default: true" } else { "" };
        let files = pattern(summary, table);
        let _ = write!(configs, "- config_name: {table}{default}\n  data_files: {files}\n");
        let columns = written_columns(table, write);
        let _ = write!(infos, "- config_name: {table}\n  features:\n{}", features(&columns, 1));
    }
    let stories = &summary.stories;
    format!(
        "---\npretty_name: News stories\ntask_categories:\n- text-generation\ntags:\n- news\nconfigs:\n{configs}dataset_info:\n\
         {infos}---\n\n# News stories\n\n{} stories of {} pages, split, stripped of the pages' chrome and freed of {} \
         near-duplicates by unspool {}.\n\n```python\nfrom datasets import load_dataset\n\n\
         stories = load_dataset(\".\", \"stories\", split=\"train\")\n```\n\n{}",
        stories.kept,
        summary.inputs.read,
        stories.found - stories.kept,
        summary.unspool,
        rows(summary, write)
    )
}

/// A table of what there is.
fn rows(summary: &Summary, write: &Write) -> String {
    let row =
        |table: &'static str| format!("| `{table}` | {} | `{}` |\n", meaning(table), pattern(summary, table));
    let rows: String = tables(write).map(row).collect();
    format!("| configuration | one row per | files |\n|---|---|---|\n{rows}")
}

fn meaning(table: &str) -> &'static str {
    match table {
        "stories" => "kept story",
        "dropped" => "dropped line",
        "similar" => "kept paragraph or story that is like another one",
        "skipped" => "input that could not be read",
        _ => "kept story, in the shape of this tool",
    }
}

/// The files of a table in the format that tells most of its types.
fn pattern(summary: &Summary, table: &str) -> String {
    let files = summary.digests.keys().filter_map(|name| LinesFile::of(name));
    let of_form = |form| files.clone().find(|file| file.table == table && file.form == form);
    let forms = [Form::Parquet, Form::Jsonl, Form::Zstd, Form::Gzip];
    forms.into_iter().find_map(of_form).map_or_else(String::new, |file| file.pattern())
}

/// Columns as `dataset_info` lists them.
fn features(columns: &[Column], depth: usize) -> String {
    let pad = "  ".repeat(depth);
    columns
        .iter()
        .map(|column| format!("{pad}- name: '{}'\n{}", column.name, kind(&column.kind, depth + 1)))
        .collect()
}

/// What a column holds, indented below its name.
fn kind(kind: &Kind, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    match kind {
        Kind::List(of) => match &**of {
            Kind::Structure(fields) => format!("{pad}list:\n{}", features(fields, depth)),
            plain => format!("{pad}list: {}\n", dtype(plain).unwrap_or("string")),
        },
        Kind::Structure(fields) => format!("{pad}struct:\n{}", features(fields, depth)),
        plain => format!("{pad}dtype: {}\n", dtype(plain).unwrap_or("string")),
    }
}
