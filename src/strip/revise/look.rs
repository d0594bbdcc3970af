//! What each line of a page shows, and what stands around it.

use super::place::{Region, Story};
use super::wording::{AGAIN, TWICE_ABOVE, TWICE_BELOW, marks};
use crate::label::{Ends, Line, Sign, read_as};
use crate::role::{Part, Role, RuleId};
use crate::rules::{BESIDE, FACETS, Facet, OUTCOMES, Seen, Tells};
use crate::split::Split;
use crate::stamp::{Kind, Stamp, stamp};
use crate::strip::PageLines;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The lines of a page that hold something.
pub(super) struct Looked {
    pub(super) rows: Vec<usize>,
    /// Whether the model is asked of each.
    asked: Vec<bool>,
    seen: Vec<Seen>,
    stories: Vec<Story>,
    /// Which of them each row belongs to.
    of: Vec<usize>,
    roles: Vec<Role>,
    judged: bool,
}

impl Looked {
    pub(super) fn new(page: &PageLines<'_>, split: &Split, roles: &[Role]) -> Self {
        let rows: Vec<usize> = page.rows(0..page.lines.len()).collect();
        let roles: Vec<Role> = rows.iter().map(|&line| roles[line]).collect();
        let (mut stories, mut of, mut first) = (Vec::new(), Vec::with_capacity(rows.len()), 0);
        for (at, run) in split.runs.iter().enumerate() {
            let end = first + rows[first..].partition_point(|&line| line < run.lines.end);
            stories.push(Story::new(page, &rows, &roles, first..end));
            of.resize(end, at);
            first = end;
        }
        let judged = page.lines.iter().any(|line| line.likely.is_some());
        let seen = vec![Seen::NOTHING; rows.len()];
        let mut looked = Self { asked: vec![false; rows.len()], rows, seen, stories, of, roles, judged };
        looked.asked = (0..looked.rows.len()).map(|row| looked.is_asked(page, row)).collect();
        let copies = looked.copies(page);
        for row in 0..looked.rows.len() {
            if looked.is_near_asked(row) {
                looked.alone(page, row);
            }
            if looked.asked[row] {
                looked.seen[row].marks = looked.marks(page, row, &copies);
                looked.surroundings(page, row);
            }
        }
        looked
    }

    /// The rows that the model is asked of.
    pub(super) fn asked_rows(&self) -> impl Iterator<Item = usize> {
        (0..self.rows.len()).filter(|&row| self.asked[row])
    }

    /// The rows of each story.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        self.stories.iter().map(Story::rows)
    }

    /// Whether models have judged lines of the page.
    pub(super) fn is_judged(&self) -> bool {
        self.judged
    }

    /// Whether the model is asked of a line that this one stands beside.
    fn is_near_asked(&self, row: usize) -> bool {
        self.asked[row.saturating_sub(BESIDE)..(row + BESIDE + 1).min(self.asked.len())].contains(&true)
    }

    /// Whether the model is asked of a line: no rule of a table knows it, and it is not text in the midst of text.
    fn is_asked(&self, page: &PageLines<'_>, row: usize) -> bool {
        let open = match page.lines[self.rows[row]].sign {
            Sign::Text | Sign::Bullet => true,
            Sign::Stamp(kind) => kind != Kind::Strict && !self.is_signed_stamp(page, row),
            _ => false,
        };
        let settled = matches!(
            self.roles[row],
            Role::Blank | Role::Part(Part::Title) | Role::Ledger(RuleId::HEADLINE_ECHO)
        );
        open && !settled && self.region(row) != Region::NoBody && !self.is_amid_text(page, row)
    }

    /// Whether it is an author's name that dates with labels are glued to: `Dana Whitlock Published March 4, 2024`.
    fn is_signed_stamp(&self, page: &PageLines<'_>, row: usize) -> bool {
        let labelled = |stamp: Stamp| stamp.dates.iter().all(|dated| dated.label.is_some());
        self.roles[row] == Role::Part(Part::Byline)
            && stamp(&read_as(page.piece(self.rows[row])), page.rules).is_some_and(labelled)
    }

    /// Whether it stands between text or begins it with a dateline.
    fn is_amid_text(&self, page: &PageLines<'_>, row: usize) -> bool {
        const DOUBTED: f32 = 0.0;
        let text = |at: usize| {
            let line = &page.lines[self.rows[at]];
            let likely = line.likely.is_none_or(|likely| likely > DOUBTED);
            self.roles[at] == Role::Part(Part::Paragraph)
                && line.sign == Sign::Text
                && line.look.is_prose()
                && likely
        };
        let beside = |other: usize| self.of.get(other) == self.of.get(row) && text(other);
        let dated = page.lines[self.rows[row]].look.dateline() > 0;
        text(row) && (dated || row.checked_sub(1).is_some_and(beside)) && beside(row + 1)
    }

    fn region(&self, row: usize) -> Region {
        self.stories[self.of[row]].region(row)
    }

    pub(super) fn role(&self, row: usize) -> Role {
        self.roles[row]
    }

    /// A line with those beside it.
    pub(super) fn around(&self, row: usize) -> [Seen; 2 * BESIDE + 1] {
        std::array::from_fn(|at| {
            let row = (row + at).checked_sub(BESIDE);
            row.and_then(|row| self.seen.get(row)).copied().unwrap_or(Seen::NOTHING)
        })
    }

    /// The rule by which the model drops a line.
    pub(super) fn rule(&self, row: usize) -> RuleId {
        match self.region(row) {
            Region::Above => RuleId::PAGE_HEAD,
            Region::Header => RuleId::NAVIGATION,
            Region::Tail => RuleId::AFTER_END,
            Region::Body | Region::NoBody => RuleId::BOILERPLATE,
        }
    }

    fn copies(&self, page: &PageLines<'_>) -> FxHashMap<u64, usize> {
        let mut copies = FxHashMap::default();
        for &line in &self.rows {
            *copies.entry(page.lines[line].echo).or_insert(0) += 1;
        }
        copies.remove(&0);
        copies
    }

    fn marks(&self, page: &PageLines<'_>, row: usize, copies: &FxHashMap<u64, usize>) -> u32 {
        let line = &page.lines[self.rows[row]];
        let same = |other: Option<&usize>| {
            line.echo != 0 && other.is_some_and(|&other| page.lines[other].echo == line.echo)
        };
        let above = row.checked_sub(1).and_then(|above| self.rows.get(above));
        let set = |told: bool, place: usize| u32::from(told) << place;
        marks(line, page.piece(self.rows[row]), page.rules)
            | set(copies.get(&line.echo).is_some_and(|&times| times > 1), AGAIN)
            | set(same(above), TWICE_ABOVE)
            | set(same(self.rows.get(row + 1)), TWICE_BELOW)
    }

    /// What a line shows alone.
    fn alone(&mut self, page: &PageLines<'_>, row: usize) {
        let line = &page.lines[self.rows[row]];
        let values = [
            (Facet::Words, words(line.look.words())),
            (Facet::Ends, ends(line.look.ends())),
            (Facet::Kind, kind(page, line)),
            (Facet::Role, role_value(page, self.roles[row])),
            (Facet::Likely, likely(line.likely)),
            (Facet::Name, if line.look.is_name_like() { line.look.words().clamp(1, 6) } else { 0 }),
            (Facet::Announces, announces(page, self.rows[row])),
        ];
        values.into_iter().for_each(|(facet, value)| set(&mut self.seen[row], facet, value));
    }

    /// What shows beside others and by the place.
    fn surroundings(&mut self, page: &PageLines<'_>, row: usize) {
        let (line, story) = (self.rows[row], &self.stories[self.of[row]]);
        let prose = page.lines[line].look.is_prose();
        let [begin, end] = story.within(row);
        let blank = |line: Option<usize>| usize::from(is_blank(page, line));
        let values = [
            (Facet::Region, story.region(row) as usize),
            (Facet::Begin, begin),
            (Facet::End, end),
            (Facet::Dated, story.dated(row)),
            (Facet::Page, self.page(row)),
            (Facet::Body, story.body_words(page, &self.rows, row)),
            (Facet::Blank, blank(line.checked_sub(1)) + 2 * blank(Some(line + 1))),
            (Facet::Short, if prose { 0 } else { self.short(page, row) }),
            (Facet::Prose, if prose { self.prose_beside(page, row) } else { 0 }),
            (Facet::Label, self.label(page, row)),
        ];
        values.into_iter().for_each(|(facet, value)| set(&mut self.seen[row], facet, value));
    }

    fn page(&self, row: usize) -> usize {
        let place = match (self.stories.len(), self.of[row]) {
            (1, _) => 3,
            (_, 0) => 1,
            _ => 2,
        };
        place + if self.judged { 0 } else { 3 }
    }

    /// How many lines without prose stand together here.
    fn short(&self, page: &PageLines<'_>, row: usize) -> usize {
        const MOST: usize = 6;
        let run = self.of[row];
        let short = |row: &usize| self.of[*row] == run && !page.lines[self.rows[*row]].look.is_prose();
        let above = (0..row).rev().take_while(short).take(MOST).count();
        let below = (row + 1..self.rows.len()).take_while(short).take(MOST).count();
        (1 + above + below).min(MOST)
    }

    /// Whether prose stands within two lines above and below.
    fn prose_beside(&self, page: &PageLines<'_>, row: usize) -> usize {
        const NEAR: usize = 2;
        let prose = |row: usize| page.lines[self.rows[row]].look.is_prose();
        let above = (0..row).rev().take(NEAR).any(prose);
        let below = (row + 1..self.rows.len()).take(NEAR).any(prose);
        match (above, below) {
            (true, true) => 1,
            (true, false) => 2,
            (false, true) => 3,
            (false, false) => 4,
        }
    }

    /// Whether it reads like a headline a few lines below a label of other stories, or outside of the text beside another such line.
    /// Within the text such lines may be a list of its own.
    pub(super) fn may_be_link(&self, page: &PageLines<'_>, row: usize) -> bool {
        let like = |row: usize| page.lines[self.rows[row]].look.is_headline_like();
        let labelled = || FACETS[Facet::Label as usize].1[self.label(page, row)].starts_with("teasers");
        let beside = || row.checked_sub(1).is_some_and(like) || (row + 1 < self.rows.len() && like(row + 1));
        like(row) && (labelled() || self.region(row) != Region::Body && beside())
    }

    /// The nearest line above that announces something, and about how far it is.
    fn label(&self, page: &PageLines<'_>, row: usize) -> usize {
        const FAR: usize = 8;
        let run = self.of[row];
        let above = (0..row).rev().take(FAR).take_while(|&above| self.of[above] == run);
        let mut told = above.map(|above| (row - above, announces(page, self.rows[above])));
        match told.find(|(_, value)| (1..=4).contains(value)) {
            None => 0,
            Some((far, value)) => 3 * (value - 1) + 1 + usize::from(far > 1) + usize::from(far > 3),
        }
    }
}

fn set(seen: &mut Seen, facet: Facet, value: usize) {
    let most = FACETS[facet as usize].1.len() - 1;
    seen.facets[facet as usize] = u8::try_from(value.min(most)).unwrap_or_default();
}

fn words(count: usize) -> usize {
    const UP_TO: [usize; 9] = [1, 2, 3, 4, 6, 8, 12, 18, 30];
    1 + UP_TO.iter().filter(|&&most| count > most).count()
}

fn ends(ends: Ends) -> usize {
    match ends {
        Ends::Open => 1,
        Ends::Sentence => 2,
        Ends::Call => 3,
        Ends::Ellipsis => 4,
        Ends::Colon => 5,
    }
}

/// What a line is, as a value of the facet.
pub(super) fn kind(page: &PageLines<'_>, line: &Line) -> usize {
    const SHORT: usize = 4;
    match line.sign {
        Sign::Rule(id) if page.rules.rule(id).is_some_and(|rule| rule.part.is_some()) => 8,
        Sign::Rule(id) if page.rules.name(id).starts_with("marker/") => 9,
        Sign::Rule(_) => 10,
        Sign::Stamp(Kind::Strict) => 5,
        Sign::Stamp(Kind::Bare | Kind::Day) => 6,
        Sign::Stamp(Kind::Loose) => 7,
        Sign::Bullet => 4,
        _ if line.look.is_prose() => 3,
        _ if line.look.words() > SHORT => 2,
        _ => 1,
    }
}

fn role_value(page: &PageLines<'_>, role: Role) -> usize {
    let part = |part: Option<Part>| OUTCOMES.iter().position(|known| *known == part).map_or(0, |at| 1 + at);
    match role {
        Role::Blank => 0,
        Role::Part(Part::Title) => 10,
        Role::Part(known) => part(Some(known)),
        Role::Ledger(RuleId::HEADLINE_ECHO) => 11,
        Role::Ledger(rule) if page.rules.name(rule).starts_with("marker/") => 12,
        Role::Ledger(_) => part(None),
    }
}

fn likely(likely: Option<f32>) -> usize {
    const BOUNDS: [f32; 6] = [-2.0, -1.0, -0.3, 0.3, 1.0, 2.0];
    likely.map_or(1, |likely| 2 + BOUNDS.iter().filter(|&&bound| likely >= bound).count())
}

fn announces(page: &PageLines<'_>, line: usize) -> usize {
    match page.tells(line) {
        None | Some(Tells::Nothing | Tells::ReadingTime) => 0,
        Some(Tells::Comments) => 1,
        Some(Tells::Teaser) => 2,
        Some(Tells::Topics) => 3,
        Some(Tells::Picture) => 4,
        Some(_) => 5,
    }
}

fn is_blank(page: &PageLines<'_>, line: Option<usize>) -> bool {
    line.and_then(|line| page.lines.get(line)).is_none_or(|line| line.sign == Sign::Blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};
    use crate::strip::by_rules;

    const PAGE: &str = "Ferry on Lake Orsk runs again\n\nBy Dana Whitlock\n12 March 2024\n\n\
        The ferry across Lake Orsk runs again from Monday, the harbour board said on Friday after a trial with 40 guests.\n\n\
        Its engine had been taken out two years ago, and the new one came eleven months late from the yard in Pellham.\n\n\
        Ferries\nLake Orsk\n";

    /// The values of a line's facets that tell something, by name.
    fn shown(line: usize) -> Vec<String> {
        let rules = Rules::builtin().unwrap();
        let labelled = label(PAGE, &rules);
        let split = split(PAGE, &labelled, &rules, MIN_CONFIDENCE);
        let roles = by_rules(PAGE, &labelled, &split, &rules);
        let page = PageLines::new(PAGE, &labelled, &rules);
        let looked = Looked::new(&page, &split, &roles);
        let row = looked.rows.iter().position(|&at| at == line).unwrap();
        let values = looked.seen[row].facets.iter().zip(FACETS);
        let told = values.filter(|(value, _)| **value > 0);
        told.map(|(value, (name, values))| format!("{name}={}", values[usize::from(*value)])).collect()
    }

    #[track_caller]
    fn check(line: usize, expected: &[&str]) {
        let shown = shown(line);
        for value in expected {
            assert!(shown.iter().any(|shown| shown == value), "{value} in {shown:?}");
        }
    }

    #[test]
    fn values_are_those_of_their_names() {
        check(
            2,
            &[
                "words=3",
                "ends=open",
                "kind=short",
                "role=byline",
                "region=header",
                "from=1",
                "to=2",
                "name=3",
            ],
        );
        check(2, &["dates=around", "blank=above", "short-lines=3", "page=judged-only"]);
        check(
            5,
            &[
                "words=19-30",
                "ends=sentence",
                "kind=prose",
                "role=paragraph",
                "region=body",
                "prose-beside=below",
            ],
        );
        check(
            10,
            &["words=2", "role=chrome", "region=tail", "from=2", "to=1", "body-words=all", "blank=below"],
        );
    }
}
