//! Owns the layout: which elements are boundaries of text blocks, which are not text at all, and
//! what kind of text the others hold.

use super::arena::{Data, ElementData, Tree};
use super::writer::{Separator, Style, Writer};
use crate::page::{Attributes, BlockKind, Element, Page, Selected, Tag};
use crate::text::Span;
use std::collections::BTreeMap;

/// Lays out the body: its text, blocks and elements go into `page`.
pub fn body(tree: &Tree, selected: &BTreeMap<usize, Selected>, page: Page) -> Page {
    let Some(body) = find_body(tree) else { return page };
    let mut layout = Layout { tree, selected, page, writer: Writer::new(), frames: Vec::new() };
    layout.run(body);
    layout.writer.boundary(Separator::None);
    Page { text: layout.writer.text, blocks: layout.writer.blocks, ..layout.page }
}

fn find_body(tree: &Tree) -> Option<usize> {
    let is = |node: &usize, name: &str| match tree.data(*node) {
        Data::Element(element) => &*element.name.local == name,
        _ => false,
    };
    let html = tree.children(Tree::DOCUMENT).find(|node| is(node, "html"))?;
    tree.children(html).find(|node| is(node, "body"))
}

struct Layout<'a> {
    tree: &'a Tree,
    selected: &'a BTreeMap<usize, Selected>,
    page: Page,
    writer: Writer,
    frames: Vec<Frame>,
}

/// An element that the walk is in.
struct Frame {
    /// Its index into the page's elements.
    element: usize,
    /// How text right in it is laid out.
    style: Style,
    /// What parts it from what stands around it; `None` where it is no boundary.
    separator: Option<Separator>,
    /// Lists around and including it.
    lists: u8,
    /// Cells that its row has begun, if it is one.
    cells: usize,
}

impl Layout<'_> {
    /// Walks the subtree of `root`, without recursion.
    fn run(&mut self, root: usize) {
        let mut at = root;
        loop {
            let child = self.enter(at);
            let entered = matches!(self.tree.data(at), Data::Element(_)) && child != Child::Skip;
            if let Child::Node(child) = child {
                at = child;
                continue;
            }
            if entered {
                self.leave();
            }
            while at != root && self.tree.next(at).is_none() {
                let Some(parent) = self.tree.parent(at) else { return };
                at = parent;
                // The contents of a template are no element of the page.
                if matches!(self.tree.data(at), Data::Element(_)) {
                    self.leave();
                }
            }
            match self.tree.next(at) {
                Some(next) if at != root => at = next,
                _ => return,
            }
        }
    }

    /// Takes a node; says where the walk goes on below it.
    fn enter(&mut self, node: usize) -> Child {
        match self.tree.data(node) {
            Data::Text(text) => {
                if let Some(frame) = self.frames.last() {
                    self.writer.write(text, frame.style);
                }
                Child::Skip
            }
            Data::Element(element) => self.enter_element(node, element),
            Data::Fragment => self.tree.first_child(node).map_or(Child::Skip, Child::Node),
            Data::Comment => Child::Skip,
        }
    }

    fn enter_element(&mut self, node: usize, element: &ElementData) -> Child {
        let name = &*element.name.local;
        let tag = Tag::from_name(name);
        let style = self.frames.last().map(|frame| frame.style);
        match (tag, style) {
            (Tag::Br, Some(style)) => self.writer.line_break(style),
            (Tag::Img, Some(style)) => {
                if let Some(alt) = text_of_image(element) {
                    self.writer.write(alt, style);
                }
            }
            _ => {}
        }
        if is_no_text(tag, name, element) {
            return Child::Skip;
        }
        self.open(node, element, tag);
        let below = match element.template {
            Some(contents) => self.tree.first_child(contents),
            None => self.tree.first_child(node),
        };
        below.map_or(Child::None, Child::Node)
    }

    /// Opens an element: records it, and parts its text from what stands before it.
    fn open(&mut self, node: usize, element: &ElementData, tag: Tag) {
        let index = self.page.elements.len();
        let parent = self.frames.last();
        let hides = hides(element, tag);
        let selected = self.selected.get(&node).copied();
        let mut style = parent.map_or(BODY, |frame| frame.style);
        let lists = parent.map_or(0, |frame| frame.lists);
        let lists = lists.saturating_add(u8::from(matches!(tag, Tag::Ul | Tag::Ol | Tag::Menu)));
        let (parent_kind, splits) = (style.kind, hides && !style.hidden || selected.is_some());
        let separator = separator(tag, lists).or(splits.then_some(Separator::None));
        style.kind = kind(tag, parent_kind, lists);
        style.link |= tag == Tag::A && element.attr("href").is_some();
        style.bold |= matches!(tag, Tag::B | Tag::Strong);
        style.hidden |= hides;
        style.preformatted = match tag {
            Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => true,
            _ => style.preformatted,
        };
        // An element that is dropped stays so, whatever selectors keep inside of it.
        if style.selected != Some(Selected::Drop) {
            style.selected = selected.or(style.selected);
        }
        if separator.is_some_and(|separator| separator != Separator::None) {
            style.element = Some(index);
        }
        self.part(tag, separator);
        let start = self.writer.text.len();
        self.page.elements.push(Element {
            tag,
            parent: self.frames.last().map(|frame| frame.element),
            depth: self.frames.len(),
            end: index + 1,
            text: Span::new(start, start),
            blocks: (self.writer.begun(), self.writer.begun()),
            attributes: attributes(element, &mut self.page.attributes),
            hidden: hides,
        });
        self.frames.push(Frame { element: index, style, separator, lists, cells: 0 });
    }

    /// Parts an element that opens from what stands before it.
    fn part(&mut self, tag: Tag, separator: Option<Separator>) {
        let Some(separator) = separator else { return };
        if !matches!(tag, Tag::Td | Tag::Th) {
            self.writer.boundary(separator);
            return;
        }
        let cells = self.frames.last_mut().map_or(0, |row| {
            row.cells += 1;
            row.cells - 1
        });
        self.writer.boundary(if cells > 0 { Separator::Tabs(1) } else { Separator::None });
    }

    /// Leaves the innermost element.
    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if let Some(separator) = frame.separator {
            let cell = matches!(separator, Separator::Tabs(_));
            self.writer.boundary(if cell { Separator::None } else { separator });
        }
        let end = self.page.elements.len();
        let element = &mut self.page.elements[frame.element];
        element.end = end;
        element.text.end = self.writer.text.len().max(element.text.start);
        element.blocks.1 = self.writer.begun().max(element.blocks.0);
    }
}

/// Where the walk goes on below a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Child {
    /// To its first child.
    Node(usize),
    /// There is nothing below it.
    None,
    /// What is below it is not laid out.
    Skip,
}

/// How text right in the body is laid out.
const BODY: Style = Style {
    kind: BlockKind::Paragraph,
    element: None,
    link: false,
    bold: false,
    hidden: false,
    preformatted: false,
    selected: None,
};

/// Elements that hold nothing for a reader of text.
fn is_no_text(tag: Tag, name: &str, element: &ElementData) -> bool {
    match tag {
        Tag::Script
        | Tag::Style
        | Tag::Svg
        | Tag::Iframe
        | Tag::Video
        | Tag::Audio
        | Tag::Canvas
        | Tag::Embed
        | Tag::Frame
        | Tag::Head
        | Tag::Title => true,
        Tag::Template => element.attr("shadowrootmode").is_none(),
        Tag::Other => matches!(
            name,
            "annotation" | "annotation-xml" | "datalist" | "noembed" | "noframes" | "param"
        ),
        _ => false,
    }
}

/// What parts an element from its neighbours; `None` for elements within a line.
fn separator(tag: Tag, lists: u8) -> Option<Separator> {
    Some(match tag {
        Tag::P
        | Tag::H1
        | Tag::H2
        | Tag::H3
        | Tag::H4
        | Tag::H5
        | Tag::H6
        | Tag::Blockquote
        | Tag::Pre
        | Tag::Listing
        | Tag::Xmp
        | Tag::Plaintext
        | Tag::Table
        | Tag::Figure
        | Tag::Dl
        | Tag::Hr
        | Tag::Article
        | Tag::Section => Separator::Blank,
        // A list within a list goes on with its lines.
        Tag::Ul | Tag::Ol | Tag::Menu if lists < 2 => Separator::Blank,
        Tag::Td | Tag::Th => Separator::Tabs(1),
        Tag::Address
        | Tag::Aside
        | Tag::Body
        | Tag::Button
        | Tag::Caption
        | Tag::Center
        | Tag::Dd
        | Tag::Details
        | Tag::Dialog
        | Tag::Dir
        | Tag::Div
        | Tag::Dt
        | Tag::Fieldset
        | Tag::Figcaption
        | Tag::Footer
        | Tag::Form
        | Tag::Header
        | Tag::Hgroup
        | Tag::Legend
        | Tag::Li
        | Tag::Main
        | Tag::Menu
        | Tag::Nav
        | Tag::Noscript
        | Tag::Ol
        | Tag::Optgroup
        | Tag::Option
        | Tag::Search
        | Tag::Select
        | Tag::Summary
        | Tag::Tbody
        | Tag::Textarea
        | Tag::Tfoot
        | Tag::Thead
        | Tag::Tr
        | Tag::Ul => Separator::Line,
        _ => return None,
    })
}

/// Kind of the blocks in an element, given the kind of those around it.
fn kind(tag: Tag, around: BlockKind, lists: u8) -> BlockKind {
    match tag {
        Tag::H1 => BlockKind::Heading(1),
        Tag::H2 => BlockKind::Heading(2),
        Tag::H3 => BlockKind::Heading(3),
        Tag::H4 => BlockKind::Heading(4),
        Tag::H5 => BlockKind::Heading(5),
        Tag::H6 => BlockKind::Heading(6),
        Tag::Li => BlockKind::ListItem { depth: lists.max(1) },
        Tag::Dt => BlockKind::Term,
        Tag::Dd => BlockKind::Description,
        Tag::Td | Tag::Th => BlockKind::TableCell,
        Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => BlockKind::Code,
        Tag::Blockquote => BlockKind::Quote,
        Tag::Figcaption | Tag::Caption => BlockKind::Caption,
        // A cell with blocks of its own is a box of a page's layout, or as good as one.
        Tag::P | Tag::Div | Tag::Table | Tag::Article | Tag::Section
            if around == BlockKind::TableCell =>
        {
            BlockKind::Paragraph
        }
        _ => around,
    }
}

/// Class names by which the common toolkits keep text for screen readers alone.
const SCREEN_READER: &[&str] = &[
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screen-reader-only",
    "screenreader-only",
    "screen-reader",
    "screenreader",
    "u-visually-hidden",
    "a11y-hidden",
    "visually-hidden-focusable",
];

/// Whether an element's own markup hides what is in it from a reader.
fn hides(element: &ElementData, tag: Tag) -> bool {
    let by_attribute = |name: &str, value: &str| match name {
        "hidden" => true,
        "style" => {
            let style: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        "class" => value.split_ascii_whitespace().any(|class| SCREEN_READER.contains(&class)),
        _ => false,
    };
    tag == Tag::Noscript
        || tag == Tag::Dialog && element.attr("open").is_none()
        || element.attrs.iter().any(|attr| by_attribute(&attr.name.local, &attr.value))
}

/// The text that an image stands for: an emoji, a drop cap, a formula. Other images show something
/// that their `alt` only describes.
fn text_of_image(element: &ElementData) -> Option<&str> {
    let alt = element.attr("alt")?.trim();
    let class = element.attr("class").unwrap_or_default();
    let is_text = class.split_ascii_whitespace().any(|class| {
        matches!(
            class,
            "emoji" | "wp-smiley" | "latex" | "tex" | "math" | "mwe-math-fallback-image-inline"
        )
    });
    let short = alt.chars().count() <= 2;
    (!alt.is_empty() && (short || is_text)).then_some(alt)
}

/// Copies the attributes that some stage reads into the page.
fn attributes(element: &ElementData, into: &mut String) -> Attributes {
    const EMPTY: Span = Span::new(0, 0);
    let mut attributes = Attributes {
        class: EMPTY,
        id: EMPTY,
        role: EMPTY,
        itemprop: EMPTY,
        property: EMPTY,
        itemtype: EMPTY,
        rel: EMPTY,
        href: EMPTY,
        datetime: EMPTY,
        content: EMPTY,
    };
    for attr in &element.attrs {
        let slot = match &*attr.name.local {
            "class" => &mut attributes.class,
            "id" => &mut attributes.id,
            "role" => &mut attributes.role,
            "itemprop" => &mut attributes.itemprop,
            "property" => &mut attributes.property,
            "itemtype" => &mut attributes.itemtype,
            "rel" => &mut attributes.rel,
            "href" => &mut attributes.href,
            "datetime" => &mut attributes.datetime,
            "content" => &mut attributes.content,
            _ => continue,
        };
        let start = into.len();
        into.push_str(attr.value.trim());
        *slot = Span::new(start, into.len());
    }
    attributes
}
