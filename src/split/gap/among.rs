//! What a gap shows among the others of its page.
//!
//! Headings alone do not tell the items of a digest from the sections of one article; what all the texts of a page have in
//! common does.

use super::whether::ALONE;
use super::worded;
use super::{Gap, Page};
use crate::model::is;
use crate::rules::WHETHER;
use crate::split::candidate::{Collection, collection, is_called};
use crate::split::topic::shared;
use libm::log1pf;

/// So many rows of the page's first text are compared with each other text.
const FIRST: usize = 12;

/// The features whose mean over the page is one as well.
const MEANS: [&str; 11] = [
    "shared-words",
    "new-names",
    "same-names",
    "leaning",
    "one-row",
    "title-below",
    "first-text",
    "told",
    "dateline",
    "signed",
    "greets",
];

/// Where they stand: behind what a gap shows alone, by the evidence, of the texts around it, and what the page is called.
const MEANS_AT: usize = ALONE + 4 + 12 + 5;
/// The parts below are as many as there are names.
const _: () = assert!(MEANS_AT + MEANS.len() + 2 + worded::FEATURES == WHETHER.len());

/// What a gap shows, by [`WHETHER`].
pub(super) type Whether = [f32; WHETHER.len()];

/// The place of a feature.
fn at(name: &str) -> usize {
    WHETHER.iter().position(|known| *known == name).unwrap_or(WHETHER.len())
}

impl Page<'_> {
    /// The features of all gaps but the page's head.
    pub(super) fn whether(&self, gaps: &[Gap<'_>]) -> Vec<Whether> {
        if gaps.is_empty() {
            return Vec::new();
        }
        let named = self.named();
        let title = Gap::new(self, 0).best;
        let told = self.weighed.iter().filter(|weighed| weighed.cuts).count();
        let told = [is(told >= 1), is(told >= 2)];
        let worded = self.worded(gaps);
        let own = |(at, gap): (usize, &Gap<'_>)| {
            let parts = [
                &self.alone(at, gap)[..],
                &self.weighed[at].features(),
                &self.texts(at, gap, title),
                &named,
                &[0.0; MEANS.len()],
                &told,
                &worded[at - 1],
            ];
            debug_assert_eq!(parts.iter().map(|part| part.len()).sum::<usize>(), WHETHER.len());
            let mut features = [0.0; WHETHER.len()];
            features.iter_mut().zip(parts.into_iter().flatten()).for_each(|(slot, value)| *slot = *value);
            features
        };
        let mut gaps: Vec<Whether> = (1..).zip(gaps).map(own).collect();
        let count = gaps.len() as f32;
        for (slot, name) in (MEANS_AT..).zip(MEANS) {
            let own = at(name);
            let mean = gaps.iter().map(|features| features[own]).sum::<f32>() / count;
            gaps.iter_mut().for_each(|features| features[slot] = mean);
        }
        gaps
    }

    /// How the texts around a gap hang together with headlines, the page's own among them, and with the page's first text.
    fn texts(&self, at: usize, gap: &Gap<'_>, title: Option<usize>) -> [f32; 12] {
        let rows = self.rows;
        let share = |row: Option<usize>| row.and_then(|row| gap.topics.share_below(rows, row));
        let (title, own) = (share(title), share(gap.best));
        let below = gap.rows.end..self.gaps.get(at + 1).map_or(rows.len(), |next| next.start);
        let above = self.gaps[at - 1].end..gap.rows.start;
        let first = self.gaps[0].end;
        let first = shared(rows, first..(first + FIRST).min(gap.rows.start), gap.rows.end);
        [
            title.unwrap_or_default(),
            is(title.is_none()),
            own.unwrap_or_default(),
            is(own.is_none()),
            log1pf(rows.words(below.clone()) as f32),
            log1pf(rows.words(above.clone()) as f32),
            log1pf(below.len() as f32),
            log1pf(above.len() as f32),
            first.unwrap_or_default(),
            is(first.is_none()),
            is(self.is_signed(gap)),
            is(rows.rules.labels.salutation.longest(rows.piece(gap.rows.end)).is_some()),
        ]
    }

    /// Whether a name stands right below the text above, closer to it than to what is below.
    fn is_signed(&self, gap: &Gap<'_>) -> bool {
        const WORDS: usize = 10;
        let rows = &self.rows.rows;
        let (first, piece) = (&rows[gap.rows.start], self.rows.piece(gap.rows.start));
        let bracketed = piece.starts_with('(') && piece.ends_with(')');
        let named = first.by || first.line.look.is_name_like() || bracketed;
        named
            && gap.rows.len() > 1
            && first.line.look.words() <= WORDS
            && first.blanks <= rows[gap.rows.start + 1].blanks
    }

    /// What the head of the page calls it.
    fn named(&self) -> [f32; 5] {
        let rows = self.rows;
        let head = self.gaps[0].end;
        let named = collection(rows, head);
        let labels = &rows.rules.labels;
        let called = [&labels.letters, &labels.collection, &labels.live];
        [
            is(named == Some(Collection::Letters)),
            is(named == Some(Collection::Items)),
            is(named == Some(Collection::Live)),
            is(named == Some(Collection::Timeline)),
            is(called.into_iter().any(|names| is_called(rows, head, names))),
        ]
    }
}
