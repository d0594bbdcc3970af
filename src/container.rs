//! A file → the pages in it: what is packed is unpacked, what is a container is taken apart, by content and not by name.
//!
//! Everything but Parquet is read as a stream, from the front to the back, so that a container of any size needs little
//! memory, and the pages before a break are had although something behind them is broken.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are read")]

use crate::origin::Origin;
use crate::read::{Reason, Skipped, Source};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use thiserror::Error;

mod fields;
mod form;
mod json;
mod meter;
mod named;
mod packed;
mod table;
mod tar;
mod walk;
mod warc;
mod weight;
mod zip;

pub use fields::Fields;
use form::{Form, HEAD, codec, form};
use meter::Meter;
pub use named::{Missing, missing};
use walk::{Break, Layer, Place, Stream, Walk};
pub use weight::{Weight, weigh};

/// What files are read by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Which fields of objects and columns of tables are asked for.
    pub fields: Fields,
    /// What goes beyond them is skipped.
    pub limits: Limits,
}

/// Limits that keep work bounded, whatever a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a page.
    pub page: u64,
    /// Bytes of a line.
    pub line: u64,
    /// How many times as much as was read may be unpacked of a file.
    pub expansion: u64,
    /// Bytes that may be unpacked of a file.
    pub unpacked: u64,
    /// How many packings and archives may lie inside each other.
    pub nesting: u64,
    /// Pages of a file.
    pub items: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Half of what a span in the work area can count.
            page: 2 << 30,
            // A line is held in memory as a whole: the longest seen in scraped text, a page without a line end, had 200 MB.
            line: 1 << 30,
            // Text of pages shrinks to a fifth, of one page repeated to a hundredth.
            expansion: 200,
            unpacked: 64 << 30,
            // A packed page in a packed archive.
            nesting: 3,
            // Ten times the pages of the largest files of known collections.
            items: 10_000_000,
        }
    }
}

impl Reading {
    /// The same, but no page or line is too long.
    pub fn of_any_size(self) -> Self {
        Self { limits: Limits { page: u64::MAX, line: u64::MAX, ..self.limits }, ..self }
    }
}

/// A page as it lies in a file or container, not yet decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its path in records: that of the file, or below it that of the member of an archive.
    pub path: String,
    /// The line of a file of JSON or the row of a table, from 1; the byte at which a record of a web archive begins; `None`
    /// for a page that is a file of its own.
    pub number: Option<u64>,
    /// What it says, undecoded.
    pub bytes: Vec<u8>,
    /// How the container tells to read it.
    pub told: Told,
    /// What the container tells of where it comes from.
    pub origin: Origin,
}

/// What whoever handed a page on tells of how to read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Its encoding.
    pub encoding: Option<&'static Encoding>,
    /// What it is.
    pub media: Media,
}

impl Told {
    /// The same, with an encoding if none is told.
    pub fn or(self, encoding: Option<&'static Encoding>) -> Self {
        Self { encoding: self.encoding.or(encoding), ..self }
    }
}

/// What a page is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Media {
    /// To be told by its name and beginning.
    #[default]
    Unknown,
    /// HTML.
    Html,
}

/// What is found in a container.
#[derive(Debug)]
pub enum Found {
    /// A page.
    Page(Item),
    /// Something that cannot be used.
    Skipped(Skipped),
    /// A member or record that is no page, and why: its extension, its type.
    Ignored(String),
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// One page, packed or not.
    Page(Item),
    /// To be taken apart by [`items`].
    Container,
}

/// Nothing more is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("nothing more is wanted")]
pub struct Stopped;

/// Reads a file if it is a page. Standard input is taken for a container, because it can be read only once.
///
/// # Errors
/// Why it cannot be used.
pub fn open(source: &Source, reading: &Reading) -> Result<Opened, Skipped> {
    let Some(file) = &source.file else { return Ok(Opened::Container) };
    let mut opened = None;
    let mut give = |found| {
        opened = Some(found);
        Ok(())
    };
    let mut walk = Walk::new(&source.path, reading, &mut give);
    let file = File::open(file).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = file.map_err(|error| walk.meter.broken(error, &source.path))?;
    let stream = if (1..=SMALL.min(reading.limits.page)).contains(&length) {
        let bytes = whole(file, length).map_err(|error| walk.meter.broken(error, &source.path))?;
        if is_plain(&bytes, &source.path) {
            let (path, told) = (source.path.clone(), Told::default());
            return Ok(Opened::Page(Item { path, number: None, bytes, told, origin: Origin::default() }));
        }
        walk.stream(Cursor::new(bytes))
    } else {
        walk.stream(BufReader::new(file))
    };
    let layer = walk.peel(Layer::new(stream, &source.path), &source.path)?;
    if layer.form != Form::Page {
        return Ok(Opened::Container);
    }
    if layer.depth == 0 && length > reading.limits.page {
        let detail = walk::too_large(reading.limits.page);
        return Err(Skipped { path: source.path.clone(), item: None, reason: Reason::TooLarge, detail });
    }
    let depth = layer.depth;
    if let Err(Break::Broken(broken)) = walk.page(layer.stream, &source.path) {
        return Err(broken.into());
    }
    match opened {
        Some(Found::Page(item)) if depth > 0 && item.bytes.len() < MOVED => Ok(Opened::Page(moved(item))),
        Some(Found::Page(item)) => Ok(Opened::Page(item)),
        Some(Found::Skipped(skipped)) => Err(skipped),
        Some(Found::Ignored(_)) | None => Ok(Opened::Container),
    }
}

/// Files of up to so many bytes are read in one go, as nearly all pages are. What is asked of the system costs them more
/// than the reading.
const SMALL: u64 = 1 << 16;

/// A file of this length. What has been added since it was measured is left.
fn whole(file: File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a file is a page as it lies there.
fn is_plain(bytes: &[u8], name: &str) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    codec(head).is_none() && form(head, name) == Form::Page
}

/// Pages of fewer bytes are moved away from what they were unpacked with.
const MOVED: usize = 1 << 20;

/// A page whose bytes lie where those of its decoder lay. Behind them, each of many small pages that are kept in memory would
/// keep a hole before it: 17 KB a page were measured.
fn moved(item: Item) -> Item {
    let bytes = item.bytes.to_vec();
    Item { bytes, ..item }
}

/// Takes a file apart, in its order.
///
/// # Errors
/// If nothing more is wanted.
pub fn items(
    source: &Source,
    reading: &Reading,
    give: &mut dyn FnMut(Found) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let path = source.path.as_str();
    let Some(file) = &source.file else { return items_in((path, io::stdin().lock()), reading, give) };
    match File::open(file) {
        Ok(opened) => {
            let mut walk = Walk::new(path, reading, give);
            walk.file = Some(file);
            all(walk, BufReader::with_capacity(1 << 16, opened), path)
        }
        Err(error) => {
            let broken = Meter::new(path, reading.limits).broken(error, path);
            give(Found::Skipped(broken.into()))
        }
    }
}

/// Takes what a file of this path holds apart, in its order.
///
/// # Errors
/// If nothing more is wanted.
pub fn items_in(
    (path, file): (&str, impl BufRead),
    reading: &Reading,
    give: &mut dyn FnMut(Found) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    all(Walk::new(path, reading, give), file, path)
}

fn all(mut walk: Walk<'_>, file: impl BufRead, path: &str) -> Result<(), Stopped> {
    let stream = walk.stream(file);
    match walk.take_apart(Layer::new(stream, path), path) {
        Ok(()) => Ok(()),
        Err(Break::Stopped) => Err(Stopped),
        Err(Break::Broken(broken)) => (walk.give)(Found::Skipped(broken.into())),
    }
}
