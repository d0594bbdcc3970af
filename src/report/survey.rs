//! One reading of an output: everything is counted, and what is to be shown is picked.

use super::chrome::Drops;
use super::draw::{Least, Spot};
use super::judged::Kind;
use super::rows::{InOrder, PageKey, PageRows};
use super::suspects::Suspects;
use super::tally::{Hundredths, Tally};
use crate::output::{BrokenFile, OutputFolder};
use crate::record::{DroppedLine, Record, SimilarKind, SimilarLine, SimilarReason, Twin};
use crate::write::LINE_FILES;
use serde::Serialize;
use std::collections::BTreeMap;

/// The least words of a story of each group but the first, which begins with none.
const WORDS: [usize; 8] = [25, 50, 100, 200, 400, 800, 1600, 3200];

/// What is counted over all pages. Languages, publishers, months, words and confidences are those of kept stories.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Counts {
    /// Pages with a line in the output.
    pub pages: u64,
    /// How many pages hold so many stories, kept or not.
    pub stories_per_page: BTreeMap<u64, u64>,
    /// Boundaries within pages by confidence.
    pub confidence: Hundredths,
    /// By language.
    pub languages: Tally,
    /// By publisher.
    pub publishers: Tally,
    /// By month, `YYYY-MM`.
    pub months: Tally,
    /// By words: below 25, below 50, and so on, doubled up to 3200, and above.
    pub words: [u64; 9],
}

/// How like stories and paragraphs are to the ones they are duplicates of, revisions of, or held back by.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Likeness {
    /// Stories that are duplicates, dropped or marked.
    pub duplicates: Hundredths,
    /// Stories that are revisions.
    pub revisions: Hundredths,
    /// Stories that only their facts keep.
    pub held: Hundredths,
    /// Paragraphs that are duplicates on their own, dropped or marked.
    pub paragraphs: Hundredths,
    /// Paragraphs that only their facts keep.
    pub paragraphs_held: Hundredths,
}

/// How many stories are kin of one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[doc(hidden)]
pub struct KinCounts {
    /// Its duplicates, dropped or marked.
    pub duplicates: u64,
    /// Its revisions.
    pub revisions: u64,
    /// Stories that only their facts part from it.
    pub held: u64,
}

impl KinCounts {
    pub(super) fn all(self) -> u64 {
        self.duplicates + self.revisions + self.held
    }
}

/// A place that was drawn for judging.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) key: PageKey,
    pub(super) at: usize,
    /// The story that begins there, or that yielded.
    pub(super) story: Option<String>,
    pub(super) rule: Option<String>,
}

/// What one reading gives.
pub(super) struct Survey {
    pub(super) counts: Counts,
    pub(super) likeness: Likeness,
    /// By the id of the survivor.
    pub(super) kin: BTreeMap<u128, KinCounts>,
    pub(super) drops: Drops,
    pub(super) suspects: Suspects,
    pub(super) drafts: BTreeMap<Kind, Least<u64, Draft>>,
    seed: u64,
}

impl Survey {
    /// Reads an output; of each kind so many samples are drawn.
    pub(super) fn read(output: &OutputFolder, seed: u64, samples: usize) -> Result<Self, BrokenFile> {
        let mut survey = Self {
            counts: Counts::default(),
            likeness: Likeness::default(),
            kin: BTreeMap::new(),
            drops: Drops::new(seed),
            suspects: Suspects::new(seed),
            drafts: Kind::ALL.into_iter().map(|kind| (kind, Least::new(samples))).collect(),
            seed,
        };
        for page in InOrder::open(output)? {
            survey.page(&page?);
        }
        for similar in output.rows::<SimilarLine>(LINE_FILES[2])? {
            survey.similar(&similar?);
        }
        Ok(survey)
    }

    fn page(&mut self, page: &PageRows) {
        let stories = page.stories();
        self.counts.pages += 1;
        *self.counts.stories_per_page.entry(stories.len() as u64).or_default() += 1;
        for (id, at) in stories.into_iter().skip(1) {
            self.draw(Kind::Split, page.spot(at), (Some(id), None));
        }
        page.records.iter().for_each(|record| self.record(page, record));
        self.gone(page);
        self.paragraphs(&page.dropped);
        self.drops.add(page);
        self.suspects.add(page);
    }

    fn draw(&mut self, kind: Kind, spot: Spot, (story, rule): (Option<&str>, Option<&str>)) {
        let lot = spot.lot(self.seed, kind.name());
        let Some(drawn) = self.drafts.get_mut(&kind) else { return };
        drawn.offer(lot, || Draft {
            kind,
            key: PageKey { path: spot.path, item: spot.item },
            at: spot.at,
            story: story.map(str::to_owned),
            rule: rule.map(str::to_owned),
        });
    }

    fn record(&mut self, page: &PageRows, record: &Record) {
        self.counts.languages.add(record.language.as_deref());
        self.counts.publishers.add(record.publisher.as_deref());
        self.counts.months.add(record.date.as_deref().and_then(|date| date.get(..7)));
        self.counts.words[WORDS.partition_point(|least| *least <= record.word_count)] += 1;
        if let Some(confidence) = record.split_confidence.filter(|_| record.position > 0) {
            self.counts.confidence.add(confidence);
        }
        if let Some(twin) = &record.duplicate_of {
            self.duplicate(twin.similarity, &twin.id);
            self.draw(Kind::Duplicate, page.spot(record.span.start), (Some(&record.id), None));
        }
        if let Some(twin) = &record.revision_of {
            self.likeness.revisions.add(twin.similarity);
            self.kin_of(&twin.id).revisions += 1;
        }
        let twins = record.parts.iter().filter_map(|part| part.duplicate_of.as_ref());
        twins.for_each(|twin| self.likeness.paragraphs.add(twin.similarity));
    }

    /// Stories of a page that yielded, and lines that rules dropped.
    fn gone(&mut self, page: &PageRows) {
        for (id, lines) in page.gone() {
            if let Some((twin, share)) = PageRows::survivor(&lines) {
                self.duplicate(share, &twin.id);
                self.draw(Kind::Duplicate, page.spot(lines[0].span.start), (Some(id), None));
            }
        }
        for line in page.dropped.iter().filter(|line| super::rows::is_chrome(line)) {
            self.draw(Kind::Drop, page.spot(line.span.start), (None, Some(&line.rule)));
        }
    }

    fn duplicate(&mut self, share: f64, survivor: &str) {
        self.likeness.duplicates.add(share);
        self.kin_of(survivor).duplicates += 1;
    }

    /// Paragraphs that were dropped on their own; those of hard-wrapped pages have several lines.
    fn paragraphs(&mut self, lines: &[DroppedLine]) {
        let alone = lines.iter().filter(|line| line.story_similarity.is_none());
        let mut last = None;
        for line in alone {
            let twin = line.duplicate_of.as_ref().zip(line.similarity);
            if let Some((_, similarity)) = twin.filter(|_| twin != last) {
                self.likeness.paragraphs.add(similarity);
            }
            last = twin;
        }
    }

    fn similar(&mut self, line: &SimilarLine) {
        let Twin { id, similarity, .. } = &line.twin;
        match (line.kind, line.reason) {
            (SimilarKind::Story, SimilarReason::Facts) => {
                self.likeness.held.add(*similarity);
                self.kin_of(id).held += 1;
            }
            (SimilarKind::Paragraph, SimilarReason::Facts) => self.likeness.paragraphs_held.add(*similarity),
            // Records name what they are revisions of.
            (_, SimilarReason::Revision) => {}
        }
    }

    fn kin_of(&mut self, survivor: &str) -> &mut KinCounts {
        self.kin.entry(id_number(survivor)).or_default()
    }
}

/// An id as a number.
pub(super) fn id_number(id: &str) -> u128 {
    u128::from_str_radix(id, 16).unwrap_or_default()
}
