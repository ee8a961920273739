//! Owns the page as laid out: one text, the text blocks on it, the elements around them.
//!
//! A [`Page`] is made once by `parse` and never changes. Elements stand in document order, so that
//! a subtree is a contiguous range of elements, of blocks and of text: sums over subtrees are
//! differences of prefix sums.

use crate::document::{Kind, Note};
use crate::text::Span;

/// A page: what its head says, its text, the blocks of the text and the elements around them.
#[derive(Clone, Debug)]
pub struct Page {
    /// HTML or plain text.
    pub kind: Kind,
    /// What the head says; empty for plain text.
    pub head: Head,
    /// The text as laid out. Cuts are spans of it.
    pub text: String,
    /// The text blocks, in text order, disjoint; what lies between them is white space.
    pub blocks: Vec<Block>,
    /// The body's elements, in document order; empty for plain text.
    pub elements: Vec<Element>,
    /// Attribute values of the elements, which refer to it by span.
    pub attributes: String,
    /// What the reader of the record should know.
    pub notes: Vec<Note>,
}

impl Page {
    /// A page without text.
    pub fn empty(kind: Kind) -> Self {
        Self {
            kind,
            head: Head::default(),
            text: String::new(),
            blocks: Vec::new(),
            elements: Vec::new(),
            attributes: String::new(),
            notes: Vec::new(),
        }
    }

    /// The value of one of an element's attributes; empty where it has none.
    pub fn attribute(&self, span: Span) -> &str {
        span.of(&self.attributes)
    }

    /// The element's ancestors from itself to the body.
    pub fn ancestors(&self, element: usize) -> impl Iterator<Item = &Element> {
        let mut next = self.elements.get(element);
        std::iter::from_fn(move || {
            let current = next?;
            next = current.parent.and_then(|parent| self.elements.get(parent));
            Some(current)
        })
    }

    /// The text of a block.
    pub fn block_text(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }
}

/// What a page's head says, as it says it: readers in `metadata` make claims of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The first `<title>`, white space folded.
    pub title: Option<String>,
    /// `lang` of the `<html>` element.
    pub html_lang: Option<String>,
    /// `<meta>` elements with a name and content, in document order, wherever they stand.
    pub meta: Vec<Meta>,
    /// `<link rel href>` elements, in document order.
    pub links: Vec<Link>,
    /// The bodies of `<script type="application/ld+json">`, in document order.
    pub json_ld: Vec<String>,
    /// `href` of the first `<base>`.
    pub base: Option<String>,
}

impl Head {
    /// The contents of every `<meta>` of that name, in document order.
    pub fn meta<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.meta.iter().filter(move |meta| meta.name == name).map(|meta| meta.content.as_str())
    }
}

/// A `<meta>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Its `property`, `name`, `itemprop` or `http-equiv`, in lower case.
    pub name: String,
    /// Its `content`.
    pub content: String,
}

impl Head {
    /// The page's address as it says itself, as written.
    pub fn canonical(&self) -> Option<&str> {
        let is_canonical =
            |link: &&Link| link.rel.split_ascii_whitespace().any(|r| r == "canonical");
        self.links.iter().find(is_canonical).map(|link| link.href.as_str())
    }
}

/// A `<link>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its `rel`, in lower case.
    pub rel: String,
    /// Its `href`, as written.
    pub href: String,
}

/// A run of text between two boundaries of block-level elements, or a line of plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its text, without white space at the ends.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// The nearest block-level element around it, as an index into [`Page::elements`].
    pub element: Option<usize>,
    /// Code points of it that are link text; `None` where links are not known (plain text).
    pub link_chars: Option<usize>,
    /// Code points of it in bold; `None` where that is not known (plain text).
    pub bold_chars: Option<usize>,
    /// Whether the page's own markup hides it from a reader.
    pub hidden: bool,
    /// What the user's selectors say of it.
    pub selected: Option<Selected>,
}

/// What a text block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text, and whatever is nothing else.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// An item of a list nested `depth` lists deep, from 1.
    ListItem {
        /// Number of lists around it.
        depth: u8,
    },
    /// A term of a definition list.
    Term,
    /// A description in a definition list.
    Description,
    /// A cell of a table.
    TableCell,
    /// Preformatted text; its white space counts.
    Code,
    /// Part of a block quotation.
    Quote,
    /// A caption of a figure or a table.
    Caption,
}

/// What a user's CSS selectors say of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Selected {
    /// It goes.
    Drop,
    /// It is main content, whatever the classifier says; line rules still apply.
    Keep,
}

/// An element of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its tag.
    pub tag: Tag,
    /// Its parent, as an index into [`Page::elements`]; `None` for the body.
    pub parent: Option<usize>,
    /// Number of ancestors.
    pub depth: usize,
    /// Index behind its last descendant.
    pub end: usize,
    /// Its text in [`Page::text`].
    pub text: Span,
    /// The blocks that begin in it.
    pub blocks: (usize, usize),
    /// Its attributes, as spans of [`Page::attributes`]; see [`Page::attribute`].
    pub attributes: Attributes,
    /// Whether it hides its content (`hidden`, `aria-hidden`, `display: none`).
    pub hidden: bool,
}

/// The attributes that some stage reads; an empty span where an element lacks one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// `class`
    pub class: Span,
    /// `id`
    pub id: Span,
    /// `role`
    pub role: Span,
    /// `itemprop`
    pub itemprop: Span,
    /// RDFa's `property`
    pub property: Span,
    /// `itemtype`
    pub itemtype: Span,
    /// `rel`
    pub rel: Span,
    /// `href`
    pub href: Span,
    /// `datetime`
    pub datetime: Span,
    /// `content`
    pub content: Span,
}

/// Declares [`Tag`] and its names.
macro_rules! tags {
    ($($variant:ident = $name:literal,)+) => {
        /// The elements that some stage tells apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Tag { $($variant,)+ /** Any other element. */ Other }

        impl Tag {
            /// The tag of an HTML element's local name.
            pub fn from_name(name: &str) -> Self {
                match name { $($name => Tag::$variant,)+ _ => Tag::Other }
            }

            /// The local name; `other` for [`Tag::Other`].
            pub const fn name(self) -> &'static str {
                match self { $(Tag::$variant => $name,)+ Tag::Other => "other" }
            }
        }
    };
}

tags! {
    A = "a", Abbr = "abbr", Address = "address", Article = "article", Aside = "aside",
    Audio = "audio", B = "b", Blockquote = "blockquote", Body = "body", Br = "br",
    Button = "button", Canvas = "canvas", Caption = "caption", Center = "center", Cite = "cite",
    Code = "code", Dd = "dd", Details = "details", Dialog = "dialog", Dir = "dir", Div = "div",
    Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
    Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer", Form = "form",
    Frame = "frame", Frameset = "frameset", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5",
    H6 = "h6", Head = "head", Header = "header", Hgroup = "hgroup", Hr = "hr", I = "i",
    Iframe = "iframe", Img = "img", Input = "input", Label = "label", Legend = "legend", Li = "li",
    Listing = "listing", Main = "main", Mark = "mark", Math = "math", Menu = "menu", Nav = "nav",
    Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup",
    Option = "option", P = "p", Picture = "picture", Plaintext = "plaintext", Pre = "pre",
    Q = "q", Rp = "rp", Rt = "rt", Ruby = "ruby", S = "s", Samp = "samp", Script = "script",
    Search = "search", Section = "section", Select = "select", Slot = "slot", Small = "small",
    Span = "span", Strong = "strong", Style = "style", Sub = "sub", Summary = "summary",
    Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody", Td = "td", Template = "template",
    Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time",
    Title = "title", Tr = "tr", U = "u", Ul = "ul", Video = "video", Wbr = "wbr", Xmp = "xmp",
}
