//! What the second look at a page's lines sees of each, by name.

/// What speaks for text alone, what the first look made of the line, where the text that it found lies in the story, how the
/// page is made, and the lines beside it. What a line shows alone comes before, by the names of [`OWN`](super::OWN) but its first.
const BEYOND: [&str; 53] = [
    "odds",
    "likely",
    "words",
    "row-share",
    "rows",
    "row",
    "rows-left",
    "text-above",
    "text-below",
    "text",
    "segment-from",
    "segment-to",
    "segment",
    "segment-share",
    "text-up-2",
    "text-down-2",
    "share-up-2",
    "share-down-2",
    "text-up-4",
    "text-down-4",
    "share-up-4",
    "share-down-4",
    "text-up-8",
    "text-down-8",
    "share-up-8",
    "share-down-8",
    "text-up-16",
    "text-down-16",
    "share-up-16",
    "share-down-16",
    "last-text",
    "next-text",
    "block",
    "block-of-largest",
    "length",
    "page-rows",
    "page-stories",
    "page-short",
    "page-prose",
    "odds-up-1",
    "odds-up-2",
    "odds-up-3",
    "odds-down-1",
    "odds-down-2",
    "odds-down-3",
    "words-up-1",
    "words-up-2",
    "words-down-1",
    "words-down-2",
    "kind-up-1",
    "kind-up-2",
    "kind-down-1",
    "kind-down-2",
];

/// How many features the second look has.
#[doc(hidden)]
pub const SEEN_AGAIN: usize = super::OWN.len() - 1 + BEYOND.len();

/// Their names, in their order.
#[doc(hidden)]
pub fn seen_again() -> Vec<&'static str> {
    super::OWN[1..].iter().chain(&BEYOND).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::seen_again;
    use std::collections::BTreeSet;

    #[test]
    fn each_feature_has_a_name_of_its_own() {
        let names = seen_again();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
