//! What rules dropped: how much, and examples.

use super::draw::{Least, Spot, short};
use super::rows::{PageRows, is_chrome};
use crate::record::DroppedLine;
use crate::rules::Rules;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Different texts of a rule that are drawn, and those of them that are shown.
const DRAWN: usize = 64;
const SHOWN: usize = 8;
/// The longest lines that are shown.
const LONGEST: usize = 60;
/// Bytes of a line that are shown.
const LINE: usize = 400;

/// A rule, and what it dropped.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct RuleDrops {
    /// Its name.
    pub rule: String,
    /// What a rule that looks at neighbours, and stands in no table, is for.
    pub meaning: Option<String>,
    /// Bytes of its lines.
    pub bytes: u64,
    /// Its lines.
    pub lines: u64,
    /// Examples.
    pub examples: Vec<Example>,
}

/// A line that a rule dropped.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Example {
    /// What it says, cut short; `null` where the ledger holds no text.
    pub text: Option<String>,
    /// How many lines of the rule say just this.
    pub lines: u64,
    /// The first of them.
    pub spot: Spot,
}

/// A long line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct LongDrop {
    /// The rule that dropped it.
    pub rule: String,
    /// Its bytes.
    pub bytes: usize,
    /// What it says, cut short; `null` where the ledger holds no text.
    pub text: Option<String>,
    /// Where it lies.
    pub spot: Spot,
}

/// The drops of all pages.
pub(super) struct Drops {
    seed: u64,
    rules: BTreeMap<String, Seen>,
    longest: Least<(Reverse<usize>, Spot), LongDrop>,
}

struct Seen {
    bytes: u64,
    lines: u64,
    /// Of the different texts those that a hash draws: each is counted from its first line on.
    texts: Least<u64, Example>,
}

impl Drops {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, rules: BTreeMap::new(), longest: Least::new(LONGEST) }
    }

    pub(super) fn add(&mut self, page: &PageRows) {
        for line in &page.dropped {
            let spot = page.spot(line.span.start);
            if is_chrome(line) {
                self.longest.offer((Reverse(line.span.len()), spot.clone()), || LongDrop {
                    rule: line.rule.clone(),
                    bytes: line.span.len(),
                    text: shortened(line),
                    spot: spot.clone(),
                });
            }
            self.count(line, spot);
        }
    }

    fn count(&mut self, line: &DroppedLine, spot: Spot) {
        if !self.rules.contains_key(&line.rule) {
            self.rules.insert(line.rule.clone(), Seen { bytes: 0, lines: 0, texts: Least::new(DRAWN) });
        }
        let Some(seen) = self.rules.get_mut(&line.rule) else { return };
        seen.bytes += line.span.len() as u64;
        seen.lines += 1;
        let key = match &line.text {
            Some(text) => xxh3_64_with_seed(text.as_bytes(), self.seed),
            None => spot.lot(self.seed, "example"),
        };
        match seen.texts.get_mut(&key) {
            Some(example) => example.lines += 1,
            None => seen.texts.offer(key, || Example { text: shortened(line), lines: 1, spot }),
        }
    }

    /// The rules, those that dropped most first, and the longest lines.
    pub(super) fn finish(self, rules: &Rules) -> (Vec<RuleDrops>, Vec<LongDrop>) {
        let tell = |(rule, seen): (String, Seen)| {
            let mut examples: Vec<Example> = seen.texts.into_values().collect();
            examples.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.spot.cmp(&b.spot)));
            examples.truncate(SHOWN);
            let meaning = rules.named(&rule).find_map(|id| rules.meaning(id)).map(str::to_owned);
            RuleDrops { rule, meaning, bytes: seen.bytes, lines: seen.lines, examples }
        };
        let mut told: Vec<RuleDrops> = self.rules.into_iter().map(tell).collect();
        told.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.rule.cmp(&b.rule)));
        (told, self.longest.into_values().collect())
    }
}

fn shortened(line: &DroppedLine) -> Option<String> {
    line.text.as_deref().map(|text| short(text, LINE))
}
