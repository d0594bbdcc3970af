//! What a page does again and again: headers of one make, letters with a name below each.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows, Sign};
use crate::split::kind::is_counts;
use crate::split::topic::{Leaning, Topics};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Headers of one make are a pattern from so many on.
const OFTEN: usize = 3;

/// Nothing but a separator above a headline: so are the sections of a column parted as well.
const PARTED: &[u8] = &[b'A' + Evidence::Separator as u8, b'T'];

/// Marks the candidates whose header is made like those of two others; on live pages, with little text as well.
pub(super) fn mark(rows: &Rows<'_>, candidates: &mut [Candidate], live: &[usize]) {
    let makes: Vec<Vec<u8>> = candidates.iter().map(|candidate| make(rows, candidate)).collect();
    let mut known: FxHashMap<&[u8], Make> = FxHashMap::default();
    for (make, candidate) in makes.iter().zip(candidates.iter()) {
        let known = known.entry(make).or_default();
        let opens =
            rows.words(0..candidate.start) == 0 && rows.get(candidate.body).is_some_and(Row::is_prose);
        known.opens |= known.all.is_empty() && opens;
        known.add(candidate);
    }
    for (make, candidate) in makes.iter().zip(candidates.iter()).filter(|(make, _)| **make == PARTED) {
        let speaks = Topics::below(rows, candidate.body).leaning(rows, candidate) == Leaning::Below;
        known.entry(make).or_default().speak += usize::from(speaks);
    }
    for (make, candidate) in makes.iter().zip(candidates.iter_mut()) {
        let pattern = known[make.as_slice()].is_pattern(live.len())
            && (candidate.body < rows.len() || candidate.is_dated())
            && (make != PARTED || known[make.as_slice()].speaks());
        if pattern && candidate.has_plain_anchor() {
            candidate.evidence.insert(Evidence::Pattern);
            // What the first of them does not stand below parts entries, and among many even a short one is one.
            if !known[make.as_slice()].first.contains(Evidence::AmongTeasers) {
                candidate.evidence.remove(Evidence::AmongTeasers);
            }
            if counts_comments(rows, candidate) {
                candidate.evidence.remove(Evidence::BelowComments);
            }
            candidate.evidence.remove(Evidence::ThinBody);
            // The page may begin with the list of its headlines.
            if candidate.title.is_some_and(|title| rows.words(0..rows.first_copy(title)) == 0) {
                candidate.evidence.remove(Evidence::SeenBefore);
            }
        }
    }
}

/// Whether the header ends in a count of comments of its own, as those of blogs do.
fn counts_comments(rows: &Rows<'_>, candidate: &Candidate) -> bool {
    let counts = |at: usize| rows.get(at).is_some_and(|row| row.hint == Some(Evidence::AmongTeasers));
    counts(candidate.body) || candidate.body.checked_sub(1).is_some_and(counts)
}

/// The headers of one make that a page has.
#[derive(Default)]
struct Make {
    /// What is known of the first one.
    first: EvidenceSet,
    /// The bodies of those with a story's worth of text below.
    full: BTreeSet<usize>,
    /// The bodies of all.
    all: BTreeSet<usize>,
    /// Whether they have a date or time.
    dated: bool,
    /// Whether nothing stands above the first one, and a text right below.
    opens: bool,
    /// Whether they have a mark that sites put into headers.
    marked: bool,
    /// How many stand right below the end of the story above.
    ended: usize,
    /// How many of their headlines speak of the text below.
    speak: usize,
}

impl Make {
    /// Whether as many headlines as those of stories speak of the text below.
    fn speaks(&self) -> bool {
        self.speak * 2 >= self.all.len()
    }

    fn add(&mut self, candidate: &Candidate) {
        if self.all.is_empty() {
            self.first = candidate.evidence;
        }
        self.dated |= candidate.evidence.contains_any(&[Evidence::Stamp, Evidence::LooseStamp]);
        self.marked |= candidate.evidence.contains(Evidence::SiteMark);
        self.ended += usize::from(candidate.evidence.contains(Evidence::EndMark));
        self.all.insert(candidate.body);
        if !candidate.evidence.contains(Evidence::ThinBody) {
            self.full.insert(candidate.body);
        }
    }

    /// Lists of teasers have one make as well, but hardly any text below each. The entries of a live page with so many times
    /// may be short.
    fn is_pattern(&self, times: usize) -> bool {
        let full = self.full.len() >= OFTEN && self.full.len() * 3 >= self.all.len() * 2;
        // Of a few times of a live page, what stands above may be links.
        let live = times > 0 && self.dated && self.all.len() * 3 >= times;
        // Teasers stand below a story; where the first text of the page is as short, all are.
        let brief = self.opens && self.dated && self.first.contains(Evidence::ThinBody);
        // Of an archive, each post but the first stands below the end of another one.
        let archive = self.opens && self.dated && self.ended + 1 >= self.all.len();
        full || (self.all.len() >= OFTEN && (live || brief || archive || self.marked))
    }
}

/// The kinds of the rows of a header. Summaries, links and pictures come and go.
fn make(rows: &Rows<'_>, candidate: &Candidate) -> Vec<u8> {
    let above = rows.rows[..candidate.start].iter().rev().find(|row| !row.furniture).and_then(|row| row.hint);
    let above = above.filter(|hint| hint.parts_stories()).map(|hint| b'A' + hint as u8);
    let kinds =
        (candidate.start..candidate.body).filter_map(|at| kind(rows, at, Some(at) == candidate.title));
    above.into_iter().chain(kinds).collect()
}

fn kind(rows: &Rows<'_>, at: usize, title: bool) -> Option<u8> {
    let row = &rows.rows[at];
    match (row.line.sign, row.hint) {
        _ if title => Some(b'T'),
        _ if row.is_stamp() => Some(b'd'),
        (_, Some(Evidence::Caption | Evidence::Link | Evidence::ShortUrl)) => None,
        (_, Some(hint)) => Some(b'A' + hint as u8),
        (Sign::Text, _) => Some(b't').filter(|_| !is_counts(rows.piece(at))),
        _ => None,
    }
}

/// Bodies that follow a name, as in letters without headlines: `CAPS TOPIC: text` below name and town of the letter
/// above. Only where a page does it several times.
pub(super) fn sign_offs(rows: &Rows<'_>) -> Vec<Candidate> {
    let found: Vec<usize> = (1..rows.len()).filter(|&at| follows_sign_off(rows, at)).collect();
    if found.len() + 1 < OFTEN {
        return Vec::new();
    }
    let evidence: EvidenceSet =
        [Evidence::SignOff, Evidence::Pattern, Evidence::Dateline].into_iter().collect();
    found.into_iter().map(|at| Candidate { start: at, title: None, body: at, evidence }).collect()
}

fn follows_sign_off(rows: &Rows<'_>, at: usize) -> bool {
    const SIGN_OFF_ROWS: usize = 3;
    let row = &rows.rows[at];
    let names = rows.rows[..at].iter().rev().take(SIGN_OFF_ROWS).take_while(|row| is_name(row)).count();
    // A name alone that is no closer to the text above than to the one below is a heading.
    let hangs = |first: usize| names > 1 || rows.rows[first].blanks < row.blanks;
    let signed = names > 0 && at > names && rows.rows[at - names - 1].is_prose() && hangs(at - names);
    row.is_prose() && row.line.look.dateline() > 0 && signed
}

fn is_name(row: &Row) -> bool {
    row.line.sign == Sign::Text && row.line.look.is_name_like() && !row.is_prose()
}
