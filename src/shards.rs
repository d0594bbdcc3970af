//! Rows that are brought together by their keys: in 256 parts, in memory while there is room, else in a spool.
//!
//! A part holds all rows of its keys, so that parts are sorted one by one and never merged (G. Graefe, "Query
//! evaluation techniques for large databases", 1993: partitioning instead of merging sorted runs).

use crate::spool::Spool;
use bytemuck::Pod;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many parts there are.
pub const PARTS: usize = 256;

/// A row of a fixed number of bytes.
pub trait Row: Pod + Send + Sync {
    /// What rows of a part are sorted by; rows for which it is the same are one row.
    type Order: Ord;

    /// The part it belongs to: rows that have to come together have the same.
    fn part(&self) -> u8;

    /// Its place among the rows of its part.
    fn order(&self) -> Self::Order;
}

/// A row that matters only beside others of its key.
pub trait Keyed: Row {
    /// A hash of the key, in its lowest bits.
    fn key(&self) -> u64;
}

/// Rows in parts. Rows may be put in by many threads at once.
#[derive(Debug)]
pub struct Shards<'s, R> {
    parts: Vec<Mutex<Part<R>>>,
    held: AtomicUsize,
    room: usize,
    spool: &'s Spool,
}

#[derive(Debug)]
struct Part<R> {
    rows: Vec<R>,
    /// Where spooled rows lie, and how many bytes they take.
    blocks: Vec<(u64, usize)>,
}

impl<'s, R: Row> Shards<'s, R> {
    /// Shards that hold up to `room` bytes in memory.
    pub fn new(room: usize, spool: &'s Spool) -> Self {
        let part = || Mutex::new(Part { rows: Vec::new(), blocks: Vec::new() });
        Self { parts: (0..PARTS).map(|_| part()).collect(), held: AtomicUsize::new(0), room, spool }
    }

    /// Puts rows in: many at a time, for each of the parts is locked once.
    pub fn put(&self, rows: Vec<R>) {
        let (sorted, ends) = by_part(&rows);
        drop(rows);
        let starts = std::iter::once(0).chain(ends);
        for (part, (start, end)) in starts.zip(ends).enumerate().filter(|(_, (start, end))| start < end) {
            let part = &mut self.part(part).rows;
            let before = part.capacity();
            part.extend_from_slice(&sorted[start..end]);
            // Counted before they can be taken out.
            self.held.fetch_add(bytes_of::<R>(part.capacity() - before), Ordering::Relaxed);
        }
        if self.held.load(Ordering::Relaxed) > self.room {
            self.make_room();
        }
    }

    fn make_room(&self) {
        for part in 0..PARTS {
            let mut part = self.part(part);
            let rows = std::mem::take(&mut part.rows);
            if !rows.is_empty() {
                let bytes: &[u8] = bytemuck::cast_slice(&rows);
                part.blocks.push((self.spool.append(bytes), bytes.len()));
            }
            self.held.fetch_sub(bytes_of::<R>(rows.capacity()), Ordering::Relaxed);
        }
    }

    /// Takes the parts out one by one, each sorted and every row in it once, and lets `work` look at them in parallel.
    /// What it gives stands in the order of the parts.
    pub fn map_parts<T: Send>(&self, work: impl Fn(Vec<R>) -> T + Sync) -> Vec<T> {
        (0..PARTS).into_par_iter().map(|part| work(sorted(self.take(part)))).collect()
    }

    /// The same without rows whose key no other row has, but for a few of them.
    pub fn map_groups<T: Send>(&self, work: impl Fn(Vec<R>) -> T + Sync) -> Vec<T>
    where
        R: Keyed,
    {
        (0..PARTS).into_par_iter().map(|part| work(sorted(in_groups(self.take(part))))).collect()
    }

    /// All rows of a part.
    fn take(&self, part: usize) -> Vec<R> {
        let Part { mut rows, blocks } = {
            let mut part = self.part(part);
            Part { rows: std::mem::take(&mut part.rows), blocks: std::mem::take(&mut part.blocks) }
        };
        self.held.fetch_sub(bytes_of::<R>(rows.capacity()), Ordering::Relaxed);
        let spooled: usize = blocks.iter().map(|(_, length)| length / size_of::<R>()).sum();
        rows.reserve_exact(spooled);
        for (at, length) in blocks {
            rows.extend(bytemuck::allocation::pod_collect_to_vec::<u8, R>(&self.spool.read(at, length)));
        }
        rows
    }

    fn part(&self, part: usize) -> MutexGuard<'_, Part<R>> {
        // A row is put in whole or not at all, so that what a panic left behind can be used.
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The rows part by part, and where each part ends.
fn by_part<R: Row>(rows: &[R]) -> (Vec<R>, [usize; PARTS]) {
    let mut ends = [0; PARTS];
    rows.iter().for_each(|row| ends[usize::from(row.part())] += 1);
    // For the time being the places where parts begin; each row moves that of its part on.
    let mut before = 0;
    ends.iter_mut().for_each(|end| before += std::mem::replace(end, before));
    let mut sorted = vec![R::zeroed(); rows.len()];
    for row in rows {
        let place = &mut ends[usize::from(row.part())];
        sorted[*place] = *row;
        *place += 1;
    }
    (sorted, ends)
}

fn sorted<R: Row>(mut rows: Vec<R>) -> Vec<R> {
    rows.sort_unstable_by_key(Row::order);
    rows.dedup_by_key(|row| row.order());
    rows
}

/// The rows whose key another row has as well. Keys that share a bit of a table are taken for one: a Bloom filter of one
/// hash (B. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970). Most keys stand alone, and to say so
/// is cheaper than to sort them.
fn in_groups<R: Keyed>(mut rows: Vec<R>) -> Vec<R> {
    const BITS_A_ROW: usize = 8;
    let words = (rows.len() * BITS_A_ROW / 64 + 1).next_power_of_two();
    let place = |row: &R| ((row.key() >> 6) as usize & (words - 1), 1_u64 << (row.key() & 63));
    let (mut seen, mut again) = (vec![0_u64; words], vec![0_u64; words]);
    for (word, bit) in rows.iter().map(place) {
        again[word] |= seen[word] & bit;
        seen[word] |= bit;
    }
    rows.retain(|row| {
        let (word, bit) = place(row);
        again[word] & bit != 0
    });
    rows
}

/// So many rows in bytes.
fn bytes_of<R>(rows: usize) -> usize {
    rows * size_of::<R>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
    #[repr(C)]
    struct Number(u32);

    impl Row for Number {
        type Order = u32;

        fn part(&self) -> u8 {
            (self.0 % 7) as u8
        }

        fn order(&self) -> u32 {
            self.0
        }
    }

    impl Keyed for Number {
        fn key(&self) -> u64 {
            u64::from(self.0 / 10)
        }
    }

    #[test]
    fn rows_that_share_their_key_stay() {
        let numbers = [10, 17, 24, 500, 505, 31].map(Number);
        assert_eq!(in_groups(numbers.to_vec()), [10, 17, 500, 505].map(Number));
        assert_eq!(in_groups(Vec::<Number>::new()), []);
    }

    #[test]
    fn rows_come_together_whether_or_not_they_fit_into_memory() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path().to_owned());
        let all = |room| {
            let shards = Shards::new(room, &spool);
            (0..50).for_each(|n: u32| shards.put(vec![Number(n), Number(n * 3 % 50), Number(49 - n)]));
            shards.map_parts(|rows| rows)
        };
        let expected = all(usize::MAX);
        assert_eq!(spool.bytes(), 0);
        assert_eq!(expected[1], [1, 8, 15, 22, 29, 36, 43].map(Number));
        assert_eq!(all(64), expected);
        assert!(spool.bytes() > 0 && spool.trouble().is_none());
    }
}
