//! A flag for each key of the configuration.

use super::super::nearest::{hint, nearest};
use super::keys::{Key, Keys};
use super::kind::{Choice, Kind};
use super::{Layer, name_of};
use anyhow::{anyhow, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _, ValueParser};
use clap::error::Error;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, ValueHint};
use std::collections::BTreeMap;
use toml::Value;

/// What was said by flags of `run`.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Flags(Layer);

/// What was said by flags of `check` that are those of `run`.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct CheckFlags(Layer);

impl Flags {
    /// The flags that these values by the names of their keys stand for.
    ///
    /// # Errors
    /// If there is no such key, or it cannot have this value.
    pub(in crate::cli) fn told(values: &BTreeMap<String, Value>) -> anyhow::Result<Self> {
        let keys = Keys::new();
        let known = || keys.keys.iter().filter(|key| is_of_run(key));
        let layer = values.iter().map(|(name, value)| {
            let Some(key) = known().find(|key| key.name == *name) else {
                let near = nearest(name, known().map(|key| key.name.as_str()));
                bail!("unknown key `{name}`{}", hint(near));
            };
            key.check(value).map_err(|problem| anyhow!("{problem}"))?;
            Ok((key.id(), value.clone()))
        });
        layer.collect::<anyhow::Result<Layer>>().map(Self)
    }
}

/// Keys that are no flags of `check`: it leaves nothing behind, or has a flag of its own.
const NOT_OF_CHECK: [&str; 12] = [
    "run.out",
    "run.work",
    "run.fresh",
    "read.max-skipped",
    "write.fields",
    "write.format",
    "write.hf-card",
    "write.shard-size",
    "write.view",
    "terminal.color",
    "terminal.quiet",
    "terminal.verbose",
];

/// `inputs` are told without a flag, limits by flags of `check` alone.
fn is_of_run(key: &Key) -> bool {
    key.table.as_deref().is_some_and(|table| table != "check")
}

fn is_of_check(key: &Key) -> bool {
    is_of_run(key) && !NOT_OF_CHECK.contains(&key.id().as_str())
}

impl AsRef<Layer> for Flags {
    fn as_ref(&self) -> &Layer {
        &self.0
    }
}

impl AsRef<Layer> for CheckFlags {
    fn as_ref(&self) -> &Layer {
        &self.0
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        with_flags(command, is_of_run)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::Args for CheckFlags {
    fn augment_args(command: Command) -> Command {
        with_flags(command, is_of_check)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(given(matches, is_of_run)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl FromArgMatches for CheckFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(given(matches, is_of_check)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The command with a flag for each key that is wanted, those of a table together.
fn with_flags(command: Command, is_wanted: fn(&Key) -> bool) -> Command {
    let Keys { keys, tables } = Keys::new();
    keys.iter().filter(|key| is_wanted(key)).fold(command, |command, key| {
        let table = tables.iter().find(|table| Some(&table.name) == key.table.as_ref());
        let heading = table.map(|table| format!("[{}] {}", table.name, table.about.trim_end_matches('.')));
        let command = command.arg(flag(key).help_heading(heading.unwrap_or_default()));
        if key.kind == Kind::Switch { command.arg(off(key)) } else { command }
    })
}

/// The values of the flags that were given.
fn given(matches: &ArgMatches, is_wanted: fn(&Key) -> bool) -> Layer {
    let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let value = |key: &Key| -> Option<(String, Value)> {
        let id = key.id();
        let mut values = matches.try_get_many::<Value>(&id).ok().flatten().into_iter().flatten().cloned();
        let value = match key.kind {
            Kind::Switch if given(&no(key)) => Some(Value::Boolean(false)),
            _ if !given(&id) => None,
            Kind::Switch => Some(Value::Boolean(true)),
            _ if key.kind.is_list() => Some(Value::Array(values.collect())),
            _ => values.next(),
        };
        value.map(|value| (id, value))
    };
    Keys::new().keys.iter().filter(|key| is_wanted(key)).filter_map(value).collect()
}

fn flag(key: &Key) -> Arg {
    let id = key.id();
    let flag = Arg::new(id.clone()).long(name_of(&id).to_owned()).help(key.sentence().to_owned());
    let flag = if key.about.contains("\n\n") { flag.long_help(key.about.clone()) } else { flag };
    let flag = if let Some(short) = key.short { flag.short(short) } else { flag };
    let flag = if let Some(alias) = &key.alias { flag.alias(alias.clone()) } else { flag };
    if key.kind == Kind::Switch {
        return flag.action(ArgAction::SetTrue).overrides_with(no(key));
    }
    let action = if key.kind.is_list() { ArgAction::Append } else { ArgAction::Set };
    let flag = match &key.kind {
        // Words that say nothing of themselves are told where one of them is wrong.
        Kind::Choices(choices) => flag
            .value_delimiter(',')
            .hide_possible_values(choices.iter().all(|choice| choice.about.is_empty())),
        _ => flag,
    };
    let value_name = key.value_name.clone().unwrap_or_else(|| key.name.to_uppercase());
    let flag = flag
        .action(action)
        .value_name(value_name)
        .value_parser(parser(&key.kind))
        .value_hint(value_hint(key));
    match &key.default {
        Some(Value::Array(words)) if matches!(key.kind, Kind::Choices(_)) => {
            flag.default_values(words.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
        }
        Some(Value::Array(_)) | None => flag,
        Some(default) => {
            flag.default_value(default.as_str().map_or_else(|| default.to_string(), str::to_owned))
        }
    }
}

/// The flag that takes a switch back which the configuration file sets.
fn off(key: &Key) -> Arg {
    Arg::new(no(key)).long(no(key)).action(ArgAction::SetTrue).hide(true).overrides_with(key.id())
}

fn no(key: &Key) -> String {
    format!("no-{}", key.name)
}

fn value_hint(key: &Key) -> ValueHint {
    match key.value_name.as_deref() {
        Some("DIR") => ValueHint::DirPath,
        Some("FILE") => ValueHint::FilePath,
        _ => ValueHint::Other,
    }
}

fn parser(kind: &Kind) -> ValueParser {
    if let Kind::Choice(choices) | Kind::Choices(choices) = kind {
        let possible = |choice: &Choice| PossibleValue::new(choice.name.clone()).help(choice.about.clone());
        let words: Vec<PossibleValue> = choices.iter().map(possible).collect();
        return ValueParser::new(PossibleValuesParser::new(words).map(Value::String));
    }
    let kind = kind.clone();
    ValueParser::new(move |given: &str| kind.read(given))
}
