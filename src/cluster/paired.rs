//! Texts → candidate pairs → matches; and the first rows of each group.

use super::bodies::TextBody;
use super::cell::count_cell;
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::corpus::{Corpus, FirstText, Joined};
use crate::fingerprint::compared_words;
use crate::pair::Member;
use crate::pair::joined::{Run, keys, verify_two};
use crate::pair::stories::{CANDIDATES, VOTES};
use crate::similarity::Similarity;

/// Rows of (text, body) → a row for each candidate key.
pub(super) struct Keys;

impl Stage for Keys {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let body: TextBody = row.read(1)?;
        if !body.size.is_comparable() {
            return Ok(());
        }
        let (text, words) = (row.cell(0), count_cell(body.size.words()));
        for (key, bag) in keys(&compared_words(&body.text, &task.rules), body.scope) {
            // Only what is equal matters of a key, and a bag is a row of bits.
            let [bag, more] = bag.map(|bits| Cell::Int(bits as i64));
            give(&[Cell::Int(key as i64), text, words, bag, more]);
        }
        Ok(())
    }
}

/// Rows of (key, text, words, the two halves of a bag), sorted by key and text → candidate pairs. The last row tells the
/// longest run.
#[derive(Default)]
pub(super) struct Pairs {
    key: Option<i64>,
    run: Run,
    longest: usize,
}

impl Stage for Pairs {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let key = row.int(0)?;
        if self.key.replace(key) != Some(key) {
            self.close();
        }
        let bag = [row.int(3)? as u64, row.int(4)? as u64];
        let member = Member::new(row.int(1)?, row.count(2)?, bag);
        for earlier in self.run.add(member, least(task)) {
            give(&[row.cell(1), Cell::Int(earlier), Cell::Null]);
        }
        Ok(())
    }

    fn end(&mut self, _task: &Task, give: &mut Give<'_>) {
        self.close();
        give(&[Cell::Null, Cell::Null, count_cell(self.longest)]);
    }
}

impl Pairs {
    fn close(&mut self) {
        let run = std::mem::take(&mut self.run);
        self.longest = self.longest.max(run.length().unwrap_or(0));
    }
}

/// Least similarity that pairs of texts are looked for at.
fn least(task: &Task) -> Similarity {
    Similarity::LEAST.min(task.options.policy.paragraph_similarity)
}

/// Rows of (later, earlier, body of the later, body of the earlier) → those that match.
#[derive(Default)]
pub(super) struct Verify {
    /// What rows that follow each other share is read once.
    later: Option<(i64, TextBody)>,
}

impl Stage for Verify {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let number = row.int(0)?;
        let (_, later) = match self.later.take_if(|(known, _)| *known == number) {
            Some(known) => self.later.insert(known),
            None => self.later.insert((number, row.read(2)?)),
        };
        let earlier: TextBody = row.read(3)?;
        let texts = [(0, first_text(&earlier)), (1, first_text(later))].into();
        let joined = Joined { texts, stories: Vec::new() };
        let (corpus, _) = Corpus::joined(&joined, &task.rules, task.config.settle.facts);
        if let Some((similarity, yields)) = verify_two(&corpus, least(task)) {
            let [first, second] = yields.map(|yields| Cell::Int(i64::from(yields)));
            give(&[row.cell(0), row.cell(1), count_cell(similarity.as_ten_thousandths()), first, second]);
        }
        Ok(())
    }
}

/// A text as a corpus takes it.
pub(super) fn first_text(body: &TextBody) -> FirstText<'_> {
    FirstText { text: &body.text, size: body.size, language: body.language, scope: body.scope }
}

/// Rows of (key, earlier story), sorted by key → the first few of each key, each once.
pub(super) struct First {
    most: usize,
    key: Option<i64>,
    given: Vec<i64>,
}

impl First {
    /// As many as get the vote of a paragraph.
    pub(super) fn votes() -> Self {
        Self { most: VOTES, key: None, given: Vec::new() }
    }

    /// As many as a story is compared with.
    pub(super) fn candidates() -> Self {
        Self { most: CANDIDATES, key: None, given: Vec::new() }
    }
}

impl Stage for First {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let (key, earlier) = (row.int(0)?, row.int(1)?);
        if self.key.replace(key) != Some(key) {
            self.given.clear();
        }
        if self.given.len() < self.most && self.given.last() != Some(&earlier) {
            self.given.push(earlier);
            give(&[row.cell(0), row.cell(1)]);
        }
        Ok(())
    }
}
