//! Which language is a story written in? Unknown rather than wrong.

use whichlang::Lang;

/// Shorter texts say too little, in characters.
const ENOUGH: usize = 80;
/// The beginning of a story is enough, in bytes.
const LOOKED_AT: usize = 800;

/// The language of a text as a BCP 47 tag; `None` where it is too short to tell.
pub fn language(text: &str) -> Option<&'static str> {
    let head = &text[..text.floor_char_boundary(LOOKED_AT)];
    head.chars().filter(|c| c.is_alphabetic()).nth(ENOUGH)?;
    match whichlang::detect_language(head) {
        Lang::Ara => Some(arabic_script(head)),
        Lang::Cmn => Some("zh"),
        Lang::Deu => Some("de"),
        Lang::Eng => Some("en"),
        Lang::Fra => Some("fr"),
        Lang::Hin => Some("hi"),
        Lang::Ita => Some("it"),
        Lang::Jpn => Some("ja"),
        Lang::Kor => Some("ko"),
        Lang::Nld => Some("nl"),
        Lang::Por => Some("pt"),
        Lang::Rus => Some("ru"),
        Lang::Spa => Some("es"),
        Lang::Swe => Some("sv"),
        Lang::Tur => Some("tr"),
        Lang::Vie => Some("vi"),
    }
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
        let check = |text: &str, expected| assert_eq!(language(&text.repeat(3)), expected, "{text}");
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
