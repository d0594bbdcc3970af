//! What stands around a headline that may begin a story, and how probable that makes a boundary.

use super::{APPENDED_WORDS, Candidate, Cutting, TEASER_WORDS};
use crate::evidence::{Evidence, EvidenceSet, probability};
use crate::html::{Fact, FactKind, Layout, Tag};
use crate::label::{Ends, Sign};
use crate::markup::declared::folded;
use crate::split::{Boundary, PRIOR};

impl Cutting<'_> {
    /// Weighs what speaks for and against a candidate.
    pub(super) fn weigh(&self, candidate: &Candidate) -> Boundary {
        let mut set = EvidenceSet::default();
        self.of_container(candidate, &mut set);
        self.of_header(candidate, &mut set);
        self.of_text(candidate, &mut set);
        let odds: f64 = PRIOR + set.iter().map(|evidence| self.weights.of(evidence)).sum::<f64>();
        Boundary {
            line: candidate.start,
            title: Some(candidate.headline),
            evidence: set.iter().map(|evidence| (evidence, self.weights.of(evidence))).collect(),
            confidence: probability(odds),
        }
    }

    /// The elements from the headline up to its container, and what lies in the container above the text.
    fn of_container(&self, candidate: &Candidate, set: &mut EvidenceSet) {
        let view = self.view;
        let inner: Vec<u32> = view.markup.around(view.seen[candidate.headline].element).collect();
        let own = &inner[..inner.iter().position(|&at| at == candidate.container).map_or(0, |at| at + 1)];
        // Those that hold headline and text.
        let boxes: Vec<u32> = own.iter().copied().filter(|&at| view.extent(at).1 >= candidate.body).collect();
        let is_article = |at: &u32| view.markup.elements[*at as usize].tag == Tag::Article;
        if boxes.iter().any(is_article) && !inner[own.len()..].iter().any(is_article) {
            set.insert(Evidence::ArticleElement);
        }
        if inner.iter().any(|&at| view.names[at as usize].holds(self.scroll)) {
            set.insert(Evidence::ScrollContainer);
        }
        if self.has_address(own, candidate) {
            set.insert(Evidence::OwnAddress);
        }
        if boxes.iter().any(|&at| self.first.iter().any(|&first| self.is_alike(first, at))) {
            set.insert(Evidence::SameContainer);
        }
        if self.is_within_story(candidate) {
            set.insert(Evidence::WithinStory);
        }
    }

    /// Whether two blocks are of one make: one kind with the same names, or, without names, in the same depth.
    fn is_alike(&self, one: u32, other: u32) -> bool {
        let markup = self.view.markup;
        let of = |at: u32| (markup.elements[at as usize], markup.names(at));
        let ((one, names), (other, others)) = (of(one), of(other));
        let made =
            one.tag == other.tag && one.tag.layout() == Layout::Block && shape_of(names) == shape_of(others);
        made && (!names.is_empty() || one.depth == other.depth)
    }

    /// Whether the container, or the headline as a link, leads to an address that is not the page's own.
    fn has_address(&self, own: &[u32], candidate: &Candidate) -> bool {
        let linked = self.view.seen[candidate.headline].linked > 0.9;
        let leads_on = |fact: &Fact| {
            (fact.kind == FactKind::Address || linked)
                && self.canonical != Some(fact.value.as_str())
                && !fact.value.starts_with(['#', '?'])
        };
        own.iter().filter_map(|at| self.addresses.get(at)).flatten().any(|&fact| leads_on(fact))
    }

    /// Whether the container lies in the element that holds all text of the story above: a section of it.
    fn is_within_story(&self, candidate: &Candidate) -> bool {
        /// The text right above tells.
        const NEAR: usize = 64;
        let markup = self.view.markup;
        let texts = self.texts(self.start..candidate.start);
        let texts = &self.texts[texts.start.max(texts.end.saturating_sub(NEAR))..texts.end];
        let parents = texts.iter().map(|&line| self.view.seen[line].parent);
        let Some(body) = parents.reduce(|one, other| markup.common(one, other)) else { return false };
        let headline =
            self.headline.filter(|&line| line < candidate.start).map(|line| self.view.seen[line].element);
        // Where the element holds the headline above as well, it is the page's.
        let page = headline.is_some_and(|headline| markup.around(headline).any(|at| at == body));
        !page && markup.around(candidate.container).any(|at| at == body)
    }

    fn of_header(&self, candidate: &Candidate, set: &mut EvidenceSet) {
        let names = self.view.rules.names();
        let (dates, authors) = (names.set(&["date"]), names.set(&["author"]));
        let header = candidate.start..candidate.body;
        let tail = candidate.end.saturating_sub(3).max(candidate.body)..candidate.end + 1;
        let stamped = |line: usize| {
            let sign = matches!(self.view.lines[line].sign, Sign::Stamp(_));
            sign && (self.view.is_called_near(line, dates)
                || self.view.is_in(line, Tag::Time)
                || header.contains(&line))
        };
        if header.clone().any(stamped) || (candidate.enclosed && tail.clone().any(stamped)) {
            set.insert(Evidence::Stamp);
        }
        let signed =
            |line: usize| self.view.lines[line].look.words() <= 12 && self.view.is_called_near(line, authors);
        if header.clone().any(signed) {
            set.insert(Evidence::Byline);
        }
        if self.is_declared(candidate.headline) {
            set.insert(Evidence::DeclaredStory);
        }
        if self.level(candidate.headline) == self.first_level && self.first_level.is_some() {
            set.insert(Evidence::HeadlineLevel);
        }
    }

    /// Whether JSON-LD declares several stories, and one of this headline.
    pub(super) fn is_declared(&self, line: usize) -> bool {
        const SEVERAL: usize = 2;
        let of_first = |title: &str| {
            self.headline.is_some_and(|first| line != first && folded(self.view.piece(first)) == title)
        };
        if self.titles.len() < SEVERAL && self.declared.len() < SEVERAL {
            return false;
        }
        let words = folded(self.view.piece(line));
        self.titles.binary_search(&words).is_ok() && !of_first(&words)
    }

    fn of_text(&self, candidate: &Candidate, set: &mut EvidenceSet) {
        if candidate.words < TEASER_WORDS && candidate.paragraphs < 2 {
            set.insert(Evidence::ThinBody);
        }
        let texts = self.texts(candidate.body..candidate.end + 1);
        let last = self.texts[texts.end - 1];
        let more = self.view.rules.names().set(&["related"]);
        let leads_on = last < candidate.end
            && self.view.seen[last + 1].linked > 0.9
            && self.view.seen[last + 1].near.holds(more);
        let cut_off = self.view.lines[last].look.ends() == Ends::Ellipsis;
        if (cut_off || leads_on) && candidate.words < APPENDED_WORDS {
            set.insert(Evidence::TeaserBody);
        }
        let listed =
            self.view.is_called(candidate.headline, self.lists) || self.is_in_list(candidate.headline);
        if listed && candidate.words < APPENDED_WORDS {
            set.insert(Evidence::AmongTeasers);
        }
        let known =
            [Evidence::Stamp, Evidence::OwnAddress, Evidence::DeclaredStory, Evidence::ScrollContainer];
        if !candidate.enclosed && !set.contains_any(&known) {
            set.insert(Evidence::HeadlineOnly);
        }
    }
}

/// Names without their numbers: `post-123` is made like `post-124`.
fn shape_of(names: &str) -> String {
    names.chars().filter(|c| !c.is_ascii_digit()).collect()
}
