//! What only stages read of a row.

use crate::fingerprint::Size;
use crate::language::Language;
use crate::origin::Origin;
use crate::role::Part;
use crate::span::Span;
use crate::strip::Story;
use crate::telling::{Analysis, Page, Paragraph, piece_text};
use serde::{Deserialize, Serialize};

/// A page that was taken apart.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct PageBody {
    text: String,
    origin: Origin,
    analysis: Analysis,
}

impl PageBody {
    pub(super) fn new(page: Page) -> Self {
        let Page { text, origin, analysis } = page;
        Self { text, origin, analysis }
    }

    pub(super) fn page(self) -> Page {
        let Self { text, origin, analysis } = self;
        Page { text, origin, analysis }
    }
}

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

/// Where a story's headline lies, or its first part if it has none.
pub(super) fn headline(story: &Story) -> Span {
    let title = story.pieces.iter().find(|piece| piece.part == Part::Title);
    title.or(story.pieces.first()).map_or(story.span, |piece| piece.span)
}

/// A paragraph of a page.
pub(super) fn told(page: &str, paragraph: &Paragraph) -> Told {
    Told { paragraph: *paragraph, text: piece_text(page, paragraph.span).into_owned() }
}
