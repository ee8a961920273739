//! Owns `dechaff rebuild`: from records with what was removed back to the texts as laid out.

use super::args::RebuildArgs;
use anyhow::Context;
use dechaff::document::Removal;
use dechaff::render;
use dechaff::sink::{is_part, open_rows};
use serde_json::{Value, json};
use std::io::{BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes `{"id", "text"}` for every record. A document that could not be processed has no text:
/// null.
///
/// # Errors
/// Where a record was written without what was removed, or a file cannot be read or written.
pub fn run(args: RebuildArgs) -> anyhow::Result<()> {
    let files = files(&args.input)?;
    if args.output.as_os_str() == "-" {
        return rebuild(&files, &mut BufWriter::new(std::io::stdout().lock()));
    }
    let output = &args.output;
    if output.symlink_metadata().is_ok() && !args.overwrite {
        let output = output.display();
        return Err(super::usage(format!(
            "{output} exists already; replace it with `--overwrite`"
        )));
    }
    super::write_whole(output, |out| rebuild(&files, out))
}

/// The file, or the parts of the folder.
fn files(input: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !input.is_dir() {
        if !input.exists() {
            return Err(super::usage(format!("{} does not exist", input.display())));
        }
        return Ok(vec![input.to_owned()]);
    }
    let entries = input.read_dir().with_context(|| format!("cannot read {}", input.display()))?;
    let is_part =
        |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(is_part);
    let mut parts: Vec<_> = entries.flatten().map(|e| e.path()).filter(is_part).collect();
    // Past 99999 a number is longer, and larger.
    parts.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    if parts.is_empty() {
        let input = input.display();
        return Err(super::usage(format!("{input} holds no parts of JSONL of `dechaff clean`")));
    }
    Ok(parts)
}

fn rebuild(files: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<()> {
    for path in files {
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
            return Err(super::usage(format!(
                "{}: Parquet is not read back; write JSONL for what is to be rebuilt",
                path.display()
            )));
        }
        let rows = open_rows(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (n, line) in rows.lines().enumerate() {
            let place = || format!("{}:{}", path.display(), n + 1);
            let line = line.with_context(place)?;
            if line.trim().is_empty() {
                continue;
            }
            let row: Value = serde_json::from_str(&line).with_context(place)?;
            let id = &row["id"];
            let text = laid_out(&row).with_context(|| format!("{}: record {id}", place()))?;
            serde_json::to_writer(&mut *out, &json!({"id": id, "text": text}))
                .map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The text of a row as laid out; `None` where the document could not be processed.
fn laid_out(row: &Value) -> anyhow::Result<Option<String>> {
    let status = row["status"].as_str();
    let status = status.context("it has no `status`: run clean with `--schema native`")?;
    if matches!(status, "error" | "too_large" | "over_budget") {
        return Ok(None);
    }
    let text = row["text"].as_str().context("it has no `text`")?;
    let removed = row["removed"]
        .as_array()
        .context("it does not say what was removed: run clean with `--removed text`")?;
    let removed: Option<Vec<_>> = removed.iter().map(removal).collect();
    let removed = removed.context("its `removed` cannot be read")?;
    render::rebuild(text, &removed).map(Some).map_err(anyhow::Error::msg)
}

fn removal(edit: &Value) -> Option<Removal> {
    let number = |name: &str| usize::try_from(edit[name].as_u64()?).ok();
    Some(Removal {
        out_start: number("out_start")?,
        out_end: number("out_end")?,
        original: edit["original"].as_str().map(str::to_owned),
        cause: edit["cause"].as_str()?.to_owned(),
    })
}
