//! All stories in keep order, with equal paragraphs collapsed to one text that remembers its places.
//!
//! It holds numbers, not texts: what a paragraph says is read again where two are compared.

use crate::facts::{FactWords, Facts, Level, before_cut, facts};
use crate::fingerprint::{Size, Sizes, compared_words, core, word_ids};
use crate::language::Language;
use crate::lists::SparseLists;
use crate::owners::Owners;
use crate::rules::Rules;
use crate::shards::Shards;
use crate::shelf::Shelf;
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Deref;

mod at_hand;
mod bags;
mod equal;
mod joined;
mod known;
mod readings;
mod same;

pub use at_hand::Telling;
pub use bags::Bags;
use bags::Glance;
pub use equal::StoryId;
use equal::mark_equal;
pub(crate) use joined::{FirstText, Joined, JoinedStory};
use known::Known;
pub(crate) use readings::Readings;
pub use same::{Same, scoped};

/// A text by its place among all distinct ones, which is the keep order of its first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId(pub(crate) u32);

impl TextId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A story as the corpus stages see it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Story {
    /// The number of its first paragraph.
    pub first: u32,
    /// How many paragraphs it has.
    pub paragraphs: u32,
    /// Words in all of them.
    pub words: u32,
    /// Only stories of one scope are compared.
    pub scope: u64,
    /// Its page.
    pub page: u32,
    /// Its place on the page.
    pub position: u32,
    /// The first story, in keep order, that says the same in the same words: maybe itself.
    pub equal: u32,
    /// Its language.
    pub language: Option<Language>,
    /// Its last paragraph is cut off.
    pub truncated: bool,
    /// It is one of an earlier output, and kept whatever it is like.
    pub released: bool,
}

impl Story {
    /// The numbers of its paragraphs.
    pub fn numbers(&self) -> std::ops::Range<u32> {
        self.first..self.first + self.paragraphs
    }
}

/// What the corpus is made of: stories in keep order, and what belongs to their paragraphs by number.
#[derive(Debug)]
pub struct Parts<'c> {
    /// The stories; `equal` is filled in here from `ids`.
    pub stories: Vec<Story>,
    /// What the words of each story are known by.
    pub ids: Vec<StoryId>,
    /// The size of each paragraph.
    pub sizes: Sizes,
    /// Where the texts are.
    pub texts: Texts<'c>,
}

/// Where the texts of paragraphs are, by their numbers.
#[derive(Debug)]
pub enum Texts<'c> {
    /// In memory.
    Here(Vec<&'c str>),
    /// On the shelf.
    Shelf(&'c Shelf<'c>),
}

/// What is known of all stories without their texts: what settling goes by.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outline {
    /// The stories, in keep order.
    pub stories: Vec<Story>,
    /// The story of each paragraph.
    by_paragraph: Owners,
    /// There is more than one scope.
    scoped: bool,
    /// The text of each paragraph.
    text_of: Vec<TextId>,
    /// The first paragraph of each text, in keep order.
    first: Vec<u32>,
    sizes: Sizes,
}

/// All stories, in keep order.
#[derive(Debug)]
pub struct Corpus<'c> {
    /// What is known without reading texts.
    pub outline: Outline,
    texts: Texts<'c>,
    rules: &'c Rules,
    level: Level,
    known: Known,
    /// Of each text for which likeness short of equality counts; none if not all are known.
    glances: Vec<Glance>,
}

impl<'c> Corpus<'c> {
    /// Collapses equal texts. `same` holds a row for each paragraph.
    pub fn new(parts: Parts<'c>, same: &Shards<'_, Same>, rules: &'c Rules, level: Level) -> Self {
        let Parts { mut stories, ids, sizes, texts } = parts;
        mark_equal(&mut stories, ids);
        let own = (0..).zip(&stories).filter(|(_, story)| story.paragraphs > 0);
        let by_paragraph = Owners::new(own.map(|(at, story)| (story.first, at)).collect());
        let scoped = stories.windows(2).any(|pair| pair[0].scope != pair[1].scope);
        let mut outline =
            Outline { stories, by_paragraph, scoped, text_of: Vec::new(), first: Vec::new(), sizes };
        outline.collapse(same);
        Self { outline, texts, rules, level, known: Known::default(), glances: Vec::new() }
    }

    /// How a text reads at its first place.
    pub fn read(&self, text: TextId) -> Cow<'_, str> {
        let number = self.first[text.index()];
        match &self.texts {
            Texts::Here(texts) => Cow::Borrowed(texts[number as usize]),
            Texts::Shelf(shelf) => shelf.paragraph(number),
        }
    }

    /// The words it is compared by.
    pub fn compared(&self, text: TextId) -> Words {
        compared_words(&self.read(text), self.rules)
    }

    /// The same as ids.
    pub fn words(&self, text: TextId) -> Cow<'_, [u64]> {
        let read = || word_ids(&self.compared(text)).into_boxed_slice();
        match self.known.words(text, self.size(text).words()) {
            Some(slot) => Cow::Borrowed(slot.get_or_init(read)),
            None => Cow::Owned(read().into_vec()),
        }
    }

    /// Lets the corpus remember words and facts of texts that were read, up to `room` bytes.
    pub fn remember(&mut self, room: usize) {
        self.known = Known::new(self.first.len(), room);
    }

    /// Whether `gone` may yield to `twin`: it holds no fact that the twin lacks. Directional.
    pub fn covers(&self, twin: TextId, gone: TextId) -> bool {
        self.level == Level::Off || twin == gone || {
            let [twin, gone] = self.facts_of_both(twin, gone);
            gone.is_covered_by(&twin)
        }
    }

    /// The same for a text that the end of its page cuts off: what may be cut is no fact.
    pub fn covers_cut(&self, twin: TextId, gone: TextId) -> bool {
        self.level == Level::Off || {
            let (words, gone) = (self.fact_words(twin), self.read(gone));
            let sure = facts(before_cut(core(&gone, self.rules)), words, self.level);
            sure.is_covered_by(&self.facts(twin, words))
        }
    }

    /// The facts of `gone` that `twin` lacks, as words to print.
    pub fn lacking(&self, twin: TextId, gone: TextId) -> Vec<String> {
        if twin == gone {
            return Vec::new();
        }
        let [twin, gone] = self.facts_of_both(twin, gone);
        gone.lacking_in(&twin)
    }

    fn facts_of_both(&self, twin: TextId, gone: TextId) -> [Cow<'_, Facts>; 2] {
        let words = self.fact_words(twin);
        [twin, gone].map(|text| self.facts(text, words))
    }

    /// Facts compare only when they were read by the words of one language: the twin's.
    fn fact_words(&self, twin: TextId) -> &FactWords {
        self.rules.fact_words(self.first_story(twin).language.map(Language::tag))
    }

    fn facts(&self, text: TextId, words: &FactWords) -> Cow<'_, Facts> {
        let read = || facts(core(&self.read(text), self.rules), words, self.level);
        let own = std::ptr::eq(words, self.fact_words(text));
        match self.known.facts(text).filter(|_| own) {
            Some(slot) => Cow::Borrowed(slot.get_or_init(|| Box::new(read()))),
            None => Cow::Owned(read()),
        }
    }
}

impl Outline {
    /// Gives every paragraph its text; texts are numbered by the keep order of their first places.
    fn collapse(&mut self, same: &Shards<'_, Same>) {
        let place = |number: &u32| self.place(*number);
        let groups: Vec<Vec<(u32, u32)>> = same.map_groups(|rows| {
            let groups = rows.chunk_by(|a, b| a.id() == b.id()).filter(|group| group.len() > 1);
            groups
                .flat_map(|group| {
                    let numbers = group.iter().map(|row| row.number);
                    let first = numbers.clone().min_by_key(place).unwrap_or_default();
                    numbers.map(move |number| (number, first))
                })
                .collect()
        });
        // Until a paragraph's turn comes, the number of the first one of its text stands for the text.
        let mut text_of: Vec<TextId> = (0..).map(TextId).take(self.sizes.len()).collect();
        groups.iter().flatten().for_each(|&(number, first)| text_of[number as usize] = TextId(first));
        drop(groups);
        for number in self.stories.iter().flat_map(Story::numbers) {
            let TextId(first) = text_of[number as usize];
            text_of[number as usize] = if first == number {
                self.first.push(number);
                TextId(u32::try_from(self.first.len() - 1).unwrap_or(u32::MAX))
            } else {
                // Its turn was before.
                text_of[first as usize]
            };
        }
        self.first.shrink_to_fit();
        self.text_of = text_of;
    }

    /// The story, in keep order, that a paragraph belongs to.
    pub fn story_of(&self, number: u32) -> usize {
        self.by_paragraph.of(number).map_or(0, |(_, story)| story as usize)
    }

    /// Where a paragraph stands in keep order: its story, and its number, which grows within a story.
    pub fn place(&self, number: u32) -> (usize, u32) {
        (self.story_of(number), number)
    }

    /// How many stories are of this run.
    pub fn own_stories(&self) -> usize {
        self.stories.iter().filter(|story| !story.released).count()
    }

    /// The texts of a story.
    pub fn texts_of(&self, story: &Story) -> &[TextId] {
        &self.text_of[story.first as usize..(story.first + story.paragraphs) as usize]
    }

    /// The text of a paragraph.
    pub fn text_of(&self, number: u32) -> TextId {
        self.text_of[number as usize]
    }

    /// All texts, in keep order of their first places.
    pub fn ids(&self) -> impl Iterator<Item = TextId> {
        (0_u32..).map(TextId).take(self.first.len())
    }

    /// How many distinct texts there are.
    pub fn text_count(&self) -> usize {
        self.first.len()
    }

    /// The texts that are told more than once, some of them several times.
    pub fn repeated(&self) -> impl Iterator<Item = TextId> {
        let numbers = self.stories.iter().flat_map(Story::numbers);
        let told = numbers.map(|number| (number, self.text_of(number)));
        told.filter(|(number, text)| self.first_number(*text) != *number).map(|(_, text)| text)
    }

    /// The number of a text's first paragraph.
    pub fn first_number(&self, text: TextId) -> u32 {
        self.first[text.index()]
    }

    /// The size of a text.
    pub fn size(&self, text: TextId) -> Size {
        self.sizes.of(self.first[text.index()])
    }

    /// The scope of a text's stories.
    pub fn scope(&self, text: TextId) -> u64 {
        self.first_story(text).scope
    }

    /// Whether the stories of two texts may be compared.
    pub fn share_scope(&self, a: TextId, b: TextId) -> bool {
        !self.scoped || self.scope(a) == self.scope(b)
    }

    fn first_story(&self, text: TextId) -> &Story {
        &self.stories[self.first_holder(text)]
    }

    /// The earliest stories that hold each text, at most `bound` of them; an empty list where only one does, which is
    /// that of its first place.
    pub fn holders(&self, bound: usize) -> SparseLists<u32> {
        let bound = u8::try_from(bound).unwrap_or(u8::MAX);
        let mut counts = vec![0_u8; self.first.len()];
        self.each_holder(|text, _| {
            let count = &mut counts[text.index()];
            *count = count.saturating_add(1).min(bound);
        });
        counts.iter_mut().filter(|count| **count == 1).for_each(|count| *count = 0);
        let mut lists = SparseLists::filled(&counts, 0);
        self.each_holder(|text, story| {
            let left = &mut counts[text.index()];
            if *left > 0 {
                let list = lists.of_mut(text.index());
                list[list.len() - usize::from(*left)] = story;
                *left -= 1;
            }
        });
        lists
    }

    /// Every text of every story, each once a story, in keep order of the stories.
    fn each_holder(&self, mut tell: impl FnMut(TextId, u32)) {
        let mut texts = Vec::new();
        for (at, story) in (0_u32..).zip(&self.stories) {
            texts.clear();
            texts.extend_from_slice(self.texts_of(story));
            texts.sort_unstable();
            texts.dedup();
            texts.iter().for_each(|&text| tell(text, at));
        }
    }

    /// The story of a text's first place.
    pub fn first_holder(&self, text: TextId) -> usize {
        self.story_of(self.first[text.index()])
    }
}

impl Deref for Corpus<'_> {
    type Target = Outline;

    fn deref(&self) -> &Outline {
        &self.outline
    }
}
