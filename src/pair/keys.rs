//! The candidate keys of a text.
//!
//! Character 4-grams are hashed once; the top bits of a hash choose one of 64 bins, and each bin keeps its least hash
//! (one permutation instead of 64). Empty bins borrow from the next full one (A. Shrivastava, P. Li, "Densifying one
//! permutation hashing via rotation", 2014). Four bins make a band, 16 bands give 16 keys. Two texts whose 4-gram sets
//! have Jaccard similarity `j` share a key with probability `1 − (1 − j⁴)¹⁶`: 1.000 at 0.9, 0.9998 at 0.8, 0.99 at 0.7,
//! 0.90 at 0.6, 0.12 at 0.3, 0.006 at 0.14.

use crate::similarity::Similarity;

const BINS: usize = 64;
/// Bins in a band.
const BAND: usize = 4;
/// Keys of a text.
pub const KEYS: usize = BINS / BAND;
const GRAM: usize = 4;
const EMPTY: u64 = u64::MAX;

/// The share of pairs of texts of this similarity, by words, that are expected to share a key.
///
/// A 4-gram survives where none of the words that it touches was edited: one and a half words on average, as words with
/// their space have about six characters. So many of the 4-grams of both texts together they share then, and that is `j`.
pub fn expected_recall(similarity: Similarity) -> f64 {
    const WORDS_TOUCHED: f64 = 1.5;
    let shared = libm::pow(similarity.as_fraction(), WORDS_TOUCHED);
    let jaccard = shared / (2.0 - shared);
    let band = libm::pow(jaccard, BAND as f64);
    let recall = 1.0 - libm::pow(1.0 - band, KEYS as f64);
    (recall * 10_000.0).floor() / 10_000.0
}

/// The keys of a text given as its words joined by one space. Texts that share one are candidates.
pub fn keys(joined: &str) -> [u64; KEYS] {
    let mut bins = bins(joined);
    densify(&mut bins);
    std::array::from_fn(|band| {
        let bins = &bins[band * BAND..(band + 1) * BAND];
        bins.iter().fold(mix(band as u64 + 1), |key, bin| mix(key ^ bin))
    })
}

fn bins(joined: &str) -> [u64; BINS] {
    let mut bins = [EMPTY; BINS];
    let mut put = |gram: u64| {
        let hash = mix(gram);
        let bin = &mut bins[(hash >> 58) as usize];
        *bin = (*bin).min(hash);
    };
    if joined.is_ascii() {
        joined
            .as_bytes()
            .windows(GRAM)
            .for_each(|gram| put(gram.iter().fold(0, |all, &byte| (all << 16) ^ u64::from(byte))));
    } else {
        let mut window = [0_u64; GRAM];
        for (at, c) in joined.chars().enumerate() {
            window.rotate_left(1);
            window[GRAM - 1] = u64::from(u32::from(c));
            if at + 1 >= GRAM {
                put(window.iter().fold(0, |all, &c| (all << 16) ^ c));
            }
        }
    }
    bins
}

fn densify(bins: &mut [u64; BINS]) {
    let sparse = *bins;
    if sparse.iter().all(|&bin| bin == EMPTY) {
        return;
    }
    for at in 0..BINS {
        let lender = (0..BINS).map(|step| (step, sparse[(at + step) % BINS])).find(|(_, bin)| *bin != EMPTY);
        if let Some((step, bin)) = lender.filter(|(step, _)| *step > 0) {
            bins[at] = mix(bin.wrapping_add(step as u64));
        }
    }
}

/// A bijection that spreads every bit over all (finaliser of SplitMix64: G. Steele, D. Lea, C. Flood, 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(a: &str, b: &str) -> usize {
        keys(a).iter().zip(keys(b)).filter(|(a, b)| **a == *b).count()
    }

    const TEXT: &str = "the harbour opened again on monday after a week of storms that kept the fishing boats ashore and \
                        the market without fish officials said adding that two of the piers would need repair";

    #[test]
    fn equal_texts_share_all_keys_and_lightly_edited_ones_some() {
        assert_eq!(shared(TEXT, TEXT), KEYS);
        assert!(shared(TEXT, &TEXT.replace("monday", "sunday").replace("fishing boats", "trawlers")) > 0);
    }

    #[test]
    fn unrelated_texts_share_none() {
        let other = "parliament passed the budget late in the night by a narrow vote after the coalition agreed to cut \
                     fuel subsidies and to raise the pay of teachers from the coming school year onwards";
        assert_eq!(shared(TEXT, other), 0);
    }

    #[test]
    fn ascii_and_other_text_are_read_by_the_same_characters() {
        let mut accented = TEXT.to_owned();
        accented.push_str(" é");
        assert!(shared(TEXT, &accented) >= KEYS - 2);
    }
}
