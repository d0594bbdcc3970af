//! Conservation: the spans of a page and the white space between them are the page.

use super::{PageRows, Verified};
use crate::label::words_of;
use crate::record::{Record, page_name};
use crate::role::Part;
use crate::span::{Span, is_white, trim_span};
use crate::telling::piece_text;

/// Proves that `text` is what its parts say.
pub(super) fn prove(text: &str, parts: &PageRows, verified: &mut Verified) {
    let name = page_name(&parts.path, parts.item);
    let path = name.as_str();
    let mut spans: Vec<Span> = parts.dropped.iter().map(|line| line.span).collect();
    spans.extend(parts.records.iter().flat_map(|record| &record.parts).map(|part| part.span));
    spans.sort_unstable();
    let mut end = 0;
    for span in spans {
        gap(text, path, (end, span.start), verified);
        if span.is_empty() || trim_span(text, span) != span {
            verified.breach(path, span.start, "the span is not trimmed, or not on character borders");
        }
        end = end.max(span.end);
    }
    gap(text, path, (end, text.len()), verified);
    for line in &parts.dropped {
        if line.text.as_deref().is_some_and(|said| said != line.span.of(text)) {
            verified.breach(path, line.span.start, "the dropped text is not what stands there");
        }
    }
    for record in &parts.records {
        fields(text, path, record, verified);
    }
}

fn gap(text: &str, path: &str, (start, end): (usize, usize), verified: &mut Verified) {
    match text.get(start..end) {
        _ if end < start => verified.breach(path, end, "two spans overlap"),
        Some(gap) if gap.chars().all(is_white) => {}
        Some(_) => verified.breach(path, start, "bytes that are in no record and not in the ledger"),
        None => verified.breach(path, start, "a span ends inside a character or outside the page"),
    }
}

/// Each text of a record is what its spans say.
fn fields(text: &str, path: &str, record: &Record, verified: &mut Verified) {
    let of = |part: Part| {
        record.parts.iter().filter(move |other| other.role == part).map(|part| words_of(part.span.of(text)))
    };
    let body = record.parts.iter().filter(|part| part.role.is_text());
    let body: Vec<_> = body.map(|part| piece_text(text, part.span)).collect();
    let mut check = |holds: bool, what: &str| {
        if !holds {
            verified.breach(path, record.span.start, format!("{what} is not what its parts say"));
        }
    };
    check(record.text == body.join("\n\n"), "text");
    check(record.title.as_deref() == of(Part::Title).next(), "title");
    check(record.highlights.iter().map(String::as_str).eq(of(Part::Highlight)), "highlights");
    check(record.credits.iter().map(String::as_str).eq(of(Part::Credit)), "credits");
    check(record.captions.iter().all(|caption| of(Part::Caption).any(|part| part == caption)), "captions");
    let dateline = record.dateline.as_deref().unwrap_or_default();
    // The paragraph that began with it may have gone to the ledger.
    let dropped = record.text.is_empty() || record.paragraphs_dropped > 0;
    check(dropped || body.iter().any(|text| text.starts_with(dateline)), "dateline");
    check(raw_is_there(text, record), "a date");
}

fn raw_is_there(text: &str, record: &Record) -> bool {
    let raws = [&record.published_raw, &record.updated_raw];
    let dated = || record.parts.iter().filter(|part| matches!(part.role, Part::Date | Part::Byline));
    raws.into_iter().flatten().all(|raw| dated().any(|part| part.span.of(text).contains(raw.as_str())))
}
