//! Owns what the second look at a page sees: for each block, how the first look scored what stands
//! around it, above it, and what looks like it.

use super::counts::HashMap64;
use super::scene::Scene;
use crate::learned::Take;
use crate::page::{BlockKind, Tag};

/// A block with a score above this is main content, as good as surely.
pub(super) const SURE: f32 = 0.8;

/// Sums of scores over a range of blocks, weighted by words.
#[derive(Clone, Copy, Debug, Default)]
struct Mass {
    words: f32,
    /// Words times score.
    mass: f32,
    blocks: f32,
    /// Scores.
    scores: f32,
}

impl Mass {
    /// Mean score of a word; `otherwise` where there are none.
    fn mean(self, otherwise: f32) -> f32 {
        if self.words > 0.0 { self.mass / self.words } else { otherwise }
    }

    /// Mean score of a block.
    fn block_mean(self) -> f32 {
        self.scores / self.blocks.max(1.0)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            mass: self.mass + other.mass,
            blocks: self.blocks + other.blocks,
            scores: self.scores + other.scores,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            words: self.words - other.words,
            mass: self.mass - other.mass,
            blocks: self.blocks - other.blocks,
            scores: self.scores - other.scores,
        }
    }
}

/// The scores of a page's blocks by the first look, and what follows from them.
pub struct Context<'a> {
    scene: &'a Scene<'a>,
    scores: &'a [f32],
    /// Sums before each block.
    masses: Vec<Mass>,
    alike: HashMap64<Mass>,
    groups: HashMap64<Mass>,
    /// Greatest score of the blocks with the same text.
    twins: HashMap64<f32>,
    /// The last sure block before each block.
    sure_before: Vec<Option<usize>>,
    /// The next sure block behind each block.
    sure_behind: Vec<Option<usize>>,
    /// The next heading behind each block.
    heading_behind: Vec<usize>,
    /// The subtree that holds most main content and least else, at two prices of a word.
    best: [Option<(usize, usize)>; 2],
    /// From the first to behind the last sure block.
    span: (usize, usize),
    /// The greatest score.
    most: f32,
}

impl<'a> Context<'a> {
    /// What follows from the scores of a first look.
    pub fn new(scene: &'a Scene<'a>, scores: &'a [f32]) -> Self {
        let masses = masses(scene, scores);
        let sure: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > SURE).collect();
        let span = match (sure.first(), sure.last()) {
            (Some(first), Some(last)) => (*first, last + 1),
            _ => (0, 0),
        };
        let mut context = Self {
            scene,
            scores,
            masses,
            alike: HashMap64::default(),
            groups: HashMap64::default(),
            twins: HashMap64::default(),
            sure_before: Vec::with_capacity(scores.len()),
            sure_behind: vec![None; scores.len()],
            heading_behind: vec![scores.len(); scores.len()],
            best: [None, None],
            span,
            most: scores.iter().copied().fold(0.0, f32::max),
        };
        context.gather();
        context.best = [context.best_subtree(0.3), context.best_subtree(0.5)];
        context
    }

    fn gather(&mut self) {
        let mut sure = None;
        for at in 0..self.scores.len() {
            let mass = self.range((at, at + 1));
            let alike = self.alike.entry(self.scene.paths[at]).or_default();
            *alike = alike.plus(mass);
            let twin = self.twins.entry(self.scene.counts[at].text).or_default();
            *twin = twin.max(self.scores[at]);
            self.sure_before.push(sure);
            sure = if self.scores[at] > SURE { Some(at) } else { sure };
        }
        let (mut sure, mut heading) = (None, self.scores.len());
        for at in (0..self.scores.len()).rev() {
            self.sure_behind[at] = sure;
            self.heading_behind[at] = heading;
            sure = if self.scores[at] > SURE { Some(at) } else { sure };
            if matches!(self.scene.page.blocks[at].kind, BlockKind::Heading(_)) {
                heading = at;
            }
        }
        for index in 0..self.scene.page.elements.len() {
            let blocks = self.scene.page.elements[index].blocks;
            if blocks.0 < blocks.1 {
                let mass = self.range(blocks);
                let group = self.groups.entry(self.scene.group_of(index)).or_default();
                *group = group.plus(mass);
            }
        }
    }

    /// The blocks of the subtree with the greatest sum of words times what their score is above
    /// `price`.
    fn best_subtree(&self, price: f32) -> Option<(usize, usize)> {
        let mut best: Option<((usize, usize), f32)> = None;
        for element in &self.scene.page.elements {
            let mass = self.range(element.blocks);
            let gain = mass.mass - price * mass.words;
            // Of nested elements with the same text, the innermost.
            if gain > 0.0 && best.is_none_or(|(_, most)| gain >= most) {
                best = Some((element.blocks, gain));
            }
        }
        best.map(|(blocks, _)| blocks)
    }

    fn range(&self, (from, to): (usize, usize)) -> Mass {
        self.masses[to].minus(self.masses[from])
    }

    /// The features of a block's context.
    pub fn describe(&self, block: usize, take: &mut impl Take) {
        self.of_scores(block, take);
        self.of_containers(block, take);
        self.of_likes(block, take);
        self.of_distances(block, take);
        self.of_sections(block, take);
        self.of_page(block, take);
    }

    fn score(&self, block: usize, offset: isize) -> f32 {
        let other = block.checked_add_signed(offset);
        other.and_then(|at| self.scores.get(at)).copied().unwrap_or(-1.0)
    }

    fn of_scores(&self, block: usize, take: &mut impl Take) {
        let count = self.scores.len();
        take.put("p", self.scores[block]);
        take.put("p_m2", self.score(block, -2));
        take.put("p_m1", self.score(block, -1));
        take.put("p_p1", self.score(block, 1));
        take.put("p_p2", self.score(block, 2));
        let window = |before: usize, behind: usize| {
            let from = block.saturating_sub(before);
            self.range((from, (block + behind + 1).min(count)))
        };
        take.put("window2", window(2, 2).mean(0.0));
        take.put("window2_blocks", window(2, 2).block_mean());
        take.put("window5", window(5, 5).mean(0.0));
        take.put("window5_blocks", window(5, 5).block_mean());
        take.put("window10", window(10, 10).mean(0.0));
        take.put("before5", window(5, 0).mean(0.0));
        take.put("behind5", window(0, 5).mean(0.0));
        take.put("before15", window(15, 0).mean(0.0));
        take.put("behind15", window(0, 15).mean(0.0));
    }

    fn of_containers(&self, block: usize, take: &mut impl Take) {
        let page = self.range((0, self.scores.len()));
        let own = self.range((block, block + 1));
        macro_rules! container {
            ($name:literal, $levels:literal) => {{
                let element = self.scene.box_at(block, $levels);
                let all = self.range(self.scene.blocks_in(element));
                let others = all.minus(own);
                take.put(concat!($name, "_p"), others.mean(-1.0));
                take.put(concat!($name, "_p_blocks"), all.block_mean());
                take.put(concat!($name, "_mass"), all.mass / page.mass.max(1.0));
            }};
        }
        container!("box0", 0);
        container!("box1", 1);
        container!("box2", 2);
        container!("box3", 3);
        container!("box4", 4);
        container!("box6", 6);
        container!("box8", 8);
    }

    fn of_likes(&self, block: usize, take: &mut impl Take) {
        let scene = self.scene;
        let own = self.range((block, block + 1));
        let alike = self.alike.get(&scene.paths[block]).copied().unwrap_or_default().minus(own);
        take.put("path_p", alike.mean(-1.0));
        take.put("path_p_blocks", if alike.blocks > 0.0 { alike.block_mean() } else { -1.0 });
        let twin = self.twins.get(&scene.counts[block].text).copied().unwrap_or_default();
        take.put("twin_p", if scene.counts[block].same > 1.0 { twin } else { -1.0 });
        let card = scene.card(block);
        let group = card.and_then(|(.., element)| self.groups.get(&scene.group_of(element)));
        take.put("card_p", group.map_or(-1.0, |group| group.mean(0.0)));
        take.put("card_p_blocks", group.map_or(-1.0, |group| group.block_mean()));
        let card = card.map(|(.., element)| self.range(scene.page.elements[element].blocks));
        take.put("card_own_p", card.map_or(-1.0, |card| card.mean(0.0)));
        let list = self.nearest(block, |tag| {
            matches!(tag, Tag::Ul | Tag::Ol | Tag::Table | Tag::Dl | Tag::Figure)
        });
        let list = list.map(|blocks| self.range(blocks));
        take.put("list_p", list.map_or(-1.0, |list| list.mean(0.0)));
        take.put("list_p_blocks", list.map_or(-1.0, Mass::block_mean));
        let whole = self.nearest(block, |tag| {
            matches!(tag, Tag::Article | Tag::Main | Tag::Section | Tag::Aside | Tag::Form)
        });
        let whole = whole.map(|blocks| self.range(blocks));
        take.put("section_p", whole.map_or(-1.0, |whole| whole.mean(0.0)));
        take.put("section_words", whole.map_or(-1.0, |whole| whole.words));
    }

    /// The blocks of the innermost element around a block with such a tag.
    fn nearest(&self, block: usize, is: impl Fn(Tag) -> bool) -> Option<(usize, usize)> {
        let element = self.scene.page.blocks[block].element?;
        self.scene.page.ancestors(element).find(|e| is(e.tag)).map(|e| e.blocks)
    }

    fn of_distances(&self, block: usize, take: &mut impl Take) {
        let before = self.sure_before[block];
        let behind = self.sure_behind[block];
        take.put("sure_before_blocks", before.map_or(-1.0, |at| (block - at) as f32));
        take.put("sure_before_levels", self.scene.levels_to(block, before));
        take.put("sure_behind_blocks", behind.map_or(-1.0, |at| (at - block) as f32));
        take.put("sure_behind_levels", self.scene.levels_to(block, behind));
        take.flag("in_span", (self.span.0..self.span.1).contains(&block));
        let element = self.scene.page.blocks[block].element;
        let mut around = element.into_iter().flat_map(|e| self.scene.page.ancestors(e));
        let holds_span =
            around.position(|e| e.blocks.0 <= self.span.0 && self.span.1 <= e.blocks.1);
        take.put("span_levels", holds_span.map_or(-1.0, |levels| levels as f32));
        for (best, name) in self.best.iter().zip(["best3", "best5"]) {
            let inside = best.is_some_and(|(from, to)| (from..to).contains(&block));
            take.flag(name, inside);
        }
        let share = self.best.map(|best| best.map_or(0.0, |blocks| self.range(blocks).mean(0.0)));
        take.put("best3_p", share[0]);
        take.put("best5_p", share[1]);
    }

    fn of_sections(&self, block: usize, take: &mut impl Take) {
        let heading = self.scene.headings[block];
        let is_heading = matches!(self.scene.page.blocks[block].kind, BlockKind::Heading(_));
        take.put("heading_p", heading.map_or(-1.0, |at| self.scores[at]));
        let from = if is_heading { block } else { heading.unwrap_or(0) };
        let behind = self.heading_behind[block];
        take.put("under_p", self.range((from, behind)).mean(0.0));
        take.put("under_rest_p", self.range((block + 1, behind.max(block + 1))).mean(-1.0));
        take.put("heading_behind_p", self.scores.get(behind).copied().unwrap_or(-1.0));
    }

    fn of_page(&self, block: usize, take: &mut impl Take) {
        let page = self.range((0, self.scores.len()));
        let before = self.range((0, block)).mass;
        take.put("mass", page.mass);
        take.put("mass_share", page.mean(0.0));
        take.put("mass_before", before / page.mass.max(1.0));
        take.put("mass_words_before", before);
        take.put("mass_words_behind", page.mass - before);
        take.put("most", self.most);
    }
}

fn masses(scene: &Scene<'_>, scores: &[f32]) -> Vec<Mass> {
    let mut sum = Mass::default();
    let mut masses = Vec::with_capacity(scores.len() + 1);
    masses.push(sum);
    for (at, score) in scores.iter().enumerate() {
        let words = scene.words_of(at);
        sum = sum.plus(Mass { words, mass: words * score, blocks: 1.0, scores: *score });
        masses.push(sum);
    }
    masses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::Table;
    use crate::parse::{html, selectors::Hosts};
    use std::collections::BTreeMap;

    /// The features of a block, by name.
    fn features(html: &str, scores: &[f32], block: usize) -> BTreeMap<&'static str, f32> {
        let page = html::page(html, None, &Hosts::default(), Default::default());
        let scene = Scene::new(&page, None, &Table::default());
        let context = Context::new(&scene, scores);
        let (mut names, mut values): (Vec<&'static str>, Vec<f32>) = Default::default();
        context.describe(block, &mut names);
        context.describe(block, &mut values);
        names.into_iter().zip(values).collect()
    }

    const PAGE: &str = "<div><p>one two three four</p><p>five six</p></div>\
                        <ul><li>seven</li><li>eight</li></ul><h2>nine</h2><p>five six</p>";

    #[test]
    fn tells_what_stands_around() {
        let scores = [0.9, 0.6, 0.1, 0.2, 0.3, 0.5];
        let of = |block| features(PAGE, &scores, block);
        let second = of(1);
        assert_eq!(
            (second["p"], second["p_m1"], second["p_p1"], second["p_m2"]),
            (0.6, 0.9, 0.1, -1.0)
        );
        assert_eq!(second["twin_p"], 0.6);
        assert_eq!(of(0)["twin_p"], -1.0);
        assert!((second["box1_p"] - 0.9).abs() < 1e-6, "{}", second["box1_p"]);
        assert!((of(2)["list_p"] - 0.15).abs() < 1e-6);
        assert_eq!(of(5)["heading_p"], 0.3);
        assert_eq!(of(2)["heading_behind_p"], 0.3);
        assert_eq!((second["sure_before_blocks"], second["sure_behind_blocks"]), (1.0, -1.0));
    }

    #[test]
    fn finds_the_subtree_that_is_main_content() {
        let scores = [0.9, 0.8, 0.1, 0.1, 0.1, 0.1];
        assert_eq!(features(PAGE, &scores, 1)["best5"], 1.0);
        assert_eq!(features(PAGE, &scores, 5)["best5"], 0.0);
        assert_eq!(features(PAGE, &[0.1; 6], 1)["best5"], 0.0);
    }
}
