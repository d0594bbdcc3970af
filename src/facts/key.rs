//! Bytes → a key of 64 bits (FNV-1a): the same on every machine and in every run.

use std::hash::Hasher;

/// The key of bytes. Unequal ones share a key once in 2^64 by chance.
pub(super) fn key(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(Fnv::default().0, step)
}

fn step(state: u64, byte: u8) -> u64 {
    (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The same as a [`Hasher`]: for the short words of a table it is faster than the default one.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, step);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_fnv_1a() {
        assert_eq!(key(*b"foobar"), 0x8594_4171_f739_67e8);
    }
}
