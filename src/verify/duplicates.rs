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
use crate::telling::{Told, piece_text, tell};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Proves every line of the ledger that calls something a duplicate, and every story that yielded.
pub(super) fn prove(output: &Output, library: &Library, rules: &Rules) -> Verified {
    let judge = Judge { output, library, rules, config: library.config() };
    let lines: Vec<&DroppedLine> =
        output.dropped.iter().filter(|line| line.rule.starts_with("duplicate-")).collect();
    let mut stories: BTreeMap<&str, &DroppedLine> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.rule == rules.name(RuleId::DUPLICATE_STORY)) {
        stories.entry(line.story_id.as_deref().unwrap_or_default()).or_insert(line);
    }
    let stories: Vec<&DroppedLine> = stories.into_values().collect();
    let of_lines = lines.par_iter().map(|line| judge.line(line));
    let of_stories = stories.par_iter().map(|line| judge.story(line));
    let proved: Vec<Verified> = of_lines.chain(of_stories).collect();
    let mut verified = Verified::default();
    for page in proved {
        verified.add(page);
    }
    verified
}

struct Judge<'j> {
    output: &'j Output,
    library: &'j Library,
    rules: &'j Rules,
    config: Config,
}

impl Judge<'_> {
    fn line(&self, line: &DroppedLine) -> Verified {
        prove_line(line, self.output, self.library, self.rules)
    }

    /// A story that yielded is a duplicate of its survivor when the two are compared again.
    fn story(&self, line: &DroppedLine) -> Verified {
        let mut verified = Verified { duplicates: 1, ..Verified::default() };
        let (Some(id), Some(twin)) = (&line.story_id, &line.duplicate_of) else { return verified };
        let (Some(story), Some(survivor)) =
            (self.telling(&line.path, id), self.telling(&twin.path, &twin.id))
        else {
            return verified;
        };
        let again = self.compare(&survivor, &story);
        let holds = again.filter(|again| {
            let yields = again.kinship == Kinship::Duplicate
                || (again.kinship == Kinship::Revision && self.config.settle.revisions == Revisions::Drop);
            yields && Some(again.share.as_fraction()) == line.story_similarity
        });
        if holds.is_none() {
            verified.breach(
                &line.path,
                line.span.start,
                format!("story {id} is no duplicate of {}: {again:?}", twin.id),
            );
        }
        verified
    }

    fn compare(&self, survivor: &Retold, story: &Retold) -> Option<StoryMatch> {
        let settle = &self.config.settle;
        let tellings = [survivor.telling(), story.telling()];
        let corpus = Corpus::new(&tellings, self.rules, settle.facts);
        stories::compare(&corpus, 0, 1, Similarity::from_fraction(settle.similarity)?)
    }

    /// A story, taken from its source again; `None` if the source has changed.
    fn telling(&self, path: &str, id: &str) -> Option<Retold> {
        let Again::Text(text) = self.library.text(path) else { return None };
        let stripped = unspool(&text, self.rules, self.config.split.min_confidence).stripped;
        let position = (0..stripped.stories.len()).find(|&position| story_id(path, None, position) == id)?;
        let told = tell(&text, &stripped, self.rules, None).swap_remove(position);
        Some(Retold { truncated: stripped.stories[position].truncated, text, told })
    }
}

/// A story read again.
struct Retold {
    text: String,
    told: Told,
    truncated: bool,
}

impl Retold {
    fn telling(&self) -> Telling<'_> {
        Telling {
            scope: 0,
            language: self.told.language,
            paragraphs: self
                .told
                .paragraphs
                .iter()
                .map(|(text, print)| (text.of(&self.text), print))
                .collect(),
            truncated: self.truncated,
        }
    }
}

/// A duplicate names a kept story, and is as like its twin as it says.
fn prove_line(line: &DroppedLine, output: &Output, library: &Library, rules: &Rules) -> Verified {
    let mut verified = Verified { duplicates: 1, ..Verified::default() };
    let Some(twin) = &line.duplicate_of else {
        verified.breach(&line.path, line.span.start, format!("{} names no twin", line.rule));
        return verified;
    };
    let Some(record) = output.by_id(&twin.id) else {
        verified.breach(&line.path, line.span.start, format!("its twin {} is no kept story", twin.id));
        return verified;
    };
    if record.path != twin.path || !holds(record, twin.span.start) {
        verified.breach(&line.path, line.span.start, "its twin does not lie where it is said to");
    }
    let (Some(said), Again::Text(here), Again::Text(there)) =
        (line.similarity, library.text(&line.path), library.text(&twin.path))
    else {
        return verified;
    };
    let words = |text: &str| word_ids(&fingerprint(text, rules).words);
    let again = similarity(&words(line.span.of(&here)), &words(&piece_text(&there, twin.span)));
    // A line of a hard-wrapped paragraph is a piece of what was compared.
    let whole = !piece_text(&there, twin.span).contains(['\n', '\r'])
        && !there[twin.span.range()].contains(['\n', '\r']);
    if whole && again.as_fraction() != said {
        verified.breach(
            &line.path,
            line.span.start,
            format!("similarity is {}, not {said}", again.as_fraction()),
        );
    }
    verified
}

fn holds(record: &Record, at: usize) -> bool {
    (record.span.start..record.span.end).contains(&at)
}
