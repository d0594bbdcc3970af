//! What stands above a headline, up to the end of the story above.

use super::{Looking, Row};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::Sign;
use crate::rules::Tells;
use crate::split::STORY_WORDS;
use crate::stamp::Kind;

/// Dates, names and separators are looked for in so many rows above.
const ROWS: usize = 6;

/// What was found above a headline.
pub(super) struct Lead {
    /// The first row that belongs to the headline.
    pub(super) start: usize,
    /// The plainest date.
    pub(super) stamp: Option<Kind>,
    pub(super) evidence: EvidenceSet,
}

impl Looking<'_> {
    /// Reads up from the headline to the end of the story above.
    pub(super) fn lead(&self) -> Lead {
        let mut lead = Lead { start: self.title, stamp: None, evidence: EvidenceSet::default() };
        for at in (self.title.saturating_sub(ROWS)..self.title).rev() {
            if !self.read_lead(at, &mut lead) {
                break;
            }
        }
        lead
    }

    /// Whether to read on.
    fn read_lead(&self, at: usize, lead: &mut Lead) -> bool {
        let row = &self.rows.rows[at];
        if row.is_prose() {
            return false;
        }
        if row.tells == Tells::Path {
            lead.evidence.insert(Evidence::Path);
            lead.start = at;
            return false;
        }
        if let Some(hint) = row.hint {
            return read_mark(at, hint, lead);
        }
        match row.line.sign {
            Sign::Stamp(kind) if at + 1 == lead.start || self.only_names(at + 1, lead.start) => {
                lead.stamp = lead.stamp.max(Some(kind));
                lead.start = at;
            }
            Sign::Text if at + 1 == lead.start && self.leads_stories(at) => {
                lead.evidence.insert(Evidence::Recurs);
                lead.start = at;
            }
            // The source above its date, where it stands again below.
            Sign::Text if at + 1 == lead.start && self.stands_again(at) => {
                lead.evidence.insert(Evidence::Byline);
                if lead.stamp.is_some() {
                    lead.evidence.insert(Evidence::SourceEcho);
                }
                lead.start = at;
            }
            Sign::Stamp(_) => return false,
            _ => {}
        }
        true
    }

    /// Whether the line stands above stories again and again. What first stands below a story stands below others too.
    fn leads_stories(&self, at: usize) -> bool {
        self.rows.recurs(at) && self.rows.words(0..self.rows.first_copy(at)) < STORY_WORDS
    }

    /// Whether nothing but names, of authors, sections and sources, lies in these rows.
    fn only_names(&self, from: usize, to: usize) -> bool {
        const WORDS: usize = 4;
        let source = |row: &Row| row.line.sign == Sign::Bullet && row.line.look.words() <= WORDS;
        let named = |row: &Row| {
            row.line.look.is_name_like() || source(row) || self.rows.rows[self.title].index == row.index
        };
        (from..to).all(|at| named(&self.rows.rows[at]) || self.is_byline(at))
    }

    fn stands_again(&self, at: usize) -> bool {
        /// Below the headline it may stand as well.
        const BELOW: usize = 3;
        let echo = self.rows.rows[at].line.echo;
        let end = self.rows.len().min(self.title + BELOW);
        let copy = echo == self.rows.rows[self.title].line.echo;
        echo != 0 && !copy && self.rows.rows[at + 1..end].iter().any(|row| row.line.echo == echo)
    }
}

/// Reads a line that some rule knows; whether to read on.
fn read_mark(at: usize, hint: Evidence, lead: &mut Lead) -> bool {
    let of_message = hint == Evidence::MailHeader;
    // Other marks of the header above say nothing of this headline.
    if of_message || hint == Evidence::EndMark || hint.parts_stories() {
        lead.evidence.insert(hint);
    }
    if of_message {
        lead.start = at;
    }
    of_message
}
