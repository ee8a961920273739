//! Owns which text blocks of a page are its main content: a first, simple choice by semantic
//! elements and link density.

mod wall;

use crate::document::Kind;
use crate::lang::LanguageSet;
use crate::page::{Block, BlockKind, Element, Page, Selected, Tag};
use crate::text::{Boilerplate, Cause, Cuts, Span};

/// A block with a larger share of link text than this is a link, not a sentence with links.
const LINK_DENSITY: f64 = 0.6;

/// Bytes of text that an element must hold to be taken for the main content.
const MAIN_FLOOR: usize = 200;

/// An element with a larger share of the page's text than this is no boilerplate, whatever its
/// name: some sites wrap all of a page in a form or a header.
const MOST: f64 = 0.5;

/// Cuts the blocks that are not main content. Plain text has no elements to judge by: all of it is
/// kept for the line rules. A page that says nothing of its own goes as a whole (see `wall.rs`).
pub fn mark(page: &Page, languages: &LanguageSet<'_>, cuts: &mut Cuts) {
    if let Some(class) = wall::class(page, languages) {
        cuts.add(Span::new(0, page.text.len()), Cause::Boilerplate(class));
        return;
    }
    if page.kind == Kind::Text {
        return;
    }
    let zones = zones(page);
    let main = main_content(page, &zones);
    let hides = hides(page);
    let verdicts: Vec<Option<Cause>> = page
        .blocks
        .iter()
        .map(|block| verdict(page, block, block.hidden && hides, &zones, &main))
        .collect();
    cut_runs(page, &verdicts, cuts);
}

/// Whether what the page hides stays hidden. A page that hides most of its text shows it by a script.
fn hides(page: &Page) -> bool {
    let hidden = page.blocks.iter().filter(|block| block.hidden).map(|block| block.span.len());
    (hidden.sum::<usize>() as f64) < page.text.len() as f64 * MOST
}

/// Why a block goes, or `None` if it stays.
fn verdict(
    page: &Page,
    block: &Block,
    hidden: bool,
    zones: &[Option<Boilerplate>],
    main: &[Span],
) -> Option<Cause> {
    match block.selected {
        Some(Selected::Drop) => return Some(Cause::Selector),
        Some(Selected::Keep) => return None,
        None => {}
    }
    let class = if hidden {
        Boilerplate::Hidden
    } else if let Some(class) = block.element.and_then(|element| zones[element]) {
        class
    } else if !main.is_empty() && !main.iter().any(|main| main.contains(block.span)) {
        Boilerplate::OutsideMain
    } else if link_density(page, block) > LINK_DENSITY && !is_cell_or_heading(block.kind) {
        Boilerplate::LinkDensity
    } else {
        return None;
    };
    Some(Cause::Boilerplate(class))
}

fn is_cell_or_heading(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_) | BlockKind::TableCell | BlockKind::Code)
}

/// Share of a block's characters that are link text; 0 where links are not known.
fn link_density(page: &Page, block: &Block) -> f64 {
    let chars = page.block_text(block).chars().filter(|c| !c.is_whitespace()).count();
    block.link_chars.unwrap_or(0) as f64 / chars.max(1) as f64
}

/// For each element, what kind of boilerplate it is or stands in.
fn zones(page: &Page) -> Vec<Option<Boilerplate>> {
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

/// The text of the elements that say that they are the main content: of the first kind that holds
/// enough text the largest one, or all where none of them is most of it (the posts of a thread);
/// nothing where no element says so.
fn main_content(page: &Page, zones: &[Option<Boilerplate>]) -> Vec<Span> {
    let is_main = |e: &Element| e.tag == Tag::Main || page.attribute(e.attributes.role) == "main";
    let is_article = |e: &Element| e.tag == Tag::Article;
    let is_body = |e: &Element| page.attribute(e.attributes.itemprop) == "articleBody";
    let kinds: [&dyn Fn(&Element) -> bool; 3] = [&is_main, &is_article, &is_body];
    for is in kinds {
        let of_kind = page.elements.iter().zip(zones).filter(|(e, zone)| zone.is_none() && is(e));
        let texts: Vec<Span> = of_kind.map(|(element, _)| element.text).collect();
        let sum: usize = texts.iter().map(|text| text.len()).sum();
        let largest = texts.iter().copied().max_by_key(|text| text.len());
        match largest {
            Some(text) if text.len() as f64 > sum as f64 * MOST && text.len() >= MAIN_FLOOR => {
                return vec![text];
            }
            _ if sum >= MAIN_FLOOR => return texts,
            _ => {}
        }
    }
    Vec::new()
}

/// Cuts every run of blocks with verdicts, along with the weaker one of the separators around it,
/// so that what is left stands as far apart as the page had it.
fn cut_runs(page: &Page, verdicts: &[Option<Cause>], cuts: &mut Cuts) {
    let blocks = &page.blocks;
    let mut at = 0;
    while at < blocks.len() {
        if verdicts[at].is_none() {
            at += 1;
            continue;
        }
        let len = verdicts[at..].iter().take_while(|verdict| verdict.is_some()).count();
        let (first, behind) = (at, at + len);
        let before = if first == 0 { 0 } else { blocks[first - 1].span.end };
        let after = blocks.get(behind).map_or(page.text.len(), |block| block.span.start);
        let separator_before = &page.text[before..blocks[first].span.start];
        let separator_after = &page.text[blocks[behind - 1].span.end..after];
        let takes_before = first > 0
            && (behind == blocks.len() || strength(separator_before) <= strength(separator_after));
        let mut start = if takes_before || first == 0 { before } else { blocks[first].span.start };
        for block in first..behind {
            let last = block + 1 == behind;
            let end = match last {
                true if takes_before => blocks[block].span.end,
                true => after,
                false => blocks[block + 1].span.start,
            };
            if let Some(cause) = verdicts[block] {
                cuts.add(Span::new(start, end), cause);
            }
            start = end;
        }
        at = behind;
    }
}

/// How far a separator parts two blocks: line breaks first, then any white space.
fn strength(separator: &str) -> (usize, usize) {
    (separator.matches('\n').count(), separator.len())
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Document, Kind};

    /// The clean text and the causes of the cuts.
    fn clean(html: &str) -> (String, Vec<String>) {
        let cleaner = Cleaner::default();
        let doc = Document::new("t", Kind::Html, html);
        let causes = cleaner.examine(&doc).unwrap().cuts.removed();
        (cleaner.clean(&doc).text, causes.iter().map(|cut| cut.cause.to_string()).collect())
    }

    const STORY: &str = "<p>The harbour was closed on Monday after a crane fell onto the rails. \
        Nobody was hurt, a spokeswoman of the city said in the afternoon.</p>\
        <p>Ships had to wait for the tide, and with it for the night shift.</p>";

    #[test]
    fn keeps_what_the_page_calls_its_main_content() {
        let html = format!(
            "<header>Daily</header><main>{STORY}</main><div>Elsewhere today</div><footer>Imprint</footer>"
        );
        let (text, causes) = clean(&html);
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
        assert_eq!(
            causes,
            ["boilerplate:header", "boilerplate:outside_main", "boilerplate:footer"]
        );
    }

    #[test]
    fn cuts_menus_forms_and_links() {
        let html = format!(
            "<nav>Home</nav><div><h1>Crane</h1>{STORY}<ul><li><a href=x>Other story</a></ul>\
             <form>Name <button>Send</button></form><p hidden>Paywall</p></div>"
        );
        let (text, causes) = clean(&html);
        assert!(text.starts_with("Crane\n\nThe harbour") && text.ends_with("night shift."));
        assert_eq!(
            causes,
            [
                "boilerplate:navigation",
                "boilerplate:link_density",
                "boilerplate:form",
                "boilerplate:hidden"
            ]
        );
    }

    #[test]
    fn a_form_around_the_whole_page_is_no_form() {
        let (text, _) = clean(&format!("<form><nav>Home</nav>{STORY}</form>"));
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
    }

    #[test]
    fn a_page_that_hides_itself_shows_itself_later() {
        let (text, _) = clean(&format!("<body style='visibility: hidden'><nav>Home</nav>{STORY}"));
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
    }

    #[test]
    fn what_is_left_stands_as_far_apart_as_before() {
        let html = "<p>One.</p><nav>Menu</nav><p>Two <span hidden>x</span> three.</p>\
                    <table><tr><td>a<td><span hidden>b</span><td>c</table>";
        let (text, _) = clean(html);
        assert_eq!(text, "One.\n\nTwo three.\n\na\tc");
    }
}
