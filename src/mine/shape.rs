//! A line → its shapes: what lines have in common that differ only in numbers, dates and names.

use crate::date::{DateName, DateWords, leading};
use crate::rules::{LONG_LINE_HEAD, SHORT_LINE_BYTES};
use crate::span::Span;
use crate::words::ascii_digit;
use xxhash_rust::xxh3::xxh3_64;

/// What stands in a place in which lines of one shape may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// `12`, `1,204`, `3.5`.
    Number,
    /// Whatever is read as a date, a time or a lapse: `12 March 2024`, `12:04`, `2 hours ago`.
    Date,
    /// A word of a date that cannot be read alone: the month of `12 March`.
    Part(DateName),
    /// A word behind a number, with or without its last `s`: `1 comment`, `3 comments`.
    Plural,
    /// Capitalised words: `Ann Pell`.
    Name,
}

impl Slot {
    /// What stands for it in a key. No line holds control characters that are not white space or worth keeping apart.
    fn code(self) -> char {
        match self {
            Self::Number => '\u{1}',
            Self::Date => '\u{2}',
            Self::Part(DateName::Month) => '\u{3}',
            Self::Part(DateName::Weekday) => '\u{4}',
            Self::Part(DateName::Unit) => '\u{5}',
            Self::Part(DateName::Half) => '\u{6}',
            Self::Plural => '\u{7}',
            Self::Name => '\u{8}',
        }
    }
}

/// A piece of a line: a slot, or what all lines of the shape have (white space of any kind counts as one space).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// `None`: the same in all lines of the shape, but for case.
    pub(super) slot: Option<Slot>,
    /// Its bytes.
    pub(super) span: Span,
}

/// A line with some of its pieces folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// Equal for all lines of the shape.
    pub(super) key: u64,
    /// Its pieces, end to end.
    pub(super) pieces: Vec<Piece>,
}

/// How many shapes a line has at most: with its names kept; with those inside folded; with the first one folded too.
pub(super) const LEVELS: usize = 3;

/// The shapes of a trimmed line, the one that says most first.
pub(super) fn shapes(line: &str, words: &DateWords) -> [Option<Shape>; LEVELS] {
    if line.len() > SHORT_LINE_BYTES {
        return [Some(shape_of_long(line, words)), None, None];
    }
    let reading = Reading { line, words, tokens: tokens(line, words) };
    let plain = reading.pieces();
    let (inside, all) = (reading.with_names(&plain, 1), reading.with_names(&plain, 0));
    // A capital at the beginning of a line makes no name.
    let begins =
        |pieces: &Vec<Piece>| pieces[0].slot == Some(Slot::Name) && pieces[0].span.of(line).contains(' ');
    let all = all.filter(begins);
    [Some(plain), inside, all].map(|pieces| pieces.map(|pieces| reading.shape(pieces)))
}

/// The shape of a line that rules know by its first words: only its digits are folded, and its pieces are those words.
fn shape_of_long(line: &str, words: &DateWords) -> Shape {
    let folded = line.chars().flat_map(|c| if ascii_digit(c).is_some() { '0' } else { c }.to_lowercase());
    let head = &line[..line.floor_char_boundary(LONG_LINE_HEAD)];
    let head = head.rfind(char::is_whitespace).map_or(head, |end| head[..end].trim_end());
    let reading = Reading { line: head, words, tokens: tokens(head, words) };
    Shape { key: xxh3_64(folded.collect::<String>().as_bytes()), pieces: reading.pieces() }
}

/// The one shape of the inside of a date: dates in it are not read as such.
pub(super) fn shape_of_date(date: &str, words: &DateWords) -> Shape {
    let reading = Reading { line: date, words, tokens: split(date, |_| None) };
    reading.shape(reading.pieces())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Date,
    Space,
    Mark,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    kind: Kind,
    span: Span,
}

fn tokens(line: &str, words: &DateWords) -> Vec<Token> {
    split(line, |at| {
        let (_, width) = leading(&line[at..], words)?;
        (!line[at + width..].starts_with(char::is_alphanumeric)).then_some(width)
    })
}

/// Words, numbers, white space, marks, and whatever `date` reads where a word begins.
fn split(line: &str, date: impl Fn(usize) -> Option<usize>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut inside) = (0, false);
    while let Some(first) = line[at..].chars().next() {
        let begins = first.is_alphanumeric() && !inside;
        let dated = if begins { date(at).filter(|width| *width > 0) } else { None };
        let (kind, width) = match dated {
            Some(width) => (Kind::Date, width),
            None => token(&line[at..], first),
        };
        tokens.push(Token { kind, span: Span::new(at, at + width) });
        inside = matches!(kind, Kind::Word | Kind::Number);
        at += width;
    }
    tokens
}

/// The kind and width of the token that `text` begins with.
fn token(text: &str, first: char) -> (Kind, usize) {
    if ascii_digit(first).is_some() {
        (Kind::Number, number_width(text))
    } else if first.is_alphanumeric() {
        (Kind::Word, word_width(text))
    } else if first.is_whitespace() {
        (Kind::Space, text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len()))
    } else {
        (Kind::Mark, first.len_utf8())
    }
}

/// Digits, with single points and commas among them.
fn number_width(text: &str) -> usize {
    let is_digit = |c: char| ascii_digit(c).is_some();
    let mut width = 0;
    loop {
        let rest = &text[width..];
        width += rest.find(|c: char| !is_digit(c)).unwrap_or(rest.len());
        let mut next = text[width..].chars();
        if !(matches!(next.next(), Some('.' | ',')) && next.next().is_some_and(is_digit)) {
            return width;
        }
        width += 1;
    }
}

/// Letters and marks on them, with single apostrophes among them.
fn word_width(text: &str) -> usize {
    let is_letter = |c: char| c.is_alphanumeric() && ascii_digit(c).is_none() || is_mark_on_letter(c);
    let mut width = 0;
    loop {
        let rest = &text[width..];
        width += rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let mut next = text[width..].chars();
        match (next.next(), next.next()) {
            (Some(mark @ ('\'' | '’')), Some(letter)) if is_letter(letter) => width += mark.len_utf8(),
            _ => return width,
        }
    }
}

fn is_mark_on_letter(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Mark
}

/// A line on its way to its shapes.
struct Reading<'l> {
    line: &'l str,
    words: &'l DateWords,
    tokens: Vec<Token>,
}

impl Reading<'_> {
    fn text(&self, token: Token) -> &str {
        token.span.of(self.line)
    }

    /// The pieces with numbers and dates folded.
    fn pieces(&self) -> Vec<Piece> {
        let piece = |(at, token): (usize, &Token)| Piece { slot: self.slot(at), span: token.span };
        self.tokens.iter().enumerate().map(piece).collect()
    }

    fn slot(&self, at: usize) -> Option<Slot> {
        match self.tokens[at].kind {
            Kind::Number => Some(Slot::Number),
            Kind::Date => Some(Slot::Date),
            Kind::Word => self.slot_of_word(at),
            Kind::Space | Kind::Mark => None,
        }
    }

    fn slot_of_word(&self, at: usize) -> Option<Slot> {
        const FULL_WEEKDAY: usize = 6;
        /// Shorter words are seldom plurals: `1 of`, `2 is`.
        const PLURAL: usize = 4;
        let word = self.text(self.tokens[at]);
        let numbered = self.beside(at, -1) == Some(Kind::Number);
        match self.words.name_of(word) {
            Some(name @ (DateName::Unit | DateName::Half)) if numbered => Some(Slot::Part(name)),
            Some(DateName::Month) if numbered || self.beside(at, 1) == Some(Kind::Number) => {
                Some(Slot::Part(DateName::Month))
            }
            Some(DateName::Weekday) if word.len() >= FULL_WEEKDAY || self.is_dated(at) => {
                Some(Slot::Part(DateName::Weekday))
            }
            _ => {
                let spaced = at.checked_sub(1).is_some_and(|at| self.tokens[at].kind == Kind::Space);
                (numbered && spaced && word.len() >= PLURAL).then_some(Slot::Plural)
            }
        }
    }

    /// The kind of the next token on a side, white space and the marks of dates passed over.
    fn beside(&self, at: usize, step: isize) -> Option<Kind> {
        let mut at = at.checked_add_signed(step)?;
        loop {
            let token = *self.tokens.get(at)?;
            if token.kind != Kind::Space && !matches!(self.text(token), "," | "." | "/" | "-") {
                return Some(token.kind);
            }
            at = at.checked_add_signed(step)?;
        }
    }

    /// Whether a number or the name of a month follows.
    fn is_dated(&self, at: usize) -> bool {
        let mut rest =
            self.tokens[at + 1..].iter().filter(|token| !matches!(token.kind, Kind::Space | Kind::Mark));
        rest.next().is_some_and(|next| {
            matches!(next.kind, Kind::Number | Kind::Date)
                || self.words.name_of(self.text(*next)) == Some(DateName::Month)
        })
    }

    /// The same pieces with runs of capitalised words folded, but for the first words; `None` if nothing is folded, or
    /// if too little is left to know a line by.
    fn with_names(&self, plain: &[Piece], first: usize) -> Option<Vec<Piece>> {
        let kept = self.kept(plain, first);
        let (mut pieces, mut at, mut folded): (Vec<Piece>, _, _) =
            (Vec::with_capacity(plain.len()), 0, false);
        while at < plain.len() {
            let run = if at >= kept { self.name_run(plain, at) } else { 0 };
            if run == 0 {
                pieces.push(plain[at]);
                at += 1;
                continue;
            }
            let span = plain[at].span.join(plain[at + run - 1].span);
            pieces.push(Piece { slot: Some(Slot::Name), span });
            (at, folded) = (at + run, true);
        }
        (folded && self.says_enough(&pieces)).then_some(pieces)
    }

    /// How many pieces keep their capitals: the first words, or where all words have one, those up to a mark.
    fn kept(&self, plain: &[Piece], first: usize) -> usize {
        let word =
            |piece: &Piece| piece.slot.is_none() && piece.span.of(self.line).starts_with(char::is_alphabetic);
        let lower = |piece: &Piece| piece.span.of(self.line).starts_with(char::is_lowercase);
        if !plain.iter().any(|piece| piece.slot.is_none() && lower(piece)) {
            let mark =
                |piece: &Piece| matches!(piece.span.of(self.line), ":" | "|" | "·" | "•" | "—" | "–" | "/");
            return plain.iter().position(mark).map_or(plain.len(), |at| at + 1);
        }
        let words = plain.iter().enumerate().filter(|(_, piece)| word(piece)).map(|(at, _)| at);
        words.take(first).last().map_or(0, |at| at + 1)
    }

    /// How many pieces from one on are a run of capitalised words.
    fn name_run(&self, plain: &[Piece], from: usize) -> usize {
        const WORDS: usize = 4;
        let text = |at: usize| {
            plain.get(at).filter(|piece| piece.slot.is_none()).map(|piece| piece.span.of(self.line))
        };
        let named = |at: usize| text(at).is_some_and(|text| text.starts_with(char::is_uppercase));
        let (mut end, mut words) = (from, 0);
        while named(end) && words < WORDS {
            (end, words) = (end + 1, words + 1);
            let initial = text(end) == Some(".") && plain[end - 1].span.len() == 1;
            let joint = end + usize::from(initial);
            let joined =
                matches!(text(joint), Some("-")) || text(joint).is_some_and(|text| text.trim().is_empty());
            if !(joined && named(joint + 1)) {
                return end + usize::from(initial) - from;
            }
            end = joint + 1;
        }
        // A longer run is no name but a title.
        if named(end) { 0 } else { end - from }
    }

    /// Whether enough words are left to know a line by.
    fn says_enough(&self, pieces: &[Piece]) -> bool {
        const LETTERS: usize = 4;
        let words = pieces.iter().filter(|piece| piece.slot.is_none()).map(|piece| piece.span.of(self.line));
        let letters: Vec<usize> = words
            .filter(|word| word.starts_with(char::is_alphabetic))
            .map(|word| word.chars().count())
            .collect();
        letters.len() >= 2 || letters.iter().any(|&letters| letters >= LETTERS)
    }

    fn shape(&self, pieces: Vec<Piece>) -> Shape {
        let mut key = String::with_capacity(self.line.len());
        for piece in &pieces {
            let text = piece.span.of(self.line);
            match piece.slot {
                Some(slot) => {
                    key.push(slot.code());
                    if slot == Slot::Plural {
                        key.extend(text.trim_end_matches(['s', 'S']).chars().flat_map(char::to_lowercase));
                    }
                }
                None if text.starts_with(char::is_whitespace) => key.push(' '),
                None => key.extend(text.chars().flat_map(char::to_lowercase)),
            }
        }
        Shape { key: xxh3_64(key.as_bytes()), pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

    /// A line with its slots in brackets, at each of its levels.
    fn check(line: &str, expected: &[&str]) {
        let shown = shapes(line, &RULES.dates).into_iter().flatten().map(|shape| {
            let piece = |piece: &Piece| match piece.slot {
                Some(slot) => format!("[{slot:?} {}]", piece.span.of(line)),
                None => piece.span.of(line).to_owned(),
            };
            shape.pieces.iter().map(piece).collect::<String>()
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{line}");
    }

    fn alike(left: &str, right: &str) -> bool {
        let keys = |line: &str| shapes(line, &RULES.dates).map(|shape| shape.map(|shape| shape.key));
        keys(left).into_iter().zip(keys(right)).any(|(left, right)| left.is_some() && left == right)
    }

    #[test]
    fn numbers_and_dates_are_folded() {
        check("1,204 readers · 3.5 km", &["[Number 1,204] [Plural readers] · [Number 3.5] km"]);
        check("Printed 12 March 2024, 12:04", &["Printed [Date 12 March 2024, 12:04]"]);
        check("Seen 2 hours ago by 1 reader", &["Seen [Date 2 hours ago] by [Number 1] [Plural reader]"]);
        check("Tue 12 Mar", &["[Part(Weekday) Tue] [Number 12] [Part(Month) Mar]"]);
        check("You may also like", &["You may also like"]);
        check("9pm", &["[Number 9][Part(Half) pm]"]);
    }

    #[test]
    fn names_are_folded_where_words_are_left() {
        check("More by Ann Pell for you", &["More by Ann Pell for you", "More by [Name Ann Pell] for you"]);
        check("Photo: J. R. Pell-Smith", &["Photo: J. R. Pell-Smith", "Photo: [Name J. R. Pell-Smith]"]);
        check("Share This Story", &["Share This Story"]);
        check("By Ann Pell", &["By Ann Pell"]);
    }

    #[test]
    fn lines_that_differ_in_what_is_folded_have_one_shape() {
        assert!(alike("Read at 12:04", "Read at 7:30"));
        assert!(alike("1 comment", "12 COMMENTS"));
        assert!(alike("Issue 3 of 4 May 2024", "Issue 17 of 23 November 2025"));
        assert!(alike("Ann Pell follows this", "Omar Said Khan follows this"));
        assert!(alike("Share\u{A0} this", "share this"));
        assert!(!alike("Share this story", "Share this page"));
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_line(line in "([A-Z][a-z]{0,4}|[0-9]{1,4}|[ .,:’'/-]|12 March 2024|é|東|\u{301}|٣|\\PC){0,12}") {
            for shape in shapes(&line, &RULES.dates).into_iter().flatten() {
                let mut end = 0;
                for piece in &shape.pieces {
                    prop_assert_eq!(piece.span.start, end);
                    prop_assert!(!piece.span.is_empty() && line.is_char_boundary(piece.span.end));
                    end = piece.span.end;
                }
                prop_assert_eq!(end, line.len());
            }
        }
    }
}
