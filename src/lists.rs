//! Many short lists in two vectors.

use serde::{Deserialize, Serialize};

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
        let (mut starts, mut all) = (vec![0], Vec::new());
        for list in lists {
            all.extend(list);
            starts.push(index(all.len()));
        }
        Self { starts, all }
    }

    /// The list of an index; empty where there is none.
    pub fn of(&self, at: usize) -> &[T] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.all[start as usize..end as usize],
            _ => &[],
        }
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

/// A count as it is stored: four thousand million items are more than any run holds.
fn index(count: usize) -> u32 {
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
}
