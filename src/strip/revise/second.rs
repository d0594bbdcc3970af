//! Whether a line is text, looked at a second time: where the first look found the text of a story, and where none.
//!
//! The scores of one model are features of the next, as in auto-context (Z. Tu, 2008); the segment with the most text is that of
//! maximum subsequence segmentation (J. Pasternack and D. Roth, 2009). Boosted trees judge, `src/rules/models/second.trees`;
//! `cargo run --release --example train_second` makes them. They learned from English pages with furniture and are asked of no
//! others.

use super::look::{Looked, kind};
use crate::label::likely::{own, seen};
use crate::model::{is, running, segment};
use crate::role::Role;
use crate::rules::SEEN_AGAIN;
use crate::strip::PageLines;
use libm::{expf, log1pf, sqrtf};
use std::ops::Range;

/// Log-odds of the first look that are nearer to 0 leave a doubt. With 3 and 5, F1 on the public benchmark is 0.001 to 0.003 lower.
const DOUBT: f32 = 4.0;
/// Log-odds beyond are as sure as these.
const SURE: f32 = 8.0;
/// Those of lines that the first look was not asked of.
const SETTLED: f32 = 4.0;
/// Log-odds beyond the ends of a page.
const NOTHING: f32 = -9.0;
/// So many rows around are looked at, nearer and farther.
const REACHES: [usize; 4] = [2, 4, 8, 16];

/// Gives each row of a page with furniture that the first look is not sure of, with what it shows, given the log-odds of the
/// first look that rows are text, where it was asked, and what it made of all lines.
pub(super) fn each_doubtful(
    page: &PageLines<'_>,
    looked: &Looked,
    (odds, roles): (&[Option<f32>], &[Role]),
    mut give: impl FnMut(usize, &[f32]),
) {
    let is_doubtful = |row: &usize| odds[*row].is_some_and(|odds| odds.abs() < DOUBT);
    if !looked.is_judged() || !(0..odds.len()).any(|row| is_doubtful(&row)) {
        return;
    }
    // As many as there are rows: neither has blank lines and those that go on from others.
    let seen = seen(page.text, page.lines, page.rules);
    let rows = Rows::new(page, looked, odds, roles);
    let mut features = Vec::with_capacity(SEEN_AGAIN);
    for run in looked.runs() {
        let story = Story::new(&rows, run.clone());
        for row in run.filter(is_doubtful) {
            features.clear();
            features.extend_from_slice(&own(&seen[row], page.rules.vocabulary()).0[1..]);
            features.extend([rows.odds[row], rows.likely[row], rows.words[row]]);
            story.place(&rows, row, &mut features);
            features.extend(rows.page);
            rows.beside(row, &mut features);
            debug_assert_eq!(features.len(), SEEN_AGAIN, "each feature has its name");
            give(row, &features);
        }
    }
}

/// The rows of a page.
struct Rows {
    odds: Vec<f32>,
    /// What the models of body text said, 0 where they said nothing.
    likely: Vec<f32>,
    words: Vec<f32>,
    bytes: Vec<f32>,
    kinds: Vec<f32>,
    text: Vec<bool>,
    /// How many rows and stories there are, and the shares of short rows and of prose.
    page: [f32; 4],
}

impl Rows {
    fn new(page: &PageLines<'_>, looked: &Looked, odds: &[Option<f32>], roles: &[Role]) -> Self {
        /// As short as a button.
        const SHORT: f32 = 4.0;
        let lines = || looked.rows.iter().map(|&line| &page.lines[line]);
        let text: Vec<bool> = looked.rows.iter().map(|&line| roles[line].is_text()).collect();
        let settled = text.iter().map(|text| if *text { SETTLED } else { -SETTLED });
        let words: Vec<f32> = lines().map(|line| line.look.words() as f32).collect();
        let share = |count: usize| count as f32 / words.len().max(1) as f32;
        let short = share(words.iter().filter(|words| **words <= SHORT).count());
        let prose = share(looked.rows.iter().filter(|&&line| page.is_prose(line)).count());
        Self {
            odds: odds
                .iter()
                .zip(settled)
                .map(|(odds, settled)| odds.unwrap_or(settled).clamp(-SURE, SURE))
                .collect(),
            likely: lines().map(|line| line.likely.unwrap_or_default().clamp(-SURE, SURE)).collect(),
            bytes: looked.rows.iter().map(|&line| page.piece(line).len() as f32).collect(),
            kinds: lines().map(|line| kind(page, line) as f32).collect(),
            page: [words.len() as f32, looked.runs().count() as f32, short, prose],
            text,
            words,
        }
    }

    /// What the rows beside one show.
    fn beside(&self, row: usize, features: &mut Vec<f32>) {
        let of = |values: &[f32], by: isize, nothing: f32| {
            row.checked_add_signed(by).and_then(|at| values.get(at)).copied().unwrap_or(nothing)
        };
        features.extend([-1, -2, -3, 1, 2, 3].map(|by| of(&self.odds, by, NOTHING)));
        features.extend([-1, -2, 1, 2].map(|by| of(&self.words, by, -1.0)));
        features.extend([-1, -2, 1, 2].map(|by| of(&self.kinds, by, 0.0)));
    }
}

/// The text of a story as the first look has it.
struct Story {
    rows: Range<usize>,
    /// Bytes of likely text and likely rows above each row, and of all.
    bytes: Vec<f32>,
    likely: Vec<f32>,
    /// The rows with the most text, less what is none between them.
    segment: Range<usize>,
    /// Bytes of the text that stands together around each row, and the most of any.
    blocks: Vec<f32>,
    largest: f32,
    /// Bytes of the middle one of its rows of text, by length, and of all.
    usual: f32,
    found: f32,
}

impl Story {
    fn new(rows: &Rows, range: Range<usize>) -> Self {
        let likely: Vec<f32> =
            rows.odds[range.clone()].iter().map(|odds| 1.0 / (1.0 + expf(-odds))).collect();
        let (bytes, text) = (&rows.bytes[range.clone()], &rows.text[range.clone()]);
        let blocks = blocks(bytes, text);
        let mut lengths: Vec<f32> =
            bytes.iter().zip(text).filter(|(_, text)| **text).map(|(bytes, _)| *bytes).collect();
        lengths.sort_by(f32::total_cmp);
        Self {
            bytes: running(likely.iter().zip(bytes).map(|(likely, bytes)| likely * bytes)),
            segment: segment(likely.iter().zip(bytes).map(|(likely, bytes)| (likely - 0.5) * sqrtf(*bytes))),
            likely: running(likely.iter().copied()),
            largest: blocks.iter().copied().fold(0.0, f32::max),
            blocks,
            usual: lengths.get(lengths.len() / 2).copied().unwrap_or_default(),
            found: lengths.iter().sum(),
            rows: range,
        }
    }

    /// Where a row stands among the text.
    fn place(&self, rows: &Rows, row: usize, features: &mut Vec<f32>) {
        let (at, count) = (row - self.rows.start, self.rows.len());
        let text = 1.0 + self.bytes[count];
        let far = |from: usize, to: usize| to as f32 - from as f32;
        let (from, to) = (far(self.segment.start, at), far(at, self.segment.end));
        features.extend([
            at as f32 / count as f32,
            count as f32,
            at as f32,
            (count - at) as f32,
            self.bytes[at] / text,
            1.0 - self.bytes[at + 1] / text,
            text,
            from,
            to,
            is(self.segment.contains(&at)),
            from / self.segment.len().max(1) as f32,
        ]);
        REACHES.into_iter().for_each(|reach| features.extend(self.around(at, reach)));
        features.extend(self.blocks(rows, at));
    }

    /// How much text stands within a few rows above and below, and how likely these are.
    fn around(&self, at: usize, reach: usize) -> [f32; 4] {
        let (up, down) = (at.saturating_sub(reach)..at, at + 1..(at + 1 + reach).min(self.rows.len()));
        let sum = |sums: &[f32], range: &Range<usize>| sums[range.end] - sums[range.start];
        let mean = |range: &Range<usize>| sum(&self.likely, range) / range.len().max(1) as f32;
        [sum(&self.bytes, &up), sum(&self.bytes, &down), mean(&up), mean(&down)]
    }

    /// How far text is, how much of it stands together here, and how long the row is beside others of text.
    fn blocks(&self, rows: &Rows, at: usize) -> [f32; 5] {
        /// No text so near.
        const FAR: usize = 30;
        let (above, below) = rows.text[self.rows.clone()].split_at(at);
        let up = above.iter().rev().position(|text| *text).map_or(FAR, |far| far + 1);
        let down = below[1..].iter().position(|text| *text).map_or(FAR, |far| far + 1);
        let own = rows.bytes[self.rows.start + at];
        [
            up.min(FAR) as f32,
            down.min(FAR) as f32,
            self.blocks[at] / (1.0 + self.found),
            self.blocks[at] / (1.0 + self.largest),
            log1pf(own) - log1pf(self.usual),
        ]
    }
}

/// The bytes of the rows of text that each row of text stands among; of others nothing.
fn blocks(bytes: &[f32], text: &[bool]) -> Vec<f32> {
    let mut blocks = Vec::with_capacity(text.len());
    for rows in text.chunk_by(|one, other| one == other) {
        let first = blocks.len();
        let all = first..first + rows.len();
        let sum = if rows[0] { bytes[all.clone()].iter().sum() } else { 0.0 };
        blocks.resize(all.end, sum);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::role::Part;
    use crate::rules::{Rules, seen_again};
    use crate::split::{MIN_CONFIDENCE, split};
    use crate::strip::revise::{reasons, shown_again};
    use crate::strip::strip;

    /// A page with a menu, a story of three paragraphs with a box between them, and links to other stories with summaries.
    const PAGE: &str = "Home\nNews\nSport\nWeather\nSubscribe\n\nFerry on Lake Orsk runs again\n\nBy Dana Whitlock\n12 March 2024\n\n\
        The ferry across Lake Orsk runs again from Monday, the harbour board said on Friday after a trial with 40 guests on board.\n\n\
        Its engine had been taken out two years ago, and the new one came eleven months late from the yard in Pellham.\n\n\
        Good journalism needs you\n\n\
        “We know what the wait has cost people here,” said Miriam Castell, who heads the board, at the landing stage in Tarnwick.\n\n\
        More from Northgate\n\nSchool gets a roof of glass\n\nPupils in Pellham will sit under the sky.\n\n\
        Bridge toll rises again\n\nDrivers pay a crown more from May.\n\nContact us\nPrivacy policy\nCookies\nThe Northgate Courier\n";

    /// The features of the row that begins with some words, by name.
    fn features_of(page: &str, begin: &'static str) -> impl Fn(&str) -> f32 {
        let rules = Rules::builtin().unwrap();
        let labelled = label(page, &rules);
        let split = split(page, &labelled, &rules, MIN_CONFIDENCE);
        let shown = shown_again(page, &labelled, &split, &rules);
        let own = shown.into_iter().find(|(line, _)| labelled.lines[*line].words.of(page).starts_with(begin));
        let features = own.unwrap_or_else(|| panic!("the first look is sure of {begin}")).1;
        move |name| {
            let at = seen_again().iter().position(|known| *known == name);
            features[at.unwrap_or_else(|| panic!("no feature {name}"))]
        }
    }

    #[test]
    fn a_row_is_told_by_the_text_around_it() {
        let (middle, far) = (features_of(PAGE, "Its engine"), features_of(PAGE, "Bridge toll"));
        assert_eq!((middle("segment"), far("segment")), (1.0, 0.0));
        assert!(far("segment-to") < 0.0 && middle("segment-to") > 0.0);
        assert!(middle("text-up-2") > 100.0 && far("text-up-2") < 60.0);
        assert!(middle("text-below") > far("text-below"));
        assert!(middle("row") < far("row") && middle("rows-left") > far("rows-left"));
        assert_eq!((middle("last-text"), middle("page-stories")), (1.0, 1.0));
        assert!(middle("length") > far("length"));
    }

    #[test]
    fn rows_beyond_the_page_have_values_of_their_own() {
        let (page, _) = PAGE.split_once("\n\nDrivers").unwrap();
        let last = features_of(page, "Bridge toll");
        assert_eq!((last("odds-down-1"), last("words-down-2"), last("kind-down-1")), (NOTHING, -1.0, 0.0));
        assert!(last("odds-up-1") > NOTHING && last("words-up-1") > 0.0);
    }

    #[test]
    fn blocks_are_rows_of_text_that_stand_together() {
        let blocks = blocks(&[10.0, 20.0, 5.0, 30.0, 7.0], &[true, true, false, true, false]);
        assert_eq!(blocks, [30.0, 30.0, 0.0, 30.0, 0.0]);
    }

    /// The roles that lines of the page with these beginnings have where a second look says the same of every doubtful line.
    #[track_caller]
    fn check_always(odds: &str, expected: &[(&str, Option<Part>)]) {
        let rules = Rules::builtin().unwrap().with_second(odds).unwrap();
        let labelled = label(PAGE, &rules);
        let split = split(PAGE, &labelled, &rules, MIN_CONFIDENCE);
        let roles = strip(PAGE, &labelled, &split, &rules).roles;
        for (begin, part) in expected {
            let line = PAGE.lines().position(|line| line.starts_with(begin)).unwrap();
            assert_eq!(roles[line].part(), *part, "{begin}");
        }
    }

    #[test]
    fn other_parts_and_links_stay_what_they_are() {
        let parts = [
            ("By Dana", Some(Part::Byline)),
            ("12 March", Some(Part::Date)),
            ("Ferry on", Some(Part::Title)),
        ];
        check_always("-9", &parts);
        check_always("9", &parts);
        check_always("9", &[("School gets", None), ("Bridge toll", None), ("Contact us", None)]);
    }

    #[test]
    fn what_is_in_doubt_is_what_the_second_look_says() {
        let text = Some(Part::Paragraph);
        check_always("9", &[("Pupils in", text), ("Its engine", text)]);
        check_always("-9", &[("Pupils in", None), ("“We know", text)]);
        check_always("-1.4", &[("Its engine", text)]);
        check_always("-0.6", &[("Pupils in", None)]);
    }

    #[test]
    fn a_paragraph_below_a_box_of_links_is_text_by_a_second_look() {
        let (above, _) = PAGE.split_once("Good journalism").unwrap();
        let below = "Related\n\nBridge toll rises again\n\nSchool gets a roof of glass\n\n\
            The first ferry leaves at six in the morning and the last one comes back at nine in the evening, also on Sundays.\n\n\
            The fare stays at 4 crowns.\n\nContact us\nPrivacy policy\nCookies\nThe Northgate Courier\n";
        let page = above.to_owned() + below;
        let rules = Rules::builtin().unwrap();
        let labelled = label(&page, &rules);
        let split = split(&page, &labelled, &rules, MIN_CONFIDENCE);
        let roles = strip(&page, &labelled, &split, &rules).roles;
        let line = page.lines().position(|line| line.starts_with("The first ferry")).unwrap();
        assert_eq!(roles[line], Role::Part(Part::Paragraph));
        assert!(matches!(roles[line - 2], Role::Ledger(_)), "the link above is none");
        let reasons = reasons(&page, &labelled, &split, &rules);
        for reason in &reasons {
            assert_eq!(
                reason.outcome,
                roles[reason.line].part(),
                "line {}: {:?}",
                reason.line + 1,
                reason.features
            );
            assert_ne!(reason.outcome, reason.next);
        }
        let own = reasons.iter().find(|reason| reason.line == line).unwrap();
        assert_eq!((own.next, own.features[0].0.as_str()), (None, "second look"));
    }
}
