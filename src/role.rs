//! What a line is for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The parts of a record. (Words of the contract, section 1.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The headline, its first copy.
    Title,
    /// A heading inside the body.
    Subheading,
    /// When the story was published or updated.
    Date,
    /// Who wrote it.
    Byline,
    /// What stands under a picture.
    Caption,
    /// A summary bullet or standfirst.
    Highlight,
    /// A paragraph of the body.
    Paragraph,
    /// A closing credit or the author's biography.
    Credit,
    /// The story's topics.
    Topics,
}

impl Part {
    /// Every part, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Subheading,
        Self::Date,
        Self::Byline,
        Self::Caption,
        Self::Highlight,
        Self::Paragraph,
        Self::Credit,
        Self::Topics,
    ];

    /// Its name in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subheading => "subheading",
            Self::Date => "date",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Highlight => "highlight",
            Self::Paragraph => "paragraph",
            Self::Credit => "credit",
            Self::Topics => "topics",
        }
    }

    /// The part that a rule of this name makes of a line: the word before the first `/`.
    ///
    /// ```
    /// use unspool::role::Part;
    ///
    /// assert_eq!(Part::of_rule("caption/agency"), Some(Part::Caption));
    /// assert_eq!(Part::of_rule("chrome/share"), None);
    /// assert_eq!(Part::Caption.name(), "caption");
    /// assert!(Part::Subheading.is_text() && !Part::Caption.is_text());
    /// ```
    pub fn of_rule(name: &str) -> Option<Self> {
        let head = name.split('/').next()?;
        Self::ALL.into_iter().find(|part| part.name() == head)
    }

    /// Whether its text is part of the story's `text`.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Paragraph | Self::Subheading)
    }
}

/// The name of a rule, as a number.
///
/// ```
/// use unspool::{role::RuleId, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// assert_eq!(rules.name(RuleId::HEADLINE_ECHO), "headline-echo");
/// assert_eq!(RuleId::structural().next(), Some(("headline-echo", "A further copy of the headline.")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(u16);

impl RuleId {
    /// The rule at a place among all rules: first the structural ones, then those of the tables.
    pub(crate) fn new(index: usize) -> Self {
        Self(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// Its place.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

macro_rules! structural_rules {
    ($($id:ident = $number:literal $name:literal $doc:literal,)*) => {
        /// The rules that no table can hold: they look at a line's neighbours or at other stories.
        impl RuleId {
            $(#[doc = $doc] pub const $id: Self = Self($number);)*

            /// The name of each of these, and what it is for.
            pub fn structural() -> impl Iterator<Item = (&'static str, &'static str)> {
                STRUCTURAL.iter().copied().zip(MEANINGS.iter().copied())
            }
        }
        pub(crate) const STRUCTURAL: &[&str] = &[$($name,)*];
        /// What each of them is for.
        pub(crate) const MEANINGS: &[&str] = &[$($doc,)*];
    };
}

structural_rules! {
    HEADLINE_ECHO = 0 "headline-echo" "A further copy of the headline.",
    INDEX_PAGE = 1 "chrome/index-page" "A line of a page without any body.",
    DUPLICATE_STORY = 2 "duplicate-story" "A line of a story that yielded to a near-duplicate.",
    DUPLICATE_PARAGRAPH = 3 "duplicate-paragraph" "A paragraph that yielded to a near-duplicate.",
    NAVIGATION = 4 "chrome/navigation" "A short line in a run of short lines that no body surrounds.",
    TEASER = 5 "chrome/teaser" "A line that leads to another story.",
    AFTER_END = 6 "chrome/after-end" "A line below the end of the story.",
    PAGE_HEAD = 7 "chrome/page-head" "A line above the story's headline.",
    DATE = 8 "chrome/date" "A date that only repeats, or belongs to no story.",
    BOILERPLATE = 9 "chrome/boilerplate" "A line that reads like furniture, alone and among its neighbours (`label::likely`).",
    HTML = 10 "chrome/html" "A line of an HTML page that its elements and its place show to be no part of a story.",
}

/// What a line of a page is for, in the end.
///
/// ```
/// use unspool::{page::unspool, role::{Part, Role}, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nSIDON: It rained for an hour, and all were glad.\n\nShare this article\n";
/// let rules = Rules::builtin()?;
/// let roles = unspool(page, &rules, MIN_CONFIDENCE).stripped.roles;
/// assert_eq!(roles[..3], [Role::Part(Part::Title), Role::Blank, Role::Part(Part::Paragraph)]);
/// assert!(matches!(roles[4], Role::Ledger(rule) if rules.name(rule) == "chrome/share"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing but white space.
    Blank,
    /// A part of a record.
    Part(Part),
    /// A line of the ledger, dropped by this rule.
    Ledger(RuleId),
}

impl Role {
    /// The part of a record that the line is.
    pub(crate) fn part(self) -> Option<Part> {
        if let Self::Part(part) = self { Some(part) } else { None }
    }

    /// Whether the line is text of its story ([`Part::is_text`]).
    ///
    /// ```
    /// use unspool::role::{Part, Role};
    ///
    /// assert!(Role::Part(Part::Paragraph).is_text());
    /// assert!(!Role::Part(Part::Caption).is_text() && !Role::Blank.is_text());
    /// ```
    pub fn is_text(self) -> bool {
        self.part().is_some_and(Part::is_text)
    }
}
