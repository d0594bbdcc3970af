//! What a line of a gap shows of whether the story below begins with it.

use super::reads::Reads;
use super::{Class, Gap, aligned};
use crate::model::is;
use crate::rules::{PLACE, READS, SIDES};
use libm::log1pf;
use std::ops::Range;

/// Where the features begin that are values: behind the classes of single lines and of pairs.
const VALUES: usize = (SIDES.len() + 2 * Class::COUNT) * Class::COUNT;
/// The place of the first of the two last features, which tell how many stories of the page begin alike.
pub(super) const ALIKE: usize = VALUES + 2 * READS.len() + PLACE.len() - 2;

/// Counts say no more above so many.
const MANY: usize = 4;
const SOME: usize = 3;

fn up_to(most: usize, count: usize) -> f32 {
    count.min(most) as f32
}

/// What a line of a gap shows: the features that are not zero, by their places in
/// [`place_features`](crate::rules::place_features).
pub type Features = Vec<(usize, f32)>;

impl Gap<'_> {
    /// The features of a row, but for the last two, given how it and the one below read.
    pub(super) fn place(&self, row: usize, reads: [&Reads; 2]) -> Features {
        let reads = reads.into_iter().flatten().copied();
        let stands = reads.chain(self.stands(row)).chain(self.headlines(row));
        let values = stands.chain(self.comes_back(row)).chain(self.parts(row)).chain(self.as_head(row));
        let values = values.chain(self.page.weighed[self.at].of_row(row));
        let values = (VALUES..).zip(values).filter(|(_, value)| *value != 0.0);
        self.around(row).map(|at| (at, 1.0)).chain(values).collect()
    }

    /// What the row is and what stands around it: the places of these features.
    fn around(&self, row: usize) -> impl Iterator<Item = usize> {
        let class = |row: usize| self.page.classes[row] as usize;
        // A text stands above each gap; below it, nothing counts behind the first line of the next one.
        let (at, above) = (class(row), class(row - 1));
        let inside = |row: usize| (row <= self.rows.end).then(|| class(row));
        let (below, second_below) = (inside(row + 1), inside(row + 2));
        let second_above = row.checked_sub(2).map(class);
        let sides = [Some(at), Some(above), below, second_above, second_below].into_iter().enumerate();
        let sides = sides.filter_map(|(side, class)| Some(side * Class::COUNT + class?));
        let pair =
            |side: usize, other: usize| (SIDES.len() + side * Class::COUNT + at) * Class::COUNT + other;
        sides.chain([pair(0, above)]).chain(below.map(|below| pair(1, below)))
    }

    /// Where a row stands.
    fn stands(&self, row: usize) -> [f32; 7] {
        let rows = &self.page.rows.rows;
        let blanks = rows[row].blanks;
        let widest = rows[self.rows.start..=self.rows.end].iter().map(|row| row.blanks).max().unwrap_or(0);
        [
            is(row == self.rows.end),
            log1pf((self.rows.end - row) as f32),
            log1pf((row - self.rows.start) as f32),
            is(blanks == 0),
            is(blanks >= 2),
            is(blanks == widest && widest > 0),
            is(row < self.rows.end && rows[row + 1].blanks == 0),
        ]
    }

    /// Where the headlines stand, seen from a row.
    fn headlines(&self, row: usize) -> [f32; 7] {
        const FAR: usize = 5;
        let count = |rows: Range<usize>| rows.filter(|&row| self.page.is_headline(row)).count();
        let (above, below) = (count(self.rows.start..row), count(row..self.rows.end));
        let first = row < self.rows.end && self.page.is_headline(row) && above == 0;
        let best = |is: &dyn Fn(usize) -> f32| self.best.map_or(0.0, is);
        [
            is(below == 0 && above > 0),
            up_to(MANY, above),
            up_to(MANY, below),
            is(first),
            best(&|best| is(best == row)),
            best(&|best| is(best < row)),
            best(&|best| up_to(FAR, best.saturating_sub(row))),
        ]
    }

    /// What comes back elsewhere on the page: above its first text, below its last one.
    fn comes_back(&self, row: usize) -> [f32; 6] {
        let (opens, closes) = (|row: usize| self.is_of(row, true), |row: usize| self.is_of(row, false));
        let count =
            |rows: Range<usize>, of: &dyn Fn(usize) -> bool| up_to(SOME, rows.filter(|&row| of(row)).count());
        let above = row - 1;
        let inside = row > self.rows.start;
        [
            is(opens(row)),
            is(closes(row)),
            is(inside && opens(above)),
            is(inside && closes(above)),
            count(self.rows.start..row, &opens),
            count(row..self.rows.end, &closes),
        ]
    }

    /// Whether the lines of a row's kind stand above the page's first text only, or below its last one only.
    fn is_of(&self, row: usize, head: bool) -> bool {
        let opens = self.page.seen(row).any(|(_, seen)| seen.opens);
        let closes = self.page.seen(row).any(|(_, seen)| seen.closes);
        opens != closes && opens == head
    }

    /// Whether the row is of what the gap and the page's head have alike above their texts.
    fn as_head(&self, row: usize) -> [f32; 4] {
        /// So much alike is a header.
        const HEADER: f32 = 2.0;
        let aligned = self.aligned.get_or_init(|| aligned::alike(self.page, self.rows.clone()));
        let Some((top, much)) = *aligned else { return [0.0; 4] };
        let header = is(much >= HEADER);
        [is(row == top), is(row == top) * header, is(row < top) * header, is(row > top) * header]
    }

    /// What the story would have of what stands in the gap, and what the one above.
    fn parts(&self, row: usize) -> [f32; 10] {
        const OFTEN: usize = 3;
        let page = self.page;
        let (above, below) = (self.rows.start..row, row..self.rows.end);
        let has = |class: Class| page.has(above.clone(), class);
        let lacks = |class: Class| is(has(class) && !page.has(row..self.rows.end + 1, class));
        let count = |of: &dyn Fn(usize) -> bool| below.clone().filter(|&row| of(row)).count();
        let ends = |row: usize| matches!(page.classes[row], Class::End | Class::Teaser | Class::Separator);
        let gaps = page.seen(row).map(|(_, seen)| seen.gaps).max().unwrap_or(0);
        [
            is(has(Class::Stamp)),
            lacks(Class::Stamp),
            is(has(Class::Byline)),
            lacks(Class::Byline),
            up_to(SOME, count(&ends)),
            count(&|row| page.classes[row] == Class::Prose) as f32,
            is(gaps >= 2),
            is(gaps >= OFTEN),
            log1pf(count(&|row| page.rows.rows[row].furniture) as f32),
            is(page.above_title[page.classes[row] as usize]),
        ]
    }

    /// Whether date and author stand above a row, and the same ones again from there on: a header may have both twice, above its
    /// headline and below it. What leads to other stories or ends one stands in no header; below another headline there is
    /// none.
    pub(super) fn parts_header(&self, row: usize) -> bool {
        let page = self.page;
        let author = |date: usize| Some(page.rows.rows[date + 1].line.echo).filter(|echo| *echo != 0);
        let copies = |first: usize, second: usize| {
            page.rows.piece(first) == page.rows.piece(second)
                && author(first).is_some_and(|name| author(second) == Some(name))
                && page.classes[first..second]
                    .iter()
                    .all(|class| !matches!(class, Class::Teaser | Class::Topics | Class::End))
        };
        let dates = |rows: Range<usize>| rows.filter(|&row| page.classes[row] == Class::Stamp);
        let unheaded = (self.rows.start..row).take_while(|&row| !page.is_headline(row)).count();
        dates(self.rows.start..self.rows.start + unheaded)
            .any(|first| dates(row..self.rows.end).any(|second| copies(first, second)))
    }
}

/// The parts above are as many as there are names, with those for stories that begin alike.
const _: () = assert!(7 + 7 + 6 + 10 + 4 + 10 + 2 == PLACE.len());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::gap::tests::on_page;

    /// Between which rows of a gap no story begins.
    fn parting(gap: &str) -> Vec<usize> {
        let text = format!(
            "Boats run by night as well until the end of the week, the harbour board in Orsk said on Sunday evening.\n{gap}\n\
             The railway shows its 51 old saloons to buyers until the end of the week, the board in Pellham said on Sunday.\n"
        );
        on_page(&text, |page| {
            let gap = Gap::new(page, 1);
            (gap.rows.start..=gap.rows.end).filter(|&row| gap.parts_header(row)).collect()
        })
    }

    #[test]
    fn a_story_does_not_begin_between_two_times_its_date_and_author() {
        let header = "Railway sells its old saloons";
        let signed = "Updated 9 sec ago\nDana Whitlock";
        assert_eq!(parting(&format!("{signed}\n{header}\n{signed}")), [2, 3, 4]);
        // The end of the story above, and another story that is linked.
        assert!(
            parting(&format!("12 March 2024\nDana Whitlock\n{header}\n13 March 2024\nDana Whitlock"))
                .is_empty()
        );
        assert!(parting(&format!("Mill turns again after years\n{signed}\n{header}\n{signed}")).is_empty());
        assert!(parting(&format!("{signed}\nTopics: Orsk Lake\n{header}\n{signed}")).is_empty());
    }
}
