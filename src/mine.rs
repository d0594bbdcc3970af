//! A scrape → rules for its sites' furniture: what recurs over the pages of a site, and is no text, as a rules file.
//!
//! Pages are read twice. First only the shapes of their lines are counted, in a table of fixed size; then each page is
//! taken apart, and of what may recur the text is looked at, of all else only that it is there. What recurs is counted
//! over the pages of its site, judged, and written down for a person to read.

use crate::container::Reading;
use crate::html::Opened;
use crate::label::{line_spans, read_as};
use crate::read::{Skipped, Source};
use crate::rules::Rules;
use crate::run::texts;
use crate::span::trim_span;
use rayon::prelude::*;
use std::collections::BTreeMap;
use thiserror::Error;

mod archive;
mod census;
mod form;
mod judge;
mod page;
mod proposal;
mod shape;
mod sieve;
mod site;
mod stand;
mod table;

use archive::Archive;
use census::census;
pub use judge::Reason;
use judge::{Verdict, judge};
use page::{ReadPage, read};
use proposal::{Found, proposals};
use shape::shapes;
use sieve::Sieve;
use site::{Site, sites};
use table::Table;

/// What to look for.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{Mining, mine}, rules::Rules};
///
/// // One line stands on all six pages.
/// let rules = Rules::builtin()?;
/// assert_eq!(mine(&sources, &rules, &Mining::default())?.furniture, 1);
/// assert_eq!(mine(&sources, &rules, &Mining { min_pages: 7, ..Mining::default() })?.furniture, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Mining {
    /// Least share of a site's pages that a line stands on.
    pub min_share: f64,
    /// Least number of pages.
    pub min_pages: usize,
    /// Which pages are one site.
    pub by: By,
    /// The only site to write rules for.
    pub site: Option<String>,
    /// What a scrape of a single site is called, if nothing else names it.
    pub name: Option<String>,
}

impl Default for Mining {
    fn default() -> Self {
        // Few stories stand on more than a third of a site's pages, most furniture on more than half of them; on fewer
        // than five pages a line may recur by chance.
        Self { min_share: 0.3, min_pages: 5, by: By::Site, site: None, name: None }
    }
}

impl Mining {
    /// How many of a site's pages a line must stand on.
    fn least_pages(&self, pages: usize) -> usize {
        self.min_pages.max((self.min_share * pages as f64).ceil() as usize).max(2)
    }
}

/// Which pages are one site.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{By, Mining, mine}, rules::Rules};
///
/// // One half of the pages lies in a folder `north`, the other one in `south`.
/// # let mut sources = sources;
/// # for (at, source) in sources.iter_mut().enumerate() {
/// #     source.path = format!("{}/{}", if at < 3 { "north" } else { "south" }, source.path);
/// # }
/// let mining = Mining { by: By::Folder, ..Mining::default() };
/// let mined = mine(&sources, &Rules::builtin()?, &mining)?;
/// assert_eq!(mined.sites, [("north".to_owned(), 3), ("south".to_owned(), 3)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Those that share lines, wherever they lie.
    Site,
    /// Those of a folder at the top of their paths.
    Folder,
    /// Those of a publisher that the rules know.
    Publisher,
    /// All.
    Corpus,
}

/// What was found.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{Mining, mine}, rules::Rules};
///
/// let mined = mine(&sources, &Rules::builtin()?, &Mining::default())?;
/// assert_eq!((mined.pages, mined.furniture, mined.markers), (6, 1, 0));
/// // What is proposed is a rules file.
/// let rules = Rules::with_own(&[("mined.toml".to_owned(), mined.text)])?;
/// assert!(rules.iter().any(|(_, rule)| rule.drops == ["Become a friend of the Lantern"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mined {
    /// The rules file.
    pub text: String,
    /// Pages that were read.
    pub pages: usize,
    /// Sources that could not be read.
    pub skipped: Vec<Skipped>,
    /// Sites with their pages.
    pub sites: Vec<(String, usize)>,
    /// Rules for furniture.
    pub furniture: usize,
    /// Rules for markers between stories.
    pub markers: usize,
    /// What recurs and is not proposed, by reason.
    pub held: BTreeMap<Reason, usize>,
}

/// Why nothing can be mined.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{MineError, Mining, mine}, rules::Rules};
///
/// let rules = Rules::builtin()?;
/// assert_eq!(mine(&[], &rules, &Mining::default()), Err(MineError::NoPages));
/// let other = Mining { site: Some("gazette".to_owned()), ..Mining::default() };
/// let error = mine(&sources, &rules, &other).unwrap_err();
/// assert!(error.to_string().starts_with("there is no site `gazette` among the pages"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MineError {
    /// No source is a page.
    #[error("found no page to read")]
    NoPages,
    /// There is no such site.
    #[error("there is no site `{given}` among the pages; there are: {}", known.join(", "))]
    NoSite {
        /// As asked for.
        given: String,
        /// What there is.
        known: Vec<String>,
    },
}

/// Finds what recurs over the pages of each site, and writes a rules file for it.
///
/// Laws: the file loads beside the shipped tables and proves itself; the same sources, in this order, give the same bytes
/// on any number of threads.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, sources) = example::site()?;
/// use unspool::{mine::{Mining, mine}, rules::Rules};
///
/// // “Become a friend of the Lantern” stands on every page of the site.
/// let mined = mine(&sources, &Rules::builtin()?, &Mining::default())?;
/// assert!(mined.text.contains("pattern = [\"^become a friend of the lantern$\"]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If no source can be read, or the only site asked for is none.
pub fn mine(sources: &[Source], rules: &Rules, mining: &Mining) -> Result<Mined, MineError> {
    let (archive, skipped) = archive(sources, rules, mining);
    if archive.pages.is_empty() {
        return Err(MineError::NoPages);
    }
    let mut sites = sites(&archive, rules, mining);
    if let Some(given) = &mining.site {
        let known = sites.iter().map(|site| site.name.clone()).collect();
        sites.retain(|site| site.name == *given);
        if sites.is_empty() {
            return Err(MineError::NoSite { given: given.clone(), known });
        }
    }
    let found = search(&sites, &archive, rules, mining);
    let held = held(&found);
    let mut table = Table::new(&sites, proposals(found, &sites, &archive, rules), &archive, rules);
    let text = table.proved();
    let markers = table.proposals.iter().filter(|proposal| proposal.is_marker()).count();
    Ok(Mined {
        pages: archive.pages.len(),
        skipped,
        sites: sites.iter().map(|site| (site.name.clone(), site.pages.len())).collect(),
        furniture: table.proposals.len() - markers,
        markers,
        held,
        text,
    })
}

/// Reads all sources, twice; see the head of this file.
fn archive(sources: &[Source], rules: &Rules, mining: &Mining) -> (Archive, Vec<Skipped>) {
    /// So many pages are in memory at a time.
    const BATCH: usize = 512;
    let library = Library::new(sources);
    let sieve = Sieve::new(mining.min_pages.max(2));
    sources.par_iter().for_each(|source| {
        library.texts(source, &mut |_, text| {
            // What cannot be read is told when it is read again.
            if let Ok(text) = text {
                sieve.add(keys(text, rules));
            }
        });
    });
    let (mut archive, mut skipped) = (Archive::default(), Vec::new());
    for batch in sources.chunks(BATCH) {
        let read = |source: &Source| {
            let mut pages = Vec::new();
            library.texts(source, &mut |path, text| {
                pages.push((path.to_owned(), text.map(|text| read(text, rules, &sieve))));
            });
            pages
        };
        let pages: Vec<Vec<(String, Result<ReadPage, Skipped>)>> = batch.par_iter().map(read).collect();
        for (path, page) in pages.into_iter().flatten() {
            match page {
                Ok(page) => archive.add(&path, page, &rules.dates),
                Err(skip) => skipped.push(skip),
            }
        }
    }
    (archive, skipped)
}

/// Where texts come from. Standard input can be read only once.
struct Library {
    stdin: Vec<(String, Result<String, Skipped>)>,
}

impl Library {
    fn new(sources: &[Source]) -> Self {
        let mut stdin = Vec::new();
        for source in sources.iter().filter(|source| source.file.is_none()) {
            each_text(source, &mut |path, text| stdin.push((path.to_owned(), text.map(|text| text.text))));
        }
        Self { stdin }
    }

    /// The texts of a source, each with its path.
    fn texts(&self, source: &Source, give: &mut dyn FnMut(&str, Result<&str, Skipped>)) {
        if source.file.is_none() {
            for (path, text) in &self.stdin {
                give(path, text.as_deref().map_err(Skipped::clone));
            }
            return;
        }
        each_text(source, &mut |path, text| match text {
            Ok(opened) => give(path, Ok(&opened.text)),
            Err(skipped) => give(path, Err(skipped)),
        });
    }
}

fn each_text(source: &Source, give: &mut dyn FnMut(&str, Result<Opened, Skipped>)) {
    let reading = Reading::default().of_any_size();
    texts(source, (&reading, None), &mut |(path, _), text| give(path, text));
}

/// The keys of all shapes of a page's lines.
fn keys(text: &str, rules: &Rules) -> Vec<u64> {
    let pieces =
        line_spans(text).map(|(span, _)| trim_span(text, span).of(text)).filter(|piece| !piece.is_empty());
    pieces.flat_map(|piece| shapes(&read_as(piece), &rules.dates)).flatten().map(|shape| shape.key).collect()
}

/// What recurs on each site, judged.
fn search(sites: &[Site], archive: &Archive, rules: &Rules, mining: &Mining) -> Found {
    let search = |site: &Site| {
        let (recurring, pages) = census(archive, site, mining);
        let verdicts = judge(&recurring, &pages, archive, rules);
        recurring.into_iter().zip(verdicts).collect::<Vec<_>>()
    };
    let of_sites: Vec<_> = sites.par_iter().map(search).collect();
    let mut found = Found::new();
    for (number, of_site) in of_sites.into_iter().enumerate() {
        for (recurring, verdict) in of_site {
            found.entry(recurring.shape).or_default().push((number, recurring.stats, verdict));
        }
    }
    found
}

/// How many recurring lines are not proposed, by reason.
fn held(found: &Found) -> BTreeMap<Reason, usize> {
    let mut held = BTreeMap::new();
    for (_, _, verdict) in found.values().flatten() {
        if let Verdict::Held(reason) = verdict {
            *held.entry(*reason).or_default() += 1;
        }
    }
    held
}
