//! A page's stories with their fingerprints: what the corpus stages and the records are made of.

use crate::date::When;
use crate::fingerprint::{Fingerprint, Forms, Size, StoryHash, Weights};
use crate::language::{LOOKED_AT, Language, language};
use crate::origin::{Origin, Scraped};
use crate::role::Part;
use crate::rules::Rules;
use crate::span::{Span, trim};
use crate::strip::{Story, Stripped};
use crate::words::{Words, compared};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use xxhash_rust::xxh3::Xxh3;

/// A page, ready to be compared with all others.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// The page text.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What its own stages gave.
    pub analysis: Analysis,
}

/// What the stages of its own give of a page, but for its text: the same for the same text, rules and options.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Analysis {
    /// Its stories.
    pub stripped: Stripped,
    /// What was told of each story.
    pub told: Vec<Told>,
    /// The encoding it was read in.
    pub encoding: String,
    /// How many characters decoding had to replace.
    pub replaced: usize,
}

impl Analysis {
    /// The paragraphs of all stories, in the order of the page.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> + Clone {
        self.told.iter().flat_map(|told| &told.paragraphs)
    }
}

/// What is told of a story beyond its parts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// Its language.
    pub language: Option<Language>,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Words that are compared.
    pub words: usize,
    /// A hash of these words: equal for stories that say the same in the same words; `None` without words.
    pub id: Option<u128>,
    /// Words of its text.
    pub word_count: usize,
    /// SimHash over all its paragraphs.
    pub simhash: Option<u64>,
    /// xxh3-128 over the words of title and text.
    pub content_id: u128,
    /// The day it is sorted by, and whether the page names it.
    pub day: Option<Day>,
}

/// A paragraph and its fingerprint, but for its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Where it lies.
    pub span: Span,
    /// A hash of the words it is compared by: equal for equal texts.
    pub id: u128,
    /// The SimHash of all its words; `None` without any.
    pub simhash: Option<u64>,
    /// How many words it is compared by.
    pub words: usize,
    /// Whether likeness short of equality counts.
    pub comparable: bool,
}

impl Paragraph {
    /// How many words it is compared by, and whether likeness short of equality counts.
    pub fn size(&self) -> Size {
        Size::new(self.words, self.comparable)
    }

    /// A paragraph with its fingerprint.
    pub fn new(span: Span, print: &Fingerprint) -> Self {
        let (id, simhash, words) = (print.id, print.simhash, print.words.count());
        Self { span, id, simhash, words, comparable: print.is_comparable() }
    }
}

/// A story's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Whether it is told from the moment of scraping.
    pub relative: bool,
}

/// The text of a span: its lines, trimmed, joined by one space.
pub fn piece_text(page: &str, span: Span) -> Cow<'_, str> {
    let piece = span.of(page);
    if memchr::memchr2(b'\n', b'\r', piece.as_bytes()).is_some() {
        let lines = piece.split(['\n', '\r']).map(trim).filter(|line| !line.is_empty());
        Cow::Owned(lines.collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(piece)
    }
}

/// Tells the stories of a page. `each` gets the words that each paragraph is compared by, in the order of the page.
pub fn tell(
    page: &PageText<'_>,
    stripped: &Stripped,
    rules: &Rules,
    each: &mut dyn FnMut(Words),
) -> Vec<Told> {
    stripped.stories.iter().map(|story| tell_story(page, story, rules, each)).collect()
}

/// A page's text, and when it was scraped if that is known.
#[derive(Debug, Clone, Copy)]
pub struct PageText<'p> {
    /// The text.
    pub text: &'p str,
    /// When it was scraped.
    pub scraped: Option<Scraped>,
}

fn tell_story(page: &PageText<'_>, story: &Story, rules: &Rules, each: &mut dyn FnMut(Words)) -> Told {
    let mut sum = Sum::of_title(story.fields.title.as_deref().unwrap_or_default());
    let mut all = StoryHash::default();
    let mut paragraphs = Vec::with_capacity(story.paragraphs().count());
    for piece in story.text_pieces() {
        let text = piece_text(page.text, piece.span);
        let forms = Forms::of(&text);
        sum.add(&text, &forms);
        if piece.part == Part::Paragraph {
            let weights = Weights::of(forms.words());
            sum.weights += &weights;
            let print = forms.fingerprint(&text, weights.simhash(), rules);
            all.add(&print.words);
            paragraphs.push(Paragraph::new(piece.span, &print));
            each(print.words);
        }
    }
    let (words, id) = all.finish();
    Told {
        language: language(&sum.head),
        words,
        id,
        word_count: sum.words,
        simhash: sum.weights.simhash(),
        content_id: sum.content.hash.digest128(),
        day: day(story, page.scraped),
        paragraphs,
    }
}

/// What is told of the pieces of a text together, as if they were joined by one space: a space ends every word, and
/// nothing is composed across it.
struct Sum {
    /// The beginning of the text, for its language.
    head: String,
    words: usize,
    weights: Weights,
    content: Content,
}

impl Sum {
    fn of_title(title: &str) -> Self {
        let mut content = Content::default();
        content.add(&compared(title));
        Self { head: String::new(), words: 0, weights: Weights::NONE, content }
    }

    fn add(&mut self, piece: &str, forms: &Forms) {
        if self.head.len() < LOOKED_AT {
            if !self.head.is_empty() {
                self.head.push(' ');
            }
            self.head.push_str(piece);
        }
        self.words += forms.words().count();
        self.content.add(forms.compared());
    }
}

/// A hash over words that are joined by one space.
#[derive(Default)]
struct Content {
    hash: Xxh3,
    begun: bool,
}

impl Content {
    fn add(&mut self, words: &Words) {
        if !words.is_empty() {
            if std::mem::replace(&mut self.begun, true) {
                self.hash.update(b" ");
            }
            self.hash.update(words.as_str().as_bytes());
        }
    }
}

/// The day of a story: publication, else the last change.
pub(crate) fn day(story: &Story, scraped: Option<Scraped>) -> Option<Day> {
    let day = |when: Option<When>| {
        let when = when?;
        Some(Day { day: day_of(&when, scraped)?, relative: when.is_relative() })
    };
    day(story.fields.published()).or_else(|| day(story.fields.updated()))
}

/// The day a date names, relative ones by the moment of scraping.
pub fn day_of(when: &When, scraped: Option<Scraped>) -> Option<Date> {
    when.day(scraped.map(Scraped::moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::simhash;
    use crate::words::words;
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_128;

    proptest! {
        #[test]
        fn what_is_told_of_pieces_is_told_of_their_text(
            title in "[a-z. ]{0,9}",
            pieces in prop::collection::vec("[a-z<=\u{338}\u{301}م٣’ Σ]{1,12}|\\PC{1,9}|…", 0..9),
        ) {
            let mut sum = Sum::of_title(&title);
            pieces.iter().for_each(|piece| {
                let forms = Forms::of(piece);
                sum.weights += &Weights::of(forms.words());
                sum.add(piece, &forms);
            });
            let text = pieces.join(" ");
            prop_assert_eq!(sum.words, words(&text).count());
            prop_assert_eq!(sum.weights.simhash(), simhash(&text));
            let content = [compared(&title), compared(&text)].map(|words| words.as_str().to_owned());
            let joined = content.join(" ");
            prop_assert_eq!(sum.content.hash.digest128(), xxh3_128(joined.trim().as_bytes()));
            prop_assert_eq!(language(&sum.head), language(&text));
        }
    }
}
