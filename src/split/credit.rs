//! The names that captions end with: of a photographer, of an agency.

use super::rows::shouts;
use crate::span::is_white;

/// Whether a line ends with a name in brackets or behind its last sentence, as captions do.
pub(crate) fn ends_in_credit(piece: &str) -> bool {
    const LONGEST: usize = 40;
    let bracket = piece.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    // Captions are no capitals throughout.
    let credits = |credit: &str| credit.len() <= LONGEST && credit.starts_with(char::is_uppercase);
    bracket.is_some_and(|(text, credit)| credits(credit) && !shouts(text)) || is_signed_sentence(piece)
}

/// Whether a name stands behind a whole sentence: `A boat in Sidon. Dana Whitlock / Harbour News`
fn is_signed_sentence(piece: &str) -> bool {
    const LONGEST: usize = 60;
    const STOP: &[u8] = b". ";
    const SENTENCE_WORDS: usize = 5;
    const NAME_WORDS: usize = 6;
    /// A full stop closes abbreviations as well, which are shorter.
    const WORD: usize = 5;
    if piece.ends_with(['.', '!', '?', '”', '"', '’', ':']) {
        return false;
    }
    let near = piece.len().saturating_sub(LONGEST + STOP.len());
    let Some(at) = piece.as_bytes()[near..].windows(STOP.len()).rposition(|bytes| bytes == STOP) else {
        return false;
    };
    let (sentence, name) = (&piece[..near + at], &piece[near + at + STOP.len()..]);
    let last = sentence.rsplit(is_white).next().unwrap_or_default();
    let ends = last.chars().filter(|c| c.is_alphabetic()).count() >= WORD
        || (last.len() > 1 && last.bytes().all(|digit| digit.is_ascii_digit()));
    let mut words = name.split(is_white).filter(|word| word.contains(char::is_alphabetic));
    let named =
        |word: &str| !word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase);
    let barred = name.starts_with(['|', '©', '/']);
    ends && sentence.split(is_white).count() >= SENTENCE_WORDS
        && (1..=NAME_WORDS).contains(&words.clone().count())
        && (barred || (name.contains(char::is_uppercase) && words.all(named)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_end_with_a_name() {
        for caption in [
            "Boats in the harbour of Sidon on Friday (Dana Whitlock)",
            "The ferry leaves the landing stage in Pellham. Photograph: Dana Whitlock/Harbour News",
            "The iron bridge has joined both banks since 1889. | ORSK COURIER",
            "A farmer shows how high the water stood on January 19. Picture: SUPPLIED",
        ] {
            assert!(ends_in_credit(caption), "{caption}");
        }
    }

    #[test]
    fn headlines_do_not() {
        for headline in [
            "Ferry on Lake Orsk runs again (and nobody knows for how long)",
            "Man of eighty rows the lake to see a doctor in St. Louis",
            "He sold the boat to his neighbour. Then he wanted it back",
            "The boat takes passengers again. The fare stays what it was.",
            "Orsk. Ferry Returns",
        ] {
            assert!(!ends_in_credit(headline), "{headline}");
        }
    }
}
