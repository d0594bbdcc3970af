//! What sets `unspool` up: `init`, `config`, `completions`, `man`.

use super::args::{Args, CompletionsArgs, ConfigArgs, InitArgs, ManArgs};
use super::settings::{CONFIG_FILE, Settings, as_json, as_toml, commented};
use anyhow::{Context as _, anyhow, bail};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes a configuration file in which every key stands as a comment.
pub(super) fn init(args: &InitArgs) -> anyhow::Result<u8> {
    let file = args.file.clone().unwrap_or_else(|| PathBuf::from(CONFIG_FILE));
    match File::create_new(&file) {
        Ok(mut open) => open.write_all(commented().as_bytes())?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("`{}` is there already and is left as it is; name another file", file.display())
        }
        Err(error) => bail!("cannot write `{}`: {error}", file.display()),
    }
    let shown = super::shell::quoted(&file.display().to_string());
    let named = if file == Path::new(CONFIG_FILE) { String::new() } else { format!(" --config {shown}") };
    writeln!(io::stderr(), "wrote {shown}; fill it in, and look at it with `unspool config{named}`")?;
    Ok(0)
}

/// Prints the configuration that holds.
pub(super) fn config(args: &ConfigArgs) -> anyhow::Result<u8> {
    let settings = Settings::new(&args.settings, &args.inputs)?;
    let text = if args.json { as_json(&settings)? + "\n" } else { as_toml(&settings) };
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

/// Prints what makes a shell complete commands, options and their values.
pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<u8> {
    let (mut command, mut script) = (Args::command(), Vec::new());
    clap_complete::generate(args.shell, &mut command, "unspool", &mut script);
    io::stdout().write_all(&script)?;
    Ok(0)
}

/// Prints a manual page, or writes all of them to a folder.
pub(super) fn man(args: &ManArgs) -> anyhow::Result<u8> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    if let Some(folder) = &args.out {
        let written = pages(&command, folder);
        return written
            .map(|()| 0)
            .map_err(|error| anyhow!("cannot write to `{}`: {error}", folder.display()));
    }
    let page = match &args.command {
        None => &command,
        Some(name) => command.find_subcommand(name).with_context(|| {
            let names = command.get_subcommands().map(Command::get_name);
            format!(
                "there is no command `{name}`{}",
                super::nearest::hint(super::nearest::nearest(name, names))
            )
        })?,
    };
    io::stdout().write_all(&rendered(page)?)?;
    Ok(0)
}

fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for page in [command].into_iter().chain(command.get_subcommands()) {
        fs::write(folder.join(format!("{}.1", name(page))), rendered(page)?)?;
    }
    Ok(())
}

fn rendered(page: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(page.clone().name(name(page))).render(&mut text)?;
    Ok(text)
}

/// What a page is called: `unspool-run`.
fn name(page: &Command) -> String {
    page.get_display_name().unwrap_or(page.get_name()).to_owned()
}
