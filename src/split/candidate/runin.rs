//! Columns of short news whose headlines run into their texts: `**Ferry is back:** The boat …`, `Merano – Nine people …`.
//!
//! One story has such lines as well: datelines, those who speak, the points of a list. A page that is called a collection
//! and has one in nearly every paragraph is none. Another page is a column if its lines follow each other closely, are
//! worded like headlines and texts of stories, and have no subject in common.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows};
use crate::split::STORY_WORDS;
use crate::split::each_stem;
use crate::split::ordinal;
use crate::split::rows::shouts;
use crate::split::topic::{Shift, shift};
use crate::split::wording::{of_headline, of_text};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Fewer may be the parts of one story.
const OFTEN: usize = 4;

/// The items of a column that begin with places; none if the page is no such column. Only of a page that is called a collection.
pub(super) fn places(rows: &Rows<'_>) -> Vec<Candidate> {
    let placed = |at: usize| Some(Item { at, make: Make::Mark, head: place(rows.piece(at))?, text: "" });
    let prose = prose(rows);
    let placed = run(&prose, prose.iter().filter_map(|&at| placed(at)).collect());
    candidates(&placed, &[Evidence::Digest, Evidence::Collection, Evidence::OtherDateline])
}

/// The items of a column that begin with headlines; none if the page is no such column.
pub(super) fn headlines(rows: &Rows<'_>) -> Vec<Candidate> {
    let prose = prose(rows);
    let items: Vec<Item<'_>> = prose.iter().filter_map(|&at| Item::at(rows, at)).collect();
    let makes = [Make::Bold, Make::Link, Make::Mark].into_iter();
    let mut made = makes.map(|make| {
        let own = items.iter().filter(|item| item.make == make);
        run(&prose, own.copied().collect())
    });
    let column = made.find(|items| !items.is_empty() && is_column(rows, items));
    candidates(&column.unwrap_or_default(), &[Evidence::Digest, Evidence::RunIn])
}

fn prose(rows: &Rows<'_>) -> Vec<usize> {
    (0..rows.len()).filter(|&at| rows.get(at).is_some_and(Row::is_prose)).collect()
}

fn candidates(items: &[Item<'_>], evidence: &[Evidence]) -> Vec<Candidate> {
    let evidence: EvidenceSet = evidence.iter().copied().collect();
    items.iter().map(|item| Candidate { start: item.at, title: None, body: item.at, evidence }).collect()
}

/// The items, if there are enough, in three of four paragraphs from the first to the last one, each with another head.
fn run<'p>(prose: &[usize], items: Vec<Item<'p>>) -> Vec<Item<'p>> {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Vec::new() };
    let all = prose.iter().filter(|at| (first.at..=last.at).contains(at)).count();
    let heads: FxHashSet<&str> = items.iter().map(|item| item.head).collect();
    let enough = items.len() >= OFTEN && items.len() * 4 >= all * 3 && heads.len() == items.len();
    if enough { items } else { Vec::new() }
}

/// Whether items are short news and no parts of one text.
fn is_column(rows: &Rows<'_>, items: &[Item<'_>]) -> bool {
    stand_together(rows, items) && are_worded(rows, items) && !have_one_subject(rows, items)
}

/// Whether texts follow each other from near the top of the page, with hardly a headline, name or label between them.
fn stand_together(rows: &Rows<'_>, items: &[Item<'_>]) -> bool {
    /// A longer text above the first one is a story of its own.
    const INTRODUCTION: usize = 3 * STORY_WORDS;
    /// Points of a list, ratings and entries of a table are shorter.
    const WORDS: usize = 20;
    let (first, last) = (items[0].at, items[items.len() - 1].at);
    let stands_alone = |row: &&Row| row.is_headline_like() && !row.is_prose();
    let between = rows.rows[first..last].iter().filter(stands_alone).count();
    let words = items.iter().map(|item| rows.rows[item.at].line.look.words()).sum::<usize>();
    rows.words(0..first) < INTRODUCTION && between * 4 <= items.len() && words >= items.len() * WORDS
}

/// Whether headlines and texts are worded like those of stories, in log-odds for both: of fourteen labelled columns eleven
/// come to −0.7 and more, lists of points and places to less than that, as do three columns whose heads are one name. What
/// one author has signed above all is one story more often.
fn are_worded(rows: &Rows<'_>, items: &[Item<'_>]) -> bool {
    const LEAST: f32 = -0.8;
    const SIGNED: f32 = 0.25;
    let signed = rows.rows[..items[0].at].iter().any(|row| row.by);
    let worded =
        |item: &Item<'_>| of_headline(rows.rules, &quiet(item.head)) + of_text(rows.rules, item.text);
    let sum = items.iter().map(worded).sum::<f32>();
    sum >= items.len() as f32 * if signed { SIGNED } else { LEAST }
}

/// A headline as it would be without capitals throughout.
fn quiet(head: &str) -> Cow<'_, str> {
    if !shouts(head) {
        return Cow::Borrowed(head);
    }
    let first = head.chars().next().map_or(0, char::len_utf8);
    Cow::Owned(format!("{}{}", &head[..first], head[first..].to_lowercase()))
}

/// Whether the texts go on with the names of those above, or one name stands in nearly all of them. Where a script has no
/// capitals, nobody can tell.
fn have_one_subject(rows: &Rows<'_>, items: &[Item<'_>]) -> bool {
    let same = |item: &&Item<'_>| shift(rows, items[0].at..item.at, item.at) == Shift::Same;
    if items[1..].iter().filter(same).count() * 5 > items.len() {
        return true;
    }
    let mut days: FxHashSet<u64> = FxHashSet::default();
    for name in rows.rules.dates.day_names() {
        each_stem(name, |stem| days.extend([stem]));
    }
    let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
    for item in items {
        let names: FxHashSet<u64> = rows.stems(item.at).names.iter().copied().collect();
        names.difference(&days).for_each(|name| *seen.entry(*name).or_default() += 1);
    }
    seen.is_empty() || seen.values().any(|&items_with| items_with * 4 >= items.len() * 3)
}

/// How the headline is told from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Make {
    /// It is bold.
    Bold,
    /// It is a link.
    Link,
    /// A dash parts them, or a colon below capitals.
    Mark,
}

/// A paragraph that begins with a headline.
#[derive(Debug, Clone, Copy)]
struct Item<'p> {
    at: usize,
    make: Make,
    head: &'p str,
    text: &'p str,
}

impl<'p> Item<'p> {
    fn at(rows: &Rows<'p>, at: usize) -> Option<Self> {
        const WORDS: usize = 14;
        let line = rows.rows[at].line.span.of(rows.text).trim();
        let line = line.trim_start_matches(['-', '•', '–', ' ']).trim_start_matches("* ");
        let (make, head, text) = headed(line)?;
        let text = text.trim_start_matches([':', '.', '–', '—', '-', ' ']);
        let words = head.split_whitespace().count();
        let begins = text.chars().next().is_some_and(|c| !c.is_lowercase());
        ((1..=WORDS).contains(&words) && begins && !head.ends_with('?')).then_some(Self {
            at,
            make,
            head,
            text,
        })
    }
}

/// The headline that a line begins with, how it is told, and the rest of the line.
fn headed(line: &str) -> Option<(Make, &str, &str)> {
    let between = |open: &str, close: &str| line.strip_prefix(open)?.split_once(close);
    let linked =
        between("[", "](").and_then(|(head, rest)| Some((Make::Link, head, rest.split_once(')')?.1)));
    let bold = || ["**", "__"].into_iter().find_map(|mark| between(mark, mark));
    let marked = || parted(unnumbered(line)).map(|(head, text)| (Make::Mark, head, text));
    let (make, head, text) =
        linked.or_else(|| bold().map(|(head, text)| (Make::Bold, head, text))).or_else(marked)?;
    Some((make, unnumbered(head).trim_end_matches(['.', ':', ' ']), text))
}

fn unnumbered(piece: &str) -> &str {
    ordinal::number(piece).map_or(piece, |number| &piece[number.width..])
}

/// What a dash parts from the text, or a colon if it is in capitals.
fn parted(piece: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 90;
    let begin = &piece[..piece.floor_char_boundary(LONGEST)];
    let (at, mark) = begin.match_indices([':', '–', '—', '-']).find_map(|(at, mark)| {
        let above = piece[..at].chars().next_back()?;
        let spaced = piece[at + mark.len()..].starts_with(' ');
        match above {
            _ if !spaced => None,
            _ if mark == ":" => Some((at, mark.len())),
            '.' | ' ' => Some((at - 1, 1 + mark.len())),
            _ => None,
        }
    })?;
    let (head, colon) = (&piece[..at], piece[at..].starts_with(':'));
    let whole = !head.contains(['.', '!', '?', ':', '“', '”', '"', ',']) || shouts(head);
    (whole && (!colon || shouts(head))).then_some((head, &piece[at + mark..]))
}

/// The capitalised words that a dash or a colon parts from the text.
fn place(piece: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    const WORDS: usize = 4;
    let head = &piece[..piece.floor_char_boundary(LONGEST)];
    let ends = [" – ", " — ", " - ", ": "].into_iter().filter_map(|mark| head.find(mark));
    let place = &head[..ends.min()?];
    let named = |word: &str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    (place.split(' ').count() <= WORDS && place.split(' ').all(named)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};

    #[test]
    fn a_place_is_named_in_front_of_a_mark() {
        assert_eq!(place("Merano – Nine people were taken to hospital."), Some("Merano"));
        assert_eq!(place("San Candido: The hospital closes."), Some("San Candido"));
        assert_eq!(place("Nine people – all of them guests – fell ill."), None);
    }

    #[test]
    fn a_headline_is_bold_a_link_or_parted_by_a_mark() {
        let head = |line: &'static str| headed(line).map(|(make, head, _)| (make, head));
        assert_eq!(head("**2. Ferry is back.** The boat runs."), Some((Make::Bold, "Ferry is back")));
        assert_eq!(head("[Ferry is back](/ferry) The boat runs."), Some((Make::Link, "Ferry is back")));
        assert_eq!(head("3. FERRY WATCH: The boat runs."), Some((Make::Mark, "FERRY WATCH")));
        assert_eq!(head("Ferry is back – The boat runs."), Some((Make::Mark, "Ferry is back")));
        assert_eq!(head("[3] FERRY WATCH: The boat runs."), Some((Make::Mark, "FERRY WATCH")));
        assert_eq!(head("He said: The boat runs."), None);
        assert_eq!(head("The boat, which is new, runs – they say."), None);
    }

    /// How many stories a page of items has, each made of a headline and a text.
    fn stories(item: impl Fn(&str, &str) -> String, items: [[&str; 2]; 5]) -> usize {
        let items: Vec<String> = items.iter().map(|[head, text]| item(head, text)).collect();
        let page = format!("The Orsk Courier\n\nTuesday 12 March 2024\n\n{}\n", items.join("\n\n"));
        let rules = Rules::builtin().unwrap();
        split(&page, &label(&page, &rules), &rules, MIN_CONFIDENCE).runs.len()
    }

    const NEWS: [[&str; 2]; 5] = [
        [
            "Library to lend fishing rods",
            "The library in Orsk will begin to lend fishing rods on Saturday, two for each card, and a box of hooks with each of them.",
        ],
        [
            "Bridge down to one lane",
            "Traffic on the Dutch Creek bridge is down to one lane until August while crews from Pellham replace 41 planks of its deck.",
        ],
        [
            "Emu caught behind feed store",
            "An emu that had been seen along the river since May was caught on Thursday behind the feed store in Harlan by its owner.",
        ],
        [
            "Sewer rates to go up in Drune",
            "The council of Drune voted to raise the monthly sewer rate to 31 dollars, by four to one, after an hour of complaints.",
        ],
        [
            "Cello found in old school",
            "A cello that stood in the yard of the old school in Mellow is waiting for whoever lost it, officers said on Friday.",
        ],
    ];

    #[test]
    fn headlines_that_run_into_their_texts_begin_stories() {
        assert_eq!(stories(|head, text| format!("**{head}:** {text}"), NEWS), 5);
        assert_eq!(stories(|head, text| format!("{head} – {text}"), NEWS), 5);
        assert_eq!(stories(|head, text| format!("[{head}](https://orsk.example/n/1) {text}"), NEWS), 5);
    }

    #[test]
    fn parts_of_one_text_and_those_who_speak_begin_none() {
        let parts = [
            [
                "The plan",
                "Rutter wants the ferry to run from Orsk at six, and again at nine, so that the bakers can take it as well as the schools.",
            ],
            [
                "The engine",
                "It came eleven months late, and Rutter says that it sounds like the old one, which nobody in Orsk believes him.",
            ],
            [
                "The money",
                "Rutter has asked the board in Orsk for half of the price; the other half is to come from those who ride on it.",
            ],
            [
                "The crew",
                "There are four of them, says Rutter, and two have steered the ferry since before there was a landing stage in Orsk.",
            ],
            [
                "What is next",
                "The board meets on Monday, and Rutter has promised to bring the engine's bell with him, whatever Orsk makes of it.",
            ],
        ];
        assert_eq!(stories(|head, text| format!("**{head}:** {text}"), parts), 1);
        assert_eq!(stories(|head, text| format!("{} – {text}", head.to_uppercase()), parts), 1);
        let asked = NEWS.map(|[_, text]| ["What about it?", text]);
        assert_eq!(stories(|head, text| format!("**{head}** {text}"), asked), 1);
    }
}
