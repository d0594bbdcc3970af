//! Paragraphs with more and more of their words edited.

use super::layout::Sheet;
use super::prose::Event;
use super::random::Random;
use super::version::{Quotes, count_words, edit};
use super::vocabulary::Vocabulary;

/// Words that are edited, in percent.
pub const RATES: [usize; 6] = [0, 1, 3, 5, 10, 15];
/// A shorter paragraph is compared for equality only.
const LEAST_WORDS: usize = 12;

/// So many paragraphs of the seed: one after another of some text, each with so many of its words edited and its facts
/// left alone as [`RATES`] say.
pub fn paragraphs(seed: u64, count: usize) -> Vec<String> {
    let vocabulary = Vocabulary::new(seed);
    let families = (0..).flat_map(|family| edited(&vocabulary, &mut Random::of(&[seed, family])));
    families.take(count).collect()
}

fn edited(vocabulary: &Vocabulary, random: &mut Random) -> [String; RATES.len()] {
    let event = Event::new(vocabulary, random);
    let mut drawn = std::iter::repeat_with(|| event.paragraph(0, random));
    let original = drawn.find(|paragraph| count_words(paragraph) >= LEAST_WORDS).unwrap_or_default();
    RATES.map(|rate| {
        let mut paragraph = original.clone();
        let edits = (count_words(&paragraph) * rate).div_ceil(100);
        edit(&mut paragraph, edits, vocabulary, random);
        let mut sheet = Sheet::new(vocabulary);
        sheet.tokens(&paragraph, Quotes::Curly);
        sheet.text
    })
}
