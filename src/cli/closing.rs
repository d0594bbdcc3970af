//! The closing summary.

use crate::run::Outcome;
use crate::show::printable;
use indicatif::DecimalBytes;
use std::fmt::Write as _;
use std::path::Path;

/// A few aligned lines that say what a run found, kept and dropped.
pub(super) fn closing(outcome: &Outcome, out: &Path) -> String {
    let summary = &outcome.summary;
    let (inputs, stories, paragraphs, bytes) =
        (&summary.inputs, &summary.stories, &summary.paragraphs, &summary.bytes);
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:>10}  {value}");
    };
    row(
        "files",
        format!(
            "found {}, read {}, ignored {}, skipped {}",
            inputs.found, inputs.read, inputs.ignored, inputs.skipped
        ),
    );
    for (reason, count) in &inputs.skipped_by_reason {
        row("", format!("{count} {reason}"));
    }
    if outcome.reused > 0 {
        row("reused", format!("{} of {} pages, unchanged since an earlier run", outcome.reused, inputs.read));
    }
    row(
        "stories",
        format!(
            "found {}, kept {}, duplicates {}, revisions {}",
            stories.found, stories.kept, stories.duplicates, stories.revisions
        ),
    );
    row(
        "paragraphs",
        format!(
            "kept {}, marked {}, dropped {}, held back by facts {}",
            paragraphs.found - paragraphs.dropped,
            paragraphs.marked,
            paragraphs.dropped,
            paragraphs.held_back
        ),
    );
    let size = |bytes: u64| DecimalBytes(bytes).to_string();
    row(
        "text",
        format!(
            "read {}, kept {}, dropped {}, white {}",
            size(bytes.read),
            size(bytes.kept),
            size(bytes.dropped),
            size(bytes.white)
        ),
    );
    row("written to", printable(&out.display().to_string()));
    text
}
