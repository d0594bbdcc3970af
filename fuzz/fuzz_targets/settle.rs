//! Whatever stories there are: what the engine says of them is what the definitions say, and candidates are pairs of them.
#![no_main]

#[path = "../../tests/common/definitions.rs"]
mod definitions;
#[path = "../../tests/common/sentences.rs"]
mod sentences;

use definitions::{Paragraphs, all_pairs, corpus, engine, oracle};
use libfuzzer_sys::fuzz_target;
use sentences::{SENTENCES, edited};
use unspool::pair::{Matches, pair_at_hand};
use unspool::similarity::Similarity;

/// A sentence, and which of its words become others.
type Paragraph = (u8, Vec<(u8, u8)>);

/// With more, comparing each with each takes too long.
const STORIES: usize = 14;
const PARAGRAPHS: usize = 7;

fuzz_target!(|input: Vec<(Vec<Paragraph>, u8)>| {
    let stories: Vec<Paragraphs> = input.iter().take(STORIES).map(story).collect();
    let by_definition = oracle(&stories);
    assert_eq!(
        engine(&stories, |corpus| Matches::new(corpus, &all_pairs(corpus))),
        by_definition,
        "{stories:?}"
    );
    let corpus = corpus(&stories);
    let (all, found) = (all_pairs(&corpus), pair_at_hand(&corpus, Similarity::MATCH));
    let of_all = |text, other| {
        let pair = all.iter().find(|pair| [(text, other), (other, text)].contains(&(pair.0, pair.1)));
        pair.map(|pair| pair.2)
    };
    for text in corpus.ids() {
        for near in found.of(text).iter() {
            assert_eq!(of_all(text, near.text), Some(near.similarity), "{stories:?}");
        }
    }
});

/// A story whose last paragraph is cut off at so many parts of 256, if at any.
fn story((paragraphs, cut): &(Vec<Paragraph>, u8)) -> Paragraphs {
    let paragraph = |(at, edits): &Paragraph| {
        let edits: Vec<(usize, usize)> = edits.iter().map(|&(at, word)| (at.into(), word.into())).collect();
        edited(SENTENCES[usize::from(*at) % SENTENCES.len()], &edits)
    };
    let mut paragraphs: Vec<String> = paragraphs.iter().take(PARAGRAPHS).map(paragraph).collect();
    if let Some(last) = paragraphs.last_mut().filter(|_| *cut > 0) {
        last.truncate(last.len() * usize::from(*cut) / 256);
    }
    (paragraphs, *cut > 0)
}
