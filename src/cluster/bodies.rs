//! What only stages read of a row.

use crate::fingerprint::Size;
use crate::language::Language;
use crate::span::Span;
use crate::telling::{Paragraph, piece_text};
use serde::{Deserialize, Serialize};

/// A story as stages compare it, and as its twins name it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoryBody {
    pub(super) head: Head,
    pub(super) paragraphs: Vec<Told>,
}

/// A story without its paragraphs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) scope: u64,
    pub(super) words: u32,
    pub(super) language: Option<Language>,
    pub(super) truncated: bool,
    pub(super) span: Span,
    /// Where its headline lies, or its first part if it has none.
    pub(super) headline: Span,
    /// Stands for its scope and words, if it has words.
    pub(super) equal: Option<u128>,
}

/// A paragraph: its fingerprint, and what it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) paragraph: Paragraph,
    pub(super) text: String,
}

/// A text as it stands at its first place, with the language it is read in there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TextBody {
    pub(super) text: String,
    pub(super) size: Size,
    pub(super) language: Option<Language>,
    pub(super) scope: u64,
}

/// A story with its texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WholeBody {
    pub(super) head: Head,
    /// Number, place on the page and body of the text of each paragraph.
    pub(super) texts: Vec<(i64, Span, TextBody)>,
}

/// The copies of a story.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct CopiesBody {
    pub(super) count: usize,
    /// The paths of the first ones.
    pub(super) paths: Vec<String>,
}

/// A paragraph of a page.
pub(super) fn told(page: &str, paragraph: &Paragraph) -> Told {
    Told { paragraph: *paragraph, text: piece_text(page, paragraph.span).into_owned() }
}
