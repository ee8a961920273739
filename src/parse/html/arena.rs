//! Owns the tree of a page: nodes in a vector, joined by indices. html5ever builds it through
//! [`TreeSink`]; nothing here or behind it recurses.

use super::attributes;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// No node.
const NONE: u32 = u32::MAX;

/// The tree of a page.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    parent: u32,
    first_child: u32,
    last_child: u32,
    previous: u32,
    next: u32,
    depth: u32,
    data: Data,
}

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The document, or the contents of a template.
    Fragment,
    /// Text.
    Text(StrTendril),
    /// An element.
    Element(ElementData),
    /// A comment or a processing instruction; its text is of no use here.
    Comment,
}

/// An element's name and attributes.
#[derive(Debug)]
pub struct ElementData {
    /// Its name.
    pub name: QualName,
    /// Its attributes, in the order written.
    pub attrs: Vec<Attribute>,
    /// The root of its contents, if it is a template; that root's parent is the template.
    pub template: Option<usize>,
    integration_point: bool,
}

impl ElementData {
    /// The value of an attribute.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
    }
}

impl Tree {
    /// The document's node.
    pub const DOCUMENT: usize = 0;

    fn new() -> Self {
        let mut tree = Self::default();
        tree.push(Data::Fragment);
        tree
    }

    /// What a node is.
    pub fn data(&self, node: usize) -> &Data {
        &self.nodes[node].data
    }

    /// The parent of a node.
    pub fn parent(&self, node: usize) -> Option<usize> {
        index(self.nodes[node].parent)
    }

    /// The first child of a node; a template's contents are not below it.
    pub fn first_child(&self, node: usize) -> Option<usize> {
        index(self.nodes[node].first_child)
    }

    /// The sibling behind a node.
    pub fn next(&self, node: usize) -> Option<usize> {
        index(self.nodes[node].next)
    }

    /// The children of a node.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first_child(node), |&child| self.next(child))
    }

    /// Every node below `root`, in document order.
    pub fn descendants(&self, root: usize) -> impl Iterator<Item = usize> {
        let mut at = self.first_child(root);
        std::iter::from_fn(move || {
            let current = at?;
            at = self.first_child(current).or_else(|| self.behind(current, root));
            Some(current)
        })
    }

    /// The node behind the whole subtree of `node`, within `root`.
    fn behind(&self, node: usize, root: usize) -> Option<usize> {
        let mut node = node;
        while node != root {
            if let Some(next) = self.next(node) {
                return Some(next);
            }
            node = self.parent(node)?;
        }
        None
    }

    fn push(&mut self, data: Data) -> usize {
        self.nodes.push(Node {
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            depth: 0,
            data,
        });
        self.nodes.len() - 1
    }

    fn detach(&mut self, node: usize) {
        let Node { parent, previous, next, .. } = self.nodes[node];
        match index(previous) {
            Some(previous) => self.nodes[previous].next = next,
            None if parent != NONE => self.nodes[parent as usize].first_child = next,
            None => {}
        }
        match index(next) {
            Some(next) => self.nodes[next].previous = previous,
            None if parent != NONE => self.nodes[parent as usize].last_child = previous,
            None => {}
        }
        let node = &mut self.nodes[node];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    fn append(&mut self, parent: usize, child: usize) {
        self.detach(child);
        let last = self.nodes[parent].last_child;
        let depth = self.nodes[parent].depth + 1;
        let node = &mut self.nodes[child];
        (node.parent, node.previous, node.depth) = (parent as u32, last, depth);
        match index(last) {
            Some(last) => self.nodes[last].next = child as u32,
            None => self.nodes[parent].first_child = child as u32,
        }
        self.nodes[parent].last_child = child as u32;
    }

    fn insert_before(&mut self, sibling: usize, node: usize) {
        self.detach(node);
        let Node { parent, previous, depth, .. } = self.nodes[sibling];
        let new = &mut self.nodes[node];
        (new.parent, new.previous, new.next, new.depth) = (parent, previous, sibling as u32, depth);
        match index(previous) {
            Some(previous) => self.nodes[previous].next = node as u32,
            None if parent != NONE => self.nodes[parent as usize].first_child = node as u32,
            None => {}
        }
        self.nodes[sibling].previous = node as u32;
    }

    /// Adds text behind `node` if that is text, as neighbouring texts are one.
    fn extend_text(&mut self, node: u32, more: &StrTendril) -> bool {
        match index(node).map(|node| &mut self.nodes[node].data) {
            Some(Data::Text(text)) => {
                text.push_tendril(more);
                true
            }
            _ => false,
        }
    }

    fn element(&self, node: usize) -> &ElementData {
        match &self.nodes[node].data {
            Data::Element(element) => element,
            _ => unreachable!("html5ever asks for the name of elements only"),
        }
    }
}

/// A node's index, if there is one.
fn index(node: u32) -> Option<usize> {
    (node != NONE).then_some(node as usize)
}

/// Takes what html5ever's tree builder makes.
#[derive(Debug)]
pub struct Arena {
    tree: RefCell<Tree>,
    /// Depth of the innermost open element, as far as it is known.
    depth: Cell<u32>,
}

impl Arena {
    /// An empty document.
    pub fn new() -> Self {
        Self { tree: RefCell::new(Tree::new()), depth: Cell::new(0) }
    }

    /// Number of nodes made so far.
    pub fn len(&self) -> usize {
        self.tree.borrow().nodes.len()
    }

    /// Depth of the innermost open element.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }
}

impl TreeSink for Arena {
    type Handle = usize;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        Tree::DOCUMENT
    }

    fn elem_name<'a>(&'a self, node: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.tree.borrow(), |tree| &tree.element(*node).name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> usize {
        let mut tree = self.tree.borrow_mut();
        let template = flags.template.then(|| tree.push(Data::Fragment));
        let integration_point = flags.mathml_annotation_xml_integration_point;
        let element =
            tree.push(Data::Element(ElementData { name, attrs, template, integration_point }));
        if let Some(contents) = template {
            tree.nodes[contents].parent = element as u32;
        }
        element
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.tree.borrow_mut().push(Data::Comment)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.tree.borrow_mut().push(Data::Comment)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        let mut tree = self.tree.borrow_mut();
        let child = match child {
            NodeOrText::AppendText(text) => {
                let last = tree.nodes[*parent].last_child;
                if tree.extend_text(last, &text) {
                    return;
                }
                tree.push(Data::Text(text))
            }
            NodeOrText::AppendNode(node) => node,
        };
        tree.append(*parent, child);
        if matches!(tree.data(child), Data::Element(_)) {
            self.depth.set(tree.nodes[child].depth);
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &usize) {
        self.depth.set(self.tree.borrow().nodes[*node].depth.saturating_sub(1));
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        self.tree.borrow().element(*target).template.unwrap_or(*target)
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, new: NodeOrText<usize>) {
        let mut tree = self.tree.borrow_mut();
        let node = match new {
            NodeOrText::AppendText(text) => {
                let previous = tree.nodes[*sibling].previous;
                if tree.extend_text(previous, &text) {
                    return;
                }
                tree.push(Data::Text(text))
            }
            NodeOrText::AppendNode(node) => node,
        };
        tree.insert_before(*sibling, node);
    }

    fn add_attrs_if_missing(&self, target: &usize, attrs: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        if let Data::Element(element) = &mut tree.nodes[*target].data {
            for attr in attrs {
                let is_full = element.attrs.len() >= attributes::MOST;
                if !is_full && !element.attrs.iter().any(|known| known.name == attr.name) {
                    element.attrs.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.first_child(*node) {
            tree.append(*new_parent, child);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &usize) -> bool {
        self.tree.borrow().element(*node).integration_point
    }
}
