//! Sources, read and taken apart again, for what the output does not hold.

use super::rows::PageKey;
use crate::html::Opened;
use crate::output::{BrokenFile, OutputFolder};
use crate::page::{Unspooled, unspool_opened};
use crate::record::{Summary, hex128, story_id};
use crate::rules::Rules;
use crate::split::Boundary;
use crate::telling::day_of;
use crate::verify::{Again, Library, Sources};
use crate::write::options_digest;

/// Where pages are read again.
pub(super) struct Desk<'d> {
    library: Option<Library>,
    rules: &'d Rules,
    /// The least probability at which the run cut pages; `None` if its rules or options are not at hand.
    min_confidence: Option<f64>,
}

/// A page read again.
pub(super) struct Source {
    pub(super) text: String,
    /// How it comes apart, where rules and options are those of the run.
    pub(super) apart: Option<Unspooled>,
}

impl<'d> Desk<'d> {
    pub(super) fn new(
        output: &OutputFolder,
        lie: &Sources<'_>,
        rules: &'d Rules,
    ) -> Result<Self, BrokenFile> {
        let said: Summary = output.summary()?;
        // Without the work area and the folder of the sources the output alone has to do.
        let library = Library::new(output.path(), lie).ok();
        let config = library.as_ref().map(Library::config).unwrap_or_default();
        let same = hex128(rules.digest()) == said.rules_digest
            && hex128(options_digest(&config)) == said.options_digest;
        Ok(Self { library, rules, min_confidence: same.then_some(config.split.min_confidence) })
    }

    pub(super) fn rules(&self) -> &'d Rules {
        self.rules
    }

    fn opened(&self, key: &PageKey) -> Option<Opened> {
        match self.library.as_ref()?.page(&key.path, key.item) {
            Again::Page(page) => Some(page),
            Again::Changed | Again::Unknown => None,
        }
    }

    /// A page, taken apart as in the run.
    pub(super) fn source(&self, key: &PageKey) -> Option<Source> {
        let page = self.opened(key)?;
        let apart = self.min_confidence.map(|least| unspool_opened(&page, self.rules, least));
        Some(Source { text: page.text, apart })
    }
}

impl Source {
    /// The place of a story among those of its page.
    pub(super) fn position(&self, key: &PageKey, id: &str) -> Option<usize> {
        let stories = self.apart.as_ref()?.stripped.stories.len();
        (0..stories).find(|&position| story_id(&key.path, key.item, position) == id)
    }

    /// The boundary that begins a story.
    pub(super) fn boundary(&self, key: &PageKey, id: &str) -> Option<&Boundary> {
        let position = self.position(key, id)?;
        self.apart.as_ref()?.split.runs.get(position)?.boundary.as_ref()
    }

    /// Where the page was nearly cut: the byte, and why.
    pub(super) fn near_misses(&self) -> impl Iterator<Item = (usize, &Boundary)> {
        let apart = self.apart.iter();
        apart.flat_map(|apart| {
            let at = |near: &Boundary| apart.labelled.lines[near.line].span.start;
            apart.split.near_misses.iter().map(move |near| (at(near), near))
        })
    }

    /// Headline and day of a story that is in no record.
    pub(super) fn headline_and_day(&self, key: &PageKey, id: &str) -> (Option<String>, Option<String>) {
        let story = || self.apart.as_ref()?.stripped.stories.get(self.position(key, id)?);
        let Some(story) = story() else { return (None, None) };
        let dates = &story.fields.dates;
        let when = dates.published.as_ref().or(dates.updated.as_ref());
        let day = when.and_then(|(when, _)| day_of(when, None)).map(|day| day.to_string());
        (story.fields.title.clone(), day)
    }
}
