//! Numbers of bytes as people write them.

use bytesize::ByteSize;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A number of bytes; in a configuration file `1048576` or `"1MiB"`.
///
/// ```
/// use unspool::config::Size;
///
/// let size: Size = "1.5GiB".parse()?;
/// assert_eq!((size.bytes(), size.to_string().as_str()), (3 << 29, "1536MiB"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(u64);

impl Size {
    /// The number.
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl From<u64> for Size {
    fn from(bytes: u64) -> Self {
        Self(bytes)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let size: Result<ByteSize, _> = given.trim().parse();
        size.map(|size| Self(size.as_u64()))
            .map_err(|_| format!("`{given}` is no size; write it like 512MiB"))
    }
}

/// In the largest unit that gives a whole number, so that nothing is lost: `2GiB`.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
        match units.iter().find(|(_, bits)| self.0 > 0 && self.0.trailing_zeros() >= *bits) {
            Some((unit, bits)) => write!(f, "{}{unit}", self.0 >> bits),
            None => write!(f, "{}", self.0),
        }
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a configuration file may hold for a size.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a size: a number of bytes, or text like \"512MiB\"")]
enum Given {
    Bytes(u64),
    Text(String),
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Given::deserialize(deserializer)? {
            Given::Bytes(bytes) => Ok(Self(bytes)),
            Given::Text(text) => text.parse().map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for Size {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of bytes, or text like \"512MiB\"",
            "type": ["string", "integer"],
            "minimum": 0,
            "x-value": "SIZE",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_written_as_it_is_read() {
        for (text, bytes) in
            [("0", 0), ("2GiB", 2 << 30), ("1536MiB", 3 << 29), ("1KiB", 1024), ("1500", 1500)]
        {
            assert_eq!(
                (text.parse::<Size>().unwrap().bytes(), Size(bytes).to_string().as_str()),
                (bytes, text)
            );
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        assert!("much".parse::<Size>().unwrap_err().contains("`much` is no size"));
        assert_eq!(serde_json::from_str::<Size>("7").unwrap(), Size(7));
        assert!(serde_json::from_str::<Size>("[]").unwrap_err().to_string().contains("a number of bytes"));
    }
}
