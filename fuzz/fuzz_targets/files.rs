//! Whatever stands in a configuration file or in the lines of an output: reading it returns, and what was read can be
//! written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use unspool::config::Config;
use unspool::record::{DroppedLine, Record, SimilarLine, SkippedLine, Summary};

fuzz_target!(|bytes: &[u8]| {
    if let Some(config) = std::str::from_utf8(bytes).ok().and_then(|text| toml::from_str::<Config>(text).ok())
    {
        assert!(serde_json::to_value(&config).is_ok());
    }
    lines::<Record>(bytes);
    lines::<DroppedLine>(bytes);
    lines::<SimilarLine>(bytes);
    lines::<SkippedLine>(bytes);
    lines::<Summary>(bytes);
});

fn lines<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(line) = serde_json::from_slice::<T>(bytes) {
        let again = serde_json::to_vec(&line).expect("a line of plain values becomes JSON");
        assert_eq!(serde_json::from_slice::<T>(&again).expect("what was written can be read"), line);
    }
}
