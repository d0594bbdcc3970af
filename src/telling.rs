//! A page's stories with their fingerprints: what the corpus stages and the records are made of.

use crate::date::When;
use crate::fingerprint::{Fingerprint, fingerprint, simhash};
use crate::language::language;
use crate::rules::Rules;
use crate::span::{Span, trim};
use crate::strip::{Story, Stripped};
use crate::words::{compared, words};
use jiff::civil::{Date, Time};
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_128;

/// A page, ready to be compared with all others.
#[derive(Debug)]
pub struct Page {
    /// Its path in records.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The page text.
    pub text: String,
    /// Its stories.
    pub stripped: Stripped,
    /// What was told of each story.
    pub told: Vec<Told>,
    /// How many characters decoding had to replace.
    pub replaced: usize,
}

/// What is told of a story beyond its parts.
#[derive(Debug)]
pub struct Told {
    /// BCP 47.
    pub language: Option<&'static str>,
    /// Text and fingerprint of each paragraph.
    pub paragraphs: Vec<(ParagraphText, Fingerprint)>,
    /// Words that are compared.
    pub words: usize,
    /// Words of its text.
    pub word_count: usize,
    /// SimHash over all its paragraphs.
    pub simhash: Option<u64>,
    /// xxh3-128 over the words of title and text.
    pub content_id: u128,
    /// The day it is sorted by, and whether the page names it.
    pub day: Option<Day>,
}

/// A paragraph's text: its span, or the joined lines of a hard-wrapped one.
#[derive(Debug)]
pub struct ParagraphText {
    /// Where it lies.
    pub span: Span,
    joined: Option<String>,
}

impl ParagraphText {
    /// The paragraph at a span of a page.
    fn new(page: &str, span: Span) -> Self {
        let joined = match piece_text(page, span) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text),
        };
        Self { span, joined }
    }

    /// The text.
    pub fn of<'t>(&'t self, page: &'t str) -> &'t str {
        self.joined.as_deref().unwrap_or_else(|| self.span.of(page))
    }
}

/// A story's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Whether it is told from the moment of scraping.
    pub relative: bool,
}

/// The text of a span: its lines, trimmed, joined by one space.
pub fn piece_text(page: &str, span: Span) -> Cow<'_, str> {
    let piece = span.of(page);
    if piece.contains(['\n', '\r']) {
        let lines = piece.split(['\n', '\r']).map(trim).filter(|line| !line.is_empty());
        Cow::Owned(lines.collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(piece)
    }
}

/// Tells the stories of a page.
pub fn tell(text: &str, stripped: &Stripped, rules: &Rules, scraped_at: Option<Date>) -> Vec<Told> {
    stripped.stories.iter().map(|story| tell_story(text, story, rules, scraped_at)).collect()
}

fn tell_story(page: &str, story: &Story, rules: &Rules, scraped_at: Option<Date>) -> Told {
    let paragraph = |span: Span| {
        let text = ParagraphText::new(page, span);
        let print = fingerprint(text.of(page), rules);
        (text, print)
    };
    let paragraphs: Vec<_> = story.paragraphs().map(|piece| paragraph(piece.span)).collect();
    let whole = paragraphs.iter().map(|(text, _)| text.of(page)).collect::<Vec<_>>().join(" ");
    let text = story.text_pieces().map(|piece| piece_text(page, piece.span)).collect::<Vec<_>>().join(" ");
    Told {
        language: language(&text),
        words: paragraphs.iter().map(|(_, print)| print.words.count()).sum(),
        word_count: words(&text).count(),
        simhash: simhash(&whole),
        content_id: content_id(story.fields.title.as_deref().unwrap_or_default(), &text),
        day: day(story, scraped_at),
        paragraphs,
    }
}

fn content_id(title: &str, text: &str) -> u128 {
    let (title, text) = (compared(title), compared(text));
    let both: Vec<&str> =
        [title.as_str(), text.as_str()].into_iter().filter(|words| !words.is_empty()).collect();
    xxh3_128(both.join(" ").as_bytes())
}

/// The day of a story: publication, else the last change.
fn day(story: &Story, scraped_at: Option<Date>) -> Option<Day> {
    let dates = &story.fields.dates;
    let day = |when: &Option<(When, String)>| {
        let (when, _) = when.as_ref()?;
        Some(Day { day: day_of(when, scraped_at)?, relative: when.is_relative() })
    };
    day(&dates.published).or_else(|| day(&dates.updated))
}

/// The day a date names, relative ones by the noon of the day of scraping.
pub fn day_of(when: &When, scraped_at: Option<Date>) -> Option<Date> {
    const NOON: Time = Time::constant(12, 0, 0, 0);
    when.day(scraped_at.map(|day| day.to_datetime(NOON)))
}
