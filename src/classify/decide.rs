//! Owns the decision: given how likely each block is main content, which blocks are kept.

use super::context::SURE;
use super::counts::HashMap64;
use super::scene::Scene;
use crate::document::Favor;
use crate::learned::break_even;

/// A page is empty when no block's score reaches this …
const LIKELY: f32 = 0.4;

/// … and no more words than this are expected to be main content.
const FEW_WORDS: f32 = 20.0;

/// Blocks that look alike decide together from this number on.
const GROUP: usize = 3;

/// Share of a block's score that is its group's.
const TOGETHER: f32 = 0.5;

/// The scores after blocks that look alike have heard each other: cards, posts, paragraphs and items
/// are right or wrong together. `groups` names each block's group.
pub fn together(scores: &[f32], words: &[f32], groups: &[u64]) -> Vec<f32> {
    let mut sums: HashMap64<(usize, f32, f32)> = HashMap64::default();
    for ((score, words), group) in scores.iter().zip(words).zip(groups) {
        let (count, weight, sum) = sums.entry(*group).or_default();
        *count += 1;
        *weight += words + 1.0;
        *sum += (words + 1.0) * score;
    }
    let heard = |(score, group): (&f32, &u64)| match sums.get(group) {
        Some((count, weight, sum)) if *count >= GROUP => score + TOGETHER * (sum / weight - score),
        _ => *score,
    };
    scores.iter().zip(groups).map(heard).collect()
}

/// Weight of recall against precision, squared.
fn beta_squared(favor: Favor) -> f32 {
    match favor {
        Favor::Recall => 4.0,
        Favor::Balanced => 1.0,
        Favor::Precision => 0.25,
    }
}

/// The score above which blocks are kept, for the greatest expected F-beta over words: a block whose
/// score is above `F / (1 + beta^2)`, F the best expected F-beta, raises it. Above 1 where the page
/// holds no main content.
pub fn threshold(scores: &[f32], words: &[f32], favor: Favor) -> f32 {
    let beta = beta_squared(favor);
    let expected: f32 = scores.iter().zip(words).map(|(p, n)| p * n).sum();
    let best = scores.iter().copied().fold(0.0, f32::max);
    if best < LIKELY && expected < FEW_WORDS {
        return 2.0;
    }
    break_even(scores, words, beta)
}

/// Share of the threshold that is enough for a sentence between two sure blocks: it is a worse
/// fault to lose one than to keep a line that is none.
const BETWEEN: f32 = 0.4;

/// Which blocks are kept: those above the threshold; sentences between two sure blocks that are not
/// far below it; and, where recall is favored, all captions between blocks that are kept.
pub fn keep(scene: &Scene<'_>, scores: &[f32], threshold: f32, favor: Favor) -> Vec<bool> {
    let sure = |at: Option<usize>| at.and_then(|at| scores.get(at)).is_some_and(|p| *p > SURE);
    let above = |at: usize| {
        let between = sure(at.checked_sub(1)) && sure(Some(at + 1)) && scene.is_sentence(at);
        scores[at] > if between { BETWEEN * threshold } else { threshold }
    };
    let mut keep: Vec<bool> = (0..scene.len()).map(above).collect();
    let first = keep.iter().position(|kept| *kept);
    let last = keep.iter().rposition(|kept| *kept);
    if let (Favor::Recall, Some(first), Some(last)) = (favor, first, last) {
        let captions = (first..last).filter(|at| scene.is_caption(*at));
        captions.for_each(|at| keep[at] = true);
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::Table;
    use crate::parse::{html, selectors::Hosts};

    #[test]
    fn a_sentence_between_sure_blocks_needs_less() {
        let html = "<p>A crane fell on Monday.<p>“It takes long,” said one.<p>Nobody was hurt.\
                    <figure><figcaption>The crane.</figcaption></figure><p>More to come<p>Ships left.";
        let page = html::page(html, None, &Hosts::default(), Default::default());
        let scene = Scene::new(&page, None, &Table::default());
        let scores = [0.9, 0.3, 0.9, 0.1, 0.3, 0.9];
        let kept = |favor| keep(&scene, &scores, 0.4, favor);
        assert_eq!(kept(Favor::Balanced), [true, true, true, false, false, true]);
        assert_eq!(kept(Favor::Recall), [true, true, true, true, false, true]);
    }

    fn above(scores: &[f32], words: &[f32], favor: Favor) -> Vec<bool> {
        let threshold = threshold(scores, words, favor);
        scores.iter().map(|score| *score > threshold).collect()
    }

    #[test]
    fn keeps_what_raises_the_expected_f1() {
        let (scores, words) = ([0.9, 0.1, 0.8, 0.3], [100.0, 5.0, 80.0, 10.0]);
        assert_eq!(above(&scores, &words, Favor::Balanced), [true, false, true, false]);
        assert_eq!(above(&scores, &words, Favor::Recall), [true, false, true, true]);
        // Where nothing is sure, what is likeliest is kept rather than nothing.
        assert_eq!(above(&[0.45, 0.05], &[60.0, 60.0], Favor::Balanced), [true, false]);
        assert_eq!(above(&[0.3, 0.1], &[20.0, 20.0], Favor::Balanced), [false, false]);
        assert!(above(&[], &[], Favor::Balanced).is_empty());
    }

    #[test]
    fn what_looks_alike_decides_together() {
        let heard =
            together(&[0.9, 0.8, 0.1, 0.1, 0.3], &[9.0, 9.0, 9.0, 4.0, 4.0], &[1, 1, 1, 2, 2]);
        let wanted = [0.75, 0.7, 0.35, 0.1, 0.3];
        assert!(heard.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-6), "{heard:?}");
    }

    #[test]
    fn who_favors_recall_keeps_no_less() {
        let (scores, words) = ([0.95, 0.7, 0.5, 0.35, 0.2, 0.1], [9.0, 30.0, 12.0, 40.0, 8.0, 3.0]);
        let kept = |favor| above(&scores, &words, favor).into_iter().filter(|kept| *kept).count();
        assert!(kept(Favor::Recall) > kept(Favor::Balanced));
        assert!(kept(Favor::Balanced) > kept(Favor::Precision));
    }
}
