//! How likely is a line body text? Two small logistic models over what plain text shows.
//!
//! The first looks at the line alone: its length, its end, its words of grammar, its capitals, the rule that knows it.
//! The second looks at the scores around it: the mass of likely text above and below, the segment of the page with the
//! most of it, labels of comments and teasers above. Label first, then let the neighbours revise, as jusText does
//! (J. Pomikálek, 2011); the segment is that of maximum subsequence segmentation (J. Pasternack and D. Roth, 2009).
//!
//! The weights stand in `src/rules/models/likely.toml`; `cargo run --release --example train` makes them. They were
//! learned from English pages: of other languages, no line is judged by its shape.

use super::{Line, Sign};
use crate::role::Part;
use crate::rules::{OWN, Rules, Tells};

mod around;
mod own;

pub use around::around;
pub use own::{Marks, own};

/// A line that is not blank, as the models see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen<'p> {
    /// Its index among all lines.
    pub index: usize,
    /// The line.
    pub line: &'p Line,
    /// Its text.
    pub piece: &'p str,
    /// What the tables take it for.
    pub known: Known,
}

/// What the tables take a line for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// A part of a record: a caption, a credit.
    Part,
    /// A date or time.
    Stamp,
    /// Readers' comments begin, or one of them.
    Comments,
    /// A label above links to other stories, or such a link.
    Teaser,
    /// Other furniture.
    Furniture,
}

/// The lines of a page that hold something, as the models see them.
pub fn seen<'p>(text: &'p str, lines: &'p [Line], rules: &Rules) -> Vec<Seen<'p>> {
    let lines = lines.iter().enumerate();
    let lines = lines.filter(|(_, line)| !matches!(line.sign, Sign::Blank | Sign::Continued));
    lines
        .map(|(index, line)| Seen { index, line, piece: line.words.of(text), known: known(line.sign, rules) })
        .collect()
}

fn known(sign: Sign, rules: &Rules) -> Known {
    let Sign::Rule(id) = sign else {
        return if matches!(sign, Sign::Stamp(_)) { Known::Stamp } else { Known::Nothing };
    };
    match rules.rule(id).map(|rule| (rule.part, rule.tells)) {
        Some((Some(part), _)) if part != Part::Topics => Known::Part,
        Some((_, Tells::Comments)) => Known::Comments,
        Some((_, Tells::Teaser)) => Known::Teaser,
        _ => Known::Furniture,
    }
}

/// Judges each line of an English page that is not nearly all text.
pub(super) fn judge(text: &str, lines: &mut [Line], rules: &Rules) {
    if !needs_judging(lines) {
        return;
    }
    let seen = seen(text, lines, rules);
    let own: Vec<_> = seen.iter().map(|line| own(line, rules.vocabulary())).collect();
    if !is_english(&seen, &own) {
        return;
    }
    let alone: Vec<f32> = own.iter().map(|(features, _)| rules.likely().own.score(features)).collect();
    let marks: Vec<_> = own.iter().map(|(_, marks)| *marks).collect();
    let mut scores = Vec::with_capacity(seen.len());
    around(&seen, &alone, &marks, |features| scores.push(rules.likely().around.score(features)));
    let indices: Vec<usize> = seen.iter().map(|line| line.index).collect();
    for (index, score) in indices.into_iter().zip(scores) {
        lines[index].likely = Some(score);
    }
}

/// Whether so many lines that no rule knows are as short as buttons and menus that there may be furniture among them.
fn needs_judging(lines: &[Line]) -> bool {
    /// Headlines and captions have more words.
    const WORDS: usize = 4;
    /// One in so many.
    const SHARE: usize = 8;
    let full = lines.iter().filter(|line| !matches!(line.sign, Sign::Blank | Sign::Continued));
    let (all, short) = full.fold((0, 0), |(all, short), line| {
        let button = matches!(line.sign, Sign::Text | Sign::Bullet) && line.look.words() <= WORDS;
        (all + 1, short + usize::from(button))
    });
    short * SHARE > all
}

/// Whether the longer lines have as many words of grammar as English has.
fn is_english(seen: &[Seen<'_>], own: &[([f32; OWN.len()], Marks)]) -> bool {
    const LONG: usize = 10;
    const SHARE: f32 = 0.15;
    let long = seen.iter().zip(own).filter(|(line, _)| line.line.look.words() >= LONG);
    let (sum, count) =
        long.fold((0.0, 0_usize), |(sum, count), (_, (_, marks))| (sum + marks.grammar, count + 1));
    count > 0 && sum >= SHARE * count as f32
}

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::rules::Rules;

    #[test]
    fn a_page_of_very_many_long_lines_is_judged_as_well() {
        let long = "The harbour of the town was closed to all of the ships.\n".repeat(66_000);
        let short = "Harbour view\n".repeat(12_000);
        let lines = label(&(long + &short), &Rules::builtin().unwrap()).lines;
        assert!(lines.iter().all(|line| line.likely.is_some()));
    }
}
