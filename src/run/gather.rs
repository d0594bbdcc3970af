//! Every page on its own, in parallel; what one page does touches no other.

use super::options::Most;
use super::released::Released;
use super::{Options, Progress, Room, Stop};
use crate::config::{Keep, Scope};
use crate::corpus::{Same, Story};
use crate::decode::{Decoded, decode, is_binary};
use crate::fingerprint::{Size, compared_words};
use crate::keep::{Standing, keep_order};
use crate::memo::{self, At, Memo};
use crate::page::unspool;
use crate::pair::Keyed;
use crate::read::{self, Listing, Reason, Skipped, Source};
use crate::rules::{Rules, RulesetId};
use crate::shards::Shards;
use crate::shelf::{Kept, Shelved};
use crate::span::is_white;
use crate::spool::Spool;
use crate::strip;
use crate::telling::{Analysis, Day, Page, PageText, Paragraph, Told, piece_text, tell};
use crate::words::Words;
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use xxhash_rust::xxh3::xxh3_64;

/// Pages that are read by one thread at a time.
const TASK: usize = 16;

/// What all pages give.
pub(super) struct Gathered {
    /// The pages, sorted by path.
    pub(super) pages: Vec<Shelved>,
    /// Their stories, in the order of the pages.
    pub(super) stories: Vec<Row>,
    /// The size of each paragraph, by number.
    pub(super) sizes: Vec<Size>,
    /// What could not be used.
    pub(super) skipped: Vec<Skipped>,
}

/// A story with what decides its place in keep order.
#[derive(Clone, Copy)]
pub(super) struct Row {
    story: Story,
    id: Option<u128>,
    day: Option<Day>,
}

/// What the pages of a run go by, and where what they give is put.
pub(super) struct Desk<'d> {
    rules: &'d Rules,
    options: &'d Options,
    memo: &'d Memo,
    spool: &'d Spool,
    stop: &'d Stop,
    /// A row for each paragraph.
    pub(super) same: Shards<'d, Same>,
    /// A row for each key of each paragraph.
    pub(super) keyed: Shards<'d, Keyed>,
    room: usize,
    held: AtomicUsize,
    full: AtomicBool,
    next: AtomicU32,
}

impl<'d> Desk<'d> {
    pub(super) fn new(
        (rules, options): (&'d Rules, &'d Options),
        (memo, spool): (&'d Memo, &'d Spool),
        room: &Room,
        stop: &'d Stop,
    ) -> Self {
        Self {
            rules,
            options,
            memo,
            spool,
            stop,
            same: Shards::new(room.rows, spool),
            keyed: Shards::new(room.rows, spool),
            room: room.pages,
            held: AtomicUsize::new(0),
            full: AtomicBool::new(false),
            next: AtomicU32::new(0),
        }
    }

    /// Whether there is no room for pages in memory.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// The tables that pages are read by.
    pub(super) fn rules(&self) -> &'d Rules {
        self.rules
    }

    /// Numbers the paragraphs of a page, given the words they are compared by, and puts the rows that bring them together
    /// with others.
    pub(super) fn enter(&self, analysis: &Analysis, words: &[Words], scope: u64) -> Range<u32> {
        let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        let numbered = (first..).zip(analysis.paragraphs());
        let same = numbered.clone().map(|(number, paragraph)| Same::new(paragraph.id, scope, number));
        self.same.put(same.collect());
        let comparable = numbered.zip(words).filter(|((_, paragraph), _)| paragraph.comparable);
        let keyed = comparable.flat_map(|((number, _), words)| Keyed::rows(words, scope, number));
        self.keyed.put(keyed.collect());
        first..first + count
    }

    /// Keeps a page where there is room for it.
    fn keep(&self, page: Page) -> Kept {
        // What a page takes beside its text is about half as much.
        let bytes = page.text.len() * 3 / 2;
        if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes > self.room {
            self.full.store(true, Ordering::Relaxed);
        }
        if self.is_full() { Kept::away(&page, self.spool) } else { Kept::here(page) }
    }
}

/// What some pages give.
#[derive(Default)]
struct Sheaf {
    pages: Vec<Shelved>,
    /// The stories of each page, without their places.
    rows: Vec<Row>,
    sizes: Vec<Size>,
    skipped: Vec<Skipped>,
}

/// Reads all pages and takes them apart.
///
/// # Errors
/// If the work area cannot be written.
pub(super) fn gather(
    listing: &Listing,
    desk: &Desk<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> io::Result<Gathered> {
    let sheaf = |(task, sources): (usize, &[Source])| -> io::Result<Sheaf> {
        let mut sheaf = Sheaf::default();
        for (at, source) in sources.iter().enumerate() {
            desk.stop.check()?;
            let number = u32::try_from(task * TASK + at).map_err(io::Error::other)?;
            let bytes = sheaf.page((number, source), desk)?;
            progress(Progress::Read(bytes));
        }
        Ok(sheaf)
    };
    let sheaves: Vec<Sheaf> =
        listing.sources.par_chunks(TASK).enumerate().map(sheaf).collect::<io::Result<_>>()?;
    let mut gathered = Gathered {
        pages: Vec::with_capacity(listing.sources.len()),
        stories: Vec::new(),
        sizes: vec![Size::default(); desk.next.load(Ordering::Relaxed) as usize],
        skipped: listing.skipped.clone(),
    };
    sheaves.into_iter().for_each(|sheaf| gathered.add(sheaf));
    gathered.skipped.sort();
    Ok(gathered)
}

impl Gathered {
    /// Adds the stories of an earlier output behind those of the run.
    pub(super) fn release(&mut self, released: Released, desk: &Desk<'_>) {
        self.sizes.resize(desk.next.load(Ordering::Relaxed) as usize, Size::default());
        released.sizes.iter().for_each(|&(number, size)| self.sizes[number as usize] = size);
        let mut rows = released.rows.into_iter().peekable();
        for shelved in released.pages {
            let page = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
            while let Some(mut row) = rows.next_if(|row| row.story.page == shelved.source) {
                row.story.page = page;
                self.stories.push(row);
            }
            self.pages.push(shelved);
        }
    }

    fn add(&mut self, sheaf: Sheaf) {
        let (mut rows, mut sizes) = (sheaf.rows.into_iter().peekable(), sheaf.sizes.as_slice());
        for shelved in sheaf.pages {
            let page = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
            let (own, rest) = sizes.split_at(shelved.paragraphs as usize);
            self.sizes[shelved.first as usize..][..own.len()].copy_from_slice(own);
            sizes = rest;
            while let Some(mut row) = rows.next_if(|row| row.story.page == shelved.source) {
                row.story.page = page;
                self.stories.push(row);
            }
            self.pages.push(shelved);
        }
        self.skipped.extend(sheaf.skipped);
    }
}

impl Sheaf {
    /// Adds a page or why it is skipped; its bytes.
    fn page(&mut self, (number, source): (u32, &Source), desk: &Desk<'_>) -> io::Result<usize> {
        match guarded(source, || taken_apart(source, desk)) {
            Ok(taken) => {
                let bytes = taken.page.text.len();
                let at = match taken.at {
                    Some(at) => at,
                    None => desk.memo.put(taken.digest, &taken.page.analysis)?,
                };
                self.shelve(taken, at, (number, source), desk);
                Ok(bytes)
            }
            Err(skipped) => {
                self.skipped.push(skipped);
                Ok(0)
            }
        }
    }

    fn shelve(&mut self, taken: Taken, analysis: At, (number, source): (u32, &Source), desk: &Desk<'_>) {
        let Taken { page, digest, words, .. } = taken;
        let scope = scope_of(&page.analysis, source, desk.options.scope);
        let numbers = desk.enter(&page.analysis, &words, scope);
        self.sizes.extend(page.analysis.paragraphs().map(Paragraph::size));
        self.rows.extend(Row::of_page(&page.analysis, (numbers.start, scope), number));
        let (first, paragraphs) = (numbers.start, numbers.end - numbers.start);
        let kept = desk.keep(page);
        self.pages.push(Shelved { source: number, item: None, digest, first, paragraphs, analysis, kept });
    }
}

impl Row {
    /// The stories of a page, of which the number of the first paragraph and the scope are given.
    pub(super) fn of_page(analysis: &Analysis, (mut first, scope): (u32, u64), page: u32) -> Vec<Self> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let stories = analysis.told.iter().zip(&analysis.stripped.stories).enumerate();
        let row = |(position, (told, story)): (usize, (&Told, &strip::Story))| {
            let paragraphs = number(told.paragraphs.len());
            let story = Story {
                first,
                paragraphs,
                words: number(told.words),
                scope,
                page,
                position: number(position),
                equal: 0,
                language: told.language,
                truncated: story.truncated,
                released: false,
            };
            first += paragraphs;
            Self { story, id: told.id, day: told.day }
        };
        stories.map(row).collect()
    }

    /// Whether there is anything to compare.
    pub(super) fn has_paragraphs(&self) -> bool {
        self.story.paragraphs > 0
    }

    /// The story as one of an earlier output.
    pub(super) fn released(mut self) -> Self {
        self.story.released = true;
        self
    }
}

/// The stories in keep order, and the hashes of their words.
pub(super) fn in_keep_order(rows: Vec<Row>, keep: Keep) -> (Vec<Story>, Vec<Option<u128>>) {
    let standing = |row: &Row| Standing {
        truncated: row.story.truncated,
        position: row.story.position,
        words: row.story.words,
        day: row.day,
        page: row.story.page,
    };
    let mut rows = rows;
    rows.par_sort_by(|a, b| {
        let released = b.story.released.cmp(&a.story.released);
        released.then_with(|| keep_order(&standing(a), &standing(b), keep))
    });
    (rows.iter().map(|row| row.story).collect(), rows.iter().map(|row| row.id).collect())
}

/// A panic inside a page is a mistake of ours, and costs that page only.
pub(crate) fn guarded<T>(source: &Source, work: impl FnOnce() -> Result<T, Skipped>) -> Result<T, Skipped> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(skip(source, Reason::Internal, "unspool failed on this page; please report it"))
    })
}

fn skip(source: &Source, reason: Reason, detail: &str) -> Skipped {
    Skipped { path: source.path.clone(), reason, detail: detail.to_owned() }
}

/// A page that was taken apart, now or by an earlier run.
struct Taken {
    page: Page,
    digest: u128,
    /// Where its analysis lies in the memo already.
    at: Option<At>,
    /// The words that its paragraphs are compared by.
    words: Vec<Words>,
}

fn taken_apart(source: &Source, desk: &Desk<'_>) -> Result<Taken, Skipped> {
    let bytes = text_bytes(source, desk.options.most)?;
    let digest = memo::key(&bytes);
    let decoded = decode(bytes);
    if decoded.text.chars().all(is_white) {
        return Err(skip(source, Reason::Empty, "the file holds nothing but white space"));
    }
    let text = decoded.text;
    if let Some((analysis, at)) = desk.memo.get(digest) {
        let words = |paragraph: &Paragraph| compared_words(&piece_text(&text, paragraph.span), desk.rules);
        let words = analysis.paragraphs().map(words).collect();
        return Ok(Taken { page: Page { text, analysis }, digest, at: Some(at), words });
    }
    let stripped = unspool(&text, desk.rules, desk.options.min_confidence).stripped;
    let mut words = Vec::new();
    let page = PageText { text: &text, scraped_at: desk.options.scraped_at };
    let told = tell(&page, &stripped, desk.rules, &mut |paragraph| words.push(paragraph.clone()));
    let analysis = Analysis { stripped, told, replaced: decoded.replaced };
    Ok(Taken { page: Page { text, analysis }, digest, at: None, words })
}

/// The text of a source, whatever its size; what is none says why.
pub(crate) fn text_of(source: &Source) -> Result<Decoded, Skipped> {
    let decoded = decode(text_bytes(source, Most { file: u64::MAX, line: u64::MAX })?);
    if decoded.text.chars().all(is_white) {
        return Err(skip(source, Reason::Empty, "the file holds nothing but white space"));
    }
    Ok(decoded)
}

/// The bytes of a file that may be a page.
fn text_bytes(source: &Source, most: Most) -> Result<Vec<u8>, Skipped> {
    let read = read::bytes(source, most.file);
    let bytes =
        read.map_err(|error| skip(source, Reason::Unreadable, &read::detail(&error)))?.ok_or_else(|| {
            let detail = format!("the file has more than {} bytes (--max-file-size)", most.file);
            skip(source, Reason::TooLarge, &detail)
        })?;
    if is_binary(&bytes) {
        return Err(skip(source, Reason::NotText, "the file holds control characters that no text has"));
    }
    let is_long = |line: &[u8]| line.len() as u64 > most.line;
    if bytes.len() as u64 > most.line && bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(is_long) {
        let detail = format!("a line has more than {} bytes (--max-line-size)", most.line);
        return Err(skip(source, Reason::OverLimit, &detail));
    }
    Ok(bytes)
}

fn scope_of(analysis: &Analysis, source: &Source, scope: Scope) -> u64 {
    let ruleset = analysis.stripped.ruleset;
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match scope {
        Scope::Corpus => 0,
        // What no publisher is known of is one scope: its pages may well be copies.
        Scope::Publisher if ruleset == RulesetId::GENERIC => 0,
        Scope::Publisher => xxh3_64(format!("publisher {ruleset:?}").as_bytes()),
        Scope::Folder => xxh3_64(folder.as_bytes()),
        Scope::Page => xxh3_64(format!("{}\0", source.path).as_bytes()),
    }
}
