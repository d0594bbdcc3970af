//! Columns of short news without headlines: each paragraph begins with a place of its own, `Merano – Nine people …`.
//!
//! One story has datelines as well; a page that is called a collection and has one in nearly every paragraph is none.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows};
use rustc_hash::FxHashSet;

/// Fewer may be the places of one story.
const OFTEN: usize = 4;

/// The items of the column; none if the page is no such column.
pub(super) fn items(rows: &Rows<'_>) -> Vec<Candidate> {
    let prose: Vec<usize> = (0..rows.len()).filter(|&at| rows.get(at).is_some_and(Row::is_prose)).collect();
    let placed: Vec<(usize, &str)> =
        prose.iter().filter_map(|&at| Some((at, place(rows.piece(at))?))).collect();
    let (Some(first), Some(last)) = (placed.first(), placed.last()) else { return Vec::new() };
    let all = prose.iter().filter(|at| (first.0..=last.0).contains(at)).count();
    let places: FxHashSet<&str> = placed.iter().map(|(_, place)| *place).collect();
    if placed.len() < OFTEN || placed.len() * 5 < all * 4 || places.len() < placed.len() {
        return Vec::new();
    }
    let evidence: EvidenceSet =
        [Evidence::Digest, Evidence::Collection, Evidence::OtherDateline].into_iter().collect();
    placed.iter().map(|&(at, _)| Candidate { start: at, title: None, body: at, evidence }).collect()
}

/// The capitalised words that a dash or a colon parts from the text.
fn place(piece: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    const WORDS: usize = 4;
    let head = &piece[..piece.floor_char_boundary(LONGEST)];
    let ends = [" – ", " — ", " - ", ": "].into_iter().filter_map(|mark| head.find(mark));
    let place = &head[..ends.min()?];
    let named = |word: &str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    (place.split(' ').count() <= WORDS && place.split(' ').all(named)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_in_front_of_a_mark() {
        assert_eq!(place("Merano – Nine people were taken to hospital."), Some("Merano"));
        assert_eq!(place("San Candido: The hospital closes."), Some("San Candido"));
        assert_eq!(place("Nine people – all of them guests – fell ill."), None);
    }
}
