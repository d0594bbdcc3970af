//! The shape of a rules file.

use crate::evidence::{Evidence, Weights};
use serde::Deserialize;
use toml::Spanned;

/// A whole file: a publisher's, a language's, or the generic one. (Words of dates and of facts have files of their own.)
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) publisher: Option<String>,
    /// Set in a language's file: its BCP 47 tag.
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) recognise: Recognise,
    #[serde(default)]
    pub(super) evidence: Weights,
    #[serde(default)]
    pub(super) labels: LabelTable,
    #[serde(default)]
    pub(super) rule: Vec<RuleTable>,
}

/// How a publisher is known: so many of these patterns occur on the page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Recognise {
    #[serde(default)]
    pub(super) lines: Vec<Spanned<String>>,
    #[serde(default = "one")]
    pub(super) at_least: usize,
}

fn one() -> usize {
    1
}

/// Words before dates, names and lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct LabelTable {
    pub(super) updated: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) by: Vec<String>,
    pub(super) by_name: Vec<String>,
    pub(super) headline: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) credit: Vec<String>,
    pub(super) agencies: Vec<String>,
    pub(super) salutation: Vec<String>,
    pub(super) letters: Vec<String>,
    pub(super) collection: Vec<String>,
    pub(super) collection_alone: Vec<String>,
    pub(super) live: Vec<String>,
    pub(super) timeline: Vec<String>,
}

/// One rule. A line is hit when any of its matches hits, it has no more than `max-words` words and, unless
/// `prose` is set, does not read like a sentence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleTable {
    pub(super) name: Spanned<String>,
    /// The whole line, but for case, kind of quotes, leading bullets and closing punctuation.
    #[serde(default)]
    pub(super) whole: Vec<Spanned<String>>,
    /// The first words of the line.
    #[serde(default)]
    pub(super) start: Vec<Spanned<String>>,
    /// The last words of the line.
    #[serde(default)]
    pub(super) end: Vec<Spanned<String>>,
    /// Words anywhere in the line.
    #[serde(default)]
    pub(super) has: Vec<Spanned<String>>,
    /// Regular expressions, case-insensitive.
    #[serde(default)]
    pub(super) pattern: Vec<Spanned<String>>,
    #[serde(default = "any_number")]
    pub(super) max_words: usize,
    /// Hits sentences too.
    #[serde(default)]
    pub(super) prose: bool,
    /// Looks at lines of any length, by their first bytes: for `start` only.
    #[serde(default)]
    pub(super) long_lines: bool,
    pub(super) evidence: Option<Evidence>,
    /// Lines that it must hit. A rule without any is refused.
    #[serde(default)]
    pub(super) drops: Vec<Spanned<String>>,
    /// Lines that it must leave alone. A rule without any is refused.
    #[serde(default)]
    pub(super) keeps: Vec<Spanned<String>>,
}

fn any_number() -> usize {
    usize::MAX
}
