//! Shares as people write them: `0.05` or `5%`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A share in percent, of two digits behind the point at most: `86.88 %`.
pub fn percent(share: f64) -> String {
    let digits = format!("{:.2}", share * 100.0);
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A share of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Share(f64);

/// What is no share.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoShare {
    /// It cannot be read.
    #[error("`{0}` is no share; write it as 0.05 or 5%")]
    NoNumber(String),
    /// It is less than nothing, or more than everything.
    #[error("`{0}` is not between 0 and 100%")]
    OutOfRange(String),
}

impl Share {
    /// Between 0 and 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A number, or one in percent.
pub(crate) fn fraction(given: &str) -> Result<f64, NoShare> {
    let trimmed = given.trim();
    let (digits, whole) = match trimmed.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (trimmed, 1.0),
    };
    let number: f64 = digits.parse().map_err(|_| NoShare::NoNumber(given.to_owned()))?;
    if number.is_finite() { Ok(number / whole) } else { Err(NoShare::NoNumber(given.to_owned())) }
}

impl FromStr for Share {
    type Err = NoShare;

    fn from_str(given: &str) -> Result<Self, NoShare> {
        let share = fraction(given)?;
        if (0.0..=1.0).contains(&share) {
            Ok(Self(share))
        } else {
            Err(NoShare::OutOfRange(given.to_owned()))
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&percent(self.0))
    }
}

/// What a configuration file may hold for a share: a number, or text with a number or percentage.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a share: a number like 0.05, or text like \"5%\"")]
pub(crate) enum Given {
    /// A whole number.
    Whole(i64),
    /// Any number.
    Number(f64),
    /// A text.
    Text(String),
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Given::deserialize(deserializer)?.to_string().parse().map_err(D::Error::custom)
    }
}

/// Reads a share into a plain number.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Share::deserialize(deserializer).map(Share::get)
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A share of a whole: a number from 0 to 1, or text like \"5%\"",
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_no_needless_digits() {
        for (share, expected) in
            [(1.0, "100 %"), (0.8688, "86.88 %"), (0.8, "80 %"), (0.0, "0 %"), (0.101, "10.1 %")]
        {
            assert_eq!(percent(share), expected);
        }
    }

    #[test]
    fn a_share_is_a_number_or_a_percentage() {
        for given in ["0.05", "5%", " 5 % ", "5e-2"] {
            assert_eq!(given.parse(), Ok(Share(0.05)), "{given}");
        }
        assert_eq!("1".parse(), Ok(Share(1.0)));
        for given in ["", "%", "five", "NaN%", "inf"] {
            assert!(matches!(given.parse::<Share>(), Err(NoShare::NoNumber(_))), "{given}");
        }
        for given in ["-1%", "101%", "5"] {
            assert!(matches!(given.parse::<Share>(), Err(NoShare::OutOfRange(_))), "{given}");
        }
    }

    #[test]
    fn configuration_files_hold_shares_as_numbers_or_text() {
        #[derive(Deserialize)]
        struct Config {
            share: Share,
        }
        let share = |text: &str| toml::from_str::<Config>(text).map(|config| config.share);
        assert_eq!(share("share = 0.05"), Ok(Share(0.05)));
        assert_eq!(share("share = \"5%\""), Ok(Share(0.05)));
        assert_eq!(share("share = 1"), Ok(Share(1.0)));
        assert!(share("share = 5").unwrap_err().to_string().contains("is not between 0 and 100%"));
        assert!(share("share = []").unwrap_err().to_string().contains("a share: a number like 0.05"));
    }
}
