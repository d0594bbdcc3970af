//! A corpus of stories whose texts are at hand: for few, and for tests.

use super::{Corpus, Parts, Same, Story, StoryId, Texts};
use crate::facts::Level;
use crate::fingerprint::{Size, Sizes, StoryHash, fingerprint};
use crate::language::Language;
use crate::lists::number;
use crate::rules::Rules;
use crate::shards::Shards;
use crate::spool::Spool;

/// A story as a list of texts.
#[derive(Debug, Clone)]
pub struct Telling<'c> {
    /// Only stories of one scope are compared.
    pub scope: u64,
    /// Its language, for the facts guard.
    pub language: Option<Language>,
    /// Its paragraphs.
    pub paragraphs: Vec<&'c str>,
    /// Whether its last paragraph is cut off.
    pub truncated: bool,
}

impl<'c> Corpus<'c> {
    /// A corpus of stories in keep order whose texts are at hand.
    pub fn of(tellings: &[Telling<'c>], rules: &'c Rules, level: Level) -> Self {
        let spool = Spool::new(std::path::PathBuf::new());
        let same = Shards::new(usize::MAX, &spool);
        let mut parts = Parts {
            stories: Vec::new(),
            ids: Vec::new(),
            sizes: Sizes::default(),
            texts: Texts::Here(Vec::new()),
        };
        for telling in tellings {
            parts.add(telling, &same, rules);
        }
        Self::new(parts, &same, rules, level)
    }
}

impl<'c> Parts<'c> {
    fn add(&mut self, telling: &Telling<'c>, same: &Shards<'_, Same>, rules: &Rules) {
        let Texts::Here(texts) = &mut self.texts else { return };
        let first = number(self.sizes.len());
        let mut all = StoryHash::default();
        for text in &telling.paragraphs {
            let print = fingerprint(text, rules);
            all.add(&print.words);
            same.put(vec![Same::new(print.id, telling.scope, number(self.sizes.len()))]);
            self.sizes.push(Size::new(print.words.count(), print.is_comparable()));
            texts.push(text);
        }
        let (words, id) = all.finish();
        let page = number(self.stories.len());
        self.stories.push(Story {
            first,
            paragraphs: number(telling.paragraphs.len()),
            words: number(words),
            scope: telling.scope,
            page,
            position: 0,
            equal: 0,
            language: telling.language,
            truncated: telling.truncated,
            released: false,
        });
        self.ids.push(StoryId::new(id));
    }
}
