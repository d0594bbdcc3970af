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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::MIN_CONFIDENCE;
    use crate::strip::Story;

    #[test]
    fn a_page_in_markdown_is_taken_apart_as_the_plain_one_is() {
        const PLAIN: &str = "Home\n\nFerry returns to Lake Orsk\n\nBy Dana Whitlock\n\nUpdated 12 March 2024\n\n\
            The ferry across Lake Orsk runs again from Monday, the harbour board said after a trial with 40 guests on board.\n\n\
            What the board wants\n\n\
            Its engine had been taken out two years ago, and the new one came eleven months late from the yard in Pellham.\n\n\
            Share this article\n\nLibrary keeps its Sunday hours\n\nBy Yusuf Brandt\n\nUpdated 11 March 2024\n\n\
            The library in Tarnwick stays open on Sundays until the end of June, the council decided by nine votes to four.\n\n\
            Readers had answered with a petition that a chess club carried to the town hall on the day before the vote.\n";
        let marked = PLAIN
            .replace("Home", "  * [Home](https://orsk.example/)")
            .replace("Ferry returns to Lake Orsk\n", "# Ferry returns to Lake Orsk\n")
            .replace("Dana Whitlock", "[Dana Whitlock](https://orsk.example/dana)")
            .replace("What the board wants", "## What the board wants")
            .replace("Share this article", "[Share this article](#share \"Share\")")
            .replace(
                "Library keeps its Sunday hours",
                "## [Library keeps its Sunday hours](https://orsk.example/library)",
            );
        let rules = Rules::builtin().unwrap();
        let told = |page: &str| {
            let stories = unspool(page, &rules, MIN_CONFIDENCE).stripped.stories;
            let parts = |story: &Story| story.pieces.iter().map(|piece| piece.part).collect::<Vec<_>>();
            stories
                .iter()
                .map(|story| (parts(story), story.fields.clone(), story.dropped.len()))
                .collect::<Vec<_>>()
        };
        let expected = told(PLAIN);
        assert_eq!(told(&marked), expected);
        let titles: Vec<_> = expected.iter().map(|(_, fields, _)| fields.title.as_deref()).collect();
        assert_eq!(titles, [Some("Ferry returns to Lake Orsk"), Some("Library keeps its Sunday hours")]);
    }
}
