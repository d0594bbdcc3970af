//! Characters as single bytes: an expression tells few kinds of them apart.
//!
//! A regular expression over UTF-8 has many states for each character that is not ASCII, and takes long to compile. Over
//! lines in which a byte stands for all characters that the expression does not tell apart, it is small.

use super::needle::holds;
use regex_automata::meta;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look, Repetition};
use rustc_hash::FxHashMap;

/// Which byte stands for a character beyond ASCII; those of ASCII stand for themselves.
#[derive(Debug)]
pub(super) struct Kinds {
    /// Where characters of another kind begin, in order, and their kind.
    runs: Vec<(u32, u8)>,
    /// A character of each kind.
    examples: Vec<char>,
}

/// The first character, and the first byte, beyond ASCII.
const FOREIGN: u8 = 0x80;

impl Kinds {
    /// The kinds that an expression tells apart, and the expression over bytes that stand for them; `None` where there
    /// are too many, or where it looks at more of a line than its characters and ASCII word edges.
    pub(super) fn engine(hir: &Hir) -> Option<(Self, meta::Regex)> {
        let kinds = Self::of(hir)?;
        let config = meta::Config::new().utf8_empty(false).which_captures(WhichCaptures::Implicit);
        // The lazy automaton does all of the work; to try other engines costs more than they save on lines.
        let config = config.dfa(false).onepass(false).backtrack(false).auto_prefilter(false);
        let regex = meta::Builder::new().configure(config).build_from_hir(&kinds.over_bytes(hir)?).ok()?;
        Some((kinds, regex))
    }

    /// A line with one byte a character.
    pub(super) fn bytes(&self, line: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(line.len());
        bytes.extend(line.chars().map(|c| self.byte(c)));
        bytes
    }

    fn byte(&self, c: char) -> u8 {
        if c.is_ascii() {
            return c as u8;
        }
        let behind = self.runs.partition_point(|(from, _)| *from <= u32::from(c));
        behind.checked_sub(1).map_or(FOREIGN, |at| self.runs[at].1)
    }

    /// Characters are of one kind if they stand in the same of all classes.
    fn of(hir: &Hir) -> Option<Self> {
        let mut classes = Vec::new();
        collect(hir, &mut classes)?;
        classes.sort();
        classes.dedup();
        let mut edges = vec![(u32::from(FOREIGN), 0)];
        for (number, class) in classes.iter().enumerate() {
            let bit = 1_u128.checked_shl(u32::try_from(number).ok()?)?;
            edges.extend(class.iter().flat_map(|&(first, behind)| [(first, bit), (behind, bit)]));
        }
        edges.sort_unstable();
        let (mut kinds, mut inside) = (FxHashMap::default(), 0);
        let (mut runs, mut examples) = (Vec::new(), Vec::new());
        for edges in edges.chunk_by(|a, b| a.0 == b.0) {
            inside = edges.iter().fold(inside, |inside, (_, bit)| inside ^ bit);
            // Behind the last character there is none.
            let Some(example) = char::from_u32(edges[0].0) else { continue };
            let kind = *kinds.entry(inside).or_insert_with(|| {
                examples.push(example);
                examples.len() - 1
            });
            runs.push((edges[0].0, u8::try_from(kind).ok()?.checked_add(FOREIGN)?));
        }
        Some(Self { runs, examples })
    }

    fn over_bytes(&self, hir: &Hir) -> Option<Hir> {
        let all = |parts: &[Hir]| parts.iter().map(|part| self.over_bytes(part)).collect::<Option<Vec<_>>>();
        Some(match hir.kind() {
            HirKind::Empty => Hir::empty(),
            HirKind::Literal(literal) => Hir::literal(self.bytes(std::str::from_utf8(&literal.0).ok()?)),
            HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Bytes(self.class(class))),
            HirKind::Class(Class::Bytes(_)) => return None,
            HirKind::Look(look) => match look {
                Look::Start | Look::End | Look::WordAscii | Look::WordAsciiNegate => Hir::look(*look),
                _ => return None,
            },
            HirKind::Repetition(repeated) => {
                let sub = Box::new(self.over_bytes(&repeated.sub)?);
                Hir::repetition(Repetition { sub, ..*repeated })
            }
            HirKind::Capture(capture) => self.over_bytes(&capture.sub)?,
            HirKind::Concat(parts) => Hir::concat(all(parts)?),
            HirKind::Alternation(choices) => Hir::alternation(all(choices)?),
        })
    }

    fn class(&self, class: &ClassUnicode) -> ClassBytes {
        let ascii = (0..FOREIGN).filter(|&byte| holds(class.ranges(), char::from(byte)));
        let foreign = (FOREIGN..=u8::MAX).zip(&self.examples);
        let foreign = foreign.filter(|(_, example)| holds(class.ranges(), **example));
        let bytes = ascii.chain(foreign.map(|(byte, _)| byte));
        ClassBytes::new(bytes.map(|byte| ClassBytesRange::new(byte, byte)))
    }
}

/// Ranges of codes beyond ASCII, each with the code behind it.
type Ranges = Vec<(u32, u32)>;

/// Collects the characters beyond ASCII that an expression names together.
fn collect(hir: &Hir, classes: &mut Vec<Ranges>) -> Option<()> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let foreign = text.chars().filter(|c| !c.is_ascii());
            classes.extend(foreign.map(|c| vec![(u32::from(c), behind(c))]));
        }
        HirKind::Class(Class::Unicode(class)) => {
            let foreign = class.ranges().iter().filter(|range| !range.end().is_ascii());
            let codes = foreign.map(|range| (u32::from(range.start()), behind(range.end())));
            classes.push(codes.map(|(first, behind)| (first.max(u32::from(FOREIGN)), behind)).collect());
        }
        _ => {}
    }
    hir.kind().subs().iter().try_for_each(|sub| collect(sub, classes))
}

/// The code of the next character. Codes of surrogates are no characters.
fn behind(c: char) -> u32 {
    if c == '\u{D7FF}' { 0xE000 } else { u32::from(c) + 1 }
}
