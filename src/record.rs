//! The lines of the output files, as they are written and read.

use crate::evidence::Evidence;
use crate::read::Reason;
use crate::role::Part;
use crate::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use xxhash_rust::xxh3::xxh3_128;

mod counts;
mod standouts;
mod summary;

pub use standouts::{Standout, Standouts};
pub use summary::{Bytes, Inputs, Pairing, Paragraphs, Stories, Summary};

/// The version of all shapes that stand in this module: it grows when a key changes its meaning or goes.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::read_summary, record::SCHEMA_VERSION, schema::schema};
///
/// assert_eq!(read_summary(&out)?.schema_version, SCHEMA_VERSION);
/// let record = schema("record").expect("there is one of each table");
/// assert_eq!(record.get("version"), Some(&SCHEMA_VERSION.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const SCHEMA_VERSION: u32 = 1;

/// A line of `stories.jsonl`: one kept story. Every key is always there; what is unknown is `null` or `[]`.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// use unspool::{output::Rows, record::Record};
///
/// let story = Rows::<Record>::open(&out, "stories.jsonl")?.next().transpose()?.expect("there are three");
/// assert_eq!(story.title.as_deref(), Some("Harbor reopens after nine days of storms"));
/// assert_eq!((story.date.as_deref(), story.dateline.as_deref()), (Some("2024-03-04"), Some("SIDON")));
/// assert!(story.text.starts_with("SIDON: The harbor opened again on Monday"));
/// assert_eq!(story.copied_in, ["b.txt"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The place: xxh3-128 of path, 0x00, item in decimal or nothing, 0x00, position in decimal.
    #[schemars(example = &"87aa1a66cc1b46c9f6f25ba1dd9d3bf4")]
    pub id: String,
    /// The `paragraph` and `subheading` parts that stay, joined by one blank line.
    #[schemars(example = &"PESHAWAR: The hospital opened on Monday.\n\nIt has 120 beds.")]
    pub text: String,
    /// The headline.
    #[schemars(example = &"Peshawar hospital opens")]
    pub title: Option<String>,
    /// Summary bullets and standfirsts.
    #[schemars(example = ["It has 120 beds"])]
    pub highlights: Vec<String>,
    /// Captions.
    #[schemars(example = ["The new wing on Monday"])]
    pub captions: Vec<String>,
    /// Names of authors.
    #[schemars(example = ["Ann Pell"])]
    pub authors: Vec<String>,
    /// The news agency, where one is credited.
    #[schemars(example = &"AFP")]
    pub agency: Option<String>,
    /// Closing credits and biographies.
    #[schemars(example = ["With inputs from AFP"])]
    pub credits: Vec<String>,
    /// Where the report was written; it stays at the start of `text`.
    #[schemars(example = &"PESHAWAR")]
    pub dateline: Option<String>,
    /// The publisher the page was recognised as.
    #[schemars(example = &"Arab News")]
    pub publisher: Option<String>,
    /// The rules the page was read by.
    #[schemars(example = &"arab-news")]
    pub ruleset: String,
    /// BCP 47.
    #[schemars(example = &"en")]
    pub language: Option<String>,
    /// Topics.
    #[schemars(example = ["Health"])]
    pub topics: Vec<String>,
    /// `published`, else `updated`.
    #[schemars(example = &"2024-10-08", extend("format" = "date"))]
    pub date: Option<String>,
    /// Where `date` comes from.
    #[schemars(example = &"published")]
    pub date_source: Option<DateSource>,
    /// The day of publication, `YYYY-MM-DD`.
    #[schemars(example = &"2024-10-08", extend("format" = "date"))]
    pub published: Option<String>,
    /// RFC 3339 with an offset, only where the page gives time and zone.
    #[schemars(example = &"2024-10-08T14:05:00+05:00", extend("format" = "date-time"))]
    pub published_at: Option<String>,
    /// What the page says of it, in its words.
    #[schemars(example = &"October 08, 2024")]
    pub published_raw: Option<String>,
    /// The day of the last change, `YYYY-MM-DD`.
    #[schemars(example = &"2024-10-09", extend("format" = "date"))]
    pub updated: Option<String>,
    /// RFC 3339 with an offset, only where the page gives time and zone.
    #[schemars(example = &"2024-10-09T08:00:00+05:00", extend("format" = "date-time"))]
    pub updated_at: Option<String>,
    /// What the page says of it, in its words.
    #[schemars(example = &"Updated 09 October 2024")]
    pub updated_raw: Option<String>,
    /// The page's address.
    #[schemars(example = &"https://news.example/a")]
    pub url: Option<String>,
    /// When it was scraped.
    #[schemars(example = &"2024-10-10")]
    pub scraped_at: Option<String>,
    /// The input it stands in.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: String,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Its place on the page; 0 is the first.
    #[schemars(example = 0)]
    pub position: usize,
    /// From its first line to its last.
    #[schemars(example = [0, 3120])]
    pub span: Span,
    /// Its last paragraph is cut off by the end of the page.
    #[schemars(example = false)]
    pub truncated: bool,
    /// Words in `text`.
    #[schemars(example = 412)]
    pub word_count: usize,
    /// How probable its boundary is; `null` where nothing had to be decided.
    #[schemars(example = 0.98)]
    pub split_confidence: Option<f64>,
    /// What speaks for its boundary.
    #[schemars(example = ["short-url"])]
    pub evidence: Vec<Evidence>,
    /// The content: xxh3-128 over the words of title and text, before anything was dropped, joined by one space.
    #[schemars(example = &"0c5ab4f1de3f0d1c1a0c1c2b9b2e6a57")]
    pub content_id: String,
    /// SimHash over the words of all its paragraphs; `null` without words.
    #[schemars(example = &"f3a1b2c4d5e60718")]
    pub simhash: Option<String>,
    /// Dropped copies of it.
    #[schemars(example = 2)]
    pub copies: usize,
    /// Up to 20 of their paths.
    #[schemars(example = ["arab-news/b.txt"])]
    pub copied_in: Vec<String>,
    /// The kept story it is a duplicate of, in mark mode.
    pub duplicate_of: Option<Twin>,
    /// The kept story it is a revision of.
    pub revision_of: Option<Twin>,
    /// Paragraphs that went to the ledger.
    #[schemars(example = 0)]
    pub paragraphs_dropped: usize,
    /// What it is made of.
    pub parts: Vec<RecordPart>,
}

/// Where a story's `date` comes from.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::{DateSource, Record};
///
/// // The page says “Updated 4 March 2024”.
/// let story = Rows::<Record>::open(&out, "stories.jsonl")?.next().transpose()?.expect("there are three");
/// assert_eq!((story.date.as_deref(), story.date_source), (Some("2024-03-04"), Some(DateSource::Updated)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// The day of publication.
    Published,
    /// The day of the last change.
    Updated,
    /// A time told from the moment of scraping.
    Relative,
}

/// A part of a record.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::{record::Record, role::Part};
///
/// let story = Rows::<Record>::open(&out, "stories.jsonl")?.next().transpose()?.expect("there are three");
/// let roles: Vec<Part> = story.parts.iter().map(|part| part.role).collect();
/// assert_eq!(roles, [Part::Title, Part::Date, Part::Paragraph, Part::Paragraph]);
/// # let page = std::fs::read_to_string(folder.path().join("pages/a.txt"))?;
/// assert_eq!(story.parts[1].span.of(&page), "Updated 4 March 2024");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPart {
    /// What it is.
    #[schemars(example = &"paragraph")]
    pub role: Part,
    /// Where it lies.
    #[schemars(example = [402, 811])]
    pub span: Span,
    /// SimHash of a paragraph's words.
    #[schemars(example = &"f3a1b2c4d5e60718")]
    pub simhash: Option<String>,
    /// The kept paragraph it is a duplicate of.
    pub duplicate_of: Option<Twin>,
}

/// The kept text that another one is like.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::Record;
///
/// // The last story has another number of passengers, and is else that of `a.txt`.
/// let story = Rows::<Record>::open(&out, "stories.jsonl")?.last().transpose()?.expect("there are three");
/// let twin = story.parts.last().and_then(|part| part.duplicate_of.as_ref());
/// assert_eq!(twin.map(|twin| (twin.path.as_str(), twin.similarity)), Some(("a.txt", 1.0)));
/// assert_eq!(story.revision_of.map(|twin| twin.path).as_deref(), Some("a.txt"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// Its story.
    #[schemars(example = &"87aa1a66cc1b46c9f6f25ba1dd9d3bf4")]
    pub id: String,
    /// The input it stands in.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: String,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Where it lies.
    #[schemars(example = [402, 811])]
    pub span: Span,
    /// How like they are, rounded down to four digits.
    #[schemars(example = 0.9412)]
    pub similarity: f64,
}

/// A line of `dropped.jsonl`: one dropped line of a page.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::DroppedLine;
///
/// let mut dropped = Rows::<DroppedLine>::open(&out, "dropped.jsonl")?.holding("Share this article");
/// let line = dropped.next().transpose()?.expect("it stands on each page");
/// assert_eq!((line.path.as_str(), line.rule.as_str()), ("a.txt", "chrome/share"));
/// assert_eq!(line.text.as_deref(), Some("Share this article"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DroppedLine<S = String> {
    /// The input it stands in.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: S,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Where it lies.
    #[schemars(example = [2727, 2793])]
    pub span: Span,
    /// The rule that dropped it.
    #[schemars(example = &"headline-echo")]
    pub rule: S,
    /// What it says; absent with `--ledger spans`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"Peshawar hospital opens")]
    pub text: Option<S>,
    /// The story it belongs to; `null` on a page without stories.
    #[schemars(example = &"87aa1a66cc1b46c9f6f25ba1dd9d3bf4")]
    pub story_id: Option<S>,
    /// The surviving twin.
    pub duplicate_of: Option<Place<S>>,
    /// Similarity of this paragraph and its twin.
    #[schemars(example = 0.9412)]
    pub similarity: Option<f64>,
    /// The share of the story's words that its survivor holds.
    #[schemars(example = 0.98)]
    pub story_similarity: Option<f64>,
}

/// Where a surviving twin lies.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::DroppedLine;
///
/// // Lines of the copy on `b.txt` say where those lie that they are copies of.
/// let mut dropped = Rows::<DroppedLine>::open(&out, "dropped.jsonl")?.holding("duplicate-story");
/// let line = dropped.next().transpose()?.expect("one story is a copy");
/// let place = line.duplicate_of.expect("it names what it yields to");
/// assert_eq!((line.path.as_str(), place.path.as_str()), ("b.txt", "a.txt"));
/// assert_eq!(place.span, line.span);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place<S = String> {
    /// Its story.
    #[schemars(example = &"87aa1a66cc1b46c9f6f25ba1dd9d3bf4")]
    pub id: S,
    /// The input it stands in.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: S,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Where it lies.
    #[schemars(example = [402, 811])]
    pub span: Span,
}

/// A line of `similar.jsonl`: a kept paragraph or story that is like another one, and why it stays.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::SimilarLine;
///
/// // The last paragraph that is like another one, but for the number of passengers.
/// let line = Rows::<SimilarLine>::open(&out, "similar.jsonl")?.last().transpose()?.expect("there are two");
/// assert_eq!((line.path.as_str(), line.twin.path.as_str()), ("c.txt", "a.txt"));
/// assert_eq!(line.differs, ["240"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimilarLine {
    /// The input it stands in.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: String,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Where it lies.
    #[schemars(example = [402, 811])]
    pub span: Span,
    /// Its story.
    #[schemars(example = &"87aa1a66cc1b46c9f6f25ba1dd9d3bf4")]
    pub id: String,
    /// Whether it is a whole story or a paragraph.
    #[schemars(example = &"paragraph")]
    pub kind: SimilarKind,
    /// Why it stays.
    #[schemars(example = &"facts")]
    pub reason: SimilarReason,
    /// Its best twin, and how like they are.
    pub twin: Twin,
    /// The facts it holds that its twin lacks.
    #[schemars(example = ["120"])]
    pub differs: Vec<String>,
}

/// What a line of `similar.jsonl` speaks of.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::{SimilarKind, SimilarLine};
///
/// let lines = Rows::<SimilarLine>::open(&out, "similar.jsonl")?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!((lines[0].kind, lines[1].kind), (SimilarKind::Story, SimilarKind::Paragraph));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SimilarKind {
    /// A story.
    Story,
    /// A paragraph.
    Paragraph,
}

/// Why something that is like another stays.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::{SimilarLine, SimilarReason};
///
/// // A story that revises another one, and its paragraph with another number.
/// let lines = Rows::<SimilarLine>::open(&out, "similar.jsonl")?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!((lines[0].reason, lines[1].reason), (SimilarReason::Revision, SimilarReason::Facts));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SimilarReason {
    /// The facts guard held it back.
    Facts,
    /// It is a revision.
    Revision,
}

/// A line of `skipped.jsonl`: an input that could not be read.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::SkippedLine;
///
/// let line = Rows::<SkippedLine>::open(&out, "skipped.jsonl")?.next().transpose()?.expect("there is one");
/// assert_eq!(line.path, "d.txt");
/// assert_eq!(line.detail, "it holds nothing but white space");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkippedLine {
    /// The input.
    #[schemars(example = &"arab-news/a.txt")]
    pub path: String,
    /// The line or record of a container.
    #[schemars(example = 12)]
    pub item: Option<u64>,
    /// Why.
    #[schemars(example = &"empty")]
    pub reason: Reason,
    /// What was found.
    #[schemars(example = &"it holds nothing but white space")]
    pub detail: String,
}

/// The id of a story: its place.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::output::Rows;
/// use unspool::record::{Record, story_id};
///
/// let first = Rows::<Record>::open(&out, "stories.jsonl")?.next().transpose()?.expect("there are three");
/// assert_eq!(first.id, story_id("a.txt", None, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn story_id(path: &str, item: Option<u64>, position: usize) -> String {
    /// Of two numbers and what parts them.
    const NUMBERS: usize = 42;
    let mut place = String::with_capacity(path.len() + NUMBERS);
    place.push_str(path);
    place.push('\0');
    // A string takes all that is written to it.
    if let Some(item) = item {
        let _ = write!(place, "{item}");
    }
    let _ = write!(place, "\0{position}");
    hex128(xxh3_128(place.as_bytes()))
}

/// Which page: its path, and its line or record in a container.
#[doc(hidden)]
pub type PagePath<'p> = (&'p str, Option<u64>);

/// A page as it is named to people: its path, and behind a colon its line or record in a container.
#[doc(hidden)]
pub fn page_name(path: &str, item: Option<u64>) -> String {
    item.map_or_else(|| path.to_owned(), |item| format!("{path}:{item}"))
}

/// 32 hexadecimal digits.
#[doc(hidden)]
pub fn hex128(value: u128) -> String {
    hex::<32>(&value.to_be_bytes())
}

/// 16 hexadecimal digits.
#[doc(hidden)]
pub fn hex64(value: u64) -> String {
    hex::<16>(&value.to_be_bytes())
}

/// Two digits a byte. Every line has some: `format!` takes ten times as long.
fn hex<const WIDTH: usize>(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let mut digits = [0; WIDTH];
    for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
    }
    std::str::from_utf8(&digits).expect("digits are text").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_hash_of_the_place() {
        assert_eq!(story_id("a/b.txt", None, 0), hex128(xxh3_128(b"a/b.txt\x00\x000")));
        assert_eq!(story_id("a/b.txt", Some(12), 3), hex128(xxh3_128(b"a/b.txt\x0012\x003")));
    }

    #[test]
    fn hexadecimal_digits_are_those_of_the_number() {
        for value in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX - 1] {
            assert_eq!(hex64(value), format!("{value:016x}"));
            let wide = u128::from(value) << 40 | 0xf0;
            assert_eq!(hex128(wide), format!("{wide:032x}"));
        }
    }
}
