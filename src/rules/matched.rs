//! What of a rule hits a line, told to people.

use super::matcher::{Owner, Place, Wanted};
use super::{LineLook, Rules};
use crate::role::{MEANINGS, RuleId, STRUCTURAL};
use serde::Serialize;

/// Something that a rule looks for, and has found in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[doc(hidden)]
pub struct Matched {
    /// The key of the table: `whole`, `start`, `end`, `has` or `pattern`.
    pub key: &'static str,
    /// Its words or its regular expression.
    pub value: String,
}

impl Rules {
    /// The rules of a name; publishers may have their own of one name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = RuleId> {
        let structural = STRUCTURAL.iter().position(|known| *known == name).map(RuleId::new);
        let tables = self.iter().filter(move |(_, rule)| rule.name == name).map(|(id, _)| id);
        structural.into_iter().chain(tables)
    }

    /// What a rule that stands in no table is for.
    pub fn meaning(&self, id: RuleId) -> Option<&'static str> {
        MEANINGS.get(id.index()).copied()
    }

    /// What of a rule's table hits a line.
    pub(crate) fn matched(&self, id: RuleId, line: LineLook<'_>) -> Vec<Matched> {
        let is_own = |owner: Owner| matches!(owner, Owner::Rule(at) if at + STRUCTURAL.len() == id.index());
        let hits = self.matcher.matches(line.text, line.prose).filter(|(_, owner)| is_own(*owner));
        hits.filter_map(|(number, _)| self.wanted.get(number)).map(matched).collect()
    }
}

fn matched(wanted: &Wanted) -> Matched {
    let (key, value) = match wanted {
        Wanted::Words(words, Place::Whole) => ("whole", words.clone()),
        Wanted::Words(words, Place::Start) => ("start", words.clone()),
        Wanted::Words(words, Place::End) => ("end", words.clone()),
        Wanted::Words(words, Place::Anywhere) => ("has", words.clone()),
        Wanted::Regex(regex) => ("pattern", regex.replace("(?-u:\\b)", "\\b")),
    };
    Matched { key, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_hit_a_line_are_told_with_their_key() {
        let rules = Rules::builtin().unwrap();
        let id = rules.named("marker/short-url").next().unwrap();
        let matched = rules.matched(id, LineLook { text: "Short Url", words: 2, prose: false });
        assert_eq!(matched, [Matched { key: "whole", value: "short url".to_owned() }]);
        assert_eq!(rules.matched(id, LineLook { text: "Harbor", words: 1, prose: false }), []);
    }

    #[test]
    fn rules_without_a_table_say_what_they_are_for() {
        let rules = Rules::builtin().unwrap();
        let id = rules.named("headline-echo").next().unwrap();
        assert_eq!(rules.meaning(id), Some("A further copy of the headline."));
        assert_eq!(rules.meaning(rules.named("marker/follow").next().unwrap()), None);
    }
}
