//! Times told from the moment of reading: `5 min ago`, `il y a 3 mois`, `yesterday`.

use super::clock;
use super::cursor::Cursor;
use super::words::{DAY, Lapse};

/// Most digits of a count of units.
const COUNT_DIGITS: usize = 4;

/// Reads a lapse up to the moment of reading; of a lapse in days, the time of that day is passed over.
pub(super) fn ago(cursor: &mut Cursor) -> Option<Lapse> {
    let lapse = [moment, behind_word, before_word].into_iter().find_map(|form| cursor.attempt(form))?;
    if lapse.within == DAY {
        clock::after_day(cursor);
    }
    Some(lapse)
}

/// Reads `just now`, `today` and `yesterday`.
fn moment(cursor: &mut Cursor) -> Option<Lapse> {
    cursor.phrase(&cursor.words.moments)?.ok()
}

/// Reads `il y a 3 mois`.
fn behind_word(cursor: &mut Cursor) -> Option<Lapse> {
    cursor.phrase(&cursor.words.ago_before)?.ok()?;
    lapses(cursor)
}

/// Reads `5 min ago`.
fn before_word(cursor: &mut Cursor) -> Option<Lapse> {
    let apart = |cursor: &mut Cursor| {
        let lapse = lapses(cursor)?;
        cursor.phrase(&cursor.words.ago_after)?.ok()?;
        Some(lapse)
    };
    cursor.attempt(apart).or_else(|| glued(cursor))
}

/// Reads `1時間20分前`, where the last unit and "ago" are one word.
fn glued(cursor: &mut Cursor) -> Option<Lapse> {
    let coarse = cursor.attempt(lapses).map_or(0, |lapse| lapse.seconds);
    let count = count(cursor)?;
    let unit = cursor.phrase(&cursor.words.units_ago)?.ok()?;
    let last = Lapse::of(count, unit);
    Some(Lapse { seconds: coarse + last.seconds, within: last.within })
}

/// Reads `1 min 13 sec`: lapses of ever finer units.
fn lapses(cursor: &mut Cursor) -> Option<Lapse> {
    let mut sum = lapse(cursor)?;
    while let Some(finer) = cursor.attempt(|cursor| finer_lapse(cursor, sum.within)) {
        sum = Lapse { seconds: sum.seconds + finer.seconds, within: finer.within };
    }
    Some(sum)
}

fn finer_lapse(cursor: &mut Cursor, unit: i64) -> Option<Lapse> {
    cursor.mark(&[',', '،']);
    cursor.phrase(&cursor.words.and);
    lapse(cursor).filter(|lapse| lapse.within < unit)
}

/// Reads `5 min`, `an hour`, `ساعتين`.
fn lapse(cursor: &mut Cursor) -> Option<Lapse> {
    cursor.attempt(counted).or_else(|| cursor.phrase(&cursor.words.lapses)?.ok())
}

fn counted(cursor: &mut Cursor) -> Option<Lapse> {
    let count = count(cursor)?;
    let unit = cursor.phrase(&cursor.words.units)?.ok()?;
    Some(Lapse::of(count, unit))
}

fn count(cursor: &mut Cursor) -> Option<i64> {
    let number = cursor.number(1..=COUNT_DIGITS).map(i64::from);
    number.or_else(|| cursor.phrase(&cursor.words.numbers)?.ok())
}
