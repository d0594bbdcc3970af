//! The main job as stages for an engine that shuffles rows between machines: each maps rows, which come in the order that it
//! asks for, to rows. The engine reads, sorts, joins and writes; what stages do is what a run on one machine does.
//!
//! A paragraph has one number, which grows with keep order; a story goes by the number of its first paragraph, and a text by
//! that of its first place. Numbers have gaps.

use crate::config::{Config, Form};
use crate::own_rules;
use crate::rules::{Rules, RulesError};
use crate::run::{Options, RunError};
use crate::write::tables_of;
use serde::{Deserialize, Serialize};
use thiserror::Error;

mod bodies;
mod cell;
mod columns;
mod compared;
mod paired;
mod places;
mod recorded;
mod settled;
mod store;
mod summed;
mod taken;

pub use cell::{BrokenRow, Cell, Kind, Row};
pub use columns::{Column, columns};
pub use store::{Store, key};
pub use summed::Counts;
pub use taken::skipped_of as skipped;

/// What a stage gives its rows to.
pub type Give<'g> = dyn FnMut(&[Cell<'_>]) + 'g;

/// Maps the rows of a partition, one after another.
pub trait Stage: Send {
    /// Takes a row.
    ///
    /// # Errors
    /// If it does not hold what the stage asks for.
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow>;

    /// Takes note that there are no more rows.
    fn end(&mut self, _task: &Task, _give: &mut Give<'_>) {}
}

/// What every machine is told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The options.
    pub config: Config,
    /// Names and texts of rules files of the user.
    pub rules: Vec<(String, String)>,
}

/// What a job goes by, on every machine.
pub struct Task {
    pub(crate) config: Config,
    pub(crate) options: Options,
    pub(crate) rules: Rules,
}

/// Why a job cannot be done by stages.
#[derive(Debug, Error)]
pub enum TaskError {
    /// An option makes no sense.
    #[error(transparent)]
    Option(#[from] RunError),
    /// An option that a run on one machine alone has.
    #[error("{option} is not for a run on many machines; leave it out")]
    Unfit {
        /// Its name.
        option: &'static str,
    },
    /// A rules file makes no sense.
    #[error(transparent)]
    Rules(#[from] RulesError),
}

/// What an engine has to know of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Stories are compared.
    pub stories: bool,
    /// Twins of paragraphs are looked for.
    pub paragraphs: bool,
    /// Least similarity, in ten-thousandths, of paragraphs that match within stories.
    pub matching: usize,
    /// The same of a duplicate paragraph.
    pub twin: usize,
    /// Stories that hold a matching paragraph and get its vote.
    pub votes: usize,
    /// Stories with the most votes that are compared.
    pub candidates: usize,
}

impl Task {
    /// Reads what a machine is told.
    ///
    /// # Errors
    /// If an option or a rules file makes no sense.
    pub fn new(settings: Settings) -> Result<Self, TaskError> {
        fits(&settings.config)?;
        let options = Options::new(&settings.config)?;
        Ok(Self { options, rules: own_rules::proved(&settings.rules)?, config: settings.config })
    }

    /// The options.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The files that come of it, but for `summary.json`; `records` numbers them in this order.
    pub fn files(&self) -> Vec<String> {
        tables_of(&self.config)
    }

    /// What the engine has to know.
    pub fn plan(&self) -> Plan {
        use crate::pair::stories::{CANDIDATES, VOTES};
        use crate::settle::Duplicates;
        use crate::similarity::Similarity;
        let policy = &self.options.policy;
        Plan {
            stories: policy.stories != Duplicates::Keep,
            paragraphs: policy.paragraphs != Duplicates::Keep,
            matching: Similarity::MATCH.as_ten_thousandths(),
            twin: policy.paragraph_similarity.as_ten_thousandths(),
            votes: VOTES,
            candidates: CANDIDATES,
        }
    }
}

/// Whether a job can be done by stages.
fn fits(config: &Config) -> Result<(), TaskError> {
    use crate::config::{Color, ProgressShape};
    let Config { run, write, terminal, .. } = config;
    let unfit = [
        ("--against", run.against.is_some()),
        ("--fresh", run.fresh),
        ("--threads", run.threads.is_some()),
        ("--memory", run.memory.is_some()),
        ("--progress", !matches!(terminal.progress, ProgressShape::Auto | ProgressShape::Never)),
        ("--color", terminal.color == Color::Always),
        ("--verbose", terminal.verbose),
        ("--format", write.format != [Form::Jsonl]),
        ("--shard-size", write.shard_size.is_some()),
        ("--hf-card", write.hf_card),
    ];
    match unfit.into_iter().find(|(_, asked)| *asked) {
        Some((option, _)) => Err(TaskError::Unfit { option }),
        None => Ok(()),
    }
}

/// A stage of this name for a partition, by its number; `None` if there is none.
pub fn stage(name: &str, partition: i64) -> Option<Box<dyn Stage>> {
    Some(match name {
        "split" => Box::new(taken::Split),
        "stories" => Box::new(places::Stories),
        "rank" => Box::new(places::Rank::new(partition)),
        "paragraphs" => Box::new(places::Paragraphs),
        "collapse" => Box::new(places::Collapse::default()),
        "keys" => Box::new(paired::Keys),
        "pairs" => Box::new(paired::Pairs::default()),
        "verify" => Box::new(paired::Verify::default()),
        "votes" => Box::new(paired::First::votes()),
        "candidates" => Box::new(paired::First::candidates()),
        "gather" => Box::new(compared::Gather::default()),
        "compare" => Box::new(compared::Compare),
        "survive" => Box::new(settled::Survive::default()),
        "fates" => Box::new(settled::Fates::default()),
        "twins" => Box::new(settled::Twins::default()),
        "copies" => Box::new(recorded::Copies::default()),
        "records" => Box::new(recorded::Records::default()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_one_machine_are_refused_by_name() {
        let refused = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            Task::new(Settings { config, rules: Vec::new() }).err().map(|error| error.to_string())
        };
        assert_eq!(refused(|_| ()), None);
        let of = |option: &str| Some(format!("{option} is not for a run on many machines; leave it out"));
        assert_eq!(refused(|config| config.run.against = Some("old".into())), of("--against"));
        assert_eq!(refused(|config| config.run.fresh = true), of("--fresh"));
        assert_eq!(refused(|config| config.run.threads = Some(2)), of("--threads"));
        assert_eq!(refused(|config| config.write.format = vec![Form::Parquet]), of("--format"));
        assert_eq!(refused(|config| config.terminal.verbose = true), of("--verbose"));
    }
}
