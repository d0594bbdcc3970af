//! Live pages: their entries stand in the order of their times, with some text below each.

use crate::date::{When, leading};
use crate::split::rows::Rows;

/// Fewer times may be in order by chance.
const OFTEN: usize = 4;
/// The text of an entry has at least so many words; a list of the latest headlines has none.
const ENTRY_WORDS: usize = 12;

/// The rows of a live page's times: they run steadily up or down, most of them with text before the next one. None if it
/// is no live page.
pub(super) fn live_times(rows: &Rows<'_>) -> Vec<usize> {
    let stamps: Vec<usize> = (0..rows.len()).filter(|&at| rows.rows[at].is_stamp()).collect();
    if stamps.len() < OFTEN {
        return Vec::new();
    }
    let times = stamps.into_iter().filter_map(|at| Some((at, time(rows, at)?)));
    // A picture may have a time of day where entries tell how long ago they were written.
    let (ago, clock): (Vec<(usize, Time)>, Vec<_>) = times.partition(|(_, time)| time.ago);
    let most = if ago.len() > clock.len() { ago } else { clock };
    if is_live(rows, &most) { most.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
}

fn is_live(rows: &Rows<'_>, times: &[(usize, Time)]) -> bool {
    let pairs = || times.windows(2).map(|pair| (pair[0], pair[1]));
    let all = times.len().saturating_sub(1);
    let up = pairs().filter(|(above, below)| above.1.seconds < below.1.seconds).count();
    let down = pairs().filter(|(above, below)| above.1.seconds > below.1.seconds).count();
    let full = pairs().filter(|(above, below)| rows.words(above.0..below.0) >= ENTRY_WORDS).count();
    let steady = |count: usize| count * 5 >= all * 4;
    times.len() >= OFTEN && (steady(up) || steady(down)) && full * 4 >= all * 3
}

/// A time of day since midnight, or the time that has passed.
#[derive(Debug, Clone, Copy)]
struct Time {
    seconds: i64,
    ago: bool,
}

/// The time of day, or how long ago. Days tell nothing of a live page.
fn time(rows: &Rows<'_>, at: usize) -> Option<Time> {
    const DAY: i64 = 86_400;
    let piece = rows.piece(at);
    let words = piece.char_indices().filter(|(at, _)| *at == 0 || piece[..*at].ends_with(' '));
    let whens = words.filter_map(|(at, _)| leading(&piece[at..], &rows.rules.dates).map(|(when, _)| when));
    let told = |when| match when {
        When::Time(time) => {
            Some(Time { seconds: i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60, ago: false })
        }
        When::Ago { seconds, within } if within < DAY => Some(Time { seconds, ago: true }),
        _ => None,
    };
    whens.filter_map(told).next()
}
