//! A [`Report`](super::Report) for machines, and for the page that a CI job shows.

use super::Verdict;
use super::limits::Limit;
use super::worst::WorstPage;
use crate::percent::percent;

mod github;
mod json;
mod junit;
mod markdown;
mod sarif;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::summary_table;
pub use sarif::sarif;

impl Limit {
    /// A name that no other limit has.
    pub fn id(&self) -> String {
        match self.name {
            "max-change" => format!("{}/{}", self.name, self.figure.name()),
            name => name.to_owned(),
        }
    }
}

impl Verdict {
    /// What it says, in a sentence: `untitled is 3, and must be at most 0`.
    pub fn sentence(&self) -> String {
        let Self { limit, value, .. } = self;
        let change = limit.bound.change(value).map_or_else(String::new, changed);
        format!("{} is {value}{change}, and must be {}", limit.figure.name(), limit.bound)
    }
}

fn changed(change: f64) -> String {
    format!(", {} by {}", if change < 0.0 { "less" } else { "more" }, percent(change.abs()))
}

impl WorstPage {
    /// What the page did, and what stands at its first place.
    fn sentence(&self) -> String {
        match self.places.first().filter(|place| !place.text.is_empty()) {
            Some(place) => format!("{} ({})", self.note, place.text),
            None => self.note.clone(),
        }
    }

    /// The line of its first place, from 1.
    fn line(&self) -> Option<usize> {
        self.places.first().and_then(|place| place.line)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::{Figure, Measured, PagePlace, Report, Value};
    use crate::config::Amount;

    /// A report with a limit that held, and one that was broken by a page whose name and text are awkward.
    pub(crate) fn report() -> Report {
        let limit =
            |name, figure, most: &str| Limit { name, figure, bound: most.parse::<Amount>().unwrap().into() };
        let (skipped, untitled) = (Value::Share { part: 0, whole: 23 }, Value::Count { part: 2, whole: 34 });
        let place = |at, line, text: &str| PagePlace { at, line: Some(line), text: text.to_owned() };
        let worst = WorstPage {
            path: "a:b/50% <of> \"it\" & more.txt".to_owned(),
            item: None,
            file: "pages/a:b/50% <of> \"it\" & more.txt".to_owned(),
            note: "2 stories without a headline".to_owned(),
            places: vec![place(7, 3, "“Two | <words>\u{1B}[31m”\r\nnext"), place(900, 31, "")],
        };
        Report {
            figures: vec![
                Measured { figure: Figure::Skipped, value: skipped },
                Measured { figure: Figure::Untitled, value: untitled },
            ],
            verdicts: vec![
                Verdict {
                    limit: limit("max-skipped", Figure::Skipped, "1%"),
                    value: skipped,
                    held: true,
                    worst: vec![],
                },
                Verdict {
                    limit: limit("max-untitled", Figure::Untitled, "0"),
                    value: untitled,
                    held: false,
                    worst: vec![worst],
                },
            ],
        }
    }
}
