//! A run of an HTML page → a role for each of its lines.

use super::declared::folded;
use super::view::View;
use crate::html::Tag;
use crate::label::{Ends, Sign};
use crate::role::{Part, Role, RuleId};
use crate::rules::NameSet;
use crate::split::Run;
use crate::stamp::Kind;
use crate::strip::Declared;
use std::ops::Range;

/// Log-odds above which a line is body text.
pub(super) const BODY: f32 = 0.0;

/// A run on its way to roles.
pub(super) struct Reading<'v> {
    view: &'v View<'v>,
    /// Its lines.
    lines: Range<usize>,
    /// The log-odds of all lines of the page.
    scores: &'v [f32],
    title: Option<usize>,
    /// From its first line of body text to its last.
    body: Range<usize>,
    /// Its first line of body text that reads like text, and not like a headline.
    prose: usize,
    groups: Groups,
}

/// Groups of names that are asked for.
struct Groups {
    author: NameSet,
    date: NameSet,
    caption: NameSet,
    summary: NameSet,
    topics: NameSet,
    elsewhere: NameSet,
}

impl<'v> Reading<'v> {
    /// Marks off a run, of which `declared` is known.
    pub(super) fn new(view: &'v View<'v>, run: &Run, scores: &'v [f32], declared: &Declared) -> Self {
        let (lines, title) = (run.lines.clone(), run.title);
        let names = view.rules.names();
        let groups = Groups {
            author: names.set(&["author"]),
            date: names.set(&["date"]),
            caption: names.set(&["caption"]),
            summary: names.set(&["summary"]),
            topics: names.set(&["topics"]),
            elsewhere: names.set(&["related", "comment", "nav", "footer", "newsletter", "promo", "popup"]),
        };
        let text = |line: &usize| scores[*line] > BODY;
        let first = lines.clone().find(text).unwrap_or(lines.end);
        let prose = lines.clone().filter(text).find(|line| view.seen[*line].prose > 0).unwrap_or(first);
        let last = lines.clone().rev().find(text).map_or(first, |last| last + 1);
        let mut reading = Self { view, lines, scores, title, body: first..last, prose, groups };
        reading.title = title.or_else(|| reading.headline(declared));
        if let Some(title) = reading.title.filter(|title| reading.body.start <= *title) {
            // What stands above the headline is hardly text.
            let below = (title + 1..reading.body.end).find(|line| scores[*line] > BODY);
            reading.body.start = below.unwrap_or(reading.body.start);
        }
        reading
    }

    /// The line of the headline.
    pub(super) fn title(&self) -> Option<usize> {
        self.title
    }

    /// The header of the run: from its beginning to its text.
    pub(super) fn header(&self) -> Range<usize> {
        self.lines.start..self.body.start
    }

    /// The line that the page declares as headline, else the last of the highest headings above the text, else one that is
    /// called a title.
    fn headline(&self, declared: &Declared) -> Option<usize> {
        let wanted = declared.title.as_deref().map(folded).unwrap_or_default();
        let reach = self.lines.start..self.body.end.min(self.body.start + 40).max(self.body.start);
        let is_plain = |line: &usize| matches!(self.view.lines[*line].sign, Sign::Text | Sign::Bullet);
        let said =
            |line: &usize| is_plain(line) && !wanted.is_empty() && folded(self.view.piece(*line)) == wanted;
        let said = || reach.clone().filter(said);
        let heading = |line: &usize| self.level(*line).is_some();
        let above = || (self.lines.start..self.prose).filter(is_plain);
        let highest = || above().filter_map(|line| self.level(line)).filter(|level| *level < 4).min();
        let title = self.view.rules.names().set(&["title"]);
        said()
            .find(heading)
            .or_else(|| said().next())
            .or_else(|| {
                highest().and_then(|level| {
                    above().rev().find(|&line| self.level(line) == Some(level) && self.is_headline(line))
                })
            })
            .or_else(|| {
                above().rev().find(|&line| self.view.is_called_near(line, title) && self.is_headline(line))
            })
    }

    fn is_headline(&self, line: usize) -> bool {
        const WORDS: Range<usize> = 2..40;
        WORDS.contains(&self.view.lines[line].look.words())
            && !self.view.is_called(line, self.groups.elsewhere)
    }

    fn level(&self, line: usize) -> Option<u8> {
        let elements = self.view.markup.around(self.view.seen[line].element).take(4);
        elements.filter_map(|at| self.view.markup.elements[at as usize].tag.heading()).min()
    }

    /// What a line is for.
    pub(super) fn role(&self, line: usize) -> Role {
        if Some(line) == self.title {
            return Role::Part(Part::Title);
        }
        if self.is_echo(line) {
            return Role::Ledger(RuleId::HEADLINE_ECHO);
        }
        if self.scores[line] > BODY && self.body.contains(&line) { self.text(line) } else { self.other(line) }
    }

    fn is_echo(&self, line: usize) -> bool {
        let Some(title) = self.title else { return false };
        let echo = self.view.lines[title].echo;
        echo != 0 && self.view.lines[line].echo == echo
    }

    /// A line that the model takes for body text.
    fn text(&self, line: usize) -> Role {
        match self.view.lines[line].sign {
            Sign::Rule(id) if !self.view.lines[line].look.is_prose() => self.view.rules.role(id),
            Sign::Stamp(kind) if kind != Kind::Loose => Role::Part(Part::Date),
            _ if self.view.is_in(line, Tag::Figcaption) => Role::Part(Part::Caption),
            _ if self.level(line).is_some() && self.view.lines[line].look.ends() != Ends::Sentence => {
                Role::Part(Part::Subheading)
            }
            _ => Role::Part(Part::Paragraph),
        }
    }

    /// A line that the model refuses.
    fn other(&self, line: usize) -> Role {
        let part = self.part(line).map(Role::Part);
        match self.view.lines[line].sign {
            Sign::Rule(id) => match self.view.rules.role(id) {
                Role::Part(_) if !self.is_within(line) => Role::Ledger(RuleId::HTML),
                role => role,
            },
            _ => part.unwrap_or(Role::Ledger(RuleId::HTML)),
        }
    }

    /// Whether a line lies between headline and end of the text.
    fn is_within(&self, line: usize) -> bool {
        (self.title.unwrap_or(self.body.start)..self.body.end).contains(&line)
            && !self.view.is_called(line, self.groups.elsewhere)
    }

    fn part(&self, line: usize) -> Option<Part> {
        /// Date and author stand at most so many lines above the headline or below the text.
        const NEAR: usize = 6;
        const WORDS: usize = 14;
        let (near, groups) = (self.view.seen[line].near, &self.groups);
        let start = self.title.unwrap_or(self.body.start).saturating_sub(NEAR).max(self.lines.start);
        let header = (start..self.body.start).contains(&line);
        let beside = (start..(self.body.end + NEAR).min(self.lines.end)).contains(&line);
        if self.view.is_called(line, groups.elsewhere) && !near.holds(groups.topics) || self.body.is_empty() {
            return None;
        }
        let (look, linked) = (self.view.lines[line].look, self.view.seen[line].linked);
        let stamped = matches!(self.view.lines[line].sign, Sign::Stamp(_));
        match () {
            () if stamped && (header || near.holds(groups.date) && beside) => Some(self.stamp_part(line)),
            () if near.holds(groups.author) && beside && self.is_name(line) && look.words() <= WORDS => {
                Some(Part::Byline)
            }
            () if self.is_within(line) && look.words() >= 3 && linked < 0.5 && self.is_caption(line) => {
                Some(Part::Caption)
            }
            () if header
                && Some(line) > self.title
                && near.holds(groups.summary)
                && look.words() >= 5
                && linked < 0.5 =>
            {
                Some(Part::Highlight)
            }
            () if near.holds(groups.topics) && linked > 0.8 && look.words() <= 5 && line >= start => {
                self.topic(line)
            }
            () => None,
        }
    }

    fn is_caption(&self, line: usize) -> bool {
        self.view.is_in(line, Tag::Figcaption) || self.view.is_called_near(line, self.groups.caption)
    }

    /// Topics stand beside the text, and not in a list further away.
    fn topic(&self, line: usize) -> Option<Part> {
        const FAR: usize = 24;
        let elsewhere = self.view.rules.names().set(&["nav", "footer", "sidebar", "comment"]);
        (line < self.body.end + FAR && !self.view.is_called(line, elsewhere)).then_some(Part::Topics)
    }

    /// A line that glues author and date is a byline if a name is in it.
    fn stamp_part(&self, line: usize) -> Part {
        let piece = self.view.piece(line);
        let rest = crate::stamp::stamp(piece, self.view.rules).and_then(|stamp| stamp.rest);
        let named = rest.is_some_and(|rest| crate::strip::is_name(rest.of(piece), self.view.rules));
        if named { Part::Byline } else { Part::Date }
    }

    /// Whether a line may be nothing but somebody's name, perhaps behind `By`.
    fn is_name(&self, line: usize) -> bool {
        let piece = self.view.piece(line);
        let name = &piece[self.view.rules.labels.by.longest(piece).unwrap_or(0)..];
        let words = name.split_whitespace().count();
        words > 0 && (name.len() < piece.len() || crate::strip::is_name(name, self.view.rules))
    }
}
