//! The tables by which lines are known: rules, publishers, languages.
//!
//! A ruleset is a TOML file in `src/rules/`. Each of its rules has a name, says what it matches, and proves
//! itself by examples; a rule named after a part (`caption/agency`) gives that part, any other name stands in
//! the ledger.

use crate::date::DateWords;
use crate::evidence::{Evidence, Weights};
use crate::facts::{FactTables, FactWords};
use crate::model::Trees;
use crate::role::{Part, Role, RuleId, STRUCTURAL};
use thiserror::Error;

mod both;
mod gaps;
mod hold;
mod labels;
mod likely;
mod load;
mod markup;
mod matched;
mod matcher;
mod models;
mod names;
mod phrases;
mod source;
mod spellings;
mod table;
mod roles;
mod second;
mod tells;
mod titles;
mod vocabulary;

pub use gaps::{CLASSES, GapModels, PLACE, READS, SIDES, WHETHER, WORDED, place_features};
pub use hold::Tables;
pub use labels::Labels;
pub use likely::{AROUND, Likely, LikelyTable, OWN};
pub use markup::{AROUND_LINE, BLOCKS, MarkupModel, MarkupTable, PLAIN, markup_features};
pub use matched::Matched;
use matcher::{Matcher, Owner, Wanted};
pub use names::{NameSet, NameWords};
pub use phrases::Phrases;
pub(crate) use phrases::first_key;
pub use roles::{BESIDE, FACETS, Facet, MARKS, OUTCOMES, RoleModel, Seen, each_feature, features, outcome};
pub(crate) use roles::{Scores, word_key};
pub use second::{SEEN_AGAIN, seen_again};
use source::{Origin, Sources, Spot};
pub use tells::Tells;
pub use titles::{TITLE, TitleModel};
pub use vocabulary::{Vocabulary, Word};

/// Lines longer than this many bytes are prose; only rules for long lines look at them, at their first bytes.
#[doc(hidden)]
pub const SHORT_LINE_BYTES: usize = 240;
/// How far into a long line patterns look, in bytes.
#[doc(hidden)]
pub const LONG_LINE_HEAD: usize = 80;

/// A line in a table of rules.
#[derive(Debug)]
#[doc(hidden)]
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
    /// Where each of `drops` and of `keeps` stands.
    proof_spots: [Vec<Spot>; 2],
    origin: Origin,
    /// Of several rules that hit a line, the one of the highest rank names it.
    rank: usize,
    ruleset: RulesetId,
    max_words: usize,
    prose: bool,
}

impl Rule {
    /// Whether it stands in a person's own table.
    pub(crate) fn is_own(&self) -> bool {
        self.origin == Origin::Own
    }
}

/// A ruleset by its place among the loaded ones; 0 is `generic`.
///
/// ```
/// use unspool::{page::unspool, rules::{Rules, RulesetId}, split::MIN_CONFIDENCE};
///
/// let rules = Rules::builtin()?;
/// // Nothing on this page tells whose it is.
/// let page = unspool("Rain in Sidon\n\nIt rained for an hour.\n", &rules, MIN_CONFIDENCE);
/// assert_eq!(page.stripped.ruleset, RulesetId::GENERIC);
/// assert_eq!(rules.ruleset(RulesetId::GENERIC).name, "generic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct RulesetId(u16);

impl RulesetId {
    /// The rules that hold on every page.
    pub const GENERIC: Self = Self(0);

    /// Its place.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What is known of a publisher, or of all.
#[derive(Debug)]
#[doc(hidden)]
pub struct Ruleset {
    /// Its name, as in the record's `ruleset`.
    pub name: String,
    /// The publisher it stands for.
    pub publisher: Option<String>,
    /// How much each piece of evidence counts.
    pub weights: Weights,
    /// What of that its own table says.
    own_weights: Weights,
    origin: Origin,
    at_least: usize,
}

/// All tables, ready to match.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let own = "name = \"lantern\"\n[[rule]]\nname = \"chrome/lantern\"\npattern = ['^become a friend$']\n\
///            drops = [\"Become a friend\"]\nkeeps = [\"Become a friend of theirs\"]\n";
/// let rules = Rules::with_own(&[("lantern.toml".to_owned(), own.to_owned())])?;
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and all were glad of it.\n\nBecome a friend\n";
/// let stories = unspool(page, &rules, MIN_CONFIDENCE).stripped.stories;
/// assert_eq!(rules.name(stories[0].dropped[0].rule), "chrome/lantern");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Rules {
    /// Words before dates, names and lists.
    pub labels: Labels,
    /// Words of dates.
    pub dates: DateWords,
    likely: Likely,
    gaps: GapModels,
    titles: TitleModel,
    roles: RoleModel,
    second: Trees,
    vocabulary: Vocabulary,
    names: NameWords,
    markup: MarkupModel,
    facts: FactTables,
    rulesets: Vec<Ruleset>,
    rules: Vec<Rule>,
    matcher: Matcher,
    /// What each pattern of the matcher looks for, to be told.
    wanted: Vec<Wanted>,
    sources: Sources,
    digest: u128,
}

/// A table that cannot be used.
///
/// ```
/// use unspool::rules::Rules;
///
/// let own = "name = \"lantern\"\n[[rule]]\nname = \"chrome/lantern\"\npattern = ['^become a friend$']\n";
/// let error = Rules::with_own(&[("lantern.toml".to_owned(), own.to_owned())]).unwrap_err();
/// assert_eq!((error.file.as_str(), error.line), ("lantern.toml", Some(3)));
/// assert_eq!(error.rule.as_deref(), Some("chrome/lantern"));
/// assert!(error.problem.starts_with("it has no proof"));
/// ```
#[derive(Debug, Error)]
#[error("rules file `{file}`{}: {problem}", place(*line, rule.as_deref()))]
pub struct RulesError {
    /// The table's file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The rule that stands there.
    pub rule: Option<String>,
    /// What is wrong with it.
    pub problem: String,
}

fn place(line: Option<usize>, rule: Option<&str>) -> String {
    let line = line.map(|line| format!(", line {line}"));
    let rule = rule.map(|rule| format!(", rule `{rule}`"));
    [line, rule].into_iter().flatten().collect()
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
    ("languages/de.toml", include_str!("rules/languages/de.toml")),
    ("languages/es.toml", include_str!("rules/languages/es.toml")),
    ("languages/tr.toml", include_str!("rules/languages/tr.toml")),
    ("languages/hi.toml", include_str!("rules/languages/hi.toml")),
    ("languages/ur.toml", include_str!("rules/languages/ur.toml")),
    ("languages/fa.toml", include_str!("rules/languages/fa.toml")),
    ("languages/ja.toml", include_str!("rules/languages/ja.toml")),
];

impl Rules {
    /// The tables that come with `unspool`.
    ///
    /// # Errors
    /// Names the file and the rule of the first table that does not hold what it should.
    pub fn builtin() -> Result<Self, RulesError> {
        Self::from_tables(BUILTIN)
    }

    /// The shipped tables with a person's own, as `(file name, text)` pairs, beside them. Where tables know one line, an
    /// own one wins over a shipped one, and a later one over an earlier one.
    ///
    /// An own table without `[recognise]` holds on every page; with it, on the pages recognised, beside the publisher's
    /// (see [`Tables`]). Its proofs are for [`crate::own_rules`] to try.
    ///
    /// # Errors
    /// Names the file, line and rule of the first table that does not hold what it should.
    pub fn with_own(own: &[(String, String)]) -> Result<Self, RulesError> {
        let rules = load::load(BUILTIN, own)?;
        rules.compile_from(rules.sources.first_own)?;
        Ok(rules)
    }

    /// Rules from `(file name, text)` pairs; the first is `generic`.
    ///
    /// # Errors
    /// Names the file and the rule of the first table that does not hold what it should.
    pub fn from_tables(files: &[(&str, &str)]) -> Result<Self, RulesError> {
        load::load(files, &[])
    }

    /// Compiles every pattern now, not when a line is first worth trying. A run needs it for no table that a test has
    /// tried; those of a person's own table are compiled when it is read, for one may be too large.
    ///
    /// # Errors
    /// Names the rule of the first pattern that does not compile.
    pub fn compile(&self) -> Result<(), RulesError> {
        self.compile_from(0)
    }

    fn compile_from(&self, pattern: usize) -> Result<(), RulesError> {
        let compiled = self.matcher.compile(pattern);
        compiled.map_err(|(pattern, problem)| self.sources.blame(pattern, &self.rules, problem))
    }

    /// The rules of a person's own tables, each with its proofs.
    pub(crate) fn own(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.iter().filter(|(_, rule)| rule.is_own())
    }

    /// Says that an example of a rule proves nothing.
    pub(crate) fn unproved(&self, rule: &Rule, proof: Proof, example: usize) -> RulesError {
        let (which, line, problem) = match proof {
            Proof::Drops => (0, &rule.drops[example], "does not hit"),
            Proof::Keeps => (1, &rule.keeps[example], "hits"),
        };
        let problem = format!("it {problem} the line {line:?} under `{}`", ["drops", "keeps"][which]);
        self.sources.error(rule.proof_spots[which][example], Some(&rule.name), problem)
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

    /// What a rule tells of the lines below the one it hits.
    pub fn tells(&self, id: RuleId) -> Tells {
        self.rule(id).map_or(Tells::Nothing, |rule| rule.tells)
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

    /// The models that tell where stories begin between two texts.
    pub fn gaps(&self) -> &GapModels {
        &self.gaps
    }

    /// The model that tells what a line is for.
    pub fn roles(&self) -> &RoleModel {
        &self.roles
    }

    /// The model that tells text from furniture by where the first one has found text.
    pub fn second(&self) -> &Trees {
        &self.second
    }

    /// The model of headlines.
    pub fn titles(&self) -> &TitleModel {
        &self.titles
    }

    /// The words by which body text is told.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The words of classes and ids by which elements of HTML pages are known.
    pub fn names(&self) -> &NameWords {
        &self.names
    }

    /// The model that tells body text of HTML pages from furniture.
    pub fn markup(&self) -> &MarkupModel {
        &self.markup
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
}

/// An example that proves a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A line that it must hit.
    Drops,
    /// A line that it must leave alone.
    Keeps,
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
