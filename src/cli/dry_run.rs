//! `unspool run --dry-run`: what would be read, and the first stories of a few pages. Nothing is written.

use super::amounts::{bytes, count};
use super::closing::most;
use super::figures::Figures;
use super::paper::Page;
use super::wrap::cut;
use crate::own_rules;
use crate::page::unspool_opened;
use crate::read::{Listing, Source, by_reason};
use crate::rules::Rules;
use crate::run::{self, Job, first_text};
use crate::show::printable;
use crate::strip::Story;
use crate::write::kebab;
use anstream::AutoStream;
use anstyle::Style;
use std::io::{self, Write as _};

/// Paths that are listed.
const LISTED: usize = 10;
/// Pages that are taken apart.
const PAGES: usize = 3;
/// Stories of a page that are shown.
const STORIES: usize = 4;

/// Prints what a run would do.
pub(super) fn dry_run(job: &Job) -> anyhow::Result<u8> {
    let rules = own_rules::read(&job.config.label.rules)?;
    let listing = run::list(job)?;
    let columns = Page::of_stdout().columns;
    let mut text = counted(&listing, columns);
    text.push_str(&paths(&listing, columns));
    let pages = spread(&listing.sources);
    if !pages.is_empty() {
        text.push_str("\nfirst stories of some pages\n");
    }
    text.extend(
        pages.iter().flat_map(|source| page(source, job, &rules)).map(|line| cut(&line, columns) + "\n"),
    );
    text.push_str(&format!(
        "\nnothing was written; a run would write to {}\n",
        printable(&job.out.display().to_string())
    ));
    AutoStream::new(io::stdout().lock(), super::paper::choice(job.config.terminal.color, &io::stdout()))
        .write_all(text.as_bytes())?;
    Ok(0)
}

fn counted(listing: &Listing, columns: usize) -> String {
    let mut figures = Figures::default();
    let mut row = |figure: usize, words: String| figures.row("files", count(figure), (words, Style::new()));
    row(listing.found(), "found".to_owned());
    let size = |source: &Source| {
        source.file.as_ref().and_then(|file| file.metadata().ok()).map_or(0, |file| file.len())
    };
    let all: u64 = listing.sources.iter().map(size).sum();
    row(listing.sources.len(), format!("would be read, {}", bytes(all)));
    for (reason, ignored) in most(&listing.ignored) {
        row(ignored, format!("ignored: {}", printable(&reason)));
    }
    for (reason, skipped) in by_reason(listing.skipped.iter().map(|skipped| &skipped.reason)) {
        row(skipped, format!("skipped: {}", kebab(&reason)));
    }
    figures.lines(columns)
}

fn paths(listing: &Listing, columns: usize) -> String {
    let shown =
        listing.sources.iter().take(LISTED).map(|source| cut(&format!("  {}", source.path), columns) + "\n");
    let more = listing.sources.len().saturating_sub(LISTED);
    let rest = (more > 0).then(|| format!("  and {} more\n", count(more)));
    ["\npages\n".to_owned()]
        .into_iter()
        .filter(|_| !listing.sources.is_empty())
        .chain(shown)
        .chain(rest)
        .collect()
}

/// A few of all sources, as far apart as can be. Standard input is read once only, by the run itself.
fn spread(sources: &[Source]) -> Vec<&Source> {
    let files: Vec<&Source> = sources.iter().filter(|source| source.file.is_some()).collect();
    let step = files.len().div_ceil(PAGES).max(1);
    files.into_iter().step_by(step).collect()
}

/// A page's path and its first stories, or why it would be skipped.
fn page(source: &Source, job: &Job, rules: &Rules) -> Vec<String> {
    let mut lines = vec![format!("  {}", source.path)];
    let read = &job.config.read;
    match first_text(source, (&read.reading(), read.told_encoding())) {
        None => lines.push("    no page".to_owned()),
        Some(Err(skipped)) => lines.push(format!("    would be skipped: {}", skipped.detail)),
        Some(Ok(opened)) => {
            let stories = unspool_opened(&opened, rules, job.config.split.min_confidence).stripped.stories;
            lines.extend(
                stories.iter().take(STORIES).map(|story| format!("    {}", told(story, &opened.text))),
            );
            let more = stories.len().saturating_sub(STORIES);
            lines.extend((more > 0).then(|| format!("    and {} more", count(more))));
            lines.extend(stories.is_empty().then(|| "    no story: an index page".to_owned()));
        }
    }
    lines
}

/// A story's headline, or how its text begins.
fn told(story: &Story, text: &str) -> String {
    let begins = || story.text_pieces().next().map(|piece| text[piece.span.range()].to_owned());
    story.fields.title.clone().or_else(begins).unwrap_or_else(|| "(without text)".to_owned())
}
