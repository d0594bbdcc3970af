//! Words that stand before dates, names and lists, and words by which pages are called.

use super::Phrases;

/// The words by which lines say what they are, of all languages together.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct Labels {
    /// What stands before the time of the last change.
    pub updated: Phrases,
    /// What stands before the time of publication.
    pub published: Phrases,
    /// What stands before an author's name.
    pub by: Phrases,
    /// The same, where it stands before much else as well: `von`, `par`.
    pub by_name: Phrases,
    /// What a copy of a headline may be glued to (`special`, `exclusive`).
    pub headline: Phrases,
    /// What stands before a list of topics.
    pub topics: Phrases,
    /// What a closing credit begins with (`reporting by`).
    pub credit: Phrases,
    /// News agencies and desks by the names that stand in bylines and credits.
    pub agencies: Phrases,
    /// What letters to the editor begin with (`dear editor`).
    pub salutation: Phrases,
    /// What pages of readers' letters are called (`letters to the editor`).
    pub letters: Phrases,
    /// What pages of several short items are called (`news in brief`).
    pub collection: Phrases,
    /// What such pages are called where nothing stands beside it, right above the first item (`around the county`).
    pub collection_alone: Phrases,
    /// What live pages are called (`as it happened`).
    pub live: Phrases,
    /// What stories that are told by their dates are called.
    pub timeline: Phrases,
    /// The languages that have a table, as BCP 47 tags.
    pub languages: Vec<String>,
}
