//! Which line of a run is for what: header, body and tail are read by different rules.

use super::{PageLines, header};
use crate::evidence::Evidence;
use crate::label::{Ends, Sign};
use crate::role::{Part, Role, RuleId};
use crate::rules::Tells;
use crate::split::{Run, ends_in_credit};
use crate::stamp::Kind;
use std::ops::Range;

/// Gives every line of the run its role.
pub(super) fn assign(page: &PageLines<'_>, run: &Run, roles: &mut [Role]) {
    let reading = Reading::new(page, run);
    for index in page.rows(run.lines.clone()) {
        roles[index] = reading.role(index);
        for next in index + 1..run.lines.end {
            if page.lines[next].sign != Sign::Continued {
                break;
            }
            roles[next] = roles[index];
        }
    }
}

/// A summary has more words than a button.
const HIGHLIGHT_WORDS: usize = 5;

/// A run with its parts marked off.
struct Reading<'p> {
    page: &'p PageLines<'p>,
    lines: Range<usize>,
    title: Option<usize>,
    /// From the headline to the body.
    header: Range<usize>,
    /// The first line of the tail.
    tail: usize,
    /// The first line of the tail that announces other stories.
    teasers: Option<usize>,
    /// The names with which a letter is signed, right below its text.
    signature: Range<usize>,
    /// What stands below a label of topics.
    topics: Range<usize>,
    /// Whether blank lines part the paragraphs.
    spaced: bool,
    /// The body, where it stands above its header.
    closing: Option<Range<usize>>,
}

impl<'p> Reading<'p> {
    fn new(page: &'p PageLines<'p>, run: &Run) -> Self {
        let lines = run.lines.clone();
        let first = || header::body_start(page, lines.clone()).unwrap_or(lines.end);
        let (title, body) = match run.title {
            Some(title) => (Some(title), run.body),
            None => (header::headline(page, lines.clone(), first()), first()),
        };
        let closing = title
            .filter(|&title| first() < title && run.boundary.as_ref().is_none_or(|at| at.title.is_none()));
        let tail = tail_start(page, body..lines.end);
        let blank = page.lines[lines.clone()].iter().filter(|line| line.sign == Sign::Blank).count();
        let start = title.unwrap_or(body);
        let spaced = blank * 4 >= lines.len();
        let teasers = page.rows(tail..lines.end).find(|&at| page.hint(at) == Some(Evidence::AmongTeasers));
        let (signature, topics) = (signature(page, tail..lines.end), topics(page, tail..lines.end));
        match closing {
            Some(title) => Self {
                page,
                title: Some(title),
                header: title..lines.end,
                tail: lines.end,
                teasers: None,
                signature: 0..0,
                topics: 0..0,
                spaced,
                closing: Some(first()..title),
                lines,
            },
            None => Self {
                page,
                title,
                header: start..body,
                tail,
                teasers,
                signature,
                topics,
                spaced,
                closing: None,
                lines,
            },
        }
    }

    fn role(&self, index: usize) -> Role {
        if Some(index) == self.title {
            return Role::Part(Part::Title);
        }
        if self.is_echo(index) {
            return Role::Ledger(RuleId::HEADLINE_ECHO);
        }
        if self.closing.as_ref().is_some_and(|body| body.contains(&index)) {
            self.in_body(index)
        } else if index < self.header.start {
            self.above(index)
        } else if index < self.header.end {
            self.in_header(index)
        } else if index < self.tail {
            self.in_body(index)
        } else {
            self.in_tail(index)
        }
    }

    fn is_echo(&self, index: usize) -> bool {
        let Some(title) = self.title else { return false };
        let echo = self.page.lines[title].echo;
        echo != 0 && self.page.lines[index].echo == echo
    }

    /// Above the headline: the page's head, or the date and author of the story.
    fn above(&self, index: usize) -> Role {
        let line = &self.page.lines[index];
        match line.sign {
            Sign::Rule(id) => self.page.rules.role(id),
            Sign::Stamp(_) if self.leads_to_title(index) => Role::Part(Part::Date),
            Sign::Stamp(_) => Role::Ledger(RuleId::DATE),
            Sign::Text if self.leads_to_title(index) && self.is_byline(index) => Role::Part(Part::Byline),
            Sign::Text if line.look.is_prose() && self.title.is_none() => Role::Part(Part::Paragraph),
            _ => Role::Ledger(RuleId::PAGE_HEAD),
        }
    }

    /// Whether only dates, names and marks lie between the line and the headline.
    fn leads_to_title(&self, index: usize) -> bool {
        const NEAR: usize = 4;
        /// Blank lines among them included.
        const FAR: usize = 40;
        let Some(title) = self.title.filter(|title| title.saturating_sub(index) <= FAR) else { return false };
        let between = self.page.rows(index + 1..title);
        between.clone().count() <= NEAR
            && between.into_iter().all(|at| {
                matches!(self.page.lines[at].sign, Sign::Stamp(_) | Sign::Rule(_))
                    || self.page.lines[at].look.is_name_like()
            })
    }

    fn in_header(&self, index: usize) -> Role {
        let line = &self.page.lines[index];
        match line.sign {
            Sign::Rule(id) => self.page.rules.role(id),
            Sign::Stamp(kind) => Role::Part(self.stamp_part(index, kind)),
            Sign::Bullet => Role::Part(Part::Highlight),
            _ if self.is_byline(index) => Role::Part(Part::Byline),
            _ if self.is_caption_place(index) => Role::Part(Part::Caption),
            _ if self.is_name_alone(index) => Role::Part(Part::Byline),
            _ if line.look.is_prose() || line.look.words() >= HIGHLIGHT_WORDS => Role::Part(Part::Highlight),
            _ => Role::Ledger(RuleId::NAVIGATION),
        }
    }

    /// A line that glues author and dates is a byline if a name is in it.
    fn stamp_part(&self, index: usize, kind: Kind) -> Part {
        let piece = self.page.piece(index);
        let named = kind == Kind::Loose
            && crate::stamp::stamp(piece, self.page.rules)
                .and_then(|stamp| stamp.rest)
                .is_some_and(|rest| super::fields::is_name(rest.of(piece), self.page.rules));
        if named { Part::Byline } else { Part::Date }
    }

    /// `By …`, or a name beside a date or right above the body.
    fn is_byline(&self, index: usize) -> bool {
        let piece = self.page.piece(index);
        let labels = &self.page.rules.labels;
        let words = self.page.lines[index].look.words();
        if words <= 12 && labels.by.longest(piece).is_some_and(|width| width < piece.len()) {
            return true;
        }
        let name = piece.trim_end_matches(|c: char| c == '|' || crate::span::is_white(c));
        if labels.agencies.is_one(name) {
            return true;
        }
        self.page.lines[index].look.is_name_like() && words <= 5 && self.is_beside_stamp(index)
    }

    /// A name of several words that no model takes for furniture: an author's, in a header without a date beside it.
    fn is_name_alone(&self, index: usize) -> bool {
        const WORDS: std::ops::RangeInclusive<usize> = 2..=5;
        /// Below the headline there may be a summary, and above the body a picture.
        const NEAR: usize = 3;
        let line = &self.page.lines[index];
        let near = self.page.rows(self.header.start..index).count() <= NEAR;
        line.look.is_name_like() && WORDS.contains(&line.look.words()) && near
    }

    fn is_beside_stamp(&self, index: usize) -> bool {
        let stamp = |at: usize| matches!(self.page.lines[at].sign, Sign::Stamp(_));
        let before = self.page.rows(self.lines.start..index).next_back();
        let after = self.page.rows(index + 1..self.lines.end).next();
        before.is_some_and(stamp)
            || after.is_some_and(|at| stamp(at) && Some(at) != self.title && before != self.title)
    }

    /// Between headline and date stand the captions, unless the page has no blank lines: then it is the summary.
    fn is_caption_place(&self, index: usize) -> bool {
        let below = || self.page.rows(index + 1..self.header.end);
        let before_mark = below().any(|at| {
            self.is_echo(at)
                || matches!(self.page.lines[at].sign, Sign::Stamp(Kind::Strict))
                || matches!(
                    self.page.hint(at),
                    Some(Evidence::Follow | Evidence::ShortUrl | Evidence::SiteMark)
                )
        });
        let above = self.page.rows(self.header.start..index).next_back();
        let under_picture = above.is_some_and(|at| self.page.tells(at) == Some(Tells::Picture));
        under_picture || (before_mark && self.spaced) || self.is_credited(index)
    }

    /// A line that ends with a name in brackets, or stands twice in a row.
    fn is_credited(&self, index: usize) -> bool {
        let echo = self.page.lines[index].echo;
        let above = self.page.rows(self.lines.start..index).next_back();
        let below = self.page.rows(index + 1..self.lines.end).next();
        let twice =
            echo != 0 && [above, below].into_iter().flatten().any(|at| self.page.lines[at].echo == echo);
        twice || ends_in_credit(self.page.piece(index))
    }

    fn in_body(&self, index: usize) -> Role {
        let line = &self.page.lines[index];
        match line.sign {
            Sign::Rule(id) => self.page.rules.role(id),
            Sign::Stamp(Kind::Strict) => Role::Part(Part::Date),
            Sign::Stamp(_) if self.follows_header(index) => Role::Part(Part::Date),
            Sign::Stamp(_) => Role::Part(Part::Subheading),
            Sign::Text | Sign::Bullet if line.is_unlikely() => Role::Ledger(RuleId::BOILERPLATE),
            Sign::Text if self.is_subheading(index) => Role::Part(Part::Subheading),
            _ => Role::Part(Part::Paragraph),
        }
    }

    fn follows_header(&self, index: usize) -> bool {
        !self.page.rows(self.header.end..index).any(|at| self.page.is_prose(at))
    }

    fn is_subheading(&self, index: usize) -> bool {
        let line = &self.page.lines[index];
        let next = self.page.rows(index + 1..self.lines.end).next();
        let leads = next.is_some_and(|next| next < self.tail && self.page.lines[next].look.is_prose());
        let short =
            line.look.words() <= 14 && matches!(line.look.ends(), Ends::Open | Ends::Colon | Ends::Call);
        leads && short && !line.look.is_prose() && !self.page.piece(index).starts_with(['“', '"', '«', '„'])
    }

    fn in_tail(&self, index: usize) -> Role {
        match self.page.lines[index].sign {
            Sign::Rule(id) => self.page.rules.role(id),
            Sign::Stamp(_) => Role::Ledger(RuleId::DATE),
            _ if self.signature.contains(&index) => Role::Part(Part::Byline),
            _ if self.topics.contains(&index) => Role::Part(Part::Topics),
            _ if self.teasers.is_some_and(|label| label < index) => Role::Ledger(RuleId::TEASER),
            _ => Role::Ledger(RuleId::AFTER_END),
        }
    }
}

/// The names right below the text that a separator or the next story follows: name, perhaps office and town.
fn signature(page: &PageLines<'_>, tail: Range<usize>) -> Range<usize> {
    const ROWS: usize = 3;
    let named = |&at: &usize| page.lines[at].sign == Sign::Text && page.lines[at].look.is_name_like();
    let names: Vec<usize> = page.rows(tail.clone()).take_while(named).collect();
    let below = page.rows(tail.clone()).nth(names.len());
    let parted =
        below.map_or(tail.end < page.lines.len(), |at| page.hint(at).is_some_and(Evidence::parts_stories));
    match names.last() {
        Some(last) if parted && names.len() <= ROWS => tail.start..last + 1,
        _ => 0..0,
    }
}

/// The short lines below a label that says nothing but that topics follow.
fn topics(page: &PageLines<'_>, tail: Range<usize>) -> Range<usize> {
    const ROWS: usize = 10;
    const WORDS: usize = 4;
    let labels = |&at: &usize| page.tells(at) == Some(Tells::Topics);
    let Some(label) = page.rows(tail.clone()).find(labels) else { return 0..0 };
    let topic = |&at: &usize| {
        matches!(page.lines[at].sign, Sign::Text | Sign::Bullet) && page.lines[at].look.words() <= WORDS
    };
    let last = page.rows(label + 1..tail.end).take(ROWS).take_while(topic).last();
    last.map_or(0..0, |last| label + 1..last + 1)
}

/// Where the story is over and only furniture follows.
fn tail_start(page: &PageLines<'_>, body: Range<usize>) -> usize {
    let rows: Vec<usize> = page.rows(body.clone()).collect();
    let prose: Vec<usize> =
        rows.iter().map(|&at| if page.is_prose(at) { page.lines[at].look.words() } else { 0 }).collect();
    let total: usize = prose.iter().sum();
    let mut above = 0;
    for (at, &index) in rows.iter().enumerate() {
        if above > 0 && ends_story(page, index, (above, total - above)) {
            return index;
        }
        above += prose[at];
    }
    let last = rows.iter().rposition(|&index| is_text(page, index)).map_or(0, |at| at + 1);
    rows.get(last).copied().unwrap_or(body.end)
}

/// A mark ends the story where little text follows; behind comments and lists of other stories more may follow.
fn ends_story(page: &PageLines<'_>, index: usize, (above, below): (usize, usize)) -> bool {
    match page.hint(index) {
        Some(Evidence::EndMark) => below * 2 < above,
        Some(Evidence::AmongTeasers) => below * 3 < above || begins_comments(page, index, above),
        _ => false,
    }
}

/// Whether a label announces readers' comments that do follow: each with its date or a button of its own.
fn begins_comments(page: &PageLines<'_>, index: usize, above: usize) -> bool {
    /// A counter of comments may stand above the text.
    const STORY: usize = 80;
    const ROWS: usize = 16;
    const OFTEN: usize = 2;
    let of_comments = |at: usize| {
        let sign = page.lines[at].sign;
        matches!(sign, Sign::Stamp(_)) || page.tells(at) == Some(Tells::Comments)
    };
    let told = page.rows(index + 1..page.lines.len()).take(ROWS).filter(|&at| of_comments(at)).count();
    above >= STORY && of_comments(index) && told >= OFTEN
}

/// Whether a line may be the last one of a body.
fn is_text(page: &PageLines<'_>, index: usize) -> bool {
    let line = &page.lines[index];
    let last_of_page = page.rows(index + 1..page.lines.len()).next().is_none();
    let sentence = matches!(line.look.ends(), Ends::Sentence | Ends::Call);
    match line.sign {
        Sign::Text => line.look.is_prose() || sentence || last_of_page,
        Sign::Bullet => line.look.is_prose(),
        _ => matches!(page.part(index), Some(Part::Credit | Part::Topics | Part::Caption)),
    }
}
