//! What a command goes by: defaults, then the configuration file, then a profile of it, then flags; of each value, where
//! it comes from.

use super::nearest::{hint, nearest};
use crate::config::Config;
use crate::read::{self, Input, ReadError};
use anyhow::{anyhow, bail};
use serde::Deserialize as _;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::Value;

mod file;
mod flags;
mod init;
mod keys;
mod kind;
mod print;

pub(super) use flags::{CheckFlags, Flags};
pub(super) use init::commented;
pub(super) use keys::Keys;
pub(super) use print::{as_json, as_toml};

/// The configuration file that is read where none is named.
pub(super) const CONFIG_FILE: &str = "unspool.toml";

/// Values by the ids of their keys.
type Layer = BTreeMap<String, Value>;

/// Which configuration is wanted.
#[derive(Debug, clap::Args)]
pub(super) struct SettingsArgs<F: clap::Args = Flags> {
    /// Configuration file [default: unspool.toml here, if there]
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Profile of the configuration file: what stands under [profile.NAME] wins over the rest of the file
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    flags: F,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nobody said anything.
    Default,
    /// The configuration file.
    File(String),
    /// A profile of it.
    Profile(String),
    /// A flag.
    Flag(String),
    /// The command line, where no flag is needed.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Flag(name) => write!(f, "--{name}"),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// What a command goes by.
#[derive(Debug)]
pub(super) struct Settings {
    /// The whole configuration.
    pub(super) config: Config,
    /// Where the pages are.
    pub(super) inputs: Vec<OsString>,
    /// Every value that is set, by the id of its key, with its origin.
    values: BTreeMap<String, (Value, Origin)>,
}

impl Settings {
    /// Lays everything that was given over the defaults; `inputs` are those of the command line.
    ///
    /// # Errors
    /// If the file cannot be read or does not hold what it should, or has no such profile.
    pub(super) fn new<F>(args: &SettingsArgs<F>, inputs: &[OsString]) -> anyhow::Result<Self>
    where
        F: clap::Args + AsRef<Layer>,
    {
        let keys = Keys::new();
        let mut values = BTreeMap::new();
        let mut lay = |layer: Layer, origin: &dyn Fn(&str) -> Origin| {
            values.extend(layer.into_iter().map(|(id, value)| (id.clone(), (value, origin(&id)))));
        };
        lay(defaults(&keys), &|_| Origin::Default);
        if let Some(file) = args.file(&keys)? {
            let (base, profile) = file.layers(args.profile.as_deref())?;
            lay(base, &|_| Origin::File(file.name.clone()));
            lay(profile, &|_| Origin::Profile(args.profile.clone().unwrap_or_default()));
        }
        lay(args.flags.as_ref().clone(), &|id| Origin::Flag(name_of(id).to_owned()));
        if !inputs.is_empty() {
            let shown =
                inputs.iter().map(|input| Value::String(input.to_string_lossy().into_owned())).collect();
            lay([("inputs".to_owned(), Value::Array(shown))].into(), &|_| Origin::CommandLine);
        }
        let layer = values.iter().map(|(id, (value, _))| (id.clone(), value.clone())).collect();
        let config = configuration(&layer).map_err(|error| anyhow!("{}", error.message()))?;
        let named = if inputs.is_empty() {
            config.inputs.iter().map(OsString::from).collect()
        } else {
            inputs.to_vec()
        };
        Ok(Self { config, inputs: named, values })
    }

    /// The inputs, found.
    ///
    /// # Errors
    /// If one of them is not there.
    pub(super) fn found(&self) -> Result<Vec<Input>, ReadError> {
        self.inputs.iter().map(|given| read::input(given)).collect()
    }
}

impl SettingsArgs {
    /// Settings that a program asks for: values by the names of their keys.
    ///
    /// # Errors
    /// If there is no such key, or it cannot have this value.
    pub(super) fn told(
        (config, profile): (Option<PathBuf>, Option<String>),
        values: &BTreeMap<String, Value>,
    ) -> anyhow::Result<Self> {
        Ok(Self { config, profile, flags: Flags::told(values)? })
    }
}

impl<F: clap::Args + AsRef<Layer>> SettingsArgs<F> {
    /// Whether a flag decides what a run gives.
    pub(super) fn decide(&self) -> bool {
        let tables = ["read", "label", "split", "settle", "write"];
        let decides = |id: &String| {
            id == "run.against" || id.split_once('.').is_some_and(|(table, _)| tables.contains(&table))
        };
        self.flags.as_ref().keys().any(decides)
    }

    /// The configuration file, if one is named or there.
    fn file(&self, keys: &Keys) -> anyhow::Result<Option<file::File>> {
        let path = self.config.as_deref().unwrap_or(Path::new(CONFIG_FILE));
        if self.config.is_some() || path.exists() {
            return Ok(Some(file::File::read(path, keys)?));
        }
        match &self.profile {
            Some(profile) => bail!(
                "there is no profile `{profile}`, because there is no {CONFIG_FILE} here; name a file with --config, or \
                 write one with `unspool init`"
            ),
            None => Ok(None),
        }
    }
}

impl file::File {
    /// What the file says, and what a profile of it says.
    fn layers(&self, profile: Option<&str>) -> anyhow::Result<(Layer, Layer)> {
        let Some(name) = profile else { return Ok((self.base.clone(), Layer::new())) };
        let names = || self.profiles.keys().map(String::as_str);
        let Some(profile) = self.profiles.get(name) else {
            let list: Vec<&str> = names().collect();
            let known = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
            bail!("`{}` has no profile `{name}`; it has {known}{}", self.name, hint(nearest(name, names())));
        };
        Ok((self.base.clone(), profile.clone()))
    }
}

fn defaults(keys: &Keys) -> Layer {
    keys.keys.iter().filter_map(|key| Some((key.id(), key.default.clone()?))).collect()
}

/// The name of a key without that of its table.
fn name_of(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

/// The configuration that values stand for.
fn configuration(layer: &Layer) -> Result<Config, toml::de::Error> {
    let mut whole = toml::Table::new();
    for (id, value) in layer {
        match id.split_once('.') {
            None => drop(whole.insert(id.clone(), value.clone())),
            Some((table, name)) => {
                let table = whole.entry(table).or_insert_with(|| Value::Table(toml::Table::new()));
                table.as_table_mut().map(|table| table.insert(name.to_owned(), value.clone()));
            }
        }
    }
    Config::deserialize(whole)
}
