//! What is known of common characters without the tables of Unicode, which take many times as long to look into.

use super::Class;
use unicode_script::{Script, UnicodeScript};

/// Whether each character is its own NFKC and stays so beside the others, and what kind each is of is known.
pub(super) fn is_plain(text: &str) -> bool {
    let mut before = '\0';
    text.chars().all(|c| {
        // Marks are put in an order of their own, and some are written as one with their letter.
        let moves = match c {
            NUKTA => is_ordered(before) || matches!(before, '\u{928}' | '\u{930}' | '\u{933}'),
            VIRAMA => is_ordered(before) && before != NUKTA,
            _ => is_vowel_mark(c) && is_ordered(before),
        };
        before = c;
        !moves && plain(c).is_some()
    })
}

const NUKTA: char = '\u{93C}';
const VIRAMA: char = '\u{94D}';

/// Whether a mark may change places with one behind it.
fn is_ordered(c: char) -> bool {
    matches!(c, NUKTA | VIRAMA) || is_vowel_mark(c)
}

/// Vowel marks of Arabic.
const fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}')
}

/// Signs of China and Japan.
const fn is_sign(c: char) -> bool {
    matches!(c, '々' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{3400}'..='\u{4DBF}' | '一'..='\u{9FFC}')
}

/// The kind of a character that is its own NFKC as long as no mark stands upon it.
pub(super) fn plain(c: char) -> Option<Class> {
    PLAIN.get(c as usize).copied().unwrap_or_else(|| told(c))
}

/// What [`told`] says of characters up to Tibetan.
static PLAIN: [Option<Class>; 0x1000] = {
    let (mut plain, mut at) = ([None; 0x1000], 0);
    while at < plain.len() {
        if let Some(c) = char::from_u32(at as u32) {
            plain[at] = told(c);
        }
        at += 1;
    }
    plain
};

/// What [`plain`] says, worked out.
const fn told(c: char) -> Option<Class> {
    Some(match c {
        '\0'..='\u{7F}' => {
            if c.is_ascii_alphanumeric() {
                Class::Letter
            } else {
                Class::Separator
            }
        }
        // Latin and Cyrillic.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='į' | 'ı' | 'Ŋ'..='ŷ' | 'Ѐ'..='џ' => Class::Letter,
        // Hebrew and Arabic, with digits.
        'א'..='ת' | '\u{620}'..='\u{64A}' | '\u{660}'..='\u{669}' => Class::Letter,
        '\u{671}'..='\u{674}' | '\u{679}'..='\u{6D3}' | '\u{6D5}' | '\u{6F0}'..='\u{6F9}' => Class::Letter,
        '\u{60C}' | '\u{61B}' | '\u{61F}' | '\u{6D4}' => Class::Separator,
        // Devanagari.
        '\u{904}'..='\u{939}' | '\u{93D}' | '\u{950}' | '\u{966}'..='\u{96F}' => Class::Letter,
        '\u{900}'..='\u{903}' | '\u{93A}'..='\u{93C}' | '\u{93E}'..='\u{94F}' => Class::Mark,
        '\u{964}' | '\u{965}' => Class::Separator,
        // Joiners and marks of direction.
        '\u{200B}'..='\u{200F}' => Class::Separator,
        // Of East Asia.
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' => Class::Separator,
        '가'..='힣' => Class::Letter,
        _ if is_vowel_mark(c) => Class::Mark,
        _ if is_sign(c) => Class::Unspaced,
        _ => return None,
    })
}

/// A character in lower case; of the dotted capital I of Turkish without the dot that stands apart.
pub(crate) fn lower_case(c: char) -> char {
    if plain(c).is_some() { lower(c) } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The lower case of a plain character.
pub(super) fn lower(c: char) -> char {
    let beyond = |by: u32| char::from_u32(c as u32 + by).unwrap_or(c);
    match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' => beyond(0x20),
        'Ѐ'..='Џ' => beyond(0x50),
        // Capitals are even, and their lower case follows them.
        'Ā'..='į' | 'Ŋ'..='ŷ' => beyond(u32::from((c as u32).is_multiple_of(2))),
        _ => c,
    }
}

/// What [`char::is_alphabetic`] says.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { known(c).unwrap_or_else(|| c.is_alphabetic()) }
}

/// What [`char::is_numeric`] says.
pub(crate) fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { known(c).is_none() && c.is_numeric() }
}

/// What [`char::is_alphanumeric`] says.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { known(c).unwrap_or_else(|| c.is_alphanumeric()) }
}

/// Whether a character beyond ASCII is a letter; `None` of those that have to be looked up, all numbers among them.
fn known(c: char) -> Option<bool> {
    match c {
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ' | 'Ѐ'..='џ' | 'א'..='ת' => Some(true),
        '\u{620}'..='\u{657}' | '\u{671}'..='\u{6D3}' => Some(true),
        '\u{904}'..='\u{93B}' | '\u{93D}'..='\u{94C}' | '가'..='힣' => Some(true),
        '\u{A0}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3003}' => Some(false),
        _ => is_sign(c).then_some(true),
    }
}

/// Whether a character is a capital or a small letter.
pub(crate) fn is_cased(c: char) -> bool {
    !has_no_case(c) && (c.is_lowercase() || c.is_uppercase())
}

/// The value of a digit in the commonest scripts: of ASCII, Arabic, Persian, Devanagari, and the wide ones.
pub(crate) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// Whether a character surely is of a script without capitals: from Hebrew to Myanmar, of East Asia, Hangul.
pub(crate) fn has_no_case(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109F}' | '\u{3000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}')
}

/// The script of a character.
pub(crate) fn script(c: char) -> Script {
    match c {
        'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ' => Script::Latin,
        'Ѐ'..='џ' => Script::Cyrillic,
        '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{671}'..='\u{6D3}' => Script::Arabic,
        '\u{904}'..='\u{939}' => Script::Devanagari,
        '一'..='\u{9FFC}' => Script::Han,
        'ぁ'..='ゖ' => Script::Hiragana,
        'ァ'..='ヺ' => Script::Katakana,
        _ => c.script(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn what_is_known_is_what_the_tables_say() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert!(!has_no_case(c) || !(c.is_lowercase() || c.is_uppercase()), "{c:?}");
            assert_eq!(is_cased(c), c.is_lowercase() || c.is_uppercase(), "{c:?}");
            assert_eq!(is_number(c), c.is_numeric(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(lower_case(c), c.to_lowercase().next().unwrap(), "{c:?}");
            assert_eq!(script(c), c.script(), "{c:?}");
            if let Some(class) = plain(c) {
                assert_eq!(class, super::super::looked_up(c), "{c:?}");
                assert!(c.to_lowercase().eq([lower(c)]), "{c:?}");
            }
            let alone = c.to_string();
            assert!(!is_plain(&alone) || c.nfkc().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn plain_characters_stay_beside_each_other() {
        let all: Vec<char> = ('\0'..='\u{FFFF}').filter(|c| plain(*c).is_some()).collect();
        let marks: Vec<char> = all.iter().copied().filter(|c| plain(*c) == Some(Class::Mark)).collect();
        for &before in &all {
            for &mark in &marks {
                let text = String::from_iter([before, mark]);
                assert!(!is_plain(&text) || text.nfkc().eq(text.chars()), "{text:?}");
            }
        }
    }
}
