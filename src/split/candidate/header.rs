//! What stands below a headline, down to the body.

use super::listed::is_listed_headline;
use super::{Looking, Row};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::Sign;
use crate::role::Part;
use crate::rules::{Rule, Tells};
use crate::stamp::Kind;

/// A header is looked for in so many rows below its headline, pictures and buttons not counted.
const ROWS: usize = 12;
/// With pictures and buttons.
const ROWS_WITH_PICTURES: usize = 80;
/// A summary or caption in front of the date has at most so many rows.
const SUMMARY_ROWS: usize = 3;

/// What was found below a headline.
#[derive(Default)]
pub(super) struct Header {
    /// The headline stands again, with something in between.
    pub(super) echo: bool,
    /// The plainest date.
    pub(super) stamp: Option<Kind>,
    /// The row behind the header.
    pub(super) body: usize,
    /// Whether no body was found within reach.
    pub(super) endless: bool,
    pub(super) evidence: EvidenceSet,
}

impl Looking<'_> {
    /// Reads down from the headline to the body.
    pub(super) fn header(&self) -> Header {
        let mut header = Header { body: self.rows.len(), ..Header::default() };
        let mut counted = 0;
        for at in self.title + 1..self.rows.len().min(self.title + ROWS_WITH_PICTURES) {
            header.body = at;
            if counted > ROWS || self.ends_header(at, &header) {
                header.endless = counted > ROWS;
                return header;
            }
            counted += usize::from(!self.rows.rows[at].picture && !self.rows.rows[at].furniture);
            self.read(at, &mut header);
            header.body = at + 1;
        }
        header
    }

    fn ends_header(&self, at: usize, header: &Header) -> bool {
        let row = &self.rows.rows[at];
        let stop = row.hint.is_some_and(|hint| {
            matches!(hint, Evidence::EndMark | Evidence::AmongTeasers) || hint.parts_stories()
        });
        let own = header.stamp.is_some() && (self.are_topics_above_text(at) || self.counts_comments(at));
        row.tells == Tells::Path
            || (stop && !own)
            || (row.is_prose() && !self.is_echo(row) && !self.is_summary(at, header))
    }

    /// Whether topics stand right above a text: those of the header rather than of the story above.
    fn are_topics_above_text(&self, at: usize) -> bool {
        const ROWS: usize = 5;
        let Sign::Rule(id) = self.rows.rows[at].line.sign else { return false };
        let names = |rule: &Rule| rule.part == Some(Part::Topics) || rule.tells == Tells::Topics;
        let mut below = self.rows.rows[at + 1..].iter().take(ROWS);
        let first = below.find(|row| row.line.sign != Sign::Text || row.is_prose());
        self.rows.rules.rule(id).is_some_and(names) && first.is_some_and(Row::is_prose)
    }

    /// Whether a count of comments stands right above a text, as in the headers of blogs.
    fn counts_comments(&self, at: usize) -> bool {
        self.rows.rows[at].tells == Tells::Comments && self.rows.get(at + 1).is_some_and(Row::is_prose)
    }

    fn read(&self, at: usize, header: &mut Header) {
        let row = &self.rows.rows[at];
        let echo = self.is_echo(row);
        // A line that stands twice in a row is more often a caption than a headline, unless a date follows.
        header.echo |= echo && (at > self.title + 1 || is_listed_headline(self.rows, self.title));
        // Captions stand twice as well, without a blank line between.
        if echo && at == self.title + 1 && row.blanks > 0 {
            header.evidence.insert(Evidence::HeadlineTwice);
        }
        match row.line.sign {
            Sign::Stamp(kind) if row.is_stamp() => header.stamp = header.stamp.max(Some(kind)),
            Sign::Bullet if !echo => header.evidence.insert(Evidence::Bullets),
            Sign::Text if self.is_byline(at) => header.evidence.insert(Evidence::Byline),
            _ if row.picture => header.evidence.insert(Evidence::Caption),
            _ => {}
        }
        header
            .evidence
            .extend(row.hint.filter(|hint| !matches!(hint, Evidence::EndMark | Evidence::AmongTeasers)));
        if row.line.sign == Sign::Text && !echo && self.rows.recurs(at) {
            header.evidence.insert(Evidence::Recurs);
        }
    }

    /// Prose that stands between the headline and its date: a summary or a caption.
    fn is_summary(&self, at: usize, header: &Header) -> bool {
        if header.stamp == Some(Kind::Strict) {
            return false;
        }
        let below = &self.rows.rows[at + 1..];
        let near = below.iter().take(SUMMARY_ROWS).any(|row| !row.is_prose());
        let next = below.iter().find(|row| !row.is_prose() && !row.picture);
        near && (next.is_some_and(|row| self.is_header_mark(row)) || self.is_signed_below(at))
    }

    /// Whether `By …` and a date stand right below.
    fn is_signed_below(&self, at: usize) -> bool {
        let signed = |at: usize| self.rows.get(at).is_some_and(|row| row.by);
        let dated = |at: usize| self.rows.get(at).is_some_and(Row::is_stamp);
        signed(at + 1) && dated(at + 2)
    }

    fn is_header_mark(&self, row: &Row) -> bool {
        row.line.sign == Sign::Stamp(Kind::Strict)
            || self.is_echo(row)
            || matches!(row.hint, Some(Evidence::Follow | Evidence::ShortUrl))
    }
}
