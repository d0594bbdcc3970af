//! Two paragraphs → a [`Comparison`]: how like they are, and in what they differ.

use super::Asking;
use super::edits::{EditRun, runs};
use super::kin::Relation;
use crate::facts::{Level, before_cut, facts};
use crate::fingerprint::{core, fingerprint, simhash, word_ids};
use crate::record::{Record, hex64};
use crate::similarity::{Similarity, similarity};
use crate::span::Span;
use serde::Serialize;

/// A paragraph and the one it is like.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// // Nineteen words behind a dateline, of which a paragraph of `a.txt` has all but a number.
/// let told = explain(&out, &Target::read("c.txt:113")?, &Sources::default(), &Rules::builtin()?)?;
/// let twin = told.twin.expect("it is like one in `a.txt`");
/// assert!(twin.similarity > twin.least && !twin.equal);
/// assert_eq!((twin.edits[1].this.as_str(), twin.edits[1].twin.as_str()), ("240", "212"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What the second one is to the first.
    pub relation: Relation,
    /// The paragraph.
    pub this: Side,
    /// The other one.
    pub twin: Side,
    /// How like they are, rounded down to four digits.
    pub similarity: f64,
    /// The least similarity that counts here.
    pub least: f64,
    /// Whether the words that are compared are the same, so that nothing else is asked.
    pub equal: bool,
    /// The first one is cut off by the end of its page, and the words it has are the beginning of the other.
    pub begins: bool,
    /// In how many of 64 bits the SimHashes differ.
    pub hamming: Option<u32>,
    /// What the facts guard says.
    pub guard: Guard,
    /// The words of both in order, alike and different ones.
    pub edits: Vec<EditRun>,
}

/// A paragraph of a comparison.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// let told = explain(&out, &Target::read("c.txt:113")?, &Sources::default(), &Rules::builtin()?)?;
/// let side = told.twin.expect("it is like one in `a.txt`").this;
/// assert_eq!((side.path.as_str(), side.line), ("c.txt", Some(8)));
/// // A dateline is not compared.
/// assert!(side.text.starts_with("SIDON: The harbor") && side.compared.starts_with("The harbor"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// Its story.
    pub id: Option<String>,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it lies.
    pub span: Span,
    /// The line of the page it begins in, from 1, where the page could be read again.
    pub line: Option<usize>,
    /// What it says.
    pub text: String,
    /// What of it is compared: all but its dateline and its closing credit.
    pub compared: String,
    /// SimHash of its words.
    pub simhash: Option<String>,
}

/// Whether facts hold a paragraph back.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// let told = explain(&out, &Target::read("c.txt:113")?, &Sources::default(), &Rules::builtin()?)?;
/// let guard = told.twin.expect("it is like one in `a.txt`").guard;
/// assert!(!guard.agrees);
/// assert_eq!((guard.lacking, guard.added), (vec!["240".to_owned()], vec!["212".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guard {
    /// Which facts count.
    pub level: Level,
    /// Whether the first paragraph holds no fact that the other lacks.
    pub agrees: bool,
    /// Facts that it holds and the other lacks.
    pub lacking: Vec<String>,
    /// Facts that the other holds and it lacks; these hold nothing back.
    pub added: Vec<String>,
}

/// What two paragraphs are compared for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms<'t> {
    pub(super) relation: Relation,
    /// The language of the twin's story: facts are read by its words.
    pub(super) language: Option<&'t str>,
    pub(super) least: f64,
}

impl Asking<'_> {
    /// Compares two paragraphs once more.
    pub(super) fn compare(&self, this: Side, twin: Side, terms: Terms<'_>) -> Comparison {
        let ids = |side: &Side| word_ids(&fingerprint(&side.text, self.rules).words);
        let (here, there) = (ids(&this), ids(&twin));
        let like = similarity(&here, &there);
        let least = Similarity::from_fraction(terms.least).unwrap_or(Similarity::MATCH);
        let begins = terms.relation == Relation::Duplicate && like < least && is_beginning(&here, &there);
        Comparison {
            relation: terms.relation,
            similarity: like.as_fraction(),
            least: terms.least,
            equal: here == there,
            begins,
            hamming: simhash(&this.text)
                .zip(simhash(&twin.text))
                .map(|(here, there)| simhash::hamming_distance(here, there)),
            guard: self.guard((this.compared.as_str(), begins), &twin.compared, terms.language),
            edits: runs(&this.compared, &twin.compared),
            this,
            twin,
        }
    }

    fn guard(&self, (this, cut): (&str, bool), twin: &str, language: Option<&str>) -> Guard {
        let level = self.pages.config().settle.facts;
        let words = self.rules.fact_words(language);
        let this = if cut { before_cut(this) } else { this };
        let (here, there) = (facts(this, words, level), facts(twin, words, level));
        Guard {
            level,
            agrees: here.is_covered_by(&there),
            lacking: here.lacking_in(&there),
            added: there.lacking_in(&here),
        }
    }

    /// A paragraph of a page of this run, ready to be compared.
    pub(super) fn side(&mut self, spot: Spot, text: String) -> Side {
        let line = self.pages.line((&spot.path, spot.item), spot.span.start);
        Side { line, ..self.side_elsewhere(spot, text) }
    }

    /// A paragraph whose page is not at hand, ready to be compared.
    pub(super) fn side_elsewhere(&self, spot: Spot, text: String) -> Side {
        let Spot { id, path, item, span } = spot;
        let compared = core(&text, self.rules).to_owned();
        let simhash = simhash(&text).map(hex64);
        Side { id, path, item, span, line: None, text, compared, simhash }
    }
}

/// Where something lies.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) id: Option<String>,
    pub(super) path: String,
    pub(super) item: Option<u64>,
    pub(super) span: Span,
}

impl Spot {
    /// A place in a kept story.
    pub(super) fn of(record: &Record, span: Span) -> Self {
        Self { id: Some(record.id.clone()), path: record.path.clone(), item: record.item, span }
    }
}

/// Whether the words but for the last one, which may be cut as well, are like the beginning of the other text.
fn is_beginning(cut: &[u64], whole: &[u64]) -> bool {
    let cut = &cut[..cut.len().saturating_sub(1)];
    !cut.is_empty() && cut.len() < whole.len() && similarity(cut, &whole[..cut.len()]) >= Similarity::MATCH
}
