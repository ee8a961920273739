//! Owns the pages with gold text: how they are read, which variants of them are made, and which
//! fold each belongs to.

use crate::frame::{self, bare, nameless};
use crate::labels::{self, Label};
use crate::odds::{self, Tally};
use dechaff::document::host_of;
use dechaff::page::Page;
use dechaff::parse::{html, selectors::Hosts};
use dechaff::{Document, Kind};
use rayon::prelude::*;
use serde::Deserialize;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Folds by host, by which models are judged.
pub const FOLDS: u64 = 5;

/// Folds by host, without which tables of tokens are made; each lies in one of the others.
pub const TOKEN_FOLDS: u64 = 20;

/// The sets, in the order in which they are read.
pub const SETS: [&str; 3] = ["pages", "news", "snippets"];

/// A line of a set.
#[derive(Clone, Deserialize)]
pub struct Row {
    pub id: String,
    pub url: Option<String>,
    pub html: String,
    pub gold: Option<String>,
    #[serde(default = "yes")]
    gold_ok: bool,
    #[serde(default)]
    pub with: Vec<String>,
    #[serde(default)]
    pub without: Vec<String>,
}

impl Row {
    /// The page as a document.
    pub fn document(&self) -> Document {
        let mut document = Document::new(&self.id, Kind::Html, self.html.as_str());
        document.url.clone_from(&self.url);
        document
    }
}

fn yes() -> bool {
    true
}

/// A page with what is known of its main content.
pub struct Example {
    /// What was changed of the page; empty for the page as it is, by which models are judged.
    pub changed: &'static str,
    pub fold: u64,
    pub token_fold: u64,
    pub url: Option<String>,
    pub page: Page,
    pub has_gold: bool,
    /// Word F1 of the blocks that are labelled main content.
    pub reached: f32,
    pub labels: Vec<Label>,
    pub tally: Tally,
}

/// Reads all sets of a folder of data, with variants and labels.
pub fn read(data: &Path) -> Result<Vec<Example>, Box<dyn Error>> {
    let mut examples = Vec::new();
    for set in SETS {
        each_chunk(data, set, |rows| {
            let used = rows.par_iter().filter(|row| is_used(set, row));
            let read = used.map(variants);
            examples.extend(read.collect::<Vec<_>>().into_iter().flatten());
            Ok(())
        })?;
    }
    Ok(examples)
}

/// Calls `take` with the rows of a set, some at a time.
pub fn each_chunk(
    data: &Path,
    set: &str,
    mut take: impl FnMut(&[Row]) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut lines = lines_of(data, set)?;
    loop {
        let chunk: Vec<String> = lines.by_ref().take(64).collect::<Result<_, _>>()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let rows = chunk.par_iter().map(|line| serde_json::from_str(line));
        take(&rows.collect::<Result<Vec<Row>, _>>()?)?;
    }
}

/// The lines of a set's file.
pub fn lines_of(
    data: &Path,
    set: &str,
) -> std::io::Result<impl Iterator<Item = std::io::Result<String>>> {
    let mut decoder = zstd::Decoder::new(File::open(data.join(format!("{set}.jsonl.zst")))?)?;
    decoder.window_log_max(27)?;
    Ok(BufReader::new(decoder).lines())
}

/// A hash of the host that a page came from; of its id where that is not known.
pub fn host_hash(url: Option<&str>, id: &str) -> u64 {
    let host = url.and_then(host_of).unwrap_or_else(|| id.to_owned());
    xxh3_64(host.as_bytes())
}

/// The fold of hosts that a page is in.
pub fn fold(row: &Row) -> u64 {
    host_hash(row.url.as_deref(), &row.id) % FOLDS
}

/// Whether a page is trained on and measured: one whose gold is cut off is not.
pub fn is_used(set: &str, row: &Row) -> bool {
    set == "snippets" || row.gold.is_some() && row.gold_ok
}

fn variants(row: &Row) -> Vec<Example> {
    let mut examples = vec![example(row, "", &row.html, row.url.as_deref())];
    let gold = row.gold.as_deref().unwrap_or_default().trim();
    if gold.is_empty() {
        return examples;
    }
    let draw = xxh3_64(row.id.as_bytes()) % 10;
    if draw < 3 {
        examples.push(example(row, "nameless", &nameless(&row.html), None));
    }
    if (3..6).contains(&draw) {
        examples.push(example(row, "bare", &bare(gold, draw), None));
    }
    if (6..9).contains(&draw) {
        let lines: Vec<&str> = gold.lines().filter(|line| !line.trim().is_empty()).collect();
        let lines = &lines[..lines.len().min(1 + draw as usize % 4 * 2)];
        let framed = Row {
            html: frame::framed(lines, &row.id),
            gold: Some(lines.join("\n")),
            ..row.clone()
        };
        examples.push(example(&framed, "framed", &framed.html, None));
    }
    examples
}

fn example(row: &Row, changed: &'static str, html: &str, url: Option<&str>) -> Example {
    let page = html::page(html, None, &Hosts::default(), Default::default());
    let hash = host_hash(row.url.as_deref(), &row.id);
    let (labels, reached) = match &row.gold {
        Some(gold) => labels::by_gold(&page, gold),
        None => (labels::by_snippets(&page, &row.with, &row.without), 1.0),
    };
    Example {
        changed,
        fold: hash % FOLDS,
        token_fold: hash % TOKEN_FOLDS,
        url: url.map(str::to_owned),
        has_gold: row.gold.is_some(),
        reached: reached as f32,
        tally: odds::tally(&page, &labels, url),
        labels,
        page,
    }
}
