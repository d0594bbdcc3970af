//! How the headlines and texts of a page's gaps are worded.

use super::{Gap, Page};
use crate::label::Ends;
use crate::split::wording::{each_of_headline, each_of_text, of_headline, of_text};

/// How many features the wording of a gap gives.
pub(super) const FEATURES: usize = 5;

/// What a gap's headline and the text below are worded like.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wording {
    /// The features of the headline; none without a headline.
    pub headline: Option<Vec<(String, f32)>>,
    /// Those of the text.
    pub text: Vec<(String, f32)>,
}

/// How much the wording of a gap's headline and text speaks for a story, in log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spoken {
    /// The headline's; none without a headline.
    pub headline: Option<f32>,
    /// The text's.
    pub text: f32,
}

/// The features of each gap of a page: what its headline and its text come to, and the means of the headlines, the texts, and the
/// texts below headlines of all its gaps.
pub fn among_spoken(gaps: &[Spoken]) -> Vec<[f32; FEATURES]> {
    let headed = || gaps.iter().filter_map(|gap| Some((gap.headline?, gap.text)));
    let headlines = mean(headed().map(|(headline, _)| headline));
    let texts = mean(gaps.iter().map(|gap| gap.text));
    let below = mean(headed().map(|(_, text)| text));
    gaps.iter().map(|gap| [gap.headline.unwrap_or_default(), gap.text, headlines, texts, below]).collect()
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0_f32);
    values.for_each(|value| {
        sum += value;
        count += 1.0;
    });
    sum / count.max(1.0)
}

impl Page<'_> {
    /// What the wording of all gaps shows.
    pub(super) fn worded(&self, gaps: &[Gap<'_>]) -> Vec<[f32; FEATURES]> {
        let rows = self.rows;
        let spoken = |gap: &Gap<'_>| Spoken {
            headline: self.worded_headline(gap).map(|row| of_headline(rows.rules, rows.piece(row))),
            text: of_text(rows.rules, rows.piece(gap.rows.end)),
        };
        among_spoken(&gaps.iter().map(spoken).collect::<Vec<_>>())
    }

    /// The features that these are made of.
    pub(super) fn wording(&self, gap: &Gap<'_>) -> Wording {
        let headline = self.worded_headline(gap).map(|row| {
            let mut features = Vec::new();
            each_of_headline(self.rows.piece(row), |name, value| features.push((name.to_owned(), value)));
            features
        });
        let mut text = Vec::new();
        each_of_text(self.rows.piece(gap.rows.end), |name, value| text.push((name.to_owned(), value)));
        Wording { headline, text }
    }

    /// The line whose wording counts as the headline's: the nearest one above the text that says something and is no sentence, be
    /// it a headline, a byline or a label; or else the nearest line at all.
    fn worded_headline(&self, gap: &Gap<'_>) -> Option<usize> {
        const LEAST: usize = 3;
        const MOST: usize = 18;
        let look = |row: usize| self.rows.rows[row].line.look;
        let short = |row: &usize| (1..=MOST).contains(&look(*row).words());
        let open = |row: &usize| short(row) && !matches!(look(*row).ends(), Ends::Sentence | Ends::Colon);
        let nearest = || gap.rows.clone().rev().filter(open);
        nearest().find(|&row| look(row).words() >= LEAST).or_else(|| nearest().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_those_of_headlines_of_texts_and_of_texts_below_headlines() {
        let spoken = |headline: Option<f32>, text: f32| Spoken { headline, text };
        let features = among_spoken(&[spoken(Some(1.0), 2.0), spoken(None, -4.0), spoken(Some(3.0), 5.0)]);
        assert_eq!(features[0], [1.0, 2.0, 2.0, 1.0, 3.5]);
        assert_eq!(features[1], [0.0, -4.0, 2.0, 1.0, 3.5]);
        assert_eq!(among_spoken(&[spoken(None, 1.0)]), [[0.0, 1.0, 0.0, 1.0, 0.0]]);
    }
}
