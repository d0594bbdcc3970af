//! The progress bar.

use crate::run::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, stderr};
use std::sync::atomic::{AtomicU64, Ordering};

const DRAWS_A_SECOND: u8 = 10;

/// A bar on standard error, or nothing.
pub(super) struct Bar {
    bar: ProgressBar,
    bytes: AtomicU64,
}

impl Bar {
    /// `when`: `auto` draws on a terminal only.
    pub(super) fn new(when: &str) -> Self {
        let draws = when == "always" || (when == "auto" && stderr().is_terminal());
        let target = if draws {
            ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{prefix:>9} [{bar:30}] {pos}/{len} pages {msg} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_prefix("reading");
        Self { bar, bytes: AtomicU64::new(0) }
    }

    pub(super) fn show(&self, progress: Progress) {
        match progress {
            Progress::Listed(pages) => self.bar.set_length(pages as u64),
            Progress::Read(bytes) => {
                let bytes = self.bytes.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
                self.bar.inc(1);
                if self.bar.position().is_multiple_of(64) {
                    self.bar.set_message(indicatif::DecimalBytes(bytes).to_string());
                }
            }
            Progress::Pairing => self.bar.set_prefix("pairing"),
            Progress::Comparing => self.bar.set_prefix("comparing"),
            Progress::Settling => self.bar.set_prefix("settling"),
            Progress::Writing => self.bar.set_prefix("writing"),
        }
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
