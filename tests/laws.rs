//! The laws of the stages, over generated pages.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use proptest::prelude::*;
use unspool::label::label;
use unspool::page::unspool;
use unspool::role::Role;
use unspool::rules::Rules;
use unspool::span::{Span, is_white};
use unspool::split::{MIN_CONFIDENCE, split};

fn rules() -> &'static Rules {
    static RULES: std::sync::OnceLock<Rules> = std::sync::OnceLock::new();
    RULES.get_or_init(|| Rules::builtin().unwrap())
}

/// Every span of a page that is in a record or in the ledger, in order.
fn spans(page: &unspool::page::Unspooled) -> Vec<Span> {
    let stories = page.stripped.stories.iter();
    let parts = stories.clone().flat_map(|story| story.pieces.iter().map(|piece| piece.span));
    let dropped =
        stories.flat_map(|story| &story.dropped).chain(&page.stripped.dropped).map(|dropped| dropped.span);
    let mut spans: Vec<Span> = parts.chain(dropped).collect();
    spans.sort_unstable();
    spans
}

fn check_conservation(text: &str) -> Result<(), TestCaseError> {
    let page = unspool(text, rules(), MIN_CONFIDENCE);
    let mut end = 0;
    for span in spans(&page) {
        prop_assert!(span.start >= end, "{span:?} overlaps what lies before {end}");
        prop_assert!(
            text[end..span.start].chars().all(is_white),
            "bytes {end} to {} are nowhere",
            span.start
        );
        let piece = span.of(text);
        prop_assert!(!piece.starts_with(is_white) && !piece.ends_with(is_white) && !piece.is_empty());
        end = span.end;
    }
    prop_assert!(text[end..].chars().all(is_white), "bytes from {end} on are nowhere");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_byte_that_is_not_white_lies_in_exactly_one_span(text in common::page()) {
        check_conservation(&text)?;
    }

    #[test]
    fn even_nonsense_is_conserved(text in "(\\PC|[\n\r\t\u{FEFF}\u{2028}\u{85}]){0,200}") {
        check_conservation(&text)?;
    }

    #[test]
    fn the_lines_end_to_end_are_the_page(text in common::page()) {
        let lines = label(&text, rules()).lines;
        let mut end = 0;
        for line in &lines {
            prop_assert!(line.end > end && line.span.start >= end && line.span.end <= line.end);
            let rest = &text[line.span.end..line.end];
            prop_assert!(rest.chars().all(is_white), "a line end holds {rest:?}");
            prop_assert!(!line.span.of(&text).contains(['\n', '\r']));
            end = line.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn the_runs_end_to_end_are_the_lines(text in common::page()) {
        let labelled = label(&text, rules());
        let split = split(&text, &labelled, rules(), MIN_CONFIDENCE);
        let mut end = 0;
        for run in &split.runs {
            prop_assert_eq!(run.lines.start, end);
            prop_assert!(run.lines.end > end);
            end = run.lines.end;
        }
        prop_assert_eq!(end, labelled.lines.len());
        let later = split.runs.iter().skip(1);
        prop_assert!(later.into_iter().all(|run| run.boundary.as_ref().is_some_and(|at| at.confidence >= MIN_CONFIDENCE)));
    }

    #[test]
    fn a_page_never_cut_is_one_story(text in common::page()) {
        let page = unspool(&text, rules(), 1.1);
        prop_assert!(page.split.runs.len() <= 1 && page.stripped.stories.len() <= 1);
    }

    #[test]
    fn only_white_lines_are_blank(text in common::page()) {
        let page = unspool(&text, rules(), MIN_CONFIDENCE);
        for (line, role) in page.labelled.lines.iter().zip(&page.stripped.roles) {
            prop_assert_eq!(line.span.is_empty(), *role == Role::Blank);
        }
    }
}
