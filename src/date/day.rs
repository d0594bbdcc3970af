//! Days of the calendar, as a page prints them.

use jiff::civil::Date;

use super::cursor::Cursor;
use super::glossary::{Sure, Unsure};

/// Marks that may stand between the parts of a date told with the name of its month.
const JOINTS: &[char] = &[',', '،', '-', '/'];

/// Years of the Solar and the Lunar Hijri calendar in which a news page can be dated.
const HIJRI: std::ops::RangeInclusive<i32> = 1300..=1500;

/// Years of the Gregorian calendar in which a news page can be dated; Hijri and Jalali years lie below.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

/// Months of a year.
const MONTHS: i32 = 12;

/// Reads a day, with its weekday where one stands beside it.
pub(super) fn day(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let day = behind_weekday(cursor, plain).or_else(|| plain(cursor))?;
    cursor.phrase(&cursor.words.year_ends);
    cursor.attempt(weekday_behind);
    Some(day)
}

/// Reads the weekday of `20 Şubat 2026 Cuma` and of `2017年5月14日 (日曜日)`.
fn weekday_behind(cursor: &mut Cursor) -> Option<()> {
    /// Shorter abbreviations are words of other languages (`so`), and stand in brackets only.
    const BYTES: usize = 3;
    let opened = cursor.spaced_mark(&['(', '（']);
    cursor.blank();
    let start = cursor.at();
    cursor.phrase(&cursor.words.weekdays)?.ok()?;
    if opened.is_some() {
        cursor.mark(&[')', '）']).map(drop)
    } else {
        (cursor.at() - start >= BYTES).then_some(())
    }
}

/// Reads `September 18`, with its weekday: a date only for who finds a time or nothing else beside it.
pub(super) fn without_year(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let unsure = |cursor: &mut Cursor| {
        let named = |cursor: &mut Cursor| day_and_month(cursor).map(drop);
        cursor.attempt(named).or_else(|| cursor.attempt(|cursor| marked_day(cursor).map(drop)))?;
        Some(Err(Unsure))
    };
    let day = behind_weekday(cursor, unsure).or_else(|| unsure(cursor))?;
    cursor.attempt(weekday_behind);
    Some(day)
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
    let forms = [numeric, named, year_first, marked];
    forms.into_iter().find_map(|form| cursor.attempt(form))
}

/// Reads `2021-01-25`, `22/05/2024`, `16.05.2021`.
fn numeric(cursor: &mut Cursor) -> Option<Sure<Date>> {
    if let Some(year) = cursor.attempt(|cursor| cursor.number(4..=4)) {
        let (_, month, day) = rest_of_numeric(cursor, 1..=2)?;
        return gregorian(year).map(|year| date(year, Ok(month), day)).or_else(|| of_hijri(year));
    }
    let first = cursor.number(1..=2)?;
    let (mark, second, year) = rest_of_numeric(cursor, 4..=4)?;
    let Some(year) = gregorian(year) else { return of_hijri(year) };
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
    joint(cursor);
    let year = cursor.number(4..=4)?;
    in_year(year, month, day)
}

/// Reads `2025 June 21`.
fn year_first(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let year = cursor.number(4..=4)?;
    joint(cursor);
    let month = month(cursor)?;
    joint(cursor);
    let day = day_number(cursor)?;
    in_year(year, month, day)
}

/// A day of a year told with the name of its month, which may be one of another calendar.
fn in_year(year: i32, month: Sure<i32>, day: i32) -> Option<Sure<Date>> {
    match gregorian(year) {
        Some(year) => Some(date(year, month, day)),
        None if month.is_err() => Some(Err(Unsure)),
        None => None,
    }
}

/// Reads `2024年10月8日` and `令和6年10月8日`.
fn marked(cursor: &mut Cursor) -> Option<Sure<Date>> {
    let era = cursor.phrase(&cursor.words.eras).and_then(Result::ok);
    let year = match era {
        Some(before) => i32::from(before) + cursor.glued_number(1..=2)?,
        None => cursor.number(4..=4)?,
    };
    let marks = cursor.words.day_marks.iter();
    marks.clone().find_map(|[year, ..]| cursor.glyph(year))?;
    let (month, day) = marked_day(cursor)?;
    gregorian(year).map(|year| date(year, Ok(month), day))
}

/// Reads `10月8日`.
fn marked_day(cursor: &mut Cursor) -> Option<(i32, i32)> {
    let month = cursor.number(1..=2)?;
    let [_, _, day_mark] =
        cursor.words.day_marks.iter().find(|[_, month_mark, _]| cursor.glyph(month_mark).is_some())?;
    let day = cursor.number(1..=2)?;
    cursor.glyph(day_mark)?;
    Some((month, day))
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

/// Passes what may stand between two parts of a date.
fn joint(cursor: &mut Cursor) {
    cursor.spaced_mark(JOINTS);
    cursor.phrase(&cursor.words.links);
}

fn gregorian(year: i32) -> Option<i16> {
    i16::try_from(year).ok().filter(|_| YEARS.contains(&year))
}

/// A day of another calendar, which is none of this one.
fn of_hijri(year: i32) -> Option<Sure<Date>> {
    HIJRI.contains(&year).then_some(Err(Unsure))
}

/// The day of the calendar, if there is one.
fn date(year: i16, month: Sure<i32>, day: i32) -> Sure<Date> {
    let [month, day] = [month?, day].map(i8::try_from);
    Date::new(year, month.map_err(|_| Unsure)?, day.map_err(|_| Unsure)?).map_err(|_| Unsure)
}
