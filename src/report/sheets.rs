//! Pages as they are shown: the role of each span, the boundaries with their evidence, twins of what was dropped.

use super::desk::{Desk, Source};
use super::draw::short;
use super::island::Budget;
use super::rows::{ByKey, PageKey, PageRows, Piece, PieceFate};
use super::suspects::{Reason, Why};
use crate::output::BrokenFile;
use crate::record::{Record, RecordPart};
use crate::role::Part;
use crate::span::Span;
use crate::split::Boundary;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of the report for all pages.
const ROOM: usize = 1_300_000;
/// Spans of a page, and bytes of each, that are shown.
const SPANS: usize = 240;
const SPAN: usize = 1500;
/// Pages that are shown because the twin of something dropped stands on them.
const TWIN_PAGES: usize = 24;
/// Bytes of a twin that are shown.
const TWIN: usize = 500;

/// A page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct Sheet {
    /// Its path.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Why it is shown.
    pub reasons: Vec<Reason>,
    /// Its stories, kept or not.
    pub stories: usize,
    /// Whether the source could be read again: without it, some texts are unknown.
    pub source: bool,
    /// Its spans and boundaries.
    pub rows: Vec<Row>,
    /// Rows above and below that are left out.
    pub cut: [usize; 2],
}

/// A row of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[doc(hidden)]
pub enum Row {
    /// A span.
    Span(SpanRow),
    /// A place where a story begins, or nearly did.
    Boundary(BoundaryRow),
}

/// A span of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct SpanRow {
    /// Where it begins.
    pub at: usize,
    /// The part it is, or the rule that dropped it.
    pub role: String,
    /// Whether it is in the ledger.
    pub dropped: bool,
    /// What it says, cut short; `null` where neither the output nor the source tells.
    pub text: Option<String>,
    /// The kept text it is a duplicate of, by its place in the report's list of twins.
    pub twin: Option<usize>,
    /// How like they are.
    pub similarity: Option<f64>,
    #[serde(skip)]
    place: Option<Place>,
}

/// A place where a story begins, or nearly did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct BoundaryRow {
    /// Where.
    pub at: usize,
    /// Whether the page is cut here.
    pub cut: bool,
    /// How probable it is; `null` where nothing had to be decided, or nothing is known.
    pub confidence: Option<f64>,
    /// What was observed, with its log-odds where the page could be taken apart again.
    pub evidence: Vec<(String, Option<f64>)>,
}

/// A kept text that something else is a duplicate of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[doc(hidden)]
pub struct TwinText {
    /// Its story.
    pub id: String,
    /// The page it stands on.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Where it begins.
    pub at: usize,
    /// What it says, cut short; `null` if this output does not hold it.
    pub text: Option<String>,
}

/// Where a twin lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    key: PageKey,
    id: String,
    span: Span,
}

impl Place {
    fn new(path: &str, item: Option<u64>, id: &str, span: Span) -> Self {
        Self { key: PageKey { path: path.to_owned(), item }, id: id.to_owned(), span }
    }
}

/// Rows of a page that are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The byte that must be seen.
    pub(super) at: usize,
    /// Rows before it.
    pub(super) before: usize,
    /// Rows from it on.
    pub(super) from: usize,
}

/// The pages that are shown, and the twins that they speak of.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    pub(super) shown: Vec<Sheet>,
    pub(super) twins: Vec<TwinText>,
    pub(super) left_out: usize,
    places: BTreeMap<Place, usize>,
}

/// Shows pages as far as there is room, and those that the first twins stand on.
pub(super) fn sheets(
    picked: Vec<(PageKey, Vec<Reason>)>,
    pages: &mut ByKey,
    desk: &Desk<'_>,
) -> Result<Sheets, BrokenFile> {
    let mut sheets = Sheets::default();
    let mut room = Budget::new(ROOM);
    let mut there: BTreeSet<PageKey> = picked.iter().map(|(key, _)| key.clone()).collect();
    for (key, reasons) in picked {
        sheets.show(&pages.page(&key)?, reasons, &mut room, desk);
    }
    let mut places: Vec<(usize, Place)> =
        sheets.places.iter().map(|(place, at)| (*at, place.clone())).collect();
    places.sort_unstable();
    let others: Vec<(PageKey, usize)> = places
        .into_iter()
        .map(|(_, place)| (place.key, place.span.start))
        .filter(|(key, _)| there.insert(key.clone()))
        .collect();
    for (key, at) in others.into_iter().take(TWIN_PAGES) {
        let reasons = vec![Reason { why: Why::Twin, at, figure: None }];
        sheets.show(&pages.page(&key)?, reasons, &mut room, desk);
    }
    sheets.read_twins(pages)?;
    Ok(sheets)
}

impl Sheets {
    fn show(&mut self, page: &PageRows, reasons: Vec<Reason>, room: &mut Budget, desk: &Desk<'_>) {
        let source = desk.source(&page.key);
        let all = rows(page, source.as_ref(), SPAN);
        if all.is_empty() {
            return;
        }
        let at = reasons.first().map_or(0, |reason| reason.at);
        let (rows, cut) = windowed(all, Window { at, before: SPANS / 3, from: SPANS });
        let PageKey { path, item } = page.key.clone();
        let stories = page.stories().len();
        let mut sheet = Sheet { path, item, reasons, stories, source: source.is_some(), rows, cut };
        if room.take(&sheet) {
            sheet.rows.iter_mut().for_each(|row| self.name_twin(row));
            self.shown.push(sheet);
        } else {
            self.left_out += 1;
        }
    }

    fn name_twin(&mut self, row: &mut Row) {
        let Row::Span(row) = row else { return };
        let Some(place) = row.place.take() else { return };
        let next = self.twins.len();
        let at = *self.places.entry(place.clone()).or_insert(next);
        if at == next {
            let Place { key: PageKey { path, item }, id, span } = place;
            self.twins.push(TwinText { id, path, item, at: span.start, text: None });
        }
        row.twin = Some(at);
    }

    /// Reads what the twins say, page by page.
    fn read_twins(&mut self, pages: &mut ByKey) -> Result<(), BrokenFile> {
        let mut page: Option<PageRows> = None;
        for (place, at) in &self.places {
            let opened = match page.take().filter(|page| page.key == place.key) {
                Some(page) => page,
                None => pages.page(&place.key)?,
            };
            let record = opened.record(&place.id);
            let part = record.and_then(|record| record.parts.iter().position(|part| part.span == place.span));
            let text = record.zip(part).and_then(|(record, part)| part_text(record, part));
            self.twins[*at].text = text.map(|text| short(&text, TWIN));
            page = Some(opened);
        }
        Ok(())
    }
}

/// The rows of a page, texts cut behind so many bytes.
pub(super) fn rows(page: &PageRows, source: Option<&Source>, most: usize) -> Vec<Row> {
    let mut boundaries = boundaries(page, source).into_iter().peekable();
    let mut rows = Vec::new();
    for piece in page.pieces() {
        while let Some(boundary) = boundaries.next_if(|boundary| boundary.at <= piece.span.start) {
            rows.push(Row::Boundary(boundary));
        }
        rows.push(Row::Span(span_row(&piece, source, most)));
    }
    rows
}

fn span_row(piece: &Piece<'_>, source: Option<&Source>, most: usize) -> SpanRow {
    let (role, told, place, similarity) = match piece.fate {
        PieceFate::Part(record, part) => {
            let nth = record.parts.iter().position(|other| std::ptr::eq(other, part)).unwrap_or_default();
            let twin = part.duplicate_of.as_ref();
            let place = twin.map(|twin| Place::new(&twin.path, twin.item, &twin.id, twin.span));
            let similarity = twin.map(|twin| twin.similarity);
            (part.role.name().to_owned(), part_text(record, nth), place, similarity)
        }
        PieceFate::Line(line) => {
            let twin = line.duplicate_of.as_ref();
            let place = twin.map(|twin| Place::new(&twin.path, twin.item, &twin.id, twin.span));
            (line.rule.clone(), line.text.clone(), place, line.similarity)
        }
    };
    let in_source = source.map(|source| piece.span.of(&source.text).to_owned());
    let text = in_source.filter(|text| !text.is_empty()).or(told).map(|text| short(&text, most));
    let dropped = matches!(piece.fate, PieceFate::Line(_));
    SpanRow { at: piece.span.start, role, dropped, text, twin: None, similarity, place }
}

/// Where the stories of a page begin, and where it was nearly cut.
fn boundaries(page: &PageRows, source: Option<&Source>) -> Vec<BoundaryRow> {
    let weighed = |boundary: &Boundary| {
        let one = |(evidence, weight): &(crate::evidence::Evidence, f64)| (evidence.name(), Some(*weight));
        boundary.evidence.iter().map(one).collect()
    };
    let cut = |(id, at): (&str, usize)| {
        let record = page.record(id);
        let told =
            record.map(|record| record.evidence.iter().map(|evidence| (evidence.name(), None)).collect());
        let again = source.and_then(|source| source.boundary(&page.key, id));
        let confidence = record.and_then(|record| record.split_confidence);
        BoundaryRow {
            at,
            cut: true,
            confidence: confidence.or(again.map(|boundary| boundary.confidence)),
            evidence: again.map(weighed).or(told).unwrap_or_default(),
        }
    };
    let mut all: Vec<BoundaryRow> = page.stories().into_iter().map(cut).collect();
    let near = source.into_iter().flat_map(Source::near_misses);
    all.extend(near.map(|(at, near)| BoundaryRow {
        at,
        cut: false,
        confidence: Some(near.confidence),
        evidence: weighed(near),
    }));
    all.sort_by_key(|boundary| (boundary.at, !boundary.cut));
    all
}

/// The rows around a byte, and how many are left out above and below.
pub(super) fn windowed(mut rows: Vec<Row>, window: Window) -> (Vec<Row>, [usize; 2]) {
    let focus = rows.iter().position(|row| row.at() >= window.at).unwrap_or(rows.len());
    let first = focus.saturating_sub(window.before);
    let last = rows.len().min(focus + window.from);
    let below = rows.len() - last;
    rows.truncate(last);
    rows.drain(..first);
    (rows, [first, below])
}

impl Row {
    /// Where it begins.
    pub fn at(&self) -> usize {
        match self {
            Self::Span(row) => row.at,
            Self::Boundary(row) => row.at,
        }
    }
}

/// What a part says, by the fields of its record.
fn part_text(record: &Record, nth: usize) -> Option<String> {
    let part = record.parts.get(nth)?;
    let before =
        |wanted: &dyn Fn(&RecordPart) -> bool| record.parts[..nth].iter().filter(|part| wanted(part)).count();
    let same = before(&|other| other.role == part.role);
    match part.role {
        Part::Title => record.title.clone(),
        Part::Paragraph | Part::Subheading => {
            record.text.split("\n\n").nth(before(&|other| other.role.is_text())).map(str::to_owned)
        }
        Part::Highlight => record.highlights.get(same).cloned(),
        Part::Caption => record.captions.get(same).cloned(),
        Part::Credit => record.credits.get(same).cloned(),
        Part::Date => record.published_raw.clone().or_else(|| record.updated_raw.clone()),
        Part::Byline => (!record.authors.is_empty()).then(|| record.authors.join(", ")),
        Part::Topics => (!record.topics.is_empty()).then(|| record.topics.join(", ")),
    }
}
