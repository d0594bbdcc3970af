//! What was found of all stories, kept in the work area, so that other thresholds can be tried without running again.
#![allow(clippy::disallowed_methods, reason = "this is an edge: a file of the work area")]

use crate::corpus::Outline;
use crate::pair::{Likes, Matches};
use crate::read::TEMPORARY;
use crate::settle::Policy;
use serde::{Deserialize, Serialize};
use std::io::{self, BufWriter};
use std::path::Path;

pub(crate) const FILE: &str = "scores";

/// Outline, matches and likes of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Scores {
    /// xxh3-128 of the `stories.jsonl` that they led to.
    pub stories_digest: u128,
    /// What the run settled by.
    pub policy: Policy,
    /// The stories and their texts, as numbers.
    pub outline: Outline,
    /// Texts that are alike.
    pub matches: Matches<'static>,
    /// Stories that are alike.
    pub likes: Likes<'static>,
}

/// The same, before it is written.
#[derive(Debug, Serialize)]
pub struct Scored<'s> {
    /// xxh3-128 of the `stories.jsonl` that they led to.
    pub stories_digest: u128,
    /// What the run settled by.
    pub policy: &'s Policy,
    /// The stories and their texts, as numbers.
    pub outline: &'s Outline,
    /// Texts that are alike.
    pub matches: &'s Matches<'s>,
    /// Stories that are alike.
    pub likes: &'s Likes<'s>,
}

impl Scored<'_> {
    /// Writes the scores into a work area.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, work: &Path) -> io::Result<()> {
        crate::fault::point("scores")?;
        let file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(work)?;
        let file = postcard::to_io(self, BufWriter::new(file)).map_err(io::Error::other)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.persist(work.join(FILE))?;
        Ok(())
    }
}

impl Scores {
    /// Reads the scores of a work area; `None` if there are none that can be read.
    pub fn read(work: &Path) -> Option<Self> {
        postcard::from_bytes(&std::fs::read(work.join(FILE)).ok()?).ok()
    }
}
