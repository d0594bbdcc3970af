//! Names of authors: what stands before them, and how they look.

use crate::rules::{Labels, first_key};
use crate::span::is_white;
use crate::words::{holds_digit, is_cased, is_unspaced};

/// The bytes of what stands before an author's name at the start of a line: `By `, `Von `.
pub fn byline_width(piece: &str, labels: &Labels) -> Option<usize> {
    let key = first_key(piece);
    let by_name = || labels.by_name.longest_of(key, piece).filter(|&width| are_names(&piece[width..]));
    labels.by.longest_of(key, piece).or_else(by_name)
}

/// Whether a text is names and what joins them.
fn are_names(text: &str) -> bool {
    const WORDS: usize = 8;
    const JOINTS: [&str; 18] = [
        "et", "und", "y", "e", "avec", "mit", "con", "de", "del", "la", "van", "von", "der", "dpa", "afp",
        "efe", "al", "el",
    ];
    let mut words = text.split(is_white).filter(|word| !word.is_empty());
    let named =
        |word: &str| !word.starts_with(char::is_lowercase) || JOINTS.contains(&word.trim_end_matches(','));
    let name = text.trim_matches(is_white);
    let opens = name.starts_with(char::is_uppercase) || (!name.contains(is_cased) && is_caseless_name(name));
    opens && !holds_digit(text) && words.by_ref().take(WORDS).all(named) && words.next().is_none()
}

/// Without capitals, only its length tells a name: a few words, or a few characters of a script without spaces.
pub(super) fn is_caseless_name(piece: &str) -> bool {
    const WORDS: usize = 2;
    const CHARACTERS: usize = 8;
    let unspaced = piece.chars().filter(|&c| is_unspaced(c)).count();
    unspaced <= CHARACTERS && piece.split(is_white).filter(|word| !word.is_empty()).count() <= WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn a_word_of_many_uses_stands_before_an_author_only_if_names_follow() {
        let rules = Rules::builtin().unwrap();
        let check = |piece: &'static str| byline_width(piece, &rules.labels).map(|width| &piece[width..]);
        assert_eq!(check("Von Jens Hartwig und Ute Kern"), Some(" Jens Hartwig und Ute Kern"));
        assert_eq!(check("Par Nour Belhadj & Luc Ferrand"), Some(" Nour Belhadj & Luc Ferrand"));
        assert_eq!(check("Von der Leyen reist nach Kiew"), None);
        assert_eq!(check("Par la fenêtre de la mairie"), None);
        assert_eq!(check("كتبت: مها العلي"), Some(" مها العلي"));
        assert_eq!(check("كتب نادرة في المعرض"), None);
        assert_eq!(check("حوار: لماذا أغلق الميناء أبوابه في الليل"), None);
    }
}
