//! Single words of dates: what each may name, and which others could stand in its place.

use super::words::DateWords;

/// What a word may name in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateName {
    /// A month.
    Month,
    /// A day of the week.
    Weekday,
    /// A unit of time.
    Unit,
    /// A half of the day: `am`, `pm`.
    Half,
}

/// The names of months and weekdays of one language.
#[derive(Debug)]
pub(super) struct Calendar {
    /// The names of each month, the full one first.
    pub(super) months: [Vec<String>; 12],
    /// The names of all weekdays.
    pub(super) weekdays: Vec<String>,
}

/// No abbreviation of a weekday has so many letters.
const FULL_WEEKDAY: usize = 6;

impl DateWords {
    /// What a word may name.
    #[must_use]
    pub fn name_of(&self, word: &str) -> Option<DateName> {
        if self.months.get(word).is_some() {
            Some(DateName::Month)
        } else if self.weekdays.get(word).is_some() {
            Some(DateName::Weekday)
        } else if self.units.get(word).is_some() {
            Some(DateName::Unit)
        } else {
            self.halves.get(word).map(|_| DateName::Half)
        }
    }

    /// The names of months or of weekdays that could stand where these stand (in lower case): those of their language,
    /// full ones for full ones. None if no language has all of them.
    #[must_use]
    pub fn names_like(&self, kind: DateName, seen: &[&str]) -> Vec<&str> {
        let lists = self.calendars.iter().map(|calendar| match kind {
            DateName::Month => months_like(calendar, seen),
            DateName::Weekday => weekdays_like(calendar, seen),
            DateName::Unit | DateName::Half => Vec::new(),
        });
        lists.into_iter().find(|names| seen.iter().all(|name| names.contains(name))).unwrap_or_default()
    }
}

fn months_like<'c>(calendar: &'c Calendar, seen: &[&str]) -> Vec<&'c str> {
    let full: Vec<&str> =
        calendar.months.iter().filter_map(|names| names.first()).map(String::as_str).collect();
    let short = calendar
        .months
        .iter()
        .flat_map(|names| names.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(names));
    let short: Vec<&str> = short.map(String::as_str).collect();
    let all = |names: &[&str]| seen.iter().all(|name| names.contains(name));
    if all(&full) {
        full
    } else if all(&short) {
        short
    } else {
        calendar.months.iter().flatten().map(String::as_str).collect()
    }
}

fn weekdays_like<'c>(calendar: &'c Calendar, seen: &[&str]) -> Vec<&'c str> {
    let is_full = |name: &str| name.chars().count() >= FULL_WEEKDAY;
    let names = calendar.weekdays.iter().map(String::as_str);
    if seen.iter().all(|name| is_full(name)) {
        names.filter(|name| is_full(name)).collect()
    } else if !seen.iter().any(|name| is_full(name)) {
        names.filter(|name| !is_full(name)).collect()
    } else {
        names.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> DateWords {
        DateWords::parse(&[include_str!("../rules/dates/en.toml"), include_str!("../rules/dates/fr.toml")])
            .unwrap()
    }

    #[test]
    fn words_of_dates_are_known_in_any_case() {
        let words = words();
        let names = ["MARCH", "Tue", "hours", "p.m", "harbour"].map(|word| words.name_of(word));
        let expected = [DateName::Month, DateName::Weekday, DateName::Unit, DateName::Half].map(Some);
        assert_eq!((&names[..4], names[4]), (&expected[..], None));
    }

    #[test]
    fn names_of_one_language_and_length_stand_for_each_other() {
        let words = words();
        let months = words.names_like(DateName::Month, &["march", "may"]);
        assert!(months.len() == 12 && months.contains(&"december"));
        assert!(words.names_like(DateName::Month, &["mar", "sep"]).contains(&"may"));
        assert!(words.names_like(DateName::Month, &["février"]).contains(&"août"));
        assert_eq!(words.names_like(DateName::Weekday, &["tuesday"]).len(), 7);
        assert_eq!(words.names_like(DateName::Month, &["march", "août"]), [""; 0]);
    }
}
