//! What brings equal texts together.

use crate::shards::{Keyed, Row};
use bytemuck::{Pod, Zeroable};
use xxhash_rust::xxh3::xxh3_128;

/// A paragraph's number with the hash of its words and scope: what brings equal texts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Same {
    id: [u32; 4],
    pub(super) number: u32,
}

/// What a text is known by within its scope, given the hash of its words.
pub fn scoped(id: u128, scope: u64) -> u128 {
    if scope == 0 { id } else { id ^ xxh3_128(&scope.to_le_bytes()) }
}

impl Same {
    /// The row of a paragraph whose words have this hash.
    pub fn new(id: u128, scope: u64, number: u32) -> Self {
        let id = scoped(id, scope);
        Self { id: [96, 64, 32, 0].map(|shift| (id >> shift) as u32), number }
    }

    /// The hash.
    pub(crate) fn id(&self) -> [u8; 16] {
        bytemuck::cast(self.id)
    }
}

impl Row for Same {
    type Order = ([u64; 2], u32);

    fn part(&self) -> u8 {
        (self.id[0] >> 24) as u8
    }

    fn order(&self) -> ([u64; 2], u32) {
        (bytemuck::cast(self.id), self.number)
    }
}

impl Keyed for Same {
    fn key(&self) -> u64 {
        u64::from(self.id[3])
    }
}
