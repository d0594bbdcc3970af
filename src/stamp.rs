//! Lines that say when a story was published or updated, and little else.

use crate::date::{When, dotted_time, is_day_without_year, leading, word_key};
use crate::rules::{Labels, Rules, first_key};
use crate::span::{Span, is_white};
use crate::words::{holds_digit, is_unspaced};

/// Longer lines are no stamps.
const MOST_BYTES: usize = 200;
/// A stamp may carry an author, a place, a reading time: so many words.
const MOST_OTHER_WORDS: usize = 9;
/// A line with more lower-case words is a sentence with a date in it.
const MOST_LOWER_WORDS: usize = 2;
/// So is one with more words of a script that has no capitals.
const MOST_CASELESS_WORDS: usize = 5;

/// What the words before a date say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// When the story was last changed.
    Updated,
    /// When it came out.
    Published,
}

/// One date of a stamp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dated {
    /// What the words before it say it is.
    pub label: Option<Label>,
    /// The date.
    pub when: When,
    /// Its words, without the label; bytes of the line.
    pub raw: Span,
}

/// How plainly a line is a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing but a day without its year.
    Day,
    /// A date among other words.
    Loose,
    /// Nothing but a date or time.
    Bare,
    /// A label and one date: `Updated 7 sec ago`.
    Strict,
}

/// What a stamp line holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Its dates, in order.
    pub dates: Vec<Dated>,
    /// The words that are neither label nor date, from the first to the last; bytes of the line.
    pub rest: Option<Span>,
}

impl Stamp {
    /// How plainly it is one.
    pub fn kind(&self) -> Kind {
        match (self.rest, self.dates.as_slice()) {
            (Some(_), _) => Kind::Loose,
            (None, [Dated { label: Some(_), .. }]) => Kind::Strict,
            (None, [Dated { label: None, when: When::Unclear, .. }]) => Kind::Day,
            _ => Kind::Bare,
        }
    }

    /// The first date under this label.
    pub fn dated(&self, label: Option<Label>) -> Option<&Dated> {
        self.dates.iter().find(|dated| dated.label == label)
    }
}

/// Reads a trimmed line as a stamp.
pub fn stamp(line: &str, rules: &Rules) -> Option<Stamp> {
    if let Some(time) = dotted_time(line).filter(|_| !line.contains(' ')) {
        let dated = Dated { label: None, when: When::Time(time), raw: Span::new(0, line.len()) };
        return Some(Stamp { dates: vec![dated], rest: None });
    }
    if line.len() > MOST_BYTES || !may_hold_date(line, &rules.labels) || is_sentence(line, rules) {
        return None;
    }
    if is_day_without_year(line, &rules.dates) {
        let dated = Dated { label: None, when: When::Unclear, raw: Span::new(0, line.len()) };
        return Some(Stamp { dates: vec![dated], rest: None });
    }
    let mut reading =
        Reading { line, rules, dates: Vec::new(), label: None, rest: None, others: 0, lower: 0, caseless: 0 };
    let mut at = 0;
    while at < line.len() {
        at = reading.step(at)?;
    }
    (!reading.dates.is_empty()).then_some(Stamp { dates: reading.dates, rest: reading.rest })
}

fn may_hold_date(line: &str, labels: &Labels) -> bool {
    holds_digit(line) || label_at(line, labels).is_some() || line.ends_with(" ago")
}

/// A glance: more words in lower case than a stamp may have stand in no label and no date.
fn is_sentence(line: &str, rules: &Rules) -> bool {
    let known = |key: u64| {
        rules.dates.may_hold(key)
            || rules.labels.updated.may_hold(key)
            || rules.labels.published.may_hold(key)
    };
    let words = line.split(' ').filter(|word| word.as_bytes().first().is_some_and(u8::is_ascii_lowercase));
    let others = words.filter_map(word_key).filter(|&key| !known(key));
    others.take(MOST_LOWER_WORDS + 1).count() > MOST_LOWER_WORDS
}

struct Reading<'l> {
    line: &'l str,
    rules: &'l Rules,
    dates: Vec<Dated>,
    label: Option<(Label, Span)>,
    rest: Option<Span>,
    others: usize,
    lower: usize,
    caseless: usize,
}

impl Reading<'_> {
    /// Reads on from a byte; the byte to go on from, or nothing where the line cannot be a stamp any more.
    fn step(&mut self, at: usize) -> Option<usize> {
        let text = &self.line[at..];
        let first = text.chars().next()?;
        if !may_begin_word(first) {
            return Some(at + first.len_utf8());
        }
        if let Some((label, width)) = label_at(text, &self.rules.labels) {
            self.spend_label();
            self.label = Some((label, Span::new(at, at + width)));
            return Some(at + width);
        }
        if let Some((when, width)) =
            leading(text, &self.rules.dates).filter(|(_, width)| ends_word(text, *width))
        {
            let label = self.label.take().map(|(label, _)| label);
            self.dates.push(Dated { label, when, raw: Span::new(at, at + width) });
            return Some(at + width);
        }
        if !first.is_alphanumeric() {
            return Some(at + first.len_utf8());
        }
        self.word(at, text)
    }

    fn word(&mut self, at: usize, text: &str) -> Option<usize> {
        let width = word_width(text);
        if self.rules.labels.published.is_glued_to(&text[..width]) {
            return None;
        }
        self.spend_label();
        self.add_rest(Span::new(at, at + width));
        self.lower += usize::from(text.starts_with(char::is_lowercase));
        self.caseless += usize::from(text.starts_with(is_caseless));
        let sentence = self.lower > MOST_LOWER_WORDS
            || self.caseless > MOST_CASELESS_WORDS
            || self.others > MOST_OTHER_WORDS;
        (!sentence).then_some(at + width)
    }

    /// A label that no date follows is a word like others.
    fn spend_label(&mut self) {
        if let Some((_, span)) = self.label.take() {
            self.add_rest(span);
        }
    }

    fn add_rest(&mut self, span: Span) {
        self.others += 1;
        self.rest = Some(self.rest.map_or(span, |rest| rest.join(span)));
    }
}

/// Up to white space or a mark that parts things; in a script without spaces, up to a number as well.
fn word_width(text: &str) -> usize {
    let mut unspaced = false;
    let ends = |c: char| {
        let number = unspaced && c.is_numeric();
        unspaced = is_unspaced(c);
        number || is_white(c) || matches!(c, '|' | '•' | '·')
    };
    text.find(ends).unwrap_or(text.len())
}

/// Whether a letter belongs to a script without capitals.
fn is_caseless(letter: char) -> bool {
    letter.is_alphabetic() && !letter.is_lowercase() && !letter.is_uppercase()
}

/// Whether a word, a label or a date may begin with a character.
fn may_begin_word(first: char) -> bool {
    first.is_ascii_alphanumeric() || first == '[' || !first.is_ascii()
}

fn ends_word(text: &str, width: usize) -> bool {
    !text[width..].starts_with(char::is_alphanumeric)
}

/// The label `text` begins with, and its width with the colon behind it.
fn label_at(text: &str, labels: &Labels) -> Option<(Label, usize)> {
    let key = first_key(text);
    let updated = labels.updated.longest_of(key, text).map(|width| (Label::Updated, width));
    let published = labels.published.longest_of(key, text).map(|width| (Label::Published, width));
    updated.into_iter().chain(published).max_by_key(|(_, width)| *width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_with_its_date_glued_to_it_is_no_stamp() {
        let rules = Rules::builtin().unwrap();
        assert!(stamp("Polls close in Northgatepublished at 04:15 GMT", &rules).is_none());
        assert!(stamp("Published at 04:15 GMT", &rules).is_some());
    }

    #[test]
    fn words_of_dates_and_labels_make_no_sentence() {
        let rules = Rules::builtin().unwrap();
        assert!(is_sentence("Two of the piers closed in 2024", &rules));
        assert!(!is_sentence("Last updated on the 3rd of March at 9 am", &rules));
        assert!(stamp("1 hour and 5 minutes ago by Ann Pell", &rules).is_some());
    }

    #[test]
    fn a_day_without_its_year_alone_is_a_stamp_of_no_known_day() {
        let rules = Rules::builtin().unwrap();
        for line in ["18th January", "Jul 2", "Monday, March 4", "9 August"] {
            let stamp = stamp(line, &rules).unwrap();
            assert_eq!((stamp.kind(), stamp.dates[0].when), (Kind::Day, When::Unclear), "{line}");
            assert_eq!(stamp.dates[0].raw.of(line), line);
        }
        for line in [
            "March",
            "Monday",
            "9 August hotels",
            "May 4 be with you",
            "June, 71",
            "Mai 68",
            "Set 2",
            "2 - صفر",
        ] {
            assert!(stamp(line, &rules).is_none(), "{line}");
        }
    }
}
