//! The models that tell body text from furniture, and what their features are called.

use crate::model::{Model, Weighted};
use serde::{Deserialize, Serialize};

/// What a line shows on its own.
#[doc(hidden)]
pub const OWN: [&str; 38] = [
    "bias",
    "log-words",
    "words-1-3",
    "words-4-7",
    "words-8-15",
    "words-16-29",
    "words-30",
    "grammar",
    "grammar-log-words",
    "capitals",
    "ends-sentence",
    "ends-call",
    "ends-ellipsis",
    "ends-colon",
    "bullet",
    "quote-first",
    "lower-first",
    "capitals-only",
    "digits",
    "commas",
    "link-marks",
    "address",
    "to-reader",
    "to-reader-any",
    "furniture-words",
    "furniture-any",
    "furniture-sentence",
    "furniture-two",
    "sentences",
    "quotes",
    "word-length",
    "dateline",
    "name-like",
    "is-part",
    "is-stamp",
    "is-comments",
    "is-teaser",
    "is-furniture",
];

/// What the lines around a line show.
#[doc(hidden)]
pub const AROUND: [&str; 59] = [
    "bias",
    "own",
    "own-likely",
    "own-hardly",
    "up-1",
    "up-2",
    "up-3",
    "down-1",
    "down-2",
    "down-3",
    "text-above-3",
    "text-below-3",
    "text-between-3",
    "text-above-10",
    "text-below-10",
    "text-between-10",
    "share-before",
    "share-after",
    "share-between",
    "at-start",
    "at-end",
    "page-depth",
    "page-text",
    "block",
    "block-main",
    "block-minor",
    "own-in-block",
    "inside-tight",
    "outside-tight",
    "own-outside-tight",
    "depth-tight",
    "inside",
    "outside",
    "own-outside",
    "depth",
    "inside-loose",
    "outside-loose",
    "own-outside-loose",
    "depth-loose",
    "below-comments",
    "since-comments",
    "comments-2",
    "comments-4",
    "stamps-2",
    "stamps-4",
    "teaser-3",
    "teaser-8",
    "teaser-20",
    "teaser-little",
    "teaser-little-late",
    "short-above",
    "short-below",
    "bullets",
    "recurs",
    "lists",
    "comments",
    "teaser-near-short",
    "alternates",
    "is-known",
];

/// Both models.
#[derive(Debug)]
#[doc(hidden)]
pub struct Likely {
    /// Of the line alone.
    pub own: Model<{ OWN.len() }>,
    /// Of what stands around it.
    pub around: Model<{ AROUND.len() }>,
}

/// Both models as their table has them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(hidden)]
pub struct LikelyTable {
    /// Of the line alone.
    pub own: Weighted,
    /// Of what stands around it.
    pub around: Weighted,
}

impl Likely {
    /// Reads the table of both models.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Self::new(&toml::from_str(text).map_err(|error| error.to_string())?)
    }

    /// Both models of a table.
    pub(super) fn new(table: &LikelyTable) -> Result<Self, String> {
        Ok(Self { own: Model::new(&OWN, &table.own)?, around: Model::new(&AROUND, &table.around)? })
    }
}
