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
mod kinds;
mod literal;
mod needle;

use expression::Expression;
use literal::Literal;
pub(super) use literal::{Place, says_nothing};
use needle::Edge;

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
    expressions: Vec<(Hit, Expression)>,
    short: Set,
    sentences: Set,
    long: Set,
}

impl Matcher {
    /// Says which pattern cannot be read, by number, and why.
    pub(super) fn new(patterns: &[Pattern]) -> Result<Self, (usize, String)> {
        let expressions = expressions(patterns)?;
        let set = |wanted: fn(&Pattern) -> bool| Set::new(patterns, &expressions, wanted);
        let (short, sentences) = (set(|_| true), set(|pattern| pattern.prose));
        let long = set(|pattern| pattern.long && pattern.prose);
        Ok(Self { short, sentences, long, expressions })
    }

    /// The patterns that hit a trimmed line, by number, with their owners, in the order of the tables.
    pub(super) fn matches(&self, line: &str, sentence: bool) -> impl Iterator<Item = Hit> {
        let (set, head) = match (line.len() <= SHORT_LINE_BYTES, sentence) {
            (true, false) => (&self.short, line),
            (true, true) => (&self.sentences, line),
            (false, _) => (&self.long, &line[..line.floor_char_boundary(LONG_LINE_HEAD)]),
        };
        set.hits(head, &self.expressions).into_iter()
    }

    /// Compiles the expressions from a number on; says which one cannot be, by number, and why.
    pub(super) fn compile(&self, from: usize) -> Result<(), (usize, String)> {
        let mut expressions = self.expressions.iter().filter(|((number, _), _)| *number >= from);
        expressions.try_for_each(|((number, _), expression)| {
            expression.compile().map(drop).map_err(|problem| (*number, problem))
        })
    }
}

/// A pattern's number among all, and whom it speaks for.
type Hit = (usize, Owner);

/// The patterns that are regular expressions, read.
fn expressions(patterns: &[Pattern]) -> Result<Vec<(Hit, Expression)>, (usize, String)> {
    let read = |(number, pattern): (usize, &Pattern)| {
        let regex = match &pattern.wanted {
            Wanted::Words(words, Place::Anywhere) => literal::anywhere(words),
            Wanted::Words(..) => return None,
            Wanted::Regex(regex) => regex.clone(),
        };
        let expression = Expression::new(regex).map_err(|problem| (number, problem));
        Some(expression.map(|expression| ((number, pattern.owner), expression)))
    };
    patterns.iter().enumerate().filter_map(read).collect()
}

/// Words of rules, by their first or last word.
type Literals = FxHashMap<u64, Vec<(Hit, Literal)>>;

/// Some of the patterns, sorted by how a glance at a line can rule them out. Expressions go by their place among all.
#[derive(Debug)]
struct Set {
    /// Words at the beginning of a line or of the whole line, by their first word.
    first: Literals,
    /// Words at the end of a line, by their last word.
    last: Literals,
    needles: AhoCorasick,
    /// The expression that each needle belongs to.
    needle_owners: Vec<usize>,
    /// Bytes.
    longest_needle: usize,
    /// Expressions without a needle, by the first byte of a line; those of all other bytes last.
    by_first_byte: Vec<Vec<usize>>,
}

impl Set {
    fn new(
        patterns: &[Pattern],
        expressions: &[(Hit, Expression)],
        is_wanted: impl Fn(&Pattern) -> bool,
    ) -> Self {
        let (first, last) = literals(patterns, &is_wanted);
        let of_all = expressions.iter().enumerate();
        let wanted = of_all.filter(|(_, ((number, _), _))| is_wanted(&patterns[*number]));
        let wanted: Vec<(usize, &Expression)> =
            wanted.map(|(at, (_, expression))| (at, expression)).collect();
        let (needles, needle_owners) = needles(&wanted);
        let by_first_byte = by_first_byte(&wanted);
        let longest_needle = needles.max_pattern_len();
        Self { first, last, needles, needle_owners, longest_needle, by_first_byte }
    }

    /// The patterns that hit a line.
    fn hits(&self, line: &str, expressions: &[(Hit, Expression)]) -> Vec<Hit> {
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
            let (hit, expression) = &expressions[at];
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

/// The words at the beginning and at the end of lines.
fn literals(patterns: &[Pattern], is_wanted: impl Fn(&Pattern) -> bool) -> (Literals, Literals) {
    let (mut first, mut last) = (Literals::default(), Literals::default());
    for (number, pattern) in patterns.iter().enumerate().filter(|(_, pattern)| is_wanted(pattern)) {
        let Wanted::Words(words, place) = &pattern.wanted else { continue };
        let literal = Literal::new(words, *place);
        let (map, key) = match place {
            Place::Anywhere => continue,
            Place::End => (&mut last, last_key(literal.words())),
            Place::Whole | Place::Start => (&mut first, first_key(literal.words())),
        };
        map.entry(key).or_default().push(((number, pattern.owner), literal));
    }
    (first, last)
}

/// The place of expressions for lines that begin with no ASCII character.
const FOREIGN: usize = 128;

fn needles(expressions: &[(usize, &Expression)]) -> (AhoCorasick, Vec<usize>) {
    let of_each = expressions.iter().copied();
    let (needles, owners): (Vec<&str>, Vec<usize>) =
        of_each.flat_map(|(at, expression)| expression.needles().map(move |needle| (needle, at))).unzip();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(needles)
        .expect("a few hundred short needles fit into an automaton");
    (automaton, owners)
}

fn by_first_byte(expressions: &[(usize, &Expression)]) -> Vec<Vec<usize>> {
    let blind = expressions.iter().filter(|(_, expression)| expression.is_blind());
    let blind: Vec<(usize, &Edge)> = blind.map(|(at, expression)| (*at, &expression.edges()[0])).collect();
    let begins = |byte: usize| {
        let char = u8::try_from(byte).ok().filter(u8::is_ascii).map(char::from);
        let may = blind.iter().filter(|(_, first)| char.map_or(first.may_be_foreign(), |c| first.may_be(c)));
        may.map(|(at, _)| *at).collect()
    };
    (0..=FOREIGN).map(begins).collect()
}
