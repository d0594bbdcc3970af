//! Every page on its own, in parallel; what one page does touches no other.

use super::room::{PER_BYTE, Room};
use super::text::{Taken, guarded, taken_apart};
use super::{Options, Progress, Stop};
use crate::config::{Keep, Scope};
use crate::container::{self, Found, Item, Opened};
use crate::corpus::{Bags, Same, Story, StoryId, scoped};
use crate::fingerprint::Size;
use crate::keep::{Standing, keep_order};
use crate::lists::number;
use crate::memo::{At, Memo};
use crate::pair::{Linked, Links};
use crate::read::{Listing, Skipped, Source};
use crate::record::PagePath;
use crate::rules::{Rules, RulesetId};
use crate::shards::Shards;
use crate::shelf::{Kept, Shelved};
use crate::spool::Spool;
use crate::strip;
use crate::telling::{Analysis, Day, Page, Paragraph, Told};
use crate::words::Words;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

mod containers;
mod flight;
mod gathered;
mod seen;

pub(super) use gathered::Gathered;
use seen::Seen;

/// Pages that are read by one thread at a time.
const TASK: usize = 16;

/// A story with what decides its place in keep order.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) story: Story,
    id: StoryId,
    day: Option<Day>,
}

/// What the pages of a run go by, and where what they give is put.
pub(super) struct Desk<'d> {
    rules: &'d Rules,
    options: &'d Options,
    memo: &'d Memo,
    spool: &'d Spool,
    stop: &'d Stop,
    /// What brings paragraphs together with others.
    pub(super) links: Linked<'d>,
    /// Texts that have keys.
    seen: Seen,
    room: usize,
    held: AtomicUsize,
    full: AtomicBool,
    next: AtomicU32,
}

impl<'d> Desk<'d> {
    pub(super) fn new(
        (rules, options): (&'d Rules, &'d Options),
        (memo, spool, rows): (&'d Memo, &'d Spool, &'d Spool),
        room: &Room,
        stop: &'d Stop,
    ) -> Self {
        Self {
            rules,
            options,
            memo,
            spool,
            stop,
            links: Linked {
                same: Shards::new(room.rows, rows),
                keyed: Shards::new(room.keyed, rows),
                bags: Bags::new(room.bags),
            },
            seen: Seen::new(),
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

    /// What earlier runs kept of pages.
    pub(super) fn memo(&self) -> &'d Memo {
        self.memo
    }

    /// The options of the run.
    pub(super) fn options(&self) -> &'d Options {
        self.options
    }

    /// The tables that pages are read by.
    pub(super) fn rules(&self) -> &'d Rules {
        self.rules
    }

    /// Numbers so many paragraphs.
    fn number(&self, paragraphs: usize) -> Range<u32> {
        let count = number(paragraphs);
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        first..first + count
    }

    /// Numbers the paragraphs of a page, given the words they are compared by, and adds what links them.
    pub(super) fn enter(
        &self,
        links: &mut Links,
        (analysis, words): (&Analysis, &[Words]),
        scope: u64,
    ) -> Range<u32> {
        let numbers = self.number(words.len());
        for ((number, paragraph), words) in numbers.clone().zip(analysis.paragraphs()).zip(words) {
            links.same(Same::new(paragraph.id, scope, number));
            if paragraph.comparable {
                // Which of equal texts has the keys does not matter, and one is enough.
                let is_new = || self.seen.is_new(scoped(paragraph.id, scope));
                links.alike(words, (scope, number), is_new);
            }
        }
        numbers
    }

    /// Keeps a page where there is room for it.
    fn keep(&self, page: Page) -> Kept {
        let bytes = page.text.len() * PER_BYTE;
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
    /// The stories of each page, by its place in `pages`.
    rows: Vec<Row>,
    sizes: Vec<Size>,
    links: Links,
    skipped: Vec<Skipped>,
    ignored: BTreeMap<String, usize>,
    /// Files that are still to be taken apart, by their places in the listing.
    containers: Vec<usize>,
}

/// Reads all pages and takes them apart: first the files that are pages, then containers.
///
/// # Errors
/// If the work area cannot be written.
pub(super) fn gather(
    listing: &Listing,
    desk: &Desk<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> io::Result<Gathered> {
    let gathered = Mutex::new(Gathered::of(listing));
    let sheaf = |(task, sources): (usize, &[Source])| -> io::Result<Vec<usize>> {
        let mut sheaf = Sheaf::default();
        for (at, source) in sources.iter().enumerate() {
            desk.stop.check()?;
            let bytes = sheaf.file((task * TASK + at, source), desk)?;
            progress(Progress::Read(bytes));
        }
        let containers = std::mem::take(&mut sheaf.containers);
        sheaf.bring_in(&gathered, desk);
        Ok(containers)
    };
    let containers: Vec<Vec<usize>> =
        listing.sources.par_chunks(TASK).enumerate().map(sheaf).collect::<io::Result<_>>()?;
    let boxes: Vec<&Source> = containers.iter().flatten().map(|&at| &listing.sources[at]).collect();
    containers::gather(&boxes, (desk, &gathered), progress)?;
    let mut gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    gathered.sort();
    gathered.sizes.shrink_to_fit();
    Ok(gathered)
}

impl Sheaf {
    /// Puts its rows, and adds the rest to what there is.
    fn bring_in(mut self, gathered: &Mutex<Gathered>, desk: &Desk<'_>) {
        desk.links.put(std::mem::take(&mut self.links));
        gathered.lock().unwrap_or_else(PoisonError::into_inner).add(self);
    }

    /// Adds what a file gives, if it is no container; the bytes of its text.
    fn file(&mut self, (at, source): (usize, &Source), desk: &Desk<'_>) -> io::Result<usize> {
        let opened = guarded((&source.path, None), || container::open(source, &desk.options.reading));
        match opened {
            Ok(Opened::Page(item)) => self.page(item, desk),
            Ok(Opened::Container) => {
                self.containers.push(at);
                Ok(0)
            }
            Err(skipped) => {
                self.skipped.push(skipped);
                Ok(0)
            }
        }
    }

    /// Adds what was found in a container; the bytes of its text.
    fn found(&mut self, found: Found, desk: &Desk<'_>) -> io::Result<usize> {
        match found {
            Found::Page(item) => return self.page(item, desk),
            Found::Skipped(skipped) => self.skipped.push(skipped),
            Found::Ignored(reason) => *self.ignored.entry(reason).or_default() += 1,
        }
        Ok(0)
    }

    /// Adds a page or why it is skipped; the bytes of its text.
    fn page(&mut self, item: Item, desk: &Desk<'_>) -> io::Result<usize> {
        let (path, number) = (item.path.clone(), item.number);
        match guarded((&path, number), || taken_apart(item, desk)) {
            Ok(taken) => {
                let bytes = taken.page.text.len();
                let at = match taken.at {
                    Some(at) => at,
                    None => desk.memo.put(taken.key, &taken.page.analysis)?,
                };
                self.shelve(taken, at, (&path, number), desk);
                Ok(bytes)
            }
            Err(skipped) => {
                self.skipped.push(skipped);
                Ok(0)
            }
        }
    }

    fn shelve(&mut self, taken: Taken, analysis: At, (path, item): PagePath<'_>, desk: &Desk<'_>) {
        let Taken { page, digest, words, .. } = taken;
        let scope = scope_of(&page.analysis, (path, item), desk.options.scope);
        let numbers = desk.enter(&mut self.links, (&page.analysis, &words), scope);
        self.sizes.extend(page.analysis.paragraphs().map(Paragraph::size));
        let number = number(self.pages.len());
        self.rows.extend(Row::of_page(&page.analysis, (numbers.start, scope), number));
        let (first, paragraphs) = (numbers.start, numbers.end - numbers.start);
        let kept = desk.keep(page);
        // The pages of a container have one path.
        let before = self.pages.last().filter(|before| *before.path == *path);
        let path = before.map_or_else(|| Arc::from(path), |before| Arc::clone(&before.path));
        self.pages.push(Shelved { path, item, number, digest, first, paragraphs, analysis, kept });
    }
}

impl Row {
    /// The stories of a page, of which the number of the first paragraph and the scope are given.
    pub(crate) fn of_page(analysis: &Analysis, (mut first, scope): (u32, u64), page: u32) -> Vec<Self> {
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
            Self { story, id: StoryId::new(told.id), day: told.day }
        };
        stories.map(row).collect()
    }

    /// What keep order goes by.
    pub(crate) fn standing(&self) -> Standing {
        let Story { truncated, position, words, page, .. } = self.story;
        Standing { truncated, position, words, day: self.day, page }
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
pub(super) fn in_keep_order(rows: Vec<Row>, keep: Keep) -> (Vec<Story>, Vec<StoryId>) {
    let mut rows = rows;
    // In place: no two stories have one place.
    rows.par_sort_unstable_by(|a, b| {
        let released = b.story.released.cmp(&a.story.released);
        released.then_with(|| keep_order(&a.standing(), &b.standing(), keep))
    });
    let ids = rows.iter().map(|row| row.id).collect();
    // Where the rows lie, for there may be no room for both; what is left over is given back.
    let mut stories: Vec<Story> = rows.into_iter().map(|row| row.story).collect();
    stories.shrink_to_fit();
    (stories, ids)
}

pub(crate) fn scope_of(analysis: &Analysis, (path, item): PagePath<'_>, scope: Scope) -> u64 {
    let ruleset = analysis.stripped.ruleset;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match scope {
        Scope::Corpus => 0,
        // What no publisher is known of is one scope: its pages may well be copies.
        Scope::Publisher if ruleset == RulesetId::GENERIC => 0,
        Scope::Publisher => xxh3_64(format!("publisher {ruleset:?}").as_bytes()),
        Scope::Folder => xxh3_64(folder.as_bytes()),
        Scope::Page => {
            let item = item.map_or_else(String::new, |item| item.to_string());
            xxh3_64(format!("{path}\0{item}").as_bytes())
        }
    }
}
