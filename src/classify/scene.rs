//! Owns what the features of a page's blocks are made of: sums over ranges of blocks, what stands
//! around each element, groups of elements that look alike, and the log-odds of names and words.

use super::counts::{Counts, HashMap64, counts};
use super::says::Says;
use super::sums::{Sums, Tags};
use super::tokens::{self, SHORT};
use crate::learned::{Odds, Table};
use crate::page::{BlockKind, Element, Page, Tag};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What an element and its ancestors are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inside {
    /// In a menu.
    pub nav: bool,
    /// In a header.
    pub header: bool,
    /// In a footer.
    pub footer: bool,
    /// In an aside.
    pub aside: bool,
    /// In the element that calls itself the main one.
    pub main: bool,
    /// In an article.
    pub article: bool,
    /// Number of articles around it.
    pub articles: f32,
    /// In a form.
    pub form: bool,
    /// In a table.
    pub table: bool,
    /// Number of lists around it.
    pub lists: f32,
    /// In a figure.
    pub figure: bool,
    /// In a button.
    pub button: bool,
    /// In a dialog.
    pub dialog: bool,
    /// Hidden.
    pub hidden: bool,
    /// Number of ancestors.
    pub depth: f32,
    /// Log-odds of the names of all of them.
    pub names: Odds,
    /// The innermost article or main element.
    pub container: Option<usize>,
}

/// A group of elements that look alike.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group {
    /// How many there are.
    pub count: f32,
    /// What they hold.
    pub sums: Sums,
    /// Images in them.
    pub images: f32,
}

/// Log-odds of the names and words of a block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words {
    /// Its own words, if it is short.
    pub own: Odds,
    /// Its first and last words.
    pub edges: Odds,
    /// The words of the last heading before it.
    pub above: Odds,
    /// The words of the last heading before it that ranks higher than that one.
    pub over: Odds,
    /// The names of elements within its line.
    pub inline: Odds,
    /// The addresses of its links.
    pub links: Odds,
}

/// Everything that the features of a page's blocks are made of.
pub struct Scene<'a> {
    pub(super) page: &'a Page,
    pub(super) counts: Vec<Counts>,
    pub(super) inside: Vec<Inside>,
    /// Log-odds of each element's own names.
    pub(super) names: Vec<Odds>,
    /// Log-odds of what the body calls itself.
    pub(super) body: Odds,
    /// Log-odds of the words of the title.
    pub(super) title: Odds,
    /// Signature of each element: its tag, class and id, digits folded.
    signatures: Vec<u64>,
    cards: HashMap64<Group>,
    /// Path of each block: the signatures of its three innermost elements.
    pub(super) paths: Vec<u64>,
    /// Blocks with the same path.
    pub(super) alike: HashMap64<Sums>,
    /// For each block, the last heading before it.
    pub(super) headings: Vec<Option<usize>>,
    pub(super) words: Vec<Words>,
    pub(super) says: Says,
    /// The first heading of the first level, or else the heading that is most of the title.
    pub(super) headline: Option<usize>,
    /// The words of all blocks; at least 1.
    pub(super) page_words: f32,
    sums: Vec<Sums>,
    tags: Vec<Tags>,
}

impl<'a> Scene<'a> {
    /// Looks at a page, which came from that address.
    pub fn new(page: &'a Page, url: Option<&str>, table: &Table) -> Self {
        let counts = counts(page);
        let mut scene = Self {
            page,
            inside: Vec::with_capacity(page.elements.len()),
            names: Vec::with_capacity(page.elements.len()),
            body: Odds::default(),
            title: Odds::default(),
            signatures: Vec::with_capacity(page.elements.len()),
            cards: HashMap64::default(),
            paths: Vec::with_capacity(page.blocks.len()),
            alike: HashMap64::default(),
            headings: Vec::with_capacity(page.blocks.len()),
            words: vec![Words::default(); page.blocks.len()],
            says: Says::new(page, url),
            headline: None,
            page_words: counts.iter().map(|s| s.words).sum::<f32>().max(1.0),
            sums: Vec::with_capacity(page.blocks.len() + 1),
            tags: Vec::with_capacity(page.elements.len() + 1),
            counts,
        };
        scene.read_words(table);
        scene.add_up();
        scene.read_elements(url, table);
        scene.group_blocks();
        scene.headline = scene.find_headline();
        scene
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Words of a block.
    pub fn words_of(&self, block: usize) -> f32 {
        self.counts[block].words
    }

    /// Whether a block reads like a sentence of running text: no link, caption or heading.
    pub fn is_sentence(&self, block: usize) -> bool {
        let counts = &self.counts[block];
        let kind = self.page.blocks[block].kind;
        matches!(kind, BlockKind::Paragraph | BlockKind::Quote)
            && counts.ending == 1.0
            && counts.words >= 4.0
            && counts.link == 0.0
            && !self.page.blocks[block].hidden
    }

    /// Whether a block is the caption of a figure or a table.
    pub fn is_caption(&self, block: usize) -> bool {
        self.page.blocks[block].kind == BlockKind::Caption
    }

    /// The group of each block that it is decided with: those with its path, and, where nothing on
    /// that path has a name, in the same place.
    pub fn groups(&self) -> Vec<u64> {
        let named = |element: &Element| {
            !element.attributes.class.is_empty() || !element.attributes.id.is_empty()
        };
        let group = |(block, path): (usize, &u64)| {
            let element = self.page.blocks[block].element;
            let mut near = element.into_iter().flat_map(|e| self.page.ancestors(e)).take(3);
            if near.any(named) {
                return *path;
            }
            in_place(*path, self.box_at(block, 3))
        };
        self.paths.iter().enumerate().map(group).collect()
    }

    /// Sums over a range of blocks.
    pub(super) fn range(&self, (from, to): (usize, usize)) -> Sums {
        self.sums[to].minus(self.sums[from])
    }

    /// The blocks in an element; all of the page's where there is none.
    pub(super) fn blocks_in(&self, element: Option<usize>) -> (usize, usize) {
        element.map_or((0, self.len()), |element| self.page.elements[element].blocks)
    }

    /// Numbers of elements below an element.
    pub(super) fn tags_in(&self, element: usize) -> Tags {
        self.tags[self.page.elements[element].end].minus(self.tags[element])
    }

    fn read_words(&mut self, table: &Table) {
        let mut buffer = String::new();
        let title = self.page.head.title.as_deref().unwrap_or_default();
        tokens::of_title(title, &mut buffer, |token| self.title.add(table, token));
        let mut heading = None;
        // The headings that stand over the place reached, by level.
        let mut over: [Odds; 7] = [Odds::default(); 7];
        let mut level = 0;
        for (at, block) in self.page.blocks.iter().enumerate() {
            let text = self.page.block_text(block);
            let words = &mut self.words[at];
            if self.counts[at].words <= SHORT {
                tokens::of_text(text, false, &mut buffer, |token| words.own.add(table, token));
            }
            tokens::of_edges(text, &mut buffer, |token| words.edges.add(table, token));
            self.headings.push(heading);
            words.above = over[level];
            words.over = over[..level]
                .iter()
                .rev()
                .find(|odds| odds.count > 0.0)
                .copied()
                .unwrap_or_default();
            if let BlockKind::Heading(rank) = block.kind {
                heading = Some(at);
                level = usize::from(rank.min(6));
                over[level..].fill(Odds::default());
                let above = &mut over[level];
                tokens::of_text(text, true, &mut buffer, |token| above.add(table, token));
            }
        }
    }

    fn add_up(&mut self) {
        let mut sum = Sums::default();
        self.sums.push(sum);
        for ((counts, block), words) in self.counts.iter().zip(&self.page.blocks).zip(&self.words) {
            sum = sum.plus(Sums::of(counts, block.kind, words.own));
            self.sums.push(sum);
        }
        let mut tags = Tags::default();
        self.tags.push(tags);
        for element in &self.page.elements {
            tags = tags.with(element.tag);
            self.tags.push(tags);
        }
    }

    fn read_elements(&mut self, url: Option<&str>, table: &Table) {
        let host = url.map_or("", tokens::site_of);
        let mut buffer = String::new();
        for (index, element) in self.page.elements.iter().enumerate() {
            let above = element.parent.map_or(Inside::default(), |parent| self.inside[parent]);
            let mut own = Odds::default();
            tokens::of_element(self.page, element, &mut buffer, |token| own.add(table, token));
            if index == 0 {
                self.body = own;
            }
            self.inside.push(inside(self.page, index, above, own));
            self.names.push(own);
            let signature = signature(self.page, element);
            self.signatures.push(signature);
            if element.blocks.0 < element.blocks.1 {
                let sums = self.range(element.blocks);
                let images = self.tags_in(index).images;
                let group = self.cards.entry(group_key(element, signature)).or_default();
                group.count += 1.0;
                group.sums = group.sums.plus(sums);
                group.images += images;
            }
            if let Some(block) = within_line(self.page, index) {
                let words = &mut self.words[block];
                words.inline.join(own);
                let href = self.page.attribute(element.attributes.href);
                if element.tag == Tag::A && !href.is_empty() {
                    tokens::of_link(href, host, |token| words.links.add(table, token));
                }
            }
        }
    }

    fn group_blocks(&mut self) {
        for at in 0..self.len() {
            let mut path = 0u64;
            let mut next = self.page.blocks[at].element;
            for _ in 0..3 {
                let Some(element) = next else { break };
                path = path.rotate_left(17) ^ self.signatures[element];
                next = self.page.elements[element].parent;
            }
            self.paths.push(path);
            let sums = self.range((at, at + 1));
            let entry = self.alike.entry(path).or_default();
            *entry = entry.plus(sums);
        }
    }

    fn find_headline(&self) -> Option<usize> {
        let blocks = &self.page.blocks;
        let titled = |at: &usize| {
            let counts = &self.counts[*at];
            counts.of_title * counts.in_title
        };
        let headings =
            (0..blocks.len()).filter(|at| matches!(blocks[*at].kind, BlockKind::Heading(_)));
        let best = headings.clone().rev().max_by(|a, b| titled(a).total_cmp(&titled(b)));
        let first = headings.clone().find(|at| blocks[*at].kind == BlockKind::Heading(1));
        best.filter(|at| titled(at) > 0.3).or(first)
    }

    /// The nearest group of three or more siblings of one signature that the block is in: the
    /// group, how many levels above the block, and the element of it that holds the block.
    pub(super) fn card(&self, block: usize) -> Option<(Group, f32, usize)> {
        let mut at = self.page.blocks[block].element;
        for level in 0..10u8 {
            let index = at?;
            let element = &self.page.elements[index];
            let group = self.cards.get(&group_key(element, self.signatures[index]));
            if let Some(group) = group.filter(|group| group.count >= 3.0) {
                return Some((*group, f32::from(level), index));
            }
            at = element.parent;
        }
        None
    }

    /// A key of the group that an element is in.
    pub(super) fn group_of(&self, element: usize) -> u64 {
        group_key(&self.page.elements[element], self.signatures[element])
    }
}

/// The block within whose line an element stands, if it does: an element around several blocks, or
/// around a whole box, does not.
pub fn within_line(page: &Page, index: usize) -> Option<usize> {
    let element = &page.elements[index];
    let block = match element.blocks.1 - element.blocks.0 {
        0 => element.blocks.0.checked_sub(1)?,
        1 => element.blocks.0,
        _ => return None,
    };
    let around = page.blocks[block].element?;
    let inner = around < index && index < page.elements[around].end;
    (inner && element.text.end > element.text.start).then_some(block)
}

fn group_key(element: &Element, signature: u64) -> u64 {
    in_place(signature, element.parent)
}

/// A key of what has that hash and stands in that element.
fn in_place(hash: u64, element: Option<usize>) -> u64 {
    hash ^ (element.unwrap_or(usize::MAX) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Tag, class and id of an element, digits left out.
fn signature(page: &Page, element: &Element) -> u64 {
    let mut hash = element.tag as u64 + 1;
    for span in [element.attributes.class, element.attributes.id] {
        let value = page.attribute(span);
        for part in value.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()) {
            hash = xxh3_64_with_seed(part.as_bytes(), hash);
        }
        hash = hash.rotate_left(7);
    }
    hash
}

fn inside(page: &Page, index: usize, above: Inside, own: Odds) -> Inside {
    let element = &page.elements[index];
    let mut inside = above;
    inside.depth += 1.0;
    inside.hidden |= element.hidden;
    inside.names.join(own);
    match element.tag {
        Tag::Nav => inside.nav = true,
        Tag::Header => inside.header = true,
        Tag::Footer => inside.footer = true,
        Tag::Aside => inside.aside = true,
        Tag::Main => (inside.main, inside.container) = (true, Some(index)),
        Tag::Article => {
            (inside.article, inside.container) = (true, Some(index));
            inside.articles = above.articles + 1.0;
        }
        Tag::Form => inside.form = true,
        Tag::Table => inside.table = true,
        Tag::Ul | Tag::Ol => inside.lists += 1.0,
        Tag::Figure => inside.figure = true,
        Tag::Button | Tag::Select => inside.button = true,
        Tag::Dialog => inside.dialog = true,
        _ => {}
    }
    match page.attribute(element.attributes.role) {
        "navigation" | "menu" | "menubar" => inside.nav = true,
        "banner" => inside.header = true,
        "contentinfo" => inside.footer = true,
        "complementary" => inside.aside = true,
        "main" => inside.main = true,
        "article" => inside.article = true,
        "dialog" | "alertdialog" => inside.dialog = true,
        _ => {}
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    fn page(html: &str) -> Page {
        html::page(html, None, &Hosts::default(), Default::default())
    }

    #[test]
    fn sums_are_those_of_the_range() {
        let page = page("<p>one two<p><a href=x>three</a><h2>four five six</h2>");
        let scene = Scene::new(&page, None, &Table::default());
        let sums = scene.range((1, 3));
        assert_eq!((sums.blocks, sums.words, sums.link, sums.headings), (2.0, 4.0, 5.0, 1.0));
        assert_eq!(scene.range((0, 3)).words, scene.page_words);
        assert_eq!(scene.headings, [None, None, None]);
        assert_eq!(scene.headline, None);
    }

    #[test]
    fn siblings_that_look_alike_are_cards() {
        let html = "<div class=post-1><p>a</p></div><div class=post-22><p>b</p></div>\
                    <div class=post-333><p>c</p></div><div class=ad><p>d</p></div>";
        let page = page(html);
        let scene = Scene::new(&page, None, &Table::default());
        let (group, levels, _) = scene.card(1).unwrap();
        assert_eq!((group.count, group.sums.words, levels), (3.0, 3.0, 1.0));
        assert!(scene.card(3).is_none());
        assert_eq!(scene.paths[0], scene.paths[2]);
        assert_ne!(scene.paths[0], scene.paths[3]);
    }

    #[test]
    fn elements_within_a_line_belong_to_its_block() {
        let page = page("<div><p>one <a href=x>two</a></p><p><b>three</b></p></div>");
        let block = |tag| {
            let index = page.elements.iter().position(|element| element.tag == tag).unwrap();
            within_line(&page, index)
        };
        assert_eq!(block(Tag::A), Some(0));
        assert_eq!(block(Tag::B), Some(1));
        assert_eq!(block(Tag::Div), None);
    }

    #[test]
    fn the_headline_is_what_the_title_says() {
        let html = "<title>Crane falls onto rails | Daily</title><h1>Daily</h1><h2>Crane falls onto \
                    rails</h2><p>Text.</p><h3>Crane</h3>";
        let page = page(html);
        assert_eq!(Scene::new(&page, None, &Table::default()).headline, Some(1));
    }
}
