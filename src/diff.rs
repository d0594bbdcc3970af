//! What did a change of rules, options or inputs do? Two output folders, side by side.
//!
//! Stories are matched by their place (`id`) and their content (`content_id`); lines of the ledger by page, text and rule.
//! Only ids and hashes are held in memory.

use crate::output::{BrokenFile, OutputFolder};
use serde::Serialize;

mod counts;
mod drops;
mod stories;

pub use counts::{Count, Settings};
pub use drops::{DropExample, Drops};
pub use stories::{Change, StoryChange, StoryCounts};

/// What differs between two output folders. Every key is always there.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::diff, output::OutputFolder};
///
/// // The later run kept duplicate stories.
/// let [before, after] = [OutputFolder::open(&before)?, OutputFolder::open(&after)?];
/// let differs = diff(&before, &after, 3)?;
/// assert!(!differs.settings.same_options);
/// assert_eq!((differs.stories.now_kept, differs.stories.gone), (1, 0));
/// assert!(diff(&before, &before, 3)?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// Whether both runs went by the same.
    pub settings: Settings,
    /// The figures of both summaries that differ.
    pub counts: Vec<Count>,
    /// Stories by what became of them.
    pub stories: StoryCounts,
    /// Examples of stories that differ, in the order of the files.
    pub story_examples: Vec<StoryChange>,
    /// The ledger, by rule.
    pub drops: Vec<Drops>,
}

/// Compares two output folders, with so many examples of each kind of difference.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, before, after) = example::released_twice()?;
/// use unspool::{diff::{Change, diff}, output::OutputFolder};
///
/// // The later run kept duplicate stories.
/// let differs = diff(&OutputFolder::open(&before)?, &OutputFolder::open(&after)?, 1)?;
/// let kept = differs.story_examples.iter().find(|story| story.change == Change::NowKept);
/// assert_eq!(kept.map(|story| story.path.as_str()), Some("b.txt"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If one of them is no finished output, or holds what cannot be read.
pub fn diff(before: &OutputFolder, after: &OutputFolder, examples: usize) -> Result<Diff, BrokenFile> {
    let (stories, drops) =
        rayon::join(|| stories::stories(before, after, examples), || drops::drops(before, after, examples));
    let (stories, story_examples) = stories?;
    let (settings, counts) = counts::counts(before, after)?;
    Ok(Diff { settings, counts, stories, story_examples, drops: drops? })
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let drops = self.drops.iter();
        let moved = drops.map(|rule| rule.added + rule.removed).sum::<u64>();
        self.counts.is_empty() && self.stories.differing() == 0 && moved == 0
    }
}

/// The page a row belongs to, as a hash.
fn page_key(path: &str, item: Option<u64>) -> u64 {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    hash.update(path.as_bytes());
    hash.update(&item.map_or([0; 9], |item| {
        let mut bytes = [1; 9];
        bytes[1..].copy_from_slice(&item.to_le_bytes());
        bytes
    }));
    hash.digest()
}
