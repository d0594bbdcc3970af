//! Who owns a number, where owners hold ranges of numbers.

use serde::{Deserialize, Serialize};

/// Numbers to a step of the index.
const STEP: u32 = 64;

/// Owners by the first number of their ranges.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Owners {
    /// First number and owner, sorted.
    ranges: Vec<(u32, u32)>,
    /// For each step of numbers, how many ranges begin at or before its first number.
    steps: Vec<u32>,
}

impl Owners {
    /// Owners from pairs of the first number of a range and its owner, in any order. Ranges are not empty and follow each
    /// other without a gap.
    pub fn new(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut steps = Vec::new();
        for (at, (first, _)) in (0..).zip(&ranges) {
            while u32::try_from(steps.len()).is_ok_and(|step| step * STEP < *first) {
                steps.push(at);
            }
        }
        Self { ranges, steps }
    }

    /// The first number of the range that `number` lies in, and its owner.
    pub fn of(&self, number: u32) -> Option<(u32, u32)> {
        let step = self.steps.get((number / STEP) as usize).copied();
        let start = step.map_or_else(|| self.before(number), |step| step as usize);
        let after = &self.ranges[start..];
        let more = after.iter().take_while(|(first, _)| *first <= number).count();
        self.ranges.get((start + more).checked_sub(1)?).copied()
    }

    /// How many ranges begin at or before a number beyond all steps.
    fn before(&self, number: u32) -> usize {
        self.ranges.partition_point(|(first, _)| *first <= number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_has_its_owner(lengths in prop::collection::vec(1_u32..200, 1..60)) {
            let mut ranges = Vec::new();
            let mut end = 0;
            for (owner, length) in (100..).zip(&lengths) {
                ranges.push((end, owner));
                end += length;
            }
            ranges.reverse();
            let owners = Owners::new(ranges.clone());
            for number in 0..end {
                let expected = ranges.iter().find(|(first, _)| *first <= number).copied();
                prop_assert_eq!(owners.of(number), expected);
            }
        }
    }
}
