//! Owns the learned model: gradient-boosted trees that look at a page twice, and the table of
//! log-odds of tokens. All of it is made by `training/` and compiled in.
//!
//! Scores are the same on every machine: sums of `f32` in a fixed order, and no function of the
//! platform's own mathematics.

use super::context::Context;
use super::features::Take;
use super::scene::Scene;
use super::tokens::Table;

/// The weights: `training/train.py` writes them.
const WEIGHTS: &[u8] = include_bytes!("model.bin");

/// First bytes of the weights; the digit is the version of the format.
const MAGIC: &[u8] = b"dechaff blocks 2\n";

/// What the second look takes over of the first one's verdict.
const FIRST_LOOK: f32 = 0.8;

/// The first look's verdicts count for no more than this, in log-odds.
const SUREST: f32 = 9.0;

/// A node of a tree: a block goes left where its feature is at most the threshold.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f32,
    feature: u16,
    /// Index of the next node; a leaf's index with the highest bit set.
    left: u16,
    right: u16,
    /// Mean verdict of all that come here, in log-odds.
    value: f32,
}

const LEAF: u16 = 0x8000;

#[derive(Clone, Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

impl Tree {
    /// Visits the nodes on a block's way, each with the value that follows it; returns the leaf's.
    fn walk(&self, features: &[f32], mut visit: impl FnMut(&Node, f32)) -> f32 {
        let mut at = if self.nodes.is_empty() { LEAF } else { 0 };
        while at & LEAF == 0 {
            let node = &self.nodes[usize::from(at)];
            let left = features[usize::from(node.feature)] <= node.threshold;
            at = if left { node.left } else { node.right };
            let next = match at & LEAF {
                0 => self.nodes[usize::from(at)].value,
                _ => self.leaves[usize::from(at & !LEAF)],
            };
            visit(node, next);
        }
        self.leaves[usize::from(at & !LEAF)]
    }
}

/// One look at a page: trees over named features.
#[derive(Clone, Debug, Default)]
struct Look {
    /// Names of the features that it was trained on, in order.
    names: Vec<String>,
    trees: Vec<Tree>,
}

impl Look {
    /// The verdict on a block with these features, in log-odds.
    fn verdict(&self, features: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.walk(features, |_, _| ())).sum()
    }

    /// How much each feature moved the verdict, in log-odds: along each tree's way, by how much the
    /// mean verdict changed behind the nodes that asked for the feature.
    fn moves(&self, features: &[f32]) -> Vec<f32> {
        let mut moves = vec![0.0; self.names.len()];
        for tree in &self.trees {
            tree.walk(features, |node, next| {
                moves[usize::from(node.feature)] += next - node.value;
            });
        }
        moves
    }
}

/// The model, ready to score blocks.
#[derive(Clone, Debug)]
pub struct Model {
    first: Look,
    second: Look,
    table: Table,
}

/// A feature that moved a block's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Influence {
    /// The feature's name.
    pub feature: String,
    /// Its value.
    pub value: f32,
    /// How much it moved the score, in log-odds; above 0 towards main content.
    pub log_odds: f32,
}

impl std::fmt::Display for Influence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:.2} ({:+.2})", self.feature, self.value, self.log_odds)
    }
}

impl Model {
    /// The model that is compiled in.
    pub fn new() -> Self {
        Self::read(WEIGHTS).expect("a test reads the weights that are compiled in")
    }

    /// A model of weights that `training/` wrote; `None` where they are something else.
    pub fn read(weights: &[u8]) -> Option<Self> {
        Reader { bytes: weights }.model()
    }

    /// Log-odds of tokens.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// How likely each block of a page is main content, 0 to 1.
    pub fn scores(&self, scene: &Scene<'_>) -> Vec<f32> {
        let (first, likely) = self.first_look(scene);
        let context = Context::new(scene, &likely);
        let mut row = Vec::with_capacity(self.second.names.len());
        let mut scores = Vec::with_capacity(scene.len());
        for (block, first) in first.iter().enumerate() {
            row.clear();
            describe_again(scene, &context, block, &mut row);
            scores.push(probability(carried(*first) + self.second.verdict(&row)));
        }
        scores
    }

    /// The first look's verdict on each block, and how likely that makes it main content.
    fn first_look(&self, scene: &Scene<'_>) -> (Vec<f32>, Vec<f32>) {
        let mut row = Vec::with_capacity(self.first.names.len());
        let mut verdicts = Vec::with_capacity(scene.len());
        for block in 0..scene.len() {
            row.clear();
            describe(scene, block, &mut row);
            verdicts.push(self.first.verdict(&row));
        }
        let likely = verdicts.iter().map(|verdict| probability(*verdict)).collect();
        (verdicts, likely)
    }

    /// The features that moved each block's score most, strongest first, in both looks.
    pub fn influences(&self, scene: &Scene<'_>, most: usize) -> Vec<Vec<Influence>> {
        let (_, likely) = self.first_look(scene);
        let context = Context::new(scene, &likely);
        let of_block = |block: usize| {
            let (mut one, mut two) = (Vec::new(), Vec::new());
            describe(scene, block, &mut one);
            describe_again(scene, &context, block, &mut two);
            let mut all = influences(&self.first, &one, FIRST_LOOK);
            all.extend(influences(&self.second, &two, 1.0));
            all.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
            all.truncate(most);
            all
        };
        (0..scene.len()).map(of_block).collect()
    }
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

/// Each feature's influence in a look whose verdict counts by a factor.
fn influences(look: &Look, row: &[f32], factor: f32) -> Vec<Influence> {
    let moves = look.moves(row).into_iter();
    let all = look.names.iter().zip(row).zip(moves);
    let all = all.map(|((feature, value), moved)| Influence {
        feature: feature.clone(),
        value: *value,
        log_odds: moved * factor,
    });
    all.filter(|influence| influence.log_odds != 0.0).collect()
}

/// The features that the first look sees of a block.
pub fn describe(scene: &Scene<'_>, block: usize, take: &mut impl Take) {
    scene.describe(block, take);
    scene.describe_neighbours(block, take);
}

/// The features that the second look sees of a block.
pub fn describe_again(
    scene: &Scene<'_>,
    context: &Context<'_>,
    block: usize,
    take: &mut impl Take,
) {
    scene.describe(block, take);
    context.describe(block, take);
}

/// What the second look starts from, given the first one's verdict.
fn carried(first: f32) -> f32 {
    FIRST_LOOK * first.clamp(-SUREST, SUREST)
}

/// The probability of a verdict in log-odds, by additions, multiplications and one division alone:
/// e^x is (1 + x/2^20)^(2^20), within one part in 20,000.
pub fn probability(verdict: f32) -> f32 {
    let mut power = 1.0 - f64::from(verdict.clamp(-30.0, 30.0)) / f64::from(1u32 << 20);
    for _ in 0..20 {
        power *= power;
    }
    (1.0 / (1.0 + power)) as f32
}

/// Reads the weights: little-endian numbers, lists with their length before them.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn model(mut self) -> Option<Model> {
        (self.take(MAGIC.len())? == MAGIC).then_some(())?;
        let first = self.look()?;
        let second = self.look()?;
        let count = self.u32()?;
        let tokens = self.take(count.checked_mul(4)?)?.chunks_exact(4);
        let odds = self.take(count)?;
        let table = Table::new(
            tokens
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .zip(odds.iter().map(|odds| odds.cast_signed())),
        );
        self.bytes.is_empty().then_some(Model { first, second, table })
    }

    fn look(&mut self) -> Option<Look> {
        let len = self.u32()?;
        let names = std::str::from_utf8(self.take(len)?).ok()?;
        let names = names.lines().map(str::to_owned).collect();
        let count = self.u32()?;
        let trees = (0..count).map(|_| self.tree()).collect::<Option<_>>()?;
        Some(Look { names, trees })
    }

    fn tree(&mut self) -> Option<Tree> {
        let count = self.u32()?;
        let nodes = (0..count).map(|_| self.node()).collect::<Option<_>>()?;
        let count = self.u32()?;
        let leaves = (0..count).map(|_| self.f32()).collect::<Option<_>>()?;
        Some(Tree { nodes, leaves })
    }

    fn node(&mut self) -> Option<Node> {
        let (threshold, feature) = (self.f32()?, self.u16()?);
        let (left, right) = (self.u16()?, self.u16()?);
        Some(Node { threshold, feature, left, right, value: self.f32()? })
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(head)
    }

    fn u32(&mut self) -> Option<usize> {
        self.take(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn f32(&mut self) -> Option<f32> {
        self.take(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    #[test]
    fn the_weights_are_for_these_features_in_this_order() {
        let model = Model::new();
        let page = html::page("<p>text</p>", None, &Hosts::default());
        let scene = Scene::new(&page, None, model.table());
        let (mut first, mut second): (Vec<&'static str>, Vec<&'static str>) = Default::default();
        describe(&scene, 0, &mut first);
        describe_again(&scene, &Context::new(&scene, &[0.5]), 0, &mut second);
        assert_eq!(first, model.first.names);
        assert_eq!(second, model.second.names);
        assert!(WEIGHTS.len() < 2 << 20, "{} bytes", WEIGHTS.len());
        let unique: std::collections::BTreeSet<_> = second.iter().collect();
        assert_eq!(unique.len(), second.len());
    }

    #[test]
    fn a_tree_is_walked_to_its_leaf() {
        let node = |threshold, feature, left, right, value| Node {
            threshold,
            feature,
            left,
            right,
            value,
        };
        let tree = Tree {
            nodes: vec![node(1.0, 0, 1, LEAF | 2, 0.5), node(5.0, 1, LEAF, LEAF | 1, -1.0)],
            leaves: vec![-2.0, 0.0, 3.0],
        };
        let names = vec!["a".to_owned(), "b".to_owned()];
        let look = Look { names, trees: vec![tree] };
        assert_eq!(look.verdict(&[0.0, 5.0]), -2.0);
        assert_eq!(look.verdict(&[1.0, 6.0]), 0.0);
        assert_eq!(look.verdict(&[2.0, 0.0]), 3.0);
        assert_eq!(look.moves(&[0.0, 5.0]), [-1.5, -1.0]);
        assert_eq!(look.moves(&[2.0, 5.0]), [2.5, 0.0]);
    }

    #[test]
    fn a_verdict_is_a_probability() {
        for (verdict, wanted) in [(0.0, 0.5), (2.0, 0.880_797), (-2.0, 0.119_203), (9.0, 0.999_877)]
        {
            assert!((probability(verdict) - wanted).abs() < 1e-5, "{verdict}");
        }
        assert!(probability(-1e9) > 0.0 && probability(1e9) <= 1.0);
    }

    #[test]
    fn weights_that_are_none_are_refused() {
        assert!(Model::read(b"").is_none());
        assert!(Model::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        let longer: Vec<u8> = WEIGHTS.iter().copied().chain([0]).collect();
        assert!(Model::read(&longer).is_none());
    }
}
