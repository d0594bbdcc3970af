//! Pages of which it is known what is a copy of what: the corpus that speed and recall are measured on.
//!
//! Each page follows from the seed and its number alone, so that pages can be made in any order, by any number of threads
//! and without keeping any; a larger corpus begins with the pages of a smaller one. The text is invented: sentences from
//! patterns, words from a vocabulary of some 50,000 mostly invented ones, drawn as often as words are, two in five of them
//! from a list of the story's own, so that a story has a topic and two stories have little in common.
#![allow(dead_code, reason = "each program that includes this uses its own part of it")]

pub mod edited;
pub mod layout;
pub mod outcome;
pub mod prose;
pub mod random;
pub mod tally;
pub mod truth;
pub mod version;
pub mod vocabulary;

use layout::Sheet;
use prose::{Event, Paragraph};
use random::{Random, mix};
use truth::{Change, Kind, Truth};
use version::{Version, edit};
use vocabulary::Vocabulary;

/// What is special about a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Ordinary,
    /// Below the last story of each page stand the same 20 paragraphs, in 5,000 slight variants.
    Boilerplate,
}

/// A page and what is known of its stories.
#[derive(Debug)]
pub struct Page {
    /// Its name in the corpus.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its stories.
    pub stories: Vec<Truth>,
}

impl Page {
    /// The folder of its path.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A corpus without end.
#[derive(Debug)]
pub struct Corpus {
    seed: u64,
    vocabulary: Vocabulary,
    boilerplate: Vec<Paragraph>,
}

/// What the random numbers of a path are for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Plan = 2,
    Source,
    Event,
    Reporter,
    Newsroom,
    Changes,
    Revision,
    Template,
    Boilerplate,
    Layout,
}

/// A story's place in the corpus: page and position.
type Slot = (u64, usize);

const BOILERPLATE: u64 = 20;
const VARIANTS: u64 = 5_000;
/// A copy's original stands at most so many pages before it.
const WINDOW: u64 = 20_000;

impl Corpus {
    /// The corpus of a seed.
    pub fn new(seed: u64, shape: Shape) -> Self {
        let mut corpus = Self { seed, vocabulary: Vocabulary::new(seed), boilerplate: Vec::new() };
        if shape == Shape::Boilerplate {
            corpus.boilerplate = (0..BOILERPLATE).map(|at| corpus.boilerplate_paragraph(at)).collect();
        }
        corpus
    }

    /// The vocabulary of its texts.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// A page by its number.
    pub fn page(&self, number: u64) -> Page {
        let kinds = self.kinds(number);
        let mut random = self.random(Purpose::Layout, (number, 0));
        let scrolled = kinds.len() > 1 || random.percent(45);
        let mut sheet = Sheet::new(&self.vocabulary);
        let path = format!("{:05}/{:016x}.txt", number / 500, mix(self.seed ^ mix(number + 1)));
        let mut stories = Vec::with_capacity(kinds.len());
        for (position, kind) in kinds.into_iter().enumerate() {
            let (mut truth, version) = self.version(kind, (number, position));
            truth.span = if scrolled { sheet.scrolled(&version, &mut random) } else { sheet.plain(&version) };
            (truth.path, truth.position) = (path.clone(), position);
            stories.push(truth);
        }
        self.add_boilerplate(number, &mut sheet, &mut stories);
        Page { path, text: sheet.text, stories }
    }

    /// The text of an original, as its own newsroom sets it.
    pub fn original(&self, slot: Slot) -> Version {
        let story = self.event(slot).story(&mut self.random(Purpose::Reporter, slot));
        Version::original(story, &mut self.random(Purpose::Newsroom, slot))
    }

    fn random(&self, purpose: Purpose, (page, position): Slot) -> Random {
        Random::of(&[self.seed, purpose as u64, page, position as u64])
    }

    fn event(&self, slot: Slot) -> Event<'_> {
        Event::new(&self.vocabulary, &mut self.random(Purpose::Event, slot))
    }

    /// What stands on a page: in all 1.9 stories a page, of which three in ten are copies.
    fn kinds(&self, page: u64) -> Vec<Kind> {
        let mut random = self.random(Purpose::Plan, (page, 0));
        let stories = match random.below(100) {
            0..45 => 1,
            45..72 => 2,
            72..92 => 3,
            _ => 4,
        };
        let mut kinds: Vec<Kind> = (0..stories).map(|_| kind(&mut random)).collect();
        if stories > 1 && self.boilerplate.is_empty() && random.percent(14) {
            kinds[stories - 1] = Kind::Tail;
        }
        kinds
    }

    fn version(&self, kind: Kind, slot: Slot) -> (Truth, Version) {
        let random = &mut self.random(Purpose::Changes, slot);
        match (kind, self.source(slot)) {
            (Kind::Template, _) => told(kind, slot, self.template(random)),
            (Kind::Original, _) | (_, None) => told(Kind::Original, slot, self.original(slot)),
            (Kind::OtherReporter, Some(source)) => {
                let story = self.event(source).story(&mut self.random(Purpose::Reporter, slot));
                let (mut truth, version) = told(kind, slot, Version::original(story, random));
                truth.same_event_as = Some(family(source));
                (truth, version)
            }
            (_, Some(source)) => {
                let mut version = self.original(source);
                match kind {
                    Kind::Near => version.near(&self.vocabulary, random),
                    Kind::Tail => version.cut_off(random),
                    Kind::Revision => self.revise(&mut version, source, random),
                    _ => {}
                }
                told(kind, source, version)
            }
        }
    }

    /// One of the three revisions that there are of each story.
    fn revise(&self, version: &mut Version, source: Slot, random: &mut Random) {
        let kind = random.one(&[Change::Figure, Change::Negation, Change::ParagraphMore]);
        let place = (source.0, source.1 + kind as usize * 4);
        version.revise(kind, &self.event(source), &mut self.random(Purpose::Revision, place));
    }

    /// An original that stands before this slot: one of the last pages, or now and then a story that all copy.
    fn source(&self, (page, position): Slot) -> Option<Slot> {
        const MUCH_COPIED: u64 = 400;
        const TRIES: usize = 16;
        let mut random = self.random(Purpose::Source, (page, position));
        (0..TRIES).find_map(|_| {
            let back = 1 + random.below(page.clamp(1, WINDOW) as usize) as u64;
            let drawn = page.checked_sub(back)?;
            let source = if random.percent(8) { drawn - drawn % MUCH_COPIED } else { drawn };
            let kinds = self.kinds(source);
            // What is read at the end of other pages has a page of its own, more often than not.
            let position = if random.percent(60) { 0 } else { random.below(kinds.len()) };
            (kinds[position] == Kind::Original).then_some((source, position))
        })
    }

    /// One of 40 forms, filled in.
    fn template(&self, random: &mut Random) -> Version {
        let form = (random.below(40) as u64, 0);
        let event = Event::new(&self.vocabulary, &mut self.random(Purpose::Template, form));
        let mut version = Version::original(event.story(&mut self.random(Purpose::Template, form)), random);
        version.fill_in(random);
        version
    }

    fn boilerplate_paragraph(&self, at: u64) -> Paragraph {
        let random = &mut self.random(Purpose::Boilerplate, (at, 0));
        Event::new(&self.vocabulary, random).single(random)
    }

    /// The boilerplate in this page's variant: one or two words of each paragraph are others.
    fn add_boilerplate(&self, page: u64, sheet: &mut Sheet<'_>, stories: &mut [Truth]) {
        let Some(last) = stories.last_mut().filter(|_| !self.boilerplate.is_empty()) else { return };
        let random = &mut self.random(Purpose::Boilerplate, (BOILERPLATE, (page % VARIANTS) as usize));
        let mut paragraphs = self.boilerplate.clone();
        for paragraph in &mut paragraphs {
            edit(paragraph, random.between(1, 2), &self.vocabulary, random);
        }
        last.span[1] = sheet.more(&paragraphs);
        last.claims.extend((0..BOILERPLATE as u32).map(|at| BOILERPLATE_CLAIM + at));
    }
}

const BOILERPLATE_CLAIM: u32 = 500;

fn kind(random: &mut Random) -> Kind {
    match random.below(100) {
        0..11 => Kind::Exact,
        11..28 => Kind::Near,
        28..31 => Kind::Revision,
        31..34 => Kind::Template,
        34..36 => Kind::OtherReporter,
        _ => Kind::Original,
    }
}

/// Stories of one original have one number.
fn family((page, position): Slot) -> u64 {
    page * 4 + position as u64
}

fn told(kind: Kind, origin: Slot, version: Version) -> (Truth, Version) {
    let truth = Truth {
        path: String::new(),
        position: 0,
        span: [0, 0],
        kind,
        changes: version.changes.clone(),
        edited: version.edited,
        family: family(origin),
        claims: version.claims.clone(),
        same_event_as: None,
    };
    (truth, version)
}
