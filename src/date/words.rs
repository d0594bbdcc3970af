//! [`DateTable`]s of single languages → [`DateWords`]: which words name which part of a date?

use rustc_hash::FxHashSet;
use std::collections::HashMap;

use jiff::tz::Offset;
use serde::Deserialize;

use super::glossary::{Glossary, Sure, Unsure};
use super::name::Calendar;

/// Seconds of a day, the finest unit that still names a day.
pub(super) const DAY: i64 = 86_400;

/// Words of one language, as its TOML file lists them.
///
/// Case, vowel marks, tatweel and hamza on alif do not count; a word may be a phrase of several.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DateTable {
    /// Names and abbreviations of the twelve months, without a dot.
    months: [Vec<String>; 12],
    /// Names of months of other calendars: a date that has one is no Gregorian one, and not converted.
    other_months: Vec<String>,
    /// Names and abbreviations of the days of the week.
    weekdays: Vec<String>,
    /// Marks glued behind year, month and day: `2024年10月8日`.
    day_marks: Vec<[String; 3]>,
    /// Names of eras, with the year before their first: `令和6年` is 2024.
    eras: HashMap<String, i16>,
    /// Words that may follow a year and say its calendar.
    year_ends: Vec<String>,
    /// Ends glued to the number of a day: `8th`, `1er`.
    ordinals: Vec<String>,
    /// Words that join day, month, year and time: `of`.
    links: Vec<String>,
    /// Words for one, two, three and so on.
    numbers: Vec<Vec<String>>,
    /// Words that join two lapses: `and`.
    and: Vec<String>,
    /// Names of units that follow a number.
    units: Units,
    /// The same with the word for "ago" glued to them: `2時間前`.
    units_ago: Units,
    /// Words that name one unit without a number.
    singles: Units,
    /// Words that name two units without a number.
    pairs: Units,
    /// Words that stand before a lapse: `il y a`.
    ago_before: Vec<String>,
    /// Words that stand after a lapse: `ago`.
    ago_after: Vec<String>,
    /// Phrases for the moment of reading.
    now: Vec<String>,
    /// Words for the day of reading.
    today: Vec<String>,
    /// Words for the day before.
    yesterday: Vec<String>,
    /// Words that stand before a time: `at`.
    at: Vec<String>,
    /// Words for the hours before noon, an inner dot kept: `a.m`.
    am: Vec<String>,
    /// Words for the hours after noon.
    pm: Vec<String>,
    /// The same where they stand before the time.
    am_before: Vec<String>,
    /// The same where they stand before the time.
    pm_before: Vec<String>,
    /// Words that may follow a time: `Uhr`, `hrs`.
    clock: Vec<String>,
    /// Words between hour and minute: `18h09`.
    hour_marks: Vec<String>,
    /// Words behind the minute: `17時35分`.
    minute_marks: Vec<String>,
    /// Names of zones that stand for one offset, in minutes east of UTC.
    zones: HashMap<String, Minutes>,
    /// Names of zones that stand for several offsets.
    unclear_zones: Vec<String>,
}

/// Words for the units of time.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Units {
    second: Vec<String>,
    minute: Vec<String>,
    hour: Vec<String>,
    day: Vec<String>,
    week: Vec<String>,
    month: Vec<String>,
    year: Vec<String>,
}

impl Units {
    /// The words with the seconds of their unit; a month is 30 days, a year 365.
    fn seconds(&self) -> impl Iterator<Item = (&str, i64)> {
        [
            (&self.second, 1),
            (&self.minute, 60),
            (&self.hour, 3_600),
            (&self.day, DAY),
            (&self.week, 7 * DAY),
            (&self.month, 30 * DAY),
            (&self.year, 365 * DAY),
        ]
        .into_iter()
        .flat_map(|(words, unit)| words.iter().map(move |word| (word.as_str(), unit)))
    }

    /// The words with the lapse of `count` of their unit.
    fn lapses(&self, count: i64) -> impl Iterator<Item = (&str, Lapse)> {
        self.seconds().map(move |(word, unit)| (word, Lapse::of(count, unit)))
    }
}

/// An offset in minutes east of UTC, checked when the table is read.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i16")]
struct Minutes(Offset);

impl TryFrom<i16> for Minutes {
    type Error = jiff::Error;

    fn try_from(minutes: i16) -> Result<Self, Self::Error> {
        Offset::from_seconds(i32::from(minutes) * 60).map(Self)
    }
}

/// So many seconds, told by units no finer than `within`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lapse {
    pub seconds: i64,
    pub within: i64,
}

impl Lapse {
    /// `count` times a unit of so many seconds.
    pub fn of(count: i64, unit: i64) -> Self {
        Self { seconds: count * unit, within: unit }
    }
}

/// The half of the day a time of twelve hours belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

/// Words of one or several languages by which dates are told.
///
/// A word that two tables read differently is unsure, never the first or the last of them.
#[derive(Debug)]
pub struct DateWords {
    /// First words of all phrases a date can begin with.
    pub(super) openers: Glossary<()>,
    /// All words of all phrases, by their [`word_key`].
    every: FxHashSet<u64>,
    /// Months of other calendars are unsure.
    pub(super) months: Glossary<i8>,
    pub(super) weekdays: Glossary<()>,
    pub(super) day_marks: Vec<[String; 3]>,
    /// Eras with the year before their first.
    pub(super) eras: Glossary<i16>,
    pub(super) year_ends: Glossary<()>,
    pub(super) ordinals: Glossary<()>,
    pub(super) links: Glossary<()>,
    pub(super) numbers: Glossary<i64>,
    pub(super) and: Glossary<()>,
    /// Units in seconds.
    pub(super) units: Glossary<i64>,
    /// The same with the word for "ago" glued to them.
    pub(super) units_ago: Glossary<i64>,
    /// Units told without a number.
    pub(super) lapses: Glossary<Lapse>,
    pub(super) ago_before: Glossary<()>,
    pub(super) ago_after: Glossary<()>,
    /// Now, today, yesterday.
    pub(super) moments: Glossary<Lapse>,
    pub(super) at: Glossary<()>,
    pub(super) halves: Glossary<Half>,
    pub(super) halves_before: Glossary<Half>,
    pub(super) clock: Glossary<()>,
    pub(super) hour_marks: Glossary<()>,
    pub(super) minute_marks: Glossary<()>,
    pub(super) zones: Glossary<Offset>,
    /// The names of months and weekdays, by language.
    pub(super) calendars: Vec<Calendar>,
}

impl DateWords {
    /// Reads tables of words and merges them.
    ///
    /// # Errors
    ///
    /// If a table is no TOML, or has a key or an offset that cannot be.
    pub fn parse(tables: &[&str]) -> Result<Self, toml::de::Error> {
        let tables: Result<Vec<_>, _> = tables.iter().map(|table| toml::from_str(table)).collect();
        Ok(Self::merge(&tables?))
    }

    /// Merges the words of several languages.
    #[must_use]
    pub fn merge(tables: &[DateTable]) -> Self {
        let mut words = Self {
            openers: Glossary::default(),
            every: FxHashSet::default(),
            months: all(tables, months),
            weekdays: all(tables, |table| plain(&table.weekdays)),
            day_marks: tables.iter().flat_map(|table| table.day_marks.clone()).collect(),
            eras: all(tables, |table| sure(table.eras.iter().map(|(era, before)| (era.as_str(), *before)))),
            year_ends: all(tables, |table| plain(&table.year_ends)),
            ordinals: all(tables, |table| plain(&table.ordinals)),
            links: all(tables, |table| plain(&table.links)),
            numbers: all(tables, |table| ranked(&table.numbers, 1_i64)),
            and: all(tables, |table| plain(&table.and)),
            units: all(tables, |table| sure(table.units.seconds())),
            units_ago: all(tables, |table| sure(table.units_ago.seconds())),
            lapses: all(tables, |table| sure(table.singles.lapses(1).chain(table.pairs.lapses(2)))),
            ago_before: all(tables, |table| plain(&table.ago_before)),
            ago_after: all(tables, |table| plain(&table.ago_after)),
            moments: all(tables, |table| sure(moments(table))),
            at: all(tables, |table| plain(&table.at)),
            halves: all(tables, |table| sure(halves(&table.am, &table.pm))),
            halves_before: all(tables, |table| sure(halves(&table.am_before, &table.pm_before))),
            clock: all(tables, |table| plain(&table.clock)),
            hour_marks: all(tables, |table| plain(&table.hour_marks)),
            minute_marks: all(tables, |table| plain(&table.minute_marks)),
            zones: all(tables, zones),
            calendars: tables.iter().map(calendar).collect(),
        };
        words.openers = words.first_words();
        words.every = words.every_phrase().flat_map(word_keys).collect();
        words
    }

    /// Whether some date or time may hold a word, by its [`word_key`].
    pub(crate) fn may_hold(&self, key: u64) -> bool {
        self.every.contains(&key)
    }

    /// The names of months and weekdays.
    pub(crate) fn day_names(&self) -> impl Iterator<Item = &str> {
        self.months.phrases().chain(self.weekdays.phrases())
    }

    fn every_phrase(&self) -> impl Iterator<Item = &str> {
        let days = self.day_names().chain(self.ordinals.phrases());
        let counts = self.links.phrases().chain(self.numbers.phrases()).chain(self.and.phrases());
        let lapses = self.units.phrases().chain(self.lapses.phrases()).chain(self.moments.phrases());
        let ago = self.ago_before.phrases().chain(self.ago_after.phrases()).chain(self.at.phrases());
        let clock = self.halves.phrases().chain(self.clock.phrases()).chain(self.hour_marks.phrases());
        days.chain(counts).chain(lapses).chain(ago).chain(clock).chain(self.zones.phrases())
    }

    /// The words a date that does not begin with a digit can begin with.
    fn first_words(&self) -> Glossary<()> {
        let phrases = (self.day_names())
            .chain(self.numbers.phrases())
            .chain(self.lapses.phrases())
            .chain(self.ago_before.phrases())
            .chain(self.moments.phrases())
            .chain(self.eras.phrases())
            .chain(self.halves_before.phrases());
        phrases.filter_map(|phrase| phrase.split_whitespace().next()).map(|word| (word, Ok(()))).collect()
    }
}

/// What `part` gives of each table, in one glossary.
fn all<'t, T, I>(tables: &'t [DateTable], part: impl Fn(&'t DateTable) -> I) -> Glossary<T>
where
    T: Copy + PartialEq,
    I: Iterator<Item = (&'t str, Sure<T>)>,
{
    tables.iter().flat_map(part).collect()
}

/// Words that mean nothing but themselves.
fn plain(words: &[String]) -> impl Iterator<Item = (&str, Sure<()>)> {
    words.iter().map(|word| (word.as_str(), Ok(())))
}

/// Words with a meaning.
fn sure<'t, T>(words: impl Iterator<Item = (&'t str, T)>) -> impl Iterator<Item = (&'t str, Sure<T>)> {
    words.map(|(word, meaning)| (word, Ok(meaning)))
}

/// Words that mean the place of their list, counted from `first`.
fn ranked<T>(lists: &[Vec<String>], first: T) -> impl Iterator<Item = (&str, Sure<T>)>
where
    T: Copy,
    std::ops::RangeFrom<T>: Iterator<Item = T>,
{
    (first..).zip(lists).flat_map(|(rank, words)| words.iter().map(move |word| (word.as_str(), Ok(rank))))
}

fn calendar(table: &DateTable) -> Calendar {
    Calendar { months: table.months.clone(), weekdays: table.weekdays.clone() }
}

/// Words for a day or moment near the reading.
fn moments(table: &DateTable) -> impl Iterator<Item = (&str, Lapse)> {
    [(&table.now, Lapse::of(0, 60)), (&table.today, Lapse::of(0, DAY)), (&table.yesterday, Lapse::of(1, DAY))]
        .into_iter()
        .flat_map(|(words, lapse)| words.iter().map(move |word| (word.as_str(), lapse)))
}

/// Words for the halves of the day.
fn halves<'t>(am: &'t [String], pm: &'t [String]) -> impl Iterator<Item = (&'t str, Half)> {
    [(am, Half::Am), (pm, Half::Pm)]
        .into_iter()
        .flat_map(|(words, half)| words.iter().map(move |word| (word.as_str(), half)))
}

/// The months of the year, and those of other calendars.
fn months(table: &DateTable) -> impl Iterator<Item = (&str, Sure<i8>)> {
    let others = table.other_months.iter().map(|month| (month.as_str(), Err(Unsure)));
    ranked(&table.months, 1_i8).chain(others)
}

/// Names of zones, with their offset where it is one.
fn zones(table: &DateTable) -> impl Iterator<Item = (&str, Sure<Offset>)> {
    let known = table.zones.iter().map(|(name, minutes)| (name.as_str(), Ok(minutes.0)));
    known.chain(table.unclear_zones.iter().map(|name| (name.as_str(), Err(Unsure))))
}

/// A number for the ASCII letters that a word begins with, whatever their case; `None` where other letters or digits
/// follow them. Words that share their first eight letters share it.
pub(crate) fn word_key(word: &str) -> Option<u64> {
    let run = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let goes_on = word.as_bytes().get(run).is_some_and(|byte| !byte.is_ascii() || byte.is_ascii_digit());
    let key = |key: u64, byte: u8| key << 8 | u64::from(byte.to_ascii_lowercase());
    (run > 0 && !goes_on).then(|| word.bytes().take(run.min(8)).fold(0, key))
}

/// The keys of the words of a phrase.
pub(crate) fn word_keys(phrase: &str) -> impl Iterator<Item = u64> {
    phrase.split_whitespace().filter_map(word_key)
}
