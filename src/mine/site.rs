//! Pages → sites: which pages come from one place?
//!
//! Lines belong to one site if each stands on a good part of the others' pages; a page belongs to the site whose lines it
//! has most of. So it does not matter how a scrape is laid out in folders.

use super::archive::{Archive, KeptPage, Row, ShapeId};
use super::page::Marks;
use super::{By, Mining};
use crate::rules::{Rules, RulesetId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Pages that come from one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    /// What it is called.
    pub(super) name: String,
    /// Its pages, by number.
    pub(super) pages: Vec<usize>,
}

/// Lines of a page by which its site is looked for: more say no more, and pairs of them are counted.
const SAMPLE: usize = 32;
/// The share, in hundredths, that the pages of a site's lines have in common on the average: lines that each stand on every
/// second page of a site have more.
const TOGETHER: u64 = 40;
/// Pairs of lines with less in common are not remembered.
const LINKED: u64 = 20;
/// Of a line that stands on pages, at least this share, in hundredths, has to stand beside different stories: what comes
/// with one story that many pages have is no site's.
const STORIES: usize = 50;

/// The sites of all pages, those with the most pages first.
pub(super) fn sites(archive: &Archive, rules: &Rules, mining: &Mining) -> Vec<Site> {
    let keys: Vec<u64> = match mining.by {
        By::Corpus => vec![0; archive.pages.len()],
        By::Folder => archive.pages.iter().map(|page| page.folder as u64).collect(),
        By::Publisher => archive.pages.iter().map(|page| number(page.ruleset)).collect(),
        By::Site => by_lines(archive, mining.min_pages),
    };
    let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    keys.iter().enumerate().for_each(|(page, key)| groups.entry(*key).or_default().push(page));
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|pages| (std::cmp::Reverse(pages.len()), pages[0]));
    named(groups, archive, rules, mining)
}

fn number(ruleset: RulesetId) -> u64 {
    ruleset.index() as u64
}

/// The number of each page's site; pages that have no line of a site have one number of their own.
fn by_lines(archive: &Archive, min_pages: usize) -> Vec<u64> {
    let told = telling_lines(archive, min_pages);
    let sites = grown(&together(&told));
    told.iter().map(|lines| site_of(lines, &sites)).collect()
}

/// The site that most lines of a page belong to: of equals the first.
fn site_of(lines: &[ShapeId], sites: &FxHashMap<ShapeId, usize>) -> u64 {
    const NONE: u64 = u64::MAX;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for site in lines.iter().filter_map(|line| sites.get(line)) {
        *counts.entry(*site).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(site, count)| (*count, std::cmp::Reverse(*site)));
    most.map_or(NONE, |(site, _)| site as u64)
}

/// The lines of each page that may tell its site: short ones that recur, a sample that is the same on all pages.
fn telling_lines(archive: &Archive, min_pages: usize) -> Vec<Vec<ShapeId>> {
    let of_page = |page: &KeptPage| -> Vec<ShapeId> {
        let mut shapes: Vec<ShapeId> =
            page.rows.iter().filter_map(|row| telling(row, archive, min_pages)).collect();
        shapes.sort_unstable_by_key(|shape| (scattered(*shape), *shape));
        shapes.dedup();
        shapes
    };
    let mut told: Vec<Vec<ShapeId>> = archive.pages.iter().map(of_page).collect();
    let stories = stories_of(archive, min_pages);
    for shapes in &mut told {
        shapes.retain(|shape| {
            stories[*shape as usize] * 100 >= archive.shapes[*shape as usize].pages * STORIES
        });
        shapes.truncate(SAMPLE);
    }
    told
}

fn telling(row: &Row, archive: &Archive, min_pages: usize) -> Option<ShapeId> {
    const NOT: Marks = Marks::SENTENCE.or(Marks::TITLE).or(Marks::FIELD).or(Marks::DATE);
    let recurs = |shape: &ShapeId| archive.shapes[*shape as usize].pages >= min_pages;
    row.shapes.into_iter().flatten().find(recurs).filter(|_| !row.marks.has(NOT))
}

/// How many different stories each shape stands beside.
fn stories_of(archive: &Archive, min_pages: usize) -> Vec<usize> {
    let mut seen: Vec<(ShapeId, u64)> = Vec::new();
    for page in &archive.pages {
        let beside = |row: &Row| Some((telling(row, archive, min_pages)?, page.story(row)));
        seen.extend(page.rows.iter().filter_map(beside));
    }
    seen.sort_unstable();
    seen.dedup();
    let mut counts = vec![0; archive.shapes.len()];
    seen.iter().for_each(|(shape, _)| counts[*shape as usize] += 1);
    counts
}

/// A number that looks random and is not. (The finaliser of MurmurHash3, A. Appleby.)
fn scattered(shape: ShapeId) -> u32 {
    let shape = (shape ^ shape >> 16).wrapping_mul(0x85EB_CA6B);
    let shape = (shape ^ shape >> 13).wrapping_mul(0xC2B2_AE35);
    shape ^ shape >> 16
}

/// How much of its pages each of two lines shares with the other, in hundredths: the lesser share.
type Together = BTreeMap<(ShapeId, ShapeId), u64>;

fn together(told: &[Vec<ShapeId>]) -> Together {
    let mut pages: FxHashMap<ShapeId, u64> = FxHashMap::default();
    let mut together: FxHashMap<(ShapeId, ShapeId), u64> = FxHashMap::default();
    for lines in told {
        for (at, &left) in lines.iter().enumerate() {
            *pages.entry(left).or_default() += 1;
            for &right in &lines[at + 1..] {
                *together.entry((left.min(right), left.max(right))).or_default() += 1;
            }
        }
    }
    let share =
        |(pair, count): ((ShapeId, ShapeId), u64)| (pair, 100 * count / pages[&pair.0].max(pages[&pair.1]));
    together.into_iter().map(share).filter(|(_, share)| *share >= LINKED).collect()
}

/// Lines → sites. The two lines that share most of their pages are joined first; two sets of lines are joined if all pairs
/// across them share enough on the average, so that one line that two sites have in common does not make them one.
/// (Average linkage; R. Sokal and C. Michener, 1958.)
fn grown(together: &Together) -> FxHashMap<ShapeId, usize> {
    let mut links: Vec<(u64, ShapeId, ShapeId)> =
        together.iter().map(|((left, right), share)| (*share, *left, *right)).collect();
    links.sort_unstable_by_key(|(share, left, right)| (std::cmp::Reverse(*share), *left, *right));
    let mut site_of: FxHashMap<ShapeId, usize> = FxHashMap::default();
    let mut sites: Vec<Vec<ShapeId>> = Vec::new();
    for (_, left, right) in links {
        let [left, right] = [left, right].map(|line| {
            *site_of.entry(line).or_insert_with(|| {
                sites.push(vec![line]);
                sites.len() - 1
            })
        });
        if left != right && linked(&sites[left], &sites[right], together) {
            let joined = std::mem::take(&mut sites[right]);
            site_of.extend(joined.iter().map(|line| (*line, left)));
            sites[left].extend(joined);
        }
    }
    // A line that is joined to no other tells no site.
    site_of.retain(|_, site| sites[*site].len() > 1);
    site_of
}

fn linked(left: &[ShapeId], right: &[ShapeId], together: &Together) -> bool {
    let pair = |left: ShapeId, right: ShapeId| together.get(&(left.min(right), left.max(right))).copied();
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| pair(*left, *right).unwrap_or(0)));
    pairs.sum::<u64>() >= TOGETHER * (left.len() * right.len()) as u64
}

/// Gives each site the name of its publisher or of the folder that only it lies in, else a number.
fn named(groups: Vec<Vec<usize>>, archive: &Archive, rules: &Rules, mining: &Mining) -> Vec<Site> {
    let alone = groups.len() == 1;
    let mut sites: Vec<Site> = Vec::with_capacity(groups.len());
    for pages in groups {
        let given = mining.name.clone().filter(|_| alone);
        let own = publisher(&pages, archive, rules).or_else(|| folder(&pages, archive)).or(given);
        let own = own.filter(|name| !name.is_empty() && sites.iter().all(|site| site.name != *name));
        let name = own.unwrap_or_else(|| format!("site {}", sites.len() + 1));
        sites.push(Site { name, pages });
    }
    sites
}

fn publisher(pages: &[usize], archive: &Archive, rules: &Rules) -> Option<String> {
    let ruleset = most(pages.iter().map(|&page| number(archive.pages[page].ruleset)), pages.len())?;
    let ruleset = pages.iter().map(|&page| archive.pages[page].ruleset).find(|&id| number(id) == ruleset)?;
    (ruleset != RulesetId::GENERIC).then(|| rules.ruleset(ruleset).name.clone())
}

fn folder(pages: &[usize], archive: &Archive) -> Option<String> {
    let folder = most(pages.iter().map(|&page| archive.pages[page].folder as u64), pages.len())?;
    archive.folders.get(usize::try_from(folder).ok()?).cloned()
}

/// The value that four of five have.
fn most(values: impl Iterator<Item = u64>, all: usize) -> Option<u64> {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts.into_iter().find(|(_, count)| count * 5 >= all * 4).map(|(value, _)| value)
}
