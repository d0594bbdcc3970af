//! Which rule dropped a line, and by what it knows the line.

use super::Asking;
use crate::label;
use crate::record::DroppedLine;
use crate::role::RuleId;
use crate::rules::{LineLook, Matched};
use serde::Serialize;

/// The rule that dropped a line.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::explain::{Target, explain};
///
/// // A byte of the line “Share this article”.
/// let told = explain(&out, &Target::read("a.txt:350")?, &Sources::default(), &Rules::builtin()?)?;
/// let rule = told.rule.expect("a rule dropped it");
/// assert_eq!(rule.name, "chrome/share");
/// assert_eq!(rule.matches[0].value, "share this article");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleTold {
    /// Its name.
    pub name: String,
    /// What a rule that looks at neighbours, and stands in no table, is for.
    pub meaning: Option<String>,
    /// What of its table hits this line.
    pub matches: Vec<Matched>,
    /// Lines that its table gives as examples of what it drops.
    pub drops: Vec<String>,
    /// Lines that its table gives as examples of what it leaves alone.
    pub keeps: Vec<String>,
    /// The log-odds that the line is body text, where a model judged it.
    pub likely: Option<f32>,
}

impl Asking<'_> {
    /// The rule of a line, looked up in the tables; their words only if they are those of the run.
    pub(super) fn rule(&mut self, line: &DroppedLine, text: &str) -> RuleTold {
        let likely = self.likely(line);
        let mut told = RuleTold {
            name: line.rule.clone(),
            meaning: None,
            matches: Vec::new(),
            drops: Vec::new(),
            keeps: Vec::new(),
            likely,
        };
        // One name may stand in the tables of several publishers: the rule is the one that hits.
        let ids: Vec<RuleId> = self.rules.named(&line.rule).collect();
        let hit = ids.iter().find(|id| !self.matched(**id, text).is_empty()).or(ids.first());
        if let Some(id) = hit {
            told.meaning = self.rules.meaning(*id).map(str::to_owned);
            told.matches = self.matched(*id, text);
            if let Some(rule) = self.rules.rule(*id) {
                (told.drops, told.keeps) = (rule.drops.clone(), rule.keeps.clone());
            }
        }
        told
    }

    fn matched(&self, id: RuleId, text: &str) -> Vec<Matched> {
        let look = label::Look::of(text);
        self.rules.matched(id, LineLook { text, words: look.words(), prose: look.is_sentence() })
    }

    fn likely(&mut self, line: &DroppedLine) -> Option<f32> {
        let (_, page) = self.pages.apart((&line.path, line.item))?;
        page.labelled.lines.iter().find(|other| other.span == line.span)?.likely
    }
}
