//! Owns the tables of tokens: how much more often than not what carries a token is main content.

use crate::data::{Example, FOLDS, TOKEN_FOLDS};
use crate::labels::Label;
use dechaff::classify::scene::within_line;
use dechaff::classify::tokens::{self, SHORT};
use dechaff::learned::{STEP, Table};
use dechaff::page::{BlockKind, Page, Tag};
use dechaff::text::words;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Pages that a token must stand on to be in the table.
const FEWEST_PAGES: u32 = 10;

/// Words that are cut and that are kept, by token.
pub type Tally = BTreeMap<u32, [u32; 2]>;

/// For each fold of hosts the table made without it.
pub fn tables(examples: &[Example]) -> Vec<Table> {
    let without = |fold| Table::new(odds(examples, |example| example.token_fold == fold));
    (0..TOKEN_FOLDS).map(without).collect()
}

/// For each token of a page, on how many words it stands that are kept and that are not.
pub fn tally(page: &Page, labels: &[Label], url: Option<&str>) -> Tally {
    let mut tally = Tally::new();
    let mut whole = [0u32; 2];
    let mut weights = vec![[0u32; 2]; page.elements.len()];
    let count = |at: usize| words(page.block_text(&page.blocks[at])).count() as u32;
    for (at, block) in page.blocks.iter().enumerate() {
        let Some(keep) = labels[at].map(usize::from) else { continue };
        let count = count(at);
        whole[keep] += count;
        let mut around = block.element;
        while let Some(element) = around {
            weights[element][keep] += count;
            around = page.elements[element].parent;
        }
    }
    let mut buffer = String::new();
    let host = url.map_or("", tokens::site_of);
    for (index, element) in page.elements.iter().enumerate() {
        let inline = within_line(page, index);
        let labelled = inline.and_then(|block| Some((block, labels[block]?)));
        let weight = match labelled {
            Some((block, keep)) => {
                let mut weight = [0; 2];
                weight[usize::from(keep)] = count(block).max(1);
                weight
            }
            None => weights[index],
        };
        let mut add = |token: u32| {
            let entry = tally.entry(token).or_default();
            entry[0] += weight[0];
            entry[1] += weight[1];
        };
        tokens::of_element(page, element, &mut buffer, &mut add);
        let href = page.attribute(element.attributes.href);
        if labelled.is_some() && element.tag == Tag::A && !href.is_empty() {
            tokens::of_link(href, host, &mut add);
        }
    }
    tokens::of_title(page.head.title.as_deref().unwrap_or_default(), &mut buffer, |token| {
        tally.insert(token, whole);
    });
    tally_words(page, labels, &mut tally);
    tally
}

fn tally_words(page: &Page, labels: &[Label], tally: &mut Tally) {
    let mut buffer = String::new();
    let mut heading = None;
    for (block, label) in page.blocks.iter().zip(labels) {
        let text = page.block_text(block);
        if let Some(keep) = label {
            let count = words(text).count() as u32;
            let mut add =
                |token: u32| tally.entry(token).or_default()[usize::from(*keep)] += count.max(1);
            if count as f32 <= SHORT {
                tokens::of_text(text, false, &mut buffer, &mut add);
            }
            tokens::of_edges(text, &mut buffer, &mut add);
            if let Some(heading) = heading {
                tokens::of_text(heading, true, &mut buffer, &mut add);
            }
        }
        if matches!(block.kind, BlockKind::Heading(_)) {
            heading = Some(text);
        }
    }
}

/// Log-odds of the tokens, in steps, on the pages that are not left out: each page has one vote,
/// shared between kept and cut.
pub fn odds(examples: &[Example], left_out: impl Fn(&Example) -> bool) -> Vec<(u32, i8)> {
    let examples = examples.iter().filter(|example| example.changed.is_empty());
    let tallies = examples.filter(|example| !left_out(example)).map(|example| &example.tally);
    votes(tallies, FEWEST_PAGES)
}

/// Writes the table of tokens of all hosts, and those of all but each fold's, as `odds` makes them.
pub fn write(out: &Path, odds: impl Fn(Option<u64>) -> Vec<(u32, i8)>) -> std::io::Result<()> {
    let folds = (0..FOLDS).map(|fold| (format!("table-{fold}.tsv"), Some(fold)));
    for (name, left_out) in folds.chain([("table.tsv".to_owned(), None)]) {
        let rows = odds(left_out).into_iter();
        let lines = rows.map(|(token, odds)| format!("{token}\t{odds}\n"));
        fs::write(out.join(name), lines.collect::<String>())?;
    }
    Ok(())
}

/// Log-odds, in steps, of the tokens that stand on `fewest` pages and more: each page has one vote,
/// shared between kept and cut.
pub fn votes<'a>(tallies: impl Iterator<Item = &'a Tally>, fewest: u32) -> Vec<(u32, i8)> {
    let mut votes: BTreeMap<u32, (u32, f32)> = BTreeMap::new();
    for (token, [cut, kept]) in tallies.flatten() {
        if cut + kept > 0 {
            let vote = votes.entry(*token).or_default();
            vote.0 += 1;
            vote.1 += *kept as f32 / (cut + kept) as f32;
        }
    }
    let often = votes.into_iter().filter(|(_, (pages, _))| *pages >= fewest);
    let odds = often.map(|(token, (pages, kept))| {
        let odds = ((kept + 1.0) / (pages as f32 - kept + 1.0)).ln();
        (token, (odds / STEP).round().clamp(-127.0, 127.0) as i8)
    });
    odds.collect()
}
