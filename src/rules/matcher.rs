//! All patterns of all tables in one pass over a line.

use super::{RulesetId, SHORT_LINE_BYTES};
use regex::{RegexSet, RegexSetBuilder};

/// How far into a long line patterns look, in bytes.
const LONG_LINE_HEAD: usize = 80;
const COMPILED_BYTES: usize = 64 << 20;

/// Whom a pattern speaks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    /// A sign by which a publisher is known.
    Sign(RulesetId),
    /// A rule, by its place among all rules.
    Rule(usize),
}

/// A pattern on its way to being compiled.
pub(super) struct Pattern {
    pub(super) regex: String,
    pub(super) owner: Owner,
    /// For lines of any length.
    pub(super) long: bool,
}

/// Two sets: one for short lines, one for the heads of long ones.
#[derive(Debug)]
pub(super) struct Matcher {
    short: RegexSet,
    short_owners: Vec<Owner>,
    long: RegexSet,
    long_owners: Vec<Owner>,
}

impl Matcher {
    pub(super) fn new(patterns: &[Pattern]) -> Result<Self, regex::Error> {
        let of_long = || patterns.iter().filter(|pattern| pattern.long);
        Ok(Self {
            short: compile(patterns.iter())?,
            short_owners: patterns.iter().map(|pattern| pattern.owner).collect(),
            long: compile(of_long())?,
            long_owners: of_long().map(|pattern| pattern.owner).collect(),
        })
    }

    /// The patterns that hit a trimmed line, by number, with their owners.
    pub(super) fn matches(&self, line: &str) -> impl Iterator<Item = (usize, Owner)> {
        let (set, owners, head) = if line.len() <= SHORT_LINE_BYTES {
            (&self.short, &self.short_owners, line)
        } else {
            (&self.long, &self.long_owners, &line[..line.floor_char_boundary(LONG_LINE_HEAD)])
        };
        // Most lines match nothing, and to say so is far cheaper than to list all that match.
        let hits = set.is_match(head).then(|| set.matches(head));
        hits.into_iter().flatten().map(|number| (number, owners[number]))
    }
}

fn compile<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns.map(|pattern| &pattern.regex))
        .case_insensitive(true)
        .size_limit(COMPILED_BYTES)
        .dfa_size_limit(COMPILED_BYTES)
        .build()
}

/// Where literal words may stand in a line.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Whole,
    Start,
    End,
    Anywhere,
}

/// The regular expression of literal `words` at a place.
pub(super) fn literal(words: &str, place: Place) -> String {
    const LEAD: &str = r"^[•·▪●*|»>☰→▶\-–—\s]*";
    const TAIL: &str = r"[\s:.…!»>›→▶|]*$";
    const EDGE_BEFORE: &str = r"(?:^|[^\pL\pN])";
    const EDGE_AFTER: &str = r"(?:$|[^\pL\pN])";
    let folded = fold_literal(words);
    // Where the words themselves end in a mark, the mark is the edge.
    let after = if words.ends_with(char::is_alphanumeric) { EDGE_AFTER } else { "" };
    let before = if words.starts_with(char::is_alphanumeric) { EDGE_BEFORE } else { "" };
    match place {
        Place::Whole => format!("{LEAD}{folded}{TAIL}"),
        Place::Start => format!("{LEAD}{folded}{after}"),
        Place::End => format!("{before}{folded}{TAIL}"),
        Place::Anywhere => format!("{before}{folded}{after}"),
    }
}

/// Escaped, with any white space for a space, any quote for a quote and any dash for a dash.
fn fold_literal(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            ' ' => out.push_str(r"\s+"),
            '\'' | '’' | '‘' => out.push_str("['’‘`]"),
            '"' | '“' | '”' => out.push_str("[\"“”]"),
            '-' | '–' | '—' => out.push_str("[-–—]"),
            _ => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::RegexBuilder;

    fn check(place: Place, words: &str, line: &str) -> bool {
        RegexBuilder::new(&literal(words, place)).case_insensitive(true).build().unwrap().is_match(line)
    }

    #[test]
    fn a_whole_line_may_differ_in_case_bullet_quotes_and_closing_marks() {
        assert!(check(Place::Whole, "editor's picks", "  • Editor’s Picks:"));
        assert!(!check(Place::Whole, "follow", "Follow the money"));
    }

    #[test]
    fn words_are_matched_as_words() {
        assert!(check(Place::Start, "also read", "ALSO READ | A story"));
        assert!(!check(Place::Start, "share", "Shares fell"));
        assert!(check(Place::End, "told the paper", "he told the paper."));
        assert!(!check(Place::Anywhere, "ads", "The roads are wet"));
        assert!(check(Place::Start, "©", "© 2024 The Paper"));
    }
}
