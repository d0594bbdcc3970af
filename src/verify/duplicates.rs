//! No likeness unchecked: every dropped duplicate is compared with its survivor once more.

use super::{Again, Kept, Library, PageRows, Release, Verified};
use crate::config::Config;
use crate::corpus::{Corpus, Telling};
use crate::fingerprint::{fingerprint, word_ids};
use crate::html::Opened;
use crate::page::unspool_opened;
use crate::pair::stories::Bench;
use crate::pair::{Kinship, Matches, StoryMatch};
use crate::record::{DroppedLine, PagePath, page_name, story_id};
use crate::role::RuleId;
use crate::rules::Rules;
use crate::settle::Revisions;
use crate::similarity::{Similarity, similarity};
use crate::strip::Story;
use crate::telling::{PageText, Told, piece_text, tell};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What duplicates may name.
pub(super) struct Survivors {
    /// Stories of this output.
    pub(super) kept: Kept,
    /// Stories of the output that the run was made against.
    pub(super) release: Release,
}

/// A page's path and its place in its container.
type PageKey = (String, Option<u64>);

/// Compares duplicates again, opening every page that they or their survivors stand on once.
pub(super) struct Judge<'j> {
    library: &'j Library,
    survivors: &'j Survivors,
    rules: &'j Rules,
    config: Config,
    pages: RefCell<FxHashMap<PageKey, Option<Rc<Retold>>>>,
}

/// A page read again and taken apart.
struct Retold {
    text: String,
    stories: Vec<RetoldStory>,
}

struct RetoldStory {
    id: String,
    told: Told,
    texts: Vec<String>,
    truncated: bool,
}

impl<'j> Judge<'j> {
    pub(super) fn new(library: &'j Library, survivors: &'j Survivors, rules: &'j Rules) -> Self {
        Self { library, survivors, rules, config: library.config(), pages: RefCell::default() }
    }

    /// Proves every line of a page that is called a duplicate, and every story that yielded.
    pub(super) fn page(&self, page: &PageRows) -> Verified {
        let mut verified = Verified::default();
        let mut stories: BTreeMap<&str, &DroppedLine> = BTreeMap::new();
        for line in page.dropped.iter().filter(|line| line.rule.starts_with("duplicate-")) {
            verified.add(self.line(line));
            if line.rule == self.rules.name(RuleId::DUPLICATE_STORY) {
                stories.entry(line.story_id.as_deref().unwrap_or_default()).or_insert(line);
            }
        }
        stories.into_values().for_each(|line| verified.add(self.story(line)));
        verified
    }

    /// A page, read again once; `None` if it has changed or nobody knows its source.
    fn retold(&self, path: &str, item: Option<u64>) -> Option<Rc<Retold>> {
        let key = (path.to_owned(), item);
        if let Some(known) = self.pages.borrow().get(&key) {
            return known.clone();
        }
        let page = match self.library.page(path, item) {
            Again::Page(page) => Some(Rc::new(retell((path, item), page, self.rules, &self.config))),
            Again::Changed | Again::Unknown => None,
        };
        self.pages.borrow_mut().insert(key, page.clone());
        page
    }

    /// A duplicate names a kept story, and is as like its twin as it says.
    fn line(&self, line: &DroppedLine) -> Verified {
        let mut verified = Verified { duplicates: 1, ..Verified::default() };
        let mut breach =
            |problem: String| verified.breach(&page_name(&line.path, line.item), line.span.start, problem);
        match &line.duplicate_of {
            None => breach(format!("{} names no twin", line.rule)),
            Some(twin) => match self.survivors.kept.story(&twin.id, (&twin.path, twin.item)) {
                _ if self.survivors.release.holds(twin) => self.likeness(line).into_iter().for_each(breach),
                None => breach(format!("its twin {} is no kept story", twin.id)),
                Some((there, span)) if !there || !span.range().contains(&twin.span.start) => {
                    breach("its twin does not lie where it is said to".to_owned());
                }
                Some(_) => self.likeness(line).into_iter().for_each(breach),
            },
        }
        verified
    }

    /// What is wrong with the similarity that a line tells.
    fn likeness(&self, line: &DroppedLine) -> Option<String> {
        let (said, twin) = (line.similarity?, line.duplicate_of.as_ref()?);
        let here = self.retold(&line.path, line.item)?;
        let mut all: Vec<f64> = Vec::new();
        if let Some(there) = self.survivors.release.paragraph(twin) {
            all.push(self.similarity(line.span.of(&here.text), there));
        }
        if let Some(page) = self.retold(&twin.path, twin.item) {
            let there = piece_text(&page.text, twin.span);
            // A line of a hard-wrapped paragraph is a piece of what was compared.
            if there.len() != twin.span.len() || matches!(there, Cow::Owned(_)) {
                return None;
            }
            all.push(self.similarity(line.span.of(&here.text), &there));
        }
        let again = all.last().copied()?;
        (!all.contains(&said)).then(|| format!("similarity is {again}, not {said}"))
    }

    fn similarity(&self, here: &str, there: &str) -> f64 {
        let words = |text: &str| word_ids(&fingerprint(text, self.rules).words);
        similarity(&words(here), &words(there)).as_fraction()
    }

    /// A story that yielded is a duplicate of its survivor when the two are compared again.
    fn story(&self, line: &DroppedLine) -> Verified {
        let mut verified = Verified { duplicates: 1, ..Verified::default() };
        let (Some(id), Some(twin)) = (&line.story_id, &line.duplicate_of) else { return verified };
        let Some(here) = self.retold(&line.path, line.item) else { return verified };
        let there = self.retold(&twin.path, twin.item);
        let own = there.as_ref().and_then(|there| there.telling(&twin.id));
        let survivors: Vec<Telling<'_>> =
            self.survivors.release.telling(twin).into_iter().chain(own).collect();
        let Some(story) = here.telling(id).filter(|_| !survivors.is_empty()) else { return verified };
        let again = survivors.into_iter().map(|survivor| self.compare(&[survivor, story.clone()]));
        let again: Vec<Option<StoryMatch>> = again.collect();
        if !again.iter().flatten().any(|again| self.yields(again, line)) {
            let problem = format!("story {id} is no duplicate of {}: {again:?}", twin.id);
            verified.breach(&page_name(&line.path, line.item), line.span.start, problem);
        }
        verified
    }

    /// Whether a story that is this much like its survivor yields, and the ledger says so.
    fn yields(&self, again: &StoryMatch, line: &DroppedLine) -> bool {
        let kinship = again.kinship(self.threshold());
        let yields = kinship == Some(Kinship::Duplicate)
            || (kinship == Some(Kinship::Revision) && self.config.settle.revisions == Revisions::Drop);
        yields && Some(again.share.as_fraction()) == line.story_similarity
    }

    fn threshold(&self) -> Similarity {
        Similarity::from_fraction(self.config.settle.similarity).unwrap_or(Similarity::STORY)
    }

    fn compare(&self, both: &[Telling<'_>; 2]) -> Option<StoryMatch> {
        let corpus = Corpus::of(both, self.rules, self.config.settle.facts);
        Bench::new(&corpus, &Matches::default()).compare(0, 1, self.threshold())
    }
}

/// The stories of a page, taken from its source again.
fn retell((path, item): PagePath<'_>, opened: Opened, rules: &Rules, config: &Config) -> Retold {
    let stripped = unspool_opened(&opened, rules, config.split.min_confidence).stripped;
    let text = opened.text;
    let page = PageText { text: &text, scraped: None };
    let told = tell(&page, &stripped, rules, &mut |_| {}).into_iter().zip(&stripped.stories).enumerate();
    let story = |(position, (told, story)): (usize, (Told, &Story))| RetoldStory {
        id: story_id(path, item, position),
        texts: told
            .paragraphs
            .iter()
            .map(|paragraph| piece_text(&text, paragraph.span).into_owned())
            .collect(),
        told,
        truncated: story.truncated,
    };
    let stories = told.map(story).collect();
    Retold { stories, text }
}

impl Retold {
    fn telling(&self, id: &str) -> Option<Telling<'_>> {
        Some(self.stories.iter().find(|story| story.id == id)?.telling())
    }
}

impl RetoldStory {
    fn telling(&self) -> Telling<'_> {
        Telling {
            scope: 0,
            language: self.told.language,
            paragraphs: self.texts.iter().map(String::as_str).collect(),
            truncated: self.truncated,
        }
    }
}
