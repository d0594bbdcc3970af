//! The runs of lines that the stories of a page are.

use super::rows::Rows;
use super::{Boundary, Found, ITEM_WORDS, Run, STORY_WORDS};
use crate::evidence::Evidence;

/// A live page begins with so many at least.
const INTRODUCTION_WORDS: usize = 12;

/// Whether the first of the stories is the first of the page: above it stand notices at most. What is signed is no notice,
/// nor is what a live page begins with, and where the models of gaps tell a story they tell that there is one above as well.
pub(super) fn begins_page(rows: &Rows<'_>, stories: &[Found]) -> bool {
    let Some(first) = stories.first().filter(|first| !first.tells(Evidence::Gap)) else { return false };
    let reasons = first.boundary.as_ref().map(Boundary::reasons).unwrap_or_default();
    let tells = |evidence: Evidence| reasons.contains(&evidence);
    let least = match () {
        // Its last line ended an item.
        () if tells(Evidence::Digest) && tells(Evidence::EndMark) => ITEM_WORDS,
        () if tells(Evidence::LiveEntry) => INTRODUCTION_WORDS,
        () if tells(Evidence::SignOff) => STORY_WORDS,
        // It says what the page is.
        () if tells(Evidence::Collection) => 3 * STORY_WORDS,
        // What is made like the others is one of them.
        () if tells(Evidence::Pattern) && rows.opens_dated(first.start) => STORY_WORDS,
        () => 2 * STORY_WORDS,
    };
    // What a sure header stands below is no notice if it reads like a story.
    let sure = tells(Evidence::EchoAroundStamp) || (tells(Evidence::Stamp) && !tells(Evidence::Collection));
    let story = sure && rows.body_words(0..first.start) >= STORY_WORDS;
    !story && rows.words(0..first.start) < least
}

/// The runs of the stories; what stands above the first headline goes with the first story.
pub(super) fn runs(rows: &Rows<'_>, mut stories: Vec<Found>, lines: usize) -> Vec<Run> {
    if !begins_page(rows, &stories) && lines > 0 {
        stories.insert(0, Found { start: 0, title: None, body: 0, boundary: None });
    }
    let ends: Vec<usize> =
        stories.iter().skip(1).map(|story| rows.line(story.start)).chain([lines]).collect();
    let mut start = 0;
    let run = |(story, end): (Found, usize)| {
        let lines = start..end;
        start = end;
        let (title, body) = (story.title.map(|title| rows.line(title)), rows.line(story.body).min(end));
        Run { lines, title, body, boundary: story.boundary }
    };
    stories.into_iter().zip(ends).map(run).collect()
}
