//! Owns the manifest: what a run into a folder says of itself, the same bytes whenever it ran.

use super::SinkError;
use super::journal::{InputFile, MOST_NAMED, Settings};
use super::list::MANIFEST;
use super::{CONFIGURATION, Plan, Stamp};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What the files of a run are.
#[derive(Debug)]
pub(super) struct Manifest {
    /// Name, rows and bytes of each part.
    pub(super) parts: Vec<(String, u64, u64)>,
    /// Files of input, as far as they are named.
    pub(super) files: Vec<InputFile>,
    pub(super) file_count: u64,
}

impl Manifest {
    /// As JSON; `counts` are documents by status. Files of input are named where they are not more
    /// than a thousand.
    pub(super) fn to_json(&self, plan: &Plan, stamp: &Stamp, counts: Map<String, Value>) -> Value {
        let parts = self.parts.iter();
        let parts =
            parts.map(|(name, rows, bytes)| json!({"name": name, "rows": rows, "bytes": bytes}));
        let files = self.files.iter();
        let files = files.map(|file| json!({"name": file.name, "bytes": file.bytes}));
        let settings = plan.settings().same.into_iter();
        let settings: Map<String, Value> =
            settings.map(|(name, value)| (setting(&name).to_owned(), json!(value))).collect();
        let are_named = self.file_count <= MOST_NAMED as u64;
        let files = are_named.then(|| files.collect::<Vec<_>>());
        json!({
            "tool": "dechaff",
            "tool_version": stamp.tool_version,
            "config_hash": stamp.config_hash,
            "schema": plan.schema.name(),
            "output_format": plan.output.format.name(),
            "compress": plan.output.compress.name(),
            "inputs": plan.inputs,
            "settings": settings,
            "input_file_count": self.file_count,
            "input_files": files,
            "documents": counts.values().filter_map(Value::as_u64).sum::<u64>(),
            "status": counts,
            "parts": parts.collect::<Vec<_>>(),
        })
    }
}

/// Refuses to take a finished folder for the output of another plan, or of files that have another
/// size now, as far as its manifest tells.
pub(super) fn check(folder: &Path, plan: &Plan) -> Result<(), SinkError> {
    let manifest = std::fs::read(folder.join(MANIFEST)).unwrap_or_default();
    let Ok(was) = serde_json::from_slice::<Value>(&manifest) else { return Ok(()) };
    let hash = (CONFIGURATION.to_owned(), plan.stamp.config_hash.clone());
    let known = plan.settings().same.into_iter().chain((!plan.restamps).then_some(hash));
    let known = known.filter_map(|(name, now)| {
        let then = match name.as_str() {
            CONFIGURATION => &was["config_hash"],
            name => &was["settings"][setting(name)],
        };
        let then = then.as_str()?.to_owned();
        Some(((name.clone(), then), (name, now)))
    });
    let (same, now): (Vec<_>, Vec<_>) = known.unzip();
    Settings { overwrite: false, same }.check(&now, folder)?;
    for file in was["input_files"].as_array().into_iter().flatten() {
        let (Some(name), Some(then)) = (file["name"].as_str(), file["bytes"].as_u64()) else {
            continue;
        };
        if let Some(now) = InputFile::of(name).bytes.filter(|now| *now != then) {
            return Err(SinkError::Refused(format!(
                "{} is finished, and {name} has changed since (then {then} bytes, now {now}); \
                 begin anew with `--overwrite`",
                folder.display()
            )));
        }
    }
    Ok(())
}

/// The name of a setting as the manifest has it.
fn setting(name: &str) -> &str {
    name.trim_matches('`')
}

/// Writes a manifest into a folder that is not finished yet.
pub(super) fn write(folder: &Path, manifest: &Value) -> Result<(), SinkError> {
    let path = folder.join(MANIFEST);
    let written = File::create(&path).and_then(|file| {
        let mut out = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut out, manifest)?;
        out.write_all(b"\n")?;
        out.flush()?;
        out.get_ref().sync_all()
    });
    written.map_err(SinkError::io(&path))
}
