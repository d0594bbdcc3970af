//! An HTML page → its page text: every visible text node, one block a line, and what the page says of each line.
//!
//! The text is a function of the page alone, so that `run`, `show`, `verify` and `explain` count in the same spans. White
//! space is collapsed but in `pre`; block elements and `<br>` end lines; scripts, styles, templates and what is hidden are
//! not visible. The tokens are those of the HTML standard (crate `html5gum`).

use crate::container::{Media, Told};
use crate::decode::{Decoded, decode_declared};
use crate::read::PACKED_EXTENSIONS;
use encoding_rs::Encoding;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as TokenSpan, Tokenizer};
use std::convert::Infallible;

mod archive;
mod attributes;
mod reading;
mod tags;

use reading::Reading;
pub use tags::{Layout, Tag};

/// What an HTML page says beside its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Markup {
    /// A mark for each line of the text.
    pub lines: Vec<Mark>,
    /// The elements, each behind its parent; the first stands for the page.
    pub elements: Vec<Element>,
    /// What the page says beside its text, in its order.
    pub facts: Vec<Fact>,
    names: String,
}

/// What a line is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The smallest element that holds all of it, by index.
    pub element: u32,
    /// Bytes of it that lie in links.
    pub linked: u32,
}

/// An element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// The one that it lies in, by index.
    pub parent: u32,
    /// Its kind.
    pub tag: Tag,
    /// How many it lies in.
    pub depth: u16,
    names: (u32, u32),
}

/// Something that the page says of itself or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The element it stands in, by index.
    pub element: u32,
    /// What it is.
    pub kind: FactKind,
    /// The property of a `meta` element, in lower case.
    pub key: String,
    /// What it says.
    pub value: String,
}

/// What a [`Fact`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// A `meta` element.
    Meta,
    /// A script of JSON-LD.
    Data,
    /// The page's title.
    Title,
    /// The page's own address.
    Canonical,
    /// The address of what an element holds.
    Address,
    /// Where a link leads.
    Link,
    /// The moment of a `time` element.
    Time,
    /// The page's language.
    Language,
}

/// The page text of HTML, each line of it ending with one LF, and what the page says beside it.
///
/// Laws: there is a mark for each line of the text; no line is blank; time and memory are in proportion to the page.
pub fn html(page: &str) -> (String, Markup) {
    let mut reading = Reading::new(page.len());
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: TokenSpan<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => reading.open_tag(name),
                CallbackEvent::AttributeName { name } => reading.attribute_name(name),
                CallbackEvent::AttributeValue { value } => reading.attribute_value(value),
                CallbackEvent::CloseStartTag { .. } => reading.begin(),
                CallbackEvent::EndTag { name } => reading.end(name),
                CallbackEvent::String { value } => reading.text(value),
                CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
            }
            None
        });
    emitter.naively_switch_states(true);
    let page = page.strip_prefix('\u{FEFF}').unwrap_or(page);
    let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
    reading.finish()
}

/// Endings of files that are HTML pages.
pub const EXTENSIONS: [&str; 5] = ["html", "htm", "xhtml", "mhtml", "mht"];

/// A page read: its text, and what an HTML page says beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The page text.
    pub text: String,
    /// The encoding that it was read in: see [`crate::decode::Decoded`].
    pub encoding: &'static str,
    /// How many characters decoding had to replace.
    pub replaced: usize,
    /// What an HTML page says beside its text; `None` of plain text.
    pub markup: Option<Markup>,
}

/// Reads a file: the HTML part of a page saved as MHTML, else as HTML if that is told, or its name or its beginning says so,
/// else as plain text.
pub fn open(path: &str, bytes: Vec<u8>, told: Told) -> Opened {
    let declared = told.encoding.map(Encoding::name);
    if archive::is_archive(&bytes)
        && let Some(part) = archive::html_part(&bytes)
    {
        return open_html(&part.bytes, part.declared.as_deref());
    }
    if told.media == Media::Html || is_html(path, &bytes) {
        return open_html(&bytes, declared);
    }
    let Decoded { text, encoding, replaced } = crate::decode::decode(bytes, told.encoding);
    Opened { text, encoding, replaced, markup: None }
}

/// Reads the bytes of an HTML page, of which the server, or whoever else handed it on, may have declared the encoding.
pub fn open_html(bytes: &[u8], declared: Option<&str>) -> Opened {
    let Decoded { text, encoding, replaced } =
        decode_declared(bytes, declared.or(declaration(bytes).as_deref()));
    let (text, markup) = html(&text);
    Opened { text, encoding, replaced, markup: Some(markup) }
}

/// Whether a file is an HTML page, by its name or by its beginning.
pub fn is_html(path: &str, bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 2] = [b"<!doctype html", b"<html"];
    const LOOKED_AT: usize = 256;
    let named = EXTENSIONS.iter().any(|known| unpacked_extension(path).eq_ignore_ascii_case(known));
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let head = head[..head.len().min(LOOKED_AT)].to_ascii_lowercase();
    named || BEGINNINGS.iter().any(|beginning| head.starts_with(beginning))
}

/// The extension of a file's name, less the endings of what it was packed by.
fn unpacked_extension(path: &str) -> &str {
    let is_packed = |ending: &str| PACKED_EXTENSIONS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    match path.rsplit_once('.') {
        Some((name, ending)) if is_packed(ending) => unpacked_extension(name),
        Some((_, ending)) => ending,
        None => "",
    }
}

/// The encoding that a `meta` element declares, as the HTML standard looks for it: near the beginning.
fn declaration(bytes: &[u8]) -> Option<String> {
    const LOOKED_AT: usize = 4096;
    let head = bytes[..bytes.len().min(LOOKED_AT)].to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = memchr::memmem::find(rest, b"charset") {
        rest = &rest[at + b"charset".len()..];
        let value = rest.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
        let value =
            value.map(|value| value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value));
        let label = value
            .map(|value| value.split(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte)).next());
        if let Some(label) = label.flatten().filter(|label| !label.is_empty()) {
            return Some(String::from_utf8_lossy(label).into_owned());
        }
    }
    None
}

impl Markup {
    /// What an element is called: its classes, id, roles and properties, parted by spaces.
    pub fn names(&self, element: u32) -> &str {
        let (start, end) = self.elements[element as usize].names;
        self.names.get(start as usize..end as usize).unwrap_or_default()
    }

    /// An element, what it lies in, and so on up to the page.
    pub fn around(&self, element: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(element), |&at| (at > 0).then(|| self.elements[at as usize].parent))
    }

    /// The smallest element that holds both.
    pub(crate) fn common(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            // A parent stands before what it holds.
            if one > other {
                one = self.elements[one as usize].parent;
            } else {
                other = self.elements[other as usize].parent;
            }
        }
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, text: &str) {
        let (read, markup) = html(page);
        assert_eq!(read, text, "{page}");
        assert_eq!(markup.lines.len(), text.lines().count());
    }

    #[test]
    fn blocks_and_breaks_end_lines_and_white_space_collapses() {
        check(
            "<p>One \n  two<b>three</b> four<p>Five<br>six</p>seven<div>eight</div>nine",
            "One twothree four\nFive\nsix\nseven\neight\nnine\n",
        );
        check("<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e</table>", "a\nb\nc\nd\ne\n");
        check("<pre>\n a  b\n\nc</pre>d", " a  b\nc\nd\n");
    }

    #[test]
    fn entities_are_decoded() {
        check(
            "<p>Fish &amp; chips &lt;b&gt; &#8220;x&#8221; &eacute;&nbsp;y &notit;",
            "Fish & chips <b> “x” é\u{A0}y ¬it;\n",
        );
    }

    #[test]
    fn what_is_not_seen_is_no_text() {
        check(
            "<title>t</title><style>s</style><script>if (a < b) document.write('<p>x</p>')</script><noscript><p>n</p></noscript>\
               <template><p>t</p></template><p hidden>h</p><div style='Display : None'><p>d</p></div><p>seen<!-- c --></p>",
            "seen\n",
        );
    }

    #[test]
    fn what_follows_an_unclosed_comment_or_script_is_not_seen() {
        check("<p>a</p><!-- <p>b</p>", "a\n");
        check("<p>a</p><script><p>b</p>", "a\n");
    }
}
