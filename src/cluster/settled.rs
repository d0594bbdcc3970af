//! Matches → what becomes of stories and paragraphs, without all of them in one place.
//!
//! Whether a story stays hangs on the earlier ones alone that it would yield to: it stays when none of them does. Of the
//! paragraphs of a text only the first one of a kept story can be a twin of others, and it is one unless an earlier twin holds all
//! that it says. Both are the same question, asked of nodes with edges to earlier nodes; [`Survive`] answers it.

use super::cell::count_cell;
use super::compared::{like, like_cells, similarity};
use super::{BrokenRow, Cell, Give, Row, Stage, Task};
use crate::pair::StoryMatch;
use crate::settle::Fate;
use crate::similarity::Similarity;
use rustc_hash::FxHashMap;

/// Rows of (node, earlier node that it yields to, whether that survives or nothing if that is not settled), sorted by node and
/// earlier node → the nodes that can be settled.
///
/// Law: with all rows in one partition every node is settled, as a walk over all nodes in their order settles it. With nodes
/// parted at their order into partitions, the first partition that holds any is.
#[derive(Default)]
pub(super) struct Survive {
    node: Option<i64>,
    blocked: bool,
    open: bool,
    /// Nodes of this partition that are settled.
    settled: FxHashMap<i64, bool>,
}

impl Stage for Survive {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let (node, earlier) = (row.int(0)?, row.int(1)?);
        if self.node != Some(node) {
            self.close(give);
            self.node = Some(node);
        }
        let told = row.maybe_int(2).map(|survives| survives != 0);
        match told.or_else(|| self.settled.get(&earlier).copied()) {
            Some(survives) => self.blocked |= survives,
            None => self.open = true,
        }
        Ok(())
    }

    fn end(&mut self, _task: &Task, give: &mut Give<'_>) {
        self.close(give);
    }
}

impl Survive {
    fn close(&mut self, give: &mut Give<'_>) {
        let (blocked, open) = (std::mem::take(&mut self.blocked), std::mem::take(&mut self.open));
        if let Some(node) = self.node.take().filter(|_| blocked || !open) {
            self.settled.insert(node, !blocked);
            give(&[Cell::Int(node), Cell::Int(i64::from(!blocked))]);
        }
    }
}

/// Rows of (story, kept earlier story, what it is to that), sorted by story, share from the highest on, and earlier story → stories
/// that yield, or that are like a kept one.
#[derive(Default)]
pub(super) struct Fates {
    story: i64,
    /// The numbers of the earlier stories: a cluster has more than a machine can number.
    earlier: Vec<i64>,
    /// What the story is to them, by their places in that list.
    likes: Vec<StoryMatch>,
}

impl Stage for Fates {
    fn row(&mut self, row: Row<'_>, task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        if row.int(0)? != self.story {
            self.close(task, give);
            self.story = row.int(0)?;
        }
        self.likes.push(like((self.earlier.len(), row), 2)?);
        self.earlier.push(row.int(1)?);
        Ok(())
    }

    fn end(&mut self, task: &Task, give: &mut Give<'_>) {
        self.close(task, give);
    }
}

impl Fates {
    fn close(&mut self, task: &Task, give: &mut Give<'_>) {
        let (likes, numbers) = (std::mem::take(&mut self.likes), std::mem::take(&mut self.earlier));
        let (dropped, like) = match task.options.policy.fate(likes.iter()) {
            Fate::Duplicate(twin) => (1, twin),
            Fate::Kept { like: Some(like) } => (0, like),
            Fate::Kept { like: None } => return,
        };
        let [share, likeness, whole, whole_alike] = like_cells(&like);
        let (story, earlier) = (Cell::Int(self.story), Cell::Int(numbers[like.earlier as usize]));
        give(&[story, Cell::Int(dropped), earlier, share, likeness, whole, whole_alike]);
    }
}

/// Where paragraphs and the kept ones that they may be like lie in rows of [`Twins`].
const PARAGRAPH: i64 = 0;

/// Rows of (text, number, 0, story) for the paragraphs of a text, and of (text, number, 1, nothing, similarity, whether it holds
/// all that the text says, its own text) for the kept paragraphs that are like it, sorted by text, number and kind → paragraphs
/// with a twin.
#[derive(Default)]
pub(super) struct Twins {
    text: Option<i64>,
    /// The best so far that hold all, and that do not.
    best: [Option<Like>; 2],
}

#[derive(Clone, Copy)]
struct Like {
    number: i64,
    text: i64,
    similarity: Similarity,
}

impl Stage for Twins {
    fn row(&mut self, row: Row<'_>, _task: &Task, give: &mut Give<'_>) -> Result<(), BrokenRow> {
        let text = row.int(0)?;
        if self.text.replace(text) != Some(text) {
            self.best = [None; 2];
        }
        if row.int(2)? == PARAGRAPH {
            self.give(row, give);
            return Ok(());
        }
        self.add(row)
    }
}

impl Twins {
    /// Takes a kept paragraph that the text is like.
    fn add(&mut self, row: Row<'_>) -> Result<(), BrokenRow> {
        let found = Like { number: row.int(1)?, text: row.int(6)?, similarity: similarity(row.count(4)?) };
        let best = &mut self.best[usize::from(row.int(5)? == 0)];
        // Of equal ones the first stays.
        if best.is_none_or(|best| found.similarity > best.similarity) {
            *best = Some(found);
        }
        Ok(())
    }

    /// Gives a paragraph with its twin, if it has one.
    fn give(&self, row: Row<'_>, give: &mut Give<'_>) {
        let [holding, lacking] = self.best;
        let Some(Like { number, text, similarity }) = holding.or(lacking) else { return };
        let held_back = Cell::Int(i64::from(holding.is_none()));
        let (twin, similarity) = (Cell::Int(number), count_cell(similarity.as_ten_thousandths()));
        give(&[row.cell(1), row.cell(3), row.cell(0), held_back, twin, similarity, Cell::Int(text)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Settings;
    use crate::config::Config;
    use crate::corpus::{Corpus, Outline, Telling, TextId};
    use crate::facts::Level;
    use crate::lists::Lists;
    use crate::lists::stowed::Stowage;
    use crate::pair::{Likes, Matches};
    use crate::settle::{ParagraphFate, Revisions, settle};
    use proptest::prelude::*;
    use std::cmp::Reverse;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::LazyLock;

    type Rows = Vec<Vec<Option<i64>>>;

    static TASKS: LazyLock<[Task; 2]> = LazyLock::new(|| {
        [Revisions::Keep, Revisions::Drop].map(|revisions| {
            let mut config = Config::default();
            config.settle.revisions = revisions;
            Task::new(Settings { config, rules: Vec::new() }).unwrap()
        })
    });

    /// What a stage gives of rows in one partition.
    fn drive(mut stage: impl Stage, rows: &[Vec<Option<i64>>], task: &Task) -> Rows {
        let mut given = Vec::new();
        let value = |cell: &Cell<'_>| if let Cell::Int(value) = cell { Some(*value) } else { None };
        let mut give = |row: &[Cell<'_>]| given.push(row.iter().map(value).collect());
        for row in rows {
            let cells: Vec<Cell<'_>> = row.iter().map(|value| value.map_or(Cell::Null, Cell::Int)).collect();
            stage.row(Row(&cells), task, &mut give).unwrap();
        }
        stage.end(task, &mut give);
        given
    }

    /// The nodes that do not survive, settled by rounds over nodes that are parted at their order.
    fn gone_by_rounds(edges: &BTreeSet<(i64, i64)>, parts: usize, task: &Task) -> BTreeSet<i64> {
        let nodes: BTreeSet<i64> = edges.iter().map(|(node, _)| *node).collect();
        let part_of: BTreeMap<i64, usize> =
            nodes.iter().enumerate().map(|(at, node)| (*node, at * parts / nodes.len())).collect();
        let mut settled: BTreeMap<i64, i64> = BTreeMap::new();
        for _ in 0..parts {
            let known =
                |earlier: &i64| if nodes.contains(earlier) { settled.get(earlier).copied() } else { Some(1) };
            let open = edges.iter().filter(|(node, _)| !settled.contains_key(node));
            let rows = open
                .map(|(node, earlier)| (part_of[node], vec![Some(*node), Some(*earlier), known(earlier)]));
            let rows: Vec<(usize, Vec<Option<i64>>)> = rows.collect();
            for part in 0..parts {
                let own: Rows = rows.iter().filter(|row| row.0 == part).map(|row| row.1.clone()).collect();
                let now = drive(Survive::default(), &own, task);
                settled.extend(now.iter().map(|row| (row[0].unwrap(), row[1].unwrap())));
            }
        }
        assert_eq!(settled.len(), nodes.len(), "as many rounds as parts settle all");
        settled.into_iter().filter(|(_, survives)| *survives == 0).map(|(node, _)| node).collect()
    }

    fn fates(corpus: &Outline, likes: &Likes<'_>, gone: &BTreeSet<i64>, task: &Task) -> Rows {
        let number = |at: usize| i64::from(corpus.stories[at].first);
        let mut rows = Rows::new();
        for (at, likes) in likes.iter().enumerate() {
            for like in likes.iter().filter(|like| !gone.contains(&number(like.earlier as usize))) {
                let [share, likeness] =
                    [like.share, like.likeness].map(|s| Some(s.as_ten_thousandths() as i64));
                let [whole, alike] = [like.whole, like.whole_alike].map(|holds| Some(i64::from(holds)));
                rows.push(vec![
                    Some(number(at)),
                    Some(number(like.earlier as usize)),
                    share,
                    likeness,
                    whole,
                    alike,
                ]);
            }
        }
        drive(Fates::default(), &rows, task)
    }

    fn twins(
        corpus: &Outline,
        matches: &Matches<'_>,
        gone: &BTreeSet<i64>,
        (parts, task): (usize, &Task),
    ) -> Rows {
        let twin = task.options.policy.paragraph_similarity;
        let first_number = |text: TextId| i64::from(corpus.first_number(text));
        let mut first: BTreeMap<TextId, i64> = BTreeMap::new();
        let paragraphs = corpus.stories.iter().flat_map(|story| {
            story
                .numbers()
                .map(move |number| (corpus.text_of(number), i64::from(number), i64::from(story.first)))
        });
        for (text, number, _) in paragraphs.clone().filter(|(.., story)| !gone.contains(story)) {
            first.entry(text).or_insert(number);
        }
        let sides: Vec<_> = corpus
            .ids()
            .flat_map(|text| matches.of(text).into_owned().into_iter().map(move |found| (text, found)))
            .filter(|(_, found)| found.similarity >= twin)
            .collect();
        let edge = |(text, found): &(TextId, crate::pair::Match)| {
            Some((*first.get(text)?, *first.get(&found.text)?))
        };
        let holding = sides.iter().filter(|(_, found)| found.covered).filter_map(edge);
        let edges = holding.filter(|(node, earlier)| earlier < node).collect();
        let lost = gone_by_rounds(&edges, parts, task);
        let placed: BTreeMap<TextId, i64> =
            first.into_iter().filter(|(_, number)| !lost.contains(number)).collect();
        let row = |text, number, kind, rest: [Option<i64>; 4]| {
            [vec![Some(first_number(text)), Some(number), Some(kind)], rest.to_vec()].concat()
        };
        let mut rows: Rows = paragraphs
            .map(|(text, number, story)| row(text, number, 0, [Some(story), None, None, None]))
            .collect();
        rows.extend(placed.iter().map(|(text, number)| {
            row(*text, *number, 1, [None, Some(10_000), Some(1), Some(first_number(*text))])
        }));
        rows.extend(sides.iter().filter_map(|(text, found)| {
            let (similarity, holds) =
                (found.similarity.as_ten_thousandths() as i64, i64::from(found.covered));
            let rest = [None, Some(similarity), Some(holds), Some(first_number(found.text))];
            Some(row(*text, *placed.get(&found.text)?, 1, rest))
        }));
        rows.sort();
        drive(Twins::default(), &rows, task)
    }

    /// Stories of texts by their places in a list of texts, some of which hold a number that others lack.
    fn corpus<'c>(stories: &[Vec<usize>], texts: &'c [String], task: &'c Task) -> Corpus<'c> {
        let telling = |story: &Vec<usize>| Telling {
            scope: 0,
            language: None,
            paragraphs: story.iter().map(|&at| texts[at].as_str()).collect(),
            truncated: false,
        };
        Corpus::of(&stories.iter().map(telling).collect::<Vec<_>>(), &task.rules, Level::Numbers)
    }

    fn check(corpus: &Corpus<'_>, matches: &Matches<'_>, likes: &Likes<'_>, (parts, task): (usize, &Task)) {
        let policy = &task.options.policy;
        let verdicts = settle(corpus, (matches, likes), policy, &Stowage::endless());
        let number = |at: usize| i64::from(corpus.stories[at].first);
        let blocking = likes.iter().enumerate().flat_map(|(at, likes)| {
            let blocks = likes.into_owned().into_iter().filter(|like| policy.blocks(like));
            blocks.map(move |like| (number(at), number(like.earlier as usize)))
        });
        let gone = gone_by_rounds(&blocking.collect(), parts, task);
        let told: BTreeMap<i64, (i64, i64)> = fates(corpus, likes, &gone, task)
            .iter()
            .map(|row| (row[0].unwrap(), (row[1].unwrap(), row[2].unwrap())))
            .collect();
        for (at, fate) in verdicts.stories.iter().enumerate() {
            let expected = match fate {
                Fate::Duplicate(twin) => Some((1, number(twin.earlier as usize))),
                Fate::Kept { like } => like.map(|like| (0, number(like.earlier as usize))),
            };
            assert_eq!(told.get(&number(at)).copied(), expected, "story {at}");
        }
        let told: BTreeMap<i64, Vec<Option<i64>>> = twins(corpus, matches, &gone, (parts, task))
            .into_iter()
            .map(|row| (row[0].unwrap(), row))
            .collect();
        let decided: BTreeMap<u32, ParagraphFate> =
            (0..corpus.stories.len()).flat_map(|at| verdicts.paragraphs(at).into_owned()).collect();
        for number in corpus.stories.iter().flat_map(crate::corpus::Story::numbers) {
            use ParagraphFate::{Alone, Duplicate, HeldBack};
            let expected = match decided.get(&number) {
                None | Some(Alone) => None,
                Some(Duplicate(twin)) => Some((0, twin)),
                Some(HeldBack(twin)) => Some((1, twin)),
            };
            let expected = expected.map(|(held, twin)| {
                [Some(held), Some(i64::from(twin.number)), Some(twin.similarity.as_ten_thousandths() as i64)]
            });
            let found = told.get(&i64::from(number)).map(|row| [row[3], row[4], row[5]]);
            assert_eq!(found, expected, "paragraph {number}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn rounds_settle_what_a_walk_over_all_stories_settles(
            stories in prop::collection::vec(prop::collection::vec(0_usize..9, 1..4), 2..16),
            pairs in prop::collection::btree_map((0_u32..9, 0_u32..9), 7_900_usize..10_000, 0..24),
            kin in prop::collection::btree_map((0_usize..16, 0_usize..16), (0_usize..4, 0_usize..4, any::<bool>()), 0..60),
            parts in 1_usize..5,
            drops in 0_usize..2,
        ) {
            let task = &TASKS[drops];
            let number = |at: usize| if at.is_multiple_of(2) { "of some boats".to_owned() } else { format!("of {} boats", at / 2 + 30) };
            let texts: Vec<String> = ["ash", "elm", "fir", "oak", "yew", "bay", "box", "fig", "nut"]
                .iter()
                .enumerate()
                .map(|(at, tree)| format!("the {tree} harbour opened again on monday after a week {}", number(at)))
                .collect();
            let corpus = corpus(&stories, &texts, task);
            let count = corpus.text_count() as u32;
            let pairs: Vec<(TextId, TextId, Similarity)> = pairs
                .into_iter()
                .filter(|((a, b), _)| a < b && *b < count)
                .map(|((a, b), share)| (TextId(a), TextId(b), Similarity::share(share, 10_000)))
                .collect();
            let matches = Matches::new(&corpus, &pairs);
            let mut likes = vec![Vec::new(); stories.len()];
            for ((at, earlier), (share, more, whole)) in kin {
                if earlier < at && at < stories.len() {
                    let [share, likeness] = [share, share.max(more)].map(|s| Similarity::share(45 + s * 18, 100));
                    likes[at].push(StoryMatch { earlier: earlier as u32, share, likeness, whole, whole_alike: true });
                }
            }
            likes.iter_mut().for_each(|likes| likes.sort_by_key(|like| (Reverse(like.share), like.earlier)));
            check(&corpus, &matches, &Stowage::endless().stow_waves(stories.len(), |wave| Lists::new(likes[wave].to_vec())), (parts, task));
        }
    }

    #[test]
    fn a_chain_is_settled_in_as_many_rounds_as_it_has_parts() {
        let chain = (1..300).map(|node| (node, node - 1)).collect();
        let gone = gone_by_rounds(&chain, 8, &TASKS[0]);
        assert_eq!(gone, (1..300).filter(|node| node % 2 == 1).collect());
        let star = (1..300).map(|node| (node, 0)).collect();
        assert_eq!(gone_by_rounds(&star, 8, &TASKS[0]).len(), 299);
    }
}
