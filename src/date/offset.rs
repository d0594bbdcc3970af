//! Offsets in the work area: seconds east of UTC.

use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(offset: &Option<Offset>, serializer: S) -> Result<S::Ok, S::Error> {
    offset.map(Offset::seconds).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Offset>, D::Error> {
    let seconds = Option::<i32>::deserialize(deserializer)?;
    seconds.map(|seconds| Offset::from_seconds(seconds).map_err(serde::de::Error::custom)).transpose()
}
