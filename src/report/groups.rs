//! Stories with those that are like them.

use super::beside::{Bench, Extent, Gone, Pair, of_record};
use super::desk::Desk;
use super::draw::{Least, short};
use super::island::Budget;
use super::rows::{ByKey, InOrder, PageKey, PageRows};
use super::survey::{KinCounts, id_number};
use crate::output::{BrokenFile, OutputFolder};
use crate::record::{Record, SimilarKind, SimilarLine, SimilarReason, hex128};
use crate::span::Span;
use crate::write::LINE_FILES;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The largest groups, and so many drawn by lot among all, are shown as far as there is room.
const LARGEST: usize = 150;
const DRAWN: usize = 150;
/// Bytes of the page for each of the two.
const ROOM: usize = 850_000;
/// So many stories of each kind are named in a group.
const NAMED: usize = 12;
/// Bytes of a group for texts that stand side by side.
const TEXT: usize = 24_000;
const EXTENT: Extent = Extent { paragraphs: 40, bytes: 1200 };

/// All groups, and some of them whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Groups {
    /// How many there are.
    pub found: usize,
    /// How many groups have so many stories beside their first one.
    pub sizes: BTreeMap<u64, u64>,
    /// Those that are shown: the largest first, then those drawn by lot.
    pub shown: Vec<Group>,
}

/// A kept story and its kin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it begins.
    pub at: usize,
    /// Its headline; `null` if it has none, or is a story of an earlier output.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its day.
    pub date: Option<String>,
    /// Whether its size or the lot brought it here.
    pub drawn: bool,
    /// How many kin it has.
    pub counts: KinCounts,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Some of its kin.
    pub members: Vec<Member>,
}

/// What a story is to the first one of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[doc(hidden)]
pub enum Bond {
    /// It went to the ledger.
    Dropped,
    /// It stays and names the first one.
    Marked,
    /// It is a revision.
    Revision,
    /// Only its facts keep it.
    Held,
}

/// A story that is like the first one of its group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Member {
    /// What it is.
    pub bond: Bond,
    /// Its id.
    pub id: String,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it begins.
    pub at: usize,
    /// Its headline.
    pub title: Option<String>,
    /// Its day, where it is known.
    pub date: Option<String>,
    /// How like it is.
    pub similarity: f64,
    /// The facts it holds that the first one lacks.
    pub differs: Vec<String>,
    /// Its paragraphs beside those of the first one; `null` where there was no room for them.
    pub pairs: Option<Vec<Pair>>,
}

/// A group that is going to be shown.
struct Picked {
    drawn: bool,
    counts: KinCounts,
    /// Where the first story lies, as its kin say.
    first: Option<(PageKey, Span)>,
    kin: Vec<Kin>,
}

/// A story of a picked group.
struct Kin {
    bond: Bond,
    id: String,
    key: PageKey,
    similarity: f64,
    differs: Vec<String>,
}

/// Groups by the number of the id of their first story.
struct Picks {
    groups: BTreeMap<u128, Picked>,
    /// The order in which they are shown.
    order: Vec<u128>,
}

/// Tells the groups that `kin` counts; those to be shown are read again.
pub(super) fn groups(
    output: &OutputFolder,
    kin: &BTreeMap<u128, KinCounts>,
    desk: &Desk<'_>,
    seed: u64,
) -> Result<Groups, BrokenFile> {
    let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
    kin.values().for_each(|counts| *sizes.entry(counts.all()).or_default() += 1);
    let mut picks = Picks::new(kin, seed);
    picks.collect(output)?;
    Ok(Groups { found: kin.len(), sizes, shown: picks.tell(ByKey::open(output)?, desk)? })
}

impl Picks {
    fn new(kin: &BTreeMap<u128, KinCounts>, seed: u64) -> Self {
        let (mut largest, mut drawn) = (Least::new(LARGEST), Least::new(LARGEST + DRAWN));
        for (id, counts) in kin {
            largest.offer((Reverse(counts.all()), *id), || *id);
            drawn.offer(xxh3_64_with_seed(&id.to_be_bytes(), seed), || *id);
        }
        let mut picks = Self { groups: BTreeMap::new(), order: Vec::new() };
        let largest = largest.into_values().map(|id| (id, false));
        for (id, drawn) in largest.chain(drawn.into_values().map(|id| (id, true))) {
            if picks.order.len() < LARGEST + DRAWN && !picks.groups.contains_key(&id) {
                let counts = kin.get(&id).copied().unwrap_or_default();
                picks.groups.insert(id, Picked { drawn, counts, first: None, kin: Vec::new() });
                picks.order.push(id);
            }
        }
        picks
    }

    /// Reads the output once more and collects the kin of the picked groups.
    fn collect(&mut self, output: &OutputFolder) -> Result<(), BrokenFile> {
        if self.order.is_empty() {
            return Ok(());
        }
        for page in InOrder::open(output)? {
            self.page(&page?);
        }
        for similar in output.rows::<SimilarLine>(LINE_FILES[2])? {
            self.similar(similar?);
        }
        Ok(())
    }

    fn page(&mut self, page: &PageRows) {
        for record in &page.records {
            let marked = record.duplicate_of.as_ref().map(|twin| (Bond::Marked, twin));
            let revision = record.revision_of.as_ref().map(|twin| (Bond::Revision, twin));
            for (bond, twin) in marked.into_iter().chain(revision) {
                let key = PageKey { path: twin.path.clone(), item: twin.item };
                let kin = Kin::new(bond, &record.id, &page.key, twin.similarity);
                self.add(&twin.id, (key, twin.span), kin);
            }
        }
        for (id, lines) in page.gone() {
            if let Some((twin, share)) = PageRows::survivor(&lines) {
                let key = PageKey { path: twin.path.clone(), item: twin.item };
                self.add(&twin.id, (key, twin.span), Kin::new(Bond::Dropped, id, &page.key, share));
            }
        }
    }

    fn similar(&mut self, line: SimilarLine) {
        let SimilarLine { path, item, id, kind, reason, twin, differs, .. } = line;
        if kind != SimilarKind::Story {
            return;
        }
        if reason == SimilarReason::Facts {
            let key = PageKey { path: twin.path, item: twin.item };
            let kin = Kin::new(Bond::Held, &id, &PageKey { path, item }, twin.similarity);
            self.add(&twin.id, (key, twin.span), Kin { differs, ..kin });
        } else if let Some(group) = self.groups.get_mut(&id_number(&twin.id)) {
            let revision = group.kin.iter_mut().find(|kin| kin.id == id && kin.bond == Bond::Revision);
            revision.into_iter().for_each(|kin| kin.differs.clone_from(&differs));
        }
    }

    fn add(&mut self, first: &str, place: (PageKey, Span), kin: Kin) {
        let Some(group) = self.groups.get_mut(&id_number(first)) else { return };
        group.first.get_or_insert(place);
        let alike = group.kin.iter().filter(|other| other.bond == kin.bond).count();
        if alike < NAMED {
            group.kin.push(kin);
        }
    }

    /// The groups as they are shown, as far as there is room for them.
    fn tell(mut self, mut pages: ByKey, desk: &Desk<'_>) -> Result<Vec<Group>, BrokenFile> {
        let mut shown = Vec::new();
        let mut rooms = [false, true].map(|_| Budget::new(ROOM));
        for id in std::mem::take(&mut self.order) {
            let Some(picked) = self.groups.remove(&id) else { continue };
            let room = usize::from(picked.drawn);
            let group = Telling { pages: &mut pages, desk }.group(id, picked)?;
            if rooms[room].take(&group) {
                shown.push(group);
            }
        }
        Ok(shown)
    }
}

impl Kin {
    fn new(bond: Bond, id: &str, key: &PageKey, similarity: f64) -> Self {
        Self { bond, id: id.to_owned(), key: key.clone(), similarity, differs: Vec::new() }
    }
}

/// What groups are told from.
struct Telling<'t, 'd> {
    pages: &'t mut ByKey,
    desk: &'t Desk<'d>,
}

impl Telling<'_, '_> {
    fn group(&mut self, id: u128, picked: Picked) -> Result<Group, BrokenFile> {
        let id = hex128(id);
        let (key, span) =
            picked.first.unwrap_or((PageKey { path: String::new(), item: None }, Span::default()));
        let page = self.pages.page(&key)?;
        let record = page.record(&id).filter(|record| lies_in(record, span));
        let bench = record.map(|record| Bench::new(record, self.desk.rules(), EXTENT));
        let mut room = Budget::new(TEXT);
        let mut members = Vec::with_capacity(picked.kin.len());
        for kin in picked.kin {
            let mut member = self.member(kin, bench.as_ref())?;
            member.pairs = member.pairs.take().filter(|pairs| room.take(pairs));
            members.push(member);
        }
        Ok(Group {
            at: record.map_or(span.start, |record| record.span.start),
            title: record.and_then(|record| record.title.as_deref()).map(headline),
            publisher: record.and_then(|record| record.publisher.clone()),
            language: record.and_then(|record| record.language.clone()),
            date: record.and_then(|record| record.date.clone()),
            drawn: picked.drawn,
            counts: picked.counts,
            paragraphs: bench.map(|bench| bench.texts()).unwrap_or_default(),
            members,
            path: key.path,
            item: key.item,
            id,
        })
    }

    fn member(&mut self, kin: Kin, bench: Option<&Bench<'_>>) -> Result<Member, BrokenFile> {
        let Kin { bond, id, key, similarity, differs } = kin;
        let page = self.pages.page(&key)?;
        let (at, title, date, paragraphs) = match page.record(&id) {
            Some(record) => {
                let title = record.title.as_deref().map(headline);
                (record.span.start, title, record.date.clone(), of_record(record))
            }
            None => {
                let gone = Gone::new(&page, &id, self.desk);
                (gone.at, gone.title.as_deref().map(headline), gone.date, gone.paragraphs)
            }
        };
        let pairs = bench.map(|bench| bench.beside(&paragraphs));
        let PageKey { path, item } = key;
        Ok(Member { bond, id, path, item, at, title, date, similarity, differs, pairs })
    }
}

/// Whether a span is that of a story or of one of its parts: a story of an earlier output may go by the id of one of this.
fn lies_in(record: &Record, span: Span) -> bool {
    record.span == span || record.parts.iter().any(|part| part.span == span)
}

fn headline(title: &str) -> String {
    const LONGEST: usize = 300;
    short(title, LONGEST)
}
