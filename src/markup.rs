//! An HTML page taken apart: its marks decide where stories begin and what each line is for.
//!
//! label → cut → judge → roles: lines get their signs as on plain text; boundaries come from elements that hold a story of
//! their own (`cut`); a logistic model over a line's shape, elements and place tells body text from furniture
//! (`features`), and each story is judged alone, so that the one with the most text puts no other in its shade.

use crate::evidence::Evidence;
use crate::html::{Fact, FactKind, Markup};
use crate::label::{Labelled, label_blocks};
use crate::role::Role;
use crate::rules::Rules;
use crate::split::{Run, Split};
use crate::strip::{Declared, Stripped, strip_by};
use std::collections::BTreeMap;
use std::ops::Range;

mod cut;
mod declared;
mod features;
mod roles;
mod view;

pub use features::features;
pub use view::{Seen, View};

/// Takes an HTML page apart, cutting at boundaries of at least `min_confidence`.
///
/// Laws: those of `label`, `split` and `strip`.
pub fn take_apart(page: (&str, &Markup), rules: &Rules, min_confidence: f64) -> (Labelled, Split, Stripped) {
    let (text, markup) = page;
    let labelled = label_blocks(text, rules);
    let view = View::new(text, markup, &labelled.lines, rules);
    let data = declared::data_stories(markup, rules);
    let mut split = cut::cut(&view, &labelled, &data, min_confidence);
    let mut scores = vec![f32::MIN; labelled.lines.len()];
    split.runs.iter().for_each(|run| judge(&view, run.lines.clone(), &mut scores));
    split.runs = with_text(split.runs, &scores);
    let mut found = Vec::new();
    let mut line_roles = vec![Role::Blank; labelled.lines.len()];
    let telling = Telling::new(&view, &data, &split.runs);
    for (at, run) in split.runs.iter_mut().enumerate() {
        let told = telling.story(at);
        let reading = roles::Reading::new(&view, run, &scores, &told);
        run.lines.clone().for_each(|line| line_roles[line] = reading.role(line));
        (run.title, run.body) = (reading.title(), reading.header().end);
        found.push(told.or(telling.times(at, reading.header())));
    }
    let mut stripped = strip_by(text, &labelled, (&split, rules), line_roles);
    for (story, told) in stripped.stories.iter_mut().zip(found) {
        story.evidence.extend(disagreements(&story.fields, &told));
        story.fields.declared = told;
    }
    (labelled, split, stripped)
}

/// The log-odds of some lines that they are body text.
fn judge(view: &View<'_>, lines: Range<usize>, scores: &mut [f32]) {
    features(view, lines.clone(), |line, features| {
        scores[line] = view.rules.markup().body.score(features.iter().copied())
    });
    fill(view, lines, scores);
}

/// Takes for body text what stands among it, right in the element that holds most of it, if it is no link and not refused
/// outright: a short answer, a line of a poem.
fn fill(view: &View<'_>, lines: Range<usize>, scores: &mut [f32]) {
    const OUTRIGHT: f32 = -2.0;
    const LINKED: f32 = 0.5;
    let mut words: BTreeMap<u32, usize> = BTreeMap::new();
    let texts: Vec<usize> = lines.filter(|&line| scores[line] > roles::BODY).collect();
    texts
        .iter()
        .for_each(|&line| *words.entry(view.seen[line].parent).or_default() += view.lines[line].look.words());
    let Some((&main, _)) = words.iter().max_by_key(|(_, words)| **words) else { return };
    let mut within = texts.iter().copied().filter(|&line| view.seen[line].parent == main);
    let Some(first) = within.next() else { return };
    let among = first..within.next_back().unwrap_or(first);
    for (seen, score) in view.seen[among.clone()].iter().zip(&mut scores[among]) {
        let doubtful = *score <= roles::BODY && *score > OUTRIGHT;
        if seen.parent == main && seen.linked < LINKED && doubtful {
            *score = roles::BODY + f32::EPSILON;
        }
    }
}

/// The runs, those without any text joined to the one above, or below where there is none.
fn with_text(runs: Vec<Run>, scores: &[f32]) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    let mut start = 0;
    let last = runs.len().saturating_sub(1);
    for (at, run) in runs.into_iter().enumerate() {
        let has_text = scores[run.lines.clone()].iter().any(|score| *score > roles::BODY);
        match kept.last_mut() {
            Some(above) if !has_text => above.lines.end = run.lines.end,
            None if !has_text && at < last => {}
            _ => kept.push(Run { lines: start..run.lines.end, ..run }),
        }
        start = kept.last().map_or(start, |run| run.lines.end);
    }
    kept
}

/// What a page declares, parted among its stories.
struct Telling<'v> {
    view: &'v View<'v>,
    /// The stories that JSON-LD declares, and where.
    data: &'v [(u32, Declared)],
    /// The lines and the headline of each story.
    stories: Vec<(Range<usize>, Option<usize>)>,
    /// What stands in each story; what stands in none is the first one's.
    facts: Vec<Vec<&'v Fact>>,
    /// What the page as a whole declares.
    page: Declared,
}

impl<'v> Telling<'v> {
    fn new(view: &'v View<'v>, data: &'v [(u32, Declared)], runs: &[Run]) -> Self {
        let stories = runs.iter().map(|run| (run.lines.clone(), run.title)).collect();
        let mut telling = Self {
            view,
            data,
            stories,
            facts: vec![Vec::new(); runs.len().max(1)],
            page: Declared::default(),
        };
        for fact in &view.markup.facts {
            let owner = telling.owner(fact.element);
            telling.facts[owner].push(fact);
        }
        telling.page = declared::of_facts(&telling.facts[0], view.rules);
        telling
    }

    /// What is declared of a story.
    fn story(&self, at: usize) -> Declared {
        let data = self.of_data(at).unwrap_or_default();
        if at == 0 {
            return data.or(self.page.clone());
        }
        let own = declared::of_facts(&self.facts[at], self.view.rules);
        let own = Declared { url: self.address(at).or(own.url.clone()), ..own };
        let Declared { publisher, language, .. } = self.page.clone();
        data.or(own).or(Declared { publisher, language, ..Declared::default() })
    }

    /// The story that an element belongs to: the one that holds all of its lines. What belongs to none is the page's own.
    fn owner(&self, element: u32) -> usize {
        let (first, last) = self.view.extent(element);
        if element == 0 || first > last {
            return 0;
        }
        let at = self.stories.partition_point(|(lines, _)| lines.start <= first).saturating_sub(1);
        if self.stories.get(at).is_some_and(|(lines, _)| lines.contains(&last)) { at } else { 0 }
    }

    /// What JSON-LD declares of a story: by its headline, else by its place, else, of the first story, the first object that
    /// is no other story's.
    fn of_data(&self, at: usize) -> Option<Declared> {
        let title = |(_, title): &(Range<usize>, Option<usize>)| {
            title.map(|title| declared::folded(self.view.piece(title)))
        };
        let own = self.stories.get(at).and_then(title);
        let by_title = || self.data.iter().find(|(_, story)| own.as_ref() == Some(&story.headline()));
        let by_place =
            || self.data.iter().find(|(element, _)| *element > 0 && at > 0 && self.owner(*element) == at);
        let first = || {
            let others: Vec<String> = self.stories.iter().skip(1).filter_map(title).collect();
            self.data.iter().find(|(element, story)| {
                at == 0 && self.owner(*element) == 0 && !others.contains(&story.headline())
            })
        };
        by_title().or_else(by_place).or_else(first).map(|(_, story)| story.clone())
    }

    /// The address of a story's container, or of its headline where that is a link.
    fn address(&self, at: usize) -> Option<String> {
        let title = self.stories[at].1?;
        let own: Vec<u32> = self.view.markup.around(self.view.seen[title].element).collect();
        let of = |kind: FactKind| {
            self.facts[at].iter().find(|fact| fact.kind == kind && own.contains(&fact.element))
        };
        let link = || of(FactKind::Link).filter(|_| self.view.seen[title].linked > 0.9);
        declared::absolute(&of(FactKind::Address).or_else(link)?.value, self.page.url.as_deref())
    }

    /// What `time` elements in the header of a story say, and whether it is of the last change.
    fn times(&self, at: usize, header: Range<usize>) -> Declared {
        let mut told = Declared::default();
        for fact in self.facts[at].iter().filter(|fact| fact.kind == FactKind::Time) {
            let (first, last) = self.view.extent(fact.element);
            if first > last || !header.contains(&first) {
                continue;
            }
            let words = format!("{} {}", fact.key, self.view.markup.names(fact.element)).to_ascii_lowercase();
            let changed = ["modif", "updat"].iter().any(|word| words.contains(word));
            let slot = if changed { &mut told.updated } else { &mut told.published };
            *slot = slot.or_else(|| declared::moment(&fact.value, self.view.rules));
        }
        told
    }
}

/// Where the page declares something else than it shows.
fn disagreements(fields: &crate::strip::Fields, told: &Declared) -> Vec<Evidence> {
    let mut found = Vec::new();
    if let (Some(shown), Some(title)) = (&fields.title, &told.title) {
        let (shown, title) = (declared::folded(shown), declared::folded(title));
        // Titles for other sites carry the name of this one.
        if !shown.contains(&title) && !title.contains(&shown) {
            found.push(Evidence::TitleDisagrees);
        }
    }
    let day = |when: &crate::date::When| when.day(None);
    let shown = fields.dates.published.as_ref().and_then(|(when, _)| day(when));
    if let (Some(shown), Some(day)) = (shown, told.published.as_ref().and_then(day))
        && shown != day
    {
        found.push(Evidence::DateDisagrees);
    }
    let known =
        |name: &String| told.authors.iter().any(|author| declared::folded(author) == declared::folded(name));
    if !fields.authors.is_empty() && !told.authors.is_empty() && !fields.authors.iter().any(known) {
        found.push(Evidence::AuthorsDisagree);
    }
    found
}
