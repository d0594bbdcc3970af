//! The pages that stand out in a run, so that whoever checks its figures need not read all of its output.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pages that stand out, at most five in each way: the most extreme first, equal ones by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standouts {
    /// Those where `chrome/…` rules dropped most; bytes are counted.
    pub chrome: Vec<Standout>,
    /// Those with the most duplicate stories.
    pub duplicates: Vec<Standout>,
    /// Those with the most kept stories without any text.
    pub empty_text: Vec<Standout>,
    /// Those with the fewest stories, of equal ones the largest.
    pub fewest_stories: Vec<Standout>,
    /// Those with the most stories.
    pub most_stories: Vec<Standout>,
    /// Those with the most places where they were nearly cut further.
    pub suspects: Vec<Standout>,
    /// Those with the least probable boundary; ten-thousandths are counted.
    pub unsure: Vec<Standout>,
    /// Those with the most kept stories without a headline.
    pub untitled: Vec<Standout>,
}

/// A page that stands out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standout {
    /// Up to three bytes of the page text where it shows, those where it shows most first.
    pub at: Vec<usize>,
    /// Bytes of the page text.
    pub bytes: u64,
    /// What is counted.
    pub count: u64,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The input.
    pub path: String,
}

impl Standouts {
    /// So many pages are named in each way.
    pub const NAMED: usize = 5;
    /// So many places of a page are named.
    pub const PLACES: usize = 3;
}
