//! Which files of a folder are pages, and which of the pages are read.

use super::globs::{BadGlob, Globs};
use super::{Listing, Source, is_page};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Longer extensions are hardly ones: they would make the list of reasons as long as that of the files.
const LONGEST_EXTENSION: usize = 8;

/// Which files are read.
#[derive(Debug, Clone, Default)]
#[doc(hidden)]
pub struct Pick {
    include: Option<Globs>,
    exclude: Option<Globs>,
    sample: Option<Sample>,
}

/// So many files, picked by a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub struct Sample {
    /// How many.
    pub size: u64,
    /// Another seed picks others.
    pub seed: u64,
}

impl Pick {
    /// Files that fit `include`, or have an extension of pages if there is none, and do not fit `exclude`.
    ///
    /// # Errors
    /// If a glob makes no sense.
    pub fn new(include: &[String], exclude: &[String], sample: Option<Sample>) -> Result<Self, BadGlob> {
        let globs =
            |globs: &[String]| Globs::new(globs).map(|globs| Some(globs).filter(|globs| !globs.is_empty()));
        Ok(Self { include: globs(include)?, exclude: globs(exclude)?, sample })
    }

    /// Why a file is no page, by its path below the input.
    pub(super) fn refuses(&self, path: &str) -> Option<String> {
        if self.exclude.as_ref().is_some_and(|globs| globs.fit_above(path)) {
            return Some("--exclude".to_owned());
        }
        match &self.include {
            Some(globs) => (!globs.fit(path)).then(|| "not in --include".to_owned()),
            None => (!is_page(path)).then(|| extension(path)),
        }
    }

    /// Keeps the sources of the sample: those whose paths have the least hashes, so that neither the order of the inputs
    /// nor other files decide which of two it is.
    pub(super) fn sample(&self, listing: &mut Listing) {
        let Some(Sample { size, seed }) = self.sample else { return };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let hash = |source: &Source| xxh3_64_with_seed(source.path.as_bytes(), seed);
        let mut hashes: Vec<u64> = listing.sources.iter().map(hash).collect();
        if hashes.len() <= size {
            return;
        }
        hashes.sort_unstable();
        let (found, bound) = (listing.sources.len(), hashes[size]);
        listing.sources.retain(|source| hash(source) < bound);
        *listing.ignored.entry("not in the sample".to_owned()).or_default() += found - listing.sources.len();
    }
}

/// Reasons with how often each was given, the commonest first.
pub(crate) fn commonest(reasons: &BTreeMap<String, usize>) -> Vec<(&str, usize)> {
    let mut reasons: Vec<(&str, usize)> =
        reasons.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    reasons.sort_by_key(|(_, count)| Reverse(*count));
    reasons
}

/// The extension of a path as a reason.
pub(crate) fn extension(path: &str) -> String {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some(extension) if extension.len() <= LONGEST_EXTENSION => format!(".{}", extension.to_lowercase()),
        Some(_) => "other".to_owned(),
        None => "no extension".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(paths: &[&str]) -> Listing {
        let source = |path: &&str| Source { path: (*path).to_owned(), file: None };
        Listing { sources: paths.iter().map(source).collect(), ..Listing::default() }
    }

    #[test]
    fn a_file_that_is_no_page_has_a_reason() {
        let pick = |include: &[&str], exclude: &[&str]| {
            let owned = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>();
            Pick::new(&owned(include), &owned(exclude), None).unwrap()
        };
        let refuses = |pick: &Pick, path| pick.refuses(path).unwrap_or_default();
        let plain = pick(&[], &[]);
        assert_eq!(
            ["a.txt", "b/A.TEXT", "a.PDF", "notes"].map(|path| refuses(&plain, path)),
            ["", "", ".pdf", "no extension"]
        );
        assert_eq!(refuses(&plain, "a.averylongextension"), "other");
        let both = pick(&["*.md"], &["drafts"]);
        assert_eq!(
            ["a.md", "a.txt", "drafts/a.md"].map(|path| refuses(&both, path)),
            ["", "not in --include", "--exclude"]
        );
    }

    #[test]
    fn a_sample_is_picked_by_paths_alone() {
        let paths: Vec<String> = (0..100).map(|number| format!("{number}.txt")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let picked = |paths: &[&str], seed| {
            let mut listing = listing(paths);
            Pick::new(&[], &[], Some(Sample { size: 10, seed })).unwrap().sample(&mut listing);
            let picked: Vec<String> = listing.sources.into_iter().map(|source| source.path).collect();
            (picked, listing.ignored)
        };
        let (few, ignored) = picked(&paths, 0);
        assert_eq!((few.len(), ignored.values().sum::<usize>()), (10, 90));
        assert_ne!(few, picked(&paths, 1).0);
        let others = paths.iter().copied().filter(|path| !few.iter().any(|few| few == path)).take(3);
        let kept: Vec<&str> = few.iter().map(String::as_str).chain(others).collect();
        assert!(few.iter().all(|path| picked(&kept, 0).0.contains(path)));
        assert_eq!(picked(&paths[..7], 0).0.len(), 7);
    }
}
