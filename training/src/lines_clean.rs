//! Owns the cleaning of texts that extractors left, by models that have not seen their hosts: how good
//! it is, and what each cause of cuts gains and costs.

use crate::data;
use crate::labels::{f1, words};
use crate::lines::{self, Row};
use dechaff::document::TextKind;
use dechaff::{Cleaner, Config, Document};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

/// How texts are cleaned: its name, with the model, with templates, with the kind told by the text.
const WAYS: [(&str, bool, bool, bool); 4] = [
    ("rules", false, false, false),
    ("model", true, false, false),
    ("model+templates", true, true, false),
    ("model+templates, auto", true, true, true),
];

/// What was counted of a set.
#[derive(Clone, Default)]
pub struct Tally {
    pages: f64,
    before: f64,
    after: f64,
    worse: u32,
    raw: u32,
    /// Texts of which a second run cuts more.
    pub changed_again: u32,
    /// Words of lines by label: noise, keep.
    words: [f64; 2],
    /// Words that are gone, and lines that were hit, by cause.
    causes: BTreeMap<String, Gone>,
}

#[derive(Clone, Default)]
struct Gone {
    lines: u32,
    noise: f64,
    keep: f64,
}

impl Tally {
    /// Mean word F1 of the texts as they are left.
    pub fn f1(&self) -> f64 {
        self.after / self.pages
    }

    /// Share of the words of lines to keep that is gone.
    pub fn lost(&self) -> f64 {
        self.causes.values().map(|gone| gone.keep).sum::<f64>() / self.words[1]
    }

    fn noise(&self) -> f64 {
        self.causes.values().map(|gone| gone.noise).sum::<f64>() / self.words[0]
    }

    fn join(mut self, other: Self) -> Self {
        self.pages += other.pages;
        self.before += other.before;
        self.after += other.after;
        self.worse += other.worse;
        self.raw += other.raw;
        self.changed_again += other.changed_again;
        self.words = [self.words[0] + other.words[0], self.words[1] + other.words[1]];
        for (cause, gone) in other.causes {
            let sum = self.causes.entry(cause).or_default();
            sum.lines += gone.lines;
            sum.noise += gone.noise;
            sum.keep += gone.keep;
        }
        self
    }
}

/// Measures every set in every way; one file of weights cleans all texts, else the one of each fold.
/// Writes `<out>/<set>.jsonl`, as the last two ways leave the texts.
pub fn clean(out: &Path, weights: &[&str], data: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let weights: Vec<Vec<u8>> = weights.iter().map(fs::read).collect::<Result<_, _>>()?;
    for name in lines::SETS {
        let rows = lines::read(data, name)?;
        for (way, model, templates, auto) in WAYS {
            let (tally, texts) = measure(&rows, &weights, (model, templates, auto))?;
            let name_of = if auto { format!("{name}.auto") } else { name.to_owned() };
            fs::write(out.join(format!("{name_of}.jsonl")), texts)?;
            println!(
                "{name:24} {way:22} F1 {:.4} -> {:.4}  noise gone {:.1} %  keep lost {:.3} %  worse {}  raw {}  changed again {}",
                tally.before / tally.pages,
                tally.f1(),
                100.0 * tally.noise(),
                100.0 * tally.lost(),
                tally.worse,
                tally.raw,
                tally.changed_again,
            );
            if way == "model+templates" {
                table(&tally);
            }
        }
    }
    Ok(())
}

fn table(tally: &Tally) {
    for (cause, gone) in &tally.causes {
        let share = |words: f64, all: f64| 100.0 * words / all;
        println!(
            "    {cause:26} {:6} {:8.3} {:8.4}",
            gone.lines,
            share(gone.noise, tally.words[0]),
            share(gone.keep, tally.words[1])
        );
    }
}

/// What becomes of a set's texts; without weights, by those that are compiled in.
pub fn measure(
    rows: &[Row],
    weights: &[Vec<u8>],
    (model, templates, auto): (bool, bool, bool),
) -> Result<(Tally, String), Box<dyn Error>> {
    let folds = weights.len().max(1);
    let mut cleaners = Vec::new();
    for fold in 0..folds {
        let kind = match rows.first().map(|row| row.kind.as_str()) {
            _ if auto => TextKind::Auto,
            Some("raw") => TextKind::Raw,
            _ => TextKind::Main,
        };
        let config = Config { line_model: model, text_kind: kind, ..Config::default() };
        let mut cleaner = Cleaner::new(config)?;
        if let Some(weights) = weights.get(fold).filter(|_| model) {
            cleaner = cleaner.with_line_weights(weights).ok_or("these are no weights")?;
        }
        cleaners.push(if templates {
            cleaner.with_templates(lines::templates(rows))
        } else {
            cleaner
        });
    }
    let cleaner = |row: &Row| &cleaners[(row.host_hash() % data::FOLDS) as usize % folds];
    let counted: Vec<_> = rows.par_iter().map(|row| count(cleaner(row), row)).collect();
    let (mut sum, mut texts) = (Tally::default(), String::new());
    for ((tally, text), row) in counted.into_iter().zip(rows) {
        sum = sum.join(tally);
        texts += &serde_json::json!({"id": row.id, "text": text}).to_string();
        texts.push('\n');
    }
    Ok((sum, texts))
}

/// What becomes of one text.
fn count(cleaner: &Cleaner, row: &Row) -> (Tally, String) {
    let document = row.document();
    let Ok(examined) = cleaner.examine(&document) else { return Default::default() };
    let text = &examined.page.text;
    let kept: String = examined.cuts.kept(text.len()).iter().map(|span| span.of(text)).collect();
    let again = Document { content: dechaff::document::Content::Text(kept.clone()), ..document };
    let twice = cleaner.clean(&again).text;
    let f1 = |text: &str| f1(words(text), words(&row.gold));
    let (before, after) = (f1(text), f1(&kept));
    let mut tally = Tally {
        pages: 1.0,
        before,
        after,
        worse: u32::from(after < before - 0.01),
        raw: u32::from(examined.page.notes.contains(&dechaff::Note::TextRaw)),
        changed_again: u32::from(twice.trim_end() != kept.trim_end()),
        ..Tally::default()
    };
    let removed = examined.cuts.removed();
    let mut start = 0;
    for (line, label) in &row.lines {
        let span = start..start + line.len();
        start = span.end + 1;
        let label = ["noise", "keep"].iter().position(|name| name == label);
        let all = words(line).count() as f64;
        let hit =
            removed.iter().filter(|cut| cut.span.start < span.end && span.start < cut.span.end);
        for cut in hit {
            let part = &text[cut.span.start.max(span.start)..cut.span.end.min(span.end)];
            let gone = words(part).count() as f64;
            let sum = tally.causes.entry(cut.cause.class().to_string()).or_default();
            sum.lines += u32::from(gone > 0.0);
            match label {
                Some(0) => sum.noise += gone,
                Some(_) => sum.keep += gone,
                None => {}
            }
        }
        if let Some(label) = label {
            tally.words[label] += all;
        }
    }
    (tally, kept)
}
