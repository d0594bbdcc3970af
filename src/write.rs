//! Pages and verdicts → the files of the output folder, each put into place whole.

use crate::config::Config;
use crate::corpus::Corpus;
use crate::lists::Lists;
use crate::pair::Compared;
use crate::read::{Input, Skipped, by_reason};
use crate::record::{Pairing, SkippedLine, Summary, hex128};
use crate::rules::Rules;
use crate::scores::Scored;
use crate::settle::{Fate, Policy, Verdicts};
use crate::shelf::Shelf;
use crate::similarity::Similarity;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

mod card;
mod counted;
mod groups;
mod joined;
mod layout;
mod lines;
mod names;
mod packed;
mod place;
mod records;
mod remembered;
mod restored;
mod sheet;
mod standouts;
mod tally;
mod whole;

use card::card;
pub(crate) use counted::{Counted, joined_summary};
pub use groups::{Group, Written};
pub(crate) use joined::{JoinedPage, Sheaf, tables_of};
use layout::Layout;
pub use lines::line;
use lines::{GoesBy, lines};
pub use names::{LinesFile, files_of, lines_digest};
use packed::Finished;
pub use place::{Place, WriteError, file_digest, owned};
pub(crate) use place::{WorkLock, add_file, held_work_area};
pub(crate) use records::COPIES_NAMED;
pub use records::lone_record;
pub use remembered::{Remembered, RememberedInput};
pub use restored::Restored;
use sheet::Sheet;
pub use whole::Whole;

/// The files of lines, in the order in which they are put into place; `summary.json` follows. Each stands for a table: in
/// other formats, and where there are several, its files have names of their own ([`LinesFile`]).
pub const LINE_FILES: [&str; 4] = ["stories.jsonl", "dropped.jsonl", "similar.jsonl", "skipped.jsonl"];
/// The last of them is made of no pages.
const SKIPPED: usize = 3;
/// Counts and digests; written last.
pub const SUMMARY_FILE: &str = "summary.json";
/// What tells Hugging Face `datasets` of the files.
pub const CARD_FILE: &str = "README.md";

/// What settling gave, with what its numbers speak of.
#[derive(Debug)]
pub struct Settled<'p> {
    /// The pages.
    pub shelf: &'p Shelf<'p>,
    /// What comparing gave.
    pub compared: Compared<'p>,
    /// What becomes of them.
    pub verdicts: Verdicts<'p>,
    /// The keep order of each story of each page.
    ranks: Lists<u32>,
    /// The stories that yielded, by survivor, then by place.
    copies: Vec<Copy>,
    showing: Showing,
    /// What stays although it was dropped.
    restored: Restored,
}

/// What records tell of verdicts.
#[derive(Debug, Clone, Copy)]
pub struct Showing {
    /// Least share of matched words of a duplicate story.
    pub similarity: Similarity,
    /// Duplicate stories stay and are marked.
    pub marks_stories: bool,
    /// Duplicate paragraphs go to the ledger.
    pub drops_paragraphs: bool,
}

/// A story that yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Copy {
    survivor: u32,
    page: u32,
    position: u32,
}

impl<'p> Settled<'p> {
    /// Joins verdicts to what they speak of.
    pub fn new(
        shelf: &'p Shelf<'p>,
        compared: Compared<'p>,
        verdicts: Verdicts<'p>,
        showing: Showing,
    ) -> Self {
        let corpus = compared.corpus;
        let copies = copies(corpus, &verdicts);
        let ranks = ranks(shelf, corpus);
        Self { shelf, compared, verdicts, ranks, copies, showing, restored: Restored::default() }
    }

    /// The same, with some of what was dropped put back.
    #[must_use]
    pub fn restoring(self, restored: Restored) -> Self {
        Self { restored, ..self }
    }

    /// Path and item of a page.
    fn place(&self, page: usize) -> (&'p str, Option<u64>) {
        let shelved = &self.shelf.pages()[page];
        (&shelved.path, shelved.item)
    }

    /// The stories that yielded to a survivor, by place, so that the paths named are the first ones.
    fn copies_of(&self, survivor: usize) -> &[Copy] {
        let start = self.copies.partition_point(|copy| (copy.survivor as usize) < survivor);
        let end = self.copies.partition_point(|copy| copy.survivor as usize <= survivor);
        &self.copies[start..end]
    }
}

fn ranks(shelf: &Shelf<'_>, corpus: &Corpus<'_>) -> Lists<u32> {
    let mut counts = vec![0; shelf.pages().len()];
    corpus.stories.iter().for_each(|story| counts[story.page as usize] += 1);
    let mut ranks = Lists::filled(&counts, 0);
    for (rank, story) in (0..).zip(&corpus.stories) {
        ranks.of_mut(story.page as usize)[story.position as usize] = rank;
    }
    ranks
}

fn copies(corpus: &Corpus<'_>, verdicts: &Verdicts<'_>) -> Vec<Copy> {
    let yielded = corpus.stories.iter().zip(&verdicts.stories).filter_map(|(story, fate)| match fate {
        Fate::Duplicate(twin) => {
            Some(Copy { survivor: twin.earlier, page: story.page, position: story.position })
        }
        Fate::Kept { .. } => None,
    });
    let mut copies: Vec<Copy> = yielded.collect();
    copies.sort_unstable();
    copies
}

/// What was found to read.
#[derive(Debug)]
pub struct Found<'f> {
    /// What could not be used.
    pub skipped: &'f [Skipped],
    /// How many files, members and records are not read, by reason.
    pub ignored: &'f BTreeMap<String, usize>,
    /// Where.
    pub inputs: &'f [Input],
    /// The earlier output that the run was made against.
    pub against: Option<&'f Path>,
    /// What was settled by.
    pub policy: &'f Policy,
}

/// Writes all files.
///
/// # Errors
/// If a file cannot be written; what stood there before is untouched then.
pub fn write(
    place: &Place,
    settled: &Settled<'_>,
    found: &Found<'_>,
    (config, rules): (&Config, &Rules),
) -> Result<Written, WriteError> {
    place.remember(found, settled, config)?;
    let layouts = Layout::all(&config.write);
    let mut sheets =
        layouts.iter().map(|layout| Sheet::create(place, layout)).collect::<Result<Vec<_>, _>>()?;
    let goes_by = GoesBy { config, rules, layouts: &layouts };
    let mut tally = lines(place, &mut sheets, settled, &goes_by)?;
    let most_copied = std::mem::take(&mut tally.groups).into_list();
    let mut text = Vec::new();
    found.skipped.iter().for_each(|skipped| line(&mut text, &skipped_line(skipped)));
    sheets[SKIPPED]
        .write(&layouts[SKIPPED].chunk(text).map_err(|error| place.lost(io::Error::other(error)))?)?;
    let mut summary = summary(settled, found, config, rules);
    tally.enter(&mut summary);
    let mut finished = Vec::new();
    for sheet in sheets {
        finished.extend(sheet.finish()?);
    }
    summary.list(&finished);
    if config.write.hf_card {
        finished.push(card(place, &summary, &config.write)?);
        summary.list(&finished);
    }
    let scored = Scored {
        stories_digest: lines_digest(&summary.digests, LINE_FILES[0]).unwrap_or_default(),
        policy: found.policy,
        outline: &settled.compared.corpus.outline,
        matches: settled.compared.matches,
        likes: settled.compared.likes,
    };
    scored.write(place.work()).map_err(|source| place.lost(source))?;
    if let Some(source) = settled.shelf.trouble() {
        return Err(place.lost(source));
    }
    place.put(finished, &summary)?;
    Ok(Written { summary, most_copied })
}

impl Summary {
    /// Enters digests and sizes of files.
    fn list(&mut self, files: &[Finished]) {
        self.digests = files.iter().map(|file| (file.name.clone(), hex128(file.digest))).collect();
        self.sizes = files.iter().map(|file| (file.name.clone(), file.bytes)).collect();
    }
}

fn skipped_line(skipped: &Skipped) -> SkippedLine {
    let Skipped { path, item, reason, detail } = skipped.clone();
    SkippedLine { path, item, reason, detail }
}

/// A summary without what is counted from the lines.
fn summary(settled: &Settled<'_>, found: &Found<'_>, config: &Config, rules: &Rules) -> Summary {
    let Compared { corpus, matches, .. } = settled.compared;
    let reasons = by_reason(found.skipped.iter().map(|skipped| &skipped.reason));
    let counted = Counted {
        pages: settled.shelf.own().len(),
        pairing: Pairing {
            texts: corpus.text_count(),
            candidates: matches.candidates,
            verified: matches.verified,
            largest_run: matches.largest_run,
        },
        stories: (corpus.own_stories(), settled.copies.len()),
        skipped: reasons.into_iter().map(|(reason, count)| (kebab(&reason), count)).collect(),
        ignored: found.ignored,
    };
    Summary {
        against: found.against.and_then(place::stories_digest).map(hex128),
        restored: settled.restored.names(),
        ..counted.summary((config, rules))
    }
}

/// A unit variant as it stands in JSON.
pub(crate) fn kebab(value: &impl Serialize) -> String {
    let name = serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned));
    name.unwrap_or_default()
}

/// A digest of the options that decide what a run gives.
pub fn options_digest(config: &Config) -> u128 {
    // A map of plain numbers and strings always becomes JSON, with sorted keys.
    let options = serde_json::to_value(config.deciding()).unwrap_or_default();
    xxhash_rust::xxh3::xxh3_128(options.to_string().as_bytes())
}
