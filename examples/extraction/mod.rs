//! The public article extraction benchmark: its pages, what is known of them, and its measure.
#![allow(dead_code, reason = "each example uses a part of it")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use unspool::page::Unspooled;

/// A page with the body of its article.
pub struct Known {
    /// Its name.
    pub id: String,
    /// Where it came from.
    pub host: String,
    /// The article's body.
    pub body: String,
    /// The bytes of the page.
    pub bytes: Vec<u8>,
}

/// Reads the benchmark from a folder with `ground-truth.json` and `html/*.html` (or `*.html.gz`, unpacked by `gzip -d`).
pub fn known(folder: &Path) -> Result<Vec<Known>, Box<dyn Error>> {
    let truth: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_slice(&std::fs::read(folder.join("ground-truth.json"))?)?;
    truth
        .into_iter()
        .map(|(id, known)| {
            let of = |key: &str| known.get(key).cloned().unwrap_or_default();
            let host = of("url").split('/').nth(2).unwrap_or_default().to_owned();
            let bytes = unpacked(&folder.join("html").join(&id))?;
            Ok(Known { id, host, body: of("articleBody"), bytes })
        })
        .collect()
}

fn unpacked(page: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let plain = page.with_extension("html");
    if plain.exists() {
        return Ok(std::fs::read(plain)?);
    }
    let packed = page.with_extension("html.gz");
    let output = std::process::Command::new("gzip").arg("-dc").arg(&packed).output()?;
    if !output.status.success() {
        return Err(format!("cannot unpack `{}`", packed.display()).into());
    }
    Ok(output.stdout)
}

/// The text of all stories of a page.
pub fn body_found(text: &str, page: &Unspooled) -> String {
    let pieces = page.stripped.stories.iter().flat_map(|story| story.text_pieces());
    pieces.map(|piece| piece.span.of(text)).collect::<Vec<_>>().join("\n\n")
}

/// Precision, recall and F1.
#[derive(Clone, Copy, Default)]
pub struct Measured {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// How much of a text was found, by shingles of four words, as the benchmark counts them.
pub fn measure(found: &str, there: &str) -> Measured {
    let (found, there) = (shingles(found), shingles(there));
    let both: usize = found.iter().map(|(shingle, count)| *count.min(there.get(shingle).unwrap_or(&0))).sum();
    let (found, there): (usize, usize) = (found.values().sum(), there.values().sum());
    if found == there && both == found {
        return Measured { precision: 1.0, recall: 1.0, f1: 1.0 };
    }
    let share = |of: usize| if of == 0 { 0.0 } else { both as f64 / of as f64 };
    let (precision, recall) = (share(found), share(there));
    Measured { precision, recall, f1: harmonic(precision, recall) }
}

/// The measures of pages: precision and recall averaged over pages, F1 of the two averages, as the benchmark has it.
pub fn average(pages: &[Measured]) -> Measured {
    let mean = |of: fn(&Measured) -> f64| pages.iter().map(of).sum::<f64>() / pages.len().max(1) as f64;
    let (precision, recall) = (mean(|page| page.precision), mean(|page| page.recall));
    Measured { precision, recall, f1: harmonic(precision, recall) }
}

fn harmonic(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// The words of a text: letters, digits and underscores in a row.
pub fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    const SIZE: usize = 4;
    let words = words(text);
    let mut counts = HashMap::new();
    if words.len() < SIZE && !words.is_empty() {
        counts.insert(words, 1);
    } else {
        words.windows(SIZE).for_each(|shingle| *counts.entry(shingle.to_vec()).or_default() += 1);
    }
    counts
}
