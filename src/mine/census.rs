//! A site's pages → what recurs on them, and how its lines stand.

use super::Mining;
use super::archive::{Archive, KeptPage, Row, ShapeId};
use super::page::Marks;
use super::shape::LEVELS;
use super::site::Site;
use rustc_hash::FxHashMap;

/// A shape that recurs on the pages of a site.
#[derive(Debug, Clone)]
pub(super) struct Recurring {
    /// The shape.
    pub(super) shape: ShapeId,
    /// How its lines stand.
    pub(super) stats: Stats,
}

/// How the lines of a shape stand on the pages of a site.
#[derive(Debug, Clone, Default)]
pub(super) struct Stats {
    /// Lines.
    pub(super) lines: usize,
    /// Pages they stand on.
    pub(super) pages: usize,
    /// Pages on which they stand twice or more often.
    pub(super) often: usize,
    /// Different stories they stand in.
    pub(super) stories: usize,
    /// Lines with each mark, by bit.
    marks: [usize; 16],
    /// The numbers of the lines from the top and from the end of their pages.
    places: Vec<(u32, u32)>,
}

impl Stats {
    /// Lines with a mark.
    pub(super) fn with(&self, mark: Marks) -> usize {
        mark.bits().next().map_or(0, |bit| self.marks[bit])
    }

    /// Whether most lines have a mark.
    pub(super) fn mostly(&self, mark: Marks) -> bool {
        self.with(mark) * 2 > self.lines
    }

    /// Where the lines stand, in words.
    pub(super) fn place(&self) -> String {
        /// Closer to an end of the page than this, in lines.
        const NEAR: u32 = 10;
        let middle = |of: fn(&(u32, u32)) -> u32| {
            let mut numbers: Vec<u32> = self.places.iter().map(of).collect();
            numbers.sort_unstable();
            numbers.get(numbers.len() / 2).copied().unwrap_or_default()
        };
        let most = |near: &dyn Fn(&(u32, u32)) -> bool| {
            self.places.iter().filter(|place| near(place)).count() * 10 >= self.places.len() * 7
        };
        if most(&|(top, _)| *top < NEAR) {
            format!("line {} of the page", middle(|(top, _)| *top) + 1)
        } else if most(&|(_, end)| *end < NEAR) {
            match middle(|(_, end)| *end) {
                0 => "last line of the page".to_owned(),
                end => format!("line {} from the end of the page", end + 1),
            }
        } else {
            let depth = middle(|(top, end)| 100 * top / (top + end).max(1));
            format!("in the page, at about {depth} %")
        }
    }
}

/// A page of a site, with the recurring shape of each row.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    pub(super) page: &'a KeptPage,
    /// The place of the row's shape among the site's recurring ones.
    pub(super) recurring: Vec<Option<usize>>,
}

/// What recurs on the pages of a site, and where.
///
/// A line counts under the first of its shapes that recurs enough: what stands on enough pages with its very names is not
/// folded any further.
pub(super) fn census<'a>(
    archive: &'a Archive,
    site: &Site,
    mining: &Mining,
) -> (Vec<Recurring>, Vec<Counted<'a>>) {
    let mut chosen: FxHashMap<ShapeId, usize> = FxHashMap::default();
    let mut recurring: Vec<Recurring> = Vec::new();
    for level in 0..LEVELS {
        for shape in shapes_at(archive, site, mining, (level, &chosen)) {
            chosen.insert(shape, recurring.len());
            recurring.push(Recurring { shape, stats: Stats::default() });
        }
    }
    let of_row = |row: &Row| row.shapes.iter().flatten().find_map(|shape| chosen.get(shape).copied());
    let counted: Vec<Counted<'a>> = site
        .pages
        .iter()
        .map(|&page| {
            let page = &archive.pages[page];
            Counted { page, recurring: page.rows.iter().map(of_row).collect() }
        })
        .collect();
    for (recurring, stats) in recurring.iter_mut().zip(stats(&counted, chosen.len())) {
        recurring.stats = stats;
    }
    (recurring, counted)
}

/// The shapes of a level that stand on enough pages of the site, of lines that no earlier level has taken.
fn shapes_at(
    archive: &Archive,
    site: &Site,
    mining: &Mining,
    (level, chosen): (usize, &FxHashMap<ShapeId, usize>),
) -> Vec<ShapeId> {
    let mut pages: FxHashMap<ShapeId, (usize, usize)> = FxHashMap::default();
    for &number in &site.pages {
        for row in &archive.pages[number].rows {
            let taken = row.shapes.iter().flatten().any(|shape| chosen.contains_key(shape));
            let Some(shape) = row.shapes[level].filter(|_| !taken) else { continue };
            let (count, last) = pages.entry(shape).or_insert((0, usize::MAX));
            *count += usize::from(*last != number);
            *last = number;
        }
    }
    let least = mining.least_pages(site.pages.len());
    let mut shapes: Vec<ShapeId> =
        pages.into_iter().filter(|(_, (count, _))| *count >= least).map(|(shape, _)| shape).collect();
    shapes.sort_unstable();
    shapes
}

fn stats(counted: &[Counted<'_>], shapes: usize) -> Vec<Stats> {
    let mut all = vec![Stats::default(); shapes];
    let mut stories: Vec<(usize, u64)> = Vec::new();
    for Counted { page, recurring } in counted {
        let mut here: FxHashMap<usize, usize> = FxHashMap::default();
        for (row, at) in page.rows.iter().zip(recurring) {
            let Some(at) = *at else { continue };
            let stats = &mut all[at];
            stats.lines += 1;
            let times = here.entry(at).or_default();
            *times += 1;
            stats.pages += usize::from(*times == 1);
            stats.often += usize::from(*times == 2);
            row.marks.bits().for_each(|bit| stats.marks[bit] += 1);
            stats.places.push((row.at, page.count.saturating_sub(row.at + 1)));
            stories.push((at, page.story(row)));
        }
    }
    stories.sort_unstable();
    stories.dedup();
    stories.iter().for_each(|(at, _)| all[*at].stories += 1);
    all
}
