//! The pages that did most to a figure: the summary names them, their sources show the places.

use super::CheckError;
use super::figures::Figure;
use crate::output::OutputFolder;
use crate::record::{SkippedLine, Standout, Standouts};
use crate::show::printable;
use crate::span::{line_number, trim};
use crate::verify::{Again, Library, Sources};
use crate::write::{LINE_FILES, kebab};
use serde::Serialize;
use std::cmp::Ordering;
use std::path::Path;

/// Characters of a line that say enough.
const SAYING: usize = 80;

/// A page that did much to a figure.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits};
///
/// // Files are named as from the folder that holds both pages and output.
/// let limits = limits(&toml::from_str("max-duplicate-stories = '10%'")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), folder.path())?;
/// let worst = &report.verdicts[0].worst[0];
/// assert_eq!((worst.path.as_str(), worst.file.as_str()), ("b.txt", "pages/b.txt"));
/// assert_eq!(worst.note, "1 duplicate story");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorstPage {
    /// The page.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// The file it was read from, as it lies from here; its path if nobody knows.
    pub file: String,
    /// What it did, in words.
    pub note: String,
    /// Where on the page, those that did most first.
    pub places: Vec<PagePlace>,
}

/// A place on a page.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits};
///
/// let limits = limits(&toml::from_str("max-stories-per-page = 1")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// // The page with the most stories: here the second one begins.
/// let place = &report.verdicts[0].worst[0].places[1];
/// assert_eq!(place.line, Some(14));
/// assert_eq!(place.text, "Village school wins prize for its rooftop garden");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagePlace {
    /// The byte of the page text.
    pub at: usize,
    /// The line, from 1, where the page could be read again.
    pub line: Option<usize>,
    /// The beginning of what stands there.
    pub text: String,
}

/// An output whose pages are looked at.
pub(super) struct Search<'s> {
    output: &'s OutputFolder,
    library: Option<Library>,
    standouts: &'s Standouts,
    /// The folder that files are named from.
    here: &'s Path,
}

impl<'s> Search<'s> {
    pub(super) fn new(
        output: &'s OutputFolder,
        lie: &Sources<'_>,
        standouts: &'s Standouts,
        here: &'s Path,
    ) -> Self {
        // Without the work area and `--sources`, places are told by their bytes.
        let library = Library::new(output.path(), lie).ok();
        Self { output, library, standouts, here }
    }

    /// The pages that make a figure too great or too small.
    pub(super) fn worst(&self, figure: Figure, is: Ordering) -> Result<Vec<WorstPage>, CheckError> {
        if (figure, is) == (Figure::Skipped, Ordering::Greater) {
            return self.skipped();
        }
        let pages = self.standing_out(figure, is).iter();
        Ok(pages.map(|page| self.told(page, note(figure, page))).collect())
    }

    /// Where a figure became better, no page is to blame.
    fn standing_out(&self, figure: Figure, is: Ordering) -> &'s [Standout] {
        let standouts = self.standouts;
        match (figure, is) {
            (Figure::DuplicateStories, Ordering::Greater) => &standouts.duplicates,
            (Figure::ChromeShare, Ordering::Greater) => &standouts.chrome,
            (Figure::Stories | Figure::StoriesPerPage, Ordering::Greater) => &standouts.most_stories,
            (Figure::Stories | Figure::StoriesPerPage, Ordering::Less) => &standouts.fewest_stories,
            (Figure::UnsplitSuspects, Ordering::Greater) => &standouts.suspects,
            (Figure::SplitConfidence, Ordering::Less) => &standouts.unsure,
            (Figure::EmptyText, Ordering::Greater) => &standouts.empty_text,
            (Figure::Untitled, Ordering::Greater) => &standouts.untitled,
            _ => &[],
        }
    }

    fn skipped(&self) -> Result<Vec<WorstPage>, CheckError> {
        let mut pages = Vec::new();
        for skipped in self.output.rows::<SkippedLine>(LINE_FILES[3])?.take(Standouts::NAMED) {
            let SkippedLine { path, item, reason, detail } = skipped?;
            let note = format!("{}: {detail}", kebab(&reason));
            pages.push(WorstPage { file: self.file(&path), path, item, note, places: Vec::new() });
        }
        Ok(pages)
    }

    /// A page with its file, and its places with their lines.
    fn told(&self, page: &Standout, note: String) -> WorstPage {
        let Standout { path, item, at, .. } = page;
        let text = match self.library.as_ref().map(|library| library.page(path, *item)) {
            Some(Again::Page(page)) => page.text,
            _ => String::new(),
        };
        let place = |&at: &usize| PagePlace {
            at,
            line: line_number(&text, at).filter(|_| !text.is_empty()),
            text: text.get(at..).map(saying).unwrap_or_default(),
        };
        let places = at.iter().map(place).collect();
        WorstPage { path: path.clone(), item: *item, file: self.file(path), note, places }
    }

    fn file(&self, path: &str) -> String {
        let file = self.library.as_ref().and_then(|library| library.file(path));
        let file = file.and_then(|file| Some(file.strip_prefix(self.here).ok()?.to_str()?.to_owned()));
        file.unwrap_or_else(|| path.to_owned())
    }
}

/// What a page did to a figure, in words.
fn note(figure: Figure, page: &Standout) -> String {
    let Standout { bytes, count, .. } = *page;
    match figure {
        Figure::DuplicateStories => counted(count, "duplicate story", "duplicate stories"),
        Figure::ChromeShare => format!("{count} bytes of chrome"),
        Figure::UnsplitSuspects => format!("nearly cut at {}", counted(count, "place", "places")),
        Figure::SplitConfidence => format!("a boundary of probability {:.4}", count as f64 / 10_000.0),
        Figure::EmptyText => counted(count, "story without text", "stories without text"),
        Figure::Untitled => counted(count, "story without a headline", "stories without a headline"),
        Figure::Stories | Figure::StoriesPerPage => {
            format!("{} in {bytes} bytes", counted(count, "story", "stories"))
        }
        Figure::Skipped => String::new(),
    }
}

/// A number of things, in words.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The beginning of the line that a text begins with.
fn saying(text: &str) -> String {
    let line = printable(trim(text.lines().next().unwrap_or_default()));
    match line.char_indices().nth(SAYING) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
