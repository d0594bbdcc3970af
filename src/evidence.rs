//! What speaks for and against a boundary, and how much.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! evidence {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// One observation about a place where a story may begin.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Evidence {
            $($(#[$doc])* $name,)*
        }

        impl Evidence {
            /// All of them, in the order in which they are told.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

evidence! {
    /// The headline stands again within a few lines.
    HeadlineEcho,
    /// The headline stands twice, with nothing but blank lines between.
    HeadlineTwice,
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
    /// A paragraph in the middle of the text begins with another place than the story above.
    OtherDateline,
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
    /// A line that this very site puts before each of its stories, by a table that knows the site.
    StoryMarker,
    /// A mark that sites put into their headers (`TT`, `$`).
    SiteMark,
    /// The way to the story's page (`Home / World / Asia`) stands above the headline.
    Path,
    /// Lines of a message's header (`From:`, `Message-ID:`) stand beside the headline.
    MailHeader,
    /// The same short line stands in the same place of several stories of this page.
    Recurs,
    /// The name of the source stands above and below the date, as feed readers have it.
    SourceEcho,
    /// Headers of the same make stand at three or more places of this page.
    Pattern,
    /// Lines that come back above other texts of this page stand beside the headline.
    Form,
    /// What lies between the two texts is like what lies between stories, by a model.
    Gap,
    /// The header is made like that of the page's first story.
    LikeFirst,
    /// An entry of a live page: a headline right beside a time, as most times of the page have one.
    LiveEntry,
    /// An item of a digest: a headline right above its text, several times and each about something else.
    Digest,
    /// A headline of its own runs into the text, as in the paragraphs above and below: `**Ferry is back:** The boat …`.
    RunIn,
    /// The head of the page names a collection of short texts: letters, news in brief, a live page.
    Collection,
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
    /// The text that follows has hardly any of the names of the story above.
    NewTopic,
    /// The text that follows has many of the names of the story above.
    SameTopic,
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
    /// The headline ends like a sentence.
    SentenceForHeadline,
    /// The headline stood further up on this page already.
    SeenBefore,
    /// Headline and text lie in an `article` element of their own (HTML).
    ArticleElement,
    /// The container, or the headline as a link, has an address of its own (HTML).
    OwnAddress,
    /// It lies in a container that is called like those of stories put below the first one (HTML).
    ScrollContainer,
    /// JSON-LD declares several stories, and one of this headline (HTML).
    DeclaredStory,
    /// The container is made like that of the page's first story (HTML).
    SameContainer,
    /// The headline is a heading of the same level as the page's first one (HTML).
    HeadlineLevel,
    /// It lies in the element that holds the text of the story above (HTML).
    WithinStory,
    /// The page declares another title than it shows (HTML).
    TitleDisagrees,
    /// The page declares another day than it shows (HTML).
    DateDisagrees,
    /// The page declares other authors than it shows (HTML).
    AuthorsDisagree,
}

impl Evidence {
    /// Its name, as in tables and records.
    ///
    /// ```
    /// use unspool::{evidence::Evidence, page::unspool, rules::Rules, split::MIN_CONFIDENCE};
    ///
    /// let page = "Rain in Sidon\n\nUpdated 4 March 2024\n\nRain in Sidon\n\n\
    ///             SIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
    /// let story = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0];
    /// assert!(story.evidence.contains(&Evidence::EchoAroundStamp));
    /// assert_eq!(Evidence::EchoAroundStamp.name(), "echo-around-stamp");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether a line that tells this parts two stories and belongs to neither.
    pub fn parts_stories(self) -> bool {
        matches!(self, Self::Separator | Self::StoryMarker)
    }
}

/// Some of [`Evidence::ALL`], as bits.
///
/// ```
/// use unspool::evidence::{Evidence, EvidenceSet};
///
/// let seen: EvidenceSet = [Evidence::Dateline, Evidence::Follow].into_iter().collect();
/// assert!(seen.contains(Evidence::Follow) && !seen.contains(Evidence::Byline));
/// // They come in the order of the enum.
/// assert_eq!(seen.iter().collect::<Vec<_>>(), [Evidence::Follow, Evidence::Dateline]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EvidenceSet(u64);

impl EvidenceSet {
    /// Adds one.
    pub fn insert(&mut self, evidence: Evidence) {
        self.0 |= Self::bit(evidence);
    }

    /// Takes one out.
    pub fn remove(&mut self, evidence: Evidence) {
        self.0 &= !Self::bit(evidence);
    }

    /// Whether it is in.
    pub fn contains(self, evidence: Evidence) -> bool {
        self.0 & Self::bit(evidence) != 0
    }

    /// Whether any of these is in.
    pub fn contains_any(self, evidence: &[Evidence]) -> bool {
        evidence.iter().fold(0, |bits, evidence| bits | Self::bit(*evidence)) & self.0 != 0
    }

    /// Those that are in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are in, in order.
    pub fn iter(self) -> impl Iterator<Item = Evidence> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = Evidence::ALL.get(left.trailing_zeros() as usize).copied()?;
            left &= left - 1;
            Some(next)
        })
    }

    fn bit(evidence: Evidence) -> u64 {
        1 << evidence as u64
    }
}

impl Extend<Evidence> for EvidenceSet {
    fn extend<I: IntoIterator<Item = Evidence>>(&mut self, evidence: I) {
        evidence.into_iter().for_each(|evidence| self.insert(evidence));
    }
}

impl FromIterator<Evidence> for EvidenceSet {
    fn from_iter<I: IntoIterator<Item = Evidence>>(evidence: I) -> Self {
        let mut set = Self::default();
        set.extend(evidence);
        set
    }
}

/// How much each [`Evidence`] counts, in log-odds; what is absent counts nothing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "BTreeMap<Evidence, f64>")]
#[doc(hidden)]
pub struct Weights([Option<f64>; Evidence::ALL.len()]);

impl Weights {
    /// The log-odds that `evidence` adds.
    pub fn of(&self, evidence: Evidence) -> f64 {
        self.0[evidence as usize].unwrap_or_default()
    }

    /// These weights, with those of `other` in their stead where it has any.
    #[must_use]
    pub fn overridden_by(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine = theirs.or(*mine));
        merged
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self([None; Evidence::ALL.len()])
    }
}

impl From<BTreeMap<Evidence, f64>> for Weights {
    fn from(given: BTreeMap<Evidence, f64>) -> Self {
        let mut weights = Self::default();
        given.into_iter().for_each(|(evidence, weight)| weights.0[evidence as usize] = Some(weight));
        weights
    }
}

/// The probability that log-odds stand for (the logistic function), rounded down to four digits. The exponential is the
/// library's own (`libm`): those of systems differ in the last bit.
#[doc(hidden)]
pub fn probability(log_odds: f64) -> f64 {
    (10_000.0 / (1.0 + libm::exp(-log_odds))).floor() / 10_000.0
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
    fn a_set_holds_what_was_put_in_and_fits_into_its_bits() {
        let mut set: EvidenceSet = [Evidence::Stamp, Evidence::HeadlineEcho].into_iter().collect();
        set.insert(Evidence::Follow);
        set.remove(Evidence::Stamp);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Evidence::HeadlineEcho, Evidence::Follow]);
        assert!(Evidence::ALL.len() <= 64);
    }

    #[test]
    fn a_publishers_weight_wins_over_the_generic_one() {
        let generic: Weights = toml::from_str("follow = 1.0\nstamp = 2.0").unwrap();
        let own: Weights = toml::from_str("follow = 3.0").unwrap();
        let merged = generic.overridden_by(&own);
        assert_eq!((merged.of(Evidence::Follow), merged.of(Evidence::Stamp)), (3.0, 2.0));
    }
}
