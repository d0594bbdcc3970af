//! The pages an answer speaks of, read again and taken apart again.

use super::{ExplainError, Explanation};
use crate::config::Config;
use crate::output::OutputFolder;
use crate::page::{Unspooled, unspool_opened};
use crate::record::{hex128, page_name};
use crate::rules::Rules;
use crate::span::{Span, line_number};
use crate::verify::{Again, Library, Sources};
use crate::write::options_digest;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A page: its path, and its line or record in a container.
pub(super) type Place<'p> = (&'p str, Option<u64>);

/// Pages by path and item, each read once.
pub(super) struct Pages<'p> {
    library: Option<Library>,
    rules: &'p Rules,
    config: Config,
    same_rules: bool,
    known_options: bool,
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

/// What of the summary is asked for.
#[derive(Deserialize)]
struct Digests {
    options_digest: String,
    rules_digest: String,
}

impl<'p> Pages<'p> {
    pub(super) fn new(
        output: &OutputFolder,
        lie: &Sources<'_>,
        rules: &'p Rules,
    ) -> Result<Self, ExplainError> {
        let said: Digests = output.summary()?;
        // Without the work area and `--sources` the output alone has to do.
        let library = Library::new(output.path(), lie).ok();
        let remembered = library.as_ref().map(Library::config).unwrap_or_default();
        let known_options = hex128(options_digest(&remembered)) == said.options_digest;
        Ok(Self {
            library,
            rules,
            config: if known_options { remembered } else { Config::default() },
            same_rules: hex128(rules.digest()) == said.rules_digest,
            known_options,
            read: BTreeMap::new(),
        })
    }

    /// The earlier output that the run was made against.
    pub(super) fn against(&self) -> Option<&Path> {
        self.library.as_ref()?.against()
    }

    /// The options of the run.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    fn again(&mut self, (path, item): Place<'_>) -> &Reread {
        let key = (path.to_owned(), item);
        if !self.read.contains_key(&key) {
            let again = self.reread((path, item));
            self.read.insert(key.clone(), again);
        }
        &self.read[&key]
    }

    fn reread(&self, (path, item): Place<'_>) -> Reread {
        match self.library.as_ref().map(|library| library.page(path, item)) {
            Some(Again::Page(opened)) => {
                let apart =
                    || Box::new(unspool_opened(&opened, self.rules, self.config.split.min_confidence));
                Reread::Same { page: self.same_rules.then(apart), text: opened.text }
            }
            Some(Again::Changed) => Reread::Changed,
            Some(Again::Unknown) | None => Reread::Unknown,
        }
    }

    /// The text of a page.
    pub(super) fn text(&mut self, page: Place<'_>) -> Option<&str> {
        match self.again(page) {
            Reread::Same { text, .. } => Some(text),
            Reread::Changed | Reread::Unknown => None,
        }
    }

    /// What stands at a span.
    pub(super) fn piece(&mut self, page: Place<'_>, span: Span) -> Option<String> {
        self.text(page).map(|text| span.of(text).to_owned())
    }

    /// The line that a byte of a page lies in, from 1.
    pub(super) fn line(&mut self, page: Place<'_>, at: usize) -> Option<usize> {
        line_number(self.text(page)?, at)
    }

    /// A page and its text, taken apart as in the run.
    pub(super) fn apart(&mut self, page: Place<'_>) -> Option<(&str, &Unspooled)> {
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
        explained.same_rules = self.same_rules;
        explained.known_options = self.known_options;
    }
}
