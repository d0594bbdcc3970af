//! What the lines of a story's part of a page show: the features by which body text is told from furniture.
//!
//! Besides a line's own shape they hold what readability-like extractors go by: the text that lies in the elements around
//! it, in proportion to the richest element.

use super::view::{AROUND_LINE, BLOCKS, Seen, View};
use crate::label::Ends;
use crate::label::likely::{own, seen};
use crate::model::is;
use crate::rules::{NameSet, PLAIN};
use libm::log1pf;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Comments count as little as this.
const COMMENT: f32 = 0.3;

/// How much text the elements of some lines hold.
struct Masses {
    /// Text right in an element, half of what lies one element deeper, a quarter of what lies two deeper.
    direct: FxHashMap<u32, f32>,
    /// All text in an element.
    whole: FxHashMap<u32, f32>,
    /// Of the lines right in an element: how many, how many links among them, how much text.
    children: FxHashMap<u32, [f32; 3]>,
    total: f32,
    best: f32,
    /// The richest element.
    top: u32,
}

impl Masses {
    fn new(view: &View<'_>, lines: Range<usize>) -> Self {
        let comment = view.rules.names().set(&["comment"]);
        let mut masses = Self {
            direct: FxHashMap::default(),
            whole: FxHashMap::default(),
            children: FxHashMap::default(),
            total: 0.0,
            best: 0.0,
            top: 0,
        };
        for line in lines.clone() {
            let seen = &view.seen[line];
            let comment = view.is_called(line, comment);
            masses.add(view, seen, comment);
        }
        masses.find_top(view, lines);
        masses
    }

    fn add(&mut self, view: &View<'_>, seen: &Seen, comment: bool) {
        let prose = seen.prose as f32;
        let children = self.children.entry(seen.parent).or_default();
        children[0] += 1.0;
        children[1] += f32::from(u8::from(seen.linked > 0.6));
        children[2] += prose;
        if seen.prose == 0 {
            return;
        }
        self.total += prose;
        let weight = if comment { COMMENT } else { 1.0 };
        for (at, element) in view.markup.around(seen.parent).enumerate() {
            *self.whole.entry(element).or_default() += prose;
            if at < 3 {
                *self.direct.entry(element).or_default() += prose * weight / (1 << at) as f32;
            }
        }
    }

    /// The richest element; of equals the one whose text stands first.
    fn find_top(&mut self, view: &View<'_>, lines: Range<usize>) {
        for line in lines.filter(|&line| view.seen[line].prose > 0) {
            for element in view.markup.around(view.seen[line].parent).take(3) {
                let mass = self.direct_of(element);
                if mass > self.best {
                    (self.best, self.top) = (mass, element);
                }
            }
        }
    }

    fn direct_of(&self, element: u32) -> f32 {
        self.direct.get(&element).copied().unwrap_or_default()
    }

    fn whole_of(&self, element: u32) -> f32 {
        self.whole.get(&element).copied().unwrap_or_default()
    }
}

/// The features of some lines, as [`crate::rules::markup_features`] names them; `each` gets a line and its features.
pub fn features(view: &View<'_>, lines: Range<usize>, mut each: impl FnMut(usize, &[f32])) {
    let masses = Masses::new(view, lines.clone());
    let mut copies: FxHashMap<&str, usize> = FxHashMap::default();
    lines.clone().for_each(|line| *copies.entry(view.piece(line)).or_default() += 1);
    let plain = seen(view.text, &view.lines[lines.clone()], view.rules);
    let (mut above, mut row) = (0.0, Vec::new());
    for line in plain {
        let at = lines.start + line.index;
        let seen = &view.seen[at];
        row.clear();
        shape(view, at, &mut row);
        elements(view, at, &mut row);
        let place = Place { at, lines: &lines, above, recurs: copies[view.piece(at)] > 1 };
        place.features(view, &masses, &mut row);
        row.extend_from_slice(&own(&line, view.rules.vocabulary()).0[PLAIN..]);
        let beside = |at: Option<usize>| {
            let at = at.filter(|at| lines.contains(at));
            at.map_or(0.0, |at| log1pf(view.seen[at].prose as f32) / 5.0)
        };
        row.extend([beside(at.checked_sub(1)), beside(Some(at + 1))]);
        each(at, &row);
        above += seen.prose as f32;
    }
}

fn shape(view: &View<'_>, at: usize, row: &mut Vec<f32>) {
    let (look, linked) = (view.lines[at].look, view.seen[at].linked);
    let words = look.words();
    let log = log1pf(words as f32);
    row.extend([
        1.0,
        log,
        is(words < 4),
        is((4..8).contains(&words)),
        is((8..16).contains(&words)),
        is((16..30).contains(&words)),
        is(words >= 30),
        is(look.ends() == Ends::Sentence),
        is(look.ends() == Ends::Call),
        is(look.ends() == Ends::Ellipsis),
        is(look.ends() == Ends::Colon),
        linked,
        is(linked > 0.95),
        is(linked > 0.3 && linked <= 0.95),
        log * (1.0 - linked),
    ]);
}

fn elements(view: &View<'_>, at: usize, row: &mut Vec<f32>) {
    let (seen, tag) = (&view.seen[at], view.tag(at));
    row.extend(BLOCKS.iter().map(|block| is(*block == tag)));
    row.extend((0..AROUND_LINE.len()).map(|bit| is(seen.around >> bit & 1 == 1)));
    for names in [seen.near, seen.far] {
        let groups = view.rules.names().groups().len();
        row.extend((0..groups).map(|group| is(names.holds(NameSet(1 << group)))));
    }
}

/// Where a line stands.
struct Place<'l> {
    at: usize,
    lines: &'l Range<usize>,
    /// The text above it.
    above: f32,
    recurs: bool,
}

impl Place<'_> {
    fn features(&self, view: &View<'_>, masses: &Masses, row: &mut Vec<f32>) {
        const EDGE: usize = 20;
        let (seen, total) = (&view.seen[self.at], masses.total.max(1.0));
        let edge = |lines: usize| lines.min(EDGE) as f32 / EDGE as f32;
        let outer: Vec<u32> = view.markup.around(seen.parent).take(3).collect();
        let share = |at: usize| outer.get(at).map_or(0.0, |&at| masses.direct_of(at) / masses.best.max(1.0));
        let whole = |at: usize| outer.get(at).map_or(0.0, |&at| masses.whole_of(at) / total);
        let is_top = |at: usize| is(outer.get(at) == Some(&masses.top));
        let children = masses.children.get(&seen.parent).copied().unwrap_or_default();
        row.extend([
            log1pf(f32::from(view.markup.elements[seen.element as usize].depth)),
            (self.at - self.lines.start) as f32 / self.lines.len().max(1) as f32,
            edge(self.at - self.lines.start),
            edge(self.lines.end - 1 - self.at),
            self.above / total,
            share(0),
            share(1),
            share(2),
            is(view.markup.around(seen.parent).any(|at| at == masses.top)),
            is_top(0),
            is_top(1),
            whole(0),
            whole(1),
            log1pf(children[0]),
            children[1] / children[0].max(1.0),
            log1pf(children[2]) / 10.0,
            is(self.recurs),
        ]);
    }
}
