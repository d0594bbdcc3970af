//! Places where a story could begin, with what stands around each.

use super::STORY_WORDS;
use super::rows::{Row, Rows};
use crate::evidence::Evidence;
use crate::label::{Ends, Sign};
use crate::role::{Part, Role};
use crate::rules::Rules;
use crate::stamp::Kind;
use std::collections::{BTreeSet, HashMap};

mod header;
mod lead;
mod pattern;

use header::Header;
use lead::Lead;

/// A place where a story could begin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The row its story would begin with.
    pub(crate) start: usize,
    /// The row of the headline; letters have none.
    pub(crate) title: Option<usize>,
    /// The row its body would begin with.
    pub(crate) body: usize,
    /// What stands around it.
    pub(crate) evidence: BTreeSet<Evidence>,
}

impl Candidate {
    /// Whether a label and a date stand on a line of their own in its header.
    pub(super) fn is_dated(&self) -> bool {
        self.evidence.contains(&Evidence::Stamp) || self.evidence.contains(&Evidence::EchoAroundStamp)
    }

    /// Whether something stands there that headers have and sub-headings have not.
    fn has_plain_anchor(&self) -> bool {
        use Evidence as E;
        let plain = [
            E::EchoAroundStamp,
            E::HeadlineEcho,
            E::Stamp,
            E::LooseStamp,
            E::Separator,
            E::SiteMark,
            E::SignOff,
        ];
        plain.iter().any(|evidence| self.evidence.contains(evidence))
    }

    /// Whether the page ends within its header. A list of teasers has more than one date.
    pub(super) fn is_cut_off(&self, rows: &Rows<'_>) -> bool {
        let stamps = || rows.rows[self.start..].iter().filter(|row| row.is_stamp()).take(2).count();
        self.body == rows.len()
            && self.is_dated()
            && !self.evidence.contains(&Evidence::AmongTeasers)
            && stamps() == 1
    }
}

/// All candidates of a page, by body.
pub(super) fn candidates(rows: &Rows<'_>, rules: &Rules) -> Vec<Candidate> {
    let first = first_copies(rows);
    let headed = (0..rows.len()).filter(|&row| may_head(rows, row));
    let headed = headed.filter_map(|title| Looking { rows, rules, first: &first, title }.candidate());
    let mut found: Vec<Candidate> = headed.chain(pattern::sign_offs(rows)).collect();
    mark_thin(rows, &mut found);
    pattern::mark(rows, &mut found);
    found.retain(|candidate| {
        candidate.evidence.iter().any(is_anchor) || candidate.evidence.contains(&Evidence::HeadlineOnly)
    });
    found.sort_by_key(|candidate| (candidate.body, candidate.start));
    found
}

/// Marks the candidates with too little text of their own: up to the next place that could begin a story.
fn mark_thin(rows: &Rows<'_>, candidates: &mut [Candidate]) {
    /// Fewer words are a teaser's or a comment's.
    const OWN_WORDS: usize = 2 * STORY_WORDS - 4;
    let anchored = candidates.iter().filter(|candidate| candidate.has_plain_anchor());
    let mut starts: Vec<usize> = anchored.map(|candidate| candidate.start).collect();
    starts.sort_unstable();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.body < rows.len()) {
        let next = starts.partition_point(|&start| start <= candidate.body);
        let end = starts.get(next).copied().unwrap_or(rows.len());
        if own_words(rows, candidate.body, end) < OWN_WORDS {
            candidate.evidence.insert(Evidence::ThinBody);
        }
    }
}

/// Words of prose from a body on, as far as the text hangs together.
fn own_words(rows: &Rows<'_>, body: usize, end: usize) -> usize {
    /// More short lines in a row are no part of a story.
    const GAP: usize = 4;
    const ENOUGH: usize = 24;
    let (mut words, mut gap) = (0, 0);
    for row in rows.rows[body..end.max(body)].iter().take(ENOUGH) {
        gap = if row.is_prose() { 0 } else { gap + 1 };
        if gap > GAP {
            break;
        }
        words += if row.is_prose() { row.line.look.words() } else { 0 };
    }
    words
}

/// Whether a row may be a headline; one behind a bullet only right above a date.
fn may_head(rows: &Rows<'_>, at: usize) -> bool {
    let row = &rows.rows[at];
    let dated = || rows.get(at + 1).is_some_and(Row::is_stamp);
    let announces = row.line.look.ends() == Ends::Colon;
    (row.is_headline_like() && !announces && !ends_in_credit(rows.piece(at)))
        || (row.line.sign == Sign::Bullet && row.line.look.is_headline_like() && dated())
}

/// Whether a line ends with a name in brackets, as captions do.
pub(crate) fn ends_in_credit(piece: &str) -> bool {
    const LONGEST: usize = 40;
    let bracket = piece.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    bracket.is_some_and(|(_, credit)| credit.len() <= LONGEST && credit.starts_with(char::is_uppercase))
}

/// Where each line that may be a headline stands first.
fn first_copies(rows: &Rows<'_>) -> HashMap<u64, usize> {
    let mut first = HashMap::new();
    for (at, row) in rows.rows.iter().enumerate() {
        if row.line.echo != 0 {
            first.entry(row.line.echo).or_insert(at);
        }
    }
    first
}

/// What is asked about the surroundings of one headline.
struct Looking<'r> {
    rows: &'r Rows<'r>,
    rules: &'r Rules,
    first: &'r HashMap<u64, usize>,
    title: usize,
}

impl Looking<'_> {
    fn candidate(&self) -> Option<Candidate> {
        let (header, lead) = (self.header(), self.lead());
        let mut evidence: BTreeSet<Evidence> = header.evidence.union(&lead.evidence).copied().collect();
        evidence.extend(stamp_evidence(&header, &lead));
        evidence.extend(self.body_evidence(&header));
        evidence.extend(self.headline_evidence());
        if lead.start.checked_sub(1).is_some_and(|above| self.rows.rows[above].is_prose()) {
            evidence.insert(Evidence::BelowText);
        }
        if self.rows.rows[lead.start].blanks >= 2 {
            evidence.insert(Evidence::BlankLines);
        }
        if self.among_teasers(lead.start) {
            // What leads to other stories is short; a whole story below the label was appended.
            let appended = self.story_words(header.body) >= 3 * STORY_WORDS;
            evidence.insert(if appended { Evidence::EndMark } else { Evidence::AmongTeasers });
        }
        // Two blank lines and a dateline alone: worth telling, never enough.
        if evidence.contains(&Evidence::BlankLines)
            && evidence.contains(&Evidence::Dateline)
            && !evidence.iter().any(is_anchor)
        {
            evidence.insert(Evidence::HeadlineOnly);
        }
        let worth =
            evidence.iter().any(|evidence| is_anchor(evidence) || *evidence == Evidence::HeadlineOnly);
        (worth || self.can_close(&evidence)).then_some(Candidate {
            start: lead.start,
            title: Some(self.title),
            body: header.body,
            evidence,
        })
    }

    fn can_close(&self, evidence: &BTreeSet<Evidence>) -> bool {
        evidence.contains(&Evidence::Link) || evidence.contains(&Evidence::Bullets)
    }

    fn is_echo(&self, row: &Row) -> bool {
        let echo = self.rows.rows[self.title].line.echo;
        echo != 0 && row.line.echo == echo
    }

    fn is_picture(&self, row: &Row) -> bool {
        let Sign::Rule(id) = row.line.sign else { return false };
        self.rules.role(id) == Role::Part(Part::Caption) || self.rules.name(id) == "marker/gallery"
    }

    /// `By …`, or a name right beside a date.
    fn is_byline(&self, at: usize) -> bool {
        let row = &self.rows.rows[at];
        let beside = [at.checked_sub(1), Some(at + 1)];
        let dated = beside.into_iter().flatten().filter_map(|at| self.rows.get(at)).any(Row::is_stamp);
        let named = row.line.look.is_name_like() && row.line.look.words() <= 5;
        let labelled = row.line.look.words() <= 8
            && crate::stamp::longest(self.rows.piece(at), &self.rules.labels.by).is_some();
        labelled || (dated && named)
    }

    /// Whether a label of a list of teasers stands above, with no prose in between.
    fn among_teasers(&self, start: usize) -> bool {
        /// A list of teasers reaches so many rows down from its label.
        const TEASER_ROWS: usize = 12;
        let above = self.rows.rows[start.saturating_sub(TEASER_ROWS)..start].iter().rev();
        above.take_while(|row| !row.is_prose()).any(|row| row.hint == Some(Evidence::AmongTeasers))
    }

    /// Words of the unbroken prose that begins at a row.
    fn story_words(&self, body: usize) -> usize {
        const ENOUGH: usize = 8;
        let rows = self.rows.rows[body.min(self.rows.len())..].iter().take(ENOUGH);
        rows.take_while(|row| row.is_prose()).map(|row| row.line.look.words()).sum()
    }

    fn body_evidence(&self, header: &Header) -> Option<Evidence> {
        // A header cut off by the end of the page has no body to show.
        let row = self.rows.get(header.body)?;
        let teaser = row.is_prose() && row.line.look.ends() == Ends::Ellipsis;
        if teaser && self.story_words(header.body) < 2 * STORY_WORDS {
            return Some(Evidence::TeaserBody);
        }
        (row.line.look.dateline() > 0).then_some(Evidence::Dateline)
    }

    fn headline_evidence(&self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        if self.rows.rows[self.title].line.look.words() <= 2 {
            evidence.push(Evidence::ShortHeadline);
        }
        if self.is_byline(self.title) {
            evidence.push(Evidence::NameForHeadline);
        }
        if self.rows.comments().is_some_and(|comments| comments < self.title) {
            evidence.push(Evidence::BelowComments);
        }
        if self.seen_before() {
            evidence.push(Evidence::SeenBefore);
        }
        evidence
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
            | E::SiteMark
            | E::Recurs
            | E::SignOff
            | E::Link
            | E::Bullets
    )
}
