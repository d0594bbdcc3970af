//! Text → words: the form in which texts are hashed and compared.
//!
//! A word is a run of letters, marks and digits after NFKC and lower-casing (no locale); Han, Kana, Thai, Lao,
//! Khmer and Myanmar are written without spaces and give one word a character. For comparing only, spellings
//! that readers take for the same are unified as well (see [`compared`]).

mod eight;
mod joined;
mod plain;
mod runs;
mod spans;

pub(crate) use eight::{BLOCK, count_beyond_ascii, first_eight, letters, letters_width, lowered, run_width};
use joined::Joined;
pub(crate) use plain::{
    digit, has_no_case, is_alphanumeric, is_cased, is_letter, is_number, lower_case, script,
};
pub(crate) use runs::runs;
pub(crate) use spans::Spans;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::Script;

/// The words of a text, joined by one space.
///
/// ```
/// use unspool::words::words;
///
/// let words = words("Rain, in SIDON!");
/// assert_eq!((words.as_str(), words.count()), ("rain in sidon", 3));
/// assert_eq!(words.iter().last(), Some("sidon"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Words {
    joined: String,
    count: usize,
}

impl Words {
    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.spans().map(|span| &self.joined[span])
    }

    /// Where they lie in [`Words::as_str`].
    pub(crate) fn spans(&self) -> Spans<'_> {
        Spans::new(self.joined.as_bytes())
    }

    /// All words, joined by one space.
    pub fn as_str(&self) -> &str {
        &self.joined
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }

    /// Whether most words come from a script that is written without spaces.
    pub fn mostly_unspaced(&self) -> bool {
        let unspaced = || self.iter().filter(|word| word.chars().next().is_some_and(is_unspaced)).count();
        !self.joined.is_ascii() && unspaced() * 2 > self.count()
    }
}

/// The words of `text`, as its fingerprint is made of.
///
/// ```
/// use unspool::words::words;
///
/// assert_eq!(words("Rain, in SIDON!").iter().collect::<Vec<_>>(), ["rain", "in", "sidon"]);
/// ```
pub fn words(text: &str) -> Words {
    words_by(text, Some)
}

/// The words of `text` as two texts are compared: tashkeel, tatweel and bidi marks removed, zero-width
/// joiners and non-joiners joining, Arabic ya, kaf and alef variants unified, digits of every script as ASCII.
#[doc(hidden)]
pub fn compared(text: &str) -> Words {
    words_by(text, unify)
}

/// The letters that [`compared`] gives for `text`, if these surely are one word.
pub(crate) fn one_word(text: &str) -> Option<impl Iterator<Item = char>> {
    let belongs = |c| unify(c).is_none() || matches!(plain::plain(c), Some(Class::Letter | Class::Mark));
    let is_one = plain::is_plain(text) && text.chars().all(belongs);
    is_one.then(|| text.chars().map(plain::lower).filter_map(unify))
}

/// Whether [`words`] and [`compared`] surely give the same for `text`: in Latin letters, digits and general punctuation
/// there is nothing to unify.
pub(crate) fn reads_alike(text: &str) -> bool {
    let bytes = text.as_bytes();
    eight::beyond_ascii(bytes).all(|at| match bytes[at..] {
        // Less joiners and bidi marks.
        [0xE2, 0x80, third, ..] => !matches!(third, 0x8C..=0x8F | 0xAA..=0xAE),
        [0xE2, 0x82, ..] => true,
        // Latin letters, and the later bytes of all characters.
        [first, ..] => first < 0xCE,
        [] => true,
    })
}

/// Splits `text` into words, each character first passed through `fold` (`None`: removed, without ending a word).
fn words_by(text: &str, fold: impl Fn(char) -> Option<char> + Copy) -> Words {
    let bytes = text.as_bytes();
    let mut out = Joined::new(text.len());
    let mut at = 0;
    loop {
        at += out.ascii(&bytes[at..]);
        if at == bytes.len() {
            return out.words();
        }
        if let Some(width) = separator_width(bytes, at) {
            out.close();
            at += width;
            continue;
        }
        // The chunk around a character that normalisation may change is done again, character by character.
        let start = chunk_start(bytes, at);
        let end = chunk_end(bytes, at);
        out.take_back(&bytes[start..at]);
        let chunk = &text[start..end];
        if plain::is_plain(chunk) {
            split_chunk(chunk.chars().map(plain::lower), &mut out, fold);
        } else {
            split_chunk(in_lower_case(&normal(chunk)).chars(), &mut out, fold);
        }
        out.close();
        at = end;
    }
}

/// A text in NFKC.
fn normal(text: &str) -> Cow<'_, str> {
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        IsNormalized::No | IsNormalized::Maybe => text.nfkc().collect(),
    }
}

fn in_lower_case(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_caseless) { text.into() } else { text.to_lowercase().into() }
}

/// Whether a character surely is its own lower case: those of most scripts are.
fn is_caseless(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_uppercase() } else { has_no_case(c) }
}

/// The width of the character at `at` if it ends a word, can never be part of one and composes with nothing.
fn separator_width(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        // A stroke overlay composes with these three.
        b'<' | b'=' | b'>' => None,
        byte if byte.is_ascii() => (!byte.is_ascii_alphanumeric()).then_some(1),
        0xC2 => matches!(bytes.get(at + 1), Some(0xA0 | 0xAB | 0xBB)).then_some(2),
        // Comma, semicolon and question mark of Arabic, and the full stop of Urdu.
        0xD8 => matches!(bytes.get(at + 1), Some(0x8C | 0x9B | 0x9F)).then_some(2),
        0xDB => (bytes.get(at + 1) == Some(&0x94)).then_some(2),
        // Danda.
        0xE0 => (bytes.get(at + 1..at + 3) == Some(&[0xA5, 0xA4])).then_some(3),
        // Commas, full stops, quotes and brackets of East Asia, and wide forms of those of ASCII that compose with nothing.
        0xE3 => matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x80..=0x83 | 0x88..=0x91])).then_some(3),
        0xEF => matches!(
            bytes.get(at + 1..at + 3),
            Some([0xBC, 0x81 | 0x88 | 0x89 | 0x8C | 0x8E | 0x9A | 0x9B | 0x9F])
        )
        .then_some(3),
        // General punctuation, less what is invisible (it may join) and what decomposes to a mark.
        0xE2 => match (bytes.get(at + 1)?, bytes.get(at + 2)?) {
            (0x80, 0x8B..=0x8F | 0x97 | 0xAA..=0xAE | 0xBE) => None,
            (0x80, _) => Some(3),
            _ => None,
        },
        _ => None,
    }
}

/// Where the chunk begins in which ASCII goes on to `end`: behind the last separator.
fn chunk_start(bytes: &[u8], end: usize) -> usize {
    let composes = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'<' | b'=' | b'>');
    end - bytes[..end].iter().rev().take_while(|byte| composes(byte)).count()
}

fn chunk_end(bytes: &[u8], from: usize) -> usize {
    (from..bytes.len()).find(|&at| separator_width(bytes, at).is_some()).unwrap_or(bytes.len())
}

fn split_chunk(chunk: impl Iterator<Item = char>, out: &mut Joined, fold: impl Fn(char) -> Option<char>) {
    let mut open = Open::Nothing;
    let (mut before, mut linked) = ('\0', false);
    for c in chunk.filter_map(fold) {
        let class = class(c);
        // A joiner joins what it stands between.
        if c == ZERO_WIDTH_JOINER && !matches!(open, Open::Nothing) {
            continue;
        }
        match (class, open) {
            (Class::Separator, _) => {}
            // A mark never leaves the character it stands on.
            (Class::Mark, Open::Character) | (Class::Mark | Class::Letter, Open::Word) => out.push(c, false),
            (Class::Unspaced | Class::Letter, Open::Character | Open::Word)
                if linked || belong_together(before, c) =>
            {
                out.push(c, false)
            }
            _ => out.push(c, true),
        }
        before = c;
        linked = class == Class::Mark && (linked || links(c));
        open = match (class, open) {
            (Class::Separator, _) => Open::Nothing,
            (Class::Unspaced, _) | (Class::Mark, Open::Character) => Open::Character,
            _ => Open::Word,
        };
    }
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Whether a letter belongs to the sign before it: the vowel "am" of Thai or Lao, which normalisation takes apart.
fn belong_together(sign: char, letter: char) -> bool {
    matches!((sign, letter), ('\u{0E4D}', '\u{0E32}') | ('\u{0ECD}', '\u{0EB2}'))
}

/// Whether a sign writes the next letter below or into the one before, whatever their scripts: `Indic_Conjunct_Break=Linker`
/// of Unicode 17.
fn links(sign: char) -> bool {
    #[rustfmt::skip]
    let links = matches!(
        sign,
        '\u{94D}' | '\u{9CD}' | '\u{ACD}' | '\u{B4D}' | '\u{C4D}' | '\u{D4D}' | '\u{1039}' | '\u{17D2}' | '\u{1A60}' | '\u{1B44}' | '\u{1BAB}'
            | '\u{A9C0}' | '\u{AAF6}' | '\u{10A3F}' | '\u{11133}' | '\u{113D0}' | '\u{1193E}' | '\u{11A47}' | '\u{11A99}' | '\u{11F42}'
    );
    links
}

/// What the next mark or letter would continue.
#[derive(Clone, Copy)]
enum Open {
    Nothing,
    Word,
    Character,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Separator,
    Letter,
    Mark,
    Unspaced,
}

fn class(c: char) -> Class {
    plain::plain(c).unwrap_or_else(|| looked_up(c))
}

/// The kind of a character by the tables of Unicode.
fn looked_up(c: char) -> Class {
    match c.general_category_group() {
        GeneralCategoryGroup::Letter if is_unspaced(c) => Class::Unspaced,
        GeneralCategoryGroup::Letter => Class::Letter,
        GeneralCategoryGroup::Mark => Class::Mark,
        _ if c.general_category() == GeneralCategory::DecimalNumber => Class::Letter,
        _ if is_unspaced(c) && c.is_alphanumeric() => Class::Unspaced,
        _ => Class::Separator,
    }
}

/// Whether a character belongs to a script that is written without spaces between words.
#[doc(hidden)]
pub fn is_unspaced(c: char) -> bool {
    const KANA_LENGTH_MARK: char = '\u{30FC}';
    c >= '\u{0E00}'
        && (c == KANA_LENGTH_MARK
            || matches!(
                script(c),
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Thai
                    | Script::Lao
                    | Script::Khmer
                    | Script::Myanmar
            ))
}

/// One spelling for characters that readers take for the same.
fn unify(c: char) -> Option<char> {
    match c {
        '\u{0000}'..='\u{007F}' => Some(c),
        // Tatweel, tashkeel and Koranic marks.
        '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E8}' => None,
        // Joiners, bidi marks, embeddings and isolates.
        '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' => None,
        '\u{0649}' | '\u{06CC}' => Some('\u{064A}'),
        '\u{06A9}' => Some('\u{0643}'),
        '\u{0622}' | '\u{0623}' | '\u{0625}' | '\u{0671}' => Some('\u{0627}'),
        // No digits of a script are here.
        '\u{80}'..='\u{65F}' | '\u{66A}'..='\u{6EF}' | '\u{900}'..='\u{965}' | '\u{2E80}'..='\u{A61F}' => {
            Some(c)
        }
        _ => Some(ascii_digit(c).unwrap_or(c)),
    }
}

/// The ASCII digit of the same value. Decimal digits of a script stand in runs of ten, zero first.
#[doc(hidden)]
pub fn ascii_digit(c: char) -> Option<char> {
    if let Some(value) = plain::digit(c) {
        return char::from_digit(value, 10);
    }
    let is_decimal = |c: char| c.general_category() == GeneralCategory::DecimalNumber;
    if !is_decimal(c) {
        return None;
    }
    let before = (1..=50).take_while(|&n| char::from_u32(c as u32 - n).is_some_and(is_decimal)).count();
    char::from_digit(u32::try_from(before % 10).ok()?, 10)
}

/// Whether a digit of some script is among the characters.
#[doc(hidden)]
pub fn holds_digit(piece: &str) -> bool {
    // What is beyond ASCII is mostly punctuation, which begins with this byte.
    let foreign = |byte: u8| (byte >= 0xC0) & (byte != 0xE2);
    let bytes = piece.as_bytes();
    eight::any(bytes, |byte| byte.is_ascii_digit())
        || (eight::any(bytes, foreign) && piece.contains(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(words(text).as_str(), expected, "words of {text:?}");
    }

    /// The definition, word for word and without any short cut.
    fn by_definition(text: &str, fold: impl Fn(char) -> Option<char>) -> Words {
        let mut out = Joined::new(0);
        split_chunk(text.nfkc().collect::<String>().to_lowercase().chars(), &mut out, fold);
        out.words()
    }

    #[test]
    fn words_are_runs_of_letters_marks_and_digits_in_lower_case() {
        check("  “Don’t go”, she said — twice…", "don t go she said twice");
        check("JF-17 cost $1.6bn; 23%", "jf 17 cost 1 6bn 23");
        check("", "");
        check("*** … —", "");
    }

    #[test]
    fn words_are_normalised() {
        check("Ｆｕｌｌ ﬁne Cafe\u{301}", "full fine café");
        check("TÜRKİYE’s", "türki\u{307}ye s");
        check("a\u{A0}b", "a b");
    }

    #[test]
    fn scripts_without_spaces_give_a_word_a_character() {
        check("東京でABC放送", "東 京 で abc 放 送");
        check("コーヒー", "コ ー ヒ ー");
        check("ที่นี่", "ที่ นี่");
        assert!(words("東京で雨").mostly_unspaced());
        assert!(!words("rain in 東京 today").mostly_unspaced());
    }

    #[test]
    fn comparing_unifies_what_readers_take_for_the_same() {
        assert_eq!(compared("مُحَمَّد"), compared("محمد"));
        assert_eq!(compared("می\u{200C}شود"), compared("میشود"));
        assert_eq!(compared("كتاب علي أحمد"), compared("کتاب علی احمد"));
        assert_eq!(compared("٢٠٢٤ ۲۰۲۴ २०२४").as_str(), "2024 2024 2024");
        assert_eq!(compared("\u{202B}نص\u{202C}"), compared("نص"));
    }

    #[test]
    fn digits_of_every_script_have_a_value() {
        let looked_up = |c: char| c.general_category() == GeneralCategory::DecimalNumber;
        assert!(('\0'..=char::MAX).all(|c| ascii_digit(c).is_some() == looked_up(c)));
        assert_eq!("٠٩०९０𝟗".chars().filter_map(ascii_digit).collect::<String>(), "090909");
        assert_eq!(ascii_digit('x'), None);
    }

    #[test]
    fn what_is_caseless_is_its_own_lower_case() {
        for c in ('\0'..=char::MAX).filter(|c| is_caseless(*c)) {
            assert!(c.to_lowercase().eq([c]), "{c}");
        }
    }

    #[test]
    fn counting_words_counts_what_iterating_gives() {
        for text in ["", "one", "one two", "東京"] {
            assert_eq!(words(text).count(), words(text).iter().count());
        }
    }

    #[test]
    fn words_lie_between_spaces() {
        let all = |text: &str| words(text).iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(all("One two"), ["one", "two"]);
        assert_eq!(all(""), [""; 0]);
        for width in 60..70 {
            let (long, text) = ("x".repeat(width), format!("{0} y {0}", "x".repeat(width)));
            assert_eq!(all(&text), [long.as_str(), "y", &long]);
        }
    }

    /// Letters, marks and digits of several scripts, of several widths and forms.
    const SCRIPTS: &str = "([a-zé ]|[اأإآبتثيىكپچگیکؤئ]|[\u{64B}-\u{655}]|[٠-٩۰-۹०-९]|[ァ-ン]|[ｦ-ﾟ]|[Ａ-ｚ０-９]|[가-힣]|[ᄀ-ᄂ]|[ᅡ-ᅣ]|[東京語。、]|[क-हऀ-ःा-़्]|[ก-ฺเ-๎]|[ກ-ຮະ-ໍ]|[က-ဪါ-ှ]|[ក-ឣា-្]|[\u{200D}\u{200E}]){0,40}";

    #[test]
    fn spellings_of_one_word_are_one() {
        assert_eq!(compared("ﾊﾞｽ ＡＢＣ １２"), compared("バス abc 12"));
        assert_eq!(compared("क्\u{200D}ष"), compared("क्ष"));
        assert_eq!(words("क्\u{200D}ष").count(), 1);
        assert_eq!(words("น้ำ").count(), 1);
        for linked in ["က\u{17D2}क", "က\u{94D}ក", "က\u{94D}\u{93C}ក"] {
            assert_eq!(words(linked).count(), 1, "{linked}");
        }
    }

    proptest! {
        #[test]
        fn a_text_and_its_normal_forms_have_the_same_words(text in SCRIPTS) {
            let expected = compared(&text);
            let forms: [String; 4] =
                [text.nfc().collect(), text.nfd().collect(), text.nfkc().collect(), text.nfkd().collect()];
            for form in forms {
                prop_assert_eq!(&compared(&form), &expected, "{}", form);
            }
        }

        #[test]
        fn one_word_is_what_comparing_gives(text in SCRIPTS) {
            for piece in text.split(' ').flat_map(|piece| [piece, &piece[..piece.floor_char_boundary(7)]]) {
                if let Some(letters) = one_word(piece) {
                    prop_assert_eq!(letters.collect::<String>(), compared(piece).as_str().to_owned());
                }
            }
            for word in ["ولاية", "میشود", "می\u{200C}شود", "ज़्यादा", "Élan", "šiauliai"] {
                prop_assert!(one_word(word).is_some(), "{}", word);
            }
        }

        #[test]
        fn vowel_marks_tatweel_and_joiners_change_no_word(
            letters in prop::collection::vec("[ابتجدسلمنهوي ]", 0..30),
            marks in prop::collection::vec("[\u{640}\u{64B}-\u{652}\u{670}\u{200C}-\u{200F}]{0,2}", 30),
        ) {
            let marked: String = letters.iter().zip(&marks).map(|(letter, mark)| format!("{letter}{mark}")).collect();
            prop_assert_eq!(compared(&marked), compared(&letters.concat()));
        }

        #[test]
        fn no_word_ends_inside_of_what_a_reader_takes_for_one_character(text in SCRIPTS) {
            let clusters = unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true);
            for cluster in clusters {
                prop_assert!(words(cluster).count() <= 1, "{:?}", cluster);
                prop_assert!(compared(cluster).count() <= 1, "{:?}", cluster);
            }
        }

        #[test]
        fn the_fast_way_gives_the_definition(text in "([a-zA-Z0-9 .,<=>'’“”…«»،؟۔।（）！、。「」şĞñÑжЖ가の々ः़्कनर\u{64B}-\u{653}ئی۳५１\u{A0}\u{200B}\u{200C}\u{200D}éÉ\u{301}\u{338}İﬁ東ーกำُمـ٣\u{2017}\u{203E}]|\\PC){0,40}") {
            // Whether a sigma is final is told by its own word, not by what stands beyond an apostrophe.
            prop_assume!(!text.nfkc().any(|c| c == 'Σ'));
            prop_assert_eq!(words(&text), by_definition(&text, Some));
            prop_assert_eq!(compared(&text), by_definition(&text, unify));
            prop_assert_eq!(words(&text).count(), words(&text).iter().count());
            prop_assert!(!reads_alike(&text) || words(&text) == compared(&text));
        }
    }
}
