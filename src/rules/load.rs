//! Rules files → [`Rules`].

use super::both::both;
use super::matcher::{Matcher, Owner, Pattern, Place, Wanted, says_nothing};
use super::source::{LineNumbers, Origin, Sources, Spot};
use super::spellings::spellings;
use super::table::{LabelTable, RuleTable, Table};
use super::{
    GapModels, Labels, Likely, MarkupModel, NameWords, RoleModel, Rule, Rules, RulesError, Ruleset,
    RulesetId, Tells, TitleModel, Vocabulary, seen_again,
};
use crate::date::DateWords;
use crate::facts::FactTables;
use crate::model::Trees;
use crate::role::Part;
use toml::Spanned;

const DATES: &[&str] = &[
    include_str!("dates/en.toml"),
    include_str!("dates/fr.toml"),
    include_str!("dates/ar.toml"),
    include_str!("dates/de.toml"),
    include_str!("dates/es.toml"),
    include_str!("dates/tr.toml"),
    include_str!("dates/hi.toml"),
    include_str!("dates/ur.toml"),
    include_str!("dates/fa.toml"),
    include_str!("dates/ja.toml"),
];

/// The models that tell body text from furniture.
const LIKELY: &str = include_str!("models/likely.toml");
/// The words by which they judge.
const WORDS: &str = include_str!("models/words.toml");

/// The model of whether a story begins between two texts.
const GAPS: &str = include_str!("models/gaps.trees");
/// The words of headlines and texts by which they judge.
const WORDINGS: &str = include_str!("models/wordings.tsv");
/// The model of the line that it begins with.
const STARTS: &str = include_str!("models/starts.toml");

/// The model that tells what a line is for.
const ROLES: &str = include_str!("models/roles.tsv");
/// The model of the second look at them.
const SECOND: &str = include_str!("models/second.trees");

/// The model of headlines.
const TITLES: &str = include_str!("models/titles.toml");

/// Words of classes and ids.
const NAMES: &str = include_str!("models/names.toml");
/// The model of HTML pages.
const MARKUP: &str = include_str!("models/markup.toml");

fn shipped(file: &str, problem: impl ToString) -> RulesError {
    RulesError { file: file.to_owned(), line: None, rule: None, problem: problem.to_string() }
}

/// Reads `(file name, text)` pairs: the shipped ones, `generic` first, then a person's own.
pub(super) fn load(files: &[(&str, &str)], own: &[(String, String)]) -> Result<Rules, RulesError> {
    let (beside, loading) = both(Beside::read, || Loading::of(files, own));
    let mut texts: String = files.iter().map(|(_, text)| *text).collect();
    texts.extend(
        DATES
            .iter()
            .copied()
            .chain([LIKELY, GAPS, WORDINGS, STARTS, ROLES, SECOND, TITLES, WORDS, NAMES, MARKUP])
            .chain(FactTables::sources()),
    );
    // Parted, so that what stands in which file shows.
    own.iter().for_each(|(_, text)| texts.extend(["\0", text]));
    loading?.finish(beside?, xxhash_rust::xxh3::xxh3_128(texts.as_bytes()))
}

/// The tables that say nothing of whole lines.
struct Beside {
    dates: DateWords,
    likely: Likely,
    gaps: GapModels,
    titles: TitleModel,
    roles: RoleModel,
    second: Trees,
    vocabulary: Vocabulary,
    names: NameWords,
    markup: MarkupModel,
    facts: FactTables,
}

impl Beside {
    fn read() -> Result<Self, RulesError> {
        let names = NameWords::parse(NAMES).map_err(|problem| shipped("models/names.toml", problem))?;
        Ok(Self {
            dates: DateWords::parse(DATES).map_err(|error| shipped("dates of a language", error))?,
            likely: Likely::parse(LIKELY).map_err(|problem| shipped("models/likely.toml", problem))?,
            gaps: GapModels {
                words: GapModels::parse_words(WORDINGS)
                    .map_err(|problem| shipped("models/wordings.tsv", problem))?,
                whether: GapModels::parse_whether(GAPS)
                    .map_err(|problem| shipped("models/gaps.trees", problem))?,
                place: GapModels::parse_place(STARTS)
                    .map_err(|problem| shipped("models/starts.toml", problem))?,
            },
            roles: RoleModel::parse(ROLES).map_err(|problem| shipped("models/roles.tsv", problem))?,
            second: Trees::parse(&seen_again(), SECOND)
                .map_err(|problem| shipped("models/second.trees", problem))?,
            titles: TitleModel::parse(TITLES).map_err(|problem| shipped("models/titles.toml", problem))?,
            vocabulary: Vocabulary::parse(WORDS).map_err(|error| shipped("models/words.toml", error))?,
            markup: MarkupModel::parse(MARKUP, &names)
                .map_err(|problem| shipped("models/markup.toml", problem))?,
            names,
            facts: FactTables::shipped().map_err(|error| shipped("facts of a language", error))?,
        })
    }
}

/// Tables on their way to being [`Rules`].
#[derive(Default)]
struct Loading {
    labels: Labels,
    rulesets: Vec<Ruleset>,
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    sources: Sources,
}

/// A file on its way.
struct Filed<'t> {
    lines: LineNumbers<'t>,
    origin: Origin,
    /// Its number among all files.
    number: usize,
    ruleset: RulesetId,
}

impl Filed<'_> {
    fn spot<T>(&self, piece: &Spanned<T>) -> Spot {
        Spot { file: self.number, line: self.lines.of(piece.span().start) }
    }

    /// Which of two tables wins where both know a line: a person's own, the later the rather; then a publisher's.
    fn rank(&self) -> usize {
        match self.origin {
            Origin::Own => 1 + self.number,
            Origin::Shipped => usize::from(self.ruleset != RulesetId::GENERIC),
        }
    }
}

impl Loading {
    fn of(files: &[(&str, &str)], own: &[(String, String)]) -> Result<Self, RulesError> {
        let mut loading = Self::default();
        for (file, text) in files {
            loading.add(file, text, Origin::Shipped)?;
        }
        loading.sources.first_own = loading.patterns.len();
        for (file, text) in own {
            loading.add(file, text, Origin::Own)?;
        }
        Ok(loading)
    }

    fn add(&mut self, name: &str, text: &str, origin: Origin) -> Result<(), RulesError> {
        let (lines, number) = (LineNumbers::new(text), self.sources.files.len());
        self.sources.files.push(name.to_owned());
        let table: Result<Table, _> = toml::from_str(text);
        let mut table = table.map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let spot = Spot { file: number, line: lines.of(offset) };
            self.sources.error(spot, lines.rule_at(offset).as_deref(), error.message())
        })?;
        let mut filed = Filed { lines, origin, number, ruleset: RulesetId::GENERIC };
        self.add_ruleset(&mut table, &mut filed)?;
        self.labels.languages.extend(table.language.take());
        self.add_labels(std::mem::take(&mut table.labels));
        table.rule.into_iter().try_for_each(|rule| self.add_rule(rule, &filed))
    }

    /// Makes a ruleset of a table that holds on some pages only; the first one is `generic`.
    fn add_ruleset(&mut self, table: &mut Table, filed: &mut Filed<'_>) -> Result<(), RulesError> {
        let everywhere =
            table.language.is_some() || (filed.origin == Origin::Own && table.recognise.lines.is_empty());
        if everywhere {
            if filed.origin == Origin::Own && table.publisher.is_some() {
                let spot = Spot { file: filed.number, line: 1 };
                let problem = "`publisher` needs `[recognise]` with the lines by which its pages are known";
                return Err(self.sources.error(spot, None, problem));
            }
            for ruleset in &mut self.rulesets {
                ruleset.weights = ruleset.weights.overridden_by(&table.evidence);
            }
            return Ok(());
        }
        let id = RulesetId(u16::try_from(self.rulesets.len()).unwrap_or(u16::MAX));
        filed.ruleset = id;
        let generic = self.rulesets.first().map(|generic| generic.weights.clone()).unwrap_or_default();
        for sign in std::mem::take(&mut table.recognise.lines) {
            let spot = filed.spot(&sign);
            let wanted = Wanted::Regex(ascii_word_edges(sign.get_ref()));
            self.add_pattern(Pattern { wanted, owner: Owner::Sign(id), long: false, prose: true }, spot);
        }
        self.rulesets.push(Ruleset {
            name: std::mem::take(&mut table.name),
            publisher: table.publisher.take(),
            weights: generic.overridden_by(&table.evidence),
            own_weights: std::mem::take(&mut table.evidence),
            origin: filed.origin,
            at_least: table.recognise.at_least.max(1),
        });
        Ok(())
    }

    fn add_pattern(&mut self, pattern: Pattern, spot: Spot) {
        self.sources.patterns.push((spot, pattern.owner));
        self.patterns.push(pattern);
    }

    fn add_labels(&mut self, table: LabelTable) {
        let labels = &mut self.labels;
        let lists = [
            (&mut labels.updated, table.updated),
            (&mut labels.published, table.published),
            (&mut labels.by, table.by),
            (&mut labels.by_name, table.by_name),
            (&mut labels.headline, table.headline),
            (&mut labels.topics, table.topics),
            (&mut labels.credit, table.credit),
            (&mut labels.agencies, table.agencies),
            (&mut labels.salutation, table.salutation),
            (&mut labels.letters, table.letters),
            (&mut labels.collection, table.collection),
            (&mut labels.collection_alone, table.collection_alone),
            (&mut labels.live, table.live),
            (&mut labels.timeline, table.timeline),
        ];
        for (phrases, words) in lists {
            phrases.extend(words.iter().flat_map(|words| spellings(words)).collect());
        }
    }

    fn add_rule(&mut self, table: RuleTable, filed: &Filed<'_>) -> Result<(), RulesError> {
        let wanted = wanted(&table);
        if let Some(problem) = self.problem(&table, &wanted, filed) {
            return Err(self.sources.error(filed.spot(&table.name), Some(table.name.get_ref()), problem));
        }
        let (owner, long, prose) = (Owner::Rule(self.rules.len()), table.long_lines, table.prose);
        for (wanted, offset) in wanted {
            let spot = Spot { file: filed.number, line: filed.lines.of(offset) };
            self.add_pattern(Pattern { wanted, owner, long, prose }, spot);
        }
        let spots = |lines: &[Spanned<String>]| lines.iter().map(|line| filed.spot(line)).collect();
        let texts = |lines: Vec<Spanned<String>>| lines.into_iter().map(Spanned::into_inner).collect();
        let name = table.name.into_inner();
        self.rules.push(Rule {
            evidence: table.evidence,
            part: Part::of_rule(&name),
            tells: Tells::of_rule(&name),
            name,
            proof_spots: [spots(&table.drops), spots(&table.keeps)],
            drops: texts(table.drops),
            keeps: texts(table.keeps),
            origin: filed.origin,
            rank: filed.rank(),
            ruleset: filed.ruleset,
            max_words: table.max_words,
            prose: table.prose,
        });
        Ok(())
    }

    /// What is wrong with a rule, as far as it can be told without a line.
    fn problem(
        &self,
        table: &RuleTable,
        wanted: &[(Wanted, usize)],
        filed: &Filed<'_>,
    ) -> Option<&'static str> {
        let name = table.name.get_ref();
        let nothing = || {
            wanted.iter().any(|(wanted, _)| match wanted {
                Wanted::Words(words, place) => says_nothing(words, *place),
                Wanted::Regex(_) => false,
            })
        };
        if self.rules.iter().any(|rule| rule.name == *name && rule.ruleset == filed.ruleset) {
            Some("the name stands twice; each rule needs one of its own")
        } else if table.drops.is_empty() || table.keeps.is_empty() {
            Some("it has no proof: it needs `drops` and `keeps`")
        } else if nothing() {
            Some("its words are nothing but marks that lines may begin or end with; use `pattern`")
        } else {
            misnamed(name).filter(|_| filed.origin == Origin::Own)
        }
    }

    fn finish(self, beside: Beside, digest: u128) -> Result<Rules, RulesError> {
        let Self { sources, rules, rulesets, labels, patterns } = self;
        let Beside { dates, likely, gaps, titles, roles, second, vocabulary, names, markup, facts } = beside;
        let matcher =
            Matcher::new(&patterns).map_err(|(pattern, problem)| sources.blame(pattern, &rules, problem))?;
        let wanted = patterns.into_iter().map(|pattern| pattern.wanted).collect();
        Ok(Rules {
            labels,
            dates,
            likely,
            gaps,
            titles,
            roles,
            second,
            vocabulary,
            names,
            markup,
            facts,
            rulesets,
            rules,
            matcher,
            wanted,
            sources,
            digest,
        })
    }
}

/// What is wrong with a rule's name: it stands in files and on terminals, and some names mean something to `verify`.
fn misnamed(name: &str) -> Option<&'static str> {
    const TAKEN: [&str; 2] = ["duplicate-", "headline-echo"];
    let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if name.is_empty() || !name.chars().all(plain) {
        return Some("a name is words joined by `-` and `/`, like `chrome/share`");
    }
    TAKEN.iter().any(|taken| name.starts_with(taken)).then_some("the name is taken by `unspool` itself")
}

/// What a rule looks for, and at which byte of its file that stands.
fn wanted(table: &RuleTable) -> Vec<(Wanted, usize)> {
    let places = [
        (&table.whole, Place::Whole),
        (&table.start, Place::Start),
        (&table.end, Place::End),
        (&table.has, Place::Anywhere),
    ];
    let words = |(words, place): (&Vec<Spanned<String>>, Place)| {
        let wanted = |words: &Spanned<String>| {
            let at = words.span().start;
            spellings(words.get_ref()).into_iter().map(move |words| (Wanted::Words(words, place), at))
        };
        words.iter().flat_map(wanted).collect::<Vec<_>>()
    };
    let regex =
        |regex: &Spanned<String>| (Wanted::Regex(ascii_word_edges(regex.get_ref())), regex.span().start);
    places.into_iter().flat_map(words).chain(table.pattern.iter().map(regex)).collect()
}

/// A word edge by Unicode would throw every line with a curly quote out of the fast engine.
fn ascii_word_edges(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('b')) => out.push_str(r"(?-u:\b)"),
            (_, escaped) => out.extend(std::iter::once(c).chain(escaped)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_edges_are_told_from_escaped_backslashes() {
        assert_eq!(ascii_word_edges(r"\bport\\b\d\"), r"(?-u:\b)port\\b\d\");
    }
}
