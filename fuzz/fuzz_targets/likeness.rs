//! Whatever the words: bit vectors give the distance that `strsim` defines, and bags of words never more than it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unspool::fingerprint::word_ids;
use unspool::similarity::bag::bags;
use unspool::similarity::{Pattern, Similarity, similarity};
use unspool::words::compared;

fuzz_target!(|input: (&str, &str, u16)| {
    let (a, b) = (compared(input.0), compared(input.1));
    let (ids, others) = (word_ids(&a), word_ids(&b));
    let whole = similarity(&ids, &others);
    let least = Similarity::from_fraction(f64::from(input.2 % 10_001) / 10_000.0).unwrap_or_default();
    let found = Pattern::new(&ids).similarity_at_least(&others, least);
    assert_eq!(found, (whole >= least).then_some(whole), "{ids:?} {others:?}");
    let longer = ids.len().max(others.len());
    let ((small, large), (other_small, other_large)) = (bags(&ids), bags(&others));
    let least = small.least_distance(&other_small).max(large.least_distance(&other_large));
    assert!(least <= whole.furthest(longer), "{ids:?} {others:?}");
});
