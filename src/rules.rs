//! The tables by which lines are known: rules, publishers, languages.
//!
//! A ruleset is a TOML file in `src/rules/`. Each of its rules has a name, says what it matches, and proves
//! itself by examples; a rule named after a part (`caption/agency`) gives that part, any other name stands in
//! the ledger.

use crate::date::DateWords;
use crate::evidence::{Evidence, Weights};
use crate::facts::{FactTables, FactWords};
use crate::role::{Part, Role, RuleId, STRUCTURAL};
use std::collections::BTreeMap;
use thiserror::Error;

mod likely;
mod load;
mod matcher;
mod phrases;
mod table;
mod vocabulary;

pub use likely::{AROUND, Likely, LikelyTable, OWN};
use matcher::{Matcher, Owner};
pub use phrases::Phrases;
pub use vocabulary::{Vocabulary, Word};

/// Lines longer than this many bytes are prose; only rules for long lines look at them, at their first bytes.
pub const SHORT_LINE_BYTES: usize = 240;

/// A line in a table of rules.
#[derive(Debug)]
pub struct Rule {
    /// Its name: what stands in the ledger.
    pub name: String,
    /// What it says about a boundary nearby.
    pub evidence: Option<Evidence>,
    /// What it tells of the lines below.
    pub tells: Tells,
    /// The part it gives; `None`: the line goes to the ledger.
    pub part: Option<Part>,
    /// Lines that it must hit.
    pub drops: Vec<String>,
    /// Lines that it must leave alone.
    pub keeps: Vec<String>,
    ruleset: RulesetId,
    max_words: usize,
    prose: bool,
}

/// What a line that some rule knows tells of the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// Nothing.
    Nothing,
    /// Readers' comments follow.
    Comments,
    /// Links to other stories follow.
    Teaser,
}

impl Tells {
    fn of_rule(name: &str) -> Self {
        match name {
            _ if name.starts_with("chrome/comments") => Self::Comments,
            _ if name.starts_with("chrome/teaser") => Self::Teaser,
            _ => Self::Nothing,
        }
    }
}

/// A ruleset by its place among the loaded ones; 0 is `generic`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulesetId(u16);

impl RulesetId {
    /// The rules that hold on every page.
    pub const GENERIC: Self = Self(0);
}

/// What is known of a publisher, or of all.
#[derive(Debug)]
pub struct Ruleset {
    /// Its name, as in the record's `ruleset`.
    pub name: String,
    /// The publisher it stands for.
    pub publisher: Option<String>,
    /// How much each piece of evidence counts.
    pub weights: Weights,
    at_least: usize,
}

/// The words by which lines say what they are, of all languages together.
#[derive(Debug, Default)]
pub struct Labels {
    /// What stands before the time of the last change.
    pub updated: Phrases,
    /// What stands before the time of publication.
    pub published: Phrases,
    /// What stands before an author's name.
    pub by: Phrases,
    /// What a copy of a headline may be glued to (`special`, `exclusive`).
    pub headline: Phrases,
    /// What stands before a list of topics.
    pub topics: Phrases,
    /// What a closing credit begins with (`reporting by`).
    pub credit: Phrases,
    /// News agencies and desks by the names that stand in bylines and credits.
    pub agencies: Phrases,
    /// What letters to the editor begin with (`dear editor`).
    pub salutation: Phrases,
}

/// All tables, ready to match.
#[derive(Debug)]
pub struct Rules {
    /// Words before dates, names and lists.
    pub labels: Labels,
    /// Words of dates.
    pub dates: DateWords,
    likely: Likely,
    vocabulary: Vocabulary,
    facts: FactTables,
    rulesets: Vec<Ruleset>,
    rules: Vec<Rule>,
    matcher: Matcher,
    digest: u128,
}

/// A table that cannot be used.
#[derive(Debug, Error)]
#[error("rules file {file}: {problem}")]
pub struct RulesError {
    /// The table's file name.
    pub file: String,
    /// What is wrong with it, with line and name.
    pub problem: String,
}

const GENERIC: (&str, &str) = ("generic.toml", include_str!("rules/generic.toml"));
const BUILTIN: &[(&str, &str)] = &[
    GENERIC,
    ("arab-news.toml", include_str!("rules/arab-news.toml")),
    ("dawn.toml", include_str!("rules/dawn.toml")),
    ("aawsat.toml", include_str!("rules/aawsat.toml")),
    ("languages/en.toml", include_str!("rules/languages/en.toml")),
    ("languages/ar.toml", include_str!("rules/languages/ar.toml")),
    ("languages/fr.toml", include_str!("rules/languages/fr.toml")),
];

impl Rules {
    /// The tables that come with `unspool`.
    ///
    /// # Errors
    /// Names the file and the rule of the first table that does not hold what it should.
    pub fn builtin() -> Result<Self, RulesError> {
        Self::from_tables(BUILTIN)
    }

    /// Rules from `(file name, text)` pairs; the first is `generic`.
    ///
    /// # Errors
    /// Names the file and the rule of the first table that does not hold what it should.
    pub fn from_tables(files: &[(&str, &str)]) -> Result<Self, RulesError> {
        load::load(files)
    }

    /// Compiles every pattern now, not when a line is first worth trying. A run needs it for no table that a test has
    /// tried; a person's own table may hold a pattern that is too large.
    ///
    /// # Errors
    /// Names the rule of the first pattern that does not compile.
    pub fn compile(&self) -> Result<(), RulesError> {
        self.matcher.compile().map_err(|(owner, problem)| {
            let rule =
                if let Owner::Rule(index) = owner { self.rules[index].name.as_str() } else { "recognise" };
            RulesError {
                file: "the tables together".to_owned(),
                problem: format!("rule `{rule}`: {problem}"),
            }
        })
    }

    /// A rule's name.
    pub fn name(&self, id: RuleId) -> &str {
        match STRUCTURAL.get(id.index()) {
            Some(name) => name,
            None => self.rule(id).map_or("", |rule| &rule.name),
        }
    }

    /// A rule of a table; `None` for a structural one.
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(id.index().checked_sub(STRUCTURAL.len())?)
    }

    /// What a rule makes of the line it hits.
    pub fn role(&self, id: RuleId) -> Role {
        self.rule(id).and_then(|rule| rule.part).map_or(Role::Ledger(id), Role::Part)
    }

    /// What a rule says about a boundary nearby.
    pub fn evidence(&self, id: RuleId) -> Option<Evidence> {
        self.rule(id).and_then(|rule| rule.evidence)
    }

    /// A ruleset.
    pub fn ruleset(&self, id: RulesetId) -> &Ruleset {
        &self.rulesets[usize::from(id.0)]
    }

    /// The words by which facts are known in a language (English where it has no table).
    pub fn fact_words(&self, language: Option<&str>) -> &FactWords {
        self.facts.of(language.unwrap_or("en"))
    }

    /// The models that tell body text from furniture.
    pub fn likely(&self) -> &Likely {
        &self.likely
    }

    /// The words by which they judge.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// A digest of all tables: what they say decides what a run gives.
    pub fn digest(&self) -> u128 {
        self.digest
    }

    /// All rules of the tables.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.rules.iter().zip(STRUCTURAL.len()..).map(|(rule, id)| (RuleId::new(id), rule))
    }

    /// What the tables say of a line: the rules that hit it and the signs it shows, in the order of the tables.
    pub(crate) fn hits(&self, line: LineLook<'_>) -> Hits {
        let mut hits = Hits::default();
        for (number, owner) in self.matcher.matches(line.text, line.prose) {
            match owner {
                Owner::Sign(ruleset) => hits.signs.push((ruleset, number)),
                Owner::Rule(index) => {
                    let rule = &self.rules[index];
                    if line.words <= rule.max_words && (rule.prose || !line.prose) {
                        hits.rules.push((rule.ruleset, RuleId::new(index + STRUCTURAL.len())));
                    }
                }
            }
        }
        hits
    }

    /// The publisher whose signs stand on the page, given how many different ones of each were seen.
    pub(crate) fn recognise(&self, seen: &BTreeMap<RulesetId, usize>) -> RulesetId {
        let known = seen.iter().filter(|(id, count)| **count >= self.ruleset(**id).at_least);
        known
            .max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id)))
            .map_or(RulesetId::GENERIC, |(id, _)| *id)
    }
}

/// What a rule may look at of a line.
#[derive(Clone, Copy)]
pub(crate) struct LineLook<'t> {
    /// The line, trimmed.
    pub(crate) text: &'t str,
    /// How many words it has.
    pub(crate) words: usize,
    /// Whether it reads like a sentence.
    pub(crate) prose: bool,
}

/// What the tables say of a line.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// Rules that hit it, in the order of the tables.
    pub(crate) rules: Vec<(RulesetId, RuleId)>,
    /// Signs of publishers, with the number of the sign.
    pub(crate) signs: Vec<(RulesetId, usize)>,
}
