//! What recurs on a site → what of it is furniture, what parts stories, and what is held back.
//!
//! The guard: a line that is text in most of its places is never proposed, nor is a headline, a dateline, a quote, or what
//! goes into a field. Text is told by where it stands: between sentences that are no furniture. What is furniture shows
//! only step by step, for furniture may be sentences as well and stand in blocks; so lines are judged again with what was
//! found until nothing more is found.

use super::archive::{Archive, Known};
use super::census::{Counted, Recurring};
use super::page::Marks;
use super::proposal::wanted;
use super::stand::{Stand, stands};
use crate::evidence::Evidence;
use crate::label::likely::{self, Seen, own};
use crate::label::{Line, Look, Sign};
use crate::rules::{OWN, Rules};
use crate::span::Span;

/// What becomes of a recurring shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is proposed as furniture.
    Furniture,
    /// It is proposed as a marker before stories.
    Marker,
    /// It is not proposed.
    Held(Reason),
}

/// Why a recurring line is not proposed.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{Mining, Reason, mine}, rules::Rules};
///
/// // A person's own table has the line already.
/// let mined = mine(&sources, &Rules::builtin()?, &Mining::default())?;
/// let rules = Rules::with_own(&[("own.toml".to_owned(), mined.text)])?;
/// let again = mine(&sources, &rules, &Mining::default())?;
/// assert_eq!((again.furniture, again.held[&Reason::Known]), (0, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is text in most of its places.
    Text,
    /// It stands above text like a sub-heading.
    Subheading,
    /// It is the headline of some story.
    Headline,
    /// It begins with a dateline, or is one.
    Dateline,
    /// It begins with a quotation mark.
    Quote,
    /// It goes into a field: a date, an author, a caption, a credit, topics.
    Field,
    /// It comes with one story that stands on many pages.
    OneStory,
    /// A person's own table knows it already.
    Known,
    /// All that its lines have in common are numbers, dates and names.
    Vague,
}

impl Reason {
    /// What is said of such lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Subheading => "sub-headings",
            Self::Headline => "headlines",
            Self::Dateline => "datelines",
            Self::Quote => "quotes",
            Self::Field => "fields",
            Self::OneStory => "of one story",
            Self::Known => "known",
            Self::Vague => "vague",
        }
    }
}

/// Judges what recurs on a site, in the order given.
pub(super) fn judge(
    recurring: &[Recurring],
    pages: &[Counted<'_>],
    archive: &Archive,
    rules: &Rules,
) -> Vec<Verdict> {
    let mut judging = Judging::new(recurring, pages, archive, rules);
    /// Blocks of more sentences of furniture are left to a person.
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        if !judging.round() {
            break;
        }
    }
    judging.mark();
    judging.verdicts()
}

struct Judging<'j> {
    recurring: &'j [Recurring],
    pages: &'j [Counted<'j>],
    archive: &'j Archive,
    rules: &'j Rules,
    english: bool,
    /// What was decided so far.
    verdicts: Vec<Option<Verdict>>,
}

impl<'j> Judging<'j> {
    fn new(
        recurring: &'j [Recurring],
        pages: &'j [Counted<'j>],
        archive: &'j Archive,
        rules: &'j Rules,
    ) -> Self {
        let english = pages.iter().filter(|counted| counted.page.english).count() * 2 > pages.len();
        let verdicts = vec![None; recurring.len()];
        let mut judging = Self { recurring, pages, archive, rules, english, verdicts };
        judging.verdicts = recurring.iter().map(|shape| judging.at_a_glance(shape)).collect();
        judging
    }

    fn known(&self, shape: &Recurring) -> &'j Known {
        &self.archive.shapes[shape.shape as usize]
    }

    /// What can be told without looking at neighbours.
    fn at_a_glance(&self, shape: &Recurring) -> Option<Verdict> {
        let stats = &shape.stats;
        let reasons = [
            (Marks::OWN, Reason::Known),
            (Marks::FIELD, Reason::Field),
            (Marks::DATE, Reason::Field),
            (Marks::QUOTE, Reason::Quote),
            (Marks::DATELINE, Reason::Dateline),
        ];
        let held = reasons.into_iter().find(|(mark, _)| stats.mostly(*mark)).map(|(_, reason)| reason);
        let vague = || wanted(self.known(shape), &self.rules.dates).is_none().then_some(Reason::Vague);
        let one_story = || (stats.stories * 2 < stats.pages).then_some(Reason::OneStory);
        let headline = || self.is_headline(shape).then_some(Reason::Headline);
        held.or_else(vague).or_else(one_story).or_else(headline).map(Verdict::Held)
    }

    /// Judges once more what is open; whether anything was found.
    fn round(&mut self) -> bool {
        let stands = stands(self.recurring, self.pages, &self.verdicts);
        let marks: Vec<bool> =
            stands.iter().zip(self.recurring).map(|(stand, shape)| self.marks(shape, stand)).collect();
        let has_marker = marks.contains(&true);
        let mut found = false;
        for (at, stand) in stands.iter().enumerate() {
            let furniture = match self.verdicts[at] {
                None => marks[at] || self.is_furniture(&self.recurring[at], stand, has_marker),
                // What was taken for the headline is none where another one follows.
                Some(Verdict::Held(Reason::Headline)) => stand.leads_to_headlines(),
                Some(_) => false,
            };
            if furniture {
                self.verdicts[at] = Some(Verdict::Furniture);
                found = true;
            }
        }
        found
    }

    /// Of the furniture, what stands before stories marks them: what stands nowhere else; if there is no such line, what
    /// stands below the last story as well.
    fn mark(&mut self) {
        let stands = stands(self.recurring, self.pages, &self.verdicts);
        let all = || self.recurring.iter().zip(&stands).enumerate();
        let furniture = |at: usize| self.verdicts[at] == Some(Verdict::Furniture);
        let of = |marks: &dyn Fn(&Recurring, &Stand) -> bool| -> Vec<usize> {
            all()
                .filter(|(at, (shape, stand))| furniture(*at) && marks(shape, stand))
                .map(|(at, _)| at)
                .collect()
        };
        let mut markers = of(&|shape, stand| self.marks(shape, stand));
        if markers.is_empty() {
            markers =
                of(&|shape, stand| self.may_mark(shape) && !is_sentence(shape) && stand.may_mark_stories());
        }
        markers.into_iter().for_each(|at| self.verdicts[at] = Some(Verdict::Marker));
    }

    /// Whether lines stand before stories, several times a page. Sentences may be the last ones of the stories above: they
    /// have to stand nowhere else.
    fn marks(&self, shape: &Recurring, stand: &Stand) -> bool {
        let stands = if is_sentence(shape) { stand.only_marks_stories() } else { stand.marks_stories() };
        stands && self.may_mark(shape)
    }

    /// Whether lines stand several times a page, on two pages and on one in ten at least, and tell nothing else of a
    /// boundary.
    fn may_mark(&self, shape: &Recurring) -> bool {
        let stats = &shape.stats;
        let told = self.known(shape).rule().and_then(|id| self.rules.evidence(id));
        let other = told.is_some_and(|told| !told.parts_stories() && told != Evidence::AmongTeasers);
        stats.often >= 2 && stats.often * 10 >= stats.pages && !other
    }

    /// A headline is mostly taken for one; what is so on many pages, and has other words than the texts, is none. In a list
    /// of the most read stories a headline stands on many pages, and on few above the text in which its words come back.
    fn is_headline(&self, shape: &Recurring) -> bool {
        let (stats, varies) = (&shape.stats, self.known(shape).form.varies());
        let (titles, heads) = (stats.with(Marks::TITLE), stats.with(Marks::HEADS_TEXT));
        let mistaken = heads * 4 <= titles && titles * 10 >= self.pages.len() * 3;
        let teaser = heads > 0 && heads * 2 >= titles && titles * 10 <= stats.lines && !varies;
        (titles * 2 > stats.lines && !mistaken) || teaser
    }

    fn is_furniture(&self, shape: &Recurring, stand: &Stand, has_marker: bool) -> bool {
        let (stats, known) = (&shape.stats, self.known(shape));
        let share = |hundredths: usize| stats.pages * 100 >= self.pages.len() * hundredths;
        if stats.mostly(Marks::KNOWN) || (stand.comes_with_text && !share(60)) {
            return stats.mostly(Marks::KNOWN);
        }
        let most = |lines: usize, hundredths: usize| lines * 100 >= stats.lines * hundredths;
        let content = self.content(known);
        if !stats.mostly(Marks::SENTENCE) {
            // A sub-heading stands in text as well, but on few pages, and counts nothing.
            let counts = known.form.varies() && known.form.fixed_words().count() >= 2;
            return !most(stand.in_text, 50) || share(60) || counts || content.to_reader;
        }
        if most(stand.in_text, 15) {
            return content.to_reader && share(60);
        }
        let [below_text, above_text] = stand.touches;
        let varies = known.form.varies();
        // It never stands beside text, or speaks as text does not.
        !most(stand.touches_text, 30)
            || content.to_reader
            || (content.furniture && share(60))
            // Where pages have several stories, text does not stand at the ends of pages only.
            || (has_marker && most(stand.at_edge, 95))
            // No story after another begins with the same sentence.
            || (!varies && most(above_text, 95) && !most(below_text, 5) && share(60))
            // Numbers and dates change in one and the same place of nearly every page.
            || (varies && !known.form.has_names() && stand.is_steady && share(80))
    }

    /// What the words of a line say, as far as the model of English lines can tell.
    fn content(&self, known: &Known) -> Content {
        /// Log-odds below which no sentence of a text lies.
        const FURNITURE: f32 = -1.5;
        /// The same of sentences that speak to the reader, as those of news do not.
        const TO_READER: f32 = 0.3;
        let Some(piece) = known.examples.first().filter(|_| self.english) else { return Content::default() };
        let span = Span::new(0, piece.len());
        let look = Look::of(piece);
        let line =
            Line { span, words: span, end: piece.len(), sign: Sign::Text, look, echo: 0, likely: None };
        let seen = Seen { index: 0, line: &line, piece, known: likely::Known::Nothing };
        let (features, _) = own(&seen, self.rules.vocabulary());
        let odds = self.rules.likely().own.score(&features);
        let reader = OWN.iter().position(|name| *name == "to-reader-any");
        let to_reader = reader.is_some_and(|at| features[at] > 0.0) && odds < TO_READER;
        Content { furniture: odds < FURNITURE || to_reader, to_reader }
    }

    fn verdicts(self) -> Vec<Verdict> {
        let open = |shape: &Recurring| {
            let sentence = shape.stats.mostly(Marks::SENTENCE);
            Verdict::Held(if sentence { Reason::Text } else { Reason::Subheading })
        };
        let verdicts = self.verdicts.iter().zip(self.recurring);
        verdicts.map(|(verdict, shape)| verdict.unwrap_or_else(|| open(shape))).collect()
    }
}

/// What the words of a line say.
#[derive(Debug, Clone, Copy, Default)]
struct Content {
    /// They are furniture's.
    furniture: bool,
    /// They speak to the reader.
    to_reader: bool,
}

/// Whether most lines are sentences.
fn is_sentence(shape: &Recurring) -> bool {
    shape.stats.mostly(Marks::SENTENCE)
}
