//! Owns the learned model of blocks: gradient-boosted trees that look at a page twice, and the table
//! of log-odds of tokens. All of it is made by `training/` and compiled in.

use super::context::Context;
use super::scene::Scene;
use crate::learned::{Influence, Look, Reader, Table, Take, influences, probability, strongest};

/// The weights: `training/train.py` writes them.
const WEIGHTS: &[u8] = include_bytes!("model.bin");

/// First bytes of the weights; the digit is the version of the format.
const MAGIC: &[u8] = b"dechaff blocks 2\n";

/// What the second look takes over of the first one's verdict.
const FIRST_LOOK: f32 = 0.8;

/// The first look's verdicts count for no more than this, in log-odds.
const SUREST: f32 = 9.0;

/// The model, ready to score blocks.
#[derive(Clone, Debug)]
pub struct Model {
    first: Look,
    second: Look,
    table: Table,
}

impl Model {
    /// The model that is compiled in.
    pub fn new() -> Self {
        Self::read(WEIGHTS).expect("a test reads the weights that are compiled in")
    }

    /// A model of weights that `training/` wrote; `None` where they are something else.
    pub fn read(weights: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(weights, MAGIC)?;
        let (first, second) = (reader.look()?, reader.look()?);
        let table = reader.table()?;
        reader.is_at_end().then_some(Model { first, second, table })
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
            strongest(all, most)
        };
        (0..scene.len()).map(of_block).collect()
    }
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    #[test]
    fn the_weights_are_for_these_features_in_this_order() {
        let model = Model::new();
        let page = html::page("<p>text</p>", None, &Hosts::default(), Default::default());
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
    fn weights_that_are_none_are_refused() {
        assert!(Model::read(b"").is_none());
        assert!(Model::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        let longer: Vec<u8> = WEIGHTS.iter().copied().chain([0]).collect();
        assert!(Model::read(&longer).is_none());
    }
}
