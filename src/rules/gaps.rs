//! The models that tell where stories begin between two texts, and what their features are called.

use crate::model::{LongModel, NamedModel, Trees, Weighted};

/// What a gap between two texts shows: alone, by the evidence, of the texts around it, among the other gaps of the page.
#[doc(hidden)]
pub const WHETHER: [&str; 89] = [
    "rows",
    "one-row",
    "close",
    "headline",
    "long-headline",
    "headlines",
    "stamp-headline",
    "byline-headline",
    "stamp",
    "byline",
    "path",
    "section",
    "separator",
    "end",
    "teaser",
    "comments",
    "mark",
    "topics",
    "picture",
    "bullet",
    "name",
    "recurring-dates",
    "recurring-lines",
    "opens",
    "closes",
    "like-first",
    "header-like-first",
    "echo",
    "new-names",
    "same-names",
    "shared-words",
    "leaning",
    "text-20",
    "text-40",
    "above-20",
    "above-40",
    "page-above",
    "page-below",
    "next-header",
    "next-rows",
    "last-headline",
    "last-rows",
    "dateline",
    "gaps",
    "share-stamps",
    "share-bylines",
    "unjudged",
    "below-comments",
    "first-gap",
    "text-likely",
    "told",
    "told-odds",
    "nearly",
    "nearly-odds",
    "title-below",
    "no-title",
    "headline-below",
    "headless",
    "words-below",
    "words-above",
    "rows-below",
    "rows-above",
    "first-text",
    "no-first-text",
    "signed",
    "greets",
    "letters",
    "items",
    "live",
    "timeline",
    "called",
    "page-shared-words",
    "page-new-names",
    "page-same-names",
    "page-leaning",
    "page-one-row",
    "page-title-below",
    "page-first-text",
    "page-told",
    "page-dateline",
    "page-signed",
    "page-greets",
    "some-told",
    "several-told",
    "headline-worded",
    "text-worded",
    "page-headline-worded",
    "page-text-worded",
    "page-headed-text-worded",
];

/// What a line of a gap may be.
#[doc(hidden)]
pub const CLASSES: [&str; 23] = [
    "prose",
    "byline",
    "stamp",
    "separator",
    "path",
    "section",
    "end",
    "teaser",
    "comments",
    "topics",
    "picture",
    "mark",
    "symbol",
    "reading-time",
    "furniture",
    "part",
    "bullet",
    "counts",
    "sentence",
    "name",
    "short",
    "few",
    "headline",
];

/// What a line of a gap shows as the first one of a story, beside what it is and what stands above and below.
#[doc(hidden)]
pub const PLACE: [&str; 46] = [
    "text",
    "left",
    "behind",
    "close",
    "wide",
    "widest",
    "joined",
    "no-headline",
    "headlines-above",
    "headlines",
    "first-headline",
    "best",
    "past-best",
    "to-best",
    "opens",
    "closes",
    "above-opens",
    "above-closes",
    "opens-lost",
    "closes-kept",
    "stamp-lost",
    "no-stamp",
    "byline-lost",
    "no-byline",
    "ends-kept",
    "prose-kept",
    "recurs",
    "recurs-often",
    "furniture-kept",
    "as-first",
    "head-top",
    "header-top",
    "above-header",
    "in-header",
    "told-here",
    "told-above",
    "told-below",
    "nearly-here",
    "told-by-stamp",
    "told-by-loose-stamp",
    "told-by-form",
    "told-by-digest",
    "told-by-pattern",
    "told-by-twice",
    "alike",
    "made-alike",
];

/// Where the lines stand whose classes count: the line itself, those right above and below, and the next ones.
#[doc(hidden)]
pub const SIDES: [&str; 5] = ["at", "above", "below", "second-above", "second-below"];

/// How a line reads: how many words it has, at least, which share of its words comes back in the text below, how it ends, and
/// what it begins with or holds.
#[doc(hidden)]
pub const READS: [&str; 18] = [
    "words-1",
    "words-2",
    "words-3",
    "words-5",
    "words-8",
    "words-13",
    "words-19",
    "words-30",
    "shared",
    "unshared",
    "ends-open",
    "ends-sentence",
    "ends-call",
    "ends-ellipsis",
    "ends-colon",
    "digit",
    "bracket",
    "colon",
];

/// What the features of a line as the first one of a story are called: what stands where ([`SIDES`]), it together with what
/// stands right above, it together with what stands right below, how it and the one below read ([`READS`]), and [`PLACE`].
#[doc(hidden)]
pub fn place_features() -> Vec<String> {
    let sides = SIDES.into_iter().flat_map(|side| CLASSES.map(|class| format!("{side}-{class}")));
    let pairs = |side: &'static str| {
        CLASSES.into_iter().flat_map(move |at| CLASSES.map(|other| format!("at-{at}:{side}-{other}")))
    };
    let reads = ["at", "below"].into_iter().flat_map(|side| READS.map(|reads| format!("{side}-{reads}")));
    let pairs = pairs("above").chain(pairs("below"));
    sides.chain(pairs).chain(reads).chain(PLACE.map(str::to_owned)).collect()
}

/// Whose words count.
#[doc(hidden)]
pub const WORDED: [&str; 2] = ["headline", "text"];

/// The models.
#[derive(Debug)]
#[doc(hidden)]
pub struct GapModels {
    /// Whether a story begins in a gap, by [`WHETHER`].
    pub whether: Trees,
    /// With which of its lines, by [`place_features`]: the higher score has it.
    pub place: LongModel,
    /// How much the words of a headline and of the text below speak for a story, by [`WORDED`].
    pub words: [NamedModel; 2],
}

impl GapModels {
    /// Reads the trees that tell whether a story begins.
    pub(super) fn parse_whether(text: &str) -> Result<Trees, String> {
        Trees::parse(&WHETHER, text)
    }

    /// Reads the weights that tell with which line.
    pub(super) fn parse_place(text: &str) -> Result<LongModel, String> {
        let table: Weighted = toml::from_str(text).map_err(|error| error.to_string())?;
        LongModel::new(&place_features(), &table)
    }

    /// Reads the tables of the words of headlines and of texts, which stand in one: whose words, a feature and its weight a row,
    /// parted by tabs.
    pub(super) fn parse_words(text: &str) -> Result<[NamedModel; 2], String> {
        let mut models = [NamedModel::default(), NamedModel::default()];
        for row in text.lines().filter(|row| !row.starts_with('#')) {
            let mut cells = row.splitn(3, '\t');
            let (Some(whose), Some(name), Some(weight)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(format!("`{row}` needs three cells"));
            };
            let model = WORDED.iter().position(|known| *known == whose);
            let model = model.ok_or_else(|| format!("`{whose}` has no words"))?;
            let weight = weight.parse::<f32>().ok().filter(|weight| weight.is_finite());
            models[model].insert(name, weight.ok_or_else(|| format!("the weight of `{name}` is no number"))?);
        }
        Ok(models)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whose_feature_has_which_weight() {
        let [headline, text] =
            GapModels::parse_words("# made\nheadline\tfirst=how\t-0.5\ntext\tfirst=how\t0.25\n").unwrap();
        assert_eq!((headline.of("first=how"), text.of("first=how"), text.of("bias")), (-0.5, 0.25, 0.0));
        let refused = |row: &str| GapModels::parse_words(row).unwrap_err();
        assert_eq!(refused("headline\tfirst=how"), "`headline\tfirst=how` needs three cells");
        assert_eq!(refused("caption\tfirst=how\t1"), "`caption` has no words");
        assert_eq!(refused("text\tfirst=how\tNaN"), "the weight of `first=how` is no number");
    }
}
