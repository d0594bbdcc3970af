//! `unspool mine`: rules for the furniture of sites, from their pages.

use super::args::MineArgs;
use super::commands::threads;
use crate::mine::{Mined, Mining, mine};
use crate::own_rules;
use crate::read::{self, Input, Pick, Source, WORK_AREA};
use crate::show::printable;
use crate::write::{Remembered, Whole};
use anyhow::{Context as _, bail};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What is to be mined.
#[derive(Default)]
struct Given {
    sources: Vec<Source>,
    skipped: usize,
    /// What the only input is called.
    name: Option<String>,
    /// The rules files of the runs that are given.
    rules: Vec<PathBuf>,
}

/// `unspool mine`
pub(super) fn run(args: &MineArgs) -> anyhow::Result<u8> {
    let given = given(&args.inputs)?;
    let rules = own_rules::read(if args.rules.is_empty() { &given.rules } else { &args.rules })?;
    threads(args.threads)?;
    let file = args.out.as_deref().filter(|file| *file != Path::new("-"));
    let place = file.map(Whole::prepare).transpose()?;
    let mining = Mining {
        min_share: args.min_share,
        min_pages: args.min_pages,
        by: args.by,
        site: args.site.clone(),
        name: given.name,
    };
    let mut mined = mine(&given.sources, &rules, &mining)?;
    match place {
        Some(place) => place.put(&std::mem::take(&mut mined.text))?,
        None => io::stdout().write_all(mined.text.as_bytes())?,
    }
    if !args.quiet {
        io::stderr().write_all(closing(&mined, given.skipped, file).as_bytes())?;
    }
    Ok(0)
}

/// The sources of all inputs, each once, by path.
fn given(inputs: &[OsString]) -> anyhow::Result<Given> {
    let mut given = Given::default();
    let mut others = Vec::new();
    for shown in inputs {
        let input = read::input(shown)?;
        match &input {
            Input::Folder { root, .. } if root.join(WORK_AREA).is_dir() => remembered(root, &mut given)?,
            _ => others.push(input),
        }
    }
    let mut listing = read::list(&others, Path::new(""), &Pick::default())?;
    given.sources.append(&mut listing.sources);
    given.skipped += listing.skipped.len();
    given.sources.sort_by(|a, b| a.path.cmp(&b.path));
    given.sources.dedup_by(|a, b| a.path == b.path);
    if given.sources.is_empty() {
        bail!("found no page: {}", listing.without_pages());
    }
    if let [Input::Folder { root, .. }] = others.as_slice() {
        given.name = root.file_name().map(|name| read::escaped(Path::new(name)));
    }
    Ok(given)
}

/// The sources of a run, where it found them.
fn remembered(out: &Path, given: &mut Given) -> anyhow::Result<()> {
    let run = Remembered::of(out, None)
        .with_context(|| format!("the work area of `{}` cannot be read; name its inputs", out.display()))?;
    for path in run.paths() {
        match run.source(path) {
            // All pages of a container are read with it.
            Some(source) if given.sources.last() == Some(&source) => {}
            Some(source) => given.sources.push(source),
            None => given.skipped += 1,
        }
    }
    given.rules.extend(run.config.label.rules);
    Ok(())
}

/// A few aligned lines that say what was found.
fn closing(mined: &Mined, skipped: usize, file: Option<&Path>) -> String {
    /// More sites are only counted.
    const NAMED: usize = 8;
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:>10}  {value}");
    };
    row("pages", format!("read {}, skipped {}", mined.pages, mined.skipped.len() + skipped));
    let more = if mined.sites.len() > NAMED { ", …" } else { "" };
    let named = mined.sites.iter().take(NAMED);
    let named: Vec<String> = named.map(|(name, pages)| format!("{} {pages}", printable(name))).collect();
    row("sites", format!("{} ({}{more})", mined.sites.len(), named.join(", ")));
    row("rules", format!("furniture {}, story markers {}", mined.furniture, mined.markers));
    let held: Vec<String> =
        mined.held.iter().map(|(reason, count)| format!("{} {count}", reason.name())).collect();
    row("held back", if held.is_empty() { "nothing".to_owned() } else { held.join(", ") });
    if let Some(file) = file {
        row("written to", printable(&file.display().to_string()));
    }
    text
}
