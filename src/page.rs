//! One page through the pure stages: label → split → strip.

use crate::html::Opened;
use crate::label::{Labelled, label};
use crate::markup::take_apart;
use crate::rules::Rules;
use crate::split::{Split, split};
use crate::strip::{Stripped, strip};

/// A page with what each stage made of it.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let unspooled = unspool(page, &Rules::builtin()?, MIN_CONFIDENCE);
/// // Three lines, all of one story.
/// assert_eq!(unspooled.labelled.lines.len(), 3);
/// assert_eq!(unspooled.split.runs[0].lines, 0..3);
/// assert_eq!(unspooled.stripped.stories.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let unspooled = unspool(page, &Rules::builtin()?, MIN_CONFIDENCE);
/// assert_eq!(unspooled.stripped.stories[0].fields.title.as_deref(), Some("Rain in Sidon"));
/// # Ok::<(), unspool::rules::RulesError>(())
/// ```
pub fn unspool(text: &str, rules: &Rules, min_confidence: f64) -> Unspooled {
    let labelled = label(text, rules);
    let split = split(text, &labelled, rules, min_confidence);
    let stripped = strip(text, &labelled, &split, rules);
    Unspooled { labelled, split, stripped }
}

/// Takes a page apart by its text, and by its marks if it is an HTML page.
#[doc(hidden)]
pub fn unspool_opened(page: &Opened, rules: &Rules, min_confidence: f64) -> Unspooled {
    let Some(markup) = &page.markup else { return unspool(&page.text, rules, min_confidence) };
    let (labelled, split, stripped) = take_apart((&page.text, markup), rules, min_confidence);
    Unspooled { labelled, split, stripped }
}
