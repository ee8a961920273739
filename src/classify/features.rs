//! Owns the features of a text block: what the model sees of it, each with its name.

use super::scene::{Group, Inside, Scene};
use super::sums::{Sums, Tags};
use crate::learned::Odds;
use crate::learned::Take;
use crate::page::BlockKind;

/// Puts the log-odds of some tokens, under names with a prefix.
macro_rules! put_odds {
    ($take:ident, $name:literal, $odds:expr) => {{
        let odds: Odds = $odds;
        $take.put(concat!($name, "_min"), odds.min);
        $take.put(concat!($name, "_max"), odds.max);
        $take.put(concat!($name, "_mean"), odds.mean());
        $take.put(concat!($name, "_sum"), odds.sum);
    }};
}

impl Scene<'_> {
    /// The features of a block by itself and by its place on the page.
    pub fn describe(&self, block: usize, take: &mut impl Take) {
        self.of_text(block, take);
        self.of_page_text(block, take);
        self.of_place(block, take);
        self.of_ancestors(block, take);
        self.of_alike(block, take);
        self.of_containers(block, take);
        self.of_words(block, take);
        self.of_page(take);
    }

    /// The features of the blocks around a block.
    pub fn describe_neighbours(&self, block: usize, take: &mut impl Take) {
        macro_rules! neighbour {
            ($name:literal, $offset:literal) => {{
                let other = block.checked_add_signed($offset).filter(|at| *at < self.len());
                let counts = other.map(|at| &self.counts[at]);
                let element = other.and_then(|at| self.page.blocks[at].element);
                take.put(concat!($name, "_words"), counts.map_or(-1.0, |s| s.words));
                take.put(concat!($name, "_link"), counts.map_or(-1.0, |s| s.link));
                take.put(concat!($name, "_ending"), counts.map_or(-1.0, |s| s.ending));
                take.put(
                    concat!($name, "_kind"),
                    other.map_or(-1.0, |at| kind(self.page.blocks[at].kind)),
                );
                take.put(
                    concat!($name, "_names"),
                    element.map_or(0.0, |e| self.inside[e].names.mean()),
                );
                take.put(concat!($name, "_own"), other.map_or(0.0, |at| self.words[at].own.mean()));
            }};
        }
        neighbour!("p2", -2);
        neighbour!("p1", -1);
        neighbour!("n1", 1);
        neighbour!("n2", 2);
    }

    fn of_text(&self, block: usize, take: &mut impl Take) {
        let s = &self.counts[block];
        take.put("chars", s.chars);
        take.put("words", s.words);
        take.put("link", s.link);
        take.put("commas", s.commas);
        take.put("sentences", s.sentences);
        take.put("upper", s.upper);
        take.put("digits", s.digits);
        take.put("capitals", s.capitals);
        take.put("separators", s.separators);
        take.put("ending", s.ending);
        take.put("copyright", s.copyright);
        take.put("price", s.price);
        take.put("year", s.year);
        take.put("time", s.time);
        take.put("lines", s.lines);
        take.put("commas_per_word", s.commas / s.words.max(1.0));
        take.put("words_per_sentence", s.words / s.sentences.max(1.0));
        let b = &self.page.blocks[block];
        take.put("kind", kind(b.kind));
        take.put("level", level(b.kind));
        take.flag("hidden", b.hidden);
    }

    fn of_page_text(&self, block: usize, take: &mut impl Take) {
        let s = &self.counts[block];
        take.put("same", s.same);
        take.put("earlier", s.earlier);
        take.put("alike", s.alike);
        take.put("new_words", s.new_words);
        take.put("in_title", s.in_title);
        take.put("of_title", s.of_title);
        take.put("in_description", s.in_description);
        take.put("in_headline", s.in_heading);
        take.put("in_body", s.in_body);
        take.put("in_data", s.in_data);
    }

    fn of_place(&self, block: usize, take: &mut impl Take) {
        let count = self.len() as f32;
        let before = self.range((0, block));
        take.put("index", block as f32);
        take.put("from_end", count - block as f32);
        take.put("place", block as f32 / count);
        take.put("words_before", before.words);
        take.put("words_after", self.page_words - before.words);
        take.put("text_before", before.words / self.page_words);
        let page = self.range((0, self.len()));
        take.put("prose_before", before.prose / page.prose.max(1.0));
        take.put("prose_words_before", before.prose);
        take.put("prose_after", page.prose - before.prose);
        let heading = self.headings[block];
        take.put("heading_blocks", heading.map_or(-1.0, |at| (block - at) as f32));
        let since = |at: usize| self.range((at, block)).words;
        take.put("heading_words", heading.map_or(-1.0, since));
        take.put("heading_level", heading.map_or(0.0, |at| level(self.page.blocks[at].kind)));
        take.put("heading_link", heading.map_or(0.0, |at| self.counts[at].link));
        take.put("heading_titled", heading.map_or(-1.0, |at| self.counts[at].of_title));
        let headline = self.headline;
        let signed = |at: usize| block as f32 - at as f32;
        take.put("headline_blocks", headline.map_or(0.0, signed));
        let words = |at: usize| before.words - self.range((0, at)).words;
        take.put("headline_words", headline.map_or(0.0, words));
        take.put("headline_levels", self.levels_to(block, headline));
    }

    /// How many levels above a block the innermost element is that holds another one too; -1 where
    /// there is no other.
    pub(super) fn levels_to(&self, block: usize, other: Option<usize>) -> f32 {
        let Some(other) = other else { return -1.0 };
        let element = self.page.blocks[block].element;
        let mut ancestors = element.into_iter().flat_map(|element| self.page.ancestors(element));
        let levels = ancestors.position(|e| (e.blocks.0..e.blocks.1).contains(&other));
        levels.map_or(-1.0, |levels| levels as f32)
    }

    fn of_ancestors(&self, block: usize, take: &mut impl Take) {
        let element = self.page.blocks[block].element;
        let i = element.map_or(Inside::default(), |element| self.inside[element]);
        take.flag("in_nav", i.nav);
        take.flag("in_header", i.header);
        take.flag("in_footer", i.footer);
        take.flag("in_aside", i.aside);
        take.flag("in_main", i.main);
        take.flag("in_article", i.article);
        take.put("articles", i.articles);
        take.flag("in_form", i.form);
        take.flag("in_table", i.table);
        take.put("in_list", i.lists);
        take.flag("in_figure", i.figure);
        take.flag("in_button", i.button);
        take.flag("in_dialog", i.dialog);
        take.flag("in_hidden", i.hidden);
        take.put("depth", i.depth);
        let sums = i.container.map(|at| self.range(self.page.elements[at].blocks));
        take.put("article_share", sums.map_or(-1.0, |sums| sums.words / self.page_words));
        take.put("article_prose", sums.map_or(-1.0, |sums| sums.prose));
        let mut ancestors = element.into_iter().flat_map(|element| self.page.ancestors(element));
        take.put("tag", ancestors.next().map_or(-1.0, |e| f32::from(e.tag as u8)));
        take.put("tag_parent", ancestors.next().map_or(-1.0, |e| f32::from(e.tag as u8)));
        take.put("tag_grandparent", ancestors.next().map_or(-1.0, |e| f32::from(e.tag as u8)));
    }

    fn of_alike(&self, block: usize, take: &mut impl Take) {
        let alike = self.alike.get(&self.paths[block]).copied().unwrap_or_default();
        take.put("path_blocks", alike.blocks);
        take.put("path_words", alike.words);
        take.put("path_mean_words", alike.mean_words());
        take.put("path_link", alike.link_density());
        take.put("path_sentences", alike.sentences / alike.blocks.max(1.0));
        take.put("path_share", alike.words / self.page_words);
        let card = self.card(block);
        let of = |value: &dyn Fn(&Group) -> f32| card.map_or(-1.0, |(group, ..)| value(&group));
        take.put("card_count", of(&|group| group.count));
        take.put("card_levels", card.map_or(-1.0, |(_, levels, _)| levels));
        take.put("card_words", of(&|group| group.sums.words / group.count));
        take.put("card_blocks", of(&|group| group.sums.blocks / group.count));
        take.put("card_link", of(&|group| group.sums.link_density()));
        take.put("card_sentences", of(&|group| group.sums.sentences / group.count));
        take.put("card_share", of(&|group| group.sums.words / self.page_words));
        take.put("card_prose", of(&|group| group.sums.prose / group.count));
        take.put("card_images", of(&|group| group.images / group.count));
        let inner = card.map(|(.., element)| self.page.elements[element].blocks.0);
        take.put("card_place", inner.map_or(-1.0, |first| block as f32 - first as f32));
    }

    /// The element `levels` above a block, or the outermost one.
    pub(super) fn box_at(&self, block: usize, levels: usize) -> Option<usize> {
        let mut at = self.page.blocks[block].element?;
        for _ in 0..levels {
            at = self.page.elements[at].parent.unwrap_or(at);
        }
        Some(at)
    }

    fn of_containers(&self, block: usize, take: &mut impl Take) {
        macro_rules! container {
            ($name:literal, $levels:literal) => {{
                let element = self.box_at(block, $levels);
                let blocks = self.blocks_in(element);
                let sums: Sums = self.range(blocks);
                let tags = element.map_or(Tags::default(), |element| self.tags_in(element));
                let before = self.range((blocks.0.min(block), block)).words;
                take.put(concat!($name, "_share"), sums.words / self.page_words);
                take.put(concat!($name, "_link"), sums.link_density());
                take.put(concat!($name, "_mean"), sums.mean_words());
                take.put(concat!($name, "_blocks"), sums.blocks);
                take.put(concat!($name, "_place"), before / sums.words.max(1.0));
                take.put(concat!($name, "_sentences"), sums.sentences / sums.blocks.max(1.0));
                take.put(concat!($name, "_prose"), sums.prose / sums.words.max(1.0));
                take.put(concat!($name, "_headings"), sums.headings / sums.blocks.max(1.0));
                take.put(concat!($name, "_odds"), sums.odds / sums.blocks.max(1.0));
                take.put(concat!($name, "_images"), tags.images / sums.blocks.max(1.0));
                take.put(concat!($name, "_links"), tags.links / sums.blocks.max(1.0));
                take.put(concat!($name, "_fields"), tags.fields);
                take.put(
                    concat!($name, "_names"),
                    element.map_or(0.0, |element| self.names[element].mean()),
                );
            }};
        }
        container!("box1", 1);
        container!("box2", 2);
        container!("box3", 3);
        container!("box4", 4);
        container!("box6", 6);
        container!("box8", 8);
    }

    fn of_words(&self, block: usize, take: &mut impl Take) {
        let element = self.page.blocks[block].element;
        let mut near = Odds::default();
        let mut at = element;
        for _ in 0..3 {
            let Some(element) = at else { break };
            near.join(self.names[element]);
            at = self.page.elements[element].parent;
        }
        put_odds!(take, "near", near);
        put_odds!(take, "names", element.map_or(Odds::default(), |e| self.inside[e].names));
        let words = &self.words[block];
        put_odds!(take, "own", words.own);
        put_odds!(take, "edges", words.edges);
        put_odds!(take, "above", words.above);
        put_odds!(take, "over", words.over);
        put_odds!(take, "inline", words.inline);
        put_odds!(take, "links", words.links);
    }

    fn of_page(&self, take: &mut impl Take) {
        let sums = self.range((0, self.len()));
        take.put("page_blocks", sums.blocks);
        take.put("page_words", sums.words);
        take.put("page_link", sums.link_density());
        take.put("page_mean_words", sums.mean_words());
        take.put("page_sentences", sums.sentences);
        take.put("page_prose", sums.prose / sums.words.max(1.0));
        take.put("page_prose_words", sums.prose);
        take.put("page_headings", sums.headings);
        put_odds!(take, "body", self.body);
        put_odds!(take, "title", self.title);
        let says = &self.says;
        take.flag("og_article", says.og_article);
        take.flag("og_website", says.og_website);
        take.flag("og_product", says.og_product);
        take.flag("json_article", says.json_article);
        take.flag("json_product", says.json_product);
        take.put("path_steps", says.path_steps);
        take.put("path_hyphens", says.path_hyphens);
        take.put("path_digits", says.path_digits);
    }
}

fn level(kind: BlockKind) -> f32 {
    if let BlockKind::Heading(level) = kind { f32::from(level) } else { 0.0 }
}

/// A block's kind as a number.
fn kind(kind: BlockKind) -> f32 {
    match kind {
        BlockKind::Paragraph => 0.0,
        BlockKind::Heading(_) => 1.0,
        BlockKind::ListItem { .. } => 2.0,
        BlockKind::Term => 3.0,
        BlockKind::Description => 4.0,
        BlockKind::TableCell => 5.0,
        BlockKind::Code => 6.0,
        BlockKind::Quote => 7.0,
        BlockKind::Caption => 8.0,
    }
}
