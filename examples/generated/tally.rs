//! How right the outcome is.

use super::outcome::{Fate, Outcome};
use super::truth::{Kind, Truth};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How right the outcome is, by kind of story.
#[derive(Debug, Default)]
pub struct Tally {
    rows: BTreeMap<String, Row>,
    strays: usize,
    /// What went wrong, story by story.
    pub notes: Vec<String>,
}

/// Stories of one kind.
#[derive(Debug, Default, Clone, Copy)]
pub struct Row {
    /// All of them.
    pub stories: usize,
    /// Those that are no story of the run, or several.
    pub not_split: usize,
    /// Those that were dropped as they should be.
    pub found: usize,
    /// Those that were kept though another one says all that they say.
    pub missed: usize,
    /// Those that were dropped though the survivor does not say what they say.
    pub wrong: usize,
    /// Those that were kept as revisions of one of their family.
    pub linked: usize,
}

impl Row {
    /// The share of the copies that was found.
    pub fn recall(&self) -> Option<f64> {
        let copies = self.found + self.missed;
        (copies > 0).then(|| self.found as f64 / copies as f64)
    }
}

impl Tally {
    /// Counts an outcome.
    ///
    /// A story that was kept is missed when another one of its family that was kept has all of its claims. A drop is right when the survivor is of the same family and has all claims of the dropped story.
    pub fn new(outcome: &Outcome) -> Self {
        let mut tally = Self { strays: outcome.strays.len(), ..Self::default() };
        tally.notes.extend(outcome.strays.iter().map(|stray| format!("stray: {stray}")));
        let mut families: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (at, truth) in outcome.truths.iter().enumerate() {
            families.entry(truth.family).or_default().push(at);
            tally.count(outcome, at);
        }
        for members in families.values() {
            for at in missed(outcome, members) {
                tally.add(&outcome.truths[at], |row| row.missed += 1);
                tally.note("missed", &outcome.truths[at], outcome.truths.get(members[0]));
            }
        }
        tally
    }

    /// The stories of a kind, by its name in Rust; with `: ` and a change behind it only those near copies.
    pub fn row(&self, name: &str) -> Row {
        self.rows.get(name).copied().unwrap_or_default()
    }

    fn count(&mut self, outcome: &Outcome, at: usize) {
        let truth = &outcome.truths[at];
        self.add(truth, |row| row.stories += 1);
        match outcome.fates[at] {
            Fate::NotSplit => {
                self.add(truth, |row| row.not_split += 1);
                self.note("not split", truth, None);
            }
            Fate::Kept { revises } => {
                let kin = revises.is_some_and(|other| outcome.truths[other].family == truth.family);
                self.add(truth, |row| row.linked += usize::from(kin));
            }
            Fate::Dropped { survivor } => {
                let survivor = survivor.map(|survivor| &outcome.truths[survivor]);
                if survivor.is_some_and(|survivor| may_yield(truth, survivor)) {
                    self.add(truth, |row| row.found += 1);
                } else {
                    self.add(truth, |row| row.wrong += 1);
                    self.note("wrongly dropped", truth, survivor);
                }
            }
        }
    }

    /// Adds to the rows of a story: of its kind, of what was done to it if it is a near copy, and of all.
    fn add(&mut self, truth: &Truth, count: impl Fn(&mut Row)) {
        let changes = truth.changes.iter().filter(|_| truth.kind == Kind::Near);
        let names = [format!("{:?}", truth.kind), ALL.to_owned()];
        for name in names.into_iter().chain(changes.map(|change| format!("{:?}: {change:?}", truth.kind))) {
            count(self.rows.entry(name).or_default());
        }
    }

    fn note(&mut self, what: &str, truth: &Truth, other: Option<&Truth>) {
        let place = |truth: &Truth| format!("{}#{}", truth.path, truth.position);
        let other = other.map(|other| format!(", of {}", place(other))).unwrap_or_default();
        self.notes.push(format!(
            "{what}: {} ({:?}, {:?}, {} % edited){other}",
            place(truth),
            truth.kind,
            truth.changes,
            truth.edited
        ));
    }
}

fn may_yield(truth: &Truth, survivor: &Truth) -> bool {
    truth.family == survivor.family && truth.claims.iter().all(|claim| survivor.claims.contains(claim))
}

/// Members of a family that were kept though another one that was kept says all that they say; where two say the same,
/// the later one. Both a story and its revision may stay, and so may a shorter copy when the longer one is told to be its
/// revision.
fn missed(outcome: &Outcome, members: &[usize]) -> Vec<usize> {
    let is_kept = |at: &usize| matches!(outcome.fates[*at], Fate::Kept { .. });
    let kept: BTreeSet<usize> = members.iter().copied().filter(is_kept).collect();
    let yields = |at: usize, other: usize| {
        let (story, twin) = (&outcome.truths[at], &outcome.truths[other]);
        let same = may_yield(story, twin) && may_yield(twin, story);
        let is_linked = outcome.fates[other] == Fate::Kept { revises: Some(at) };
        let more = may_yield(story, twin) && !same && twin.kind != Kind::Revision && !is_linked;
        at != other && (more || same && (twin.kind, other) < (story.kind, at))
    };
    kept.iter().copied().filter(|&at| kept.iter().any(|&other| yields(at, other))).collect()
}

/// The name of the row of all stories, which is the last one.
pub const ALL: &str = "all";

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<22}{:>9}{:>11}{:>9}{:>9}{:>8}{:>9}{:>9}",
            "kind", "stories", "not split", "found", "missed", "wrong", "linked", "recall"
        )?;
        for (name, row) in &self.rows {
            let Row { stories, not_split, found, missed, wrong, linked } = *row;
            let recall = row.recall().map_or_else(|| "-".to_owned(), |recall| format!("{recall:.5}"));
            writeln!(
                f,
                "{name:<22}{stories:>9}{not_split:>11}{found:>9}{missed:>9}{wrong:>8}{linked:>9}{recall:>9}"
            )?;
        }
        write!(f, "stories that stand on no page: {}", self.strays)
    }
}
