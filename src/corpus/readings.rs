//! What was read of a few texts that are compared with each other again and again.

use super::{Corpus, TextId};
use crate::facts::{Facts, Level};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Words and facts of texts, kept beside the corpus, which remembers only what there is room for.
#[derive(Debug)]
pub(crate) struct Readings<'c> {
    corpus: &'c Corpus<'c>,
    words: FxHashMap<TextId, Cow<'c, [u64]>>,
    facts: FxHashMap<TextId, Cow<'c, Facts>>,
    /// Words that are held here.
    held: usize,
}

impl<'c> Readings<'c> {
    /// So many words are held before all is forgotten.
    const MOST: usize = 1 << 19;

    /// Nothing read yet.
    pub(crate) fn new(corpus: &'c Corpus<'c>) -> Self {
        Self { corpus, words: FxHashMap::default(), facts: FxHashMap::default(), held: 0 }
    }

    /// The words that a text is compared by.
    pub(crate) fn words(&mut self, text: TextId) -> &[u64] {
        if self.held > Self::MOST {
            *self = Self::new(self.corpus);
        }
        let (corpus, held) = (self.corpus, &mut self.held);
        self.words.entry(text).or_insert_with(|| {
            let words = corpus.words(text);
            *held += if matches!(words, Cow::Owned(_)) { words.len() } else { 0 };
            words
        })
    }

    /// Whether `a` may yield to `b`, and `b` to `a`.
    pub(crate) fn covers_both(&mut self, a: TextId, b: TextId) -> [bool; 2] {
        let corpus = self.corpus;
        if corpus.level == Level::Off || a == b {
            return [true; 2];
        }
        if corpus.first_story(a).language != corpus.first_story(b).language {
            return [corpus.covers(b, a), corpus.covers(a, b)];
        }
        let mut facts = [a, b].map(|text| {
            let read = || corpus.facts(text, corpus.fact_words(text));
            self.facts.remove(&text).unwrap_or_else(read)
        });
        let covers = [facts[0].is_covered_by(&facts[1]), facts[1].is_covered_by(&facts[0])];
        for (text, facts) in [a, b].into_iter().zip(facts.iter_mut()) {
            self.facts.insert(text, std::mem::take(facts));
        }
        covers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Telling;
    use crate::rules::Rules;

    #[test]
    fn what_is_read_is_what_the_corpus_says() {
        let rules = Rules::builtin().unwrap();
        let texts = ["the ferry left at noon", "the ferry left at 9", "the ferry did not leave"];
        let telling = |text| Telling { scope: 0, language: None, paragraphs: vec![text], truncated: false };
        let corpus = Corpus::of(&texts.map(telling), &rules, Level::Numbers);
        let mut readings = Readings::new(&corpus);
        let ids: Vec<TextId> = corpus.ids().collect();
        for _ in 0..2 {
            for &a in &ids {
                assert_eq!(readings.words(a), &*corpus.words(a));
                for &b in ids.iter().filter(|&&b| b != a) {
                    assert_eq!(readings.covers_both(a, b), [corpus.covers(b, a), corpus.covers(a, b)]);
                }
            }
        }
        readings.held = usize::MAX;
        assert_eq!((readings.words(ids[1]).len(), readings.words.len()), (5, 1));
    }
}
