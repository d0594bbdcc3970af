//! The way through one file: unpacking, telling forms, giving what is found, counting it.

use super::form::{Form, HEAD, codec, form};
use super::meter::{Broken, Counted, Meter};
use super::{Found, Item, Reading, Stopped, Told, json, packed, table, tar, warc, zip};
use crate::origin::Origin;
use crate::read::{Reason, Skipped, extension, is_page, member_name};
use rustc_hash::FxHashMap;
use std::io::{self, BufRead, Cursor, Read};
use std::path::Path;
use std::rc::Rc;
use xxhash_rust::xxh3::xxh3_64;

/// Why reading ends early.
pub(super) enum Break {
    Stopped,
    Broken(Broken),
}

impl From<Stopped> for Break {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Broken> for Break {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// Something to read.
pub(super) type Stream<'s> = Box<dyn BufRead + 's>;

/// Something to read whose form is known, or not yet.
pub(super) struct Layer<'s> {
    pub(super) form: Form,
    pub(super) stream: Stream<'s>,
    /// Its name, less the endings of what it was packed by.
    pub(super) name: String,
    /// How many packings and archives it lies in.
    pub(super) depth: u64,
}

impl<'s> Layer<'s> {
    pub(super) fn new(stream: Stream<'s>, path: &str) -> Self {
        Self { form: Form::Page, stream, name: path.to_owned(), depth: 0 }
    }
}

/// The way through one file.
pub(super) struct Walk<'w> {
    pub(super) reading: &'w Reading,
    pub(super) meter: Rc<Meter>,
    /// The file, if it can be opened once more to be read in another order.
    pub(super) file: Option<&'w Path>,
    /// How often each name of a member was seen, by its hash.
    names: FxHashMap<u64, u64>,
    given: u64,
    pub(super) give: &'w mut dyn FnMut(Found) -> Result<(), Stopped>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        path: &str,
        reading: &'w Reading,
        give: &'w mut dyn FnMut(Found) -> Result<(), Stopped>,
    ) -> Self {
        let meter = Meter::new(path, reading.limits);
        Self { reading, meter, file: None, names: FxHashMap::default(), given: 0, give }
    }

    pub(super) fn stream<'s>(&self, file: impl BufRead + 's) -> Stream<'s> {
        Box::new(Counted::new(file, &self.meter))
    }

    /// Unpacks as often as something is packed, and tells the form of what is inside.
    pub(super) fn peel<'s>(&self, mut layer: Layer<'s>, path: &str) -> Result<Layer<'s>, Broken> {
        loop {
            let (head, stream) = peek(layer.stream);
            let Some(codec) = codec(&head) else {
                return Ok(Layer { form: form(&head, &layer.name), stream, ..layer });
            };
            let depth = self.deeper(layer.depth, path)?;
            let unpacked = packed::unpack(codec, stream, &self.meter, path);
            let stream = unpacked.map_err(|error| self.meter.broken(error, path))?;
            let name = layer.name.rsplit_once('.').map_or(layer.name.as_str(), |(name, _)| name).to_owned();
            layer = Layer { stream, name, depth, ..layer };
        }
    }

    pub(super) fn deeper(&self, depth: u64, path: &str) -> Result<u64, Broken> {
        let most = self.reading.limits.nesting;
        if depth < most {
            return Ok(depth + 1);
        }
        let said = format!("more than {most} packings and archives lie inside each other (--max-nesting)");
        Err(Broken { path: path.to_owned(), reason: Reason::OverLimit, said })
    }

    pub(super) fn take_apart(&mut self, layer: Layer<'_>, path: &str) -> Result<(), Break> {
        let layer = self.peel(layer, path)?;
        match layer.form {
            Form::Page => self.page(layer.stream, path),
            Form::Json => json::read(self, layer, path),
            Form::Warc => warc::read(self, layer.stream, path),
            Form::Tar => tar::read(self, layer, path),
            Form::Zip => zip::read(self, layer, path),
            Form::Parquet => table::parquet::read(self, layer, path),
            Form::Arrow => table::arrow::read(self, layer.stream, path),
        }
    }

    /// Reads a page that is a file of its own.
    pub(super) fn page(&mut self, stream: Stream<'_>, path: &str) -> Result<(), Break> {
        let place = Place { path, number: None };
        match self.bytes(stream, &place)? {
            Some(bytes) => self.give_page(&place, bytes, (Told::default(), Origin::default())),
            None => Ok(()),
        }
    }

    /// Reads all bytes of a page; one of too many bytes is skipped.
    pub(super) fn bytes(&mut self, stream: impl Read, place: &Place<'_>) -> Result<Option<Vec<u8>>, Break> {
        let mut bytes = Vec::new();
        Ok(self.fill(&mut bytes, stream, place)?.then_some(bytes))
    }

    /// The same; what was read before a break is in `bytes`.
    pub(super) fn fill(
        &mut self,
        bytes: &mut Vec<u8>,
        stream: impl Read,
        place: &Place<'_>,
    ) -> Result<bool, Break> {
        let most = self.reading.limits.page;
        // One byte more tells that there are too many.
        let read = stream.take(most.saturating_add(1)).read_to_end(bytes);
        read.map_err(|error| self.meter.broken(error, place.path))?;
        if bytes.len() as u64 <= most {
            return Ok(true);
        }
        self.skip(place, Reason::TooLarge, too_large(most))?;
        Ok(false)
    }

    pub(super) fn give_page(
        &mut self,
        place: &Place<'_>,
        bytes: Vec<u8>,
        (told, origin): (Told, Origin),
    ) -> Result<(), Break> {
        self.count(place.path)?;
        let (path, number) = (place.path.to_owned(), place.number);
        Ok((self.give)(Found::Page(Item { path, number, bytes, told, origin }))?)
    }

    pub(super) fn ignore(&mut self, reason: &str) -> Result<(), Break> {
        Ok((self.give)(Found::Ignored(reason.to_owned()))?)
    }

    pub(super) fn skip(&mut self, place: &Place<'_>, reason: Reason, detail: String) -> Result<(), Break> {
        self.count(place.path)?;
        let (path, item) = (place.path.to_owned(), place.number);
        Ok((self.give)(Found::Skipped(Skipped { path, item, reason, detail }))?)
    }

    /// One more item of the file.
    fn count(&mut self, path: &str) -> Result<(), Broken> {
        let most = self.reading.limits.items;
        self.given += 1;
        if self.given <= most {
            return Ok(());
        }
        let said = format!("it holds more than {most} pages (--max-items)");
        Err(Broken { path: path.to_owned(), reason: Reason::OverLimit, said })
    }

    /// Takes a member of an archive apart; if it is broken, the archive is read on.
    pub(super) fn member(&mut self, stream: Stream<'_>, path: &str, depth: u64) -> Result<(), Break> {
        let layer = Layer { depth, ..Layer::new(stream, path) };
        match self.take_apart(layer, path) {
            Err(Break::Broken(broken)) if broken.path == path => {
                self.skip(&Place { path, number: None }, broken.reason, broken.said)
            }
            result => result,
        }
    }

    /// The path of a member, if it is a page by its name: below the archive's, whatever its name tries, and unlike all others.
    pub(super) fn member_path(&mut self, archive: &str, name: &[u8]) -> Result<Option<String>, Break> {
        let name = member_name(name);
        if !is_page(&name) {
            self.ignore(&extension(&name))?;
            return Ok(None);
        }
        let path = format!("{archive}/{name}");
        let nth = self.names.entry(xxh3_64(path.as_bytes())).or_default();
        *nth += 1;
        // No page has such an ending, so that this is no other member's name.
        Ok(Some(if *nth == 1 { path } else { format!("{path}#{nth}") }))
    }
}

/// What is said of a page of more than so many bytes.
pub(super) fn too_large(most: u64) -> String {
    format!("it has more than {most} bytes (--max-file-size)")
}

/// Where a page lies in its file.
pub(super) struct Place<'p> {
    pub(super) path: &'p str,
    pub(super) number: Option<u64>,
}

/// The first bytes of a stream, which is then as if nothing had been read; a break among them comes when it is read.
pub(super) fn peek(mut stream: Stream<'_>) -> (Vec<u8>, Stream<'_>) {
    let mut head = Vec::with_capacity(HEAD);
    let read = stream.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let rest: Stream<'_> = match read {
        Ok(_) => stream,
        Err(error) => Box::new(Breaks(Some(error))),
    };
    (head.clone(), Box::new(Cursor::new(head).chain(rest)))
}

/// A stream that breaks off at once.
struct Breaks(Option<io::Error>);

impl Read for Breaks {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Breaks {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}
