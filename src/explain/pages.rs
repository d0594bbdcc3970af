//! The pages an answer speaks of, read again and taken apart again.

use super::{ExplainError, Explanation};
use crate::config::Config;
use crate::output::OutputFolder;
use crate::page::{Unspooled, unspool_opened};
use crate::record::{PagePath, page_name};
use crate::rules::Rules;
use crate::span::{Span, line_number};
use crate::verify::{Again, KnownRun, Sources};
use std::collections::BTreeMap;
use std::path::Path;

/// Pages by path and item, each read once.
pub(super) struct Pages<'p> {
    run: KnownRun,
    rules: &'p Rules,
    read: BTreeMap<(String, Option<u64>), Reread>,
}

/// A page read again.
enum Reread {
    /// Its text, and how it comes apart where the rules are those of the run.
    Same { text: String, page: Option<Box<Unspooled>> },
    /// It has changed, or is gone.
    Changed,
    /// Nobody knows where it lies.
    Unknown,
}

impl<'p> Pages<'p> {
    pub(super) fn new(
        output: &OutputFolder,
        lie: &Sources<'_>,
        rules: &'p Rules,
    ) -> Result<Self, ExplainError> {
        Ok(Self { run: KnownRun::of(output, lie, rules)?, rules, read: BTreeMap::new() })
    }

    /// The earlier output that the run was made against.
    pub(super) fn against(&self) -> Option<&Path> {
        self.run.library.as_ref()?.against()
    }

    /// The options of the run.
    pub(super) fn config(&self) -> &Config {
        &self.run.config
    }

    fn again(&mut self, (path, item): PagePath<'_>) -> &Reread {
        let key = (path.to_owned(), item);
        if !self.read.contains_key(&key) {
            let again = self.reread((path, item));
            self.read.insert(key.clone(), again);
        }
        &self.read[&key]
    }

    fn reread(&self, (path, item): PagePath<'_>) -> Reread {
        match self.run.library.as_ref().map(|library| library.page(path, item)) {
            Some(Again::Page(opened)) => {
                let least = self.run.config.split.min_confidence;
                let apart = || Box::new(unspool_opened(&opened, self.rules, least));
                Reread::Same { page: self.run.same_rules.then(apart), text: opened.text }
            }
            Some(Again::Changed) => Reread::Changed,
            Some(Again::Unknown) | None => Reread::Unknown,
        }
    }

    /// The text of a page.
    pub(super) fn text(&mut self, page: PagePath<'_>) -> Option<&str> {
        match self.again(page) {
            Reread::Same { text, .. } => Some(text),
            Reread::Changed | Reread::Unknown => None,
        }
    }

    /// What stands at a span.
    pub(super) fn piece(&mut self, page: PagePath<'_>, span: Span) -> Option<String> {
        self.text(page).map(|text| span.of(text).to_owned())
    }

    /// The line that a byte of a page lies in, from 1.
    pub(super) fn line(&mut self, page: PagePath<'_>, at: usize) -> Option<usize> {
        line_number(self.text(page)?, at)
    }

    /// A page and its text, taken apart as in the run.
    pub(super) fn apart(&mut self, page: PagePath<'_>) -> Option<(&str, &Unspooled)> {
        match self.again(page) {
            Reread::Same { text, page: Some(page) } => Some((text, page)),
            _ => None,
        }
    }

    /// Says in an answer what could not be read again.
    pub(super) fn confess(&self, explained: &mut Explanation) {
        for ((path, item), again) in &self.read {
            match again {
                Reread::Same { .. } => {}
                Reread::Changed => explained.changed.push(page_name(path, *item)),
                Reread::Unknown => explained.unread.push(page_name(path, *item)),
            }
        }
        explained.same_rules = self.run.same_rules;
        explained.known_options = self.run.known_options;
    }
}
