//! Generated pages and corpora. Every test file that needs them says `mod common;`.
#![allow(dead_code, reason = "each test file uses a part of it")]

mod sentences;

use proptest::prelude::*;
pub use sentences::{SENTENCES, edited};

/// Invented headlines.
pub const HEADLINES: [&str; 8] = [
    "Old harbor reopens after three years of repairs",
    "Village gets new pumps before summer heat",
    "Storm closes mountain road for a week",
    "Kettle factory fire injures dozens at night",
    "Museum to show letters bought at auction",
    "Ferries collide in fog near lighthouse",
    "Glacier loses nine meters of ice, survey finds",
    "Tea prices rise as drought cuts harvest",
];

/// A line of some kind that news pages have, or of none.
pub fn line() -> impl Strategy<Value = String> {
    let fixed = |lines: &'static [&'static str]| prop::sample::select(lines).prop_map(str::to_owned);
    prop_oneof![
        4 => fixed(&SENTENCES),
        3 => fixed(&HEADLINES),
        3 => fixed(&["", " ", "\u{A0}", "\u{200B}"]),
        2 => fixed(&["Updated 7 sec ago", "Updated 08 October 2024", "Published March 4, 2025", "11:55 PM", "2 hours ago"]),
        2 => fixed(&["Follow", "Short Url", "TT", "*****", "1 / 3", "https://arab.news/ab3cd", "Share", "Read more", "Related"]),
        1 => fixed(&["  • A point that sums it up", "- Another point", "KARACHI: The harbor opened.", "By Ann Pell", "(AFP)"]),
        1 => fixed(&["Topics: Ports Ships", "Published in Dawn, March 4th, 2025", "© 2024 The Ledger", "3 COMMENTS"]),
        1 => "\\PC{0,60}",
    ]
}

/// A page: lines with line ends of all kinds, with or without the last one.
pub fn page() -> impl Strategy<Value = String> {
    let end = prop::sample::select(&["\n", "\n", "\n", "\r\n", "\r"][..]);
    (prop::collection::vec((line(), end), 0..40), any::<bool>()).prop_map(|(lines, closed)| {
        let mut text: String = lines.iter().map(|(line, end)| format!("{line}{end}")).collect();
        if !closed {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        text
    })
}

/// A story: paragraphs, and whether the last one is cut off.
pub type Paragraphs = (Vec<String>, bool);

/// A small corpus of stories that share many paragraphs, some of them edited.
pub fn corpus() -> impl Strategy<Value = Vec<Paragraphs>> {
    let edits = prop::collection::vec((0_usize..30, 0_usize..6), 0..3);
    let paragraph = (0..SENTENCES.len(), edits).prop_map(|(at, edits)| edited(SENTENCES[at], &edits));
    let short = prop::sample::select(&["He smiled.", "The case continues.", "…"][..]).prop_map(str::to_owned);
    let any_paragraph = prop_oneof![8 => paragraph, 1 => short];
    let story = (prop::collection::vec(any_paragraph, 0..6), prop::bool::weighted(0.2)).prop_map(
        |(mut paragraphs, cut)| {
            if let Some(last) = paragraphs.last_mut().filter(|_| cut) {
                let half = last.floor_char_boundary(last.len() / 2);
                last.truncate(half);
            }
            (paragraphs, cut)
        },
    );
    prop::collection::vec(story, 0..12)
}
