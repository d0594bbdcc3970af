//! Globs by which files are chosen.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use thiserror::Error;

/// Patterns of paths.
///
/// `*` and `?` stop at `/`, `**` does not. One without `/` is about the name of a file or folder, any other about the path
/// below the input.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct Globs(GlobSet);

/// A glob that cannot be read.
#[derive(Debug, Error)]
#[error("`{glob}` is no glob: {problem}")]
#[doc(hidden)]
pub struct BadGlob {
    /// As given.
    pub glob: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Globs {
    /// Reads globs.
    ///
    /// # Errors
    /// If one of them makes no sense.
    pub fn new<S: AsRef<str>>(globs: impl IntoIterator<Item = S>) -> Result<Self, BadGlob> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let glob = glob.as_ref();
            let bad =
                |error: globset::Error| BadGlob { glob: glob.to_owned(), problem: error.kind().to_string() };
            // A folder's name stands for all that is below it, with a slash or without.
            let glob = glob.strip_suffix('/').filter(|glob| !glob.is_empty()).unwrap_or(glob);
            let anywhere = if glob.contains('/') { glob.to_owned() } else { format!("**/{glob}") };
            set.add(
                GlobBuilder::new(anywhere.trim_start_matches('/'))
                    .literal_separator(true)
                    .build()
                    .map_err(bad)?,
            );
        }
        let bad = |error: globset::Error| BadGlob { glob: String::new(), problem: error.kind().to_string() };
        Ok(Self(set.build().map_err(bad)?))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them fits a path.
    pub fn fit(&self, path: &str) -> bool {
        self.0.is_match(path)
    }

    /// Whether one of them fits a path or a folder that it lies in.
    pub fn fit_above(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.chain([path]).any(|path| self.fit(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_without_a_slash_is_about_a_name_anywhere() {
        let globs = Globs::new(["*.txt", "drafts"]).unwrap();
        assert!(globs.fit("a.txt") && globs.fit("b/c/a.txt") && !globs.fit("a.html"));
        assert!(globs.fit_above("b/drafts/a.html") && !globs.fit("b/drafts/a.html"));
    }

    #[test]
    fn a_glob_with_a_slash_is_about_the_path() {
        let globs = Globs::new(["march/*.txt", "/april/**"]).unwrap();
        assert!(globs.fit("march/a.txt") && globs.fit("april/b/a.html"));
        assert!(!globs.fit("b/march/a.txt") && !globs.fit("march/b/a.txt"));
    }

    #[test]
    fn what_is_no_glob_is_named() {
        let error = Globs::new(["a", "[b"]).unwrap_err().to_string();
        assert!(error.starts_with("`[b` is no glob: "), "{error}");
    }
}
