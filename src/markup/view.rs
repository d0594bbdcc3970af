//! The lines of an HTML page with what their elements say.

use crate::html::{Layout, Markup, Tag};
use crate::label::{Ends, Line};
use crate::rules::{NameSet, Rules};

/// The blocks that [`crate::rules::BLOCKS`] names.
pub(super) const BLOCKS: [Tag; 14] = [
    Tag::P,
    Tag::Li,
    Tag::Td,
    Tag::Div,
    Tag::H1,
    Tag::H2,
    Tag::H3,
    Tag::H4,
    Tag::Blockquote,
    Tag::Pre,
    Tag::Figcaption,
    Tag::Dd,
    Tag::Button,
    Tag::Option,
];

/// The elements that [`crate::rules::AROUND_LINE`] names.
pub(super) const AROUND_LINE: [Tag; 20] = [
    Tag::Article,
    Tag::Main,
    Tag::Aside,
    Tag::Nav,
    Tag::Header,
    Tag::Footer,
    Tag::Form,
    Tag::Figure,
    Tag::Table,
    Tag::Ul,
    Tag::Section,
    Tag::Blockquote,
    Tag::Li,
    Tag::A,
    Tag::Strong,
    Tag::B,
    Tag::Em,
    Tag::Time,
    Tag::Label,
    Tag::Span,
];

/// A line with what its elements say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The smallest element that holds it.
    pub element: u32,
    /// The block it is.
    pub block: u32,
    /// The element that block lies in.
    pub parent: u32,
    /// What the three smallest elements around it are called.
    pub near: NameSet,
    /// What the others are called.
    pub far: NameSet,
    /// Which of `AROUND_LINE` it lies in, as bits.
    pub around: u32,
    /// The share of it that lies in links.
    pub linked: f32,
    /// Its words, if it reads like text.
    pub prose: usize,
}

/// A page with its marks.
pub struct View<'p> {
    /// The page text.
    pub text: &'p str,
    /// What the page says beside it.
    pub markup: &'p Markup,
    /// Its lines.
    pub lines: &'p [Line],
    /// The tables.
    pub rules: &'p Rules,
    /// What the elements of each line say.
    pub seen: Vec<Seen>,
    /// What each element is called.
    pub(super) names: Vec<NameSet>,
    /// The first and the last line of each element; the first behind the last where it has none.
    extents: Vec<(u32, u32)>,
}

impl<'p> View<'p> {
    /// Looks at all lines; there is one for each mark.
    pub fn new(text: &'p str, markup: &'p Markup, lines: &'p [Line], rules: &'p Rules) -> Self {
        let words = rules.names();
        let names = (0..markup.elements.len()).map(|at| words.of(markup.names(at as u32))).collect();
        let extents = extents(markup);
        let mut view = Self { text, markup, lines, rules, seen: Vec::new(), names, extents };
        view.seen = markup
            .lines
            .iter()
            .zip(lines)
            .map(|(mark, line)| view.look(mark.element, mark.linked, line))
            .collect();
        view
    }

    fn look(&self, element: u32, linked: u32, line: &Line) -> Seen {
        const NEAR: usize = 3;
        let (mut near, mut far, mut around) = (NameSet::default(), NameSet::default(), 0);
        let mut block = None;
        for (at, one) in self.markup.around(element).enumerate() {
            let kin = if at < NEAR { &mut near } else { &mut far };
            *kin = kin.union(self.names[one as usize]);
            let tag = self.markup.elements[one as usize].tag;
            if let Some(bit) = AROUND_LINE.iter().position(|known| *known == tag) {
                around |= 1 << bit;
            }
            if tag.layout() == Layout::Block {
                block = block.or(Some(one));
            }
        }
        let block = block.unwrap_or_default();
        let linked = (linked as f32 / line.span.len().max(1) as f32).min(1.0);
        let parent = self.markup.elements[block as usize].parent;
        Seen { element, block, parent, near, far, around, linked, prose: prose(line, linked) }
    }

    /// The text of a line.
    pub fn piece(&self, line: usize) -> &'p str {
        self.lines[line].span.of(self.text)
    }

    /// The kind of a line's block.
    pub fn tag(&self, line: usize) -> Tag {
        self.markup.elements[self.seen[line].block as usize].tag
    }

    /// The first and the last line of an element that holds any.
    pub(super) fn extent(&self, element: u32) -> (usize, usize) {
        let (first, last) = self.extents[element as usize];
        (first as usize, last as usize)
    }

    /// Whether the line, or an element around it, is called like one of these groups.
    pub(super) fn is_called(&self, line: usize, groups: NameSet) -> bool {
        self.seen[line].near.union(self.seen[line].far).holds(groups)
    }

    /// Whether one of the three smallest elements around a line is.
    pub(super) fn is_called_near(&self, line: usize, groups: NameSet) -> bool {
        self.seen[line].near.holds(groups)
    }

    /// Whether a line lies in an element of a kind.
    pub fn is_in(&self, line: usize, tag: Tag) -> bool {
        self.markup.around(self.seen[line].element).any(|at| self.markup.elements[at as usize].tag == tag)
    }
}

/// The words of a line that reads like text and not like links.
fn prose(line: &Line, linked: f32) -> usize {
    let words = line.look.words();
    let whole = words >= 8 && linked < 0.4 && line.look.ends() != Ends::Open;
    if whole || (words >= 20 && linked < 0.3) { words } else { 0 }
}

fn extents(markup: &Markup) -> Vec<(u32, u32)> {
    let mut extents = vec![(u32::MAX, 0); markup.elements.len()];
    for (line, mark) in (0..).zip(&markup.lines) {
        for element in markup.around(mark.element) {
            let extent = &mut extents[element as usize];
            *extent = (extent.0.min(line), line);
        }
    }
    extents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_named_after_what_they_ask() {
        let of = |names: &[&str]| names.iter().map(|name| Tag::of(name.as_bytes())).collect::<Vec<_>>();
        assert_eq!(of(&crate::rules::BLOCKS), BLOCKS);
        assert_eq!(of(&crate::rules::AROUND_LINE), AROUND_LINE);
    }
}
