//! Collections: does the head of the page say that short texts follow, such as letters, briefs or the entries of a live page?
//!
//! Headings alone do not tell the items of a collection from the sections of one article. The name of the page does.

use crate::rules::{Phrases, first_key};
use crate::split::rows::Rows;

/// What a page is called may stand beside something else, parted from it by these.
const BESIDE: [char; 9] = [':', '：', ',', '–', '—', '»', '>', '|', '•'];

/// What the head of a page says of the texts below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::split) enum Collection {
    /// Letters, each with a name below.
    Letters,
    /// News in brief, a round-up, a police log.
    Items,
    /// A page that is written while something happens.
    Live,
    /// One story, told by its dates.
    Timeline,
}

/// The collection that one of the rows above `end` names.
pub(in crate::split) fn collection(rows: &Rows<'_>, end: usize) -> Option<Collection> {
    /// The name of a page stands near its texts.
    const ROWS: usize = 24;
    /// Right above them, with a headline, a title and a date between at most, some names may stand alone.
    const NEAR: usize = 4;
    /// So may any name of so many words, which no menu has, with a headline between at most.
    const RIGHT_ABOVE: usize = 2;
    const WORDS: usize = 3;
    let labels = &rows.rules.labels;
    let known = [
        (&labels.letters, Collection::Letters),
        (&labels.collection, Collection::Items),
        (&labels.timeline, Collection::Timeline),
        (&labels.live, Collection::Live),
    ];
    let tables = known.map(|(phrases, _)| phrases);
    let short = (end.saturating_sub(ROWS)..end).filter(|&at| !rows.rows[at].is_prose());
    short.into_iter().find_map(|at| {
        let may = may_name(rows.piece(at), &tables);
        // The word alone also stands in menus: there once, and again as the name of the page.
        let long = rows.rows[at].line.look.words() >= WORDS && at + RIGHT_ABOVE >= end;
        let again = || rows.first_copy(at) < at || long;
        if at + NEAR >= end && labels.collection_alone.is_one(rows.piece(at)) {
            return Some(Collection::Items);
        }
        // What is in an issue stands above its first headline.
        if at + RIGHT_ABOVE == end && lists(rows.piece(at), &labels.collection_alone) {
            return Some(Collection::Items);
        }
        let named = known.into_iter().zip(may).filter(|(_, may)| *may).map(|(known, _)| known);
        let mut named = named.filter(|(phrases, _)| names(rows.piece(at), phrases, again()));
        named.next().map(|(_, collection)| collection)
    })
}

/// Whether one of the rows above `end` is one of these names of collections and nothing else.
pub(in crate::split) fn is_called(rows: &Rows<'_>, end: usize, names: &Phrases) -> bool {
    (0..end).any(|at| names.is_one(rows.piece(at)))
}

/// A glance: for each table, whether a word of a line is the first one of some name in it.
fn may_name<const TABLES: usize>(piece: &str, tables: &[&Phrases; TABLES]) -> [bool; TABLES] {
    let words = piece.split(|c: char| c.is_whitespace() || BESIDE.contains(&c));
    let keys = words.filter(|word| !word.is_empty()).map(first_key);
    keys.fold([false; TABLES], |may, key| {
        std::array::from_fn(|table| may[table] || tables[table].may_begin(key))
    })
}

/// Whether a line names a collection, with a date, an issue or what is in it beside the name.
fn names(piece: &str, phrases: &Phrases, alone: bool) -> bool {
    let parts = || {
        let parts = piece.split(BESIDE).flat_map(|part| part.split(" - "));
        parts.map(str::trim).filter(|part| !part.is_empty())
    };
    // A menu is no name.
    if piece.matches(['|', '•']).count() > 1 {
        return false;
    }
    let several = parts().nth(1).is_some();
    parts().any(|part| match named_by(part, phrases) {
        Some(words) => words > 0 || several || alone,
        None => false,
    })
}

/// Whether a line says what is in an issue: `In this issue: Ferry | Mill | Bees`.
fn lists(piece: &str, phrases: &Phrases) -> bool {
    const OFTEN: usize = 2;
    let listed = |items: &str| items.matches(['|', '•', ';', ',']).count() >= OFTEN;
    piece.split_once(':').is_some_and(|(name, items)| phrases.is_one(name.trim()) && listed(items))
}

/// How many words stand beside the name of a collection in a part of a line; `None` if it is none.
fn named_by(part: &str, phrases: &Phrases) -> Option<usize> {
    /// `Highlights of the spokesman's noon briefing`.
    const WORDS: usize = 3;
    let beside = |text: &str| text.split_whitespace().count();
    let mut spaces = part.match_indices(char::is_whitespace).map(|(at, _)| at);
    let ends = spaces.find(|&at| phrases.is_one(part[at..].trim_start()));
    let begins = phrases.longest(part).map(|end| beside(&part[end..]));
    let words = match () {
        () if phrases.is_one(part) => Some(0),
        () => ends.map(|at| beside(&part[..at])).or(begins),
    };
    words.filter(|words| *words <= WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(piece: &str, alone: bool, expected: bool) {
        let mut phrases = Phrases::default();
        phrases
            .extend(["letters to the editor", "letters", "in brief", "round-up"].map(str::to_owned).to_vec());
        assert_eq!(names(piece, &phrases, alone), expected, "{piece}");
        assert!(!expected || may_name(piece, &[&phrases])[0], "{piece}");
    }

    #[test]
    fn a_page_is_named_with_something_beside_the_name() {
        check("Letters to the editor, Saturday March 8", false, true);
        check("Court round-up: cases heard at Northgate", false, true);
        check("SPORTS ROUND-UP", false, true);
        check("Home » Letters » Week 33", false, true);
        check("Provinces in brief | What you slept through", false, true);
        check("Home | News | Letters | Obituaries", false, false);
        check("IN BRIEF - TUESDAY 5TH MAY 2015, 7AM", false, true);
    }

    #[test]
    fn what_is_in_an_issue_names_its_page_right_above_the_first_headline_only() {
        let mut phrases = Phrases::default();
        phrases.extend(vec!["in this issue".to_owned()]);
        assert!(lists("In this issue: Ferry | Mill | Bees | A lost cello", &phrases));
        assert!(lists("IN THIS ISSUE: ferry, mill, bees", &phrases));
        for piece in
            ["More in this issue: Ferry | Mill | Bees", "In this issue", "In this issue: the ferry is back"]
        {
            assert!(!lists(piece, &phrases), "{piece}");
        }
    }

    #[test]
    fn a_step_of_a_menu_and_a_headline_name_no_page() {
        check("Letters", false, false);
        check("Letters", true, true);
        check("Postman kept the letters of a whole street in brief cases", false, false);
        check("Letters from a lighthouse keeper found in Northgate attic", false, false);
    }
}
