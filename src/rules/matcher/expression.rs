//! A regular expression with what a glance at a line can rule out.

use super::needle::{First, first, needles, rarity};
use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, Look};
use std::sync::OnceLock;

/// Less rare needles stand in too many lines to be looked for.
const RARE: usize = 3;

/// A regular expression that is compiled when a line is first worth trying.
#[derive(Debug)]
pub(super) struct Expression {
    pattern: String,
    compiled: OnceLock<Regex>,
    /// Each match holds one of these; none: it is tried by the first character.
    needles: Vec<String>,
    first: First,
    most_bytes: usize,
}

impl Expression {
    /// Says what is wrong with the pattern.
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        let parse = |fold: bool| -> Result<Hir, String> {
            let mut parser = ParserBuilder::new().case_insensitive(fold).build();
            parser.parse(pattern).map_err(|error| error.to_string())
        };
        let (plain, folded) = (parse(false)?, parse(true)?);
        let needles = needles(&plain).filter(|needles| rarity(needles) >= RARE);
        let properties = folded.properties();
        let starts = properties.look_set_prefix().contains(Look::Start);
        let whole = starts && properties.look_set_suffix().contains(Look::End);
        Ok(Self {
            needles: needles.unwrap_or_default(),
            first: if starts { first(&folded) } else { First::Any },
            most_bytes: properties.maximum_len().filter(|_| whole).unwrap_or(usize::MAX),
            pattern: pattern.to_owned(),
            compiled: OnceLock::new(),
        })
    }

    pub(super) fn needles(&self) -> impl Iterator<Item = &str> {
        self.needles.iter().map(String::as_str)
    }

    /// Whether no needle tells of it.
    pub(super) fn is_blind(&self) -> bool {
        self.needles.is_empty()
    }

    /// Whether a match may begin with a character; `None`: with some character beyond ASCII.
    pub(super) fn may_begin(&self, c: Option<char>) -> bool {
        match c {
            Some(c) => self.first.may_be(c),
            None => self.first.may_be_foreign(),
        }
    }

    pub(super) fn hits(&self, line: &str) -> bool {
        let begins = line.chars().next().is_some_and(|c| self.first.may_be(c));
        begins && line.len() <= self.most_bytes && self.compiled().is_match(line)
    }

    /// Says why it does not compile.
    pub(super) fn compile(&self) -> Result<Regex, String> {
        let mut builder = RegexBuilder::new(&self.pattern);
        builder.case_insensitive(true).build().map_err(|error| error.to_string())
    }

    fn compiled(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            self.compile().expect("a pattern of a tried table compiles (`Rules::compile` tries them)")
        })
    }
}
