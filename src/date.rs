//! Dates as news pages print them: words in, a day out, never a guess.

mod initials;
mod glossary;
mod words;
mod cursor;
mod clock;
mod day;
mod ago;
mod offset;
mod name;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use clock::Clock;
use cursor::{Cursor, digit};
use glossary::{Sure, is_direction_mark};
pub use name::DateName;
use words::DAY;
pub use words::{DateTable, DateWords};
pub(crate) use words::{word_key, word_keys};

/// What a page says about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// A day of the calendar.
    Day {
        /// The day.
        day: Date,
        /// The time of that day, where the page names one.
        time: Option<Time>,
        /// The offset from UTC, where the page names a time and a zone that stands for one offset.
        #[serde(with = "offset")]
        offset: Option<Offset>,
    },
    /// A lapse up to the moment the page was read: `1 min 13 sec ago`, `yesterday`.
    Ago {
        /// Its length in seconds; a month counts 30 days, a year 365.
        seconds: i64,
        /// The seconds of the finest unit named: the page does not say it more exactly.
        within: i64,
    },
    /// A time of day without a day.
    Time(Time),
    /// Looks like a date and cannot be one (`31 February 2024`), or could be two (`03/04/2024`).
    Unclear,
}

impl When {
    /// The day the page names.
    ///
    /// A lapse names one only by the clock the page was scraped at, in the page's own zone where that is known, and
    /// only if told in days or finer: nobody knows the day of `2 months ago`. Of a scrape known by its day alone, give
    /// noon.
    #[must_use]
    pub fn day(&self, scraped_at: Option<DateTime>) -> Option<Date> {
        match *self {
            Self::Day { day, .. } => Some(day),
            Self::Ago { seconds, within } if within <= DAY => {
                let then = scraped_at?.checked_sub(SignedDuration::from_secs(seconds));
                then.ok().map(DateTime::date)
            }
            _ => None,
        }
    }

    /// The moment in RFC 3339 with its offset, where the page names day, time and offset.
    #[must_use]
    pub fn at(&self) -> Option<String> {
        let Self::Day { day, time: Some(time), offset: Some(offset) } = *self else { return None };
        let moment = offset.to_timestamp(day.to_datetime(time)).ok()?;
        Some(DateTimePrinter::new().timestamp_with_offset_to_string(&moment, offset))
    }

    /// Whether it is told from the moment of reading.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        matches!(self, Self::Ago { .. })
    }
}

/// Reads a date expression at the very start of `text`; gives it and the bytes it takes.
///
/// Punctuation and blanks behind it are not taken, brackets around it are. What follows is for the caller to judge:
/// a headline can begin with a date.
///
/// Laws: the bytes end between two characters and are never none; the work grows no faster than the text.
#[must_use]
pub fn leading(text: &str, words: &DateWords) -> Option<(When, usize)> {
    let mut cursor = Cursor::new(text, words);
    if !may_begin(&cursor) {
        return None;
    }
    let when = cursor.attempt(bracketed).or_else(|| told(&mut cursor))?;
    Some((when, cursor.at()))
}

/// Whether `text` begins with a day, with or without a year, or with a time.
#[must_use]
pub fn begins_with_day(text: &str, words: &DateWords) -> bool {
    let cursor = Cursor::new(text, words);
    may_begin(&cursor) && (cursor.peek(day::without_year).is_some() || leading(text, words).is_some())
}

/// Whether `text` is a day without its year and nothing else: `18th January`, `Monday, March 4`. Scores, ages and years are none,
/// and of the names of months that are cut to three letters only the English ones.
#[must_use]
pub fn is_day_without_year(text: &str, words: &DateWords) -> bool {
    const ENGLISH: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const CUT: usize = 3;
    const LAST: i32 = 31;
    let mut cursor = Cursor::new(text, words);
    if !may_begin(&cursor) || cursor.attempt(day::without_year).is_none() || cursor.at() < text.len() {
        return false;
    }
    let number = text
        .chars()
        .filter_map(digit)
        .fold(0, |number: i32, digit| number.saturating_mul(10).saturating_add(digit));
    let parts = || text.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty());
    let whole =
        |part: &str| part.chars().count() > CUT || ENGLISH.contains(&part.to_ascii_lowercase().as_str());
    // Behind a weekday a comma may stand.
    let joined = text.contains(['-', '/', '–']) || (text.contains(',') && parts().count() < 2);
    (1..=LAST).contains(&number) && !joined && parts().any(whole)
}

/// Whether a time of day stands somewhere in `text`, as short as `9pm`.
#[must_use]
pub fn holds_time(text: &str, words: &DateWords) -> bool {
    let is_start = |at: usize| at == 0 || text[..at].ends_with(' ');
    let numbers = text.char_indices().filter(|&(at, letter)| digit(letter).is_some() && is_start(at));
    numbers.map(|(at, _)| &text[at..]).any(|rest| clock::after_day(&mut Cursor::new(rest, words)).is_some())
}

/// Reads the `18.42` that a line consists of or begins with as a time: in a text it would be a number.
#[must_use]
pub fn dotted_time(line: &str) -> Option<Time> {
    const DIGITS: usize = 2;
    let (head, rest) = line.split_at_checked(2 * DIGITS + 1)?;
    let (hour, minute) = head.split_once('.')?;
    let whole = hour.len() == DIGITS && (rest.is_empty() || rest.starts_with(' '));
    let number =
        |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    Time::new(number(hour)?, number(minute)?, 0, 0).ok().filter(|_| whole)
}

/// Whether it is worth reading on: a glance at the first character or word.
fn may_begin(cursor: &Cursor) -> bool {
    match cursor.next() {
        Some(first) if first == '[' || digit(first).is_some() || is_direction_mark(first) => true,
        Some(first) if first.is_alphabetic() => {
            cursor.words.openers.may_begin(cursor.rest()) && cursor.peek(begins_with_opener).is_some()
        }
        _ => false,
    }
}

fn begins_with_opener(cursor: &mut Cursor) -> Option<Sure<()>> {
    let word = cursor.word()?;
    cursor.words.openers.get(word)
}

/// Reads `[May 25, 2021 23:51]`.
fn bracketed(cursor: &mut Cursor) -> Option<When> {
    cursor.spaced_mark(&['['])?;
    let when = told(cursor)?;
    cursor.spaced_mark(&[']'])?;
    Some(when)
}

fn told(cursor: &mut Cursor) -> Option<When> {
    let forms = [relative, day_first, day_without_year, time_first];
    forms.into_iter().find_map(|form| cursor.attempt(form))
}

fn relative(cursor: &mut Cursor) -> Option<When> {
    ago::ago(cursor).map(|lapse| When::Ago { seconds: lapse.seconds, within: lapse.within })
}

/// Reads `8 October 2024` and the time behind it.
fn day_first(cursor: &mut Cursor) -> Option<When> {
    let day = day::day(cursor)?;
    let clock = clock::after_day(cursor);
    Some(on(day, clock))
}

/// Reads `September 18, 14:05`.
fn day_without_year(cursor: &mut Cursor) -> Option<When> {
    let day = day::without_year(cursor)?;
    let clock = clock::after_day(cursor)?;
    Some(on(day, Some(clock)))
}

/// Reads `18:47 Jul 07, 2025` and `23:51`.
fn time_first(cursor: &mut Cursor) -> Option<When> {
    let clock = clock::alone(cursor)?;
    let day = cursor.attempt(day_behind_time);
    Some(day.map_or(When::Time(clock.time), |day| on(day, Some(clock))))
}

fn day_behind_time(cursor: &mut Cursor) -> Option<Sure<Date>> {
    cursor.spaced_mark(clock::PAUSES);
    cursor.phrase(&cursor.words.links);
    day::day(cursor).or_else(|| day::without_year(cursor))
}

/// A day with its time.
fn on(day: Sure<Date>, clock: Option<Clock>) -> When {
    let Ok(day) = day else { return When::Unclear };
    When::Day { day, time: clock.map(|clock| clock.time), offset: clock.and_then(|clock| clock.offset) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TABLES: [&str; 10] = [
        include_str!("rules/dates/en.toml"),
        include_str!("rules/dates/fr.toml"),
        include_str!("rules/dates/ar.toml"),
        include_str!("rules/dates/de.toml"),
        include_str!("rules/dates/es.toml"),
        include_str!("rules/dates/tr.toml"),
        include_str!("rules/dates/hi.toml"),
        include_str!("rules/dates/ur.toml"),
        include_str!("rules/dates/fa.toml"),
        include_str!("rules/dates/ja.toml"),
    ];

    fn words() -> DateWords {
        DateWords::parse(&TABLES).unwrap()
    }

    /// A day as RFC 3339 as far as it is known, a lapse as its seconds and those of its finest unit.
    fn shown(when: When) -> String {
        match when {
            When::Day { day, time: None, .. } => day.to_string(),
            When::Day { day, time: Some(time), offset: None } => day.to_datetime(time).to_string(),
            When::Day { .. } => when.at().unwrap(),
            When::Ago { seconds, within } => format!("{seconds} s by {within}"),
            When::Time(time) => time.to_string(),
            When::Unclear => "unclear".to_owned(),
        }
    }

    /// Checks each input, which is to be read up to `¦`, or whole.
    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        let words = words();
        for (input, expected) in cases {
            let (taken, rest) = input.split_once('¦').unwrap_or((input, ""));
            let found =
                leading(&format!("{taken}{rest}"), &words).map(|(when, length)| (shown(when), length));
            assert_eq!(found, Some(((*expected).to_owned(), taken.len())), "{input}");
        }
    }

    #[track_caller]
    fn check_none(inputs: &[&str]) {
        let words = words();
        for input in inputs {
            assert_eq!(leading(input, &words), None, "{input}");
        }
    }

    #[test]
    fn a_day_is_told_by_the_name_of_its_month() {
        check(&[
            ("08 October 2024", "2024-10-08"),
            ("8 Oct 2024", "2024-10-08"),
            ("8 oct. 2024", "2024-10-08"),
            ("8 OCTOBER, 2024", "2024-10-08"),
            ("October 8, 2024", "2024-10-08"),
            ("October 8 2024", "2024-10-08"),
            ("Oct. 8, 2024", "2024-10-08"),
            ("Oct 8th, 2024", "2024-10-08"),
            ("Sept. 9, 2024", "2024-09-09"),
            ("8-Oct-2024", "2024-10-08"),
            ("08/Oct/2024", "2024-10-08"),
            ("20th September 2024", "2024-09-20"),
            ("20th of September, 2024", "2024-09-20"),
            ("September 22th, 2024", "2024-09-22"),
            ("06. December 2022", "2022-12-06"),
            ("8\u{a0}October\u{a0}2024", "2024-10-08"),
            ("29 February 2024", "2024-02-29"),
            ("1 January 1900", "1900-01-01"),
            ("31 December 2099", "2099-12-31"),
        ]);
    }

    #[test]
    fn a_weekday_may_stand_before_the_day() {
        check(&[
            ("Tuesday, 8 October 2024", "2024-10-08"),
            ("Tuesday 8 October 2024", "2024-10-08"),
            ("Tue. 8 October 2024", "2024-10-08"),
            ("Sat, Dec 21, 2024¦ | Jumada al-Aakhirah 20, 1446", "2024-12-21"),
            ("Mon, 2021-01-25 00:58", "2021-01-25T00:58:00"),
            ("Mar, 19/12/2025 - 11:19", "2025-12-19T11:19:00"),
            ("Mar 19, 2025", "2025-03-19"),
        ]);
    }

    #[test]
    fn a_time_may_follow_the_day() {
        check(&[
            ("27 Sep, 2021 07:54am", "2021-09-27T07:54:00"),
            ("September 20, 2024 08:15am", "2024-09-20T08:15:00"),
            ("November 18, 2024 9:26pm", "2024-11-18T21:26:00"),
            ("November 18, 2024 9:26 p.m.", "2024-11-18T21:26:00"),
            ("November 18, 2024 at 9pm", "2024-11-18T21:00:00"),
            ("November 18, 2024, 12 am", "2024-11-18T00:00:00"),
            ("November 18, 2024 12:05 PM", "2024-11-18T12:05:00"),
            ("November 18, 2024 15:15 PM", "2024-11-18T15:15:00"),
            ("Thu 23 Jan 2020, 5:22 AM", "2020-01-23T05:22:00"),
            ("Nov 25, 2022 | 6:02 AM", "2022-11-25T06:02:00"),
            ("28 Apr 2022 - 12:31", "2022-04-28T12:31:00"),
            ("28 Apr 2022, 15:10 hrs", "2022-04-28T15:10:00"),
            ("2021-01-25 00:58", "2021-01-25T00:58:00"),
            ("Mon 18 Nov 2019 18.54 GMT¦ Last", "2019-11-18T18:54:00+00:00"),
            ("Nov 18, 2019 @17:19 PM", "2019-11-18T17:19:00"),
            ("[May 25, 2021 23:51]", "2021-05-25T23:51:00"),
            ("[ 25 May 2021 ]¦ x", "2021-05-25"),
        ]);
    }

    #[test]
    fn a_time_may_stand_before_the_day() {
        check(&[
            ("18:47 Jul 07, 2025", "2025-07-07T18:47:00"),
            ("6:47 PM, 7 Jul 2025", "2025-07-07T18:47:00"),
            ("18:47 GMT, 7 Jul 2025", "2025-07-07T18:47:00+00:00"),
            ("18:47 GMT 7 Jul 2025", "2025-07-07T18:47:00+00:00"),
            ("6:47 PM IST on 7 Jul 2025", "2025-07-07T18:47:00"),
            ("18:47 03/04/2024", "unclear"),
            ("18:47 Jul 07¦, the", "unclear"),
        ]);
    }

    #[test]
    fn what_cannot_be_a_time_of_the_day_is_not_taken() {
        check(&[
            ("November 18, 2024¦ 13:30 am", "2024-11-18"),
            ("November 18, 2024¦ 0:30 pm", "2024-11-18"),
            ("November 18, 2024¦ 25:00", "2024-11-18"),
            ("November 18, 2024¦ 9:26pmUpdated", "2024-11-18"),
            ("November 18, 2024¦ 10:30:5", "2024-11-18"),
            ("Nov 19, 2019¦ at 9:08 GMT1 day ago", "2019-11-19"),
            ("Aug 28, 2024¦ • 5h ago", "2024-08-28"),
            ("Aug 28, 2024¦ • Last updated 1 hour ago", "2024-08-28"),
            ("18 May 2017¦ 0", "2017-05-18"),
        ]);
    }

    #[test]
    fn a_zone_with_one_offset_is_known() {
        check(&[
            ("Tuesday 8 October 2024 at 14:05 GMT", "2024-10-08T14:05:00+00:00"),
            ("8 October 2024 14:05 UTC", "2024-10-08T14:05:00+00:00"),
            ("8 October 2024 14:05 (GMT)", "2024-10-08T14:05:00+00:00"),
            ("8 October 2024 14:05 (JST)", "2024-10-08T14:05:00+09:00"),
            ("8 October 2024 14:05 GMT+3", "2024-10-08T14:05:00+03:00"),
            ("8 October 2024 14:05 UTC +05:30", "2024-10-08T14:05:00+05:30"),
            ("8 October 2024 14:05 GMT-0500", "2024-10-08T14:05:00-05:00"),
            ("8 October 2024 14:05 GMT¦ - live", "2024-10-08T14:05:00+00:00"),
            ("21 Oct 2019 01:10:42 GMT9", "2019-10-21T01:10:42+09:00"),
            ("8 October 2024 2:05 PM EDT", "2024-10-08T14:05:00-04:00"),
            ("8 October 2024 02:05 p.m. EST", "2024-10-08T14:05:00-05:00"),
            ("8 October 2024 14:05 PKT", "2024-10-08T14:05:00+05:00"),
            ("8 October 2024 14:05 CEST", "2024-10-08T14:05:00+02:00"),
            ("8 October 2024 14:05 MSK", "2024-10-08T14:05:00+03:00"),
            ("8 October 2024 14:05 AEST", "2024-10-08T14:05:00+10:00"),
            ("8 October 2024 14:05 +0300", "2024-10-08T14:05:00+03:00"),
            ("8 October 2024 14:05 -0300", "2024-10-08T14:05:00-03:00"),
            ("Tue, 08 Oct 2024 14:05:00 +0000", "2024-10-08T14:05:00+00:00"),
        ]);
    }

    #[test]
    fn a_zone_with_several_offsets_is_taken_and_unknown() {
        check(&[
            ("8 October 2024 14:05 BST", "2024-10-08T14:05:00"),
            ("20-04-2020 15:15 IST", "2020-04-20T15:15:00"),
            ("April 17, 2024 01:21 am IST", "2024-04-17T01:21:00"),
            ("8 October 2024 14:05 CST", "2024-10-08T14:05:00"),
            ("8 October 2024 14:05 AST", "2024-10-08T14:05:00"),
            ("8 October 2024 14:05 GST", "2024-10-08T14:05:00"),
            ("8 October 2024 14:05 GMT+25", "2024-10-08T14:05:00"),
        ]);
    }

    #[test]
    fn what_only_looks_like_a_zone_is_none() {
        check(&[
            ("8 October 2024 14:05¦ est mort", "2024-10-08T14:05:00"),
            ("8 October 2024 14:05¦ ISTHeadline", "2024-10-08T14:05:00"),
            ("8 October 2024 10:00¦-11:00", "2024-10-08T10:00:00"),
            ("8 October 2024 10:00¦ - 11:00", "2024-10-08T10:00:00"),
            ("8 October 2024 10:00¦-1100", "2024-10-08T10:00:00"),
            ("8 October 2024 10:00¦ +3", "2024-10-08T10:00:00"),
            ("8 October 2024 10:00¦ +9999", "2024-10-08T10:00:00"),
        ]);
    }

    #[test]
    fn numbers_alone_tell_a_day_where_they_have_one_reading() {
        check(&[
            ("2021-01-25", "2021-01-25"),
            ("2024/05/22", "2024-05-22"),
            ("2019.10.19 17:21", "2019-10-19T17:21:00"),
            ("2021-01-25T00:58:00Z", "2021-01-25T00:58:00+00:00"),
            ("2021-01-25T00:58:00.123+05:30", "2021-01-25T00:58:00+05:30"),
            ("2021-01-25T00:58-05:00", "2021-01-25T00:58:00-05:00"),
            ("2021-01-25 00:58:00 +0300", "2021-01-25T00:58:00+03:00"),
            ("2021-01-25 00:58:00-05:00", "2021-01-25T00:58:00-05:00"),
            ("2021-01-25 00:58:00+03", "2021-01-25T00:58:00+03:00"),
            ("22/05/2024", "2024-05-22"),
            ("05/22/2024", "2024-05-22"),
            ("5/5/2024", "2024-05-05"),
            ("26/ 11/ 2016", "2016-11-26"),
            ("16-03-2026 00:31:10", "2026-03-16T00:31:10"),
            ("20.09.2024", "2024-09-20"),
            ("16.05.2021", "2021-05-16"),
            ("3.4.2021", "2021-04-03"),
            ("11.15.2019 10:09 AM", "2019-11-15T10:09:00"),
        ]);
    }

    #[test]
    fn what_cannot_be_one_day_is_unclear() {
        check(&[
            ("31 February 2024", "unclear"),
            ("29 February 2023", "unclear"),
            ("October 32, 2024", "unclear"),
            ("0 May 2024", "unclear"),
            ("03/04/2024", "unclear"),
            ("03-04-2024 10:30", "unclear"),
            ("13/13/2024", "unclear"),
            ("00/05/2024", "unclear"),
            ("2024-13-45", "unclear"),
            ("32.13.2024", "unclear"),
            ("May/June 8, 2024", "unclear"),
            ("September 18, 14:05¦ x", "unclear"),
            ("18 September 9pm", "unclear"),
            ("Mon, 18 September | 10:30", "unclear"),
        ]);
    }

    #[test]
    fn a_time_alone_is_a_time() {
        check(&[
            ("11:55 PM", "23:55:00"),
            ("23:51", "23:51:00"),
            ("00:31:10", "00:31:10"),
            ("9.15pm", "21:15:00"),
            ("09h50", "09:50:00"),
            ("18 h 09", "18:09:00"),
            ("[23:51]", "23:51:00"),
            ("14:05 GMT", "14:05:00"),
            ("01:30 pm IST", "13:30:00"),
        ]);
    }

    #[test]
    fn a_lapse_is_told_in_falling_units() {
        check(&[
            ("7 sec ago", "7 s by 1"),
            ("19 secs ago", "19 s by 1"),
            ("1 min 13 sec ago", "73 s by 1"),
            ("2 hours 5 min ago", "7500 s by 60"),
            ("1 hour, 5 minutes ago", "3900 s by 60"),
            ("1 hour and 5 minutes ago", "3900 s by 60"),
            ("14 hours ago", "50400 s by 3600"),
            ("21 mins ago¦ 11:48 Jon King", "1260 s by 60"),
            ("a day ago", "86400 s by 86400"),
            ("An hour ago", "3600 s by 3600"),
            ("two days ago", "172800 s by 86400"),
            ("twelve days ago", "1036800 s by 86400"),
            ("3 weeks ago", "1814400 s by 604800"),
            ("2 months ago", "5184000 s by 2592000"),
            ("5 years ago", "157680000 s by 31536000"),
            ("1d ago", "86400 s by 86400"),
            ("5h ago", "18000 s by 3600"),
            ("5m ago", "300 s by 60"),
        ]);
    }

    #[test]
    fn a_moment_near_the_reading_is_a_lapse() {
        check(&[
            ("just now", "0 s by 60"),
            ("Just  Now", "0 s by 60"),
            ("today", "0 s by 86400"),
            ("Yesterday", "86400 s by 86400"),
            ("Yesterday at 14:05", "86400 s by 86400"),
            ("2 days ago at 07:52 am", "172800 s by 86400"),
            ("Today¦, we", "0 s by 86400"),
        ]);
    }

    #[test]
    fn french_is_read() {
        check(&[
            ("14 juillet 2020", "2020-07-14"),
            ("Mardi 14 juillet 2020", "2020-07-14"),
            ("mar. 14 juil. 2020", "2020-07-14"),
            ("1er mars 2021", "2021-03-01"),
            ("08 août 2021", "2021-08-08"),
            ("08 AOU\u{302}T 2021", "2021-08-08"),
            ("20 janvier 2023 à 18h09¦, mis à jour le", "2023-01-20T18:09:00"),
            ("20 janvier 2023 à 18h", "2023-01-20T18:00:00"),
            ("17/06/2019 16:54", "2019-06-17T16:54:00"),
            ("il y a 3 mois", "7776000 s by 2592000"),
            ("Il y a 5 min", "300 s by 60"),
            ("il y a un an", "31536000 s by 31536000"),
            ("il y a sept ans", "220752000 s by 31536000"),
            ("il y a 2 h et 5 min", "7500 s by 60"),
            ("hier", "86400 s by 86400"),
            ("Aujourd’hui à 18h09", "0 s by 86400"),
        ]);
        check_none(&["lundi 08 février", "Mars 2020", "Il y a des gens", "sept ans", "An 2000"]);
    }

    #[test]
    fn arabic_is_read() {
        check(&[
            ("07 أبريل 2016", "2016-04-07"),
            ("07 ابريل 2016", "2016-04-07"),
            ("\u{200f}07 أبريـل 2016", "2016-04-07"),
            ("31 مارس (آذار) 2024", "2024-03-31"),
            ("5 مايو/ أيار 2025", "2025-05-05"),
            ("5 مايو (حزيران) 2025", "unclear"),
            ("20 أيلول 2025", "2025-09-20"),
            ("3 كانون الثاني 2025", "2025-01-03"),
            ("٢٢-٠٢-٢٠٢٥", "2025-02-22"),
            ("۲۲ مايو ۲۰۲۵", "2025-05-22"),
            ("الثلاثاء، 8 أكتوبر 2024", "2024-10-08"),
            ("12:53 م 13/03/2026", "2026-03-13T12:53:00"),
            ("8 أكتوبر 2024 الساعة 10:05 مساءً", "2024-10-08T22:05:00"),
            ("منذ 5 دقائق", "300 s by 60"),
            ("منذ ٥ دقائق", "300 s by 60"),
            ("قبل ساعتين", "7200 s by 3600"),
            ("منذ ساعة", "3600 s by 3600"),
            ("منذ ساعة واحدة", "3600 s by 3600"),
            ("منذ ساعتين و 5 دقائق", "7500 s by 60"),
            ("منذ ثلاثة أيام", "259200 s by 86400"),
            ("أمس¦ (الاثنين)", "86400 s by 86400"),
        ]);
        check(&[("12 محرم 1446", "unclear"), ("الخميس 7/3/1429 هـ¦ - الموافق", "unclear")]);
        check_none(&["منذ ساعات", "قبل المباراة", "31 مارس (آذار)"]);
    }

    #[test]
    fn a_year_of_another_calendar_is_no_gregorian_one() {
        check(&[
            ("7/3/1429", "unclear"),
            ("۱۴۰۴/۰۲/۲۵", "unclear"),
            ("1446-03-04", "unclear"),
            ("22.05.1400", "unclear"),
        ]);
        check_none(&["25 May 1404", "May 25, 1446 10:30", "25 May 2567", "25 May 1899", "25/05/2100"]);
    }

    #[test]
    fn prose_is_none() {
        check_none(&[
            "",
            " 8 October 2024",
            "May be the best",
            "March on Rome",
            "Mayor of London",
            "12 people",
            "2024 was",
            "2024",
            "1 / 3",
            "10 minutes later",
            "10 minutes",
            "minutes ago",
            "hours ago",
            "5 min 2 hours ago",
            "5:4 vote",
            "18.42",
            "5 pm",
            "1.5 hours ago",
            "10,000 years ago",
            "September 18",
            "18 September, the",
            "September 2024",
            "8 October 24",
            "8/10/24",
            "22/05-2024",
            "192.168.2024",
            "10:300",
            "1:2:3",
            "One of the best",
            "A dayago",
            "Today’s Paper",
            "Monday",
            "Tuesday 10:30",
            "[1]",
            "[8 October 2024",
            "• 8 October 2024",
            "8\nOctober 2024",
        ]);
        check(&[("October 8, 2024¦ was a day", "2024-10-08"), ("8 October 2024¦.", "2024-10-08")]);
    }

    #[test]
    fn a_word_read_differently_by_two_tables_is_unsure() {
        let months = |month: usize| {
            let mut lists = ["[]"; 12];
            lists[month - 1] = "[\"listopad\"]";
            format!("months = [{}]", lists.join(","))
        };
        let words = DateWords::parse(&[&months(10), &months(11)]).unwrap();
        assert_eq!(leading("5 listopad 2024", &words), Some((When::Unclear, 15)));
    }

    #[test]
    fn a_table_with_an_unknown_key_is_refused() {
        assert!(DateWords::parse(&["month = []"]).is_err());
        assert!(DateWords::parse(&["[zones]\nX = 2000"]).is_err());
    }

    #[test]
    fn a_lapse_names_a_day_only_by_the_clock_of_the_scrape() {
        let scraped = Some(date(2024, 10, 8).at(1, 0, 0, 0));
        let day = |text| leading(text, &words()).unwrap().0.day(scraped);
        assert_eq!(day("7 sec ago"), Some(date(2024, 10, 8)));
        assert_eq!(day("2 hours ago"), Some(date(2024, 10, 7)));
        assert_eq!(day("yesterday"), Some(date(2024, 10, 7)));
        assert_eq!(day("3 weeks ago"), None);
        assert_eq!(day("23:51"), None);
        assert_eq!(day("20.09.2024"), Some(date(2024, 9, 20)));
        assert_eq!(leading("yesterday", &words()).unwrap().0.day(None), None);
    }

    #[test]
    fn a_moment_needs_day_time_and_offset() {
        let at = |text| leading(text, &words()).unwrap().0.at();
        assert_eq!(at("8 October 2024 14:05 EDT").as_deref(), Some("2024-10-08T14:05:00-04:00"));
        for text in
            ["8 October 2024 14:05", "8 October 2024 14:05 IST", "8 October 2024", "14:05 GMT", "1 min ago"]
        {
            assert_eq!(at(text), None, "{text}");
        }
    }

    /// Scraps of text of which odd lines are made.
    const SCRAPS: &[&str] = &[
        "",
        " ",
        "8",
        "08",
        "2024",
        "1446",
        "99999999999999999999",
        "October",
        "oct.",
        "mars",
        "أيلول",
        "كانون",
        "الثاني",
        ",",
        "،",
        "-",
        "/",
        ".",
        ":",
        "(",
        ")",
        "[",
        "]",
        "+",
        "T",
        "Z",
        "GMT",
        "IST",
        "am",
        "p.m.",
        "at",
        "à",
        "h",
        "min",
        "sec",
        "ago",
        "il y a",
        "منذ",
        "ساعتين",
        "and",
        "a",
        "th",
        "er",
        "Tue",
        "10:30",
        "18h09",
        "\u{200f}",
        "\u{301}",
        "\u{a0}",
        "\u{2028}",
        "\n",
        "İ",
        "ß",
        "ﬁ",
        "日",
        "年",
        "🙂",
        "\u{0}",
        "’",
        "'s",
        "٥",
        "۱۴",
        "०",
        "｜",
        "−05",
    ];

    /// Lines of scraps, the same ones at each run.
    fn odd_lines() -> impl Iterator<Item = String> {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move |bound: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed >> 33).unwrap() % bound
        };
        std::iter::repeat_with(move || {
            let glue = ["", " "][next(2)];
            let scraps: Vec<_> = (0..=next(10)).map(|_| SCRAPS[next(SCRAPS.len())]).collect();
            scraps.join(glue)
        })
    }

    #[test]
    fn odd_lines_neither_panic_nor_break_a_character() {
        let words = words();
        for line in odd_lines().take(100_000) {
            if let Some((when, length)) = leading(&line, &words) {
                assert!(length > 0 && line.is_char_boundary(length), "{line:?}");
                assert_eq!(leading(&line[..length], &words), Some((when, length)), "{line:?}");
            }
        }
    }

    #[test]
    fn endless_lines_are_read_to_their_end() {
        let words = words();
        for scrap in SCRAPS {
            for lead in ["", "8 ", "10:30 ", "May 8", "[", "il y a 5 min "] {
                let line = lead.to_owned() + &scrap.repeat(20_000);
                let taken = leading(&line, &words).map_or(0, |(_, length)| length);
                assert!(line.is_char_boundary(taken), "{lead}{scrap}…");
            }
        }
    }

    #[test]
    fn a_time_with_a_dot_is_told_by_its_line() {
        let shown = |line| dotted_time(line).map(|time| time.to_string());
        assert_eq!(shown("17.05").as_deref(), Some("17:05:00"));
        assert_eq!(shown("17.05 : Tekne kurtarıldı").as_deref(), Some("17:05:00"));
        assert!(
            ["17.05.2021", "24.10", "7.05", "17.5", "17.052", "+7.05"]
                .into_iter()
                .all(|line| shown(line).is_none())
        );
    }

    #[test]
    fn dates_of_other_languages_are_read() {
        check(&[
            ("22. März 2020, 05:00 Uhr", "2020-03-22T05:00:00"),
            ("28.10.2024, 17:03 Uhr", "2024-10-28T17:03:00"),
            ("18.42 Uhr", "18:42:00"),
            ("vor 2 Stunden", "7200 s by 3600"),
            ("28 de abril de 2022", "2022-04-28"),
            ("21:06 h, 28 de abril de 2022", "2022-04-28T21:06:00"),
            ("Domingo, 3 de marzo 2019, 01:12", "2019-03-03T01:12:00"),
            ("hace 2 horas 31 mins", "9060 s by 60"),
            ("21 Eylül 2025, 16:25 (TSİ)", "2025-09-21T16:25:00+03:00"),
            ("20 Şubat 2026 Cuma", "2026-02-20"),
            ("10 yıl önce", "315360000 s by 31536000"),
            ("शुक्रवार, 25 जून 2021", "2021-06-25"),
            ("12 फ़रवरी 2024", "2024-02-12"),
            ("42 मिनट पहले", "2520 s by 60"),
            ("منگل ، 11 نومبر 2025", "2025-11-11"),
            ("20 ستمبر 2024 09:15 شام", "2024-09-20T21:15:00"),
            ("2 گھنٹے پہلے", "7200 s by 3600"),
            ("2025 June 21", "2025-06-21"),
            ("۲ ساعت پیش", "7200 s by 3600"),
            ("2017年5月14日 (日曜日)", "2017-05-14"),
            ("令和6年10月8日", "2024-10-08"),
            ("2021年09月07日07時03分", "2021-09-07T07:03:00"),
            ("2024年10月8日 午後5時35分", "2024-10-08T17:35:00"),
            ("２０２４年１０月８日", "2024-10-08"),
            ("2月24日 17時35分", "unclear"),
            ("2時間前", "7200 s by 3600"),
            ("1時間20分前", "4800 s by 60"),
        ]);
    }

    #[test]
    fn dates_of_the_iranian_calendar_are_dates_and_not_converted() {
        check(&[
            ("۱۰ مهر ۱۳۸۳، ۱۶:۲۰", "unclear"),
            ("دوشنبه ۱۹ اسفند ۱۳۹۲ - ۱۰:۵۰", "unclear"),
            ("شنبه، 22 آبان 1400 - 16:53", "unclear"),
            ("۱۳۹۲/۱۰/۲۲ - ۱۷:۱۴", "unclear"),
        ]);
    }

    #[test]
    fn lines_that_begin_with_a_day_or_hold_a_time_are_known() {
        let words = words();
        let begins = ["Friday 6 June, from 8pm, Old Mole", "June 6-8, Playhouse", "3 March 2025", "20:15"];
        assert!(begins.into_iter().all(|text| begins_with_day(text, &words)));
        assert!(!begins_with_day("The harbour, 3 March 2025", &words));
        assert!(
            ["Channel 2, 9pm", "ITV1, 8.30pm", "Kino 20:15"].into_iter().all(|text| holds_time(text, &words))
        );
        assert!(["Channel 2", "OPS-042", "Rs 281.30", ""].into_iter().all(|text| !holds_time(text, &words)));
    }
}
