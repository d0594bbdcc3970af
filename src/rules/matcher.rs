//! All patterns of all tables against a line, without trying most of them.
//!
//! Literal words are found by the first or last word of the line. A regular expression is tried only where a piece of
//! text that each of its matches holds was seen (all of them are looked for in one pass), or where the line begins as its
//! matches do.

use super::both::both;
use super::phrases::{first_key, last_key};
use super::{LONG_LINE_HEAD, RulesetId, SHORT_LINE_BYTES};
use rustc_hash::FxHashMap;

mod expression;
mod kinds;
mod literal;
mod needle;
mod search;

use expression::{Expression, Line};
use literal::Literal;
pub(super) use literal::{Place, says_nothing};
use needle::Edge;
use search::Needles;

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

/// Kinds of lines, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lines(u8);

impl Lines {
    /// How many kinds there are.
    const KINDS: usize = 3;
    /// Short ones that are no sentences.
    const SHORT: Self = Self(1);
    /// Short sentences.
    const SENTENCES: Self = Self(2);
    /// The heads of long ones.
    const LONG: Self = Self(4);

    /// Those that a pattern is for.
    fn of(pattern: &Pattern) -> Self {
        match (pattern.prose, pattern.long) {
            (false, _) => Self::SHORT,
            (true, false) => Self::SHORT.and(Self::SENTENCES),
            (true, true) => Self::SHORT.and(Self::SENTENCES).and(Self::LONG),
        }
    }

    /// Those of one kind, by its number.
    fn of_kind(number: usize) -> Self {
        [Self::SHORT, Self::SENTENCES, Self::LONG][number]
    }

    /// The number of the first kind among them; of none, that of the first of all.
    fn kind(self) -> usize {
        self.0.trailing_zeros() as usize % Self::KINDS
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is among them.
    fn hold(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A pattern's number among all, and whom it speaks for.
type Hit = (usize, Owner);

/// Words of rules with the lines they are for, by their first or last word.
type Literals = FxHashMap<u64, Vec<Ruled<Literal>>>;

/// The patterns, sorted by how a glance at a line can rule them out. Expressions go by their place among all.
#[derive(Debug)]
pub(super) struct Matcher {
    expressions: Vec<Ruled<Expression>>,
    /// Words at the beginning of a line or of the whole line, by their first word.
    first: Literals,
    /// Words at the end of a line, by their last word.
    last: Literals,
    needles: Needles,
    /// Expressions without a needle, by the first byte of a line; those of all other bytes last.
    by_first_byte: Vec<Vec<usize>>,
}

impl Matcher {
    /// Says which pattern cannot be read, by number, and why.
    pub(super) fn new(patterns: &[Pattern]) -> Result<Self, (usize, String)> {
        let (expressions, (first, last)) = both(|| expressions(patterns), || literals(patterns));
        let expressions = expressions?;
        let (needles, by_first_byte) = (needles(&expressions), by_first_byte(&expressions));
        Ok(Self { expressions, first, last, needles, by_first_byte })
    }

    /// The patterns that hit a trimmed line, by number, with their owners, in the order of the tables.
    pub(super) fn matches(&self, line: &str, sentence: bool) -> impl Iterator<Item = Hit> {
        let (kind, head) = match (line.len() <= SHORT_LINE_BYTES, sentence) {
            (true, false) => (Lines::SHORT, line),
            (true, true) => (Lines::SENTENCES, line),
            (false, _) => (Lines::LONG, &line[..line.floor_char_boundary(LONG_LINE_HEAD)]),
        };
        let mut hits = Vec::new();
        self.literals(head, kind, &mut hits);
        if let Some(line) = Line::of(head) {
            self.each_worth_trying(head, kind, |at| {
                let (hit, _, expression) = &self.expressions[at];
                hits.extend(expression.hits(line).then_some(*hit));
            });
        }
        hits.sort_unstable_by_key(|(number, _)| *number);
        hits.dedup_by_key(|(number, _)| *number);
        hits.into_iter()
    }

    /// Compiles the expressions from a number on; says which one cannot be, by number, and why.
    pub(super) fn compile(&self, from: usize) -> Result<(), (usize, String)> {
        let mut expressions = self.expressions.iter().filter(|((number, _), ..)| *number >= from);
        expressions.try_for_each(|((number, _), _, expression)| {
            expression.compile().map(drop).map_err(|problem| (*number, problem))
        })
    }

    /// Adds the words that hit a line.
    fn literals(&self, line: &str, kind: Lines, hits: &mut Vec<Hit>) {
        let (bare, closed) = (literal::without_lead(line), literal::without_tail(line));
        let first = self.first.get(&first_key(bare)).map(|known| (known, bare));
        let last = self.last.get(&last_key(closed)).map(|known| (known, closed));
        for (known, text) in first.into_iter().chain(last) {
            let asked = known.iter().filter(|(_, lines, _)| lines.hold(kind));
            hits.extend(asked.filter(|(.., literal)| literal.hits(text)).map(|(hit, ..)| *hit));
        }
    }

    /// Gives the expressions that a line may match, hardly any of them twice.
    fn each_worth_trying(&self, line: &str, kind: Lines, mut give: impl FnMut(usize)) {
        let byte = line.bytes().next().map_or(FOREIGN, usize::from).min(FOREIGN);
        let blind = self.by_first_byte[byte].iter().copied();
        blind.filter(|&at| self.expressions[at].1.hold(kind)).for_each(&mut give);
        /// So many of the last ones are remembered.
        const LAST: usize = 8;
        let (mut last, mut count) = ([usize::MAX; LAST], 0);
        self.needles.each_in(line, kind, |owner| {
            if !last.contains(&owner) {
                last[count % LAST] = owner;
                count += 1;
                give(owner);
            }
        });
    }
}

/// By what a pattern is told, with what it hits and the lines it asks for.
type Ruled<By> = (Hit, Lines, By);

/// The patterns that are regular expressions, read.
fn expressions(patterns: &[Pattern]) -> Result<Vec<Ruled<Expression>>, (usize, String)> {
    let read = |(number, pattern): (usize, &Pattern)| {
        let regex = match &pattern.wanted {
            Wanted::Words(words, Place::Anywhere) => literal::anywhere(words),
            Wanted::Words(..) => return None,
            Wanted::Regex(regex) => regex.clone(),
        };
        let expression = Expression::new(regex).map_err(|problem| (number, problem));
        Some(expression.map(|expression| ((number, pattern.owner), Lines::of(pattern), expression)))
    };
    patterns.iter().enumerate().filter_map(read).collect()
}

/// The words at the beginning and at the end of lines.
fn literals(patterns: &[Pattern]) -> (Literals, Literals) {
    let (mut first, mut last) = (Literals::default(), Literals::default());
    for (number, pattern) in patterns.iter().enumerate() {
        let Wanted::Words(words, place) = &pattern.wanted else { continue };
        let literal = Literal::new(words, *place);
        let (map, key) = match place {
            Place::Anywhere => continue,
            Place::End => (&mut last, last_key(literal.words())),
            Place::Whole | Place::Start => (&mut first, first_key(literal.words())),
        };
        map.entry(key).or_default().push(((number, pattern.owner), Lines::of(pattern), literal));
    }
    (first, last)
}

/// The place of expressions for lines that begin with no ASCII character.
const FOREIGN: usize = 128;

fn needles(expressions: &[Ruled<Expression>]) -> Needles {
    let mut needles = Needles::default();
    for (at, (_, lines, expression)) in expressions.iter().enumerate() {
        expression.needles().for_each(|needle| needles.add(needle, at, *lines));
    }
    needles
}

fn by_first_byte(expressions: &[Ruled<Expression>]) -> Vec<Vec<usize>> {
    let blind = expressions.iter().enumerate().filter(|(_, (.., expression))| expression.is_blind());
    let blind: Vec<(usize, &Edge)> = blind.map(|(at, (.., expression))| (at, expression.first())).collect();
    let begins = |byte: usize| {
        let char = u8::try_from(byte).ok().filter(u8::is_ascii).map(char::from);
        let may = blind.iter().filter(|(_, first)| char.map_or(first.may_be_foreign(), |c| first.may_be(c)));
        may.map(|(at, _)| *at).collect()
    };
    (0..=FOREIGN).map(begins).collect()
}
