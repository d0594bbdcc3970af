//! What values a key has: text of a flag or a value of a file → the value, or what is wrong with it.

use super::super::nearest::{hint, nearest};
use crate::config::Size;
use crate::percent::fraction;
use crate::read::Globs;
use jiff::civil::Date;
use toml::Value;

/// Least and largest value.
type Range = (Option<f64>, Option<f64>);

/// What values a key has.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) enum Kind {
    /// On or off.
    Switch,
    /// A whole number.
    Count(Range),
    /// Any number.
    Number(Range),
    /// A number of bytes.
    Size,
    /// A day.
    Day,
    /// One of some words.
    Choice(Vec<Choice>),
    /// Some of some words.
    Choices(Vec<Choice>),
    /// Any text.
    Text,
    /// Texts.
    List,
    /// Texts that are globs.
    Globs,
    /// What only the configuration itself can tell.
    Other,
}

/// A word that a key may have.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Choice {
    /// The word.
    pub(in crate::cli) name: String,
    /// What it means.
    pub(in crate::cli) about: String,
}

impl Kind {
    /// Whether a value is a list.
    pub(in crate::cli) fn is_list(&self) -> bool {
        matches!(self, Self::List | Self::Globs | Self::Choices(_))
    }

    /// The value that a flag's text stands for; of a list, one item.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(in crate::cli) fn read(&self, given: &str) -> Result<Value, String> {
        let value = match self {
            Self::Count(_) => Value::Integer(given.parse().map_err(|_| "not a whole number")?),
            Self::Number(_) => Value::Float(fraction(given).map_err(|error| error.to_string())?),
            _ => Value::String(given.to_owned()),
        };
        self.check(&value).map(|()| value)
    }

    /// Whether a key may have a value.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(in crate::cli) fn check(&self, value: &Value) -> Result<(), String> {
        match (self, value) {
            (Self::Count(range) | Self::Number(range), Value::Integer(number)) => {
                within(*number as f64, *range)
            }
            (Self::Number(range), Value::Float(number)) => within(*number, *range),
            (Self::Size, Value::String(size)) => size.parse::<Size>().map(drop),
            (Self::Day, Value::String(day)) => day
                .parse::<Date>()
                .map(drop)
                .map_err(|_| format!("`{day}` is no day; write it as YYYY-MM-DD")),
            (Self::Choice(choices) | Self::Choices(choices), Value::String(word)) => one_of(word, choices),
            (Self::Globs, Value::String(glob)) => {
                Globs::new([glob]).map(drop).map_err(|error| error.to_string())
            }
            (Self::Globs | Self::Choices(_), Value::Array(each)) => {
                each.iter().try_for_each(|one| self.check(one))
            }
            (Self::Count(_), Value::String(_) | Value::Float(_) | Value::Boolean(_)) => {
                Err("must be a whole number".to_owned())
            }
            (Self::Switch, value) if !value.is_bool() => Err("must be true or false".to_owned()),
            (Self::Choice(choices), _) => Err(format!("must be one of {}", listed(choices))),
            // What else has the wrong type is told by the configuration itself.
            _ => Ok(()),
        }
    }
}

fn within(number: f64, range: Range) -> Result<(), String> {
    let (least, most) = range;
    // No comparison holds of what is not a number.
    if number >= least.unwrap_or(f64::NEG_INFINITY) && number <= most.unwrap_or(f64::INFINITY) {
        return Ok(());
    }
    Err(match range {
        (Some(least), Some(most)) => format!("must be between {least} and {most}"),
        (Some(least), None) => format!("must be {least} or more"),
        (None, Some(most)) => format!("must be {most} or less"),
        (None, None) => "not a number".to_owned(),
    })
}

fn one_of(word: &str, choices: &[Choice]) -> Result<(), String> {
    let names = || choices.iter().map(|choice| choice.name.as_str());
    if names().any(|name| name == word) {
        return Ok(());
    }
    Err(format!("`{word}` is none of {}{}", listed(choices), hint(nearest(word, names()))))
}

fn listed(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join(", ")
}
