//! What each match of a regular expression holds, and how it begins and ends.

use crate::words::is_cased;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

/// Larger classes are no choice of a few characters.
const CLASS: usize = 10;
/// More needles are not worth looking for.
const MOST: usize = 64;

/// Pieces of text of which each match holds one, in any case of ASCII letters; `None`: nothing is sure.
pub(super) fn needles(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            caseless(std::str::from_utf8(&literal.0).ok()?).map(|needle| vec![needle])
        }
        HirKind::Class(Class::Unicode(class)) => one_of(class),
        HirKind::Repetition(repeated) if repeated.min > 0 => needles(&repeated.sub),
        HirKind::Capture(capture) => needles(&capture.sub),
        HirKind::Concat(parts) => {
            let exact: Vec<Option<Vec<String>>> = parts.iter().map(exact).collect();
            let runs = exact.chunk_by(|a, b| a.is_some() && b.is_some());
            let of_run =
                |run: &[Option<Vec<String>>]| caseless_all(joined(run.iter().map(Option::as_deref))?);
            let found = runs.filter_map(of_run).chain(parts.iter().filter_map(needles));
            // Of equals the fewer.
            found.max_by_key(|needles| (rarity(needles), std::cmp::Reverse(needles.len())))
        }
        HirKind::Alternation(choices) => {
            let found = choices.iter().map(needles).collect::<Option<Vec<_>>>()?.concat();
            (found.len() <= MOST).then_some(found)
        }
        _ => None,
    }
}

/// All texts that an expression matches, where they are few.
fn exact(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Class(Class::Unicode(class)) => one_of(class),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Concat(parts) => {
            let parts = parts.iter().map(exact).collect::<Option<Vec<_>>>()?;
            joined(parts.iter().map(|part| Some(part.as_slice())))
        }
        HirKind::Alternation(choices) => {
            let all = choices.iter().map(exact).collect::<Option<Vec<_>>>()?.concat();
            (all.len() <= MOST).then_some(all)
        }
        _ => None,
    }
}

/// All texts that a sequence of expressions matches, by those that each of them matches, where they are few.
fn joined<'t>(parts: impl Iterator<Item = Option<&'t [String]>>) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for part in parts {
        let endings = part?;
        if all.len() * endings.len() > MOST {
            return None;
        }
        let with = |text: &String| endings.iter().map(|ending| [text.as_str(), ending].concat()).collect();
        all = all.iter().flat_map::<Vec<String>, _>(with).collect();
    }
    Some(all)
}

fn caseless_all(texts: Vec<String>) -> Option<Vec<String>> {
    texts.iter().map(|text| caseless(text)).collect()
}

/// How seldom a line holds one of these, as the length of a word that is as seldom.
pub(super) fn rarity(needles: &[String]) -> usize {
    const RARE_MARKS: &str = "()[]{}@|*&+=°©▲▼-–—";
    let of_one =
        |needle: &String| if RARE_MARKS.contains(needle.as_str()) { 4 } else { needle.chars().count() };
    needles.iter().map(of_one).min().unwrap_or(0)
}

/// The longest piece without letters beyond ASCII that have cases.
fn caseless(literal: &str) -> Option<String> {
    let cased = |c: char| !c.is_ascii() && is_cased(c);
    let longest = literal.split(cased).max_by_key(|piece| piece.len())?;
    (!longest.is_empty()).then(|| longest.to_owned())
}

fn one_of(class: &ClassUnicode) -> Option<Vec<String>> {
    let chars: Vec<char> =
        class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(CLASS + 1).collect();
    let needles: Option<Vec<String>> = chars.iter().map(|c| caseless(c.encode_utf8(&mut [0; 4]))).collect();
    needles.filter(|needles| (1..=CLASS).contains(&needles.len()))
}

/// The characters that matches may begin or end with.
#[derive(Debug)]
pub(super) enum Edge {
    /// Whatever a line begins or ends with.
    Any,
    /// One of these; those of ASCII also as bits.
    Of(Vec<ClassUnicodeRange>, u128),
}

impl Edge {
    pub(super) fn may_be(&self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Of(_, ascii) if c.is_ascii() => ascii >> u32::from(c) & 1 != 0,
            Self::Of(ranges, _) => holds(ranges, c),
        }
    }

    /// Whether it may be some character beyond ASCII.
    pub(super) fn may_be_foreign(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Of(ranges, _) => ranges.iter().any(|range| !range.end().is_ascii()),
        }
    }
}

/// How the matches of an expression begin, where a line has to begin with them.
pub(super) fn first(hir: &Hir) -> Edge {
    let bound = hir.properties().look_set_prefix().contains(Look::Start);
    if bound { edge(hir, Side::First) } else { Edge::Any }
}

/// How they end, where a line has to end with them.
pub(super) fn last(hir: &Hir) -> Edge {
    let bound = hir.properties().look_set_suffix().contains(Look::End);
    if bound { edge(hir, Side::Last) } else { Edge::Any }
}

/// Which end of a match is looked at.
#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

fn edge(hir: &Hir, side: Side) -> Edge {
    // What may match nothing may match beside anything.
    let class = class_at(hir, side).filter(|_| !may_be_empty(hir));
    class.map_or(Edge::Any, |class| {
        let ascii = (0..128_u8).filter(|&byte| holds(class.ranges(), char::from(byte)));
        Edge::Of(class.ranges().to_vec(), ascii.fold(0, |bits, byte| bits | 1 << byte))
    })
}

fn may_be_empty(hir: &Hir) -> bool {
    hir.properties().minimum_len().is_none_or(|least| least == 0)
}

/// Whether a character is in one of some ranges that stand in order.
pub(super) fn holds(ranges: &[ClassUnicodeRange], c: char) -> bool {
    ranges.get(ranges.partition_point(|range| range.end() < c)).is_some_and(|range| range.start() <= c)
}

fn class_at(hir: &Hir, side: Side) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(ClassUnicode::empty()),
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).ok()?.chars();
            let c = if let Side::First = side { chars.next() } else { chars.next_back() }?;
            Some(ClassUnicode::new([ClassUnicodeRange::new(c, c)]))
        }
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repeated) => class_at(&repeated.sub, side),
        HirKind::Capture(capture) => class_at(&capture.sub, side),
        HirKind::Concat(parts) => match side {
            Side::First => of_sequence(parts.iter(), side),
            Side::Last => of_sequence(parts.iter().rev(), side),
        },
        HirKind::Alternation(choices) => union(choices.iter(), side),
    }
}

/// The class of parts of which the first ones may be empty.
fn of_sequence<'h>(parts: impl Iterator<Item = &'h Hir> + Clone, side: Side) -> Option<ClassUnicode> {
    let optional = parts.clone().take_while(|part| may_be_empty(part)).count();
    union(parts.take(optional + 1), side)
}

fn union<'h>(parts: impl Iterator<Item = &'h Hir>, side: Side) -> Option<ClassUnicode> {
    let mut all = ClassUnicode::empty();
    for part in parts {
        all.union(&class_at(part, side)?);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&str]) {
        let hir = regex_syntax::parse(pattern).unwrap();
        assert_eq!(needles(&hir).unwrap_or_default(), expected, "{pattern}");
    }

    #[test]
    fn each_match_holds_a_needle() {
        check("^follow .{2,60} on (?:google news|twitter)$", &[" on google news", " on twitter"]);
        check(r"^\d+ (?:comments?|replies)", &["comment", "replies"]);
        check("[▲▼]\\s*[\\d.]+", &["▲", "▼"]);
        check("publié le", &["publi"]);
        check(r"^\w+\.(?:com|pk)$", &[".com", ".pk"]);
        check(r"^\d+$", &[]);
        check("(?:maybe)?", &[]);
    }

    #[test]
    fn matches_begin_with_their_first_characters() {
        let begins = |pattern: &str, c: char| first(&regex_syntax::parse(pattern).unwrap()).may_be(c);
        assert!(begins("^-?\\d", '-') && begins("^-?\\d", '7') && !begins("^-?\\d", 'a'));
        assert!(begins("^(?:photo|\\pL)", 'é'));
        assert!(begins("^a*", 'z') && begins("a", 'z'));
    }

    #[test]
    fn matches_end_with_their_last_characters() {
        let ends = |pattern: &str, c: char| last(&regex_syntax::parse(pattern).unwrap()).may_be(c);
        assert!(ends(" (?:said|wrote):?$", 'd') && ends(" (?:said|wrote):?$", ':'));
        assert!(!ends(" (?:said|wrote):?$", '.') && ends(" said", '.'));
    }
}
