//! Times of day with their zones, as a page prints them.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::cursor::{Cursor, digit, is_letter};
use super::glossary::{Sure, Unsure};
use super::words::Half;

/// Marks that may stand between a day and its time.
pub(super) const PAUSES: &[char] = &[',', '،', '、', '|', '-', '–', '—', '•', '·', '/', '@'];

/// Offsets lie within so many hours of UTC.
const WIDEST_OFFSET: i32 = 14;

/// A time of day, with an offset where the page names one zone.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub time: Time,
    pub offset: Option<Offset>,
}

/// How much a time looks like a machine's.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// Hours and minutes: what follows a minus may be the end of a span of time.
    Spoken,
    /// With seconds, or behind a `T`.
    Exact,
}

/// Hour, minute and second as printed.
#[derive(Clone, Copy)]
struct Face {
    hour: i32,
    minute: i32,
    second: Option<i32>,
}

/// Reads a time that shows by itself that it is one: `11:55 PM`, `18.42 Uhr`, `09h50`.
pub(super) fn alone(cursor: &mut Cursor) -> Option<Clock> {
    cursor.attempt(|cursor| {
        let before = cursor.phrase(&cursor.words.halves_before);
        let face = face(cursor)?;
        let style = if face.second.is_some() { Style::Exact } else { Style::Spoken };
        let half = before.or_else(|| half(cursor));
        cursor.phrase(&cursor.words.clock);
        finish(cursor, time(face, half)?, style)
    })
}

/// Reads the time that follows a day, which may be as short as `9pm`.
pub(super) fn after_day(cursor: &mut Cursor) -> Option<Clock> {
    behind_t(cursor).or_else(|| cursor.attempt(after_pause))
}

/// Reads `T00:58:00Z`.
fn behind_t(cursor: &mut Cursor) -> Option<Clock> {
    cursor.attempt(|cursor| {
        cursor.mark(&['T'])?;
        let face = colon_face(cursor)?;
        finish(cursor, time(face, None)?, Style::Exact)
    })
}

fn after_pause(cursor: &mut Cursor) -> Option<Clock> {
    cursor.spaced_mark(PAUSES);
    cursor.phrase(&cursor.words.at);
    alone(cursor).or_else(|| cursor.attempt(whole_hour))
}

/// Reads `9pm` or `18h`, but not the `5h` of `5h ago`.
fn whole_hour(cursor: &mut Cursor) -> Option<Clock> {
    let before = cursor.phrase(&cursor.words.halves_before);
    let face = Face { hour: cursor.number(1..=2)?, minute: 0, second: None };
    let half = before.or_else(|| half(cursor));
    if half.is_none() || before.is_some() {
        cursor.phrase(&cursor.words.hour_marks)?.ok()?;
    }
    let lapse = cursor.peek(|cursor| cursor.phrase(&cursor.words.ago_after)).is_some();
    if lapse { None } else { finish(cursor, time(face, half)?, Style::Spoken) }
}

/// Reads the zone behind a time, and refuses a time that runs on into letters or digits.
fn finish(cursor: &mut Cursor, time: Time, style: Style) -> Option<Clock> {
    let offset = zone(cursor, style).and_then(Result::ok);
    let mut rest = cursor.rest().chars();
    let runs_on = match rest.next() {
        Some(':' | '.') => rest.next().is_some_and(|next| digit(next).is_some()),
        Some(next) => is_letter(next) || digit(next).is_some(),
        None => false,
    };
    (!runs_on).then_some(Clock { time, offset })
}

fn face(cursor: &mut Cursor) -> Option<Face> {
    colon_face(cursor).or_else(|| dot_face(cursor)).or_else(|| marked_face(cursor))
}

/// Reads `00:58` and `00:58:00`; a fraction of the second is passed over.
fn colon_face(cursor: &mut Cursor) -> Option<Face> {
    cursor.attempt(|cursor| {
        let hour = cursor.number(1..=2)?;
        cursor.mark(&[':', '：'])?;
        let minute = cursor.glued_number(2..=2)?;
        let second = cursor.attempt(|cursor| {
            cursor.mark(&[':'])?;
            cursor.glued_number(2..=2)
        });
        second.and_then(|_| fraction(cursor));
        Some(Face { hour, minute, second })
    })
}

/// Passes over `.123`.
fn fraction(cursor: &mut Cursor) -> Option<i32> {
    cursor.attempt(|cursor| {
        cursor.mark(&['.', ','])?;
        cursor.glued_number(1..=9)
    })
}

/// Reads `18.42` where a word shows that it is a time.
fn dot_face(cursor: &mut Cursor) -> Option<Face> {
    cursor.attempt(|cursor| {
        let hour = cursor.number(1..=2)?;
        cursor.mark(&['.'])?;
        let minute = cursor.glued_number(2..=2)?;
        cursor.peek(time_word)?;
        Some(Face { hour, minute, second: None })
    })
}

/// Reads a word that makes a time of what stands before it.
fn time_word(cursor: &mut Cursor) -> Option<()> {
    let clock = |cursor: &mut Cursor| cursor.phrase(&cursor.words.clock).map(drop);
    half(cursor).map(drop).or_else(|| clock(cursor)).or_else(|| named(cursor, Style::Spoken).map(drop))
}

/// Reads `18h09`.
fn marked_face(cursor: &mut Cursor) -> Option<Face> {
    cursor.attempt(|cursor| {
        let hour = cursor.number(1..=2)?;
        cursor.phrase(&cursor.words.hour_marks)?.ok()?;
        let minute = cursor.number(2..=2)?;
        cursor.phrase(&cursor.words.minute_marks);
        Some(Face { hour, minute, second: None })
    })
}

/// Reads `am`, `PM` or `p.m.`.
fn half(cursor: &mut Cursor) -> Option<Sure<Half>> {
    cursor.phrase(&cursor.words.halves).or_else(|| cursor.attempt(dotted_half))
}

fn dotted_half(cursor: &mut Cursor) -> Option<Sure<Half>> {
    cursor.blank();
    let start = cursor.rest();
    cursor.word()?;
    cursor.mark(&['.'])?;
    cursor.next().filter(|&next| is_letter(next))?;
    cursor.word()?;
    let half = cursor.words.halves.get(&start[..start.len() - cursor.rest().len()])?;
    cursor.mark(&['.']);
    Some(half)
}

/// The time a clock shows, if it can show it.
fn time(face: Face, half: Option<Sure<Half>>) -> Option<Time> {
    let hour = match (face.hour, half.transpose().ok()?) {
        (12, Some(Half::Am)) => 0,
        (hour @ 1..=11, Some(Half::Pm)) => hour + 12,
        (0, Some(Half::Pm)) | (13.., Some(Half::Am)) => return None,
        (hour, _) => hour,
    };
    let [hour, minute, second] = [hour, face.minute, face.second.unwrap_or(0)].map(i8::try_from);
    Time::new(hour.ok()?, minute.ok()?, second.ok()?, 0).ok()
}

/// Reads a zone, also one whose offset cannot be told.
fn zone(cursor: &mut Cursor, style: Style) -> Option<Sure<Offset>> {
    let named = |cursor: &mut Cursor| named(cursor, style);
    let signed = |cursor: &mut Cursor| signed(cursor, style).map(Ok);
    cursor.attempt(named).or_else(|| cursor.attempt(in_parentheses)).or_else(|| cursor.attempt(signed))
}

/// Reads `(JST)`.
fn in_parentheses(cursor: &mut Cursor) -> Option<Sure<Offset>> {
    cursor.spaced_mark(&['('])?;
    let offset = named(cursor, Style::Spoken)?;
    cursor.spaced_mark(&[')'])?;
    Some(offset)
}

/// Reads `IST`, `GMT`, `GMT+3`; in capitals only, for `est` and `ist` are words.
fn named(cursor: &mut Cursor, style: Style) -> Option<Sure<Offset>> {
    let name = cursor.word().filter(|name| !name.contains(char::is_lowercase))?;
    let offset = cursor.words.zones.get(name)?;
    if offset == Ok(Offset::UTC) { Some(shifted(cursor, style)) } else { Some(offset) }
}

/// Reads what may follow `GMT`: `+3`, ` +05:30`, and where a machine wrote it `9`.
fn shifted(cursor: &mut Cursor, style: Style) -> Sure<Offset> {
    let sign = match cursor.attempt(sign) {
        Some(sign) => sign,
        None if style == Style::Exact && cursor.next().and_then(digit).is_some() => 1,
        None => return Ok(Offset::UTC),
    };
    amount(cursor).and_then(|amount| amount.offset(sign)).ok_or(Unsure)
}

/// Reads a plus or minus that stands directly before a digit.
fn sign(cursor: &mut Cursor) -> Option<i32> {
    let mark = cursor.spaced_mark(&['+', '-', '−'])?;
    cursor.next().and_then(digit)?;
    Some(if mark == '+' { 1 } else { -1 })
}

/// Reads `+0300`, `-05:00`, `+03`.
fn signed(cursor: &mut Cursor, style: Style) -> Option<Offset> {
    let is_apart = cursor.blank() > 0;
    let sign = sign(cursor)?;
    let amount = amount(cursor)?;
    let is_clear = match (style, amount.shape) {
        (Style::Exact, _) => true,
        (Style::Spoken, Shape::Hours) => false,
        (Style::Spoken, Shape::Colon) => sign > 0,
        (Style::Spoken, Shape::Compact) => sign > 0 || is_apart,
    };
    if is_clear { amount.offset(sign) } else { None }
}

/// How the size of an offset is printed.
#[derive(Clone, Copy)]
enum Shape {
    /// `3`
    Hours,
    /// `0300`
    Compact,
    /// `03:00`
    Colon,
}

/// The size of an offset.
#[derive(Clone, Copy)]
struct Amount {
    hours: i32,
    minutes: i32,
    shape: Shape,
}

impl Amount {
    fn offset(self, sign: i32) -> Option<Offset> {
        let is_real = self.hours <= WIDEST_OFFSET && self.minutes < 60 && self.minutes % 15 == 0;
        let seconds = sign * (self.hours * 60 + self.minutes) * 60;
        if is_real { Offset::from_seconds(seconds).ok() } else { None }
    }
}

fn amount(cursor: &mut Cursor) -> Option<Amount> {
    if let Some(both) = cursor.glued_number(4..=4) {
        return Some(Amount { hours: both / 100, minutes: both % 100, shape: Shape::Compact });
    }
    let hours = cursor.glued_number(1..=2)?;
    let minutes = cursor.attempt(|cursor| {
        cursor.mark(&[':'])?;
        cursor.glued_number(2..=2)
    });
    let shape = if minutes.is_some() { Shape::Colon } else { Shape::Hours };
    Some(Amount { hours, minutes: minutes.unwrap_or(0), shape })
}
