//! A page's text → [`Line`]s: what does each line look like?
//!
//! Every line gets a [`Sign`] from its own words and shape. What it is *for* ([`crate::role::Role`]) shows only
//! among its neighbours, and is settled by `split` and `strip`.

use crate::role::RuleId;
use crate::rules::{LineLook, Phrases, Rules, RulesetId, SHORT_LINE_BYTES, Tables};
use crate::span::{Span, is_white, trim_span};
use crate::stamp::{self, stamp};
use crate::words::{compared, holds_digit, is_unspaced, run_width};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_64;

mod dateline;
pub mod likely;
mod look;
mod markdown;
pub(crate) mod mend;
mod name;
mod wrap;

pub use dateline::dateline_width;
pub use look::{Ends, Look, bullet_width, residue_removed};
use markdown::{bare, plain};
pub use name::byline_width;

/// The smallest piece of a page that can be kept or dropped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where its text lies, trimmed of white space; empty if it is blank.
    pub span: Span,
    /// Where its words lie, without what scrapers put around them.
    pub words: Span,
    /// The byte after its line end.
    pub end: usize,
    /// What it looks like.
    pub sign: Sign,
    /// Its shape.
    pub look: Look,
    /// A hash of its words, equal for all copies of a headline; 0 where it cannot be one.
    pub echo: u64,
    /// The log-odds that it is body text; `None` where no model knows the page's language.
    pub likely: Option<f32>,
}

impl Line {
    /// Whether it reads like body text.
    pub fn is_prose(&self) -> bool {
        /// A sentence in a box is as unlikely as that; one of a short story in between longer ones is not.
        const BOX: f32 = -2.0;
        self.sign == Sign::Text && self.look.is_prose() && self.likely.is_none_or(|likely| likely > BOX)
    }

    /// Whether a model takes it for furniture. Text lost is worse than furniture kept: a sentence has to be less likely
    /// than a button.
    pub fn is_unlikely(&self) -> bool {
        const SENTENCE: f32 = -1.5;
        const SHORT_LINE: f32 = -1.0;
        let bound = if self.look.is_prose() { SENTENCE } else { SHORT_LINE };
        self.likely.is_some_and(|likely| likely < bound)
    }
}

/// What a line looks like on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nothing but white space.
    Blank,
    /// A line that some rule of the tables knows.
    Rule(RuleId),
    /// A date or time, perhaps with an author or a place.
    Stamp(stamp::Kind),
    /// It goes on from the line above: the page is hard-wrapped.
    Continued,
    /// It begins with a bullet.
    Bullet,
    /// Anything else.
    Text,
}

/// A page's lines, and whose page it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// All lines in order.
    pub lines: Vec<Line>,
    /// The tables that hold on it.
    pub tables: Tables,
}

/// Labels every line of a page.
///
/// Law: the lines with their line ends, end to end, are the page.
pub fn label(text: &str, rules: &Rules) -> Labelled {
    let mut labelled = label_blocks(text, rules);
    wrap::join(text, &mut labelled.lines);
    likely::judge(text, &mut labelled.lines, rules);
    labelled
}

/// Labels every line of a page of which each line is a block of its own, as those of HTML pages are: none goes on from
/// another, and none is judged by its shape alone.
pub fn label_blocks(text: &str, rules: &Rules) -> Labelled {
    let mut lines = Vec::with_capacity(text.len() / 64);
    let mut signs = BTreeSet::new();
    let mut foreign = Vec::new();
    for (span, end) in line_spans(text) {
        let (line, hits) = look_at(text, span, end, rules);
        signs.extend(hits.signs);
        // Which publisher's rules hold is known only at the end of the page.
        if hits.rules.iter().any(|(ruleset, _)| *ruleset != RulesetId::GENERIC) {
            foreign.push((lines.len(), hits.rules));
        }
        lines.push(line);
    }
    let tables = rules.recognise(&count_signs(&signs));
    for (index, hits) in foreign {
        if let Some(id) = rules.strongest(&hits, &tables) {
            lines[index].sign = Sign::Rule(id);
        }
    }
    Labelled { lines, tables }
}

/// Whether a rule hits a line, whatever other rules do.
pub(crate) fn is_hit(line: &str, id: RuleId, rules: &Rules) -> bool {
    let Looked { look, read, .. } = Looked::of(crate::span::trim(line));
    let hits = rules.hits(LineLook { text: &read, words: look.words(), prose: look.is_sentence() });
    hits.rules.iter().any(|(_, hit)| *hit == id)
}

/// The words of a trimmed line as the page has them, without what scrapers put around them and without a bullet.
pub(crate) fn words_of(piece: &str) -> &str {
    let (_, words) = bare(mend::core(piece).1);
    &words[bullet_width(words)..]
}

/// A trimmed line as rules read it: its words, with plain spaces and without the targets of links.
pub(crate) fn read_as(piece: &str) -> Cow<'_, str> {
    apart(piece).map_or(piece.into(), |(.., plain)| mended(plain))
}

/// Where the words of a trimmed line begin, these words, and the same without the targets of links; `None` of lines of nothing else,
/// and of pictures without words, which rules know whole.
fn apart(piece: &str) -> Option<(usize, &str, Cow<'_, str>)> {
    let (residue, whole) = mend::core(piece);
    let (marks, words) = bare(whole);
    let plain = plain(words);
    (!plain.is_empty()).then_some((residue + marks, words, plain))
}

fn mended(plain: Cow<'_, str>) -> Cow<'_, str> {
    match plain {
        Cow::Borrowed(words) => mend::mended(words),
        Cow::Owned(plain) => Cow::Owned(mend::mended(&plain).into_owned()),
    }
}

fn count_signs(signs: &BTreeSet<(RulesetId, usize)>) -> BTreeMap<RulesetId, usize> {
    let mut counts = BTreeMap::new();
    for (ruleset, _) in signs {
        *counts.entry(*ruleset).or_default() += 1;
    }
    counts
}

/// The lines of a text: where each lies without its line end, and where the next one begins.
pub(crate) fn line_spans(text: &str) -> impl Iterator<Item = (Span, usize)> {
    let bytes = text.as_bytes();
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        // The second half of a CRLF is behind us already.
        let stop = ends.by_ref().find(|&at| at >= start).unwrap_or(bytes.len());
        let width = if bytes[stop..].starts_with(b"\r\n") { 2 } else { 1 };
        let next = (stop + width).min(bytes.len());
        let span = Span::new(start, stop);
        start = next;
        Some((span, next))
    })
}

fn look_at(text: &str, whole: Span, end: usize, rules: &Rules) -> (Line, crate::rules::Hits) {
    let span = trim_span(text, whole);
    let piece = span.of(text);
    if piece.is_empty() {
        return (
            Line { span, words: span, end, sign: Sign::Blank, look: Look::default(), echo: 0, likely: None },
            Default::default(),
        );
    }
    let Looked { lead, words, look, read } = Looked::of(piece);
    let hits = rules.hits(LineLook { text: &read, words: look.words(), prose: look.is_sentence() });
    let sign = match rules.strongest(&hits.rules, &Tables::GENERIC) {
        Some(id) => Sign::Rule(id),
        None => plain_sign(&read, look, rules),
    };
    let echo = if matches!(sign, Sign::Text | Sign::Bullet) { echo_hash(words, look, rules) } else { 0 };
    let words = Span::new(span.start + lead, span.start + lead + words.len());
    (Line { span, words, end, sign, look, echo, likely: None }, hits)
}

/// A trimmed line, looked at.
struct Looked<'l> {
    /// Where its words begin.
    lead: usize,
    /// Its words as the page has them, without what scrapers put around them.
    words: &'l str,
    /// Their shape.
    look: Look,
    /// The words as rules read them.
    read: Cow<'l, str>,
}

impl<'l> Looked<'l> {
    fn of(piece: &'l str) -> Self {
        let Some((lead, words, plain)) = apart(piece) else {
            return Self { lead: 0, words: piece, look: Look::of(piece), read: piece.into() };
        };
        let look = Look::of(words);
        let look = if let Cow::Owned(plain) = &plain { look.reading(plain) } else { look };
        Self { lead, words, look, read: mended(plain) }
    }
}

fn plain_sign(piece: &str, look: Look, rules: &Rules) -> Sign {
    // A time may end like a sentence: `4:18 p.m.`
    if piece.len() <= SHORT_LINE_BYTES
        && (!look.is_sentence() || piece.ends_with(".m."))
        && let Some(stamp) = stamp(piece, rules)
    {
        return Sign::Stamp(stamp.kind());
    }
    if look.bullet() > 0 { Sign::Bullet } else { Sign::Text }
}

/// Hashes the words of a line that may be a headline, without its bullet, its glued label and its entities.
fn echo_hash(piece: &str, look: Look, rules: &Rules) -> u64 {
    const LONGEST_HEADLINE: usize = 300;
    if piece.len() > LONGEST_HEADLINE || (look.is_sentence() && piece.len() > SHORT_LINE_BYTES / 2) {
        return 0;
    }
    let words = compared(&residue_removed(&plain(&piece[bullet_width(piece)..])));
    let kept = without_label(words.as_str(), &rules.labels.headline);
    if kept.is_empty() { 0 } else { xxh3_64(kept.as_bytes()).max(1) }
}

fn without_label<'w>(words: &'w str, labels: &Phrases) -> &'w str {
    match words.split_once(' ') {
        // Of a headline of two words, the first is no label.
        Some((first, rest)) if rest.contains(' ') && labels.is_one(first) => rest,
        _ => words,
    }
}
