//! The pages of a run between their own stages and the writing of records: in memory while there is room, else in a spool.

use crate::memo::{At, Memo};
use crate::origin::Origin;
use crate::owners::Owners;
use crate::span::Span;
use crate::spool::Spool;
use crate::telling::{Page, piece_text};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Bytes of a span in the spool: start and end.
const SPAN: usize = 8;

/// All pages of a run, sorted by path and item.
#[derive(Debug)]
pub struct Shelf<'s> {
    pages: Vec<Shelved>,
    own: usize,
    /// The page of each paragraph: paragraphs are numbered over the run, those of a page in a row, pages in any order.
    by_paragraph: Owners,
    /// Where what is not in memory lies, if anything is.
    away: Option<(&'s Spool, &'s Memo)>,
    lost: OnceLock<String>,
}

/// A page on the shelf.
#[derive(Debug)]
pub struct Shelved {
    /// Its path in records.
    pub path: Arc<str>,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its place among all pages.
    pub number: u32,
    /// xxh3-128 of the bytes it was read from.
    pub digest: u128,
    /// The number of its first paragraph.
    pub first: u32,
    /// How many paragraphs it has.
    pub paragraphs: u32,
    /// Where its analysis lies in the memo.
    pub analysis: At,
    /// Where its text is.
    pub kept: Kept,
}

/// Where a page is.
#[derive(Debug)]
pub enum Kept {
    /// In memory, with the spans of its paragraphs.
    Here(Box<Page>, Box<[Span]>),
    /// Its text and, after it, the spans of its paragraphs and where it comes from, in the spool.
    Away {
        /// Where the text begins.
        text: u64,
        /// Its length in bytes.
        length: usize,
        /// The length in bytes of what says where it comes from; nothing if nothing is known.
        origin: u32,
    },
}

/// A page taken from the shelf.
#[derive(Debug)]
pub enum Opened<'p> {
    /// It is in memory.
    Here(&'p Page),
    /// It was read again.
    Read(Box<Page>),
}

impl Deref for Opened<'_> {
    type Target = Page;

    fn deref(&self) -> &Page {
        match self {
            Self::Here(page) => page,
            Self::Read(page) => page,
        }
    }
}

impl Kept {
    /// Keeps a page in memory.
    pub fn here(page: Page) -> Self {
        let spans = page.analysis.paragraphs().map(|paragraph| paragraph.span).collect();
        Self::Here(Box::new(page), spans)
    }

    /// Keeps a page in the spool.
    pub fn away(page: &Page, spool: &Spool) -> Self {
        let mut block = Vec::with_capacity(page.text.len() + 64 * SPAN);
        block.extend_from_slice(page.text.as_bytes());
        for paragraph in page.analysis.paragraphs() {
            for border in [paragraph.span.start, paragraph.span.end] {
                // Pages are far shorter than 4 GiB (`read::LARGEST_PAGE`).
                block.extend_from_slice(&u32::try_from(border).unwrap_or(u32::MAX).to_le_bytes());
            }
        }
        let before = block.len();
        if !page.origin.is_unknown() {
            // Plain numbers and strings always become bytes.
            block = postcard::to_extend(&page.origin, block).unwrap_or_default();
        }
        let origin = u32::try_from(block.len().saturating_sub(before)).unwrap_or(u32::MAX);
        Self::Away { text: spool.append(&block), length: page.text.len(), origin }
    }
}

impl<'s> Shelf<'s> {
    /// A shelf of pages, of which the first `own` are of this run and sorted by path and item; those of an earlier output
    /// follow, and are all in memory.
    pub fn new(pages: Vec<Shelved>, own: usize, away: (&'s Spool, &'s Memo)) -> Self {
        Self { away: Some(away), ..Self::in_memory(pages, own) }
    }

    /// The same of pages that are all in memory.
    pub(crate) fn in_memory(pages: Vec<Shelved>, own: usize) -> Self {
        let holding = (0..).zip(&pages).filter(|(_, page)| page.paragraphs > 0);
        let by_paragraph = Owners::new(holding.map(|(at, page)| (page.first, at)).collect());
        Self { pages, own, by_paragraph, away: None, lost: OnceLock::new() }
    }

    /// The pages.
    pub fn pages(&self) -> &[Shelved] {
        &self.pages
    }

    /// The pages of this run.
    pub fn own(&self) -> &[Shelved] {
        &self.pages[..self.own]
    }

    /// A page as a whole.
    pub fn open(&self, page: usize) -> Opened<'_> {
        let Shelved { kept, analysis, paragraphs, .. } = &self.pages[page];
        match kept {
            Kept::Here(page, _) => Opened::Here(page),
            Kept::Away { text, length, origin } => {
                let origin = self.origin(text + (*length + *paragraphs as usize * SPAN) as u64, *origin);
                let text = self.text(*text, *length);
                let analysis = self.away.and_then(|(_, memo)| memo.read(*analysis)).unwrap_or_else(|| {
                    self.lose("what a page gave cannot be read again from the work area");
                    crate::telling::Analysis::default()
                });
                Opened::Read(Box::new(Page { text, origin, analysis }))
            }
        }
    }

    /// The text of a paragraph, by its number.
    pub fn paragraph(&self, number: u32) -> Cow<'_, str> {
        let Some((first, page)) = self.by_paragraph.of(number) else { return Cow::Borrowed("") };
        let nth = (number - first) as usize;
        match &self.pages[page as usize].kept {
            Kept::Here(page, spans) => piece_text(&page.text, spans.get(nth).copied().unwrap_or_default()),
            Kept::Away { text, length, .. } => {
                let span = self.spooled(text + (*length + nth * SPAN) as u64, SPAN);
                let border = |at: usize| {
                    span.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
                        as usize
                };
                let (start, end) = (border(0), border(4));
                let piece = self.text(text + start as u64, end.saturating_sub(start));
                Cow::Owned(piece_text(&piece, Span::new(0, piece.len())).into_owned())
            }
        }
    }

    fn spooled(&self, at: u64, length: usize) -> Vec<u8> {
        self.away.map(|(spool, _)| spool.read(at, length)).unwrap_or_default()
    }

    fn text(&self, at: u64, length: usize) -> String {
        String::from_utf8(self.spooled(at, length)).unwrap_or_else(|_| {
            self.lose("a text in the work area has changed");
            String::new()
        })
    }

    fn origin(&self, at: u64, length: u32) -> Origin {
        if length == 0 {
            return Origin::default();
        }
        postcard::from_bytes(&self.spooled(at, length as usize)).unwrap_or_else(|_| {
            self.lose("what is known of a page in the work area has changed");
            Origin::default()
        })
    }

    fn lose(&self, what: &str) {
        // Only the first one counts.
        let _ = self.lost.set(what.to_owned());
    }

    /// What could not be had back, if something could not: then nothing that came from the shelf can be trusted.
    pub fn trouble(&self) -> Option<std::io::Error> {
        let trouble = self.away.and_then(|(spool, _)| spool.trouble());
        let spool = trouble.map(|error| std::io::Error::new(error.kind(), error.to_string()));
        spool.or_else(|| self.lost.get().map(|what| std::io::Error::other(what.clone())))
    }

    /// Gives back what it takes, on all threads: pages are many small pieces of memory.
    pub fn give_back(self) {
        self.pages.into_par_iter().for_each(drop);
    }

    /// Takes the pages of this run out of memory into the spool.
    pub fn put_away(&mut self) {
        let Some((spool, _)) = self.away else { return };
        for shelved in &mut self.pages[..self.own] {
            if let Kept::Here(page, _) = &shelved.kept {
                shelved.kept = Kept::away(page, spool);
            }
        }
    }
}
