//! Owns the learned model of lines: how likely each line of a text is article, by what it looks like,
//! what it says, where it stands and what stands around it.

pub mod features;
pub mod scene;
mod shape;

use crate::document::{Favor, TextKind};
use crate::lang::Phrase;
use crate::learned::{
    Influence, Judgement, Look, Reader, STRONGEST, Table, break_even, influences, probability,
    strongest,
};
use crate::rules::Marks;
use crate::rules::line::Lines;
use crate::text::{Cause, Certainty, Cuts};
use scene::{Scene, Seen};

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

    /// The features that moved a line's score most, strongest first.
    fn influences(&self, scene: &Scene, line: usize) -> Vec<Influence> {
        let mut row: Vec<f32> = Vec::new();
        scene.describe(line, &mut row);
        strongest(influences(&self.look, &row, 1.0), STRONGEST)
    }

    /// How likely each line is article, 0 to 1.
    pub fn scores(&self, scene: &Scene) -> Vec<f32> {
        let mut row = Vec::with_capacity(self.look.names.len());
        let score = |line: usize| {
            row.clear();
            scene.describe(line, &mut row);
            probability(self.look.quick_verdict(&row))
        };
        (0..scene.len()).map(score).collect()
    }
}

impl Default for LineModel {
    fn default() -> Self {
        Self::new()
    }
}

/// A text with a greater share of its lines that are hardly article is taken for all that a page
/// shows.
const RAW_LINES: f32 = 0.5;

/// Fewer such lines than this are no page's menus and footers.
const FEWEST_RAW: f32 = 20.0;

/// A line of main content goes if it is less likely than this to be article, in a text of nothing but
/// prose: by what is favored, recall, neither, precision. Where less of a text is prose, lines that
/// are none are the more likely what it is about, and go the less.
const MAIN: [f32; 3] = [0.15, 0.52, 0.75];

/// How much less likely than other lines prose must be to go from main content.
const PROSE: f32 = 2.0;

/// A line of all that a page shows goes if it is less likely to be article than this share of the
/// break-even: a lost sentence is worse than a line of chaff.
const RAW: [f32; 3] = [0.4, 0.68, 1.0];

/// Share of the threshold that is left where the table knows no word.
const LEAST_TRUST: f32 = 0.75;

/// How a text's lines were judged.
pub(super) struct Judged {
    /// How likely each line is article, 0 to 1.
    scores: Vec<f32>,
    /// What the text was taken for.
    pub(super) kind: TextKind,
    /// The score below which its lines go.
    least: f32,
}

impl Judged {
    /// Judges the lines of a text of a kind.
    pub(super) fn new(model: &LineModel, scene: &Scene, kind: TextKind, favor: Favor) -> Self {
        let scores = model.scores(scene);
        let kind = if kind == TextKind::Auto { told(scene, &scores) } else { kind };
        let favored = favor as usize;
        let least = if kind == TextKind::Raw {
            let words: Vec<f32> = scene.seen.iter().map(|line| line.shape.words).collect();
            RAW[favored] * break_even(&scores, &words, 1.0)
        } else {
            let prose = scene.prose_share();
            MAIN[favored] * (prose * prose * prose) * trust(scene)
        };
        Self { scores, kind, least }
    }

    /// The score below which a line goes.
    fn least(&self, line: &Seen) -> f32 {
        if line.prose && self.kind == TextKind::Main { self.least / PROSE } else { self.least }
    }

    /// Whether a line goes.
    fn goes(&self, scene: &Scene, at: usize) -> bool {
        let line = &scene.seen[at];
        // What an article begins with is its headline; a number in it is an item's numeral, a score, a
        // year: `counter` knows the others.
        let is_main = self.kind == TextKind::Main;
        let is_content = line.protected || is_main && (line.number || scene.headline == Some(at));
        self.scores[at] < self.least(line) && !is_content && !line.cut
    }

    /// What is to be told of a line.
    pub(super) fn story(
        &self,
        model: &LineModel,
        lines: &Lines<'_>,
        scene: &Scene,
        at: usize,
    ) -> Judgement {
        let seen = &scene.seen[at];
        let line = &lines.lines[seen.at];
        let says = Phrase::ALL.iter().copied().filter(|phrase| seen.phrases.has(*phrase));
        Judgement {
            own: self.scores[at],
            score: self.scores[at],
            threshold: self.least(seen),
            influences: model.influences(scene, at),
            says: says.collect(),
            repeat: lines.host.and_then(|host| host.repeats(&line.text)),
        }
    }
}

/// Cuts the lines that are hardly article.
pub(super) fn mark(lines: &Lines<'_>, scene: &Scene, judged: &Judged, cuts: &mut Cuts) {
    let goes = |at: usize| judged.goes(scene, at);
    if (0..scene.len()).all(|at| goes(at) || scene.seen[at].cut) {
        return; // a text of which nothing would be left is another kind of text
    }
    for at in (0..scene.len()).filter(|at| goes(*at)) {
        let line = &lines.lines[scene.seen[at].at];
        let cause = Cause::Model(Certainty::new(1.0 - judged.scores[at]));
        Marks { cause, cuts }.line(line);
    }
}

/// Share of a text's words that the table knows where the model has seen enough of the language.
const FAMILIAR: f32 = 0.5;

/// How far the model is to be trusted: it has seen most of English, and of other languages little.
fn trust(scene: &Scene) -> f32 {
    let known: f32 = scene.seen.iter().map(|line| line.odds.count).sum();
    let share = known / (scene.words.len().max(1) as f32 * FAMILIAR);
    share.clamp(LEAST_TRUST, 1.0)
}

/// What the text itself says that it is, by its lines that no rule cut.
fn told(scene: &Scene, scores: &[f32]) -> TextKind {
    let left = || scene.seen.iter().zip(scores).filter(|(line, _)| !line.cut);
    let hardly: f32 = left().map(|(_, score)| 1.0 - score).sum();
    let is_raw = hardly > RAW_LINES * left().count() as f32 && hardly > FEWEST_RAW;
    if is_raw { TextKind::Raw } else { TextKind::Main }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{LineStage, RuleSet, scene};

    #[test]
    fn the_weights_are_for_these_features_in_this_order() {
        let model = LineModel::new();
        let page =
            crate::parse::text::page("One line.\nAnother line.\n".to_owned(), Default::default());
        let (kind, favor) = (TextKind::Auto, Favor::Balanced);
        let stage = LineStage {
            rules: RuleSet::without(|_| false),
            model: None,
            kind,
            favor,
            most_work: u64::MAX,
        };
        let (scene, spans) = scene(&page, &Default::default(), None, &stage, model.table());
        let mut names: Vec<&'static str> = Vec::new();
        scene.describe(0, &mut names);
        assert_eq!(names, model.look.names);
        assert_eq!(spans.len(), 2);
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        assert!(WEIGHTS.len() < 1 << 19, "{} bytes", WEIGHTS.len());
    }

    #[test]
    fn weights_that_are_none_are_refused() {
        assert!(LineModel::read(b"").is_none());
        assert!(LineModel::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
    }

    #[test]
    fn menus_around_a_story_are_told_from_a_story() {
        let menu: String = (0..30).map(|at| format!("Section {at} News\n")).collect();
        let told =
            |at| format!("The harbour was closed on day {at} after a crane fell onto the rails.\n");
        let story: String = (1..20).map(told).collect();
        let notes = |text: &str| {
            let doc = crate::Document::new("1", crate::Kind::Text, text);
            crate::Cleaner::default().clean(&doc).notes
        };
        assert!(notes(&format!("{menu}{story}{menu}")).contains(&crate::Note::TextRaw));
        assert!(notes(&story).contains(&crate::Note::TextMain));
    }
}
