//! Owns the texts that were written for the training: those in `texts/`, and the examples of the
//! languages' rules. What real pages have too little of: structured articles that look like chaff, and
//! other languages than English.

use crate::lines::Row;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The texts, each with how much it counts.
pub fn texts() -> Result<Vec<(f32, Row)>, Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut rows = Vec::new();
    for file in files(&home.join("texts"))? {
        rows.extend(row(&file, 0, &fs::read_to_string(&file)?).map(|row| (TEXT, row)));
    }
    for file in files(&home.join("../src/lang/examples"))? {
        if file.to_string_lossy().ends_with(".pages.txt") {
            continue;
        }
        let source = fs::read_to_string(&file)?;
        let blocks = source.split("\n\n").flat_map(|block| block.split("\n# ")).enumerate();
        let rules = blocks.map(|(at, block)| (at, block.strip_prefix("# ").unwrap_or(block)));
        rows.extend(rules.filter_map(|(at, block)| Some((EXAMPLE, row(&file, at, block)?))));
    }
    Ok(rows)
}

/// How much a text counts: a real one counts 1.
const TEXT: f32 = 2.0;

/// How much an example of a rule counts.
const EXAMPLE: f32 = 0.2;

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    Ok(files)
}

/// A text in the notation of examples; `None` where it has parts of lines, or nothing to keep.
fn row(file: &Path, at: usize, source: &str) -> Option<Row> {
    let mut lines = Vec::new();
    for line in source.lines() {
        let label = match line.get(..1) {
            Some("=") => "keep",
            Some("-") => "noise",
            Some("~") => "unsure",
            _ => continue,
        };
        let text = line[1..].strip_prefix(' ').unwrap_or(&line[1..]);
        if text.ends_with('\\') || text.contains("\\u{") {
            return None;
        }
        lines.push((text.to_owned(), label.to_owned()));
    }
    let kept = || lines.iter().filter(|(_, label)| label == "keep").map(|(line, _)| line.as_str());
    kept().next()?;
    Some(Row {
        id: format!("{}:{at}", file.file_name()?.to_string_lossy()),
        url: None,
        kind: "main".to_owned(),
        gold: kept().collect::<Vec<_>>().join("\n"),
        lines,
    })
}
