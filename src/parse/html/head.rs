//! Owns what a page's head says, wherever in the page it says it.

use super::arena::{Data, ElementData, Tree};
use crate::page::{Head, Link, Meta};

/// Reads the title, meta tags, links, JSON-LD and language of a page.
pub fn head(tree: &Tree) -> Head {
    let mut head = Head::default();
    for node in tree.descendants(Tree::DOCUMENT) {
        let Data::Element(element) = tree.data(node) else { continue };
        match &*element.name.local {
            "html" if head.html_lang.is_none() => {
                head.html_lang = value(element, "lang").or_else(|| value(element, "xml:lang"));
            }
            "title" if head.title.is_none() && !in_svg(tree, node) => {
                let title = text(tree, node).split_whitespace().collect::<Vec<_>>().join(" ");
                head.title = Some(title).filter(|title| !title.is_empty());
            }
            "meta" => head.meta.extend(meta(element)),
            "link" => head.links.extend(link(element)),
            "base" if head.base.is_none() => head.base = value(element, "href"),
            "script" if is_json_ld(element) => head.json_ld.push(text(tree, node)),
            _ => {}
        }
    }
    head
}

/// An attribute's value without white space at its ends; `None` where that is nothing.
fn value(element: &ElementData, name: &str) -> Option<String> {
    element.attr(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The text right below a node.
fn text(tree: &Tree, node: usize) -> String {
    let texts = tree.children(node).filter_map(|child| match tree.data(child) {
        Data::Text(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

fn in_svg(tree: &Tree, node: usize) -> bool {
    matches!(tree.parent(node).map(|parent| tree.data(parent)),
        Some(Data::Element(parent)) if &*parent.name.local == "svg")
}

fn meta(element: &ElementData) -> Option<Meta> {
    let names = ["property", "name", "itemprop", "http-equiv"];
    let name = names.iter().find_map(|name| value(element, name))?;
    Some(Meta { name: name.to_lowercase(), content: value(element, "content")? })
}

fn link(element: &ElementData) -> Option<Link> {
    let rel = value(element, "rel").or_else(|| value(element, "itemprop"))?;
    Some(Link { rel: rel.to_lowercase(), href: value(element, "href")? })
}

fn is_json_ld(element: &ElementData) -> bool {
    let kind = element.attr("type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/ld+json")
}
