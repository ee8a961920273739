//! Owns the manifest: what a run into a folder says of itself, the same bytes whenever it ran.

use super::SinkError;
use super::journal::{InputFile, MOST_NAMED};
use super::list::MANIFEST;
use super::{Plan, Stamp};
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
            "input_file_count": self.file_count,
            "input_files": files,
            "documents": counts.values().filter_map(Value::as_u64).sum::<u64>(),
            "status": counts,
            "parts": parts.collect::<Vec<_>>(),
        })
    }
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
