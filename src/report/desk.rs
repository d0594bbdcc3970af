//! Sources, read and taken apart again, for what the output does not hold.

use super::rows::PageKey;
use crate::html::Opened;
use crate::output::{BrokenFile, OutputFolder};
use crate::page::{Unspooled, unspool_opened};
use crate::record::story_id;
use crate::rules::Rules;
use crate::split::Boundary;
use crate::telling::day;
use crate::verify::{Again, KnownRun, Sources};

/// Where pages are read again.
pub(super) struct Desk<'d> {
    run: KnownRun,
    rules: &'d Rules,
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
        Ok(Self { run: KnownRun::of(output, lie, rules)?, rules })
    }

    pub(super) fn rules(&self) -> &'d Rules {
        self.rules
    }

    fn opened(&self, key: &PageKey) -> Option<Opened> {
        match self.run.library.as_ref()?.page(&key.path, key.item) {
            Again::Page(page) => Some(page),
            Again::Changed | Again::Unknown => None,
        }
    }

    /// A page, taken apart as in the run.
    pub(super) fn source(&self, key: &PageKey) -> Option<Source> {
        let page = self.opened(key)?;
        let least = self.run.config.split.min_confidence;
        let same = self.run.same_rules && self.run.known_options;
        let apart = same.then(|| unspool_opened(&page, self.rules, least));
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
        let day = day(story, None).map(|day| day.day.to_string());
        (story.fields.title.clone(), day)
    }
}
