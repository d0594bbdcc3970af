//! The model that tells what a line is for, and what its features are called.
//!
//! A line is described by facets, each of which has one of a few values, and by marks that are there or not. A feature is a
//! value of a facet of the line or of one beside it, a combination of such values, a mark, or a word.

use crate::role::Part;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// What the model may make of a line: a part of a record other than a headline, or nothing.
#[doc(hidden)]
pub const OUTCOMES: [Option<Part>; 9] = [
    Some(Part::Paragraph),
    Some(Part::Subheading),
    Some(Part::Date),
    Some(Part::Byline),
    Some(Part::Caption),
    Some(Part::Highlight),
    Some(Part::Credit),
    Some(Part::Topics),
    None,
];

/// What an outcome is called.
#[doc(hidden)]
pub fn outcome(part: Option<Part>) -> &'static str {
    part.map_or("chrome", Part::name)
}

macro_rules! facets {
    ($($facet:ident $name:literal [$($value:literal),* $(,)?],)*) => {
        /// Something that a line shows, as one of a few values. The first value says that there is no such line or nothing to tell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[doc(hidden)]
        pub enum Facet { $(#[doc = $name] $facet,)* }

        /// The name of each facet, and of its values.
        #[doc(hidden)]
        pub const FACETS: &[(&str, &[&str])] = &[$(($name, &[$($value),*]),)*];
    };
}

facets! {
    Words "words" ["none", "1", "2", "3", "4", "5-6", "7-8", "9-12", "13-18", "19-30", "31"],
    Ends "ends" ["none", "open", "sentence", "call", "ellipsis", "colon"],
    Kind "kind" ["none", "short", "medium", "prose", "bullet", "labelled-date", "bare-date", "dated", "part", "marker", "furniture"],
    Role "role" [
        "none", "paragraph", "subheading", "date", "byline", "caption", "highlight", "credit", "topics", "chrome", "title",
        "echo", "marker",
    ],
    Likely "likely" ["none", "unjudged", "least", "less", "little", "even", "some", "more", "most"],
    Name "name" ["no", "1", "2", "3", "4", "5", "6"],
    Announces "announces" ["nothing", "comments", "teasers", "topics", "pictures", "other"],
    Region "region" ["no-body", "above", "header", "body", "tail"],
    Begin "from" ["none", "1", "2", "3", "4", "5", "6"],
    End "to" ["none", "1", "2", "3", "4"],
    Dated "dates" ["none", "no-header", "above", "below", "around"],
    Blank "blank" ["none", "above", "below", "both"],
    Short "short-lines" ["none", "1", "2", "3", "4", "5", "6"],
    Prose "prose-beside" ["none", "both", "above", "below", "neither"],
    Label "label-above" [
        "none", "comments-1", "comments-3", "comments-8", "teasers-1", "teasers-3", "teasers-8", "topics-1", "topics-3",
        "topics-8", "pictures-1", "pictures-3", "pictures-8",
    ],
    Body "body-words" ["none", "few", "some", "most", "all"],
    Page "page" [
        "none", "judged-first", "judged-later", "judged-only", "unjudged-first", "unjudged-later", "unjudged-only",
    ],
}

/// What a line shows or does not.
#[doc(hidden)]
pub const MARKS: [&str; 32] = [
    "byline",
    "byline-alone",
    "credited",
    "shouts",
    "agency",
    "quote-first",
    "quote-last",
    "digit-first",
    "lower-first",
    "bracket-first",
    "bracket-last",
    "dash-first",
    "digits",
    "year",
    "at",
    "bar",
    "slash",
    "copyright",
    "colon",
    "dots",
    "arrow",
    "label",
    "commas",
    "no-lower",
    "sentences",
    "dateline",
    "headline-like",
    "sentence",
    "again",
    "twice-above",
    "twice-below",
    "glued",
];

/// Facets that count by their values, each with how many lines further down it is looked at.
const ONE: &[(Facet, isize)] = &[
    (Facet::Words, 0),
    (Facet::Ends, 0),
    (Facet::Kind, 0),
    (Facet::Role, 0),
    (Facet::Likely, 0),
    (Facet::Name, 0),
    (Facet::Region, 0),
    (Facet::Dated, 0),
    (Facet::Blank, 0),
    (Facet::Short, 0),
    (Facet::Prose, 0),
    (Facet::Label, 0),
    (Facet::Body, 0),
    (Facet::Page, 0),
    (Facet::Words, -1),
    (Facet::Ends, -1),
    (Facet::Kind, -1),
    (Facet::Role, -1),
    (Facet::Likely, -1),
    (Facet::Name, -1),
    (Facet::Announces, -1),
    (Facet::Words, 1),
    (Facet::Ends, 1),
    (Facet::Kind, 1),
    (Facet::Role, 1),
    (Facet::Likely, 1),
    (Facet::Name, 1),
    (Facet::Announces, 1),
    (Facet::Kind, -2),
    (Facet::Kind, 2),
    (Facet::Role, -2),
    (Facet::Role, 2),
    (Facet::Kind, -3),
    (Facet::Kind, 3),
];

/// Facets that count by the values of both.
const TWO: &[[(Facet, isize); 2]] = &[
    [(Facet::Region, 0), (Facet::Role, 0)],
    [(Facet::Region, 0), (Facet::Words, 0)],
    [(Facet::Region, 0), (Facet::Name, 0)],
    [(Facet::Region, 0), (Facet::Ends, 0)],
    [(Facet::Region, 0), (Facet::Kind, 0)],
    [(Facet::Region, 0), (Facet::Page, 0)],
    [(Facet::Region, 0), (Facet::Begin, 0)],
    [(Facet::Region, 0), (Facet::End, 0)],
    [(Facet::Page, 0), (Facet::Role, 0)],
    [(Facet::Page, 0), (Facet::Kind, 0)],
    [(Facet::Words, -1), (Facet::Words, 0)],
    [(Facet::Words, 0), (Facet::Words, 1)],
    [(Facet::Kind, -1), (Facet::Kind, 0)],
    [(Facet::Kind, 0), (Facet::Kind, 1)],
    [(Facet::Kind, -1), (Facet::Kind, 1)],
];

/// So many lines above and below a line are looked at.
#[doc(hidden)]
pub const BESIDE: usize = 3;

/// A line as the model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub struct Seen {
    /// The value of each facet.
    pub facets: [u8; FACETS.len()],
    /// Which of [`MARKS`] it has, as bits.
    pub marks: u32,
}

impl Seen {
    /// What stands beside the first and the last line of a page.
    pub const NOTHING: Self = Self { facets: [0; FACETS.len()], marks: 0 };

    fn value(&self, facet: Facet) -> usize {
        usize::from(self.facets[facet as usize])
    }
}

const fn size(facet: Facet) -> usize {
    FACETS[facet as usize].1.len()
}

/// The features of a line without those of its words: given the line in the middle of those beside it.
#[doc(hidden)]
pub fn each_feature(seen: &[Seen; 2 * BESIDE + 1], mut give: impl FnMut(usize)) {
    let line = |down: isize| &seen[BESIDE.wrapping_add_signed(down)];
    let mut first = 0;
    for &(facet, down) in ONE {
        give(first + line(down).value(facet));
        first += size(facet);
    }
    for &[(facet, down), (other, far)] in TWO {
        give(first + line(down).value(facet) * size(other) + line(far).value(other));
        first += size(facet) * size(other);
    }
    let (region, mut marks) = (line(0).value(Facet::Region), line(0).marks);
    while marks != 0 {
        let mark = marks.trailing_zeros() as usize;
        give(first + mark);
        give(first + MARKS.len() * (1 + region) + mark);
        marks &= marks - 1;
    }
}

/// The names of these features, in order.
#[doc(hidden)]
pub fn features() -> Vec<String> {
    let at = |down: isize| match down {
        0 => String::new(),
        down => format!("[{down:+}]"),
    };
    let value =
        |facet: Facet, down: isize, value: &str| format!("{}{}={value}", FACETS[facet as usize].0, at(down));
    let mut names = Vec::new();
    for &(facet, down) in ONE {
        names.extend(FACETS[facet as usize].1.iter().map(|name| value(facet, down, name)));
    }
    for &[(facet, down), (other, far)] in TWO {
        for name in FACETS[facet as usize].1 {
            let others = FACETS[other as usize].1.iter();
            names.extend(
                others.map(|second| format!("{} {}", value(facet, down, name), value(other, far, second))),
            );
        }
    }
    names.extend(MARKS.map(str::to_owned));
    for region in FACETS[Facet::Region as usize].1 {
        names.extend(MARKS.iter().map(|mark| format!("region={region} {mark}")));
    }
    names
}

/// What comes before a word in the table.
const WORD: &str = "word ";

/// The hash that a word is known by.
pub(crate) fn word_key(word: &[u8]) -> u64 {
    xxh3_64(word)
}

/// The scores of all [`OUTCOMES`], with room for whole registers.
pub(crate) type Scores = [f32; 12];

/// The model: the outcome with the highest score is what a line is for.
#[derive(Debug)]
#[doc(hidden)]
pub struct RoleModel {
    weights: Vec<Scores>,
    words: FxHashMap<u64, Scores>,
}

impl RoleModel {
    /// Reads the table of the model: a feature and its weights in hundredths a row, parted by tabs, below the names of the
    /// outcomes; features in the order of [`features`], then words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut rows = text.lines().filter(|row| !row.starts_with('#'));
        let head = rows.next().unwrap_or_default();
        if !head.split('\t').skip(1).eq(OUTCOMES.iter().map(|part| outcome(*part))) {
            return Err("its first row does not name the outcomes".to_owned());
        }
        let names = features();
        let mut model = Self { weights: vec![[0.0; 12]; names.len()], words: FxHashMap::default() };
        let mut places = names.iter().enumerate();
        for row in rows {
            let (name, weights) = row.split_once('\t').ok_or_else(|| format!("`{row}` has no weights"))?;
            let scores =
                scores(weights).ok_or_else(|| format!("`{name}` has other weights than one an outcome"))?;
            if let Some(word) = name.strip_prefix(WORD) {
                model.words.insert(word_key(word.as_bytes()), scores);
            } else {
                let place = places.find(|(_, known)| *known == name);
                let (at, _) =
                    place.ok_or_else(|| format!("`{name}` is no feature of this model, or out of turn"))?;
                model.weights[at] = scores;
            }
        }
        Ok(model)
    }

    /// The weights of a feature, one an outcome.
    pub(crate) fn of(&self, feature: usize) -> &Scores {
        &self.weights[feature]
    }

    /// The weights of the word with this key, if it has any.
    pub(crate) fn of_word(&self, key: u64) -> Option<&Scores> {
        self.words.get(&key)
    }
}

fn scores(row: &str) -> Option<Scores> {
    let mut scores = [0.0; 12];
    let mut cells = row.split('\t');
    for slot in &mut scores[..OUTCOMES.len()] {
        *slot = match cells.next()? {
            "" => 0.0,
            cell => f32::from(cell.parse::<i16>().ok()?) / 100.0,
        };
    }
    cells.next().is_none().then_some(scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "feature\tparagraph\tsubheading\tdate\tbyline\tcaption\thighlight\tcredit\ttopics\tchrome\n";

    #[track_caller]
    fn check(rows: &str, problem: &str) {
        assert!(RoleModel::parse(&format!("# made\n{HEAD}{rows}")).unwrap_err().contains(problem));
    }

    #[test]
    fn a_row_has_a_known_feature_and_a_weight_an_outcome() {
        let model = RoleModel::parse(&format!(
            "{HEAD}words=1\t-53\t\t\t\t\t\t\t\t20\nword by\t\t\t\t150\t\t\t\t\t\n"
        ));
        let model = model.unwrap();
        let of = |scores: &Scores, name: &str| {
            scores[OUTCOMES.iter().position(|part| outcome(*part) == name).unwrap()]
        };
        let words = features().iter().position(|name| name == "words=1").unwrap();
        assert_eq!((of(model.of(words), "paragraph"), of(model.of(words), "chrome")), (-0.53, 0.2));
        assert_eq!(model.of_word(word_key(b"by")).map(|scores| of(scores, "byline")), Some(1.5));
        assert_eq!(model.of_word(word_key(b"to")), None);
        check("words=1\t1\n", "one an outcome");
        check("words=1\t\t\t\t\t\t\t\t\tx\n", "one an outcome");
        check("wurds=1\t\t\t\t\t\t\t\t\t\n", "no feature");
        assert!(RoleModel::parse("feature\tparagraph\n").unwrap_err().contains("outcomes"));
    }

    #[test]
    fn each_feature_has_its_name() {
        let names = features();
        let mut seen = [Seen::NOTHING; 2 * BESIDE + 1];
        for (facet, slot) in seen[BESIDE].facets.iter_mut().enumerate() {
            *slot = u8::try_from(FACETS[facet].1.len() - 1).unwrap();
        }
        seen[BESIDE].marks = 1 << 31;
        let mut told = Vec::new();
        each_feature(&seen, |feature| told.push(names[feature].as_str()));
        for name in [
            "words=31",
            "region=tail words=31",
            "glued",
            "region=tail glued",
            "kind[-1]=none",
            "words[-1]=none words=31",
        ] {
            assert!(told.contains(&name), "{name} in {told:?}");
        }
        assert_eq!(told.last().copied(), names.last().map(String::as_str));
    }
}
