//! Which language is a story written in? Unknown rather than wrong.
//!
//! The script comes first: most scripts have one language, and a detector that knows none of a script's languages would
//! name one all the same. Of the languages of one script, its letters and its commonest words tell.

use crate::words::{BLOCK, count_beyond_ascii, first_eight, is_letter, letters, script};
use serde::{Deserialize, Serialize};
use unicode_script::Script;
use whichlang::Lang;

/// Shorter texts say too little, in letters.
const ENOUGH: usize = 80;
/// The same, where a letter is a word or most of one.
const ENOUGH_UNSPACED: usize = 30;
/// The beginning of a story is enough, in bytes.
pub(crate) const LOOKED_AT: usize = 800;

/// A language that can be told.
///
/// ```
/// use unspool::language::Language;
///
/// let arabic = Language::of_tag("ar");
/// assert_eq!(arabic.map(Language::tag), Some("ar"));
/// assert_eq!(Language::of_tag("tlh"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Language(u8);

/// Their tags.
const TAGS: [&str; 34] = [
    "ar", "de", "en", "es", "fa", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "sv", "tr", "ur", "vi",
    "zh", "el", "he", "th", "ta", "te", "ml", "gu", "kn", "pa", "ka", "hy", "km", "lo", "my", "si", "bn",
];

/// Scripts with one language.
const SCRIPTS: [(Script, &str); 17] = [
    (Script::Hangul, "ko"),
    (Script::Greek, "el"),
    (Script::Hebrew, "he"),
    (Script::Thai, "th"),
    (Script::Tamil, "ta"),
    (Script::Telugu, "te"),
    (Script::Malayalam, "ml"),
    (Script::Gujarati, "gu"),
    (Script::Kannada, "kn"),
    (Script::Gurmukhi, "pa"),
    (Script::Georgian, "ka"),
    (Script::Armenian, "hy"),
    (Script::Khmer, "km"),
    (Script::Lao, "lo"),
    (Script::Myanmar, "my"),
    (Script::Sinhala, "si"),
    (Script::Bengali, "bn"),
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

/// The language of a text; `None` where it is too short to tell, or of a language that is not known.
///
/// ```
/// use unspool::language::language;
///
/// let text = "The harbor opened again on Monday after nine days of storms, and the first ferry left with all of its passengers.";
/// assert_eq!(language(text).map(|language| language.tag()), Some("en"));
/// assert!(language("Sidon").is_none());
/// ```
pub fn language(text: &str) -> Option<Language> {
    let head = &text[..text.floor_char_boundary(LOOKED_AT)];
    if has_enough(head) && is_plainly_english(head) {
        return Language::of_tag("en");
    }
    let (script, letters) = most_letters(head)?;
    let unspaced = matches!(script, Script::Han | Script::Hiragana);
    if letters <= if unspaced { ENOUGH_UNSPACED } else { ENOUGH } {
        return None;
    }
    Language::of_tag(match script {
        Script::Latin => latin(head)?,
        Script::Arabic => arabic(head)?,
        Script::Devanagari => devanagari(head)?,
        Script::Cyrillic => cyrillic(head)?,
        Script::Han | Script::Hiragana => {
            if is_japanese(head) {
                "ja"
            } else {
                "zh"
            }
        }
        other => SCRIPTS.iter().find(|(script, _)| *script == other)?.1,
    })
}

/// Whether there are more than [`ENOUGH`] letters; those of ASCII are counted many at a time.
fn has_enough(head: &str) -> bool {
    let mut blocks = head.as_bytes().chunks(BLOCK).map(|block| letters(block).count_ones() as usize);
    let few = blocks.try_fold(0, |sum, letters| Some(sum + letters).filter(|sum| *sum <= ENOUGH));
    few.is_none() || head.chars().filter(|&c| is_letter(c)).nth(ENOUGH).is_some()
}

/// A glance that spares most texts the detector, which takes longer than all else that is told of a story: whether one
/// word in ten is frequent in English and rare in all other languages, and nine bytes in ten are ASCII.
fn is_plainly_english(head: &str) -> bool {
    const SHARE: usize = 10;
    let foreign = count_beyond_ascii(head.as_bytes());
    let (words, english) = english_words(head.as_bytes());
    foreign * SHARE < head.len() && english * SHARE >= words
}

/// How many words of ASCII letters there are, and how many of them are such ones: 64 bytes at once, because branches on the
/// lengths of words would take most of the time.
fn english_words(text: &[u8]) -> (usize, usize) {
    const THREE: [u64; 3] = numbers([b"the", b"The", b"and"]);
    const FOUR: [u64; 7] = numbers([b"with", b"from", b"that", b"this", b"they", b"said", b"been"]);
    const FIVE: [u64; 7] = numbers([b"would", b"which", b"their", b"there", b"could", b"about", b"after"]);
    let (mut words, mut english) = (0, 0);
    let (mut before, mut block) = (0, letters(text));
    for at in (0..text.len()).step_by(BLOCK) {
        let next = letters(text.get(at + BLOCK..).unwrap_or_default());
        let [second, third, fourth, fifth, sixth] =
            [1, 2, 3, 4, 5].map(|by| block >> by | next << (BLOCK - by));
        let starts = block & !(block << 1 | before >> (BLOCK - 1));
        let (three, four) = (starts & second & third, fourth & fifth);
        words += starts.count_ones() as usize;
        english += known(three & !fourth, &text[at..], &THREE)
            + known(three & fourth & !fifth, &text[at..], &FOUR)
            + known(three & four & !sixth, &text[at..], &FIVE);
        (before, block) = (block, next);
    }
    (words, english)
}

/// How many of the words that begin at some places, given as bits, are among these.
fn known<const WORDS: usize>(mut places: u64, text: &[u8], words: &[u64; WORDS]) -> usize {
    let (mut found, width) = (0, (u64::BITS - words[0].leading_zeros()).div_ceil(8) as usize);
    while places != 0 {
        let word = first_eight(&text[places.trailing_zeros() as usize..], width);
        found += usize::from(words.iter().fold(false, |any, known| any | (*known == word)));
        places &= places - 1;
    }
    found
}

const fn numbers<const WORDS: usize, const WIDTH: usize>(words: [&[u8; WIDTH]; WORDS]) -> [u64; WORDS] {
    let (mut numbers, mut at) = ([0; WORDS], 0);
    while at < WORDS {
        numbers[at] = first_eight(words[at], WIDTH);
        at += 1;
    }
    numbers
}

/// The script of most letters, and how many there are of it. Kana count as Han.
fn most_letters(text: &str) -> Option<(Script, usize)> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for letter in text.chars().filter(|&c| is_letter(c)) {
        let script = match script(letter) {
            Script::Hiragana | Script::Katakana => Script::Han,
            other => other,
        };
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    // Of equals the first one met, so that no order of a table decides.
    counts.into_iter().rev().max_by_key(|(_, count)| *count)
}

/// The share of some letters among all, in thousandths.
fn share(text: &str, letters: &[char]) -> usize {
    let all = text.chars().filter(|&c| is_letter(c)).count();
    text.matches(letters).count() * 1000 / all.max(1)
}

/// The share of a language's commonest words among all words, in thousandths.
fn share_of_words(text: &str, common: &[&str]) -> usize {
    let words = text.split(|c: char| !is_letter(c) && !is_mark(c)).filter(|word| !word.is_empty());
    let (mut all, mut known) = (0, 0);
    for word in words {
        all += 1;
        known += usize::from(common.contains(&word.to_lowercase().as_str()));
    }
    known * 1000 / all.max(1)
}

/// What stands upon letters of Devanagari and is none.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{93c}' | '\u{94d}')
}

/// The commonest words of the languages that the detector knows, and the least share of them that a text has.
const COMMON: [(&str, usize, &[&str]); 9] = [
    (
        "en",
        150,
        &[
            "the", "of", "and", "to", "in", "a", "is", "that", "for", "on", "was", "with", "as", "it", "by",
            "at", "from", "he", "are", "be", "has", "said", "his", "an", "not", "have", "who", "their",
            "will",
        ],
    ),
    (
        "fr",
        150,
        &[
            "le", "la", "les", "de", "des", "du", "et", "à", "en", "un", "une", "est", "que", "qui", "dans",
            "pour", "sur", "au", "par", "il", "ne", "pas", "plus", "avec", "l", "d", "s", "n", "qu", "a",
            "ont", "son", "sa", "aux",
        ],
    ),
    (
        "de",
        130,
        &[
            "der", "die", "das", "und", "in", "den", "von", "zu", "mit", "sich", "auf", "für", "ist", "im",
            "dem", "nicht", "ein", "eine", "des", "als", "auch", "an", "aus", "er", "hat", "dass", "sie",
            "nach", "bei", "einer", "um", "am", "sind", "einen", "war", "wie", "es",
        ],
    ),
    (
        "es",
        150,
        &[
            "de", "la", "que", "el", "en", "y", "a", "los", "se", "del", "las", "un", "por", "con", "no",
            "una", "su", "para", "es", "al", "lo", "como", "más", "ha", "sus", "este",
        ],
    ),
    (
        "it",
        150,
        &[
            "di", "che", "e", "la", "il", "un", "a", "per", "in", "una", "è", "del", "si", "con", "non", "i",
            "da", "le", "dei", "al", "alla", "della", "sono", "l", "dell", "ha", "nel", "gli",
        ],
    ),
    (
        "nl",
        150,
        &[
            "de", "van", "het", "een", "en", "in", "is", "dat", "op", "te", "met", "voor", "zijn", "aan",
            "niet", "die", "er", "om", "door", "ook", "als", "bij", "naar", "hij",
        ],
    ),
    (
        "pt",
        150,
        &[
            "de", "a", "o", "que", "e", "do", "da", "em", "um", "para", "com", "não", "uma", "os", "no",
            "se", "na", "por", "mais", "as", "dos", "ao", "das", "à", "foi", "são",
        ],
    ),
    ("sv", 80, &["och", "att", "är", "på", "som", "inte", "för", "ett", "av", "till"]),
    (
        "tr",
        30,
        &[
            "ve", "bir", "bu", "için", "ile", "olarak", "olan", "çok", "daha", "gibi", "sonra", "kadar",
            "ise", "da", "de", "en", "ne", "her",
        ],
    ),
];

/// What the detector says, if the text has the words of that language as well.
fn latin(text: &str) -> Option<&'static str> {
    let tag = match whichlang::detect_language(text) {
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => return is_turkish(text).then_some("tr"),
        Lang::Vie => return (share(text, &['đ', 'ơ', 'ư', 'ạ', 'ế', 'ộ', 'ả', 'ấ']) >= 30).then_some("vi"),
        _ => return None,
    };
    let (_, least, words) = COMMON.iter().find(|(known, ..)| *known == tag)?;
    (share_of_words(text, words) >= *least).then_some(tag)
}

/// Azeri has the letter ə, and other neighbours hardly any ı and ğ.
fn is_turkish(text: &str) -> bool {
    let words = COMMON.iter().find(|(tag, ..)| *tag == "tr").map_or(&[][..], |(.., words)| words);
    share(text, &['ə']) < 5 && share(text, &['ı', 'ğ', 'ş']) >= 25 && share_of_words(text, words) >= 20
}

/// Letters that only Urdu has, or Persian and Urdu; Pashto, Kurdish, Sindhi and Uighur have letters of their own.
fn arabic(text: &str) -> Option<&'static str> {
    const FEW: usize = 4;
    let others =
        ['ښ', 'ځ', 'څ', 'ډ', 'ړ', 'ګ', 'ۍ', 'ې', 'ۆ', 'ێ', 'ڵ', 'ڕ', 'ە', 'ڄ', 'ڃ', 'ٻ', 'ڀ', 'ٺ', 'ۈ', 'ۇ'];
    if share(text, &others) >= FEW {
        None
    } else if share(text, &['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ']) >= 40 {
        Some("ur")
    } else if share(text, &['پ', 'چ', 'ژ', 'گ']) >= 8 {
        Some("fa")
    } else {
        let (persian, arabic) = (
            share_of_words(text, &["از", "که", "به", "در", "را", "این", "است", "با", "آن", "برای"]),
            share_of_words(
                text,
                &["في", "من", "على", "أن", "إلى", "عن", "التي", "الذي", "مع", "هذا", "إن", "بعد"],
            ),
        );
        (persian.max(arabic) >= 30).then_some(if persian > arabic { "fa" } else { "ar" })
    }
}

/// Marathi and Nepali have other little words.
fn devanagari(text: &str) -> Option<&'static str> {
    let hindi = ["है", "में", "के", "की", "का", "और", "से", "को", "ने", "पर", "हैं", "कि", "भी", "यह", "था", "इस"];
    (share_of_words(text, &hindi) >= 120).then_some("hi")
}

/// Ukrainian, Belarusian, Serbian and Kazakh have letters that Russian has not, Bulgarian lacks one that it has.
fn cyrillic(text: &str) -> Option<&'static str> {
    let others =
        ['і', 'ї', 'є', 'ґ', 'ў', 'ј', 'љ', 'њ', 'ћ', 'ђ', 'џ', 'қ', 'ң', 'ғ', 'ү', 'ұ', 'һ', 'ө', 'ә'];
    (share(text, &others) < 4 && share(text, &['ы']) >= 5).then_some("ru")
}

/// Chinese has no kana.
fn is_japanese(text: &str) -> bool {
    let kana = |c: &char| matches!(script(*c), Script::Hiragana | Script::Katakana);
    let all = text.chars().filter(|&c| is_letter(c)).count();
    text.chars().filter(kana).count() * 10 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        check("مقام ها گفتند كه بندر روز دوشنبه پس از توفان دوباره باز شد و به كار افتاد. ", Some("fa"));
        check("अधिकारियों ने कहा कि तूफान के बाद सोमवार को बंदरगाह फिर से खुल गया है। ", Some("hi"));
        check("当局は月曜日、嵐のあと港が再び開かれたと発表した。", Some("ja"));
        check("当局周一表示，风暴过后港口已重新开放，船只可以进出。", Some("zh"));
        check(
            "Yetkililer, fırtınanın ardından limanın pazartesi günü yeniden açıldığını ve bir sorun olmadığını söyledi. ",
            Some("tr"),
        );
        check(
            "Die Behörden teilten mit, dass der Hafen nach dem Sturm am Montag wieder geöffnet ist. ",
            Some("de"),
        );
        check(
            "Las autoridades dijeron que el puerto volvió a abrir el lunes después de la tormenta. ",
            Some("es"),
        );
        check("Οι αρχές ανακοίνωσαν ότι το λιμάνι άνοιξε ξανά τη Δευτέρα μετά την καταιγίδα. ", Some("el"));
    }

    #[test]
    fn a_language_that_is_not_known_is_none() {
        let check = |text: &str| assert_eq!(language(&text.repeat(3)), None, "{text}");
        check("Władze poinformowały, że port został ponownie otwarty w poniedziałek po burzy. ");
        check("Pihak berkuasa berkata pelabuhan itu dibuka semula pada hari Isnin selepas ribut. ");
        check("Myndighetene sier at havnen ble gjenåpnet mandag etter stormen og at skipene seiler. ");
        check("چارواکو وویل چې بندر د دوشنبې په ورځ له توپان وروسته بیا پرانیستل شو او کښتۍ راغلې. ");
        check("अधिकाऱ्यांनी सांगितले की वादळानंतर सोमवारी बंदर पुन्हा उघडण्यात आले आहे. ");
        check("Влада повідомила, що порт знову відкрили в понеділок після шторму і кораблі вийшли в море. ");
    }

    proptest! {
        #[test]
        fn words_are_counted_as_they_are_one_by_one(text in "(the |The|and |with|said|been |after|could |[a-zA-Zé’. -]{1,7} ?){0,60}") {
            let listed = ["the", "The", "and", "with", "from", "that", "this", "they", "said", "been"]
                .into_iter()
                .chain(["would", "which", "their", "there", "could", "about", "after"]);
            let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
            let english = words.clone().filter(|word| listed.clone().any(|listed| listed == *word)).count();
            prop_assert_eq!(english_words(text.as_bytes()), (words.count(), english));
        }
    }

    #[test]
    fn only_english_is_told_by_its_words() {
        let text = "The harbour opened again on Monday after a week of storms, and officials said that two piers would ";
        assert!(is_plainly_english(text));
        for other in [
            "De haven ging maandag na een week van storm weer open en de vissers waren blij met het weer, zei hij. ",
            "Der Hafen wurde am Montag nach einer Woche voller Stürme wieder geöffnet, sagte der Minister in Kiel. ",
            "Havnen åbnede igen mandag efter en uge med storm, og de har nu repareret to af molerne, sagde hun. ",
        ] {
            assert!(!is_plainly_english(other));
        }
    }

    #[test]
    fn a_short_text_has_no_language() {
        assert_eq!(language("The harbour."), None);
    }
}
