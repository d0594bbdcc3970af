//! What a line shows on its own.

use super::{Known, Seen};
use crate::label::Ends;
use crate::model::is;
use crate::rules::{OWN, Vocabulary, Word};
use crate::words::run_width;
use libm::log1pf;

/// So much of a line is looked at, in bytes: what a longer one is shows at its beginning.
const HEAD: usize = 160;

/// What else its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Marks {
    /// The share of words of grammar.
    pub grammar: f32,
    /// Whether it is short and speaks of comments.
    pub comments: bool,
    /// Whether it is short and begins like a label of a list of other stories.
    pub lists: bool,
}

/// The features of a line alone.
pub fn own(line: &Seen<'_>, vocabulary: &Vocabulary) -> ([f32; OWN.len()], Marks) {
    let piece = &line.piece[..line.piece.floor_char_boundary(HEAD)];
    let look = line.line.look;
    let counts = Counts::of(piece, vocabulary);
    let n = look.words();
    let log = log1pf(n as f32);
    let grammar = counts.share(counts.grammar);
    let first = piece.chars().next();
    let furniture = counts.furniture > 0;
    let features = [
        1.0,
        log,
        is(n < 4),
        is((4..8).contains(&n)),
        is((8..16).contains(&n)),
        is((16..30).contains(&n)),
        is(n >= 30),
        grammar,
        grammar * log,
        if counts.words > 3 { counts.share(counts.capital) } else { 0.0 },
        is(look.ends() == Ends::Sentence),
        is(look.ends() == Ends::Call),
        is(look.ends() == Ends::Ellipsis),
        is(look.ends() == Ends::Colon),
        is(look.bullet() > 0),
        is(first.is_some_and(|c| "\"“‘'«„".contains(c))),
        is(first.is_some_and(char::is_lowercase)),
        is(counts.words > 0 && !counts.lower),
        counts.digits as f32 / piece.len().max(1) as f32,
        counts.share(counts.commas),
        is(counts.links),
        is(counts.address),
        counts.share(counts.reader),
        is(counts.reader > 0),
        counts.share(counts.furniture),
        is(furniture),
        is(furniture && n >= 8),
        is(counts.furniture > 1 && n >= 8),
        is(counts.sentences),
        is(counts.quotes),
        piece.len() as f32 / counts.words.max(1) as f32 / 10.0,
        is(look.dateline() > 0),
        is(look.is_name_like()),
        is(line.known == Known::Part),
        is(line.known == Known::Stamp),
        is(line.known == Known::Comments),
        is(line.known == Known::Teaser),
        is(line.known == Known::Furniture),
    ];
    (features, Marks { grammar, comments: counts.comments && n < 10, lists: counts.lists && n < 7 })
}

/// Counts of words and marks.
#[derive(Default)]
struct Counts {
    words: usize,
    grammar: usize,
    reader: usize,
    furniture: usize,
    capital: usize,
    digits: usize,
    commas: usize,
    /// Whether some letter is in lower case.
    lower: bool,
    quotes: bool,
    links: bool,
    address: bool,
    /// Whether a sentence ends in the middle.
    sentences: bool,
    comments: bool,
    lists: bool,
}

impl Counts {
    fn of(piece: &str, vocabulary: &Vocabulary) -> Self {
        let bytes = piece.as_bytes();
        let mut counts = Self {
            // Each of them is part of a word.
            digits: bytes.iter().filter(|byte| byte.is_ascii_digit()).count(),
            lower: bytes.iter().any(u8::is_ascii_lowercase),
            ..Self::default()
        };
        let mut at = 0;
        while at < bytes.len() {
            let end = counts.word(bytes, at, vocabulary);
            at = if end > at { end } else { at + counts.mark(bytes, at) };
        }
        counts
    }

    /// Counts the word that begins at a byte, and says where it ends.
    fn word(&mut self, bytes: &[u8], start: usize, vocabulary: &Vocabulary) -> usize {
        let plain = start + run_width(&bytes[start..]);
        let end = if bytes.get(plain).is_some_and(|byte| is_foreign(*byte)) {
            self.lower = true;
            let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !is_foreign(*byte);
            bytes[plain..].iter().position(ends).map_or(bytes.len(), |width| plain + width)
        } else {
            plain
        };
        if end > start {
            self.known(vocabulary.of_first(&bytes[start..], end - start));
            self.capital += usize::from(bytes[start].is_ascii_uppercase());
            self.address |= bytes[start..].starts_with(b"http") || bytes[start..].starts_with(b"www.");
        }
        end
    }

    fn known(&mut self, word: Word) {
        self.lists |= self.words == 0 && word.is(Word::LISTS);
        self.comments |= word.is(Word::COMMENTS);
        self.words += 1;
        self.grammar += usize::from(word.is(Word::GRAMMAR));
        self.reader += usize::from(word.is(Word::READER));
        self.furniture += usize::from(word.is(Word::FURNITURE));
    }

    /// Counts a character between words, and says how many bytes it has.
    fn mark(&mut self, bytes: &[u8], at: usize) -> usize {
        match bytes[at] {
            b',' => self.commas += 1,
            b'|' => self.links = true,
            b'@' => self.address = true,
            b'"' => self.quotes = true,
            b'.' | b'!' | b'?' => self.sentences |= begins_sentence(bytes, at + 1),
            0xC2 => self.links |= matches!(bytes.get(at + 1), Some(0xBB | 0xA9)),
            0xE2 => match (bytes.get(at + 1), bytes.get(at + 2)) {
                (Some(0x80), Some(0x9C | 0x9D)) => self.quotes = true,
                (Some(0x80), Some(0xBA)) | (Some(0x86), Some(0x92)) => self.links = true,
                _ => {}
            },
            _ => {}
        }
        match bytes[at] {
            0xC2 => 2,
            0xE2 => 3,
            _ => 1,
        }
    }

    fn share(&self, part: usize) -> f32 {
        part as f32 / self.words.max(1) as f32
    }
}

/// Whether a byte is part of a letter beyond ASCII; most punctuation begins with one of these two.
fn is_foreign(byte: u8) -> bool {
    byte >= 0x80 && byte != 0xE2 && byte != 0xC2
}

/// Whether white space and a capital follow, perhaps behind a closing quote.
fn begins_sentence(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = rest.strip_prefix("”".as_bytes()).or(rest.strip_prefix(b"\"")).unwrap_or(rest);
    matches!(rest, [b' ', first, ..] if first.is_ascii_uppercase() || *first == b'"' || *first == 0xE2)
}
