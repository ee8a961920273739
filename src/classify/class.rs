//! Owns what kind of boilerplate a block is that is not main content.

use crate::page::{Block, BlockKind, Element, Page, Tag};
use crate::text::Boilerplate;

/// A block with a larger share of link text than this is a link.
const LINK_DENSITY: f64 = 0.6;

/// An element with a larger share of the page's text than this names no boilerplate: some sites
/// wrap all of a page in a form or a header.
const MOST: f64 = 0.5;

/// What kind of boilerplate a block is that the model did not keep.
pub fn class(page: &Page, block: &Block, zones: &[Option<Boilerplate>]) -> Boilerplate {
    let zone = block.element.and_then(|element| zones[element]);
    if block.hidden {
        Boilerplate::Hidden
    } else if let Some(class) = zone {
        class
    } else if block.kind == BlockKind::Caption {
        Boilerplate::Caption
    } else if is_headline(page, block) {
        Boilerplate::Headline
    } else if is_link(page, block) {
        Boilerplate::LinkDensity
    } else {
        Boilerplate::OutsideMain
    }
}

/// Whether most of a block is link text, and it is no heading; not where links are not known.
pub fn is_link(page: &Page, block: &Block) -> bool {
    let chars = page.block_text(block).chars().filter(|c| !c.is_whitespace()).count();
    !matches!(block.kind, BlockKind::Heading(_))
        && block.link_chars.unwrap_or(0) as f64 / chars.max(1) as f64 > LINK_DENSITY
}

/// For each element, what kind of boilerplate it is or stands in.
pub fn zones(page: &Page) -> Vec<Option<Boilerplate>> {
    let most = page.text.len() as f64 * MOST;
    let mut zones: Vec<Option<Boilerplate>> = Vec::with_capacity(page.elements.len());
    let mut in_article: Vec<bool> = Vec::with_capacity(page.elements.len());
    for element in &page.elements {
        let around = element.parent.and_then(|parent| zones[parent]);
        let article = element.parent.is_some_and(|parent| in_article[parent]);
        let own = zone(page, element, article).filter(|_| (element.text.len() as f64) < most);
        zones.push(around.or(own));
        in_article.push(article || matches!(element.tag, Tag::Article | Tag::Main));
    }
    zones
}

/// What kind of boilerplate an element is by its tag and role. An article has headers and footers
/// of its own, which are content as often as not.
fn zone(page: &Page, element: &Element, in_article: bool) -> Option<Boilerplate> {
    match page.attribute(element.attributes.role) {
        "navigation" | "menu" | "menubar" => return Some(Boilerplate::Navigation),
        "banner" => return Some(Boilerplate::Header),
        "contentinfo" => return Some(Boilerplate::Footer),
        "complementary" => return Some(Boilerplate::Aside),
        "search" => return Some(Boilerplate::Form),
        "dialog" | "alertdialog" => return Some(Boilerplate::Dialog),
        _ => {}
    }
    match element.tag {
        Tag::Nav => Some(Boilerplate::Navigation),
        Tag::Header if !in_article => Some(Boilerplate::Header),
        Tag::Footer if !in_article => Some(Boilerplate::Footer),
        Tag::Aside => Some(Boilerplate::Aside),
        Tag::Form | Tag::Button | Tag::Select | Tag::Textarea | Tag::Search => {
            Some(Boilerplate::Form)
        }
        Tag::Dialog => Some(Boilerplate::Dialog),
        _ => None,
    }
}

/// Whether a block is a heading that the page's title says too.
fn is_headline(page: &Page, block: &Block) -> bool {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let titles = page.head.title.as_deref().into_iter().chain(page.head.meta("og:title"));
    let text = folded(page.block_text(block));
    matches!(block.kind, BlockKind::Heading(_))
        && (block.kind == BlockKind::Heading(1)
            || titles.map(folded).any(|title| title.contains(&text)))
}
