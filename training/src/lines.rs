//! Owns what is written for the training of the line model: features, labels and weights of every
//! line of the texts in the folder `lines` of the data.

use crate::features::{read_floats, write_floats};
use dechaff::document::host_of;
use dechaff::learned::{Take, probability};
use dechaff::rules::scoring::context::Context;
use dechaff::rules::scoring::scene::Scene;
use dechaff::{Cleaner, Document, Kind};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// The sets, in the order in which they are read.
pub const SETS: [&str; 6] = [
    "news.html_text_all",
    "pages.html_text_all",
    "news.trafilatura_recall",
    "pages.trafilatura_recall",
    "news.resiliparse_main",
    "pages.resiliparse_main",
];

/// Weight of a text that was changed.
const CHANGED: f32 = 0.5;

/// Weight of a line of a text of all of a page's lines, and of one that an extractor chose.
const RAW: f32 = 1.0;

/// Words that a text's kept lines count more in the weight of its lines.
const MORE_WORDS: f32 = 50.0;

/// A text with its labels.
#[derive(Clone, Deserialize)]
pub struct Row {
    pub id: String,
    pub url: Option<String>,
    pub kind: String,
    pub gold: String,
    pub lines: Vec<(String, String)>,
}

/// A text as it is trained on.
struct Example {
    scene: Scene,
    /// Index of each seen line in the text's lines.
    at: Vec<usize>,
    row: Row,
    set: usize,
    changed: bool,
}

/// For each host, how many of its pages there are, and on how many each line stands.
type Hosts = HashMap<String, (f32, HashMap<u64, f32>)>;

/// Writes the features of the first look, or, given its verdicts, those that the second has besides.
pub fn write(out: &Path, verdicts: Option<&Path>, data: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let verdicts = verdicts.map(read_floats).transpose()?;
    let look = if verdicts.is_some() { 2 } else { 1 };
    let mut names: Vec<&'static str> = Vec::new();
    let mut features = BufWriter::new(File::create(out.join(format!("features{look}.f32")))?);
    let mut rows = BufWriter::new(File::create(out.join("rows.f32"))?);
    let mut index = BufWriter::new(File::create(out.join("index.tsv"))?);
    let cleaner = Cleaner::default();
    let mut start = 0;
    for (set, name) in SETS.iter().enumerate() {
        let texts = read(data, name)?;
        let hosts = hosts(&texts);
        for chunk in texts.chunks(64) {
            let examples =
                chunk.par_iter().flat_map_iter(|row| variants(&cleaner, row, set, &hosts));
            let examples: Vec<Example> = examples.collect();
            let mut jobs = Vec::new();
            for example in &examples {
                jobs.push((example, start));
                start += example.scene.len();
            }
            let described: Vec<_> = jobs
                .par_iter()
                .map(|(example, start)| values(example, verdicts.as_deref(), *start))
                .collect();
            for ((example, _), (values, found)) in jobs.iter().zip(described) {
                write_floats(&mut features, &values)?;
                write_floats(&mut rows, &labels(example))?;
                names = if names.is_empty() { found } else { names };
                let changed = u8::from(example.changed);
                writeln!(index, "{name}\t{changed}\t{}\t{}", example.row.id, example.scene.len())?;
            }
        }
    }
    fs::write(out.join(format!("names{look}.txt")), names.join("\n"))?;
    Ok(())
}

/// The rows of a set.
pub fn read(data: &Path, name: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let file = data.join("lines").join(format!("{name}.jsonl.zst"));
    let mut decoder = zstd::Decoder::new(File::open(file)?)?;
    decoder.window_log_max(27)?;
    let lines: Vec<String> = BufReader::new(decoder).lines().collect::<Result<_, _>>()?;
    let mut rows: Vec<Row> =
        lines.par_iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
    rows.par_iter_mut().for_each(decide_unsure);
    Ok(rows)
}

/// Says of lines whose label is unsure what serves the text better: they are kept if half of their
/// words are in the gold text and in no line that is kept.
fn decide_unsure(row: &mut Row) {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in words(&row.gold) {
        *left.entry(word).or_insert(0) += 1;
    }
    let mut take = |words: &[String]| {
        let mut taken = 0;
        for word in words {
            if let Some(count) = left.get_mut(word).filter(|count| **count > 0) {
                *count -= 1;
                taken += 1;
            }
        }
        taken
    };
    for (line, _) in row.lines.iter().filter(|(_, label)| label == "keep") {
        take(&words(line));
    }
    for (line, label) in row.lines.iter_mut().filter(|(_, label)| label == "unsure") {
        let words = words(line);
        let taken = take(&words);
        *label = if taken * 2 > words.len() { "unsure keep" } else { "unsure noise" }.to_owned();
    }
}

fn host(row: &Row) -> String {
    row.url.as_deref().and_then(host_of).unwrap_or_else(|| row.id.clone())
}

fn key(line: &str) -> u64 {
    let folded: String =
        line.trim().to_lowercase().chars().map(|c| if c.is_numeric() { '0' } else { c }).collect();
    xxh3_64(folded.as_bytes())
}

fn hosts(texts: &[Row]) -> Hosts {
    let mut hosts = Hosts::new();
    for row in texts {
        let (pages, counts) = hosts.entry(host(row)).or_default();
        *pages += 1.0;
        let keys: HashSet<u64> = row.lines.iter().map(|(line, _)| key(line)).collect();
        for key in keys {
            *counts.entry(key).or_insert(0.0) += 1.0;
        }
    }
    hosts
}

/// A text as it is, and changed: without blank lines, without most of its noise, and without the
/// words of any language.
fn variants(cleaner: &Cleaner, row: &Row, set: usize, hosts: &Hosts) -> Vec<Example> {
    let (pages, counts) = &hosts[&host(row)];
    let known = *pages >= 2.0;
    let of_host = |line: &str| {
        let count = counts.get(&key(line)).copied().filter(|count| *count >= 2.0)?;
        Some((count, count / pages))
    };
    let mut examples = Vec::new();
    let mut push = |row: Row, host: bool, words: bool, changed: bool| {
        let text: Vec<&str> = row.lines.iter().map(|(line, _)| line.as_str()).collect();
        let mut document = Document::new(&row.id, Kind::Text, text.join("\n"));
        document.url.clone_from(&row.url);
        let of_host: Option<&dyn Fn(&str) -> Option<(f32, f32)>> =
            if host { Some(&of_host) } else { None };
        let Some((scene, spans)) = cleaner.line_scene(&document, of_host, words) else { return };
        let mut ends = Vec::new();
        let mut end = 0;
        for line in &text {
            end += line.len() + 1;
            ends.push(end);
        }
        let at = spans.iter().map(|span| ends.partition_point(|end| *end <= span.start)).collect();
        examples.push(Example { scene, at, row, set, changed });
    };
    push(row.clone(), known, true, false);
    let draw = xxh3_64(row.id.as_bytes()) >> 8;
    if known {
        push(row.clone(), false, true, true);
    }
    match draw % 10 {
        0..3 => push(without(row, |_, line, _| line.trim().is_empty()), false, true, true),
        3..7 => {
            let gone = |at: usize, line: &str, label: &str| {
                label == "noise" && xxh3_64(format!("{at}{line}").as_bytes()) % 100 < 88
            };
            push(without(row, gone), false, draw / 10 % 3 != 0, true);
        }
        _ => push(row.clone(), false, false, true),
    }
    examples
}

fn without(row: &Row, gone: impl Fn(usize, &str, &str) -> bool) -> Row {
    let mut row = row.clone();
    let mut at = 0;
    row.lines.retain(|(line, label)| {
        at += 1;
        !gone(at, line, label)
    });
    row
}

fn values(
    example: &Example,
    verdicts: Option<&[f32]>,
    start: usize,
) -> (Vec<f32>, Vec<&'static str>) {
    let scene = &example.scene;
    let mut values: Vec<f32> = Vec::new();
    let mut names: Vec<&'static str> = Vec::new();
    let likely: Option<Vec<f32>> = verdicts
        .map(|all| all[start..start + scene.len()].iter().map(|v| probability(*v)).collect());
    let context = likely.as_ref().map(|likely| Context::new(scene, likely));
    for line in 0..scene.len() {
        describe(scene, context.as_ref(), line, &mut values);
    }
    if !scene.is_empty() {
        describe(scene, context.as_ref(), 0, &mut names);
    }
    (values, names)
}

fn describe(scene: &Scene, context: Option<&Context<'_>>, line: usize, take: &mut impl Take) {
    match context {
        Some(context) => context.describe(line, take),
        None => scene.describe(line, take),
    }
}

/// For each line: label, weight, fold, words, and 1 where it was changed; 2 is the label of one that is unsure.
fn labels(example: &Example) -> Vec<f32> {
    let words = |line: &str| line.split_whitespace().count() as f32;
    let keep = example.row.lines.iter().filter(|(_, label)| label == "keep");
    let keep: f32 = keep.map(|(line, _)| words(line)).sum();
    let fold = xxh3_64(host(&example.row).as_bytes()) % crate::data::FOLDS;
    let factor = if example.changed { CHANGED } else { 1.0 } * RAW;
    let mut rows = Vec::new();
    for at in &example.at {
        let (line, label) = &example.row.lines[*at];
        let label = match label.as_str() {
            "keep" => 1.0,
            "noise" => 0.0,
            "unsure keep" => 3.0,
            _ => 2.0,
        };
        let weight = factor * (words(line) + 1.0) / (keep + MORE_WORDS);
        let kind = f32::from(u8::from(example.row.kind == "main"));
        rows.extend([
            label,
            weight,
            fold as f32,
            words(line),
            f32::from(u8::from(example.changed)),
            kind,
            example.set as f32,
        ]);
    }
    rows
}
