//! Amounts as people read them.

use indicatif::HumanCount;
use std::time::Duration;

/// A number of bytes: `12.3 MB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut amount = bytes as f64 / 1_000.0;
    let mut unit = 0;
    // What would be rounded to 1000 belongs to the next unit.
    while amount >= 999.95 && unit + 1 < UNITS.len() {
        amount /= 1_000.0;
        unit += 1;
    }
    format!("{amount:.1} {}", UNITS[unit])
}

/// A number of things: `12,345`.
pub(super) fn count(count: usize) -> String {
    HumanCount(count as u64).to_string()
}

/// A time: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub(super) fn time(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
    }
}

/// A part of a whole: `12 %`; no part that is there is `0 %`.
pub(super) fn part(part: u64, whole: u64) -> String {
    match (part as f64 / whole.max(1) as f64 * 100.0).round() {
        0.0 if part > 0 => "<1 %".to_owned(),
        share => format!("{share} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short_and_have_units() {
        assert_eq!(
            [0, 999, 1_000, 12_345_678, 999_960].map(bytes),
            ["0 B", "999 B", "1.0 kB", "12.3 MB", "1.0 MB"]
        );
        assert_eq!([0, 12_345].map(count), ["0", "12,345"]);
        assert_eq!(
            [400, 12_000, 200_000, 7_500_000].map(|ms| time(Duration::from_millis(ms))),
            ["0.4 s", "12 s", "3 min 20 s", "2 h 5 min"]
        );
        assert_eq!([part(1, 3), part(1, 1_000), part(0, 0)], ["33 %", "<1 %", "0 %"]);
    }
}
