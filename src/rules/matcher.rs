//! All patterns of all tables against a line, without trying most of them.
//!
//! Literal words are found by the first or last word of the line. A regular expression is tried only where a piece of
//! text that each of its matches holds was seen (all of them are looked for in one pass; A. Aho and M. Corasick, 1975),
//! or where the line begins as its matches do.

use super::phrases::{first_key, last_key};
use super::{LONG_LINE_HEAD, RulesetId, SHORT_LINE_BYTES};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

mod expression;
mod literal;
mod needle;

use expression::Expression;
use literal::Literal;
pub(super) use literal::{Place, says_nothing};

/// Whom a pattern speaks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    /// A sign by which a publisher is known.
    Sign(RulesetId),
    /// A rule, by its place among all rules.
    Rule(usize),
}

/// What a pattern looks for.
#[derive(Debug)]
pub(super) enum Wanted {
    /// These words at a place of the line.
    Words(String, Place),
    /// What a regular expression describes.
    Regex(String),
}

/// A pattern on its way to being ready.
pub(super) struct Pattern {
    pub(super) wanted: Wanted,
    pub(super) owner: Owner,
    /// For lines of any length.
    pub(super) long: bool,
    /// For sentences as well.
    pub(super) prose: bool,
}

/// Three sets: for short lines, for short sentences, and for the heads of long lines.
#[derive(Debug)]
pub(super) struct Matcher {
    short: Set,
    sentences: Set,
    long: Set,
}

impl Matcher {
    /// Says which pattern cannot be read, by number, and why.
    pub(super) fn new(patterns: &[Pattern]) -> Result<Self, (usize, String)> {
        let set = |wanted: fn(&Pattern) -> bool| {
            Set::new(&patterns.iter().enumerate().filter(|(_, pattern)| wanted(pattern)).collect::<Vec<_>>())
        };
        Ok(Self {
            short: set(|_| true)?,
            sentences: set(|pattern| pattern.prose)?,
            long: set(|pattern| pattern.long && pattern.prose)?,
        })
    }

    /// The patterns that hit a trimmed line, by number, with their owners, in the order of the tables.
    pub(super) fn matches(&self, line: &str, sentence: bool) -> impl Iterator<Item = (usize, Owner)> {
        let (set, head) = match (line.len() <= SHORT_LINE_BYTES, sentence) {
            (true, false) => (&self.short, line),
            (true, true) => (&self.sentences, line),
            (false, _) => (&self.long, &line[..line.floor_char_boundary(LONG_LINE_HEAD)]),
        };
        set.hits(head).into_iter()
    }
}

impl Matcher {
    /// Compiles the expressions from a number on; says which one cannot be, by number, and why.
    pub(super) fn compile(&self, from: usize) -> Result<(), (usize, String)> {
        // The short set holds all of them.
        let mut expressions = self.short.expressions.iter().filter(|((number, _), _)| *number >= from);
        expressions.try_for_each(|((number, _), expression)| {
            expression.compile().map(drop).map_err(|problem| (*number, problem))
        })
    }
}

/// A pattern's number among all, and whom it speaks for.
type Hit = (usize, Owner);

/// Patterns, sorted by how a glance at a line can rule them out.
#[derive(Debug)]
struct Set {
    /// Words at the beginning of a line or of the whole line, by their first word.
    first: FxHashMap<u64, Vec<(Hit, Literal)>>,
    /// Words at the end of a line, by their last word.
    last: FxHashMap<u64, Vec<(Hit, Literal)>>,
    expressions: Vec<(Hit, Expression)>,
    needles: AhoCorasick,
    /// The expression that each needle belongs to.
    needle_owners: Vec<usize>,
    /// Bytes.
    longest_needle: usize,
    /// Expressions without a needle, by the first byte of a line; those of all other bytes last.
    by_first_byte: Vec<Vec<usize>>,
}

impl Set {
    fn new(patterns: &[(usize, &Pattern)]) -> Result<Self, (usize, String)> {
        let (mut first, mut last): (FxHashMap<_, Vec<_>>, FxHashMap<_, Vec<_>>) = Default::default();
        let mut expressions = Vec::new();
        for (number, pattern) in patterns {
            let hit = (*number, pattern.owner);
            match &pattern.wanted {
                Wanted::Words(words, Place::Anywhere) => {
                    expressions.push((hit, literal::anywhere(words)));
                }
                Wanted::Words(words, place) => {
                    let literal = Literal::new(words, *place);
                    let (map, key) = match place {
                        Place::End => (&mut last, last_key(literal.words())),
                        _ => (&mut first, first_key(literal.words())),
                    };
                    map.entry(key).or_default().push((hit, literal));
                }
                Wanted::Regex(regex) => expressions.push((hit, regex.clone())),
            }
        }
        let read = |(hit, regex): (Hit, String)| {
            let expression = Expression::new(&regex).map_err(|problem| (hit.0, problem))?;
            Ok((hit, expression))
        };
        let expressions = expressions.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (needles, needle_owners) = needles(&expressions);
        let by_first_byte = by_first_byte(&expressions);
        let longest_needle = needles.max_pattern_len();
        Ok(Self { first, last, expressions, needles, needle_owners, longest_needle, by_first_byte })
    }

    /// The patterns that hit a line.
    fn hits(&self, line: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let bare = literal::without_lead(line);
        if let Some(known) = self.first.get(&first_key(bare)) {
            hits.extend(known.iter().filter(|(_, literal)| literal.hits(bare)).map(|(hit, _)| *hit));
        }
        let closed = literal::without_tail(line);
        if let Some(known) = self.last.get(&last_key(closed)) {
            hits.extend(known.iter().filter(|(_, literal)| literal.hits(closed)).map(|(hit, _)| *hit));
        }
        let mut attempt = |at: usize| {
            let (hit, expression) = &self.expressions[at];
            hits.extend(expression.hits(line).then_some(*hit));
        };
        let byte = line.bytes().next().map_or(FOREIGN, usize::from).min(FOREIGN);
        self.by_first_byte[byte].iter().copied().for_each(&mut attempt);
        self.each_with_needle(line, attempt);
        hits.sort_unstable_by_key(|(number, _)| *number);
        hits
    }

    /// Gives the expressions of which the line holds a needle, each once.
    fn each_with_needle(&self, line: &str, mut give: impl FnMut(usize)) {
        // Most lines hold no needle, and to say so is cheaper than to find all.
        let Some(first) = self.needles.find(line) else { return };
        // Another needle may end further down and begin further up.
        let from = line.floor_char_boundary(first.end().saturating_sub(self.longest_needle));
        let mut given = Vec::new();
        for needle in self.needles.find_overlapping_iter(&line[from..]) {
            let owner = self.needle_owners[needle.pattern().as_usize()];
            if !given.contains(&owner) {
                given.push(owner);
                give(owner);
            }
        }
    }
}

/// The place of expressions for lines that begin with no ASCII character.
const FOREIGN: usize = 128;

fn needles(expressions: &[(Hit, Expression)]) -> (AhoCorasick, Vec<usize>) {
    let of_all = expressions.iter().enumerate();
    let (needles, owners): (Vec<&str>, Vec<usize>) =
        of_all.flat_map(|(at, (_, expression))| expression.needles().map(move |needle| (needle, at))).unzip();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(needles)
        .expect("a few hundred short needles fit into an automaton");
    (automaton, owners)
}

fn by_first_byte(expressions: &[(Hit, Expression)]) -> Vec<Vec<usize>> {
    let blind = || expressions.iter().enumerate().filter(|(_, (_, expression))| expression.is_blind());
    let begins = |byte: usize| {
        let char = u8::try_from(byte).ok().filter(u8::is_ascii).map(char::from);
        let may = blind().filter(move |(_, (_, expression))| expression.may_begin(char));
        may.map(|(at, _)| at).collect()
    };
    (0..=FOREIGN).map(begins).collect()
}
