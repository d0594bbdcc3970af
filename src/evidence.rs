//! What speaks for and against a boundary, and how much.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One observation about a place where a story may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The headline stands again within a few lines.
    HeadlineEcho,
    /// A strict `Updated <when>` line lies between two copies of the headline.
    EchoAroundStamp,
    /// A line that is nothing but a label and a date or time stands beside the headline.
    Stamp,
    /// A date or time with other words stands beside the headline.
    LooseStamp,
    /// A `Follow` line.
    Follow,
    /// A `Short Url` line.
    ShortUrl,
    /// The page's own address.
    Link,
    /// Summary bullets between headline and body.
    Bullets,
    /// The body begins with a dateline.
    Dateline,
    /// A byline stands beside the date or the headline.
    Byline,
    /// It stands right below the text of the story above.
    BelowText,
    /// The page, which has such headers elsewhere, ends within this one.
    CutOff,
    /// Two or more blank lines come before.
    BlankLines,
    /// The line before ends a story (`Published in …`, topics, a closing credit).
    EndMark,
    /// A line that sites put between stories (`*****`).
    Separator,
    /// A mark that sites put into their headers (`TT`, `$`).
    SiteMark,
    /// The same short line stands in the same place of several stories of this page.
    Recurs,
    /// Headers of the same make stand at three or more places of this page.
    Pattern,
    /// The story above ends with a name, as letters do.
    SignOff,
    /// A picture's caption stands in the header.
    Caption,
    /// The header of the story above, which had none so far, ends here.
    ClosingHeader,
    /// The words of the headline come back in the text that follows.
    HeadlineInBody,
    /// The words of the headline belong to the text above, not to what follows.
    HeadlineInStoryAbove,
    /// A story's worth of text lies between the last boundary and this one.
    BodyBefore,
    /// Little text lies between the last boundary and this one.
    ThinBefore,
    /// What follows is too little text for a story.
    ThinBody,
    /// What follows is cut off like a teaser.
    TeaserBody,
    /// It stands among links to other stories.
    AmongTeasers,
    /// Readers' comments begin further up.
    BelowComments,
    /// Nothing but a headline: a sub-heading would look the same.
    HeadlineOnly,
    /// The headline has one or two words, as section names do.
    ShortHeadline,
    /// The headline reads like the name of an author or a source.
    NameForHeadline,
    /// The headline stood further up on this page already.
    SeenBefore,
}

/// How much each [`Evidence`] counts, in log-odds; what is absent counts nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weights(BTreeMap<Evidence, f64>);

impl Weights {
    /// The log-odds that `evidence` adds.
    pub fn of(&self, evidence: Evidence) -> f64 {
        self.0.get(&evidence).copied().unwrap_or_default()
    }

    /// These weights, with those of `other` in their stead where it has any.
    #[must_use]
    pub fn overridden_by(&self, other: &Self) -> Self {
        let mut merged = self.0.clone();
        merged.extend(&other.0);
        Self(merged)
    }
}

/// The probability that log-odds stand for (the logistic function), rounded to four digits.
pub fn probability(log_odds: f64) -> f64 {
    (10_000.0 / (1.0 + (-log_odds).exp())).floor() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_odds_are_one_half() {
        assert_eq!(probability(0.0), 0.5);
        assert!(probability(4.0) > 0.98 && probability(-4.0) < 0.02);
    }

    #[test]
    fn a_publishers_weight_wins_over_the_generic_one() {
        let generic: Weights = toml::from_str("follow = 1.0\nstamp = 2.0").unwrap();
        let own: Weights = toml::from_str("follow = 3.0").unwrap();
        let merged = generic.overridden_by(&own);
        assert_eq!((merged.of(Evidence::Follow), merged.of(Evidence::Stamp)), (3.0, 2.0));
    }
}
