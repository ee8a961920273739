//! Owns the labels: which text blocks of a page are in its gold text.

use dechaff::page::Page;
use std::collections::HashMap;

/// Whether a block is main content, if that is known.
pub type Label = Option<bool>;

/// The words of a text in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Words as numbers.
#[derive(Default)]
struct Ids(HashMap<String, u32>);

impl Ids {
    fn of(&mut self, word: String) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(word).or_insert(next)
    }
}

/// By a gold text: a block is kept if over half of its words are in the longest common subsequence
/// of the page's words and the gold's, or, where that gives a better page, if over half are left in
/// the gold as a multiset.
///
/// Besides, word F1 of the page's kept blocks: how much of the gold stands in the page at all.
pub fn by_gold(page: &Page, gold: &str) -> (Vec<Label>, f64) {
    let mut ids = Ids::default();
    let gold: Vec<u32> = words(gold).map(|word| ids.of(word)).collect();
    let mut all = Vec::new();
    let mut blocks = Vec::new();
    for block in &page.blocks {
        let start = all.len();
        all.extend(words(page.block_text(block)).map(|word| ids.of(word)));
        blocks.push((start, all.len()));
    }
    let by_set = keep_by_set(&all, &blocks, &gold);
    let f1 = |keep: &[bool]| f1_of(&all, &blocks, keep, &gold);
    let keep = match common(&all, &gold) {
        Some(common) => {
            let kept = |&(start, end): &(usize, usize)| {
                common[start..end].iter().filter(|hit| **hit).count() * 2 > end - start
            };
            let by_order: Vec<bool> = blocks.iter().map(kept).collect();
            if f1(&by_set) > f1(&by_order) + 0.01 { by_set } else { by_order }
        }
        None => by_set,
    };
    let reached = f1(&keep);
    (keep.into_iter().map(Some).collect(), reached)
}

/// By snippets: a block that holds one of `with` is kept, one that holds one of `without` is not,
/// of the others nothing is known.
pub fn by_snippets(page: &Page, with: &[String], without: &[String]) -> Vec<Label> {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let with: Vec<String> = with.iter().map(|snippet| squeeze(snippet)).collect();
    let without: Vec<String> = without.iter().map(|snippet| squeeze(snippet)).collect();
    let label = |text: &str| {
        let text = squeeze(text);
        let holds = |snippets: &[String]| snippets.iter().any(|snippet| text.contains(snippet));
        match (holds(&with), holds(&without)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    };
    page.blocks.iter().map(|block| label(page.block_text(block))).collect()
}

/// Word F1 of a choice of blocks.
fn f1_of(all: &[u32], blocks: &[(usize, usize)], keep: &[bool], gold: &[u32]) -> f64 {
    let kept = blocks.iter().zip(keep).filter(|(_, keep)| **keep);
    let words = kept.flat_map(|((start, end), _)| all[*start..*end].iter().copied());
    f1(words, gold.iter().copied())
}

/// Word F1 of two multisets of words; 1 of two empty ones.
pub fn f1<T: std::hash::Hash + Eq>(
    found: impl Iterator<Item = T>,
    gold: impl Iterator<Item = T>,
) -> f64 {
    let mut counts: HashMap<T, i64> = HashMap::new();
    let (mut in_gold, mut in_found, mut hits) = (0, 0, 0);
    for word in gold {
        *counts.entry(word).or_default() += 1;
        in_gold += 1;
    }
    for word in found {
        in_found += 1;
        if let Some(left) = counts.get_mut(&word).filter(|left| **left > 0) {
            *left -= 1;
            hits += 1;
        }
    }
    match in_gold.min(in_found) {
        0 => f64::from(u8::from(in_gold == in_found)),
        _ => 2.0 * f64::from(hits) / f64::from(in_gold + in_found),
    }
}

/// The blocks, longest first, that have over half of their words left in the gold.
fn keep_by_set(all: &[u32], blocks: &[(usize, usize)], gold: &[u32]) -> Vec<bool> {
    let mut left: HashMap<u32, i64> = HashMap::new();
    for word in gold {
        *left.entry(*word).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(blocks[*at].1 - blocks[*at].0));
    let mut keep = vec![false; blocks.len()];
    for at in order {
        let (start, end) = blocks[at];
        let mut needed: HashMap<u32, i64> = HashMap::new();
        for word in &all[start..end] {
            *needed.entry(*word).or_default() += 1;
        }
        let hit = |(word, count): (&u32, &i64)| left.get(word).map_or(0, |left| *left.min(count));
        let hits: i64 = needed.iter().map(hit).sum();
        if hits * 2 > (end - start) as i64 {
            keep[at] = true;
            for (word, count) in needed {
                if let Some(left) = left.get_mut(&word) {
                    *left = (*left - count).max(0);
                }
            }
        }
    }
    keep
}

/// Which words of `a` are in the longest common subsequence of `a` and `b`; `None` where the table
/// would be too large.
fn common(a: &[u32], b: &[u32]) -> Option<Vec<bool>> {
    let (n, m) = (a.len(), b.len());
    let mut hits = vec![false; n];
    if n * m > 600_000_000 {
        return None;
    }
    // The steps back: 1 along `a`, 2 along `b`, 3 along both.
    let mut steps = vec![0u8; n * m];
    let mut last = vec![0u32; m + 1];
    for i in 0..n {
        let mut diagonal = 0;
        let mut left = 0;
        for j in 0..m {
            let up = last[j + 1];
            let (best, step) = if a[i] == b[j] {
                (diagonal + 1, 3)
            } else if up >= left {
                (up, 1)
            } else {
                (left, 2)
            };
            steps[i * m + j] = step;
            diagonal = up;
            last[j + 1] = best;
            left = best;
        }
    }
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        match steps[(i - 1) * m + j - 1] {
            3 => {
                hits[i - 1] = true;
                (i, j) = (i - 1, j - 1);
            }
            1 => i -= 1,
            _ => j -= 1,
        }
    }
    Some(hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dechaff::parse::{html, selectors::Hosts};

    fn labels(html: &str, gold: &str) -> (Vec<Label>, f64) {
        by_gold(&html::page(html, None, &Hosts::default(), Default::default()), gold)
    }

    #[test]
    fn blocks_of_the_gold_are_kept_in_its_order() {
        let page = "<p>crane falls<p>A crane fell on Monday<p>Read more<p>Ships left on Tuesday";
        let (kept, reached) = labels(page, "A crane fell on Monday. Ships left on Tuesday.");
        assert_eq!(kept, [Some(false), Some(true), Some(false), Some(true)]);
        assert!((reached - 1.0).abs() < 1e-9);
        assert_eq!(labels(page, ""), (vec![Some(false); 4], 1.0));
    }

    #[test]
    fn another_order_than_the_golds_is_found_as_a_multiset() {
        let page = "<p>Ships left on Tuesday for the north<p>A crane fell on the rails on Monday";
        let (kept, _) =
            labels(page, "A crane fell on the rails on Monday Ships left on Tuesday for the north");
        assert_eq!(kept, [Some(true), Some(true)]);
    }

    #[test]
    fn snippets_label_what_they_are_in() {
        let page = "<p>A crane  fell<p>Read more<p>Ships";
        let page = html::page(page, None, &Hosts::default(), Default::default());
        let of = |snippet: &str| vec![snippet.to_owned()];
        assert_eq!(
            by_snippets(&page, &of("crane fell"), &of("Read")),
            [Some(true), Some(false), None]
        );
    }

    #[test]
    fn f1_compares_multisets() {
        assert_eq!(f1("a b b".split(' '), "a b c".split(' ')), 2.0 * 2.0 / 6.0);
        assert_eq!(f1([].iter(), [].iter() as std::slice::Iter<'_, u8>), 1.0);
        assert_eq!(f1([1].iter(), [].iter()), 0.0);
    }
}
