//! The sums of a summary, added up from those of its pages.

use super::Stories;

impl Stories {
    /// Adds what was counted on other pages: all but what is counted as a whole, `found`, `duplicates` and `suspects`.
    pub fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.revisions += other.revisions;
        self.held_back += other.held_back;
        self.truncated += other.truncated;
        self.untitled += other.untitled;
        self.empty_text += other.empty_text;
        self.saw_confidence(other.least_confidence);
    }

    /// Notes how sure a boundary is.
    pub fn saw_confidence(&mut self, confidence: Option<f64>) {
        let both = [self.least_confidence, confidence].into_iter().flatten();
        self.least_confidence = both.min_by(f64::total_cmp);
    }
}
