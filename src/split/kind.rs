//! What kind of line a short line is, so that lines with other words can be the same again.

use super::rows::Rows;
use crate::evidence::Evidence;
use crate::label::Sign;
use crate::rules::Tells;
use crate::words::holds_digit;
use rustc_hash::FxHashMap;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// The kind of a short line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Not worth counting.
    Nothing,
    /// A date or time.
    Stamp,
    /// `By …`.
    Byline,
    /// What sites put between stories.
    Separator,
    /// The way to a page.
    Path,
    /// Hardly anything but numbers and signs.
    Counts,
    /// A line that begins with a picture sign.
    Glyph,
    /// A line that this rule knows.
    Rule(usize),
    /// These very words, which lead to other stories: one such label says nothing of another one.
    Label(u64),
    /// These very words, whatever the numbers.
    Line(u64),
    /// These first words.
    Lead(u64),
}

impl Kind {
    /// How much it says of a header, in log-odds.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Stamp => 1.8,
            Self::Byline => 1.5,
            Self::Separator | Self::Path => 1.2,
            Self::Line(_) => 0.9,
            Self::Glyph | Self::Lead(_) | Self::Counts => 0.7,
            Self::Rule(_) | Self::Label(_) => 0.4,
        }
    }
}

/// Where lines of one kind stand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// In how many gaps.
    pub(super) gaps: usize,
    /// The last of them.
    last: usize,
    /// Above the first text, where no story ends.
    pub(super) opens: bool,
    /// Below the last text, where none begins.
    pub(super) closes: bool,
}

/// Where the lines of each kind stand, among the gaps with text below and in the tail of the page.
pub(super) fn seen(kinds: &[[Kind; 2]], gaps: &[Range<usize>], tail: Range<usize>) -> FxHashMap<Kind, Seen> {
    let mut known: FxHashMap<Kind, Seen> = FxHashMap::default();
    for (number, gap) in gaps.iter().enumerate() {
        for kind in kinds[gap.clone()].iter().flatten() {
            let seen = known.entry(*kind).or_default();
            seen.gaps += usize::from(seen.gaps == 0 || seen.last != number);
            seen.last = number;
            seen.opens |= number == 0;
        }
    }
    for kind in kinds[tail].iter().flatten() {
        known.entry(*kind).or_default().closes = true;
    }
    known
}

/// The kinds of a row, the closer one first.
pub(super) fn kinds(rows: &Rows<'_>, at: usize) -> [Kind; 2] {
    const WORDS: usize = 12;
    let row = &rows.rows[at];
    let one = |kind| [kind, Kind::Nothing];
    match row.line.sign {
        _ if row.is_prose() => one(Kind::Nothing),
        _ if row.hint == Some(Evidence::Separator) => one(Kind::Separator),
        _ if row.tells == Tells::Path => one(Kind::Path),
        _ if row.by => one(Kind::Byline),
        Sign::Stamp(_) => one(Kind::Stamp),
        Sign::Text if is_labelled_date(rows, rows.piece(at)) => one(Kind::Stamp),
        Sign::Rule(_) if row.tells == Tells::Teaser => one(Kind::Label(folded(rows.piece(at)))),
        Sign::Rule(id) => one(Kind::Rule(id.index())),
        Sign::Text | Sign::Bullet if row.line.look.words() <= WORDS => of_words(rows.piece(at)),
        _ => one(Kind::Nothing),
    }
}

/// The kinds of lines that count one up from each to the next, as the headings of one story's parts do: `Claim 3`.
pub(super) fn counting(rows: &Rows<'_>, kinds: &[[Kind; 2]]) -> Vec<Kind> {
    const OFTEN: usize = 3;
    let mut numbers: FxHashMap<Kind, Vec<usize>> = FxHashMap::default();
    for (at, &[kind, _]) in kinds.iter().enumerate() {
        let number = matches!(kind, Kind::Line(_)).then(|| last_number(rows.piece(at)));
        if let Some(number) = number.flatten() {
            numbers.entry(kind).or_default().push(number);
        }
    }
    let counts = |numbers: &[usize]| numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let parts = numbers.into_iter().filter(|(_, all)| all.len() >= OFTEN && counts(all));
    parts.map(|(kind, _)| kind).collect()
}

/// The number that a line ends with.
fn last_number(piece: &str) -> Option<usize> {
    const DIGITS: usize = 2;
    let (_, last) = piece.trim_end_matches([':', '.']).rsplit_once(' ')?;
    last.parse().ok().filter(|_| last.len() <= DIGITS)
}

/// A label of dates, and figures: `Posted 2h ago2 hours ago`.
fn is_labelled_date(rows: &Rows<'_>, piece: &str) -> bool {
    let labels = &rows.rules.labels;
    let labelled = || labels.published.longest(piece).or_else(|| labels.updated.longest(piece)).is_some();
    holds_digit(piece) && labelled()
}

fn of_words(piece: &str) -> [Kind; 2] {
    if is_counts(piece) {
        return [Kind::Counts, Kind::Nothing];
    }
    let glyph = piece.starts_with(is_glyph);
    let lead =
        if glyph { Kind::Glyph } else { lead(piece).map_or(Kind::Nothing, |lead| Kind::Lead(folded(lead))) };
    [Kind::Line(folded(piece)), lead]
}

/// Whether a line is hardly anything but numbers and signs, as counts of readers and reactions are.
pub(super) fn is_counts(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && piece.chars().filter(|c| c.is_alphabetic()).count() * 2 <= digits
}

/// Whether a character is a picture or an arrow.
pub(super) fn is_glyph(c: char) -> bool {
    ('\u{2190}'..='\u{2BFF}').contains(&c) || c >= '\u{1F000}'
}

/// Up to a colon, or the first two of several words.
fn lead(piece: &str) -> Option<&str> {
    const LABEL: usize = 24;
    if let Some(colon) = piece.find(": ").filter(|&at| at <= LABEL) {
        return Some(&piece[..colon]);
    }
    let mut ends = piece.match_indices(' ').map(|(at, _)| at);
    let second = ends.nth(1)?;
    Some(&piece[..second])
}

/// A hash of the words, the same for all numbers.
pub(super) fn folded(piece: &str) -> u64 {
    if !piece.bytes().any(|byte| byte.is_ascii_digit()) {
        return xxh3_64(piece.to_ascii_lowercase().as_bytes());
    }
    let mut plain: Vec<u8> = Vec::with_capacity(piece.len());
    for byte in piece.bytes() {
        match byte {
            b'0'..=b'9' if plain.last() == Some(&b'0') => {}
            b'0'..=b'9' => plain.push(b'0'),
            _ => plain.push(byte.to_ascii_lowercase()),
        }
    }
    xxh3_64(&plain)
}
