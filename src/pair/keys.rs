//! The candidate keys of a text.
//!
//! Runs of four words are hashed; the top bits of a hash choose one of 20 bins, and the least hash of each bin is a key
//! (A. Broder, "On the resemblance and containment of documents", 1997; P. Li, A. Owen, C.-H. Zhang, "One permutation
//! hashing", 2012). Two texts are candidates when they share a key.
//!
//! Where a share `p` of the words was left alone, about `p⁴` of the runs were. Then the runs of both texts have Jaccard
//! similarity `j = p⁴ / (2 − p⁴)`, which is the chance that a bin has the same least hash in both: the texts share a key
//! with probability `1 − (1 − j)²⁰`, 0.9999 at `p` = 0.9, 0.9998 at 0.85, 0.9974 at 0.8, 0.9844 at 0.75.
//!
//! Of the few runs of a short text all four-word ones may be hit, so texts of up to `FEW` words have keys from runs of
//! three as well, which leaves a key whenever at most two words in ten were edited. Two texts of similarity 0.76 or more
//! are keyed by runs of one length: if the longer has 25 words, the shorter has 19.
//!
//! `cargo run --release --example candidates` measures it.

use crate::similarity::Similarity;

const BINS: usize = 20;
/// The most keys of a text.
pub const KEYS: usize = 2 * BINS;
/// A text of at most so many words has keys from runs of three.
const FEW: usize = 24;
/// A text of at least so many words has keys from runs of four.
const MANY: usize = 19;
const EMPTY: u64 = u64::MAX;

/// The share of pairs of texts of this similarity, by words, that are expected to share a key; that of short texts is
/// higher.
pub fn expected_recall(similarity: Similarity) -> f64 {
    let left = libm::pow(similarity.as_fraction(), 4.0);
    let jaccard = left / (2.0 - left);
    let recall = 1.0 - libm::pow(1.0 - jaccard, BINS as f64);
    (recall * 10_000.0).floor() / 10_000.0
}

/// The keys of a text given as the ids of its words. Texts that share one are candidates.
pub fn keys(words: &[u64]) -> impl Iterator<Item = u64> + use<> {
    let words: Vec<u64> = words.iter().map(|word| mix(*word)).collect();
    let few = (words.len() <= FEW).then(|| least::<3>(&words));
    let many = (words.len() >= MANY).then(|| least::<4>(&words));
    few.into_iter().chain(many).flatten().filter(|&key| key != EMPTY)
}

/// The least hash of a run of words in each bin.
fn least<const RUN: usize>(words: &[u64]) -> [u64; BINS] {
    let mut bins = [EMPTY; BINS];
    for run in words.windows(RUN) {
        let hash = mix(run.iter().fold(0, |run, word| run.rotate_left(16) ^ word));
        let bin = &mut bins[((u128::from(hash) * BINS as u128) >> 64) as usize];
        *bin = hash.min(*bin);
    }
    bins
}

/// Spreads every bit over all: both halves of a product (as in wyhash, Wang Yi, 2019).
fn mix(value: u64) -> u64 {
    let product = u128::from(value ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::word_ids;
    use crate::words::words;
    use std::collections::BTreeSet;

    fn shared(a: &str, b: &str) -> usize {
        let keys = |text: &str| keys(&word_ids(&words(text))).collect::<BTreeSet<u64>>();
        keys(a).intersection(&keys(b)).count()
    }

    const TEXT: &str = "The harbour opened again on Monday after a week of storms that kept the fishing boats ashore and \
                        the market without fish, officials said, adding that two of the piers would need repair.";

    #[test]
    fn equal_texts_share_all_keys_and_lightly_edited_ones_some() {
        assert!(shared(TEXT, TEXT) >= 15);
        assert!(shared(TEXT, &TEXT.replace("Monday", "Sunday").replace("fishing boats", "trawlers")) > 0);
    }

    #[test]
    fn unrelated_texts_share_none() {
        let other = "Parliament passed the budget late in the night by a narrow vote after the coalition agreed to cut \
                     fuel subsidies and to raise the pay of teachers from the coming school year onwards.";
        assert_eq!(shared(TEXT, other), 0);
    }

    #[test]
    fn two_words_in_ten_leave_a_key_wherever_they_stand() {
        let text: Vec<&str> = TEXT.split(' ').take(10).collect();
        for (a, b) in (0..10).flat_map(|a| (0..10).map(move |b| (a, b))) {
            let mut edited = text.clone();
            (edited[a], edited[b]) = ("pelican", "quietly");
            // Eight runs may share a bin, and the lesser of two is the key.
            assert!(shared(&text.join(" "), &edited.join(" ")) > 0, "{edited:?}");
        }
    }

    #[test]
    fn texts_on_both_sides_of_the_bounds_share_keys() {
        let text: Vec<&str> = TEXT.split(' ').collect();
        assert!(shared(&text[..25].join(" "), &text[..20].join(" ")) > 0);
        assert!(shared(&text[..24].join(" "), &text[..18].join(" ")) > 0);
    }

    #[test]
    fn keys_are_the_same_on_every_machine() {
        assert_eq!(
            keys(&word_ids(&words("the harbour opened again"))).collect::<Vec<u64>>(),
            [9_431_911_626_174_332_341, 10_255_635_724_744_306_156]
        );
    }

    #[test]
    fn what_is_expected_is_what_the_arithmetic_says() {
        let expected = |fraction| expected_recall(Similarity::from_fraction(fraction).unwrap());
        assert_eq!([0.9, 0.85, 0.8, 0.75].map(expected), [0.9999, 0.9998, 0.9974, 0.9844]);
    }
}
