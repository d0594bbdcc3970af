//! What lies between two texts: does a story begin there, and with which line?
//!
//! Sites differ in what they put between two stories: the end of the one above, boxes, links, and the header of the one
//! below. No list of headers holds them all, but what they have in common can be learned. Two models look at the gap
//! between two texts: boosted trees (J. Friedman, 2001) at the whole of it (dates and headlines in it, lines that come back in other gaps or
//! above the page's first text, whether the text below is about something else, what the evidence says, what the other gaps
//! of the page are like), and one that chooses among its lines the one that a story begins with (a conditional logit;
//! D. McFadden, 1974), by what each line is, how it reads, what stands around it, and what would be lost to the story above.
//!
//! The models stand in `src/rules/models/gaps.trees` and `starts.toml`, and in `wordings.tsv` the words of headlines and texts
//! that speak for a story; `cargo run --release --example train_gaps` makes them from labelled pages. They come after the
//! evidence that [`split`](super::split) weighs and have the last word on each gap, but for pages with echoed headlines and
//! for what some evidence (`SURE`) tells alone.

use super::kind::{Kind, Seen, counting, seen};
use super::rows::Rows;
use super::topic::Topics;
use super::{Boundary, Found, MIN_CONFIDENCE, NEAR_MISS, PRIOR, Told, begins_page, is_echoed, told};
use crate::evidence::{Evidence, probability};
use crate::label::Labelled;
use crate::rules::Rules;
pub use alike::Begins;
use among::Whether;
use class::{Class, class};
use place::ALIKE;
pub use place::Features;
use reads::Reads;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::ops::Range;
use texts::{gaps, is_headline};
use weighed::Weighed;
pub use worded::{Spoken, Wording, among_spoken};

mod aligned;
mod alike;
mod among;
mod class;
mod place;
mod reads;
mod texts;
mod weighed;
mod whether;
mod worded;

/// Where the evidence has the last word: a site's own marker, and makes of pages that gaps show nothing of.
const SURE: &[Evidence] = &[
    Evidence::StoryMarker,
    Evidence::ClosingHeader,
    Evidence::OtherDateline,
    Evidence::RunIn,
    Evidence::SignOff,
    Evidence::SourceEcho,
    Evidence::MailHeader,
];

/// A gap, as the models see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its lines and, as the last one, the first of the text below, by index.
    pub lines: Vec<usize>,
    /// What it shows, by [`WHETHER`](crate::rules::WHETHER).
    pub whether: Whether,
    /// What each of its lines shows, but for the last two features, which are what [`Begins::alike`] gives.
    pub places: Vec<Features>,
    /// What the features of wording, the last ones of the first kind, are made of.
    pub wording: Wording,
}

/// The gaps of a page below its first text, as the models see them; none of a page that they do not judge.
pub fn shown(text: &str, labelled: &Labelled, rules: &Rules) -> Vec<Shown> {
    let rows = Rows::new(text, labelled, rules);
    let (stories, near_misses) = told(&rows, labelled, MIN_CONFIDENCE);
    if is_echoed(&stories) {
        return Vec::new();
    }
    let page = Page::new(&rows, &stories[usize::from(begins_page(&rows, &stories))..], &near_misses);
    let gaps = page.below();
    let shown = |(gap, whether): (&Gap<'_>, Whether)| Shown {
        lines: (gap.rows.start..=gap.rows.end).map(|row| rows.line(row)).collect(),
        whether,
        places: gap.places().to_vec(),
        wording: page.wording(gap),
    };
    gaps.iter().zip(page.whether(&gaps)).map(shown).collect()
}

/// The stories of a page and the places where it was nearly cut, by the models, given what the evidence tells. Where it has
/// the last word, the threshold that is asked for counts; the models know what it tells with [`MIN_CONFIDENCE`], which is
/// `usual` where that is another threshold.
pub(super) fn revise(rows: &Rows<'_>, asked: Told, usual: Option<Told>, least: f64) -> Told {
    /// In log-odds: that a page has a second story at all is the less probable, and each further one the more.
    const ALONE: f64 = 1.5;
    const AMONG: f64 = 0.25;
    /// So many gaps that would be cut for themselves, and half of all, tell together that it has one.
    const OFTEN: usize = 2;
    let (mut stories, mut near_misses) = asked;
    let mut first = usize::from(begins_page(rows, &stories));
    let mut later = stories.split_off(first);
    let page = match &usual {
        Some((stories, misses)) => {
            Page::new(rows, &stories[usize::from(begins_page(rows, stories))..], misses)
        }
        None => Page::new(rows, &later, &near_misses),
    };
    near_misses.retain(|miss| page.gap_of(rows.row(miss.line)).is_none());
    let is_open = |story: &Found| {
        page.gap_of(story.start).is_some() && !SURE.iter().any(|&evidence| story.tells(evidence))
    };
    stories.extend(later.extract_if(.., |story| !is_open(story)));
    if let Some((mut usual, _)) = usual {
        later = usual.split_off(usize::from(begins_page(rows, &usual)));
        later.retain(is_open);
    }
    let mut told: FxHashMap<usize, Vec<Found>> = FxHashMap::default();
    for story in later {
        told.entry(page.gap_of(story.start).unwrap_or_default()).or_default().push(story);
    }
    let sure: FxHashSet<usize> =
        stories[first..].iter().filter_map(|story| page.gap_of(story.start)).collect();
    let odds = |whether: &Whether| f64::from(rows.rules.gaps().whether.score(whether));
    let gaps = page.below();
    let odds: Vec<f64> = page.whether(&gaps).iter().map(odds).collect();
    let begins = begins(&gaps, &odds);
    // Below a short story there may be one that seems to be the page's first.
    let behind =
        |opening: &Found| page.gap_of(opening.start).filter(|at| probability(odds[at - 1] - ALONE) >= least);
    if first > 0
        && let Some(at) = behind(&stories[0])
    {
        told.entry(at).or_default().insert(0, stories.remove(0));
        first = 0;
    }
    let cut_below = |less: f64| odds.iter().filter(|odds| probability(**odds - less) >= least).count();
    let even = cut_below(0.0);
    let several = stories.len() > first || cut_below(ALONE) > 0 || (even >= OFTEN && even * 2 >= odds.len());
    let prior = if several { AMONG } else { -ALONE };
    for (at, odds) in (1..).zip(odds).filter(|(at, _)| !sure.contains(at)) {
        let odds = odds + prior;
        let told = told.remove(&at).unwrap_or_default();
        if probability(odds) >= least && told.len() > 1 {
            stories.extend(told.into_iter().filter(|story| story.confidence() >= least));
        } else if probability(odds) >= NEAR_MISS.min(least) {
            let alike = begins.alike(at - 1);
            let found = page.found(&gaps[at - 1], odds, told.into_iter().next(), &alike);
            if probability(odds) >= least {
                stories.push(found);
            } else {
                near_misses.extend(found.boundary);
            }
        }
    }
    stories.sort_by_key(|story| story.start);
    near_misses.sort_by_key(|miss| miss.line);
    keep_apart(&mut stories);
    (stories, near_misses)
}

/// With which rows the stories of gaps begin, given the log-odds that there are any.
fn begins(gaps: &[Gap<'_>], odds: &[f64]) -> Begins {
    let likely = odds.iter().filter(|odds| probability(**odds) >= NEAR_MISS);
    // One alone has none to be like.
    if likely.count() < 2 {
        return Begins::default();
    }
    let scores =
        |gap: &Gap<'_>| (gap.rows.start..=gap.rows.end).map(|row| gap.score(row, [0.0; 2])).collect();
    let gaps = gaps.iter().zip(odds);
    Begins::of(gaps.map(|(gap, &odds)| (probability(odds), move || (gap.places(), scores(gap)))))
}

/// How many of the other stories begin so many rows above their texts, and with a row that shows the same.
type Alike<'b> = dyn Fn(usize, &[(usize, f32)]) -> [f32; 2] + 'b;

/// A page as texts and what lies between them.
struct Page<'r> {
    rows: &'r Rows<'r>,
    classes: Vec<Class>,
    kinds: &'r [[Kind; 2]],
    known: FxHashMap<Kind, Seen>,
    /// Rows that are no prose, with prose right below; the first ones are the page's head.
    gaps: Vec<Range<usize>>,
    /// What the evidence says of each gap.
    weighed: Vec<Weighed>,
    /// How often each class stands in the head.
    head: [usize; Class::COUNT],
    /// Which classes stand above the headline there.
    above_title: [bool; Class::COUNT],
    /// The share of the gaps that have a time, a byline.
    shares: [f32; 2],
    /// Which rows could be headlines.
    headlines: Vec<bool>,
}

impl<'r> Page<'r> {
    /// A page, given the stories below its first one and the near misses that the evidence tells.
    fn new(rows: &'r Rows<'r>, stories: &[Found], near_misses: &[Boundary]) -> Self {
        let kinds = rows.kinds();
        let classes: Vec<Class> = (0..rows.len()).map(|at| class(rows, at, kinds[at][0])).collect();
        let headlines: Vec<bool> = (0..rows.len()).map(|row| is_headline(rows, &classes, row)).collect();
        let (gaps, tail) = gaps(rows, &classes, &headlines);
        let mut known = seen(kinds, &gaps, tail);
        known.remove(&Kind::Nothing);
        counting(rows, kinds).iter().for_each(|kind| {
            known.remove(kind);
        });
        let share = |class: Class| {
            let having = gaps.iter().filter(|gap| classes[(*gap).clone()].contains(&class)).count();
            having as f32 / gaps.len().max(1) as f32
        };
        let shares = [share(Class::Stamp), share(Class::Byline)];
        let (head, above_title) = ([0; Class::COUNT], [false; Class::COUNT]);
        let weighed = vec![Weighed::default(); gaps.len()];
        let mut page =
            Self { rows, classes, kinds, known, gaps, weighed, head, above_title, shares, headlines };
        page.look_at_head();
        page.weigh(stories, near_misses);
        page
    }

    fn look_at_head(&mut self) {
        let head = self.gaps.first().cloned().unwrap_or_default();
        let title = head.clone().find(|&row| self.is_headline(row)).unwrap_or(head.start);
        for row in head {
            let class = self.classes[row];
            self.head[class as usize] += usize::from(!class.is_text());
            self.above_title[class as usize] |= row < title;
        }
    }

    fn is_headline(&self, row: usize) -> bool {
        self.headlines[row]
    }

    fn has(&self, rows: Range<usize>, class: Class) -> bool {
        self.classes[rows].contains(&class)
    }

    /// Where the lines of a row's kinds stand.
    fn seen(&self, row: usize) -> impl Iterator<Item = (Kind, Seen)> {
        self.kinds[row].iter().filter_map(|kind| Some((*kind, *self.known.get(kind)?)))
    }

    /// The gap in which a row stands, or the text right below; not the page's head.
    fn gap_of(&self, row: usize) -> Option<usize> {
        let at = self.gaps.partition_point(|gap| gap.end < row);
        (at > 0 && self.gaps.get(at)?.start <= row).then_some(at)
    }

    /// The gaps but the page's head.
    fn below(&self) -> Vec<Gap<'_>> {
        (1..self.gaps.len()).map(|at| Gap::new(self, at)).collect()
    }

    /// The story that begins in a gap with log-odds, given what the evidence tells of it and how many others begin alike.
    fn found(&self, gap: &Gap<'_>, odds: f64, told: Option<Found>, alike: &Alike<'_>) -> Found {
        let start = gap.first(alike);
        let title = match &told {
            Some(told) if told.start == start => told.title,
            Some(told) => {
                let inside = told.title.filter(|&title| title >= start);
                // What the story began with so far was no headline if there is a header above.
                let title = inside.filter(|&title| start > told.start || title != told.start);
                title.or_else(|| gap.headline(start)).or(inside)
            }
            None => gap.headline(start),
        };
        let body = told.as_ref().map_or(0, |told| told.body).max(start).max(gap.rows.end);
        let mut evidence =
            told.and_then(|told| told.boundary).map(|boundary| boundary.evidence).unwrap_or_default();
        let sum: f64 = evidence.iter().map(|(_, weight)| weight).sum();
        evidence.push((Evidence::Gap, odds - PRIOR - sum));
        let boundary = Boundary {
            line: self.rows.line(start),
            title: title.map(|title| self.rows.line(title)),
            evidence,
            confidence: probability(odds),
        };
        Found { start, title, body, boundary: Some(boundary) }
    }
}

/// Leaves out stories that only the model tells and that begin within the header of another one, or right beside it.
fn keep_apart(stories: &mut Vec<Found>) {
    /// Two stories do not begin that close to each other.
    const ROWS: usize = 1;
    let mut kept: Vec<Found> = Vec::with_capacity(stories.len());
    for story in stories.drain(..) {
        let meets = |above: &Found| story.start < above.body || story.start - above.start <= ROWS;
        let added = |story: &Found| {
            story
                .boundary
                .as_ref()
                .is_some_and(|at| at.evidence.len() == 1 && at.evidence[0].0 == Evidence::Gap)
        };
        if kept.last().is_some_and(meets) && !added(&story) && kept.last().is_some_and(added) {
            kept.pop();
        }
        if !(added(&story) && kept.last().is_some_and(meets)) {
            kept.push(story);
        }
    }
    *stories = kept;
}

/// The rows between two texts, and what choosing among them needs.
struct Gap<'p> {
    page: &'p Page<'p>,
    /// Its place among all.
    at: usize,
    rows: Range<usize>,
    topics: Topics,
    /// The headline that speaks most of the text below.
    best: Option<usize>,
    /// How far up it goes as the page's head does, once that was asked.
    aligned: OnceCell<Option<(usize, f32)>>,
    /// What each of the rows shows, once that was asked.
    places: OnceCell<Vec<Features>>,
}

impl<'p> Gap<'p> {
    fn new(page: &'p Page<'p>, at: usize) -> Self {
        let rows = page.gaps[at].clone();
        let topics = Topics::beside(page.rows, &rows);
        let mut gap =
            Self { page, at, rows, topics, best: None, aligned: OnceCell::new(), places: OnceCell::new() };
        gap.best = gap.headline(gap.rows.start);
        gap
    }

    /// Of the headlines from a row on, the one that speaks most of the text below.
    fn headline(&self, from: usize) -> Option<usize> {
        let lean = |row: usize| self.topics.lean(self.page.rows, row);
        let headlines = (from..self.rows.end).filter(|&row| self.page.is_headline(row));
        headlines
            .map(|row| (row, lean(row)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(row, _)| row)
    }

    /// What the rows show, but for the last two features.
    fn places(&self) -> &[Features] {
        self.places.get_or_init(|| {
            // Of the text's own row and what is below, nothing counts.
            let mut reads: Vec<Reads> = self.rows.clone().map(|row| self.reads(row)).collect();
            reads.extend([Reads::default(); 2]);
            let rows = (self.rows.start..=self.rows.end).zip(reads.windows(2));
            rows.map(|(row, reads)| self.place(row, [&reads[0], &reads[1]])).collect()
        })
    }

    /// How much a row reads like the first of the story, given how many of the others begin alike.
    fn score(&self, row: usize, alike: [f32; 2]) -> f32 {
        let features = self.places()[row - self.rows.start].iter().copied();
        self.page.rows.rules.gaps().place.score_of(features.chain((ALIKE..).zip(alike)))
    }

    /// The row that the story begins with.
    fn first(&self, alike: &Alike<'_>) -> usize {
        let places = self.places();
        let alike = |row: usize| alike(self.rows.end - row, &places[row - self.rows.start]);
        let rows = (self.rows.start..=self.rows.end).filter(|&row| !self.parts_header(row));
        let scored = rows.map(|row| (row, self.score(row, alike(row))));
        let best = scored.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(self.rows.end, |(row, _)| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::rules::CLASSES;
    use crate::split::{MIN_CONFIDENCE, split};

    /// Two stories of a site of its own making: a summary stands over the author, and the date below.
    const PAGE: &str = "\
The Orsk Lake Courier
Home
Region
Ferry returns to Lake Orsk after two years of repairs
The boat takes passengers again from Monday, and the fare stays what it was.
Dana Whitlock
12 March 2024, 07:40

The Lake Orsk ferry will carry passengers again from Monday, the harbour board said after a last trial run on Friday.
Engineers in Pellham had taken the old engine out in 2022, and the new one arrived eleven months late from the yard.
“We know what the wait has cost people here,” said the head of the board, Miriam Castell, at the landing stage.
The first boat leaves Pellham at six in the morning and the last one comes back at nine in the evening.

Share this article
Harbour
Lake Orsk

Library keeps its Sunday hours until the summer
A petition with four thousand names reached the town hall before the vote.
Yusuf Brandt
11 March 2024, 18:05

The library in Tarnwick stays open on Sundays until the end of June, the council decided by nine votes to four.
Councillor Ottoline Graves had asked to close it for good, because hardly anybody came before noon in winter.
Readers answered with a petition that Petra Lindqvist, who runs the chess club, carried to the town hall herself.
After June the hours are to be looked at again, together with those of the branch in Mellow Green.

Share this article
Library
Tarnwick
";

    /// Asks something of a page as the models see it, without evidence.
    pub(super) fn on_page<T>(text: &str, ask: impl FnOnce(&Page<'_>) -> T) -> T {
        let rules = Rules::builtin().unwrap();
        let labelled = label(text, &rules);
        ask(&Page::new(&Rows::new(text, &labelled, &rules), &[], &[]))
    }

    fn stories(text: &str) -> Vec<usize> {
        let rules = Rules::builtin().unwrap();
        let cut = split(text, &label(text, &rules), &rules, MIN_CONFIDENCE);
        cut.runs.iter().map(|run| run.lines.start).collect()
    }

    #[test]
    fn a_header_begins_with_its_headline_and_not_with_the_author_below_the_summary() {
        let headline = PAGE.lines().position(|line| line.starts_with("Library keeps")).unwrap();
        assert_eq!(stories(PAGE), [0, headline]);
    }

    #[test]
    fn a_short_story_above_the_first_header_is_one_of_its_own() {
        let text = "Chess club moves into the old mill\n\n\
                    The chess club moves into the old mill in May because its room in the school is needed. Members \
                    carried forty boards across the yard on Saturday.\n\n\
                    A lift for wheelchairs is to follow in the autumn, and the club pays a third of what it costs.\n\n\
                    River too low for the canoe race\n\nBy Ben Ford\n12 April 2024\n\n\
                    The canoe race was called off on Friday because the river carries less water than in any April on record.\n\n\
                    The club hopes for rain and for a new date in June, and keeps the money of those who want to wait.\n\n\
                    Gauges below the weir at Orrin showed nineteen centimetres, a third of what the boats need.\n\n\
                    Mill in Drune gets its wheel back\n\nBy Ann Pell\n11 April 2024\n\n\
                    The water mill in Drune has its wheel back after eleven years in which it lay in a barn behind the church.\n\n\
                    Four carpenters from Tarnwick replaced 38 of its 40 paddles and kept the two that were still sound.\n\n\
                    It is to grind for the first time on Whit Monday, and the bakery on the square takes the flour.\n";
        assert_eq!(stories(text), [0, 6, 17]);
    }

    #[test]
    fn sub_headings_begin_no_story() {
        let text = PAGE.replace("\nShare this article\nHarbour\nLake Orsk\n", "").replace(
            "Library keeps its Sunday hours until the summer\nA petition with four thousand names reached the town hall before the vote.\nYusuf Brandt\n11 March 2024, 18:05\n",
            "What the council wants\n",
        );
        assert_eq!(stories(&text), [0]);
    }

    #[test]
    fn classes_stand_in_the_order_of_their_names() {
        let named = [
            (Class::Prose, "prose"),
            (Class::End, "end"),
            (Class::Symbol, "symbol"),
            (Class::Headline, "headline"),
        ];
        named.iter().for_each(|(class, name)| assert_eq!(CLASSES[*class as usize], *name));
    }

    #[test]
    fn a_model_has_a_feature_for_each_name() {
        let rules = Rules::builtin().unwrap();
        let gaps = shown(PAGE, &label(PAGE, &rules), &rules);
        let names = crate::rules::place_features();
        assert!(!gaps.is_empty());
        assert!(gaps.iter().all(|gap| gap.places.len() == gap.lines.len()));
        assert_eq!(names[ALIKE..], ["alike", "made-alike"]);
        assert_eq!(names.len(), ALIKE + 2);
        // The gap begins right below a text, and ends with the first line of the next one.
        let named = |name: &str| names.iter().position(|known| known == name).unwrap();
        let first = &gaps[0].places[0];
        assert!(first.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[1].0 < ALIKE));
        assert!(first.contains(&(named("above-prose"), 1.0)));
        assert!(gaps[0].places.last().unwrap().contains(&(named("text"), 1.0)));
    }
}
