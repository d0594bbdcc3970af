//! Generated pages and corpora. Every test file that needs them says `mod common;`.
#![allow(dead_code, reason = "each test file uses a part of it")]

use proptest::prelude::*;

/// Invented sentences of ten to thirty words.
pub const SENTENCES: [&str; 12] = [
    "The council voted on Monday to reopen the old harbor after three years of repairs, ending a long dispute with the fishing crews.",
    "Engineers said the new pumps moved 1,400 liters a minute, about twice what the village had been promised in the spring.",
    "A teacher from the northern district told reporters that her pupils had never seen snow before the storm closed the road.",
    "Officials did not say when the bridge would open again, or who would pay for the damage to the market stalls below it.",
    "The club has won 12 of its last 15 matches, and its captain said the players were too tired to celebrate for long.",
    "Doctors at the valley clinic treated 43 people for burns after a kettle factory caught fire during the night shift.",
    "Farmers who lost their wheat to the frost will get loans at two percent, the minister said at the opening of the fair.",
    "The museum bought the letters at an auction in the spring and will show them to the public from the first week of May.",
    "Two ferries collided in fog near the lighthouse, but no one was hurt and both boats reached the shore under their own power.",
    "Scientists measured the glacier with lasers and found that it had lost nine meters of ice since the last survey in 2019.",
    "The orchestra played for four hours in the rain because the audience would not go home, the conductor said afterwards.",
    "Prices of tea rose by a fifth this year as drought cut the harvest in the hills, traders at the auction house reported.",
];

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

/// A change to a text: words put in the place of others, by position and word.
pub type Edits = Vec<(usize, usize)>;

const OTHER_WORDS: [&str; 6] = ["lately", "broad", "quiet", "17", "not", "eastern"];

/// A sentence with some words changed.
pub fn edited(sentence: &str, edits: &Edits) -> String {
    let mut words: Vec<&str> = sentence.split(' ').collect();
    for &(at, word) in edits {
        let at = at % words.len();
        words[at] = OTHER_WORDS[word % OTHER_WORDS.len()];
    }
    words.join(" ")
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
