//! Places where a story could begin, with what stands around each.

use super::STORY_WORDS;
use super::ends_in_credit;
use super::rows::{Row, Rows};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::{Ends, Sign};
use crate::stamp::Kind;
use std::ops::Range;

mod clock;
mod collection;
mod counted;
mod digest;
mod first;
mod form;
mod header;
mod joined;
mod lead;
mod letters;
mod listed;
mod live;
mod marked;
mod pattern;
mod runin;
mod stripped;

pub(super) use collection::{Collection, collection, is_called};
use header::Header;
use joined::{add, add_entries, add_forms};
use lead::Lead;
use listed::is_listed_headline;

/// A place where a story could begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    /// The row its story would begin with.
    pub(crate) start: usize,
    /// The row of the headline; letters have none.
    pub(crate) title: Option<usize>,
    /// The row its body would begin with.
    pub(crate) body: usize,
    /// What stands around it.
    pub(crate) evidence: EvidenceSet,
}

impl Candidate {
    /// Whether a label and a date stand on a line of their own in its header.
    pub(super) fn is_dated(&self) -> bool {
        self.evidence.contains_any(&[Evidence::Stamp, Evidence::EchoAroundStamp])
    }

    /// Whether something stands there that headers have and sub-headings have not.
    fn has_plain_anchor(&self) -> bool {
        use Evidence as E;
        let plain = [
            E::EchoAroundStamp,
            E::HeadlineEcho,
            E::HeadlineTwice,
            E::Stamp,
            E::LooseStamp,
            E::Separator,
            E::StoryMarker,
            E::SiteMark,
            E::Path,
            E::MailHeader,
            E::SignOff,
        ];
        self.evidence.contains_any(&plain)
    }

    /// Whether the page ends within its header. A list of teasers has more than one date.
    pub(super) fn is_cut_off(&self, rows: &Rows<'_>) -> bool {
        let stamps = || rows.rows[self.start..].iter().filter(|row| row.is_stamp()).take(2).count();
        self.body == rows.len()
            && self.is_dated()
            && !self.evidence.contains(Evidence::AmongTeasers)
            && stamps() == 1
    }
}

/// All candidates of a page, by body.
pub(super) fn candidates(rows: &Rows<'_>) -> Vec<Candidate> {
    let headed = (0..rows.len()).filter(|&row| may_head(rows, row));
    let headed = headed.filter_map(|title| Looking { rows, title }.candidate());
    let mut found: Vec<Candidate> = headed.collect();
    if !stripped::is_talk(rows) {
        found.extend(pattern::sign_offs(rows).into_iter().chain(stripped::datelines(rows)));
    }
    mark_thin(rows, &mut found);
    add_repeated(rows, &mut found);
    found.sort_by_key(|candidate| (candidate.body, candidate.start));
    found
}

/// Marks and adds what only shows in several places of a page.
fn add_repeated(rows: &Rows<'_>, found: &mut Vec<Candidate>) {
    // Pages with echoed headlines need no other signs.
    let echoed = found.iter().any(|one| one.evidence.contains(Evidence::EchoAroundStamp));
    let named = if echoed { None } else { collection(rows, first_text(rows)) };
    // What comes back in a timeline are its dates.
    if named == Some(Collection::Timeline) {
        return;
    }
    let live = clock::live_times(rows, named);
    pattern::mark(rows, found, &live);
    first::mark(rows, found);
    found.retain(|candidate| {
        candidate.evidence.contains_any(ANCHORS) || candidate.evidence.contains(Evidence::HeadlineOnly)
    });
    if !echoed {
        let forms = form::entries(rows);
        add_series(rows, (&live, forms.len()), named, found);
        add_forms(found, forms);
    }
}

/// Adds what only shows in a row of its like: entries of a live page, letters, items of a digest.
fn add_series(
    rows: &Rows<'_>,
    (live, forms): (&[usize], usize),
    named: Option<Collection>,
    found: &mut Vec<Candidate>,
) {
    let has = |found: &[Candidate], makes: &[Evidence]| {
        found.iter().any(|candidate| candidate.evidence.contains_any(makes))
    };
    add_entries(found, listed::entries(rows));
    // Where headers have a make of their own, headlines alone begin nothing. A page that is named may begin with the list of
    // its headlines.
    // What stands below one text after the other is no headline.
    let recurs = |one: &Candidate| one.title.is_some_and(|title| rows.recurs(title));
    let echoed = |one: &&Candidate| one.evidence.contains(Evidence::HeadlineEcho) && !recurs(one);
    let echoes = found.iter().filter(echoed).count();
    if echoes > usize::from(named.is_some()) {
        return;
    }
    add_entries(found, live::entries(rows, live));
    add_entries(found, counted::timed(rows, named));
    if !has(found, &[Evidence::LiveEntry]) {
        add_entries(found, counted::numbered(rows));
        add_entries(found, counted::mailed(rows));
    }
    let named = named.filter(|named| *named != Collection::Live);
    if !has(found, &[Evidence::Pattern]) {
        add(rows, found, letters::letters(rows));
    }
    if !has(found, &[Evidence::Pattern]) {
        add_entries(found, marked::items(rows));
    }
    if named.is_some() || (!has(found, &[Evidence::Pattern]) && forms < 2) {
        add(rows, found, digest::items(rows, named));
    }
    if !has(found, &[Evidence::Digest, Evidence::Pattern]) {
        let called = is_called(rows, first_text(rows), &rows.rules.labels.collection);
        let placed = if called { runin::places(rows) } else { Vec::new() };
        add_entries(found, if placed.is_empty() { runin::headlines(rows) } else { placed });
    }
}

/// The first row with a text's worth of prose; with any, where no text is that long.
fn first_text(rows: &Rows<'_>) -> usize {
    let full = |row: &Row| row.is_prose() && row.line.look.words() >= STORY_WORDS;
    let first = rows.rows.iter().position(full).or_else(|| rows.rows.iter().position(Row::is_prose));
    first.unwrap_or(0)
}

/// Marks the candidates with too little text of their own: up to the next place that could begin a story.
fn mark_thin(rows: &Rows<'_>, candidates: &mut [Candidate]) {
    /// Fewer words are a teaser's or a comment's.
    const OWN_WORDS: usize = 2 * STORY_WORDS - 4;
    /// In one piece, so many may be.
    const LONG_TEASER: usize = 3 * STORY_WORDS;
    let anchored = candidates.iter().filter(|candidate| candidate.has_plain_anchor());
    let mut starts: Vec<usize> = anchored.map(|candidate| candidate.start).collect();
    starts.sort_unstable();
    let known = [Evidence::SignOff, Evidence::StoryMarker, Evidence::SourceEcho];
    // No teaser has them all.
    let whole = [
        [Evidence::Stamp, Evidence::Byline, Evidence::Dateline],
        [Evidence::EndMark, Evidence::Byline, Evidence::OtherDateline],
    ];
    let open = |candidate: &&mut Candidate| {
        candidate.body < rows.len()
            && !candidate.evidence.contains_any(&known)
            && !whole.iter().any(|all| all.iter().all(|&evidence| candidate.evidence.contains(evidence)))
    };
    for candidate in candidates.iter_mut().filter(open) {
        let next = starts.partition_point(|&start| start <= candidate.body);
        let end = starts.get(next).copied().unwrap_or(rows.len());
        let (words, pieces) = own_words(rows, candidate.body, end);
        if words < OWN_WORDS || (words < LONG_TEASER && pieces == 1) {
            candidate.evidence.insert(Evidence::ThinBody);
        }
    }
}

/// Words of prose from a body on, as far as the text hangs together, and in how many pieces.
fn own_words(rows: &Rows<'_>, body: usize, end: usize) -> (usize, usize) {
    /// More short lines in a row are no part of a story.
    const GAP: usize = 4;
    const ENOUGH: usize = 24;
    let (mut words, mut pieces, mut gap) = (0, 0, 0);
    for row in rows.rows[body..end.max(body)].iter().take(ENOUGH) {
        gap = if row.is_prose() { 0 } else { gap + 1 };
        if gap > GAP {
            break;
        }
        if row.is_prose() {
            words += row.line.look.words();
            pieces += 1;
        }
    }
    (words, pieces)
}

/// Whether a row may be a headline; one behind a bullet only right above a date.
fn may_head(rows: &Rows<'_>, at: usize) -> bool {
    let row = &rows.rows[at];
    // Below "Home", a bullet is the last step of the way to the page.
    let step = at.checked_sub(1).is_some_and(|above| rows.rows[above].furniture);
    let dated = || !step && rows.get(at + 1).is_some_and(Row::is_stamp);
    let announces = row.line.look.ends() == Ends::Colon;
    (row.is_headline_like() && !announces && !row.by && !ends_in_credit(rows.piece(at)))
        || (row.line.sign == Sign::Bullet
            && row.line.look.is_headline_like()
            && (dated() || (!step && is_listed_headline(rows, at))))
}

/// Whether what stands below a headline is cut off like a teaser, and the story around its box goes on below.
fn is_boxed_teaser(rows: &Rows<'_>, title: usize, body: usize) -> bool {
    /// Shorter lines may be cut off for another reason.
    const WORDS: Range<usize> = 8..2 * STORY_WORDS;
    let is_cut = |row: &Row| row.line.look.ends() == Ends::Ellipsis && WORDS.contains(&row.line.look.words());
    let text = |at: usize| rows.get(at).is_some_and(Row::is_prose);
    let first = rows.get(body).is_some_and(is_cut) && text(body + 1);
    first || (body > title + 1 && is_cut(&rows.rows[body - 1]) && text(body))
}

/// What is asked about the surroundings of one headline.
struct Looking<'r> {
    rows: &'r Rows<'r>,
    title: usize,
}

impl Looking<'_> {
    fn candidate(&self) -> Option<Candidate> {
        let (header, lead) = (self.header(), self.lead());
        if header.endless {
            return None;
        }
        let mut evidence = header.evidence.union(lead.evidence);
        evidence.extend(stamp_evidence(&header, &lead));
        evidence.extend(self.body_evidence(&header));
        evidence.extend(self.headline_evidence(header.body));
        if lead.start.checked_sub(1).is_some_and(|above| self.rows.rows[above].is_prose()) {
            evidence.insert(Evidence::BelowText);
        }
        if self.rows.rows[lead.start].blanks >= 2 {
            evidence.insert(Evidence::BlankLines);
        }
        if self.among_teasers(lead.start) {
            // What leads to other stories is short; a whole story below the label was appended.
            let least = if evidence.contains(Evidence::SourceEcho) { STORY_WORDS } else { 3 * STORY_WORDS };
            let appended = self.story_words(header.body) >= least;
            evidence.insert(if appended { Evidence::EndMark } else { Evidence::AmongTeasers });
        }
        // Two blank lines and a dateline alone: worth telling, never enough.
        if evidence.contains(Evidence::BlankLines)
            && evidence.contains(Evidence::Dateline)
            && !evidence.contains_any(ANCHORS)
        {
            evidence.insert(Evidence::HeadlineOnly);
        }
        let worth = evidence.contains_any(ANCHORS) || evidence.contains(Evidence::HeadlineOnly);
        worth.then_some(Candidate { start: lead.start, title: Some(self.title), body: header.body, evidence })
    }

    fn is_echo(&self, row: &Row) -> bool {
        let echo = self.rows.rows[self.title].line.echo;
        echo != 0 && row.line.echo == echo
    }

    /// `By …`, or a name right beside a date.
    pub(super) fn is_byline(&self, at: usize) -> bool {
        let row = &self.rows.rows[at];
        let beside = [at.checked_sub(1), Some(at + 1)];
        let dated = beside.into_iter().flatten().filter_map(|at| self.rows.get(at)).any(Row::is_stamp);
        let named = row.line.look.is_name_like() && row.line.look.words() <= 5;
        row.by || (dated && named)
    }

    /// Whether a label of a list of teasers stands above, with no prose in between.
    fn among_teasers(&self, start: usize) -> bool {
        /// A list of teasers reaches so many rows down from its label.
        const TEASER_ROWS: usize = 24;
        let above = self.rows.rows[start.saturating_sub(TEASER_ROWS)..start].iter().rev();
        let teaser = |row: &Row| !row.is_prose() || row.line.look.ends() == Ends::Ellipsis;
        above.take_while(|row| teaser(row)).any(|row| row.hint == Some(Evidence::AmongTeasers))
    }

    /// Words of the prose that begins at a row, as far as nothing that could head another story parts it.
    fn story_words(&self, body: usize) -> usize {
        const ENOUGH: usize = 8;
        let rows = self.rows.rows[body.min(self.rows.len())..].iter().take(ENOUGH);
        let goes_on =
            |row: &&Row| row.is_prose() || !(row.is_headline_like() || row.is_stamp() || row.hint.is_some());
        rows.take_while(goes_on).filter(|row| row.is_prose()).map(|row| row.line.look.words()).sum()
    }

    fn body_evidence(&self, header: &Header) -> Option<Evidence> {
        // A header cut off by the end of the page has no body to show.
        let Some(row) = self.rows.get(header.body) else {
            let last = self.rows.rows.last().filter(|row| row.line.look.ends() == Ends::Ellipsis);
            return last.map(|_| Evidence::TeaserBody);
        };
        let teaser = row.is_prose() && row.line.look.ends() == Ends::Ellipsis;
        let short = || self.story_words(header.body) < 2 * STORY_WORDS;
        if (teaser && short()) || (!header.echo && is_boxed_teaser(self.rows, self.title, header.body)) {
            return Some(Evidence::TeaserBody);
        }
        (row.line.look.dateline() > 0).then_some(Evidence::Dateline)
    }

    fn headline_evidence(&self, body: usize) -> Vec<Evidence> {
        /// What is longer is rather a reader's sentence.
        const MOST_WORDS: usize = 20;
        let mut evidence = Vec::new();
        if self.rows.rows[self.title].line.look.words() <= 2 {
            evidence.push(Evidence::ShortHeadline);
        }
        if self.rows.rows[self.title].line.look.ends() == Ends::Sentence {
            evidence.push(Evidence::SentenceForHeadline);
        }
        if self.is_byline(self.title) {
            evidence.push(Evidence::NameForHeadline);
        }
        // Comments are short; whole stories below them were appended.
        if self.rows.comments().is_some_and(|comments| comments < self.title)
            && (self.story_words(body) < 3 * STORY_WORDS
                || self.rows.rows[self.title].line.look.words() > MOST_WORDS)
        {
            evidence.push(Evidence::BelowComments);
        }
        if self.seen_before() {
            evidence.push(Evidence::SeenBefore);
        }
        evidence
    }

    /// Whether the headline stood further up already, with prose in between.
    fn seen_before(&self) -> bool {
        let first = self.rows.first_copy(self.title);
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

/// Any of these can begin a story; everything else only adds to one of them.
const ANCHORS: &[Evidence] = &[
    Evidence::EchoAroundStamp,
    Evidence::HeadlineEcho,
    Evidence::HeadlineTwice,
    Evidence::OtherDateline,
    Evidence::Stamp,
    Evidence::LooseStamp,
    Evidence::Follow,
    Evidence::Separator,
    Evidence::StoryMarker,
    Evidence::SiteMark,
    Evidence::Path,
    Evidence::MailHeader,
    Evidence::Recurs,
    Evidence::SignOff,
    Evidence::Link,
    Evidence::Bullets,
];
