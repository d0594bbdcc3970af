//! Sums of values that stand in a row.

use std::ops::Range;

/// The sum of what stands above each value, and of all.
pub(crate) fn running(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let sums = values.scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// The values with the highest sum that stand together (J. Pasternack and D. Roth, 2009); nothing if none is above zero.
pub(crate) fn segment(values: impl Iterator<Item = f32>) -> Range<usize> {
    let (mut best, mut found) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0, 0);
    for (at, value) in values.enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += value;
        if sum > best {
            (best, found) = (sum, start..at + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_segment_with_the_highest_sum_may_be_none() {
        assert_eq!(segment([-1.0, 2.0, -1.0, 3.0, -5.0, 3.5].into_iter()), 1..4);
        assert_eq!(segment([-1.0, -2.0].into_iter()), 0..0);
        assert_eq!(segment(std::iter::empty()), 0..0);
    }

    #[test]
    fn sums_begin_with_nothing() {
        assert_eq!(running([1.0, 2.0].into_iter()), [0.0, 1.0, 3.0]);
    }
}
