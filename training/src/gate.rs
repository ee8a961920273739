//! Owns the quality gate: how well the model that is compiled in cleans the pages with gold text,
//! against the floors that it has reached before.
//!
//! The weights were trained on these pages, so the numbers are better than on pages of other hosts;
//! what they guard is that nothing makes them worse. `training/README.md` has the honest ones.

use crate::data::{self, Row};
use crate::labels::{f1, words};
use crate::{lines, lines_clean};
use dechaff::Cleaner;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_128;

/// What is known of one set.
#[derive(Deserialize)]
struct Floor {
    /// Hash of the file that the floor was measured on.
    hash: String,
    /// The least F1 that passes.
    f1: f64,
    /// Of texts that extractors left, the greatest share of the words to keep that may be lost, in %.
    lost: Option<f64>,
}

/// Measures every set, and fails where one is below its floor. Sets that are not there are skipped
/// loudly, and so is everything where the folder is not there.
pub fn gate(floors: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    if !data.is_dir() {
        println!(
            "SKIPPED: there is no {}, so the quality on real pages is not measured",
            data.display()
        );
        return Ok(());
    }
    let floors: BTreeMap<String, Floor> = toml::from_str(&fs::read_to_string(floors)?)?;
    let cleaner = Cleaner::default();
    let mut faults = Vec::new();
    let texts = lines::SETS.map(|set| format!("lines/{set}"));
    for set in data::SETS.into_iter().chain(texts.iter().map(String::as_str)) {
        let file = data.join(format!("{set}.jsonl.zst"));
        let floor = floors.get(set).ok_or_else(|| format!("there is no floor for {set}"))?;
        if !file.exists() {
            println!("SKIPPED: there is no {}", file.display());
            continue;
        }
        let hash = format!("{:032x}", xxh3_128(&fs::read(&file)?));
        let (value, lost) = match set.strip_prefix("lines/") {
            Some(name) => of_lines(name, data)?,
            None => (measure(&cleaner, set, data)?, 0.0),
        };
        if hash != floor.hash {
            println!("SKIPPED: {set} has changed ({hash}), its floor says nothing; F1 {value:.4}");
            continue;
        }
        println!("{set:30} F1 {value:.4}, floor {:.4}", floor.f1);
        if let Some(most) = floor.lost.filter(|most| lost > *most) {
            faults.push(format!("{set}: {lost:.3} % of the words to keep are lost, over {most} %"));
        }
        if value < floor.f1 {
            faults.push(format!("{set}: F1 {value:.4} is below the floor {:.4}", floor.f1));
        } else if value > floor.f1 + 0.003 {
            println!("{:10} the floor can be raised", "");
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// How well the weights that are compiled in clean a set.
fn measure(cleaner: &Cleaner, set: &str, data: &Path) -> Result<f64, Box<dyn Error>> {
    let mut score = Score::default();
    data::each_chunk(data, set, |rows| {
        let rows: Vec<&Row> = rows.iter().filter(|row| data::is_used(set, row)).collect();
        let cleaned = rows.par_iter().map(|row| (cleaner.clean(&row.document()).text, row));
        cleaned.collect::<Vec<_>>().into_iter().for_each(|(text, row)| score.add(row, &text));
        Ok(())
    })?;
    Ok(score.f1())
}

/// How well the weights that are compiled in clean the texts of a set, with what its hosts repeat: F1,
/// and the share of the words to keep that is lost, in %.
fn of_lines(name: &str, data: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let (tally, _) = lines_clean::measure(&lines::read(data, name)?, &[], (true, true, false))?;
    if tally.changed_again > 0 {
        println!("{name}: of {} texts a second run cuts more", tally.changed_again);
    }
    Ok((tally.f1(), 100.0 * tally.lost()))
}

/// What was counted of a set.
#[derive(Default)]
pub struct Score {
    pages: f64,
    /// Sum of the word F1 of pages with gold text.
    sum: f64,
    /// Snippets that are found as they should be, that are missing, that should not be there.
    snippets: [f64; 3],
}

impl Score {
    /// Counts the text of one more page.
    pub fn add(&mut self, row: &Row, text: &str) {
        if let Some(gold) = &row.gold {
            self.pages += 1.0;
            self.sum += f1(words(text), words(gold));
        }
        let counts = of_snippets(row, text);
        self.snippets.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count as f64);
    }

    /// Mean word F1 of the pages with gold text; F1 of the snippets where there are none.
    pub fn f1(&self) -> f64 {
        let [found, missed, wrong] = self.snippets;
        match self.pages {
            0.0 => 2.0 * found / (2.0 * found + missed + wrong),
            pages => self.sum / pages,
        }
    }
}

/// Of the snippets of a page: how many are found that should be, are missing, should not be there.
fn of_snippets(row: &Row, text: &str) -> [usize; 3] {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = squeeze(text);
    let found =
        |snippets: &[String]| snippets.iter().filter(|s| text.contains(&squeeze(s))).count();
    let with = found(&row.with);
    [with, row.with.len() - with, found(&row.without)]
}
