//! Whatever the bytes: decode, label, split and strip return, and their laws hold.
//! `cargo fuzz run page`, or on a stable toolchain `bash fuzz/run page 60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use unspool::decode::decode;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::span::{Span, is_white, trim_span};
use unspool::split::MIN_CONFIDENCE;

static RULES: OnceLock<Rules> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let rules = RULES.get_or_init(|| Rules::builtin().expect("the tables are sound"));
    let text = decode(bytes.to_vec(), None).text;
    let page = unspool(&text, rules, MIN_CONFIDENCE);

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
        assert_eq!(trim_span(&text, span), span, "a span is not trimmed");
        end = span.end;
    }
    assert!(text[end..].chars().all(is_white), "bytes are lost at the end");
});
