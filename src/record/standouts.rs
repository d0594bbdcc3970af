//! The pages that stand out in a run, so that whoever checks its figures need not read all of its output.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pages that stand out, at most five in each way: the most extreme first, equal ones by path.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let standouts = read_summary(&out)?.standouts;
/// assert_eq!(standouts.duplicates[0].path, "b.txt");
/// assert_eq!(standouts.most_stories[0].path, "a.txt");
/// assert!(standouts.untitled.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::output::read_summary;
///
/// let most = &read_summary(&out)?.standouts.most_stories[0];
/// assert_eq!((most.path.as_str(), most.count), ("a.txt", 2));
/// // Where each of its stories begins.
/// assert_eq!(most.at, [0, 363]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
