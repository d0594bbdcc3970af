//! Forms: what a page does above one story it does above the others.
//!
//! Between two texts stands a gap of short lines: the end of the story above and the header of the one below, or a
//! sub-heading. Which lines are which shows over the whole page: above the page's first text there is no end of a story,
//! below its last one no header, and what comes back in gap after gap is no accident. A gap with a headline that is its own
//! and lines that come back beside it begins a story.

use super::{Candidate, is_boxed_teaser};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::{Ends, Sign};
use crate::rules::Tells;
use crate::split::ends_in_credit;
use crate::split::kind::{Kind, Seen, counting, is_glyph, seen};
use crate::split::ordinal;
use crate::split::rows::{Row, Rows};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A gap with so much in it begins a story.
const ENOUGH: f64 = 2.5;
/// So many rows above a text can be its header.
const ROWS: usize = 24;
/// A name of so many words is rather a section's than a headline.
const NAME_WORDS: usize = 2;
/// Text with fewer words is no story's.
const STORY_WORDS: usize = 8;
/// The same, where neither the first header nor an end of the story above is like it.
const TEASER_WORDS: usize = 40;

/// The beginnings of stories whose headers have the form of others on the page.
pub(super) fn entries(rows: &Rows<'_>) -> Vec<Candidate> {
    let (gaps, tail) = gaps(rows);
    // What stands above the first text begins no further story.
    if gaps.len() < 2 {
        return Vec::new();
    }
    let page = Page::new(rows, gaps, tail);
    let established = page.is_established();
    page.gaps.iter().skip(1).filter_map(|gap| page.entry(gap, established)).collect()
}

/// What is looked at.
struct Page<'r> {
    rows: &'r Rows<'r>,
    /// Short lines, each with text below; the first gap is the page's head.
    gaps: Vec<Range<usize>>,
    kinds: &'r [[Kind; 2]],
    /// The kind in which each row comes back.
    recurring: Vec<Option<(Kind, Seen)>>,
    /// Which rows could be the headlines of their gaps: lines of their own.
    own: Vec<bool>,
    /// Whether a time and whether a byline stand above the first story's headline.
    head: [bool; 2],
}

impl<'r> Page<'r> {
    fn new(rows: &'r Rows<'r>, gaps: Vec<Range<usize>>, tail: Range<usize>) -> Self {
        let kinds = rows.kinds();
        let mut known = seen(kinds, &gaps, tail);
        counting(rows, kinds).iter().for_each(|kind| {
            known.remove(kind);
        });
        let recurring: Vec<_> = kinds.iter().map(|kinds| recurring(kinds, &known)).collect();
        let own = (0..rows.len()).map(|at| is_own(rows, at, kinds[at][0], recurring[at])).collect();
        let mut page = Self { rows, gaps, kinds, recurring, own, head: [false; 2] };
        let first = page.gaps.first().and_then(|gap| page.title(gap)).unwrap_or_default();
        page.head = [Kind::Stamp, Kind::Byline]
            .map(|kind| page.kinds[..first].iter().flatten().any(|one| *one == kind));
        page
    }

    fn entry(&self, gap: &Range<usize>, established: bool) -> Option<Candidate> {
        let title = self.title(gap).filter(|&title| !self.announces_comments(title..gap.end))?;
        let start = self.start(gap, title);
        let (weight, sure) = self.weight(gap, start);
        let mut evidence = EvidenceSet::from_iter([Evidence::Form]);
        let words = self.own_words(gap.end);
        if self.rows.comments().is_some_and(|comments| comments < title) && !sure {
            evidence.insert(Evidence::BelowComments);
        }
        if words < STORY_WORDS || (!sure && words < TEASER_WORDS) {
            evidence.insert(Evidence::ThinBody);
        }
        if is_boxed_teaser(self.rows, title, gap.end) {
            evidence.insert(Evidence::TeaserBody);
        }
        let enough = match (sure, established) {
            (true, true) => ENOUGH - 1.0,
            (true, false) => ENOUGH,
            (false, _) => ENOUGH + 1.0,
        };
        // Short names stand above the parts of menus as well.
        let look = self.rows.rows[title].line.look;
        let enough = enough + f64::from(u8::from(look.words() <= NAME_WORDS && look.is_name_like()));
        (weight >= enough).then_some(Candidate { start, title: Some(title), body: gap.end, evidence })
    }

    /// Whether at least two gaps have enough.
    fn is_established(&self) -> bool {
        let enough = |gap: &&Range<usize>| {
            self.title(gap).is_some_and(|title| self.weight(gap, self.start(gap, title)).0 >= ENOUGH)
        };
        self.gaps.iter().skip(1).filter(enough).take(2).count() == 2
    }

    /// Whether readers' comments begin in these rows.
    fn announces_comments(&self, mut header: Range<usize>) -> bool {
        let named = |at: usize| matches!(self.rows.rows[at].line.sign, Sign::Rule(id) if self.rows.rules.tells(id) == Tells::Comments);
        header.any(|at| named(at) && self.recurring[at].is_none_or(|(_, seen)| !seen.opens))
    }

    /// Words of the text that begins at a row.
    fn own_words(&self, body: usize) -> usize {
        let prose = self.rows.rows[body..].iter().take(ROWS).take_while(|row| row.is_prose());
        prose.map(|row| row.line.look.words()).sum()
    }

    /// Whether a row ends the story above.
    fn closes(&self, at: usize) -> bool {
        let hint = self.rows.rows[at].hint;
        let ends = matches!(hint, Some(Evidence::Separator | Evidence::EndMark | Evidence::AmongTeasers));
        let Some((kind, seen)) = self.recurring[at] else { return ends };
        let told =
            !matches!(kind, Kind::Stamp | Kind::Byline) && (ends || seen.closes || kind == Kind::Counts);
        kind == Kind::Separator || ((told || self.hangs(at)) && !seen.opens)
    }

    fn is_path(&self, at: usize) -> bool {
        self.rows.rows[at].tells == Tells::Path
    }

    /// Whether a row stands closer to what is above than to what is below.
    fn hangs(&self, at: usize) -> bool {
        self.rows.rows[at].blanks == 0 && self.rows.get(at + 1).is_some_and(|below| below.blanks > 0)
    }

    /// The headline of a gap: above the lines that come back, or below them if only a section or a source is above.
    fn title(&self, gap: &Range<usize>) -> Option<usize> {
        let last_own = gap.clone().rev().find(|&at| self.own[at])?;
        let parts = |at: &usize| self.closes(*at) || self.is_path(*at);
        let cut = (gap.start..last_own).rev().find(parts).map_or(gap.start, |at| at + 1);
        let header = self.header(cut..gap.end);
        let above = self.nearest(cut..header);
        let below = (header..gap.end).find(|&at| self.own[at]);
        match (above, below) {
            (Some(above), Some(below)) if self.is_kicker(above, below) => Some(below),
            (above, below) => above.or(below),
        }
    }

    /// The first of the lines above a text that come back above others, reading up.
    fn header(&self, range: Range<usize>) -> usize {
        const APART: usize = 3;
        let comes_back =
            |at: usize| !self.own[at] && self.recurring[at].is_some_and(|(_, seen)| seen.gaps >= 2);
        let opens = |at: usize| comes_back(at) && self.recurring[at].is_some_and(|(_, seen)| seen.opens);
        let top = |is: &dyn Fn(usize) -> bool| {
            range.clone().rev().fold(
                range.end,
                |header, at| {
                    if header - at <= APART && is(at) { at } else { header }
                },
            )
        };
        let header = top(&opens);
        if header < range.end { header } else { top(&comes_back) }
    }

    /// The headline right above the rest of its header, over its summary and below its section.
    fn nearest(&self, range: Range<usize>) -> Option<usize> {
        const WORDS: usize = 5;
        const FAR: usize = 3;
        let least = range.start;
        let mut at = range.rev().take(FAR).find(|&at| self.own[at])?;
        let named_above = (least + 1..=at).rev().take(FAR).find(|&at| self.is_named_above(at));
        if let Some(named) = named_above {
            return Some(named);
        }
        let longer = |above: usize| {
            let words = self.rows.rows[above].line.look.words();
            words >= WORDS && self.rows.piece(above).len() >= self.rows.piece(at).len()
        };
        let asks = self.rows.rows[at].line.look.ends() == Ends::Call;
        let below_headline = asks && at > least + 1 && self.own[at - 1] && self.own[at - 2];
        if at > least && self.own[at - 1] && (longer(at - 1) || below_headline) {
            at -= 1;
        }
        Some(at)
    }

    /// Whether the way to the page, which ends with the headline, stands right above a row.
    fn is_named_above(&self, at: usize) -> bool {
        let (above, piece) = (self.rows.piece(at - 1), self.rows.piece(at));
        self.own[at] && above.len() > piece.len() && above.ends_with(piece)
    }

    /// Whether a row is the section's or the source's rather than the headline, seen beside a longer one.
    fn is_kicker(&self, at: usize, below: usize) -> bool {
        const WORDS: usize = 5;
        let (piece, longer) = (self.rows.piece(at), self.rows.piece(below));
        let short = self.rows.rows[at].line.look.words() <= WORDS && piece.len() * 3 < longer.len() * 2;
        short || (piece.len() > longer.len() && piece.ends_with(longer))
    }

    /// The first row of the header.
    fn start(&self, gap: &Range<usize>, title: usize) -> usize {
        const FAR: usize = 6;
        let least = gap.start.max(title.saturating_sub(FAR));
        let mut start = title;
        while start > least && self.leads(gap, start - 1, title) {
            start -= 1;
        }
        start
    }

    /// Whether a row above a headline belongs to it.
    fn leads(&self, gap: &Range<usize>, at: usize, title: usize) -> bool {
        if self.closes(at) || self.is_path(at) {
            return false;
        }
        let in_first = |kind: Kind| self.head[usize::from(kind == Kind::Byline)];
        match self.recurring[at] {
            Some((kind @ (Kind::Stamp | Kind::Byline), _)) => {
                in_first(kind) || !self.kinds[title..gap.end].iter().flatten().any(|one| *one == kind)
            }
            Some((Kind::Rule(_) | Kind::Label(_), seen)) => {
                (seen.opens && self.is_mark(at)) || self.is_close(at)
            }
            Some((_, seen)) => seen.opens || self.is_close(at) || self.is_inside(gap, at),
            None => self.is_close(at) || self.is_inside(gap, at),
        }
    }

    /// A short line right below one that stands above the page's first text as well.
    fn is_inside(&self, gap: &Range<usize>, at: usize) -> bool {
        const WORDS: usize = 5;
        let opens = |at: usize| {
            self.recurring[at]
                .is_some_and(|(kind, seen)| seen.opens && !matches!(kind, Kind::Rule(_) | Kind::Label(_)))
        };
        at > gap.start && self.rows.rows[at].line.look.words() <= WORDS && opens(at - 1)
    }

    /// Whether a row that some rule knows may be part of a header: a sign, or the name of a section.
    fn is_mark(&self, at: usize) -> bool {
        let Sign::Rule(id) = self.rows.rows[at].line.sign else { return false };
        self.rows.rules.tells(id) == Tells::Section || self.rows.rules.name(id) == "chrome/symbol"
    }

    /// A short line that stands closer to what is below than to what is above.
    fn is_close(&self, at: usize) -> bool {
        const WORDS: usize = 5;
        let (row, below) = (&self.rows.rows[at], &self.rows.rows[at + 1]);
        let short = row.line.look.words() <= WORDS || self.rows.piece(at).ends_with(self.rows.piece(at + 1));
        let above =
            at.checked_sub(1).is_some_and(|above| self.closes(above) || self.rows.rows[above].furniture);
        let worded = row.line.sign == Sign::Text || row.line.look.ends() == Ends::Colon;
        worded && short && below.blanks == 0 && (row.blanks > 0 || above)
    }

    /// How much speaks for a story in the gap.
    fn weight(&self, gap: &Range<usize>, start: usize) -> (f64, bool) {
        let mut told: Vec<Kind> = Vec::new();
        let (mut dates, mut lines, mut ends, mut first) = (0.0, 0.0, 0.0, 0.0);
        for at in gap.clone() {
            let Some((kind, seen)) = self.recurring[at].filter(|(kind, _)| !told.contains(kind)) else {
                continue;
            };
            told.push(kind);
            let weight = match kind {
                Kind::Lead(_) if !seen.opens && !seen.closes => 0.0,
                kind => kind.weight(),
            };
            match kind {
                _ if at < start && (seen.closes || kind == Kind::Separator) => ends += weight,
                _ if at < start => {}
                _ if seen.gaps < 2 => {}
                Kind::Stamp | Kind::Byline => dates += weight,
                _ => lines += weight,
            }
            if at >= start && seen.opens {
                first += weight / 4.0;
            }
        }
        let weight = f64::min(dates, 3.0) + f64::min(lines, 2.0) + f64::min(ends, 1.5) + f64::min(first, 1.0);
        (weight, ends > 0.0 || first > 0.0)
    }
}

/// The kind in which a row of some kinds comes back, given where each kind stands.
fn recurring(kinds: &[Kind; 2], known: &FxHashMap<Kind, Seen>) -> Option<(Kind, Seen)> {
    let seen = |kind: &Kind| known.get(kind).map(|seen| (*kind, *seen));
    let often = |(_, seen): &(Kind, Seen)| seen.gaps + usize::from(seen.closes) >= 2;
    kinds.iter().filter(|kind| **kind != Kind::Nothing).filter_map(seen).find(often)
}

/// Whether a row could be the headline of its gap: a line of its own, given what kind it is of and in which it comes back.
fn is_own(rows: &Rows<'_>, at: usize, kind: Kind, recurring: Option<(Kind, Seen)>) -> bool {
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    let begins = |c: char| c.is_alphanumeric() || "‘’“'\"«„「/¿¡".contains(c) || is_glyph(c);
    row.line.sign == Sign::Text
        && row.is_headline_like()
        && !row.is_prose()
        && !matches!(kind, Kind::Stamp | Kind::Byline | Kind::Counts)
        && matches!(row.line.look.ends(), Ends::Open | Ends::Call)
        && !matches!(recurring, Some((Kind::Line(_), _)))
        && piece.starts_with(begins)
        && ordinal::number(piece).is_none()
        && !is_timed(piece)
        && !ends_in_credit(piece)
}

/// Whether a time is glued to what it stands before, as in lists of entries: `12:48Station opens`.
fn is_timed(piece: &str) -> bool {
    let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    piece[..piece.len() - rest.len()].contains(':') && rest.starts_with(char::is_alphabetic)
}

/// The gaps with text below, and the rows below the last text.
fn gaps(rows: &Rows<'_>) -> (Vec<Range<usize>>, Range<usize>) {
    let mut gaps = Vec::new();
    let mut start = 0;
    for at in 0..rows.len() {
        if !rows.rows[at].is_prose() {
            continue;
        }
        if start < at && is_summary(rows, start, at) {
            continue;
        }
        if start < at {
            gaps.push(start.max(at.saturating_sub(ROWS))..at);
        }
        start = at + 1;
    }
    (gaps, start..rows.len())
}

/// A sentence between a headline and the author or date below.
fn is_summary(rows: &Rows<'_>, start: usize, at: usize) -> bool {
    const WORDS: usize = 32;
    const NEAR: usize = 4;
    let headed = rows.rows[at - 1].is_headline_like() && !rows.rows[at - 1].by;
    let dated = |row: &Row| row.by || row.is_stamp();
    let above = &rows.rows[start.max(at.saturating_sub(NEAR))..at];
    // Below the way to a page and its headline stands no text yet.
    let led = at >= start + 2 && rows.rows[at - 2].tells == Tells::Path;
    let below = || rows.get(at + 1).is_some_and(|row| dated(row) || row.picture);
    rows.rows[at].line.look.words() <= WORDS
        && headed
        && !above.iter().any(dated)
        && (below() || (led && rows.get(at + 1).is_some_and(|row| !row.is_prose())))
}
