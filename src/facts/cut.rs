//! What is sure of a paragraph that the end of its page cuts off.

use crate::span::{is_white, trim};

/// A cut-off paragraph without its last word, which may be cut as well, and without figures right before it, whose unit
/// may be: of `$1.2 billion` there may be `$1.2 bi`, or `$1.2`, or `$1`.
#[doc(hidden)]
pub fn before_cut(paragraph: &str) -> &str {
    let mut sure = without_last(paragraph);
    while last(sure).chars().any(char::is_numeric) {
        sure = without_last(sure);
    }
    sure
}

fn without_last(text: &str) -> &str {
    trim(text).rsplit_once(is_white).map_or("", |(head, _)| head)
}

fn last(text: &str) -> &str {
    trim(text).rsplit(is_white).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_cut_is_left_out() {
        let check = |paragraph, expected| assert_eq!(trim(before_cut(paragraph)), expected, "{paragraph}");
        check("The mill cost $1.2 bi", "The mill cost");
        check("The mill cost $1.2", "The mill cost");
        check("The mill cost 3 1.2 ", "The mill cost");
        check("The 4 mills", "The");
        check("The mills stood for 40 years and more", "The mills stood for 40 years and");
        check("12", "");
        check("", "");
    }
}
