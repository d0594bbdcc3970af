//! Lines that could be the headline of a story, with what stands around each.

use super::STORY_WORDS;
use super::rows::{Row, Rows};
use crate::evidence::Evidence;
use crate::label::{Ends, Sign};
use crate::role::{Part, Role};
use crate::rules::Rules;
use crate::stamp::Kind;
use std::collections::{BTreeSet, HashMap};

/// A header is looked for in so many rows below its headline, pictures not counted.
const HEADER_ROWS: usize = 12;
/// With pictures.
const HEADER_ROWS_WITH_PICTURES: usize = 80;
/// Dates, names and separators are looked for in so many rows above.
const LEAD_ROWS: usize = 5;
/// A summary or caption in front of the date has at most so many rows.
const SUMMARY_ROWS: usize = 3;
/// A list of teasers reaches so many rows down from its label.
const TEASER_ROWS: usize = 12;

/// A line that could be a headline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The row its story would begin with.
    pub(crate) start: usize,
    /// The row of the headline.
    pub(crate) title: usize,
    /// The row its body would begin with.
    pub(crate) body: usize,
    /// What stands around it.
    pub(crate) evidence: BTreeSet<Evidence>,
}

/// All candidates of a page, in order.
pub(super) fn candidates(rows: &Rows<'_>, rules: &Rules) -> Vec<Candidate> {
    let first = first_copies(rows);
    let headlines = (0..rows.len()).filter(|&row| rows.rows[row].is_headline_like());
    headlines.filter_map(|title| Looking { rows, rules, first: &first, title }.candidate()).collect()
}

/// Where each headline-like line stands first.
fn first_copies(rows: &Rows<'_>) -> HashMap<u64, usize> {
    let mut first = HashMap::new();
    for (at, row) in rows.rows.iter().enumerate() {
        if row.line.echo != 0 {
            first.entry(row.line.echo).or_insert(at);
        }
    }
    first
}

/// What was found below a headline.
#[derive(Default)]
struct Header {
    echo: bool,
    stamp: Option<Kind>,
    last_stamp: Option<usize>,
    body: usize,
    evidence: BTreeSet<Evidence>,
}

/// What was found above it.
struct Lead {
    start: usize,
    stamp: Option<Kind>,
    evidence: BTreeSet<Evidence>,
}

struct Looking<'r> {
    rows: &'r Rows<'r>,
    rules: &'r Rules,
    first: &'r HashMap<u64, usize>,
    title: usize,
}

impl Looking<'_> {
    fn candidate(&self) -> Option<Candidate> {
        let header = self.header();
        let lead = self.lead();
        let mut evidence: BTreeSet<Evidence> = header.evidence.union(&lead.evidence).copied().collect();
        evidence.extend(stamp_evidence(&header, &lead));
        evidence.extend(self.body_evidence(&header));
        if self.rows.rows[lead.start].blanks >= 2 {
            evidence.insert(Evidence::BlankLines);
        }
        if self.seen_before() {
            evidence.insert(Evidence::SeenBefore);
        }
        if !evidence.iter().any(is_anchor) {
            // Nothing but two blank lines and a dateline: worth telling, never enough.
            let bare = evidence.contains(&Evidence::BlankLines) && evidence.contains(&Evidence::Dateline);
            evidence.insert(Evidence::HeadlineOnly);
            return bare.then(|| self.found(lead.start, header.body, evidence));
        }
        Some(self.found(lead.start, header.body, evidence))
    }

    fn found(&self, start: usize, body: usize, evidence: BTreeSet<Evidence>) -> Candidate {
        Candidate { start, title: self.title, body, evidence }
    }

    /// Reads down from the headline to the body.
    fn header(&self) -> Header {
        let mut header = Header { body: self.rows.len(), ..Header::default() };
        let mut counted = 0;
        for at in self.title + 1..self.rows.len().min(self.title + HEADER_ROWS_WITH_PICTURES) {
            header.body = at;
            let row = &self.rows.rows[at];
            if counted > HEADER_ROWS || self.ends_header(at, &header) {
                return header;
            }
            counted += usize::from(!self.is_picture(row));
            self.read(at, &mut header);
            header.body = at + 1;
        }
        header
    }

    fn ends_header(&self, at: usize, header: &Header) -> bool {
        let row = &self.rows.rows[at];
        let stop = matches!(row.hint, Some(Evidence::EndMark | Evidence::AmongTeasers));
        stop || (row.is_prose() && !self.is_echo(row) && !self.is_summary(at, header))
    }

    fn read(&self, at: usize, header: &mut Header) {
        let row = &self.rows.rows[at];
        if self.is_echo(row) {
            header.echo = true;
        }
        match row.line.sign {
            Sign::Stamp(kind) => {
                header.stamp = header.stamp.max(Some(kind));
                header.last_stamp = Some(at);
            }
            Sign::Bullet => _ = header.evidence.insert(Evidence::Bullets),
            Sign::Text if self.is_byline(at) => _ = header.evidence.insert(Evidence::Byline),
            _ => {}
        }
        header.evidence.extend(row.hint);
        if row.line.sign == Sign::Text && !self.is_echo(row) && self.rows.recurs(at) {
            header.evidence.insert(Evidence::Recurs);
        }
    }

    /// Prose that stands between the headline and its date: a summary or a caption.
    fn is_summary(&self, at: usize, header: &Header) -> bool {
        if header.stamp == Some(Kind::Strict) {
            return false;
        }
        let below = self.rows.rows[at + 1..].iter();
        let mut below = below.skip_while(|row| row.is_prose() || self.is_picture(row)).take(1);
        let near = self.rows.rows[at + 1..].iter().take(SUMMARY_ROWS).any(|row| !row.is_prose());
        near && below.any(|row| self.is_header_mark(row))
    }

    fn is_header_mark(&self, row: &Row) -> bool {
        row.line.sign == Sign::Stamp(Kind::Strict)
            || self.is_echo(row)
            || matches!(row.hint, Some(Evidence::Follow | Evidence::ShortUrl))
    }

    fn is_echo(&self, row: &Row) -> bool {
        let echo = self.rows.rows[self.title].line.echo;
        echo != 0 && row.line.echo == echo
    }

    fn is_picture(&self, row: &Row) -> bool {
        let Sign::Rule(id) = row.line.sign else { return false };
        self.rules.role(id) == Role::Part(Part::Caption) || self.rules.name(id) == "marker/gallery"
    }

    /// A name right beside a date.
    fn is_byline(&self, at: usize) -> bool {
        let beside = [at.checked_sub(1), Some(at + 1)];
        let dated = beside.into_iter().flatten().filter_map(|at| self.rows.get(at)).any(Row::is_stamp);
        dated && self.rows.rows[at].line.look.is_name_like()
    }

    /// Reads up from the headline to the end of the story above.
    fn lead(&self) -> Lead {
        let mut lead = Lead { start: self.title, stamp: None, evidence: BTreeSet::new() };
        for at in (self.title.saturating_sub(LEAD_ROWS)..self.title).rev() {
            let row = &self.rows.rows[at];
            match (row.line.sign, row.hint) {
                (Sign::Stamp(kind), _) => {
                    lead.stamp = lead.stamp.max(Some(kind));
                    lead.start = at;
                }
                (_, Some(hint)) => {
                    lead.evidence.insert(hint);
                    break;
                }
                (Sign::Text, _) if !row.is_prose() && self.rows.recurs(at) => {
                    lead.evidence.insert(Evidence::Recurs);
                    lead.start = at;
                }
                (Sign::Text, _) if row.line.look.is_name_like() && !row.is_prose() => {}
                _ => break,
            }
        }
        if self.among_teasers(lead.start) {
            lead.evidence.insert(Evidence::AmongTeasers);
        }
        lead
    }

    /// Whether a label of a list of teasers stands above, with no prose in between.
    fn among_teasers(&self, start: usize) -> bool {
        let above = self.rows.rows[start.saturating_sub(TEASER_ROWS)..start].iter().rev();
        above.take_while(|row| !row.is_prose()).any(|row| row.hint == Some(Evidence::AmongTeasers))
    }

    fn body_evidence(&self, header: &Header) -> Option<Evidence> {
        const BODY_ROWS: usize = 8;
        let Some(row) = self.rows.get(header.body) else {
            // A header cut off by the end of the page has no body to show.
            return None;
        };
        let words = self.rows.words(header.body..header.body + BODY_ROWS);
        if row.is_prose() && row.line.look.ends() == Ends::Ellipsis && words < 2 * STORY_WORDS {
            Some(Evidence::TeaserBody)
        } else if words < STORY_WORDS {
            Some(Evidence::ThinBody)
        } else {
            (row.line.look.dateline() > 0).then_some(Evidence::Dateline)
        }
    }

    /// Whether the headline stood further up already, with prose in between.
    fn seen_before(&self) -> bool {
        let row = &self.rows.rows[self.title];
        let first = self.first.get(&row.line.echo).copied().unwrap_or(self.title);
        first < self.title && self.rows.words(first..self.title) > 0
    }
}

fn stamp_evidence(header: &Header, lead: &Lead) -> Vec<Evidence> {
    let strict = header.stamp.max(lead.stamp) == Some(Kind::Strict);
    let stamped = header.stamp.or(lead.stamp).is_some();
    match (header.echo, strict, stamped) {
        (true, true, _) => vec![Evidence::EchoAroundStamp],
        (true, false, true) => vec![Evidence::HeadlineEcho, Evidence::LooseStamp],
        (true, false, false) => vec![Evidence::HeadlineEcho],
        (false, true, _) => vec![Evidence::Stamp],
        (false, false, true) => vec![Evidence::LooseStamp],
        (false, false, false) => vec![],
    }
}

/// Whether it can begin a story at all: everything else only adds to one of these.
fn is_anchor(evidence: &Evidence) -> bool {
    use Evidence as E;
    matches!(
        evidence,
        E::EchoAroundStamp
            | E::HeadlineEcho
            | E::Stamp
            | E::LooseStamp
            | E::Follow
            | E::Separator
            | E::Recurs
    )
}
