//! What became of each generated story.
#![allow(clippy::disallowed_methods, reason = "it reads the files of a run")]

use super::truth::Truth;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The generated stories and what the run made of them.
#[derive(Debug)]
pub struct Outcome {
    /// What is known of each.
    pub truths: Vec<Truth>,
    /// What became of each.
    pub fates: Vec<Fate>,
    /// Stories of the run that are none of these, or parts of several.
    pub strays: Vec<String>,
}

/// What became of a story.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// No story of the run is this one, or several are.
    NotSplit,
    /// It was kept; the story it revises, if it is one of the generated ones.
    Kept {
        /// That story.
        revises: Option<usize>,
    },
    /// It was dropped.
    Dropped {
        /// The survivor; `None` if it is none of the generated stories.
        survivor: Option<usize>,
    },
}

#[derive(Deserialize)]
struct Kept {
    id: String,
    path: String,
    span: [usize; 2],
    revision_of: Option<Twin>,
}

#[derive(Deserialize)]
struct DroppedLine {
    path: String,
    span: [usize; 2],
    rule: String,
    story_id: Option<String>,
    duplicate_of: Option<Twin>,
}

#[derive(Deserialize)]
struct Twin {
    id: String,
}

/// A story of the run.
struct Found {
    path: String,
    span: [usize; 2],
    twin: Option<String>,
    kept: bool,
}

impl Outcome {
    /// Reads the files.
    pub fn read(out: &Path, truth: &Path) -> Result<Self, Box<dyn Error>> {
        let mut truths: Vec<Truth> = Vec::new();
        lines(truth, |line| truths.push(line))?;
        let found = found(out)?;
        let places = places(&truths);
        let mut outcome = Self { fates: vec![Fate::NotSplit; truths.len()], truths, strays: Vec::new() };
        let mut names: HashMap<&str, usize> = HashMap::new();
        let mut claimed = vec![0; outcome.truths.len()];
        for (id, story) in &found {
            match outcome.of(&places, story) {
                Some(at) => {
                    names.insert(id, at);
                    claimed[at] += 1;
                }
                None => outcome.strays.push(format!("{} at {}", story.path, story.span[0])),
            }
        }
        for (id, story) in &found {
            let Some(&at) = names.get(id.as_str()).filter(|at| claimed[**at] == 1) else { continue };
            let twin = story.twin.as_ref().and_then(|twin| names.get(twin.as_str()).copied());
            outcome.fates[at] =
                if story.kept { Fate::Kept { revises: twin } } else { Fate::Dropped { survivor: twin } };
        }
        Ok(outcome)
    }

    /// The generated story that a story of the run is: most of each lies in the other.
    fn of(&self, places: &HashMap<String, Vec<usize>>, story: &Found) -> Option<usize> {
        let overlap = |[start, end]: [usize; 2]| {
            (end.min(story.span[1])).saturating_sub(start.max(story.span[0])) * 10
                >= (end - start).max(story.span[1] - story.span[0]) * 9
        };
        places.get(&story.path)?.iter().copied().find(|&at| overlap(self.truths[at].span))
    }
}

/// The stories of each page.
fn places(truths: &[Truth]) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, truth) in truths.iter().enumerate() {
        places.entry(truth.path.clone()).or_default().push(at);
    }
    places
}

/// All stories of a run by their ids: kept ones, and those that the ledger's lines make up.
fn found(out: &Path) -> Result<BTreeMap<String, Found>, Box<dyn Error>> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    lines(&out.join("stories.jsonl"), |Kept { id, path, span, revision_of }| {
        found.insert(id, Found { path, span, twin: revision_of.map(|twin| twin.id), kept: true });
    })?;
    lines(&out.join("dropped.jsonl"), |line: DroppedLine| {
        let Some(id) = line.story_id else { return };
        let story = found.entry(id).or_insert_with(|| Found {
            path: line.path,
            span: line.span,
            twin: None,
            kept: false,
        });
        if !story.kept {
            story.span = [story.span[0].min(line.span[0]), story.span[1].max(line.span[1])];
            let twin = line.duplicate_of.filter(|_| line.rule == "duplicate-story");
            story.twin = twin.map(|twin| twin.id).or(story.twin.take());
        }
    })?;
    Ok(found)
}

fn lines<T: DeserializeOwned>(file: &Path, mut take: impl FnMut(T)) -> Result<(), Box<dyn Error>> {
    let reader = BufReader::new(File::open(file).map_err(|error| format!("{}: {error}", file.display()))?);
    for line in reader.lines() {
        take(serde_json::from_str(&line?)?);
    }
    Ok(())
}
