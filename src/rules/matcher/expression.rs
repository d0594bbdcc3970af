//! A regular expression with what a glance at a line can rule out.

use super::kinds::Kinds;
use super::needle::{Edge, first, last, needles, rarity};
use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, Look};
use std::sync::OnceLock;

/// Less rare needles stand in too many lines to be looked for.
const RARE: usize = 3;

/// A regular expression that is compiled when a line is first worth trying.
#[derive(Debug)]
pub(super) struct Expression {
    pattern: String,
    /// Each match holds one of these; none: it is tried by the first character.
    needles: Vec<String>,
    edges: OnceLock<[Edge; 2]>,
    ready: OnceLock<Ready>,
}

/// An expression that is ready to try lines, whatever the case of their letters.
#[derive(Debug)]
struct Ready {
    most_bytes: usize,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    /// Over lines with one byte a character.
    Kinds(Kinds, meta::Regex),
    /// Over lines as they are.
    Text(Regex),
}

impl Expression {
    /// Says what is wrong with the pattern.
    pub(super) fn new(pattern: String) -> Result<Self, String> {
        let needles = needles(&parsed(&pattern, Case::Kept)?).filter(|needles| rarity(needles) >= RARE);
        let needles = needles.unwrap_or_default();
        Ok(Self { pattern, needles, edges: OnceLock::new(), ready: OnceLock::new() })
    }

    pub(super) fn needles(&self) -> impl Iterator<Item = &str> {
        self.needles.iter().map(String::as_str)
    }

    /// Whether no needle tells of it.
    pub(super) fn is_blind(&self) -> bool {
        self.needles.is_empty()
    }

    /// How its matches begin and end.
    pub(super) fn edges(&self) -> &[Edge; 2] {
        self.edges.get_or_init(|| {
            let hir = self.folded();
            [first(&hir), last(&hir)]
        })
    }

    pub(super) fn hits(&self, line: &str) -> bool {
        let [first, last] = self.edges();
        let (mut begins, mut ends) = (line.chars(), line.chars().rev());
        begins.next().is_some_and(|c| first.may_be(c))
            && ends.next().is_some_and(|c| last.may_be(c))
            && self.ready().hits(line)
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| Ready::new(self))
    }

    /// Says why it does not compile.
    pub(super) fn compile(&self) -> Result<Regex, String> {
        let mut builder = RegexBuilder::new(&self.pattern);
        builder.case_insensitive(true).build().map_err(|error| error.to_string())
    }

    fn folded(&self) -> Hir {
        parsed(&self.pattern, Case::Folded).expect("a pattern that was read is read again")
    }
}

impl Ready {
    fn new(expression: &Expression) -> Self {
        let hir = expression.folded();
        let properties = hir.properties();
        let whole = properties.look_set_prefix().contains(Look::Start)
            && properties.look_set_suffix().contains(Look::End);
        let engine = Kinds::engine(&hir).map(|(kinds, regex)| Engine::Kinds(kinds, regex));
        Self {
            most_bytes: properties.maximum_len().filter(|_| whole).unwrap_or(usize::MAX),
            engine: engine.unwrap_or_else(|| {
                let compiled = expression.compile();
                Engine::Text(compiled.expect("a pattern of a tried table compiles (`Rules::compile`)"))
            }),
        }
    }

    fn hits(&self, line: &str) -> bool {
        line.len() <= self.most_bytes && self.engine.is_match(line)
    }
}

impl Engine {
    fn is_match(&self, line: &str) -> bool {
        match self {
            Self::Kinds(_, regex) if line.is_ascii() => regex.is_match(line),
            Self::Kinds(kinds, regex) => regex.is_match(&kinds.bytes(line)),
            Self::Text(regex) => regex.is_match(line),
        }
    }
}

/// Whether letters in upper and lower case are one.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    Kept,
    Folded,
}

fn parsed(pattern: &str, case: Case) -> Result<Hir, String> {
    let mut parser = ParserBuilder::new().case_insensitive(case == Case::Folded).build();
    parser.parse(pattern).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use proptest::test_runner::{Config, TestRunner};

    /// What lines are made of that expressions look at, and what they take for the same.
    const LINE: &str = "([a-zA-Z0-9 .,:|@©°“”’—é\u{17F}\u{212A}\u{2000}\u{E000}ابس東]|read more|follow |photo|min|\\(afp\\)){1,9}";

    #[test]
    fn lines_are_hit_as_the_regular_expression_says() {
        let rules = Rules::builtin().unwrap();
        let expressions = rules.matcher.expressions.iter().map(|(_, expression)| expression);
        let pairs: Vec<(&Expression, Regex)> =
            expressions.map(|expression| (expression, expression.compile().unwrap())).collect();
        assert!(pairs.iter().all(|(expression, _)| matches!(expression.ready().engine, Engine::Kinds(..))));
        let check = |line: &str| {
            for (expression, regex) in pairs.iter().filter(|_| !line.is_empty()) {
                assert_eq!(expression.hits(line), regex.is_match(line), "{} {line:?}", expression.pattern);
                let engine = &expression.ready().engine;
                assert_eq!(engine.is_match(line), regex.is_match(line), "{} {line:?}", expression.pattern);
            }
        };
        for (_, rule) in rules.iter() {
            rule.drops.iter().chain(&rule.keeps).for_each(|line| check(line));
        }
        let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
        let checked = runner.run(&LINE, |line| {
            check(&line);
            Ok(())
        });
        checked.unwrap();
    }
}
