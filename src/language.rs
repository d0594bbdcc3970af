//! Which language is a story written in? Unknown rather than wrong.

use serde::{Deserialize, Serialize};
use whichlang::Lang;

/// Shorter texts say too little, in characters.
const ENOUGH: usize = 80;
/// The beginning of a story is enough, in bytes.
pub(crate) const LOOKED_AT: usize = 800;

/// A language that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Language(u8);

/// Their tags.
const TAGS: [&str; 18] = [
    "ar", "de", "en", "es", "fa", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "sv", "tr", "ur", "vi",
    "zh",
];

impl Language {
    /// The language of a BCP 47 tag, if it is one that can be told.
    pub fn of_tag(tag: &str) -> Option<Self> {
        TAGS.iter().position(|known| *known == tag).and_then(|at| u8::try_from(at).ok()).map(Self)
    }

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        TAGS.get(usize::from(self.0)).copied().unwrap_or("und")
    }
}

/// The language of a text; `None` where it is too short to tell.
pub fn language(text: &str) -> Option<Language> {
    let head = &text[..text.floor_char_boundary(LOOKED_AT)];
    head.chars().filter(|c| c.is_alphabetic()).nth(ENOUGH)?;
    Language::of_tag(match whichlang::detect_language(head) {
        Lang::Ara => arabic_script(head),
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    })
}

/// The detector knows one language of this script; letters that only Urdu or only Persian and Urdu have tell the
/// others.
fn arabic_script(text: &str) -> &'static str {
    const OFTEN: usize = 3;
    let count = |letters: &[char]| text.matches(letters).count();
    if count(&['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ']) >= OFTEN {
        "ur"
    } else if count(&['پ', 'چ', 'ژ', 'گ', 'ی']) >= OFTEN {
        "fa"
    } else {
        "ar"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let check = |text: &str, expected| {
            assert_eq!(language(&text.repeat(3)).map(Language::tag), expected, "{text}")
        };
        check("The harbour opened again on Monday after the storm, officials said. ", Some("en"));
        check("Le port a rouvert lundi après la tempête, ont annoncé les autorités. ", Some("fr"));
        check("أعلنت السلطات أن الميناء فتح أبوابه من جديد يوم الاثنين بعد العاصفة. ", Some("ar"));
        check("حکام نے کہا ہے کہ بندرگاہ پیر کے روز طوفان کے بعد دوبارہ کھل گئی ہے۔ ", Some("ur"));
        check("مقام‌ها گفتند که بندر روز دوشنبه پس از توفان دوباره باز شد و کشتی‌ها پهلو گرفتند. ", Some("fa"));
    }

    #[test]
    fn a_short_text_has_no_language() {
        assert_eq!(language("The harbour."), None);
    }
}
