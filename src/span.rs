//! Where a piece of a page lies, and what counts as white space between pieces.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Range;

/// A half-open range `[start, end)` in bytes of a page text's UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// How many bytes it holds.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// The text it covers; empty where it does not lie within `text` on character borders.
    ///
    /// ```
    /// use unspool::span::Span;
    ///
    /// assert_eq!(Span::new(5, 7).of("Rain in Sidon"), "in");
    /// ```
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// The same as a standard range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// Spans are `[start, end]` in JSON.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = Deserialize::deserialize(deserializer)?;
        Ok(Self { start, end })
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "[start, end) in bytes of the page text's UTF-8, trimmed of white space",
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2,
        })
    }
}

/// Whether a character is white space by the contract: Unicode `White_Space`, the byte-order mark,
/// zero-width characters and bidi controls.
#[doc(hidden)]
pub fn is_white(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// `text` without the white space at both ends.
#[doc(hidden)]
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_white)
}

/// `span` of `text`, without the white space at both ends; an all-white span is empty, at its start.
#[doc(hidden)]
pub fn trim_span(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let rest = piece.trim_start_matches(is_white);
    let start = if rest.is_empty() { span.start } else { span.end - rest.len() };
    Span::new(start, start + rest.trim_end_matches(is_white).len())
}

/// The line that a byte of a text lies in, from 1; a CRLF ends one line. `None` outside the text or inside a character.
#[doc(hidden)]
pub fn line_number(text: &str, at: usize) -> Option<usize> {
    let head = text.get(..at)?;
    Some(1 + head.matches('\n').count() + head.matches('\r').count() - head.matches("\r\n").count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_trimmed_of_everything_the_contract_calls_white() {
        let text = "\u{FEFF} \u{200B}a\u{00A0}b\u{2067}\u{00A0}\r";
        let span = trim_span(text, Span::new(0, text.len()));
        assert_eq!(span.of(text), "a\u{00A0}b");
        assert_eq!(trim(text), "a\u{00A0}b");
    }

    #[test]
    fn a_white_span_is_empty_at_its_start() {
        assert_eq!(trim_span("ab  cd", Span::new(2, 4)), Span::new(2, 2));
    }

    #[test]
    fn lines_end_with_any_of_three_line_ends() {
        let text = "a\nb\r\nc\rd";
        let lines: Vec<_> = (0..=text.len()).filter_map(|at| line_number(text, at)).collect();
        assert_eq!(lines, [1, 1, 2, 2, 3, 3, 3, 4, 4]);
        assert_eq!(line_number("é", 1), None);
    }

    #[test]
    fn a_span_outside_the_text_or_inside_a_character_covers_nothing() {
        assert_eq!(Span::new(1, 9).of("é"), "");
        assert_eq!(Span::new(0, 1).of("é"), "");
    }

    #[test]
    fn a_span_is_a_pair_in_json() {
        let json = serde_json::to_string(&Span::new(3, 7)).unwrap();
        assert_eq!(json, "[3,7]");
        assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), Span::new(3, 7));
    }
}
