//! Owns the way from HTML to a page: html5ever builds the tree, within limits; `layout` makes the
//! page of it.

pub(super) mod arena;
mod attributes;
mod feed;
mod head;
mod layout;
mod writer;

use super::selectors::Hosts;
use crate::document::{Kind, Limits, Note, host_of};
use crate::page::{Page, Selected, Tag};
use arena::{Arena, Tree};
use html5ever::interface::Tracer;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Nodes that a tree may have for each token, beyond a floor. Unclosed formatting elements are
/// copied into every block, so that some kilobytes could become gigabytes.
const NODES_PER_TOKEN: usize = 16;

/// Nodes that any tree may have.
const NODES_FLOOR: usize = 10_000;

/// Comparisons of attributes that are a unit of work.
const COMPARISONS: u64 = 512;

/// Nodes that no tree may exceed: an element takes some hundred bytes, a page that needs more of
/// them than this is a bomb or a mistake.
const MAX_NODES: usize = 1_000_000;

/// Whether a text is HTML at all: it has a tag that HTML knows, or a character reference. In plain
/// text that was stored as a page, `a <b` would swallow all that follows up to the next `>`.
pub fn is_markup(text: &str) -> bool {
    let tag = text.split('<').skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest[..end.min(16)].to_ascii_lowercase();
        let known = Tag::from_name(&name) != Tag::Other
            || matches!(name.as_str(), "html" | "meta" | "link");
        let closed = rest[end..].starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace());
        rest.get(..8).is_some_and(|rest| rest.eq_ignore_ascii_case("!doctype"))
            || known && closed && rest.contains('>')
    });
    tag || text.split('&').skip(1).any(|rest| {
        let end = rest.find(';').unwrap_or(0);
        end > 1 && end < 32 && rest[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}

/// Parses and lays out an HTML page. `host` is the host that it came from, if that is known; else
/// the page's own canonical address names it.
pub fn page(html: &str, host: Option<&str>, hosts: &Hosts, limits: Limits) -> Page {
    let (tree, notes) = feed::tree(html, limits);
    let head = head::head(&tree);
    let selected = if hosts.is_empty() {
        BTreeMap::new()
    } else {
        let canonical = head.links.iter().find(|link| link.rel == "canonical");
        let canonical =
            canonical.map(|link| link.href.as_str()).or_else(|| head.meta("og:url").next());
        let host = host.map(str::to_owned).or_else(|| host_of(canonical?));
        select(&tree, host.as_deref(), hosts)
    };
    Page { head, notes, ..layout::body(&tree, &selected, Page::empty(Kind::Html)) }
}

/// The elements that the host's selectors match.
fn select(tree: &Tree, host: Option<&str>, hosts: &Hosts) -> BTreeMap<usize, Selected> {
    let selectors = host.and_then(|host| hosts.of(host));
    selectors.map(|selectors| selectors.matches(tree)).unwrap_or_default()
}

/// Stands between tokenizer and tree builder, and opens no element past the limits.
struct Guard {
    builder: TreeBuilder<usize, Arena>,
    limits: Limits,
    tokens: Cell<usize>,
    /// Comparisons of attributes with each other.
    compared: Cell<u64>,
    notes: RefCell<Vec<Note>>,
}

impl Guard {
    fn new(limits: Limits) -> Self {
        let opts = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        Self {
            builder: TreeBuilder::new(Arena::new(), opts),
            limits,
            tokens: Cell::new(0),
            compared: Cell::new(0),
            notes: RefCell::new(Vec::new()),
        }
    }

    /// Number of open elements, with the formatting elements that would be opened again.
    fn open_elements(&self) -> u32 {
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        count.0.get()
    }

    /// The limit that opening one more element would break.
    fn limit(&self) -> Option<Note> {
        let arena = &self.builder.sink;
        // The arena does not hear of every element that is closed; when it thinks the page deep,
        // the elements that are still open are counted.
        let depth = self.limits.depth;
        if arena.depth() >= depth && self.open_elements() >= depth {
            Some(Note::DepthCapped)
        } else if arena.len() > MAX_NODES.min(NODES_FLOOR + NODES_PER_TOKEN * self.tokens.get()) {
            Some(Note::NodesCapped)
        } else {
            None
        }
    }

    /// Whether more work was done than is allowed.
    fn is_over_budget(&self) -> bool {
        let nodes = self.builder.sink.len() as u64;
        let work = self.tokens.get() as u64 + nodes + self.compared.get() / COMPARISONS;
        let is_over = work > self.limits.work;
        if is_over {
            self.note(Note::OverBudget);
        }
        is_over
    }

    fn note(&self, note: Note) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}

/// Counts what html5ever's tree builder holds on to.
struct Count(Cell<u32>);

impl Tracer for Count {
    type Handle = usize;

    fn trace_handle(&self, _: &usize) {
        self.0.set(self.0.get() + 1);
    }
}

/// Elements that are opened past any limit: what is in them is not text, and they hold no others.
fn is_opaque(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "title" | "textarea" | "iframe" | "noembed" | "noframes" | "xmp"
    )
}

impl TokenSink for Guard {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue; // a tag that is not done yet may have many
        }
        self.tokens.set(self.tokens.get() + 1);
        if let Token::TagToken(tag) = &token {
            let attributes = tag.attrs.len() as u64;
            self.compared.set(self.compared.get() + attributes * attributes);
            if tag.kind == TagKind::StartTag
                && !is_opaque(&tag.name)
                && let Some(limit) = self.limit()
            {
                self.note(limit);
                return TokenSinkResult::Continue;
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests;
