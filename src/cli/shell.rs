//! Words as a shell reads them.

/// A word that a shell takes for one.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+,:@%".contains(c);
    match word {
        _ if !word.is_empty() && word.chars().all(plain) => word.to_owned(),
        _ => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_with_spaces_and_quotes_are_quoted() {
        assert_eq!(
            ["out/a-1", "my out", "it's", ""].map(quoted),
            ["out/a-1", "'my out'", r"'it'\''s'", "''"]
        );
    }
}
