//! What is known of a generated story: a line of the truth file.

use serde::{Deserialize, Serialize};

/// A story on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// The page, from the corpus' folder.
    pub path: String,
    /// Its place on the page; 0 is the first.
    pub position: usize,
    /// From its headline to its last word, in bytes of the page.
    pub span: [usize; 2],
    /// What it is.
    pub kind: Kind,
    /// What was done to it.
    pub changes: Vec<Change>,
    /// Words that were edited, in percent.
    pub edited: usize,
    /// Stories of one family come from one original.
    pub family: u64,
    /// What it says. A story may yield to another one of its family that has all of its claims, and to no other.
    pub claims: Vec<u32>,
    /// The family of the story about the same event, by another reporter.
    pub same_event_as: Option<u64>,
}

/// What a story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Written for this page.
    Original,
    /// Another story's text, letter by letter.
    Exact,
    /// Another story's text, set otherwise and lightly edited; it says nothing new.
    Near,
    /// A copy that the end of its page cuts off.
    Tail,
    /// Another story's text, and something new.
    Revision,
    /// A form that is filled in with other figures each time.
    Template,
    /// Another reporter's text on the same event.
    OtherReporter,
}

/// What was done to a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Straight quotation marks.
    Quotes,
    /// Another form of dateline.
    Dateline,
    /// Another credit.
    Credit,
    /// Another headline.
    Headline,
    /// A paragraph was left out.
    ParagraphLess,
    /// It is cut off.
    Cut,
    /// A paragraph was added.
    ParagraphMore,
    /// A figure is another one.
    Figure,
    /// A `not` was added.
    Negation,
}
