//! How much of what may lie in memory (`--memory`).
//!
//! What is held whatever the limit was measured with generated pages: for 100 MB of them a run took 99 MB at most, for 300 MB
//! 167 MB, of which 12 and 32 MB were for pages, rows and words.

use super::RunError;
use crate::container::{Reading, Weight, weigh};
use crate::output::bytes_of_rows;
use crate::read::Listing;
use crate::write::LINE_FILES;
use std::path::Path;

const KIB: u64 = 1 << 10;
const MIB: u64 = KIB << 10;
/// What the program takes whatever it reads: its tables, what threads have in hand, and lines to be written.
const PROGRAM: u64 = 80 * MIB;
/// What is held of a page until the end: its path, where it lies, and what is known of its stories.
const PAGE: u64 = 200;
/// Of so many bytes of input one byte is held until the end: of which text each paragraph is, which texts match any.
const INPUT: u64 = 20;
/// What is of use for pages, rows and words, where there is so much: with less the pieces that are spooled are too small.
const USEFUL: u64 = 24 * MIB;
/// Less is of use for small inputs: this part of them.
const USEFUL_PART: u64 = 8;

/// What a page in memory takes for each byte of its text: what is known of it is about as much again.
pub(super) const PER_BYTE: usize = 2;

/// Bytes that may lie in memory.
pub(super) struct Room {
    /// Pages.
    pub(super) pages: usize,
    /// Rows of candidate keys.
    pub(super) keyed: usize,
    /// Rows of each other kind.
    pub(super) rows: usize,
    /// Words.
    pub(super) words: usize,
    /// Bags of paragraphs.
    pub(super) bags: usize,
    /// Matches of texts and stories.
    pub(super) matches: usize,
}

impl Room {
    const ENDLESS: Self = Self {
        pages: usize::MAX,
        keyed: usize::MAX,
        rows: usize::MAX,
        words: usize::MAX,
        bags: usize::MAX,
        matches: usize::MAX,
    };

    /// Shares out what the limit leaves beside what is held whatever it is.
    ///
    /// # Errors
    /// If it leaves too little.
    pub(super) fn within(
        memory: Option<u64>,
        (listing, reading): (&Listing, &Reading),
        against: Option<&Path>,
    ) -> Result<Self, RunError> {
        let Some(memory) = memory else { return Ok(Self::ENDLESS) };
        let Weight { pages, bytes: input } = weigh(&listing.sources, reading);
        let held = held(pages, input, against);
        let least = (held + USEFUL.min(input / USEFUL_PART)).div_ceil(KIB);
        if memory < least * KIB {
            return Err(RunError::Memory { given: memory, least, pages });
        }
        let left = usize::try_from(memory - held).unwrap_or(usize::MAX);
        Ok(Self::shared(left, usize::try_from(input).unwrap_or(usize::MAX)))
    }

    /// Shares out so many bytes among what `input` bytes of pages give.
    fn shared(left: usize, input: usize) -> Self {
        let all = input.saturating_mul(PER_BYTE);
        let pages = if all <= left / 2 { all } else { left / 4 };
        let rest = left - pages;
        // A paragraph has some twenty keys. There are rows of two other kinds at a time. Words are remembered and matches
        // are found when most rows are away.
        Self {
            pages,
            keyed: rest / 3,
            rows: rest / 12,
            words: rest / 3,
            bags: rest / 9,
            matches: rest / 9 * 2,
        }
    }
}

/// Bytes that are held whatever the limit. The stories of an earlier output are held whole.
fn held(pages: u64, input: u64, against: Option<&Path>) -> u64 {
    let earlier = against.map_or(0, |old| bytes_of_rows(old, LINE_FILES[0]));
    PROGRAM + PAGE * pages + input / INPUT + 2 * earlier
}
