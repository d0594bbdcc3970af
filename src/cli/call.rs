//! `unspool run`, asked for by another program: values by the names of their keys in the place of flags, and errors by kind
//! with the words that the command line has for them.

use super::run::{described, too_many_skipped};
use super::settings::SettingsArgs;
use super::words;
use crate::output::{BrokenFile, OutputError};
use crate::own_rules;
use crate::read::{Listing, ReadError};
use crate::record::Summary;
use crate::rules::Rules;
use crate::run::{self, Job, Outcome, RunError, Stopped};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use thiserror::Error;
use toml::Value;

pub use super::progress::{Figures, Meter, Stage};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// What to read; without any, what `inputs` of the configuration file names.
    pub inputs: Vec<OsString>,
    /// The configuration file; without one, `unspool.toml` here, if there.
    pub config: Option<PathBuf>,
    /// A profile of it.
    pub profile: Option<String>,
    /// Values by the names of their keys, which win over the file.
    pub values: BTreeMap<String, Value>,
}

/// A run that can begin.
#[derive(Debug)]
pub struct Prepared {
    /// What to do.
    pub job: Job,
    rules: Rules,
}

/// Why a run was not done, in the words of the command line.
#[derive(Debug, Error)]
pub enum Refused {
    /// An option makes no sense.
    #[error("{0}")]
    Config(String),
    /// What is to be read is not there, or is not what it should be.
    #[error("{0}")]
    Input(String),
    /// The output cannot be written.
    #[error("{0}")]
    Output(String),
    /// It was asked to end.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// The command line of a program that does the main job elsewhere.
#[derive(Debug, clap::Parser)]
#[command(name = "unspool-spark", version, max_term_width = 100, arg_required_else_help = true)]
#[command(about = "Do the main job of unspool on Apache Spark, with the same options and the same bytes")]
struct Elsewhere {
    /// A file, a folder, or NAME=FOLDER (puts NAME/ before its paths), where the driver and all executors see it
    #[arg(value_name = "INPUT", value_hint = clap::ValueHint::AnyPath)]
    inputs: Vec<OsString>,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Why a command line does not lead to a run.
#[derive(Debug, Error)]
pub enum Unled {
    /// Help was asked for, or the line is none that there is.
    #[error(transparent)]
    Line(#[from] clap::Error),
    /// It asks for what cannot be done.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Reads the command line of `unspool-spark`, the name of the program in front.
///
/// # Errors
/// If it asks for help, or an option makes no sense, or an input is not there.
pub fn elsewhere(arguments: &[OsString]) -> Result<Prepared, Unled> {
    let Elsewhere { inputs, settings } = clap::Parser::try_parse_from(arguments)?;
    let call = Call { inputs, ..Call::default() };
    Ok(call.prepared(&settings).map_err(|error| Refused::from(&error))?)
}

impl Call {
    /// Lays everything over the defaults and finds the inputs.
    ///
    /// # Errors
    /// If an option makes no sense, or an input is not there.
    pub fn prepare(&self) -> Result<Prepared, Refused> {
        let args = SettingsArgs::told((self.config.clone(), self.profile.clone()), &self.values)
            .map_err(|error| Refused::from(&error))?;
        self.prepared(&args).map_err(|error| Refused::from(&error))
    }

    fn prepared(&self, args: &SettingsArgs) -> anyhow::Result<Prepared> {
        let settings = super::settings::Settings::new(args, &self.inputs)?;
        if settings.inputs.is_empty() {
            anyhow::bail!("nothing to read: name pages, or let `inputs` in unspool.toml name them");
        }
        let inputs = settings.found()?;
        let job = described(inputs, settings.config)?;
        let rules = own_rules::read(&job.config.label.rules)?;
        Ok(Prepared { job, rules })
    }
}

impl Prepared {
    /// Lists what it would read.
    ///
    /// # Errors
    /// See [`run::list`].
    pub fn list(&self) -> Result<Listing, Refused> {
        run::list(&self.job).map_err(|error| Refused::from(&anyhow::Error::new(error)))
    }

    /// Does it on the threads of the caller, telling `meter` how far it is.
    ///
    /// # Errors
    /// See [`run::run`].
    pub fn run(&self, meter: &Meter) -> Result<Outcome, Refused> {
        let outcome = run::run(&self.job, &self.rules, &|progress| meter.show(progress));
        outcome.map_err(|error| match error {
            RunError::Stopped(stopped) => stopped.into(),
            error => Refused::from(&anyhow::Error::new(error)),
        })
    }

    /// What is said where more inputs were skipped than the options allow.
    pub fn complaint(&self, summary: &Summary) -> Option<String> {
        run::too_many_skipped(summary, &self.job.config).then(|| too_many_skipped(&self.job, summary))
    }
}

impl From<&anyhow::Error> for Refused {
    fn from(error: &anyhow::Error) -> Self {
        let said = words(error);
        match error.downcast_ref() {
            Some(RunError::Write(_)) => return Self::Output(said),
            Some(RunError::Read(_) | RunError::NoPages { .. } | RunError::Meta(_) | RunError::Against(_)) => {
                return Self::Input(said);
            }
            _ => {}
        }
        if error.is::<ReadError>() || error.is::<OutputError>() || error.is::<BrokenFile>() {
            Self::Input(said)
        } else {
            Self::Config(said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(call: Call, kind: fn(String) -> Refused, said: &str) {
        let refused = call.prepare().unwrap_err();
        assert_eq!(format!("{refused:?}"), format!("{:?}", kind(said.to_owned())));
    }

    fn with(name: &str, value: impl Into<Value>) -> Call {
        Call {
            values: [(name.to_owned(), value.into())].into(),
            inputs: vec!["src".into()],
            ..Call::default()
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_the_words_of_the_command_line() {
        check(with("kep", "head"), Refused::Config, "unknown key `kep`; did you mean `keep`?");
        let choices = "`keep`: `heed` is none of head, first, longest, newest; did you mean `head`?";
        check(with("keep", "heed"), Refused::Config, choices);
        check(with("similarity", 1.5), Refused::Config, "`similarity`: must be between 0 and 1");
        check(with("threads", "two"), Refused::Config, "`threads`: must be a whole number");
    }

    #[test]
    fn an_input_that_is_not_there_is_told_apart_from_options() {
        let call = Call { inputs: vec!["srk".into()], ..Call::default() };
        let Refused::Input(said) = call.prepare().unwrap_err() else { panic!("it is an input") };
        assert!(
            said.starts_with("cannot read input `srk`: ") && said.ends_with("did you mean `src`?"),
            "{said}"
        );
    }
}
