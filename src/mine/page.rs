//! A page → what is kept of it: which shapes stand where, and what its lines were taken for.

use super::shape::{LEVELS, Shape, shapes};
use super::sieve::Sieve;
use crate::date::When;
use crate::label::{Ends, Line, Sign, byline_width, dateline_width, read_as};
use crate::language::language;
use crate::page::{Unspooled, unspool};
use crate::role::{Part, Role, RuleId};
use crate::rules::{Rules, RulesetId};
use crate::split::{MIN_CONFIDENCE, Run, each_stem};
use crate::stamp::{Kind, stamp};
use crate::words::holds_digit;
use std::collections::{BTreeSet, VecDeque};
use xxhash_rust::xxh3::Xxh3;

/// What a line was taken for and looks like, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u16);

impl Marks {
    /// It reads like a sentence.
    pub(super) const SENTENCE: Self = Self(1);
    /// It could be a headline.
    pub(super) const HEADLINE_LIKE: Self = Self(1 << 1);
    /// It was taken for the headline, or a copy of it.
    pub(super) const TITLE: Self = Self(1 << 2);
    /// It was taken for text: a paragraph or a sub-heading.
    pub(super) const TEXT: Self = Self(1 << 3);
    /// A rule knows it for furniture.
    pub(super) const KNOWN: Self = Self(1 << 4);
    /// It goes into a field: a rule knows it for a part of the record, or it names an author.
    pub(super) const FIELD: Self = Self(1 << 5);
    /// It gives its story a date: a day, with a label or a name at most.
    pub(super) const DATE: Self = Self(1 << 6);
    /// A date stands in it.
    pub(super) const DATED: Self = Self(1 << 7);
    /// It begins with a quotation mark.
    pub(super) const QUOTE: Self = Self(1 << 8);
    /// It begins with a dateline, or is one.
    pub(super) const DATELINE: Self = Self(1 << 9);
    /// A person's own table knows it.
    pub(super) const OWN: Self = Self(1 << 10);
    /// It is too long for patterns.
    pub(super) const LONG: Self = Self(1 << 11);
    /// Only rules for sentences hit it.
    pub(super) const PROSE: Self = Self(1 << 12);
    /// It was taken for the headline, and its words come back in the text of its story.
    pub(super) const HEADS_TEXT: Self = Self(1 << 13);
    /// The same words stand a few lines above: a headline stands twice.
    pub(super) const ECHO: Self = Self(1 << 14);

    /// Whether any of `other` is set.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those that are set in either.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The numbers of the bits that are set.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        (0..16).filter(move |bit| self.0 >> bit & 1 == 1)
    }

    fn when(self, condition: bool) -> Self {
        if condition { self } else { Self(0) }
    }
}

/// A page, read and taken apart.
#[derive(Debug)]
pub(super) struct ReadPage {
    /// Its lines that are not blank; of neighbours alike that recur nowhere, one.
    pub(super) lines: Vec<ReadLine>,
    /// How many lines are not blank.
    pub(super) count: u32,
    /// What its stories are known by.
    pub(super) stories: Vec<Option<u64>>,
    /// Its publisher.
    pub(super) ruleset: RulesetId,
    /// Whether it is English, as far as that can be told.
    pub(super) english: bool,
}

/// A line of a page.
#[derive(Debug)]
pub(super) struct ReadLine {
    /// What it was taken for.
    pub(super) marks: Marks,
    /// Its number among the lines that are not blank.
    pub(super) at: u32,
    /// Its story, by number.
    pub(super) story: u16,
    /// The rule that knows it.
    pub(super) rule: Option<RuleId>,
    /// Its text and its shapes, where it may recur.
    pub(super) recurring: Option<(String, [Option<Shape>; LEVELS])>,
}

/// Reads a page's text. Lines of whose shapes none may recur are kept without their text.
pub(super) fn read(text: &str, rules: &Rules, sieve: &Sieve) -> ReadPage {
    let page = unspool(text, rules, MIN_CONFIDENCE);
    let mut read = ReadPage {
        lines: Vec::new(),
        count: 0,
        stories: page.split.runs.iter().map(|run| Story { text, page: &page, run }.key()).collect(),
        ruleset: page.labelled.tables.main,
        english: language(text).is_some_and(|language| language.tag() == "en"),
    };
    for (number, run) in page.split.runs.iter().enumerate() {
        let story = Story { text, page: &page, run };
        let mut echoes = Echoes::default();
        for index in run.lines.clone() {
            let line = &page.labelled.lines[index];
            if matches!(line.sign, Sign::Blank | Sign::Continued) {
                continue;
            }
            let piece = &read_as(line.span.of(text));
            let shapes = shapes(piece, &rules.dates);
            let recurs = shapes.iter().flatten().any(|shape| sieve.may_recur(shape.key));
            read.push(ReadLine {
                marks: marks(piece, line, page.stripped.roles[index], rules)
                    .or(story.heading(index))
                    .or(Marks::ECHO.when(echoes.holds(line.echo))),
                at: read.count,
                story: u16::try_from(number).unwrap_or(u16::MAX),
                rule: if let Sign::Rule(id) = line.sign { Some(id) } else { None },
                recurring: recurs.then(|| (piece.clone().into_owned(), shapes)),
            });
        }
    }
    read
}

/// The words of the last lines.
#[derive(Default)]
struct Echoes(VecDeque<u64>);

impl Echoes {
    /// Whether a line stands again; from now on it stands.
    fn holds(&mut self, echo: u64) -> bool {
        const NEAR: usize = 12;
        let holds = echo != 0 && self.0.contains(&echo);
        self.0.push_front(echo);
        self.0.truncate(NEAR);
        holds
    }
}

impl ReadPage {
    fn push(&mut self, line: ReadLine) {
        self.count += 1;
        let same = self.lines.last().is_some_and(|last| {
            last.recurring.is_none()
                && line.recurring.is_none()
                && last.marks == line.marks
                && last.story == line.story
        });
        if !same {
            self.lines.push(line);
        }
    }
}

/// A story of a page.
struct Story<'p> {
    text: &'p str,
    page: &'p Unspooled,
    run: &'p Run,
}

impl Story<'_> {
    /// What it is known by wherever it stands: its headline, its longest line and its first ones; `None` if it is no
    /// whole story.
    fn key(&self) -> Option<u64> {
        const WORDS: usize = 40;
        const FIRST: usize = 3;
        let lines = &self.page.labelled.lines[self.run.lines.clone()];
        let prose = || lines.iter().filter(|line| line.is_prose());
        if prose().map(|line| line.look.words()).sum::<usize>() < WORDS {
            return None;
        }
        let longest = prose().max_by_key(|line| line.span.len())?;
        let title = self.run.lines.clone().find(|&index| self.is_title(index));
        let title = title.map_or(0, |index| self.page.labelled.lines[index].echo);
        let mut key = Xxh3::with_seed(title);
        prose().take(FIRST).chain([longest]).for_each(|line| key.update(line.span.of(self.text).as_bytes()));
        Some(key.digest())
    }

    fn is_title(&self, index: usize) -> bool {
        self.page.stripped.roles[index] == Role::Part(Part::Title)
    }

    /// Whether a line is the headline, and half of its longer words, and two at least, stand in the text.
    fn heading(&self, index: usize) -> Marks {
        const LEAST: usize = 2;
        if !self.is_title(index) {
            return Marks::default();
        }
        let mut words = Vec::new();
        each_stem(self.page.labelled.lines[index].words.of(self.text), |stem| words.push(stem));
        let mut come_back = BTreeSet::new();
        for at in self.run.lines.clone().filter(|&at| self.page.labelled.lines[at].is_prose()) {
            each_stem(self.page.labelled.lines[at].words.of(self.text), |stem| {
                if words.contains(&stem) {
                    come_back.insert(stem);
                }
            });
        }
        Marks::HEADS_TEXT.when(come_back.len() >= LEAST && come_back.len() * 2 >= words.len())
    }
}

fn marks(piece: &str, line: &Line, role: Role, rules: &Rules) -> Marks {
    let look = line.look;
    let known = if let Sign::Rule(id) = line.sign { rules.rule(id) } else { None };
    let title = matches!(role, Role::Part(Part::Title) | Role::Ledger(RuleId::HEADLINE_ECHO));
    let all = [
        Marks::SENTENCE.when(reads_like_sentence(line)),
        Marks::PROSE.when(look.is_sentence()),
        Marks::HEADLINE_LIKE.when(line.sign == Sign::Text && look.is_headline_like()),
        Marks::TITLE.when(title),
        Marks::TEXT.when(role.is_text()),
        Marks::KNOWN.when(known.is_some_and(|rule| rule.part.is_none())),
        Marks::OWN.when(known.is_some_and(crate::rules::Rule::is_own)),
        Marks::FIELD.when(known.is_some_and(|rule| rule.part.is_some()) || names_author(piece, line, rules)),
        Marks::DATE.when(role_is_date(role) && is_date(piece, line, rules)),
        Marks::DATED.when(matches!(line.sign, Sign::Stamp(_))),
        Marks::QUOTE.when(piece.starts_with(['“', '"', '«', '„', '‘', '「', '『'])),
        Marks::DATELINE.when(is_dateline(piece, line)),
        Marks::LONG.when(piece.len() > crate::rules::SHORT_LINE_BYTES),
    ];
    all.into_iter().fold(Marks::default(), Marks::or)
}

/// By its shape, or because it ends like one: `The case continues.`
fn reads_like_sentence(line: &Line) -> bool {
    const WORDS: usize = 3;
    line.look.is_prose() || (line.look.ends() == Ends::Sentence && line.look.words() >= WORDS)
}

fn names_author(piece: &str, line: &Line, rules: &Rules) -> bool {
    const WORDS: usize = 12;
    let by = || byline_width(piece, &rules.labels).is_some_and(|width| width < piece.len());
    !matches!(line.sign, Sign::Rule(_))
        && ((line.look.words() <= WORDS && by()) || rules.labels.agencies.is_one(piece))
}

fn is_date(piece: &str, line: &Line, rules: &Rules) -> bool {
    match line.sign {
        Sign::Stamp(Kind::Strict) => true,
        Sign::Stamp(_) => stamp(piece, rules).is_some_and(|stamp| {
            let day = stamp.dates.iter().any(|dated| !matches!(dated.when, When::Time(_)));
            let rest = stamp.rest.map_or("", |rest| rest.of(piece));
            let no_name = |word: &str| word.starts_with(char::is_lowercase) || holds_digit(word);
            day && !rest.split_whitespace().any(no_name)
        }),
        _ => false,
    }
}

fn role_is_date(role: Role) -> bool {
    matches!(role, Role::Part(Part::Date | Part::Byline))
}

/// A paragraph with a place before it, or the place alone.
fn is_dateline(piece: &str, line: &Line) -> bool {
    let alone = || piece.ends_with([':', '—', '–', '-']) && dateline_width(&format!("{piece} x")).is_some();
    (line.look.dateline() > 0 && line.look.is_prose()) || (!matches!(line.sign, Sign::Rule(_)) && alone())
}
