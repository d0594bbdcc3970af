//! Values as JSON that can stand inside a page.

use serde::Serialize;

/// The value as JSON in which no byte can end a `<script>` element or begin a comment, a tag or an entity: `<`, `>`, `&` and
/// the line ends of JavaScript, which stand nowhere but in strings, are written as escapes.
pub(super) fn island(value: &impl Serialize) -> String {
    // What is reported holds nothing that JSON cannot say.
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(c),
        }
    }
    out
}

/// How many bytes of the page are left for a section.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Whether there is room for a value; if so, it is taken.
    pub(super) fn take(&mut self, value: &impl Serialize) -> bool {
        let cost = island(value).len();
        let fits = cost <= self.left;
        if fits {
            self.left -= cost;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_a_value_ends_the_element_it_stands_in() {
        let hostile = "</script><!--<script>&lt;\u{2028}\u{2029}\"\\";
        let json = island(&[hostile]);
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [hostile]);
    }

    #[test]
    fn a_budget_is_spent_by_what_fits() {
        let mut budget = Budget::new(10);
        assert!(budget.take(&"12345"));
        assert!(!budget.take(&"1234"));
        assert!(budget.take(&"1"));
        // An escape takes the room of six bytes.
        assert!(!Budget::new(7).take(&"<"));
    }
}
