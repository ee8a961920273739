//! Owns what is written for the training: features, labels and weights of every block.

use crate::data::{self, Example};
use crate::odds;
use dechaff::classify::context::Context;
use dechaff::classify::model;
use dechaff::classify::scene::Scene;
use dechaff::learned::{Take, probability};
use rayon::prelude::*;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Words that a page's main content counts at least, and more, in the weight of its blocks.
const LEAST_WORDS: f32 = 30.0;
const MORE_WORDS: f32 = 50.0;

/// A page whose gold text is not on it counts less, but no less than this.
const LEAST_REACHED: f32 = 0.3;

/// Weight of a page that was changed.
const CHANGED: f32 = 0.5;

/// Weight of a page of which only snippets are known.
const SNIPPETS: f32 = 0.5;

/// Writes the features of the first look, or, given its verdicts on unseen hosts, those that the
/// second has besides.
pub fn write(out: &Path, verdicts: Option<&Path>, data: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let examples = data::read(data)?;
    let tables = odds::tables(&examples);
    let verdicts = verdicts.map(read_floats).transpose()?;
    let look = if verdicts.is_some() { 2 } else { 1 };
    let mut names: Vec<&'static str> = Vec::new();
    let mut features = BufWriter::new(File::create(out.join(format!("features{look}.f32")))?);
    let mut rows = BufWriter::new(File::create(out.join("rows.f32"))?);
    let mut jobs: Vec<(&Example, usize)> = Vec::new();
    for example in &examples {
        let start = jobs.last().map_or(0, |(last, start)| start + last.labels.len());
        jobs.push((example, start));
    }
    for chunk in jobs.chunks(64) {
        let described = chunk.par_iter().map(|(example, start)| {
            let url = example.url.as_deref();
            let scene = Scene::new(&example.page, url, &tables[example.token_fold as usize]);
            let verdicts = verdicts.as_ref().map(|all| &all[*start..start + scene.len()]);
            let scores: Option<Vec<f32>> =
                verdicts.map(|all| all.iter().map(|verdict| probability(*verdict)).collect());
            let context = scores.as_ref().map(|scores| Context::new(&scene, scores));
            let mut values: Vec<f32> = Vec::new();
            for block in 0..scene.len() {
                describe(&scene, context.as_ref(), block, &mut values);
            }
            let mut names: Vec<&'static str> = Vec::new();
            if !scene.is_empty() {
                describe(&scene, context.as_ref(), 0, &mut names);
            }
            (values, weights(example, &scene), names)
        });
        for (values, weights, found) in described.collect::<Vec<_>>() {
            write_floats(&mut features, &values)?;
            write_floats(&mut rows, &weights)?;
            names = if names.is_empty() { found } else { names };
        }
    }
    fs::write(out.join(format!("names{look}.txt")), names.join("\n"))?;
    odds::write(out, |left_out| odds::odds(&examples, |example| Some(example.fold) == left_out))?;
    Ok(())
}

/// The first look's features; or those that the second has besides.
fn describe(scene: &Scene<'_>, context: Option<&Context<'_>>, block: usize, take: &mut impl Take) {
    match context {
        Some(context) => context.describe(block, take),
        None => model::describe(scene, block, take),
    }
}

/// For each block: label, weight and fold.
fn weights(example: &Example, scene: &Scene<'_>) -> Vec<f32> {
    let kept = example.labels.iter().enumerate().filter(|(_, label)| **label == Some(true));
    let kept: f32 = kept.map(|(at, _)| scene.words_of(at)).sum();
    let known = example.labels.iter().filter(|label| label.is_some()).count() as f32;
    let page = if example.changed.is_empty() { 1.0 } else { CHANGED };
    let page = page * example.reached.max(LEAST_REACHED);
    let mut rows = Vec::new();
    for (at, label) in example.labels.iter().enumerate() {
        let weight = match label {
            None => 0.0,
            Some(_) if !example.has_gold => SNIPPETS / known,
            Some(_) => page * (scene.words_of(at) + 1.0) / (kept.max(LEAST_WORDS) + MORE_WORDS),
        };
        let label = f32::from(u8::from(*label == Some(true)));
        rows.extend([label, weight, example.fold as f32]);
    }
    rows
}

/// Writes little-endian floats.
pub fn write_floats(out: &mut impl Write, values: &[f32]) -> std::io::Result<()> {
    values.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
}

/// A file of little-endian floats.
pub fn read_floats(file: &Path) -> std::io::Result<Vec<f32>> {
    let bytes = fs::read(file)?;
    let floats = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    Ok(floats.collect())
}
