//! One page through the pure stages: label → split → strip.

use crate::label::{Labelled, label};
use crate::rules::Rules;
use crate::split::{Split, split};
use crate::strip::{Stripped, strip};

/// A page with what each stage made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unspooled {
    /// Its lines.
    pub labelled: Labelled,
    /// Its runs.
    pub split: Split,
    /// Its stories.
    pub stripped: Stripped,
}

/// Takes a page's text apart, cutting at boundaries of at least `min_confidence`.
pub fn unspool(text: &str, rules: &Rules, min_confidence: f64) -> Unspooled {
    let labelled = label(text, rules);
    let split = split(text, &labelled, rules, min_confidence);
    let stripped = strip(text, &labelled, &split, rules);
    Unspooled { labelled, split, stripped }
}
