//! What two texts are compared by.

use crate::error::guarded;
use crate::page::rules;
use pyo3::prelude::*;
use unspool::fingerprint::{compared_words, word_ids};
use unspool::record::hex64;

/// The SimHash of a text as the 16 hexadecimal digits that records have; None without words.
///
/// Two of them are `(int(a, 16) ^ int(b, 16)).bit_count()` bits apart.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn simhash(text: &str) -> PyResult<Option<String>> {
    guarded(|| unspool::fingerprint::simhash(text).map(hex64))
}

/// How similar two paragraphs are, from 0.0 to 1.0, rounded down to four digits.
///
/// 1 - d / max(n, m), with d the Levenshtein distance over words, n and m how many words they have. Datelines and closing
/// credits take no part.
#[pyfunction]
#[pyo3(signature = (a, b, /))]
pub(crate) fn similarity(py: Python<'_>, a: &str, b: &str) -> PyResult<f64> {
    let rules = rules()?;
    let compare = || {
        let [a, b] = [a, b].map(|text| word_ids(&compared_words(text, rules)));
        unspool::similarity::similarity(&a, &b).as_fraction()
    };
    py.detach(|| guarded(compare))
}
