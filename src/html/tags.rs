//! The elements that reading and judging tell apart.

/// How an element lies on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Block,
    /// It holds nothing; text goes on around it.
    Void,
    /// It holds nothing, and ends the line.
    Break,
    /// What it holds is not to be seen.
    Hidden,
}

macro_rules! tags {
    ($($tag:ident $name:literal $layout:ident,)*) => {
        /// An element by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum Tag {
            /// One that nothing here knows.
            #[default]
            Other,
            $(#[doc = concat!("`", $name, "`")] $tag,)*
        }

        impl Tag {
            /// The element of a name in lower case.
            pub fn of(name: &[u8]) -> Self {
                match std::str::from_utf8(name).unwrap_or_default() {
                    $($name => Self::$tag,)*
                    _ => Self::Other,
                }
            }

            /// How it lies on the page.
            pub fn layout(self) -> Layout {
                match self {
                    Self::Other => Layout::Inline,
                    $(Self::$tag => Layout::$layout,)*
                }
            }
        }
    };
}

tags! {
    A "a" Inline,
    Address "address" Block,
    Area "area" Void,
    Article "article" Block,
    Aside "aside" Block,
    Audio "audio" Hidden,
    B "b" Inline,
    Base "base" Void,
    Blockquote "blockquote" Block,
    Body "body" Block,
    Br "br" Break,
    Button "button" Block,
    Canvas "canvas" Hidden,
    Caption "caption" Block,
    Center "center" Block,
    Col "col" Void,
    Datalist "datalist" Hidden,
    Dd "dd" Block,
    Desc "desc" Hidden,
    Details "details" Block,
    Dialog "dialog" Block,
    Div "div" Block,
    Dl "dl" Block,
    Dt "dt" Block,
    Em "em" Inline,
    Embed "embed" Void,
    Fieldset "fieldset" Block,
    Figcaption "figcaption" Block,
    Figure "figure" Block,
    Footer "footer" Block,
    Form "form" Block,
    H1 "h1" Block,
    H2 "h2" Block,
    H3 "h3" Block,
    H4 "h4" Block,
    H5 "h5" Block,
    H6 "h6" Block,
    Head "head" Block,
    Header "header" Block,
    Hgroup "hgroup" Block,
    Hr "hr" Break,
    Html "html" Block,
    I "i" Inline,
    Iframe "iframe" Hidden,
    Img "img" Void,
    Input "input" Void,
    Label "label" Inline,
    Legend "legend" Block,
    Li "li" Block,
    Link "link" Void,
    Main "main" Block,
    Menu "menu" Block,
    Meta "meta" Void,
    Nav "nav" Block,
    Noembed "noembed" Hidden,
    Noframes "noframes" Hidden,
    Noscript "noscript" Hidden,
    Object "object" Hidden,
    Ol "ol" Block,
    Optgroup "optgroup" Block,
    Option "option" Block,
    P "p" Block,
    Param "param" Void,
    Pre "pre" Block,
    Rp "rp" Hidden,
    Script "script" Hidden,
    Search "search" Block,
    Section "section" Block,
    Select "select" Block,
    Source "source" Void,
    Span "span" Inline,
    Strong "strong" Inline,
    Style "style" Hidden,
    Summary "summary" Block,
    Table "table" Block,
    Tbody "tbody" Block,
    Td "td" Block,
    Template "template" Hidden,
    Textarea "textarea" Block,
    Tfoot "tfoot" Block,
    Th "th" Block,
    Thead "thead" Block,
    Time "time" Inline,
    Title "title" Hidden,
    Tr "tr" Block,
    Track "track" Void,
    Ul "ul" Block,
    Video "video" Hidden,
    Wbr "wbr" Void,
}

impl Tag {
    /// The level of a heading, from 1.
    pub fn heading(self) -> Option<u8> {
        let levels = [Self::H1, Self::H2, Self::H3, Self::H4, Self::H5, Self::H6];
        levels.iter().position(|level| *level == self).and_then(|at| u8::try_from(at + 1).ok())
    }

    /// What an element of this kind, where it begins, ends of those that are open, and how far up that reaches.
    pub(super) fn ends(self) -> Option<(&'static [Self], &'static [Self])> {
        use Tag as T;
        const CELLS: &[Tag] = &[T::Td, T::Th, T::Caption, T::Button];
        Some(match self {
            T::Li => (&[T::Li], &[T::Ul, T::Ol, T::Menu]),
            T::Dt | T::Dd => (&[T::Dt, T::Dd], &[T::Dl]),
            T::Option | T::Optgroup => (&[T::Option], &[T::Select, T::Datalist]),
            T::Td | T::Th => (&[T::Td, T::Th], &[T::Tr, T::Table]),
            T::Tr => (&[T::Tr], &[T::Table]),
            T::Tbody | T::Thead | T::Tfoot => (&[T::Tbody, T::Thead, T::Tfoot], &[T::Table]),
            T::A => (&[T::A], CELLS),
            T::Button => (&[T::Button], &[]),
            _ => return None,
        })
    }

    /// Whether an end tag of something outside does not reach past it.
    pub(super) fn is_wall(self) -> bool {
        matches!(self, Self::Table | Self::Td | Self::Th | Self::Caption)
    }
}
