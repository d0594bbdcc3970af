//! Days of the calendar, as a page prints them.

use jiff::civil::Date;

use super::cursor::Cursor;
use super::glossary::{Sure, Unsure};

/// Marks that may stand between the parts of a date told with the name of its month.
const JOINTS: &[char] = &[',', '،', '-', '/'];

/// Years of the Gregorian calendar in which a news page can be dated; Hijri and Jalali years lie below.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

/// Months of a year.
const MONTHS: i32 = 12;

/// Reads a day, with its weekday where one stands before it.
pub(super) fn day(cursor: &mut Cursor) -> Option<Sure<Date>> {
    behind_weekday(cursor, plain).or_else(|| plain(cursor))
}

/// Reads `September 18`, with its weekday: a date only for who finds a time beside it.
pub(super) fn without_year(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let unsure = |cursor: &mut Cursor| day_and_month(cursor).map(|_| Err(Unsure));
    behind_weekday(cursor, unsure).or_else(|| unsure(cursor))
}

/// Reads a weekday and then what `read` reads.
fn behind_weekday<T>(cursor: &mut Cursor, read: impl FnOnce(&mut Cursor) -> Option<T>) -> Option<T> {
    cursor.attempt(|cursor| {
        let _ = cursor.phrase(&cursor.words.weekdays)?;
        cursor.mark(&['.']);
        cursor.spaced_mark(JOINTS);
        read(cursor)
    })
}

fn plain(cursor: &mut Cursor) -> Option<Sure<Date>> {
    cursor.attempt(numeric).or_else(|| cursor.attempt(named))
}

/// Reads `2021-01-25`, `22/05/2024`, `16.05.2021`.
fn numeric(cursor: &mut Cursor) -> Option<Sure<Date>> {
    if let Some(year) = cursor.attempt(|cursor| cursor.number(4..=4)) {
        let (_, month, day) = rest_of_numeric(cursor, 1..=2)?;
        return gregorian(year).map(|year| date(year, Ok(month), day));
    }
    let first = cursor.number(1..=2)?;
    let (mark, second, year) = rest_of_numeric(cursor, 4..=4)?;
    let year = gregorian(year)?;
    Some(match mark {
        '.' if second <= MONTHS => date(year, Ok(second), first),
        _ => either_order(year, first, second),
    })
}

/// Reads a mark, a number, the same mark and a number with so many digits.
fn rest_of_numeric(cursor: &mut Cursor, last: std::ops::RangeInclusive<usize>) -> Option<(char, i32, i32)> {
    let mark = separator(cursor)?;
    let second = cursor.glued_number(1..=2)?;
    separator(cursor).filter(|again| *again == mark)?;
    Some((mark, second, cursor.glued_number(last)?))
}

/// Reads what parts two numbers of a date; only a slash may have blanks around it.
fn separator(cursor: &mut Cursor) -> Option<char> {
    cursor.mark(&['-', '.']).or_else(|| {
        let slash = cursor.spaced_mark(&['/'])?;
        cursor.blank();
        Some(slash)
    })
}

/// The day of two numbers of which either may be the month.
fn either_order(year: i16, first: i32, second: i32) -> Sure<Date> {
    match (first > MONTHS, second > MONTHS) {
        (true, false) => date(year, Ok(second), first),
        (false, true) => date(year, Ok(first), second),
        (false, false) if first == second => date(year, Ok(first), second),
        _ => Err(Unsure),
    }
}

/// Reads `8 October 2024` or `October 8, 2024`.
fn named(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let (day, month) = day_and_month(cursor)?;
    Some(date(year(cursor)?, month, day))
}

fn day_and_month(cursor: &mut Cursor) -> Option<(i32, Sure<i32>)> {
    cursor.attempt(day_month).or_else(|| cursor.attempt(month_day))
}

fn day_month(cursor: &mut Cursor) -> Option<(i32, Sure<i32>)> {
    let day = day_number(cursor)?;
    cursor.mark(&['.']);
    joint(cursor);
    Some((day, month(cursor)?))
}

fn month_day(cursor: &mut Cursor) -> Option<(i32, Sure<i32>)> {
    let month = month(cursor)?;
    joint(cursor);
    Some((day_number(cursor)?, month))
}

/// Reads `8`, `8th`, `1er`.
fn day_number(cursor: &mut Cursor) -> Option<i32> {
    let day = cursor.number(1..=2)?;
    cursor.glued_phrase(&cursor.words.ordinals);
    Some(day)
}

/// Reads a month, told by one name or by two that must agree: `مارس (آذار)`.
fn month(cursor: &mut Cursor) -> Option<Sure<i32>> {
    let month = cursor.phrase(&cursor.words.months)?;
    cursor.mark(&['.']);
    let twin = cursor.attempt(twin_month);
    let is_clear = twin.is_none_or(|twin| twin == month);
    Some(if is_clear { month.map(i32::from) } else { Err(Unsure) })
}

fn twin_month(cursor: &mut Cursor) -> Option<Sure<i8>> {
    let opened = cursor.spaced_mark(&['(', '/'])?;
    let month = cursor.phrase(&cursor.words.months)?;
    if opened == '(' {
        cursor.spaced_mark(&[')'])?;
    }
    Some(month)
}

fn year(cursor: &mut Cursor) -> Option<i16> {
    joint(cursor);
    cursor.number(4..=4).and_then(gregorian)
}

/// Passes what may stand between two parts of a date.
fn joint(cursor: &mut Cursor) {
    cursor.spaced_mark(JOINTS);
    cursor.phrase(&cursor.words.links);
}

fn gregorian(year: i32) -> Option<i16> {
    i16::try_from(year).ok().filter(|_| YEARS.contains(&year))
}

/// The day of the calendar, if there is one.
fn date(year: i16, month: Sure<i32>, day: i32) -> Sure<Date> {
    let [month, day] = [month?, day].map(i8::try_from);
    Date::new(year, month.map_err(|_| Unsure)?, day.map_err(|_| Unsure)?).map_err(|_| Unsure)
}
