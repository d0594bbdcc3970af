//! Points at which a test lets the program fail, to prove that nothing is lost. Without the feature `faults` they are
//! nothing.

/// A write, rename, sync or border between stages is about to happen.
///
/// # Errors
/// If a test wants it to fail here.
#[cfg(not(feature = "faults"))]
#[inline]
pub(crate) fn point(_name: &str) -> std::io::Result<()> {
    Ok(())
}

#[cfg(feature = "faults")]
pub use wanted::passed;
#[cfg(feature = "faults")]
pub(crate) use wanted::point;

/// What a test wants is told by `UNSPOOL_FAULT`: the number of a point, from 1, and `kill` (the process is gone at once),
/// `term` (it gets the signal), `full` (no space is left, from here on) or `denied` (no permission, this once), as in
/// `17 kill`.
#[cfg(feature = "faults")]
#[allow(clippy::disallowed_methods, reason = "tests tell by the environment what is to fail")]
mod wanted {
    use std::io;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static PASSED: AtomicU64 = AtomicU64::new(0);
    static WANTED: LazyLock<Option<(u64, String)>> = LazyLock::new(|| {
        let wanted = std::env::var("UNSPOOL_FAULT").ok()?;
        let (number, kind) = wanted.split_once(' ')?;
        Some((number.parse().ok()?, kind.to_owned()))
    });

    /// Counts the point, and fails if it is the wanted one.
    pub(crate) fn point(_name: &str) -> io::Result<()> {
        let passed = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        match WANTED.as_ref().map(|(number, kind)| (number, kind.as_str())) {
            Some((number, "kill")) if passed == *number => {
                // As `kill -9` would: nothing is closed, nothing is removed.
                std::process::abort();
            }
            Some((number, "term")) if passed == *number => {
                signal_hook::low_level::raise(signal_hook::consts::SIGTERM)
            }
            Some((number, "full")) if passed >= *number => Err(io::ErrorKind::StorageFull.into()),
            Some((number, "denied")) if passed == *number => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Ok(()),
        }
    }

    /// How many points were passed.
    pub fn passed() -> u64 {
        PASSED.load(Ordering::SeqCst)
    }
}
