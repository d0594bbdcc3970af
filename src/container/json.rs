//! Objects of JSON, one a line, or a single one → pages.

use super::fields::{names, text_at};
use super::form::has_ending;
use super::{Break, Layer, Place, Stream, Told, Walk};
use crate::read::Reason;
use encoding_rs::UTF_8;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{self, BufRead as _, Read as _};

/// Reads a page from each line. A file `.json` that is a single object, on one line or several, is one page.
pub(super) fn read(walk: &mut Walk<'_>, layer: Layer<'_>, path: &str) -> Result<(), Break> {
    let (mut stream, most) = (layer.stream, walk.reading.limits.line);
    let (mut line, mut number) = (Vec::new(), 0);
    let mut single = has_ending(&layer.name, &["json"]);
    while next_line(&mut stream, &mut line, most).map_err(|error| walk.meter.broken(error, path))? {
        number += 1;
        let mut place = Place { path, number: Some(number) };
        if line.len() as u64 > most {
            walk.skip(&place, Reason::OverLimit, format!("it has more than {most} bytes (--max-line-size)"))?;
        } else if !line.trim_ascii().is_empty() {
            if std::mem::take(&mut single)
                && is_single(&mut stream, &line).map_err(|error| walk.meter.broken(error, path))?
            {
                place.number = None;
                let Some(rest) = walk.bytes(&mut stream, &place)? else { return Ok(()) };
                line.extend(rest);
            }
            object(walk, &place, &line)?;
        }
    }
    Ok(())
}

/// The first objects of a file.
pub(super) fn first(layer: Layer<'_>, count: usize, most: u64) -> Vec<Map<String, Value>> {
    let (mut stream, mut line, mut objects) = (layer.stream, Vec::new(), Vec::new());
    while objects.len() < count && next_line(&mut stream, &mut line, most).unwrap_or(false) {
        if objects.is_empty() && has_ending(&layer.name, &["json"]) && parse(&line).is_err() {
            // An object on several lines; a page is held in memory as a whole anyway.
            let _ = stream.by_ref().take(most).read_to_end(&mut line);
        }
        objects.extend(parse(&line));
    }
    objects
}

/// The next line, with its end, or of a line that is too long so much that it shows; `false` at the end.
fn next_line(stream: &mut Stream<'_>, line: &mut Vec<u8>, most: u64) -> io::Result<bool> {
    line.clear();
    let read = stream.by_ref().take(most.saturating_add(1)).read_until(b'\n', line)?;
    if read as u64 > most && line.last() != Some(&b'\n') {
        stream.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// Whether a first line is all there is, or only the beginning of an object.
fn is_single(stream: &mut Stream<'_>, line: &[u8]) -> io::Result<bool> {
    let begins = || parse(line).is_err_and(|error| error.is_eof());
    Ok(stream.fill_buf()?.is_empty() || begins())
}

fn parse(line: &[u8]) -> serde_json::Result<Map<String, Value>> {
    serde_json::from_slice(line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line))
}

fn object(walk: &mut Walk<'_>, place: &Place<'_>, line: &[u8]) -> Result<(), Break> {
    let object = match parse(line) {
        Ok(object) => object,
        Err(error) => {
            return walk.skip(place, Reason::MalformedItem, format!("it is no object of JSON: {error}"));
        }
    };
    let fields = &walk.reading.fields;
    let text = |name: &str| text_at(&object, name).filter(|text| !text.trim().is_empty());
    match fields.text_of(text) {
        Some((text, media)) => {
            let origin = fields.origin_of(|name| text_at(&object, name).map(Cow::Borrowed));
            let told = Told { encoding: Some(UTF_8), media };
            walk.give_page(place, text.as_bytes().to_vec(), (told, origin))
        }
        None => {
            let detail = format!(
                "there is no text in it (--text-field); its fields are {}",
                names(&object).join(", ")
            );
            walk.skip(place, Reason::MalformedItem, detail)
        }
    }
}
