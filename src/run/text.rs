//! An item → its text, or why it has none; its text → its stories.

use super::Options;
use super::gather::Desk;
use crate::container::{self, Found, Item, Opened, Reading, Stopped};
use crate::decode::is_binary;
use crate::fingerprint::compared_words;
use crate::html;
use crate::memo::{self, At};
use crate::origin::Origin;
use crate::page::unspool_opened;
use crate::read::{Reason, Skipped, Source};
use crate::record::PagePath;
use crate::rules::Rules;
use crate::span::is_white;
use crate::telling::{Analysis, Page, PageText, Paragraph, piece_text, tell};
use crate::words::Words;
use encoding_rs::Encoding;
use xxhash_rust::xxh3::xxh3_128;

/// A page that was taken apart, now or by an earlier run.
pub(super) struct Taken {
    pub(super) page: Page,
    /// What it was read from.
    pub(super) digest: u128,
    /// What the memo knows it by.
    pub(super) key: u128,
    /// Where its analysis lies in the memo already.
    pub(super) at: Option<At>,
    /// The words that its paragraphs are compared by.
    pub(super) words: Vec<Words>,
}

/// Takes a page apart, unless an earlier run did.
pub(super) fn taken_apart(item: Item, desk: &Desk<'_>) -> Result<Taken, Skipped> {
    let options = desk.options();
    let origin = options.origin_of(&item);
    let digest = xxh3_128(&item.bytes);
    let key = memo::key(digest, (item.told.encoding, origin.scraped));
    let opened = text_of(item, &options.reading, options.encoding)?;
    let key = if opened.markup.is_some() { memo::html_key(key) } else { key };
    if let Some((analysis, at)) = desk.memo().get(key) {
        let words =
            |paragraph: &Paragraph| compared_words(&piece_text(&opened.text, paragraph.span), desk.rules());
        let words = analysis.paragraphs().map(words).collect();
        let text = fitted(opened.text);
        return Ok(Taken { page: Page { text, origin, analysis }, digest, key, at: Some(at), words });
    }
    let (page, words) = told(opened, origin, (desk.rules(), options));
    Ok(Taken { page, digest, key, at: None, words })
}

/// Takes a page apart that no earlier run did.
pub(crate) fn fresh(item: Item, rules: &Rules, options: &Options) -> Result<Page, Skipped> {
    guarded((&item.path.clone(), item.number), || {
        let origin = options.origin_of(&item);
        let opened = text_of(item, &options.reading, options.encoding)?;
        Ok(told(opened, origin, (rules, options)).0)
    })
}

/// A page with its stories, and the words that its paragraphs are compared by.
fn told(opened: html::Opened, origin: Origin, (rules, options): (&Rules, &Options)) -> (Page, Vec<Words>) {
    let stripped = unspool_opened(&opened, rules, options.min_confidence).stripped;
    let mut words = Vec::new();
    let page = PageText { text: &opened.text, scraped: origin.scraped };
    let told = tell(&page, &stripped, rules, &mut |paragraph| words.push(paragraph));
    let analysis =
        Analysis { stripped, told, encoding: opened.encoding.to_owned(), replaced: opened.replaced };
    (Page { text: fitted(opened.text), origin, analysis }, words)
}

/// A text that is kept, without the room that it was read into: up to as much again.
fn fitted(mut text: String) -> String {
    text.shrink_to_fit();
    text
}

/// A page as it is read: its text, or why it has none.
pub(crate) type Read = Result<html::Opened, Skipped>;

/// The pages of a file, in its order, with what has no text and why.
pub(crate) fn texts(
    source: &Source,
    how: (&Reading, Option<&'static Encoding>),
    give: &mut dyn FnMut(PagePath<'_>, Read),
) {
    let told = each_text(source, how, &mut |place, text| {
        give(place, text);
        Ok(())
    });
    debug_assert_eq!(told, Ok(()), "everything is wanted");
}

/// The first page of a file; `None` if it holds none.
#[cfg(feature = "cli")]
pub(crate) fn first_text(source: &Source, how: (&Reading, Option<&'static Encoding>)) -> Option<Read> {
    let mut first = None;
    // It stops because no more is wanted.
    let _ = each_text(source, how, &mut |_, text| {
        first = Some(text);
        Err(Stopped)
    });
    first
}

fn each_text(
    source: &Source,
    (reading, encoding): (&Reading, Option<&'static Encoding>),
    give: &mut dyn FnMut(PagePath<'_>, Read) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let mut tell = |found: Found| match found {
        Found::Page(item) => {
            let (path, number) = (item.path.clone(), item.number);
            give((&path, number), guarded((&path, number), || text_of(item, reading, encoding)))
        }
        Found::Skipped(skipped) => give((&skipped.path.clone(), skipped.item), Err(skipped)),
        Found::Ignored(_) => Ok(()),
    };
    match guarded((&source.path, None), || container::open(source, reading)) {
        Ok(Opened::Page(item)) => tell(Found::Page(item)),
        Ok(Opened::Container) => container::items(source, reading, &mut tell),
        Err(skipped) => tell(Found::Skipped(skipped)),
    }
}

/// The text of an item; what is none says why.
fn text_of(item: Item, reading: &Reading, encoding: Option<&'static Encoding>) -> Read {
    let skip = |reason, detail: &str| {
        Err(Skipped { path: item.path.clone(), item: item.number, reason, detail: detail.to_owned() })
    };
    if is_binary(&item.bytes) {
        return skip(Reason::NotText, "it holds control characters that no text has");
    }
    let (bytes, most) = (&item.bytes, reading.limits.line);
    let is_long = |line: &[u8]| line.len() as u64 > most;
    if bytes.len() as u64 > most && bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(is_long) {
        return skip(Reason::OverLimit, &format!("a line has more than {most} bytes (--max-line-size)"));
    }
    let opened = html::open(&item.path, item.bytes, item.told.or(encoding));
    if opened.text.chars().all(is_white) {
        let (path, item) = (item.path, item.number);
        let detail = match opened.markup {
            Some(_) => "no text of the page is visible".to_owned(),
            None => "it holds nothing but white space".to_owned(),
        };
        return Err(Skipped { path, item, reason: Reason::Empty, detail });
    }
    Ok(opened)
}

/// A panic inside a page is a mistake of ours, and costs that page only.
pub(crate) fn guarded<T>(
    (path, item): PagePath<'_>,
    work: impl FnOnce() -> Result<T, Skipped>,
) -> Result<T, Skipped> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let detail = "unspool failed on this page; please report it".to_owned();
        Err(Skipped { path: path.to_owned(), item, reason: Reason::Internal, detail })
    })
}
