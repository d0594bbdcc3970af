//! Live pages: their entries stand in the order of their times, with some text below each.

use super::collection::Collection;
use crate::date::{When, dotted_time, leading};
use crate::label::words_of;
use crate::split::rows::Rows;

/// Fewer times may be in order by chance, unless the page is called a live one.
const OFTEN: usize = 4;
const OFTEN_NAMED: usize = 3;
/// The text of an entry has at least so many words; a list of the latest headlines has none.
const ENTRY_WORDS: usize = 12;

/// The rows of a live page's times: they run steadily up or down, most of them with text before the next one. None if it
/// is no live page.
pub(super) fn live_times(rows: &Rows<'_>, named: Option<Collection>) -> Vec<usize> {
    let least = if named == Some(Collection::Live) { OFTEN_NAMED } else { OFTEN };
    let stamps: Vec<usize> = (0..rows.len()).filter(|&at| rows.rows[at].is_stamp()).collect();
    if stamps.len() < least {
        return Vec::new();
    }
    let times = stamps.into_iter().filter_map(|at| Some((at, time(rows, at)?)));
    // A picture may have a time of day where entries tell how long ago they were written, and the page its own date.
    let times: Vec<(usize, Time)> = times.collect();
    let of = |told: Told| times.iter().copied().filter(|(_, time)| time.told == told).collect::<Vec<_>>();
    let kinds = [of(Told::Clock), of(Told::Ago), of(Told::Dated)];
    let most = kinds.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
    // The first one may be the page's own.
    let live = [most.as_slice(), most.get(1..).unwrap_or_default()]
        .into_iter()
        .find(|times| times.len() >= least && is_live(rows, times));
    live.unwrap_or_default().iter().map(|(at, _)| *at).collect()
}

fn is_live(rows: &Rows<'_>, times: &[(usize, Time)]) -> bool {
    let pairs = || times.windows(2).map(|pair| (pair[0], pair[1]));
    let all = times.len().saturating_sub(1);
    let up = pairs().filter(|(above, below)| above.1.seconds < below.1.seconds).count();
    let down = pairs().filter(|(above, below)| above.1.seconds > below.1.seconds).count();
    let full = pairs().filter(|(above, below)| rows.words(above.0..below.0) >= ENTRY_WORDS).count();
    let steady = |count: usize| count * 5 >= all * 4;
    (steady(up) || steady(down)) && full * 4 >= all * 3
}

/// A moment, by some clock.
#[derive(Debug, Clone, Copy)]
struct Time {
    seconds: i64,
    told: Told,
}

/// By which clock a moment is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// By the time of day, since midnight.
    Clock,
    /// By the time that has passed.
    Ago,
    /// By the time of a day of the calendar.
    Dated,
}

impl Time {
    fn of_day(time: jiff::civil::Time) -> Self {
        Self { seconds: i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60, told: Told::Clock }
    }

    /// Later days come later; that is all that is asked.
    fn of_date(day: jiff::civil::Date, time: jiff::civil::Time) -> Self {
        let days = (i64::from(day.year()) * 12 + i64::from(day.month())) * 31 + i64::from(day.day());
        Self { seconds: days * DAY + Self::of_day(time).seconds, told: Told::Dated }
    }
}

const DAY: i64 = 86_400;

/// The time of day, with its day if it has one, or how long ago. Days alone tell nothing of a live page.
fn time(rows: &Rows<'_>, at: usize) -> Option<Time> {
    let piece = words_of(rows.piece(at));
    if let Some(time) = dotted_time(piece) {
        return Some(Time::of_day(time));
    }
    let words = piece.char_indices().filter(|(at, _)| *at == 0 || piece[..*at].ends_with(' '));
    let whens = words.filter_map(|(at, _)| leading(&piece[at..], &rows.rules.dates).map(|(when, _)| when));
    let told = |when| match when {
        When::Time(time) => Some(Time::of_day(time)),
        When::Day { day, time: Some(time), .. } => Some(Time::of_date(day, time)),
        When::Ago { seconds, within } if within < DAY => Some(Time { seconds, told: Told::Ago }),
        _ => None,
    };
    whens.filter_map(told).next()
}
