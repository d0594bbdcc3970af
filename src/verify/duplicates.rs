//! No likeness unchecked: every dropped duplicate is compared with its survivor once more.

use super::{Again, Library, Output, Verified};
use crate::config::Config;
use crate::corpus::{Corpus, Telling};
use crate::fingerprint::{fingerprint, word_ids};
use crate::page::unspool;
use crate::pair::{Kinship, StoryMatch, stories};
use crate::record::{DroppedLine, Record, story_id};
use crate::role::RuleId;
use crate::rules::Rules;
use crate::settle::Revisions;
use crate::similarity::{Similarity, similarity};
use crate::strip::Story;
use crate::telling::{Told, piece_text, tell};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Proves every line of the ledger that calls something a duplicate, and every story that yielded.
pub(super) fn prove(output: &Output, library: &Library, rules: &Rules) -> Verified {
    let lines: Vec<&DroppedLine> =
        output.dropped.iter().filter(|line| line.rule.starts_with("duplicate-")).collect();
    let mut stories: BTreeMap<&str, &DroppedLine> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.rule == rules.name(RuleId::DUPLICATE_STORY)) {
        stories.entry(line.story_id.as_deref().unwrap_or_default()).or_insert(line);
    }
    let stories: Vec<&DroppedLine> = stories.into_values().collect();
    let judge = Judge::new(&lines, output, library, rules);
    let of_lines = lines.par_iter().map(|line| judge.line(line));
    let of_stories = stories.par_iter().map(|line| judge.story(line));
    let proved: Vec<Verified> = of_lines.chain(of_stories).collect();
    let mut verified = Verified::default();
    for page in proved {
        verified.add(page);
    }
    verified
}

/// Every page that a duplicate or its survivor stands on, taken apart again.
struct Judge<'j> {
    output: &'j Output,
    rules: &'j Rules,
    config: Config,
    pages: HashMap<String, Retold>,
}

/// A page read again.
struct Retold {
    text: String,
    stories: Vec<RetoldStory>,
}

struct RetoldStory {
    id: String,
    told: Told,
    truncated: bool,
}

impl<'j> Judge<'j> {
    fn new(lines: &[&DroppedLine], output: &'j Output, library: &Library, rules: &'j Rules) -> Self {
        let config = library.config();
        let twins = lines.iter().filter_map(|line| line.duplicate_of.as_ref()).map(|twin| &twin.path);
        let wanted: BTreeSet<&String> = lines.iter().map(|line| &line.path).chain(twins).collect();
        let retold = |path: &String| match library.text(path) {
            Again::Text(text) => Some((path.clone(), retell(path, text, rules, &config))),
            Again::Changed | Again::Unknown => None,
        };
        let pages = wanted.into_par_iter().filter_map(retold).collect();
        Self { output, rules, config, pages }
    }

    /// A duplicate names a kept story, and is as like its twin as it says.
    fn line(&self, line: &DroppedLine) -> Verified {
        let mut verified = Verified { duplicates: 1, ..Verified::default() };
        let mut breach = |problem: String| verified.breach(&line.path, line.span.start, problem);
        match &line.duplicate_of {
            None => breach(format!("{} names no twin", line.rule)),
            Some(twin) => match self.output.by_id(&twin.id) {
                None => breach(format!("its twin {} is no kept story", twin.id)),
                Some(record) if record.path != twin.path || !holds(record, twin.span.start) => {
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
        let (here, there) = (&self.pages.get(&line.path)?.text, &self.pages.get(&twin.path)?.text);
        let there = piece_text(there, twin.span);
        // A line of a hard-wrapped paragraph is a piece of what was compared.
        if there.len() != twin.span.len() || matches!(there, std::borrow::Cow::Owned(_)) {
            return None;
        }
        let words = |text: &str| word_ids(&fingerprint(text, self.rules).words);
        let again = similarity(&words(line.span.of(here)), &words(&there)).as_fraction();
        (again != said).then(|| format!("similarity is {again}, not {said}"))
    }

    /// A story that yielded is a duplicate of its survivor when the two are compared again.
    fn story(&self, line: &DroppedLine) -> Verified {
        let mut verified = Verified { duplicates: 1, ..Verified::default() };
        let (Some(id), Some(twin)) = (&line.story_id, &line.duplicate_of) else { return verified };
        let telling = |path: &str, id: &str| {
            let page = self.pages.get(path)?;
            Some(page.stories.iter().find(|story| story.id == id)?.telling(&page.text))
        };
        let (Some(story), Some(survivor)) = (telling(&line.path, id), telling(&twin.path, &twin.id)) else {
            return verified;
        };
        let again = self.compare(survivor, story);
        let holds = again.filter(|again| {
            let yields = again.kinship == Kinship::Duplicate
                || (again.kinship == Kinship::Revision && self.config.settle.revisions == Revisions::Drop);
            yields && Some(again.share.as_fraction()) == line.story_similarity
        });
        if holds.is_none() {
            let problem = format!("story {id} is no duplicate of {}: {again:?}", twin.id);
            verified.breach(&line.path, line.span.start, problem);
        }
        verified
    }

    fn compare(&self, survivor: Telling<'_>, story: Telling<'_>) -> Option<StoryMatch> {
        let settle = &self.config.settle;
        let corpus = Corpus::new(&[survivor, story], self.rules, settle.facts);
        stories::compare(&corpus, 0, 1, Similarity::from_fraction(settle.similarity)?)
    }
}

/// The stories of a page, taken from its source again.
fn retell(path: &str, text: String, rules: &Rules, config: &Config) -> Retold {
    let stripped = unspool(&text, rules, config.split.min_confidence).stripped;
    let told = tell(&text, &stripped, rules, None).into_iter().zip(&stripped.stories).enumerate();
    let story = |(position, (told, story)): (usize, (Told, &Story))| RetoldStory {
        id: story_id(path, None, position),
        told,
        truncated: story.truncated,
    };
    Retold { stories: told.map(story).collect(), text }
}

impl RetoldStory {
    fn telling<'c>(&'c self, page: &'c str) -> Telling<'c> {
        Telling {
            scope: 0,
            language: self.told.language,
            paragraphs: self.told.paragraphs.iter().map(|(text, print)| (text.of(page), print)).collect(),
            truncated: self.truncated,
        }
    }
}

fn holds(record: &Record, at: usize) -> bool {
    (record.span.start..record.span.end).contains(&at)
}
