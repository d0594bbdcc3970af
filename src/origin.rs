//! Where a page comes from: its address, and when it was scraped.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// What is known of where a page comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its address.
    pub url: Option<String>,
    /// When it was scraped.
    pub scraped: Option<Scraped>,
}

impl Origin {
    /// What is known here, and what `other` knows beyond it.
    pub fn or(self, other: Self) -> Self {
        Self { url: self.url.or(other.url), scraped: self.scraped.or(other.scraped) }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// When a page was scraped: a moment where the zone is known, else a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scraped {
    /// Known to the second.
    At(Timestamp),
    /// Only the day is known.
    On(Date),
}

impl Scraped {
    /// Reads what crawlers write: RFC 3339, `2024-03-12 08:30:00`, `2024-03-12`, `20240312`, `20240312083000` (which is in
    /// UTC, as in web archives), with any of `-`, `/`, `_` and `.` between year, month and day. A time without a zone gives
    /// its day.
    pub fn read(given: &str) -> Option<Self> {
        let given = given.trim();
        if let Ok(moment) = given.parse::<Timestamp>() {
            return Some(Self::At(moment));
        }
        let digits: String = given.chars().filter(char::is_ascii_digit).collect();
        if given.len() == 14 && digits.len() == 14 {
            return moment(&digits).map(Self::At);
        }
        day(given).map(Self::On)
    }

    /// The moment that times told from the moment of scraping ("2 hours ago") are told by: noon where only the day is known.
    pub fn moment(self) -> DateTime {
        const NOON: Time = Time::constant(12, 0, 0, 0);
        match self {
            Self::At(moment) => TimeZone::UTC.to_datetime(moment),
            Self::On(day) => day.to_datetime(NOON),
        }
    }
}

impl std::fmt::Display for Scraped {
    /// RFC 3339 in UTC, or a day as `YYYY-MM-DD`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(moment) => moment.fmt(f),
            Self::On(day) => day.fmt(f),
        }
    }
}

/// A moment in UTC of 14 digits.
fn moment(digits: &str) -> Option<Timestamp> {
    let time = |at: usize| digits.get(at..at + 2)?.parse().ok();
    let time = Time::new(time(8)?, time(10)?, time(12)?, 0).ok()?;
    TimeZone::UTC.to_timestamp(day(&digits[..8])?.to_datetime(time)).ok()
}

/// A day of eight digits, with or without marks between them, at the beginning of a text.
fn day(given: &str) -> Option<Date> {
    let marked = given.as_bytes().get(4).is_some_and(|byte| !byte.is_ascii_digit());
    let (month, day) = if marked { (5, 8) } else { (4, 6) };
    if marked && !given.get(7..8).is_some_and(|mark| "-/_.".contains(mark) && given[4..].starts_with(mark)) {
        return None;
    }
    // More digits would be another number.
    if given.as_bytes().get(day + 2).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        given
            .get(from..to)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?
            .parse::<i16>()
            .ok()
    };
    let small = |number: i16| i8::try_from(number).ok();
    Date::new(number(0, 4)?, small(number(month, month + 2)?)?, small(number(day, day + 2)?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_that_crawlers_write_are_read() {
        let check = |given: &str, shown: Option<&str>| {
            assert_eq!(Scraped::read(given).map(|scraped| scraped.to_string()).as_deref(), shown, "{given}");
        };
        check("2024-03-12T08:30:05Z", Some("2024-03-12T08:30:05Z"));
        check("2024-03-12T10:30:05+02:00", Some("2024-03-12T08:30:05Z"));
        check("20240312083005", Some("2024-03-12T08:30:05Z"));
        check("2024-03-12 08:30:05", Some("2024-03-12"));
        check("2024-03-12T08:30:05", Some("2024-03-12"));
        for day in ["2024-03-12", "20240312", "2024/03/12", "2024_03_12", " 2024.03.12 "] {
            check(day, Some("2024-03-12"));
        }
        for wrong in
            ["", "2024-13-12", "2024-03", "202403121", "yesterday", "1710232205", "2024-03/12", "٢٠٢٤-٠٣-١٢"]
        {
            check(wrong, None);
        }
    }
}
