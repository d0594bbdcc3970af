//! What a line between two texts is, as the models of gaps see it.

use crate::evidence::Evidence;
use crate::label::{Ends, Sign};
use crate::rules::{CLASSES, Tells};
use crate::split::kind::{Kind, is_glyph};
use crate::split::rows::{Row, Rows};

/// What a line is; in the order of [`CLASSES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Prose,
    Byline,
    Stamp,
    Separator,
    Path,
    Section,
    /// It ends a story.
    End,
    /// It leads to other stories.
    Teaser,
    Comments,
    Topics,
    Picture,
    /// Another sign that some rule knows.
    Mark,
    Symbol,
    /// How long it takes to read the story.
    ReadingTime,
    Furniture,
    /// A part of a record.
    Part,
    Bullet,
    Counts,
    /// Short, but ended like a sentence.
    Sentence,
    Name,
    /// One or two words.
    Short,
    /// Three or four.
    Few,
    Headline,
}

impl Class {
    pub(super) const COUNT: usize = CLASSES.len();

    /// Whether it is told by its words alone.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Sentence) || self.may_head()
    }

    /// Whether a headline is of this class.
    pub(super) fn may_head(self) -> bool {
        matches!(self, Self::Name | Self::Short | Self::Few | Self::Headline)
    }
}

/// The class of a row, whose kind is known.
pub(super) fn class(rows: &Rows<'_>, at: usize, kind: Kind) -> Class {
    let row = &rows.rows[at];
    match (kind, row.line.sign) {
        _ if row.is_prose() => Class::Prose,
        _ if row.by => Class::Byline,
        (Kind::Stamp, _) => Class::Stamp,
        (Kind::Separator, _) => Class::Separator,
        (_, Sign::Text | Sign::Bullet) if row.picture => Class::Picture,
        (_, Sign::Rule(id)) => of_rule(row, rows.rules.name(id)),
        (_, Sign::Bullet) => Class::Bullet,
        (Kind::Counts, _) => Class::Counts,
        _ if rows.piece(at).starts_with(is_glyph) => Class::Symbol,
        _ => of_words(row),
    }
}

fn of_rule(row: &Row, name: &str) -> Class {
    match (row.hint, row.tells) {
        (_, Tells::Path) => Class::Path,
        (_, Tells::Section) => Class::Section,
        (Some(Evidence::EndMark), _) => Class::End,
        (Some(Evidence::AmongTeasers), _) | (_, Tells::Teaser) => Class::Teaser,
        (_, Tells::Comments) => Class::Comments,
        (_, Tells::Topics) => Class::Topics,
        (_, Tells::ReadingTime) => Class::ReadingTime,
        _ if row.picture => Class::Picture,
        (Some(_), _) => Class::Mark,
        _ if name == "chrome/symbol" => Class::Symbol,
        _ if row.furniture => Class::Furniture,
        _ => Class::Part,
    }
}

fn of_words(row: &Row) -> Class {
    let look = row.line.look;
    match look.words() {
        _ if !matches!(look.ends(), Ends::Open | Ends::Call) => Class::Sentence,
        0..=4 if look.is_name_like() => Class::Name,
        0..=2 => Class::Short,
        3..=4 => Class::Few,
        _ => Class::Headline,
    }
}
