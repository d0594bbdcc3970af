//! Lines of one shape → what they have in common, as a regular expression.

use super::shape::{Piece, Shape, Slot, shape_of_date};
use crate::date::{DateName, DateWords};
use crate::words::ascii_digit;
use std::collections::{BTreeMap, BTreeSet};

/// So many values of a slot are remembered; of more, only what they are made of.
const VALUES: usize = 8;
/// Dates of more makes in one place are no dates of a site.
const MAKES: usize = 6;

/// What lines of one shape have in common, and what stood in their slots.
#[derive(Debug, Clone)]
pub(super) struct Form {
    parts: Vec<Part>,
    /// Whether all white space was one plain space.
    plain_spaces: bool,
    lines: usize,
}

#[derive(Debug, Clone)]
enum Part {
    Space,
    /// The same in all lines, in lower case.
    Fixed(String),
    Slot(Slot, Values),
}

/// What stood in a slot.
#[derive(Debug, Clone, Default)]
struct Values {
    /// In lower case; not all of them if `many`.
    some: BTreeSet<String>,
    many: bool,
    /// Characters of the shortest and the longest.
    width: Option<(usize, usize)>,
    /// Words of the shortest and the longest.
    words: Option<(usize, usize)>,
    /// Points and commas in numbers.
    points: BTreeSet<char>,
    /// The makes of dates, by shape.
    makes: BTreeMap<u64, Form>,
}

/// What numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// Counts of something: they have as many digits as were seen.
    Counts,
    /// Parts of dates: days and hours have one or two digits, whichever were seen.
    Dates,
}

impl Form {
    /// The form of a first line.
    pub(super) fn new(line: &str, shape: &Shape, words: &DateWords) -> Self {
        let part = |piece: &Piece| {
            let text = piece.span.of(line);
            match piece.slot {
                Some(slot) => Part::Slot(slot, Values::default()),
                None if text.starts_with(char::is_whitespace) => Part::Space,
                None => Part::Fixed(lower(text)),
            }
        };
        let parts = shape.pieces.iter().map(part).collect();
        let mut form = Self { parts, plain_spaces: true, lines: 0 };
        form.add(line, shape, words);
        form
    }

    /// Adds a line of the same shape.
    pub(super) fn add(&mut self, line: &str, shape: &Shape, words: &DateWords) {
        self.lines += 1;
        for (part, piece) in self.parts.iter_mut().zip(&shape.pieces) {
            let text = piece.span.of(line);
            match part {
                Part::Space => self.plain_spaces &= text == " ",
                Part::Slot(slot, values) => values.add(*slot, text, words),
                Part::Fixed(_) => {}
            }
        }
    }

    /// An anchored, case-insensitive regular expression that hits all of the lines; `None` if it would say too little:
    /// nothing is fixed, or dates of too many makes were seen.
    pub(super) fn pattern(&self, words: &DateWords) -> Option<String> {
        let fixed =
            self.parts.iter().any(|part| matches!(part, Part::Fixed(_) | Part::Slot(Slot::Plural, _)));
        let inner = self.expression(words, Numbers::Counts)?;
        fixed.then(|| format!("^{inner}$"))
    }

    /// The fixed words up to the first slot.
    pub(super) fn head(&self) -> String {
        let fixed = self.parts.iter().map_while(|part| match part {
            Part::Fixed(text) => Some(text.as_str()),
            Part::Space => Some(" "),
            Part::Slot(..) => None,
        });
        fixed.collect()
    }

    /// All words that are fixed.
    pub(super) fn fixed_words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Fixed(text) if text.starts_with(char::is_alphanumeric) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether names are folded.
    pub(super) fn has_names(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Slot(Slot::Name, _)))
    }

    /// Whether some number or date differed from line to line.
    pub(super) fn varies(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Slot(_, values) if values.many || values.some.len() > 1))
    }

    fn expression(&self, words: &DateWords, numbers: Numbers) -> Option<String> {
        let dated = self.parts.iter().any(|part| matches!(part, Part::Slot(Slot::Part(DateName::Month), _)));
        let numbers = if dated { Numbers::Dates } else { numbers };
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Space if self.plain_spaces => out.push(' '),
                Part::Space => out.push_str(r"\s+"),
                Part::Fixed(text) => out.push_str(&escaped(text)),
                Part::Slot(slot, values) => {
                    out.push_str(&values.expression(*slot, words, (numbers, self.lines))?)
                }
            }
        }
        Some(out)
    }
}

impl Values {
    fn add(&mut self, slot: Slot, text: &str, words: &DateWords) {
        if slot == Slot::Date {
            let shape = shape_of_date(text, words);
            let known = self.makes.len();
            match self.makes.get_mut(&shape.key) {
                Some(form) => form.add(text, &shape, words),
                // One make too many tells that there are too many.
                None if known <= MAKES => drop(self.makes.insert(shape.key, Form::new(text, &shape, words))),
                None => {}
            }
        }
        let count = |known: Option<(usize, usize)>, count: usize| {
            known.map_or((count, count), |(least, most)| (least.min(count), most.max(count)))
        };
        self.width = Some(count(self.width, text.chars().count()));
        self.words = Some(count(self.words, text.split_whitespace().count()));
        self.points.extend(text.chars().filter(|c| slot == Slot::Number && ascii_digit(*c).is_none()));
        if !self.many {
            self.some.insert(lower(text));
            self.many = self.some.len() > VALUES;
        }
    }

    fn expression(
        &self,
        slot: Slot,
        words: &DateWords,
        (numbers, lines): (Numbers, usize),
    ) -> Option<String> {
        let seen: Vec<&str> = self.some.iter().map(String::as_str).collect();
        match slot {
            Slot::Number if numbers == Numbers::Counts && seen.len() == 1 => Some(escaped(seen[0])),
            Slot::Number => Some(self.number(numbers)),
            Slot::Date => self.date(words),
            Slot::Part(DateName::Half) if seen.iter().all(|half| ["am", "pm"].contains(half)) => {
                Some("[ap]m".to_owned())
            }
            Slot::Part(name) => {
                let like = words.names_like(name, &seen);
                Some(one_of(if like.is_empty() { &seen } else { &like }))
            }
            Slot::Plural => Some(one_of(&seen)),
            Slot::Name => Some(self.name(&seen, lines)),
        }
    }

    /// A number of as many digits as were seen, and one more or less where their count differed: counters grow.
    fn number(&self, numbers: Numbers) -> String {
        let (least, most) = self.width.unwrap_or((1, 1));
        let (least, most) = match numbers {
            Numbers::Dates if most <= 2 => (1, 2),
            Numbers::Counts if least < most => (least.saturating_sub(1).max(1), most + 1),
            _ => (least, most),
        };
        let points: String = self.points.iter().collect();
        match (points.is_empty(), least) {
            (true, _) => format!(r"\d{}", times(least, most)),
            (false, 1) => format!(r"\d(?:[\d{points}]{}\d)?", times(0, most.saturating_sub(2))),
            (false, _) => format!(r"\d[\d{points}]{}\d", times(least - 2, most.saturating_sub(2))),
        }
    }

    fn date(&self, words: &DateWords) -> Option<String> {
        if self.makes.len() > MAKES {
            return None;
        }
        let makes = self.makes.values().map(|form| form.expression(words, Numbers::Dates));
        let mut makes = makes.collect::<Option<Vec<_>>>()?;
        makes.sort();
        Some(if makes.len() == 1 { makes.remove(0) } else { format!("(?:{})", makes.join("|")) })
    }

    /// A few names that come back again and again; else as many capitalised words as were seen.
    fn name(&self, seen: &[&str], lines: usize) -> String {
        const AGAIN: usize = 4;
        const WORD: &str = r"\p{Lu}[\pL\pM.'’-]*";
        if !self.many && seen.len() * AGAIN <= lines {
            return one_of(seen);
        }
        let (least, most) = self.words.unwrap_or((1, 1));
        if most == 1 {
            return format!("(?-i:{WORD})");
        }
        format!(r"(?-i:{WORD}(?:\s{WORD}){})", times(least - 1, most - 1))
    }
}

/// In lower case, but for letters that have none of one character: a case-insensitive expression would not find them.
fn lower(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        if lower.len() == 1 { lower.next().unwrap_or(c) } else { c }
    };
    text.chars().map(lower).collect()
}

fn times(least: usize, most: usize) -> String {
    match (least, most) {
        (1, 1) => String::new(),
        _ if least == most => format!("{{{least}}}"),
        _ => format!("{{{least},{most}}}"),
    }
}

/// One of these words; `words?` for a singular and its plural.
fn one_of(words: &[&str]) -> String {
    match words {
        [word] => escaped(word),
        [word, plural] if plural.strip_suffix('s') == Some(word) => format!("{}?", escaped(plural)),
        _ => {
            let escaped: Vec<String> = words.iter().map(|word| escaped(word)).collect();
            format!("(?:{})", escaped.join("|"))
        }
    }
}

/// A text as a regular expression that matches nothing else. (The crate's own way also escapes marks that mean something
/// only inside of classes, and people have to read this.)
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::shape::shapes;
    use crate::rules::Rules;
    use proptest::prelude::*;
    use regex::RegexBuilder;
    use std::sync::LazyLock;

    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

    /// The form of lines at the first level at which they have one shape.
    fn form(lines: &[&str]) -> Form {
        let words = &RULES.dates;
        let shapes: Vec<_> = lines.iter().map(|line| shapes(line, words)).collect();
        let key = |at: usize, level: usize| shapes[at][level].as_ref().map(|shape: &Shape| shape.key);
        let alike = |level: &usize| (1..lines.len()).all(|at| key(at, *level) == key(0, *level));
        let level = (0..3).find(alike).unwrap();
        let mut form = Form::new(lines[0], shapes[0][level].as_ref().unwrap(), words);
        for (line, shapes) in lines.iter().zip(&shapes).skip(1) {
            form.add(line, shapes[level].as_ref().unwrap(), words);
        }
        form
    }

    fn check(lines: &[&str], expected: &str) {
        let pattern = form(lines).pattern(&RULES.dates).unwrap();
        assert_eq!(pattern, expected);
        let regex = RegexBuilder::new(&pattern).case_insensitive(true).build().unwrap();
        lines.iter().for_each(|line| assert!(regex.is_match(line), "{pattern} does not hit {line}"));
    }

    #[test]
    fn a_pattern_is_as_broad_as_its_lines() {
        check(&["Share this (story)?", "SHARE THIS (story)?"], r"^share this \(story\)\?$");
        check(&["7 days, 1,204 readers", "7 days, 999 readers"], r"^7 days, \d[\d,]{0,4}\d readers$");
        check(&["12 of 80", "10 of 45"], r"^\d{2} of \d{2}$");
        check(&["1 comment", "12 comments", "3 comments"], r"^\d{1,3} comments?$");
        check(&["İLGİLİ 3 haber", "İLGİLİ 14 haber"], r"^İlgİlİ \d{1,3} haber$");
        check(&["* * *", "*\u{A0}* *"], r"^\*\s+\*\s+\*$");
    }

    #[test]
    fn dates_are_of_the_makes_that_were_seen() {
        let months =
            "(?:january|february|march|april|may|june|july|august|september|october|november|december)";
        check(&["Read 14 March 2024", "Read 21 May 2024"], &format!(r"^read \d{{1,2}} {months} \d{{4}}$"));
        check(&["Read at 12:04", "Read at 21:30"], r"^read at \d{1,2}:\d{1,2}$");
        check(
            &["Seen 5 min ago", "Seen 2 hours ago", "Seen yesterday"],
            r"^seen (?:\d{1,2} (?:hours|min) ago|yesterday)$",
        );
        check(&["On 12 May", "On 3 June"], &format!(r"^on \d{{1,2}} {months}$"));
    }

    #[test]
    fn names_are_listed_if_few_and_described_if_many() {
        let few =
            ["More in Sport today", "More in World today", "More in Sport today", "More in World today"];
        check(&[&few[..], &few[..]].concat(), "^more in (?:sport|world) today$");
        check(
            &["Ann Pell reads this", "Omar Said Khan reads this"],
            r"^(?-i:\p{Lu}[\pL\pM.'’-]*(?:\s\p{Lu}[\pL\pM.'’-]*){1,2}) reads this$",
        );
    }

    #[test]
    fn what_has_nothing_fixed_has_no_pattern() {
        assert_eq!(form(&["12", "14"]).pattern(&RULES.dates), None);
        assert_eq!(form(&["12 May 2024", "14 June 2024"]).pattern(&RULES.dates), None);
    }

    proptest! {
        #[test]
        fn a_pattern_hits_every_line_it_was_made_of(
            numbers in prop::collection::vec((0_u32..100_000, 1_i8..=28, 1_u8..=12), 1..8),
            template in "[A-Za-z.*+?()|\\[\\]{}^$\\\\#é東’ -]{1,20}",
        ) {
            let line = |(count, day, month): &(u32, i8, u8)| format!("x {template} {count} at 2024-{month:02}-{day:02} {count}th");
            let lines: Vec<String> = numbers.iter().map(line).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let pattern = form(&lines).pattern(&RULES.dates).unwrap();
            let regex = RegexBuilder::new(&pattern).case_insensitive(true).build().unwrap();
            for line in lines {
                prop_assert!(regex.is_match(line), "{} does not hit {}", pattern, line);
            }
        }
    }
}
