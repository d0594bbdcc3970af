//! Which line of a run is for what: header, body and tail are read by different rules.

use super::PageLines;
use super::header::{Told, body_start};
use super::tail::Tail;
use super::title::title;
use crate::evidence::Evidence;
use crate::label::{Ends, Sign, byline_width, read_as};
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

/// A sentence of the body has more words than the name of a picture.
const SENTENCE_WORDS: usize = 8;

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
    /// Whether it is written in a language whose furniture no model knows.
    foreign: bool,
}

impl<'p> Reading<'p> {
    fn new(page: &'p PageLines<'p>, run: &Run) -> Self {
        let lines = run.lines.clone();
        let first = || body_start(page, lines.clone()).unwrap_or(lines.end);
        let told = Told::new(page, run);
        let body = told.body;
        let title = if run.opens_page() { title(page, run, &told) } else { told.title };
        let closing = title
            .filter(|&title| first() < title && run.boundary.as_ref().is_none_or(|at| at.title.is_none()));
        let Tail { start: tail, foreign } = Tail::new(page, body..lines.end);
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
                foreign,
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
                foreign,
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
            Sign::Stamp(_) if self.leads_to_title(index) && !self.is_clock(index) => Role::Part(Part::Date),
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

    /// Whether a date above the page's first headline, apart from it, is the site's own: the story has one below.
    fn is_clock(&self, index: usize) -> bool {
        let Some(title) = self.title.filter(|_| self.lines.start == 0) else { return false };
        let dated = |at: usize| self.page.lines[at].sign == Sign::Stamp(Kind::Strict);
        self.page.lines[index..title].iter().any(|line| line.sign == Sign::Blank)
            && self.page.rows(title..self.header.end).any(dated)
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
        let piece = read_as(self.page.piece(index));
        let named = kind == Kind::Loose
            && crate::stamp::stamp(&piece, self.page.rules)
                .and_then(|stamp| stamp.rest)
                .is_some_and(|rest| super::fields::is_name(rest.of(&piece), self.page.rules));
        if named { Part::Byline } else { Part::Date }
    }

    /// `By …`, or a name beside a date or right above the body.
    fn is_byline(&self, index: usize) -> bool {
        let piece = self.page.piece(index);
        let labels = &self.page.rules.labels;
        let words = self.page.lines[index].look.words();
        if words <= 12 && byline_width(piece, labels).is_some_and(|width| width < piece.len()) {
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
            Sign::Rule(_) if self.is_signed_end(index) => Role::Part(Part::Paragraph),
            Sign::Rule(_) if self.is_agency_end(index) => Role::Part(Part::Credit),
            Sign::Rule(id) => self.page.rules.role(id),
            Sign::Stamp(Kind::Strict) => Role::Part(Part::Date),
            Sign::Stamp(_) if self.follows_header(index) => Role::Part(Part::Date),
            Sign::Stamp(_) => Role::Part(Part::Subheading),
            Sign::Text | Sign::Bullet if line.is_unlikely() => Role::Ledger(RuleId::BOILERPLATE),
            Sign::Text if self.is_announced_teaser(index) => Role::Ledger(RuleId::TEASER),
            Sign::Text if self.is_subheading(index) => Role::Part(Part::Subheading),
            _ => Role::Part(Part::Paragraph),
        }
    }

    /// Whether a line that ends like a caption is the last paragraph, signed by its agency: captions stand with pictures,
    /// and below a paragraph at the very end there is none.
    fn is_signed_end(&self, index: usize) -> bool {
        self.page.lines[index].look.words() >= SENTENCE_WORDS && self.is_caption_at_end(index)
    }

    /// Whether an agency stands alone below the last paragraph.
    fn is_agency_end(&self, index: usize) -> bool {
        let name = self.page.piece(index).trim_matches(|c: char| !c.is_alphanumeric());
        self.page.rules.labels.agencies.is_one(name) && self.is_caption_at_end(index)
    }

    /// Whether a line that reads like a caption stands right below the last paragraph.
    fn is_caption_at_end(&self, index: usize) -> bool {
        let closes = |at: usize| matches!(self.page.part(at), Some(Part::Credit | Part::Topics));
        let above = self.page.rows(self.header.end..index).next_back();
        self.page.part(index) == Some(Part::Caption)
            && self.page.rows(index + 1..self.tail).all(closes)
            && above.is_some_and(|at| self.page.lines[at].sign == Sign::Text && self.page.is_prose(at))
    }

    fn follows_header(&self, index: usize) -> bool {
        !self.page.rows(self.header.end..index).any(|at| self.page.is_prose(at))
    }

    /// A headline right below a label such as "read also", where no model tells what it is.
    fn is_announced_teaser(&self, index: usize) -> bool {
        const LABEL_WORDS: usize = 3;
        let line = &self.page.lines[index];
        let above = self.page.rows(self.lines.start..index).next_back();
        let label = |at: usize| {
            self.page.tells(at) == Some(Tells::Teaser) && self.page.lines[at].look.words() <= LABEL_WORDS
        };
        self.foreign && line.look.is_headline_like() && !line.look.is_prose() && above.is_some_and(label)
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

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::role::Part;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};
    use crate::strip::{Story, strip};

    fn story(page: &str) -> Story {
        let rules = Rules::builtin().unwrap();
        let labelled = label(page, &rules);
        let stripped = strip(page, &labelled, &split(page, &labelled, &rules, MIN_CONFIDENCE), &rules);
        let [story] = stripped.stories.try_into().expect("one story");
        story
    }

    fn captions(page: &str) -> usize {
        story(page).pieces.iter().filter(|piece| piece.part == Part::Caption).count()
    }

    #[test]
    fn a_last_paragraph_that_its_agency_signs_is_no_caption() {
        let page = "Mill burns down in Lahore\n\nUpdated 4 March 2024\n\nLAHORE: The mill burnt down on Monday night, the \
                    police said in a statement.\n\nNobody was hurt in the fire, which began in the store. (AFP)\n";
        assert_eq!(captions(page), 0);
        let below = format!("{page}\nFiremen at the gate of the mill on Monday night. (AFP)\n");
        assert!(captions(&below) > 0, "two in a row are pictures");
    }

    #[test]
    fn the_clock_of_a_site_is_no_date_of_the_story() {
        let page = "Search form\nLast updated: 6 sec ago\n\nMill burns down in Lahore\n\nUpdated 4 March 2024\n\nMill burns down in \
                    Lahore\n\nLAHORE: The mill burnt down on Monday night, the police said in a statement.\n";
        let (_, raw) = story(page).fields.dates.updated.expect("its date");
        assert_eq!(raw, "4 March 2024");
    }

    #[test]
    fn an_agency_alone_below_the_last_paragraph_is_no_caption() {
        let page = "Mill burns down in Lahore\n\nUpdated 4 March 2024\n\nLAHORE: The mill burnt down on Monday night, the \
                    police said in a statement.\n\nNobody was hurt in the fire, which began in the store.\n(AFP)\n";
        assert_eq!(captions(page), 0);
    }
}
