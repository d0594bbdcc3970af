//! What is counted of a page.

use crate::telling::Page;

/// What is counted of a page.
pub(in crate::write) struct PageCounts {
    /// Of its text.
    pub(in crate::write) bytes: usize,
    /// The encoding it was read in.
    pub(in crate::write) encoding: String,
    /// Decoding had to replace something.
    pub(in crate::write) replaced: bool,
    /// It has no story.
    pub(in crate::write) is_index: bool,
}

impl PageCounts {
    pub(super) fn of(page: &Page) -> Self {
        Self {
            bytes: page.text.len(),
            encoding: page.analysis.encoding.clone(),
            replaced: page.analysis.replaced > 0,
            is_index: page.analysis.stripped.stories.is_empty(),
        }
    }
}
