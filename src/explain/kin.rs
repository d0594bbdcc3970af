//! What stories and paragraphs are to each other, as an answer tells it.

use super::likeness::{Comparison, Side};
use super::{Asking, ExplainError, StoryTold};
use crate::record::{DroppedLine, Record, Twin};
use crate::span::Span;
use crate::write::LINE_FILES;
use serde::Serialize;

/// What one text is to another.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Relation, Target, explain};
///
/// let relation = |target| -> Result<_, Box<dyn std::error::Error>> {
///     let told = explain(&out, &Target::read(target)?, &Sources::default(), &Rules::builtin()?)?;
///     Ok(told.twin.map(|twin| twin.relation))
/// };
/// assert_eq!(relation("b.txt:113")?, Some(Relation::Duplicate));
/// // The same paragraph with another number.
/// assert_eq!(relation("c.txt:113")?, Some(Relation::HeldBack));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The first yielded to the second, or is marked as its duplicate.
    Duplicate,
    /// The first is a revision of the second.
    Revision,
    /// Only its facts keep the first from being a duplicate of the second.
    HeldBack,
    /// Nothing: the second is merely the one that is most like the first.
    Nearest,
}

/// A story and the kept one it is like.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::{explain::{Relation, Target, explain}, record::story_id};
///
/// let revision = Target::Story(story_id("c.txt", None, 0));
/// let told = explain(&out, &revision, &Sources::default(), &Rules::builtin()?)?;
/// let survivor = told.survivor.expect("it revises the story of `a.txt`");
/// assert_eq!((survivor.relation, survivor.survivor.path.as_str()), (Relation::Revision, "a.txt"));
/// // One of its two paragraphs has another number: what matches is too little for a duplicate.
/// assert!(survivor.share > 0.5 && survivor.share < survivor.least);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryLikeness {
    /// What the kept story is to it.
    pub relation: Relation,
    /// The kept story.
    pub survivor: StoryTold,
    /// The share of its words that lies in matched paragraphs, as the run says.
    pub share: f64,
    /// The least share of a duplicate.
    pub least: f64,
    /// In how many of 64 bits the SimHashes of the two stories differ.
    pub hamming: Option<u32>,
    /// Its paragraphs that match one there.
    pub paragraphs: Vec<Comparison>,
    /// Those that match none.
    pub unmatched: Vec<Side>,
}

/// Another story or paragraph that is like this one.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::{explain::{Target, explain}, record::story_id};
///
/// let story = Target::Story(story_id("a.txt", None, 0));
/// let told = explain(&out, &story, &Sources::default(), &Rules::builtin()?)?;
/// let copy = &told.copies[0];
/// assert_eq!((copy.path.as_str(), copy.similarity), ("b.txt", Some(1.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kin {
    /// The story.
    pub id: Option<String>,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// How like they are.
    pub similarity: Option<f64>,
}

/// So many copies are named.
const NAMED: usize = 20;

/// Copies, counted.
#[derive(Debug, Default)]
pub(super) struct Copies {
    pub(super) named: Vec<Kin>,
    pub(super) found: usize,
}

impl Copies {
    fn add(&mut self, copy: Kin) {
        self.found += 1;
        if self.named.len() < NAMED {
            self.named.push(copy);
        }
    }
}

impl Asking<'_> {
    /// The dropped stories that yielded to a story.
    pub(super) fn dropped_copies(&self, id: &str) -> Result<Copies, ExplainError> {
        let mut copies = Copies::default();
        let mut last = None;
        for line in self.output.rows::<DroppedLine>(LINE_FILES[1])?.holding(id) {
            let line = line?;
            let named = line.duplicate_of.as_ref().is_some_and(|twin| twin.id == id);
            // A story's lines lie together.
            if named && line.story_similarity.is_some() && line.story_id != last {
                last.clone_from(&line.story_id);
                copies.add(Kin {
                    id: line.story_id,
                    path: line.path,
                    item: line.item,
                    similarity: line.story_similarity,
                });
            }
        }
        Ok(copies)
    }

    /// The kept stories that are revisions or marked duplicates of a story.
    pub(super) fn revisions(&self, id: &str) -> Result<Vec<Kin>, ExplainError> {
        let mut revisions = Vec::new();
        for record in self.output.rows::<Record>(LINE_FILES[0])?.holding(id) {
            let record = record?;
            let twins = [&record.revision_of, &record.duplicate_of].into_iter().flatten();
            if let Some(twin) = twins.into_iter().find(|twin| twin.id == id) {
                let similarity = Some(twin.similarity);
                revisions.push(Kin { id: Some(record.id), path: record.path, item: record.item, similarity });
            }
        }
        Ok(revisions)
    }

    /// The paragraphs, marked or dropped, whose twin is this one of a kept story.
    pub(super) fn paragraph_copies(&self, record: &Record, span: Span) -> Result<Copies, ExplainError> {
        let mut copies = Copies::default();
        let names = |twin: &Twin| twin.id == record.id && twin.span == span;
        for other in self.output.rows::<Record>(LINE_FILES[0])?.holding(&record.id) {
            let Record { id, path, item, parts, .. } = other?;
            for twin in parts.iter().filter_map(|part| part.duplicate_of.as_ref()).filter(|twin| names(twin))
            {
                let similarity = Some(twin.similarity);
                copies.add(Kin { id: Some(id.clone()), path: path.clone(), item, similarity });
            }
        }
        for line in self.output.rows::<DroppedLine>(LINE_FILES[1])?.holding(&record.id) {
            let DroppedLine { path, item, story_id: id, duplicate_of, similarity, .. } = line?;
            let named = duplicate_of.is_some_and(|twin| twin.id == record.id && twin.span == span);
            if named && similarity.is_some() {
                copies.add(Kin { id, path, item, similarity });
            }
        }
        Ok(copies)
    }
}
