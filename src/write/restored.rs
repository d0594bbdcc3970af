//! What is put back although it was dropped.

use crate::record::{PagePath, page_name};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Stories by their ids, and lines by a byte of theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    stories: BTreeSet<String>,
    /// By the name of the page.
    places: BTreeMap<String, BTreeSet<usize>>,
}

impl Restored {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.stories.is_empty() && self.places.is_empty()
    }

    /// Puts a story back.
    pub fn add_story(&mut self, id: &str) {
        self.stories.insert(id.to_owned());
    }

    /// Puts the line of a page back that holds a byte.
    pub fn add_place(&mut self, page: PagePath<'_>, offset: usize) {
        self.places.entry(page_name(page.0, page.1)).or_default().insert(offset);
    }

    /// Reads `ID` or `PATH:OFFSET`, as [`Self::names`] gives them.
    pub fn add(&mut self, name: &str) {
        match name.rsplit_once(':').and_then(|(page, offset)| Some((page, offset.parse().ok()?))) {
            Some((page, offset)) => drop(self.places.entry(page.to_owned()).or_default().insert(offset)),
            None => self.add_story(name),
        }
    }

    /// All of it: ids, then pages with a byte.
    pub fn names(&self) -> Vec<String> {
        let places = self
            .places
            .iter()
            .flat_map(|(page, all)| all.iter().map(move |offset| format!("{page}:{offset}")));
        self.stories.iter().cloned().chain(places).collect()
    }

    /// Whether a story is put back.
    pub(crate) fn story(&self, id: impl FnOnce() -> String) -> bool {
        !self.stories.is_empty() && self.stories.contains(&id())
    }

    /// Whether a span of a page is.
    pub(super) fn span(&self, page: PagePath<'_>, span: Span) -> bool {
        let within = |places: &BTreeSet<usize>| places.range(span.range()).next().is_some();
        !self.places.is_empty() && self.places.get(&page_name(page.0, page.1)).is_some_and(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_back_is_read_again_by_its_names() {
        let mut restored = Restored::default();
        restored.add_story("0a");
        restored.add_place(("a:b.txt", None), 12);
        restored.add_place(("c.jsonl", Some(3)), 7);
        let mut again = Restored::default();
        restored.names().iter().for_each(|name| again.add(name));
        assert_eq!(again, restored);
        assert!(again.span(("c.jsonl", Some(3)), Span::new(5, 8)) && again.story(|| "0a".to_owned()));
        assert!(
            !again.span(("c.jsonl", Some(3)), Span::new(8, 9))
                && !again.span(("c.jsonl", None), Span::new(5, 8))
        );
    }
}
