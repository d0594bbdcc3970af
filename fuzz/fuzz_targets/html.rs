//! Whatever the bytes: an HTML page is read, taken apart, and the laws hold.
//! `cargo fuzz run html`, or on a stable toolchain `bash fuzz/run html 60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use unspool::html::open_html;
use unspool::page::unspool_opened;
use unspool::rules::Rules;
use unspool::span::{Span, is_white, trim_span};
use unspool::split::MIN_CONFIDENCE;

static RULES: OnceLock<Rules> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let rules = RULES.get_or_init(|| Rules::builtin().expect("the tables are sound"));
    let opened = open_html(bytes, None);
    let text = &opened.text;
    let markup = opened.markup.as_ref().expect("it was read as HTML");
    assert_eq!(text.lines().count(), markup.lines.len(), "a mark for each line");
    assert!(text.split_terminator('\n').all(|line| !line.chars().all(is_white)), "a blank line");
    assert_eq!(opened, open_html(bytes, None), "read twice, it differs");
    let page = unspool_opened(&opened, rules, MIN_CONFIDENCE);

    let lines = &page.labelled.lines;
    assert_eq!(lines.last().map_or(0, |line| line.end), text.len(), "the lines are not the page");
    assert_eq!(
        page.split.runs.last().map_or(0, |run| run.lines.end),
        lines.len(),
        "the runs are not the lines"
    );

    let stories = page.stripped.stories.iter();
    let parts = stories.clone().flat_map(|story| story.pieces.iter().map(|piece| piece.span));
    let dropped =
        stories.flat_map(|story| &story.dropped).chain(&page.stripped.dropped).map(|dropped| dropped.span);
    let mut spans: Vec<Span> = parts.chain(dropped).collect();
    spans.sort_unstable();
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end, "two spans overlap");
        assert!(text[end..span.start].chars().all(is_white), "bytes are lost");
        assert_eq!(trim_span(text, span), span, "a span is not trimmed");
        end = span.end;
    }
    assert!(text[end..].chars().all(is_white), "bytes are lost at the end");
});
