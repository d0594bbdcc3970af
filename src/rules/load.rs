//! Rules files → [`Rules`].

use super::matcher::{Matcher, Owner, Pattern, Place, Wanted};
use super::table::{LabelTable, RuleTable, Table};
use super::{Labels, Likely, Rule, Rules, RulesError, Ruleset, RulesetId, Tells, Vocabulary};
use crate::date::DateWords;
use crate::facts::FactTables;
use crate::role::Part;

const DATES: &[&str] =
    &[include_str!("dates/en.toml"), include_str!("dates/fr.toml"), include_str!("dates/ar.toml")];

/// The models that tell body text from furniture.
const LIKELY: &str = include_str!("models/likely.toml");
/// The words by which they judge.
const WORDS: &str = include_str!("models/words.toml");

fn shipped(kind: &str, error: &toml::de::Error) -> RulesError {
    RulesError { file: format!("{kind} of a language"), problem: error.to_string() }
}

/// Reads `(file name, text)` pairs, `generic` first.
pub(super) fn load(files: &[(&str, &str)]) -> Result<Rules, RulesError> {
    let mut loading = Loading::default();
    for (file, text) in files {
        loading.add(text).map_err(|problem| RulesError { file: (*file).to_owned(), problem })?;
    }
    let mut texts: String = files.iter().map(|(_, text)| *text).collect();
    texts.extend(DATES.iter().copied().chain([LIKELY, WORDS]).chain(FactTables::sources()));
    loading.finish(xxhash_rust::xxh3::xxh3_128(texts.as_bytes()))
}

/// Tables on their way to being [`Rules`].
#[derive(Default)]
struct Loading {
    labels: Labels,
    rulesets: Vec<Ruleset>,
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
}

impl Loading {
    fn add(&mut self, text: &str) -> Result<(), String> {
        let mut table: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let ruleset =
            if table.language.is_some() { RulesetId::GENERIC } else { self.add_ruleset(&mut table) };
        self.add_labels(std::mem::take(&mut table.labels));
        table.rule.into_iter().try_for_each(|rule| self.add_rule(rule, ruleset))
    }

    fn add_ruleset(&mut self, table: &mut Table) -> RulesetId {
        let id = RulesetId(u16::try_from(self.rulesets.len()).unwrap_or(u16::MAX));
        let weights = match self.rulesets.first() {
            Some(generic) => generic.weights.overridden_by(&table.evidence),
            None => std::mem::take(&mut table.evidence),
        };
        let signs = std::mem::take(&mut table.recognise.lines).into_iter();
        self.patterns.extend(signs.map(|regex| Pattern {
            wanted: Wanted::Regex(ascii_word_edges(&regex)),
            owner: Owner::Sign(id),
            long: false,
            prose: true,
        }));
        self.rulesets.push(Ruleset {
            name: std::mem::take(&mut table.name),
            publisher: table.publisher.take(),
            weights,
            at_least: table.recognise.at_least.max(1),
        });
        id
    }

    fn add_labels(&mut self, table: LabelTable) {
        self.labels.updated.extend(table.updated);
        self.labels.published.extend(table.published);
        self.labels.by.extend(table.by);
        self.labels.headline.extend(table.headline);
        self.labels.topics.extend(table.topics);
        self.labels.credit.extend(table.credit);
        self.labels.agencies.extend(table.agencies);
        self.labels.salutation.extend(table.salutation);
    }

    fn add_rule(&mut self, table: RuleTable, ruleset: RulesetId) -> Result<(), String> {
        if table.drops.is_empty() || table.keeps.is_empty() {
            return Err(format!("rule `{}` has no proof: it needs `drops` and `keeps`", table.name));
        }
        if self.rules.iter().any(|rule| rule.name == table.name && rule.ruleset == ruleset) {
            return Err(format!("rule `{}` stands twice", table.name));
        }
        let (owner, long, prose) = (Owner::Rule(self.rules.len()), table.long_lines, table.prose);
        self.patterns.extend(wanted(&table).map(|wanted| Pattern { wanted, owner, long, prose }));
        self.rules.push(Rule {
            evidence: table.evidence,
            part: Part::of_rule(&table.name),
            tells: Tells::of_rule(&table.name),
            name: table.name,
            drops: table.drops,
            keeps: table.keeps,
            ruleset,
            max_words: table.max_words,
            prose: table.prose,
        });
        Ok(())
    }

    fn finish(self, digest: u128) -> Result<Rules, RulesError> {
        let matcher = Matcher::new(&self.patterns).map_err(|(owner, problem)| self.blame(owner, &problem))?;
        Ok(Rules {
            labels: self.labels,
            dates: DateWords::parse(DATES).map_err(|error| shipped("dates", &error))?,
            likely: Likely::parse(LIKELY)
                .map_err(|problem| RulesError { file: "models/likely.toml".to_owned(), problem })?,
            vocabulary: Vocabulary::parse(WORDS).map_err(|error| shipped("words", &error))?,
            facts: FactTables::shipped().map_err(|error| shipped("facts", &error))?,
            rulesets: self.rulesets,
            rules: self.rules,
            matcher,
            digest,
        })
    }

    /// Says which pattern cannot be read.
    fn blame(&self, owner: Owner, problem: &str) -> RulesError {
        let problem = match owner {
            Owner::Rule(index) => format!("rule `{}`: {problem}", self.rules[index].name),
            Owner::Sign(_) => format!("sign under `recognise`: {problem}"),
        };
        RulesError { file: "the tables together".to_owned(), problem }
    }
}

/// What a rule looks for.
fn wanted(table: &RuleTable) -> impl Iterator<Item = Wanted> + '_ {
    let places = [
        (&table.whole, Place::Whole),
        (&table.start, Place::Start),
        (&table.end, Place::End),
        (&table.has, Place::Anywhere),
    ];
    let words = |(words, place): (&'_ Vec<String>, Place)| {
        words.clone().into_iter().map(move |words| Wanted::Words(words, place))
    };
    let regexes = table.pattern.iter().map(|pattern| Wanted::Regex(ascii_word_edges(pattern)));
    places.into_iter().flat_map(words).chain(regexes)
}

/// A word edge by Unicode would throw every line with a curly quote out of the fast engine.
fn ascii_word_edges(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}
