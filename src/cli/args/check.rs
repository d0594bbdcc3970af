//! The words of `unspool check`.

use super::named;
use crate::cli::settings::{CheckFlags, SettingsArgs};
use crate::config::{Amount, Change, Check, MaxChange};
use crate::percent::{NoShare, Share};
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  unspool check scrapes --max-skipped 1% --max-untitled 0 --min-stories 1000\n  unspool check out --baseline last/summary.json --max-change 10%\n  unspool check out --max-chrome-share 30% --format sarif > unspool.sarif"
)]
pub(in crate::cli) struct CheckArgs {
    /// Pages as for `run`, of which nothing stays, or the output folder of a run
    #[arg(required = true, value_name = "INPUT|OUT")]
    pub(in crate::cli) inputs: Vec<OsString>,
    /// How to print the report
    #[arg(long, default_value = "human", value_parser = named::<Format>(&["human", "json", "github", "sarif", "junit"]))]
    pub(in crate::cli) format: Format,
    /// File to append a table of Markdown to; a GitHub job's own (GITHUB_STEP_SUMMARY) gets it as well
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) summary_file: Option<PathBuf>,
    /// Folder of an output's sources [default: where the run found them]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) sources: Option<PathBuf>,
    /// Work area of an output [default: OUT/.unspool]; for pages, the folder to work in [default: that of the system]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) work: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) settings: SettingsArgs<CheckFlags>,
    // The heading of these would stand above all that follow.
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
}

/// How `check` prints its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Format {
    /// For people.
    Human,
    /// One object.
    Json,
    /// Annotations of a GitHub job.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
}

/// Limits; SHARE is like 0.05 or 5%, AMOUNT a number or a SHARE.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits (SHARE: 0.05 or 5%; AMOUNT: a number or a SHARE)")]
pub(in crate::cli) struct LimitArgs {
    /// Largest share of inputs that may be skipped
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) max_skipped: Option<Share>,
    /// Largest share of stories that may be duplicates
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) max_duplicate_stories: Option<Share>,
    /// Largest share of text that chrome rules may drop
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) max_chrome_share: Option<Share>,
    /// Least number of kept stories
    #[arg(long, value_name = "N")]
    pub(in crate::cli) min_stories: Option<u64>,
    /// Largest number of kept stories
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_stories: Option<u64>,
    /// Least number of stories that a page has on average
    #[arg(long, value_name = "X")]
    pub(in crate::cli) min_stories_per_page: Option<f64>,
    /// Largest number of stories that a page has on average
    #[arg(long, value_name = "X")]
    pub(in crate::cli) max_stories_per_page: Option<f64>,
    /// Most places where pages were nearly cut further; a SHARE is one of pages
    #[arg(long, value_name = "AMOUNT")]
    pub(in crate::cli) max_unsplit_suspects: Option<Amount>,
    /// Least probability of any boundary that begins a kept story
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) min_split_confidence: Option<Share>,
    /// Most kept stories without any text
    #[arg(long, value_name = "AMOUNT")]
    pub(in crate::cli) max_empty_text: Option<Amount>,
    /// Most kept stories without a headline
    #[arg(long, value_name = "AMOUNT")]
    pub(in crate::cli) max_untitled: Option<Amount>,
    /// summary.json of an earlier run, or its output folder, that figures must not be far from
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// How far they may be from it, as a share of what they were; of one figure, FIGURE=SHARE [default: 5%]
    #[arg(long, value_name = "[FIGURE=]SHARE", value_parser = change)]
    pub(in crate::cli) max_change: Vec<(String, Change)>,
}

impl LimitArgs {
    /// The limits with what the flags say in their stead.
    pub(in crate::cli) fn apply(&self, check: &mut Check) {
        set(&mut check.max_skipped, self.max_skipped.map(Some));
        set(&mut check.max_duplicate_stories, self.max_duplicate_stories.map(Some));
        set(&mut check.max_chrome_share, self.max_chrome_share.map(Some));
        set(&mut check.min_stories, self.min_stories.map(Some));
        set(&mut check.max_stories, self.max_stories.map(Some));
        set(&mut check.min_stories_per_page, self.min_stories_per_page.map(Some));
        set(&mut check.max_stories_per_page, self.max_stories_per_page.map(Some));
        set(&mut check.max_unsplit_suspects, self.max_unsplit_suspects.map(Some));
        set(&mut check.min_split_confidence, self.min_split_confidence.map(Some));
        set(&mut check.max_empty_text, self.max_empty_text.map(Some));
        set(&mut check.max_untitled, self.max_untitled.map(Some));
        set(&mut check.baseline, self.baseline.clone().map(Some));
        if !self.max_change.is_empty() {
            check.max_change = self.max_change.iter().cloned().collect();
        }
    }
}

/// `5%` for all figures, or `stories=5%` for one.
fn change(given: &str) -> Result<(String, Change), NoShare> {
    let (figure, change) = given.split_once('=').unwrap_or((MaxChange::ALL, given));
    Ok((figure.to_owned(), change.parse()?))
}

fn set<T>(value: &mut T, flag: Option<T>) {
    if let Some(flag) = flag {
        *value = flag;
    }
}
