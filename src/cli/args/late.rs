//! Arguments that are made when their command is asked for.

use clap::builder::Resettable;
use clap::error::Error;
use clap::{ArgMatches, Command, FromArgMatches};

/// The arguments of a command with a flag for each key of the configuration: to make those takes longer than all else that a
/// short command does.
#[derive(Debug)]
pub(in crate::cli) struct Late<T>(pub(in crate::cli) T);

impl<T: clap::Args> clap::Args for Late<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(with::<T>)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// A command with its arguments. What is said of it stays: arguments bring their own words along.
fn with<T: clap::Args>(command: Command) -> Command {
    let (about, long_about) = (command.get_about().cloned(), command.get_long_about().cloned());
    T::augment_args(command).about(Resettable::from(about)).long_about(Resettable::from(long_about))
}

impl<T: FromArgMatches> FromArgMatches for Late<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
