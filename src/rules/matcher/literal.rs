//! Words of a table at a place of a line, whatever their case, white space, quotes and dashes.

use crate::words::{is_alphanumeric, lower_case};

/// Where words may stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Whole,
    Start,
    End,
    Anywhere,
}

/// Whether nothing is left of words but white space, once the marks are gone that may stand before or behind them.
pub(crate) fn says_nothing(words: &str, place: Place) -> bool {
    bare(words, place).trim().is_empty()
}

/// Words without the marks that may stand before or behind them.
fn bare(words: &str, place: Place) -> &str {
    match place {
        Place::End => without_tail(words),
        Place::Whole => without_tail(without_lead(words)),
        _ => without_lead(words),
    }
}

/// Words that a line is, begins with or ends with.
#[derive(Debug)]
pub(super) struct Literal {
    words: String,
    place: Place,
}

impl Literal {
    pub(super) fn new(words: &str, place: Place) -> Self {
        let mut folded = String::with_capacity(words.len());
        folded.extend(bare(words, place).chars().map(fold));
        Self { words: folded, place }
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }

    /// Whether it hits a line; one for the end needs it [`without_tail`], others [`without_lead`].
    pub(super) fn hits(&self, line: &str) -> bool {
        if self.place == Place::End {
            let rest = rest_behind(self.words.chars().rev(), line.chars().rev());
            let edge = self.words.starts_with(is_alphanumeric);
            return rest.is_some_and(|mut rest| !(edge && rest.next().is_some_and(is_alphanumeric)));
        }
        let Some(mut rest) = rest_behind(self.words.chars(), line.chars()) else { return false };
        if self.place == Place::Whole {
            return rest.all(is_tail);
        }
        // Where the words themselves end in a mark, the mark is the edge.
        let edge = self.words.ends_with(is_alphanumeric);
        !(edge && rest.next().is_some_and(is_alphanumeric))
    }
}

/// What stands behind `words` in a line that begins with them; white space may be of any kind and length.
fn rest_behind<C: Iterator<Item = char> + Clone>(words: impl Iterator<Item = char>, line: C) -> Option<C> {
    let mut line = line;
    for word in words {
        let mut next = line.clone();
        let c = next.next()?;
        if word == ' ' {
            if !c.is_whitespace() {
                return None;
            }
            while next.clone().next().is_some_and(char::is_whitespace) {
                next.next();
            }
        } else if fold(c) != word {
            return None;
        }
        line = next;
    }
    Some(line)
}

/// One character for all that count as the same.
fn fold(c: char) -> char {
    match c {
        '’' | '‘' | '`' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        _ => lower_case(c),
    }
}

/// The line without the marks that may stand before its words.
pub(super) fn without_lead(line: &str) -> &str {
    line.trim_start_matches(is_lead)
}

fn is_lead(c: char) -> bool {
    const MARKS: [char; 14] = ['•', '·', '▪', '●', '*', '|', '»', '>', '☰', '→', '▶', '-', '–', '—'];
    !c.is_ascii_alphanumeric() && (MARKS.contains(&c) || c.is_whitespace())
}

/// The line without the marks that may stand behind its words.
pub(super) fn without_tail(line: &str) -> &str {
    line.trim_end_matches(is_tail)
}

fn is_tail(c: char) -> bool {
    const MARKS: [char; 10] = [':', '.', '…', '!', '»', '>', '›', '→', '▶', '|'];
    !c.is_ascii_alphanumeric() && (MARKS.contains(&c) || c.is_whitespace())
}

/// The regular expression of words anywhere in a line.
pub(super) fn anywhere(words: &str) -> String {
    let mut out = String::from(if words.starts_with(is_alphanumeric) { r"(?:^|[^\pL\pN])" } else { "" });
    for c in words.chars() {
        match c {
            ' ' => out.push_str(r"\s+"),
            '\'' | '’' | '‘' => out.push_str("['’‘`]"),
            '"' | '“' | '”' => out.push_str("[\"“”]"),
            '-' | '–' | '—' => out.push_str("[-–—]"),
            _ => out.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out.push_str(if words.ends_with(is_alphanumeric) { r"(?:$|[^\pL\pN])" } else { "" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: Place, words: &str, line: &str) -> bool {
        let line = if place == Place::End { without_tail(line) } else { without_lead(line) };
        Literal::new(words, place).hits(line)
    }

    #[test]
    fn a_whole_line_may_differ_in_case_bullet_quotes_and_closing_marks() {
        assert!(check(Place::Whole, "editor's picks", "  • Editor’s Picks:"));
        assert!(check(Place::Whole, "loading...", "Loading"));
        assert!(!check(Place::Whole, "follow", "Follow the money"));
    }

    #[test]
    fn words_are_matched_as_words() {
        assert!(check(Place::Start, "also read", "ALSO  READ | A story"));
        assert!(!check(Place::Start, "share", "Shares fell"));
        assert!(check(Place::End, "told the paper", "he told the paper."));
        assert!(!check(Place::End, "old the paper", "he told the paper."));
        assert!(check(Place::Start, "©", "© 2024 The Paper"));
        assert!(check(Place::Start, "à lire aussi", "À LIRE AUSSI : le port"));
    }

    #[test]
    fn words_anywhere_are_a_regular_expression() {
        let check = |words: &str, line: &str| {
            regex::RegexBuilder::new(&anywhere(words)).case_insensitive(true).build().unwrap().is_match(line)
        };
        assert!(check("google privacy policy", "The Google Privacy\u{A0}Policy applies"));
        assert!(!check("ads", "The roads are wet"));
    }
}
