//! Two texts → their word-level edit script: which words stand in both, and which in only one of them?

use crate::words::{compared, is_unspaced};
use serde::Serialize;
use std::ops::Range;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use xxhash_rust::xxh3::xxh3_64;

/// A word as it stands in a text, with the marks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// White space stands before it.
    pub spaced: bool,
    /// Marks before the word.
    pub lead: &'t str,
    /// The word.
    pub word: &'t str,
    /// Marks behind it, up to the white space before the next word.
    pub tail: &'t str,
    /// Equal for words that are equal when they are compared.
    pub key: u64,
}

/// A step of the script, by the places of tokens: of the first text, then of the second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// The word stands in both.
    Same(usize, usize),
    /// One word stands for another.
    Changed(usize, usize),
    /// Only the first text has it.
    Gone(usize),
    /// Only the second text has it.
    New(usize),
}

/// The words of a text with their marks; put together with the white space between them they are the text.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let words = word_ranges(text);
    let ends = std::iter::once(0).chain(words.iter().map(|word| word.end));
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(words.len());
    for (word, end) in words.iter().zip(ends) {
        let gap = &text[end..word.start];
        // Whatever stands before the first word is its lead.
        let (tail, lead) = if tokens.is_empty() { ("", gap.trim_start()) } else { parted(gap) };
        if let Some(last) = tokens.last_mut() {
            last.tail = tail;
        }
        let spaced = !tokens.is_empty() && tail.len() + lead.len() < gap.len();
        let piece = &text[word.clone()];
        let key = xxh3_64(compared(piece).as_str().as_bytes());
        tokens.push(Token { spaced, lead, word: piece, tail: "", key });
    }
    if let Some((last, word)) = tokens.last_mut().zip(words.last()) {
        last.tail = text[word.end..].trim_end();
    }
    tokens
}

/// What stands between two words: what belongs to the first, and what to the second behind the last white space.
fn parted(gap: &str) -> (&str, &str) {
    match gap.char_indices().rfind(|(_, c)| c.is_whitespace()) {
        Some((at, white)) => (gap[..at].trim_end(), &gap[at + white.len_utf8()..]),
        None => (gap, ""),
    }
}

/// Where the words of a text lie: as [`crate::words`] has them, before any folding.
fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        let (end, letter) = (at + c.len_utf8(), c.is_alphanumeric());
        let goes_on = |last: &Range<usize>| {
            let single = text[last.start..].starts_with(is_unspaced);
            last.end == at && (is_inner(c) || letter && !single && !is_unspaced(c))
        };
        match ranges.last_mut().filter(|last| goes_on(last)) {
            Some(last) => last.end = end,
            None if letter || is_inner(c) && !is_joiner(c) => ranges.push(at..end),
            None => {}
        }
    }
    ranges
}

/// Whether a character never ends the word it stands in.
fn is_inner(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark || is_joiner(c)
}

/// What is removed from words before they are compared.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

/// The shortest script of substitutions, removals and insertions (V. Levenshtein, 1966), in linear memory where the
/// texts are long (D. Hirschberg, "A linear space algorithm for computing maximal common subsequences", 1975).
pub fn script(this: &[u64], twin: &[u64]) -> Vec<Edit> {
    let mut edits = Vec::with_capacity(this.len().max(twin.len()));
    align(this, twin, (0, 0), &mut edits);
    edits
}

/// Aligns two pieces that begin at `(i, j)`.
fn align(a: &[u64], b: &[u64], (i, j): (usize, usize), edits: &mut Vec<Edit>) {
    /// So many cells are filled in at once.
    const CELLS: usize = 1 << 22;
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    edits.extend((0..start).map(|at| Edit::Same(i + at, j + at)));
    let (a, b, i, j) = (&a[start..], &b[start..], i + start, j + start);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len() < 2 || a.len().saturating_mul(b.len()) <= CELLS {
        edits.extend(table(a, b).into_iter().map(|edit| edit.moved(i, j)));
    } else {
        let (middle, cut) = halves(a, b);
        align(&a[..middle], &b[..cut], (i, j), edits);
        align(&a[middle..], &b[cut..], (i + middle, j + cut), edits);
    }
    edits.extend((0..end).map(|at| Edit::Same(i + a.len() + at, j + b.len() + at)));
}

impl Edit {
    fn moved(self, i: usize, j: usize) -> Self {
        match self {
            Self::Same(a, b) => Self::Same(a + i, b + j),
            Self::Changed(a, b) => Self::Changed(a + i, b + j),
            Self::Gone(a) => Self::Gone(a + i),
            Self::New(b) => Self::New(b + j),
        }
    }
}

/// Where to cut both so that the halves can be aligned on their own.
fn halves(a: &[u64], b: &[u64]) -> (usize, usize) {
    let middle = a.len() / 2;
    let above = last_row(a[..middle].iter(), b.iter());
    let below = last_row(a[middle..].iter().rev(), b.iter().rev());
    let cost = |cut: &usize| above[*cut] + below[b.len() - *cut];
    (middle, (0..=b.len()).min_by_key(cost).unwrap_or(0))
}

/// The distances of all of `a` to each beginning of `b`.
fn last_row<'k>(a: impl Iterator<Item = &'k u64>, b: impl Iterator<Item = &'k u64> + Clone) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=b.clone().count()).collect();
    for word in a {
        let mut diagonal = row[0];
        row[0] += 1;
        for (at, other) in b.clone().enumerate() {
            let cost = (diagonal + usize::from(word != other)).min(row[at] + 1).min(row[at + 1] + 1);
            diagonal = std::mem::replace(&mut row[at + 1], cost);
        }
    }
    row
}

/// The script of short texts, from the whole table of distances.
fn table(a: &[u64], b: &[u64]) -> Vec<Edit> {
    let width = b.len() + 1;
    let mut costs: Vec<usize> = vec![0; (a.len() + 1) * width];
    for (at, cost) in costs.iter_mut().enumerate() {
        *cost = (at / width) + (at % width);
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substituted = costs[(i - 1) * width + j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let other = costs[(i - 1) * width + j].min(costs[i * width + j - 1]) + 1;
            costs[i * width + j] = substituted.min(other);
        }
    }
    backwards(a, b, &costs)
}

/// The way through the table, from its end.
fn backwards(a: &[u64], b: &[u64], costs: &[usize]) -> Vec<Edit> {
    let width = b.len() + 1;
    let (mut i, mut j) = (a.len(), b.len());
    let mut edits = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        let here = costs[i * width + j];
        // A word that stands for another one comes before what was added behind it.
        let edit = if i > 0 && j > 0 && a[i - 1] == b[j - 1] && here == costs[(i - 1) * width + j - 1] {
            Edit::Same(i - 1, j - 1)
        } else if i > 0 && here == costs[(i - 1) * width + j] + 1 {
            Edit::Gone(i - 1)
        } else if j > 0 && here == costs[i * width + j - 1] + 1 {
            Edit::New(j - 1)
        } else {
            Edit::Changed(i - 1, j - 1)
        };
        i -= usize::from(!matches!(edit, Edit::New(_)));
        j -= usize::from(!matches!(edit, Edit::Gone(_)));
        edits.push(edit);
    }
    edits.reverse();
    edits
}

/// Words one after another that the script treats alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditRun {
    /// What becomes of them.
    pub kind: EditKind,
    /// How they stand in the first text.
    pub this: String,
    /// How they stand in the second one.
    pub twin: String,
}

/// What becomes of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// They stand in both.
    Same,
    /// The two texts differ here.
    Differs,
}

/// The script as runs: the words of both texts in order, each once.
pub fn runs(this: &str, twin: &str) -> Vec<EditRun> {
    let (this, twin) = (tokens(this), tokens(twin));
    let mut runs: Vec<EditRun> = Vec::new();
    for edit in script(&keys(&this), &keys(&twin)) {
        let kind = if matches!(edit, Edit::Same(..)) { EditKind::Same } else { EditKind::Differs };
        if runs.last().is_none_or(|run| run.kind != kind) {
            runs.push(EditRun { kind, this: String::new(), twin: String::new() });
        }
        let (left, right) = edit.places();
        if let Some(run) = runs.last_mut() {
            left.iter().for_each(|&at| this[at].append_to(&mut run.this));
            right.iter().for_each(|&at| twin[at].append_to(&mut run.twin));
        }
    }
    runs
}

/// The keys of tokens.
pub fn keys(tokens: &[Token<'_>]) -> Vec<u64> {
    tokens.iter().map(|token| token.key).collect()
}

impl Edit {
    /// The places of the token in both texts.
    pub fn places(self) -> (Option<usize>, Option<usize>) {
        match self {
            Self::Same(a, b) | Self::Changed(a, b) => (Some(a), Some(b)),
            Self::Gone(a) => (Some(a), None),
            Self::New(b) => (None, Some(b)),
        }
    }
}

impl Token<'_> {
    fn append_to(&self, text: &mut String) {
        if self.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.extend([self.lead, self.word, self.tail]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::{Similarity, similarity};
    use proptest::prelude::*;

    /// The words of a text between bars, its marks around them.
    #[track_caller]
    fn check_tokens(text: &str, expected: &str) {
        let shown = |token: &Token<'_>| {
            let gap = if token.spaced { " " } else { "" };
            format!("{gap}{}|{}|{}", token.lead, token.word, token.tail)
        };
        assert_eq!(tokens(text).iter().map(shown).collect::<String>(), expected);
    }

    #[test]
    fn marks_belong_to_the_word_they_touch() {
        check_tokens("“Don’t go”, she said — twice…", "“|Don|’|t| |go|”, |she| |said| — |twice|…");
        check_tokens("11-week (at last)", "|11|-|week| (|at| |last|)");
        check_tokens("… —", "");
    }

    #[test]
    fn scripts_without_spaces_give_a_token_a_character_and_marks_stay_where_they_are() {
        check_tokens("東京でABC", "|東||京||で||ABC|");
        check_tokens("ที่นี่", "|ที่||นี่|");
        check_tokens("می\u{200C}شود", "|می\u{200C}شود|");
    }

    #[test]
    fn a_run_holds_the_words_of_both_texts() {
        let run = |kind, this: &str, twin: &str| EditRun { kind, this: this.into(), twin: twin.into() };
        assert_eq!(
            runs("More than 1,100 boats had been moved.", "More than 1,300 wooden boats had been moved"),
            [
                run(EditKind::Same, "More than 1,", "More than 1,"),
                run(EditKind::Differs, "100", "300 wooden"),
                run(EditKind::Same, "boats had been moved.", "boats had been moved"),
            ]
        );
    }

    #[test]
    fn long_texts_are_aligned_piece_by_piece_at_the_same_cost() {
        let a: Vec<u64> = (0..3000).collect();
        let b: Vec<u64> =
            (0..3000).filter(|at| at % 7 != 3).map(|at| if at % 11 == 0 { 9999 } else { at }).collect();
        check_script(&a, &b);
    }

    /// The script is as long as the distance, and names each token once and in order.
    #[track_caller]
    fn check_script(a: &[u64], b: &[u64]) {
        let edits = script(a, b);
        let cost = edits.iter().filter(|edit| !matches!(edit, Edit::Same(..))).count();
        let longer = a.len().max(b.len());
        assert_eq!(
            Similarity::share(longer - cost, longer.max(1)).as_fraction()
                + if longer == 0 { 1.0 } else { 0.0 },
            similarity(a, b).as_fraction()
        );
        assert!(edits.iter().filter_map(|edit| edit.places().0).eq(0..a.len()));
        assert!(edits.iter().filter_map(|edit| edit.places().1).eq(0..b.len()));
        for edit in edits {
            if let Edit::Same(i, j) = edit {
                assert_eq!(a[i], b[j]);
            }
        }
    }

    proptest! {
        #[test]
        fn the_script_is_as_long_as_the_distance(
            a in prop::collection::vec(0_u64..5, 0..30),
            b in prop::collection::vec(0_u64..5, 0..30),
        ) {
            check_script(&a, &b);
        }

        #[test]
        fn tokens_hold_the_words_that_are_compared(text in "([a-zA-Z0-9 .,“”—’-]|é|東|م|ی|\u{200C}|\u{301}){0,40}") {
            let words: Vec<String> =
                tokens(&text).iter().map(|token| compared(token.word).as_str().to_owned()).collect();
            let compared = compared(&text);
            prop_assert_eq!(words, compared.iter().map(str::to_owned).collect::<Vec<_>>());
        }

        #[test]
        fn tokens_end_to_end_are_the_text_but_for_white_space(text in "([a-zA-Z0-9 .,“”—’-]|東){0,40}") {
            let tokens = tokens(&text);
            prop_assume!(!tokens.is_empty());
            let joined: String = tokens.iter().flat_map(|token| [token.lead, token.word, token.tail]).collect();
            let without_white = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(without_white(&joined), without_white(&text));
        }
    }
}
