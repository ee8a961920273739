//! Owns the learned model of lines: how likely each line of a text is article, by what it looks like,
//! what it says, where it stands and what stands around it.

pub mod features;
pub mod scene;
mod shape;

use crate::document::{Favor, TextKind};
use crate::learned::{Look, Reader, Table, probability};
use crate::rules::line::Lines;
use crate::text::{Cause, Certainty, Cuts, Span};
use scene::Scene;

/// The weights: `training/lines.py` writes them.
const WEIGHTS: &[u8] = include_bytes!("lines.bin");

/// First bytes of the weights; the digit is the version of the format.
const MAGIC: &[u8] = b"dechaff lines 1\n";

/// The model, ready to score lines.
#[derive(Clone, Debug)]
pub struct LineModel {
    look: Look,
    table: Table,
}

impl LineModel {
    /// The model that is compiled in.
    pub fn new() -> Self {
        Self::read(WEIGHTS).expect("a test reads the weights that are compiled in")
    }

    /// A model of weights that `training/` wrote; `None` where they are something else.
    pub fn read(weights: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(weights, MAGIC)?;
        let (look, table) = (reader.look()?, reader.table()?);
        reader.is_at_end().then_some(Self { look, table })
    }

    /// Log-odds of words and of whole lines.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// How likely each line is article, 0 to 1.
    pub fn scores(&self, scene: &Scene) -> Vec<f32> {
        let mut row = Vec::with_capacity(self.look.names.len());
        let score = |line: usize| {
            row.clear();
            scene.describe(line, &mut row);
            probability(self.look.verdict(&row))
        };
        (0..scene.len()).map(score).collect()
    }
}

impl Default for LineModel {
    fn default() -> Self {
        Self::new()
    }
}

/// A text with a greater share of its words in lines that are no article is taken for all that a
/// page shows.
const RAW_SHARE: f32 = 0.18;

/// A line of main content goes if it is less likely than this to be article.
const MAIN: [f32; 3] = [0.08, 0.2, 0.35];

/// A line of all that a page shows goes if it is less likely than this to be article.
const RAW: [f32; 3] = [0.1, 0.35, 0.5];

/// Cuts the lines that are hardly article; says what the text was taken for.
pub(super) fn mark(
    lines: &Lines<'_>,
    scene: &Scene,
    model: &LineModel,
    (kind, favor): (TextKind, Favor),
    cuts: &mut Cuts,
) -> Option<TextKind> {
    let scores = model.scores(scene);
    let kind = if kind == TextKind::Auto { told(scene, &scores) } else { kind };
    let thresholds = if kind == TextKind::Raw { RAW } else { MAIN };
    let least = match favor {
        Favor::Recall => thresholds[0],
        Favor::Balanced => thresholds[1],
        Favor::Precision => thresholds[2],
    };
    let goes = |at: usize| scores[at] < least && !scene.seen[at].protected;
    if (0..scene.len()).all(goes) {
        return Some(kind); // a text of which nothing would be left is another kind of text
    }
    for at in (0..scene.len()).filter(|at| goes(*at)) {
        let line = &lines.lines[scene.seen[at].at];
        let cause = Cause::Model(Certainty::new(1.0 - scores[at]));
        cuts.add(Span::new(line.span.start, line.end), cause);
    }
    Some(kind)
}

/// What the text itself says that it is, by the words of lines that are hardly article.
fn told(scene: &Scene, scores: &[f32]) -> TextKind {
    let words = || scene.seen.iter().map(|line| line.shape.words);
    let article: f32 = words().zip(scores).map(|(words, score)| words * score).sum();
    let all: f32 = words().sum();
    if all - article > all * RAW_SHARE { TextKind::Raw } else { TextKind::Main }
}
