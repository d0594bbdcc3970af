//! Shares as people write them.

/// A share in percent, of two digits behind the point at most: `86.88 %`.
pub fn percent(share: f64) -> String {
    let digits = format!("{:.2}", share * 100.0);
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_no_needless_digits() {
        for (share, expected) in
            [(1.0, "100 %"), (0.8688, "86.88 %"), (0.8, "80 %"), (0.0, "0 %"), (0.101, "10.1 %")]
        {
            assert_eq!(percent(share), expected);
        }
    }
}
