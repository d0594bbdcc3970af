//! The figures by which progress is told.

use super::super::amounts::{bytes, time};
use serde::Serialize;
use std::time::Duration;

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Inputs are being found.
    Listing,
    /// Pages are read and taken apart.
    Reading,
    /// Near-duplicate paragraphs are being looked for.
    Pairing,
    /// Stories are being compared.
    Comparing,
    /// What survives is being decided.
    Settling,
    /// Files are being written.
    Writing,
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Reading => "reading",
            Self::Pairing => "pairing",
            Self::Comparing => "comparing",
            Self::Settling => "settling",
            Self::Writing => "writing",
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// What the run is at.
    pub stage: Stage,
    /// Files that were read.
    pub pages: u64,
    /// Files there are.
    pub of: u64,
    /// Bytes of text that were read.
    pub bytes: u64,
    /// Time that the stage has taken.
    pub spent: Duration,
}

/// An event for programs.
#[derive(Serialize)]
struct Event {
    stage: Stage,
    files: u64,
    of: u64,
    bytes: u64,
    seconds: f64,
    seconds_left: Option<f64>,
}

impl Figures {
    /// The stage and how far it is: while pages are read, files, bytes, speed and remaining time; later the time it has taken.
    pub fn words(&self) -> String {
        self.said([" files", " left"])
    }

    /// The same in so many columns: without the words that explain the figures where there is no room for them, and cut off
    /// where there is none for the figures.
    pub fn words_within(&self, columns: usize) -> String {
        let mut words = self.words();
        if words.len() > columns {
            words = self.said(["", ""]);
        }
        words.chars().take(columns).collect()
    }

    fn said(&self, [files, left]: [&str; 2]) -> String {
        let stage = self.stage.name();
        if self.stage != Stage::Reading {
            return format!("{stage} {}", time(self.spent));
        }
        let mut words = format!("{stage} {}/{}{files} {}", self.pages, self.of, bytes(self.bytes));
        let seconds = self.spent.as_secs_f64();
        if self.bytes > 0 && seconds > 0.0 {
            // A rate is shown in bytes, which are whole.
            words.push_str(&format!(" {}/s", bytes((self.bytes as f64 / seconds) as u64)));
        }
        if let Some(rest) = self.left() {
            // Minutes are enough, and short.
            let rest = match rest.as_secs() {
                0..60 => time(rest),
                seconds => format!("{} min", seconds.div_ceil(60)),
            };
            words.push_str(&format!(" {rest}{left}"));
        }
        words
    }

    /// As a line of JSON.
    pub fn event(&self) -> String {
        let event = Event {
            stage: self.stage,
            files: self.pages,
            of: self.of,
            bytes: self.bytes,
            seconds: self.spent.as_secs_f64(),
            seconds_left: self.left().map(|left| left.as_secs_f64()),
        };
        // Plain numbers always become JSON.
        serde_json::to_string(&event).unwrap_or_default()
    }

    /// The time that the rest of the files will take, if they take as long as those before.
    pub fn left(&self) -> Option<Duration> {
        let (read, all) = (self.pages.min(self.of), self.of);
        (self.stage == Stage::Reading && read > 0)
            .then(|| self.spent.mul_f64((all - read) as f64 / read as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(stage: Stage, pages: u64) -> Figures {
        Figures { stage, pages, of: 200, bytes: pages * 250_000, spent: Duration::from_secs(10) }
    }

    #[test]
    fn reading_is_told_by_files_bytes_speed_and_remaining_time() {
        assert_eq!(figures(Stage::Reading, 50).words(), "reading 50/200 files 12.5 MB 1.2 MB/s 30 s left");
        assert_eq!(figures(Stage::Reading, 0).words(), "reading 0/200 files 0 B");
        assert_eq!(figures(Stage::Settling, 200).words(), "settling 10 s");
    }

    #[test]
    fn words_are_never_wider_than_their_columns() {
        let far = Figures {
            pages: 1_026_102,
            of: 2_000_000,
            bytes: 99_900_000_000,
            spent: Duration::from_secs(3_599),
            ..figures(Stage::Reading, 0)
        };
        assert_eq!(far.words(), "reading 1026102/2000000 files 99.9 GB 27.8 MB/s 57 min left");
        assert_eq!(far.words_within(60), far.words());
        // What is left of 60 columns beside the bar.
        assert_eq!(far.words_within(50), "reading 1026102/2000000 99.9 GB 27.8 MB/s 57 min");
        assert_eq!(far.words_within(20), "reading 1026102/2000");
    }

    #[test]
    fn an_event_is_a_line_of_json() {
        let event: serde_json::Value = serde_json::from_str(&figures(Stage::Reading, 50).event()).unwrap();
        assert_eq!(
            (event["stage"].as_str(), event["files"].as_u64(), event["of"].as_u64()),
            (Some("reading"), Some(50), Some(200))
        );
        assert_eq!((event["bytes"].as_u64(), event["seconds_left"].as_f64()), (Some(12_500_000), Some(30.0)));
    }
}
