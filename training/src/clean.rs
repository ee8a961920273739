//! Owns the cleaning of pages with gold text by models that have not seen their hosts.

use crate::data::{self, FOLDS};
use crate::gate::Score;
use dechaff::{Cleaner, Config, Favor};
use rayon::prelude::*;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes `<out>/<set>.jsonl` for every set: a page a line, with its clean text; says
/// how good it is. One file of weights
/// cleans all pages; else the one of each page's fold.
pub fn clean(out: &Path, favor: &str, weights: &[&str], data: &Path) -> Result<(), Box<dyn Error>> {
    let favor = Favor::from_name(favor).ok_or_else(|| format!("{favor}: favor what?"))?;
    if weights.len() != 1 && weights.len() as u64 != FOLDS {
        return Err(format!("{FOLDS} files of weights are wanted, or one").into());
    }
    let mut cleaners = Vec::new();
    for file in weights {
        let cleaner =
            Cleaner::with_weights(Config { favor, ..Config::default() }, &fs::read(file)?)?;
        cleaners.push(cleaner.ok_or_else(|| format!("{file}: these are no weights"))?);
    }
    fs::create_dir_all(out)?;
    for set in data::SETS {
        let mut file = BufWriter::new(File::create(out.join(format!("{set}.jsonl")))?);
        let mut score = Score::default();
        data::each_chunk(data, set, |rows| {
            let texts = rows.par_iter().map(|row| {
                let cleaner = &cleaners[(data::fold(row) % cleaners.len() as u64) as usize];
                cleaner.clean(&row.document()).text
            });
            for (row, text) in rows.iter().zip(texts.collect::<Vec<_>>()) {
                writeln!(file, "{}", serde_json::json!({"id": row.id, "text": text}))?;
                if data::is_used(set, row) {
                    score.add(row, &text);
                }
            }
            Ok(())
        })?;
        println!("{favor} {set} F1 {:.4}", score.f1());
    }
    Ok(())
}
