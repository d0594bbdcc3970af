//! The attributes of a tag that are of use here.

use std::ops::Range;

/// What an attribute is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    /// Words that say what the element is: `class`, `id`, `role` and their like.
    Names,
    /// `property` or `name` of a `meta` element; also `itemprop` of one.
    Key,
    Content,
    Rel,
    Href,
    DateTime,
    /// The element's own address (`data-url`).
    Address,
    Style,
    Hidden,
    Open,
    Kind,
    Language,
}

impl Attribute {
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"class" | b"id" | b"role" | b"itemtype" => Self::Names,
            b"property" | b"name" | b"itemprop" => Self::Key,
            b"content" => Self::Content,
            b"rel" => Self::Rel,
            b"href" => Self::Href,
            b"datetime" => Self::DateTime,
            b"style" => Self::Style,
            b"hidden" => Self::Hidden,
            b"open" => Self::Open,
            b"type" => Self::Kind,
            b"lang" => Self::Language,
            _ if is_address(name) => Self::Address,
            _ => return None,
        })
    }
}

/// Whether an attribute gives the address of the story that its element holds.
fn is_address(name: &[u8]) -> bool {
    const ENDS: [&str; 4] = ["url", "href", "permalink", "uri"];
    const OTHERS: [&str; 15] = [
        "share", "image", "img", "src", "api", "ajax", "video", "logo", "next", "prev", "thumb", "load",
        "icon", "embed", "login",
    ];
    let name = std::str::from_utf8(name).unwrap_or_default();
    name.strip_prefix("data-").is_some_and(|rest| {
        ENDS.iter().any(|end| rest.ends_with(end)) && !OTHERS.iter().any(|other| rest.contains(other))
    })
}

/// Those of one tag.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    text: String,
    found: Vec<(Attribute, Range<usize>)>,
    /// Whether the last one is of use.
    open: bool,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.found.clear();
        self.open = false;
    }

    pub(super) fn name(&mut self, name: &[u8]) {
        let known = Attribute::of(name);
        self.open = known.is_some();
        self.found.extend(known.map(|known| (known, self.text.len()..self.text.len())));
    }

    /// Keeps the value of the last attribute; of a very long one nothing, for it says nothing of use.
    pub(super) fn value(&mut self, value: &[u8]) {
        const LONGEST: usize = 4096;
        if let Some((_, range)) = self.found.last_mut().filter(|_| self.open && value.len() <= LONGEST) {
            self.text.push_str(&String::from_utf8_lossy(value));
            range.end = self.text.len();
        }
    }

    /// All values of a kind.
    pub(super) fn all(&self, kind: Attribute) -> impl Iterator<Item = &str> {
        self.found.iter().filter(move |(found, _)| *found == kind).map(|(_, range)| &self.text[range.clone()])
    }

    /// The first value of a kind.
    pub(super) fn get(&self, kind: Attribute) -> Option<&str> {
        self.all(kind).next()
    }

    /// Whether the style or an attribute keeps the element from being seen.
    pub(super) fn hides(&self) -> bool {
        let hidden = |style: &str| {
            let plain: String = style.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            let plain = plain.to_ascii_lowercase();
            plain.contains("display:none") || plain.contains("visibility:hidden")
        };
        self.get(Attribute::Hidden).is_some() || self.all(Attribute::Style).any(hidden)
    }
}
