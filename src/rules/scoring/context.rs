//! Owns what the second look sees besides: the first look's verdicts on the lines around a line.

use super::scene::Scene;
use crate::learned::Take;

/// A line that is this likely to be article is one for sure.
const SURE: f32 = 0.8;

/// The first look's verdicts on a text's lines.
pub struct Context<'a> {
    likely: &'a [f32],
    /// Sum of the verdicts before each line, and over all.
    sums: Vec<f32>,
    /// The same, each counted by its words.
    word_sums: Vec<f32>,
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
    words: Vec<f32>,
    /// Mean verdict on each line's run, and on lines that say the same.
    runs: Vec<(usize, usize)>,
}

impl<'a> Context<'a> {
    /// The context of lines that are article with these likelihoods.
    pub fn new(scene: &Scene, likely: &'a [f32]) -> Self {
        let words: Vec<f32> = scene.seen.iter().map(|line| line.shape.words).collect();
        let weighed = likely.iter().zip(&words).map(|(likely, words)| likely * words);
        let word_sums = running(weighed);
        let before = nearest_sure(likely.iter().copied());
        let mut after = nearest_sure(likely.iter().rev().copied());
        after.reverse();
        let last = likely.len().saturating_sub(1);
        after.iter_mut().for_each(|at| *at = at.map(|at| last - at));
        let runs = scene.seen.iter().map(|line| (line.run_from, line.run_to)).collect();
        Self {
            likely,
            sums: running(likely.iter().copied()),
            word_sums,
            before,
            after,
            words,
            runs,
        }
    }

    /// The features of a line's surroundings.
    pub fn describe(&self, line: usize, take: &mut impl Take) {
        macro_rules! neighbour {
            ($name:literal, $offset:literal) => {{
                let other = line.checked_add_signed($offset).and_then(|at| self.likely.get(at));
                take.put($name, other.map_or(-1.0, |likely| *likely));
            }};
        }
        neighbour!("likely_p3", -3);
        neighbour!("likely_p2", -2);
        neighbour!("likely_p1", -1);
        take.put("likely", self.likely[line]);
        neighbour!("likely_n1", 1);
        neighbour!("likely_n2", 2);
        neighbour!("likely_n3", 3);
        self.of_windows(line, take);
        let end = self.likely.len();
        take.put("likely_all", self.mean(0, end));
        take.put("likely_all_words", self.word_sums[end]);
        take.put("likely_words_above", self.word_sums[line]);
        take.put("likely_words_below", self.word_sums[end] - self.word_sums[line + 1]);
        take.put("likely_above_share", self.word_sums[line] / self.word_sums[end].max(1.0));
        take.put("to_sure_before", self.before[line].map_or(-1.0, |at| (line - at) as f32));
        take.put("to_sure_after", self.after[line].map_or(-1.0, |at| (at - line) as f32));
        take.put("sure_before_words", self.before[line].map_or(-1.0, |at| self.words[at]));
        take.put("sure_after_words", self.after[line].map_or(-1.0, |at| self.words[at]));
        let (from, to) = self.runs[line];
        take.put("likely_run", self.mean(from, to));
    }

    fn of_windows(&self, line: usize, take: &mut impl Take) {
        let end = self.likely.len();
        take.put("likely_above5", self.mean(line.saturating_sub(5), line));
        take.put("likely_below5", self.mean(line + 1, (line + 6).min(end)));
        take.put("likely_above15", self.mean(line.saturating_sub(15), line));
        take.put("likely_below15", self.mean(line + 1, (line + 16).min(end)));
        take.put("likely_above40", self.mean(line.saturating_sub(40), line));
        take.put("likely_below40", self.mean(line + 1, (line + 41).min(end)));
        let weighed = |from: usize, to: usize| self.word_sums[to] - self.word_sums[from];
        take.put("likely_words_above15", weighed(line.saturating_sub(15), line));
        take.put("likely_words_below15", weighed((line + 1).min(end), (line + 16).min(end)));
    }

    fn mean(&self, from: usize, to: usize) -> f32 {
        if from >= to {
            return -1.0;
        }
        (self.sums[to] - self.sums[from]) / (to - from) as f32
    }
}

/// Sums before each, and over all.
fn running(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(values.map(|value| {
        sum += value;
        sum
    }));
    sums
}

/// For each line, the nearest one before it that is article for sure.
fn nearest_sure(likely: impl Iterator<Item = f32>) -> Vec<Option<usize>> {
    let mut last = None;
    let next =
        likely.enumerate().map(|(at, likely)| if likely >= SURE { last.replace(at) } else { last });
    next.collect()
}
