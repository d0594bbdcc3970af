//! The ways in which pages spell the same words: tables hold one, and lines are matched by all of them.

/// What may stand in the place of what, each pair by itself or with all others.
type Habit = &'static [(char, &'static str)];

/// Arabic and Persian pages leave out the hamza of alef; old Persian pages have the Arabic letters for ya and kaf.
const LETTERS: [Habit; 2] = [&[('أ', "ا"), ('إ', "ا"), ('آ', "ا")], &[('ی', "ي"), ('ک', "ك"), ('ى', "ي")]];
/// Signs that scrapers and writers drop: the zero-width non-joiner, vowel marks, the dot below of Devanagari. Capital and
/// small letters of Turkish cross when a page is set in capitals.
const SIGNS: [Habit; 4] = [
    &[('\u{200c}', "")],
    &[('\u{200c}', " ")],
    &[('ً', ""), ('ٌ', ""), ('ٍ', ""), ('َ', ""), ('ُ', ""), ('ِ', ""), ('ّ', ""), ('ْ', ""), ('\u{93c}', "")],
    &[('ı', "i")],
];

/// The words as they stand and as other pages spell them, each spelling once.
pub(super) fn spellings(words: &str) -> Vec<String> {
    let mut all = vec![words.to_owned()];
    if words.is_ascii() {
        return all;
    }
    let has = |habit: &Habit| words.chars().any(|letter| replaced(letter, habit).is_some());
    for habit in LETTERS.into_iter().chain(SIGNS).filter(has) {
        let others: Vec<String> = all.iter().map(|words| by_habit(words, habit)).collect();
        for other in others {
            if !all.contains(&other) {
                all.push(other);
            }
        }
    }
    all
}

fn by_habit(words: &str, habit: Habit) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.chars() {
        match replaced(letter, &habit) {
            Some(other) => out.push_str(other),
            None => out.push(letter),
        }
    }
    out
}

fn replaced(letter: char, habit: &Habit) -> Option<&'static str> {
    habit.iter().find(|(from, _)| *from == letter).map(|(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_ascii_have_one_spelling() {
        assert_eq!(spellings("read more"), ["read more"]);
    }

    #[test]
    fn signs_and_letters_that_pages_leave_out_make_spellings() {
        let has = |words: &str, spelling: &str| assert!(spellings(words).iter().any(|one| one == spelling));
        has("اقرأ أيضاً", "اقرا ايضا");
        has("به‌روز شده", "بهروز شده");
        has("به‌روزرسانی", "به روزرساني");
        has("फ़ॉलो करें", "फॉलो करें");
        has("çıkış yap", "çikiş yap");
    }
}
