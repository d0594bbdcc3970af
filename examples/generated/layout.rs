//! Versions → the text of a page.

use super::prose::{Paragraph, Token};
use super::random::Random;
use super::version::{Credit, Dateline, Quotes, Version};
use super::vocabulary::{Class, Vocabulary};
use std::fmt::Write as _;

/// A page that is being written.
#[derive(Debug)]
pub struct Sheet<'v> {
    vocabulary: &'v Vocabulary,
    /// What stands on it.
    pub text: String,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl<'v> Sheet<'v> {
    /// An empty page.
    pub fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, text: String::with_capacity(8_192) }
    }

    /// A story on a page of its own: headline, byline, date, body.
    pub fn plain(&mut self, version: &Version) -> [usize; 2] {
        let start = self.headline(version);
        self.text.push_str("\n\nBy ");
        self.tokens(&version.story.author, version.style.quotes);
        self.text.push_str("\nPublished ");
        self.day(version.story.day, [1, 0, 2]);
        self.text.push_str("\n\n");
        self.body(version);
        [start, self.close()]
    }

    /// A story of an endless page: headline, marks and time, the headline again, bullets, body.
    pub fn scrolled(&mut self, version: &Version, random: &mut Random) -> [usize; 2] {
        let first = self.text.is_empty();
        if !first {
            self.text.push_str("\n\n");
        }
        let start = self.headline(version);
        self.text.push_str("\n\n");
        if first {
            self.tokens(&version.story.caption, version.style.quotes);
            self.text.push_str("\nShort Url\n");
        }
        self.updated(version, first || random.percent(40), random);
        self.text.push_str("Follow\n\n");
        self.headline(version);
        self.text.push_str("\n\n");
        for highlight in &version.story.highlights {
            self.text.push_str("  • ");
            self.tokens(highlight, version.style.quotes);
            self.text.push('\n');
        }
        if !version.story.highlights.is_empty() {
            self.text.push('\n');
        }
        self.body(version);
        [start, self.close()]
    }

    /// More paragraphs of the last story; `end` is where it ends now.
    pub fn more<'p>(&mut self, paragraphs: impl IntoIterator<Item = &'p Paragraph>) -> usize {
        for paragraph in paragraphs {
            self.text.push('\n');
            self.tokens(paragraph, Quotes::Curly);
            self.text.push('\n');
        }
        self.text.len() - 1
    }

    fn headline(&mut self, version: &Version) -> usize {
        let start = self.text.len();
        self.tokens(&version.story.headline, version.style.quotes);
        start
    }

    fn updated(&mut self, version: &Version, dated: bool, random: &mut Random) {
        self.text.push_str("Updated ");
        if dated {
            self.day(version.story.day, [0, 1, 2]);
        } else {
            let _ = write!(self.text, "{} sec ago", random.between(2, 59));
        }
        self.text.push('\n');
    }

    /// A day; its parts in some order, parted by spaces: day of the month, month, year.
    fn day(&mut self, day: u32, order: [usize; 3]) {
        let (date, month, year) = (1 + day % 28, MONTHS[(day / 28 % 12) as usize], 2_017 + day / 336);
        let comma = if order[0] == 1 { "," } else { "" };
        let parts = [format!("{date:02}{comma}"), month.to_owned(), year.to_string()];
        self.text.push_str(&order.map(|at| parts[at].as_str()).join(" "));
    }

    fn body(&mut self, version: &Version) {
        let last = version.story.paragraphs.len() - 1;
        for (at, paragraph) in version.story.paragraphs.iter().enumerate() {
            if at > 0 {
                self.text.push_str("\n\n");
            }
            let start = self.text.len();
            if at == 0 {
                self.dateline(version);
            }
            self.tokens(paragraph, version.style.quotes);
            if at == last {
                match version.cut {
                    Some(share) => self.cut(start, share),
                    None => self.credit(version.style.credit),
                }
            }
        }
    }

    fn dateline(&mut self, version: &Version) {
        let place = self.vocabulary.word(Class::Place, version.story.place).to_uppercase();
        let _ = match version.style.dateline {
            Dateline::Colon => write!(self.text, "{place}: "),
            Dateline::Dash => write!(self.text, "{place} — "),
            Dateline::Agency => write!(self.text, "{place} (Reuters) - "),
            Dateline::Dated => write!(self.text, "{place}, March {} (AFP) - ", 1 + version.story.day % 28),
            Dateline::Absent => Ok(()),
        };
    }

    fn credit(&mut self, credit: Credit) {
        self.text.push_str(match credit {
            Credit::Absent => "",
            Credit::Agency => " (AFP)",
            Credit::Reporting => " (Reporting by Ann Pell; Editing by Ben Cole)",
            Credit::Line => "\n\nWith input from Reuters",
        });
    }

    /// Leaves so many in a hundred bytes of what begins at `start`, in the middle of a sentence.
    fn cut(&mut self, start: usize, share: usize) {
        let kept = start + (self.text.len() - start) * share / 100;
        self.text.truncate(self.text.floor_char_boundary(kept));
        let closed = self.text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        self.text.truncate(closed);
    }

    fn close(&mut self) -> usize {
        self.text.push('\n');
        self.text.len() - 1
    }

    /// A paragraph.
    pub fn tokens(&mut self, tokens: &[Token], quotes: Quotes) {
        let (mut starts, mut glued) = (true, true);
        for &token in tokens {
            let written = self.text.len();
            let mark = matches!(token, Token::Fixed(mark) if mark.starts_with([',', '.', '’', '”']));
            if !glued && !mark {
                self.text.push(' ');
            }
            let word = self.text.len();
            self.token(token);
            if starts && !mark {
                capitalise(&mut self.text, word);
            }
            (starts, glued) = match token {
                Token::Fixed("“") => (starts, true),
                Token::Fixed("." | ".”") => (true, false),
                _ => (false, false),
            };
            if quotes == Quotes::Straight && matches!(token, Token::Fixed(_)) {
                straighten(&mut self.text, written);
            }
        }
    }

    fn token(&mut self, token: Token) {
        let _ = match token {
            Token::Word(class, word) => self.text.write_str(self.vocabulary.word(class, word)),
            Token::Fixed(word) => self.text.write_str(word),
            Token::Number(value) if value >= 1_000 => {
                write!(self.text, "{},{:03}", value / 1_000, value % 1_000)
            }
            Token::Number(value) | Token::Year(value) => write!(self.text, "{value}"),
            Token::Percent(value) => write!(self.text, "{value} percent"),
            Token::Millions(tenths) => write!(self.text, "${}.{} million", tenths / 10, tenths % 10),
        };
    }
}

fn capitalise(text: &mut str, at: usize) {
    if text.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase) {
        text[at..=at].make_ascii_uppercase();
    }
}

fn straighten(text: &mut String, from: usize) {
    if text[from..].contains(['“', '”', '’']) {
        let straight = text[from..].replace(['“', '”'], "\"").replace('’', "'");
        text.truncate(from);
        text.push_str(&straight);
    }
}
