//! Tags and texts, one after another → lines, elements and facts.
//!
//! One pass with a bounded stack and no tree: what an element ends is told by the rules of the HTML standard as far as they
//! bear on lines, so that time and memory stay in proportion to the page whatever its tags do.

use super::attributes::{Attribute, Attributes};
use super::tags::{Layout, Tag};
use super::{Element, Fact, FactKind, Mark, Markup};
use crate::span::is_white;
use xxhash_rust::xxh3::xxh3_64;

/// Deeper elements are read but not told apart.
const DEPTH: usize = 400;
/// Longer names of one element are cut.
const NAMES: usize = 400;
/// Longer values say nothing of use.
const VALUE: usize = 2048;
/// Longer data in scripts is left alone, and so is more than this of a page.
const DATA: usize = 1 << 20;

/// An element that is open.
struct Open {
    tag: Tag,
    /// Tells unknown elements apart.
    name: u64,
    element: u32,
    hidden: bool,
}

/// A page on its way.
pub(super) struct Reading {
    text: String,
    markup: Markup,
    open: Vec<Open>,
    /// Elements opened beyond the depth.
    beyond: usize,
    paragraphs: usize,
    links: usize,
    preformatted: usize,
    /// Where the line in work begins in the text.
    start: usize,
    element: Option<u32>,
    linked: usize,
    /// Whether white space stands before what comes next.
    gap: bool,
    attributes: Attributes,
    tag: (Tag, u64),
    /// Whether the script that is open holds data of use.
    data: bool,
    /// Bytes of data kept so far.
    kept: usize,
    /// Whether the page's own title is open.
    title: bool,
    /// Other elements that are open.
    others: usize,
}

impl Reading {
    pub(super) fn new(bytes: usize) -> Self {
        let root = Element { parent: 0, tag: Tag::Html, depth: 0, names: (0, 0) };
        Self {
            text: String::with_capacity(bytes / 4),
            markup: Markup { elements: vec![root], ..Markup::default() },
            open: Vec::new(),
            beyond: 0,
            paragraphs: 0,
            links: 0,
            preformatted: 0,
            start: 0,
            element: None,
            linked: 0,
            gap: false,
            attributes: Attributes::default(),
            tag: (Tag::Other, 0),
            data: false,
            kept: 0,
            title: false,
            others: 0,
        }
    }

    pub(super) fn finish(mut self) -> (String, Markup) {
        self.end_line();
        (self.text, self.markup)
    }

    pub(super) fn open_tag(&mut self, name: &[u8]) {
        let tag = Tag::of(name);
        self.tag = (tag, if tag == Tag::Other { xxh3_64(name) } else { 0 });
        self.attributes.clear();
    }

    pub(super) fn attribute_name(&mut self, name: &[u8]) {
        self.attributes.name(name);
    }

    pub(super) fn attribute_value(&mut self, value: &[u8]) {
        self.attributes.value(value);
    }

    /// The start tag is whole.
    pub(super) fn begin(&mut self) {
        let (tag, name) = self.tag;
        if matches!(tag, Tag::Html | Tag::Body | Tag::Head) {
            self.note_language();
            return;
        }
        let layout = tag.layout();
        if layout == Layout::Block && !matches!(tag, Tag::Button | Tag::Option | Tag::Select) {
            self.end_paragraph();
        }
        if let Some((ended, walls)) = tag.ends() {
            self.end_open(ended, walls);
        }
        if matches!(layout, Layout::Block | Layout::Break) && !self.is_hidden() {
            self.end_line();
        }
        if matches!(layout, Layout::Void | Layout::Break) {
            self.note_void(tag);
            return;
        }
        self.push(tag, name, layout);
    }

    fn push(&mut self, tag: Tag, name: u64, layout: Layout) {
        if self.open.len() >= DEPTH {
            self.beyond += 1;
            return;
        }
        let closed = tag == Tag::Dialog && self.attributes.get(Attribute::Open).is_none();
        let hidden = self.is_hidden() || layout == Layout::Hidden || closed || self.attributes.hides();
        let element = self.add_element(tag);
        self.note_element(tag, element);
        self.open.push(Open { tag, name, element, hidden });
        *self.counter(tag) += 1;
    }

    fn add_element(&mut self, tag: Tag) -> u32 {
        let markup = &mut self.markup;
        let start = markup.names.len();
        let kinds = [Attribute::Names, Attribute::Rel, Attribute::Key];
        for names in kinds.into_iter().flat_map(|kind| self.attributes.all(kind)) {
            markup.names.push_str(&names[..names.floor_char_boundary(NAMES)]);
            markup.names.push(' ');
        }
        let parent = self.open.last().map_or(0, |open| open.element);
        let depth = u16::try_from(self.open.len() + 1).unwrap_or(u16::MAX);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        markup.elements.push(Element {
            parent,
            tag,
            depth,
            names: (number(start), number(markup.names.len())),
        });
        number(markup.elements.len() - 1)
    }

    /// Keeps what the tag says beside its words.
    fn note_element(&mut self, tag: Tag, element: u32) {
        self.data = false;
        self.title = false;
        match tag {
            Tag::Script => {
                let kind = self.attributes.get(Attribute::Kind).unwrap_or_default();
                self.data = kind.to_ascii_lowercase().contains("ld+json");
            }
            Tag::Title => self.title = !self.open.iter().any(|open| open.tag == Tag::Other),
            Tag::Time => self.note(element, FactKind::Time, Attribute::DateTime),
            Tag::A => self.note(element, FactKind::Link, Attribute::Href),
            _ if tag.layout() == Layout::Block => self.note(element, FactKind::Address, Attribute::Address),
            _ => {}
        }
        if tag != Tag::Time && self.attributes.get(Attribute::Content).is_some() {
            self.note_meta(element);
        }
    }

    fn note(&mut self, element: u32, kind: FactKind, attribute: Attribute) {
        let value =
            self.attributes.get(attribute).map(str::trim).filter(|value| (1..=VALUE).contains(&value.len()));
        if let Some(value) = value.map(str::to_owned) {
            let key = self.attributes.get(Attribute::Key).unwrap_or_default().to_ascii_lowercase();
            self.markup.facts.push(Fact { element, kind, key, value });
        }
    }

    /// A `meta` or `link` element.
    fn note_void(&mut self, tag: Tag) {
        let element = self.open.last().map_or(0, |open| open.element);
        match tag {
            Tag::Meta => self.note_meta(element),
            Tag::Link
                if self.attributes.all(Attribute::Rel).any(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                self.note(element, FactKind::Canonical, Attribute::Href);
            }
            Tag::Link if self.attributes.get(Attribute::Key).is_some() => {
                self.note(element, FactKind::Address, Attribute::Href);
            }
            _ => {}
        }
    }

    fn note_meta(&mut self, element: u32) {
        let content = self.attributes.get(Attribute::Content).map(str::trim);
        let Some(value) = content.filter(|value| (1..=VALUE).contains(&value.len())) else { return };
        let key = self.attributes.get(Attribute::Key).unwrap_or_default().to_ascii_lowercase();
        if !key.is_empty() {
            self.markup.facts.push(Fact { element, kind: FactKind::Meta, key, value: value.to_owned() });
        }
    }

    fn note_language(&mut self) {
        self.note(0, FactKind::Language, Attribute::Language);
    }

    pub(super) fn end(&mut self, name: &[u8]) {
        let tag = Tag::of(name);
        let layout = tag.layout();
        if matches!(tag, Tag::Html | Tag::Body | Tag::Head) {
            return;
        }
        if matches!(layout, Layout::Block | Layout::Break) && !self.is_hidden() {
            self.end_line();
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let hash = if tag == Tag::Other { xxh3_64(name) } else { 0 };
        let of_table = matches!(tag, Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot);
        let found = |open: &Open| open.tag == tag && open.name == hash;
        let stop = |open: &Open| found(open) || (open.tag.is_wall() && !of_table);
        let Some(at) = self.open.iter().rposition(stop).filter(|&at| found(&self.open[at])) else { return };
        let blocks = self.open[at + 1..].iter().any(|open| open.tag.layout() == Layout::Block);
        if layout == Layout::Inline && blocks {
            self.open.remove(at);
            *self.counter(tag) -= 1;
        } else {
            self.cut(at);
        }
    }

    /// Ends the paragraph that is open, as each block element does.
    fn end_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.end_open(&[Tag::P], &[Tag::Td, Tag::Th, Tag::Caption, Tag::Button]);
        }
    }

    fn end_open(&mut self, ended: &[Tag], walls: &[Tag]) {
        let stop = |open: &Open| ended.contains(&open.tag) || walls.contains(&open.tag);
        if let Some(at) = self.open.iter().rposition(stop).filter(|&at| ended.contains(&self.open[at].tag)) {
            let visible = !self.is_hidden();
            if visible && self.open[at..].iter().any(|open| open.tag.layout() == Layout::Block) {
                self.end_line();
            }
            self.cut(at);
        }
    }

    /// Ends the elements from a place of the stack on.
    fn cut(&mut self, at: usize) {
        while self.open.len() > at {
            if let Some(open) = self.open.pop() {
                *self.counter(open.tag) -= 1;
            }
        }
        self.data = false;
        self.title = false;
    }

    /// What is counted of the elements of this kind that are open.
    fn counter(&mut self, tag: Tag) -> &mut usize {
        match tag {
            Tag::P => &mut self.paragraphs,
            Tag::A => &mut self.links,
            Tag::Pre | Tag::Textarea => &mut self.preformatted,
            _ => &mut self.others,
        }
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.hidden)
    }

    pub(super) fn text(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        if self.is_hidden() {
            self.note_data(&value);
        } else if value.contains('\0') {
            self.visible(&value.replace('\0', ""));
        } else {
            self.visible(&value);
        }
    }

    fn note_data(&mut self, value: &str) {
        let kind = match (self.data, self.title) {
            (true, _) => FactKind::Data,
            (_, true) => FactKind::Title,
            _ => return,
        };
        let most = if kind == FactKind::Data { DATA } else { VALUE };
        if value.len() <= most && self.kept <= 4 * DATA {
            self.kept += value.len();
            let element = self.open.len().checked_sub(2).map_or(0, |at| self.open[at].element);
            self.markup.facts.push(Fact {
                element,
                kind,
                key: String::new(),
                value: value.trim().to_owned(),
            });
        }
    }

    fn visible(&mut self, value: &str) {
        if self.preformatted == 0 {
            return self.flowing(value);
        }
        let mut pieces = value.split(['\n', '\r']);
        self.raw(pieces.next().unwrap_or_default());
        for piece in pieces {
            self.end_line();
            self.raw(piece);
        }
    }

    fn flowing(&mut self, value: &str) {
        let white = |c: Option<char>| c.is_some_and(|c| c.is_ascii_whitespace());
        self.gap |= white(value.chars().next());
        for word in value.split_ascii_whitespace() {
            if self.gap && self.text.len() > self.start {
                self.text.push(' ');
            }
            self.raw(word);
            self.gap = true;
        }
        self.gap = white(value.chars().next_back()) || (self.gap && value.trim_ascii().is_empty());
    }

    fn raw(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        self.text.push_str(piece);
        self.linked += if self.links > 0 { piece.len() } else { 0 };
        let here = self.open.last().map_or(0, |open| open.element);
        self.element = Some(self.element.map_or(here, |element| self.markup.common(element, here)));
    }

    fn end_line(&mut self) {
        if self.text[self.start..].chars().all(is_white) {
            self.text.truncate(self.start);
        } else {
            self.text.push('\n');
            let linked = u32::try_from(self.linked).unwrap_or(u32::MAX);
            self.markup.lines.push(Mark { element: self.element.unwrap_or_default(), linked });
        }
        self.start = self.text.len();
        (self.element, self.linked, self.gap) = (None, 0, false);
    }
}
