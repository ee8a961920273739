//! Owns a user's CSS selectors: which there are for a host, and which elements of a page they match.

use super::html::arena::{Data, Tree};
use crate::page::Selected;
use scraper::{ElementRef, Html, Node, Selector, node};
use std::collections::BTreeMap;

/// CSS selectors for one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostSelectors {
    /// Elements that go.
    pub drop: Vec<String>,
    /// Elements that are main content.
    pub keep: Vec<String>,
}

/// A CSS selector that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the CSS selector `{selector}` cannot be read: {reason}")]
pub struct BadSelector {
    /// The selector as written.
    pub selector: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The selectors of one host.
#[derive(Clone, Debug)]
pub struct Selectors {
    list: Vec<(Selector, Selected)>,
}

impl Selectors {
    fn new(written: &HostSelectors) -> Result<Self, BadSelector> {
        let drop = written.drop.iter().map(|selector| (selector, Selected::Drop));
        let keep = written.keep.iter().map(|selector| (selector, Selected::Keep));
        let list = drop.chain(keep).map(|(selector, what)| Ok((parse(selector)?, what)));
        Ok(Self { list: list.collect::<Result<_, _>>()? })
    }

    /// Whether a selector can be read.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(selector: &str) -> Result<(), BadSelector> {
        parse(selector).map(drop)
    }

    /// The elements that the selectors match, by node of the tree; where both kinds match, the
    /// element is dropped.
    pub(super) fn matches(&self, tree: &Tree) -> BTreeMap<usize, Selected> {
        let (html, nodes) = mirror(tree);
        let mut found = BTreeMap::new();
        for (at, id) in nodes {
            let Some(element) = html.tree.get(id).and_then(ElementRef::wrap) else { continue };
            let what = self.list.iter().find(|(selector, _)| selector.matches(&element));
            if let Some((_, what)) = what {
                found.insert(at, *what);
            }
        }
        found
    }
}

fn parse(selector: &str) -> Result<Selector, BadSelector> {
    Selector::parse(selector)
        .map_err(|error| BadSelector { selector: selector.to_owned(), reason: error.to_string() })
}

/// The same tree as scraper wants it, and its elements by our index. Depth is capped by the parser,
/// so that matching does not overflow the stack.
fn mirror(tree: &Tree) -> (Html, Vec<(usize, ego_tree::NodeId)>) {
    let mut html = Html::new_document();
    let mut nodes = Vec::new();
    let mut ids = BTreeMap::from([(Tree::DOCUMENT, html.tree.root().id())]);
    for at in tree.descendants(Tree::DOCUMENT) {
        let Some(&parent) = tree.parent(at).and_then(|parent| ids.get(&parent)) else { continue };
        let Some(mut parent) = html.tree.get_mut(parent) else { continue };
        if let Data::Element(element) = tree.data(at) {
            let new = node::Element::new(element.name.clone(), element.attrs.clone());
            let id = parent.append(Node::Element(new)).id();
            ids.insert(at, id);
            nodes.push((at, id));
        }
    }
    (html, nodes)
}

/// The selectors of all hosts that have any.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    hosts: BTreeMap<String, Selectors>,
}

impl Hosts {
    /// The selectors as configured.
    ///
    /// # Errors
    /// A selector that cannot be read.
    pub fn new(written: &BTreeMap<String, HostSelectors>) -> Result<Self, BadSelector> {
        let hosts = written
            .iter()
            .map(|(host, written)| Ok((Self::normal(host), Selectors::new(written)?)));
        Ok(Self { hosts: hosts.collect::<Result<_, _>>()? })
    }

    /// A host's name as it is looked up: as addresses have it, without `www.`.
    pub fn normal(host: &str) -> String {
        Self::read(host).unwrap_or_else(|| host.to_lowercase())
    }

    /// [`Hosts::normal`] of what is a host's name or IP address; `None` of all else, which no page
    /// comes from.
    pub fn read(host: &str) -> Option<String> {
        let host = url::Host::parse(host.trim().trim_end_matches('.')).ok()?;
        let name = match &host {
            url::Host::Domain(name) => name.strip_prefix("www.").unwrap_or(name),
            _ => return Some(host.to_string()),
        };
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_label = |label: &str| !label.is_empty() && label.chars().all(sound);
        name.split('.').all(is_label).then(|| name.to_owned())
    }

    /// The selectors of a host, or of the nearest domain above it.
    pub(super) fn of(&self, host: &str) -> Option<&Selectors> {
        let host = Self::normal(host);
        let mut domain = host.as_str();
        loop {
            if let Some(selectors) = self.hosts.get(domain) {
                return Some(selectors);
            }
            domain = domain.split_once('.')?.1;
        }
    }

    /// Whether no host has any.
    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_addresses_have_them() {
        for (written, host) in [
            ("www.Harbour.example.", "harbour.example"),
            ("müller.example", "xn--mller-kva.example"),
            ("localhost", "localhost"),
            ("10.0.0.1", "10.0.0.1"),
            ("[::1]", "[::1]"),
            ("a_b.example", "a_b.example"),
        ] {
            assert_eq!(Hosts::read(written).as_deref(), Some(host), "{written}");
        }
        for written in ["", "*", "*.x.org", "https://x.org/", "x.org/a", "x.org:80", "a..b", "a b"]
        {
            assert_eq!(Hosts::read(written), None, "{written}");
        }
    }

    #[test]
    fn the_nearest_domain_wins_alone() {
        let of = |drop: &str| HostSelectors { drop: vec![drop.to_owned()], keep: Vec::new() };
        let written = [("x.org", of("p")), ("a.x.org", of("b"))];
        let hosts = Hosts::new(&written.map(|(host, of)| (host.to_owned(), of)).into()).unwrap();
        let first = |host: &str| Some(&hosts.of(host)?.list[0].0);
        assert_eq!(first("c.a.x.org"), Selector::parse("b").ok().as_ref());
        assert_eq!(first("www.x.org"), Selector::parse("p").ok().as_ref());
        assert_eq!(first("y.org"), None);
    }
}
