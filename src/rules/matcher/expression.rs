//! A regular expression with what a glance at a line can rule out.

use super::kinds::Kinds;
use super::needle::{Edge, first, last, needles, rarity};
use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_syntax::ParserBuilder;
use regex_syntax::ast::{self, Ast, ClassBracketed, ClassSet, ClassSetItem};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Hir, HirKind, Look};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// Less rare needles stand in too many lines to be looked for.
const RARE: usize = 3;

/// A regular expression that is compiled when a line is first worth trying.
#[derive(Debug)]
pub(super) struct Expression {
    pattern: String,
    /// Each match holds one of these; none: it is tried by the first character.
    needles: Vec<String>,
    /// Each match holds this mark, which stands in too many lines to be looked for.
    mark: Option<u8>,
    shape: OnceLock<Shape>,
    engine: OnceLock<Engine>,
}

/// A line that expressions are tried on.
#[derive(Clone, Copy)]
pub(super) struct Line<'l> {
    text: &'l str,
    first: char,
    last: char,
}

impl<'l> Line<'l> {
    /// Nothing of a line without text.
    pub(super) fn of(text: &'l str) -> Option<Self> {
        Some(Self { text, first: text.chars().next()?, last: text.chars().next_back()? })
    }
}

/// What a look at an expression tells of its matches.
#[derive(Debug)]
struct Shape {
    hir: Hir,
    first: Edge,
    last: Edge,
    /// How long lines may be, in bytes.
    length: RangeInclusive<usize>,
}

/// What tries lines, whatever the case of their letters.
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
        let hir = sketched(&pattern).map_or_else(|| parsed(&pattern, Case::Kept), Ok)?;
        let found = needles(&hir).unwrap_or_default();
        let (needles, mark) = if rarity(&found) >= RARE { (found, None) } else { (Vec::new(), mark(&hir)) };
        Ok(Self { pattern, needles, mark, shape: OnceLock::new(), engine: OnceLock::new() })
    }

    pub(super) fn needles(&self) -> impl Iterator<Item = &str> {
        self.needles.iter().map(String::as_str)
    }

    /// Whether no needle tells of it.
    pub(super) fn is_blind(&self) -> bool {
        self.needles.is_empty()
    }

    /// How its matches begin.
    pub(super) fn first(&self) -> &Edge {
        &self.shape().first
    }

    pub(super) fn hits(&self, line: Line<'_>) -> bool {
        let Shape { first, last, length, .. } = self.shape();
        length.contains(&line.text.len())
            && first.may_be(line.first)
            && last.may_be(line.last)
            && self.mark.is_none_or(|mark| memchr::memchr(mark, line.text.as_bytes()).is_some())
            && self.engine().is_match(line.text)
    }

    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| {
            let hir = parsed(&self.pattern, Case::Folded).expect("a pattern that was read is read again");
            Shape { first: first(&hir), last: last(&hir), length: length(&hir), hir }
        })
    }

    fn engine(&self) -> &Engine {
        self.engine.get_or_init(|| Engine::new(self))
    }

    /// Says why it does not compile.
    pub(super) fn compile(&self) -> Result<Regex, String> {
        let mut builder = RegexBuilder::new(&self.pattern);
        builder.case_insensitive(true).build().map_err(|error| error.to_string())
    }
}

impl Engine {
    fn new(expression: &Expression) -> Self {
        let kinds = Kinds::engine(&expression.shape().hir).map(|(kinds, regex)| Self::Kinds(kinds, regex));
        kinds.unwrap_or_else(|| {
            let compiled = expression.compile();
            Self::Text(compiled.expect("a pattern of a tried table compiles (`Rules::compile`)"))
        })
    }

    fn is_match(&self, line: &str) -> bool {
        match self {
            Self::Kinds(_, regex) if line.is_ascii() => regex.is_match(line),
            Self::Kinds(kinds, regex) => regex.is_match(&kinds.bytes(line)),
            Self::Text(regex) => regex.is_match(line),
        }
    }
}

/// A mark of punctuation that each match holds, if one is sure.
fn mark(hir: &Hir) -> Option<u8> {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().copied().find(u8::is_ascii_punctuation),
        HirKind::Repetition(repeated) if repeated.min > 0 => mark(&repeated.sub),
        HirKind::Capture(capture) => mark(&capture.sub),
        HirKind::Concat(parts) => parts.iter().find_map(mark),
        _ => None,
    }
}

/// How long lines are that an expression matches, in bytes.
fn length(hir: &Hir) -> RangeInclusive<usize> {
    let properties = hir.properties();
    let whole = properties.look_set_prefix().contains(Look::Start)
        && properties.look_set_suffix().contains(Look::End);
    let most = properties.maximum_len().filter(|_| whole);
    properties.minimum_len().unwrap_or(0)..=most.unwrap_or(usize::MAX)
}

/// The pattern with a dot for each class of many characters, as far as its needles need it: to spell such classes out takes
/// most of the time of reading a pattern, and no needle holds one of their characters.
fn sketched(pattern: &str) -> Option<Hir> {
    let mut ast = ast::parse::Parser::new().parse(pattern).ok()?;
    dot_classes(&mut ast);
    Translator::new().translate(pattern, &ast).ok()
}

fn dot_classes(ast: &mut Ast) {
    let span = *ast.span();
    match ast {
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) => *ast = Ast::dot(span),
        Ast::ClassBracketed(class) if is_large(class) => *ast = Ast::dot(span),
        Ast::Repetition(repeated) => dot_classes(&mut repeated.ast),
        Ast::Group(group) => dot_classes(&mut group.ast),
        Ast::Alternation(choices) => choices.asts.iter_mut().for_each(dot_classes),
        Ast::Concat(parts) => parts.asts.iter_mut().for_each(dot_classes),
        _ => {}
    }
}

/// Whether a class in brackets holds all but some characters, or a class with a name.
fn is_large(class: &ClassBracketed) -> bool {
    let named = |item: &ClassSetItem| matches!(item, ClassSetItem::Perl(_) | ClassSetItem::Unicode(_));
    match &class.kind {
        ClassSet::Item(ClassSetItem::Union(union)) => class.negated || union.items.iter().any(named),
        ClassSet::Item(item) => class.negated || named(item),
        ClassSet::BinaryOp(_) => false,
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
    fn classes_of_many_characters_give_no_needle() {
        let rules = Rules::builtin().unwrap();
        for (.., Expression { pattern, .. }) in &rules.matcher.expressions {
            let whole = needles(&parsed(pattern, Case::Kept).unwrap());
            assert_eq!(needles(&sketched(pattern).unwrap()), whole, "{pattern}");
        }
    }

    #[test]
    fn lines_are_hit_as_the_regular_expression_says() {
        let rules = Rules::builtin().unwrap();
        let expressions = rules.matcher.expressions.iter().map(|(.., expression)| expression);
        let pairs: Vec<(&Expression, Regex)> =
            expressions.map(|expression| (expression, expression.compile().unwrap())).collect();
        assert!(pairs.iter().all(|(expression, _)| matches!(expression.engine(), Engine::Kinds(..))));
        let check = |line: &str| {
            for (expression, regex) in pairs.iter().filter(|_| !line.is_empty()) {
                let hits = expression.hits(Line::of(line).unwrap());
                assert_eq!(hits, regex.is_match(line), "{} {line:?}", expression.pattern);
                let engine = expression.engine();
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
