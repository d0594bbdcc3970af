//! Lists that lie in memory while there is room, else in a spool.

use super::Lists;
use crate::allowance::Allowance;
use crate::spool::Spool;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Range;

/// So many lists of a long row are stowed at a time: while they are made they take much memory.
const WAVE: usize = 1 << 16;

/// Where lists are stowed. Many threads may stow some at once.
#[derive(Debug)]
pub struct Stowage<'s> {
    room: Allowance,
    /// Where they lie when there is no room left; nothing if there always is.
    spool: Option<&'s Spool>,
}

impl<'s> Stowage<'s> {
    /// Room for up to `room` bytes of items in memory.
    pub fn new(room: usize, spool: &'s Spool) -> Self {
        Self { room: Allowance::new(room), spool: Some(spool) }
    }

    /// Room for whatever comes.
    pub const fn endless() -> Self {
        Self { room: Allowance::new(usize::MAX), spool: None }
    }

    /// Stows lists: in memory if there is room for all of them.
    pub fn stow<T: Serialize>(&self, mut lists: Lists<T>) -> Stowed<'s, T> {
        let bytes = size_of_val(lists.all.as_slice());
        match self.spool.filter(|_| !self.room.take(bytes)) {
            Some(spool) => Stowed(Place::away(&lists, spool)),
            None => {
                lists.shrink_to_fit();
                Stowed(Place::Here(lists))
            }
        }
    }

    /// Stows a long row of `count` lists, made some at a time.
    pub fn stow_waves<T: Serialize>(
        &self,
        count: usize,
        mut lists: impl FnMut(Range<usize>) -> Lists<T>,
    ) -> Waves<'s, T> {
        let waves = (0..count).step_by(WAVE).map(|first| lists(first..count.min(first + WAVE)));
        Waves(waves.map(|lists| self.stow(lists)).collect())
    }
}

/// Lists that were stowed.
#[derive(Debug)]
pub struct Stowed<'s, T>(Place<'s, T>);

#[derive(Debug)]
enum Place<'s, T> {
    Here(Lists<T>),
    Away {
        spool: &'s Spool,
        at: u64,
        /// Where the bytes of each list begin after `at`; the last entry is where those of the last one end.
        starts: Vec<u32>,
    },
}

impl<'s, T: Serialize> Place<'s, T> {
    fn away(lists: &Lists<T>, spool: &'s Spool) -> Self {
        let (mut bytes, mut starts) = (Vec::new(), Vec::with_capacity(lists.starts.len()));
        starts.push(0);
        for list in lists.iter() {
            for item in list {
                // Plain numbers always become bytes.
                bytes = postcard::to_extend(item, bytes).unwrap_or_default();
            }
            starts.push(super::number(bytes.len()));
        }
        Self::Away { spool, at: spool.append(&bytes), starts }
    }
}

impl<T: Clone + DeserializeOwned> Stowed<'_, T> {
    /// How many lists there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Place::Here(lists) => lists.len(),
            Place::Away { starts, .. } => starts.len() - 1,
        }
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The list of an index; empty where there is none, or where the spool is in trouble.
    pub fn of(&self, at: usize) -> Cow<'_, [T]> {
        match &self.0 {
            Place::Here(lists) => Cow::Borrowed(lists.of(at)),
            Place::Away { spool, at: first, starts } => match (starts.get(at), starts.get(at + 1)) {
                (Some(&start), Some(&end)) if start < end => {
                    Cow::Owned(items(&spool.read(first + u64::from(start), (end - start) as usize)))
                }
                _ => Cow::Borrowed(&[]),
            },
        }
    }

    /// The lists in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, [T]>> {
        (0..self.len()).map(|at| self.of(at))
    }
}

/// A long row of lists that were stowed, some at a time.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Clone + Serialize + DeserializeOwned", deserialize = "T: Deserialize<'de>"))]
pub struct Waves<'s, T>(Vec<Stowed<'s, T>>);

impl<T> Default for Waves<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone + DeserializeOwned> Waves<'_, T> {
    /// The list of an index; empty where there is none, or where the spool is in trouble.
    pub fn of(&self, at: usize) -> Cow<'_, [T]> {
        self.0.get(at / WAVE).map_or(Cow::Borrowed(&[]), |wave| wave.of(at % WAVE))
    }

    /// The lists in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, [T]>> {
        self.0.iter().flat_map(Stowed::iter)
    }
}

fn items<T: DeserializeOwned>(mut bytes: &[u8]) -> Vec<T> {
    let mut items = Vec::new();
    while let Ok((item, rest)) = postcard::take_from_bytes(bytes) {
        items.push(item);
        bytes = rest;
    }
    items
}

impl<T: Clone + Serialize + DeserializeOwned> Serialize for Stowed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Place::Here(lists) => lists.serialize(serializer),
            Place::Away { .. } => Lists::new(self.iter().map(Cow::into_owned)).serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stowed<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Lists::deserialize(deserializer).map(|lists| Self(Place::Here(lists)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_the_same_in_memory_and_away() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path().to_owned());
        let stowage = Stowage::new(5 * size_of::<(u32, bool)>(), &spool);
        let lists = || Lists::new([vec![(1_u32, true), (70_000, false)], vec![], vec![(3, true)]]);
        let (here, away) = (stowage.stow(lists()), stowage.stow(lists()));
        assert!(matches!(here.0, Place::Here(_)) && matches!(away.0, Place::Away { .. }));
        assert!(spool.bytes() > 0);
        for at in 0..4 {
            assert_eq!(here.of(at), away.of(at), "{at}");
        }
        assert_eq!(away.iter().collect::<Vec<_>>(), lists().iter().collect::<Vec<_>>());
        let bytes = [&here, &away].map(|lists| postcard::to_stdvec(lists).unwrap());
        assert_eq!(bytes[0], bytes[1]);
        let again: Stowed<'_, (u32, bool)> = postcard::from_bytes(&bytes[0]).unwrap();
        assert_eq!(again.iter().collect::<Vec<_>>(), here.iter().collect::<Vec<_>>());
        // A small list still fits where a large one did not.
        assert!(matches!(stowage.stow(Lists::new([vec![(4_u32, true)]])).0, Place::Here(_)));
    }

    #[test]
    fn a_long_row_of_lists_is_one_row() {
        let count = 2 * WAVE + 3;
        let list = |at: usize| vec![at as u32; at % 3];
        let waves = Stowage::endless().stow_waves(count, |wave| Lists::new(wave.map(list)));
        for at in [0, 1, WAVE - 1, WAVE, WAVE + 1, count - 1] {
            assert_eq!(waves.of(at), list(at), "{at}");
        }
        assert_eq!((waves.of(count).len(), waves.iter().count()), (0, count));
        assert!(Waves::<u32>::default().of(0).is_empty());
    }

    #[test]
    fn a_spool_in_trouble_gives_empty_lists() {
        let spool = Spool::new("no/such/folder".into());
        let away = Stowage::new(0, &spool).stow(Lists::new([vec![1_u32]]));
        assert_eq!((away.of(0).len(), spool.trouble().is_some()), (0, true));
    }
}
