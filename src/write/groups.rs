//! What is told of what was written: the summary, and the stories with the most copies.

use crate::record::{Record, Summary};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// How many are kept.
const MOST: usize = 5;

/// A story with copies that were dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The story's id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// The page it stands on.
    pub path: String,
    /// How many copies were dropped.
    pub copies: usize,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// What stands in `summary.json`.
    pub summary: Summary,
    /// The stories with the most copies.
    pub most_copied: Vec<Group>,
}

/// The five largest groups, those of equal size in the order of their survivors' places.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Groups(Vec<Group>);

impl Groups {
    pub(super) fn add(&mut self, record: &Record) {
        if record.copies > self.0.get(MOST - 1).map_or(0, |least| least.copies) {
            self.enter([Group {
                id: record.id.clone(),
                title: record.title.clone(),
                path: record.path.clone(),
                copies: record.copies,
            }]);
        }
    }

    /// Adds the groups of later pages.
    pub(super) fn enter(&mut self, groups: impl IntoIterator<Item = Group>) {
        self.0.extend(groups);
        self.0.sort_by_key(|group| Reverse(group.copies));
        self.0.truncate(MOST);
    }

    pub(super) fn into_list(self) -> Vec<Group> {
        self.0
    }
}
