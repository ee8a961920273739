//! Owns what is written for the training of the line model: features, labels and weights of every
//! line of the texts in the folder `lines` of the data.

use crate::data;
use crate::features::write_floats;
use crate::labels::words;
use dechaff::learned::Table;
use dechaff::rules::scoring::scene::{Scene, line_token};
use dechaff::template::{Counts, Templates};
use dechaff::{Cleaner, Config, Document, Favor, Kind};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
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
    /// How much it counts.
    weight: f32,
}

/// Pages that a word must stand on to be in the table.
const FEWEST_PAGES: u32 = 8;

/// A text whose words are counted: each word and line, kept and cut.
struct Counted {
    fold: u64,
    token_fold: u64,
    tally: BTreeMap<u32, [u32; 2]>,
}

/// Writes the features of every line.
pub fn write(out: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let mut names: Vec<&'static str> = Vec::new();
    let mut features = BufWriter::new(File::create(out.join("features.f32"))?);
    let mut rows = BufWriter::new(File::create(out.join("rows.f32"))?);
    let tables = tables(out, data)?;
    let real =
        SETS.iter().map(|name| Ok(read(data, name)?.into_iter().map(|row| (1.0, row)).collect()));
    let own = std::iter::once_with(crate::own::texts);
    let snippets = std::iter::once_with(|| snippets(data));
    for texts in real.chain(own).chain(snippets) {
        let texts: Vec<(f32, Row)> = texts?;
        let alone = Cleaner::default();
        let known = templates(texts.iter().map(|(_, row)| row));
        let knows_hosts = Cleaner::default().with_templates(known);
        for chunk in texts.chunks(64) {
            let examples = chunk.par_iter().flat_map_iter(|(weight, row)| {
                let weight = *weight;
                let table = &tables[(row.host_hash() % data::TOKEN_FOLDS) as usize];
                let examples = variants(&alone, &knows_hosts, table, row).into_iter();
                examples.map(move |e| Example { weight: e.weight * weight, ..e })
            });
            for example in examples.collect::<Vec<_>>() {
                let mut values: Vec<f32> = Vec::new();
                (0..example.scene.len()).for_each(|line| example.scene.describe(line, &mut values));
                if names.is_empty() && !example.scene.is_empty() {
                    example.scene.describe(0, &mut names);
                }
                write_floats(&mut features, &values)?;
                write_floats(&mut rows, &labels(&example))?;
            }
        }
    }
    fs::write(out.join("names.txt"), names.join("\n"))?;
    Ok(())
}

/// What the hosts of some texts repeat.
pub fn templates<'a>(texts: impl IntoIterator<Item = &'a Row>) -> Templates {
    let mut counts = Counts::new();
    let cleaner = Cleaner::default();
    for row in texts {
        if let Ok(seen) = cleaner.observe(&row.document()) {
            counts.observe(seen);
        }
    }
    Templates::new(&counts)
}

/// For each fold of hosts the table of words made without it; writes those by which models are
/// judged.
fn tables(out: &Path, data: &Path) -> Result<Vec<Table>, Box<dyn Error>> {
    let mut counted = Vec::new();
    let cleaner = Cleaner::default();
    for name in ["news.html_text_all", "pages.html_text_all"] {
        let texts = read(data, name)?;
        counted.extend(texts.par_iter().filter_map(|row| count(&cleaner, row)).collect::<Vec<_>>());
    }
    crate::odds::write(out, |left_out| odds(&counted, |text| Some(text.fold) == left_out))?;
    let without = |fold| Table::new(odds(&counted, |text| text.token_fold == fold));
    Ok((0..data::TOKEN_FOLDS).map(without).collect())
}

fn count(cleaner: &Cleaner, row: &Row) -> Option<Counted> {
    let example = example(cleaner, &Table::default(), row.clone(), (true, false))?;
    let mut tally: BTreeMap<u32, [u32; 2]> = BTreeMap::new();
    let scene = &example.scene;
    for (line, at) in scene.seen.iter().zip(&example.at) {
        let keep = match example.row.lines[*at].1.as_str() {
            "keep" => 1,
            "noise" => 0,
            _ => continue,
        };
        let words = &scene.words[line.shape.words_from..line.shape.words_to];
        for token in words.iter().copied().chain([line_token(line.shape.key)]) {
            tally.entry(token).or_default()[keep] += 1;
        }
    }
    let hash = row.host_hash();
    Some(Counted { fold: hash % data::FOLDS, token_fold: hash % data::TOKEN_FOLDS, tally })
}

/// Log-odds of the tokens, in steps, on the texts that are not left out: each text has one vote,
/// shared between kept and cut.
fn odds(texts: &[Counted], left_out: impl Fn(&Counted) -> bool) -> Vec<(u32, i8)> {
    let tallies = texts.iter().filter(|text| !left_out(text)).map(|text| &text.tally);
    crate::odds::votes(tallies, FEWEST_PAGES)
}

/// The rows of a set.
pub fn read(data: &Path, name: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let lines: Vec<String> =
        data::lines_of(&data.join("lines"), name)?.collect::<Result<_, _>>()?;
    let mut rows: Vec<Row> =
        lines.par_iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
    rows.par_iter_mut().for_each(decide_unsure);
    Ok(rows)
}

/// Pages of many languages as dechaff leaves them where it would rather keep too much, with the labels
/// of the few lines that hold a snippet.
fn snippets(data: &Path) -> Result<Vec<(f32, Row)>, Box<dyn Error>> {
    let config = Config { favor: Favor::Recall, line_model: false, ..Config::default() };
    let cleaner = Cleaner::new(config)?;
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut texts = Vec::new();
    data::each_chunk(data, "snippets", |pages| {
        let read = pages.par_iter().map(|page| {
            let holds = |line: &str, snippets: &[String]| {
                let held = |snippet: &String| line.contains(&squeeze(snippet));
                snippets.iter().any(held)
            };
            let label = |line: &str| match squeeze(line) {
                line if holds(&line, &page.with) => "keep",
                line if holds(&line, &page.without) => "noise",
                _ => "unsure",
            };
            let text = cleaner.clean(&page.document()).text;
            let lines = text.lines().map(|line| (line.to_owned(), label(line).to_owned()));
            Row {
                id: page.id.clone(),
                url: page.url.clone(),
                kind: "main".to_owned(),
                gold: String::new(),
                lines: lines.collect(),
            }
        });
        texts.extend(read.collect::<Vec<_>>().into_iter().map(|row| (1.0, row)));
        Ok(())
    })?;
    Ok(texts)
}

/// Says of lines whose label is unsure what serves the text better: they are kept if half of their
/// words are in the gold text and in no line that is kept.
fn decide_unsure(row: &mut Row) {
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
        take(&words(line).collect::<Vec<_>>());
    }
    for (line, label) in row.lines.iter_mut().filter(|(_, label)| label == "unsure") {
        let words: Vec<String> = words(line).collect();
        let taken = take(&words);
        *label = if taken * 2 > words.len() { "unsure keep" } else { "unsure noise" }.to_owned();
    }
}

impl Row {
    /// A hash of the host that the text came from.
    pub fn host_hash(&self) -> u64 {
        data::host_hash(self.url.as_deref(), &self.id)
    }

    /// The text as a document.
    pub fn document(&self) -> Document {
        let text: Vec<&str> = self.lines.iter().map(|(line, _)| line.as_str()).collect();
        let mut document = Document::new(&self.id, Kind::Text, text.join("\n"));
        document.url.clone_from(&self.url);
        document
    }
}

/// A text as it is, and changed: without what its host repeats, without blank lines, without most of
/// its noise, and without the words of any language.
fn variants(alone: &Cleaner, knows_hosts: &Cleaner, table: &Table, row: &Row) -> Vec<Example> {
    let draw = xxh3_64(row.id.as_bytes()) >> 8;
    let changed = match draw % 10 {
        0..3 => {
            example(alone, table, without(row, |_, line, _| line.trim().is_empty()), (true, true))
        }
        3..7 => {
            let gone = |at: usize, line: &str, label: &str| {
                label.ends_with("noise") && xxh3_64(format!("{at}{line}").as_bytes()) % 100 < 88
            };
            example(alone, table, without(row, gone), (!(draw / 10).is_multiple_of(3), true))
        }
        _ => example(alone, &Table::default(), row.clone(), (false, true)),
    };
    let known = example(knows_hosts, table, row.clone(), (true, false));
    let is_known = known
        .as_ref()
        .is_some_and(|e| e.scene.seen.first().is_some_and(|line| line.host_pages >= 0.0));
    let unknown = if is_known { example(alone, table, row.clone(), (true, true)) } else { None };
    [known, unknown, changed].into_iter().flatten().collect()
}

fn example(
    cleaner: &Cleaner,
    table: &Table,
    row: Row,
    (words, changed): (bool, bool),
) -> Option<Example> {
    let weight = if changed { CHANGED } else { 1.0 };
    let (scene, spans) = cleaner.line_scene(&row.document(), table, words)?;
    let mut ends = Vec::new();
    let mut end = 0;
    for (line, _) in &row.lines {
        end += line.len() + 1;
        ends.push(end);
    }
    let at = spans.iter().map(|span| ends.partition_point(|end| *end <= span.start)).collect();
    Some(Example { scene, at, row, weight })
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

/// For each line: label (0 noise, 1 keep; of lines that are unsure 2 and 3), weight, fold, and 1 where
/// it is of main content.
fn labels(example: &Example) -> Vec<f32> {
    let words = |line: &str| line.split_whitespace().count() as f32;
    let keep = example.row.lines.iter().filter(|(_, label)| label == "keep");
    let keep: f32 = keep.map(|(line, _)| words(line)).sum();
    let fold = (example.row.host_hash() % data::FOLDS) as f32;
    let main = f32::from(u8::from(example.row.kind == "main"));
    let mut rows = Vec::new();
    for at in &example.at {
        let (line, label) = &example.row.lines[*at];
        let label = match label.as_str() {
            "keep" => 1.0,
            "noise" => 0.0,
            "unsure keep" => 3.0,
            _ => 2.0,
        };
        rows.extend([
            label,
            example.weight * (words(line) + 1.0) / (keep + MORE_WORDS),
            fold,
            main,
        ]);
    }
    rows
}
