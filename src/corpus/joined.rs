//! A corpus of a few stories that were brought together, with their texts as they stand at their first places.

use super::{Corpus, Outline, Story, TextId, Texts};
use crate::facts::Level;
use crate::fingerprint::Size;
use crate::language::Language;
use crate::lists::number;
use crate::owners::Owners;
use crate::rules::Rules;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A text as it stands at its first place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstText<'c> {
    /// What it says.
    pub(crate) text: &'c str,
    /// Its size.
    pub(crate) size: Size,
    /// The language of its story.
    pub(crate) language: Option<Language>,
    /// The scope of its story.
    pub(crate) scope: u64,
}

/// A story with the numbers of its texts.
#[derive(Debug, Clone)]
pub(crate) struct JoinedStory {
    /// The story; the numbers of its paragraphs and `equal` are filled in when it joins others.
    pub(crate) story: Story,
    /// Stands for its words and scope, if it has words.
    pub(crate) same: Option<u128>,
    /// Its texts.
    pub(crate) texts: Vec<i64>,
}

/// What a corpus is brought together of.
#[derive(Debug, Default)]
pub(crate) struct Joined<'c> {
    /// All texts, by numbers that grow with their first places.
    pub(crate) texts: BTreeMap<i64, FirstText<'c>>,
    /// The stories, in keep order.
    pub(crate) stories: Vec<JoinedStory>,
}

impl<'c> Corpus<'c> {
    /// A corpus whose first stories hold one text each, so that each has its first place there; the stories follow, from the
    /// place on that is told.
    pub(crate) fn joined(joined: &Joined<'c>, rules: &'c Rules, level: Level) -> (Self, usize) {
        let mut outline = Outline::default();
        let mut texts = Vec::with_capacity(joined.texts.len());
        for first in joined.texts.values() {
            outline.hold(first);
            texts.push(first.text);
        }
        let ids: FxHashMap<i64, TextId> = joined.texts.keys().copied().zip((0..).map(TextId)).collect();
        let before = outline.stories.len();
        let mut equal = FxHashMap::default();
        for story in &joined.stories {
            let at = number(outline.stories.len());
            let equal = story.same.map_or(at, |same| *equal.entry(same).or_insert(at));
            outline.join(story, equal, &ids);
        }
        let own = (0..).zip(&outline.stories).filter(|(_, story)| story.paragraphs > 0);
        outline.by_paragraph = Owners::new(own.map(|(at, story)| (story.first, at)).collect());
        outline.scoped = outline.stories.windows(2).any(|pair| pair[0].scope != pair[1].scope);
        let known = super::Known::default();
        (Self { outline, texts: Texts::Here(texts), rules, level, known, glances: Vec::new() }, before)
    }
}

impl Outline {
    /// Adds a story of one text, at its first place.
    fn hold(&mut self, first: &FirstText<'_>) {
        let number = number(self.stories.len());
        self.stories.push(Story {
            first: number,
            paragraphs: 1,
            words: first.size.words() as u32,
            scope: first.scope,
            page: 0,
            position: 0,
            equal: number,
            language: first.language,
            truncated: false,
            released: false,
        });
        self.text_of.push(TextId(number));
        self.first.push(number);
        self.sizes.push(first.size);
    }

    fn join(&mut self, joined: &JoinedStory, equal: u32, ids: &FxHashMap<i64, TextId>) {
        let (first, paragraphs) = (number(self.text_of.len()), number(joined.texts.len()));
        self.stories.push(Story { first, paragraphs, equal, ..joined.story });
        for text in joined.texts.iter().map(|text| ids.get(text).copied().unwrap_or(TextId(0))) {
            self.text_of.push(text);
            self.sizes.push(self.size(text));
        }
    }
}
