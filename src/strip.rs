//! [`Run`]s → [`Story`]s: what is each line for, and what do the fields say?
//!
//! Every line that is not blank becomes a part of the story or a line of the ledger, so that nothing is lost.

use crate::evidence::Evidence;
use crate::label::{Ends, Labelled, Line, Sign};
use crate::language::{LOOKED_AT, language};
use crate::role::{Part, Role, RuleId};
use crate::rules::{Rules, RulesetId, Tells};
use crate::span::Span;
use crate::split::{Run, Split};
use serde::{Deserialize, Serialize};
use std::cell::Cell;

mod fields;
mod header;
#[doc(hidden)]
pub mod revise;
mod roles;
mod tail;
#[doc(hidden)]
pub mod title;

pub(crate) use fields::is_name;
pub use fields::{Dates, Declared, Fields};

/// A part of a story.
///
/// ```
/// use unspool::{page::unspool, role::Part, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let story = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0];
/// let pieces: Vec<_> = story.pieces.iter().map(|piece| (piece.part, piece.span.of(page))).collect();
/// assert_eq!(pieces[0], (Part::Title, "Rain in Sidon"));
/// assert_eq!(pieces[1].0, Part::Paragraph);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is.
    pub part: Part,
    /// Where it lies; several lines of a hard-wrapped page.
    pub span: Span,
}

/// A line that is in no record.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let rules = Rules::builtin()?;
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and all were glad.\n\nShare this article\n";
/// let story = &unspool(page, &rules, MIN_CONFIDENCE).stripped.stories[0];
/// let dropped = story.dropped[0];
/// assert_eq!((rules.name(dropped.rule), dropped.span.of(page)), ("chrome/share", "Share this article"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The rule that dropped it.
    pub rule: RuleId,
    /// Where it lies.
    pub span: Span,
}

/// One news item.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let story = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0];
/// assert_eq!(story.headline().of(page), "Rain in Sidon");
/// assert_eq!(story.paragraphs().count(), 1);
/// assert!(!story.truncated && story.dropped.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// From its first line to its last.
    pub span: Span,
    /// Its parts, in the order of the page.
    pub pieces: Vec<Piece>,
    /// Its lines that are no parts, in the order of the page.
    pub dropped: Vec<Dropped>,
    /// What the parts say.
    pub fields: Fields,
    /// Whether its last paragraph is cut off by the end of the page.
    pub truncated: bool,
    /// How sure it is that a story begins here; `None` where nothing had to be decided.
    pub confidence: Option<f64>,
    /// What speaks for its beginning.
    pub evidence: Vec<Evidence>,
}

impl Story {
    /// The parts whose text makes up the story's text.
    pub fn text_pieces(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.part.is_text())
    }

    /// Where its headline lies, or its first part if it has none.
    pub fn headline(&self) -> Span {
        let title = self.pieces.iter().find(|piece| piece.part == Part::Title);
        title.or(self.pieces.first()).map_or(self.span, |piece| piece.span)
    }

    /// Its paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.part == Part::Paragraph)
    }
}

/// A place where a page was nearly cut.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::rules::Rules;
/// use unspool::page::unspool;
///
/// // Two stories, one after another, and nothing is sure enough to part them.
/// # let page = example::HARBOR.to_owned() + example::SCHOOL;
/// let stripped = unspool(&page, &Rules::builtin()?, 1.0).stripped;
/// assert_eq!(stripped.stories.len(), 1);
/// let suspect = stripped.suspects[0];
/// assert!(page[suspect.at..].starts_with("Village school wins prize for its rooftop garden"));
/// assert!(suspect.confidence > 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// The byte that the story would begin at.
    pub at: usize,
    /// How probable it is.
    pub confidence: f64,
}

/// A page taken apart.
///
/// ```
/// use unspool::{page::unspool, rules::{Rules, RulesetId}, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let stripped = unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped;
/// assert_eq!((stripped.stories.len(), stripped.roles.len()), (1, page.lines().count()));
/// assert!(stripped.suspects.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stripped {
    /// Its stories, in order.
    pub stories: Vec<Story>,
    /// Lines of a page without any body.
    pub dropped: Vec<Dropped>,
    /// Places where it was nearly cut further; none on a page without any body.
    pub suspects: Vec<Suspect>,
    /// What each line of the page is for; empty in what was read from a work area.
    #[serde(skip)]
    pub roles: Vec<Role>,
    /// Whose page it is.
    pub ruleset: RulesetId,
}

/// Turns the runs of a page into stories.
///
/// Law: every line that is not blank lies in exactly one piece or one dropped line.
#[doc(hidden)]
pub fn strip(text: &str, labelled: &Labelled, split: &Split, rules: &Rules) -> Stripped {
    let page = PageLines::new(text, labelled, rules);
    let mut roles = assigned(&page, split);
    revise::revise(&page, split, &mut roles);
    strip_by(text, labelled, (split, rules), roles)
}

/// What each line of a page is for, by the rules of header, body and tail alone.
#[doc(hidden)]
pub fn by_rules(text: &str, labelled: &Labelled, split: &Split, rules: &Rules) -> Vec<Role> {
    assigned(&PageLines::new(text, labelled, rules), split)
}

fn assigned(page: &PageLines<'_>, split: &Split) -> Vec<Role> {
    let mut roles = vec![Role::Blank; page.lines.len()];
    for run in &split.runs {
        roles::assign(page, run, &mut roles);
    }
    roles
}

/// Turns the runs of a page into stories, given what each line is for.
pub(crate) fn strip_by(
    text: &str,
    labelled: &Labelled,
    (split, rules): (&Split, &Rules),
    roles: Vec<Role>,
) -> Stripped {
    let page = PageLines::new(text, labelled, rules);
    let ruleset = labelled.tables.main;
    if !roles.contains(&Role::Part(Part::Paragraph)) {
        return index_page(&page, roles, ruleset);
    }
    let stories = split.runs.iter().map(|run| story(&page, run, &roles)).collect();
    let suspects = split.near_misses.iter();
    let suspects = suspects
        .map(|near| Suspect { at: labelled.lines[near.line].span.start, confidence: near.confidence });
    Stripped { stories, dropped: Vec::new(), suspects: suspects.collect(), roles, ruleset }
}

/// What the steps of this stage look at.
pub(crate) struct PageLines<'p> {
    pub(crate) text: &'p str,
    pub(crate) lines: &'p [Line],
    pub(crate) rules: &'p Rules,
    /// The first and the last line whose language was asked for last, with the answer.
    asked: Cell<Option<([usize; 2], Option<&'static str>)>>,
}

impl<'p> PageLines<'p> {
    pub(crate) fn new(text: &'p str, labelled: &'p Labelled, rules: &'p Rules) -> Self {
        Self { text, lines: &labelled.lines, rules, asked: Cell::new(None) }
    }

    /// The words of a line as the page has them.
    pub(crate) fn piece(&self, index: usize) -> &'p str {
        self.lines[index].words.of(self.text)
    }

    /// Indices of the lines of `range` that hold something of their own.
    pub(crate) fn rows(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        range.filter(|&index| !matches!(self.lines[index].sign, Sign::Blank | Sign::Continued))
    }

    pub(crate) fn is_prose(&self, index: usize) -> bool {
        self.lines[index].is_prose()
    }

    /// What the rule that knows a line says about boundaries.
    pub(crate) fn hint(&self, index: usize) -> Option<Evidence> {
        if let Sign::Rule(id) = self.lines[index].sign { self.rules.evidence(id) } else { None }
    }

    /// What the rule that knows a line tells of the lines below.
    pub(crate) fn tells(&self, index: usize) -> Option<Tells> {
        let Sign::Rule(id) = self.lines[index].sign else { return None };
        Some(self.rules.tells(id))
    }

    /// The part that the rule that knows a line makes of it.
    pub(crate) fn part(&self, index: usize) -> Option<Part> {
        let Sign::Rule(id) = self.lines[index].sign else { return None };
        self.rules.rule(id).and_then(|rule| rule.part)
    }

    /// Whether a model has judged the lines.
    fn is_judged(&self, lines: std::ops::Range<usize>) -> bool {
        self.lines[lines].iter().any(|line| line.likely.is_some())
    }

    /// The language of the text, by its tag, if it is English or has a table.
    fn language(&self, lines: std::ops::Range<usize>) -> Option<&'static str> {
        let mut bytes = 0;
        let goes_on = |&index: &usize| {
            let open = bytes < LOOKED_AT;
            bytes += self.piece(index).len() + 1;
            open
        };
        let prose = self.rows(lines).filter(|&index| self.is_prose(index));
        let head: Vec<usize> = prose.take_while(goes_on).collect();
        let ends = [*head.first()?, *head.last()?];
        // Asked of a page and of its first story, mostly about the same lines: the two ends settle those in between.
        if let Some((_, known)) = self.asked.get().filter(|(asked, _)| *asked == ends) {
            return known;
        }
        let text =
            head.iter().fold(String::with_capacity(bytes), |text, &index| text + self.piece(index) + " ");
        let known = |tag: &&str| *tag == "en" || self.rules.labels.languages.iter().any(|known| known == tag);
        let told = language(&text).map(|language| language.tag()).filter(known);
        self.asked.set(Some((ends, told)));
        told
    }

    /// The span of a line with the lines that go on from it.
    fn whole(&self, index: usize) -> Span {
        let goes_on = self.lines[index + 1..].iter().take_while(|line| line.sign == Sign::Continued);
        goes_on.fold(self.lines[index].span, |span, line| span.join(line.span))
    }
}

/// A page without any body has no story.
fn index_page(page: &PageLines<'_>, mut roles: Vec<Role>, ruleset: RulesetId) -> Stripped {
    let mut dropped = Vec::new();
    for (role, line) in roles.iter_mut().zip(page.lines) {
        if line.sign != Sign::Blank {
            *role = Role::Ledger(RuleId::INDEX_PAGE);
            dropped.push(Dropped { rule: RuleId::INDEX_PAGE, span: line.span });
        }
    }
    Stripped { dropped, roles, ruleset, ..Stripped::default() }
}

fn story(page: &PageLines<'_>, run: &Run, roles: &[Role]) -> Story {
    let (mut pieces, mut dropped) = (Vec::new(), Vec::new());
    for index in page.rows(run.lines.clone()) {
        match roles[index] {
            Role::Blank => {}
            Role::Part(part) => pieces.push(Piece { part, span: page.whole(index) }),
            Role::Ledger(rule) => {
                let continued =
                    page.lines[index + 1..].iter().take_while(|line| line.sign == Sign::Continued);
                let spans = std::iter::once(&page.lines[index]).chain(continued).map(|line| line.span);
                dropped.extend(spans.map(|span| Dropped { rule, span }));
            }
        }
    }
    let spans = page.rows(run.lines.clone()).map(|index| page.whole(index));
    let boundary = run.boundary.as_ref();
    Story {
        span: spans.reduce(Span::join).unwrap_or_default(),
        fields: fields::fields(page, run, roles, &pieces),
        truncated: is_truncated(page, run, roles),
        confidence: boundary.map(|boundary| boundary.confidence),
        evidence: boundary.map(crate::split::Boundary::reasons).unwrap_or_default(),
        pieces,
        dropped,
    }
}

/// Whether the page ends in the middle of the story: in its header, or in a paragraph without its sentence end.
fn is_truncated(page: &PageLines<'_>, run: &Run, roles: &[Role]) -> bool {
    let below = page.rows(run.lines.end..page.lines.len()).next().is_some();
    let Some(last) = page.rows(run.lines.clone()).next_back().filter(|_| !below) else { return false };
    match roles[last] {
        Role::Part(Part::Paragraph) => !matches!(page.lines[last].look.ends(), Ends::Sentence | Ends::Call),
        _ => !run.lines.clone().any(|index| roles[index] == Role::Part(Part::Paragraph)),
    }
}
