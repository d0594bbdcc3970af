//! Where rules come from: files and lines, by which a person finds what is wrong.

use super::matcher::Owner;
use super::{Rule, RulesError};

/// A line of a rules file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its file, by number.
    pub(super) file: usize,
    /// The line, from 1.
    pub(super) line: usize,
}

/// Whose tables a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// They come with `unspool`.
    Shipped,
    /// A person's own, loaded beside the shipped ones.
    Own,
}

/// The files of all tables, and where each pattern stands.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Their names.
    pub(super) files: Vec<String>,
    /// The spot of each pattern, and whom it speaks for.
    pub(super) patterns: Vec<(Spot, Owner)>,
    /// The first pattern of a person's own tables, by number.
    pub(super) first_own: usize,
}

impl Sources {
    /// Says that something is wrong at a spot, with the rule that stands there.
    pub(super) fn error(&self, spot: Spot, rule: Option<&str>, problem: impl Into<String>) -> RulesError {
        RulesError {
            file: self.files.get(spot.file).cloned().unwrap_or_default(),
            line: Some(spot.line),
            rule: rule.map(str::to_owned),
            problem: problem.into(),
        }
    }

    /// Says that a pattern cannot be used.
    pub(super) fn blame(&self, pattern: usize, rules: &[Rule], problem: String) -> RulesError {
        let (spot, owner) = self.patterns[pattern];
        match owner {
            Owner::Rule(index) => self.error(spot, Some(&rules[index].name), problem),
            Owner::Sign(_) => self.error(spot, None, format!("sign under `recognise`: {problem}")),
        }
    }
}

/// Byte offsets of a text → its lines.
pub(super) struct LineNumbers<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> LineNumbers<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Self { text, starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect() }
    }

    /// The line that an offset lies in, from 1.
    pub(super) fn of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The name of the rule in whose section an offset lies, as far as the text shows it: the file may be broken.
    pub(super) fn rule_at(&self, offset: usize) -> Option<String> {
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let here = self.of(offset).min(lines.len());
        let head = lines[..here].iter().rposition(|line| line.starts_with('['))?;
        if !lines[head].starts_with("[[rule]]") {
            return None;
        }
        let section = lines[head + 1..].iter().take_while(|line| !line.starts_with("[["));
        let named = section.filter_map(|line| line.strip_prefix("name")?.trim_start().strip_prefix('='));
        named.map(|name| name.trim().trim_matches(['"', '\'']).to_owned()).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_lies_in_a_line_and_in_a_rule() {
        let text =
            "name = \"x\"\n\n[[rule]]\nwhole = [\nname = \"chrome/a\"\n\n[[rule]]\nname = 'chrome/b'\n";
        let lines = LineNumbers::new(text);
        let at = |piece: &str| text.find(piece).unwrap();
        assert_eq!((lines.of(0), lines.of(at("whole")), lines.of(text.len())), (1, 4, 9));
        assert_eq!(lines.rule_at(at("whole")).as_deref(), Some("chrome/a"));
        assert_eq!(lines.rule_at(at("'chrome/b'")).as_deref(), Some("chrome/b"));
        assert_eq!(lines.rule_at(0), None);
    }
}
