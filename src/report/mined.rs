//! The rules that `mine` would propose for the pages of a run.

use super::draw::{Least, Spot, short};
use crate::mine::{Mining, mine};
use crate::read::Source;
use crate::rules::Rules;
use crate::write::Remembered;
use serde::Serialize;

/// So many pages, drawn by lot, are mined.
const PAGES: usize = 2000;
/// Bytes of the proposed file that are shown.
const SHOWN: usize = 60_000;

/// What `mine` proposes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Proposed {
    /// The rules file, cut short.
    pub text: String,
    /// Bytes of it that are left out.
    pub left_out: usize,
    /// Pages that were mined.
    pub pages: usize,
    /// Pages of the run.
    pub of: usize,
    /// Sites with their pages.
    pub sites: Vec<(String, usize)>,
    /// Rules for furniture.
    pub furniture: usize,
    /// Rules for markers between stories.
    pub markers: usize,
}

/// Mines the pages of a run, or some of them, where the run found them; `None` if none can be read.
pub(super) fn proposed(run: &Remembered, rules: &Rules, seed: u64) -> Option<Proposed> {
    let mut drawn = Least::new(PAGES);
    for path in run.paths() {
        let spot = Spot { path: path.to_owned(), item: None, at: 0 };
        drawn.offer(spot.lot(seed, "mine"), || path.to_owned());
    }
    let mut sources: Vec<Source> = drawn.into_values().filter_map(|path| source(run, &path)).collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources.dedup_by(|a, b| a.path == b.path);
    let mined = mine(&sources, rules, &Mining::default()).ok()?;
    let text = short(&mined.text, SHOWN);
    Some(Proposed {
        left_out: mined.text.len().saturating_sub(SHOWN),
        text,
        pages: mined.pages,
        of: run.paths().count(),
        sites: mined.sites,
        furniture: mined.furniture,
        markers: mined.markers,
    })
}

/// The file that a page lies in, if it is still there.
fn source(run: &Remembered, path: &str) -> Option<Source> {
    run.source(path).filter(|source| source.file.as_ref().is_some_and(|file| file.exists()))
}
