//! Many short lists in two vectors; those that may lie in a spool are in [`stowed`].

use serde::{Deserialize, Serialize};

pub mod stowed;

/// A list for each of a row of indices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists<T> {
    /// Where each list begins; the last entry is where the last one ends.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], all: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Lists from one list for each index, in order.
    pub fn new(lists: impl IntoIterator<Item: IntoIterator<Item = T>>) -> Self {
        let mut all = Self::default();
        all.extend(lists);
        all
    }

    /// Adds lists for the indices that follow.
    pub fn extend(&mut self, lists: impl IntoIterator<Item: IntoIterator<Item = T>>) {
        for list in lists {
            self.all.extend(list);
            self.starts.push(number(self.all.len()));
        }
    }

    /// The list of an index; empty where there is none.
    pub fn of(&self, at: usize) -> &[T] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.all[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Gives back room for lists that never came.
    pub fn shrink_to_fit(&mut self) {
        self.starts.shrink_to_fit();
        self.all.shrink_to_fit();
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lists in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|at| self.of(at))
    }
}

impl<T: Clone> Lists<T> {
    /// A list of so many copies of `item` for each count.
    pub fn filled(counts: &[u32], item: T) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        starts.extend(counts.iter().map(|count| {
            end += count;
            end
        }));
        Self { starts, all: vec![item; end as usize] }
    }

    /// The list of an index, to be changed.
    pub fn of_mut(&mut self, at: usize) -> &mut [T] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &mut self.all[start as usize..end as usize],
            _ => &mut [],
        }
    }
}

/// Lists of which most are empty: these take a bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparseLists<T> {
    ranks: Ranks,
    /// The lists that are not empty.
    lists: Lists<T>,
}

impl<T> Default for SparseLists<T> {
    fn default() -> Self {
        Self { ranks: Ranks::default(), lists: Lists::default() }
    }
}

impl<T> SparseLists<T> {
    /// The list of an index; empty where there is none.
    pub fn of(&self, at: usize) -> &[T] {
        self.ranks.of(at).map_or(&[], |rank| self.lists.of(rank))
    }
}

impl<T: Clone> SparseLists<T> {
    /// A list of so many copies of `item` for each count.
    pub fn filled<N: Copy + Into<u32>>(counts: &[N], item: T) -> Self {
        let counts = || counts.iter().map(|&count| -> u32 { count.into() });
        let some = counts().enumerate().filter(|(_, count)| *count > 0);
        let ranks = Ranks::new(counts().len(), some.map(|(at, _)| at));
        let counts: Vec<u32> = counts().filter(|count| *count > 0).collect();
        Self { ranks, lists: Lists::filled(&counts, item) }
    }

    /// The list of an index, to be changed.
    pub fn of_mut(&mut self, at: usize) -> &mut [T] {
        match self.ranks.of(at) {
            Some(rank) => self.lists.of_mut(rank),
            None => &mut [],
        }
    }
}

/// Some of many indices, each with its rank among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranks {
    /// A bit for each index, set for those that have a rank.
    bits: Vec<u64>,
    /// For each word of bits, how many are set before it.
    before: Vec<u32>,
}

impl Ranks {
    /// Ranks for these of `len` indices, given in any order.
    pub fn new(len: usize, some: impl Iterator<Item = usize>) -> Self {
        let mut bits = vec![0_u64; len.div_ceil(64)];
        some.for_each(|at| bits[at / 64] |= 1 << (at % 64));
        let mut set = 0;
        let sum = |word: &u64| {
            set += word.count_ones();
            set - word.count_ones()
        };
        let before = bits.iter().map(sum).collect();
        Self { bits, before }
    }

    /// How many have one.
    pub fn count(&self) -> usize {
        self.before
            .last()
            .zip(self.bits.last())
            .map_or(0, |(before, bits)| (before + bits.count_ones()) as usize)
    }

    /// The rank of an index; `None` if it is none of them.
    pub fn of(&self, at: usize) -> Option<usize> {
        let (word, bit) = (self.bits.get(at / 64)?, 1 << (at % 64));
        (word & bit != 0).then(|| self.before[at / 64] as usize + (word & (bit - 1)).count_ones() as usize)
    }
}

/// A count or a place as it is stored: four thousand million of anything are more than a run holds.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_index_has_its_list() {
        let lists = Lists::new([vec![1, 2], vec![], vec![3]]);
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&[1, 2][..], &[], &[3]]);
        assert_eq!(lists.of(7), &[] as &[i32]);
        let mut filled = Lists::filled(&[2, 0, 1], 0);
        filled.of_mut(0).copy_from_slice(&[1, 2]);
        filled.of_mut(2)[0] = 3;
        assert_eq!(lists, filled);
    }

    #[test]
    fn some_of_many_indices_are_ranked() {
        let ranks = Ranks::new(200, [3, 64, 199, 64].into_iter());
        assert_eq!([3, 64, 199, 65, 200].map(|at| ranks.of(at)), [Some(0), Some(1), Some(2), None, None]);
        assert_eq!((ranks.count(), Ranks::default().count()), (3, 0));
    }

    #[test]
    fn lists_of_which_most_are_empty_are_lists() {
        let counts: Vec<u8> = (0..300_u32).map(|at| if at % 63 == 5 { (at % 7) as u8 } else { 0 }).collect();
        let mut sparse = SparseLists::filled(&counts, 0);
        (0..300).for_each(|at| sparse.of_mut(at).fill(at));
        for (at, count) in counts.iter().enumerate() {
            assert_eq!(sparse.of(at), vec![at; usize::from(*count)]);
        }
        assert_eq!(sparse.of(300), &[] as &[usize]);
    }
}
