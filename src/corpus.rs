//! All stories in keep order, with equal paragraphs collapsed to one text that remembers its places.

use crate::facts::{Facts, Level, facts};
use crate::fingerprint::{Fingerprint, word_ids};
use crate::rules::Rules;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A paragraph of fewer words is compared only for equality. (DESIGN section 3.)
pub const FLOOR: usize = 10;
/// The same for scripts that give a word a character.
pub const UNSPACED_FLOOR: usize = 20;
/// Longer paragraphs are compared only for equality: comparing two costs the square of their length. Counted in words.
pub const CEILING: usize = 20_000;

/// A story as the corpus stages see it.
#[derive(Debug, Clone)]
pub struct Telling<'c> {
    /// Only stories of one scope are compared.
    pub scope: u64,
    /// Its language, for the facts guard.
    pub language: Option<&'c str>,
    /// Its paragraphs: text and fingerprint.
    pub paragraphs: Vec<(&'c str, &'c Fingerprint)>,
    /// Whether its last paragraph is cut off.
    pub truncated: bool,
}

/// A text by its place among all distinct ones, which is the keep order of its first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub(crate) u32);

impl TextId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A distinct text.
#[derive(Debug)]
pub struct Text<'c> {
    /// How it reads at its first place.
    pub text: &'c str,
    /// Its words as ids.
    pub words: Vec<u64>,
    /// Its words, joined by one space.
    pub joined: &'c str,
    /// Whether likeness short of equality counts.
    pub comparable: bool,
    language: Option<&'c str>,
    scope: u64,
    facts: OnceLock<Facts>,
}

impl Text<'_> {
    /// The scope of its stories.
    pub fn scope(&self) -> u64 {
        self.scope
    }
}

/// A story as a list of texts.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its paragraphs.
    pub texts: Vec<TextId>,
    /// Words in all of them.
    pub words: usize,
    /// A hash of all its words and its scope; `None` without words.
    pub id: Option<u128>,
    /// Its last paragraph is cut off.
    pub truncated: bool,
}

/// All stories, in keep order.
#[derive(Debug)]
pub struct Corpus<'c> {
    /// The stories.
    pub stories: Vec<Story>,
    /// Their distinct texts.
    pub texts: Vec<Text<'c>>,
    rules: &'c Rules,
    level: Level,
}

impl<'c> Corpus<'c> {
    /// Collapses equal texts of stories given in keep order.
    pub fn new(tellings: &[Telling<'c>], rules: &'c Rules, level: Level) -> Self {
        let mut corpus =
            Self { stories: Vec::with_capacity(tellings.len()), texts: Vec::new(), rules, level };
        let mut known = HashMap::new();
        for telling in tellings {
            let story = corpus.story(telling, &mut known);
            corpus.stories.push(story);
        }
        corpus
    }

    fn story(&mut self, telling: &Telling<'c>, known: &mut HashMap<(u64, u128), TextId>) -> Story {
        let mut texts = Vec::with_capacity(telling.paragraphs.len());
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        hash.update(&telling.scope.to_le_bytes());
        for &(text, print) in &telling.paragraphs {
            let next = TextId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
            let id = *known.entry((telling.scope, print.id)).or_insert(next);
            if id == next {
                self.texts.push(new_text(text, print, telling));
            }
            for word in &self.texts[id.index()].words {
                hash.update(&word.to_le_bytes());
            }
            texts.push(id);
        }
        let words = texts.iter().map(|id| self.texts[id.index()].words.len()).sum();
        Story { texts, words, id: (words > 0).then(|| hash.digest128()), truncated: telling.truncated }
    }

    /// All texts, in keep order of their first places.
    pub fn ids(&self) -> impl Iterator<Item = TextId> {
        (0_u32..).map(TextId).take(self.texts.len())
    }

    /// A text.
    pub fn text(&self, id: TextId) -> &Text<'c> {
        &self.texts[id.index()]
    }

    /// Whether `gone` may yield to `twin`: it holds no fact that the twin lacks. Directional.
    pub fn covers(&self, twin: TextId, gone: TextId) -> bool {
        self.level == Level::Off
            || twin == gone
            || self.with_facts(twin, gone, |twin, gone| gone.is_covered_by(twin))
    }

    /// The facts of `gone` that `twin` lacks, as words to print.
    pub fn lacking(&self, twin: TextId, gone: TextId) -> Vec<String> {
        if twin == gone {
            Vec::new()
        } else {
            self.with_facts(twin, gone, |twin, gone| gone.lacking_in(twin))
        }
    }

    /// Facts compare only when they were read by the words of one language: the twin's.
    fn with_facts<T>(&self, twin: TextId, gone: TextId, ask: impl Fn(&Facts, &Facts) -> T) -> T {
        let (twin, gone) = (self.text(twin), self.text(gone));
        if twin.language == gone.language {
            return ask(self.facts(twin), self.facts(gone));
        }
        let words = self.rules.fact_words(twin.language);
        ask(self.facts(twin), &facts(gone.text, words, self.level))
    }

    fn facts<'s>(&self, text: &'s Text<'_>) -> &'s Facts {
        text.facts.get_or_init(|| facts(text.text, self.rules.fact_words(text.language), self.level))
    }
}

fn new_text<'c>(text: &'c str, print: &'c Fingerprint, telling: &Telling<'c>) -> Text<'c> {
    let words = word_ids(&print.words);
    let floor = if print.words.mostly_unspaced() { UNSPACED_FLOOR } else { FLOOR };
    Text {
        text,
        joined: print.words.as_str(),
        comparable: (floor..=CEILING).contains(&words.len()),
        words,
        language: telling.language,
        scope: telling.scope,
        facts: OnceLock::new(),
    }
}
