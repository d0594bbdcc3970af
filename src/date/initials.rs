//! A glance at the first two letters of a text.

/// The first two letters of words, by which a glance rules out most others.
#[derive(Debug, Default)]
pub(super) struct Initials([u32; LETTERS]);

const LETTERS: usize = 26;

impl Initials {
    /// Whether a text may begin with one of the words; what does not begin with two ASCII letters may.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        letters(text).is_none_or(|(first, second)| self.0[first] >> second & 1 != 0)
    }
}

impl<'w> FromIterator<&'w str> for Initials {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut initials = Self::default();
        for (first, second) in words.into_iter().filter_map(letters) {
            initials.0[first] |= 1 << second;
        }
        initials
    }
}

/// The first two letters, counted from `a`, if both are of ASCII.
fn letters(text: &str) -> Option<(usize, usize)> {
    let place = |byte: &u8| byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'));
    let [first, second, ..] = text.as_bytes() else { return None };
    Some((place(first)?, place(second)?))
}
