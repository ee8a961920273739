//! Owns what learned models are made of: features by name, gradient-boosted trees over them, tables of
//! log-odds of tokens, and how their weights are read. The models themselves belong to the stages that ask them.
//!
//! Scores are the same on every machine: sums of `f32` in a fixed order, and no function of the
//! platform's own mathematics.

use crate::lang::Phrase;
use crate::template::Repeat;
use std::ops::Range;

/// Takes features one by one, always the same ones in the same order.
pub trait Take {
    /// Takes one.
    fn put(&mut self, name: &'static str, value: f32);

    /// Takes one that is true or false.
    fn flag(&mut self, name: &'static str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }
}

impl Take for Vec<f32> {
    fn put(&mut self, _: &'static str, value: f32) {
        self.push(value);
    }
}

impl Take for Vec<&'static str> {
    fn put(&mut self, name: &'static str, _: f32) {
        self.push(name);
    }
}

/// A node of a tree: what is judged goes left where its feature is at most the threshold.
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
    /// Steps from its root to its farthest leaf.
    fn depth(&self) -> usize {
        // Nodes stand before those below them.
        let mut depths = vec![1; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            for next in [node.left, node.right].map(usize::from) {
                if next & usize::from(LEAF) == 0 {
                    depths[next] = depths[at] + 1;
                }
            }
        }
        depths.into_iter().max().unwrap_or_default()
    }

    /// Visits the nodes on the way of what is judged, each with the value that follows it.
    fn walk(&self, features: &[f32], mut visit: impl FnMut(&Node, f32)) {
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
    }
}

/// Trees that are walked side by side: none waits for another's memory.
const ABREAST: usize = 8;

/// Trees that are asked before it is seen whether they are sure.
const ASKED: usize = 40;

/// Log-odds within which trees are in doubt. Outside, few of those that follow say something else.
const DOUBT: Range<f32> = -5.0..3.5;

/// A node where no step is told from another by a branch: a leaf leads to itself.
#[derive(Clone, Copy, Debug)]
struct Step {
    threshold: f32,
    feature: u32,
    /// The steps for more than the threshold, and for at most it.
    next: [u32; 2],
}

/// Trees laid out to be walked fast.
#[derive(Clone, Debug, Default)]
struct Forest {
    steps: Vec<Step>,
    /// For each step that is a leaf, its verdict.
    values: Vec<f32>,
    /// The first steps of trees that are walked side by side, and how many steps the longest takes.
    groups: Vec<(Vec<u32>, usize)>,
}

impl Forest {
    fn new(trees: &[Tree]) -> Self {
        let mut forest = Self::default();
        for trees in trees.chunks(ABREAST) {
            let roots = trees.iter().map(|tree| forest.plant(tree)).collect();
            let depth = trees.iter().map(Tree::depth).max().unwrap_or_default();
            forest.groups.push((roots, depth));
        }
        forest
    }

    /// Lays a tree out; returns its first step.
    fn plant(&mut self, tree: &Tree) -> u32 {
        let (first, leaves) = (self.steps.len(), self.steps.len() + tree.nodes.len());
        let place = |at: u16| match at & LEAF {
            0 => (first + usize::from(at)) as u32,
            _ => (leaves + usize::from(at & !LEAF)) as u32,
        };
        for node in &tree.nodes {
            let next = [place(node.right), place(node.left)];
            let feature = u32::from(node.feature);
            self.steps.push(Step { threshold: node.threshold, feature, next });
            self.values.push(0.0);
        }
        for (at, value) in (leaves as u32..).zip(&tree.leaves) {
            self.steps.push(Step { threshold: 0.0, feature: 0, next: [at, at] });
            self.values.push(*value);
        }
        first as u32
    }

    /// The sum of the trees' verdicts, tree by tree. Where, after some of them, it lies outside of what
    /// `doubt` is, the others are not asked.
    fn verdict(&self, features: &[f32], doubt: Range<f32>) -> f32 {
        let (mut sum, mut asked) = (0.0, 0);
        for (roots, depth) in &self.groups {
            let mut at = [0; ABREAST];
            at[..roots.len()].copy_from_slice(roots);
            for _ in 0..*depth {
                for at in &mut at {
                    let step = &self.steps[*at as usize];
                    let at_most = features[step.feature as usize] <= step.threshold;
                    *at = step.next[usize::from(at_most)];
                }
            }
            at[..roots.len()].iter().for_each(|at| sum += self.values[*at as usize]);
            asked += roots.len();
            if asked % ASKED == 0 && !doubt.contains(&sum) {
                break;
            }
        }
        sum
    }
}

/// One look: trees over named features.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Names of the features that it was trained on, in order.
    pub names: Vec<String>,
    trees: Vec<Tree>,
    forest: Forest,
}

impl Look {
    /// The verdict on what has these features, in log-odds.
    pub fn verdict(&self, features: &[f32]) -> f32 {
        self.forest.verdict(features, f32::NEG_INFINITY..f32::INFINITY)
    }

    /// As [`Look::verdict`], but where the first trees are sure already, the others are not asked.
    pub fn quick_verdict(&self, features: &[f32]) -> f32 {
        self.forest.verdict(features, DOUBT)
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

/// A feature that moved a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Influence {
    /// The feature's name.
    pub feature: String,
    /// Its value.
    pub value: f32,
    /// How much it moved the score, in log-odds; above 0 towards keeping.
    pub log_odds: f32,
}

/// Features that are named as those that moved a score most.
pub const STRONGEST: usize = 4;

/// How a block of a page, or a line of a text, was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// How likely it is main content by itself, 0 to 1.
    pub own: f32,
    /// How likely it is after the blocks that look like it have been heard, 0 to 1.
    pub score: f32,
    /// The score above which this page's blocks are kept; above 1 where the page has no main
    /// content.
    pub threshold: f32,
    /// The features that moved the score most, strongest first.
    pub influences: Vec<Influence>,
    /// The phrases that a line of text is.
    pub says: Vec<Phrase>,
    /// How often the host has a line of text.
    pub repeat: Option<Repeat>,
}

impl std::fmt::Display for Influence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:.2} ({:+.2})", self.feature, self.value, self.log_odds)
    }
}

/// Those that moved a score most, strongest first.
pub fn strongest(mut all: Vec<Influence>, most: usize) -> Vec<Influence> {
    all.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
    all.truncate(most);
    all
}

/// Each feature's influence in a look whose verdict counts by a factor.
pub fn influences(look: &Look, row: &[f32], factor: f32) -> Vec<Influence> {
    let moves = look.moves(row).into_iter();
    let all = look.names.iter().zip(row).zip(moves);
    let all = all.map(|((feature, value), moved)| Influence {
        feature: feature.clone(),
        value: *value,
        log_odds: moved * factor,
    });
    all.filter(|influence| influence.log_odds != 0.0).collect()
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

/// The score above which keeping something raises the greatest expected F-beta over words: with F
/// that greatest one, `F / (1 + beta^2)`. Scores are probabilities, `words` what each of them weighs.
pub fn break_even(scores: &[f32], words: &[f32], beta_squared: f32) -> f32 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    let expected: f32 = scores.iter().zip(words).map(|(p, n)| p * n).sum();
    let (mut hit, mut kept, mut most) = (0.0f32, 0.0f32, 0.0f32);
    for at in order {
        hit += scores[at] * words[at];
        kept += words[at];
        let all = (kept + beta_squared * expected).max(f32::MIN_POSITIVE);
        most = most.max((1.0 + beta_squared) * hit / all);
    }
    most / (1.0 + beta_squared)
}

/// Bits of a token by which its place in the table is found.
const BUCKET_BITS: u32 = 12;

/// What one step of a stored log-odds is worth.
pub const STEP: f32 = 1.0 / 16.0;

/// Log-odds of tokens: how much more often than not what carries it is main content.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// In ascending order.
    tokens: Vec<u32>,
    /// In steps.
    odds: Vec<i8>,
    /// For each bucket, where its tokens begin.
    starts: Vec<u32>,
}

impl Table {
    /// A table of tokens in ascending order, each with its log-odds in steps.
    pub fn new(odds: impl IntoIterator<Item = (u32, i8)>) -> Self {
        let (tokens, odds): (Vec<u32>, Vec<i8>) = odds.into_iter().unzip();
        let start = |bucket: u32| {
            let begins = |token: &u32| (*token >> (32 - BUCKET_BITS)) < bucket;
            tokens.partition_point(begins) as u32
        };
        let starts = (0..=1 << BUCKET_BITS).map(start).collect();
        Self { tokens, odds, starts }
    }

    /// The log-odds of a token that the table has.
    pub fn get(&self, token: u32) -> Option<f32> {
        let bucket = (token >> (32 - BUCKET_BITS)) as usize;
        let start = *self.starts.get(bucket)? as usize;
        let end = *self.starts.get(bucket + 1)? as usize;
        let at = self.tokens[start..end].iter().position(|known| *known == token)?;
        Some(f32::from(self.odds[start + at]) * STEP)
    }
}

/// Least, greatest, mean and sum of the log-odds of some tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Odds {
    /// The least.
    pub min: f32,
    /// The greatest.
    pub max: f32,
    /// Their sum.
    pub sum: f32,
    /// How many are known.
    pub count: f32,
}

impl Odds {
    /// The mean; 0 of none.
    pub fn mean(self) -> f32 {
        self.sum / self.count.max(1.0)
    }

    /// Takes one more token.
    pub fn add(&mut self, table: &Table, token: u32) {
        if let Some(odds) = table.get(token) {
            self.join(Odds { min: odds, max: odds, sum: odds, count: 1.0 });
        }
    }

    /// Takes the tokens that another has.
    pub fn join(&mut self, other: Odds) {
        if other.count == 0.0 {
            return;
        }
        let first = self.count == 0.0;
        self.min = if first { other.min } else { self.min.min(other.min) };
        self.max = if first { other.max } else { self.max.max(other.max) };
        self.sum += other.sum;
        self.count += other.count;
    }
}

/// Reads the weights: little-endian numbers, lists with their length before them.
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader of weights that begin with `magic`; `None` where they do not.
    pub fn new(weights: &'a [u8], magic: &[u8]) -> Option<Self> {
        weights.strip_prefix(magic).map(|bytes| Self { bytes })
    }

    /// Whether all is read.
    pub fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The trees of one look.
    pub fn look(&mut self) -> Option<Look> {
        let len = self.u32()?;
        let names = std::str::from_utf8(self.take(len)?).ok()?;
        let names = names.lines().map(str::to_owned).collect();
        let count = self.u32()?;
        let trees = (0..count).map(|_| self.tree()).collect::<Option<Vec<_>>>()?;
        let forest = Forest::new(&trees);
        Some(Look { names, trees, forest })
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

    /// A table of tokens.
    pub fn table(&mut self) -> Option<Table> {
        let count = self.u32()?;
        let tokens = self.take(count.checked_mul(4)?)?.chunks_exact(4);
        let odds = self.take(count)?;
        let tokens = tokens.map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        Some(Table::new(tokens.zip(odds.iter().map(|odds| odds.cast_signed()))))
    }

    /// The next bytes.
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(head)
    }

    /// The next number.
    pub fn u32(&mut self) -> Option<usize> {
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

    #[test]
    fn a_table_finds_its_tokens_and_no_others() {
        let tokens: Vec<u32> = (0..5000u32).map(|at| at * 858_993).collect();
        let table = Table::new(tokens.iter().map(|token| (*token, (*token % 100) as i8)));
        for token in &tokens {
            assert_eq!(table.get(*token), Some(f32::from((*token % 100) as i8) * STEP));
            assert_eq!(table.get(*token + 1), None);
        }
        assert_eq!(Table::default().get(7), None);
        assert_eq!(Table::new([]).get(u32::MAX), None);
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
        let trees = vec![tree];
        let look = Look { names, forest: Forest::new(&trees), trees };
        for row in [[0.0, 5.0], [1.0, 6.0], [2.0, 0.0]] {
            assert_eq!(look.quick_verdict(&row), look.verdict(&row));
        }
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
}
