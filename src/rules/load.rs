//! Rules files → [`Rules`].

use super::matcher::{Matcher, Owner, Pattern, Place, literal};
use super::table::{LabelTable, RuleTable, Table};
use super::{Labels, Rule, Rules, RulesError, Ruleset, RulesetId};
use crate::date::DateWords;
use crate::facts::FactTables;
use crate::role::Part;

const DATES: &[&str] =
    &[include_str!("dates/en.toml"), include_str!("dates/fr.toml"), include_str!("dates/ar.toml")];

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
    texts.extend(DATES.iter().copied().chain(FactTables::sources()));
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
            regex: ascii_word_edges(&regex),
            owner: Owner::Sign(id),
            long: false,
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
    }

    fn add_rule(&mut self, table: RuleTable, ruleset: RulesetId) -> Result<(), String> {
        if table.drops.is_empty() || table.keeps.is_empty() {
            return Err(format!("rule `{}` has no proof: it needs `drops` and `keeps`", table.name));
        }
        if self.rules.iter().any(|rule| rule.name == table.name && rule.ruleset == ruleset) {
            return Err(format!("rule `{}` stands twice", table.name));
        }
        for regex in patterns(&table) {
            let (owner, long) = (Owner::Rule(self.rules.len()), table.long_lines);
            self.patterns.push(Pattern { regex, owner, long });
        }
        self.rules.push(Rule {
            evidence: table.evidence,
            part: Part::of_rule(&table.name),
            name: table.name,
            drops: table.drops,
            keeps: table.keeps,
            ruleset,
            max_words: table.max_words,
            prose: table.prose,
        });
        Ok(())
    }

    fn finish(mut self, digest: u128) -> Result<Rules, RulesError> {
        for labels in [&mut self.labels.updated, &mut self.labels.published, &mut self.labels.by] {
            // The longest label wins: "last updated" before "last".
            labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        }
        let of_dates = self.labels.updated.iter().chain(&self.labels.published);
        self.labels.first_of_dates = of_dates.filter_map(|label| label.chars().next()).collect();
        let matcher = Matcher::new(&self.patterns).map_err(|error| self.blame(&error))?;
        Ok(Rules {
            labels: self.labels,
            dates: DateWords::parse(DATES).map_err(|error| shipped("dates", &error))?,
            facts: FactTables::shipped().map_err(|error| shipped("facts", &error))?,
            rulesets: self.rulesets,
            rules: self.rules,
            matcher,
            digest,
        })
    }

    /// Says which pattern keeps the set from compiling.
    fn blame(&self, error: &regex::Error) -> RulesError {
        let broken = self
            .patterns
            .iter()
            .find_map(|pattern| Some((pattern, regex::Regex::new(&pattern.regex).err()?)));
        let problem = match broken {
            Some((Pattern { owner: Owner::Rule(index), .. }, error)) => {
                format!("rule `{}`: {error}", self.rules[*index].name)
            }
            Some((_, error)) => format!("sign under `recognise`: {error}"),
            None => error.to_string(),
        };
        RulesError { file: "the tables together".to_owned(), problem }
    }
}

/// The regular expressions of a rule.
fn patterns(table: &RuleTable) -> Vec<String> {
    let places = [
        (&table.whole, Place::Whole),
        (&table.start, Place::Start),
        (&table.end, Place::End),
        (&table.has, Place::Anywhere),
    ];
    let literals =
        places.into_iter().flat_map(|(words, place)| words.iter().map(move |word| literal(word, place)));
    literals.chain(table.pattern.iter().map(|pattern| ascii_word_edges(pattern))).collect()
}

/// A word edge by Unicode would throw every line with a curly quote out of the fast engine.
fn ascii_word_edges(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}
