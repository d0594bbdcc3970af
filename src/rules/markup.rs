//! The model that tells body text of HTML pages from furniture, and what its features are called.

use super::likely::OWN;
use super::names::NameWords;
use crate::model::{LongModel, Weighted};
use serde::{Deserialize, Serialize};

/// What a line shows by its length, its end and its links.
pub const SHAPE: [&str; 15] = [
    "bias",
    "log-words",
    "words-1-3",
    "words-4-7",
    "words-8-15",
    "words-16-29",
    "words-30",
    "ends-sentence",
    "ends-call",
    "ends-ellipsis",
    "ends-colon",
    "linked",
    "all-linked",
    "some-linked",
    "unlinked-log-words",
];
/// What it shows by its place among all lines and by the elements that it lies in.
#[doc(hidden)]
pub const PLACE: [&str; 17] = [
    "depth",
    "page-depth",
    "at-start",
    "at-end",
    "text-above",
    "share-1",
    "share-2",
    "share-3",
    "in-top",
    "parent-top",
    "parent-2-top",
    "mass-1",
    "mass-2",
    "siblings",
    "siblings-linked",
    "siblings-text",
    "recurs",
];
/// The text beside it.
#[doc(hidden)]
pub const BESIDE: [&str; 2] = ["text-before", "text-behind"];
/// Blocks that are told apart.
#[doc(hidden)]
pub const BLOCKS: [&str; 14] = [
    "p",
    "li",
    "td",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "pre",
    "figcaption",
    "dd",
    "button",
    "option",
];
/// Elements around a line that are told apart.
#[doc(hidden)]
pub const AROUND_LINE: [&str; 20] = [
    "article",
    "main",
    "aside",
    "nav",
    "header",
    "footer",
    "form",
    "figure",
    "table",
    "ul",
    "section",
    "blockquote",
    "li",
    "a",
    "strong",
    "b",
    "em",
    "time",
    "label",
    "span",
];
/// The first of the features of plain text that are asked of a line of HTML as well.
#[doc(hidden)]
pub const PLAIN: usize = 7;

/// The model.
#[derive(Debug)]
#[doc(hidden)]
pub struct MarkupModel {
    /// How likely a line is body text.
    pub body: LongModel,
}

/// The model as its table has it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(hidden)]
pub struct MarkupTable {
    /// How likely a line is body text.
    pub body: Weighted,
}

/// The names of the features: shape, block, elements around, words of names near and far, place, words, neighbours.
#[doc(hidden)]
pub fn markup_features(names: &NameWords) -> Vec<String> {
    let prefixed =
        |prefix: &str, list: &[&str]| list.iter().map(|name| format!("{prefix}{name}")).collect::<Vec<_>>();
    let groups: Vec<&str> = names.groups().iter().map(String::as_str).collect();
    let lists = [
        prefixed("", &SHAPE),
        prefixed("is-", &BLOCKS),
        prefixed("in-", &AROUND_LINE),
        prefixed("near-", &groups),
        prefixed("far-", &groups),
        prefixed("", &PLACE),
        prefixed("plain-", &OWN[PLAIN..]),
        prefixed("", &BESIDE),
    ];
    lists.concat()
}

impl MarkupModel {
    /// Reads the table of the model.
    pub(super) fn parse(text: &str, names: &NameWords) -> Result<Self, String> {
        Self::new(&toml::from_str(text).map_err(|error| error.to_string())?, names)
    }

    /// The model of a table.
    pub(super) fn new(table: &MarkupTable, names: &NameWords) -> Result<Self, String> {
        Ok(Self { body: LongModel::new(&markup_features(names), &table.body)? })
    }
}
